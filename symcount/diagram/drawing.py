"""A picture with places: slabs, wires and texts in points, y downwards.

Any renderer can draw it: it knows no layers, and no place is computed after it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from symcount.diagram.captions import Line
from symcount.diagram.lettering import ASCENT, DESCENT, width

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Slab:
    """A rectangle for a stage, by its centre; `stacked` where it stands for several."""

    x: float
    y: float
    width: float
    height: float
    kind: str
    stacked: bool = False
    told: str = ""
    """What a reader is told who points at it."""


@dataclass(frozen=True, slots=True)
class Wire:
    """A line through points, with a head at its end unless it is a bracket."""

    points: tuple[Point, ...]
    role: str
    """`flow`, `skip` or `bracket`."""


@dataclass(frozen=True, slots=True)
class Text:
    """A line of text on its baseline."""

    x: float
    y: float
    line: Line
    role: str
    """`title`, `count`, `note` or `shape`."""
    anchor: str = "middle"
    """Which part of it is at x: `start`, `middle` or `end`."""

    @property
    def extent(self) -> tuple[float, float, float, float]:
        """The rectangle that it fills at most: left, top, right, bottom."""
        wide = width(self.line, bold=self.role == "title")
        left = self.x - wide * {"start": 0, "middle": 0.5, "end": 1}[self.anchor]
        return left, self.y - ASCENT, left + wide, self.y + DESCENT


@dataclass(frozen=True, slots=True)
class Drawing:
    """A finished picture."""

    width: float
    height: float
    slabs: tuple[Slab, ...]
    wires: tuple[Wire, ...]
    texts: tuple[Text, ...]
    title: str
    description: str
    names: dict[str, str] = field(default_factory=dict)
    """The author's own writing of names."""
