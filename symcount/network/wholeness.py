"""Which steps of a symbol keep every channel and repeat count whole: multiples of 1/64 where channels are 64α."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import gcd, lcm

from symcount.algebra import polynomial
from symcount.algebra.arithmetic import computed
from symcount.algebra.functions import Exact
from symcount.algebra.written import Number, Symbol, TooLarge, Written, symbols
from symcount.network.values import LayerNode


def step_of(layers: Iterable[LayerNode], symbol: str, values: dict[str, Exact]) -> Fraction | None:
    """The largest step t such that all counts are whole at t, 2t, 3t, …; None where every count is rounded.

    The other symbols are taken at `values`, or as they are where they have none.
    """
    layers = tuple(layers)
    others: dict[str, Written] = {name: Number(v) for name, v in values.items() if name != symbol}
    found: Fraction | None = None
    for count in dict.fromkeys(c for layer in layers for c in _counts(layer) if symbol in symbols(c)):
        for coefficient in _coefficients(count, symbol, others):
            found = coefficient if found is None else _gcd(found, coefficient)
    if found is None and any(_owns(layer, symbol, others) for layer in layers):
        return Fraction(1)  # a vocabulary, say: a number of its own that makes no channels
    return None if found is None else 1 / found


def _owns(layer: LayerNode, symbol: str, others: dict[str, Written]) -> bool:
    """Whether the symbol stands in the layer's tensors outside roundings."""
    return any(symbol in symbols(t.count) and _coefficients(t.count, symbol, others) for t in layer.tensors)


def _counts(layer: LayerNode) -> list[Written]:
    return [*layer.leaving[:1], *(turn.count for turn in layer.turns)]


def _coefficients(count: Written, symbol: str, others: dict[str, Written]) -> list[Fraction]:
    """The coefficients of the symbol's powers, where the symbol stands in no rounding."""
    try:
        expanded = polynomial.expand(computed(count, others))
    except (TooLarge, ZeroDivisionError):
        return []
    out = []
    for monomial, coefficient in expanded.terms.items():
        exponents = dict(monomial)
        alone = exponents.pop(Symbol(symbol), 0)
        if alone > 0 and not any(symbol in symbols(atom) for atom in exponents):
            out.append(abs(Fraction(coefficient)))
    return out


def _gcd(a: Fraction, b: Fraction) -> Fraction:
    return Fraction(gcd(a.numerator, b.numerator), lcm(a.denominator, b.denominator))
