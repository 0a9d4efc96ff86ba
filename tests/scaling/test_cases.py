"""The count as cases along one symbol: what each says, that together they say it of all values, and what is refused."""

from __future__ import annotations

import json
from collections.abc import Sequence
from fractions import Fraction

import pytest

import symcount
from symcount.algebra.formula import value
from symcount.algebra.functions import Exact
from symcount.algebra.monomials import Unproved
from symcount.algebra.notations.unicode import plain
from symcount.api import Model
from symcount.derivation.cases import Cases, Range
from symcount.document.translations import ENGLISH
from symcount.language.diagnostics import Problem
from symcount.render.printer import _plain
from symcount.scaling import cases as module

BIGGER = """net N(w = 8, c = 3) {
  out input(c, 8, 8) -> conv(w, 1) -> (if w > 4 then conv(100, 1)) -> (if w > 64 then conv(w/2, 3))
}"""
COPIES = """net N(n = 2) {
  out input(3, 8, 8) -> conv(n, 1) -> parallel(n - 1, conv(2, 1)) -> (if n % 2 == 0 then conv(7, 1))
    -> (if n > 4 then conv(9, 1))
}"""
CLASSES = "net N(n = 9) { out input(4, 8, 8) -> conv(n, 1) -> (if n % 2 == 0 then relu) -> (if n % 3 == 0 then bn) }"
EIGHTHS = "net N(a = 1/2) { out input(3, 8, 8) -> conv(8*a, 1) -> (if a > 3/4 then conv(7, 1)) }"
ZONES = "net N(a = 1) { out input(3, 8, 8) -> conv(round(8*a), 1) -> (if round(8*a) > 16 then conv(round(8*a), 3)) }"
ROOT = "net N(a = 1) { out input(3, 8, 8) -> conv(round(8*a^2), 1) -> (if round(8*a^2) > 16 then conv(8, 3)) }"
MAXIMUM = "net N(w = 9) { out input(4, 8, 8) -> conv(max(w, 20), 1) }"
GROUPS = "net N(g = 2) { out input(24, 8, 8) -> conv(24, 3, g = g) -> (if g > 30 then bn) }"
HALVES = "net N(w = 2) { out input(4, 8, 8) -> (for i in 2..(w/2): bn) -> conv(4, 1) }"
ZERO = "net N(g = 1) { out input(6, 8, 8) -> (for i in 1..min(g, 3): conv(6, 1, g = g)) }"
BOTH = "net N(g = 3) { out input(4, 8, 8) -> conv(round(g*1.5), 1, g = 2, bias = off) }"
SQUARE = "net N(w = 3) { out input(2, 8, 8) -> (if (w - 5)^2 > 3 then conv(w, 1)) }"

TABLE: list[tuple[str, str, list[tuple[str, str]], str, str]] = [
    ("unet", "w", [("7574w² + 302w + 2", "w ≥ 1")], "", ""),
    ("vit_b_16", "d", [("144d² + 2125d + 1000", "12 divides d")], "the heads must divide", ""),
    ("gpt2", "L", [("7087872L + 39385344", "L ≥ 0")], "", ""),
    (
        BIGGER,
        "w",
        [("4w", "1 ≤ w ≤ 4"), ("104w + 100", "5 ≤ w ≤ 64"), ("1109w/2 + 100", "w ≥ 66 and 2 divides w")],
        "the channels of conv must be whole, but 65/2 is not",
        "",
    ),
    (
        COPIES,
        "n",
        [
            ("2n² + 4n + 19", "n = 2 or n = 4"),
            ("2n² + 4n − 2", "n = 3"),
            ("2n² + 4n + 25", "n ≥ 5 and (n mod 2) = 1"),
            ("2n² + 4n + 91", "n ≥ 6 and 2 divides n"),
        ],
        "the number of copies must be positive, but 0 is not",
        "",
    ),
    (CLASSES, "n", [("5n", "(n mod 3) = 1 or (n mod 3) = 2"), ("7n", "3 divides n")], "", ""),
    (EIGHTHS, "a", [("32a", "a ≤ 3/4 and 8a is whole"), ("88a + 7", "a ≥ 7/8 and 8a is whole")], "", ""),
    (ZONES, "a", [("4⌊8a⌉", "1/16 < a ≤ 33/16"), ("9⌊8a⌉² + 5⌊8a⌉", "a > 33/16")], "must be positive", ""),
    (
        ROOT,
        "a",
        [("4⌊8a²⌉", "1/4 < a ≤ 71807/50000"), ("76⌊8a²⌉ + 8", "a ≥ 1436141/1000000")],
        "must be positive",
        "71807/50000 < a < 1436141/1000000",
    ),
    (MAXIMUM, "w", [("100", "0 ≤ w ≤ 20"), ("5w", "w ≥ 21")], "", ""),
    (GROUPS, "g", [("24 + 5184/g", "g divides 24")], "groups must divide", ""),
    (HALVES, "w", [("20", "w = 0"), ("4w + 12", "2 divides w")], "a range cannot end at 1/2", ""),
    (ZERO, "g", [("0", "g = 0"), ("6g + 36", "1 ≤ g ≤ 3"), ("18 + 108/g", "g = 6")], "groups must divide", "g ≥ 513"),
    (BOTH, "g", [("2⌊3g/2⌉", "g = 3")], "", "g < 3 or g > 3"),
    (SQUARE, "w", [("3w", "1 ≤ w ≤ 3 or w ≥ 7"), ("0", "4 ≤ w ≤ 6")], "", ""),
]


def found(text: str, symbol: str, **settings: Exact) -> Cases:
    cases = symcount.load(text).derive(keep=symbol, form="pieces", **settings).derivation.cases
    assert cases is not None
    return cases


def said(ranges: Sequence[Range]) -> str:
    return "".join(one if isinstance(one, str) else _plain(one) for one in ENGLISH.ranges(tuple(ranges), 99))


@pytest.mark.parametrize(("text", "symbol", "rows", "refused", "unsearched"), TABLE, ids=lambda x: str(x)[:12])
def test_cases(text: str, symbol: str, rows: list[tuple[str, str]], refused: str, unsearched: str) -> None:
    cases = found(text, symbol)
    assert [(plain(case.tree), said(case.where)) for case in cases.cases] == rows
    assert refused in "; ".join(cases.refused)
    assert bool(refused) == bool(cases.refused)
    assert said(cases.unsearched) == unsearched


def of_network(model: Model, values: dict[str, Exact]) -> int | None:
    """Counted without cases; None where nothing can be built."""
    try:
        counted = model.count(set=values, keep="none").parameters
    except Problem:
        return None
    assert isinstance(counted, int)
    return counted


def of_cases(cases: Cases, values: dict[str, Exact]) -> set[Exact]:
    holding = (c for c in cases.cases if any(all(r.holds(values) for r in where) for where in c.where))
    return {value(case.tree, values) for case in holding}


@pytest.mark.parametrize(("text", "symbol"), [row[:2] for row in TABLE if "{" in row[0] and row[0] != BOTH])
def test_together_they_say_what_is_counted_at_every_value(text: str, symbol: str) -> None:
    model, cases = symcount.load(text), found(text, symbol)
    of = 1 if "round" not in text and symbol != "a" else 16
    for k in range(1, 75):
        values: dict[str, Exact] = {symbol: Fraction(k, of)}
        counted = of_network(model, values)
        assert of_cases(cases, values) == (set() if counted is None else {counted}), values


def test_other_symbols_have_their_values() -> None:
    cases = found(BIGGER, "w", c=5)
    assert plain(cases.cases[0].tree) == "6w"
    assert cases.at == ()
    model = symcount.load(BIGGER)
    kept = model.derive(form="pieces", collect="w").derivation.cases
    assert kept is not None
    assert plain(kept.cases[0].tree) == "4w"
    assert [_plain(relation) for relation in kept.at] == ["c = 3"]


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({}, "E507"),
        ({"keep": "none"}, "E507"),
        ({"collect": "v"}, "E501"),
        ({"keep": "w", "collect": "c"}, "E501"),
    ],
    ids=str,
)
def test_a_symbol_that_is_not_clear(options: dict[str, str], code: str) -> None:
    with pytest.raises(Problem) as trouble:
        symcount.load(BIGGER).derive(form="pieces", **options)
    assert trouble.value.diagnostics[0].code == code


def test_another_symbol_without_a_value() -> None:
    with pytest.raises(Problem) as trouble:
        symcount.load("net N(w = 8, c) { out input(c, 8, 8) -> conv(w, 1) }").derive(form="pieces", collect="w")
    assert trouble.value.diagnostics[0].code == "E215"


def test_a_case_that_a_network_contradicts_is_not_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "count_at", lambda scope, request, values: 17)
    with pytest.raises(Unproved):
        found(BIGGER, "w")


def test_more_cases_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_CASES", 2)
    result = symcount.load(COPIES).derive(form="pieces")
    cases = result.derivation.cases
    assert cases is not None
    assert (len(cases.cases), cases.more) == (2, 2)
    assert "Further cases, which are not shown: 2." in str(result.to("text"))


def test_what_was_not_searched_is_said() -> None:
    text = str(symcount.load(ROOT).derive(form="pieces").to("text"))
    assert "Not searched: 71807/50000 < a < 1436141/1000000." in text


def test_json_has_the_cases_and_null_where_none_were_asked_for() -> None:
    model = symcount.load(BIGGER)
    data = json.loads(model.derive(keep="w", form="pieces").to("json"))["cases"]
    assert [case["closed_form"] for case in data["cases"]] == ["4w", "104w + 100", "\\frac{1109w}{2} + 100"]
    assert data["cases"][0]["where"] == [
        [{"sign": "≥", "left": {"symbol": "w"}, "right": 1}, {"sign": "≤", "left": {"symbol": "w"}, "right": 4}]
    ]
    assert json.loads(model.derive(keep="w").to("json"))["cases"] is None
