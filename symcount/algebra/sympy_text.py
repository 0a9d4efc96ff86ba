"""Formulas as strings that sympy reads, rounding written out, and the names in them that sympy can read."""

from __future__ import annotations

import keyword
from collections.abc import Callable, Mapping
from dataclasses import replace

from symcount.algebra.formula import Factor, Formula
from symcount.algebra.notation import ARCH, write

_SPOKEN_FOR = {*keyword.kwlist, "Max", "Min", "floor", "ceiling", "Piecewise", "Mod", "log", "sqrt", "Eq", "Sum"}


def text(node: Formula, names: tuple[str, ...]) -> str:
    """`node` as a string that `sympy.sympify` reads with the names of `readable(names)` as its locals."""
    return write(Factor(node), replace(_SYMPY, names=readable(names)))


def readable(names: tuple[str, ...]) -> dict[str, str]:
    """Each name as it stands in such a string: `lambda` becomes `lambda_`, nearly all stay as they are."""
    taken = set(names)
    found: dict[str, str] = {}
    for name in names:
        new = name
        while new in _SPOKEN_FOR or (new != name and new in taken):
            new += "_"
        found[name] = new
        taken.add(new)
    return found


def _divisible(v: str, d: str) -> str:
    n = f"Max({d}, {d}*floor(({v} + {d}/2)/{d}))"
    return f"Piecewise(({n} + {d}, 10*{n} < 9*({v})), ({n}, True))"


def _round(x: str) -> str:
    """Half to even, as Python rounds."""
    r = f"floor({x} + 1/2)"
    return f"Piecewise(({r} - 1, Eq({r}, {x} + 1/2) & Eq(Mod({r}, 2), 1)), ({r}, True))"


def _named(name: str) -> Callable[..., str]:
    return lambda *arguments: f"{name}({', '.join(arguments)})"


_CALLS: Mapping[str, Callable[..., str]] = {
    "ceil": _named("ceiling"),
    "floor": _named("floor"),
    "round": _round,
    "divisible": _divisible,
    "max": _named("Max"),
    "min": _named("Min"),
    "sqrt": _named("sqrt"),
    "log2": lambda x: f"log({x}, 2)",
    "mod": _named("Mod"),
}

_SYMPY = replace(
    ARCH,
    power=lambda base, exponent, symbol: f"{base}**{exponent}" if exponent.isalnum() else f"{base}**({exponent})",
    calls=_CALLS,
    summation=lambda i, last, body: f"Sum({body}, ({i}, 0, {last}))",
)
