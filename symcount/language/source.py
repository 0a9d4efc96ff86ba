"""A text with its name, and places in it: every value that can be wrong carries a span."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache

from symcount.record import entity, record


@entity
class Source:
    """A file (or standard input, or a command-line value) as text."""

    name: str
    text: str
    folder: str | None = None
    """The folder that imports are relative to; None where nothing can be imported."""
    library: bool = False
    """Whether it is symcount's own library of layers, whose text is no user's business."""
    net: str | None = None
    """The net or variant that is meant where none is named: a shipped network may be one of a family."""

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column of `offset`, both counted from 1."""
        starts = _line_starts(self)
        line = bisect_right(starts, offset)
        return line, offset - starts[line - 1] + 1

    def line(self, number: int) -> str:
        """The text of line `number` (from 1) without its end."""
        start = _line_starts(self)[number - 1]
        end = self.text.find("\n", start)
        return self.text[start : len(self.text) if end < 0 else end].rstrip("\r")


@lru_cache(maxsize=8)
def _line_starts(source: Source) -> list[int]:
    return [0, *(newline.end() for newline in re.finditer("\n", source.text))]


@record
class Span:
    """The half-open range [start, end) of a source."""

    source: Source
    start: int
    end: int

    @property
    def line(self) -> int:
        return self.source.place(self.start)[0]

    @property
    def column(self) -> int:
        return self.source.place(self.start)[1]

    @property
    def text(self) -> str:
        return self.source.text[self.start : self.end]

    def to(self, other: Span) -> Span:
        """From the start of this span to the end of `other`."""
        return Span(self.source, self.start, max(self.end, other.end))

    def __str__(self) -> str:
        return f"{printable(self.source.name)}:{self.line}:{self.column}"


NOWHERE = Span(Source("symcount", ""), 0, 0)


def short(text: str) -> str:
    """`text` as far as it fits into a message."""
    return text if len(text) <= 60 else f"{text[:60]}…"


def printable(text: str) -> str:
    """`text` with control, direction and other invisible characters written as escapes.

    What a user wrote reaches a terminal only through this function.
    """
    return "".join(c if c.isprintable() else _escape(c) for c in text)


STEERING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e0fff]"
)
"""What moves a terminal's cursor or a text's direction: controls but tab and line end, invisible marks, separators."""


def harmless(text: str) -> str:
    """A whole text with such characters written as escapes, where its lines and spaces are to stay as they are."""
    return STEERING.sub(lambda found: _escape(found[0]), text)


def _escape(c: str) -> str:
    code = ord(c)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
