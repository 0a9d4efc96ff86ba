"""Written again on every change: `symcount watch FILE -o params.tex`."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import click

from symcount import console, pipeline
from symcount.command import Page
from symcount.console import say
from symcount.language.diagnostics import Problem, problem
from symcount.options import choice
from symcount.render.formats import FORMATS

MACROS = "macros"


@click.command(
    cls=Page,
    context_settings={"ignore_unknown_options": True},
    epilog="symcount watch net.arch --keep w -o params.tex",
)
@click.argument("arguments", nargs=-1, required=True, type=click.UNPROCESSED, metavar="FILE [OPTIONS]")
@choice("--format", (MACROS, *FORMATS), MACROS, "What is written.", "-f", "format_")
@click.option("-o", "--output", metavar="OUT", required=True, help="The file that is written, whole or not at all.")
@click.pass_context
def watch(context: click.Context, arguments: tuple[str, ...], format_: str, output: str) -> None:
    """Write OUT, and again on every change of FILE.

    A change of a file that it imports counts too, and Ctrl-C ends it (exit status 130). Takes the options of
    `symcount macros`, or with another --format those of `symcount derive`. A mistake in FILE is shown and leaves OUT
    as it was.
    """
    from symcount.watching import changes

    parent = context.parent
    assert parent is not None
    assert isinstance(parent.command, click.Group)
    name, more = (MACROS, []) if format_ == MACROS else ("derive", ["--format", format_])
    command = parent.command.get_command(parent, name)
    assert command is not None
    quiet = ["--quiet"] if console.run.quiet else []  # each writing is a run of its own
    words = [*arguments, *more, *quiet, "-o", output]
    files = _watched(command.make_context(name, list(words), parent).params, output)
    for changed in changes(files):
        try:
            with command.make_context(name, list(words), parent) as inner:
                command.invoke(inner)
        except Problem as trouble:
            say(trouble.diagnostics)
        else:
            because = f": {', '.join(path.name for path in changed)} changed" if changed else ""
            click.echo(f"{time.strftime('%H:%M:%S')}  {output} written{because}")


def _watched(parameters: dict[str, Any], output: str) -> list[str]:
    """The files of a command that can change. Raises Problem, or UsageError, where there are none to watch."""
    if parameters.get("check") or output == "-":
        raise click.UsageError("`watch` writes to a file; leave out --check")
    several = parameters.get("files")
    files = [pipeline.file_and_net(name)[0] for name in several] if several else [parameters["file"]]
    for file in files:
        if not os.path.isfile(file):  # unlike a Path's, for names too long as well
            if file != "-":
                pipeline.source_of(file)  # it may not be there at all
            raise problem("E418", f"`{file}` is no file that could change", help="give the path of a file of your own")
        if Path(output).exists() and Path(output).samefile(file):
            raise click.UsageError(f"`{output}` is the file that is watched")
    return files
