"""A picture in rows, from left to right, and on where a row is full: which way each wire takes, and what is written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

from symcount.diagram.diagram import OUT, Arrow
from symcount.diagram.drawing import PAGE, Drawing, Point, Slab
from symcount.diagram.grid import LEAD, Grid, Part, grid_of
from symcount.diagram.lettering import LEADING, joined, tidy, width

UNDER = 4.0  # between a slab and its text
LANE, BAND = 10.0, 9.0  # between two lanes, and between two bands
CONNECTOR = 5.0  # between wires that lead back to the next band
TRACK, LABELLED = 5.0, 11.0  # the height of a wire that passes above, alone and with the shape on it
SHORTER = 4.0  # how much sooner an arrow ends that leads nowhere
MARGIN = 4.0  # between the wires that pass to another band, to the right of all of them


@dataclass(slots=True)
class Rows:
    """A part while it is drawn."""

    sheet: Drawing
    grid: Grid
    routes: dict[Arrow, str]
    margins: Iterator[float]
    """Where wires pass to the right of all bands, one after the other."""
    slabs: dict[int, Slab] = field(default_factory=dict)
    heights: dict[tuple[Arrow, int], float] = field(default_factory=dict)
    """Of the wires that pass above each band, and of those that lead back to it."""


def place_rows(sheet: Drawing, part: Part, top: float) -> float:
    """Draw a part in rows, and give the height at which it ends."""
    grid = grid_of(part, PAGE)
    crossing = sum(_route(grid, w) == "over" and grid.home[w.source] != grid.home[w.target] for w in part.wires)
    if crossing:
        grid = grid_of(part, PAGE - MARGIN * (crossing + 1))
    routes = {wire: _route(grid, wire) for wire in part.wires}
    rows = Rows(sheet, grid, routes, count(grid.margin + MARGIN, MARGIN))
    tracks = _tracks(grid, [w for w, route in routes.items() if route == "over"])
    for band, above in enumerate(tracks):
        top = _place_band(rows, band, above, top)
    sheet.slabs.extend(rows.slabs.values())
    for wire, route in routes.items():
        _draw_wire(rows, wire, route)
    for end in part.ends:
        x, y = rows.slabs[end.source].right
        sheet.wire("flow", (x, y), (x + grid.columns[grid.rank[end.source]].arrow - SHORTER, y))
    _write_shapes(rows)
    _draw_folds(rows)
    return top


def _route(grid: Grid, wire: Arrow) -> str:
    """`lane` along the source's lane, `early` along the target's, `next` to the next band, else `over` all."""
    source, target = wire.source, wire.target
    if grid.is_free(grid.lane[source], source, target):
        return "lane"
    if grid.is_free(grid.lane[target], source, target):
        return "early"
    here, there = grid.home[source], grid.home[target]
    adjacent = grid.bands[here].last == grid.rank[source] and grid.bands[there].first == grid.rank[target]
    return "next" if there == here + 1 and adjacent else "over"


def _tracks(grid: Grid, wires: list[Arrow]) -> list[dict[Arrow, int]]:
    """The wires above each band, numbered from below: short ones below long ones, no two over one place."""
    spans: list[tuple[float, float, Arrow, int]] = []
    for wire in wires:
        here, there = grid.home[wire.source], grid.home[wire.target]
        spans.append((grid.x(wire.source), grid.x(wire.target) if here == there else grid.margin, wire, here))
        if here != there:
            spans.append((grid.x(wire.target), grid.margin, wire, there))
    used: dict[tuple[int, int], list[tuple[float, float]]] = defaultdict(list)
    tracks: list[dict[Arrow, int]] = [{} for _ in grid.bands]
    for left, right, wire, band in sorted(spans, key=lambda s: (s[1] - s[0], s[0])):
        room = max(0.0, width(joined(wire.shape, " × ")) - (right - left)) / 2 + 4
        number = 0
        while any(a < right + room and left - room < b for a, b in used[band, number]):
            number += 1
        used[band, number].append((left - room, right + room))
        tracks[band][wire] = number
    return tracks


# ---- heights -----------------------------------------------------------------------------


def _place_band(rows: Rows, band: int, above: dict[Arrow, int], top: float) -> float:
    """Draw the boxes of a band, below the wires that join it to the one before and those above it; give its end."""
    grid, part = rows.grid, rows.grid.part
    home = [b for b in part.boxes if grid.home[b] == band]
    joins = {w: grid.lane[w.source] + 1 for w, route in rows.routes.items() if route == "next" and w.target in home}
    y = top + CONNECTOR * max(joins.values(), default=0) + BAND * (band > 0)
    rows.heights |= {(wire, band): y - CONNECTOR * lane for wire, lane in joins.items()}
    floor = y + LABELLED * (max(above.values(), default=-1) + 1) - (0.0 if above else TRACK)
    rows.heights |= {(wire, band): floor - LABELLED * number for wire, number in above.items()}
    y = floor + TRACK + (LABELLED + 4 if any(b in home for fold in part.folds for b in fold.boxes) else 0.0)
    for lane in sorted({grid.lane[b] for b in home}):
        boxes = {b: part.boxes[b] for b in home if grid.lane[b] == lane}
        tall = max(box.height for box in boxes.values())
        axis = y + max(tall, 2 * LEADING + 6) / 2
        below = axis + tall / 2 + UNDER
        for b, box in boxes.items():
            rows.slabs[b] = box._replace(x=grid.x(b), y=axis)
            rows.sheet.letter(box.lines, grid.x(b), below)
        y = below + max(box.text_height for box in boxes.values()) + LANE
    return y - LANE


# ---- wires -------------------------------------------------------------------------------


def _draw_wire(rows: Rows, wire: Arrow, route: str) -> None:
    """Along a lane, back between two bands, or up and above the boxes, by the margin where it is to another band."""
    grid, source, target = rows.grid, wire.source, wire.target
    start, end = rows.slabs[source].right, rows.slabs[target].left
    here, there, lane = grid.home[source], grid.home[target], grid.lane[source]
    match route:
        case "lane" | "early":
            x = grid.elbow(grid.rank[target] if route == "lane" else grid.rank[source] + 1)
            rows.sheet.wire("flow", start, (x, start[1]), (x, end[1]), end)
        case "next":
            out, back, y = grid.bands[here].right + 3 * lane, LEAD / 2 - 5 + 3 * lane, rows.heights[wire, there]
            rows.sheet.wire("flow", start, (out, start[1]), (out, y), (back, y), (back, end[1]), end)
        case _:
            up, down = _climb(rows, source, out=True), _climb(rows, target, out=False)
            one, other = rows.heights[wire, here], rows.heights[wire, there]
            x = next(rows.margins) if here != there else up[-1][0]
            across = (up[-1][0], one), (x, one), (x, other), (down[0][0], other)
            rows.sheet.wire("skip", *up, *across, *down)


def _climb(rows: Rows, box: int, out: bool) -> tuple[Point, ...]:
    """Between a box and the wires above its band: straight, or by the gap beside it where a lane lies above."""
    grid, slab, rank = rows.grid, rows.slabs[box], rows.grid.rank[box]
    if grid.lane[box] == 0:
        return ((slab.x + (3 if out else -3), slab.top[1]),)
    band = grid.bands[grid.home[box]]
    if out:
        return slab.right, (grid.elbow(rank + 1) + 3 if rank < band.last else band.right - 2, slab.y)
    return (grid.elbow(rank) - 3 if rank > band.first else LEAD / 2, slab.y), slab.left


def _draw_folds(rows: Rows) -> None:
    """A bracket above the boxes that are repeated together, one in each band."""
    grid, slabs = rows.grid, rows.slabs
    for fold in grid.part.folds:
        for band in sorted({grid.home[b] for b in fold.boxes}):
            boxes = [slabs[b] for b in fold.boxes if grid.home[b] == band]
            left, right = min(s.left[0] for s in boxes) - 3, max(s.right[0] for s in boxes) + 3
            y = min(s.y - s.height / 2 for b, s in slabs.items() if (grid.home[b], grid.lane[b]) == (band, 0)) - 5
            rows.sheet.wire("bracket", (left, y + 4), (left, y), (right, y), (right, y + 4))
            rows.sheet.shape((left + right) / 2, y - 3, ("× ", tidy(fold.times)))


# ---- what is written on wires ------------------------------------------------------------


def _write_shapes(rows: Rows) -> None:
    """The channels above each arrow and the sizes below it, once for all arrows from one side of a box."""
    leaving: dict[int, Arrow] = {end.source: end for end in rows.grid.part.ends}
    for wire, route in rows.routes.items():
        if route == "over":
            _write_above(rows, wire)
        else:
            leaving.setdefault(wire.source, wire)
    for one in leaving.values():
        x, y = _middle(rows, one)
        rows.sheet.shape(x, y - 3, one.shape[0])
        rows.sheet.shape(x, y + 8, joined(one.shape[1:], "×"))


def _write_above(rows: Rows, wire: Arrow) -> None:
    """The shape on a wire above the boxes, where no other wire goes up or down; nowhere if there is no such place."""
    grid, home = rows.grid, rows.grid.home[wire.source]
    line = joined(wire.shape, " × ")
    wide, left = width(line), grid.x(wire.source)
    right = grid.x(wire.target) if home == grid.home[wire.target] else grid.margin
    over = [w for w, route in rows.routes.items() if route == "over"]
    ends = {b for w in over for b in (w.source, w.target) if grid.home[b] == home}
    for start in ((left + right - wide) / 2, left + 8, right - 8 - wide):
        if not any(start - 5 < grid.x(b) < start + wide + 5 for b in ends):
            rows.sheet.shape(start + wide / 2, rows.heights[wire, home] - 3, line)
            return


def _middle(rows: Rows, wire: Arrow) -> Point:
    """The middle of the straight beginning of an arrow."""
    grid, (x, y) = rows.grid, rows.slabs[wire.source].right
    column = grid.columns[grid.rank[wire.source]]
    if wire.target == OUT:
        return x + (column.arrow - SHORTER) / 2 - 1, y
    target = rows.slabs[wire.target].left
    adjacent = grid.rank[wire.target] == grid.rank[wire.source] + 1 and target[1] == y
    return (x + target[0] if adjacent and not column.turns else x + x + column.arrow) / 2 - 1, y
