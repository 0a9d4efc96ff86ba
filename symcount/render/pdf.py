"""Document to PDF, by Typst where its package is installed, else by a TeX that is on the machine."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

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
    if _typst_can_set(document):
        return _by_typst(document, style)
    engines = ENGINES.get(document.language, ENGINES["en"])
    engine = next((e for e in engines if e.installed), None)
    if engine is None:
        fonts = " with a Chinese font such as Noto Serif CJK SC" if document.language == "zh" else ""
        names = " or ".join(e.program for e in engines)
        help = f"pip install 'symcount[pdf]'{fonts}, or install {names}"
        raise problem("E510", f"a PDF needs Typst or TeX: {help}")
    with tempfile.TemporaryDirectory(prefix="symcount-") as folder:
        return _run(engine, latex_article(document, style), Path(folder))


# ---- Typst -------------------------------------------------------------------------------

_CHINESE = re.compile(r"CJK|Source Han|Noto (?:Serif|Sans) SC|Song|SimSun|Hei|Fallback|PingFang|YaHei|Kai|Fang")


def _typst_can_set(document: Document) -> bool:
    """Whether the package is installed, and a font for Chinese where it is needed: without one it leaves blanks."""
    try:
        require("typst", "pdf", "a PDF")
    except Problem:
        return False
    package = import_module("typst")
    if document.language != "zh" or not hasattr(package, "Fonts"):
        return True
    return any(map(_CHINESE.search, package.Fonts().families()))


def _by_typst(document: Document, style: Style) -> bytes:
    """In this process; the source reads no file, and could read none but those of a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="symcount-") as folder:
        source = Path(folder, "paper.typ")
        source.write_text(typst_document(document, style), encoding="utf-8")
        made: bytes = import_module("typst").compile(str(source), root=folder)
    return made


# ---- TeX ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Engine:
    """A program that makes `paper.pdf` of `paper.tex`, and its arguments."""

    program: str
    arguments: tuple[str, ...]
    needs: str = ""
    """The TeX that it starts."""

    @property
    def installed(self) -> bool:
        return all(shutil.which(name) for name in (self.program, self.needs) if name)


_SAFE = ("-no-shell-escape", "-interaction=nonstopmode", "-halt-on-error")
_TECTONIC = Engine("tectonic", ("--untrusted", "--chatter=minimal"))
ENGINES = {
    "en": (
        Engine("latexmk", ("-norc", "-pdf", *_SAFE), "pdflatex"),
        _TECTONIC,
        Engine("pdflatex", _SAFE),
        Engine("xelatex", _SAFE),
    ),
    "zh": (Engine("latexmk", ("-norc", "-pdfxe", *_SAFE), "xelatex"), _TECTONIC, Engine("xelatex", _SAFE)),
}
"""By language: what is tried, in this order. Chinese needs an engine that reads Unicode."""


def _run(engine: Engine, source: str, folder: Path) -> bytes:
    """Without a shell, and without files of elsewhere."""
    (folder / "paper.tex").write_text(source, encoding="utf-8")
    try:
        done = subprocess.run(
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
    made = folder / "paper.pdf"
    if done.returncode != 0 or not made.exists():
        said = re.search(r"^(?:!|error:) ?(.*)", done.stdout.decode("utf-8", "replace"), re.MULTILINE)
        help = "pip install 'symcount[pdf]' sets it without TeX"
        raise problem("E510", f"{engine.program} cannot set this", note=said[1] if said else (), help=help)
    return made.read_bytes()
