"""Relations of two formulas: under which conditions a form holds, decided at numbers, and what follows from what.

`1 ∣ x` says that x is whole. What follows from the domain of the symbols, or from other relations, is left out where
relations are shown to a reader; to decide whether a form holds, all of them are asked.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from fractions import Fraction
from math import ceil
from operator import eq, ge, gt, le, lt, ne
from typing import NamedTuple

from symcount.algebra import arithmetic, expansion, signs
from symcount.algebra.formula import (
    ONE,
    ZERO,
    Call,
    Factor,
    Formula,
    Number,
    Product,
    Quotient,
    Sum,
    TooLarge,
    mapped,
    symbols,
    tidy,
    value,
    walk,
)
from symcount.algebra.functions import FUNCTIONS, Exact
from symcount.algebra.notation import Notation, Written, write, written_as
from symcount.algebra.notations.unicode import plain


class Relation(NamedTuple):
    """`left sign right`, the sign one of SIGNS."""

    sign: str
    left: Formula
    right: Formula

    @property
    def names(self) -> tuple[str, ...]:
        """Its symbols, in order of appearance."""
        return tuple({**symbols(self.left), **symbols(self.right)})

    @property
    def is_divisibility(self) -> bool:
        return self.sign == DIVIDES

    def holds(self, values: Mapping[str, Exact]) -> bool:
        """Whether it holds at numbers. Raises what `formula.value` raises."""
        return SIGNS[self.sign](value(self.left, values), value(self.right, values))

    def negated(self) -> Relation:
        """What holds where it does not; a divisibility has no such relation."""
        return Relation(_OPPOSITE[self.sign], self.left, self.right)


DIVIDES = "∣"


def _divides(a: Exact, b: Exact) -> bool:
    return Fraction(b, a).denominator == 1


SIGNS: dict[str, Callable[[Exact, Exact], bool]] = {
    "=": eq,
    "≠": ne,
    "<": lt,
    "≤": le,
    ">": gt,
    "≥": ge,
    DIVIDES: _divides,
}
_OPPOSITE = {"=": "≠", "≠": "=", "<": "≥", "≥": "<", ">": "≤", "≤": ">"}


def whole(node: Formula) -> Relation:
    """That a number is whole."""
    return Relation(DIVIDES, ONE, node)


def at_least(node: Formula, least: int) -> Relation:
    """node ≥ least, the numbers on the right: `n ≥ 4` for 2n − 9 + 1 ≥ 0."""
    terms = node.terms if isinstance(node, Sum) else (node,)
    fixed = sum((t.value for t in terms if isinstance(t, Number)), Fraction(0))
    rest = arithmetic.subtract(node, Number(fixed))
    lead, _ = arithmetic.split(rest)
    scale = Number(tidy(1 / Fraction(lead))) if fixed or lead < 0 else ONE
    return Relation(
        "≥" if lead > 0 else "≤",
        arithmetic.multiply(rest, scale),
        arithmetic.multiply(Number(tidy(least - fixed)), scale),
    )


class Between(NamedTuple):
    """`low ≤ node` and `node ≤ high` in one: `1 ≤ w ≤ 4`."""

    low: Relation
    high: Relation


def between(relations: Iterable[Relation]) -> list[Relation | Between]:
    """The relations, `w ≥ 1` and `w ≤ 4` behind each other as one."""
    out: list[Relation | Between] = []
    for relation in relations:
        before = out[-1] if out else None
        if isinstance(before, Relation) and before.left == relation.left and (before.sign, relation.sign) in _AROUND:
            out[-1] = Between(Relation(_TURNED[before.sign], before.right, before.left), relation)
        else:
            out.append(relation)
    return out


_TURNED = {"≥": "≤", ">": "<"}
_AROUND = {(low, high) for low in _TURNED for high in _TURNED.values()}


def written(relation: Relation | Between, notation: Notation) -> Written:
    """`w ≥ 4` in a notation; a divisibility is said in words, by whoever knows the language."""
    if isinstance(relation, Between):
        low, right = written(relation.low, notation), write(Factor(relation.high.right), notation)
        return written_as(f"{low}{notation.relation(relation.high.sign)}{right}", low, right)
    left, right = (write(Factor(side), notation) for side in (relation.left, relation.right))
    return written_as(f"{left}{notation.relation(relation.sign)}{right}", left, right)


def plain_text(relation: Relation | Between) -> str:
    """For a message or a terminal: `w/2 is whole`, `g divides w`, `n ≥ 2`."""
    if isinstance(relation, Between):
        return f"{plain_text(relation.low)} {relation.high.sign} {plain(relation.high.right)}"
    left, right = plain(relation.left), plain(relation.right)
    if not relation.is_divisibility:
        return f"{left} {relation.sign} {right}"
    return f"{right} is whole" if relation.left == ONE else f"{left} divides {right}"


# ---- what follows ------------------------------------------------------------------------


class Domain(NamedTuple):
    """What is known of the symbols: others can be zero or less, or a fraction."""

    positive: frozenset[str]
    whole: frozenset[str]
    natural: frozenset[str] = frozenset()
    """Repeat counts, and indices of repetitions: whole, and at least zero."""

    def sign(self, node: Formula) -> int | None:
        """Of a number, where all its values have the same."""
        return signs.sign(node, self.positive, self.natural)


def shown(relations: Iterable[Relation], domain: Domain) -> dict[Relation, Relation]:
    """The relations that a reader has to be told, each with its shortest writing.

    What follows from the domain, or from another relation that is told, is left out.
    """
    told: dict[Relation, Relation] = {}
    for relation in relations:
        short = shortest(_unrounded(relation, domain), domain, told.values())
        if follows_from_domain(relation, domain) or follows_from_domain(short, domain):
            continue
        if any(short == other or follows(short, other, domain) for other in told.values()):
            continue
        weaker = [key for key, other in told.items() if follows(other, short, domain)]
        for key in weaker:
            del told[key]
        told[relation] = short
    return told


def follows_from_domain(relation: Relation, domain: Domain) -> bool:
    """Whether it holds whatever the symbols are, within their domain."""
    relation = _unrounded(relation, domain)
    if relation.is_divisibility:
        quotient = _quotient(relation)
        return quotient is not None and _is_whole(quotient, domain)
    return _sign_settles(relation, _difference(relation), domain)


def unrounded(node: Formula, whole: frozenset[str]) -> Formula:
    """`G` for `⌈G⌉` where the symbols `whole` are."""

    def of(part: Formula) -> Formula:
        if isinstance(part, Call) and FUNCTIONS[part.function].rounds and len(part.arguments) == 1:
            return of(part.arguments[0]) if arithmetic.whole_for_whole_symbols(part.arguments[0], whole) else part
        return mapped(part, of)

    return arithmetic.computed(of(node)) if any(isinstance(part, Call) for part in walk(node)) else node


def _unrounded(relation: Relation, domain: Domain) -> Relation:
    return Relation(relation.sign, *(unrounded(side, domain.whole | domain.natural) for side in relation[1:]))


def _sign_settles(relation: Relation, difference: Formula, domain: Domain) -> bool:
    """Whether the sign of left − right is known, and is the relation's."""
    direction = domain.sign(difference)
    if direction is not None:
        return SIGNS[relation.sign](direction, 0)
    steps = {"≥": 1, "≤": -1}  # a whole number above −1 is at least 0
    if relation.sign not in steps or not _is_whole(difference, domain):
        return False
    return domain.sign(arithmetic.add(difference, Number(steps[relation.sign]))) == steps[relation.sign]


def follows(relation: Relation, other: Relation, domain: Domain) -> bool:
    """Whether `relation` holds wherever `other` does, as far as is seen."""
    if relation.sign == "≠" and relation.right == ZERO:
        return _divides_by(other, relation.left)
    if relation.is_divisibility != other.is_divisibility:
        return other.is_divisibility and _is_positive_whole(relation, other, domain)
    if relation.is_divisibility:
        return _is_multiple(_quotient(relation), _quotient(other), domain)
    a, b = (_above_zero(r) for r in (relation, other))
    if a is None or b is None:
        return False
    (first, strict), (second, given_strict) = a, b
    direction = domain.sign(_expanded(arithmetic.subtract(first, second)))
    return direction == 1 or (direction == 0 and (given_strict or not strict))


def _divides_by(relation: Relation, divisor: Formula) -> bool:
    """Whether it has no value where the divisor is zero."""
    if relation.is_divisibility and relation.left == divisor:
        return True
    parts = (part for side in relation[1:] for part in walk(side))
    return any(isinstance(part, Quotient) and part.denominator == divisor for part in parts)


def _is_positive_whole(relation: Relation, given: Relation, domain: Domain) -> bool:
    """`d/h ≥ 1` where d/h is whole, and positive anyway."""
    quotient = _quotient(given)
    above = _above_zero(relation)
    if above is None or quotient is None or above[1]:
        return False
    bound = arithmetic.add(above[0], ONE)  # a positive whole number is at least one
    return domain.sign(bound) == 1 and _is_multiple(bound, quotient, domain)


def _is_multiple(node: Formula | None, of: Formula | None, domain: Domain) -> bool:
    """Whether node = m × of for a whole m, or differs from such a multiple by what is whole."""
    if node is None or of is None:
        return False
    with suppress(TooLarge, ZeroDivisionError):
        if _is_whole(arithmetic.divide(node, of), domain):
            return True
        a, b = expansion.expand(node), expansion.expand(of)
        ratios = {Fraction(1), *(Fraction(c) / b.terms[m] for m, c in a.terms.items() if m in b.terms)}
        rests = (expansion.add(a, expansion.scale(-ratio, b)) for ratio in ratios if ratio.denominator == 1)
        return any(_is_whole(rest.as_formula(), domain) for rest in rests)
    return False


def _above_zero(relation: Relation) -> tuple[Formula, bool] | None:
    """What is positive (True) or not negative where it holds; None for `=` and `≠`."""
    difference = _difference(relation)
    match relation.sign:
        case ">" | "≥":
            return difference, relation.sign == ">"
        case "<" | "≤":
            return arithmetic.multiply(Number(-1), difference), relation.sign == "<"
        case _:
            return None


def _difference(relation: Relation) -> Formula:
    return arithmetic.subtract(relation.left, relation.right)


def _quotient(relation: Relation) -> Formula | None:
    """What a divisibility says to be whole."""
    if relation.left == ZERO:
        return None
    return relation.right if relation.left == ONE else arithmetic.divide(relation.right, relation.left)


def _is_whole(node: Formula, domain: Domain) -> bool:
    return arithmetic.whole_for_whole_symbols(node, domain.whole | domain.natural)


def shortest(relation: Relation, domain: Domain, known: Collection[Relation] = ()) -> Relation:
    """`w/2 is whole` without what is whole, as `known` relations say; `wd/64 is whole` for `g divides gwd/64`."""
    if not relation.is_divisibility:
        return _bound_within(relation)
    quotient = _quotient(relation)
    if quotient is None or (isinstance(relation.left, Number) and relation.left != ONE):
        return relation
    if relation.left != ONE and any(name in symbols(quotient) for name in symbols(relation.left)):
        return relation
    multiples = [_quotient(other) for other in known if other.is_divisibility]
    for form in (quotient, _expanded(quotient)):
        terms = form.terms if isinstance(form, Sum) else (form,)
        open_ = [t for t in terms if not (_is_whole(t, domain) or any(_is_multiple(t, m, domain) for m in multiples))]
        if len(open_) < len(terms):
            falls = len(open_) == 1 and arithmetic.split(open_[0])[0] < 0
            return whole(arithmetic.multiply(Number(-1), *open_) if falls else arithmetic.add(*open_))
    return whole(quotient)


def _bound_within(relation: Relation) -> Relation:
    """`x ≥ 4` for `⌊x⌋ ≥ 4`, for `⌊x⌋ ≥ 7/2` and for `3⌊x⌋ ≥ 10`."""
    match relation:
        case ("≥", Product(factors=(Number(value=n), Call(function="floor") as part)), Number(value=bound)) if n > 0:
            return _bound_within(Relation("≥", part, Number(tidy(Fraction(bound) / n))))
        case ("≥", Call(function="floor", arguments=(node,)), Number(value=bound)):
            return _bound_within(at_least(node, ceil(bound)))
    return relation


def _expanded(node: Formula) -> Formula:
    with suppress(TooLarge, ZeroDivisionError):
        return expansion.expand(node).as_formula()
    return node
