"""Other forms of a closed form, each a named step that is proved like all others."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from symcount.algebra import expansion
from symcount.algebra import formula as f
from symcount.algebra.arithmetic import computed
from symcount.algebra.expansion import Polynomial
from symcount.algebra.formula import Formula
from symcount.derivation.cases import PIECES
from symcount.language.diagnostics import listed, nearest, problem


class Formed(NamedTuple):
    """A form: its tree, and the coefficients that it names (name, tree)."""

    tree: Formula
    where: tuple[tuple[str, Formula], ...] = ()

    @property
    def spelled_out(self) -> Formula:
        """The tree with its named coefficients put in: what the proof speaks of."""
        return computed(self.tree, {name: computed(tree) for name, tree in self.where}) if self.where else self.tree


class Form(NamedTuple):
    """A row: what it does, why it equals the closed form, and whether it needs a symbol."""

    make: Callable[[Formula, str, tuple[str, ...]], Formed]
    why: str
    in_symbol: bool


def form(name: str, closed: Formula, symbol: str | None, order: tuple[str, ...]) -> Formed:
    """`closed` in the form `name` of FORMS; `symbol` is what it is collected in. Raises Problem."""
    if name not in FORMS:
        names = [*FORMS, STAGES, PIECES]
        raise problem("E506", f"there is no form `{name}`", help=nearest(name, names) or f"one of {', '.join(names)}")
    row = FORMS[name]
    chosen = symbol_for(closed, symbol) if row.in_symbol else ""
    return row.make(closed, chosen, order)


def symbol_for(closed: Formula, symbol: str | None) -> str:
    """The symbol that is asked for, or the only one. Raises Problem."""
    names = list(f.symbols(closed))
    if symbol is None and len(names) == 1:
        return names[0]
    if symbol is None:
        raise problem(
            "E507",
            f"this form needs one of the symbols {listed(names)}" if names else "this form needs a symbol",
            help="name it: --collect NAME",
        )
    if symbol not in names:
        raise problem("E501", f"the count does not contain `{symbol}`", help=nearest(symbol, names))
    return symbol


def _expanded(closed: Formula, symbol: str, order: tuple[str, ...]) -> Formed:
    return Formed(f.Factor(expansion.expand(closed).as_formula(order)))


def _by_power(closed: Formula, symbol: str) -> dict[int, Polynomial]:
    return expansion.expand(closed).coefficients(f.Symbol(symbol))


def _collected(closed: Formula, symbol: str, order: tuple[str, ...]) -> Formed:
    terms = [_term(c.as_formula(order), symbol, e) for e, c in _by_power(closed, symbol).items()]
    return Formed(f.Factor(f.sum_of(terms)))


def _term(coefficient: Formula, symbol: str, exponent: int) -> Formula:
    """coefficient × symbol^exponent, the number one left out."""
    if exponent == 0:
        return coefficient
    power: Formula = f.Symbol(symbol) if exponent == 1 else f.Power(f.Symbol(symbol), f.Number(exponent))
    if coefficient == f.ONE:
        return power
    return f.Product((*(coefficient.factors if isinstance(coefficient, f.Product) else (coefficient,)), power))


def _factored(closed: Formula, symbol: str, order: tuple[str, ...]) -> Formed:
    from symcount.algebra import rings

    return Formed(f.Factor(rings.factored(closed, order)))


def _horner(closed: Formula, symbol: str, order: tuple[str, ...]) -> Formed:
    """((a x + b) x + c): from the highest power down."""
    powers = _by_power(closed, symbol)
    if any(e < 0 for e in powers):
        raise problem("E508", f"Horner's form needs powers of `{symbol}` that are not negative")
    tree: Formula = f.ZERO
    for exponent in range(max(powers, default=0), -1, -1):
        parts = [_term(tree, symbol, 1)] if tree != f.ZERO else []
        if exponent in powers:
            coefficient = powers[exponent].as_formula(order)
            parts += coefficient.terms if isinstance(coefficient, f.Sum) else (coefficient,)
        tree = f.sum_of(parts)
    return Formed(f.Factor(tree))


def _named(closed: Formula, symbol: str, order: tuple[str, ...]) -> Formed:
    """a_2 x^2 + a_1 x + a_0, and what the coefficients are."""
    letter = next(c for c in "abcdefgpqrstuvz" if not any(name.startswith(c) for name in f.symbols(closed)))
    powers = _by_power(closed, symbol)
    names = {e: f"{letter}_{e}" if e >= 0 else f"{letter}_m{-e}" for e in powers}
    tree = f.sum_of([_term(f.Symbol(name), symbol, e) for e, name in names.items()])
    return Formed(f.Factor(tree), tuple((names[e], c.as_formula(order)) for e, c in powers.items()))


FORMS = {
    "expanded": Form(_expanded, "multiplied out", False),
    "collected": Form(_collected, "like powers collected", True),
    "factored": Form(_factored, "common factors taken out", False),
    "horner": Form(_horner, "each power from the one before", True),
    "named": Form(_named, "coefficients named", True),
}
STAGES = "stages"
"""The one form that needs the groups: the sum of their closed forms."""
