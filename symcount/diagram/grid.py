"""Where the columns and lanes of a picture in rows lie, and its boxes."""

from __future__ import annotations

from dataclasses import dataclass, field

from symcount.diagram.box_sizes import Part
from symcount.diagram.columns import Band, Columns, bands
from symcount.diagram.diagram import Arrow
from symcount.diagram.drawing import Sheet, Slab
from symcount.diagram.lettering import LEADING

UNDER = 4.0
"""Between a slab and its text."""
LANE, BAND = 10.0, 9.0
"""Between two lanes, and between two bands."""
CONNECTOR = 5.0
"""Between wires that lead back to the next row."""
TRACK, LABELLED = 5.0, 11.0
"""The height of a wire that passes above, alone and with the shape on it."""


@dataclass(slots=True)
class Grid:
    """A part while it is drawn: where its bands and lanes lie."""

    sheet: Sheet
    part: Part
    columns: Columns
    bands: list[Band]
    home: dict[int, int]
    """The band of each box."""
    slabs: dict[int, Slab] = field(default_factory=dict)
    gutter: list[float] = field(default_factory=list)
    """The upper end of each band, where wires pass."""
    floor: list[float] = field(default_factory=list)
    """The height of the lowest wire above each band."""
    tracks: dict[tuple[Arrow, int], int] = field(default_factory=dict)
    """The wires above each band, numbered from below."""
    passes: int = 0
    """How many wires pass to the right of all bands so far."""

    @property
    def margin(self) -> float:
        """To the right of all bands."""
        return max(band.right for band in self.bands)

    def x(self, box: int) -> float:
        band = self.bands[self.home[box]]
        return band.middles[self.columns.rank[box] - band.first]

    def track(self, wire: Arrow, band: int) -> float:
        """The height of a wire that passes above a band."""
        return self.floor[band] - LABELLED * self.tracks[wire, band]

    def elbow(self, band: int, rank: int) -> float:
        """Where a wire goes up or down between a column and the one before it."""
        boxes = [b for b in self.columns.at(rank) if self.home[b] == band]
        reach = max(max(self.part.sized[b].width, self.part.sized[b].text_width) for b in boxes) / 2
        return self.x(boxes[0]) - reach - 6


def grid_of(sheet: Sheet, part: Part, places: Columns, page: float) -> Grid:
    """The places of the columns, before the lanes have heights."""
    rows = bands(places, page)
    home = {b: i for i, band in enumerate(rows) for b in part.boxes if band.first <= places.rank[b] <= band.last}
    return Grid(sheet, part, places, rows, home)


def place_lanes(grid: Grid, joins: list[Arrow], top: float) -> float:
    """Give every lane of every band its height, below the wires that join it to the band before, and draw the boxes."""
    y = top
    for band in range(len(grid.bands)):
        boxes = [b for b in grid.part.boxes if grid.home[b] == band]
        y += CONNECTOR * max((grid.columns.lane[w.source] + 1 for w in joins if w.target in boxes), default=0)
        y += BAND if band else 0.0
        grid.gutter.append(y)
        y = _below_tracks(grid, band, y)
        for lane in sorted({grid.columns.lane[b] for b in boxes}):
            y = _place_lane(grid, band, lane, [b for b in boxes if grid.columns.lane[b] == lane], y) + LANE
        y -= LANE
    return y


def _below_tracks(grid: Grid, band: int, top: float) -> float:
    """The upper end of the first lane, below all wires and brackets above it."""
    count = max((number + 1 for (_, home), number in grid.tracks.items() if home == band), default=0)
    has_folds = any(grid.home.get(b) == band for fold in grid.part.diagram.folds for b in fold.boxes)
    bracket = LABELLED + 4 if has_folds else 0.0
    bottom = top + LABELLED * count + bracket + (TRACK if count else 0.0)
    grid.floor.append(bottom - bracket - TRACK)
    return bottom


def _place_lane(grid: Grid, band: int, lane: int, boxes: list[int], top: float) -> float:
    """Draw the boxes of one lane, and give its lower end."""
    sized = [grid.part.sized[b] for b in boxes]
    tall = max(b.height for b in sized)
    axis = top + max(tall, 2 * LEADING + 6) / 2
    below = axis + tall / 2 + UNDER
    for box, b in zip(boxes, sized, strict=True):
        grid.slabs[box] = b.slab(grid.x(box), axis)
        grid.sheet.slabs.append(grid.slabs[box])
        grid.sheet.letter(b.lines, grid.x(box), below)
    return below + max(b.text_height for b in sized)
