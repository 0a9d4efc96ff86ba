"""Solving for a budget: every answer is checked by putting it back in, and its neighbour by going beyond."""

from __future__ import annotations

from fractions import Fraction

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
    answer = symcount.load(file).solve(symbol, budget, net=net)
    (solution,) = answer.solutions
    assert solution.best is not None
    assert solution.following is not None
    assert (solution.best.low, solution.best.parameters) == (at, within)
    assert solution.following.low == at + (answer.step or 1)
    assert beyond is None or solution.following.parameters == beyond
    assert solution.best.parameters <= budget < solution.following.parameters


def test_a_multiplier_is_worth_one() -> None:
    plain, scaled = (symcount.load("unet").at(multiplier=name).solve("w", "5M") for name in (None, "m"))
    assert data_of(scaled.solutions) == data_of(plain.solutions)
    assert symbols(scaled.solutions[0].equation).keys() == {"w"}


def test_an_exponent_is_whole() -> None:
    net = symcount.load("net N(n = 3) { out input(5, 9) -> conv(4, 3) -> linear(3*2^n) }")
    (solution,) = net.solve("n", "1M").solutions
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
        answer = symcount.load(file).solve(symbol, budget)
        roots_hold(answer)
        (solution,) = answer.solutions
        if solution.best is not None and solution.roots:
            assert solution.best.low <= Fraction(solution.roots[-1].decimal) * (1 + Fraction(1, 10**9))


@pytest.mark.parametrize("budget", ["3504872", "5M", "1700000", "2e7"])
def test_a_rounded_network_has_a_range_of_values(budget: str) -> None:
    model = symcount.load("mobilenet_v2")
    answer = model.solve("alpha", budget)
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
    (solution,) = symcount.load(NETWORKS / "resnet50.arch").solve("alpha", 100).solutions
    assert solution.roots == ()
    assert solution.best is None
    assert solution.following is not None
    assert solution.following.parameters == 39_701
    assert solution.note == "the first network that can be built has 39,701 parameters"


def test_more_than_one_solution_is_said() -> None:
    text = "net N(a = 3) { layer odd { weight = a^3 - 12*a^2 + 41*a }\n out input(1) -> odd }"
    (solution,) = symcount.load(text).solve("a", 42).solutions
    assert [r.text for r in solution.roots] == ["2", "3", "7"]


def test_several_budgets_at_once() -> None:
    answer = symcount.load("gpt2").solve("d", "1e8", "2e8", "4e8")
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
