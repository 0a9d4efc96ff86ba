"""A picture in the form of a U: down on the left, up on the right, skips across.

It is found in the wires alone: a chain of boxes with skips from its first half to its second half in reverse order.
"""

from __future__ import annotations

from dataclasses import dataclass

from symcount.diagram.box_sizes import Measured
from symcount.diagram.captions import Line
from symcount.diagram.lettering import joined, width
from symcount.diagram.sheet import Component, Sheet

GAP = 17.0
"""Between two rows: an arrow and the shape on it."""
MARGIN = 6.0
ACROSS = 26.0
"""How much longer than its shape a skip is at least."""


@dataclass(frozen=True, slots=True)
class Legs:
    """The rows of a U from the top, each with a box on the left and on the right or on one side, and the bottom."""

    rows: tuple[tuple[int | None, int | None], ...]
    bottom: int

    def side(self, which: int) -> list[tuple[int, int]]:
        """The boxes of one leg, each with its row."""
        return [(box, row) for row, pair in enumerate(self.rows) if (box := pair[which]) is not None]


def legs(part: Component) -> Legs | None:
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


def _rows(part: Component, level: list[tuple[int, int]]) -> Legs:
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
    sizes = [part.measured[box].box.size or 0.0 for box in inner]
    middle = sizes.index(min(sizes))
    rows += _beside(inner[:middle], inner[middle + 1 :])
    return Legs(tuple(rows), inner[middle])


def _beside(left: list[int], right: list[int]) -> list[tuple[int | None, int | None]]:
    """Two stretches of the chain side by side, the ends at the bottom of the U on one row."""
    count = max(len(left), len(right))
    down: list[int | None] = [*[None] * (count - len(left)), *left]
    up: list[int | None] = [*[None] * (count - len(right)), *reversed(right)]
    return list(zip(down, up, strict=True))


# ---- places ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where the legs stand, and the middle and height of each row; the bottom is the last."""

    x: tuple[float, float]
    half: tuple[float, float]
    axes: tuple[float, ...]
    tall: tuple[float, ...]

    def gap(self, row: int) -> float:
        """The baseline of a text between a row and the one below it."""
        under, over = self.axes[row] + self.tall[row] / 2, self.axes[row + 1] - self.tall[row + 1] / 2
        return (under + over) / 2 + 2.5


def place_u(sheet: Sheet, part: Component, form: Legs, top: float) -> float:
    """Draw a part as a U, and give the height at which it ends."""
    frame = _frame(part, form, top)
    for which in (0, 1):
        for box, row in form.side(which):
            _draw_box(sheet, part.measured[box], frame, which, row)
    base = part.measured[form.bottom]
    centre, axis = sum(frame.x) / 2, frame.axes[-1]
    sheet.slabs.append(base.slab(centre, axis))
    sheet.letter((*base.title, *base.body), centre, axis + base.height / 2 + 4)
    _draw_down(sheet, part, form, frame)
    _draw_up(sheet, part, form, frame)
    _draw_skips(sheet, part, form, frame)
    return axis + base.height / 2 + 4 + base.text_height


def _frame(part: Component, form: Legs, top: float) -> _Frame:
    boxes = part.measured
    sides = [[boxes[b] for b, _ in form.side(which)] for which in (0, 1)]
    text = max(m.text_width for m in sides[0])
    half = [max(m.width for m in side) / 2 for side in sides]
    base = boxes[form.bottom]
    across = [width(joined(w.shape, " × ")) for w in part.wires]
    middle = max(2 * max(across) + 20 - sum(half), max(across) + ACROSS, base.text_width + 20, base.width + 40)
    left = text + MARGIN + half[0]
    tall = [max(_tall(boxes[b]) for b in pair if b is not None) for pair in form.rows]
    axes, y = [], top + GAP
    for height in tall:
        axes.append(y + height / 2)
        y += height + GAP
    x = left, left + half[0] + middle + half[1]
    return _Frame(x, (half[0], half[1]), (*axes, y + base.height / 2), (*tall, base.height))


def _tall(measured: Measured) -> float:
    return max(measured.height, measured.text_height)


def _above(measured: Measured) -> float:
    """From the middle of a box to its upper edge."""
    return (measured.height + measured.behind) / 2


def _draw_box(sheet: Sheet, measured: Measured, frame: _Frame, which: int, row: int) -> None:
    """A slab with its text outside the U."""
    sheet.slabs.append(measured.slab(frame.x[which], frame.axes[row]))
    away, anchor = ((-1, "end"), (1, "start"))[which]
    x = frame.x[which] + away * (frame.half[which] + MARGIN)
    sheet.letter((*measured.title, *measured.body), x, frame.axes[row] - measured.text_height / 2 + 1, anchor)


def _shape(part: Component, source: int, target: int) -> Line:
    """What is written on an arrow: nothing where a skip of the same tensor says it."""
    (wire,) = (w for w in part.wires if (w.source, w.target) == (source, target))
    again = any(w.source == source and w.shape == wire.shape and w is not wire for w in part.wires)
    return () if again else joined(wire.shape, " × ")


def _draw_down(sheet: Sheet, part: Component, form: Legs, frame: _Frame) -> None:
    down, x = form.side(0), frame.x[0]
    for (box, row), (after, row_after) in zip(down, [*down[1:], (form.bottom, len(form.rows))], strict=True):
        start = x, frame.axes[row] + part.measured[box].height / 2
        if after == form.bottom:
            edge = sum(frame.x) / 2 - part.measured[after].width / 2
            sheet.wire("flow", start, (x, frame.axes[-1]), (edge, frame.axes[-1]))
        else:
            sheet.wire("flow", start, (x, frame.axes[row_after] - _above(part.measured[after])))
        sheet.shape(x + 5, frame.gap(row), _shape(part, box, after), "start")


def _draw_up(sheet: Sheet, part: Component, form: Legs, frame: _Frame) -> None:
    up, x = form.side(1)[::-1], frame.x[1]
    for (box, row), (after, row_after) in zip([(form.bottom, len(form.rows)), *up], up, strict=False):
        end = x, frame.axes[row_after] + part.measured[after].height / 2
        if box == form.bottom:
            edge = sum(frame.x) / 2 + part.measured[box].width / 2 + part.measured[box].behind
            sheet.wire("flow", (edge, frame.axes[-1]), (x, frame.axes[-1]), end)
        else:
            sheet.wire("flow", (x, frame.axes[row] - _above(part.measured[box])), end)
        sheet.shape(x - 5, frame.gap(row - 1), _shape(part, box, after), "end")
    for leaving in part.ends:
        box, row = up[-1]
        start = frame.axes[row] - _above(part.measured[box])
        sheet.wire("flow", (x, start), (x, start - GAP))
        sheet.shape(x - 5, start - GAP / 2, joined(leaving.shape, " × "), "end")


def _draw_skips(sheet: Sheet, part: Component, form: Legs, frame: _Frame) -> None:
    """Across on one row with the shape on it, aslant from row to row without."""
    places = {box: (which, row) for which in (0, 1) for box, row in form.side(which)}
    for wire in part.wires:
        if places.get(wire.source, (1,))[0] or places.get(wire.target, (0,))[0] != 1:
            continue
        rows = places[wire.source][1], places[wire.target][1]
        y, y_end = (frame.axes[row] for row in rows)
        source, target = part.measured[wire.source], part.measured[wire.target]
        start, end = frame.x[0] + source.width / 2 + source.behind, frame.x[1] - target.width / 2
        sheet.wire("skip", (start, y), (end, y_end))
        if rows[0] == rows[1]:
            sheet.shape((start + end) / 2, y - 3, joined(wire.shape, " × "))
