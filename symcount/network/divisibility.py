"""Which steps of a symbol keep every channel and repeat count whole: multiples of 1/64 where channels are 64α."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from fractions import Fraction
from math import gcd, lcm

from symcount.algebra import expansion
from symcount.algebra.arithmetic import computed
from symcount.algebra.formula import Formula, Number, Symbol, TooLarge, symbols
from symcount.algebra.functions import Exact
from symcount.algebra.monomials import Terms
from symcount.network.network import LayerNode


def steps_of(layers: Iterable[LayerNode], names: Iterable[str], values: Mapping[str, Exact]) -> dict[str, Fraction]:
    """For each symbol the largest step t of which all values are multiples at which the counts are whole.

    Most counts are then whole at t, 2t, 3t, …; (d − 7)/3 is at 1, 4, 7, … only. A symbol that stands only inside
    roundings has no step. Other symbols are taken at `values`, or as they
    are where they have none.
    """
    names, layers = tuple(names), tuple(layers)
    if not names:
        return {}
    numbers: dict[str, Formula] = {name: Number(v) for name, v in values.items()}
    channels = [side for layer in layers for side in layer.leaving[:1]]
    makes = _steps([*channels, *(r.count for layer in layers for r in layer.repeats)], numbers)
    owns = _steps((t.count for layer in layers for t in layer.tensors), numbers)
    # a symbol that makes no channels is a number of its own: a vocabulary, say
    return {n: makes[n] if n in makes else Fraction(1) for n in names if n in makes or n in owns}


def _steps(counts: Iterable[Formula], numbers: Mapping[str, Formula]) -> dict[str, Fraction]:
    """For each symbol the step of all counts that have a power of it in a term, where it stands in no rounding.

    A count that is too large to be multiplied out says nothing.
    """
    steps: dict[str, Fraction] = {}
    for count in filter(symbols, dict.fromkeys(counts)):
        with suppress(TooLarge, ZeroDivisionError):
            known = not numbers.keys().isdisjoint(symbols(count))
            terms = expansion.expand(computed(count, numbers) if known else count).terms
            fixed = Fraction(terms.get((), 0))
            for name, coefficients in _coefficients(terms).items():
                step = 1 / _gcd(coefficients)
                step = _gcd([step, step * fixed]) if fixed.denominator != 1 else step
                steps[name] = 1 / _gcd([1 / step, 1 / steps.get(name, step)])
    return steps


def _coefficients(terms: Terms) -> dict[str, list[Fraction]]:
    """For each symbol the coefficients of the terms with a power of it."""
    coefficients: dict[str, list[Fraction]] = {}
    for monomial, coefficient in terms.items():
        rounded = {name for atom, _ in monomial if not isinstance(atom, Symbol) for name in symbols(atom)}
        for atom, exponent in monomial:
            if isinstance(atom, Symbol) and exponent > 0 and atom.name not in rounded:
                coefficients.setdefault(atom.name, []).append(abs(Fraction(coefficient)))
    return coefficients


def _gcd(numbers: list[Fraction]) -> Fraction:
    """The largest fraction of which all are whole multiples."""
    return Fraction(gcd(*(x.numerator for x in numbers)), lcm(*(x.denominator for x in numbers)))
