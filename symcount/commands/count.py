"""The count as a table: `symcount count FILE --keep w`."""

from __future__ import annotations

from typing import Any

import click

from symcount import pipeline
from symcount.command import Page
from symcount.console import put, say
from symcount.options import choice, request, request_options
from symcount.outputs import FILE, file_options
from symcount.render import tables


@click.command(cls=Page, epilog="symcount count unet --keep w --set norm=off\nsymcount count gpt2 --by kind")
@FILE
@choice("--by", ("label", "kind", "layer"), "label", "What a line of the table is.")
@file_options("text", "markdown", "csv", "json")
@request_options
def count(file: str, by: str, format_: str, output: str | None, **options: Any) -> None:
    """Count the parameters of FILE, as numbers or as closed forms.

    A closed form is in the symbols that --keep names.
    """
    network = pipeline.network_of(pipeline.model_of(pipeline.source_of(file)), request(options, "none"))
    say(network.diagnostics)
    result = pipeline.count_of(network, by)
    if format_ == "text":
        put(tables.count_text(result), output)
        return
    from symcount.render.answers import COUNT

    put(COUNT.text(format_, result), output)
