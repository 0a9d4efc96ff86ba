"""Which steps of a symbol keep every channel and repeat count whole: multiples of 1/64 where channels are 64α."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from math import gcd, lcm

from symcount.algebra import expansion
from symcount.algebra.arithmetic import computed
from symcount.algebra.functions import Exact
from symcount.algebra.polynomial import Polynomial
from symcount.algebra.written import Number, Symbol, TooLarge, Written, symbols
from symcount.network.values import LayerNode


def steps_of(layers: Iterable[LayerNode], names: Iterable[str], values: Mapping[str, Exact]) -> dict[str, Fraction]:
    """For each symbol the largest step t such that all counts are whole at t, 2t, 3t, …

    A symbol that stands only inside roundings has no step. Other symbols are taken at `values`, or as they
    are where they have none.
    """
    layers = tuple(layers)
    known: dict[str, Written] = {name: Number(v) for name, v in values.items()}
    makes = _expanded((c for layer in layers for c in _counts(layer)), known)
    owns = _expanded((t.count for layer in layers for t in layer.tensors), known)
    found: dict[str, Fraction] = {}
    for name in names:
        coefficients = [c for p in makes for c in _coefficients(p, name)]
        if coefficients:
            found[name] = 1 / _gcd(coefficients)
        elif any(_coefficients(p, name) for p in owns):
            found[name] = Fraction(1)  # a vocabulary, say: a number of its own that makes no channels
    return found


def _counts(layer: LayerNode) -> list[Written]:
    return [*layer.leaving[:1], *(turn.count for turn in layer.turns)]


def _expanded(counts: Iterable[Written], known: Mapping[str, Written]) -> list[Polynomial]:
    """The distinct counts with symbols, multiplied out; one that is too large says nothing."""
    found = []
    for count in dict.fromkeys(counts):
        if symbols(count):
            try:
                found.append(expansion.expand(computed(count, known)))
            except (TooLarge, ZeroDivisionError):
                continue
    return found


def _coefficients(count: Polynomial, name: str) -> list[Fraction]:
    """The coefficients of the symbol's powers, where the symbol stands in no rounding."""
    out = []
    for monomial, coefficient in count.terms.items():
        exponents = dict(monomial)
        if exponents.pop(Symbol(name), 0) > 0 and not any(name in symbols(atom) for atom in exponents):
            out.append(abs(Fraction(coefficient)))
    return out


def _gcd(numbers: list[Fraction]) -> Fraction:
    """The largest fraction of which all are whole multiples."""
    return Fraction(gcd(*(x.numerator for x in numbers)), lcm(*(x.denominator for x in numbers)))
