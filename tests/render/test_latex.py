"""Real TeX compiles what is printed, and what a user writes never reaches it as a command."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from symcount.render.latex import latex_text
from tests.render.tex import HOSTILE_TO_TEX, compiled, hostile_text
from tests.support import command, model


def test_hostile_text_is_escaped() -> None:
    """Take the escapes that `latex_text` writes away, and nothing is left that TeX would act on."""
    known = (
        r"\\(?:textbackslash|textasciitilde|textasciicircum)\{\}|\\[%#&_{}$]|\$\\?[A-Za-z]+\$|\$[-<>|]\$|\$[_^]\w\$|''"
    )
    for text in HOSTILE_TO_TEX:
        rest = re.sub(known, "", latex_text(text))
        assert not set(rest) & set("\\%#&_{}$^~"), (text, latex_text(text))
        assert all(c.isprintable() for c in rest)


ESCAPED = [
    ("a_b", r"a\_b"),
    ("50%", r"50\%"),
    ("\\input{x}", r"\textbackslash{}input\{x\}"),
    ("a^b~c", r"a\textasciicircum{}b\textasciitilde{}c"),
    ("$#&", r"\$\#\&"),
    ("3×3", r"3$\times$3"),
    ("α", r"$\alpha$"),
    ("Δυ", r"$\Delta$$\upsilon$"),
    ("卷", "?"),
    ("\n", "?"),
    ("\x1b", "?"),
    ("plain", "plain"),
]


@pytest.mark.parametrize(("text", "escaped"), ESCAPED)
def test_escape(text: str, escaped: str) -> None:
    assert latex_text(text) == escaped


@pytest.mark.parametrize("format_", ["latex", "tex"])
def test_no_command_of_a_user_is_in_the_output(format_: str) -> None:
    out = model(hostile_text()).derive().to(format_)
    for word in (r"\input", r"\write", r"\end{document}{", "^^5c", "%b", "\x07", "\u202e"):
        assert word not in out.replace(r"\%", "")
    assert out.count(r"\end{document}") == (1 if format_ == "tex" else 0)


def test_names_reach_tex_by_rule() -> None:
    out = model(hostile_text()).derive().to("latex")
    for written in (r"d_{\mathrm{ff}}", r"\lambda", r"\mathrm{metal}"):
        assert written in out


# ---- compiled ------------------------------------------------------------------------------

pytestmark = pytest.mark.filterwarnings("default::pytest.PytestWarning")

DOCUMENTS = [
    ("unet", []),
    ("unet", ["--keep", "none"]),
    ("resnet50", []),
    ("gpt2", []),
    ("densenet", []),
    ("mobilenet_v2", []),
    ("cnn", ["--factoring", "layers"]),
    ("bert_base", ["--keep", "d", "--form", "pieces"]),
    ("mobilenet_v2", ["--keep", "alpha", "--form", "pieces", "--line-width", "twocolumn"]),
]


@pytest.mark.parametrize(("name", "options"), DOCUMENTS, ids=lambda x: " ".join(x) if isinstance(x, list) else x)
def test_documents_compile(name: str, options: list[str], tmp_path: Path) -> None:
    done = command("derive", name, "--format", "tex", *options)
    assert done.status == 0, done.err
    log = compiled(done.out, tmp_path)
    assert "Missing character" not in log


def test_a_hostile_document_compiles_and_reads_no_file(tmp_path: Path) -> None:
    log = compiled(model(hostile_text()).derive().to("tex"), tmp_path)
    assert "secret.tex" not in log
    assert not (tmp_path / "owned").exists()
    if shutil.which("pdftotext"):
        shown = subprocess.run(
            ["pdftotext", "d.pdf", "-"], cwd=tmp_path, capture_output=True, text=True, check=True
        ).stdout
        assert "LEAKED" not in shown
        assert "input{secret" in shown.replace(" ", "")


def test_the_theory_table_compiles(tmp_path: Path) -> None:
    body = command("layers", "--format", "latex").out
    needs, *_ = body.splitlines()
    assert needs == "% needs amsmath, booktabs, graphicx"
    packages = f"\\usepackage{{{needs.removeprefix('% needs ')}}}"
    compiled(f"\\documentclass{{article}}\n{packages}\n\\begin{{document}}\n{body}\\end{{document}}\n", tmp_path)


def test_what_a_notebook_shows_compiles(tmp_path: Path) -> None:
    body = model(hostile_text()).derive()._repr_latex_().strip("$")
    tex = (
        "\\documentclass{article}\n\\usepackage[utf8]{inputenc}\n\\usepackage{amsmath}\n\\begin{document}\n\\["
        + body
        + "\\]\n\\end{document}\n"
    )
    compiled(tex, tmp_path)
