"""A formula at many points: exact, as fast as numpy, and no slower for a deeper network.

No condition is asked here: `counting` takes the form that holds at each point.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import reduce
from typing import Any

import numpy as np

from symcount.algebra import arithmetic, expansion, formula, functions
from symcount.algebra.formula import Call, Formula, Number, Power, Product, Quotient, Sum, Summation, Symbol, symbols
from symcount.algebra.functions import Exact
from symcount.language.diagnostics import nearest, problem
from symcount.scaling.arrays import HALF, ONE, ZERO, Array, Numbers, Undefined, exact_numbers, maximum, single, where
from symcount.scaling.points import exact_values

WHOLE_HELP = "choose values that keep every channel count whole; `exact=False` gives floats"
BLOCK = 1 << 15
"""So many points are worked out together: their arrays stay in the processor's cache."""


@dataclass(frozen=True, slots=True)
class ArrayFunction:
    """A formula as a function of arrays; `names` is the order of its arguments."""

    formula: Formula
    names: tuple[str, ...]

    def __call__(self, *values: object, exact: bool = True) -> Any:
        """The counts where `names` have these values: integers, fractions, floats, lists or arrays that broadcast.

        An array of int64, or of Python integers where one is beyond int64, in the shape to which the values
        broadcast; an int where all are single numbers. `exact=False` gives float64 (a float), also where a count
        is not whole. Raises Problem: E511 where a count is not whole, E210, E216 or E222 where
        there is none, E211 beyond 1,000 digits, E516 for what is no number.
        """
        if len(values) != len(self.names):
            raise TypeError(f"{len(self.names)} values are needed: {', '.join(self.names)}")
        columns = [exact_values(name, v) for name, v in zip(self.names, values, strict=True)]
        shape = np.broadcast_shapes(*(np.shape(column.data) for column in columns))
        columns, size = [column.broadcast(shape) for column in columns], math.prod(shape)
        blocks = []
        for start in range(0, max(size, 1), BLOCK):
            numbers = self._block([column.part(start, start + BLOCK) for column in columns], exact)
            blocks.append(np.broadcast_to(numbers, min(BLOCK, size - start)))
        counts = np.concatenate(blocks).reshape(shape)
        return counts if shape else counts.item()

    def _block(self, columns: list[Numbers], exact: bool) -> Array:
        """The counts at points in one dimension. Raises Problem."""

        def point(place: int) -> str:
            """`alpha = 1/3, L = 2`."""
            return ", ".join(f"{name} = {column.at(place)}" for name, column in zip(self.names, columns, strict=True))

        try:
            numbers = Evaluation(dict(zip(self.names, columns, strict=True))).of(self.formula)
        except Undefined as reason:
            at = point(reason.place)
            raise problem(reason.code, f"at {at} there is no value of the count: {reason}") from None
        except (formula.TooLarge, OverflowError) as reason:
            raise problem("E211", str(reason) or "a number has more than 1,000 digits") from None
        if not exact:
            return numbers.floats()
        if np.any(broken := np.logical_not(numbers.is_whole())):
            place = int(np.argmax(broken))
            message = f"at {point(place)} the count would be {numbers.at(place)}, which is not whole"
            raise problem("E511", message, help=WHOLE_HELP)
        return numbers.integers()


def array_function(form: Formula, names: Sequence[str]) -> ArrayFunction:
    """A closed form in the symbols `names` as a function of arrays. Raises Problem for a symbol without a place."""
    for name in symbols(form):
        if name not in names:
            message = f"the count contains `{name}`, which is not among the names"
            raise problem("E512", message, help=nearest(name, names))
    with suppress(ArithmeticError):  # a sum without a closed form stays one
        if any(isinstance(node, Summation) for node in formula.walk(form)):
            form = expansion.expand(form).as_formula()
    return ArrayFunction(form, tuple(names))


def argument_order(names: Sequence[str], kept: Sequence[str]) -> Sequence[str]:
    """`names` as they are, if they are the kept symbols, each once. Raises Problem (E512)."""
    listed = ", ".join(f"`{k}`" for k in kept) or "no symbol"
    for name in names:
        if name not in kept:
            help = nearest(name, kept) or [f'keep it: count(keep="{name}")']
            raise problem("E512", f"the count keeps {listed}, not `{name}`", help=help)
    if sorted(names) != sorted(kept):
        call = ", ".join(f'"{k}"' for k in kept)
        raise problem("E512", f"the count keeps {listed}: each needs its place once", help=f"function({call})")
    return names


# ---- one walk through a formula ----------------------------------------------------------


@dataclass(slots=True)
class Evaluation:
    """The value of a formula at the points where its symbols have `values`, all in one dimension or single."""

    values: dict[str, Numbers]
    memo: dict[Formula, Numbers] = field(default_factory=dict)
    """Powers and calls, which come again and again."""

    def of(self, node: Formula) -> Numbers:
        match node:
            case Number(value=number):
                return single(number)
            case Symbol(name=name):
                return self.values[name]
            case Sum(terms=terms):
                return reduce(operator.add, [self.of(term) for term in terms] or [ZERO])
            case Product(factors=factors):  # single numbers first, so that most of the work is done on them
                return reduce(operator.mul, sorted(map(self.of, factors), key=lambda n: np.size(n.data)) or [ONE])
            case Quotient(numerator=a, denominator=b):
                return self.of(a) / self.of(b)
            case Power() | Call() | Summation():
                if node not in self.memo:
                    self.memo[node] = self._opaque(node)
                return self.memo[node]
            case _:  # a factor or a bracket
                return self.of(*node.parts)

    def _opaque(self, node: Power | Call | Summation) -> Numbers:
        if any(map(_is_pointwise, formula.walk(node))):
            return self._pointwise(node)
        if isinstance(node, Call):
            return CALLS[node.function](*map(self.of, node.arguments))
        assert isinstance(node, Power)
        base, exponent = self.of(node.base), self.of(node.exponent)
        if not np.all(exponent.is_whole()):
            return self._pointwise(node)
        n = exponent.floor()
        power = base ** maximum(n, ZERO)
        return power / base ** maximum(-n, ZERO) if np.any(n < ZERO) else power

    def _pointwise(self, node: Formula) -> Numbers:
        """One point after another in Python, each distinct one once."""
        columns = {name: self.values[name] for name in symbols(node)}
        shape = np.broadcast_shapes(*(np.shape(column.data) for column in columns.values()))
        points = list(zip(*(column.as_list(shape) for column in columns.values()), strict=True)) if columns else [()]
        numbers: dict[tuple[Exact, ...], Exact] = {}
        for place, point in enumerate(points):
            if point not in numbers:
                numbers[point] = _at(node, dict(zip(columns, point, strict=True)), place)
        return exact_numbers([numbers[point] for point in points], shape)


def _at(node: Formula, values: dict[str, Exact], place: int) -> Exact:
    """The exact value at one point. Raises Undefined."""
    try:
        return _exact_value(node, values)
    except functions.Irrational:
        raise Undefined("E222", "it is irrational", place) from None
    except ZeroDivisionError:
        raise Undefined("E210", "division by zero", place) from None
    except functions.OutOfDomain as reason:
        raise Undefined("E216", str(reason), place) from None


def _exact_value(node: Formula, values: dict[str, Exact]) -> Exact:
    try:
        return formula.value(node, values)
    except functions.Irrational:
        number = arithmetic.computed(node, {n: Number(v) for n, v in values.items()})
        if isinstance(number, Number):
            return number.value
        raise


def _is_pointwise(node: Formula) -> bool:
    """Whether arrays do not work it out: roots, functions without a row in CALLS, sums without a closed form."""
    match node:
        case Call(function=name):
            return name not in CALLS
        case Power(exponent=Number(value=number)):
            return number.denominator != 1
        case _:
            return isinstance(node, Summation)


# ---- functions of the language -----------------------------------------------------------


def _round(x: Numbers) -> Numbers:
    """To the nearest whole number, halves to the even one, as Python does."""
    up = (x + HALF).floor()
    odd = (up % single(2)).data == 1
    return up + where((x + HALF).is_whole() & odd, single(-1), ZERO)


def _divisible(v: Numbers, d: Numbers = single(8)) -> Numbers:
    """See functions.divisible."""
    wrong = np.logical_or(np.logical_not(d.is_whole()), d < ONE)
    if np.any(wrong):
        raise Undefined("E216", "rounding to a multiple needs a whole, positive step", int(np.argmax(wrong)))
    multiple = maximum(d, (v + d * HALF) // d * d)
    return where(multiple * single(10) < v * single(9), multiple + d, multiple)


CALLS: dict[str, Callable[..., Numbers]] = {
    "ceil": lambda x: -(-x).floor(),
    "floor": Numbers.floor,
    "round": _round,
    "divisible": _divisible,
    "max": lambda *numbers: reduce(maximum, numbers),
    "min": lambda *numbers: -reduce(maximum, map(operator.neg, numbers)),
    "mod": Numbers.__mod__,
}
"""Rows of functions.FUNCTIONS, on arrays; what has none is worked out point by point."""
