"""What symcount says of a published table, for a terminal."""

from __future__ import annotations

from collections import Counter

from symcount.document.table_check import DIFFERS, FOLLOWS, ROUNDED, UNKNOWN, TableReport, Verdict
from symcount.language.source import printable
from symcount.network.views import PARAMS
from symcount.render.tables import text_columns

_STATUSES = {
    FOLLOWS: ("ok", "exactly"),
    ROUNDED: ("ok", "but for rounding"),
    DIFFERS: ("FAIL", "not"),
    UNKNOWN: ("FAIL", "could not be checked"),
}
"""The mark of a line, and what is said of the sum."""


def report_text(report: TableReport) -> str:
    """A line a count, its hints below it, then how many of each there are."""
    rows: list[tuple[str, ...]] = [("", "", "printed", "parameters", "")]
    for verdict in report.verdicts:
        rows += [_line(verdict), *(("", "", "", "", f"= {printable(hint)}") for hint in verdict.hints)]
    sums = Counter(v.status for v in report.verdicts)
    follows = ", ".join(f"{sums[status]} {words}" for status, (_, words) in _STATUSES.items() if sums[status])
    unused = f"\nleft alone: {', '.join(map(printable, report.left_alone))}" if report.left_alone else ""
    return f"{text_columns(rows, right=(2, 3))}\nfollows: {follows}{unused}"


def _line(verdict: Verdict) -> tuple[str, ...]:
    settings = ", ".join(f"{k} = {v}" for k, v in verdict.settings.items())
    name = verdict.name or f"line {verdict.line}"
    called = name + (f" ({settings})" if settings else "") + ("" if verdict.view == PARAMS else f", {verdict.view}")
    number = printable(str(verdict.printed or verdict.text))
    count = "" if verdict.count is None else f"{verdict.count:,}"
    return _STATUSES[verdict.status][0], printable(called), number, count, printable(verdict.says)
