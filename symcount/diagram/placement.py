"""Diagram to Drawing: the form of a picture, U or rows; its total, and the meaning of its colours."""

from __future__ import annotations

from collections.abc import Iterable

from symcount.diagram.box_sizes import parts_of, sized_boxes
from symcount.diagram.diagram import Diagram
from symcount.diagram.drawing import PAGE, Drawing, Sheet, Slab, Text
from symcount.diagram.lettering import (
    FONT,
    LEADING,
    LONGEST,
    Line,
    cut,
    filled,
    number_text,
    shorten,
    whole_form,
    width,
    words,
)
from symcount.diagram.looks import KINDS
from symcount.diagram.rows import place_rows
from symcount.diagram.ushape import place_u, rows_of_u

BETWEEN = 14.0
FORMULA = 10.5  # from line to line where formulas with powers and indices stand on them


def place(diagram: Diagram) -> Drawing:
    """Where everything stands: each connected part below the one before it."""
    sized, long = sized_boxes(diagram.boxes)
    sheet, bottom = Sheet(), 0.0
    for part in parts_of(diagram, sized):
        form = rows_of_u(part)
        top = bottom + BETWEEN if bottom else 0.0
        bottom = place_u(sheet, part, form, top) if form else place_rows(sheet, part, top)
    bottom = _total(sheet, diagram, bottom + BETWEEN)
    bottom = _legend(sheet, diagram, bottom)
    for number, tree in enumerate(long, 1):
        _lines(sheet, "count", [(f"({number})",)], bottom)
        bottom = _lines(sheet, "note", whole_form(tree, PAGE - 20, diagram.values), bottom, 18.0)
    total = shorten(words((number_text(diagram.total),)))
    return sheet.finished(f"{diagram.name}: {total} {diagram.view}", diagram.names)


def _lines(sheet: Sheet, role: str, lines: Iterable[Line], top: float, x: float = 0.0) -> float:
    """Lines of formulas below each other, and where they end."""
    for line in lines:
        sheet.texts.append(Text(x, top + FONT, line, role, "start"))
        top += FORMULA
    return top


def _total(sheet: Sheet, diagram: Diagram, top: float) -> float:
    """The total, and what boxes name with a `+`: each label with its count."""
    total: Line = (f"{diagram.name}: ", number_text(diagram.total), f" {diagram.view}")
    long: Line = (f"{diagram.name}, {diagram.view}:",)
    whole = [total] if width(total) <= PAGE else [long, *whole_form(diagram.total, PAGE, diagram.values)]
    counts = [(*cut((count.label,), LONGEST), " ", *count.line) for count in diagram.apart]
    pieces = [("counted apart (+):",), *((*line, ",") for line in counts[:-1]), *counts[-1:]]
    apart = filled(pieces, PAGE) if counts else []
    return _lines(sheet, "note", apart, _lines(sheet, "count", whole, top))


def _legend(sheet: Sheet, diagram: Diagram, top: float) -> float:
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
