"""Document to Unicode text for a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from unicodedata import east_asian_width

from symcount.algebra.notation import write
from symcount.algebra.notations.unicode import UNICODE
from symcount.document.blocks import Document, Equations, Table
from symcount.language.source import printable
from symcount.render.printer import Page, Printer, page_of
from symcount.render.style import Style


def _equations(block: Equations, page: Page) -> str:
    rows = [" = ".join(write(side, page.notation) for side in row) for row in block.rows]
    return "\n".join(f"  {'=' if i else ' '} {row}" for i, row in enumerate(rows))


def _table(block: Table, page: Page) -> str:
    return "\n" + text_columns(page.cells(block), block.right)


TEXT = Printer(
    notation=UNICODE,
    text=printable,
    heading="\n{}".format,
    paragraph="\n{}".format,
    note="\n{}".format,
    equations=_equations,
    table=_table,
    named=None,
    between="\n",
)


def plain_text(document: Document, style: Style = Style()) -> str:
    """The blocks as lines, in the signs of a terminal whatever the style; a terminal wraps them itself."""
    return page_of(document, Style(), TEXT).body().strip("\n")


def text_columns(rows: Sequence[Sequence[str]], right: tuple[int, ...] = ()) -> str:
    """Rows as aligned columns; those in `right` are set flush right."""
    widths = [max(map(places, column)) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        blanks = (" " * (w - places(c)) for c, w in zip(row, widths, strict=True))
        cells = [blank + c if i in right else c + blank for i, (c, blank) in enumerate(zip(row, blanks, strict=True))]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def places(text: str) -> int:
    """How many columns of a terminal a text takes: Chinese characters take two."""
    return len(text) if text.isascii() else sum(2 if east_asian_width(c) in "WF" else 1 for c in text)


def bindings_text(bindings: Mapping[str, object]) -> list[str]:
    """`w = 32` and `norm = on`, a text a parameter."""
    return [f"{k} = {('off', 'on')[v] if isinstance(v, bool) else v}" for k, v in bindings.items()]
