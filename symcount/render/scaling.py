"""Growth, solutions and comparisons in every format that the commands offer: pages, JSON and CSV."""

from __future__ import annotations

from fractions import Fraction
from operator import attrgetter
from typing import Any

from symcount.algebra.formula import symbols
from symcount.algebra.notations.unicode import readable, sympy_text
from symcount.document.blocks import Document
from symcount.document.scaling import lay_out_comparison, lay_out_growth, lay_out_solutions
from symcount.network.network import Network
from symcount.render import latex
from symcount.render.data import bindings, csv_text, dump
from symcount.render.text import plain_text
from symcount.scaling.compare import Comparison
from symcount.scaling.growth import Growth, Level, Point
from symcount.scaling.solve import Solution, Solutions


def growth_text(growth: Growth, curve: Level | None, format: str) -> str:
    """`symcount scale` as json, csv, latex or text."""
    match format:
        case "json":
            return dump(growth_data(growth, curve))
        case "csv":
            shares = [f"share {part.title}" for part in growth.parts]
            header = [growth.symbol, "parameters", "ideal", "gap", "exponent", "doubling", *shares]
            return csv_text([header, *(_point_row(point, len(shares)) for point in growth.points)])
        case _:
            return _page(lay_out_growth(growth, curve), format)


def solutions_text(answer: Solutions, format: str) -> str:
    """`symcount solve` as json, csv, latex or text."""
    match format:
        case "json":
            return dump(solutions_data(answer))
        case "csv":
            header = ["budget", answer.symbol, "to", "parameters", "root"]
            return csv_text([header, *map(_solution_row, answer.solutions)])
        case _:
            return _page(lay_out_solutions(answer), format)


def comparison_text(comparison: Comparison, left: str, right: str, format: str) -> str:
    """`symcount compare` as json, csv, latex or text."""
    match format:
        case "json":
            return dump(comparison_data(comparison, left, right))
        case "csv":
            rows = [data_of(pair).values() for pair in (*comparison.stages, comparison.whole)]
            return csv_text([["", left, right, "difference", "ratio"], *rows])
        case _:
            return _page(lay_out_comparison(comparison, left, right), format)


def _page(document: Document, format: str) -> str:
    return latex.latex_lines(document) if format == "latex" else plain_text(document)


def _point_row(point: Point, stages: int) -> list[Any]:
    shares = map(float, point.shares) if point.shares else (None,) * stages
    return [*data_of(point).values(), *shares]


def _solution_row(solution: Solution) -> list[Any]:
    best = solution.best
    where = [None, None, None] if best is None else [data_of(best.low), data_of(best.high), best.parameters]
    return [solution.budget, *where, "; ".join(repr(root.decimal) for root in solution.roots)]


# ---- data --------------------------------------------------------------------------------

KEYS = {
    "Part": "label=title exact polynomial=ideal.tree degree leading limit_share=share",
    "Point": "at parameters=exact ideal gap exponent doubling",
    "Level": "symbol other parameters formula table=points",
    "LevelPoint": "at other whole parameters",
    "Solution": "budget roots best next=following",
    "Root": "exact=text latex decimal",
    "Plateau": "from=low to=high from_included=low_included to_included=high_included parameters",
    "Pair": "label=title left right difference ratio",
}
"""What JSON says of a record: its keys in order, each with the attribute that it holds where that has another name."""

FLOATS = {"limit_share", "gap", "exponent", "doubling"}
"""Numbers for reading; all others are exact."""


def data_of(value: Any) -> Any:
    """A value as JSON and CSV hold it: formulas for sympy, fractions as strings, records as KEYS says."""
    if value is None or isinstance(value, int | float | str):
        return value
    if isinstance(value, Fraction):
        return int(value) if value.denominator == 1 else str(value)
    if keys := KEYS.get(type(value).__name__):
        return dict(_entry(key, value) for key in keys.split())
    if isinstance(value, tuple):
        return list(map(data_of, value))
    expression = sympy_text(value, tuple(symbols(value)))  # in the names of `readable`
    return int(expression) if expression.lstrip("-").isdecimal() else expression


def _entry(key: str, record: Any) -> tuple[str, Any]:
    name, _, attribute = key.partition("=")
    value = attrgetter(attribute or name)(record)
    return name, float(value) if name in FLOATS and value is not None else data_of(value)


def _about(network: Network) -> dict[str, Any]:
    return {"network": network.name, "bindings": bindings(network)}


def growth_data(growth: Growth, curve: Level | None) -> dict[str, Any]:
    """`symcount scale --format json`."""
    return {
        **_about(growth.network),
        "symbol": readable((growth.symbol,))[growth.symbol],
        "total": data_of(growth.whole),
        "exponent": data_of(growth.exponent),
        "stages": data_of(growth.parts),
        "dropped": data_of(growth.whole.ideal.dropped),
        "table": [_point_data(point, growth) for point in growth.points],
        "level": data_of(curve),
    }


def _point_data(point: Point, growth: Growth) -> dict[str, Any]:
    shares = zip(growth.parts, point.shares, strict=False)
    return {**data_of(point), "shares": {part.title: float(s) for part, s in shares}, "why": point.why or None}


def solutions_data(answer: Solutions) -> dict[str, Any]:
    """`symcount solve --format json`."""
    return {
        **_about(answer.network),
        "symbol": readable((answer.symbol,))[answer.symbol],
        "equation": data_of(answer.equation),
        "dropped": data_of(answer.dropped),
        "step": data_of(answer.step),
        "solutions": data_of(answer.solutions),
    }


def comparison_data(comparison: Comparison, left: str, right: str) -> dict[str, Any]:
    """`symcount compare --format json`."""
    names = tuple(dict.fromkeys((*comparison.left.keep, *comparison.right.keep)))
    return {
        "left": {"name": left, **_about(comparison.left)},
        "right": {"name": right, **_about(comparison.right)},
        "symbols": list(readable(names).values()),
        "total": data_of(comparison.whole),
        "stages": data_of(comparison.stages),
        "only_left": data_of(comparison.only_left),
        "only_right": data_of(comparison.only_right),
        "crossings": [{"symbol": comparison.symbol, **data_of(root)} for root in comparison.crossings],
        "values": data_of(comparison.numbers),
    }
