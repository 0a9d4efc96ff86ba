"""An error code: `symcount explain E204`."""

from __future__ import annotations

import click

from symcount.console import put


@click.command()
@click.argument("code")
def explain(code: str) -> None:
    """Explain an error code, such as E204."""
    from symcount.language.codes import explanation

    put(explanation(code), None)
