"""How a count grows with a symbol: `symcount scale FILE --by w`."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import click

from symcount import pipeline
from symcount.algebra.functions import Exact
from symcount.console import put, say
from symcount.language.diagnostics import problem
from symcount.network.request import Request
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
    from symcount.scaling.growth import growth
    from symcount.scaling.level import level

    model = pipeline.model(pipeline.find(file))
    symbol, _, other = (part.strip() for part in by.partition(","))
    asked = request(options, "none")
    points = _points(low, high, steps)
    found = (
        growth(model.scope, asked, symbol, points)
        if points
        else growth(model.scope, asked, symbol, _default(model, asked, symbol, steps))
    )
    curve = level(model.scope, asked, symbol, other, [p.at for p in found.points]) if other else None
    say(found.network.diagnostics)
    if plot is not None:
        from symcount.render import plot as drawing

        drawing.plot(found, Path(plot))
    put(render.growth(found, curve, format_), output)


def _points(low: str | None, high: str | None, steps: int) -> list[Exact] | None:
    from symcount.scaling.growth import spaced

    if low is None and high is None:
        return None
    if low is None or high is None:
        raise problem("E502", "a range needs both `--from` and `--to`")
    return spaced(exact_of("--from", low), exact_of("--to", high), steps)


def _default(model: pipeline.Model, asked: Request, symbol: str, steps: int) -> list[Exact]:
    from symcount.scaling.growth import default_points

    network = pipeline.network(model, replace(asked, keep=frozenset({symbol})))
    return default_points(network, symbol, steps)


def exact_of(option: str, text: str) -> Exact:
    """A positive number such as 0.25 or 1/4. Raises Problem."""
    try:
        found = Fraction(text.replace("_", ""))
    except (ValueError, ZeroDivisionError):
        raise problem("E502", f"`{option} {text}` is no number", help="e.g. 0.25 or 1/4") from None
    if found <= 0 or max(found.numerator.bit_length(), found.denominator.bit_length()) > 3_000:
        raise problem("E502", f"`{option} {text}` must be positive")
    return found.numerator if found.denominator == 1 else found
