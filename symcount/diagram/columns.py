"""Boxes in columns by how far they are from the input, in lanes by their branch, and in bands of a page's width."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

from symcount.diagram.box_sizes import Part
from symcount.diagram.diagram import Arrow, End
from symcount.diagram.drawing import PAGE, SHEETS
from symcount.diagram.lettering import joined, width
from symcount.record import record

LEAST, BESIDE = 15.0, 9.0
"""The shortest arrow, and how much longer than its shape it is."""
APART = 5.0
"""Between the texts of two columns."""
ELBOW = 7.0
"""The room for a wire that changes its lane."""
LEAD = 16.0
"""Before the first column, where wires come from the row above."""


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
