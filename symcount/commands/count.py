"""The count as a table: `symcount count FILE --keep w`."""

from __future__ import annotations

from typing import Any

import click

from symcount import pipeline
from symcount.console import put, say
from symcount.options import FILE, choice, format_option, request, request_options


@click.command()
@FILE
@request_options
@choice("--by", ("label", "kind", "layer"), "label", "What a line of the table is.")
@format_option("text", "json")
def count(file: str, by: str, format_: str, **options: Any) -> None:
    """Count the parameters of FILE, as numbers or as closed forms.

    A closed form is in the symbols that --keep names.
    """
    network = pipeline.network_of(pipeline.model_of(pipeline.source_of(file)), request(options, "none"))
    say(network.diagnostics)
    result = pipeline.count_of(network, by)
    if format_ == "json":
        from symcount.render import data

        put(data.dump(data.count_data(result)), None)
    else:
        from symcount.render import tables

        put(tables.count_text(result), None)
