"""A picture with places: slabs, wires and texts in points, y downwards.

Any renderer can draw it: it knows no layers, and no place is computed after it.
"""

from __future__ import annotations

from typing import NamedTuple

from symcount.diagram.lettering import ASCENT, DESCENT, LEADING, Line, width

PAGE = 345.0  # the text width of LaTeX's `article`
SHEETS = 3.0  # how far the sheets of a stage that stands for several reach to the right; half as far to the top
HEAD = 4.0  # the length of an arrow's head

Point = tuple[float, float]
Extent = tuple[float, float, float, float]
"""A rectangle: left, top, right, bottom."""
Lettering = tuple[tuple[str, Line], ...]
"""Lines of text, each with its role."""


class Slab(NamedTuple):
    """A rectangle for a stage, by its centre; `stacked` where it stands for several."""

    x: float
    y: float
    width: float
    height: float
    kind: str
    stacked: bool = False
    description: str = ""
    """For a reader who points at it."""
    lines: Lettering = ()
    """What stands below or beside it."""

    @property
    def text_width(self) -> float:
        return max((width(line, bold=role == "title") for role, line in self.lines), default=0.0)

    @property
    def text_height(self) -> float:
        return LEADING * len(self.lines)

    @property
    def extent(self) -> Extent:
        """With the sheets behind it."""
        wide, high = self.width / 2, self.height / 2
        return self.x - wide, self.y - high - 4, self.x + wide + 4, self.y + high

    @property
    def left(self) -> Point:
        """The middle of its left side, where wires end."""
        return self.x - self.width / 2, self.y

    @property
    def right(self) -> Point:
        """The same of the sheets' right side, where they begin."""
        return self.x + self.width / 2 + SHEETS * self.stacked, self.y

    @property
    def top(self) -> Point:
        return self.x, self.y - (self.height + SHEETS * self.stacked) / 2

    @property
    def bottom(self) -> Point:
        return self.x, self.y + self.height / 2

    @property
    def corners(self) -> list[Point]:
        """The upper left corners of its sheets, the one at the back first."""
        left, top = self.x - self.width / 2, self.y - self.height / 2
        return [(left + a * SHEETS, top - a * SHEETS / 2) for a in ((1.0, 0.5, 0.0) if self.stacked else (0.0,))]


class Wire(NamedTuple):
    """A line through points, with a head at its end unless it is a bracket."""

    points: tuple[Point, ...]
    role: str
    """`flow`, `skip` or `bracket`."""

    @property
    def head(self) -> tuple[Point, ...]:
        """The corners of the triangle at its end."""
        if self.role == "bracket":
            return ()
        start, tip = (complex(*point) for point in self.points[-2:])
        along = HEAD * (tip - start) / (abs(tip - start) or 1.0)
        across = along * 1j / 3
        return tuple((corner.real, corner.imag) for corner in (tip - along + across, tip, tip - along - across))


class Text(NamedTuple):
    """A line of text on its baseline."""

    x: float
    y: float
    line: Line
    role: str
    """`title`, `count`, `note` or `shape`."""
    anchor: str = "middle"
    """Which part of it is at x: `start`, `middle` or `end`."""

    @property
    def extent(self) -> Extent:
        """At most: it depends on the font."""
        wide = width(self.line, bold=self.role == "title")
        left = self.x - wide * {"start": 0, "middle": 0.5, "end": 1}[self.anchor]
        return left, self.y - ASCENT, left + wide, self.y + DESCENT


class Drawing(NamedTuple):
    """A picture: its lists grow while it is drawn."""

    title: str
    names: dict[str, str]
    """The author's own writing of names."""
    slabs: list[Slab]
    wires: list[Wire]
    texts: list[Text]
    width: float = 0.0
    height: float = 0.0

    @property
    def description(self) -> str:
        """What is in it, box by box, for a reader who does not see it."""
        return "; ".join(slab.description for slab in self.slabs if slab.description)

    def wire(self, role: str, *points: Point) -> None:
        """A line through the points that say something."""
        kept = [p for i, p in enumerate(points) if i == 0 or p != points[i - 1]]
        corners = zip(kept, kept[1:], kept[2:], strict=False)
        inner = [b for a, b, c in corners if not (a[0] == b[0] == c[0] or a[1] == b[1] == c[1])]
        self.wires.append(Wire((kept[0], *inner, kept[-1]), role))

    def letter(self, lines: Lettering, x: float, top: float, anchor: str = "middle") -> float:
        """Lines below each other, from a height on; and where they end."""
        for role, line in lines:
            self.texts.append(Text(x, top + ASCENT, line, role, anchor))
            top += LEADING
        return top

    def shape(self, x: float, y: float, line: Line, anchor: str = "middle") -> None:
        """The shape of a tensor beside its arrow, if there is one to write."""
        if line:
            self.texts.append(Text(x, y, line, "shape", anchor))

    def finished(self) -> Drawing:
        """The same, moved so that it begins at the corner of the page."""
        points = [(x, y, x, y) for wire in self.wires for x, y in wire.points]
        extents = [*(text.extent for text in self.texts), *(slab.extent for slab in self.slabs), *points]
        lefts, tops, rights, bottoms = zip(*extents, strict=True)
        left, top = min(lefts) - 2, min(tops) - 2
        return self._replace(
            slabs=[s._replace(x=s.x - left, y=s.y - top) for s in self.slabs],
            wires=[w._replace(points=tuple((x - left, y - top) for x, y in w.points)) for w in self.wires],
            texts=[t._replace(x=t.x - left, y=t.y - top) for t in self.texts],
            width=max(rights) + 2 - left,
            height=max(bottoms) + 2 - top,
        )
