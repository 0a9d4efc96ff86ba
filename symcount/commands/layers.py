"""The theory table: `symcount layers`."""

from __future__ import annotations

import click

from symcount.console import put
from symcount.options import format_option


@click.command()
@format_option("latex", "text", "json")
def layers(format_: str) -> None:
    """Print what each layer of the library owns: the theory table."""
    from symcount.document import theory
    from symcount.render import latex, text

    match format_:
        case "json":
            from symcount.render import data

            put(data.dump(data.layers_data(theory.layer_formulas())), None)
        case "latex":
            put(latex.latex_lines(theory.lay_out_theory()), None)
        case _:
            put(text.plain_text(theory.lay_out_theory()), None)
