"""Where boxes lie in rows: columns by the way from the input, lanes by branch, bands of a page's width."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import NamedTuple

from symcount.diagram.box_sizes import Part
from symcount.diagram.diagram import Arrow, End
from symcount.diagram.drawing import PAGE, SHEETS, Sheet, Slab
from symcount.diagram.lettering import LEADING, joined, width
from symcount.record import record

LEAST, BESIDE = 15.0, 9.0
"""The shortest arrow, and how much longer than its shape it is."""
APART = 5.0
"""Between the texts of two columns."""
ELBOW = 7.0
"""The room for a wire that changes its lane."""
LEAD = 16.0
"""Before the first column, where wires come from the row above."""
UNDER = 4.0
"""Between a slab and its text."""
LANE, BAND = 10.0, 9.0
"""Between two lanes, and between two bands."""
CONNECTOR = 5.0
"""Between wires that lead back to the next row."""
TRACK, LABELLED = 5.0, 11.0
"""The height of a wire that passes above, alone and with the shape on it."""


@record
class Columns:
    """Where boxes stand in the graph: the column and the lane of each."""

    part: Part
    rank: dict[int, int]
    lane: dict[int, int]

    def at(self, rank: int) -> list[int]:
        return [b for b in self.part.boxes if self.rank[b] == rank]

    @property
    def count(self) -> int:
        return max(self.rank.values()) + 1

    def is_free(self, lane: int, first: int, last: int) -> bool:
        """Whether no box stands in a lane in the columns from `first` to before `last`."""
        return not any(self.lane[b] == lane and first <= self.rank[b] < last for b in self.part.boxes)

    def turns_behind(self, rank: int) -> bool:
        """Whether a wire may change its lane between a column and the next."""
        several = [(s, t) for s, t in self.part.pairs if self.lane[s] or self.lane[t]]
        return any(self.rank[s] == rank or self.rank[t] == rank + 1 for s, t in several)

    def arrow(self, rank: int) -> float:
        """How long the arrows behind a column are at least: so that the shapes fit."""
        wires: list[Arrow | End] = [*self.part.wires, *self.part.ends]
        leaving = [w.shape for w in wires if self.rank[w.source] == rank]
        shapes = [width(line) for shape in leaving for line in (shape[0], joined(shape[1:], "×"))]
        return max(LEAST, max(shapes, default=0.0) + BESIDE)

    def widths(self, rank: int) -> tuple[float, float]:
        """Of the widest text and the widest slab of a column."""
        boxes = [self.part.sized[b] for b in self.at(rank)]
        return max(b.text_width for b in boxes), max(b.width + 2 * SHEETS * b.stacked for b in boxes)


def columns(part: Part) -> Columns:
    """The columns and lanes of a part."""
    rank = _ranks(part)
    return Columns(part, rank, _lanes(part, rank))


def _ranks(part: Part) -> dict[int, int]:
    """The longest way from an input; what only prepares an input stands close to where it is used."""
    before: dict[int, list[int]] = defaultdict(list)
    after: dict[int, list[int]] = defaultdict(list)
    for source, target in part.pairs:
        before[target].append(source)
        after[source].append(target)
    rank: dict[int, int] = {}
    private: dict[int, bool] = {}
    for box in part.boxes:
        rank[box] = max((rank[s] + 1 for s in before[box]), default=0)
        private[box] = all(private[s] and len(after[s]) == 1 for s in before[box])
    for box in reversed(part.boxes):
        if private[box] and after[box]:
            rank[box] = min(rank[t] for t in after[box]) - 1
    return rank


def _lanes(part: Part, rank: dict[int, int]) -> dict[int, int]:
    """A box follows the first of those before it; a branch has a lane of its own until it ends."""
    passing = {(s.source, s.target) for s in part.diagram.skips}
    straight = [p for p in part.pairs if p not in passing]
    rest: dict[int, int] = {}  # how long the way to an end is: the longest one is the main way
    for box in reversed(part.boxes):
        rest[box] = max((rest[t] + 1 for s, t in part.pairs if s == box), default=0)
    lane: dict[int, int] = {}
    owner: dict[int, tuple[int, int]] = {}
    for box in sorted(part.boxes, key=lambda b: (rank[b], -rest[b], b != max(part.boxes), b)):
        before = [s for s, t in straight if t == box]
        full = {lane[b] for b in lane if rank[b] == rank[box]}
        full |= {n for n, (last, end) in owner.items() if end > rank[box] and last not in before}
        lane[box] = next(n for n in [*sorted(lane[s] for s in before), *range(len(part.boxes))] if n not in full)
        owner[lane[box]] = box, max((rank[t] for s, t in straight if s == box), default=rank[box] + 2)
    return lane


# ---- bands -------------------------------------------------------------------------------


class Band(NamedTuple):
    """Columns that stand on one row of the page, and the middle of each."""

    first: int
    middles: tuple[float, ...]
    right: float

    @property
    def last(self) -> int:
        return self.first + len(self.middles) - 1


def bands(grid: Columns, page: float = PAGE) -> list[Band]:
    """The columns broken where they fit the page, few wires are cut and the rows are alike in width."""
    best: list[tuple[float, list[Band]]] = [(0.0, [])]
    for end in range(1, grid.count + 1):
        options: list[tuple[float, int, Band]] = []
        for start in range(end - 1, -1, -1):
            band = _band(grid, start, end)
            if band.right > page and start < end - 1:
                break
            cut = sum(grid.rank[s] < start <= grid.rank[t] for s, t in grid.part.pairs) if start else 0
            cost = 1 + (band.right / page - 1) ** 2 + 1.2 * max(0, cut - 1)
            options.append((best[start][0] + cost, start, band))
        cost, start, band = min(options, key=lambda option: option[:2])
        best.append((cost, [*best[start][1], band]))
    return best[-1][1]


def _band(grid: Columns, start: int, end: int) -> Band:
    """The places of the columns from `start` to before `end` when they stand on one row."""
    wraps = end < grid.count
    text, slab = grid.widths(start)
    middles = [(LEAD if start or wraps else 0.0) + max(text, slab) / 2]
    for rank in range(start + 1, end):
        (text_before, slab_before), (text, slab) = (text, slab), grid.widths(rank)
        gap = grid.arrow(rank - 1)
        if grid.turns_behind(rank - 1):
            room = max(text_before / 2 + APART, slab_before / 2 + gap) + ELBOW + max(text, slab) / 2
        else:
            room = max((text + text_before) / 2 + APART, (slab + slab_before) / 2 + gap)
        middles.append(middles[-1] + room)
    leaves = grid.arrow(end - 1) if wraps or grid.part.ends else 0.0
    return Band(start, tuple(middles), middles[-1] + max(text / 2, slab / 2 + leaves) + (ELBOW if wraps else 0.0))


# ---- a part while it is drawn -----------------------------------------------------------


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
