"""A picture while it is drawn, and the parts of a diagram that are joined by wires."""

from __future__ import annotations

from dataclasses import dataclass, field

from symcount.diagram.box_sizes import Lettering, Measured
from symcount.diagram.captions import Line
from symcount.diagram.diagram import Arrow, Diagram, End
from symcount.diagram.drawing import Point, Slab, Text, Wire
from symcount.diagram.lettering import ASCENT, LEADING

PAGE = 345.0
"""The text width of LaTeX's `article`, in points."""


@dataclass(slots=True)
class Sheet:
    """What has been drawn so far."""

    slabs: list[Slab] = field(default_factory=list)
    wires: list[Wire] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)

    def wire(self, role: str, *points: Point) -> None:
        """A line through the points that say something."""
        kept = [p for i, p in enumerate(points) if i == 0 or p != points[i - 1]]
        inner = [
            p
            for a, p, b in zip(kept, kept[1:], kept[2:], strict=False)
            if not (a[0] == p[0] == b[0] or a[1] == p[1] == b[1])
        ]
        self.wires.append(Wire((kept[0], *inner, kept[-1]), role))

    def letter(self, lines: Lettering, x: float, top: float, anchor: str = "middle") -> None:
        """Lines below each other, from a height on."""
        for number, (role, line) in enumerate(lines):
            self.texts.append(Text(x, top + ASCENT + number * LEADING, line, role, anchor))

    def shape(self, x: float, y: float, line: Line, anchor: str = "middle") -> None:
        """The shape of a tensor beside its arrow, if there is one to write."""
        if line:
            self.texts.append(Text(x, y, line, "shape", anchor))


@dataclass(frozen=True, slots=True)
class Component:
    """Boxes that are joined by wires, in the order of the data flow, and the wires."""

    boxes: tuple[int, ...]
    wires: tuple[Arrow, ...]
    """Arrows and skips between boxes."""
    ends: tuple[End, ...]
    diagram: Diagram
    measured: list[Measured]

    @property
    def pairs(self) -> list[tuple[int, int]]:
        """The wires as pairs of boxes."""
        return [(w.source, w.target) for w in self.wires]


def components(diagram: Diagram, boxes: list[Measured]) -> list[Component]:
    wires = (*diagram.arrows, *diagram.skips)
    part = list(range(len(boxes)))
    for wire in wires:
        one, other = part[wire.source], part[wire.target]
        part = [one if p == other else p for p in part]
    found: dict[int, list[int]] = {}
    for box, name in enumerate(part):
        found.setdefault(name, []).append(box)
    return [
        Component(
            tuple(members),
            tuple(w for w in wires if w.source in members),
            tuple(e for e in diagram.ends if e.source in members),
            diagram,
            boxes,
        )
        for members in found.values()
    ]
