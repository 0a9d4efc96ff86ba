"""Drawing to SVG: one file without scripts, fonts or links; text is text, and it reads on light and dark pages.

It brings its own background, since a page cannot tell it which one it has.
"""

from __future__ import annotations

from xml.sax.saxutils import escape as xml_escape

from symcount.diagram.drawing import Drawing, Point, Slab, Text, Wire
from symcount.diagram.lettering import FONT, words
from symcount.diagram.looks import KINDS
from symcount.language.source import printable
from symcount.render.printer import template

PIXELS = 1.8  # so many is a point wide where the page does not say otherwise
_INK, _QUIET = "#24292f", "#57606a"
_TEXT = {  # by the role of a text: its class, its colour on a light page, and its weight
    "title": ("symcount-ink", _INK, ' font-weight="bold"'),
    "count": ("symcount-ink", _INK, ""),
    "note": ("symcount-quiet", _QUIET, ""),
    "shape": ("symcount-quiet", _QUIET, ""),
}
_WIRES = {
    "flow": ' stroke-width="0.8"',
    "skip": ' stroke-width="0.8" stroke-dasharray="3 1.5"',
    "bracket": ' stroke-width="0.6"',
}


def escape(text: str) -> str:
    """Plain text as XML text or as the value of an attribute: the only way that a user's words reach SVG."""
    return xml_escape(printable(text), {'"': "&quot;", "'": "&#39;"})


def svg(drawing: Drawing) -> str:
    """A complete SVG document."""
    wide, high = drawing.width, drawing.height
    return template(
        "picture.svg",
        wide=_n(wide),
        high=_n(high),
        width=_n(wide * PIXELS),
        height=_n(high * PIXELS),
        size=_n(FONT),
        title=escape(drawing.title),
        description=escape(drawing.description),
        parts="\n".join([*map(_wire, drawing.wires), *map(_slab, drawing.slabs), *map(_text, drawing.texts)]),
    ).rstrip("\n")


def _n(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")


def _slab(slab: Slab) -> str:
    size = f'width="{_n(slab.width)}" height="{_n(slab.height)}" rx="1" fill="#{KINDS[slab.kind].fill}"'
    sheets = "".join(
        f'<rect class="symcount-edge" x="{_n(x)}" y="{_n(y)}" {size} stroke="{_INK}" stroke-width="0.6"/>'
        for x, y in slab.corners
    )
    return f"<g><title>{escape(slab.description)}</title>{sheets}</g>" if slab.description else sheets


def _wire(wire: Wire) -> str:
    line = (
        f'<path class="symcount-line" d="{_rounded(wire.points)}" fill="none" stroke="{_QUIET}"'
        f'{_WIRES[wire.role]} stroke-linejoin="round"/>'
    )
    # a triangle, not a marker: markers have ids, which clash where a page holds two pictures
    corners = " ".join(f"{_n(x)},{_n(y)}" for x, y in wire.head)
    return line + (f'<polygon class="symcount-head" points="{corners}" fill="{_QUIET}"/>' if corners else "")


def _rounded(points: tuple[Point, ...], radius: float = 3.0) -> str:
    """The data of a path with round corners, each as far as half way to the next."""
    path = [complex(*point) for point in points]
    turns = []
    for before, corner, after in zip(path, path[1:], path[2:], strict=False):
        sides = [(end - corner) * min(radius / (abs(end - corner) or 1.0), 0.5) for end in (before, after)]
        turns.append(f"L{_at(corner + sides[0])}Q{_at(corner)} {_at(corner + sides[1])}")
    return f"M{_at(path[0])}{''.join(turns)}L{_at(path[-1])}"


def _at(point: complex) -> str:
    return f"{_n(point.real)} {_n(point.imag)}"


def _text(text: Text) -> str:
    name, colour, weight = _TEXT[text.role]
    anchor = "" if text.anchor == "start" else f' text-anchor="{text.anchor}"'
    return (
        f'<text class="{name}" x="{_n(text.x)}" y="{_n(text.y)}" fill="{colour}"{anchor}{weight}>'
        f"{escape(words(text.line))}</text>"
    )
