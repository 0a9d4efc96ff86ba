"""Arithmetic is right: against exact fractions, and with symbols against the same with numbers."""

from __future__ import annotations

from fractions import Fraction
from math import isqrt

import pytest
import sympy
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from symcount.algebra import arithmetic
from symcount.algebra.formula import Call, Formula, Number, Power, Product, Sum, Symbol, TooLarge, value
from symcount.algebra.functions import FUNCTIONS, Irrational, OutOfDomain
from symcount.algebra.notation import write
from symcount.algebra.notations.unicode import ARCH
from symcount.algebra.signs import sign as sign_of
from tests.algebra.trees import F, Values, as_written, computed, exact, formulas, make_divisible, points

often = settings(max_examples=400, deadline=None)
w, c = Symbol("w"), Symbol("c")


def wanted(f: F, values: Values) -> Fraction:
    try:
        found = exact(f, values)
    except (ZeroDivisionError, OverflowError):
        reject()
    if max(abs(found.numerator), found.denominator) > 10**200:
        reject()
    return found


@often
@given(formulas(), points)
def test_numbers(f: F, values: Values) -> None:
    target = wanted(f, values)
    try:
        found = computed(f, values)
    except TooLarge:
        reject()
    assert found == Number(target.numerator if target.denominator == 1 else target)


@often
@given(formulas(), points)
def test_symbols_then_numbers(f: F, values: Values) -> None:
    target = wanted(f, values)
    try:
        found = value(computed(f), values)
    except (TooLarge, OverflowError):
        reject()
    assert found == target


@often
@given(formulas(), points)
def test_computing_a_tree_anew_keeps_its_value(f: F, values: Values) -> None:
    target = wanted(f, values)
    try:
        assert value(arithmetic.computed(computed(f)), values) == target
        assert value(arithmetic.computed(as_written(f)), values) == target
    except (TooLarge, OverflowError):
        reject()


@often
@given(formulas(), st.lists(points, min_size=1, max_size=8))
def test_a_sign_is_never_wrong(f: F, places: list[Values]) -> None:
    try:
        tree = computed(f)
        signs = {(v > 0) - (v < 0) for v in (value(tree, at) for at in places)}
    except (TooLarge, OverflowError, ZeroDivisionError):
        reject()
    assert sign_of(tree) in {None} | (signs if len(signs) == 1 else set())


@often
@given(formulas(), st.lists(st.fixed_dictionaries({n: st.integers(-9, 9) for n in "abw"}), min_size=1, max_size=8))
def test_a_sign_is_never_wrong_where_symbols_may_be_negative(f: F, places: list[Values]) -> None:
    """Only `w` is known to be positive."""
    try:
        tree = computed(f)
        signs = {(v > 0) - (v < 0) for v in (value(tree, {**at, "w": abs(at["w"]) + 1}) for at in places)}
    except (TooLarge, OverflowError, ZeroDivisionError):
        reject()
    assert sign_of(tree, frozenset("w")) in {None} | (signs if len(signs) == 1 else set())


SIGNS: list[tuple[Formula, int | None]] = [
    (Number(0), 0),
    (Number(-3), -1),
    (w, 1),
    (arithmetic.multiply(Number(-2), w), -1),
    (arithmetic.add(w, c, Number(1)), 1),
    (arithmetic.subtract(w, c), None),
    (arithmetic.subtract(Number(0), arithmetic.add(w, c)), -1),
    (arithmetic.divide(w, c), 1),
    (arithmetic.power(w, Number(3)), 1),
    (arithmetic.call("divisible", arithmetic.subtract(w, c), Number(8)), 1),
    (arithmetic.call("floor", w), None),
    (arithmetic.call("ceil", w), 1),
    (arithmetic.call("max", w, Number(-1)), 1),
    (arithmetic.call("min", w, Number(-1)), None),
]


@pytest.mark.parametrize(
    ("tree", "sign"), SIGNS, ids=lambda x: write(x, ARCH) if not isinstance(x, int | None) else str(x)
)
def test_signs(tree: Formula, sign: int | None) -> None:
    assert sign_of(tree) == sign


# ---- normal in the small -------------------------------------------------------------------


def n(exact: int | Fraction) -> Number:
    return Number(exact)


TIDY = [
    (arithmetic.add(w, w), "2*w"),
    (arithmetic.add(w, c, w), "2*w + c"),
    (arithmetic.subtract(w, w), "0"),
    (arithmetic.multiply(w, c, w), "w^2*c"),
    (arithmetic.multiply(n(2), w, n(3)), "6*w"),
    (arithmetic.multiply(n(2), arithmetic.add(w, n(1))), "2*w + 2"),
    (arithmetic.multiply(w, arithmetic.add(w, n(1))), "w*(w + 1)"),
    (arithmetic.divide(arithmetic.multiply(n(6), w), n(4)), "3*w/2"),
    (arithmetic.divide(w, w), "1"),
    (arithmetic.divide(w, c), "w/c"),
    (arithmetic.divide(n(1), arithmetic.divide(w, c)), "c/w"),
    (arithmetic.power(arithmetic.multiply(n(2), w), n(3)), "8*w^3"),
    (arithmetic.power(w, n(0)), "1"),
    (arithmetic.power(n(2), w), "2^w"),
    (arithmetic.multiply(arithmetic.power(n(2), w), n(2), arithmetic.power(n(2), w)), "2*2^(2*w)"),
    (arithmetic.add(arithmetic.multiply(w, c), arithmetic.multiply(c, w)), "2*w*c"),
    (arithmetic.call("ceil", arithmetic.call("floor", w)), "floor(w)"),
    (arithmetic.call("mod", arithmetic.multiply(n(4), w), n(2)), "mod(4*w, 2)"),  # w may be a fraction
    (arithmetic.call("mod", arithmetic.multiply(n(4), arithmetic.call("ceil", w)), n(2)), "0"),
    (arithmetic.call("mod", w, n(2)), "mod(w, 2)"),
    (arithmetic.call("max", n(3), n(7), n(5)), "7"),
    (arithmetic.call("divisible", n(20)), "24"),
]


@pytest.mark.parametrize(("tree", "text"), TIDY, ids=[row[1] for row in TIDY])
def test_results_are_tidy(tree: Formula, text: str) -> None:
    assert write(tree, ARCH) == text


def test_a_sum_is_the_same_in_any_order_of_its_factors() -> None:
    assert arithmetic.add(Product((w, c)), Product((c, w))) == Product((n(2), w, c))


# ---- divisible: the code of MobileNet --------------------------------------------------------


@often
@given(st.integers(1, 4096), st.sampled_from([0.25, 0.35, 0.5, 0.75, 1.0, 1.3, 1.4, 2.0]), st.sampled_from([4, 8, 16]))
def test_divisible_against_the_published_code(channels: int, alpha: float, divisor: int) -> None:
    """The code computes in binary; the same code in exact fractions decides where that rounds."""
    v = channels * Fraction(str(alpha))
    found = FUNCTIONS["divisible"].evaluate(v, divisor)
    assert found == make_divisible(v, divisor)
    in_binary = make_divisible(channels * alpha, divisor)
    on_an_edge = (v + Fraction(divisor, 2)) % divisor == 0 or found * 10 == v * 9
    assert found == in_binary or on_an_edge


DIVISIBLE = [
    (3, 8),
    (8, 8),
    (9, 16),
    (11, 16),
    (12, 16),
    (15, 16),
    (16 * Fraction("1.4"), 24),
    (32 * Fraction("0.35"), 16),
    (24, 24),
    (36, 40),
    (100, 104),
    (10, 16),
]


@pytest.mark.parametrize(("v", "rounded"), DIVISIBLE, ids=str)
def test_divisible(v: int | Fraction, rounded: int) -> None:
    assert FUNCTIONS["divisible"].evaluate(v, 8) == make_divisible(Fraction(v), 8) == rounded


# ---- rounding of what is irrational -----------------------------------------------------------


def root(k: int) -> Formula:
    return arithmetic.call("sqrt", Number(k))


@often
@given(st.integers(1, 10**12), st.integers(0, 12))
def test_floor_of_a_root(k: int, digits: int) -> None:
    scale = 10**digits
    found = arithmetic.call("floor", arithmetic.multiply(Number(scale), root(k)))
    assert found == Number(isqrt(k * scale * scale))


@often
@given(st.integers(1, 10**30))
def test_rounded_logarithms(k: int) -> None:
    log = arithmetic.call("log2", Number(k))
    assert arithmetic.call("floor", log) == Number(k.bit_length() - 1)
    assert arithmetic.call("ceil", log) == Number((k - 1).bit_length())


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from(["floor", "ceil", "round"]),
    st.lists(st.tuples(st.integers(-50, 50), st.integers(2, 99)), min_size=1, max_size=3),
)
def test_rounded_sums_of_roots_against_sympy(name: str, terms: list[tuple[int, int]]) -> None:
    tree = arithmetic.add(*(arithmetic.multiply(Number(a), root(k)) for a, k in terms))
    same = sympy.Add(*(a * sympy.sqrt(k) for a, k in terms))
    if same.is_rational:
        reject()
    functions = {"floor": sympy.floor, "ceil": sympy.ceiling, "round": lambda x: sympy.floor(x + sympy.Rational(1, 2))}
    assert arithmetic.call(name, tree) == Number(int(functions[name](same)))


ROUNDED = [
    (arithmetic.call("floor", arithmetic.power(n(2), n(Fraction(1, 3)))), 1),
    (arithmetic.call("ceil", arithmetic.multiply(n(10), arithmetic.power(n(2), n(Fraction(1, 3))))), 13),
    (arithmetic.call("round", arithmetic.multiply(n(100), root(2))), 141),
    (arithmetic.call("divisible", arithmetic.multiply(n(64), root(2)), n(8)), 88),
    (arithmetic.call("floor", root(16)), 4),
    (arithmetic.call("round", n(Fraction(5, 2))), 2),
    (arithmetic.call("round", n(Fraction(7, 2))), 4),
    (arithmetic.call("round", n(Fraction(-5, 2))), -2),
    (arithmetic.call("floor", n(Fraction(-1, 2))), -1),
]


@pytest.mark.parametrize(("tree", "number"), ROUNDED, ids=[str(row[1]) for row in ROUNDED])
def test_rounded(tree: Formula, number: int) -> None:
    assert tree == Number(number)


def test_an_irrational_number_stays_as_it_is_until_it_is_rounded() -> None:
    assert root(2) == Call("sqrt", (Number(2),))
    assert arithmetic.power(Number(2), Number(Fraction(1, 2))) == Power(Number(2), Number(Fraction(1, 2)))
    with pytest.raises(Irrational):
        value(root(2))


# ---- what has no value ------------------------------------------------------------------------


def test_division_by_zero() -> None:
    for wrong in (lambda: arithmetic.divide(w, Number(0)), lambda: arithmetic.divide(w, arithmetic.subtract(c, c))):
        with pytest.raises(ZeroDivisionError):
            wrong()
    with pytest.raises(ZeroDivisionError):
        arithmetic.power(Number(0), Number(-1))
    with pytest.raises(ZeroDivisionError):
        arithmetic.call("mod", Number(3), Number(0))


def test_a_number_of_more_than_1_000_digits() -> None:
    assert arithmetic.power(Number(10), Number(999)) == Number(10**999)
    for wrong in (
        lambda: arithmetic.power(Number(10), Number(1001)),
        lambda: arithmetic.power(Number(2), Number(10**10)),
        lambda: arithmetic.multiply(Number(10**600), Number(10**600)),
        lambda: arithmetic.power(Number(Fraction(1, 10)), Number(1001)),
        lambda: arithmetic.power(Number(10), Number(-1001)),
    ):
        with pytest.raises(TooLarge, match=r"^the number has more than 1,000 digits$"):
            wrong()


def test_outside_of_the_domain() -> None:
    for name, x in (("sqrt", -2), ("log2", 0), ("log2", -1)):
        with pytest.raises(OutOfDomain):
            arithmetic.call(name, Number(x))
    with pytest.raises(OutOfDomain):
        arithmetic.call("divisible", Number(20), Number(0))


def test_a_sum_of_thousands_of_terms_is_collected() -> None:
    assert arithmetic.add(*[w, c] * 5_000) == Sum((Product((Number(5_000), w)), Product((Number(5_000), c))))
