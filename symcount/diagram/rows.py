"""A picture in rows: from left to right, branches below each other, and on where a row is full."""

from __future__ import annotations

from symcount.diagram.columns import arrow_length, bands, columns
from symcount.diagram.diagram import Arrow
from symcount.diagram.grid import Grid, Tracks, grid_of
from symcount.diagram.lettering import LEADING
from symcount.diagram.sheet import PAGE, Component, Sheet
from symcount.diagram.wires import CONNECTOR, MARGIN, ROUTES, SHORTER, draw_folds, route_of, tracks_of, write_shapes

UNDER = 4.0
"""Between a slab and its text."""
LANE, BAND = 10.0, 9.0
"""Between two lanes, and between two bands."""
TRACK, LABELLED = 5.0, 11.0
"""The height of a wire that passes above, alone and with the shape on it."""


def place_rows(sheet: Sheet, part: Component, top: float) -> float:
    """Draw a part in rows, and give the height at which it ends."""
    found = columns(part)
    grid = grid_of(sheet, part, found, bands(found))
    crossing = sum(route_of(grid, w) == "over" and grid.home[w.source] != grid.home[w.target] for w in part.wires)
    if crossing:
        grid = grid_of(sheet, part, found, bands(found, PAGE - MARGIN * (crossing + 1)))
    routes = {wire: route_of(grid, wire) for wire in part.wires}
    tracks = tracks_of(grid, [w for w, route in routes.items() if route == "over"])
    bottom = _place_lanes(grid, tracks, routes, top)
    for wire, route in routes.items():
        ROUTES[route](grid, wire, tracks)
    for leaving in part.ends:
        start = grid.right(leaving.source)
        length = arrow_length(found, found.rank[leaving.source]) - SHORTER
        sheet.wire("flow", start, (start[0] + length, start[1]))
    write_shapes(grid, routes, tracks)
    draw_folds(grid)
    return bottom


# ---- heights -----------------------------------------------------------------------------


def _place_lanes(grid: Grid, tracks: Tracks, routes: dict[Arrow, str], top: float) -> float:
    """Give every lane of every band its height, and draw the boxes."""
    y = top
    for band in range(len(grid.bands)):
        boxes = [b for b in grid.part.boxes if grid.home[b] == band]
        joins = [w.source for w, r in routes.items() if r == "next" and w.target in boxes]
        y += CONNECTOR * max((grid.columns.lane[b] + 1 for b in joins), default=0)
        y += BAND if band else 0.0
        grid.gutter.append(y)
        y = _place_tracks(grid, tracks, band, y)
        for lane in sorted({grid.columns.lane[b] for b in boxes}):
            y = _place_lane(grid, band, lane, [b for b in boxes if grid.columns.lane[b] == lane], y) + LANE
        y -= LANE
    return y


def _place_tracks(grid: Grid, tracks: Tracks, band: int, top: float) -> float:
    """The upper end of the first lane, below all wires and brackets above it."""
    here = [(number, wire) for (wire, home), number in tracks.number.items() if home == band]
    folds = any(grid.home.get(b) == band for fold in grid.part.diagram.folds for b in fold.boxes)
    count = max((number + 1 for number, _ in here), default=0)
    bottom = top + LABELLED * count + (LABELLED + 4 if folds else 0.0) + (TRACK if count else 0.0)
    floor = bottom - (LABELLED + 4 if folds else 0.0) - TRACK
    for number, wire in here:
        tracks.height[wire, band] = floor - LABELLED * number
    return bottom


def _place_lane(grid: Grid, band: int, lane: int, boxes: list[int], top: float) -> float:
    """Draw the boxes of one lane, and give its lower end."""
    measured = [grid.part.measured[b] for b in boxes]
    tall = max(max(m.height for m in measured), 2 * LEADING + 6)
    grid.axes[band, lane] = axis = top + tall / 2
    below = axis + max(m.height for m in measured) / 2 + UNDER
    for box, m in zip(boxes, measured, strict=True):
        grid.sheet.slabs.append(m.slab(grid.x(box), axis))
        grid.sheet.letter((*m.title, *m.body), grid.x(box), below)
    return below + max(m.text_height for m in measured)
