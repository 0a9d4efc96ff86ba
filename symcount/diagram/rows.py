"""A picture in rows, from left to right, and on where a row is full: which way each wire takes, and what is written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from symcount.diagram.box_sizes import Part
from symcount.diagram.diagram import Arrow, End
from symcount.diagram.drawing import PAGE, Point, Sheet
from symcount.diagram.grid import CONNECTOR, LEAD, Grid, columns, grid_of, place_lanes
from symcount.diagram.lettering import joined, tidy, width

SHORTER = 4.0
"""How much sooner an arrow ends that leads nowhere."""
MARGIN = 4.0
"""Between the wires that pass to another band, to the right of all of them."""


def place_rows(sheet: Sheet, part: Part, top: float) -> float:
    """Draw a part in rows, and give the height at which it ends."""
    places = columns(part)
    grid = grid_of(sheet, part, places, PAGE)
    crossing = sum(_route(grid, w) == "over" and grid.home[w.source] != grid.home[w.target] for w in part.wires)
    if crossing:
        grid = grid_of(sheet, part, places, PAGE - MARGIN * (crossing + 1))
    routes = {wire: _route(grid, wire) for wire in part.wires}
    _lay_tracks(grid, [w for w, route in routes.items() if route == "over"])
    bottom = place_lanes(grid, [w for w, route in routes.items() if route == "next"], top)
    for wire, route in routes.items():
        _draw_wire(grid, wire, route)
    for end in part.ends:
        x, y = grid.slabs[end.source].right
        sheet.wire("flow", (x, y), (x + places.arrow(places.rank[end.source]) - SHORTER, y))
    _write_shapes(grid, routes)
    _draw_folds(grid)
    return bottom


# ---- ways of wires -----------------------------------------------------------------------


def _route(grid: Grid, wire: Arrow) -> str:
    """`lane` along the source's lane, `early` along the target's, `next` to the next band, else `over` all."""
    places, source, target = grid.columns, wire.source, wire.target
    first, last = places.rank[source], places.rank[target]
    here, there = grid.home[source], grid.home[target]
    if here == there and places.is_free(places.lane[source], first + 1, last):
        return "lane"
    if here == there and places.is_free(places.lane[target], first + 1, last):
        return "early"
    adjacent = there == here + 1 and grid.bands[here].last == first and grid.bands[there].first == last
    return "next" if adjacent else "over"


def _draw_wire(grid: Grid, wire: Arrow, route: str) -> None:
    """Along a lane, back between two bands, or up and above the boxes, by the margin where it is to another band."""
    start, end = grid.slabs[wire.source].right, grid.slabs[wire.target].left
    here, there = grid.home[wire.source], grid.home[wire.target]
    rank, number = grid.columns.rank, grid.columns.lane[wire.source]
    match route:
        case "lane" | "early":
            turn = rank[wire.target] if route == "lane" else rank[wire.source] + 1
            x = grid.elbow(here, turn) if start[1] != end[1] else end[0]
            grid.sheet.wire("flow", start, (x, start[1]), (x, end[1]), end)
        case "next":
            out, back = grid.bands[here].right + 3 * number, LEAD / 2 - 5 + 3 * number
            y = grid.gutter[there] - CONNECTOR * (1 + number)
            grid.sheet.wire("flow", start, (out, start[1]), (out, y), (back, y), (back, end[1]), end)
        case _:
            up, down = _climb(grid, wire.source, True), _climb(grid, wire.target, False)
            one, other = grid.track(wire, here), grid.track(wire, there)
            across: tuple[Point, ...] = ()
            if here != there:
                grid.passes += 1
                x = grid.margin + MARGIN * grid.passes
                across = ((x, one), (x, other))
            grid.sheet.wire("skip", *up, (up[-1][0], one), *across, (down[0][0], other), *down)


def _climb(grid: Grid, box: int, out: bool) -> tuple[Point, ...]:
    """Between a box and the wires above its band: straight, or by the gap beside it where a lane lies above."""
    slab, rank, home = grid.slabs[box], grid.columns.rank[box], grid.home[box]
    if grid.columns.lane[box] == 0:
        return ((slab.x + (3 if out else -3), slab.top[1]),)
    band = grid.bands[home]
    if out:
        x = grid.elbow(home, rank + 1) + 3 if rank < band.last else band.right - 2
        return slab.right, (x, slab.y)
    return (grid.elbow(home, rank) - 3 if rank > band.first else LEAD / 2, slab.y), slab.left


def _lay_tracks(grid: Grid, wires: Sequence[Arrow]) -> None:
    """Number the wires above each band: short ones below long ones, no two at one height over one place."""
    spans: list[tuple[float, float, Arrow, int]] = []
    for wire in wires:
        here, there = grid.home[wire.source], grid.home[wire.target]
        spans.append((grid.x(wire.source), grid.x(wire.target) if here == there else grid.margin, wire, here))
        if here != there:
            spans.append((grid.x(wire.target), grid.margin, wire, there))
    used: dict[tuple[int, int], list[tuple[float, float]]] = defaultdict(list)
    for left, right, wire, band in sorted(spans, key=lambda s: (s[1] - s[0], s[0])):
        room = max(0.0, width(joined(wire.shape, " × ")) - (right - left)) / 2 + 4
        number = 0
        while any(a < right + room and left - room < b for a, b in used[band, number]):
            number += 1
        used[band, number].append((left - room, right + room))
        grid.tracks[wire, band] = number


# ---- what is written on wires ------------------------------------------------------------


def _write_shapes(grid: Grid, routes: dict[Arrow, str]) -> None:
    """The channels above each arrow and the sizes below it, once for all arrows from one side of a box."""
    leaving: dict[int, Arrow | End] = {end.source: end for end in grid.part.ends}
    for wire, route in routes.items():
        if route == "over":
            _write_above(grid, wire)
        else:
            leaving.setdefault(wire.source, wire)
    for one in leaving.values():
        x, y = _middle(grid, one)
        grid.sheet.shape(x, y - 3, one.shape[0])
        grid.sheet.shape(x, y + 8, joined(one.shape[1:], "×"))


def _write_above(grid: Grid, wire: Arrow) -> None:
    """The shape on a wire above the boxes, where no other wire goes up or down; nowhere if there is no such place."""
    home = grid.home[wire.source]
    line = joined(wire.shape, " × ")
    wide, left = width(line), grid.x(wire.source)
    right = grid.x(wire.target) if home == grid.home[wire.target] else grid.margin
    ends = {b for w, band in grid.tracks if band == home for b in (w.source, w.target) if grid.home[b] == home}
    for start in ((left + right - wide) / 2, left + 8, right - 8 - wide):
        if not any(start - 5 < grid.x(b) < start + wide + 5 for b in ends):
            grid.sheet.shape(start + wide / 2, grid.track(wire, home) - 3, line)
            return


def _middle(grid: Grid, wire: Arrow | End) -> Point:
    """The middle of the straight beginning of an arrow."""
    (x, y), rank = grid.slabs[wire.source].right, grid.columns.rank[wire.source]
    length = grid.columns.arrow(rank)
    if isinstance(wire, End):
        return x + (length - SHORTER) / 2 - 1, y
    near = grid.home[wire.target] == grid.home[wire.source] and not grid.columns.turns_behind(rank)
    if near and grid.columns.rank[wire.target] == rank + 1 and grid.slabs[wire.target].y == y:
        return (x + grid.slabs[wire.target].left[0]) / 2 - 1, y
    return x + length / 2 - 1, y


def _draw_folds(grid: Grid) -> None:
    """A bracket above the boxes that are repeated together, one in each band."""
    for fold in grid.part.diagram.folds:
        for band in sorted({grid.home[b] for b in fold.boxes if b in grid.home}):
            boxes = [b for b in fold.boxes if grid.home.get(b) == band]
            left, right = min(grid.slabs[b].left[0] for b in boxes) - 3, max(grid.slabs[b].right[0] for b in boxes) + 3
            beside = [b for b in grid.part.boxes if (grid.home[b], grid.columns.lane[b]) == (band, 0)]
            y = min(grid.slabs[b].y - grid.slabs[b].height / 2 for b in beside) - 5
            grid.sheet.wire("bracket", (left, y + 4), (left, y), (right, y), (right, y + 4))
            grid.sheet.shape((left + right) / 2, y - 3, ("× ", tidy(fold.times)))
