"""How counts grow: the ideal polynomial and its gap, degree, exponent, doubling, shares, tables, level curves."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
import sympy

import symcount
from symcount.algebra.expansion import expand
from symcount.algebra.symbolic import expression
from symcount.network.request import Request
from symcount.scaling.feasible import spaced
from symcount.scaling.growth import growth, level
from tests.support import NETWORKS

A = sympy.Symbol("alpha")

# Tables that papers and frameworks give: (file, symbol, other settings, {value: count}).
TABLES = [
    ("mobilenet_v1", "alpha", {}, {"1": 4_231_976, "0.75": 2_585_560, "0.5": 1_331_592, "0.25": 470_072}),
    ("efficientnet", "d", {"w": 1}, {"1": 5_288_548, "1.1": 7_794_184}),
    ("efficientnet", "w", {"d": Fraction(12, 10)}, {"1.1": 9_109_994}),
    ("efficientnet", "w", {"d": Fraction(14, 10)}, {"1.2": 12_233_232}),
    ("efficientnet", "w", {"d": Fraction(18, 10)}, {"1.4": 19_341_616}),
    ("efficientnet", "w", {"d": Fraction(22, 10)}, {"1.6": 30_389_784}),
    ("efficientnet", "w", {"d": Fraction(26, 10)}, {"1.8": 43_040_704}),
    ("efficientnet", "w", {"d": Fraction(31, 10)}, {"2": 66_347_960}),
]


@pytest.mark.parametrize(("name", "symbol", "values", "counts"), TABLES)
def test_the_tables_come_out_exactly(
    name: str, symbol: str, values: dict[str, Fraction], counts: dict[str, int]
) -> None:
    table = symcount.load(NETWORKS / f"{name}.arch").scale(symbol, at=list(counts), set=values)
    assert [p.exact for p in table.points] == list(counts.values())


IDEALS = [
    (NETWORKS / "mobilenet_v1.arch", "alpha", "3139584*alpha**2 + 1091392*alpha + 1000"),
    ("mobilenet_v2", "alpha", "1715072*alpha**2 + 506240*alpha + 1283560"),
    (NETWORKS / "resnet50.arch", "alpha", "23445504*alpha**2 + 2110528*alpha + 1000"),
    (NETWORKS / "cifar_resnet.arch", "n", "97216*n - 21926"),
    ("densenet", "k", "6700*k**2 + 34908*k + 1000"),
]


@pytest.mark.parametrize(("file", "symbol", "polynomial"), IDEALS)
def test_the_ideal_polynomial(file: str | Path, symbol: str, polynomial: str) -> None:
    table = symcount.load(file).scale(symbol)
    assert sympy.expand(expression(table.whole.ideal.tree) - sympy.sympify(polynomial)) == 0


def test_efficientnet_b1_is_a_quarter_below_its_ideal() -> None:
    model = symcount.load(NETWORKS / "efficientnet.arch")
    (point,) = model.scale("d", at=["1.1"]).points
    assert point.exact == 7_794_184
    assert point.ideal == Fraction(4_665_984 * 11 + 268_452 * 11, 10) - 892_672 + 1_245_784 + 1000
    assert point.gap is not None
    assert round(float(point.gap), 3) == -0.258
    assert model.scale("d", at=["1"]).points[0].gap == 0


def test_the_numbers_of_resnet50() -> None:
    table = symcount.load(NETWORKS / "resnet50.arch").scale("alpha", at=["0.5", "1", "2"])
    assert (table.whole.degree, table.whole.leading.value) == (2, 23_445_504)
    assert [p.title for p in table.parts] == ["Stem", "Stage 1", "Stage 2", "Stage 3", "Stage 4", "Classifier"]
    assert [p.degree for p in table.parts] == [1, 2, 2, 2, 2, 1]
    shares = [p.share for p in table.parts]
    assert sum(s for s in shares if s is not None) == 1
    assert shares[4] == Fraction(14_942_208, 23_445_504)
    for point in table.points:
        a = Fraction(point.at)
        p, p2 = (23_445_504 * x * x + 2_110_528 * x + 1000 for x in (a, 2 * a))
        assert point.exact == p
        assert point.doubling == p2 / p
        assert point.exponent == (2 * 23_445_504 * a * a + 2_110_528 * a) / p
        assert sum(point.shares) == 1
    assert table.points[1].shares[0] == Fraction(9536, 25_557_032)


def test_the_exponent_is_the_logarithmic_derivative() -> None:
    table = symcount.load("gpt2").scale("d")
    p = expression(table.whole.ideal.tree)
    d = sympy.Symbol("d")
    assert sympy.simplify(expression(table.exponent) - d * sympy.diff(p, d) / p) == 0


def test_a_count_that_is_no_polynomial_in_the_symbol_says_so() -> None:
    model = symcount.load(NETWORKS / "growth.arch").model
    table = growth(model.scope, Request("Pyramid"), "n", [1, 2, 3])
    assert table.whole.degree is None
    assert [p.exact for p in table.points] == [432, 5_040, 23_472]


def test_a_value_at_which_nothing_can_be_built_says_why() -> None:
    (bad, good) = symcount.load("unet").scale("w", at=["1/3", "2"]).points
    assert bad.exact is None
    assert bad.why == "the channels of `conv` must be whole, but 1/3 is not"
    assert good.exact == 7574 * 4 + 302 * 2 + 2


@pytest.mark.parametrize(("form", "at", "count"), [("2^w", ["1/2", "3"], 32), ("log2(w)", ["3", "8"], 12)])
def test_a_value_at_which_the_count_is_irrational_has_none(form: str, at: list[str], count: int) -> None:
    irrational, whole = symcount.load(f"net N(w = 4) {{ out input(3) -> linear({form}) }}").scale("w", at).points
    assert (irrational.exact, irrational.ideal) == (None, None)
    assert irrational.why
    assert whole.exact == whole.ideal == count


def test_the_curve_of_equal_counts_of_gpt2() -> None:
    model = symcount.load("gpt2").model
    curve = level(model.scope, Request(), "d", "L", [384, 768, 1536])
    v, t, total = 50_257, 1024, 124_439_808
    for point in curve.points:
        d = point.at
        exact = Fraction(total - (v + t + 2) * d, 12 * d * d + 13 * d)
        assert point.other == exact
        assert point.whole == exact.numerator // exact.denominator
        assert point.parameters == 12 * point.whole * d * d + 13 * point.whole * d + (v + t + 2) * d
        assert point.parameters <= total
    assert expand(curve.formula)  # a quotient in d


RANGES = [
    ((1, 2, 3), [1, Fraction(3, 2), 2]),
    ((Fraction(1, 4), 2, 8), [Fraction(k, 4) for k in range(1, 9)]),
    ((3, 3, 1), [3]),
]


@pytest.mark.parametrize(("ends", "points"), RANGES)
def test_a_range_is_exact(ends: tuple[Fraction, Fraction, int], points: list[Fraction]) -> None:
    assert spaced(*ends) == points
