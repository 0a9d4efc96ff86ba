"""A closed form as a function of arrays is equal to its value at every point."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from symcount import Problem, load
from symcount.algebra import expansion, functions
from symcount.algebra.formula import (
    Bracket,
    Call,
    Factor,
    Formula,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    Summation,
    Symbol,
    symbols,
    value,
)
from tests.support import NETWORKS

np = pytest.importorskip("numpy", reason="the extra `sweep` is not installed")
evaluation = pytest.importorskip("symcount.scaling.evaluation")

NAMES = ("w", "L")

# ---- random formulas at random points ----------------------------------------------------

FRACTIONS = st.fractions(min_value=-50, max_value=50, max_denominator=12)
LEAVES = st.one_of(
    st.sampled_from([Symbol("w"), Symbol("L")]),
    st.integers(-9, 9).map(Number),
    st.just(Number(2**40 + 1)),
    FRACTIONS.map(lambda f: Number(functions.power(f, 1))),
)


def nodes(inner: st.SearchStrategy[Formula]) -> st.SearchStrategy[Formula]:
    several = st.lists(inner, min_size=1, max_size=3).map(tuple)
    two_or_three = st.lists(inner, min_size=2, max_size=3).map(tuple)
    return st.one_of(
        several.map(Sum),
        several.map(Product),
        st.builds(Quotient, inner, inner),
        st.builds(Power, inner, st.integers(-2, 4).map(Number)),
        inner.map(Factor),
        inner.map(Bracket),
        st.builds(lambda name, a: Call(name, (a,)), st.sampled_from(["ceil", "floor", "round", "divisible"]), inner),
        st.builds(lambda name, parts: Call(name, parts), st.sampled_from(["max", "min"]), two_or_three),
        st.builds(lambda a, b: Call("mod", (a, b)), inner, inner),
        st.builds(lambda a, d: Call("divisible", (a, Number(d))), inner, st.integers(1, 16)),
    )


TREES = st.recursive(LEAVES, nodes, max_leaves=12)
POINTS = st.one_of(st.integers(-20, 20), st.integers(-(2**62), 2**62), st.integers(2**63, 2**70), FRACTIONS)


def worth(tree: Formula, **at: Any) -> Fraction | None:
    try:
        return Fraction(value(tree, at))
    except ZeroDivisionError:
        return None


@settings(max_examples=400, deadline=None)
@given(TREES, st.lists(POINTS, min_size=1, max_size=4), st.lists(POINTS, min_size=1, max_size=3))
def test_every_formula_is_what_its_value_is_at_every_point(tree: Formula, ws: list[Any], ls: list[Any]) -> None:
    expected = [[worth(tree, w=w, L=depth) for depth in ls] for w in ws]
    flat = [v for row in expected for v in row]
    f = evaluation.array_function(tree, NAMES)
    columns = np.array(ws, dtype=object)[:, None], np.array(ls, dtype=object)
    if None in flat:
        with pytest.raises(Problem, match="E210"):
            f(*columns)
    elif any(v is not None and v.denominator != 1 for v in flat):
        with pytest.raises(Problem, match="E511"):
            f(*columns)
        assert f(*columns, exact=False).tolist() == [[_float(v) for v in row] for row in expected]
    else:
        counts = f(*columns)
        assert counts.tolist() == expected
        small = all(v is not None and abs(v) < 2**63 for v in flat)
        assert counts.dtype == (np.int64 if small else object)


def _float(exact: Fraction | None) -> float:
    assert exact is not None
    return exact.numerator / exact.denominator


@settings(max_examples=200, deadline=None)
@given(st.fractions(-4, 4, max_denominator=3), st.lists(st.integers(-9, 70), min_size=1, max_size=5))
def test_a_number_to_the_power_of_an_array(base: Fraction, exponents: list[int]) -> None:
    f = evaluation.array_function(Power(Number(base), Symbol("i")), ("i",))
    if base == 0 and min(exponents) < 0:
        with pytest.raises(Problem, match="E210"):
            f(exponents)
    elif all((base**e).denominator == 1 for e in exponents):
        assert f(exponents).tolist() == [base**e for e in exponents]
    else:
        assert f(exponents, exact=False).tolist() == [_float(base**e) for e in exponents]


SUMS = [
    Summation("i", Symbol("L"), Product((Symbol("i"), Symbol("w")))),
    Summation("i", Symbol("L"), Power(Sum((Symbol("w"), Symbol("i"))), Number(3))),
    Summation("i", Symbol("L"), Product((Symbol("w"), Power(Number(2), Symbol("i"))))),
    Summation("i", Symbol("L"), Call("divisible", (Product((Symbol("w"), Sum((Symbol("i"), Number(1))))),))),
]


@pytest.mark.parametrize("tree", SUMS)
def test_sums_over_iterations(tree: Summation) -> None:
    f = evaluation.array_function(tree, NAMES)
    expected = [[sum(value(tree.body, {"w": w, "i": i}) for i in range(n)) for n in range(1, 8)] for w in (1, 5, 40)]
    assert f([[1], [5], [40]], range(1, 8)).tolist() == expected


def test_a_deep_network_costs_no_more_than_a_shallow_one() -> None:
    f = evaluation.array_function(SUMS[1], NAMES)
    assert f(3, 10**9) == value(expansion.expand(SUMS[1]).as_formula(), {"w": 3, "L": 10**9})


ROOTS = [
    (
        Call("floor", (Product((Symbol("w"), Call("sqrt", (Number(2),)))),)),
        [(w * w * 2) ** 0.5 // 1 for w in range(1, 9)],
    ),
    (Call("sqrt", (Power(Symbol("w"), Number(2)),)), list(range(1, 9))),
    (Call("ceil", (Call("log2", (Symbol("w"),)),)), [0, 1, 2, 2, 3, 3, 3, 3]),
    (Call("floor", (Power(Symbol("w"), Number(Fraction(1, 2))),)), [1, 1, 1, 2, 2, 2, 2, 2]),
]


@pytest.mark.parametrize(("tree", "expected"), ROOTS)
def test_roots_and_logarithms_inside_a_rounding_are_decided_exactly(tree: Formula, expected: list[int]) -> None:
    assert evaluation.array_function(tree, ["w"])(range(1, 9)).tolist() == expected


def test_a_root_that_is_not_rational_has_no_value() -> None:
    with pytest.raises(Problem, match="at w = 2 there is no value of the count: it is irrational"):
        evaluation.array_function(Call("sqrt", (Symbol("w"),)), ["w"])([1, 4, 2])


# ---- arguments ---------------------------------------------------------------------------

HALVES = evaluation.array_function(Product((Number(10**20), Symbol("w"))), ["w"])


@pytest.mark.parametrize(
    "given_", [[0.1, 0.25], (0.1, Fraction(1, 4)), np.array([0.1, 0.25]), np.array([0.1, 0.25], dtype=np.float32)]
)
def test_floats_are_the_decimals_that_python_prints(given_: object) -> None:
    assert HALVES(given_).tolist() == [10**19, 25 * 10**18]


def test_floats_of_small_binary_denominators_are_themselves() -> None:
    at = np.array([1 + 2.0**-20, 0.5])
    assert evaluation.array_function(Product((Number(2**20), Symbol("w"))), ["w"])(at).tolist() == [2**20 + 1, 2**19]


@given(st.lists(st.floats(1e-6, 1e9), min_size=1, max_size=5))
def test_every_float_is_taken_exactly(at: list[float]) -> None:
    f = evaluation.array_function(Symbol("w"), ["w"])
    assert f(np.array(at), exact=False).tolist() == at
    dyadic = [Fraction(x).denominator <= 2**20 for x in at]
    exact = [Fraction(x) if all(dyadic) else Fraction(str(x)) for x in at]
    assert evaluation.exact_values("w", np.array(at)).as_list((len(at),)) == exact
    exact = [Fraction(x) if small else Fraction(str(x)) for x, small in zip(at, dyadic, strict=True)]
    assert evaluation.exact_values("w", at).as_list((len(at),)) == exact


def test_all_kinds_of_whole_numbers() -> None:
    f = evaluation.array_function(Symbol("w"), ["w"])
    assert (f(3), type(f(3)), f(np.int8(3)), type(f(np.float64(4)))) == (3, int, 3, int)
    assert f(np.array([2**64 - 1, 1], dtype=np.uint64)).tolist() == [2**64 - 1, 1]
    assert f([2**63, -1]).tolist() == [2**63, -1]
    assert f(np.array([-(2**63)])).tolist() == [-(2**63)]
    assert f([]).tolist() == []
    assert f(np.ones((2, 0, 3), dtype=int)).shape == (2, 0, 3)


@pytest.mark.parametrize("wrong", ["12", [1, "2"], None, True, [True], float("nan"), np.array([1, np.inf]), 1j])
def test_what_is_no_number_is_refused(wrong: object) -> None:
    with pytest.raises(Problem, match="E516") as caught:
        HALVES(wrong)
    assert "is no exact value for `w`" in str(caught.value)


def test_arguments_broadcast_as_numpy_does() -> None:
    f = evaluation.array_function(Product((Symbol("w"), Symbol("L"))), NAMES)
    assert f(np.arange(2)[:, None], [1, 2, 3]).tolist() == [[0, 0, 0], [1, 2, 3]]
    assert evaluation.array_function(Number(7), NAMES)([1, 2], 3).tolist() == [7, 7]
    with pytest.raises(ValueError, match="shape mismatch"):
        f([1, 2], [1, 2, 3])


def test_blocks_are_joined(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evaluation, "BLOCK", 7)
    f = evaluation.array_function(Power(Symbol("w"), Symbol("L")), NAMES)
    at = np.arange(40).reshape(4, 10)
    assert f(at, 13).tolist() == [[w**13 for w in row] for row in at.tolist()]
    with pytest.raises(Problem, match="at w = 1/2, L = 2 the count would be 1/4, which is not whole"):
        f([*range(20), Fraction(1, 2)], 2)


def test_a_single_fraction_keeps_a_long_denominator() -> None:
    f = evaluation.array_function(Symbol("w"), ["w"])
    for at in (Fraction(1, 10**12), Fraction(10**30 + 1, 3**40)):
        assert f(at, exact=False) == f([at], exact=False)[0] == float(at)


def test_powers_beyond_a_thousand_digits_are_refused() -> None:
    f = evaluation.array_function(Power(Symbol("w"), Symbol("L")), NAMES)
    with pytest.raises(Problem, match="E211"):
        f([2, 3], 10**9)
    assert f([1, 0], 10**30).tolist() == [1, 0]
    assert f([1, 10**100], [5000, 2]).tolist() == [1, 10**200]


# ---- networks ----------------------------------------------------------------------------


def test_the_closed_form_of_a_network_as_a_function() -> None:
    f = load("unet").count(keep="w").function("w")
    assert f(32) == 7_765_442
    assert f(np.arange(1, 4)).tolist() == [7574 * w * w + 302 * w + 2 for w in (1, 2, 3)]
    assert f(2**40).bit_length() > 64


@pytest.mark.parametrize(
    ("file", "name", "at"),
    [
        ("mobilenet_v1", "alpha", [1, 0.75, 0.5, 0.25]),
        ("mobilenet_v2", "alpha", [1, 1.4, 0.35, 0.1, Fraction(2, 3)]),
        ("efficientnet", "w", [1, 1.1, 2, 0.3]),
    ],
)
def test_published_roundings(file: str, name: str, at: list[Any]) -> None:
    model = load(NETWORKS / f"{file}.arch")
    f = model.count(keep=name).function(name)
    exact = [Fraction(str(a)) for a in at]
    form = model.count(keep=name).result.parameters
    assert symbols(form).keys() == {name}
    assert f(at).tolist() == [value(form, {name: a}) for a in exact]


def test_the_eight_efficientnets_at_once() -> None:
    f = load(NETWORKS / "efficientnet.arch").count(keep=["w", "d"]).function("w", "d")
    counts = f([1.0, 1.0, 1.1, 1.2, 1.4, 1.6, 1.8, 2.0], [1.0, 1.1, 1.2, 1.4, 1.8, 2.2, 2.6, 3.1])
    published = "5288548 7794184 9109994 12233232 19341616 30389784 43040704 66347960"  # torchvision
    assert counts.tolist() == [int(n) for n in published.split()]


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (("v",), 'error[E512]: the count keeps `k`, `L1`, not `v`\n  = help: keep it: count(keep="v")'),
        (("k", "l1"), "error[E512]: the count keeps `k`, `L1`, not `l1`\n  = help: did you mean `L1`?"),
        (("k",), 'error[E512]: the count keeps `k`, `L1`: each needs its place once\n  = help: function("k", "L1")'),
        (
            ("k", "k", "L1"),
            'error[E512]: the count keeps `k`, `L1`: each needs its place once\n  = help: function("k", "L1")',
        ),
    ],
)
def test_names_are_the_kept_symbols(names: tuple[str, ...], message: str) -> None:
    with pytest.raises(Problem) as caught:
        load("densenet").count(keep=["k", "L1"]).function(*names)
    assert str(caught.value) == message


def test_a_symbol_of_the_formula_without_a_place() -> None:
    with pytest.raises(Problem, match="E512"):
        evaluation.array_function(Symbol("w"), ["v"])


def test_without_numpy_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "numpy", None)
    with pytest.raises(Problem) as caught:
        load("unet").count(keep="w").function("w")
    assert str(caught.value) == "error[E510]: a function of arrays needs numpy: pip install 'symcount[sweep]'"


def test_a_million_widths() -> None:
    f = load("unet").count(keep="w").function("w")
    assert f(np.arange(1, 1_000_001))[-1] == 7574 * 10**12 + 302 * 10**6 + 2


def test_a_function_without_a_row_for_arrays_is_worked_out_point_by_point(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a new function of the language needs none."""
    tree = Sum((Call("divisible", (Product((Number(10), Symbol("w"))), Number(8))), Power(Symbol("w"), Number(2))))
    at = [Fraction(k, 2) for k in range(2, 40, 2)]
    counts = evaluation.array_function(tree, ["w"])(at)
    monkeypatch.delitem(evaluation.CALLS, "divisible")
    assert evaluation.array_function(tree, ["w"])(at).tolist() == counts.tolist()
