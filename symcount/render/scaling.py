"""Growth, solutions and comparisons in every format that the commands offer."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from symcount.algebra.formula import Formula, symbols
from symcount.algebra.functions import Exact
from symcount.algebra.sympy_text import readable, text
from symcount.document.blocks import Document
from symcount.document.scaling import lay_out_comparison, lay_out_growth, lay_out_solved
from symcount.network.network import Network
from symcount.render import latex
from symcount.render import text as plain_text
from symcount.render.data import bindings, dump
from symcount.scaling.compare import Comparison, Pair
from symcount.scaling.growth import Growth, Part, Point
from symcount.scaling.level import Level
from symcount.scaling.solve import Plateau, Solved


def growth(found: Growth, curve: Level | None, format: str) -> str:
    """`symcount scale`."""
    match format:
        case "json":
            return dump(growth_data(found, curve))
        case "csv":
            titles = [p.title for p in found.parts]
            header = [
                found.symbol,
                "parameters",
                "ideal",
                "gap",
                "exponent",
                "doubling",
                *(f"share {t}" for t in titles),
            ]
            return table(header, [_point_row(p, len(titles)) for p in found.points])
        case _:
            return page(lay_out_growth(found, curve), format)


def solved(found: Solved, format: str) -> str:
    """`symcount solve`."""
    match format:
        case "json":
            return dump(solved_data(found))
        case "csv":
            header = ["budget", found.symbol, "to", "parameters", "root"]
            rows = [
                [s.budget, *_plateau_row(s.best), "; ".join(f"{r.decimal!r}" for r in s.roots)] for s in found.solutions
            ]
            return table(header, rows)
        case _:
            return page(lay_out_solved(found), format)


def comparison(found: Comparison, left: str, right: str, format: str) -> str:
    """`symcount compare`."""
    match format:
        case "json":
            return dump(comparison_data(found, left, right))
        case "csv":
            rows = [
                [p.title, *(_string(t) for t in (p.left, p.right, p.difference, p.ratio))]
                for p in (*found.stages, found.whole)
            ]
            return table(["", left, right, "difference", "ratio"], rows)
        case _:
            return page(lay_out_comparison(found, left, right), format)


def page(document: Document, format: str) -> str:
    """A document as `text` or `latex`."""
    return latex.latex_lines(document) if format == "latex" else plain_text.plain_text(document)


def table(header: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    """CSV; a text that a spreadsheet would take for a formula is marked as text."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([_safe(h) for h in header])
    writer.writerows([[_safe(c) for c in row] for row in rows])
    return out.getvalue()


def _safe(cell: Any) -> Any:
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


# ---- data --------------------------------------------------------------------------------


def exact(x: Exact | None) -> int | str | None:
    """An integer, or a fraction as a string."""
    return None if x is None else int(x) if Fraction(x).denominator == 1 else str(Fraction(x))


def _float(x: Fraction | None) -> float | None:
    return None if x is None else float(x)


def _string(tree: Formula | None) -> int | str | None:
    """A formula for sympy, in the names of `reading.readable`."""
    if tree is None:
        return None
    found = text(tree, tuple(symbols(tree)))
    return int(found) if found.lstrip("-").isdecimal() else found


def _about(network: Network) -> dict[str, Any]:
    return {"network": network.name, "bindings": bindings(network)}


def growth_data(found: Growth, curve: Level | None) -> dict[str, Any]:
    """`symcount scale --format json`; shares, exponents and doublings are floats for reading, counts are exact."""
    return {
        **_about(found.network),
        "symbol": readable((found.symbol,))[found.symbol],
        "total": _part_data(found.whole),
        "exponent": _string(found.exponent),
        "stages": [_part_data(p) for p in found.parts],
        "dropped": list(found.whole.ideal.dropped),
        "table": [_point_data(p, found) for p in found.points],
        "level": None if curve is None else _level_data(curve),
    }


def _part_data(p: Part) -> dict[str, Any]:
    return {
        "label": p.title,
        "exact": _string(p.exact),
        "polynomial": _string(p.ideal.tree),
        "degree": p.degree,
        "leading": _string(p.leading),
        "limit_share": _float(p.share),
    }


def _point_data(p: Point, found: Growth) -> dict[str, Any]:
    return {
        "at": exact(p.at),
        "parameters": p.exact,
        "ideal": exact(p.ideal),
        "gap": _float(p.gap),
        "exponent": _float(p.exponent),
        "doubling": _float(p.doubling),
        "shares": {part.title: float(s) for part, s in zip(found.parts, p.shares, strict=False)},
        "why": p.why or None,
    }


def _point_row(p: Point, stages: int) -> list[Any]:
    shares: list[float | None] = [float(s) for s in p.shares] or [None] * stages
    return [exact(p.at), p.exact, exact(p.ideal), _float(p.gap), _float(p.exponent), _float(p.doubling), *shares]


def _level_data(curve: Level) -> dict[str, Any]:
    return {
        "symbol": curve.symbol,
        "other": curve.other,
        "parameters": curve.parameters,
        "formula": _string(curve.formula),
        "table": [
            {"at": exact(p.at), "other": exact(p.other), "whole": p.whole, "parameters": p.parameters}
            for p in curve.points
        ],
    }


def solved_data(found: Solved) -> dict[str, Any]:
    """`symcount solve --format json`."""
    return {
        **_about(found.network),
        "symbol": readable((found.symbol,))[found.symbol],
        "equation": _string(found.equation),
        "dropped": list(found.dropped),
        "step": exact(found.step),
        "solutions": [
            {
                "budget": s.budget,
                "roots": [{"exact": r.text, "latex": r.latex, "decimal": r.decimal} for r in s.roots],
                "best": _plateau_data(s.best),
                "next": _plateau_data(s.following),
            }
            for s in found.solutions
        ],
    }


def _plateau_data(p: Plateau | None) -> dict[str, Any] | None:
    return (
        None
        if p is None
        else {
            "from": exact(p.low),
            "to": exact(p.high),
            "from_included": p.low_included,
            "to_included": p.high_included,
            "parameters": p.parameters,
        }
    )


def _plateau_row(p: Plateau | None) -> list[Any]:
    return [None, None, None] if p is None else [exact(p.low), exact(p.high), p.parameters]


def comparison_data(found: Comparison, left: str, right: str) -> dict[str, Any]:
    """`symcount compare --format json`."""
    names = tuple(dict.fromkeys((*found.left.keep, *found.right.keep)))
    return {
        "left": {"name": left, **_about(found.left)},
        "right": {"name": right, **_about(found.right)},
        "symbols": list(readable(names).values()),
        "total": _pair_data(found.whole),
        "stages": [_pair_data(p) for p in found.stages],
        "only_left": list(found.only_left),
        "only_right": list(found.only_right),
        "crossings": [
            {"symbol": found.symbol, "exact": c.text, "latex": c.latex, "decimal": c.decimal} for c in found.crossings
        ],
        "values": None if found.numbers is None else [exact(x) for x in found.numbers],
    }


def _pair_data(p: Pair) -> dict[str, Any]:
    return {
        "label": p.title,
        "left": _string(p.left),
        "right": _string(p.right),
        "difference": _string(p.difference),
        "ratio": _string(p.ratio),
    }
