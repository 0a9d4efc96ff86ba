"""The commands that explore: scale, solve, compare."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import click

from symcount import pipeline
from symcount.algebra.functions import Exact
from symcount.console import FILE, pairs_of, put, request, request_options, say
from symcount.language.diagnostics import problem
from symcount.network.request import Request

FORMATS = click.Choice(["text", "json", "csv", "latex"])


@click.command()
@FILE
@request_options
@click.option(
    "--by", required=True, metavar="SYMBOL[,SYMBOL]", help="The symbol; with a second one, the curve of equal counts."
)
@click.option("--from", "low", metavar="VALUE", help="The first value of the table.")
@click.option("--to", "high", metavar="VALUE", help="The last value of the table.")
@click.option("--steps", type=click.IntRange(1, 1000), default=8, show_default=True, help="How many values.")
@click.option("--format", "format_", type=FORMATS, default="text", show_default=True)
@click.option("--plot", metavar="FILE", help="Draw it: .svg, .pdf or .png (needs the extra `plot`).")
@click.option("-o", "output", metavar="OUT", help="Write to a file, whole or not at all.")
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
    """How FILE's count grows with a symbol: polynomial, degree, exponent, doubling, shares, and a table."""
    from symcount.render import scaling as render
    from symcount.scaling.growth import growth
    from symcount.scaling.level import level

    model = pipeline.model(pipeline.find(file))
    symbol, _, other = (part.strip() for part in by.partition(","))
    asked = request({**options, "width": options["width"]}, "none")
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
@click.option("--format", "format_", type=FORMATS, default="text", show_default=True)
@click.option("-o", "output", metavar="OUT", help="Write to a file, whole or not at all.")
def solve(file: str, symbol: str, budgets: tuple[str, ...], format_: str, output: str | None, **options: Any) -> None:
    """The largest SYMBOL for which FILE stays within a budget, exact, and proved by evaluation."""
    from symcount.render import scaling as render
    from symcount.scaling.solve import budget_of, solve

    model = pipeline.model(pipeline.find(file))
    found = solve(model.scope, request(options, "none"), symbol, [budget_of(b) for b in budgets])
    say(found.network.diagnostics)
    put(render.solved(found, format_), output)


@click.command()
@click.argument("left")
@click.argument("right", required=False)
@request_options
@click.option("--against", multiple=True, metavar="NAME=VALUE", callback=pairs_of, help="The other variant of LEFT.")
@click.option("--format", "format_", type=FORMATS, default="text", show_default=True)
@click.option("-o", "output", metavar="OUT", help="Write to a file, whole or not at all.")
def compare(
    left: str, right: str | None, against: dict[str, str], format_: str, output: str | None, **options: Any
) -> None:
    """Two networks, FILE or FILE:NAME, or two variants of one: difference, ratio, crossings, stage by stage."""
    from symcount.render import scaling as render
    from symcount.scaling.compare import compare

    if (right is None) == (not against):
        raise click.UsageError("name a second FILE, or a variant with --against NAME=VALUE")
    asked = request(options, "all")
    first = _variant(left, asked)
    if right is not None:
        second, titles = _variant(right, asked), (left, right)
    else:
        if asked.keep is None:  # what tells the variants apart is a number
            asked = replace(asked, keep=frozenset(first.keep) - {*asked.settings, *against}, insist=False)
            first = _variant(left, asked)
        second = _variant(left, replace(asked, settings={**asked.settings, **against}))
        titles = (_title(asked.settings, against) or left, _title(against, against))
    say((*first.diagnostics, *(d for d in second.diagnostics if d not in first.diagnostics)))
    put(render.comparison(compare(first, second), *titles, format_), output)


def _variant(name: str, asked: Request) -> Any:
    """The network of FILE or FILE:NAME, with those settings that are its own."""
    file, colon, net = name.rpartition(":")
    if not colon or not file or Path(name).exists():
        file, net = name, ""
    model = pipeline.model(pipeline.find(file))
    return pipeline.network(model, replace(asked, net=net or asked.net, insist=False))


def _title(settings: Any, shown: dict[str, str]) -> str:
    return ", ".join(f"{name} = {settings[name]}" for name in shown if name in settings)
