"""The table of error codes is complete, and each of its examples gives the code that it stands for."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from symcount.language.codes import CODES, Code, explanation
from symcount.language.diagnostics import Problem
from tests.docs.running import ROOT, command, said, saved

COMMAND = "$ "
NOT_HERE = {"E510"}
"""Codes that depend on what is installed."""
_CODE = re.compile(r'"([EWN]\d{3})"')
_SHOWN = re.compile(r"^(?:\S+: )?(?:error|warning|note)\[([EWN]\d{3})\]", re.MULTILINE)


def codes_given(example: str, folder: Path) -> set[str]:
    """The codes of what is said when an example of the table is tried out in `folder`."""
    if example.startswith(COMMAND):
        return set(_SHOWN.findall(_output(example.removeprefix(COMMAND), folder)))
    return {d.code for d in said(saved(example, folder)[-1])}


def _output(line: str, folder: Path) -> str:
    """What a command prints; a pipe, or a line of Python, goes to a shell that knows `symcount` and `python3`."""
    if line.startswith("symcount ") and "|" not in line:
        return command(line, folder)[1]
    shell = shutil.which("bash")
    if shell is None:
        pytest.skip("there is no bash")
    known = 'symcount() { "$PYTHON" -m symcount "$@"; }; python3() { "$PYTHON" "$@"; }; '
    environment = {"PYTHON": sys.executable, "PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"}
    run = subprocess.run(
        [shell, "-c", known + line], cwd=folder, env=environment, capture_output=True, text=True, timeout=60
    )
    return run.stdout + run.stderr


def test_the_table_holds_the_codes_that_are_raised() -> None:
    sources = [p for p in (ROOT / "symcount").rglob("*.py") if p.name != "codes.py"]
    raised = {code for path in sources for code in _CODE.findall(path.read_text(encoding="utf-8"))}
    assert raised | {"E409"} == set(CODES)


@pytest.mark.parametrize(("code", "row"), CODES.items(), ids=list(CODES))
def test_the_wrong_example_gives_its_code(code: str, row: Code, tmp_path: Path) -> None:
    if code in NOT_HERE:
        pytest.skip("depends on what is installed")
    assert codes_given(row.wrong, tmp_path) == {code}


@pytest.mark.parametrize(("code", "row"), CODES.items(), ids=list(CODES))
def test_what_to_write_instead_is_free_of_errors(code: str, row: Code, tmp_path: Path) -> None:
    text = row.instead
    if not text.endswith("."):  # a sentence is no example
        only_definitions = not text.startswith(COMMAND) and "net " not in text
        assert codes_given(text, tmp_path) == ({"E402"} if only_definitions else set())


@pytest.mark.parametrize("row", CODES.values(), ids=list(CODES))
def test_a_row_is_short_and_its_title_no_sentence(row: Code) -> None:
    assert len(row.title) <= 60
    assert not row.title.endswith(".")
    assert row.text.endswith((".", ".)"))
    assert len(row.text) <= 320


def test_explanation_takes_small_letters() -> None:
    assert explanation(" e204 ") == explanation("E204")
    assert explanation("E204").startswith("E204: branches with different channel counts\n\n")


@pytest.mark.parametrize(
    ("asked", "help"),
    [
        ("W51", "did you mean `W501`?"),
        ("204", "did you mean `E204`?"),
        ("x", "a code is a letter and three digits, such as E204"),
    ],
)
def test_an_unknown_code_is_answered_with_the_nearest(asked: str, help: str) -> None:
    with pytest.raises(Problem) as caught:
        explanation(asked)
    (found,) = caught.value.diagnostics
    assert (found.code, found.message, found.help) == ("E409", f"there is no error code `{asked}`", (help,))
