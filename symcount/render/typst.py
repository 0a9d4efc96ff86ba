"""Document to Typst: lines for `#include`, or a whole document."""

from __future__ import annotations

from symcount.algebra.notations.typst import TYPST, quoted, typst_name
from symcount.document.blocks import Cases, Document, Equations, Table
from symcount.language.source import printable
from symcount.render.equation_lines import EquationLine
from symcount.render.latex import COLUMN_GAP, column_widths, latex_page
from symcount.render.printer import Page, Printer, page_of, right_or_left, slug, template
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


def _cases(block: Cases, page: Page) -> str:
    rows = (
        f"  {_row(line, not line.depth).removeprefix('  & ')}{f' & quad {condition}' if condition else ''},"
        for line, condition in page.case_lines(block)
    )
    return "$\ncases(\n  gap: #0.5em,\n{}\n)\n$".format("\n".join(rows))


def _table(block: Table, page: Page) -> str:
    """In smaller letters where LaTeX's table is wider than the line."""
    widths = column_widths(latex_page(page.document, page.style).cells(block))
    head, *rows = page.cells(block)
    return template(
        "table.typ",
        size=f"{min(1.0, page.style.width / (sum(widths) + COLUMN_GAP * (len(widths) - 1))):.2f}",
        columns=len(widths),
        sides=", ".join(right_or_left(block, "right + horizon", "left + horizon")),
        gap=f"{COLUMN_GAP / 10:.1f}",
        head=", ".join(head),
        body="\n".join(f"  {', '.join(row)}," for row in rows),
    ).rstrip("\n")


TYPST_PRINTER = Printer(
    notation=TYPST,
    text=typst_string,
    heading="#heading(level: 2, {})".format,
    paragraph="#text({})".format,
    note="#text({})".format,
    equations=_equations,
    cases=_cases,
    table=_table,
    formula="${}$".format,
    inline=" + ${}$ + ".format,
    brace="underbrace({}, {})".format,
    number=_number,
    named=typst_name,
    guide=latex_page,
    grows=True,
)


def typst(document: Document, style: Style = Style()) -> str:
    """The blocks as Typst, which compile by themselves and in a document that includes them."""
    lines = ["#show math.equation: set block(breakable: true)"]
    if document.language == "zh":
        fonts = ", ".join(map(quoted, CHINESE))
        lines += [
            f'#set text(lang: "zh", font: ("New Computer Modern", {fonts}))',
            f'#show math.equation: set text(font: ("New Computer Modern Math", {fonts}))',
        ]
    if style.numbered:
        lines += ['#set math.equation(numbering: "(1)")']
    return "\n".join([*lines, "", page_of(document, style, TYPST_PRINTER).body()]).rstrip("\n")


# ---- a whole document --------------------------------------------------------------------

A4 = 595.28
LEAST_MARGIN = 56.7
SEPARATION = 10.0
"""Between two columns, as in LaTeX's `twocolumn`."""


def typst_document(document: Document, style: Style = Style()) -> str:
    """A complete document, with lines as wide as the style says."""
    line = style.columns * style.width * BP + (style.columns - 1) * SEPARATION * BP
    width = max(A4, line + 2 * LEAST_MARGIN)
    return template(
        "document.typ",
        title=typst_string(document.title),
        width=f"{width:.2f}",
        margin=f"{(width - line) / 2:.2f}",
        columns=style.columns,
        gutter=f"{SEPARATION * BP:.2f}",
        size=f"{10 * BP:.2f}",
        language=quoted(document.language),
        body=typst(document, style),
    )
