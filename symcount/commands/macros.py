"""The numbers of a paper: `symcount macros FILE -o params.tex`."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterator
from itertools import filterfalse
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from symcount import pipeline
from symcount.command import Page, group_of
from symcount.console import put, say
from symcount.language.diagnostics import problem
from symcount.network.network import Network
from symcount.options import formula_options, formula_style, request, request_options
from symcount.outputs import networks_argument, output_option, refuse_ending, report_option

if TYPE_CHECKING:
    from symcount.document.macros import NetworkMacros

MOST_SHOWN = 8


@click.command(cls=Page, epilog="symcount macros gpt2 gpt2_xl --keep L,d -o params.tex")
@networks_argument("files", nargs=-1, metavar="FILE...")
@output_option
@click.option("--check", is_flag=True, help="Write nothing; exit status 1 where OUT is not what would be written.")
@click.option("--prefix", "prefixes", metavar="NAME", multiple=True, help="What names begin with; one for each FILE.")
@report_option
@request_options
@formula_options("comma")
def macros(files: tuple[str, ...], prefixes: tuple[str, ...], output: str | None, check: bool, **options: Any) -> None:
    """Write the counts of each FILE, or FILE:NAME, as TeX macros.

    They are \\NetParams, \\NetStageTwo, \\NetParamsClosed, … Names begin with the network's name, or with PREFIX;
    digits in them become words. A closed form can stand in text and in mathematics.
    """
    from symcount.document.macros import is_prefix
    from symcount.render.macros import macro_file

    refuse_ending(output, "latex")
    if check and output in (None, "-"):
        raise click.UsageError("--check needs the file to be checked: -o OUT")
    if prefixes and len(prefixes) != len(files):
        raise click.UsageError(f"--prefix is given once for each FILE: {len(files)} times, not {len(prefixes)}")
    for prefix in filterfalse(is_prefix, prefixes):
        raise click.BadParameter(f"`{prefix}` cannot begin a name of TeX: letters only, and not `end`")
    style = formula_style(options)
    networks = [pipeline.network_at(file, request(options, "all")) for file in files]
    text = macro_file(_named(networks, prefixes), style, _command_line(click.get_current_context()))
    if check:
        _compare(Path(str(output)), text)
    else:
        put(text, output)


def _named(networks: list[Network], prefixes: tuple[str, ...]) -> list[NetworkMacros]:
    """The macros of each network, with notes on names that were taken."""
    from symcount.document.macros import TEX_COMMANDS, MacroNames, macros_of, spelled

    prefixes_given, names = MacroNames(), MacroNames(TEX_COMMANDS)
    results = []
    for i, network in enumerate(networks):
        say(network.diagnostics)
        wanted = prefixes[i] if prefixes else spelled(network.name)
        prefix = prefixes_given.give(wanted)
        results.append(macros_of(pipeline.derivation_of(network), prefix, names))
        renamed = {m.instead_of: m.name for m in reversed(results[-1].macros) if m.instead_of}
        renamed |= {wanted: prefix} if prefix != wanted else {}
        for taken, name in reversed(renamed.items()):
            say(problem("N606", f"the name `\\{taken}` is taken: this one is `\\{name}`").diagnostics)
    return results


# ---- the head of the file ----------------------------------------------------------------


def _command_line(context: click.Context) -> str:
    """The command that was given, without --check: what is counted, how it is written, where to."""
    parameters = sorted(context.command.params, key=_rank)
    words = [word for parameter in parameters for word in _words(parameter, context)]
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
        yield _in_folder(value) if name in ("files", "output") else value


def _rank(parameter: click.Parameter) -> int:
    if isinstance(parameter, click.Option) and parameter.name != "output":
        return 1 if group_of(parameter) == "What is counted" else 2
    return 3 if parameter.name == "output" else 0


def _in_folder(path: str) -> str:
    """A path without folders of the machine: from the working folder, or the name alone where it is elsewhere."""
    if not os.path.isabs(path):
        return path
    inside = os.path.relpath(path)
    return os.path.basename(path) if inside.startswith("..") else inside


# ---- --check -----------------------------------------------------------------------------


def _compare(path: Path, text: str) -> None:
    """Raises Problem where the file on disk is not `text`, or cannot be read."""
    from symcount.render.macros import differences

    help = "run the same command without --check"
    try:
        lines = differences(path.read_text(encoding="utf-8"), text.rstrip("\n") + "\n")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror or "it cannot be read" if isinstance(error, OSError) else "it is not UTF-8"
        raise problem("E416", f"`{path}` cannot be checked: {reason}", help=help) from None
    if lines:
        more = [f"and {len(lines) - MOST_SHOWN} more"] if len(lines) > MOST_SHOWN else []
        raise problem("E416", f"`{path}` is out of date", note=[*lines[:MOST_SHOWN], *more], help=help)
