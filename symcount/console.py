"""What commands write: pictures on standard error, and output that is whole or not at all."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import click

from symcount.algebra.formula import TooLarge
from symcount.algebra.monomials import Unproved
from symcount.language.diagnostics import Diagnostic, Problem, picture, problem, too_large
from symcount.language.source import harmless


@dataclass(slots=True)
class Run:
    """How one run speaks, and the diagnostics that it has met."""

    quiet: bool = False
    """Whether warnings and notes are left out."""
    report: str = ""
    """A row of reports.REPORTS; pictures where it is empty."""
    alone: bool = False
    """Whether standard output has the report and nothing else; else it has one where the run fails."""
    met: list[Diagnostic] = field(default_factory=list)


run = Run()


def begin(quiet: bool = False, report: str = "", alone: bool = False) -> None:
    """Say from now on what is said in this way, as the first thing of this run."""
    global run
    run = Run(quiet, report, alone)


def say(diagnostics: Iterable[Diagnostic]) -> None:
    """Pictures on standard error, in colour where a person looks; or in the report that was asked for."""
    heard = [d for d in diagnostics if d.is_error or not run.quiet]
    run.met += heard
    if not run.alone:
        _show(heard)


def _show(diagnostics: Iterable[Diagnostic]) -> None:
    colour = sys.stderr.isatty() and not os.environ.get("NO_COLOR")
    for d in diagnostics:
        click.echo(picture(d, _paint if colour else lambda text, role: text) + "\n", err=True)


def say_mistake(error: Exception) -> None:
    """The picture of a user's mistake; a defect that the proof found is named; what is neither is raised again."""
    if isinstance(error, Unproved):
        click.echo(f"symcount found a defect of its own, so it prints nothing: {error}", err=True)
        return
    if isinstance(error, TooLarge):
        error = too_large(error)
    if not isinstance(error, Problem):
        raise error
    if run.report:
        run.met += error.diagnostics
        run.alone = True
    else:
        say(error.diagnostics)


def end() -> None:
    """Print the report, if one was asked for: where nothing is wrong, it says so."""
    if run.alone:
        from symcount.reports import REPORTS

        text = REPORTS[run.report](run.met)
        if text:
            click.echo(text)


_STYLES = {
    "error": {"fg": "red", "bold": True},
    "warning": {"fg": "yellow", "bold": True},
    "note": {"fg": "cyan", "bold": True},
    "help": {"fg": "green", "bold": True},
    "gutter": {"fg": "blue"},
    "mark": {"fg": "magenta"},
}


def _paint(text: str, role: str) -> str:
    return click.style(text, **_STYLES[role])  # type: ignore[arg-type]


def put(text: str | bytes, output: str | None) -> None:
    """Print, or write to a file; bytes are neither decoded nor ended with a new line.

    A terminal is not given the control characters that a text holds, such as the comments that `format` prints.
    Where standard output has a report, it has nothing else.
    """
    if run.alone and output in (None, "-"):
        return
    if output is not None and output != "-":
        write_whole(Path(output), text if isinstance(text, bytes) else (text.rstrip("\n") + "\n").encode())
        return
    if isinstance(text, str):
        text = harmless(text.rstrip("\n")) if sys.stdout.isatty() else text.rstrip("\n")
    try:
        click.echo(text, nl=isinstance(text, str))
    except BrokenPipeError:
        raise
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what waits to be written has no place
        raise problem("E408", f"cannot write standard output: {error.strerror}") from None


def write_whole(path: Path, data: bytes) -> None:
    """Write a file whole or not at all. Raises Problem where the system refuses."""
    from symcount.outside import whole  # few commands write files

    with whole(path) as temporary, temporary.open("xb") as file:
        file.write(data)
