"""What fits a budget: `symcount solve FILE --for w --params 5M`."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import click

from symcount import pipeline
from symcount.command import Page
from symcount.console import put, say
from symcount.options import exact, request, request_options, without_keep
from symcount.outputs import FILE, file_options

_FOR = "What to solve for: a width, depth, vocabulary, …; two, as in `w,n`, for their largest pairs."
_PARAMS = "The budget: 5e6, 5M, 5_000_000. May be repeated."
_LIKE = "A network whose count is the budget. May be repeated."
_MULTIPLE = "The answer is a multiple of this number."


@click.command(
    cls=Page,
    epilog="symcount solve resnet50 --for w --params 5M\nsymcount solve unet --for w --like resnet50 --multiple-of 8",
)
@FILE
@click.option("--for", "symbol", required=True, metavar="SYMBOL[,SYMBOL]", help=_FOR)
@click.option("--params", "budgets", multiple=True, metavar="N", help=_PARAMS)
@click.option("--like", "likes", multiple=True, metavar="FILE[:NET]", help=_LIKE)
@click.option("--multiple-of", "multiple", metavar="N", callback=exact, help=_MULTIPLE)
@file_options("text", "markdown", "csv", "json", "latex")
@request_options
def solve(
    file: str,
    symbol: str,
    budgets: tuple[str, ...],
    likes: tuple[str, ...],
    multiple: Fraction | None,
    format_: str,
    output: str | None,
    **options: Any,
) -> None:
    """Find the largest SYMBOL for which FILE stays within a budget.

    It is exact, and proved by evaluation; what was not searched is said.
    """
    if not budgets and not likes:
        raise click.UsageError("say the budget: --params N, or --like FILE")
    without_keep(options, "--for says which symbol is kept")
    from symcount.render.scaling import FRONTIER, SOLUTIONS
    from symcount.scaling.frontier import frontier
    from symcount.scaling.solve import budget_of, solve

    scope = pipeline.model_of(pipeline.source_of(file)).scope
    what = request(options, "none")
    named = {pipeline.parameters_at(name, what): name for name in likes}
    numbers = [*map(budget_of, budgets), *named]
    name, _, other = (part.strip() for part in symbol.partition(","))
    if other == name:
        raise click.UsageError("two symbols are two different ones")
    if other and len(numbers) > 1:
        raise click.UsageError("two symbols take one budget")
    if other:
        pairs = frontier(scope, what, (name, other), numbers[0], multiple)
        put(FRONTIER.text(format_, pairs), output)
        return
    answer = solve(scope, what, name, numbers, multiple, named)
    say(answer.network.diagnostics)
    put(SOLUTIONS.text(format_, answer), output)
