"""Diagnostics for other programs: JSON in ruff's shape, annotations of GitHub's log, and SARIF 2.1.0."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import quote

from symcount import __version__
from symcount.language.codes import codes, page
from symcount.language.diagnostics import Diagnostic, Label
from symcount.language.source import Span, printable

LEVELS = {"error": "error", "warning": "warning", "note": "notice"}
"""Severities as GitHub calls them; SARIF's are our own."""


def json_report(diagnostics: Sequence[Diagnostic]) -> str:
    """A list with an object a diagnostic; a place begins at 1, and its end is behind the last character."""
    return json.dumps([_data(d) for d in diagnostics], indent=2, ensure_ascii=False)


def _data(d: Diagnostic) -> dict[str, Any]:
    here = _place(d.labels[0]) if d.labels else {"filename": None, "location": None, "end_location": None}
    return {
        "code": d.code,
        "severity": d.severity,
        "message": printable(d.message),
        **here,
        "label": printable(d.labels[0].text) if d.labels else "",
        "related": [{**_place(label), "label": printable(label.text)} for label in d.labels[1:]],
        "notes": list(map(printable, d.notes)),
        "help": list(map(printable, d.help)),
    }


def _place(label: Label) -> dict[str, Any]:
    (row, column), (end_row, end_column) = _ends(label.span)
    return {
        "filename": printable(label.span.source.name),
        "location": {"row": row, "column": column},
        "end_location": {"row": end_row, "column": end_column},
    }


def _ends(span: Span) -> tuple[tuple[int, int], tuple[int, int]]:
    return span.source.place(span.start), span.source.place(span.end)


def github_report(diagnostics: Sequence[Diagnostic]) -> str:
    """A workflow command a diagnostic, which GitHub shows beside the line."""
    return "\n".join(map(_annotation, diagnostics))


def _annotation(d: Diagnostic) -> str:
    properties = {"title": f"symcount ({d.code})"}
    if d.labels:
        (row, column), (end_row, end_column) = _ends(d.labels[0].span)
        properties |= {"file": d.labels[0].span.source.name, "line": str(row), "col": str(column)}
        properties |= {"endLine": str(end_row), "endColumn": str(end_column)}
    words = ",".join(f"{key}={_escaped(text, ':,')}" for key, text in properties.items())
    return f"::{LEVELS[d.severity]} {words}::{_escaped(_in_words(d))}"


def _escaped(text: str, more: str = "") -> str:
    """A text in which a workflow command finds no sign of its own."""
    signs = ("%", "\r", "\n", *more)
    for sign in signs:
        text = text.replace(sign, f"%{ord(sign):02X}")
    return text


def _in_words(d: Diagnostic) -> str:
    """The message, and all that a picture says below it."""
    marks = (f"{label.span}: {printable(label.text)}" for label in d.labels if label.text)
    return "\n".join([printable(d.message), *marks, *map(printable, (*d.notes, *(f"help: {text}" for text in d.help)))])


def sarif_report(diagnostics: Sequence[Diagnostic]) -> str:
    """A log of one run."""
    used = sorted({d.code for d in diagnostics})
    known = codes()
    rules = [{"id": code, "shortDescription": {"text": page(code).title}} for code in used if code in known]
    driver = {"name": "symcount", "version": __version__, "rules": rules}
    results = [_result(d) for d in diagnostics]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    schema = "https://json.schemastore.org/sarif-2.1.0.json"
    return json.dumps({"$schema": schema, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False)


def _result(d: Diagnostic) -> dict[str, Any]:
    found: dict[str, Any] = {"ruleId": d.code, "level": d.severity, "message": {"text": _in_words(d)}}
    if d.labels:
        found |= {"locations": _locations(d.labels[:1]), "relatedLocations": _locations(d.labels[1:])}
    return found


def _locations(labels: Iterable[Label]) -> list[dict[str, Any]]:
    return [_location(label) for label in labels]


def _location(label: Label) -> dict[str, Any]:
    (row, column), (end_row, end_column) = _ends(label.span)
    region = {"startLine": row, "startColumn": column, "endLine": end_row, "endColumn": end_column}
    place = {"artifactLocation": {"uri": quote(label.span.source.name)}, "region": region}
    return {"physicalLocation": place, **({"message": {"text": printable(label.text)}} if label.text else {})}


REPORTS = {"json": json_report, "github": github_report, "sarif": sarif_report}
