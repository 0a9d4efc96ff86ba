"""How a count grows with a symbol: `symcount scale FILE --by w`."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import click

from symcount import pipeline
from symcount.algebra.functions import Exact
from symcount.console import put, say
from symcount.language.diagnostics import problem
from symcount.options import FILE, format_option, output_option, request, request_options


@click.command()
@FILE
@request_options
@click.option(
    "--by", required=True, metavar="SYMBOL[,SYMBOL]", help="The symbol; with a second one, the curve of equal counts."
)
@click.option("--from", "low", metavar="VALUE", help="The first value of the table.")
@click.option("--to", "high", metavar="VALUE", help="The last value of the table.")
@click.option("--steps", type=click.IntRange(1, 1000), default=8, show_default=True, help="How many values.")
@format_option("text", "json", "csv", "latex")
@click.option("--plot", metavar="FILE", help="Draw it: .svg, .pdf or .png (needs the extra `plot`).")
@output_option
def scale(
    file: str,
    by: str,
    low: str | None,
    high: str | None,
    steps: int,
    format_: str,
    plot: str | None,
    output: str | None,
    **options: Any,
) -> None:
    """Say how FILE's count grows with a symbol.

    As polynomial, degree, exponent, doubling, shares, and a table.
    """
    from symcount.render import scaling as render
    from symcount.scaling.growth import growth, level

    model = pipeline.model_of(pipeline.source_of(file))
    symbol, _, other = (part.strip() for part in by.partition(","))
    what = request(options, "none")
    table = growth(model.scope, what, symbol, _range(low, high, steps), steps)
    curve = level(model.scope, what, symbol, other, [point.at for point in table.points]) if other else None
    say(table.network.diagnostics)
    if plot is not None:
        from symcount.render.plot import plot_growth

        plot_growth(table, Path(plot))
    put(render.growth_text(table, curve, format_), output)


def _range(low: str | None, high: str | None, steps: int) -> list[Exact] | None:
    from symcount.scaling.feasible import spaced

    if low is None and high is None:
        return None
    if low is None or high is None:
        raise problem("E502", "a range needs both `--from` and `--to`")
    return spaced(_exact_of("--from", low), _exact_of("--to", high), steps)


def _exact_of(option: str, text: str) -> Fraction:
    """A positive number such as 0.25 or 1/4. Raises Problem."""
    try:
        number = Fraction(text.replace("_", ""))
    except (ValueError, ZeroDivisionError):
        raise problem("E502", f"`{option} {text}` is no number", help="e.g. 0.25 or 1/4") from None
    if number <= 0 or max(number.numerator.bit_length(), number.denominator.bit_length()) > 3_000:
        raise problem("E502", f"`{option} {text}` must be positive")
    return number
