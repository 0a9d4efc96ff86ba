"""Where boxes lie in rows: columns by the way from the input, lanes by branch, bands of a page's width."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from symcount.diagram.diagram import Arrow, Diagram, Fold
from symcount.diagram.drawing import SHEETS, Slab
from symcount.diagram.lettering import joined, width

LEAST, BESIDE = 15.0, 9.0  # the shortest arrow, and how much longer than its shape it is
APART = 5.0  # between the texts of two columns
ELBOW = 7.0  # the room for a wire that changes its lane
LEAD = 16.0  # before the first column, where wires come from the band above


class Part(NamedTuple):
    """Boxes that are joined by wires, in the order of the data flow, not yet at their places; and the wires."""

    boxes: dict[int, Slab]
    arrows: tuple[Arrow, ...]
    skips: tuple[Arrow, ...]
    ends: tuple[Arrow, ...]
    folds: tuple[Fold, ...]

    @property
    def wires(self) -> tuple[Arrow, ...]:
        """Arrows and skips: all between boxes."""
        return (*self.arrows, *self.skips)


def parts_of(diagram: Diagram, boxes: Sequence[Slab]) -> list[Part]:
    """The parts of a diagram between which there is no wire."""
    home = list(range(len(boxes)))
    for wire in (*diagram.arrows, *diagram.skips):
        home = [home[wire.source] if part == home[wire.target] else part for part in home]
    return [
        Part(
            {i: box for i, box in enumerate(boxes) if home[i] == part},
            tuple(a for a in diagram.arrows if home[a.source] == part),
            tuple(s for s in diagram.skips if home[s.source] == part),
            tuple(e for e in diagram.ends if home[e.source] == part),
            tuple(Fold(own, f.times) for f in diagram.folds if (own := tuple(b for b in f.boxes if home[b] == part))),
        )
        for part in dict.fromkeys(home)
    ]


class Column(NamedTuple):
    """Boxes at one distance from the input: their widest text and slab, and the arrows behind them."""

    text: float
    slab: float
    arrow: float
    """How long the arrows are at least: so that the shapes fit."""
    turns: bool
    """Whether a wire may change its lane before the next column."""

    @property
    def width(self) -> float:
        return max(self.text, self.slab)


class Band(NamedTuple):
    """Columns that stand on one row of the page, and the middle of each."""

    first: int
    middles: tuple[float, ...]
    right: float

    @property
    def last(self) -> int:
        return self.first + len(self.middles) - 1


@dataclass(slots=True)
class Grid:
    """A part with the column (`rank`), the lane and the band of each of its boxes."""

    part: Part
    columns: list[Column]
    middles: list[float]
    """Of the columns."""
    bands: list[Band]
    rank: dict[int, int]
    lane: dict[int, int]
    home: dict[int, int]
    slabs: dict[int, Slab] = field(default_factory=dict)
    """The boxes at their places, when they are drawn."""
    heights: dict[tuple[Arrow, int], float] = field(default_factory=dict)
    """Of the wires that pass above each band, and of those that lead back to it, when it is drawn."""

    @property
    def margin(self) -> float:
        """To the right of all bands."""
        return max(band.right for band in self.bands)

    @property
    def over(self) -> list[Arrow]:
        """The wires that pass above the boxes."""
        return [wire for wire in self.part.wires if self.route(wire) == "over"]

    def x(self, box: int) -> float:
        """The middle of its column."""
        return self.middles[self.rank[box]]

    def elbow(self, rank: int) -> float:
        """Where a wire goes up or down between a column and the one before it."""
        return self.middles[rank] - self.columns[rank].width / 2 - 6

    def route(self, wire: Arrow) -> str:
        """`lane` along the source's lane, `early` along the target's, `next` to the next band, else `over` all."""
        first, last = self.rank[wire.source], self.rank[wire.target]
        here, there = self.home[wire.source], self.home[wire.target]
        full = {self.lane[box] for box, rank in self.rank.items() if first < rank < last}
        for way, box in ("lane", wire.source), ("early", wire.target):
            if here == there and self.lane[box] not in full:
                return way
        adjacent = there == here + 1 and self.bands[here].last == first and self.bands[there].first == last
        return "next" if adjacent else "over"


def grid_of(part: Part, page: float) -> Grid:
    """The places of the boxes on a page of some width."""
    rank = _ranks(part)
    lane = _lanes(part, rank)
    columns = [_column(part, rank, lane, number) for number in range(max(rank.values()) + 1)]
    bands = _bands(part, rank, columns, page)
    home = {b: i for i, band in enumerate(bands) for b in rank if band.first <= rank[b] <= band.last}
    return Grid(part, columns, [x for band in bands for x in band.middles], bands, rank, lane, home)


def _ranks(part: Part) -> dict[int, int]:
    """The longest way from an input; what only prepares an input stands close to where it is used."""
    before = {box: [w.source for w in part.wires if w.target == box] for box in part.boxes}
    after = {box: [w.target for w in part.wires if w.source == box] for box in part.boxes}
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
    straight = [(a.source, a.target) for a in part.arrows]
    rest: dict[int, int] = {}  # how long the way to an end is: the longest one is the main way
    for box in reversed(part.boxes):
        rest[box] = max((rest[w.target] + 1 for w in part.wires if w.source == box), default=0)
    lane: dict[int, int] = {}
    owner: dict[int, tuple[int, int]] = {}
    for box in sorted(part.boxes, key=lambda b: (rank[b], -rest[b], b != max(part.boxes), b)):
        before = [s for s, t in straight if t == box]
        full = {lane[b] for b in lane if rank[b] == rank[box]}
        full |= {n for n, (last, end) in owner.items() if end > rank[box] and last not in before}
        lane[box] = next(n for n in [*sorted(lane[s] for s in before), *range(len(part.boxes))] if n not in full)
        owner[lane[box]] = box, max((rank[t] for s, t in straight if s == box), default=rank[box] + 2)
    return lane


def _column(part: Part, rank: dict[int, int], lane: dict[int, int], number: int) -> Column:
    boxes = [box for b, box in part.boxes.items() if rank[b] == number]
    leaving = [tensor.shape for tensor in (*part.wires, *part.ends) if rank[tensor.source] == number]
    shapes = [width(line) for shape in leaving for line in (shape[0], joined(shape[1:], "×"))]
    several = [w for w in part.wires if lane[w.source] or lane[w.target]]
    return Column(
        max(box.text_width for box in boxes),
        max(box.width + 2 * SHEETS * box.stacked for box in boxes),
        max(LEAST, max(shapes, default=0.0) + BESIDE),
        any(rank[w.source] == number or rank[w.target] == number + 1 for w in several),
    )


def _bands(part: Part, rank: dict[int, int], columns: list[Column], page: float) -> list[Band]:
    """The columns broken where they fit the page, few wires are cut and the rows are alike in width."""
    best: list[tuple[float, list[Band]]] = [(0.0, [])]
    for end in range(1, len(columns) + 1):
        options: list[tuple[float, int, Band]] = []
        for start in range(end - 1, -1, -1):
            band = _band(columns, start, end, bool(part.ends))
            if band.right > page and start < end - 1:
                break
            cut = sum(rank[w.source] < start <= rank[w.target] for w in part.wires) if start else 0
            cost = 1 + (band.right / page - 1) ** 2 + 1.2 * max(0, cut - 1)
            options.append((best[start][0] + cost, start, band))
        cost, start, band = min(options)
        best.append((cost, [*best[start][1], band]))
    return best[-1][1]


def _band(columns: list[Column], start: int, end: int, leaves: bool) -> Band:
    """The places of the columns from `start` to before `end` when they stand on one row."""
    wraps = end < len(columns)
    middles = [(LEAD if start or wraps else 0.0) + columns[start].width / 2]
    for one, other in zip(columns[start:end], columns[start + 1 : end], strict=False):
        if one.turns:
            room = max(one.text / 2 + APART, one.slab / 2 + one.arrow) + ELBOW + other.width / 2
        else:
            room = max((one.text + other.text) / 2 + APART, (one.slab + other.slab) / 2 + one.arrow)
        middles.append(middles[-1] + room)
    last = columns[end - 1]
    beside = max(last.text / 2, last.slab / 2 + (last.arrow if wraps or leaves else 0.0))
    return Band(start, tuple(middles), middles[-1] + beside + ELBOW * wraps)
