"""What fits a budget: `symcount solve FILE --for w --params 5M`."""

from __future__ import annotations

from typing import Any

import click

from symcount import pipeline
from symcount.console import put, say
from symcount.options import FILE, file_options, request, request_options

_FOR = "What to solve for: a width, depth, vocabulary, …"
_PARAMS = "The budget: 5e6, 5M, 5_000_000. May be repeated."


@click.command()
@FILE
@request_options
@click.option("--for", "symbol", required=True, metavar="SYMBOL", help=_FOR)
@click.option("--params", "budgets", required=True, multiple=True, metavar="N", help=_PARAMS)
@file_options("text", "json", "csv", "latex")
def solve(file: str, symbol: str, budgets: tuple[str, ...], format_: str, output: str | None, **options: Any) -> None:
    """Find the largest SYMBOL for which FILE stays within a budget.

    It is exact, and proved by evaluation.
    """
    from symcount.render.scaling import SOLUTIONS
    from symcount.scaling.solve import budget_of, solve

    scope = pipeline.model_of(pipeline.source_of(file)).scope
    answer = solve(scope, request(options, "none"), symbol, [budget_of(budget) for budget in budgets])
    say(answer.network.diagnostics)
    put(SOLUTIONS.text(format_, answer), output)
