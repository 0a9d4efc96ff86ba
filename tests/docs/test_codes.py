"""Every error code has its page, and each example of a page gives the code that it stands for."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from symcount.language.codes import PAGES, codes, explanation, page
from symcount.language.diagnostics import Problem
from tests.docs.running import ROOT, command, said, saved

COMMAND = "$ "
NOT_HERE = {"E510"}
"""Codes that depend on what is installed."""
_CODE = re.compile(r'"([EWN]\d{3})"')
_SHOWN = re.compile(r"^(?:\S+: )?(?:error|warning|note)\[([EWN]\d{3})\]", re.MULTILINE)


def codes_given(example: str, folder: Path) -> set[str]:
    """The codes of what is said when the example of a page is tried out in `folder`."""
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


def raised() -> dict[str, str]:
    """Every code that is raised, with a file that raises it."""
    sources = sorted((ROOT / "symcount").rglob("*.py"))
    return {
        code: path.relative_to(ROOT).as_posix()
        for path in sources
        for code in _CODE.findall(path.read_text(encoding="utf-8"))
    }


def missing(raised: dict[str, str], pages: list[str]) -> list[str]:
    """What to write where a code has no page, or a page no code."""
    folder = PAGES.relative_to(ROOT).as_posix()
    return [
        *(f"{folder}/{code}.md is missing: {raised[code]} raises {code}" for code in raised if code not in pages),
        *(f"{folder}/{code}.md explains what nothing in symcount/ raises" for code in pages if code not in raised),
    ]


def test_a_code_that_is_raised_has_a_page_and_a_page_is_of_such_a_code() -> None:
    lines = missing(raised(), codes())
    assert not lines, "\n".join(lines)


def test_a_missing_page_is_named() -> None:
    assert missing({"E101": "symcount/language/mistakes.py"}, ["E777"]) == [
        "symcount/language/errors/E101.md is missing: symcount/language/mistakes.py raises E101",
        "symcount/language/errors/E777.md explains what nothing in symcount/ raises",
    ]


@pytest.mark.parametrize("code", codes())
def test_a_page_begins_with_its_code_and_is_short(code: str) -> None:
    assert (PAGES / f"{code}.md").read_text(encoding="utf-8").startswith(f"# {code}: ")
    title, text, _, _ = page(code)
    assert len(title) <= 60
    assert not title.endswith(".")
    assert text.endswith((".", ".)"))
    assert len(text) <= 320


@pytest.mark.parametrize("code", codes())
def test_the_wrong_example_gives_its_code(code: str, tmp_path: Path) -> None:
    if code in NOT_HERE:
        pytest.skip("depends on what is installed")
    assert codes_given(page(code).wrong, tmp_path) == {code}, f"of the example below `Wrong:` in errors/{code}.md"


@pytest.mark.parametrize("code", codes())
def test_what_to_write_instead_is_free_of_errors(code: str, tmp_path: Path) -> None:
    text = page(code).instead
    if not text.endswith("."):  # a sentence is no example
        only_definitions = not text.startswith(COMMAND) and "net " not in text
        expected = {"E402"} if only_definitions else set()
        assert codes_given(text, tmp_path) == expected, f"of the example below `Instead:` in errors/{code}.md"


def test_explaining_one_code_reads_one_page(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    read_text = Path.read_text
    monkeypatch.setattr(Path, "read_text", lambda path, **kw: opened.append(path.name) or read_text(path, **kw))
    explanation("E204")
    assert opened == ["E204.md"]


EXPLAINED = """\
E306: an import in a text that has no folder

Standard input, a text given to Python, and the networks that ship with symcount cannot
import.

Wrong:
    $ printf 'import "parts.arch"' | symcount count -

Instead:
    Save the text as a file beside `parts.arch`."""


def test_an_explanation_is_the_page_for_a_terminal() -> None:
    assert explanation("E306") == EXPLAINED
    assert explanation(" e306 ") == EXPLAINED


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
