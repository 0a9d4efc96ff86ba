"""How a count grows with a symbol: `symcount scale FILE --by w`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from symcount import pipeline
from symcount.command import Page
from symcount.console import put, say
from symcount.language.diagnostics import problem
from symcount.options import exact, request, request_options
from symcount.outputs import FILE, file_options

_BY = "The symbol; with a second one, the curve of equal counts."


@click.command(
    cls=Page,
    epilog="symcount scale gpt2 --by d --from 512 --to 1024 --steps 3\nsymcount scale unet --by w --plot unet.svg",
)
@FILE
@click.option("--by", required=True, metavar="SYMBOL[,SYMBOL]", help=_BY)
@click.option("--from", "low", metavar="VALUE", callback=exact, help="The first value of the table.")
@click.option("--to", "high", metavar="VALUE", callback=exact, help="The last value of the table.")
@click.option("--steps", type=click.IntRange(1, 1000), default=8, show_default=True, help="How many values.")
@file_options("text", "markdown", "csv", "json", "latex")
@click.option("--plot", metavar="FILE", help="Draw it: .svg, .pdf or .png (needs the extra `plot`).")
@request_options
def scale(file: str, by: str, steps: int, format_: str, plot: str | None, output: str | None, **options: Any) -> None:
    """Say how FILE's count grows with a symbol.

    As polynomial, degree, exponent, doubling, shares, and a table.
    """
    from symcount.render.scaling import GROWTH
    from symcount.scaling.growth import growth
    from symcount.scaling.level import level

    low, high = options["low"], options["high"]
    if (low is None) != (high is None):
        raise problem("E502", "a range needs both `--from` and `--to`")
    scope = pipeline.model_of(pipeline.source_of(file)).scope
    symbol, _, other = (part.strip() for part in by.partition(","))
    what = request(options, "none")
    table = growth(scope, what, symbol, steps=steps, ends=None if low is None else (low, high))
    curve = level(scope, what, symbol, other, [point.at for point in table.points]) if other else None
    say(table.network.diagnostics)
    if plot is not None:
        from symcount.render.plot import plot_growth

        plot_growth(table, Path(plot))
    put(GROWTH.text(format_, table, curve), output)
