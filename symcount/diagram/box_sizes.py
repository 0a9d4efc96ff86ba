"""How large the boxes of a diagram are, what is written at each, and which of them hang together."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from symcount.algebra.formula import Formula
from symcount.diagram.captions import Line
from symcount.diagram.diagram import Arrow, Diagram, End, StageBox
from symcount.diagram.drawing import Lettering, Slab
from symcount.diagram.lettering import LEADING, formula_lines, shorten, width, words, wrapped

COLUMN = 56.0
"""How wide the text at a box is where its words allow it."""
NOTE = 76.0
"""The same for a line below it: `inverted residual × 3` stays together."""
MOST_LINES = 4
"""A closed form of more lines stands below the picture."""
TITLE_LINES = 3

NARROW, WIDE, WIDER = 8.0, 32.0, 6.0
"""The width of slabs: of the fewest channels, of the most, and how much a doubling adds at most."""
LOW, HIGH, HIGHER = 16.0, 60.0, 9.0
"""Their height, by the sizes of the tensor."""


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


def sized_boxes(diagram: Diagram) -> tuple[list[SizedBox], list[Formula]]:
    """The boxes with their extents, and the closed forms that are too long to stand at them: (1), (2), …"""
    real = [b for b in diagram.boxes if b.kind != "input"] or list(diagram.boxes)
    widths = _scaled([b.channels for b in diagram.boxes], [b.channels for b in real], NARROW, WIDE, WIDER)
    heights = _scaled([b.size for b in diagram.boxes], [b.size for b in real], LOW, HIGH, HIGHER)
    long: list[Formula] = []
    lines = [(*_title(box), *_count(box, long), *_notes(box)) for box in diagram.boxes]
    return [SizedBox(*each) for each in zip(diagram.boxes, widths, heights, lines, strict=True)], long


def _scaled(
    values: Sequence[float | None], among: Sequence[float | None], low: float, high: float, step: float
) -> list[float]:
    """Lengths that grow by the same amount with every doubling; the middle where a value is not known."""
    logs = [math.log2(v) for v in among if v]
    if not logs or max(logs) == min(logs):
        return [(low + high) / 2] * len(values)
    each = min(step, (high - low) / (max(logs) - min(logs)))
    lengths = [low + each * (math.log2(v) - min(logs)) if v else (low + high) / 2 for v in values]
    return [min(max(length, low / 2), high) for length in lengths]


# ---- what is written ---------------------------------------------------------------------


def _title(box: StageBox) -> Lettering:
    lines = wrapped(box.caption.title, COLUMN, bold=True)
    if len(lines) > TITLE_LINES:
        lines = [*lines[: TITLE_LINES - 1], (*lines[TITLE_LINES - 1], " …")]
    return tuple(("title", line) for line in lines)


def _count(box: StageBox, long: list[Formula]) -> Lettering:
    """The number, and of how many in all; closed forms that are too long stand below the picture."""
    if box.count is None:
        return ()
    here = tuple(("count", line) for line in _form(box.count.here, long))
    if not box.count.partial:
        return here
    first, *rest = _form(box.count.everywhere, long)
    return (*here, ("note", ("of ", *first)), *(("note", line) for line in rest))


def _form(tree: Formula, long: list[Formula]) -> list[Line]:
    lines = formula_lines(tree, COLUMN + 8)
    if len(lines) <= MOST_LINES and all(width(line) <= 2 * COLUMN for line in lines):
        return lines
    if tree not in long:
        long.append(tree)
    return [(f"({long.index(tree) + 1})",)]


def _notes(box: StageBox) -> Lettering:
    others: list[Line] = [(f"+ {label}",) for label in box.others]
    lines = [box.caption.unit, *box.caption.kinds, *others, (f"feeds {box.feeds} stages",) if box.feeds else ()]
    return tuple(("note", part) for line in lines if line for part in wrapped(line, NOTE))


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

    boxes: tuple[int, ...]
    wires: tuple[Arrow, ...]
    """Arrows and skips between boxes."""
    ends: tuple[End, ...]
    diagram: Diagram
    sized: list[SizedBox]
    """All boxes of the diagram."""

    @property
    def pairs(self) -> list[tuple[int, int]]:
        """The wires as pairs of boxes."""
        return [(w.source, w.target) for w in self.wires]


def parts_of(diagram: Diagram, sized: list[SizedBox]) -> list[Part]:
    """The parts of a diagram between which there is no wire."""
    wires = (*diagram.arrows, *diagram.skips)
    home = list(range(len(sized)))
    for wire in wires:
        home = [home[wire.source] if part == home[wire.target] else part for part in home]
    return [
        Part(
            tuple(i for i, part in enumerate(home) if part == name),
            tuple(w for w in wires if home[w.source] == name),
            tuple(e for e in diagram.ends if home[e.source] == name),
            diagram,
            sized,
        )
        for name in dict.fromkeys(home)
    ]
