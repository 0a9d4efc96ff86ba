"""A picture in the form of a U: down on the left, up on the right, skips across.

It is found in the wires alone: a chain of boxes with skips from its first half to its second half in reverse order.
"""

from __future__ import annotations

from typing import NamedTuple

from symcount.diagram.box_sizes import Part
from symcount.diagram.captions import Line
from symcount.diagram.drawing import Sheet, Slab
from symcount.diagram.lettering import joined, width

GAP = 17.0
"""Between two rows: an arrow and the shape on it."""
MARGIN = 6.0
"""Between a slab and the text beside it."""
UNDER = 4.0
"""The same for the text below the bottom."""
ACROSS = 26.0
"""How much longer than its shape a skip is at least."""
LEFT, RIGHT, BOTTOM = 0, 1, 2


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
    """Where a box of a U stands: LEFT, BOTTOM or RIGHT, and the row from the top."""

    side: int
    row: int
    slab: Slab


class UShape(NamedTuple):
    """A part with the places of its boxes, and the upper and lower edge of each row."""

    part: Part
    places: dict[int, Place]
    edges: tuple[tuple[float, float], ...]


def place_u(sheet: Sheet, part: Part, form: Legs, top: float) -> float:
    """Draw a part as a U, and give the height at which it ends."""
    shape = _placed(part, form, top)
    half = [max(p.slab.width for p in shape.places.values() if p.side == side) / 2 + MARGIN for side in (LEFT, RIGHT)]
    for box, (side, _, slab) in sorted(shape.places.items(), key=lambda item: item[1].side):
        sized = part.sized[box]
        x = slab.x + (-half[0], half[1], 0.0)[side]
        y = slab.bottom[1] + UNDER if side == BOTTOM else slab.y - sized.text_height / 2 + 1
        sheet.slabs.append(slab)
        sheet.letter(sized.lines, x, y, ("end", "start", "middle")[side])
    for box, after in zip(part.boxes, part.boxes[1:], strict=False):
        _draw_step(sheet, shape, box, after)
    for leaving in part.ends:
        x, y = shape.places[leaving.source].slab.top
        sheet.wire("flow", (x, y), (x, y - GAP))
        sheet.shape(x - 5, y - GAP / 2, joined(leaving.shape, " × "), "end")
    _draw_skips(sheet, shape)
    return shape.edges[-1][1] + UNDER + part.sized[form.bottom].text_height


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
                places[box] = Place(side, row, part.sized[box].slab(x, y + tall / 2))
        edges.append((y, y + tall))
        y += tall + GAP
    places[form.bottom] = Place(BOTTOM, len(form.rows), base.slab((left + right) / 2, y + base.height / 2))
    return UShape(part, places, (*edges, (y, y + base.height)))


# ---- wires -------------------------------------------------------------------------------


def _draw_step(sheet: Sheet, shape: UShape, box: int, after: int) -> None:
    """From a box to the next one of the chain: down, round the bottom, or up; with the shape that leaves it."""
    side, row, source = shape.places[box]
    side_after, _, target = shape.places[after]
    if side_after == BOTTOM:
        sheet.wire("flow", source.bottom, (source.x, target.y), target.left)
    elif side == BOTTOM:
        sheet.wire("flow", source.right, (target.x, source.y), target.bottom)
    elif side == LEFT:
        sheet.wire("flow", source.bottom, target.top)
    else:
        sheet.wire("flow", source.top, target.bottom)
    above = row if side == LEFT else row - 1
    y = (shape.edges[above][1] + shape.edges[above + 1][0]) / 2 + 2.5
    x, anchor = (source.x + 5, "start") if side == LEFT else (target.x - 5, "end")
    sheet.shape(x, y, _shape(shape.part, box, after), anchor)


def _shape(part: Part, source: int, target: int) -> Line:
    """What is written on an arrow: nothing where a skip of the same tensor says it."""
    (wire,) = (w for w in part.wires if (w.source, w.target) == (source, target))
    twice = any(w.source == source and w.shape == wire.shape and w is not wire for w in part.wires)
    return () if twice else joined(wire.shape, " × ")


def _draw_skips(sheet: Sheet, shape: UShape) -> None:
    """Across on one row with the shape on it, aslant from row to row without."""
    for wire in shape.part.wires:
        side, row, source = shape.places[wire.source]
        side_after, row_after, target = shape.places[wire.target]
        if (side, side_after) == (LEFT, RIGHT):
            sheet.wire("skip", source.right, target.left)
            if row == row_after:
                sheet.shape((source.right[0] + target.left[0]) / 2, source.y - 3, joined(wire.shape, " × "))
