"""The canonical form: `symcount format FILE`."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from itertools import takewhile
from pathlib import Path

import click

from symcount import console, pipeline
from symcount.command import Page
from symcount.console import put, say, write_whole
from symcount.language.diagnostics import Diagnostic, Problem, problem
from symcount.language.source import Source, Span, printable
from symcount.outputs import networks_argument, report_option
from symcount.outside import files_of


@click.command(
    cls=Page,
    epilog="symcount format net.arch\nsymcount format -i nets/\nsymcount format --check 'nets/**/*.arch'",
)
@networks_argument("files", nargs=-1, metavar="FILE...")
@click.option("-i", "--in-place", is_flag=True, help="Write each FILE anew where it is not in canonical form.")
@click.option("--check", is_flag=True, help="Write nothing; name the files that are not, exit status 1.")
@click.option(
    "--diff", is_flag=True, help="Write nothing; print what would change, exit status 1 where something does."
)
@report_option
def format(files: tuple[str, ...], in_place: bool, check: bool, diff: bool) -> int:
    """Print FILE in canonical form, or write it so.

    Its comments stay. With -i, --check or --diff there may be several: files, folders, which stand for all files in
    them and below, and patterns such as 'nets/*.arch'.
    """
    if in_place and (check or diff):
        raise click.UsageError("-i writes; --check and --diff write nothing")
    names = files_of(files)
    if in_place or check or diff:
        return _look_at(names, in_place, diff)
    if names != [files[0]]:
        raise click.UsageError("several files are written with -i, or looked at with --check or --diff")
    put(_texts(names[0])[1], None)
    return 0


def _texts(name: str) -> tuple[Source, str]:
    """A file and its canonical form. Raises Problem."""
    from symcount.language.format import format_file

    source = pipeline.source_of(name)
    return source, format_file(source)


def _look_at(names: Sequence[str], in_place: bool, diff: bool) -> int:
    """Say of each file what is to be done, or do it; gives the exit status."""
    changed = failed = 0
    silent = console.run.quiet or console.run.alone
    for name in names:
        try:
            source, wanted = _texts(name)
            if _is_so(name, source, wanted):
                continue
            if in_place:
                _write(name, source, wanted)
        except Problem as trouble:
            say(trouble.diagnostics)
            failed += 1
            continue
        changed += 1
        if diff:
            put(_difference(source.text, wanted, printable(name)), None)
        elif console.run.alone and not in_place:
            say(_differs(name, source, wanted))
        elif not silent:
            click.echo(f"{'written' if in_place else 'not in canonical form'}  {printable(name)}")
    if not silent:
        click.echo(_sum(len(names), changed, failed, in_place), err=True)
    return 1 if failed or (changed and not in_place) else 0


def _is_so(name: str, source: Source, wanted: str) -> bool:
    """Whether the text is as wanted; in a file of the user's also its line ends and first bytes."""
    path = Path(name)
    return path.read_bytes() == wanted.encode() if source.folder is not None else source.text == wanted


def _write(name: str, source: Source, wanted: str) -> None:
    """Raises Problem for what is no file of the user's."""
    if source.folder is None:
        help = "give the path of a file of your own"
        raise problem("E408", f"`{printable(name)}` cannot be written in place", help=help)
    write_whole(Path(name), wanted.encode())


def _differs(name: str, source: Source, wanted: str) -> tuple[Diagnostic, ...]:
    """What a report says of a file that is not in canonical form, at the first line that differs."""
    lines, others = source.text.splitlines(keepends=True), wanted.splitlines(keepends=True)
    same = list(takewhile(lambda pair: pair[0] == pair[1], zip(lines, others, strict=False)))
    start, here = sum(len(line) for line, _ in same), "".join(lines[len(same) : len(same) + 1])
    line = Span(source, start, start + len(here.rstrip("\n")))
    help = f"symcount format -i {shlex.quote(name)}"
    return problem("E416", f"`{name}` is not in canonical form", line, help=help).diagnostics


def _difference(text: str, wanted: str, name: str) -> str:
    from difflib import unified_diff

    return "\n".join(unified_diff(text.splitlines(), wanted.splitlines(), name, name, lineterm=""))


def _sum(files: int, changed: int, failed: int, in_place: bool) -> str:
    """How many files are of which kind."""
    kinds = (
        (changed, "written" if in_place else "to be written"),
        (files - changed - failed, "as they should be"),
        (failed, "with mistakes"),
    )
    return ", ".join(f"{number} {kind}" for number, kind in kinds if number)
