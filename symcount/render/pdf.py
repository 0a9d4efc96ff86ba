"""Document to PDF, by Typst where its package is installed, else by a TeX that is on the machine."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

from symcount.document.blocks import Document
from symcount.language.diagnostics import Problem, problem
from symcount.outside import require
from symcount.render.latex import latex_article
from symcount.render.style import Style
from symcount.render.typst import typst_document

SECONDS = 120
"""A TeX that takes longer is stopped."""


def pdf(document: Document, style: Style = Style()) -> bytes:
    """The document as a PDF. Raises Problem where nothing is installed that can set it."""
    with tempfile.TemporaryDirectory(prefix="symcount-") as folder:
        if not _typst_can_set(document.language):
            return _by_tex(_engine(document.language), latex_article(document, style), Path(folder))
        path = Path(folder, "paper.typ")  # it reads no file, and could read none but those of its folder
        path.write_text(typst_document(document, style), encoding="utf-8")
        data: bytes = import_module("typst").compile(str(path), root=folder)
        return data


_CHINESE = re.compile(r"CJK|Source Han|Noto (?:Serif|Sans) SC|Song|SimSun|Hei|Fallback|PingFang|YaHei|Kai|Fang")


def _typst_can_set(language: str) -> bool:
    """Whether the package is installed, and a font for Chinese where it is needed: without one it leaves blanks."""
    try:
        require("typst", "pdf", "a PDF")
    except Problem:
        return False
    package = import_module("typst")
    return language != "zh" or not hasattr(package, "Fonts") or any(map(_CHINESE.search, package.Fonts().families()))


class Engine(NamedTuple):
    """A program that makes `paper.pdf` of `paper.tex`, and its arguments."""

    program: str
    arguments: tuple[str, ...]
    starts: tuple[str, ...] = ()
    """The TeX that has to be installed too."""


_SAFE = ("-no-shell-escape", "-interaction=nonstopmode", "-halt-on-error")
_TECTONIC = Engine("tectonic", ("--untrusted", "--chatter=minimal"))
_XELATEX = Engine("xelatex", _SAFE)
ENGINES = {
    "en": (Engine("latexmk", ("-norc", "-pdf", *_SAFE), ("pdflatex",)), _TECTONIC, Engine("pdflatex", _SAFE), _XELATEX),
    "zh": (Engine("latexmk", ("-norc", "-pdfxe", *_SAFE), ("xelatex",)), _TECTONIC, _XELATEX),
}
"""By language: what is tried, in this order. Chinese needs an engine that reads Unicode."""


def _engine(language: str) -> Engine:
    """The first that is installed. Raises Problem where none is."""
    engines = ENGINES.get(language, ENGINES["en"])
    for engine in engines:
        if all(map(shutil.which, (engine.program, *engine.starts))):
            return engine
    fonts = " with a Chinese font such as Noto Serif CJK SC" if language == "zh" else ""
    help = f"pip install 'symcount[pdf]'{fonts}, or install {' or '.join(e.program for e in engines)}"
    raise problem("E510", f"a PDF needs Typst or TeX: {help}")


def _by_tex(engine: Engine, source: str, folder: Path) -> bytes:
    """Without a shell, and without files of elsewhere."""
    (folder / "paper.tex").write_text(source, encoding="utf-8")
    try:
        run = subprocess.run(
            [engine.program, *engine.arguments, "paper.tex"],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=SECONDS,
            env={**os.environ, "openin_any": "p", "openout_any": "p", "max_print_line": "1000"},
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise problem("E510", f"{engine.program} did not finish within {SECONDS} s") from None
    path = folder / "paper.pdf"
    if run.returncode == 0 and path.exists():
        return path.read_bytes()
    error = re.search(r"^(?:!|error:) ?(.*)", run.stdout.decode("utf-8", "replace"), re.MULTILINE)
    help = "pip install 'symcount[pdf]' sets it without TeX"
    raise problem("E510", f"{engine.program} cannot set this", note=error[1] if error else (), help=help)
