"""Document to what KaTeX, MathJax and GitHub have in common of LaTeX: plain paragraphs and `aligned` formulas."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby

from symcount.algebra.names import GREEK
from symcount.algebra.notation import LATEX
from symcount.document.blocks import Block, Document, Equations, Heading, Note, Paragraph, Table
from symcount.language.source import printable
from symcount.render.equation_lines import Target, numbered, target
from symcount.render.latex import GROUPED, aligned, guarded
from symcount.render.style import Style

SEPARATORS = {**GROUPED, "siunitx": "\\,"}


def katex(document: Document, style: Style | None = None) -> str:
    """Paragraphs and formulas, with empty lines between them; the formulas have no delimiters."""
    page = page_of(document, style or Style())
    return "\n\n".join(_BLOCKS[type(block)](block, page, number) for block, number in numbered(document))


def page_of(document: Document, style: Style) -> Target:
    return target(
        document, style, LATEX, SEPARATORS, str, lambda body, label: f"\\underbrace{{{body}}}_{{{words(label)}}}"
    )


# ---- text --------------------------------------------------------------------------------

_INERT = str.maketrans("\\$<>&`", "⧵＄＜＞＆ˋ")


def inert(text: str) -> str:
    """Plain text in which no engine, browser or Markdown finds a beginning: such characters by their likes."""
    return printable(text).translate(_INERT)


_SIGNS = {
    "\\": "{\\backslash}",
    "~": "{\\sim}",
    "^": "{\\wedge}",
    "×": "{\\times}",
    "−": "{-}",
    "≥": "{\\ge}",
    "≤": "{\\le}",
    "≠": "{\\ne}",
    "√": "{\\surd}",
    "·": "{\\cdot}",
    "⌊": "{\\lfloor}",
    "⌋": "{\\rfloor}",
    "⌈": "{\\lceil}",
    "⌉": "{\\rceil}",
    "<": "{\\lt}",
    ">": "{\\gt}",
    "|": "{\\vert}",
    **{letter: f"{{\\{name}}}" for name, letter in GREEK.items()},
    **{c: f"{{}}_{d}" for c, d in zip("₀₁₂₃₄₅₆₇₈₉ᵢₒₙ", "0123456789ion", strict=True)},
    **{c: f"{{}}^{d}" for c, d in zip("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789", strict=True)},
}
_IN_TEXT = {**{c: f"\\{c}" for c in "%#&_{}$"}, "`": "'", '"': "''"}
_SCRIPTS = ((0x20, 0x7E), (0xC0, 0x17F), (0x3000, 0x303F), (0x4E00, 0x9FFF), (0xFF00, 0xFF60))
"""What may stand in `\\text`: Latin letters and Chinese."""


def words(text: str) -> str:
    """Plain text inside a formula: `\\text{4 }3{\\times}3\\text{ convolutions}`, without a `$`."""
    return "".join(
        "".join(_SIGNS[c] for c in run) if sign else f"\\text{{{''.join(map(_escaped, run))}}}"
        for sign, run in ((sign, list(run)) for sign, run in groupby(text, key=_SIGNS.__contains__))
    )


def _escaped(c: str) -> str:
    known = any(low <= ord(c) <= high for low, high in _SCRIPTS)
    return _IN_TEXT.get(c, c) if known else "?"


# ---- blocks ------------------------------------------------------------------------------


def _paragraph(block: Heading | Paragraph | Note, page: Target, number: int) -> str:
    return inert(block.text)


def equations(block: Equations, page: Target, number: int) -> str:
    """One `aligned`."""
    body = " \\\\\n".join(aligned(line, i == 0) for i, line in enumerate(page.lines(block)))
    tag = f"\\tag{{{number}}}" if page.style.numbered else ""
    return f"\\begin{{aligned}}\n{body}\n\\end{{aligned}}{tag}"


def _table(block: Table, page: Target, number: int) -> str:
    spec = "".join("r" if i in block.right else "l" for i in range(len(block.header)))
    head = " & ".join(map(words, block.header))
    body = " \\\\\n  ".join(guarded(" & ".join(row)) for row in page.cells(block, words, str))
    return f"\\begin{{array}}{{{spec}}}\n  {head} \\\\ \\hline\n  {body}\n\\end{{array}}"


_BLOCKS: dict[type[Block], Callable[..., str]] = {
    Heading: _paragraph,
    Paragraph: _paragraph,
    Note: _paragraph,
    Equations: equations,
    Table: _table,
}
