"""Solving for a budget: every answer is checked by putting it back in, and its neighbour by going beyond."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

import symcount
from symcount.algebra.formula import symbols
from symcount.algebra.symbolic import expression
from symcount.render.data import data_of
from symcount.scaling.solve import Solutions, budget_of
from symcount.scaling.zones import simplest_within
from tests.support import NETWORKS, command

# (file, net, symbol, budget, largest value within, its count, the next count): the counts by hand or framework.
WHOLE = [
    ("unet", None, "w", 7_765_442, 32, 7_765_442, 7574 * 33**2 + 302 * 33 + 2),
    ("unet", None, "w", 7_765_441, 31, 7574 * 31**2 + 302 * 31 + 2, 7_765_442),
    (
        str(NETWORKS / "resnet50.arch"),
        None,
        "alpha",
        25_557_032,
        1,
        25_557_032,
        23_445_504 * Fraction(65, 64) ** 2 + 2_110_528 * Fraction(65, 64) + 1000,
    ),
    ("gpt2", None, "L", 10**9, 135, 7_087_872 * 135 + 39_385_344, 7_087_872 * 136 + 39_385_344),
    ("gpt2", None, "V", 124_439_808, 50_257, 124_439_808, 124_439_808 + 768),
    ("densenet", None, "k", 7_978_856, 32, 7_978_856, 6700 * 33**2 + 34_908 * 33 + 1000),
    ("densenet", None, "L4", 7_978_856, 16, 7_978_856, None),
    (str(NETWORKS / "cifar_resnet.arch"), None, "n", 853_018, 9, 853_018, 950_234),
    (str(NETWORKS / "growth.arch"), "Pyramid", "n", 10**9, 10, 402_652_080, 1_610_611_632),
]


@pytest.mark.parametrize(("file", "net", "symbol", "budget", "at", "within", "beyond"), WHOLE)
def test_the_largest_network_within_a_budget(
    file: str, net: str | None, symbol: str, budget: int, at: int, within: int, beyond: int | None
) -> None:
    answer = symcount.load(file).solve(symbol, budget, net=net).result
    (solution,) = answer.solutions
    assert solution.best is not None
    assert solution.following is not None
    assert (solution.best.low, solution.best.parameters) == (at, within)
    assert solution.following.low == at + (answer.step or 1)
    assert beyond is None or solution.following.parameters == beyond
    assert solution.best.parameters <= budget < solution.following.parameters


def test_a_multiplier_is_worth_one() -> None:
    plain, scaled = (symcount.load("unet").at(multiplier=name).solve("w", "5M").result for name in (None, "m"))
    assert data_of(scaled.solutions) == data_of(plain.solutions)
    assert symbols(scaled.solutions[0].equation).keys() == {"w"}


def test_depths_are_multiples_of_nothing() -> None:
    """(depth − 7)/3 is whole at 10, 13, 16, …: a step of 3 from 0 on missed them all."""
    answer = symcount.load("vgg").solve("depth", "143667240").result
    (solution,) = answer.solutions
    assert solution.best is not None
    assert solution.following is not None
    assert (solution.best.low, solution.following.low, solution.unsearched) == (19, 22, ())
    assert answer.step == 1


@pytest.mark.parametrize("symbol", ["wm", "g"])
def test_roundings_of_roots_and_to_multiples_of_the_symbol(symbol: str) -> None:
    """RegNet: an equation of a high degree in √wm, which sympy's `solve` is not asked for; and multiples of g."""
    (solution,) = symcount.load("regnet").solve(symbol, 4_344_144).result.solutions
    assert solution.best is not None
    assert solution.best.parameters == 4_344_144


def test_the_own_value_is_found_also_where_no_form_is_known() -> None:
    """And it is not called the first one, where smaller values were not searched."""
    model = symcount.load("regnet")
    fitting, less = model.solve("w0", 4_344_144, 2_000_000).result.solutions
    assert fitting.best is not None
    assert (fitting.best.low, fitting.best.high, fitting.best.parameters) == (48, None, 4_344_144)
    assert fitting.unsearched == tuple(f"{side} 48, for which no form is known" for side in ("above", "below"))
    assert (less.best, less.following, less.note) == (None, None, "None was found that fits.")
    assert model.count(w0=16).parameters < 2_000_000


def test_an_exponent_is_whole() -> None:
    net = symcount.load("net N(n = 3) { out input(5, 9) -> conv(4, 3) -> linear(3*2^n) }")
    (solution,) = net.solve("n", "1M").result.solutions
    assert solution.best is not None
    assert (solution.best.low, solution.best.parameters) == (16, 64 + 5 * 3 * 2**16)


def roots_hold(answer: Solutions) -> None:
    """Each exact root is put back into the equation, each decimal is near it."""
    symbol = sympy.Symbol(answer.symbol)
    for solution in answer.solutions:
        for root in solution.roots:
            exact = sympy.sympify(root.text) if root.text else sympy.Float(root.decimal, 17)
            left = expression(solution.equation).subs(symbol, exact)
            assert abs(sympy.N(left - solution.budget, 30)) < (1e-9 if root.text else 1e-3) * solution.budget
            assert abs(float(exact) - root.decimal) < 1e-9 * max(1, root.decimal)


@settings(max_examples=15, deadline=None)
@given(budget=st.integers(10**4, 10**9))
def test_roots_and_budgets_at_random(budget: int) -> None:
    for file, symbol in (("unet", "w"), (NETWORKS / "resnet50.arch", "alpha"), ("gpt2", "d")):
        answer = symcount.load(file).solve(symbol, budget).result
        roots_hold(answer)
        (solution,) = answer.solutions
        if solution.best is not None and solution.roots:
            assert solution.best.low <= Fraction(solution.roots[-1].decimal) * (1 + Fraction(1, 10**9))


@pytest.mark.parametrize("budget", ["3504872", "5M", "1700000", "2e7"])
def test_a_rounded_network_has_a_range_of_values(budget: str) -> None:
    model = symcount.load("mobilenet_v2")
    answer = model.solve("alpha", budget).result
    assert answer.step is None
    roots_hold(answer)
    (solution,) = answer.solutions
    best, following = solution.best, solution.following
    assert best is not None
    assert following is not None
    assert best.high == following.low
    assert best.high_included is not following.low_included

    def at(a: Fraction) -> int:
        return model.count(alpha=a).parameters

    tiny = Fraction(1, 10**7)
    inside = at((Fraction(best.low) + Fraction(best.high)) / 2)
    assert inside == best.parameters <= budget_of(budget) < following.parameters
    assert at(Fraction(best.high) - tiny) == best.parameters
    assert at(Fraction(best.high) + tiny) == following.parameters
    assert at(Fraction(best.high)) == (best if best.high_included else following).parameters
    assert at(Fraction(best.low) - tiny) < best.parameters
    assert (at(Fraction(best.low)) == best.parameters) is best.low_included


def test_no_network_is_small_enough() -> None:
    (solution,) = symcount.load(NETWORKS / "resnet50.arch").solve("alpha", 100).result.solutions
    assert solution.roots == ()
    assert solution.best is None
    assert solution.following is not None
    assert solution.following.parameters == 39_701
    assert solution.note == "None fits: the first network that can be built has 39,701 parameters."


def chosen(threshold: str) -> str:
    return f"net N(n = 8) {{ out input(1, 8, 8) -> (if n {threshold} then conv(100, 1)) -> conv(n, 1) }}"


BUILT = 76
"""Up to there networks are built one by one: their layers count."""

# (net, symbol, budget, largest value within, its count, the next value, what was not searched): faults.md 1 to 3, 17.
CAREFUL = [
    (chosen("> 4"), "n", 20, 4, 8, 5, []),
    (chosen("<= 5"), "n", 2000, 1000, 2000, 1001, []),
    ("net N(n = 3) { out input(1, 9) -> [conv(n, 5), conv(n, 1)] -> (n - 1) * conv(4*n, 3) }", "n", 98, 1, 8, 2, []),
    ("net N(n = 5) { out input(3, 8, 8) -> conv(20 - n, 1) -> conv(n, 1) }", "n", 80, 19, 42, None, []),
    ("net N(n = 5) { out input(3, 8, 8) -> conv(20 - n, 1) -> conv(n, 1) }", "n", 20, None, None, 1, []),
    (chosen("> 10").replace("100, 1", "100000, 3"), "n", 50_000, 10, 20, 11, []),
    ("net N(n = 3) { block b { out linear(2*C_i) }  out input(1) -> (n - 1) * b }", "n", 200, 5, 200, 6, []),
    ("net N(d = 16, h = 4) { out input(d, 9) -> attention(h) }", "d", 4 * 30 * 31, 28, 4 * 28 * 29, 32, []),
    ("net N(d = 16, h = 4) { require d < 30  out input(d, 9) -> attention(h) }", "d", 10**6, 28, 4 * 28 * 29, None, []),
    (chosen("% 2 == 0"), "n", 300, 149, 298, 150, []),
    (chosen("% 2 == 0"), "n", 1000, 499, 998, 500, []),
    ("net N(n = 10) { out input(2) -> (if n > 1 then (n/2) * linear(2) else linear(1)) }", "n", 5, 1, 3, 2, []),
    ("net N(n = 8) { out input(2) -> linear(min(n, 6)) }", "n", 18, "all from 6", 18, None, []),
    ("net N(n = 2) { out input(1, 8) -> (for i in 1..n: linear(divisible(i, 8))) }", "n", 90, 2, 88, 3,
     [f"n from {BUILT + 1} on"]),
    ("net N(n = 6) { out input(floor(n/2)) -> linear(20 - n) }", "n", 90, 19, 10, None, []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "symbol", "budget", "best", "count", "following", "unsearched"), CAREFUL)
def test_the_largest_value_is_found_whatever_the_count_does(
    text: str,
    symbol: str,
    budget: int,
    best: int | str | None,
    count: int | None,
    following: int | None,
    unsearched: list[str],
) -> None:
    model = symcount.load(text)
    (solution,) = model.solve(symbol, budget).result.solutions
    found = solution.best
    shown = None if found is None else f"all from {found.low}" if found.unbounded else found.low
    assert (shown, found and found.parameters) == (best, count)
    assert (solution.following and solution.following.low) == following
    assert list(solution.unsearched) == unsearched
    for value in range(1, 60):  # against trying each
        try:
            number = model.count(set={symbol: value}).parameters
        except symcount.Problem:
            continue
        assert number > budget or (found is not None and (found.unbounded or value <= found.low))


def test_roots_are_of_the_choices_that_are_made_there() -> None:
    (solution,) = symcount.load("mobilenet_v2").solve("alpha", "6M").result.solutions
    (root,) = solution.roots
    assert abs(2_124_672 * root.decimal**2 + 1_379_200 * root.decimal + 1000 - 6e6) < 1
    assert solution.best is not None
    assert (solution.best.low, solution.best.parameters) == (Fraction("1.371875"), 5_793_176)
    assert symcount.load(chosen("> 4")).solve("n", 20).result.solutions[0].roots == ()


MULTIPLES = [("unet", "w", 8, 24, 32), ("unet", "w", Fraction(3, 2), 24, 27), ("vit_b_16", "d", 64, 576, 768)]


@pytest.mark.parametrize(("file", "symbol", "multiple", "best", "following"), MULTIPLES)
def test_multiples_of_a_number(file: str, symbol: str, multiple: Fraction, best: int, following: int) -> None:
    (solution,) = (
        symcount.load(file).solve(symbol, "5M" if file == "unet" else "80M", multiple_of=multiple).result.solutions
    )
    assert solution.best is not None
    assert solution.following is not None
    assert (solution.best.low, solution.following.low) == (best, following)


def test_the_count_of_another_network() -> None:
    done = command("solve", "resnet50", "--for", "w", "--like", "vgg16", "--params", "5M")
    assert "resnet50 within 138,357,544 parameters, as many as vgg16 has" in done.out
    assert "largest within  152  137,260,800         99.2 %" in done.out
    assert "resnet50 within 5,000,000 parameters\n" in done.out
    refused = command("solve", "unet", "--for", "w", "--like", "fire")
    assert (refused.status, refused.err.splitlines()[0]) == (
        1,
        "error[E401]: there is no file `fire`, and no shipped network of that name",
    )


def test_two_unknowns_have_a_frontier(tmp_path: Path) -> None:
    path = tmp_path / "t.arch"
    path.write_text("net N(w = 2, n = 2) { out input(2) -> linear(w) -> n * linear(w) }", encoding="utf-8")
    rows = command("solve", str(path), "--for", "w,n", "--params", "60", "--format", "csv").out.splitlines()
    counts = {(w, n): 3 * w + n * (w * w + w) for w in range(1, 20) for n in range(1, 65)}
    within = {pair for pair, count in counts.items() if count <= 60}
    best = sorted((n, w) for w, n in within if not any((a >= w and b >= n) and (a, b) != (w, n) for a, b in within))
    assert rows == ["n,w,to,parameters", *(f"{n},{w},,{counts[w, n]}" for n, w in best)]
    assert command("solve", str(path), "--for", "w,w", "--params", "60").status == 2
    text = command("solve", str(path), "--for", "w,n", "--params", "60").out
    assert "Tried: n = 1 to 64 in steps of 1." in text


def test_more_than_one_solution_is_said() -> None:
    text = "net N(a = 3) { layer odd { weight = a^3 - 12*a^2 + 41*a }\n out input(1) -> odd }"
    (solution,) = symcount.load(text).solve("a", 42).result.solutions
    assert [r.text for r in solution.roots] == ["2", "3", "7"]


def test_several_budgets_at_once() -> None:
    answer = symcount.load("gpt2").solve("d", "1e8", "2e8", "4e8").result
    assert [s.best.low for s in answer.solutions if s.best] == [673, 1013, 1497]


BUDGETS = [
    ("5e6", 5_000_000),
    ("5M", 5_000_000),
    ("5_000_000", 5_000_000),
    ("1.5B", 1_500_000_000),
    ("2.5e3", 2500),
    ("7", 7),
]


@pytest.mark.parametrize(("text", "number"), BUDGETS)
def test_a_budget_is_a_whole_number(text: str, number: int) -> None:
    assert budget_of(text) == number


@pytest.mark.parametrize("text", ["", "x", "-5", "5 5", "1.5", "1e", "0x10", "1e9999", "__import__('os')"])
def test_a_wrong_budget_is_refused(text: str) -> None:
    with pytest.raises(symcount.Problem) as caught:
        budget_of(text)
    assert caught.value.diagnostics[0].code == "E503"


@given(st.fractions(0, 100), st.fractions(Fraction(1, 10**6), 5))
def test_the_simplest_fraction_within(low: Fraction, width: Fraction) -> None:
    high = low + width
    simplest = simplest_within(low, high)
    assert low <= simplest <= high
    for denominator in range(1, min(simplest.denominator, 200)):
        assert not low * denominator <= (high * denominator).__floor__()


# 5724 w^2 + 32977 w + 1000 = 5,000,000 at w = (sqrt(32977^2 + 4 * 5724 * 4,999,000) - 32977) / (2 * 5724)
ROOT = r"w = \frac{\sqrt{115544586529} - 32977}{11448}"


def test_a_root_is_a_formula() -> None:
    assert 32977**2 + 4 * 5724 * 4_999_000 == 115_544_586_529
    out = command("solve", "resnet50", "--for", "w", "--params", "5M", "--format", "latex").out
    assert ROOT in out
    assert "w $\\approx$ 26.8118." in out
    assert "?" not in out
    assert "sqrt(" not in out
    text = command("solve", "resnet50", "--for", "w", "--params", "5M").out
    assert "    w = (√(115544586529) − 32977)/11448\n\nw ≈ 26.8118.\n" in text


def test_a_root_that_is_rational_is_no_decimal() -> None:
    assert "\nw = 32.\n" in command("solve", "unet", "--for", "w", "--params", "7_765_442").out
    layers = command("solve", "gpt2", "--for", "L", "--params", "1B", "--format", "latex").out
    assert "?" not in layers
