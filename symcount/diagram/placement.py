"""Diagram to Drawing: boxes with their sizes and lines, the form of the picture, and what stands below it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from symcount.algebra.formula import Formula
from symcount.diagram import lettering
from symcount.diagram.diagram import Diagram, StageBox
from symcount.diagram.drawing import PAGE, Drawing, Lettering, Slab, Text
from symcount.diagram.grid import parts_of
from symcount.diagram.lettering import FONT, LEADING, LONGEST, Line, width, words
from symcount.diagram.looks import KINDS
from symcount.diagram.rows import place_rows
from symcount.diagram.ushape import place_u, rows_of_u

COLUMN = 56.0  # how wide the text at a box is where its words allow it
NOTE = 76.0  # the same for a line below it: `inverted residual × 3` stays together
TITLE_LINES, FORM_LINES = 3, 4  # a closed form of more lines stands below the picture
NARROW, WIDE, WIDER = 8.0, 32.0, 6.0  # slabs of the fewest channels, of the most, and what a doubling adds at most
LOW, HIGH, HIGHER = 16.0, 60.0, 9.0  # the same of their height, by the sizes of the tensor
BETWEEN = 14.0
FORMULA = 10.5  # from line to line where formulas with powers and indices stand on them


def place(diagram: Diagram) -> Drawing:
    """Where everything stands: each connected part below the one before it."""
    long: list[Formula] = []
    total = lettering.shorten(words((lettering.number_text(diagram.total),)))
    sheet = Drawing(f"{diagram.network.name}: {total} {diagram.view}", diagram.network.writing, [], [], [])
    bottom = 0.0
    for part in parts_of(diagram, _slabs(diagram.boxes, long)):
        form = rows_of_u(part)
        top = bottom + BETWEEN if bottom else 0.0
        bottom = place_u(sheet, part, form, top) if form else place_rows(sheet, part, top)
    bottom = _total(sheet, diagram, bottom + BETWEEN)
    bottom = _legend(sheet, diagram, bottom)
    for number, tree in enumerate(long, 1):
        _lines(sheet, "count", [(f"({number})",)], bottom)
        bottom = _lines(sheet, "note", lettering.whole_form(tree, PAGE - 20, diagram.network.values), bottom, 18.0)
    return sheet.finished()


# ---- boxes -------------------------------------------------------------------------------


def _slabs(boxes: Sequence[StageBox], long: list[Formula]) -> list[Slab]:
    """The boxes with their extents and lines; `long` takes the closed forms that are too long for them: (1), (2), …"""
    real = [box for box in boxes if box.kind != "input"] or boxes
    widths = _scaled([b.channels for b in boxes], [b.channels for b in real], NARROW, WIDE, WIDER)
    heights = _scaled([b.size for b in boxes], [b.size for b in real], LOW, HIGH, HIGHER)
    return [
        Slab(0.0, 0.0, wide, high, box.kind, box.stacked, _sentence(box), _lettering(box, long))
        for wide, high, box in zip(widths, heights, boxes, strict=True)
    ]


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


def _lettering(box: StageBox, long: list[Formula]) -> Lettering:
    """The title, the number and of how many in all, and what is in it."""
    title = lettering.wrapped(box.title, COLUMN, bold=True)
    if len(title) > TITLE_LINES:
        title = [*title[: TITLE_LINES - 1], (*title[TITLE_LINES - 1], " …")]
    count = _form(box.count.here, long) if box.count else []
    first, *rest = _form(box.count.everywhere, long) if box.count and box.count.partial else [()]
    whole: list[Line] = [("of ", *first), *rest] if first else []
    feeds: list[Line] = [(f"feeds {box.feeds} stages",)] if box.feeds else []
    facts: list[Line] = [box.unit, *box.kinds, *((f"+ {label}",) for label in box.others), *feeds]
    notes = [*whole, *(part for line in facts for part in lettering.wrapped(line, NOTE))]
    return tuple(
        (role, line) for role, lines in (("title", title), ("count", count), ("note", notes)) for line in lines
    )


def _form(tree: Formula, long: list[Formula]) -> list[Line]:
    lines = lettering.formula_lines(tree, COLUMN + 8)
    if len(lines) <= FORM_LINES and all(width(line) <= 2 * COLUMN for line in lines):
        return lines
    if tree not in long:
        long.append(tree)
    return [(f"({long.index(tree) + 1})",)]


def _sentence(box: StageBox) -> str:
    """`Stage 1: 9,568 of 37,346 parameters; 2 3×3 conv; + BN`, for a reader who points at a box."""
    title, unit, kinds = words(box.title), words(box.unit), ", ".join(map(words, box.kinds))
    count = f"{lettering.shorten(words(box.count.line))} parameters" if box.count is not None else ""
    others = f"+ {', '.join(box.others)}" if box.others else ""
    facts = "; ".join(filter(None, [count, unit, kinds, others]))
    return f"{title}: {facts}" if facts else title


# ---- below the picture -------------------------------------------------------------------


def _lines(sheet: Drawing, role: str, lines: Iterable[Line], top: float, x: float = 0.0) -> float:
    """Lines of formulas below each other, and where they end."""
    for line in lines:
        sheet.texts.append(Text(x, top + FONT, line, role, "start"))
        top += FORMULA
    return top


def _total(sheet: Drawing, diagram: Diagram, top: float) -> float:
    """The total, and what boxes name with a `+`: each label with its count."""
    total: Line = (f"{diagram.network.name}: ", lettering.number_text(diagram.total), f" {diagram.view}")
    long: Line = (f"{diagram.network.name}, {diagram.view}:",)
    whole = (
        [total] if width(total) <= PAGE else [long, *lettering.whole_form(diagram.total, PAGE, diagram.network.values)]
    )
    counts = [(*lettering.cut((count.label,), LONGEST), " ", *count.line) for count in diagram.apart]
    pieces = [("counted apart (+):",), *((*line, ",") for line in counts[:-1]), *counts[-1:]]
    apart = lettering.filled(pieces, PAGE) if counts else []
    return _lines(sheet, "note", apart, _lines(sheet, "count", whole, top))


def _legend(sheet: Drawing, diagram: Diagram, top: float) -> float:
    """The colours, where there are several."""
    kinds = dict.fromkeys(box.kind for box in diagram.boxes if box.kind != "input")
    if len(kinds) < 2:
        return top + 2
    x, y = 0.0, top
    for kind in kinds:
        step = 14 + width((KINDS[kind].word,)) + 8
        x, y = (0.0, y + LEADING + 1) if x and x + step > PAGE else (x, y)
        sheet.slabs.append(Slab(x + 4, y + FONT - 1, 7, 6, kind))
        sheet.texts.append(Text(x + 11, y + FONT + 1.5, (KINDS[kind].word,), "note", "start"))
        x += step
    return y + LEADING + 3
