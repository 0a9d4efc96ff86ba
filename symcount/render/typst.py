"""Document to Typst: lines for `#include`, or a whole document."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from symcount.algebra.typst import TYPST, quoted, written
from symcount.document.blocks import Block, Document, Equations, Heading, Note, Paragraph, Table
from symcount.language.source import printable
from symcount.render import latex
from symcount.render.breaking import Line
from symcount.render.equation_lines import Target, numbered, target
from symcount.render.latex import slug
from symcount.render.style import Style

SEPARATORS = {"comma": ",", "thin": "\u2009", "siunitx": "\u2009"}
BP = 72 / 72.27
"""A point of TeX in points of Typst."""
CHINESE = ("Noto Serif CJK SC", "Source Han Serif SC", "Songti SC", "SimSun", "FandolSong")


def typst(document: Document, style: Style | None = None) -> str:
    """The blocks as Typst, which compile by themselves and in a document that includes them."""
    page = page_of(document, style or Style())
    blocks = [_BLOCKS[type(block)](block, page, number) for block, number in numbered(document)]
    return "\n\n".join(["\n".join(_settings(document, page.style)), *blocks])


def page_of(document: Document, style: Style) -> Target:
    found = target(document, style, TYPST, SEPARATORS, written, _braced, grows=True)
    grouped = found.notation.result
    n = replace(found.notation, result=lambda digits: _number(grouped(digits)))
    return replace(found, notation=n)


def _number(grouped: str) -> str:
    """Groups of digits are a string, in which a comma has no space after it."""
    return grouped if grouped.isdigit() or len(grouped) < 2 else quoted(grouped)


def _braced(body: str, label: str) -> str:
    return f"underbrace({body}, {string(label)})"


def string(text: str) -> str:
    """Plain text as a string: the only way that a user's words reach Typst."""
    return quoted(printable(text))


def _settings(document: Document, style: Style) -> list[str]:
    lines = ["#show math.equation: set block(breakable: true)"]
    if document.language == "zh":
        fonts = ", ".join(map(quoted, CHINESE))
        lines += [
            f'#set text(lang: "zh", font: ("New Computer Modern", {fonts}))',
            f'#show math.equation: set text(font: ("New Computer Modern Math", {fonts}))',
        ]
    return lines + (['#set math.equation(numbering: "(1)")'] if style.numbered else [])


# ---- blocks ------------------------------------------------------------------------------


def _heading(block: Heading, page: Target, number: int) -> str:
    return f"#heading(level: 2, {string(block.text)})"


def _paragraph(block: Paragraph | Note, page: Target, number: int) -> str:
    return f"#text({string(block.text)})"


def _equations(block: Equations, page: Target, number: int) -> str:
    body = " \\\n".join(_row(line, i == 0) for i, line in enumerate(page.lines(block)))
    label = f" <{slug(page.style.labels)}:{slug(block.label)}>" if page.style.labels and block.label else ""
    return f"$\n{body}\n${label}"


def _row(line: Line, first: bool) -> str:
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


def _table(block: Table, page: Target, number: int) -> str:
    """In smaller letters where it is wider than the line."""
    widths = latex.widths_of(latex.cells_of(block, latex.page_of(page.document, page.style)))
    rows = page.cells(block, string, lambda formula: f"${formula}$")
    return _TABLE.format(
        size=min(1.0, page.style.width / (sum(widths) + latex.GAP * (len(widths) - 1))),
        columns=len(widths),
        sides=", ".join(f"{'right' if i in block.right else 'left'} + horizon" for i in range(len(widths))),
        gap=latex.GAP / 10,
        head=", ".join(map(string, block.header)),
        body="\n".join(f"  {', '.join(row)}," for row in rows),
    )


_BLOCKS: dict[type[Block], Callable[..., str]] = {
    Heading: _heading,
    Paragraph: _paragraph,
    Note: _paragraph,
    Equations: _equations,
    Table: _table,
}

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


def whole(document: Document, style: Style | None = None) -> str:
    """A complete document, with lines as wide as the style says."""
    style = style or Style()
    line = style.columns * style.width * BP + (style.columns - 1) * SEPARATION * BP
    width = max(A4, line + 2 * LEAST_MARGIN)
    return _DOCUMENT.format(
        title=string(document.title),
        width=width,
        margin=(width - line) / 2,
        columns=style.columns,
        gutter=SEPARATION * BP,
        size=10 * BP,
        language=quoted(document.language),
        body=typst(document, style),
    )
