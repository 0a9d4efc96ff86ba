"""A formula worked out at many points at once: one walk through its tree, an exact array at each node."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from symcount.algebra import arithmetic, functions
from symcount.algebra.formula import (
    Bracket,
    Call,
    Factor,
    Formula,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    Summation,
    Symbol,
    symbols,
    value,
    walk,
)
from symcount.algebra.functions import FUNCTIONS, Exact
from symcount.scaling import points
from symcount.scaling.arrays import (
    ONE,
    Ratio,
    Undefined,
    Whole,
    chosen,
    constant,
    larger,
    lcm,
    ratio,
    ratios,
    smaller,
    tight,
)


@dataclass(slots=True)
class Evaluation:
    """One walk through a tree; powers and calls, which come again and again, are worked out once."""

    values: dict[str, Ratio]
    known: dict[Formula, Ratio] = field(default_factory=dict)

    def of(self, node: Formula) -> Ratio:
        match node:
            case Number(value=v):
                return ratio(v)
            case Symbol(name=name):
                return self.values[name]
            case Sum(terms=(first, *rest)):
                total = self.of(first)
                for term in rest:
                    total = total + self.of(term)
                return total
            case Product(factors=factors):
                return self._product(factors)
            case Quotient(numerator=a, denominator=b):
                return self.of(a) / self.of(b)
            case Factor(body=body) | Bracket(body=body):
                return self.of(body)
            case Sum():
                return ratio(0)
            case Power() | Call() | Summation():
                found = self.known.get(node)
                if found is None:
                    found = self.known[node] = self._worked_out(node)
                return found

    def _product(self, factors: tuple[Formula, ...]) -> Ratio:
        """Single numbers and small arrays first, so that most of the work is done on them."""
        parts = sorted(map(self.of, factors), key=lambda r: np.size(r.top.data))
        product = ratio(1)
        for part in parts:
            product = product * part
        return product

    def _worked_out(self, node: Power | Call | Summation) -> Ratio:
        if isinstance(node, Summation) or _irrational(node):
            return self._pointwise(node)
        if isinstance(node, Power):
            return self._power(node)
        return CALLS[node.function](*map(self.of, node.arguments))

    def _power(self, node: Power) -> Ratio:
        base, exponent = self.of(node.base), self.of(node.exponent)
        if not np.all(exponent.is_whole()):
            return self._pointwise(node)
        n = tight(exponent.top // exponent.bottom)
        if isinstance(n.data, int):
            return base**n.data if n.data >= 0 else ratio(1) / base**-n.data
        over = larger(n, constant(0))
        raised = Ratio(base.top.raised(over), base.bottom.raised(over))
        if not np.any(n.below(constant(0))):
            return raised
        under = larger(constant(0) - n, constant(0))
        return raised / Ratio(base.top.raised(under), base.bottom.raised(under))

    def _pointwise(self, node: Formula) -> Ratio:
        """One point after another in Python: roots, logarithms, and sums without a closed form."""
        names = list(symbols(node))
        shape = np.broadcast_shapes(*(self.values[n].shape for n in names))
        columns = [points.fractions(self.values[n], shape) for n in names]
        rows: list[tuple[Exact, ...]] = list(zip(*columns, strict=True)) if names else [()]
        worth: dict[tuple[Exact, ...], Exact] = {}
        for place, row in enumerate(rows):
            if row not in worth:
                worth[row] = _at(node, dict(zip(names, row, strict=True)), place, shape)
        return ratios([worth[row] for row in rows], shape) if shape else ratio(worth[rows[0]])


def _at(node: Formula, values: dict[str, Exact], place: int, shape: tuple[int, ...]) -> Exact:
    """The exact value at one point. Raises Undefined."""
    text, code = "", "E222"
    try:
        try:
            return value(node, values)
        except functions.Irrational:
            found = arithmetic.computed(node, {n: Number(v) for n, v in values.items()})
            if isinstance(found, Number):
                return found.value
            text = "it is irrational"
    except ZeroDivisionError:
        code, text = "E210", "division by zero"
    except functions.OutOfDomain as reason:
        code, text = "E216", str(reason)
    mask = np.arange(int(np.prod(shape))).reshape(shape) == place
    raise Undefined(code, text, mask)


def _irrational(node: Formula) -> bool:
    """Whether a root or a logarithm is in it."""
    return any(_is_root(n) for n in walk(node))


def _is_root(node: Formula) -> bool:
    match node:
        case Call(function=name):
            return name in ("sqrt", "log2")
        case Power(exponent=Number(value=v)):
            return v.denominator != 1
        case _:
            return False


# ---- functions of the language -----------------------------------------------------------


def _floor(x: Ratio) -> Ratio:
    return Ratio(x.top // x.bottom)


def _ceil(x: Ratio) -> Ratio:
    zero = constant(0)
    return Ratio(zero - (zero - x.top) // x.bottom)


def _round(x: Ratio) -> Ratio:
    """To the nearest whole number, halves to the even one, as Python does."""
    double, twice = x.top + x.top + x.bottom, x.bottom + x.bottom
    up = double // twice
    tie, odd = (double % twice).data == 0, (up % constant(2)).data == 1
    return Ratio(up - chosen(tie & odd, ONE, constant(0)))


def _floor_divided(a: Ratio, b: Ratio) -> Whole:
    """⌊a/b⌋ for b that is not zero."""
    zero = b.top.data == 0
    if np.any(zero):
        raise Undefined("E210", "division by zero", zero)
    return (a.top * b.bottom) // (a.bottom * b.top)


def _divisible(v: Ratio, d: Ratio = Ratio(constant(8))) -> Ratio:
    """See functions.divisible."""
    wrong = np.logical_or(np.logical_not(d.is_whole()), d.top.data <= 0)
    if np.any(wrong):
        raise Undefined("E216", "rounding to a multiple needs a whole, positive step", wrong)
    step = d.top // d.bottom
    half = Ratio(step, constant(2))
    n = larger(step, _floor_divided(v + half, Ratio(step)) * step)
    low = (n * constant(10) * v.bottom).below(v.top * constant(9))
    return Ratio(chosen(low, n + step, n))


def _largest(*parts: Ratio) -> Ratio:
    found = parts[0]
    for part in parts[1:]:
        bottom = lcm(found.bottom, part.bottom)
        found = Ratio(larger(found.over(bottom), part.over(bottom)), bottom)
    return found


def _smallest(*parts: Ratio) -> Ratio:
    found = parts[0]
    for part in parts[1:]:
        bottom = lcm(found.bottom, part.bottom)
        found = Ratio(smaller(found.over(bottom), part.over(bottom)), bottom)
    return found


def _modulo(a: Ratio, b: Ratio) -> Ratio:
    return a - b * Ratio(_floor_divided(a, b))


CALLS: dict[str, Callable[..., Ratio]] = {
    "ceil": _ceil,
    "floor": _floor,
    "round": _round,
    "divisible": _divisible,
    "max": _largest,
    "min": _smallest,
    "mod": _modulo,
}
"""The rows of functions.FUNCTIONS but roots and logarithms, on arrays."""
assert CALLS.keys() | {"sqrt", "log2"} == FUNCTIONS.keys()
