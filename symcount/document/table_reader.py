"""A table as someone pasted it: CSV, TSV, a Markdown pipe table or the rows of a LaTeX tabular, as plain cells.

And the counts in its cells, with digit groups, powers of ten, and units in the cell or the header.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile
from typing import NamedTuple

from symcount.derivation.claims import RoundedNumber, rounded_number
from symcount.language.diagnostics import problem
from symcount.language.source import Source


class TableRow(NamedTuple):
    """The cells of one row, without markup, and the line that it begins on."""

    line: int
    cells: tuple[str, ...]


class PublishedTable(NamedTuple):
    """A header, and rows that are as long as it is."""

    header: tuple[str, ...]
    rows: tuple[TableRow, ...]
    decimal_comma: bool = False
    """Whether numbers have a comma for a point, as beside semicolons."""


def read_table(source: Source) -> PublishedTable:
    """The table in `source`. Raises Problem where there is none."""
    text, separator = source.text, ""
    if _RULE.search(text):
        rows = _markdown(text)
    elif "\\\\" in text and "&" in text:
        rows = _latex(text)
    else:
        lines = text.splitlines(keepends=True)
        skipped = next((i for i, line in enumerate(lines) if _is_row(line)), len(lines))
        first = "".join(lines[skipped : skipped + 1])
        separator = "\t" if "\t" in first else ";" if first.count(";") > first.count(",") else ","
        rows = _separated(lines[skipped:], skipped, separator)
    plain_rows = [TableRow(r.line, tuple(map(without_markup, r.cells))) for r in rows if any(map(str.strip, r.cells))]
    if len(plain_rows) < 2:
        help = "CSV, TSV, a Markdown pipe table or a LaTeX tabular, with names in its first row"
        raise problem("E417", f"there is no table in `{source.name}`", help=help)
    head, *body = plain_rows
    width = len(head.cells)
    rows_as_wide = tuple(TableRow(line, (*cells[:width], *[""] * (width - len(cells)))) for line, cells in body)
    return PublishedTable(head.cells, rows_as_wide, decimal_comma=separator == ";")


# ---- the formats -------------------------------------------------------------------------

_RULE = re.compile(r"^[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)+\|?[ \t]*$", re.MULTILINE)
_BAR = re.compile(r"(?<!\\)\|")


def _markdown(text: str) -> Iterator[TableRow]:
    """The row above the first rule, and those below it up to a line without a bar."""
    lines = text.splitlines()
    rule = next(i for i, line in enumerate(lines) if _RULE.fullmatch(line) and "|" in line)
    head = max(rule - 1, 0)
    for i, line in enumerate(takewhile(lambda line: "|" in line, lines[head:]), head):
        if i != rule:
            cells = _BAR.split(line.strip().removeprefix("|").removesuffix("|"))
            yield TableRow(i + 1, tuple(c.replace("\\|", "|") for c in cells))


_TABULAR = re.compile(r"\\begin\{(tabular[*xy]?|longtable|array)\}(.*?)\\end\{\1\}", re.DOTALL)
_ENDS = re.compile(r"\\\\(?:\[[^\]]*\])?|\\tabularnewline(?![a-zA-Z])")
_RULES = re.compile(
    r"\\(?:top|mid|bottom|h)(?:rule|line)(?:\[[^\]]*\])?|\\(?:cmidrule|cline)(?:\([^)]*\))?\{[^}]*\}|\\addlinespace(?![a-zA-Z])"
    r"|\\end(?:first)?(?:head|foot)(?![a-zA-Z])"
)
_COMMENT = re.compile(r"(?<!\\)%[^\n]*")
_SPANNING = re.compile(r"\\multicolumn\{(\d{1,2})\}\{[^}]*\}")


def _latex(text: str) -> Iterator[TableRow]:
    inside = _TABULAR.search(text)
    start, end = inside.span(2) if inside else (0, len(text))
    for ending in [*_ENDS.finditer(text, start, end), None]:
        stop = ending.start() if ending else end
        raw = _RULES.sub(_blank, _COMMENT.sub(_blank, text[start:stop]))
        if "&" in raw:
            begin = stop - len(raw.lstrip())
            yield TableRow(text.count("\n", 0, begin) + 1, tuple(_spread(re.split(r"(?<!\\)&", raw))))
        start = ending.end() if ending else end


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _spread(cells: Iterable[str]) -> Iterator[str]:
    """A cell that spans columns stands in the first of them."""
    for cell in cells:
        spans = _SPANNING.search(cell)
        yield _SPANNING.sub("", cell)
        yield from [""] * (int(spans[1]) - 1 if spans else 0)


def _is_row(line: str) -> bool:
    """Whether a line above all rows is one: it is not empty, and no comment."""
    return bool(line.strip()) and (line[0] != "#" or "param" in line.lower())


def _separated(lines: Sequence[str], skipped: int, separator: str) -> Iterator[TableRow]:
    """CSV with any separator, below the lines that are skipped."""
    reader = csv.reader(lines, delimiter=separator, skipinitialspace=True)
    line = skipped + 1
    try:
        for cells in reader:
            yield TableRow(line, tuple(cells))
            line = skipped + reader.line_num + 1
    except csv.Error as error:
        raise problem("E417", f"line {line} is no row of a table: {error}") from None


# ---- cells -------------------------------------------------------------------------------

_MARKUP = (
    (re.compile(r"\\(?:cite[a-z]*|footnotemark|footnote|label|ref)\*?(?:\[[^\]]*\])*(?:\{[^{}]*\})?"), ""),
    (re.compile(r"\\textsuperscript\{[^{}]*\}|(?<!\b10)\$\s*(?:\{\})?\^(?:\{[^{}]*\}|\\[a-zA-Z]+|[^\\{])\s*\$"), ""),
    (re.compile(r"\^?\{?\\d?dag(?:ger)?(?![a-zA-Z])\}?|\^\{?(?:\*|\\ast|\\star)+\}?"), ""),
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


def without_markup(cell: str) -> str:
    """A cell without the markup of LaTeX and Markdown, and without citations."""
    for pattern, instead in _MARKUP:
        cell = pattern.sub(instead, cell)
    while (inner := _WRAPPED.sub(r"\1", cell)) != cell:
        cell = inner
    return " ".join(cell.replace("{", "").replace("}", "").split())


# ---- the counts in cells -----------------------------------------------------------------

_UNIT_WORDS = {"thousand": "k", "million": "M", "mio": "M", "mln": "M", "billion": "B", "bn": "B", "trillion": "T"}
_EXPONENTS = {3: "k", 6: "M", 9: "B", 12: "T"}
_UNIT_LETTERS = ("k", "K", "M", "G", "B", "T")
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_POWER = re.compile(r"10\s*(?:\^\s*\{?\s*([0-9]{1,2})\s*\}?|([⁰¹²³⁴⁵⁶⁷⁸⁹]{1,2}))")
_NUMBER = re.compile(
    r"(?:~|≈|∼|ca\.?|about)?\s*([0-9](?:[0-9.,_'’ ]*[0-9])?)\s*(?:[eE]\+?([0-9]{1,2})|[×x*·]\s*10\^([0-9]{1,2}))?"
    r"\s*([A-Za-z]*\.?)\s*(?:param(?:eter)?s?\.?)?\s*[*†‡§]*"
)
NOTHING = ("", "-", "–", "—", "--", "---", "n/a", "N/A", "?", "…")
"""Cells that print no count."""
SINGLY = 7
"""A whole number of so many digits is no number of thousands or millions, whatever the header says."""


def unit_of(header: str) -> str:
    """The unit in the header of a column, such as `params (M)`; none where it is empty."""
    power = _POWER.search(header)
    if power is not None:
        return _EXPONENTS.get(int(power[1] or power[2].translate(_RAISED)), "")
    return next(filter(None, map(_unit, re.findall(r"[A-Za-z]+", header))), "")


def _unit(word: str) -> str | None:
    """`M` for `M`, `million`, `mio.`; None for a word that is no unit."""
    if word in _UNIT_LETTERS:
        return word
    lower = word.lower().rstrip(".")
    return _UNIT_WORDS.get(lower) or _UNIT_WORDS.get(lower.removesuffix("s"))


def printed_count(cell: str, unit: str, decimal_comma: bool = False) -> RoundedNumber | None:
    """The count that a cell prints, in `unit` where it gives none itself; None where it prints none that is clear."""
    raised = re.sub(r"(?<=10)[⁰¹²³⁴⁵⁶⁷⁸⁹]+", lambda m: "^" + m[0].translate(_RAISED), cell)
    match = _NUMBER.fullmatch(raised.strip())
    digits = _ungrouped(match[1], decimal_comma) if match else None
    if match is None or digits is None:
        return None
    exponent = int(match[2] or match[3] or 0)
    counted_singly = exponent or (len(digits) >= SINGLY and digits.isdigit())
    own = _unit(match[4]) if match[4] else "" if counted_singly else unit
    if own is None:
        return None
    number = rounded_number(digits, own)
    return number._replace(places=number.places - exponent)


def _ungrouped(text: str, decimal_comma: bool) -> str | None:
    """Digits with at most a point: without their groups of three."""
    text = re.sub(r"(?<=[0-9])[_'’ ](?=[0-9]{3}(?:[^0-9]|$))", "", text)
    if decimal_comma:
        text = text.translate(str.maketrans(".,", ",."))
    if re.fullmatch(r"[0-9]{1,3}(?:\.[0-9]{3}){2,}", text):
        text = text.replace(".", "")
    if re.fullmatch(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?", text):
        text = text.replace(",", "")
    elif re.fullmatch(r"[0-9]+,[0-9]+", text):
        text = text.replace(",", ".")
    return text if re.fullmatch(r"[0-9]+(?:\.[0-9]+)?", text) else None
