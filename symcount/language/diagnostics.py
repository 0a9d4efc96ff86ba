"""What is wrong, as a value: a code, a message, labelled places, notes and help; and its picture."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from difflib import get_close_matches
from itertools import islice
from unicodedata import category, east_asian_width

from symcount.language.source import Span, printable
from symcount.record import record

SEVERITIES = {"E": "error", "W": "warning", "N": "note"}

Paint = Callable[[str, str], str]
"""(text, role) -> text; the roles are error, warning, note, help, gutter and mark."""


@record
class Label:
    """A marked place with a few words; the primary one comes first in a diagnostic."""

    span: Span
    text: str = ""


@record
class Diagnostic:
    """One mistake, warning or note; `errors/CODE.md` explains its `code`."""

    code: str
    message: str
    labels: tuple[Label, ...] = ()
    notes: tuple[str, ...] = ()
    help: tuple[str, ...] = ()

    @property
    def severity(self) -> str:
        return SEVERITIES[self.code[0]]

    @property
    def is_error(self) -> bool:
        return self.code.startswith("E")


class Problem(Exception):
    """One or more diagnostics on their way to whoever asked; `str()` is their pictures."""

    def __init__(self, *diagnostics: Diagnostic) -> None:
        super().__init__(*diagnostics)
        self.diagnostics = diagnostics

    def __str__(self) -> str:
        return "\n\n".join(picture(d) for d in self.diagnostics)


def problem(
    code: str,
    message: str,
    span: Span | None = None,
    label: str = "",
    *,
    also: Iterable[Label] = (),
    note: Sequence[str] | str = (),
    help: Sequence[str] | str = (),
) -> Problem:
    """A Problem with one diagnostic, its primary place first."""
    labels = (() if span is None else (Label(span, label),)) + tuple(also)
    return Problem(Diagnostic(code, message, labels, _several(note), _several(help)))


def _several(texts: Sequence[str] | str) -> tuple[str, ...]:
    return (texts,) if isinstance(texts, str) else tuple(texts)


MAX_ERRORS = 20
"""So many are shown of one text: who has more mends these first."""


def first_errors(diagnostics: Sequence[Diagnostic]) -> Problem:
    """The diagnostics of a text as a Problem: where there are too many errors the first of them, which says so."""
    errors = [d for d in diagnostics if d.is_error]
    if len(errors) <= MAX_ERRORS:
        return Problem(*diagnostics)
    *shown, last = errors[:MAX_ERRORS]
    more = f"{len(errors) - MAX_ERRORS:,} more mistakes are not shown"
    return Problem(*shown, replace(last, notes=(*last.notes, more)))


MAX_COMPARED = 1_000
"""Names of a text that has more would be compared for seconds."""


def nearest(name: str, names: Iterable[str]) -> list[str]:
    """Help for an unknown name: the nearest of those that there are, if one is near."""
    folded: dict[str, str] = {}
    for candidate in islice(names, MAX_COMPARED):
        folded.setdefault(candidate.lower(), candidate)
    near = get_close_matches(name.lower(), list(folded), n=1, cutoff=0.7)
    return [f"did you mean `{folded[near[0]]}`?"] if near else []


def too_large(reason: Exception, span: Span | None = None) -> Problem:
    """A formula beyond the limits is the user's mistake, not a traceback."""
    return problem("E211", str(reason), span, help="keep fewer symbols, or smaller numbers")


MAX_NAMES = 12
"""So many names are listed."""


def listed(names: Sequence[str]) -> str:
    """The names, or the first of them and how many there are besides."""
    more = len(names) - MAX_NAMES
    return ", ".join(f"`{n}`" for n in names[:MAX_NAMES]) + (f" and {more:,} more" if more > 0 else "")


def picture(diagnostic: Diagnostic, paint: Paint = lambda text, role: text) -> str:
    """The diagnostic as its user sees it, with the source lines it speaks of."""
    d = diagnostic
    lines = [paint(f"{d.severity}[{d.code}]", d.severity) + f": {printable(d.message)}"]
    if d.labels:
        lines += _excerpts(d, paint)
    indent = " " * (_gutter(d.labels) + 1)
    lines += [f"{indent}{paint('=', 'gutter')} {paint('note', 'note')}: {printable(t)}" for t in d.notes]
    lines += [f"{indent}{paint('=', 'gutter')} {paint('help', 'help')}: {printable(t)}" for t in d.help]
    return "\n".join(lines)


def _gutter(labels: tuple[Label, ...]) -> int:
    return max((len(str(label.span.line)) for label in labels), default=1)


def _excerpts(d: Diagnostic, paint: Paint) -> list[str]:
    """The header with the place, then each line that carries labels, top to bottom."""
    width = _gutter(d.labels)
    first = d.labels[0].span
    bar = paint("│", "gutter")
    out = [" " * (width + 1) + paint("┌─", "gutter") + f" {first}", " " * (width + 1) + bar]
    source_order = sorted(
        {(label.span.source is not first.source, label.span.source.name, label.span.line) for label in d.labels}
    )
    for elsewhere, name, number in source_order:
        here = [x for x in d.labels if (x.span.source.name, x.span.line) == (name, number)]
        if elsewhere:
            out.append(" " * (width + 1) + paint("├─", "gutter") + f" {here[0].span}")
        text, marks = _marked(here)
        out.append(f"{paint(str(number).rjust(width), 'gutter')} {bar} {text}")
        out += [f"{' ' * (width + 1)}{bar} {paint(m, 'mark')}" for m in marks]
    return out


MAX_EXCERPT = 96


def _marked(labels: Sequence[Label]) -> tuple[str, list[str]]:
    """One source line, cut to a window round its labels, and the lines of marks below it."""
    first = labels[0].span
    raw = first.source.line(first.line)
    cut = _window(raw, first.column - 1)
    shown = _expand(raw[cut[0] : cut[1]])
    head, tail = "… " if cut[0] else "", " …" if cut[1] < len(raw) else ""
    spots = sorted(((*_columns(x.span, raw, cut, len(head)), x.text) for x in labels), key=lambda s: s[0])
    return head + shown + tail, _marks(spots)


def _window(raw: str, column: int) -> tuple[int, int]:
    if len(raw) <= MAX_EXCERPT:
        return 0, len(raw)
    start = max(0, min(column - MAX_EXCERPT // 3, len(raw) - MAX_EXCERPT))
    return start, start + MAX_EXCERPT


def _expand(text: str) -> str:
    return printable(text.replace("\t", "    "))


def _columns(span: Span, raw: str, cut: tuple[int, int], offset: int) -> tuple[int, int]:
    """Where the label's mark starts on the shown line, and how wide it is."""
    start = min(max(span.column - 1, cut[0]), cut[1])
    end = min(max(start, span.column - 1 + span.end - span.start), cut[1])
    left = _cells(_expand(raw[cut[0] : start])) + offset
    return left, max(1, _cells(_expand(raw[start:end])))


def _cells(text: str) -> int:
    """How many columns of a terminal `text` takes: none for an accent, two for a wide character."""
    return sum(0 if category(c) in ("Mn", "Me") else 2 if east_asian_width(c) in "WF" else 1 for c in text)


def _marks(spots: list[tuple[int, int, str]]) -> list[str]:
    """Underlines on one row, the last text beside them, the others hung below, right to left."""
    row = ""
    for left, width, _ in spots:
        row = row.ljust(left) + "─" * (left + width - max(left, len(row)))
    texts = [(left, text) for left, _, text in spots if text]
    if not texts:
        return [row]
    last_left, last = texts[-1]
    rows = [f"{row} {printable(last)}" if last_left == spots[-1][0] else row]
    hung = texts[:-1] if last_left == spots[-1][0] else texts
    while hung:
        bars = "".join("│".rjust(left - before) for before, left in _gaps(sorted({left for left, _ in hung})))
        left, text = hung.pop()
        rows += [bars, bars[:left] + printable(text)]
    return [r.rstrip() for r in rows]


def _gaps(lefts: Sequence[int]) -> list[tuple[int, int]]:
    """(end of the bar before, end of this bar) for bars in ascending columns."""
    ends = [left + 1 for left in lefts]
    return list(zip([0, *ends[:-1]], ends, strict=True))
