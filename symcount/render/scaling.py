"""Growth, solutions and comparisons in every format that the commands offer: pages, JSON and CSV."""

from __future__ import annotations

from typing import Any

from symcount.algebra.formula import Formula, symbols
from symcount.algebra.functions import Exact
from symcount.algebra.sympy_text import readable, sympy_text
from symcount.document.blocks import Document
from symcount.document.scaling import lay_out_comparison, lay_out_growth, lay_out_solutions
from symcount.network.network import Network
from symcount.render import latex
from symcount.render.data import bindings, csv_text, dump
from symcount.render.text import plain_text
from symcount.scaling.compare import Comparison, Pair
from symcount.scaling.growth import Growth, Part, Point
from symcount.scaling.level import Level
from symcount.scaling.solve import Plateau, Root, Solution, Solutions


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
            rows = [_pair_data(pair).values() for pair in (*comparison.stages, comparison.whole)]
            return csv_text([["", left, right, "difference", "ratio"], *rows])
        case _:
            return _page(lay_out_comparison(comparison, left, right), format)


def _page(document: Document, format: str) -> str:
    return latex.latex_lines(document) if format == "latex" else plain_text(document)


def _point_row(point: Point, stages: int) -> list[Any]:
    return [*_numbers(point).values(), *map(_float, point.shares or (None,) * stages)]


def _solution_row(solution: Solution) -> list[Any]:
    best = solution.best
    where = [None, None, None] if best is None else [_exact(best.low), _exact(best.high), best.parameters]
    return [solution.budget, *where, "; ".join(repr(root.decimal) for root in solution.roots)]


# ---- data --------------------------------------------------------------------------------


def _exact(number: Exact | None) -> int | str | None:
    """An integer, or a fraction as a string."""
    return None if number is None else int(number) if number.denominator == 1 else str(number)


def _float(number: Exact | None) -> float | None:
    return None if number is None else float(number)


def _expression(form: Formula | None) -> int | str | None:
    """A number, or a formula for sympy in the names of `sympy_text.readable`."""
    if form is None:
        return None
    expression = sympy_text(form, tuple(symbols(form)))
    return int(expression) if expression.lstrip("-").isdecimal() else expression


def _about(network: Network) -> dict[str, Any]:
    return {"network": network.name, "bindings": bindings(network)}


def growth_data(growth: Growth, curve: Level | None) -> dict[str, Any]:
    """`symcount scale --format json`; shares, exponents and doublings are floats for reading, counts are exact."""
    return {
        **_about(growth.network),
        "symbol": readable((growth.symbol,))[growth.symbol],
        "total": _part_data(growth.whole),
        "exponent": _expression(growth.exponent),
        "stages": [_part_data(part) for part in growth.parts],
        "dropped": list(growth.whole.ideal.dropped),
        "table": [_point_data(point, growth) for point in growth.points],
        "level": None if curve is None else _level_data(curve),
    }


def _part_data(part: Part) -> dict[str, Any]:
    return {
        "label": part.title,
        "exact": _expression(part.exact),
        "polynomial": _expression(part.ideal.tree),
        "degree": part.degree,
        "leading": _expression(part.leading),
        "limit_share": _float(part.share),
    }


def _point_data(point: Point, growth: Growth) -> dict[str, Any]:
    shares = zip(growth.parts, point.shares, strict=False)
    return {**_numbers(point), "shares": {part.title: float(s) for part, s in shares}, "why": point.why or None}


def _numbers(point: Point) -> dict[str, int | float | str | None]:
    return {
        "at": _exact(point.at),
        "parameters": point.exact,
        "ideal": _exact(point.ideal),
        "gap": _float(point.gap),
        "exponent": _float(point.exponent),
        "doubling": _float(point.doubling),
    }


def _level_data(curve: Level) -> dict[str, Any]:
    return {
        "symbol": curve.symbol,
        "other": curve.other,
        "parameters": curve.parameters,
        "formula": _expression(curve.formula),
        "table": [
            {"at": _exact(p.at), "other": _exact(p.other), "whole": p.whole, "parameters": p.parameters}
            for p in curve.points
        ],
    }


def solutions_data(answer: Solutions) -> dict[str, Any]:
    """`symcount solve --format json`."""
    return {
        **_about(answer.network),
        "symbol": readable((answer.symbol,))[answer.symbol],
        "equation": _expression(answer.equation),
        "dropped": list(answer.dropped),
        "step": _exact(answer.step),
        "solutions": [
            {
                "budget": solution.budget,
                "roots": [_root_data(root) for root in solution.roots],
                "best": _plateau_data(solution.best),
                "next": _plateau_data(solution.following),
            }
            for solution in answer.solutions
        ],
    }


def _root_data(root: Root) -> dict[str, Any]:
    return {"exact": root.text, "latex": root.latex, "decimal": root.decimal}


def _plateau_data(plateau: Plateau | None) -> dict[str, Any] | None:
    if plateau is None:
        return None
    return {
        "from": _exact(plateau.low),
        "to": _exact(plateau.high),
        "from_included": plateau.low_included,
        "to_included": plateau.high_included,
        "parameters": plateau.parameters,
    }


def comparison_data(comparison: Comparison, left: str, right: str) -> dict[str, Any]:
    """`symcount compare --format json`."""
    names = tuple(dict.fromkeys((*comparison.left.keep, *comparison.right.keep)))
    return {
        "left": {"name": left, **_about(comparison.left)},
        "right": {"name": right, **_about(comparison.right)},
        "symbols": list(readable(names).values()),
        "total": _pair_data(comparison.whole),
        "stages": [_pair_data(pair) for pair in comparison.stages],
        "only_left": list(comparison.only_left),
        "only_right": list(comparison.only_right),
        "crossings": [{"symbol": comparison.symbol, **_root_data(root)} for root in comparison.crossings],
        "values": None if comparison.numbers is None else [_exact(number) for number in comparison.numbers],
    }


def _pair_data(pair: Pair) -> dict[str, Any]:
    return {
        "label": pair.title,
        "left": _expression(pair.left),
        "right": _expression(pair.right),
        "difference": _expression(pair.difference),
        "ratio": _expression(pair.ratio),
    }
