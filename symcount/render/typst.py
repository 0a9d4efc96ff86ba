"""Document to Typst: lines for `#include`, or a whole document."""

from __future__ import annotations

from symcount.algebra.notations.typst import TYPST, quoted, typst_name
from symcount.document.blocks import Document, Equations, Table
from symcount.language.source import printable
from symcount.render.breaking import EquationLine
from symcount.render.latex import COLUMN_GAP, column_widths, latex_page
from symcount.render.printer import Page, Printer, page_of, right_or_left, slug
from symcount.render.style import Style, digit_groups

BP = 72 / 72.27
"""A point of TeX in points of Typst."""
CHINESE = ("Noto Serif CJK SC", "Source Han Serif SC", "Songti SC", "SimSun", "FandolSong")


def typst_string(text: str) -> str:
    """Plain text as a string: the only way that a user's words reach Typst."""
    return quoted(printable(text))


def _number(digits: str, grouping: str) -> str:
    """Groups of digits are a string, in which a comma has no space after it."""
    groups = digit_groups(",", "\u2009")(digits, grouping)
    return digits if groups == digits else quoted(groups)


def _equations(block: Equations, page: Page) -> str:
    body = " \\\n".join(_row(line, i == 0) for i, line in enumerate(page.lines(block)))
    label = page.label(block)
    return f"$\n{body}\n$" + (f" <{slug(page.style.labels)}:{label}>" if label else "")


def _row(line: EquationLine, first: bool) -> str:
    text = line.text.strip()
    if line.equals:
        return f"  &= {text}"
    signed = '"" ' if text[:1] in "+−×⋅" and not first else ""
    return f"  & {'quad ' * line.depth}{signed}{text}"


_TABLE = """\
#[
#set text(size: {size:.2f}em)
#set par(leading: 0.1em) // no fraction reaches into another row
#table(
  columns: {columns}, align: ({sides}), stroke: none, inset: (x: 0pt, y: 0.3em), column-gutter: {gap:.1f}em,
  table.hline(stroke: 0.08em), table.header({head}), table.hline(stroke: 0.05em),
{body}
  table.hline(stroke: 0.08em),
)
]"""


def _table(block: Table, page: Page) -> str:
    """In smaller letters where LaTeX's table is wider than the line."""
    widths = column_widths(latex_page(page.document, page.style).cells(block))
    head, *rows = page.cells(block)
    return _TABLE.format(
        size=min(1.0, page.style.width / (sum(widths) + COLUMN_GAP * (len(widths) - 1))),
        columns=len(widths),
        sides=", ".join(right_or_left(block, "right + horizon", "left + horizon")),
        gap=COLUMN_GAP / 10,
        head=", ".join(head),
        body="\n".join(f"  {', '.join(row)}," for row in rows),
    )


TYPST_PRINTER = Printer(
    notation=TYPST,
    text=typst_string,
    heading="#heading(level: 2, {})".format,
    paragraph="#text({})".format,
    note="#text({})".format,
    equations=_equations,
    table=_table,
    formula="${}$".format,
    brace="underbrace({}, {})".format,
    number=_number,
    named=typst_name,
    guide=latex_page,
    grows=True,
)


def typst(document: Document, style: Style = Style()) -> str:
    """The blocks as Typst, which compile by themselves and in a document that includes them."""
    parts = ["\n".join(_settings(document, style)), page_of(document, style, TYPST_PRINTER).body()]
    return "\n\n".join(filter(None, parts))


def _settings(document: Document, style: Style) -> list[str]:
    lines = ["#show math.equation: set block(breakable: true)"]
    if document.language == "zh":
        fonts = ", ".join(map(quoted, CHINESE))
        lines += [
            f'#set text(lang: "zh", font: ("New Computer Modern", {fonts}))',
            f'#show math.equation: set text(font: ("New Computer Modern Math", {fonts}))',
        ]
    return lines + (['#set math.equation(numbering: "(1)")'] if style.numbered else [])


# ---- a whole document --------------------------------------------------------------------

A4 = 595.28
LEAST_MARGIN = 56.7
SEPARATION = 10.0
"""Between two columns, as in LaTeX's `twocolumn`."""

_DOCUMENT = """\
#set document(title: {title}, date: none)
#set page(width: {width:.2f}pt, height: 841.89pt, margin: (x: {margin:.2f}pt, y: 72pt))
#set page(columns: {columns}, numbering: "1")
#set columns(gutter: {gutter:.2f}pt)
#set text(font: "New Computer Modern", size: {size:.2f}pt, lang: {language})
#show math.equation: set text(font: "New Computer Modern Math")
#show heading.where(level: 2): set text(size: {size:.2f}pt)
#show heading.where(level: 2): set block(above: 1.6em, below: 1em)
#heading(level: 1, {title})

{body}
"""


def typst_document(document: Document, style: Style = Style()) -> str:
    """A complete document, with lines as wide as the style says."""
    line = style.columns * style.width * BP + (style.columns - 1) * SEPARATION * BP
    width = max(A4, line + 2 * LEAST_MARGIN)
    return _DOCUMENT.format(
        title=typst_string(document.title),
        width=width,
        margin=(width - line) / 2,
        columns=style.columns,
        gutter=SEPARATION * BP,
        size=10 * BP,
        language=quoted(document.language),
        body=typst(document, style),
    )
