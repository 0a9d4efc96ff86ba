"""The help of a command: `symcount help count`."""

from __future__ import annotations

import click

from symcount.command import Page
from symcount.console import put


@click.command(cls=Page, epilog="symcount help count")
@click.argument("name", required=False, metavar="[COMMAND]")
@click.pass_context
def help(context: click.Context, name: str | None) -> None:
    """Print the help of a command, as its --help does."""
    root = context.find_root()
    assert isinstance(root.command, click.Group)
    if name is None:
        put(root.get_help(), None)
        return
    _, command, _ = root.command.resolve_command(root, [name])
    assert command is not None
    with command.context_class(command, info_name=name, parent=root) as inner:
        put(inner.get_help(), None)
