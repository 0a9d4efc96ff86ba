"""Markdown, and what a command prints."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from textwrap import fill

from symcount import cli

BANNER = "<!-- Written by docs/generate.py: do not edit. -->\n"
WIDTH = 118


def page(title: str, head: str, parts: Iterator[str]) -> str:
    return "\n".join([BANNER, f"# {title}\n", head, *parts]).rstrip("\n") + "\n"


def fence(language: str, text: str) -> str:
    return f"```{language}\n{text}\n```\n"


def table(header: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> str:
    lines = [header, ("---",) * len(header), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines) + "\n"


def paragraph(text: str) -> str:
    return fill(" ".join(text.split()), WIDTH, break_long_words=False, break_on_hyphens=False) + "\n"


def words(comment: str) -> str:
    """The lines of a comment of the language as one."""
    return " ".join(line.strip().removeprefix("#").strip() for line in comment.strip().splitlines())


def printed(line: str) -> str:
    """What a command prints on both streams."""
    shown = io.StringIO()
    with redirect_stdout(shown), redirect_stderr(shown):
        cli.cli.main(line.split()[1:], standalone_mode=False)
    return shown.getvalue().rstrip("\n")
