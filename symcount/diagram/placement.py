"""Diagram to Drawing: the form of a picture, U or rows; its total, and the meaning of its colours."""

from __future__ import annotations

from dataclasses import replace

from symcount.algebra.formula import Formula
from symcount.diagram.box_sizes import measured
from symcount.diagram.captions import Line
from symcount.diagram.diagram import KINDS, Diagram
from symcount.diagram.drawing import Drawing, Slab, Text
from symcount.diagram.lettering import FONT, LEADING, number_text, shorten, whole_form, width, words
from symcount.diagram.rows import place_rows
from symcount.diagram.sheet import PAGE, Sheet, components
from symcount.diagram.ushape import legs, place_u

BETWEEN = 14.0
FORMULA = 10.5
"""From line to line where formulas with powers and indices stand on them."""


def place(diagram: Diagram) -> Drawing:
    """Where everything stands: each connected part below the one before it."""
    boxes, long = measured(diagram)
    sheet, bottom = Sheet(), 0.0
    for part in components(diagram, boxes):
        found = legs(part)
        top = bottom + BETWEEN if bottom else 0.0
        bottom = place_u(sheet, part, found, top) if found else place_rows(sheet, part, top)
    bottom = _legend(sheet, diagram, bottom + BETWEEN)
    _forms(sheet, diagram, long, bottom)
    return _finished(sheet, diagram)


def _legend(sheet: Sheet, diagram: Diagram, top: float) -> float:
    """The total on the left, the colours after it where there are several."""
    form: Line = (number_text(diagram.total),)
    said: Line = (f"{diagram.name}: ", *form, f" {diagram.view}")
    lines = (
        [said]
        if width(said) <= PAGE
        else [(f"{diagram.name}, {diagram.view}:",), *whole_form(diagram.total, PAGE, diagram.values)]
    )
    x, y = 0.0, top
    for line in lines:
        sheet.texts.append(Text(0.0, y + FONT, line, "count", "start"))
        y += FORMULA
    for line in _apart(diagram):
        sheet.texts.append(Text(0.0, y + FONT, line, "note", "start"))
        y += FORMULA
    kinds = [k for k in dict.fromkeys(b.kind for b in diagram.boxes) if k != "input"]
    if len(kinds) < 2:
        return y + 2
    for kind in kinds:
        step = 14 + width((KINDS[kind][0],)) + 8
        x, y = (0.0, y + LEADING + 1) if x and x + step > PAGE else (x, y)
        sheet.slabs.append(Slab(x + 4, y + FONT - 1, 7, 6, kind))
        sheet.texts.append(Text(x + 11, y + FONT + 1.5, (KINDS[kind][0],), "note", "start"))
        x += step
    return y + LEADING + 3


def _apart(diagram: Diagram) -> list[Line]:
    """What boxes name with a `+`, each label with its count; lines are broken between labels."""
    lines: list[Line] = []
    for count in diagram.apart:
        whole: Line = (" of ", number_text(count.everywhere)) if count.partial else ()
        item: Line = (", " if lines else "counted apart (+): ", f"{count.label} ", number_text(count.here), *whole)
        if lines and width((*lines[-1], *item)) <= PAGE:
            lines[-1] = (*lines[-1], *item)
        else:
            lines.append(item if not lines else item[1:])
    return lines


def _forms(sheet: Sheet, diagram: Diagram, long: list[Formula], top: float) -> None:
    """The closed forms that are too long to stand at their boxes."""
    y = top
    for number, tree in enumerate(long, 1):
        for i, line in enumerate(whole_form(tree, PAGE - 20, diagram.values)):
            if not i:
                sheet.texts.append(Text(0.0, y + FONT, (f"({number})",), "count", "start"))
            sheet.texts.append(Text(18.0, y + FONT, line, "note", "start"))
            y += FORMULA


def _finished(sheet: Sheet, diagram: Diagram) -> Drawing:
    """All that was drawn, moved so that it begins at the corner of the page."""
    texts = [t.extent for t in sheet.texts]
    slabs = [
        (s.x - s.width / 2, s.y - s.height / 2 - 4, s.x + s.width / 2 + 4, s.y + s.height / 2) for s in sheet.slabs
    ]
    points = [(x, y, x, y) for w in sheet.wires for x, y in w.points]
    extents = [*texts, *slabs, *points]
    left, top = min(e[0] for e in extents) - 2, min(e[1] for e in extents) - 2
    right, bottom = max(e[2] for e in extents) + 2, max(e[3] for e in extents) + 2
    total = f"{diagram.name}: {shorten(words((number_text(diagram.total),)))} {diagram.view}"
    return Drawing(
        right - left,
        bottom - top,
        tuple(replace(s, x=s.x - left, y=s.y - top) for s in sheet.slabs),
        tuple(replace(w, points=tuple((x - left, y - top) for x, y in w.points)) for w in sheet.wires),
        tuple(replace(t, x=t.x - left, y=t.y - top) for t in sheet.texts),
        total,
        "; ".join(s.told for s in sheet.slabs if s.told),
        diagram.names,
    )
