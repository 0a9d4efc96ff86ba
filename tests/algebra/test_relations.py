"""Relations: what follows from the domain and from one another, as a table and against random points."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symcount.algebra.arithmetic import add, call, divide, multiply, power, subtract
from symcount.algebra.formula import ONE, Formula, Number, Symbol
from symcount.algebra.notation import Notation
from symcount.algebra.notations.latex import LATEX
from symcount.algebra.notations.mathml import MATHML
from symcount.algebra.notations.typst import TYPST
from symcount.algebra.notations.unicode import UNICODE
from symcount.algebra.relations import (
    Domain,
    Relation,
    at_least,
    follows,
    follows_from_domain,
    plain_text,
    shown,
    whole,
    written,
)

d, g, h, n, p, w, r, x = map(Symbol, "dghnpwrx")
TWO, EIGHT = Number(2), Number(8)
DOMAIN = Domain(frozenset("dghnw"), frozenset("dghnwr"))
ROUNDED = call("floor", subtract(Number(10), divide(n, TWO)))
WGD = divide(multiply(w, g, d), Number(64))

SHOWN = [
    # (what, relations, what a reader is told)
    ("what the domain says", [at_least(w, 1), whole(w), Relation("≠", w, Number(0)), Relation(">", add(n, w), n)], []),
    ("what is not positive", [at_least(r, 1)], ["r ≥ 1"]),
    ("what falls has an upper bound", [at_least(subtract(Number(20), n), 1)], ["n ≤ 19"]),
    ("constants stand on the right", [at_least(add(n, Number(-4)), 0)], ["n ≥ 4"]),
    ("the stronger bound", [at_least(n, 2), at_least(n, 4), Relation(">", n, ONE)], ["n ≥ 4"]),
    ("a bound above another", [at_least(subtract(n, w), 1), at_least(subtract(n, w), 0)], ["n − w ≥ 1"]),
    ("positive where whole", [whole(divide(d, h)), at_least(divide(d, h), 1)], ["d/h is whole"]),
    ("a multiple of what is whole", [whole(divide(w, TWO)), whole(divide(w, EIGHT)), whole(divide(w, Number(4)))], ["w/8 is whole"]),
    ("a divisor that cancels", [whole(WGD), Relation("∣", g, WGD)], ["wd/64 is whole"]),
    ("a number that divides", [Relation("∣", Number(4), w)], ["4 divides w"]),
    ("terms that are whole anyway", [whole(add(divide(w, TWO), n))], ["w/2 is whole"]),
    ("a rounding of what is whole", [Relation("≤", call("ceil", n), n)], []),
    ("a rounding in what is told", [Relation("≤", call("floor", n), w)], ["n ≤ w"]),
    ("a rounding of what may be a fraction", [Relation("≤", call("ceil", x), x)], ["⌈x⌉ ≤ x"]),
    ("two that say different things", [whole(divide(w, TWO)), whole(divide(w, Number(3)))], ["w/2 is whole", "w/3 is whole"]),
    ("a half of what another says to be whole", [whole(divide(multiply(d, w), TWO)), whole(add(divide(multiply(d, w), Number(4)), divide(multiply(n, w), TWO)))], ["dw/4 + nw/2 is whole"]),
    ("a part that another says to be whole", [whole(divide(w, TWO)), whole(add(divide(w, TWO), divide(d, Number(4))))], ["w/2 is whole", "d/4 is whole"]),
    ("a product with what is whole", [whole(multiply(r, add(w, n))), whole(multiply(add(ONE, multiply(Number(-1), p)), w)), whole(multiply(p, w))], ["pw is whole"]),
    ("a bound on a fraction", [at_least(add(divide(n, Number(3)), Number(Fraction(-7, 3))), 1)], ["n ≥ 10"]),
    ("a multiple of what is rounded down", [at_least(multiply(Number(3), call("floor", x)), 10)], ["x ≥ 4"]),
    ("a bound between whole numbers on what is rounded down", [Relation("≥", ROUNDED, Number(Fraction(-1, 2)))], ["n ≤ 20"]),
    ("a bound on what is rounded down", [at_least(ROUNDED, 0), at_least(call("floor", add(divide(ROUNDED, TWO), Number(-1))), 0)], ["n ≤ 16"]),
    ("equal and unequal are kept", [Relation("=", w, n), Relation("≠", w, d)], ["w = n", "w ≠ d"]),
]  # fmt: skip


@pytest.mark.parametrize(("relations", "told"), [row[1:] for row in SHOWN], ids=[row[0] for row in SHOWN])
def test_what_a_reader_is_told(relations: list[Relation], told: list[str]) -> None:
    assert [plain_text(r) for r in shown(relations, DOMAIN).values()] == told


WRITTEN = [
    (LATEX, r"2w \leq \frac{d}{h}"),
    (UNICODE, "2w ≤ d/h"),
    (TYPST, "2 w ≤ (d)/(h)"),
    (MATHML, '<mo form="infix">≤</mo>'),
]


@pytest.mark.parametrize(("notation", "text"), WRITTEN)
def test_in_a_notation(notation: Notation, text: str) -> None:
    assert text in written(Relation("≤", multiply(TWO, w), divide(d, h)), notation)


def formulas() -> st.SearchStrategy[Formula]:
    leaves = st.sampled_from([d, w, n, r, ONE, TWO, Number(Fraction(1, 2)), Number(-3)])
    return st.recursive(
        leaves,
        lambda inner: (
            st.builds(add, inner, inner) | st.builds(multiply, inner, inner) | st.builds(power, inner, st.just(TWO))
        ),
        max_leaves=6,
    )


RELATIONS = st.builds(Relation, st.sampled_from("=≠<≤>≥"), formulas(), formulas()) | st.builds(whole, formulas())
POINTS = st.fixed_dictionaries({name: st.integers(1, 9) for name in "dwn"} | {"r": st.integers(-4, 4)})


@given(RELATIONS, POINTS)
def test_what_follows_from_the_domain_holds(relation: Relation, point: dict[str, int]) -> None:
    assert not follows_from_domain(relation, DOMAIN) or relation.holds(point)


@given(RELATIONS, RELATIONS, POINTS)
def test_what_follows_holds_with_what_it_follows_from(a: Relation, b: Relation, point: dict[str, int]) -> None:
    assert not (follows(a, b, DOMAIN) and b.holds(point)) or a.holds(point)


@given(st.lists(RELATIONS, max_size=4), POINTS)
def test_what_a_reader_is_told_says_it_all(relations: list[Relation], point: dict[str, int]) -> None:
    told = shown(relations, DOMAIN).values()
    assert all(r.holds(point) for r in relations) == all(r.holds(point) for r in told)


@given(st.builds(Relation, st.sampled_from("=≠<≤>≥"), formulas(), formulas()), POINTS)
def test_the_negation(relation: Relation, point: dict[str, int]) -> None:
    assert relation.holds(point) != relation.negated().holds(point)
