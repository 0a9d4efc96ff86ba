"""Runs what the documentation shows: commands, texts in the language, and the fenced blocks of a page."""

from __future__ import annotations

import io
import re
import shlex
import sys
from collections.abc import Iterator
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from symcount import cli, pipeline
from symcount.language.diagnostics import Diagnostic, Problem
from symcount.network.request import Request

ROOT = Path(__file__).parents[2]
GENERATED = ["blocks.md", "cli.md", "coming-from.md", "errors.md", "layers.md", "models.md"]
"""Pages that docs/generate.py writes: what they show is what the program has and prints."""
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
WRITTEN = [page for page in PAGES if page.name not in GENERATED]

_FENCE = re.compile(r"^```([\w-]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_FILE = re.compile(r"^# (\S+\.(?:arch|csv))\b.*\n", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Fenced:
    """A fenced block: its language, its text, and the line of the page that it begins on."""

    language: str
    text: str
    line: int


def fenced(page: Path) -> list[Fenced]:
    """The fenced blocks of a page, in order."""
    text = page.read_text(encoding="utf-8")
    return [Fenced(m[1], m[2], text.count("\n", 0, m.start()) + 1) for m in _FENCE.finditer(text)]


def command(line: str, folder: Path) -> tuple[int, str]:
    """Exit status and output, both streams in order, of a line such as `symcount count unet`, run in `folder`."""
    shown = io.StringIO()
    words = shlex.split(line)
    assert words[0] == "symcount", f"not a command of this project: {line}"
    with (
        chdir(folder),
        patch.object(sys, "argv", words),
        redirect_stdout(shown),
        redirect_stderr(shown),
    ):
        try:
            cli.main()
        except SystemExit as end:
            return int(end.code or 0), shown.getvalue()


def saved(text: str, folder: Path) -> list[Path]:
    """The files that an example shows, written to `folder`: each begins with its name in a comment, `# parts.arch`."""
    starts = list(_FILE.finditer(text))
    if not starts:
        return [_written(folder / "example.arch", text)]
    ends = [m.start() for m in starts[1:]] + [len(text)]
    return [_written(folder / m[1], text[m.start() : end]) for m, end in zip(starts, ends, strict=True)]


def _written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def said(path: Path) -> list[Diagnostic]:
    """Everything that is said of a file: on reading, on counting each of its nets, and on its `expect` lines."""
    return list(_said(path))


def _said(path: Path) -> Iterator[Diagnostic]:
    try:
        model = pipeline.model_of(pipeline.source_of(str(path)))
        if len(model.scope.nets) != 1:
            yield from _counted(model, None)
        for net in model.scope.nets:
            yield from _counted(model, net.name)
        for check in pipeline.checks_of(model):
            yield from check.trouble
    except Problem as trouble:
        yield from trouble.diagnostics


def _counted(model: pipeline.Model, net: str | None) -> tuple[Diagnostic, ...]:
    try:
        return pipeline.network_of(model, Request(net)).diagnostics
    except Problem as trouble:
        return trouble.diagnostics
