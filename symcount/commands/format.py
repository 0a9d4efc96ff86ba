"""The canonical form: `symcount format FILE`."""

from __future__ import annotations

import click

from symcount import pipeline
from symcount.console import put
from symcount.options import FILE


@click.command()
@FILE
def format(file: str) -> None:
    """Print FILE in canonical form, with its comments."""
    from symcount.language.format import format_file

    put(format_file(pipeline.source_of(file)), None)
