"""What stops TeX, or makes it read a file, where it is not escaped; and TeX itself, which compiles what is printed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import warnings
from pathlib import Path

import pytest

HOSTILE_TO_TEX = [
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

_INTERPOLATED = re.compile(r"\{[A-Za-z]\w*\}")  # `{secret}` in a label asks for the value of `secret`


def hostile_text() -> str:
    """A network whose captions, and labels as far as the language allows, are hostile."""
    layers = "\n".join(f'layer odd{i} "{text}" {{ weight = C_i }}' for i, text in enumerate(HOSTILE_TO_TEX))
    labels = [_INTERPOLATED.sub("{secret.tex}", text) for text in HOSTILE_TO_TEX]
    chain = "\n".join(f'    -> odd{i} -> linear({i + 2}) @ "{label}"' for i, label in enumerate(labels))
    return (
        f"{layers}\nnet N_1(d_ff = 3, lambda = 2, class_1_a = 4, metal = 5) {{\n"
        f"  out input(d_ff)\n{chain}\n    -> linear(lambda) -> linear(class_1_a*metal)\n}}\n"
    )


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
