"""What symcount says of a published table: for a terminal, and as data."""

from __future__ import annotations

from collections import Counter
from typing import Any

from symcount.derivation.rounded_numbers import IN_WORDS
from symcount.document.table_check import DIFFERS, FOLLOWS, ROUNDED, UNKNOWN, Judged, Verdict
from symcount.language.source import printable
from symcount.network.views import PARAMS
from symcount.render.data import dump
from symcount.render.text import text_columns

_MARKS = {FOLLOWS: "ok", ROUNDED: "ok", DIFFERS: "FAIL", UNKNOWN: "FAIL"}
_SUMS = {
    FOLLOWS: "{} exactly",
    ROUNDED: "{} but for rounding",
    DIFFERS: "{} not",
    UNKNOWN: "{} could not be checked",
}


def text(found: Judged) -> str:
    """A line a count, its hints below it, then how many of each there are."""
    rows: list[tuple[str, ...]] = [("", "", "printed", "parameters", "")]
    for verdict in found.verdicts:
        rows.append(_line(verdict))
        rows += [("", "", "", "", f"= {printable(hint)}") for hint in verdict.hints]
    sums = Counter(v.status for v in found.verdicts)
    told = ", ".join(words.format(sums[status]) for status, words in _SUMS.items() if sums[status])
    lines = [text_columns(rows, right=(2, 3)), f"follows: {told}"]
    if found.left_alone:
        lines.append(f"left alone: {', '.join(map(printable, found.left_alone))}")
    return "\n".join(lines)


def _line(verdict: Verdict) -> tuple[str, ...]:
    settings = ", ".join(f"{k} = {v}" for k, v in verdict.settings.items())
    name = verdict.name or f"line {verdict.line}"
    called = name + (f" ({settings})" if settings else "") + ("" if verdict.view == PARAMS else f", {verdict.view}")
    stated = str(verdict.printed) if verdict.printed is not None else verdict.text
    count = "" if verdict.count is None else f"{verdict.count:,}"
    return _MARKS[verdict.status], printable(called), printable(stated), count, printable(verdict.says)


def json(found: Judged) -> str:
    """`symcount check --against … --format json`."""
    return dump({"holds": found.holds, "left_alone": list(found.left_alone), "rows": list(map(_row, found.verdicts))})


def _row(verdict: Verdict) -> dict[str, Any]:
    """Whole numbers as such, others as decimal or fraction in a string."""
    stated = verdict.printed
    off = None if stated is None or verdict.count is None else verdict.count - stated.value
    return {
        "line": verdict.line,
        "name": verdict.name,
        "settings": verdict.settings,
        "view": verdict.view,
        "cell": verdict.text,
        "printed": None if stated is None else _number(stated.value),
        "step": None if stated is None else _number(stated.step),
        "parameters": verdict.count,
        "status": verdict.status,
        "rounding": verdict.rounding if verdict.rounding in IN_WORDS else None,
        "difference": None if off is None else _number(off),
        "says": verdict.says,
        "hints": list(verdict.hints),
    }


def _number(exact: Any) -> int | str:
    return int(exact) if exact.denominator == 1 else str(exact)
