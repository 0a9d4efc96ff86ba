"""A stage of the line: `symcount show FILE --stage network`."""

from __future__ import annotations

from typing import Any

import click

from symcount import pipeline
from symcount.command import Page
from symcount.console import put
from symcount.options import choice, request, request_options
from symcount.outputs import FILE, report_option

STAGES = ("tree", "network", "tally", "derivation")


@click.command(cls=Page, epilog="symcount show cnn --stage network")
@FILE
@choice("--stage", STAGES, "network", "Which value of the line is shown.")
@report_option
@request_options
def show(file: str, stage: str, **options: Any) -> None:
    """Print one stage of the line, from the tree to the derivation."""
    from symcount.derivation.tally import tally
    from symcount.render import stages

    model = pipeline.model_of(pipeline.source_of(file))
    what = request(options, "all" if stage == "derivation" else "none")
    match stage:
        case "tree":
            text = stages.tree_text(model.tree)
        case "network":
            text = stages.network_text(pipeline.network_of(model, what))
        case "tally":
            text = stages.tally_text(tally(pipeline.network_of(model, what)))
        case _:
            text = stages.derivation_text(pipeline.derivation_of(pipeline.network_of(model, what)))
    put(text, None)
