"""A stage of the line: `symcount show FILE --stage network`."""

from __future__ import annotations

from typing import Any

import click

from symcount import pipeline
from symcount.console import put
from symcount.network.request import Request
from symcount.options import FILE, request, request_options

STAGES = ("tree", "network", "tally", "derivation")


@click.command()
@FILE
@request_options
@click.option("--stage", type=click.Choice(STAGES), required=True, help="Which value of the line is shown.")
def show(file: str, stage: str, **options: Any) -> None:
    """Print one stage of the line, from the tree to the derivation."""
    model = pipeline.model_of(pipeline.source_of(file))
    put(_text(model, request(options, "all" if stage == "derivation" else "none"), stage), None)


def _text(model: pipeline.Model, request: Request, stage: str) -> str:
    from symcount.derivation.tally import tally
    from symcount.render import stages

    if stage == "tree":
        return stages.tree_text(model.tree)
    network = pipeline.network_of(model, request)
    match stage:
        case "network":
            return stages.network_text(network)
        case "tally":
            return stages.tally_text(tally(network))
        case _:
            return stages.derivation_text(pipeline.derivation_of(network))
