"""Drawing ─▶ SVG ─▶ PNG, by Typst, which sets the picture on a page of its size."""

from __future__ import annotations

import tempfile
from importlib import import_module
from pathlib import Path

from symcount.diagram.drawing import Drawing
from symcount.outside import require
from symcount.render.svg import svg

DOTS = 288
"""Dots an inch: sharp in a talk."""
PAGE = '#set page(width: auto, height: auto, margin: 0pt)\n#image("picture.svg")\n'


def png(drawing: Drawing) -> bytes:
    """The picture as dots. Raises Problem where Typst is missing."""
    require("typst", "png", "a PNG")
    with tempfile.TemporaryDirectory(prefix="symcount-") as folder:
        Path(folder, "picture.svg").write_text(svg(drawing), encoding="utf-8")
        path = Path(folder, "page.typ")  # it can read no file but those of its folder
        path.write_text(PAGE, encoding="utf-8")
        data: bytes = import_module("typst").compile(str(path), root=folder, format="png", ppi=DOTS)
        return data
