"""Drawing to TikZ: a picture for `\\input`, or a document of the picture's size. No TikZ library is needed."""

from __future__ import annotations

from dataclasses import replace

from symcount.algebra.notation import Notation, write
from symcount.algebra.notations.latex import LATEX
from symcount.diagram.drawing import Drawing, Slab, Text, Wire
from symcount.diagram.looks import KINDS
from symcount.render.latex import latex_text

_OPTIONS = (
    "x=1pt, y=-1pt, line width=0.5pt, line join=round, inner sep=0pt, outer sep=0pt, font=\\scriptsize",
    "net flow/.style={draw=black!65, line width=0.6pt, rounded corners=3pt}",
    "net skip/.style={net flow, dash pattern=on 3pt off 1.5pt}",
    "net bracket/.style={draw=black!65, line width=0.4pt}",
    "net title/.style={font=\\scriptsize\\bfseries}",
    "net count/.style={}",
    "net note/.style={text=black!70}",
    "net shape/.style={text=black!70}",
)

_COLOUR = "{{rgb,255:red,{};green,{};blue,{}}}"
_ANCHORS = {"start": "base west", "middle": "base", "end": "base east"}


def tikz(drawing: Drawing) -> str:
    """A `tikzpicture`, for a document that loads tikz and amsmath."""
    fills = {slab.kind: _COLOUR.format(*bytes.fromhex(KINDS[slab.kind].fill)) for slab in drawing.slabs}
    styles = [f"net {kind}/.style={{draw=black!80, fill={fill}}}" for kind, fill in sorted(fills.items())]
    notation = replace(LATEX, fraction=lambda a, b: f"{a}/{b}", inline_fraction=True, names=drawing.names)
    options = ",\n  ".join((*_OPTIONS, *styles))
    parts = [
        "% \\usepackage{amsmath, tikz}",
        f"\\begin{{tikzpicture}}[\n  {options}]",
        f"  \\path[use as bounding box] (0,0) rectangle {_at(drawing.width, drawing.height)};",
        *(f"  {_wire(wire)}" for wire in drawing.wires),
        *(f"  {line}" for slab in drawing.slabs for line in _slab(slab)),
        *(f"  {_text(text, notation)}" for text in drawing.texts),
        "\\end{tikzpicture}",
    ]
    return "\n".join(parts)


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


_DOCUMENT = """\\documentclass{{article}}
\\usepackage[utf8]{{inputenc}}
\\usepackage{{amsmath, tikz}}
\\usepackage[paperwidth={width:.1f}pt, paperheight={height:.1f}pt, margin=3pt]{{geometry}}
\\pagestyle{{empty}}
\\setlength{{\\topskip}}{{0pt}}
\\begin{{document}}
\\noindent
{picture}
\\end{{document}}"""


def document(drawing: Drawing) -> str:
    """A complete document of one page, as large as the picture."""
    return _DOCUMENT.format(width=drawing.width + 8, height=drawing.height + 8, picture=tikz(drawing))
