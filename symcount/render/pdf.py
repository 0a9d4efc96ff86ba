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
from symcount.render import latex
from symcount.render.style import Style
from symcount.render.typst import whole
from symcount.scaling.outside import require

SECONDS = 120
"""A TeX that takes longer is stopped."""


def pdf(document: Document, style: Style | None = None) -> bytes:
    """The document as a PDF. Raises Problem where nothing is installed that can set it."""
    try:
        require("typst", "pdf", "a PDF")
    except Problem:
        return _by_tex(document, style or Style())
    return _by_typst(document, style or Style())


def _by_typst(document: Document, style: Style) -> bytes:
    """In this process; the source reads no file, and could read none but those of an empty folder."""
    with tempfile.TemporaryDirectory(prefix="symcount-") as folder:
        made: bytes = import_module("typst").compile(whole(document, style).encode(), root=folder)
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


def _by_tex(document: Document, style: Style) -> bytes:
    engines = ENGINES.get(document.language, ENGINES["en"])
    engine = next((e for e in engines if e.installed), None)
    if engine is None:
        names = " or ".join(e.program for e in engines)
        raise problem("E510", f"a PDF needs Typst or TeX: pip install 'symcount[pdf]', or install {names}")
    with tempfile.TemporaryDirectory(prefix="symcount-") as folder:
        return _run(engine, latex.article(document, style), Path(folder))


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
