"""Where the columns of a picture in rows lie, and the sides of the boxes in them."""

from __future__ import annotations

from dataclasses import dataclass, field

from symcount.diagram.columns import Band, Columns
from symcount.diagram.diagram import Arrow
from symcount.diagram.drawing import Point
from symcount.diagram.sheet import Component, Sheet


@dataclass(slots=True)
class Grid:
    """A part while it is drawn: where its bands and lanes lie."""

    sheet: Sheet
    part: Component
    columns: Columns
    bands: list[Band]
    home: dict[int, int]
    """The band of each box."""
    axes: dict[tuple[int, int], float] = field(default_factory=dict)
    """The middle of each lane of each band."""
    gutter: list[float] = field(default_factory=list)
    """The upper end of each band, where wires pass."""
    margin: float = 0.0
    """To the right of all bands."""
    passes: int = 0

    def x(self, box: int) -> float:
        band = self.bands[self.home[box]]
        return band.middles[self.columns.rank[box] - band.first]

    def y(self, box: int) -> float:
        return self.axes[self.home[box], self.columns.lane[box]]

    def left(self, box: int) -> Point:
        return self.x(box) - self.part.measured[box].width / 2, self.y(box)

    def right(self, box: int) -> Point:
        return self.x(box) + self.part.measured[box].width / 2 + self.part.measured[box].behind, self.y(box)

    def top(self, box: int, aside: float) -> Point:
        measured = self.part.measured[box]
        return self.x(box) + aside, self.y(box) - (measured.height + measured.behind) / 2

    def elbow(self, band: int, rank: int) -> float:
        """Where a wire goes up or down between a column and the one before it."""
        boxes = [b for b in self.columns.at(rank) if self.home[b] == band]
        measured = [self.part.measured[b] for b in boxes]
        reach = max(max(m.width, m.text_width) for m in measured) / 2
        return self.x(boxes[0]) - reach - 6


@dataclass(slots=True)
class Tracks:
    """The wires above each band: the number of each from below, then its height."""

    number: dict[tuple[Arrow, int], int] = field(default_factory=dict)
    height: dict[tuple[Arrow, int], float] = field(default_factory=dict)


def grid_of(sheet: Sheet, part: Component, found: Columns, rows: list[Band]) -> Grid:
    """The places of the columns, before the lanes have heights."""
    home = {b: i for i, band in enumerate(rows) for b in part.boxes if band.first <= found.rank[b] <= band.last}
    return Grid(sheet, part, found, rows, home, margin=max(band.right for band in rows))
