"""How large the boxes of a diagram are, and what is written at each, line by line."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from symcount.algebra.formula import Formula
from symcount.diagram.captions import Line
from symcount.diagram.diagram import Count, Diagram, StageBox
from symcount.diagram.drawing import Slab
from symcount.diagram.lettering import LEADING, formula_lines, number_text, shorten, tidy, width, words, wrapped

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

SHEETS = 3.0

Lettering = tuple[tuple[str, Line], ...]
"""Lines of text, each with its role."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A box with its extent: the slab, and the lines of its title and below."""

    box: StageBox
    width: float
    height: float
    title: Lettering
    body: Lettering

    @property
    def stacked(self) -> bool:
        """Whether it stands for several: more sheets show behind it."""
        return bool(self.box.caption.unit) or " × " in self.box.caption.title[1:]

    @property
    def behind(self) -> float:
        """How far the sheets behind the slab reach to the right; half as far to the top."""
        return SHEETS if self.stacked else 0.0

    @property
    def text_width(self) -> float:
        return max((width(line, bold=role == "title") for role, line in (*self.title, *self.body)), default=0.0)

    @property
    def text_height(self) -> float:
        return LEADING * (len(self.title) + len(self.body))

    def slab(self, x: float, y: float) -> Slab:
        """The slab with its centre at a place."""
        return Slab(x, y, self.width, self.height, self.box.kind, self.stacked, told(self.box))


def measured(diagram: Diagram) -> tuple[list[Measured], list[Formula]]:
    """The boxes with their extents, and the closed forms that are too long to stand at them: (1), (2), …"""
    real = [b for b in diagram.boxes if b.kind != "input"] or list(diagram.boxes)
    widths = _scaled([b.channels for b in diagram.boxes], [b.channels for b in real], NARROW, WIDE, WIDER)
    heights = _scaled([b.size for b in diagram.boxes], [b.size for b in real], LOW, HIGH, HIGHER)
    long: list[Formula] = []
    out = []
    for box, wide, high in zip(diagram.boxes, widths, heights, strict=True):
        title = tuple(("title", line) for line in _shortened(wrapped(_numbers(box.caption.title), COLUMN, bold=True)))
        out.append(Measured(box, wide, high, title, (*_count(box, long), *_notes(box))))
    return out, long


def _scaled(
    values: Sequence[float | None], among: Sequence[float | None], low: float, high: float, step: float
) -> list[float]:
    """Lengths that grow by the same amount with every doubling; the middle where a value is not known."""
    known = [math.log2(v) for v in among if v is not None and v > 0]
    if not known or max(known) == min(known):
        return [(low + high) / 2] * len(values)
    each = min(step, (high - low) / (max(known) - min(known)))
    lengths = [low + each * (math.log2(v) - min(known)) if v else (low + high) / 2 for v in values]
    return [min(max(length, low / 2), high) for length in lengths]


def _shortened(lines: list[Line]) -> list[Line]:
    return lines if len(lines) <= TITLE_LINES else [*lines[: TITLE_LINES - 1], (*lines[TITLE_LINES - 1], " …")]


def _count(box: StageBox, long: list[Formula]) -> Lettering:
    """The number, and of how many in all; closed forms that are too long stand below the picture."""
    if box.count is None:
        return ()
    here = _form(box.count.here, long)
    if not box.count.partial:
        return tuple(("count", line) for line in here)
    first, *rest = _form(box.count.everywhere, long)
    return (*(("count", line) for line in here), *(("note", line) for line in (("of ", *first), *rest)))


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
    return tuple(("note", part) for line in lines if line for part in wrapped(_numbers(line), NOTE))


def _numbers(line: Line) -> Line:
    return tuple(cell if isinstance(cell, str) else tidy(cell) for cell in line)


# ---- in words ----------------------------------------------------------------------------


def told(box: StageBox) -> str:
    """A box in one sentence: `Stage 1: 9,696 parameters; 2 3×3 conv`."""
    title, unit, kinds = words(box.caption.title), words(box.caption.unit), ", ".join(map(words, box.caption.kinds))
    count = f"{count_words(box.count)} parameters" if box.count is not None else ""
    others = f"+ {', '.join(box.others)}" if box.others else ""
    facts = "; ".join(filter(None, [count, unit, kinds, others]))
    return f"{title}: {facts}" if facts else title


def count_words(count: Count) -> str:
    """`9,568 of 37,346`."""
    trees = (count.here, count.everywhere) if count.partial else (count.here,)
    return " of ".join(shorten(words((number_text(tree),))) for tree in trees)
