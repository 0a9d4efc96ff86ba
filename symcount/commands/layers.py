"""The theory table: `symcount layers`."""

from __future__ import annotations

import click

from symcount.command import Page
from symcount.console import put
from symcount.outputs import file_options


@click.command(cls=Page, epilog="symcount layers\nsymcount layers --format latex -o layers.tex")
@file_options("text", "markdown", "csv", "json", "latex")
def layers(format_: str, output: str | None) -> None:
    """Print what each layer of the library owns: the theory table."""
    from symcount.document.layer_tables import lay_out_library, layer_formulas
    from symcount.render.data import layers_data, layers_rows
    from symcount.render.formats import Answer

    put(Answer(lay_out_library, layers_data, layers_rows).text(format_, layer_formulas()), output)
