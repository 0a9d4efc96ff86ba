"""How large the boxes of a diagram are, what is written at each, and which of them hang together."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from symcount.algebra.formula import Formula
from symcount.diagram.diagram import Arrow, Diagram, End, Fold, StageBox
from symcount.diagram.drawing import Lettering, Slab
from symcount.diagram.lettering import LEADING, Line, formula_lines, shorten, width, words, wrapped

COLUMN = 56.0  # how wide the text at a box is where its words allow it
NOTE = 76.0  # the same for a line below it: `inverted residual × 3` stays together
MOST_LINES = 4  # a closed form of more lines stands below the picture
TITLE_LINES = 3
NARROW, WIDE, WIDER = 8.0, 32.0, 6.0  # slabs of the fewest channels, of the most, and what a doubling adds at most
LOW, HIGH, HIGHER = 16.0, 60.0, 9.0  # the same of their height, by the sizes of the tensor


class SizedBox(NamedTuple):
    """A box with its extent, and the lines at it."""

    box: StageBox
    width: float
    height: float
    lines: Lettering

    @property
    def stacked(self) -> bool:
        """Whether it stands for several: more sheets show behind it."""
        return bool(self.box.caption.unit) or " × " in self.box.caption.title[1:]

    @property
    def text_width(self) -> float:
        return max((width(line, bold=role == "title") for role, line in self.lines), default=0.0)

    @property
    def text_height(self) -> float:
        return LEADING * len(self.lines)

    def slab(self, x: float, y: float) -> Slab:
        """The slab with its centre at a place."""
        return Slab(x, y, self.width, self.height, self.box.kind, self.stacked, _sentence(self.box))


def sized_boxes(boxes: Sequence[StageBox]) -> tuple[list[SizedBox], list[Formula]]:
    """The boxes with their extents, and the closed forms that are too long to stand at them: (1), (2), …"""
    real = [box.kind != "input" for box in boxes]
    widths = _scaled([box.channels for box in boxes], real, NARROW, WIDE, WIDER)
    heights = _scaled([box.size for box in boxes], real, LOW, HIGH, HIGHER)
    long: list[Formula] = []
    lines = [_lettering(box, long) for box in boxes]
    return [SizedBox(*each) for each in zip(boxes, widths, heights, lines, strict=True)], long


def _scaled(values: list[float | None], real: list[bool], low: float, high: float, step: float) -> list[float]:
    """Lengths that grow by the same amount with every doubling; the middle where a value is not known."""
    logs = [math.log2(value) if value else None for value in values]
    among = [log for log, counts in zip(logs, real, strict=True) if log is not None and (counts or not any(real))]
    least, most = min(among, default=0.0), max(among, default=0.0)
    if least == most:
        return [(low + high) / 2] * len(values)
    each = min(step, (high - low) / (most - least))
    lengths = [(low + high) / 2 if log is None else low + each * (log - least) for log in logs]
    return [min(max(length, low / 2), high) for length in lengths]


# ---- what is written ---------------------------------------------------------------------


def _lettering(box: StageBox, long: list[Formula]) -> Lettering:
    """The title, the number and of how many in all, and what is in it."""
    title = wrapped(box.caption.title, COLUMN, bold=True)
    if len(title) > TITLE_LINES:
        title = [*title[: TITLE_LINES - 1], (*title[TITLE_LINES - 1], " …")]
    counts = _form(box.count.here, long) if box.count else []
    whole = _form(box.count.everywhere, long, "of ") if box.count and box.count.partial else []
    others: list[Line] = [(f"+ {label}",) for label in box.others]
    feeds: list[Line] = [(f"feeds {box.feeds} stages",)] if box.feeds else []
    notes = [part for line in (box.caption.unit, *box.caption.kinds, *others, *feeds) for part in wrapped(line, NOTE)]
    roles = ("title", title), ("count", counts), ("note", [*whole, *notes])
    return tuple((role, line) for role, lines in roles for line in lines)


def _form(tree: Formula, long: list[Formula], before: str = "") -> list[Line]:
    """The number or closed form, or where it stands if it is too long for a box."""
    lines = formula_lines(tree, COLUMN + 8)
    if len(lines) > MOST_LINES or any(width(line) > 2 * COLUMN for line in lines):
        if tree not in long:
            long.append(tree)
        lines = [(f"({long.index(tree) + 1})",)]
    return [(before, *lines[0]), *lines[1:]] if before else lines


def _sentence(box: StageBox) -> str:
    """`Stage 1: 9,568 of 37,346 parameters; 2 3×3 conv; + BN`, for a reader who points at a box."""
    title, unit, kinds = words(box.caption.title), words(box.caption.unit), ", ".join(map(words, box.caption.kinds))
    count = f"{shorten(words(box.count.line))} parameters" if box.count is not None else ""
    others = f"+ {', '.join(box.others)}" if box.others else ""
    facts = "; ".join(filter(None, [count, unit, kinds, others]))
    return f"{title}: {facts}" if facts else title


# ---- parts -------------------------------------------------------------------------------


class Part(NamedTuple):
    """Boxes that are joined by wires, in the order of the data flow, and the wires."""

    boxes: dict[int, SizedBox]
    arrows: tuple[Arrow, ...]
    skips: tuple[Arrow, ...]
    ends: tuple[End, ...]
    folds: tuple[Fold, ...]

    @property
    def wires(self) -> tuple[Arrow, ...]:
        """Arrows and skips: all between boxes."""
        return (*self.arrows, *self.skips)


def parts_of(diagram: Diagram, sized: Sequence[SizedBox]) -> list[Part]:
    """The parts of a diagram between which there is no wire."""
    home = list(range(len(sized)))
    for wire in (*diagram.arrows, *diagram.skips):
        home = [home[wire.source] if part == home[wire.target] else part for part in home]
    return [
        Part(
            {i: box for i, box in enumerate(sized) if home[i] == part},
            tuple(a for a in diagram.arrows if home[a.source] == part),
            tuple(s for s in diagram.skips if home[s.source] == part),
            tuple(e for e in diagram.ends if home[e.source] == part),
            tuple(f for f in diagram.folds if home[f.boxes[0]] == part),
        )
        for part in dict.fromkeys(home)
    ]
