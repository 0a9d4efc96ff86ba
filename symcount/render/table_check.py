"""What symcount says of a published table: for a terminal, and as data."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import Any

from symcount.derivation.claims import IN_WORDS
from symcount.document.table_check import DIFFERS, FOLLOWS, ROUNDED, UNKNOWN, TableReport, Verdict
from symcount.language.source import printable
from symcount.network.views import PARAMS
from symcount.render.data import dump
from symcount.render.tables import text_columns

_MARKS = {FOLLOWS: "ok", ROUNDED: "ok", DIFFERS: "FAIL", UNKNOWN: "FAIL"}
_SUMS = {
    FOLLOWS: "{} exactly",
    ROUNDED: "{} but for rounding",
    DIFFERS: "{} not",
    UNKNOWN: "{} could not be checked",
}


def report_text(report: TableReport) -> str:
    """A line a count, its hints below it, then how many of each there are."""
    rows: list[tuple[str, ...]] = [("", "", "printed", "parameters", "")]
    for verdict in report.verdicts:
        rows.append(_line(verdict))
        rows += [("", "", "", "", f"= {printable(hint)}") for hint in verdict.hints]
    sums = Counter(v.status for v in report.verdicts)
    follows = ", ".join(words.format(sums[status]) for status, words in _SUMS.items() if sums[status])
    unused = f"\nleft alone: {', '.join(map(printable, report.left_alone))}" if report.left_alone else ""
    return f"{text_columns(rows, right=(2, 3))}\nfollows: {follows}{unused}"


def _line(verdict: Verdict) -> tuple[str, ...]:
    settings = ", ".join(f"{k} = {v}" for k, v in verdict.settings.items())
    name = verdict.name or f"line {verdict.line}"
    called = name + (f" ({settings})" if settings else "") + ("" if verdict.view == PARAMS else f", {verdict.view}")
    number = verdict.text if verdict.printed is None else str(verdict.printed)
    count = "" if verdict.count is None else f"{verdict.count:,}"
    return _MARKS[verdict.status], printable(called), printable(number), count, printable(verdict.says)


def report_json(report: TableReport) -> str:
    """`symcount check --against … --format json`."""
    rows = list(map(_row, report.verdicts))
    return dump({"holds": report.holds, "left_alone": list(report.left_alone), "rows": rows})


def _row(verdict: Verdict) -> dict[str, Any]:
    """Whole numbers as such, others as decimal or fraction in a string."""
    printed = verdict.printed
    return {
        "line": verdict.line,
        "name": verdict.name,
        "settings": verdict.settings,
        "view": verdict.view,
        "cell": verdict.text,
        "printed": None if printed is None else _exact(printed.value),
        "step": None if printed is None else _exact(printed.step),
        "parameters": verdict.count,
        "status": verdict.status,
        "rounding": verdict.rounding if verdict.rounding in IN_WORDS else None,
        "difference": None if printed is None or verdict.count is None else _exact(verdict.count - printed.value),
        "says": verdict.says,
        "hints": list(verdict.hints),
    }


def _exact(number: Fraction) -> int | str:
    return int(number) if number.denominator == 1 else str(number)
