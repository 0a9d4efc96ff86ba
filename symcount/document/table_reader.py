"""A table as someone pasted it: CSV, TSV, a Markdown pipe table or the rows of a LaTeX tabular, as plain cells."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from symcount.language.diagnostics import problem
from symcount.language.source import Source


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one row, without markup, and the line that it begins on."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pasted:
    """A header, and rows that are as long as it is."""

    header: tuple[str, ...]
    rows: tuple[Row, ...]
    decimal_comma: bool = False
    """Whether numbers have a comma for a point, as beside semicolons."""


def pasted(source: Source) -> Pasted:
    """The table in `source`. Raises Problem where there is none."""
    text = source.text
    semicolons = False
    if _RULE.search(text):
        rows = _markdown(text)
    elif "\\\\" in text and "&" in text:
        rows = _latex(text)
    else:
        separator = _separator(text)
        semicolons = separator == ";"
        rows = _separated(text, separator)
    found = [Row(r.line, tuple(map(plain, r.cells))) for r in rows if any(map(str.strip, r.cells))]
    if len(found) < 2:
        help = "CSV, TSV, a Markdown pipe table or a LaTeX tabular, with names in its first row"
        raise problem("E417", f"there is no table in `{source.name}`", help=help)
    head, *body = found
    width = len(head.cells)
    return Pasted(head.cells, tuple(Row(r.line, _as_wide(r.cells, width)) for r in body), semicolons)


def _as_wide(cells: tuple[str, ...], width: int) -> tuple[str, ...]:
    return (*cells[:width], *[""] * (width - len(cells)))


# ---- the formats -------------------------------------------------------------------------

_RULE = re.compile(r"^[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)+\|?[ \t]*$", re.MULTILINE)
_BAR = re.compile(r"(?<!\\)\|")


def _markdown(text: str) -> Iterator[Row]:
    """The row above the first rule, and those below it up to a line without a bar."""
    lines = text.splitlines()
    rule = next(i for i, line in enumerate(lines) if _RULE.fullmatch(line) and "|" in line)
    for i in range(max(rule - 1, 0), len(lines)):
        if "|" not in lines[i]:
            break
        if i != rule:
            cells = _BAR.split(lines[i].strip().removeprefix("|").removesuffix("|"))
            yield Row(i + 1, tuple(c.replace("\\|", "|") for c in cells))


_TABULAR = re.compile(r"\\begin\{(tabular[*xy]?|longtable|array)\}(.*?)\\end\{\1\}", re.DOTALL)
_ENDS = re.compile(r"\\\\(?:\[[^\]]*\])?|\\tabularnewline(?![a-zA-Z])")
_RULES = re.compile(
    r"\\(?:top|mid|bottom|h)(?:rule|line)(?:\[[^\]]*\])?|\\(?:cmidrule|cline)(?:\([^)]*\))?\{[^}]*\}|\\addlinespace(?![a-zA-Z])"
    r"|\\end(?:first)?(?:head|foot)(?![a-zA-Z])"
)
_COMMENT = re.compile(r"(?<!\\)%[^\n]*")
_SPANNING = re.compile(r"\\multicolumn\{(\d{1,2})\}\{[^}]*\}")


def _latex(text: str) -> Iterator[Row]:
    inside = _TABULAR.search(text)
    start, end = inside.span(2) if inside else (0, len(text))
    for ending in [*_ENDS.finditer(text, start, end), None]:
        stop = ending.start() if ending else end
        raw = _RULES.sub(_blank, _COMMENT.sub(_blank, text[start:stop]))
        if "&" in raw:
            begin = stop - len(raw.lstrip())
            yield Row(text.count("\n", 0, begin) + 1, tuple(_spread(re.split(r"(?<!\\)&", raw))))
        start = ending.end() if ending else end


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _spread(cells: Iterable[str]) -> Iterator[str]:
    """A cell that spans columns stands in the first of them."""
    for cell in cells:
        spans = _SPANNING.search(cell)
        yield _SPANNING.sub("", cell)
        yield from [""] * (int(spans[1]) - 1 if spans else 0)


def _separator(text: str) -> str:
    first = next((line for line in text.splitlines() if _is_row(line)), "")
    return "\t" if "\t" in first else ";" if first.count(";") > first.count(",") else ","


def _is_row(line: str) -> bool:
    """Whether a line above all rows is one: it is not empty, and no comment."""
    return bool(line.strip()) and (line[0] != "#" or "param" in line.lower())


def _separated(text: str, separator: str) -> Iterator[Row]:
    """CSV with any separator; lines that begin with `#` before the header are comments."""
    lines = text.splitlines(keepends=True)
    skipped = next((i for i, line in enumerate(lines) if _is_row(line)), len(lines))
    reader = csv.reader(lines[skipped:], delimiter=separator, skipinitialspace=True)
    line = skipped + 1
    try:
        for cells in reader:
            yield Row(line, tuple(cells))
            line = skipped + reader.line_num + 1
    except csv.Error as error:
        raise problem("E417", f"line {line} is no row of a table: {error}") from None


# ---- cells -------------------------------------------------------------------------------

_MARKUP = (
    (re.compile(r"\\(?:cite[a-z]*|footnotemark|footnote|label|ref)\*?(?:\[[^\]]*\])*(?:\{[^{}]*\})?"), ""),
    (re.compile(r"<su[bp]>.*?</su[bp]>|<[^<>]*>"), ""),
    (re.compile(r"\[([^\[\]]*)\]\([^()]*\)"), r"\1"),
    (re.compile(r"\\(?:row|cell|text)?color(?:\[[^\]]*\])?\{[^{}]*\}|\\multirow(?:\{[^{}]*\}){2}"), ""),
    (re.compile(r"\\(?:bf|it|em|bfseries|itshape)(?![a-zA-Z])"), ""),
    (re.compile(r"\{,\}"), ","),
    (re.compile(r"\\[,;:! ]|\\(?:quad|enspace)(?![a-zA-Z])|~|&nbsp;|[\u00a0\u2009\u202f]"), " "),
    (re.compile(r"\\times(?![a-zA-Z])"), "×"),
    (re.compile(r"\\(?:sim|approx)(?![a-zA-Z])"), "~ "),
    (re.compile(r"\\([%#&_$])"), r"\1"),
    (re.compile(r"\*\*|`|(?<!\\)\$"), ""),
)
_WRAPPED = re.compile(r"\\[a-zA-Z]+\{([^{}]*)\}")


def plain(cell: str) -> str:
    """A cell without the markup of LaTeX and Markdown, and without citations."""
    for pattern, instead in _MARKUP:
        cell = pattern.sub(instead, cell)
    while (inner := _WRAPPED.sub(r"\1", cell)) != cell:
        cell = inner
    return " ".join(cell.replace("{", "").replace("}", "").split())
