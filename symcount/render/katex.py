"""Document to what KaTeX, MathJax and GitHub have in common of LaTeX: plain paragraphs and `aligned` formulas."""

from __future__ import annotations

from itertools import groupby

from symcount.algebra.notation import write
from symcount.algebra.notations.latex import LATEX
from symcount.document.blocks import Cases, Document, Equations, Table
from symcount.language.source import printable
from symcount.render import latex
from symcount.render.latex import aligned, braced, latex_page, table_row
from symcount.render.printer import Page, Printer, page_of, right_or_left
from symcount.render.style import Style

# ---- text --------------------------------------------------------------------------------

_INERT = str.maketrans("\\$<>&`", "⧵＄＜＞＆ˋ")


def katex_text(text: str) -> str:
    """Plain text in which no engine, browser or Markdown finds a beginning: such characters by their likes."""
    return printable(text).translate(_INERT)


_SIGNS = {
    **{c: f"{{{tex}}}" for c, tex in latex.MATH_SIGNS.items()},
    **{c: f"{{}}{tex}" for c, tex in latex.MATH_SCRIPTS.items()},
    **dict(zip("\\~^<>|", r"{\backslash} {\sim} {\wedge} {\lt} {\gt} {\vert}".split(), strict=True)),
}
_IN_TEXT = {**{c: f"\\{c}" for c in "%#&_{}$"}, "`": "'", '"': "''"}
_LETTERS = ((0x20, 0x7E), (0xC0, 0x17F), (0x3000, 0x303F), (0x4E00, 0x9FFF), (0xFF00, 0xFF60))
"""What may stand in `\\text`: Latin letters and Chinese."""


def math_text(text: str) -> str:
    """Plain text inside a formula: `\\text{4 }3{\\times}3\\text{ convolutions}`, without a `$`."""
    return "".join(
        "".join(_SIGNS[c] for c in run) if sign else f"\\text{{{''.join(map(_escaped, run))}}}"
        for sign, run in groupby(text, key=_SIGNS.__contains__)
    )


def _escaped(c: str) -> str:
    return _IN_TEXT.get(c, c) if any(low <= ord(c) <= high for low, high in _LETTERS) else "?"


# ---- blocks ------------------------------------------------------------------------------


def aligned_equations(block: Equations, page: Page) -> str:
    """One `aligned`."""
    body = " \\\\\n".join(aligned(line, i == 0) for i, line in enumerate(page.lines(block)))
    return f"\\begin{{aligned}}\n{body}\n\\end{{aligned}}{_tag(page)}"


def _tag(page: Page) -> str:
    return f"\\tag{{{page.number}}}" if page.style.numbered else ""


def cases(block: Cases, page: Page) -> str:
    """One `cases`."""
    return braced(page.case_lines(block)) + _tag(page)


def _table(block: Table, page: Page) -> str:
    """One formula."""
    head, *rows = page.cells(block, math_text)
    body = " \\\\\n  ".join(map(table_row, rows))
    sides = "".join(right_or_left(block, "r", "l"))
    return f"\\begin{{array}}{{{sides}}}\n  {' & '.join(head)} \\\\ \\hline\n  {body}\n\\end{{array}}"


KATEX = Printer(
    notation=LATEX,
    text=katex_text,
    heading=str,
    paragraph=str,
    note=str,
    equations=aligned_equations,
    cases=cases,
    table=_table,
    in_formula=math_text,
    inline="\\({}\\)".format,
    brace="\\underbrace{{{}}}_{{{}}}".format,
    number=latex.DIGIT_GROUPS,
    guide=latex_page,
)


def katex(document: Document, style: Style = Style()) -> str:
    """Paragraphs and formulas, with empty lines between them; the formulas have no delimiters."""
    return page_of(document, style, KATEX).body()


# ---- a notebook --------------------------------------------------------------------------


def _in_rows(block: Equations, page: Page) -> str:
    """Equations as they are, however long: MathJax in a notebook scrolls."""
    rows = (" = ".join(write(side, page.notation) for side in row) for row in block.rows)
    return " \\\\\n".join(f"&\\quad {'= ' if i else ''}{row}" for i, row in enumerate(rows))


NOTEBOOK = KATEX._replace(
    text=latex.latex_text,
    heading="&\\textbf{{{}}}".format,
    paragraph=lambda text: "",
    note=lambda text: "",
    equations=_in_rows,
    cases=lambda block, page: f"&\\quad {braced(page.case_lines(block))}",
    between=" \\\\\n",
)


def notebook(document: Document) -> str:
    """All groups in one formula, each under its title, for MathJax in a notebook; texts are left out."""
    return f"$$\\begin{{aligned}}\n{page_of(document, Style(), NOTEBOOK).body()}\n\\end{{aligned}}$$"
