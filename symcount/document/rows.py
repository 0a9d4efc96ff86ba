"""A picture in rows: from left to right, branches below each other, and on where a row is full."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from symcount.document.columns import LEAD, Band, Columns, arrow_length, bands, columns
from symcount.document.diagram import Arrow, End
from symcount.document.drawing import LEADING, Point, shape_line, sizes_line, width
from symcount.document.sheet import PAGE, Component, Sheet

UNDER = 4.0
"""Between a slab and its text."""
LANE, BAND = 10.0, 9.0
"""Between two lanes, and between two bands."""
TRACK, LABELLED = 5.0, 11.0
"""The height of a wire that passes above, alone and with the shape on it."""
SHORTER = 4.0
"""How much sooner an arrow ends that leads nowhere."""
CONNECTOR = 5.0
MARGIN = 4.0
"""Between the wires that pass to another band, to the right of all of them."""


@dataclass(slots=True)
class _Rows:
    """A part while it is drawn: where its bands and lanes lie."""

    sheet: Sheet
    part: Component
    columns: Columns
    bands: list[Band]
    home: dict[int, int]
    """The band of each box."""
    axes: dict[tuple[int, int], float] = field(default_factory=dict)
    """The middle of each lane of each band."""
    gutter: list[float] = field(default_factory=list)
    """The upper end of each band, where wires pass."""
    margin: float = 0.0
    """To the right of all bands."""
    passes: int = 0

    def x(self, box: int) -> float:
        band = self.bands[self.home[box]]
        return band.middles[self.columns.rank[box] - band.first]

    def y(self, box: int) -> float:
        return self.axes[self.home[box], self.columns.lane[box]]

    def left(self, box: int) -> Point:
        return self.x(box) - self.part.measured[box].width / 2, self.y(box)

    def right(self, box: int) -> Point:
        return self.x(box) + self.part.measured[box].width / 2 + self.part.measured[box].behind, self.y(box)

    def top(self, box: int, aside: float) -> Point:
        measured = self.part.measured[box]
        return self.x(box) + aside, self.y(box) - (measured.height + measured.behind) / 2

    def elbow(self, band: int, rank: int) -> float:
        """Where a wire goes up or down between a column and the one before it."""
        boxes = [b for b in self.columns.at(rank) if self.home[b] == band]
        measured = [self.part.measured[b] for b in boxes]
        reach = max(max(m.width, m.text_width) for m in measured) / 2
        return self.x(boxes[0]) - reach - 6


def place_rows(sheet: Sheet, part: Component, top: float) -> float:
    """Draw a part in rows, and give the height at which it ends."""
    found = columns(part)
    state = _state(sheet, part, found, bands(found))
    crossing = sum(_route(state, w) == "over" and state.home[w.source] != state.home[w.target] for w in part.wires)
    if crossing:
        state = _state(sheet, part, found, bands(found, PAGE - MARGIN * (crossing + 1)))
    routes = {wire: _route(state, wire) for wire in part.wires}
    tracks = _tracks(state, [w for w, route in routes.items() if route == "over"])
    bottom = _place_lanes(state, tracks, routes, top)
    for wire, route in routes.items():
        _ROUTES[route](state, wire, tracks)
    for leaving in part.ends:
        start = state.right(leaving.source)
        length = arrow_length(found, found.rank[leaving.source]) - SHORTER
        sheet.wire("flow", start, (start[0] + length, start[1]))
    _write_shapes(state, routes, tracks)
    _draw_folds(state)
    return bottom


def _state(sheet: Sheet, part: Component, found: Columns, rows: list[Band]) -> _Rows:
    home = {b: i for i, band in enumerate(rows) for b in part.boxes if band.first <= found.rank[b] <= band.last}
    return _Rows(sheet, part, found, rows, home, margin=max(band.right for band in rows))


# ---- ways of wires -----------------------------------------------------------------------


def _route(state: _Rows, wire: Arrow) -> str:
    """`lane` along the source's lane, `early` along the target's, `next` to the next band, else `over` all."""
    source, target = wire.source, wire.target
    found, home = state.columns, state.home
    first, last = found.rank[source], found.rank[target]
    if home[source] == home[target]:
        if found.is_free(found.lane[source], first + 1, last):
            return "lane"
        return "early" if found.is_free(found.lane[target], first + 1, last) else "over"
    bands = state.bands[home[source]], state.bands[home[target]]
    adjacent = home[target] == home[source] + 1 and bands[0].last == first and bands[1].first == last
    return "next" if adjacent else "over"


def _along_lane(state: _Rows, wire: Arrow, tracks: _Tracks) -> None:
    start, end = state.right(wire.source), state.left(wire.target)
    x = state.elbow(state.home[wire.target], state.columns.rank[wire.target]) if start[1] != end[1] else end[0]
    state.sheet.wire("flow", start, (x, start[1]), (x, end[1]), end)


def _along_target(state: _Rows, wire: Arrow, tracks: _Tracks) -> None:
    start, end = state.right(wire.source), state.left(wire.target)
    x = state.elbow(state.home[wire.source], state.columns.rank[wire.source] + 1)
    state.sheet.wire("flow", start, (x, start[1]), (x, end[1]), end)


def _to_next_band(state: _Rows, wire: Arrow, tracks: _Tracks) -> None:
    """Out to the right, back between the rows, and in from the left."""
    start, end = state.right(wire.source), state.left(wire.target)
    number = state.columns.lane[wire.source]
    out = state.bands[state.home[wire.source]].right + 3 * number
    height = state.gutter[state.home[wire.target]] - CONNECTOR * (1 + number)
    inside = LEAD / 2 - 5 + 3 * number
    state.sheet.wire("flow", start, (out, start[1]), (out, height), (inside, height), (inside, end[1]), end)


def _over(state: _Rows, wire: Arrow, tracks: _Tracks) -> None:
    """Up from the source, above the boxes, and down to the target; by the margin to another band."""
    up, down = _up(state, wire.source), _down(state, wire.target)
    one, other = (tracks.height[wire, state.home[b]] for b in (wire.source, wire.target))
    across: tuple[Point, ...] = ((up[-1][0], one), (down[0][0], other))
    if state.home[wire.source] != state.home[wire.target]:
        state.passes += 1
        x = state.margin + MARGIN * state.passes
        across = ((up[-1][0], one), (x, one), (x, other), (down[0][0], other))
    state.sheet.wire("skip", *up, *across, *down)


def _up(state: _Rows, box: int) -> tuple[Point, ...]:
    """From a box to above its band: by the gap behind it where a lane lies above."""
    if state.columns.lane[box] == 0:
        return (state.top(box, 3),)
    start = state.right(box)
    rank, band = state.columns.rank[box], state.bands[state.home[box]]
    x = state.elbow(state.home[box], rank + 1) + 3 if rank < band.last else band.right - 2
    return start, (x, start[1])


def _down(state: _Rows, box: int) -> tuple[Point, ...]:
    if state.columns.lane[box] == 0:
        return (state.top(box, -3),)
    end = state.left(box)
    rank, band = state.columns.rank[box], state.bands[state.home[box]]
    x = state.elbow(state.home[box], rank) - 3 if rank > band.first else LEAD / 2
    return (x, end[1]), end


@dataclass(slots=True)
class _Tracks:
    """The wires above each band: the number of each from below, then its height."""

    number: dict[tuple[Arrow, int], int] = field(default_factory=dict)
    height: dict[tuple[Arrow, int], float] = field(default_factory=dict)


_ROUTES = {"lane": _along_lane, "early": _along_target, "next": _to_next_band, "over": _over}


def _tracks(state: _Rows, wires: Sequence[Arrow]) -> _Tracks:
    """Short wires below long ones, no two at one height over one place."""
    tracks = _Tracks()
    taken: dict[tuple[int, int], list[tuple[float, float]]] = defaultdict(list)
    spans: list[tuple[float, float, Arrow, int]] = []
    for wire in wires:
        homes = state.home[wire.source], state.home[wire.target]
        left = state.x(wire.source)
        right = state.x(wire.target) if homes[0] == homes[1] else state.margin
        spans.append((left, right, wire, homes[0]))
        if homes[0] != homes[1]:
            spans.append((state.x(wire.target), state.margin, wire, homes[1]))
    for left, right, wire, band in sorted(spans, key=lambda s: (s[1] - s[0], s[0])):
        room = max(0.0, width(shape_line(wire.shape)) - (right - left)) / 2 + 4
        number = 0
        while any(a < right + room and left - room < b for a, b in taken[band, number]):
            number += 1
        taken[band, number].append((left - room, right + room))
        tracks.number[wire, band] = number
    return tracks


# ---- heights -----------------------------------------------------------------------------


def _place_lanes(state: _Rows, tracks: _Tracks, routes: dict[Arrow, str], top: float) -> float:
    """Give every lane of every band its height, and draw the boxes."""
    y = top
    for band in range(len(state.bands)):
        boxes = [b for b in state.part.boxes if state.home[b] == band]
        joins = [w.source for w, r in routes.items() if r == "next" and w.target in boxes]
        y += CONNECTOR * max((state.columns.lane[b] + 1 for b in joins), default=0)
        y += BAND if band else 0.0
        state.gutter.append(y)
        y = _place_tracks(state, tracks, band, y)
        for lane in sorted({state.columns.lane[b] for b in boxes}):
            y = _place_lane(state, band, lane, [b for b in boxes if state.columns.lane[b] == lane], y) + LANE
        y -= LANE
    return y


def _place_tracks(state: _Rows, tracks: _Tracks, band: int, top: float) -> float:
    """The upper end of the first lane, below all wires and brackets above it."""
    here = [(number, wire) for (wire, home), number in tracks.number.items() if home == band]
    folds = any(state.home[b] == band for fold in state.part.diagram.folds for b in fold.boxes)
    count = max((number + 1 for number, _ in here), default=0)
    bottom = top + LABELLED * count + (LABELLED + 4 if folds else 0.0) + (TRACK if count else 0.0)
    floor = bottom - (LABELLED + 4 if folds else 0.0) - TRACK
    for number, wire in here:
        tracks.height[wire, band] = floor - LABELLED * number
    return bottom


def _place_lane(state: _Rows, band: int, lane: int, boxes: list[int], top: float) -> float:
    measured = [state.part.measured[b] for b in boxes]
    tall = max(max(m.height for m in measured), 2 * LEADING + 6)
    state.axes[band, lane] = axis = top + tall / 2
    below = axis + max(m.height for m in measured) / 2 + UNDER
    for box, m in zip(boxes, measured, strict=True):
        state.sheet.slabs.append(m.slab(state.x(box), axis))
        state.sheet.letter((*m.title, *m.body), state.x(box), below)
    return below + max(m.text_height for m in measured)


# ---- what is written on wires ------------------------------------------------------------


def _write_shapes(state: _Rows, routes: dict[Arrow, str], tracks: _Tracks) -> None:
    """The channels above each arrow and the sizes below it, once for all arrows from one side of a box."""
    leaving: dict[int, Arrow | End] = {end.source: end for end in state.part.ends}
    for wire, route in routes.items():
        if route == "over":
            _write_above(state, wire, tracks)
        else:
            leaving.setdefault(wire.source, wire)
    for one in leaving.values():
        x, y = _middle(state, one)
        state.sheet.shape(x, y - 3, shape_line(one.shape[:1]))
        state.sheet.shape(x, y + 8, sizes_line(one.shape))


def _write_above(state: _Rows, wire: Arrow, tracks: _Tracks) -> None:
    """The shape on a wire above the boxes, in the middle or where it leaves for another band."""
    home = state.home[wire.source]
    left, right = state.x(wire.source), state.x(wire.target)
    height = tracks.height[wire, home] - 3
    if home == state.home[wire.target]:
        state.sheet.shape((left + right) / 2, height, shape_line(wire.shape))
    else:
        state.sheet.shape(left + 8, height, shape_line(wire.shape), "start")


def _middle(state: _Rows, wire: Arrow | End) -> Point:
    """The middle of the straight beginning of an arrow."""
    x, y = state.right(wire.source)
    rank, home = state.columns.rank[wire.source], state.home[wire.source]
    length = arrow_length(state.columns, rank)
    if isinstance(wire, End):
        return x + (length - SHORTER) / 2 - 1, y
    if state.columns.turns(rank) or state.home[wire.target] != home:
        return x + length / 2 - 1, y
    end, height = state.left(wire.target)
    near = height == y and state.columns.rank[wire.target] == rank + 1
    return (x + end if near else 2 * x + length) / 2 - 1, y


def _draw_folds(state: _Rows) -> None:
    """A bracket above the boxes that are repeated together, one in each band."""
    for fold in state.part.diagram.folds:
        for band in sorted({state.home[b] for b in fold.boxes if b in state.home}):
            boxes = [b for b in fold.boxes if state.home.get(b) == band]
            ends = [(state.left(b)[0], state.right(b)[0]) for b in boxes]
            left, right = min(e[0] for e in ends) - 3, max(e[1] for e in ends) + 3
            y = state.axes[band, 0] - _tallest(state, band) / 2 - 5
            state.sheet.wire("bracket", (left, y + 4), (left, y), (right, y), (right, y + 4))
            state.sheet.shape((left + right) / 2, y - 3, ("× ", fold.times))


def _tallest(state: _Rows, band: int) -> float:
    boxes = [b for b in state.part.boxes if state.home[b] == band and state.columns.lane[b] == 0]
    return max((state.part.measured[b].height for b in boxes), default=0.0)
