"""Every closed form and every integer of derivations.md comes out of the library: with symbols, and in numbers."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from fractions import Fraction
from math import ceil, floor
from typing import Any

import pytest
import sympy

from symcount import load
from symcount.network.catalogue import LIBRARY, shipped_models
from symcount.pipeline import source_of
from tests.library.closed_forms import FORMS, IDEAL, ROUNDED, Form
from tests.library.shelf import TRUTH, counted, file, settings
from tests.support import command

forms = pytest.mark.parametrize("row", FORMS, ids=lambda row: row.name)


def expression(text: str) -> sympy.Expr:
    """A formula in plain symbols."""
    names = {name: sympy.Symbol(name) for name in re.findall(r"[A-Za-z]\w*", text)}
    return sympy.sympify(text.replace("^", "**"), locals=names)


def closed_form(row: Form) -> sympy.Expr:
    found = file(row.file).count(
        net=row.net, keep=row.keep, view=row.view, convention=row.convention, set=settings(row.set)
    )
    return sympy.sympify(found.closed_form)


@forms
def test_closed_form(row: Form) -> None:
    wanted = expression(row.form)
    assert sympy.expand(closed_form(row) - wanted) == 0


@forms
def test_integers(row: Form) -> None:
    """The count in numbers, and the closed form at the same values of the parameters."""
    form = closed_form(row)
    for text, wanted in row.checks.items():
        found = file(row.file).count(
            net=row.net, view=row.view, convention=row.convention, set={**settings(row.set), **settings(text)}
        )
        values = {name: sympy.Rational(str(value)) for name, value in found.result.network.values.items()}
        assert found.parameters == form.subs(values) == wanted, text


ELSEWHERE = [
    ("resnet50", "w", 128),
    ("densenet121", "k", 48),
    ("convnext_tiny", "w", 128),
    ("swin_t", "C", 192),
    ("vit_b_16", "d", 1536),
    ("bert_base", "L", 24),
    ("gpt2", "d", 1024),
    ("gpt3_small", "L", 24),
    ("t5_small", "V", 32000),
    ("mixtral_8x7b", "L", 56),
    ("llama_7b", "d", 8192),  # the width of its feed-forward layers is made of d
    ("lstm_lm_medium", "d", 1500),  # so is that of its LSTM layers
    ("ddpm_cifar10", "w", 64),
]


@pytest.mark.parametrize(("name", "symbol", "value"), ELSEWHERE)
def test_a_closed_form_is_true_at_other_values(name: str, symbol: str, value: int) -> None:
    form = file(name).count(keep=symbol).closed_form
    assert form.subs(symbol, value) == counted(name, f"{symbol}={value}").parameters != counted(name).parameters


# ---- ratios --------------------------------------------------------------------------------------

FULL = "net N(M, N, K) { out input(M, 8, 8) -> conv(N, K, bias = off) }"
RATIOS = [
    ("net N(M, N, K) { out input(M, 8, 8) -> separable(N, K, bias = off) }", "K", "1/N + 1/K^2"),  # MobileNet, eq. 5
    ("net N(M, N) { out input(M, 8, 8) -> two_3x3(N) }", "5", "18/25"),
    ("net N(M, N) { out input(M, 8, 8) -> asymmetric(N, 3) }", "3", "6/9"),
]


@pytest.mark.parametrize(("text", "kernel", "ratio"), RATIOS)
def test_ratio_to_a_full_convolution(text: str, kernel: str, ratio: str) -> None:
    """Where as many channels leave as enter, for those that pass through N channels in between."""
    part, whole = (expression(str(load(t).count(keep="all").closed_form)) for t in (text, FULL))
    equal_width = {"M": sympy.Symbol("N")} if kernel != "K" else {}
    found = part.subs(equal_width) / whole.subs({"K": expression(kernel), **equal_width})
    assert sympy.simplify(found - expression(ratio)) == 0


# ---- roundings -----------------------------------------------------------------------------------

ROUNDINGS = [(name, text, wanted) for name, rows in ROUNDED.items() for text, wanted in rows.items()]


@pytest.mark.parametrize(("name", "text", "wanted"), ROUNDINGS)
def test_rounded_networks(name: str, text: str, wanted: int) -> None:
    assert counted(name, text).parameters == wanted


def scaled(name: str, *options: str) -> dict[str, Any]:
    done = command("scale", name, *options, "--format", "json")
    assert done.status == 0, done.err
    return json.loads(done.out)  # type: ignore[no-any-return]


@pytest.mark.parametrize(("name", "symbol", "keep", "form"), IDEAL)
def test_ideal_form(name: str, symbol: str, keep: str, form: str) -> None:
    """The roundings dropped; exact where they change nothing."""
    found = scaled(name, "--by", symbol, "--keep", keep, "--from", "1", "--to", "1", "--steps", "1")
    assert sympy.expand(expression(found["polynomial_at_value"]) - expression(form)) == 0
    (point,) = found["table"]
    assert point["ideal"] == point["parameters"] == counted(name).parameters


def test_the_ideal_form_is_low_at_b1() -> None:
    found = scaled("efficientnet", "--by", "d", "--from", "1.1", "--to", "1.1", "--steps", "1")
    assert [f"{point['gap']:.1%}" for point in found["table"]] == ["-25.8%"]


def nearest_divisible(v: Fraction) -> int:
    n = max(8, floor((v + 4) / 8) * 8)
    return n + 8 if n < Fraction(9, 10) * v else n


RULES: dict[str, Callable[[Fraction], int]] = {
    "divisible(v, 8)": nearest_divisible,
    "ceil(v/8)*8": lambda v: ceil(v / 8) * 8,
    "floor(v)": floor,
    "256*ceil(8*v/768)": lambda v: 256 * ceil(8 * v / 768),
    "ceil(v*3)": lambda v: ceil(v * 3),
    "max(round(v*3), 1)": lambda v: max(round(v * 3), 1),
}
PLACES = [Fraction(n, 20) for n in (20, 21, 50, 70, 239, 240, 241, 400, 2160, 2879, 2880, 2881)]
SEMIWHOLE = [Fraction(n, 6) for n in (7, 9, 11, 13)]
"""Of which a third, tripled, lies between two whole numbers."""


@pytest.mark.parametrize("rule", RULES)
def test_rounding_rule(rule: str) -> None:
    network = load(f"net N(v) {{ out input(1) -> linear({rule}, bias = off) }}")
    places = [*PLACES, *SEMIWHOLE, Fraction(4096), Fraction(5120), Fraction(8192)]
    assert [network.count(v=v).parameters for v in places] == [RULES[rule](v) for v in places]


@pytest.mark.parametrize(("settings_", "width"), [("", 11008), ("d=5120 h=40", 13824), ("d=8192 h=64", 22016)])
def test_the_feed_forward_width_of_llama(settings_: str, width: int) -> None:
    assert counted("llama", settings_).result.network.values["d_ff"] == width


# ---- nothing is left out ------------------------------------------------------------------------

EXPLAINED = {"1280": "the width at which the head of MobileNetV2 is fixed"}


def test_every_number_of_the_derivations_is_here() -> None:
    page = (TRUTH / "derivations.md").read_text(encoding="utf-8")
    checked = {str(n) for row in FORMS for n in row.checks.values()}
    checked |= {str(n) for rows in ROUNDED.values() for n in rows.values()}
    formulas = [row.form for row in FORMS] + [form for *_, form in IDEAL]
    coefficients = {n for form in formulas for n in re.findall(r"\d+", form)}
    assert set(re.findall(r"\d{4,}", page)) - checked - coefficients == set(EXPLAINED)


PUBLISHED = (
    "269722 464154 658586 853018 1727962 19421274 4718592 37748736 69632 70144 2514944 163328 "
    "11920 12432 45344 49440 104880 111024 188992 197184"
).split()


def test_published_numbers_are_marked_as_such() -> None:
    """In the library, on the line of an `expect` or a variant that holds the number."""
    texts = [source_of(name).text for name in (*LIBRARY, *shipped_models())]
    marked = [line for text in texts for line in text.splitlines() if "published" in line.partition("#")[2]]
    numbers = {n.replace("_", "") for line in marked for n in re.findall(r"[\d_]+", line.partition("#")[0])}
    assert set(PUBLISHED) <= numbers
