"""A picture in the form of a U: down on the left, up on the right, skips across.

It is found in the wires alone: a chain of boxes with skips from its first half to its second half in reverse order.
"""

from __future__ import annotations

from itertools import accumulate, zip_longest
from typing import NamedTuple

from symcount.diagram.drawing import Drawing, Slab
from symcount.diagram.grid import Part
from symcount.diagram.lettering import joined, width

GAP = 17.0  # between two rows: an arrow and the shape on it
MARGIN = 6.0  # between a slab and the text beside it
UNDER = 4.0  # the same for the text below the bottom
ACROSS = 26.0  # how much longer than its shape a skip is at least
LEFT, RIGHT, BOTTOM = 0, 1, 2

Row = tuple[int | None, int | None]
"""The box on the left and the box on the right, or one of them."""


def rows_of_u(part: Part) -> list[Row] | None:
    """The rows of a U from the top, the last one its bottom twice; None where a part is no U."""
    chain, steps = list(part.boxes), [(a.source, a.target) for a in part.arrows]
    skips = sorted((s.source, s.target) for s in part.skips)
    is_chain = steps == list(zip(chain, chain[1:], strict=False)) and all(e.source == chain[-1] for e in part.ends)
    reverse = all(b >= d or a == c for (a, b), (c, d) in zip(skips, skips[1:], strict=False))
    level: list[tuple[int, int]] = []  # the skips that stand on a row: each inside the one before it
    for source in dict.fromkeys(s for s, _ in skips):
        ends = [t for s, t in skips if s == source and (not level or t < level[-1][1])]
        level += [(source, max(ends))] if ends else []
    if not (is_chain and reverse) or part.folds or len(level) < 2:
        return None
    inner = [box for box in chain if level[-1][0] < box < level[-1][1]]
    bottom = min(inner, key=lambda box: part.boxes[box].height)
    return _rows(chain, [*level, (bottom, bottom)]) if all(s < bottom < t for s, t in skips) else None


def _rows(chain: list[int], level: list[tuple[int, int]]) -> list[Row]:
    """Boxes that a skip joins stand on one row, those between them on rows of their own, the lowest beside another."""
    rows: list[Row] = []
    above, below = -1, len(chain)
    for pair in level:
        left, right = map(chain.index, pair)
        rows += [*zip_longest(reversed(chain[above + 1 : left]), chain[right + 1 : below])][::-1]
        rows.append(pair)
        above, below = left, right
    return rows


class Place(NamedTuple):
    """Where a box of a U stands: LEFT, BOTTOM or RIGHT; and the height of the shape on the arrow behind it."""

    side: int
    slab: Slab
    shape: float


def place_u(sheet: Drawing, part: Part, rows: list[Row], top: float) -> float:
    """Draw a part as a U, and give the height at which it ends."""
    *legs, (bottom, _) = rows
    left, right = ([part.boxes[box] for box in side if box is not None] for side in zip(*legs, strict=True))
    base = part.boxes[bottom or 0]
    half = [max(box.width for box in side) / 2 for side in (left, right)]
    across = max(width(joined(wire.shape, " × ")) for wire in part.wires)
    middle = max(2 * across + 20 - sum(half), across + ACROSS, base.text_width + 20, base.width + 40)
    x_left = max(box.text_width for box in left) + MARGIN + half[0]
    x_right = x_left + half[0] + middle + half[1]
    boxes = [[part.boxes[box] for box in row if box is not None] for row in legs]
    heights = [max(max(box.height, box.text_height) for box in row) for row in boxes]
    tops = list(accumulate((height + GAP for height in heights), initial=top + GAP))
    places: dict[int, Place] = {}
    for side, x, text in (LEFT, x_left, -half[0] - MARGIN), (RIGHT, x_right, half[1] + MARGIN):
        for row, y, height in zip(legs, tops, heights, strict=False):
            if (number := row[side]) is not None:
                box = part.boxes[number]
                slab = box._replace(x=x, y=y + height / 2)
                places[number] = Place(side, slab, y - GAP / 2 if side == RIGHT else y + height + GAP / 2)
                sheet.letter(box.lines, x + text, slab.y - box.text_height / 2 + 1, ("end", "start")[side])
    slab = base._replace(x=(x_left + x_right) / 2, y=tops[-1] + base.height / 2)
    places[bottom or 0] = Place(BOTTOM, slab, tops[-1] - GAP / 2)
    sheet.slabs.extend(place.slab for place in places.values())
    end = sheet.letter(base.lines, slab.x, slab.bottom[1] + UNDER)
    _draw_wires(sheet, part, places)
    return end


def _draw_wires(sheet: Drawing, part: Part, places: dict[int, Place]) -> None:
    """Down, round the bottom and up, with the shapes that no skip says; out at the top; across on one row or aslant."""
    across = {(skip.source, skip.shape) for skip in part.skips}
    for step in part.arrows:
        (side, source, y), (side_after, target, _) = places[step.source], places[step.target]
        start = (source.bottom, source.top, source.right)[side]
        end = (target.top, target.bottom, target.left)[side_after]
        sheet.wire("flow", start, (start[0], end[1]) if side == LEFT else (end[0], start[1]), end)
        if (step.source, step.shape) not in across:
            x, anchor = (start[0] + 5, "start") if side == LEFT else (end[0] - 5, "end")
            sheet.shape(x, y + 2.5, joined(step.shape, " × "), anchor)
    for leaving in part.ends:
        x, y = places[leaving.source].slab.top
        sheet.wire("flow", (x, y), (x, y - GAP))
        sheet.shape(x - 5, y - GAP / 2, joined(leaving.shape, " × "), "end")
    for skip in part.skips:
        start, end = places[skip.source].slab.right, places[skip.target].slab.left
        sheet.wire("skip", start, end)
        if start[1] == end[1]:
            sheet.shape((start[0] + end[0]) / 2, start[1] - 3, joined(skip.shape, " × "))
