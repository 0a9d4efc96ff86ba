"""Document to Unicode text for a terminal."""

from __future__ import annotations

from symcount.algebra.notation import write
from symcount.algebra.notations.unicode import UNICODE
from symcount.document.blocks import Cases, Document, Equations, Table
from symcount.language.source import printable
from symcount.render.printer import Page, Printer, page_of
from symcount.render.style import Style
from symcount.render.tables import text_columns


def _equations(block: Equations, page: Page) -> str:
    rows = [" = ".join(write(side, page.notation) for side in row) for row in block.rows]
    return "\n".join(f"  {'=' if i else ' '} {row}" for i, row in enumerate(rows))


def _cases(block: Cases, page: Page) -> str:
    """Behind a brace of as many signs as there are lines."""
    lines = text_columns([(write(tree, page.notation), page.words(text)) for tree, text in block.rows]).split("\n")
    last = len(lines) - 1
    signs = ["⎧", *"⎪" * (last - 1), "⎩"] if last else ["{"]
    if last > 1:
        signs[len(lines) // 2] = "⎨"
    return "\n".join(f"    {sign} {line}" for sign, line in zip(signs, lines, strict=True))


def _table(block: Table, page: Page) -> str:
    return "\n" + text_columns(page.cells(block), block.right)


TEXT = Printer(
    notation=UNICODE,
    text=printable,
    heading="\n{}".format,
    paragraph="\n{}".format,
    note="\n{}".format,
    equations=_equations,
    cases=_cases,
    table=_table,
    named=None,
    between="\n",
)


def plain_text(document: Document, style: Style = Style()) -> str:
    """The blocks as lines, in the signs of a terminal whatever the style; a terminal wraps them itself."""
    return page_of(document, Style(), TEXT).body().strip("\n")
