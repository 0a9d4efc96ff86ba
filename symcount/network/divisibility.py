"""Which steps of a symbol keep every channel and repeat count whole: multiples of 1/64 where channels are 64α."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from math import gcd, lcm

from symcount.algebra import expansion
from symcount.algebra.arithmetic import computed
from symcount.algebra.expansion import Polynomial
from symcount.algebra.formula import Formula, Number, Symbol, TooLarge, symbols
from symcount.algebra.functions import Exact
from symcount.network.network import LayerNode


def steps_of(layers: Iterable[LayerNode], names: Iterable[str], values: Mapping[str, Exact]) -> dict[str, Fraction]:
    """For each symbol the largest step t such that all counts are whole at t, 2t, 3t, …

    A symbol that stands only inside roundings has no step. Other symbols are taken at `values`, or as they
    are where they have none.
    """
    names, layers = tuple(names), tuple(layers)
    if not names:
        return {}
    known: dict[str, Formula] = {name: Number(v) for name, v in values.items()}
    makes = _coefficients(_expanded((c for layer in layers for c in _counts(layer)), known))
    owns = _coefficients(_expanded((t.count for layer in layers for t in layer.tensors), known))
    found: dict[str, Fraction] = {}
    for name in names:
        if name in makes:
            found[name] = 1 / _gcd(makes[name])
        elif name in owns:
            found[name] = Fraction(1)  # a vocabulary, say: a number of its own that makes no channels
    return found


def _counts(layer: LayerNode) -> list[Formula]:
    return [*layer.leaving[:1], *(repeat.count for repeat in layer.repeats)]


def _expanded(counts: Iterable[Formula], known: Mapping[str, Formula]) -> list[Polynomial]:
    """The distinct counts with symbols, multiplied out; one that is too large says nothing."""
    found = []
    for count in dict.fromkeys(counts):
        if symbols(count):
            try:
                found.append(expansion.expand(computed(count, known)))
            except (TooLarge, ZeroDivisionError):
                continue
    return found


def _coefficients(counts: Iterable[Polynomial]) -> dict[str, list[Fraction]]:
    """For each symbol the coefficients of the terms with a power of it, where it stands in no rounding."""
    found: dict[str, list[Fraction]] = {}
    for count in counts:
        for monomial, coefficient in count.terms.items():
            rounded = {name for atom, _ in monomial if not isinstance(atom, Symbol) for name in symbols(atom)}
            for atom, exponent in monomial:
                if isinstance(atom, Symbol) and exponent > 0 and atom.name not in rounded:
                    found.setdefault(atom.name, []).append(abs(Fraction(coefficient)))
    return found


def _gcd(numbers: list[Fraction]) -> Fraction:
    """The largest fraction of which all are whole multiples."""
    return Fraction(gcd(*(x.numerator for x in numbers)), lcm(*(x.denominator for x in numbers)))
