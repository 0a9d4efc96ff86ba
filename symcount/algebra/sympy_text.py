"""Formulas as strings that sympy reads, rounding written out, and the names in them that sympy can read."""

from __future__ import annotations

import keyword
from dataclasses import replace

from symcount.algebra.formula import Factor, Formula, symbols, value
from symcount.algebra.functions import FUNCTIONS
from symcount.algebra.notation import write
from symcount.algebra.notations.unicode import ARCH

_SPOKEN_FOR = {*keyword.kwlist, "Max", "Min", "floor", "ceiling", "Piecewise", "Mod", "log", "sqrt", "Eq", "Sum"}


def sympy_text(node: Formula, names: tuple[str, ...]) -> str:
    """`node` as a string that `sympy.sympify` reads with the names of `readable(names)` as its locals."""
    return write(Factor(node), replace(_SYMPY, names=readable(names)))


def expression_text(node: Formula, names: tuple[str, ...]) -> int | str:
    """A number as an integer, a closed form as `sympy_text` writes it."""
    return sympy_text(node, names) if symbols(node) else int(value(node))


def readable(names: tuple[str, ...]) -> dict[str, str]:
    """Each name as it stands in such a string: `lambda` becomes `lambda_`, nearly all stay as they are."""
    used = set(names)
    spelling: dict[str, str] = {}
    for name in names:
        new = name
        while new in _SPOKEN_FOR or (new != name and new in used):
            new += "_"
        spelling[name] = new
        used.add(new)
    return spelling


_SYMPY = replace(
    ARCH,
    power=lambda base, exponent, symbol: f"{base}**{exponent}" if exponent.isalnum() else f"{base}**({exponent})",
    calls={name: row.sympy.text for name, row in FUNCTIONS.items()},
    summation=lambda i, last, body: f"Sum({body}, ({i}, 0, {last}))",
)
