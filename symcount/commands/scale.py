"""How a count grows with a symbol: `symcount scale FILE --by w`."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path
from typing import Any

import click

from symcount import pipeline
from symcount.console import put, say
from symcount.language.diagnostics import problem
from symcount.language.source import short
from symcount.options import FILE, file_options, request, request_options

_BY = "The symbol; with a second one, the curve of equal counts."


def _positive(context: click.Context, parameter: click.Parameter, text: str | None) -> Fraction | None:
    """A number such as 0.25 or 1/4. Raises Problem."""
    if text is None:
        return None
    given, digits = f"{parameter.opts[0]} {short(text)}", text.replace("_", "")
    if len(digits) > 1_000 or re.search("e[+-]?0*[1-9][0-9]{3}", digits, re.IGNORECASE):  # before it is computed
        raise problem("E502", f"`{given}` has too many digits")
    try:
        number = Fraction(digits)
    except (ValueError, ZeroDivisionError):
        raise problem("E502", f"`{given}` is no number", help="e.g. 0.25 or 1/4") from None
    if number <= 0:
        raise problem("E502", f"`{given}` must be positive")
    if max(number.numerator.bit_length(), number.denominator.bit_length()) > 3_000:
        raise problem("E502", f"`{given}` has too many digits")
    return number


@click.command()
@FILE
@request_options
@click.option("--by", required=True, metavar="SYMBOL[,SYMBOL]", help=_BY)
@click.option("--from", "low", metavar="VALUE", callback=_positive, help="The first value of the table.")
@click.option("--to", "high", metavar="VALUE", callback=_positive, help="The last value of the table.")
@click.option("--steps", type=click.IntRange(1, 1000), default=8, show_default=True, help="How many values.")
@file_options("text", "json", "csv", "latex")
@click.option("--plot", metavar="FILE", help="Draw it: .svg, .pdf or .png (needs the extra `plot`).")
def scale(file: str, by: str, steps: int, format_: str, plot: str | None, output: str | None, **options: Any) -> None:
    """Say how FILE's count grows with a symbol.

    As polynomial, degree, exponent, doubling, shares, and a table.
    """
    from symcount.render.scaling import GROWTH
    from symcount.scaling.feasible import spaced
    from symcount.scaling.growth import growth, level

    low, high = options["low"], options["high"]
    if (low is None) != (high is None):
        raise problem("E502", "a range needs both `--from` and `--to`")
    scope = pipeline.model_of(pipeline.source_of(file)).scope
    symbol, _, other = (part.strip() for part in by.partition(","))
    what = request(options, "none")
    table = growth(scope, what, symbol, None if low is None else spaced(low, high, steps), steps)
    curve = level(scope, what, symbol, other, [point.at for point in table.points]) if other else None
    say(table.network.diagnostics)
    if plot is not None:
        from symcount.render.plot import plot_growth

        plot_growth(table, Path(plot))
    put(GROWTH.text(format_, table, curve), output)
