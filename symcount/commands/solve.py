"""What fits a budget: `symcount solve FILE --for w --params 5M`."""

from __future__ import annotations

from typing import Any

import click

from symcount import pipeline
from symcount.console import put, say
from symcount.options import FILE, format_option, output_option, request, request_options


@click.command()
@FILE
@request_options
@click.option(
    "--for", "symbol", required=True, metavar="SYMBOL", help="What to solve for: a width, depth, vocabulary, …"
)
@click.option(
    "--params",
    "budgets",
    required=True,
    multiple=True,
    metavar="N",
    help="The budget: 5e6, 5M, 5_000_000. May be repeated.",
)
@format_option("text", "json", "csv", "latex")
@output_option
def solve(file: str, symbol: str, budgets: tuple[str, ...], format_: str, output: str | None, **options: Any) -> None:
    """Find the largest SYMBOL for which FILE stays within a budget.

    It is exact, and proved by evaluation.
    """
    from symcount.render import scaling as render
    from symcount.scaling.solve import budget_of, solve

    model = pipeline.model_of(pipeline.source_of(file))
    answer = solve(model.scope, request(options, "none"), symbol, [budget_of(b) for b in budgets])
    say(answer.network.diagnostics)
    put(render.solutions_text(answer, format_), output)
