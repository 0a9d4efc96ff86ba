"""The theory table: `symcount layers`."""

from __future__ import annotations

import click

from symcount.console import put
from symcount.options import format_option


@click.command()
@format_option("latex", "text", "json")
def layers(format_: str) -> None:
    """Print what each layer of the library owns: the theory table."""
    from symcount.document.layer_tables import lay_out_library, layer_formulas
    from symcount.render.data import layers_data
    from symcount.render.formats import Answer

    put(Answer(lay_out_library, layers_data).text(format_, layer_formulas()), None)
