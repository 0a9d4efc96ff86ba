"""The commands that keep a paper in step: macros, watch."""

from __future__ import annotations

import shlex
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from symcount import pipeline
from symcount.console import pairs_of, put, request, request_options, say
from symcount.language.diagnostics import Problem, problem
from symcount.network.catalogue import read
from symcount.network.request import Request
from symcount.network.values import Network
from symcount.render.formats import FORMATS
from symcount.render.style import DIGITS, TIMES, Style, writing_of

if TYPE_CHECKING:
    from symcount.document.macros import Macros

MOST_SHOWN = 8


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@request_options
@click.option("--prefix", "prefixes", metavar="NAME", multiple=True, help="What names begin with; one for each FILE.")
@click.option("--digits", type=click.Choice(list(DIGITS)), default="comma", show_default=True)
@click.option("--times", type=click.Choice(TIMES), default="times", show_default=True)
@click.option("--names", type=click.Choice(["upright", "italic"]), default="upright", show_default=True)
@click.option(
    "--notation", "writing", metavar="NAME=LATEX", multiple=True, callback=pairs_of, help="Your writing of a symbol."
)
@click.option("-o", "output", metavar="OUT", help="Write to a file, whole or not at all.")
@click.option("--check", is_flag=True, help="Write nothing; exit status 1 where OUT is not what would be written.")
def macros(files: tuple[str, ...], prefixes: tuple[str, ...], output: str | None, check: bool, **options: Any) -> None:
    """The counts of each FILE, or FILE:NAME, as TeX macros: \\NetParams, \\NetStageTwo, \\NetParamsClosed, …

    Names begin with the network's name, or with PREFIX; digits in them become words. A closed form can stand in text
    and in mathematics.
    """
    from symcount.render.macros import macros as rendered

    if check and output in (None, "-"):
        raise click.UsageError("--check needs the file to be checked: -o OUT")
    _refuse_prefixes(files, prefixes)
    style = Style(
        times=options["times"],
        digits=options["digits"],
        italic=options["names"] == "italic",
        writing=writing_of(options["writing"]),
    )
    networks = [_network(file, request(options, "all")) for file in files]
    text = rendered(_named(networks, prefixes), style, _command_line(click.get_current_context()))
    if check:
        _compare(Path(str(output)), text)
    else:
        put(text, output)


def _refuse_prefixes(files: tuple[str, ...], prefixes: tuple[str, ...]) -> None:
    from symcount.document.macros import is_prefix

    if prefixes and len(prefixes) != len(files):
        raise click.UsageError(f"--prefix is given once for each FILE: {len(files)} times, not {len(prefixes)}")
    for prefix in prefixes:
        if not is_prefix(prefix):
            raise click.BadParameter(f"`{prefix}` cannot begin a name of TeX: letters only, and not `end`")


def _network(name: str, asked: Request) -> Network:
    file, net = _parted(name)
    return pipeline.network(pipeline.model(pipeline.find(file)), replace(asked, net=net or asked.net))


def _parted(name: str) -> tuple[str, str]:
    """FILE, or FILE and NAME of FILE:NAME."""
    file, colon, net = name.rpartition(":")
    return (file, net) if colon and file and not Path(name).exists() else (name, "")


def _named(networks: list[Network], prefixes: tuple[str, ...]) -> list[Macros]:
    """The macros of each network, with notes on names that were taken."""
    from symcount.document.macros import Names, macros_of, spelled

    names = Names()
    found = []
    for i, network in enumerate(networks):
        say(network.diagnostics)
        wanted = prefixes[i] if prefixes else spelled(network.name)
        prefix = names.prefix(wanted)
        found.append(macros_of(pipeline.derivation(network), prefix, names))
        renamed = {m.instead_of: m.name for m in reversed(found[-1].macros) if m.instead_of}
        renamed |= {wanted: prefix} if prefix != wanted else {}
        for taken, name in reversed(renamed.items()):
            say(problem("N606", f"the name `\\{taken}` is taken: this one is `\\{name}`").diagnostics)
    return found


# ---- the head of the file ----------------------------------------------------------------


def _command_line(context: click.Context) -> str:
    """The command that was given, in the order of its help, without folders and without --check."""
    words = [word for parameter in context.command.params for word in _words(parameter, context)]
    return shlex.join(["symcount", "macros", *words])


def _words(parameter: click.Parameter, context: click.Context) -> Iterator[str]:
    name = str(parameter.name)
    given: Any = context.params.get(name)
    if context.get_parameter_source(name) is not click.core.ParameterSource.COMMANDLINE or name == "check":
        return
    values = [f"{k}={v}" for k, v in given.items()] if isinstance(given, dict) else given
    for value in values if isinstance(values, tuple | list) else [values]:
        if isinstance(parameter, click.Option):
            yield parameter.opts[0]
        yield Path(value).name if name in ("files", "output") else value


# ---- --check -----------------------------------------------------------------------------


def _compare(path: Path, text: str) -> None:
    """Raises Problem where the file is not `text`."""
    from symcount.render.macros import differences

    found = differences(_read(path), text.rstrip("\n") + "\n")
    if found:
        more = [f"and {len(found) - MOST_SHOWN} more"] if len(found) > MOST_SHOWN else []
        help = "run the same command without --check"
        raise problem("E416", f"`{path}` is out of date", note=[*found[:MOST_SHOWN], *more], help=help)


def _read(path: Path) -> str:
    """The text of the file as it is on disk. Raises Problem."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        reason = "it is not UTF-8"
    except OSError as error:
        reason = error.strerror or "it cannot be read"
    raise problem("E416", f"`{path}` cannot be checked: {reason}", help="run the same command without --check")


# ---- check --against ---------------------------------------------------------------------


def check_against(table: str, files: tuple[str, ...], format_: str) -> bool:
    """Say of each printed count of a table whether it follows. Raises Problem where there is no table."""
    from symcount.document.table_check import judged
    from symcount.document.table_reader import pasted
    from symcount.render import table_check

    source = pipeline.find("-") if table == "-" else read(Path(table), table)
    found = judged(pasted(source), pipeline.find, files, source.folder)
    put({"text": table_check.text, "json": table_check.json}[format_](found), None)
    return found.holds


# ---- watch -------------------------------------------------------------------------------

MACROS = "macros"


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("arguments", nargs=-1, required=True, type=click.UNPROCESSED, metavar="FILE [OPTIONS]")
@click.option("--format", "format_", type=click.Choice([MACROS, *FORMATS]), default=MACROS, show_default=True)
@click.option("-o", "output", metavar="OUT", required=True, help="The file that is written, whole or not at all.")
@click.pass_context
def watch(context: click.Context, arguments: tuple[str, ...], format_: str, output: str) -> None:
    """Write OUT, and again on every change of FILE or of a file that it imports, until Ctrl-C (exit status 130).

    Takes the options of `symcount macros`, or with another --format those of `symcount derive`. A mistake in FILE is
    shown and leaves OUT as it was.
    """
    from symcount.watching import changes

    parent = context.parent
    assert parent is not None
    assert isinstance(parent.command, click.Group)
    name, more = (MACROS, []) if format_ == MACROS else ("derive", ["--format", format_])
    command = parent.command.get_command(parent, name)
    assert command is not None
    words = [*arguments, *more, "-o", output]
    files = _watched(command.make_context(name, list(words), parent).params, output)
    for changed in changes(files):
        try:
            with command.make_context(name, list(words), parent) as inner:
                command.invoke(inner)
        except Problem as trouble:
            say(trouble.diagnostics)
        else:
            click.echo(_written(output, changed))


def _written(output: str, changed: Sequence[Path]) -> str:
    because = f": {', '.join(path.name for path in changed)} changed" if changed else ""
    return f"{time.strftime('%H:%M:%S')}  {output} written{because}"


def _watched(parameters: dict[str, Any], output: str) -> list[str]:
    """The files of a command that can change. Raises Problem, or UsageError, where there are none to watch."""
    if parameters.get("check") or output == "-":
        raise click.UsageError("`watch` writes to a file; leave out --check")
    names = parameters["files"] if "files" in parameters else (parameters["file"],)
    files = [_parted(name)[0] for name in names] if "files" in parameters else list(names)
    for file in files:
        if not Path(file).is_file():
            if file != "-":
                pipeline.find(file)  # it may not be there at all
            raise problem("E418", f"`{file}` is no file that could change", help="give the path of a file of your own")
        if Path(output).exists() and Path(output).samefile(file):
            raise click.UsageError(f"`{output}` is the file that is watched")
    return files
