"""The pictures that the README and `paper.md` show, made of what symcount prints and of the paper in `docs/paper`.

A picture that TeX sets holds a digest of the text that it was made of: so a test sees that it is stale, without TeX.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from .markdown import printed

DOCS = Path(__file__).parents[1]
PICTURES = DOCS / "pictures"
PAPER = DOCS / "paper"
SOURCES = (".arch", ".tex", "")
"""What the paper is made from; what a build leaves is not looked at."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that TeX sets: the text behind it, and the function that makes a PDF of it in a folder."""

    text: Callable[[], str]
    typeset: Callable[[Path], Path]
    dots: int
    """Per inch."""

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.text().encode()).hexdigest()


def drawings() -> dict[str, str]:
    """The pictures that symcount draws, by file name."""
    return {"unet.svg": printed("symcount draw unet") + "\n"}


def pictures() -> dict[Path, bytes]:
    """All pictures, with their paths."""
    drawn = {PICTURES / name: svg.encode() for name, svg in drawings().items()}
    with TemporaryDirectory() as folder:
        typeset = {PICTURES / name: _png(picture, Path(folder) / name) for name, picture in TYPESET.items()}
    return drawn | typeset


# ---- a derivation ------------------------------------------------------------------------

_SHEET = r"""\documentclass[a4paper]{article}
\usepackage[margin=25mm]{geometry}
\usepackage{amsmath}
\pagestyle{empty}
\begin{document}
%s
\end{document}
"""


def _derivation() -> str:
    return _SHEET % printed("symcount derive unet --line-width a4")


def _sheet(folder: Path) -> Path:
    (folder / "sheet.tex").write_text(_derivation(), encoding="utf-8")
    _run(["pdflatex", "-halt-on-error", "-interaction=batchmode", "sheet.tex"], folder)
    return folder / "sheet.pdf"


# ---- the paper ---------------------------------------------------------------------------

COMMAND = """\
#!/bin/sh
exec "{python}" -m symcount "$@"
"""


def build(folder: Path) -> Path:
    """The paper as `docs/paper/build` makes it, in a copy of its folder and with the symcount of this checkout."""
    copy = folder / "paper"
    shutil.copytree(PAPER, copy, ignore=shutil.ignore_patterns("paper.[!t]*"))
    command = folder / "bin" / "symcount"
    command.parent.mkdir()
    command.write_text(COMMAND.format(python=sys.executable), encoding="utf-8")
    command.chmod(0o755)
    _run(["sh", str(copy / "build")], folder, PATH=f"{command.parent}{os.pathsep}{os.environ['PATH']}")
    return copy / "paper.pdf"


def _paper() -> str:
    """All that the paper is made of."""
    return "".join(
        f"{p.name}\n{p.read_text(encoding='utf-8')}"
        for p in sorted(PAPER.glob("*"))
        if p.is_file() and p.suffix in SOURCES and p.name != ".gitignore"
    )


def _run(command: list[str], folder: Path, **more: str) -> None:
    paths = os.pathsep.join(filter(None, [str(DOCS.parent), os.environ.get("PYTHONPATH")]))
    done = subprocess.run(
        command, cwd=folder, env={**os.environ, "PYTHONPATH": paths, **more}, capture_output=True, timeout=300
    )
    if done.returncode != 0:
        raise RuntimeError((done.stdout + done.stderr).decode("utf-8", "replace")[-3000:])


# ---- PNG ---------------------------------------------------------------------------------

TYPESET = {
    "derivation.png": Picture(_derivation, _sheet, 140),
    "paper.png": Picture(_paper, build, 84),
}
PADDING = 24
BETWEEN = 60
COLOURS = 128


def _png(picture: Picture, folder: Path) -> bytes:
    """The pages side by side, without their margins, in few colours; made in a new folder."""
    from PIL import Image, ImageOps
    from PIL.PngImagePlugin import PngInfo

    folder.mkdir()
    source = picture.typeset(folder)
    _run(["pdftoppm", "-png", "-r", str(picture.dots), str(source), "page"], folder)
    pages = [Image.open(p) for p in sorted(folder.glob("page*.png"))]
    boxes = [box for page in pages if (box := ImageOps.invert(page.convert("L")).getbbox())]
    top, bottom = min(b[1] for b in boxes), max(b[3] for b in boxes)
    cut = [page.crop((box[0], top, box[2], bottom)) for page, box in zip(pages, boxes, strict=True)]
    width = sum(c.width for c in cut) + BETWEEN * (len(cut) - 1) + 2 * PADDING
    sheet = Image.new("RGB", (width, bottom - top + 2 * PADDING), "white")
    x = PADDING
    for c in cut:
        sheet.paste(c, (x, PADDING))
        x += c.width + BETWEEN
    info = PngInfo()
    info.add_text("Source", picture.digest)
    png = BytesIO()
    sheet.quantize(COLOURS).save(png, "PNG", optimize=True, pnginfo=info)
    return png.getvalue()
