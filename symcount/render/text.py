"""Document to Unicode text for a terminal."""

from __future__ import annotations

from collections.abc import Callable

from symcount.algebra.notation import UNICODE, write
from symcount.document.blocks import Block, Cell, Document, Equations, Heading, Note, Paragraph, Table
from symcount.language.source import printable


def text(document: Document) -> str:
    """The blocks as lines."""
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
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        cells = [c.rjust(w) if i in right else c.ljust(w) for i, (c, w) in enumerate(zip(row, widths, strict=True))]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


_BLOCKS: dict[type[Block], Callable[..., str]] = {
    Heading: _heading,
    Paragraph: _paragraph,
    Note: _paragraph,
    Equations: _equations,
    Table: _table,
}
