"""An error code: `symcount explain E204`."""

from __future__ import annotations

import click

from symcount.command import Page
from symcount.console import put


@click.command(cls=Page, epilog="symcount explain E204")
@click.argument("code")
def explain(code: str) -> None:
    """Explain an error code, such as E204."""
    from symcount.language.codes import explanation

    put(explanation(code), None)
