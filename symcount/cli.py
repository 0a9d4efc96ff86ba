"""The command line: arguments in, one call, print. Exit status 1 for mistakes in a file, 2 for wrong usage."""

from __future__ import annotations

import gc
import os
import sys
from importlib import import_module
from typing import NoReturn

import click

from symcount import __version__

COMMANDS = {
    "derive": "Print the derivation of FILE's count, every `=` proved.",
    "count": "Count the parameters of FILE, as numbers or as closed forms.",
    "check": "Run the `expect` lines of each FILE.",
    "layers": "Print what each layer of the library owns: the theory table.",
    "models": "List the networks that ship with symcount.",
    "format": "Print FILE in canonical form, with its comments.",
    "show": "Print one stage of the line, from the tree to the derivation.",
    "explain": "Explain an error code, such as E204.",
    "draw": "Draw FILE: a box a stage, its parameters, the shapes between.",
    "macros": "Write the counts of each FILE, or FILE:NAME, as TeX macros.",
    "watch": "Write OUT, and again on every change of FILE.",
    "scale": "Say how FILE's count grows with a symbol.",
    "solve": "Find the largest SYMBOL for which FILE stays within a budget.",
    "compare": "Compare two networks, or two variants of one, stage by stage.",
    "sweep": "Write the exact count of FILE at every point of a grid.",
}
"""The commands, with the first sentences of their docstrings: `--help` says them and loads none."""


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
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="symcount")
def cli() -> None:
    """Count a neural network's parameters as a formula: symbolic, substituted, proved and typeset."""


def main() -> NoReturn:
    """Run the command; a mistake of the user's is a picture on standard error and status 1."""
    _speak_utf8()
    gc.set_threshold(100_000, 50, 50)  # a short run makes much and drops little: look for cycles rarely
    try:
        status = cli(standalone_mode=False)
    except click.ClickException as usage:
        usage.show()
        status = usage.exit_code
    except (click.Abort, KeyboardInterrupt):
        status = 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = 0
    except Exception as error:
        from symcount.console import say_mistake  # what runs without a mistake may not need it

        say_mistake(error)
        status = 1
    sys.exit(status if isinstance(status, int) else 0)


def _speak_utf8() -> None:
    """The Unicode of pictures and formulas, also where the locale is C."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
