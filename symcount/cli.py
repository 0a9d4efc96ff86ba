"""The command line: arguments in, one call, print. Exit status 1 for mistakes in a file, 2 for wrong usage."""

from __future__ import annotations

import gc
import os
import sys
from importlib import import_module
from typing import NoReturn

import click

from symcount import __version__

GROUPS = {
    "Count": {
        "count": "Count the parameters of FILE, as numbers or as closed forms.",
        "derive": "Print the derivation of FILE's count, every `=` proved.",
        "show": "Print one stage of the line, from the tree to the derivation.",
    },
    "Ask": {
        "scale": "Say how FILE's count grows with a symbol.",
        "solve": "Find the largest SYMBOL for which FILE stays within a budget.",
        "compare": "Compare two networks, or two variants of one, stage by stage.",
        "sweep": "Write the exact count of FILE at every point of a grid.",
    },
    "Keep files in order": {
        "check": "Build every network of each FILE and run its `expect` lines.",
        "format": "Print FILE in canonical form, or write it so.",
    },
    "Write a paper": {
        "macros": "Write the counts of each FILE, or FILE:NAME, as TeX macros.",
        "draw": "Draw FILE: a box a stage, its parameters, the shapes between.",
        "watch": "Write OUT, and again on every change of FILE.",
    },
    "Look up": {
        "models": "List the networks that ship with symcount.",
        "layers": "Print what each layer of the library owns: the theory table.",
        "explain": "Explain an error code, such as E204.",
        "help": "Print the help of a command, as its --help does.",
        "completion": "Print what makes a SHELL complete commands, options and files.",
    },
}
"""The commands, with the first sentences of their docstrings: `--help` says them and loads none."""
COMMANDS = {name: text for group in GROUPS.values() for name, text in group.items()}


class Commands(click.Group):
    """The table's commands: NAME is the function NAME of `commands/NAME.py`, which is loaded when it is run."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(f"symcount.commands.{cmd_name}"), cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for title, commands in GROUPS.items():
            with formatter.section(title):
                formatter.write_dl(list(commands.items()), col_max=12)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, "-V", "--version", prog_name="symcount")
def cli() -> None:
    """Count a neural network's parameters as a formula: symbolic, substituted, proved and typeset."""


def main() -> NoReturn:
    """Run the command; a mistake of the user's is a picture on standard error and status 1."""
    _speak_utf8()
    gc.set_threshold(100_000, 50, 50)  # a short run makes much and drops little: look for cycles rarely
    try:
        status = _reported()
    except click.ClickException as usage:
        usage.show()
        status = usage.exit_code
    except (click.Abort, KeyboardInterrupt):
        status = 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = 0
    sys.exit(status if isinstance(status, int) else 0)


def _reported() -> object:
    """What the command gives, whose mistakes are shown, and the report that was asked for."""
    try:
        status = cli(standalone_mode=False, complete_var="_SYMCOUNT_COMPLETE")
    except (click.ClickException, click.Abort, BrokenPipeError):
        raise
    except Exception as error:
        from symcount.console import say_mistake  # what runs without a mistake may not need it

        say_mistake(error)
        status = 1
    if (console := sys.modules.get("symcount.console")) is not None:  # else no command has run
        console.end()
    return status


def _speak_utf8() -> None:
    """The Unicode of pictures and formulas, also where the locale is C."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
