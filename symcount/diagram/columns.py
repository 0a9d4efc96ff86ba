"""Boxes in columns by how far they are from the input, in lanes by their branch, and in bands of a page's width."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from symcount.diagram.lettering import joined, width
from symcount.diagram.sheet import PAGE, Component

LEAST, BESIDE = 15.0, 9.0
"""The shortest arrow, and how much longer than its shape it is."""
APART = 5.0
"""Between the texts of two columns."""
ELBOW = 7.0
"""The room for a wire that changes its lane."""
LEAD = 16.0
"""Before the first column, where wires come from the row above."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Where boxes stand in the graph: the column and the lane of each."""

    part: Component
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

    def repeats(self, rank: int) -> bool:
        """Whether a wire may change its lane between a column and the next."""
        several = [(s, t) for s, t in self.part.pairs if self.lane[s] or self.lane[t]]
        return any(self.rank[s] == rank or self.rank[t] == rank + 1 for s, t in several)


def columns(part: Component) -> Columns:
    """The columns and lanes of a part."""
    rank = _ranks(part)
    return Columns(part, rank, _lanes(part, rank))


def _ranks(part: Component) -> dict[int, int]:
    """The longest way from an input; what only prepares an input stands close to where it is used."""
    before: dict[int, list[int]] = defaultdict(list)
    after: dict[int, list[int]] = defaultdict(list)
    for source, target in part.pairs:
        before[target].append(source)
        after[source].append(target)
    rank: dict[int, int] = {}
    for box in part.boxes:
        rank[box] = max((rank[s] + 1 for s in before[box]), default=0)
    private: dict[int, bool] = {}
    for box in part.boxes:
        private[box] = all(private[s] and len(after[s]) == 1 for s in before[box])
    for box in reversed(part.boxes):
        if private[box] and after[box]:
            rank[box] = min(rank[t] for t in after[box]) - 1
    return rank


def _lanes(part: Component, rank: dict[int, int]) -> dict[int, int]:
    """A box follows the first of those before it; a branch has a lane of its own until it ends."""
    passing = {(s.source, s.target) for s in part.diagram.skips}
    straight = [p for p in part.pairs if p not in passing]
    rest = _rest(part)
    main = max(part.boxes)
    lane: dict[int, int] = {}
    owner: dict[int, tuple[int, int]] = {}
    for box in sorted(part.boxes, key=lambda b: (rank[b], -rest[b], b != main, b)):
        before = [s for s, t in straight if t == box]
        taken = {lane[b] for b in lane if rank[b] == rank[box]}
        wished = [*sorted(lane[s] for s in before), *range(len(part.boxes))]
        lane[box] = next(
            n
            for n in wished
            if n not in taken and (n not in owner or owner[n][1] <= rank[box] or owner[n][0] in before)
        )
        after = [rank[t] for s, t in straight if s == box]
        owner[lane[box]] = box, max(after, default=rank[box] + 2)
    return lane


def _rest(part: Component) -> dict[int, int]:
    """How long the way from each box to an end is: the longest one is the main way."""
    rest: dict[int, int] = {}
    for box in reversed(part.boxes):
        rest[box] = max((rest[t] + 1 for s, t in part.pairs if s == box), default=0)
    return rest


# ---- bands -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Band:
    """Columns that stand on one row of the page, and the middle of each."""

    first: int
    middles: tuple[float, ...]
    right: float

    @property
    def last(self) -> int:
        return self.first + len(self.middles) - 1


def bands(found: Columns, page: float = PAGE) -> list[Band]:
    """The columns broken where they fit the page, few wires are cut and the rows are alike in width."""
    best: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, found.count + 1):
        options = []
        for start in range(end - 1, -1, -1):
            over = _band(found, start, end).right - page
            if over > 0 and start < end - 1:
                break
            cut = sum(found.rank[s] < start <= found.rank[t] for s, t in found.part.pairs) if start else 0
            cost = 1 + (over / page) ** 2 + 1.2 * max(0, cut - 1)
            options.append((best[start][0] + cost, start))
        best.append(min(options))
    starts: list[int] = []
    end = found.count
    while end:
        starts.append(best[end][1])
        end = best[end][1]
    ends = [*starts[::-1][1:], found.count]
    return [_band(found, start, end) for start, end in zip(starts[::-1], ends, strict=True)]


def _band(found: Columns, start: int, end: int) -> Band:
    """The places of the columns from `start` to before `end` when they stand on one row."""
    middles: list[float] = []
    wraps = end < found.count
    for rank in range(start, end):
        text, slab = _widths(found, rank)
        if not middles:
            lead = LEAD if start or wraps else 0.0
            middles.append(lead + max(text, slab) / 2)
            continue
        text_before, slab_before = _widths(found, rank - 1)
        gap = arrow_length(found, rank - 1)
        if found.repeats(rank - 1):
            room = max(text_before / 2 + APART, slab_before / 2 + gap) + ELBOW + max(text, slab) / 2
        else:
            room = max((text + text_before) / 2 + APART, (slab + slab_before) / 2 + gap)
        middles.append(middles[-1] + room)
    text, slab = _widths(found, end - 1)
    leaves = arrow_length(found, end - 1) if wraps or found.part.ends else 0.0
    return Band(start, tuple(middles), middles[-1] + max(text / 2, slab / 2 + leaves) + (ELBOW if wraps else 0.0))


def _widths(found: Columns, rank: int) -> tuple[float, float]:
    """Of the widest text and the widest slab of a column."""
    boxes = [found.part.measured[b] for b in found.at(rank)]
    return max(m.text_width for m in boxes), max(m.width + 2 * m.behind for m in boxes)


def arrow_length(found: Columns, rank: int) -> float:
    """How long the arrows behind a column are at least: so that the shapes fit."""
    leaving = [w.shape for w in found.part.wires if found.rank[w.source] == rank]
    leaving += [end.shape for end in found.part.ends if found.rank[end.source] == rank]
    shapes = [width(line) for shape in leaving for line in (shape[0], joined(shape[1:], "×"))]
    return max(LEAST, max(shapes, default=0.0) + BESIDE)
