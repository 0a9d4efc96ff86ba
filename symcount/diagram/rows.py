"""A picture in rows, from left to right, and on where a row is full: which way each wire takes, and what is written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import count

from symcount.diagram.diagram import OUT, Arrow
from symcount.diagram.drawing import PAGE, Drawing, Point
from symcount.diagram.grid import LEAD, Grid, Part, grid_of
from symcount.diagram.lettering import LEADING, joined, tidy, width

UNDER = 4.0  # between a slab and its text
LANE, BAND = 10.0, 9.0  # between two lanes, and between two bands
CONNECTOR = 5.0  # between wires that lead back to the next band
TRACK, LABELLED = 5.0, 11.0  # the height of a wire that passes above, alone and with the shape on it
SHORTER = 4.0  # how much sooner an arrow ends that leads nowhere
MARGIN = 4.0  # between the wires that pass to another band, to the right of all of them


def place_rows(sheet: Drawing, part: Part, top: float) -> float:
    """Draw a part in rows, and give the height at which it ends."""
    grid = grid_of(part, PAGE)
    crossing = sum(grid.home[w.source] != grid.home[w.target] for w in grid.over)
    if crossing:
        grid = grid_of(part, PAGE - MARGIN * (crossing + 1))
    for band, above in enumerate(_tracks(grid)):
        top = _place_band(sheet, grid, band, above, top)
    sheet.slabs.extend(grid.slabs.values())
    margins = count(grid.margin + MARGIN, MARGIN)
    for wire in part.wires:
        _draw_wire(sheet, grid, wire, margins)
    for end in part.ends:
        x, y = grid.slabs[end.source].right
        sheet.wire("flow", (x, y), (x + grid.columns[grid.rank[end.source]].arrow - SHORTER, y))
    _write_shapes(sheet, grid)
    _draw_folds(sheet, grid)
    return top


def _tracks(grid: Grid) -> list[dict[Arrow, int]]:
    """The wires above each band, numbered from below: short ones below long ones, no two over one place."""
    spans: list[tuple[float, float, Arrow, int]] = []
    for wire in grid.over:
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


def _place_band(sheet: Drawing, grid: Grid, band: int, above: dict[Arrow, int], top: float) -> float:
    """Draw the boxes of a band, below the wires that join it to the one before and those above it; give its end."""
    part, home = grid.part, [b for b in grid.part.boxes if grid.home[b] == band]
    joins = {w: grid.lane[w.source] + 1 for w in part.wires if w.target in home and grid.route(w) == "next"}
    y = top + CONNECTOR * max(joins.values(), default=0) + BAND * (band > 0)
    grid.heights |= {(wire, band): y - CONNECTOR * lane for wire, lane in joins.items()}
    floor = y + LABELLED * (max(above.values(), default=-1) + 1) - (0.0 if above else TRACK)
    grid.heights |= {(wire, band): floor - LABELLED * number for wire, number in above.items()}
    y = floor + TRACK + (LABELLED + 4 if any(b in home for fold in part.folds for b in fold.boxes) else 0.0)
    for lane in sorted({grid.lane[b] for b in home}):
        boxes = {b: part.boxes[b] for b in home if grid.lane[b] == lane}
        tall = max(box.height for box in boxes.values())
        axis = y + max(tall, 2 * LEADING + 6) / 2
        below = axis + tall / 2 + UNDER
        for b, box in boxes.items():
            grid.slabs[b] = box._replace(x=grid.x(b), y=axis)
            sheet.letter(box.lines, grid.x(b), below)
        y = below + max(box.text_height for box in boxes.values()) + LANE
    return y - LANE


def _draw_wire(sheet: Drawing, grid: Grid, wire: Arrow, margins: Iterator[float]) -> None:
    """Along a lane, back between two bands, or up and above the boxes, by the margin where it is to another band."""
    source, target, _ = wire
    start, end = grid.slabs[source].right, grid.slabs[target].left
    here, there, lane = grid.home[source], grid.home[target], grid.lane[source]
    match grid.route(wire):
        case "lane" | "early" as route:
            x = grid.elbow(grid.rank[target] if route == "lane" else grid.rank[source] + 1)
            sheet.wire("flow", start, (x, start[1]), (x, end[1]), end)
        case "next":
            out, back, y = grid.bands[here].right + 3 * lane, LEAD / 2 - 5 + 3 * lane, grid.heights[wire, there]
            sheet.wire("flow", start, (out, start[1]), (out, y), (back, y), (back, end[1]), end)
        case _:
            up, down = _climb(grid, source, out=True), _climb(grid, target, out=False)
            one, other = grid.heights[wire, here], grid.heights[wire, there]
            x = next(margins) if here != there else up[-1][0]
            across = (up[-1][0], one), (x, one), (x, other), (down[0][0], other)
            sheet.wire("skip", *up, *across, *down)


def _climb(grid: Grid, box: int, out: bool) -> tuple[Point, ...]:
    """Between a box and the wires above its band: straight, or by the gap beside it where a lane lies above."""
    slab, rank = grid.slabs[box], grid.rank[box]
    if grid.lane[box] == 0:
        return ((slab.x + (3 if out else -3), slab.top[1]),)
    band = grid.bands[grid.home[box]]
    if out:
        return slab.right, (grid.elbow(rank + 1) + 3 if rank < band.last else band.right - 2, slab.y)
    return (grid.elbow(rank) - 3 if rank > band.first else LEAD / 2, slab.y), slab.left


def _draw_folds(sheet: Drawing, grid: Grid) -> None:
    """A bracket above the boxes that are repeated together, one in each band."""
    slabs = grid.slabs
    for fold in grid.part.folds:
        for band in sorted({grid.home[b] for b in fold.boxes}):
            boxes = [slabs[b] for b in fold.boxes if grid.home[b] == band]
            left, right = min(s.left[0] for s in boxes) - 3, max(s.right[0] for s in boxes) + 3
            y = min(s.y - s.height / 2 for b, s in slabs.items() if (grid.home[b], grid.lane[b]) == (band, 0)) - 5
            sheet.wire("bracket", (left, y + 4), (left, y), (right, y), (right, y + 4))
            sheet.shape((left + right) / 2, y - 3, ("× ", tidy(fold.times)))


def _write_shapes(sheet: Drawing, grid: Grid) -> None:
    """The channels above each arrow and the sizes below it, once for all arrows from one side of a box."""
    leaving: dict[int, Arrow] = {end.source: end for end in grid.part.ends}
    over = grid.over
    for wire in grid.part.wires:
        if wire in over:
            _write_above(sheet, grid, wire, over)
        else:
            leaving.setdefault(wire.source, wire)
    for one in leaving.values():
        x, y = _middle(grid, one)
        sheet.shape(x, y - 3, one.shape[0])
        sheet.shape(x, y + 8, joined(one.shape[1:], "×"))


def _write_above(sheet: Drawing, grid: Grid, wire: Arrow, over: list[Arrow]) -> None:
    """The shape on a wire above the boxes, where no other wire goes up or down; nowhere if there is no such place."""
    home, line = grid.home[wire.source], joined(wire.shape, " × ")
    wide, left = width(line), grid.x(wire.source)
    right = grid.x(wire.target) if home == grid.home[wire.target] else grid.margin
    ends = {b for w in over for b in (w.source, w.target) if grid.home[b] == home}
    for start in ((left + right - wide) / 2, left + 8, right - 8 - wide):
        if not any(start - 5 < grid.x(b) < start + wide + 5 for b in ends):
            sheet.shape(start + wide / 2, grid.heights[wire, home] - 3, line)
            return


def _middle(grid: Grid, wire: Arrow) -> Point:
    """The middle of the straight beginning of an arrow."""
    x, y = grid.slabs[wire.source].right
    column = grid.columns[grid.rank[wire.source]]
    if wire.target == OUT:
        return x + (column.arrow - SHORTER) / 2 - 1, y
    target = grid.slabs[wire.target].left
    adjacent = grid.rank[wire.target] == grid.rank[wire.source] + 1 and target[1] == y
    return (x + target[0] if adjacent and not column.turns else x + x + column.arrow) / 2 - 1, y
