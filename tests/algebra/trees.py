"""Random formulas, as plain Python that can be computed exactly, and as trees of symcount."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import Any

from hypothesis import strategies as st

from symcount.algebra import arithmetic
from symcount.algebra.formula import Call, Formula, Number, Power, Product, Quotient, Sum, Symbol, tidy

NAMES = ("a", "b", "w")
Values = Mapping[str, int]


@dataclass(frozen=True)
class F:
    """`op` of `parts`: "n" a number, "s" a symbol, + - * / ^, or a function."""

    op: str
    parts: tuple[Any, ...]

    def __repr__(self) -> str:
        return f"{self.op}{self.parts}" if len(self.parts) > 1 else str(self.parts[0])


def make_divisible(v: Fraction | float, divisor: int) -> int:
    """`_make_divisible` of the MobileNet code, as it stands in torchvision and in TensorFlow's models."""
    min_value = divisor
    half = divisor / 2 if isinstance(v, float) else Fraction(divisor, 2)
    new_v = max(min_value, floor(v + half) // divisor * divisor)
    if new_v < (0.9 if isinstance(v, float) else Fraction(9, 10)) * v:
        new_v += divisor
    return new_v


FUNCTIONS = {
    "ceil": lambda x: Fraction(ceil(x)),
    "floor": lambda x: Fraction(floor(x)),
    "round": lambda x: Fraction(round(x)),
    "max": max,
    "min": min,
    "divisible": lambda x, d: Fraction(make_divisible(x, int(d))),
    "mod": lambda x, d: x - d * floor(x / d),
}


def exact(f: F, values: Values) -> Fraction:
    """The number that `f` is, computed with nothing of symcount. Raises ZeroDivisionError."""
    if f.op == "n":
        return Fraction(f.parts[0])
    if f.op == "s":
        return Fraction(values[f.parts[0]])
    found = [exact(p, values) for p in f.parts]
    match f.op:
        case "+":
            return found[0] + found[1]
        case "-":
            return found[0] - found[1]
        case "*":
            return found[0] * found[1]
        case "/":
            return found[0] / found[1]
        case "^":
            return Fraction(found[0] ** int(found[1]))
        case name:
            return Fraction(FUNCTIONS[name](*found))


OPERATIONS = {
    "+": arithmetic.add,
    "-": arithmetic.subtract,
    "*": arithmetic.multiply,
    "/": arithmetic.divide,
    "^": arithmetic.power,
}


def computed(f: F, values: Values | None = None) -> Formula:
    """`f` by symcount's arithmetic; with numbers for its symbols where `values` are given."""
    if f.op == "n":
        return Number(tidy(f.parts[0]))
    if f.op == "s":
        return Symbol(f.parts[0]) if values is None else Number(values[f.parts[0]])
    found = [computed(p, values) for p in f.parts]
    return OPERATIONS[f.op](*found) if f.op in OPERATIONS else arithmetic.call(f.op, *found)


def as_written(f: F) -> Formula:
    """`f` as a tree, nothing computed."""
    if f.op == "n":
        return Number(tidy(f.parts[0]))
    if f.op == "s":
        return Symbol(f.parts[0])
    found = [as_written(p) for p in f.parts]
    match f.op:
        case "+":
            return Sum((found[0], found[1]))
        case "-":
            return Sum((found[0], Product((Number(-1), found[1]))))
        case "*":
            return Product((found[0], found[1]))
        case "/":
            return Quotient(found[0], found[1])
        case "^":
            return Power(found[0], found[1])
        case name:
            return Call(name, tuple(found))


def number(value: int | Fraction) -> F:
    return F("n", (Fraction(value),))


def _wider(e: st.SearchStrategy[F], division: bool, functions: bool) -> st.SearchStrategy[F]:
    two = st.tuples(e, e)
    exponents = st.integers(-2 if division else 1, 3).map(number)
    found = [
        st.builds(F, st.sampled_from("+-*"), two),
        st.builds(F, st.just("^"), st.tuples(e, exponents)),
    ]
    if division:
        found.append(st.builds(F, st.just("/"), two))
    if functions:
        steps = st.sampled_from([1, 4, 8]).map(number)
        found += [
            st.builds(F, st.sampled_from(["ceil", "floor", "round"]), st.tuples(e)),
            st.builds(F, st.sampled_from(["max", "min"]), two),
            st.builds(F, st.sampled_from(["divisible", "mod"]), st.tuples(e, steps)),
        ]
    return st.one_of(found)


def formulas(
    division: bool = True, functions: bool = True, names: tuple[str, ...] = NAMES, leaves: int = 8, least: int = -4
) -> st.SearchStrategy[F]:
    """Random formulas with numbers from `least`. Without division they are polynomials with whole coefficients."""
    whole = st.integers(least, 9)
    numbers = (whole | st.fractions(least, 9, max_denominator=6) if division else whole).map(number)
    symbols = st.sampled_from(names).map(lambda n: F("s", (n,)))
    return st.recursive(numbers | symbols, lambda e: _wider(e, division, functions), max_leaves=leaves)


points = st.fixed_dictionaries({name: st.integers(1, 40) for name in NAMES})
