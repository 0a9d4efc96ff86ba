"""Growth, solutions and comparisons in every format that the commands offer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from symcount.algebra.notations.unicode import readable
from symcount.document.scaling import lay_out_comparison, lay_out_frontier, lay_out_growth, lay_out_solutions
from symcount.network.network import Network
from symcount.render.data import bindings, data_of
from symcount.render.formats import Answer
from symcount.scaling.compare import Comparison, Pair
from symcount.scaling.frontier import Frontier
from symcount.scaling.growth import Growth, Point
from symcount.scaling.level import Level
from symcount.scaling.solve import Solutions

Rows = Iterator[list[Any]]
"""Of a spreadsheet, the header first."""


def _about(network: Network) -> dict[str, Any]:
    return {"network": network.name, "bindings": bindings(network)}


# ---- growth ------------------------------------------------------------------------------


def _growth_data(growth: Growth, curve: Level | None) -> dict[str, Any]:
    return {
        **_about(growth.network),
        "symbol": readable((growth.symbol,))[growth.symbol],
        **data_of(growth),
        "table": [_point_data(point, growth) for point in growth.points],
        "level": curve,
    }


def _point_data(point: Point, growth: Growth) -> dict[str, Any]:
    shares = zip(growth.parts, point.shares, strict=False)
    return {**data_of(point), "shares": {part.title: float(s) for part, s in shares}, "why": point.why or None}


def _growth_rows(growth: Growth, curve: Level | None) -> Rows:
    titles = [f"share {part.title}" for part in growth.parts]
    yield [growth.symbol, "parameters", "ideal", "gap", "exponent", "doubling", *titles]
    for point in growth.points:
        yield [*data_of(point).values(), *(map(float, point.shares) if point.shares else (None,) * len(titles))]


GROWTH = Answer(lay_out_growth, _growth_data, _growth_rows)
"""What `symcount scale` prints of a growth, and of the level curve in it or None."""

# ---- solving -----------------------------------------------------------------------------


def _solutions_data(answer: Solutions) -> dict[str, Any]:
    symbol = readable((answer.symbol,))[answer.symbol]
    return {**_about(answer.network), "symbol": symbol, **data_of(answer)}


def _solutions_rows(answer: Solutions) -> Rows:
    yield ["budget", answer.symbol, "to", "parameters", "root"]
    for solution in answer.solutions:
        best = solution.best
        where = [None, None, None] if best is None else [data_of(best.low), data_of(best.high), best.parameters]
        yield [solution.budget, *where, "; ".join(repr(root.decimal) for root in solution.roots)]


SOLUTIONS = Answer(lay_out_solutions, _solutions_data, _solutions_rows)
"""What `symcount solve` prints."""


def _frontier_data(answer: Frontier) -> dict[str, Any]:
    return {**_about(answer.network), "symbols": list(readable(answer.symbols).values()), **data_of(answer)}


def _frontier_rows(answer: Frontier) -> Rows:
    name, other = answer.symbols
    yield [other, name, "to", "parameters"]
    for pair in answer.pairs:
        found = pair.found
        yield [data_of(pair.other), data_of(found.low), data_of(found.high), found.parameters]


FRONTIER = Answer(lay_out_frontier, _frontier_data, _frontier_rows)
"""What `symcount solve` prints of two symbols."""

# ---- comparing ---------------------------------------------------------------------------


def _comparison_data(comparison: Comparison, left: str, right: str) -> dict[str, Any]:
    names = tuple(dict.fromkeys((*comparison.left.keep, *comparison.right.keep)))
    return {
        "left": {"name": left, **_about(comparison.left)},
        "right": {"name": right, **_about(comparison.right)},
        "symbols": list(readable(names).values()),
        **data_of(comparison),
        "crossings": [{"symbol": comparison.symbol, **data_of(root)} for root in comparison.crossings],
        "alone": {title: data_of(count) for title, count in comparison.alone.items()},
        "differing": {readable((name,))[name]: data_of(pair) for name, pair in comparison.differing.items()},
        "values": data_of(comparison.numbers),
        "value_difference": data_of(comparison.whole.value_difference),
    }


def _comparison_rows(comparison: Comparison, left: str, right: str) -> Rows:
    values = (f"{left} at values", f"{right} at values", "difference at values")
    yield ["", left, right, "difference", "ratio", *values]
    *stages, whole = (_pair_row(pair) for pair in (*comparison.stages, comparison.whole))
    yield from stages
    yield from ([title, data_of(comparison.alone[title])] for title in comparison.only_left)
    yield from ([title, None, data_of(comparison.alone[title])] for title in comparison.only_right)
    yield whole


def _pair_row(pair: Pair) -> list[Any]:
    *columns, values, difference = data_of(pair).values()
    return [*columns, *(values or (None, None)), difference]


COMPARISON = Answer(lay_out_comparison, _comparison_data, _comparison_rows)
"""What `symcount compare` prints of a comparison, and of the names of the two networks."""
