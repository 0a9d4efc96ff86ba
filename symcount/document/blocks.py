"""What a page is made of. Renderers know these blocks and the notation, and nothing of layers."""

from __future__ import annotations

from dataclasses import dataclass, field

from symcount.algebra.formula import Formula


@dataclass(frozen=True, slots=True)
class Heading:
    """The title of a part; `text` is plain text that each renderer escapes."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Plain text."""

    text: str


@dataclass(frozen=True, slots=True)
class Note:
    """A remark on what stands above it, in plain text."""

    text: str


@dataclass(frozen=True, slots=True)
class Equations:
    """a = b = c, a row a line; the sides of one row stay together.

    `label` names it for references; `parts` are the summands of the first side, each with what it counts.
    """

    rows: tuple[tuple[Formula, ...], ...]
    label: str = ""
    parts: tuple[tuple[str, Formula], ...] = ()


Cell = str | Formula
"""A cell of a table: plain text or a formula."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells under a header; the columns in `right` are set flush right."""

    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    right: tuple[int, ...] = ()
    names: tuple[dict[str, str], ...] = ()
    """For each row, the author's own writing of names in it."""


Block = Heading | Paragraph | Note | Equations | Table


@dataclass(frozen=True, slots=True)
class Document:
    """A title, blocks in order, and the author's own writing of names."""

    title: str
    blocks: tuple[Block, ...]
    names: dict[str, str] = field(default_factory=dict)
    language: str = "en"
