"""The theory table: `symcount layers`."""

from __future__ import annotations

import click

from symcount.console import put
from symcount.options import format_option


@click.command()
@format_option("latex", "text", "json")
def layers(format_: str) -> None:
    """Print what each layer of the library owns: the theory table."""
    from symcount.document import layer_tables
    from symcount.render import latex, text

    match format_:
        case "json":
            from symcount.render import data

            put(data.dump(data.layers_data(layer_tables.layer_formulas())), None)
        case "latex":
            put(latex.latex_lines(layer_tables.lay_out_library()), None)
        case _:
            put(text.plain_text(layer_tables.lay_out_library()), None)
