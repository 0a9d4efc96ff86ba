"""The paper in docs/paper: its pieces are fresh, no number in it is typed, and it builds with one command."""

from __future__ import annotations

import re
import shutil
import subprocess
import warnings
from pathlib import Path

import pytest

from docs.writers.pictures import PAPER, build
from tests.docs.running import command

pytestmark = pytest.mark.filterwarnings("default::pytest.PytestWarning")

SCRIPT = (PAPER / "build").read_text(encoding="utf-8").replace("\\\n", " ")
COMMANDS = [line for line in SCRIPT.splitlines() if line.startswith("symcount ")]
PIECES = [line.split()[-1] for line in COMMANDS]
TEXT = (PAPER / "paper.tex").read_text(encoding="utf-8")


# ---- the pieces --------------------------------------------------------------------------


def test_the_paper_reads_every_piece() -> None:
    assert PIECES == ["params.tex", "stages.tex", "layers.tex", "diagram.tex"]
    assert sorted(re.findall(r"\\input\{(\w+)\}", TEXT)) == sorted(Path(piece).stem for piece in PIECES)


@pytest.mark.parametrize(("line", "piece"), [*zip(COMMANDS, PIECES, strict=True)], ids=PIECES)
def test_a_piece_is_fresh(line: str, piece: str, tmp_path: Path) -> None:
    shutil.copy(PAPER / "net.arch", tmp_path)
    assert command(line, tmp_path) == (0, "")
    found = (PAPER / piece).read_text(encoding="utf-8")
    assert found == (tmp_path / piece).read_text(encoding="utf-8"), f"run `sh docs/paper/build`: {piece} is stale"


def test_check_says_the_same_of_the_macros(tmp_path: Path) -> None:
    assert command(f"{COMMANDS[0]} --check", PAPER) == (0, "")
    net = (PAPER / "net.arch").read_text(encoding="utf-8")
    (tmp_path / "net.arch").write_text(net.replace("w = 16", "w = 24"), encoding="utf-8")
    shutil.copy(PAPER / "params.tex", tmp_path)
    status, said = command(f"{COMMANDS[0]} --check", tmp_path)
    assert status == 1
    assert r"\NetParams is 117{,}058 there, and now 262{,}754" in said


def test_no_number_in_the_text_is_typed() -> None:
    """Labels of equations aside, and what the paper cites."""
    body = TEXT.partition(r"\begin{document}")[2].partition(r"\begin{thebibliography}")[0]
    said = re.sub(r"\\(?:eqref|ref|label|cite)\{[^{}]*\}", "", re.sub(r"(?<!\\)%.*", "", body))
    assert re.findall(r".*\d.*", said) == []


def test_every_macro_in_the_text_is_one_that_symcount_wrote() -> None:
    written = set(re.findall(r"\\newcommand\{(\\\w+)\}", (PAPER / "params.tex").read_text(encoding="utf-8")))
    used = set(re.findall(r"\\(?:Net|Paper)[A-Z]\w*", TEXT))
    assert len(used) >= 5
    assert used <= written


# ---- the whole ---------------------------------------------------------------------------


def require(*programs: str) -> None:
    missing = [name for name in programs if shutil.which(name) is None]
    if not missing and subprocess.run(["kpsewhich", "tikz.sty"], capture_output=True, check=False).returncode != 0:
        missing = ["TikZ"]
    if missing:
        warnings.warn(
            pytest.PytestWarning(f"{', '.join(missing)} not installed, so the paper was NOT built"), stacklevel=2
        )
        pytest.skip(f"{', '.join(missing)} not installed")


def test_the_paper_builds_with_one_command(tmp_path: Path) -> None:
    require("sh", "latexmk", "pdflatex", "kpsewhich")
    log = build(tmp_path).with_suffix(".log").read_text(encoding="utf-8", errors="replace")
    assert "Output written on paper.pdf (2 pages" in log
    wrong = re.compile(
        r"^!|Overfull \\[hv]box|Underfull \\hbox|Missing character|undefined|multiply defined", re.MULTILINE
    )
    assert wrong.findall(log) == []
