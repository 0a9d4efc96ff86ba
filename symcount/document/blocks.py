"""What a page is made of. Printers know these blocks and the notation, and nothing of layers.

A further kind of block is a class here, in the union Block, and a field of render.printer.Printer with a case in its
`Page._block`; mypy names the printers that lack it. A kind is told by its class: as tuples, blocks of equal fields are
equal.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from symcount.algebra.formula import Formula
from symcount.algebra.relations import Between, Relation

Pieces = tuple[str | Formula | Relation | Between, ...]
Text = str | Pieces
"""Plain text that each renderer escapes, or such text and formulas in one line."""


class Heading(NamedTuple):
    """The title of a part; `text` is plain text that each renderer escapes."""

    text: str


class Paragraph(NamedTuple):
    """A sentence or more."""

    text: Text


class Note(NamedTuple):
    """A remark on what stands above it."""

    text: Text


class Equations(NamedTuple):
    """a = b = c, a row a line; the sides of one row stay together.

    `label` names it for references; `parts` are the summands of the first side, each with what it counts.
    """

    rows: tuple[tuple[Formula, ...], ...]
    label: str = ""
    parts: tuple[tuple[str, Formula], ...] = ()


class Cases(NamedTuple):
    """A formula a row, and in which case: words and formulas."""

    rows: tuple[tuple[Formula, Pieces], ...]


Cell = str | Formula
"""A cell of a table: plain text or a formula."""


class Table(NamedTuple):
    """Rows of cells under a header; the columns in `right` are set flush right."""

    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    right: tuple[int, ...] = ()
    names: tuple[dict[str, str], ...] = ()
    """For each row, the author's own writing of names in it."""


Block = Heading | Paragraph | Note | Equations | Cases | Table


class Document(NamedTuple):
    """A title, blocks in order, and the author's own writing of names."""

    title: str
    blocks: tuple[Block, ...]
    names: Mapping[str, str] = {}
    language: str = "en"
