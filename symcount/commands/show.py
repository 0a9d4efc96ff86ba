"""A stage of the line: `symcount show FILE --stage network`."""

from __future__ import annotations

from typing import Any

import click

from symcount import pipeline
from symcount.console import put
from symcount.options import FILE, request, request_options


@click.command()
@FILE
@request_options
@click.option("--stage", type=click.Choice(["tree", "network", "tally", "derivation"]), required=True)
def show(file: str, stage: str, **options: Any) -> None:
    """Print one stage of the line, from the tree to the derivation."""
    model = pipeline.model(pipeline.find(file))
    put(pipeline.stage(model, request(options, "all" if stage == "derivation" else "none"), stage), None)
