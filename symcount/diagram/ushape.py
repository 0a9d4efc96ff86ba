"""A picture in the form of a U: down on the left, up on the right, skips across.

It is found in the wires alone: a chain of boxes with skips from its first half to its second half in reverse order.
"""

from __future__ import annotations

from typing import NamedTuple

from symcount.diagram.box_sizes import Part
from symcount.diagram.captions import Line
from symcount.diagram.drawing import Sheet
from symcount.diagram.lettering import joined, width

GAP = 17.0
"""Between two rows: an arrow and the shape on it."""
MARGIN = 6.0
"""Between a slab and the text beside it."""
UNDER = 4.0
"""The same for the text below the bottom."""
ACROSS = 26.0
"""How much longer than its shape a skip is at least."""
LEFT, BOTTOM, RIGHT = 0, 1, 2


class Legs(NamedTuple):
    """The rows of a U from the top, each with a box on the left and on the right or on one side, and the bottom."""

    rows: tuple[tuple[int | None, int | None], ...]
    bottom: int


def legs(part: Part) -> Legs | None:
    """The form of a part, None where it is no U."""
    chain, pairs = part.boxes, set(part.pairs)
    steps = set(zip(chain, chain[1:], strict=False))
    skips = sorted(pairs - steps)
    if not steps <= pairs or len(skips) < 2 or part.diagram.folds or any(e.source != chain[-1] for e in part.ends):
        return None
    reverse = all(b >= d or a == c for (a, b), (c, d) in zip(skips, skips[1:], strict=False))
    if not reverse or max(s for s, _ in skips) >= min(t for _, t in skips):
        return None
    level: list[tuple[int, int]] = []
    for source in dict.fromkeys(s for s, _ in skips):
        ends = [t for s, t in skips if s == source and (not level or t < level[-1][1])]
        level += [(source, max(ends))] if ends else []
    return _rows(part, level) if len(level) >= 2 else None


def _rows(part: Part, level: list[tuple[int, int]]) -> Legs:
    """Boxes that a skip joins stand on one row, those between them on rows of their own."""
    chain = list(part.boxes)
    rows: list[tuple[int | None, int | None]] = []
    above, below = -1, len(chain)
    for source, target in level:
        s, t = chain.index(source), chain.index(target)
        rows += _beside(chain[above + 1 : s], chain[t + 1 : below])
        rows.append((source, target))
        above, below = s, t
    inner = chain[above + 1 : below]
    middle = min(range(len(inner)), key=lambda i: part.sized[inner[i]].box.size or 0.0)
    return Legs((*rows, *_beside(inner[:middle], inner[middle + 1 :])), inner[middle])


def _beside(left: list[int], right: list[int]) -> list[tuple[int | None, int | None]]:
    """Two stretches of the chain side by side, the ends at the bottom of the U on one row."""
    count = max(len(left), len(right))
    down = [*[None] * (count - len(left)), *left]
    up = [*[None] * (count - len(right)), *reversed(right)]
    return list(zip(down, up, strict=True))


# ---- places ------------------------------------------------------------------------------


class Place(NamedTuple):
    """Where a box of a U stands: LEFT, BOTTOM or RIGHT, its middle, and the row from the top."""

    side: int
    x: float
    y: float
    row: int


class UShape(NamedTuple):
    """A part with the places of its boxes, and the lower and upper edge of each row."""

    part: Part
    places: dict[int, Place]
    edges: tuple[tuple[float, float], ...]

    def gap(self, row: int) -> float:
        """The baseline of a text between a row and the one below it."""
        return (self.edges[row][1] + self.edges[row + 1][0]) / 2 + 2.5


def place_u(sheet: Sheet, part: Part, form: Legs, top: float) -> float:
    """Draw a part as a U, and give the height at which it ends."""
    shape = _placed(part, form, top)
    for side in (LEFT, RIGHT):
        half = max(part.sized[b].width for b, p in shape.places.items() if p.side == side) / 2 + MARGIN
        for box, at in shape.places.items():
            if at.side == side:
                sized, x = part.sized[box], at.x + (half if side == RIGHT else -half)
                sheet.slabs.append(sized.slab(at.x, at.y))
                sheet.letter(sized.lines, x, at.y - sized.text_height / 2 + 1, "start" if side == RIGHT else "end")
    base, at = part.sized[form.bottom], shape.places[form.bottom]
    below = at.y + base.height / 2 + UNDER
    sheet.slabs.append(base.slab(at.x, at.y))
    sheet.letter(base.lines, at.x, below)
    for box, after in zip(part.boxes, part.boxes[1:], strict=False):
        _draw_step(sheet, shape, box, after)
    for leaving in part.ends:
        at = shape.places[leaving.source]
        start = at.y - part.sized[leaving.source].above
        sheet.wire("flow", (at.x, start), (at.x, start - GAP))
        sheet.shape(at.x - 5, start - GAP / 2, joined(leaving.shape, " × "), "end")
    _draw_skips(sheet, shape)
    return below + base.text_height


def _placed(part: Part, form: Legs, top: float) -> UShape:
    sides = [[part.sized[b] for b in side if b is not None] for side in zip(*form.rows, strict=True)]
    base = part.sized[form.bottom]
    half = [max(sized.width for sized in side) / 2 for side in sides]
    across = max(width(joined(w.shape, " × ")) for w in part.wires)
    middle = max(2 * across + 20 - sum(half), across + ACROSS, base.text_width + 20, base.width + 40)
    left = max(sized.text_width for sized in sides[0]) + MARGIN + half[0]
    right = left + half[0] + middle + half[1]
    places, edges, y = {}, [], top + GAP
    for row, pair in enumerate(form.rows):
        tall = max(max(part.sized[b].height, part.sized[b].text_height) for b in pair if b is not None)
        for side, x, box in zip((LEFT, RIGHT), (left, right), pair, strict=True):
            if box is not None:
                places[box] = Place(side, x, y + tall / 2, row)
        edges.append((y, y + tall))
        y += tall + GAP
    places[form.bottom] = Place(BOTTOM, (left + right) / 2, y + base.height / 2, len(form.rows))
    return UShape(part, places, (*edges, (y, y + base.height)))


# ---- wires -------------------------------------------------------------------------------


def _draw_step(sheet: Sheet, shape: UShape, box: int, after: int) -> None:
    """From a box to the next one of the chain: down, round the bottom, or up."""
    start, end = shape.places[box], shape.places[after]
    source, target = shape.part.sized[box], shape.part.sized[after]
    down, up = start.y + source.height / 2, start.y - source.above
    if end.side == BOTTOM:
        sheet.wire("flow", (start.x, down), (start.x, end.y), (end.x - target.width / 2, end.y))
    elif start.side == BOTTOM:
        edge = start.x + source.width / 2 + source.behind
        sheet.wire("flow", (edge, start.y), (end.x, start.y), (end.x, end.y + target.height / 2))
    elif start.side == LEFT:
        sheet.wire("flow", (start.x, down), (end.x, end.y - target.above))
    else:
        sheet.wire("flow", (start.x, up), (end.x, end.y + target.height / 2))
    line = _shape(shape.part, box, after)
    if start.side == LEFT:
        sheet.shape(start.x + 5, shape.gap(start.row), line, "start")
    else:
        sheet.shape(end.x - 5, shape.gap(start.row - 1), line, "end")


def _shape(part: Part, source: int, target: int) -> Line:
    """What is written on an arrow: nothing where a skip of the same tensor says it."""
    (wire,) = (w for w in part.wires if (w.source, w.target) == (source, target))
    again = any(w.source == source and w.shape == wire.shape and w is not wire for w in part.wires)
    return () if again else joined(wire.shape, " × ")


def _draw_skips(sheet: Sheet, shape: UShape) -> None:
    """Across on one row with the shape on it, aslant from row to row without."""
    for wire in shape.part.wires:
        start, end = shape.places[wire.source], shape.places[wire.target]
        if (start.side, end.side) != (LEFT, RIGHT):
            continue
        source, target = shape.part.sized[wire.source], shape.part.sized[wire.target]
        left, right = start.x + source.width / 2 + source.behind, end.x - target.width / 2
        sheet.wire("skip", (left, start.y), (right, end.y))
        if start.row == end.row:
            sheet.shape((left + right) / 2, start.y - 3, joined(wire.shape, " × "))
