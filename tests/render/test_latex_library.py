"""Real TeX sets every shipped network, in one column and in two, in English and in Chinese, without a line too long."""

from __future__ import annotations

import re
import shutil
import subprocess
import warnings
from pathlib import Path

import pytest

from symcount.document.layout import PRESETS, Plan, lay_out
from symcount.document.translations import Language
from symcount.network.catalogue import shipped_models
from symcount.render.latex import latex_article, latex_lines, packages
from symcount.render.style import WIDTHS, Style
from tests.render.support import LOOKED_AT, STYLES, derivation

pytestmark = pytest.mark.filterwarnings("default::pytest.PytestWarning")


def needs(*tools: str) -> None:
    missing = [tool for tool in tools if shutil.which(tool) is None]
    if missing:
        warning = f"{', '.join(missing)} is not installed, so NO library of derivations was compiled"
        warnings.warn(pytest.PytestWarning(warning), stacklevel=2)
        pytest.skip(warning)


def logged(tex: str, folder: Path, engine: str = "pdflatex") -> str:
    """The engine's log; TeX itself measures what is too wide."""
    (folder / "d.tex").write_text(tex, encoding="utf-8")
    done = subprocess.run(
        [engine, "-no-shell-escape", "-interaction=nonstopmode", "d.tex"], cwd=folder, capture_output=True, timeout=300
    )
    log = (folder / "d.log").read_text(encoding="utf-8", errors="replace")
    assert not re.search(r"^!", log, re.MULTILINE), log[-3000:]
    assert done.returncode == 0, done.stdout[-2000:]
    return log


def too_wide(log: str) -> list[str]:
    return re.findall(r"^Overfull \\hbox.*", log, re.MULTILINE)


def everything(style: Style, preset: str) -> str:
    """One article with the derivations of all shipped networks."""
    documents = [lay_out(derivation(name), Plan(frozenset(PRESETS[preset]))) for name in shipped_models()]
    used = dict.fromkeys(p for d in documents for p in packages(d, style))
    body = "\n\\clearpage\n".join(latex_lines(d, style) for d in documents)
    options = "[twocolumn]" if style.columns == 2 else ""
    loaded = "\n".join(f"\\usepackage{{{p}}}" for p in used)
    head = f"\\documentclass{options}{{article}}\n\\usepackage[utf8]{{inputenc}}\n{loaded}\n\\emergencystretch=3em"
    return f"{head}\n\\allowdisplaybreaks\n\\begin{{document}}\n{body}\n\\end{{document}}\n"


@pytest.mark.parametrize("columns", [1, 2])
def test_the_whole_library_has_no_line_too_wide(columns: int, tmp_path: Path) -> None:
    needs("pdflatex")
    style = Style(width=WIDTHS["article" if columns == 1 else "twocolumn"], columns=columns)
    assert too_wide(logged(everything(style, "full"), tmp_path)) == []


@pytest.mark.parametrize("style", STYLES)
def test_every_style_has_no_line_too_wide(style: str, tmp_path: Path) -> None:
    needs("pdflatex")
    if style == "digits" and not shutil.which("kpsewhich"):
        pytest.skip("no kpsewhich")
    if STYLES[style].digits == "siunitx" and not _has("siunitx.sty"):
        pytest.skip("siunitx is not installed")
    for columns, width in ((1, WIDTHS["article"]), (2, WIDTHS["twocolumn"])):
        chosen = STYLES[style]._replace(width=width, columns=columns)
        for name in LOOKED_AT:
            log = logged(latex_article(lay_out(derivation(name)), chosen), tmp_path)
            assert too_wide(log) == [], (name, columns)


def _has(file: str) -> bool:
    return subprocess.run(["kpsewhich", file], capture_output=True, check=False).returncode == 0


@pytest.mark.parametrize("name", ["unet", "resnet50", "gpt2", "densenet"])
def test_chinese_documents(name: str, tmp_path: Path) -> None:
    needs("xelatex")
    if not _has("ctex.sty"):
        warnings.warn(
            pytest.PytestWarning("ctex is not installed, so NO Chinese derivation was compiled"), stacklevel=2
        )
        pytest.skip("ctex is not installed")
    plan = Plan(frozenset(PRESETS["full"]), Language("zh"))
    for columns, width in ((1, WIDTHS["article"]), (2, WIDTHS["twocolumn"])):
        style = Style(width=width, columns=columns, digits="thin")
        log = logged(latex_article(lay_out(derivation(name), plan), style), tmp_path, "xelatex")
        assert too_wide(log) == []
        assert "Missing character" not in log
