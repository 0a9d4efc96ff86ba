"""Real TeX compiles what is printed, and what a user writes never reaches it as a command."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import warnings
from pathlib import Path

import pytest

from symcount.render.latex import escape
from tests.support import command, model

# Names and texts that stop TeX, or make it read a file, where they are not escaped.
HOSTILE = [
    "conv_1",
    "a%b",
    "a#b",
    "a&b",
    "a$b",
    "stage{2",
    "stage}2",
    "a^b",
    "a\\b",
    "卷积",
    "café",
    "a~b",
    "\\input{secret}",
    "\\write18{touch owned}",
    "$\\input{secret}$",
    "^^5cinput{secret}",
    "}\\end{document}{",
    "\\",
    "%",
    "\u202eabc",
    "\x07",
    "×−≥⌊⌋⌈⌉αω₁²",
    "<>|`'",
]


INTERPOLATED = re.compile(r"\{[A-Za-z]\w*\}")  # `{secret}` in a label asks for the value of `secret`


def hostile_text() -> str:
    """A network whose captions, and labels as far as the language allows, are hostile."""
    layers = "\n".join(f'layer odd{i} "{text}" {{ weight = C_i }}' for i, text in enumerate(HOSTILE))
    labels = [INTERPOLATED.sub("{secret.tex}", text) for text in HOSTILE]
    chain = "\n".join(f'    -> odd{i} -> linear({i + 2}) @ "{label}"' for i, label in enumerate(labels))
    return (
        f"{layers}\nnet N_1(d_ff = 3, lambda = 2, class_1_a = 4, metal = 5) {{\n"
        f"  out input(d_ff)\n{chain}\n    -> linear(lambda) -> linear(class_1_a*metal)\n}}\n"
    )


def test_hostile_text_is_escaped() -> None:
    """Take the escapes that `escape` writes away, and nothing is left that TeX would act on."""
    known = (
        r"\\(?:textbackslash|textasciitilde|textasciicircum)\{\}|\\[%#&_{}$]|\$\\?[A-Za-z]+\$|\$[-<>|]\$|\$[_^]\w\$|''"
    )
    for text in HOSTILE:
        rest = re.sub(known, "", escape(text))
        assert not set(rest) & set("\\%#&_{}$^~"), (text, escape(text))
        assert all(c.isprintable() for c in rest)


ESCAPED = [
    ("a_b", r"a\_b"),
    ("50%", r"50\%"),
    ("\\input{x}", r"\textbackslash{}input\{x\}"),
    ("a^b~c", r"a\textasciicircum{}b\textasciitilde{}c"),
    ("$#&", r"\$\#\&"),
    ("3×3", r"3$\times$3"),
    ("α", r"$\alpha$"),
    ("卷", "?"),
    ("\n", "?"),
    ("\x1b", "?"),
    ("plain", "plain"),
]


@pytest.mark.parametrize(("text", "escaped"), ESCAPED)
def test_escape(text: str, escaped: str) -> None:
    assert escape(text) == escaped


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


def compiled(tex: str, folder: Path) -> str:
    """The log of pdflatex, without a shell and without files of elsewhere."""
    if shutil.which("pdflatex") is None:
        warnings.warn(
            pytest.PytestWarning("pdflatex is not installed, so NO printed derivation was compiled"), stacklevel=2
        )
        pytest.skip("pdflatex is not installed")
    (folder / "d.tex").write_text(tex, encoding="utf-8")
    (folder / "secret.tex").write_text("LEAKED", encoding="utf-8")
    done = subprocess.run(
        ["pdflatex", "-no-shell-escape", "-halt-on-error", "-interaction=nonstopmode", "d.tex"],
        cwd=folder,
        capture_output=True,
        timeout=120,
        env={**os.environ, "openin_any": "p", "openout_any": "p"},
        check=False,
    )
    log = done.stdout.decode("utf-8", "replace")
    assert done.returncode == 0, log[-3000:]
    assert not re.search(r"^!", log, re.MULTILINE), log[-3000:]
    assert (folder / "d.pdf").stat().st_size > 1_000
    return (folder / "d.log").read_text(encoding="utf-8", errors="replace")


pytestmark = pytest.mark.filterwarnings("default::pytest.PytestWarning")

DOCUMENTS = [
    ("unet", []),
    ("unet", ["--keep", "none"]),
    ("resnet50", []),
    ("gpt2", []),
    ("densenet", []),
    ("mobilenet_v2", []),
    ("cnn", ["--factoring", "layers"]),
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
