"""Document to Unicode text for a terminal."""

from __future__ import annotations

from collections.abc import Callable
from unicodedata import east_asian_width

from symcount.algebra.notation import UNICODE, write
from symcount.document.blocks import Block, Cell, Document, Equations, Heading, Note, Paragraph, Table
from symcount.language.source import printable
from symcount.render.style import Style


def text(document: Document, style: Style | None = None) -> str:
    """The blocks as lines; a terminal wraps them itself."""
    return "\n".join(_BLOCKS[type(block)](block) for block in document.blocks).strip("\n")


def _heading(block: Heading) -> str:
    return f"\n{printable(block.text)}"


def _paragraph(block: Paragraph | Note) -> str:
    return f"\n{printable(block.text)}"


def _equations(block: Equations) -> str:
    rows = [" = ".join(write(side, UNICODE) for side in row) for row in block.rows]
    return "\n".join(f"  {' ' if i == 0 else '='} {row}" for i, row in enumerate(rows))


def _table(block: Table) -> str:
    rows = [block.header, *(tuple(map(_cell, row)) for row in block.rows)]
    return "\n" + columns([tuple(map(printable, row)) for row in rows], block.right)


def _cell(cell: Cell) -> str:
    return cell if isinstance(cell, str) else write(cell, UNICODE)


def columns(rows: list[tuple[str, ...]], right: tuple[int, ...] = ()) -> str:
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


_BLOCKS: dict[type[Block], Callable[..., str]] = {
    Heading: _heading,
    Paragraph: _paragraph,
    Note: _paragraph,
    Equations: _equations,
    Table: _table,
}
