"""The completion of a shell: `symcount completion bash`."""

from __future__ import annotations

import click

from symcount.command import Page
from symcount.console import put

SHELLS = ("bash", "zsh", "fish")
"""Those that click completes for."""


@click.command(cls=Page, epilog="symcount completion bash >> ~/.bashrc")
@click.argument("shell", type=click.Choice(SHELLS), metavar="SHELL")
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print what makes a SHELL complete commands, options and files.

    Files are those of the language, and the networks that ship with symcount. SHELL is bash, zsh or fish: append what
    is printed to ~/.bashrc or ~/.zshrc, or write it to ~/.config/fish/completions/symcount.fish.
    """
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    assert kind is not None
    put(kind(context.find_root().command, {}, "symcount", "_SYMCOUNT_COMPLETE").source(), None)
