"""Drawing to TikZ: a picture for `\\input`, or a document of the picture's size. No TikZ library is needed."""

from __future__ import annotations

from dataclasses import replace

from symcount.algebra.notation import Notation, write
from symcount.algebra.notations.latex import LATEX
from symcount.diagram.drawing import Drawing, Slab, Text, Wire
from symcount.diagram.looks import KINDS
from symcount.render.latex import latex_text
from symcount.render.printer import template

_COLOUR = "{{rgb,255:red,{};green,{};blue,{}}}"
_ANCHORS = {"start": "base west", "middle": "base", "end": "base east"}


def tikz(drawing: Drawing) -> str:
    """A `tikzpicture`, for a document that loads tikz and amsmath."""
    fills = {slab.kind: _COLOUR.format(*bytes.fromhex(KINDS[slab.kind].fill)) for slab in drawing.slabs}
    styles = (f",\n  net {kind}/.style={{draw=black!80, fill={fill}}}" for kind, fill in sorted(fills.items()))
    notation = replace(LATEX, fraction=lambda a, b: f"{a}/{b}", inline_fraction=True, names=drawing.names)
    parts = [
        *map(_wire, drawing.wires),
        *(line for slab in drawing.slabs for line in _slab(slab)),
        *(_text(text, notation) for text in drawing.texts),
    ]
    corner = _at(drawing.width, drawing.height)
    lines = "\n".join(f"  {part}" for part in parts)
    return template("picture.tex", styles="".join(styles), corner=corner, parts=lines).rstrip("\n")


def _at(x: float, y: float) -> str:
    return f"({x:.2f},{y:.2f})"


def _slab(slab: Slab) -> list[str]:
    sheet = f"\\filldraw[net {slab.kind}] {{}} rectangle {{}};"
    return [sheet.format(_at(x, y), _at(x + slab.width, y + slab.height)) for x, y in slab.corners]


def _wire(wire: Wire) -> str:
    """A line; its head is a triangle of its own, so that it looks the same everywhere."""
    line = f"\\draw[net {wire.role}] {' -- '.join(_at(*p) for p in wire.points)};"
    return f"{line} \\fill[black!65] {' -- '.join(_at(*p) for p in wire.head)} -- cycle;" if wire.head else line


def _text(text: Text, notation: Notation) -> str:
    words = "".join(latex_text(cell) if isinstance(cell, str) else f"${write(cell, notation)}$" for cell in text.line)
    return f"\\node[net {text.role}, anchor={_ANCHORS[text.anchor]}] at {_at(text.x, text.y)} {{{words}}};"


def document(drawing: Drawing) -> str:
    """A complete document of one page, as large as the picture."""
    width, height = f"{drawing.width + 8:.1f}", f"{drawing.height + 8:.1f}"
    return template("picture_page.tex", width=width, height=height, picture=tikz(drawing)).rstrip("\n")
