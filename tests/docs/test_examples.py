"""Every example of the written pages is tried out: commands and their output, Python, and texts in the language.

What a generated page shows is held by test_pages.py, tests/library and, for error codes, test_codes.py. A page is run
from top to bottom in a folder of its own. A text in the language, or a table, that begins with its name in a comment
(`# unet.arch`) is saved there, so that the commands after it can read it.
"""

from __future__ import annotations

import doctest
import re
from collections.abc import Iterator
from contextlib import chdir
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from symcount import pipeline
from symcount.document import models
from symcount.language.parse import parse
from symcount.language.source import Source
from tests.docs.running import ROOT, WRITTEN, Fenced, command, fenced, said, saved

ELISION = "..."
SHOWN_ONLY = {"sh", "text", "json", "latex", "yaml", ""}
"""Fences that are not run."""

_CODE = re.compile(r"^# .*\b([EWN]\d{3})\b")
_NO_CHOICE = {"E402", "E403"}
"""No net, or several: an example need not be one net."""


@pytest.mark.parametrize("page", WRITTEN, ids=lambda p: p.name)
def test_every_example_of_the_page_is_true(page: Path, tmp_path: Path) -> None:
    namespace: dict[str, Any] = {}
    wrong = [
        f"{page.name}:{block.line} ({block.language}): {trouble}"
        for block in fenced(page)
        for trouble in troubles(block, tmp_path, namespace)
    ]
    assert not wrong, "\n\n".join(wrong)


def troubles(block: Fenced, folder: Path, namespace: dict[str, Any]) -> Iterator[str]:
    """What is not true of a block."""
    match block.language:
        case "console":
            yield from console_troubles(block.text, folder)
        case "python":
            yield from python_troubles(block, folder, namespace)
        case "arch":
            yield from arch_troubles(block.text, folder)
        case "arch-error":
            yield from error_troubles(block.text, folder)
        case "csv":
            saved(block.text, folder)
        case "math":
            if block.text.strip() not in printed_latex():
                yield f"no command prints\n{block.text}"
        case other:
            if other not in SHOWN_ONLY:
                yield "an unknown fence"


# ---- commands ----------------------------------------------------------------------------


def console_troubles(text: str, folder: Path) -> Iterator[str]:
    """Each `$ symcount …` prints the lines below it; a line `...` stands for any lines."""
    for session in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        line, _, expected = session.partition("\n")
        found = command(line, folder)[1]
        if not is_as_shown(found, expected):
            yield f"`{line}` prints\n{found}"


def is_as_shown(found: str, expected: str) -> bool:
    """Whether `found` has the lines of `expected`, blank lines at the end aside."""
    rows = expected.rstrip("\n").split("\n")
    pattern = "".join(r"(?:.*\n)*?" if row == ELISION else re.escape(row) + r"\n" for row in rows)
    return re.fullmatch(pattern, found.rstrip("\n") + "\n") is not None


# ---- Python ------------------------------------------------------------------------------


def python_troubles(block: Fenced, folder: Path, namespace: dict[str, Any]) -> Iterator[str]:
    """The statements after `>>>` give what is shown, names kept from block to block."""
    test = doctest.DocTestParser().get_doctest(block.text, namespace, f"line {block.line}", None, None)
    if not test.examples:
        yield "Python without `>>>` is not run"
    said: list[str] = []
    with chdir(folder):
        doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(test, out=said.append, clear_globs=False)
    namespace.update(test.globs)
    if said:
        yield "".join(said)


# ---- the language ------------------------------------------------------------------------


def arch_troubles(text: str, folder: Path) -> Iterator[str]:
    """A text in the language can be read, its nets are elaborated and its `expect` lines hold."""
    for path in saved(text, folder):
        parse(Source(path.name, path.read_text(encoding="utf-8")))
        for d in said(path):
            if d.is_error and d.code not in _NO_CHOICE:
                yield f"{d.code}: {d.message} {' '.join(d.notes)}"


def error_troubles(text: str, folder: Path) -> Iterator[str]:
    """A text that is meant to be wrong gives the code that its first line states, and no other error."""
    stated = _CODE.match(text)
    if stated is None:
        yield "the first line states no code"
        return
    found = {d.code for d in said(saved(text, folder)[-1])}
    if found != {stated[1]}:
        yield f"gives {', '.join(sorted(found)) or 'no error'}"


# ---- formulas ----------------------------------------------------------------------------


@cache
def printed_latex() -> str:
    """What the program prints where a page may show a formula of it."""
    lines = [
        "symcount derive unet",
        "symcount derive unet --keep w",
        "symcount derive cnn --factoring layers",
        "symcount derive resnet50",
        "symcount derive gpt2",
    ]
    return "\n".join(command(line, ROOT)[1] for line in lines)


# ---- the README --------------------------------------------------------------------------


def test_the_readme_shows_the_network_that_ships() -> None:
    shown = next(block for block in fenced(ROOT / "README.md") if block.language == "arch")
    shipped = pipeline.model_of(pipeline.source_of("unet"))
    assert parse(Source("README.md", shown.text)).items == shipped.tree.items


def test_the_readme_gives_the_parameters_of_shipped_networks() -> None:
    shown = re.findall(r"^\| `(\w+)` \| ([\d,]+) \|.*library/models/(\S+)\)", _readme(), re.MULTILINE)
    known = [(row.name, f"{row.parameters:,}", row.file) for row in models.shipped_networks()]
    assert len(shown) == 5
    assert [row for row in shown if row not in known] == []


def _readme() -> str:
    return (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_readme_passes_the_tests_as_the_pipeline_does() -> None:
    run = ROOT / ".ci" / "run"
    if not run.is_file():
        pytest.skip("there is no .ci/run here")
    set_up = next(block for block in fenced(ROOT / "README.md") if block.language == "sh")
    derive, tests = set_up.text.splitlines()
    assert derive.endswith("symcount derive unet")
    assert tests.endswith("python -m pytest")
    assert tests in run.read_text(encoding="utf-8")
