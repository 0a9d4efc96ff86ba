"""Which closed form is the count as a symbol grows without bound, and from where on; or why none is known to be."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import floor

from symcount.algebra import arithmetic
from symcount.algebra.expansion import Polynomial, scale
from symcount.algebra.formula import ZERO, NoValue, TooLarge, tidy
from symcount.algebra.functions import Exact
from symcount.algebra.relations import Domain, Relation, follows_from_domain, plain_text
from symcount.language.diagnostics import Diagnostic
from symcount.network.network import Condition
from symcount.record import record
from symcount.scaling.ideal import Choices, decided, ideal
from symcount.scaling.line import divided, each_iteration
from symcount.scaling.pieces import Piece, Pieces
from symcount.scaling.runs import Coefficients, along, bounds, coefficients, expanded, grows
from symcount.scaling.zones import simplest_within

FACTORS = (1, 2, 4, 16, 256, 4_096, 2**20, 2**30, 2**40)
"""The value of the file, times these, is where a piece without end is looked for."""

MOST_REFUSED = 3
"""Where so many of these cannot be built, larger ones are not tried."""

MOST_WRITTEN_OUT = 256
"""No limit is looked for beyond a network without a form that has more layers than this."""


@record
class Limit:
    """A piece that is proved to hold at all values at which a network can be built, from one on."""

    piece: Piece
    at: Exact
    """A value at which it was found."""
    since: Exact


def limit_of(pieces: Pieces, symbol: str, start: Exact) -> Limit | str:
    """The piece of all large values; or why none is known, in words."""
    why, there, refused = "", "", 0
    for factor in FACTORS:
        at = tidy(Fraction(start) * factor)
        piece = pieces.at({symbol: at})
        if isinstance(piece, Diagnostic):
            there, refused = there or f"at {at} {piece.message}", refused + 1
            if refused == MOST_REFUSED:
                break
        elif piece.pinned:
            why = why or f"there is no closed form in {symbol}"
            if len(piece.network.layers) > MOST_WRITTEN_OUT:
                break
        else:
            since = _since(piece, symbol, at)
            if not isinstance(since, str):
                return Limit(piece, at, since)
            why = why or since
    return why or there


def _since(piece: Piece, symbol: str, at: Exact) -> Exact | str:
    """From where on all conditions hold, and all choices of the form are the same; or which is not known to."""
    least: Exact = 0
    try:
        relations = list(_comparisons(piece, symbol, at))
    except (NoValue, ArithmeticError, TooLarge):
        return "a choice has no value there"
    for relation in relations:
        if isinstance(relation, Condition) and not relation.decided:
            return f"no network can be built for all large {symbol}: {relation.text}"
        if isinstance(relation, Condition):
            return f"the form changes with whether {relation.text}"
        since = holds_from(relation, symbol, at)
        if since is None:
            return f"it is not shown that {plain_text(relation)} for all large {symbol}"
        least = max(least, since)
    return least


def _comparisons(piece: Piece, symbol: str, at: Exact) -> Iterator[Relation | Condition]:
    """What has to hold without end; a condition where it is none that a comparison can show."""
    choices: Choices = dict.fromkeys(ideal(piece.form, {symbol: at}).choices)
    for condition in piece.conditions:
        if symbol not in condition.relation.names and not condition.over:
            continue
        if divided(condition.relation)[0] is not None or condition.relation.is_divisibility:
            if condition.decided and not _is_certain(condition.relation, symbol):
                yield condition
            if _is_bounded(condition.relation, symbol):
                yield condition
            continue  # where it is required and fails, nothing can be built
        each = each_iteration(condition)
        if each is None:
            yield condition
            continue
        for sign, *sides in each:
            left, right = (decided(side, {symbol: at}, choices) for side in sides)
            if not _is_certain(Relation(sign, left, right), symbol):
                yield Relation(sign, left, right)
    yield from _all_decided(choices, symbol, at)


def _is_bounded(relation: Relation, symbol: str) -> bool:
    """`g divides 64`: what is whole shrinks with the symbol, so that it ends to be."""
    if not relation.is_divisibility or relation.left == ZERO:
        return False
    found = expanded(arithmetic.divide(relation.right, relation.left), {})
    quotient = None if found is None else coefficients(found, symbol)
    return quotient is not None and quotient[1] < 0 and len(quotient[0]) == 1


def _all_decided(choices: Choices, symbol: str, at: Exact) -> Iterator[Relation]:
    """Choices, and those that are made in them."""
    done: Choices = {}
    while len(done) < len(choices):
        for relation in [r for r in choices if r not in done]:
            done[relation] = None
            left, right = (decided(side, {symbol: at}, choices) for side in relation[1:])
            yield Relation(relation.sign, left, right)


def _is_certain(relation: Relation, symbol: str) -> bool:
    return follows_from_domain(relation, Domain(frozenset({symbol}), frozenset()))


def holds_from(relation: Relation, symbol: str, at: Exact) -> Exact | None:
    """A value from which on a comparison is shown to hold; `at` is one at which it may hold already."""
    difference = expanded(arithmetic.subtract(relation.left, relation.right), {})
    rising = difference if relation.sign in ("≥", ">") else None if difference is None else scale(-1, difference)
    if relation.sign in ("≥", ">", "≤", "<") and grows(rising, symbol) and relation.holds({symbol: at}):
        shown = holds_between(difference, relation.sign, symbol)
        return at if shown is None else shown
    return holds_between(difference, relation.sign, symbol)


def holds_between(difference: Polynomial | None, sign: str, symbol: str) -> Exact | None:
    """A value from which on the difference's bounds show that a comparison with zero holds."""
    exact = coefficients(difference, symbol)
    around = (exact[0], exact[0]) if exact is not None else bounds(difference, symbol)
    if around is None:
        return None
    below, above = around
    less = tuple(-c for c in above)
    match sign:
        case "≥" | ">":
            return positive_from(below, sign == ">")
        case "≤" | "<":
            return positive_from(less, sign == "<")
        case "≠":
            found = [x for x in (positive_from(below, True), positive_from(less, True)) if x is not None]
            return min(found, default=None)
        case _:
            return 0 if not any(below) and not any(above) else None


def positive_from(p: Coefficients, strict: bool) -> Exact | None:
    """A value from which on p is positive, or not negative: there no coefficient of p(value + t) is negative."""
    while p and p[-1] == 0:
        p = p[:-1]
    if not p:
        return None if strict else 0
    if p[-1] < 0:
        return None

    def is_shown(x: Fraction) -> bool:
        return all(c >= 0 for c in along(p, x, 1))

    if is_shown(Fraction(0)):
        return 0
    if len(p) == 2:
        zero = -p[0] / p[1]
        return floor(zero) + 1 if strict else tidy(zero)
    low, high = Fraction(0), 1 + max(map(abs, p[:-1])) / p[-1]
    while high - low > Fraction(1, 1000):
        middle = (low + high) / 2
        low, high = (low, middle) if is_shown(middle) else (middle, high)
    return tidy(simplest_within(high + Fraction(strict, 1000), high + Fraction(1 + strict, 1000)))
