"""The wires of a picture in rows: which way each takes, and what is written on it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from symcount.diagram.columns import LEAD, arrow_length
from symcount.diagram.diagram import Arrow, End
from symcount.diagram.drawing import Point
from symcount.diagram.grid import Grid, Tracks
from symcount.diagram.lettering import joined, tidy, width

SHORTER = 4.0
"""How much sooner an arrow ends that leads nowhere."""
CONNECTOR = 5.0
"""Between wires that lead back to the next row."""
MARGIN = 4.0
"""Between the wires that pass to another band, to the right of all of them."""

# ---- ways of wires -----------------------------------------------------------------------


def route_of(grid: Grid, wire: Arrow) -> str:
    """`lane` along the source's lane, `early` along the target's, `next` to the next band, else `over` all."""
    source, target = wire.source, wire.target
    found, home = grid.columns, grid.home
    first, last = found.rank[source], found.rank[target]
    if home[source] == home[target]:
        if found.is_free(found.lane[source], first + 1, last):
            return "lane"
        return "early" if found.is_free(found.lane[target], first + 1, last) else "over"
    bands = grid.bands[home[source]], grid.bands[home[target]]
    adjacent = home[target] == home[source] + 1 and bands[0].last == first and bands[1].first == last
    return "next" if adjacent else "over"


def _along_lane(grid: Grid, wire: Arrow, tracks: Tracks) -> None:
    start, end = grid.right(wire.source), grid.left(wire.target)
    x = grid.elbow(grid.home[wire.target], grid.columns.rank[wire.target]) if start[1] != end[1] else end[0]
    grid.sheet.wire("flow", start, (x, start[1]), (x, end[1]), end)


def _along_target(grid: Grid, wire: Arrow, tracks: Tracks) -> None:
    start, end = grid.right(wire.source), grid.left(wire.target)
    x = grid.elbow(grid.home[wire.source], grid.columns.rank[wire.source] + 1)
    grid.sheet.wire("flow", start, (x, start[1]), (x, end[1]), end)


def _to_next_band(grid: Grid, wire: Arrow, tracks: Tracks) -> None:
    """Out to the right, back between the rows, and in from the left."""
    start, end = grid.right(wire.source), grid.left(wire.target)
    number = grid.columns.lane[wire.source]
    out = grid.bands[grid.home[wire.source]].right + 3 * number
    height = grid.gutter[grid.home[wire.target]] - CONNECTOR * (1 + number)
    inside = LEAD / 2 - 5 + 3 * number
    grid.sheet.wire("flow", start, (out, start[1]), (out, height), (inside, height), (inside, end[1]), end)


def _over(grid: Grid, wire: Arrow, tracks: Tracks) -> None:
    """Up from the source, above the boxes, and down to the target; by the margin to another band."""
    up, down = _up(grid, wire.source), _down(grid, wire.target)
    one, other = (tracks.height[wire, grid.home[b]] for b in (wire.source, wire.target))
    across: tuple[Point, ...] = ((up[-1][0], one), (down[0][0], other))
    if grid.home[wire.source] != grid.home[wire.target]:
        grid.passes += 1
        x = grid.margin + MARGIN * grid.passes
        across = ((up[-1][0], one), (x, one), (x, other), (down[0][0], other))
    grid.sheet.wire("skip", *up, *across, *down)


def _up(grid: Grid, box: int) -> tuple[Point, ...]:
    """From a box to above its band: by the gap behind it where a lane lies above."""
    if grid.columns.lane[box] == 0:
        return (grid.top(box, 3),)
    start = grid.right(box)
    rank, band = grid.columns.rank[box], grid.bands[grid.home[box]]
    x = grid.elbow(grid.home[box], rank + 1) + 3 if rank < band.last else band.right - 2
    return start, (x, start[1])


def _down(grid: Grid, box: int) -> tuple[Point, ...]:
    """From above its band to a box: by the gap before it where a lane lies above."""
    if grid.columns.lane[box] == 0:
        return (grid.top(box, -3),)
    end = grid.left(box)
    rank, band = grid.columns.rank[box], grid.bands[grid.home[box]]
    x = grid.elbow(grid.home[box], rank) - 3 if rank > band.first else LEAD / 2
    return (x, end[1]), end


ROUTES = {"lane": _along_lane, "early": _along_target, "next": _to_next_band, "over": _over}


def tracks_of(grid: Grid, wires: Sequence[Arrow]) -> Tracks:
    """Short wires below long ones, no two at one height over one place."""
    tracks = Tracks()
    taken: dict[tuple[int, int], list[tuple[float, float]]] = defaultdict(list)
    spans: list[tuple[float, float, Arrow, int]] = []
    for wire in wires:
        homes = grid.home[wire.source], grid.home[wire.target]
        left = grid.x(wire.source)
        right = grid.x(wire.target) if homes[0] == homes[1] else grid.margin
        spans.append((left, right, wire, homes[0]))
        if homes[0] != homes[1]:
            spans.append((grid.x(wire.target), grid.margin, wire, homes[1]))
    for left, right, wire, band in sorted(spans, key=lambda s: (s[1] - s[0], s[0])):
        room = max(0.0, width(joined(wire.shape, " × ")) - (right - left)) / 2 + 4
        number = 0
        while any(a < right + room and left - room < b for a, b in taken[band, number]):
            number += 1
        taken[band, number].append((left - room, right + room))
        tracks.number[wire, band] = number
    return tracks


# ---- what is written on wires ------------------------------------------------------------


def write_shapes(grid: Grid, routes: dict[Arrow, str], tracks: Tracks) -> None:
    """The channels above each arrow and the sizes below it, once for all arrows from one side of a box."""
    leaving: dict[int, Arrow | End] = {end.source: end for end in grid.part.ends}
    for wire, route in routes.items():
        if route == "over":
            _write_above(grid, wire, tracks)
        else:
            leaving.setdefault(wire.source, wire)
    for one in leaving.values():
        x, y = _middle(grid, one)
        grid.sheet.shape(x, y - 3, one.shape[0])
        grid.sheet.shape(x, y + 8, joined(one.shape[1:], "×"))


def _write_above(grid: Grid, wire: Arrow, tracks: Tracks) -> None:
    """The shape on a wire above the boxes, where no other wire goes up or down; nowhere if there is no such place."""
    home = grid.home[wire.source]
    line = joined(wire.shape, " × ")
    wide = width(line)
    left = grid.x(wire.source)
    right = grid.x(wire.target) if home == grid.home[wire.target] else grid.margin
    ends = {b for w, band in tracks.number if band == home for b in (w.source, w.target) if grid.home[b] == home}
    for start in ((left + right - wide) / 2, left + 8, right - 8 - wide):
        if not any(start - 5 < grid.x(b) < start + wide + 5 for b in ends):
            grid.sheet.shape(start + wide / 2, tracks.height[wire, home] - 3, line)
            return


def _middle(grid: Grid, wire: Arrow | End) -> Point:
    """The middle of the straight beginning of an arrow."""
    x, y = grid.right(wire.source)
    rank, home = grid.columns.rank[wire.source], grid.home[wire.source]
    length = arrow_length(grid.columns, rank)
    if isinstance(wire, End):
        return x + (length - SHORTER) / 2 - 1, y
    if grid.columns.repeats(rank) or grid.home[wire.target] != home:
        return x + length / 2 - 1, y
    end, height = grid.left(wire.target)
    near = height == y and grid.columns.rank[wire.target] == rank + 1
    return (x + end if near else 2 * x + length) / 2 - 1, y


def draw_folds(grid: Grid) -> None:
    """A bracket above the boxes that are repeated together, one in each band."""
    for fold in grid.part.diagram.folds:
        for band in sorted({grid.home[b] for b in fold.boxes if b in grid.home}):
            boxes = [b for b in fold.boxes if grid.home.get(b) == band]
            ends = [(grid.left(b)[0], grid.right(b)[0]) for b in boxes]
            left, right = min(e[0] for e in ends) - 3, max(e[1] for e in ends) + 3
            y = grid.axes[band, 0] - _tallest(grid, band) / 2 - 5
            grid.sheet.wire("bracket", (left, y + 4), (left, y), (right, y), (right, y + 4))
            grid.sheet.shape((left + right) / 2, y - 3, ("× ", tidy(fold.times)))


def _tallest(grid: Grid, band: int) -> float:
    boxes = [b for b in grid.part.boxes if grid.home[b] == band and grid.columns.lane[b] == 0]
    return max((grid.part.measured[b].height for b in boxes), default=0.0)
