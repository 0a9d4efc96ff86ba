"""Closed forms are equal to what they came from, equality is decided both ways, and sympy reads what is printed."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import Any

import pytest
import sympy
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from symcount.algebra import expansion, rings, symbolic
from symcount.algebra.formula import Call, Formula, Number, Power, Product, Quotient, Sum, Symbol, TooLarge, value
from symcount.algebra.functions import FUNCTIONS, OutOfDomain
from symcount.algebra.notations.unicode import readable, sympy_text
from tests.algebra.trees import NAMES, F, Values, as_written, exact, formulas, points

some = settings(max_examples=150, deadline=None)
polynomials = formulas(division=False, functions=False, names=("a", "b"), leaves=6)


def wanted(f: F, values: Values) -> Fraction:
    try:
        found = exact(f, values)
    except (ZeroDivisionError, OverflowError):
        reject()
    if max(abs(found.numerator), found.denominator) > 10**200:
        reject()
    return found


def at(expression: sympy.Expr, values: Values) -> Fraction:
    """A sympy expression of plain symbols at a point."""
    # doit, for sympy takes Max(Min(0, a), Min(1, a)) apart into Min(a, Max(0, 1)) and leaves Max(0, 1) as it is
    found = expression.subs({sympy.Symbol(k): v for k, v in values.items()}).doit()
    assert found.is_Rational
    return Fraction(int(found.p), int(found.q))


# ---- closed forms --------------------------------------------------------------------------


@some
@given(formulas(), points)
def test_a_closed_form_is_the_tree_at_every_point(f: F, values: Values) -> None:
    target = wanted(f, values)
    try:
        closed = expansion.expand(as_written(f)).as_formula(NAMES)
        assert value(closed, values) == target
    except (TooLarge, OverflowError, ZeroDivisionError, OutOfDomain):
        reject()


def test_a_rounding_of_what_expands_to_a_half() -> None:
    assert expansion.expand(Call("ceil", (Number(Fraction(1, 2)),))) == expansion.expand(Number(1))


def test_nothing_to_the_power_of_nothing_is_one() -> None:
    nothing = Sum((Number(3), Number(-3)))
    assert rings.identical(Sum((Symbol("w"), Power(nothing, Number(0)))), Sum((Symbol("w"), Number(1))))


@some
@given(formulas(leaves=5), points)
def test_an_expression_of_sympy_is_the_tree_at_every_point(f: F, values: Values) -> None:
    target = wanted(f, values)
    assert at(symbolic.expression(as_written(f)), values) == target


@some
@given(polynomials)
def test_a_closed_form_is_what_sympy_expands_to(f: F) -> None:
    closed = expansion.expand(as_written(f)).as_formula(("a", "b"))
    assert sympy.expand(symbolic.expression(as_written(f))) == symbolic.expression(closed)


w, v = Symbol("w"), Symbol("v")


def n(exact_: int | Fraction) -> Number:
    return Number(exact_)


CLOSED: list[tuple[Formula, str]] = [
    (Product((w, Sum((w, n(1))))), "w**2 + w"),
    (Sum((Product((n(9), w, w)), Product((n(2), w, w)), w, n(0))), "11*w**2 + w"),
    (Power(Sum((w, v)), n(2)), "v**2 + 2*v*w + w**2"),
    (Sum((w, Product((n(-1), w)))), "0"),
    (Product((n(3), n(4))), "12"),
    (Quotient(w, n(2)), "w/2"),
    (Quotient(Product((w, w)), w), "w"),
    (Quotient(w, v), "w/v"),
    (Sum((Power(n(2), w), Power(n(2), w))), "2*2**w"),
]


@pytest.mark.parametrize(("tree", "closed"), CLOSED, ids=[row[1] for row in CLOSED])
def test_closed_forms(tree: Formula, closed: str) -> None:
    found = expansion.expand(tree).as_formula(("w", "v"))
    assert str(symbolic.expression(found)) == str(sympy.sympify(closed))
    assert rings.identical(tree, found)


# ---- equality ------------------------------------------------------------------------------


@some
@given(polynomials, polynomials)
def test_identical_if_and_only_if_equal_everywhere(f: F, g: F) -> None:
    """Two polynomials of degree at most d in each symbol are equal if they are on a grid of d + 1 by d + 1 points."""
    d = max(degree(f), degree(g))
    if d > 12:
        reject()
    everywhere = all(
        exact(f, {"a": a, "b": b}) == exact(g, {"a": a, "b": b}) for a, b in product(range(d + 1), repeat=2)
    )
    assert rings.identical(as_written(f), as_written(g)) == everywhere


def degree(f: F) -> int:
    match f.op:
        case "n":
            return 0
        case "s":
            return 1
        case "+" | "-":
            return max(map(degree, f.parts))
        case "*":
            return sum(map(degree, f.parts))
        case _:
            return degree(f.parts[0]) * int(f.parts[1].parts[0])


@some
@given(polynomials, polynomials, st.sampled_from(["commute", "distribute", "associate"]))
def test_laws_of_algebra_are_identities(f: F, g: F, law: str) -> None:
    h = F("s", ("b",))
    sides = {
        "commute": (F("*", (f, g)), F("*", (g, f))),
        "distribute": (F("*", (h, F("+", (f, g)))), F("+", (F("*", (h, f)), F("*", (h, g))))),
        "associate": (F("+", (F("+", (f, g)), h)), F("+", (f, F("+", (g, h))))),
    }
    left, right = sides[law]
    assert rings.identical(as_written(left), as_written(right))
    assert not rings.identical(as_written(left), Sum((as_written(right), n(1))))


DIFFERENT = [
    (w, v),
    (Power(w, n(2)), Product((n(2), w))),  # equal where w is 2
    (Quotient(w, n(2)), Call("floor", (Quotient(w, n(2)),))),  # equal where w is even
    (Call("divisible", (w, n(8))), w),
    (Power(n(2), w), Power(n(3), w)),
    (Quotient(n(1), Sum((w, n(1)))), Quotient(n(1), w)),
]


@pytest.mark.parametrize(("a", "b"), DIFFERENT)
def test_different(a: Formula, b: Formula) -> None:
    assert not rings.identical(a, b)


SAME = [
    (Sum((w, v)), Sum((v, w))),
    (Quotient(Sum((Power(w, n(2)), n(-1))), Sum((w, n(-1)))), Sum((w, n(1)))),
    (Power(Sum((w, n(1))), n(-1)), Quotient(n(1), Sum((n(1), w)))),
    (Product((Power(n(2), w), Power(n(2), w))), Power(Power(n(2), w), n(2))),
]


@pytest.mark.parametrize(("a", "b"), SAME)
def test_same(a: Formula, b: Formula) -> None:
    assert rings.identical(a, b)


# ---- text for sympy ------------------------------------------------------------------------

NAMED = ("N", "E", "beta", "lambda", "S", "I", "Max", "w", "d_ff", "if", "Q", "O", "gamma", "zeta", "pi")


@settings(max_examples=100, deadline=None)
@given(formulas(names=NAMED, leaves=6, least=0), st.lists(st.integers(1, 30), min_size=len(NAMED), max_size=len(NAMED)))
def test_sympy_reads_the_text(f: F, numbers: list[int]) -> None:
    values = dict(zip(NAMED, numbers, strict=True))
    target = wanted(f, values)
    names = readable(NAMED)
    read = sympy.sympify(sympy_text(as_written(f), NAMED), locals={name: sympy.Symbol(name) for name in names.values()})
    found = read.subs({sympy.Symbol(names[k]): v for k, v in values.items()})
    assert found.is_Rational
    assert Fraction(int(found.p), int(found.q)) == target


def test_readable_names() -> None:
    assert readable(("w", "N", "E", "beta", "S", "I")) == {name: name for name in ("w", "N", "E", "beta", "S", "I")}
    assert readable(("lambda", "lambda_", "Max")) == {"lambda": "lambda__", "lambda_": "lambda_", "Max": "Max_"}


TEXTS = [
    (Sum((Product((n(7574), Power(w, n(2)))), Product((n(302), w)), n(2))), "7574*w**2 + 302*w + 2"),
    (Call("ceil", (Quotient(w, n(8)),)), "ceiling(w/8)"),
    (Call("max", (w, n(8))), "Max(w, 8)"),
    (Product((n(-1), w)), "-w"),
    (Power(Sum((w, n(1))), n(2)), "(w + 1)**2"),
]


@pytest.mark.parametrize(("tree", "written"), TEXTS, ids=[row[1] for row in TEXTS])
def test_texts(tree: Formula, written: str) -> None:
    assert sympy_text(tree, ("w",)) == written


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("point", [1, 7, 10, 13])
def test_a_function_of_sums_in_a_product_is_read_as_it_is_meant(name: str, point: int) -> None:
    arguments = (Quotient(Sum((w, n(1))), n(4)), Sum((w, n(3))))[: FUNCTIONS[name].most]
    call = Call(name, arguments)
    for tree in (Product((n(8), call)), Power(call, n(2)), Sum((w, Product((n(-1), call))))):
        expected = symbolic.expression(tree).subs(sympy.Symbol("w"), point)
        assert sympy.sympify(sympy_text(tree, ("w",))).subs(sympy.Symbol("w"), point) == expected


# ---- limits --------------------------------------------------------------------------------


def many(count: int) -> list[Formula]:
    return [Symbol(f"a{i}") for i in range(count)]


LARGE = [
    Power(Sum(tuple(many(6))), n(30)),
    Product(tuple(Sum((a, n(1))) for a in many(17))),
    Power(Sum((w, n(1))), n(200_000)),
]


@pytest.mark.parametrize("tree", LARGE, ids=["power", "product", "high power"])
@pytest.mark.parametrize(
    "how", [expansion.expand, lambda tree: rings.closed_form({tree: 1})], ids=["expand", "closed_form"]
)
def test_an_expansion_that_is_too_large_is_refused(how: object, tree: Formula) -> None:
    with pytest.raises(TooLarge, match=r"^its expansion has more than 100,000 terms$"):
        how(tree)  # type: ignore[operator]


def test_an_expansion_that_is_just_large_is_made() -> None:
    tree = Power(Sum((*many(3), n(1))), n(20))
    assert len(expansion.expand(tree).terms) == 1_771  # 23 over 3


def test_rings_stay_small_however_many_symbols_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    """A monomial of a ring is as long as its list of symbols, also where it is one of them."""
    sizes: list[int] = []
    monkeypatch.setattr(rings, "ring", lambda size: sizes.append(size) or symbolic.ring(size))
    symbols = many(300)
    chained = tuple(Product(pair) for pair in zip(symbols, symbols[1:], strict=False))
    tree = Product((n(9), w, Sum(chained)))
    assert rings.closed_form({tree: 1}, ("w",)) == expansion.closed_form({tree: 1}, ("w",))
    assert rings.identical(tree, Sum(tuple(Product((w, pair, n(9))) for pair in chained)))
    assert max(sizes) == 3


@pytest.mark.parametrize("engine", [rings, expansion], ids=["sympy", "ours"])
def test_a_monomial_is_one_however_an_inverse_cancels_in_it(engine: Any) -> None:
    x = Symbol("x")
    tree = Sum((Product((w, x, Power(w, n(-2)))), Quotient(x, w)))
    assert engine.closed_form({tree: 1}) == Quotient(Product((n(2), x)), w)
