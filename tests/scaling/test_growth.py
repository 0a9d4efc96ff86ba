"""How counts grow: the ideal polynomial and its gap, degree, exponent, doubling, shares, tables, level curves."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

import pytest
import sympy

import symcount
from symcount.algebra.expansion import expand
from symcount.algebra.functions import Exact
from symcount.algebra.symbolic import expression
from symcount.language.diagnostics import Diagnostic
from symcount.network.request import Request
from symcount.scaling.feasible import spaced
from symcount.scaling.growth import growth
from symcount.scaling.level import level
from symcount.scaling.pieces import Piece, Pieces
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
    table = symcount.load(NETWORKS / f"{name}.arch").scale(symbol, at=list(counts), set=values).result
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
    table = symcount.load(file).scale(symbol).result
    assert sympy.expand(expression(table.here.ideal.tree) - sympy.sympify(polynomial)) == 0


def test_efficientnet_b1_is_a_quarter_below_its_ideal() -> None:
    model = symcount.load(NETWORKS / "efficientnet.arch")
    (point,) = model.scale("d", at=["1.1"]).result.points
    assert point.exact == 7_794_184
    assert point.ideal == Fraction(4_665_984 * 11 + 268_452 * 11, 10) - 892_672 + 1_245_784 + 1000
    assert point.gap is not None
    assert round(float(point.gap), 3) == -0.258
    assert model.scale("d", at=["1"]).result.points[0].gap == 0


def test_the_numbers_of_resnet50() -> None:
    table = symcount.load(NETWORKS / "resnet50.arch").scale("alpha", at=["0.5", "1", "2"]).result
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
    table = symcount.load("gpt2").scale("d").result
    p = expression(table.whole.ideal.tree)
    d = sympy.Symbol("d")
    assert sympy.simplify(expression(table.exponent) - d * sympy.diff(p, d) / p) == 0


def test_a_count_that_is_no_polynomial_in_the_symbol_says_so() -> None:
    model = symcount.load(NETWORKS / "growth.arch").model
    table = growth(model.scope, Request("Pyramid"), "n", [1, 2, 3])
    assert table.whole.degree is None
    assert [p.exact for p in table.points] == [432, 5_040, 23_472]


def test_a_value_at_which_nothing_can_be_built_says_why() -> None:
    (bad, good) = symcount.load("unet").scale("w", at=["1/3", "2"]).result.points
    assert bad.exact is None
    assert bad.why == "the channels of `conv` must be whole, but 1/3 is not"
    assert good.exact == 7574 * 4 + 302 * 2 + 2


@pytest.mark.parametrize(("form", "at", "count"), [("2^w", ["1/2", "3"], 32), ("log2(w)", ["3", "8"], 12)])
def test_a_value_at_which_the_count_is_irrational_has_none(form: str, at: list[str], count: int) -> None:
    irrational, whole = symcount.load(f"net N(w = 4) {{ out input(3) -> linear({form}) }}").scale("w", at).result.points
    assert (irrational.exact, irrational.ideal) == (None, None)
    assert irrational.why
    assert whole.exact == whole.ideal == count


def test_a_limit_is_of_the_piece_that_holds_without_end() -> None:
    """paper.md D3: 1,715,072 and 0.0 % were the form of another choice."""
    for ends in ([2, 33, 64], [1], None):
        table = symcount.load("mobilenet_v2").scale("alpha", ends).result
        assert (table.whole.degree, table.whole.leading.value) == (2, 2_124_672)
        last = next(part for part in table.parts if part.title == "Last convolution")
        assert last.share == Fraction(409_600, 2_124_672)
        assert table.limit is not None
        assert 1 <= table.limit < Fraction("1.01")


# (net, symbol, leading coefficient or none, from, why there is no limit)
LIMITS = [
    ("net N(w = 8) { out input(1, 8, 8) -> (if w > 4 then conv(100, 1)) -> conv(w, 1) }", "w", 101, 5, ""),
    ("net N(w = 2) { out input(1, 8, 8) -> (if w > 4 then conv(100, 1)) -> conv(w, 1) }", "w", 101, 5, ""),
    ("net N(w = 2) { out input(1) -> linear(max(w, 30)) }", "w", 2, 30, ""),
    ("net N(w = 2) { out input(1) -> linear(min(w, 30)) -> linear(w) }", "w", 31, 30, ""),
    ("net N(n = 3) { out input(4, 8, 8) -> conv(4, 3) -> (for j in 5..n: bn) }", "n", 8, 4, ""),
    ("net N(d = 8, h = 4) { out input(d, 9) -> attention(h) }", "d", 4, 4, ""),
    ("net N(n = 3) { out input(3) -> linear(n) -> (if n % 2 == 0 then linear(7)) }", "n", None, None,
     "the form changes with whether (n mod 2) ≠ 0"),
    ("net N(n = 3) { require n < 9  out input(3) -> linear(n) }", "n", None, None, "it is not shown that n < 9"),
    ("net N(n = 2) { out input(1, 8) -> (for i in 1..n: linear(divisible(i, 8))) }", "n", None, None, "there is no closed form in n"),
    ("net N(n = 4) { out input(3) -> linear(2^n) }", "n", None, 4, ""),
    ("net N(n = 7) { out input(1) -> linear(n) -> (if n != 6 then linear(2)) }", "n", 4, 7, ""),
    ("net N(g = 2) { out input(8, 9, 9) -> conv(8, 1, g = g) }", "g", None, None,
     "no network can be built for all large g: g divides 8"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "symbol", "leading", "since", "why"), LIMITS)
def test_limits(text: str, symbol: str, leading: int | None, since: int | None, why: str) -> None:
    table = symcount.load(text).scale(symbol, [1, 2, 40]).result
    assert (table.limit, table.no_limit.startswith(why)) == (since, True)
    assert bool(table.no_limit) == bool(why)
    assert (table.whole.leading.value if table.whole.degree is not None else None) == leading
    assert all(part.share is None for part in table.parts) or leading is not None
    for point in table.points:  # each row is what is counted there
        try:
            count = symcount.load(text).count(set={symbol: point.at}).parameters
        except symcount.Problem:
            assert (point.exact, point.exponent, point.doubling) == (None, None, None)
        else:
            assert point.exact == count


def test_no_limit_is_looked_for_beyond_a_network_that_is_written_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """`python -m tests.random_networks --seed every --only 93`: each of 4,096 iterations is another one."""
    asked: list[Exact] = []
    built = Pieces.built

    def recorded(pieces: Pieces, values: Mapping[str, Exact]) -> Piece | Diagnostic:
        asked.append(values["g"])
        return built(pieces, values)

    monkeypatch.setattr(Pieces, "built", recorded)
    iteration = "linear(divisible(i, 8)) -> 3 * ([id, linear(floor(3*g/2))])"
    table = (
        symcount.load(f"net N(g = 1) {{ out input(4, 16) -> (for i in 1..g: {iteration}) }}").scale("g", [1, 2]).result
    )
    assert table.no_limit == "there is no closed form in g"
    assert max(asked) == 256


# (net, symbol, steps, the values that are chosen): use.md §2, 11.
CHOSEN = [
    ("net N(n = 2) { out input(3, 8, 8) -> n * conv(3, 3) }", "n", 4, [0, 2, 3, 4]),
    ("net N(w = 64) { out input(3, 8, 8) -> conv(w, 3) }", "w", 4, [16, 53, 91, 128]),
    ("net N(d = 64, h = 4) { out input(d, 16) -> encoder_block(h) }", "d", 4, [16, 52, 92, 128]),
    ("net N(a = 1) { out input(3, 8, 8) -> conv(8*a, 3) }", "a", 3, [Fraction(1, 4), Fraction(9, 8), 2]),
]


@pytest.mark.parametrize(("text", "symbol", "steps", "values"), CHOSEN)
def test_values_that_are_chosen_can_be_built(text: str, symbol: str, steps: int, values: list[Fraction]) -> None:
    model = symcount.load(text)
    table = growth(model.model.scope, Request(), symbol, steps=steps)
    assert [point.at for point in table.points] == values
    assert all(point.exact is not None for point in table.points)
    ends = growth(model.model.scope, Request(), symbol, steps=4, ends=(values[0], values[-1]))
    assert all(point.exact is not None for point in ends.points)


def test_no_count_of_a_curve_is_negative() -> None:
    """use.md §2, 2: 0 blocks with −17,292 parameters."""
    net = symcount.load("net N(w = 4, n = 2) { out input(3, 8, 8) -> conv(w, 1) -> (n - 1) * conv(w, 3) }")
    curve = level(net.model.scope, Request(), "w", "n", [4, 24, 44, 64])
    assert curve.parameters == 164
    assert [(p.whole, p.parameters) for p in curve.points] == [(2, 164), (1, 96), (None, None), (None, None)]


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


@pytest.mark.parametrize(("file", "symbol"), [("vgg", "depth"), ("regnet", "w0"), ("regnet", "wa"), ("regnet", "wm")])
def test_the_rows_that_are_chosen_can_be_built(file: str, symbol: str) -> None:
    """Depths are 7, 10, 13, …, multiples of nothing; half of the other symbols' ranges are refused."""
    model = symcount.load(file)
    points = model.scale(symbol).result.points
    assert len(points) > 1
    for point in points:
        assert point.exact == model.count(set={symbol: point.at}).parameters
