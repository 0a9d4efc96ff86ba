"""Where all conditions of a form hold, the form is the count; where the first that fails is required, nothing is built."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from itertools import product

import pytest

import symcount
from symcount import pipeline
from symcount.algebra.formula import TooLarge, value
from symcount.algebra.functions import Exact
from symcount.algebra.notations.unicode import plain
from symcount.language.diagnostics import Problem
from symcount.language.source import Source
from symcount.network.network import Network
from symcount.network.request import Request

QUARTERS = [Fraction(k, 4) for k in range(1, 17)]

NETS = [
    # (what, text, the values to try, what a reader is told of the form at the defaults)
    ("a branch", "net N(w = 8) { out input(1,8,8) -> (if w > 4 then conv(100,1)) -> conv(w,1) }",
     {"w": range(1, 10)}, ["w > 4"]),
    ("an empty range", "net N(n = 9) { out input(4,8,8) -> conv(4,3) -> (for j in 5..n: bn) }",
     {"n": range(1, 12)}, ["n ≥ 4"]),
    ("a range that is empty at the default", "net N(n = 2) { out input(4,8,8) -> conv(4,3) -> (for j in 5..n: bn) }",
     {"n": range(1, 8)}, ["n < 4"]),
    ("copies side by side", "net N(n = 3) { out input(1,8,8) -> conv(n,1) -> parallel(n - 1, conv(2,1)) }",
     {"n": range(1, 6)}, ["n ≥ 2"]),
    ("channels that fall", "net N(n = 3) { out input(3,8,8) -> conv(20 - n, 1) -> conv(n, 1) }",
     {"n": range(1, 24)}, ["n ≤ 19"]),
    ("a sign that the text asks for", "net N(n = 2) { out input(4,8,8) -> (if n > 0 then conv(4,1)) -> n * conv(4,1) }",
     {"n": range(4)}, ["n > 0"]),
    ("a divisor", "net N(w = 4, g = 2) { out input(w, 9) -> conv(w, 1, g = g) }",
     {"w": range(1, 9), "g": range(1, 5)}, ["g divides w"]),
    ("what only an iteration requires",
     "net N(g = 4, n = 2) { out input(12,8,8) -> n * conv(12, 1, g = g) -> conv(2,1) }",
     {"g": range(1, 8), "n": range(4)}, ["g divides 12"]),
    ("a first iteration apart", "net N(n = 3, w = 2) { out input(3,8,8) -> n * conv(w, 3) }",
     {"n": range(1, 5), "w": range(1, 4)}, ["n ≥ 1"]),
    ("heads", "net N(d = 64, h = 4) { out input(d, 16) -> encoder_block(h) }",
     {"d": range(60, 70), "h": range(1, 7)}, ["d/h is whole"]),
    ("a part of the channels", "net N(w = 8, s = 0.5) { out input(3,8,8) -> conv(w*s, 1) -> conv((1 - s)*w, 1) }",
     {"w": range(1, 9), "s": (Fraction(1, 4), Fraction(1, 2), 1)}, ["ws is whole", "(1 − s)w ≥ 1"]),
    ("a required bound", 'net N(m = 2) { block b { require m >= 2 "two or more" out conv(8*m, 3) } out input(3,8,8) -> b }',
     {"m": range(1, 5)}, ["m ≥ 2", "8m is whole"]),
    ("declared whole: a reader takes it for granted", "net N(n: whole = 2) { out input(4,8,8) -> conv(4*n, 1) }",
     {"n": QUARTERS}, []),
    ("declared whole: no rounding", "net N(G: whole = 4) { out input(3, 8*G, 8*G) -> conv(2, 8, s = 8) -> to_sequence -> position(G^2) }",
     {"G": QUARTERS}, []),
    ("declared positive", "net N(n: positive = 2) { out input(4,8,8) -> conv(4,1) -> n * conv(4,1) }",
     {"n": range(4)}, []),
    ("declared a multiple of a number", "net N(w: multiple(4) = 8) { out input(4,8,8) -> conv(w/2, 1) }",
     {"w": range(17)}, ["4 divides w"]),
    ("declared a multiple of a fraction", "net N(a: multiple(0.25) positive = 1) { out input(4,8,8) -> conv(8*a, 1) }",
     {"a": [Fraction(k, 8) for k in range(10)]}, ["1/4 divides a"]),
    ("declared a multiple of a later parameter", "net N(d: multiple(h) = 8, h = 2) { out input(4,8,8) -> conv(d, 1) }",
     {"d": range(1, 13), "h": range(1, 5)}, ["h divides d"]),
    ("declared by a block", "block b(c: multiple(8)) { out conv(c, 1) }  net N(w = 8) { out input(4,8,8) -> b(w) }",
     {"w": range(1, 18)}, ["8 divides w"]),
    ("declared by a layer, of its own parameters",
     "layer l(n: multiple(m), m = 3) { weight = n }  net N(w = 6) { out input(4) -> linear(w) -> l(w) }",
     {"w": range(1, 10)}, ["3 divides w"]),
    ("declared by a definition of a number", "half(n: multiple(2)) = n/2  net N(w = 6) { out input(4) -> linear(half(w)) }",
     {"w": range(1, 10)}, ["2 divides w"]),
    ("declared, and so in every iteration",
     "block b(c: multiple(8)) { out conv(c, 1) }  net N(n = 3) { out input(4,8,8) -> (for i in 1..n: b(8*i)) }",
     {"n": range(1, 4)}, ["n ≥ 1"]),
    ("what only a second iteration requires", "net N(g = 1, n = 2) { out input(4,8,8) -> n * (conv(4, 1, g = g) -> conv(6, 1)) }",
     {"g": range(1, 7), "n": range(1, 4)}, ["g divides 4", "g divides 6", "n ≥ 1"]),
    ("no iterations, by a divisor", "net N(g = 2) { out input(4,8,8) -> (g/2) * (conv(4, 1, g = g) -> bn) }",
     {"g": range(5)}, ["g/2 is whole", "g divides 4"]),
    ("nothing side by side, by a divisor", "net N(g = 1) { out input(12,8,8) -> [id, for i in 1..g: conv(2, 3, g = g)] }",
     {"g": range(3)}, ["g divides 2"]),
    ("a geometric sum, by its factor",
     "net N(k: positive whole = 3, n: positive whole = 2) { out input(3,8,8) -> n * [bn, for i in 2..k: id] }",
     {"k": range(1, 5), "n": range(1, 4)}, ["k ≠ 1"]),
]  # fmt: skip


def network(text: str, **request: object) -> Network:
    return pipeline.network_of(pipeline.model_of(Source("n.arch", text)), Request(**request))  # type: ignore[arg-type]


def count(text: str, at: dict[str, Exact]) -> int | None:
    try:
        return int(symcount.load(text + "\n").count(set=at).parameters)
    except Problem:
        return None


@pytest.mark.parametrize(("text", "values", "told"), [row[1:] for row in NETS], ids=[row[0] for row in NETS])
def test_where_a_form_holds(text: str, values: dict[str, Iterable[Exact]], told: list[str]) -> None:
    kept = network(text, keep=None)
    form = pipeline.count_of(kept).parameters
    assert [c.text for c in kept.told] == told
    for point in product(*values.values()):
        at = dict(zip(values, point, strict=True))
        failing = next((c for c in kept.conditions if not c.holds(at)), None)
        if failing is None:
            assert count(text, at) == value(form, {**kept.values, **at}), at
        elif not failing.decided:
            assert count(text, at) is None, (at, failing.text)


@pytest.mark.parametrize(("text", "values"), [row[1:3] for row in NETS], ids=[row[0] for row in NETS])
def test_a_reader_is_told_enough(text: str, values: dict[str, Iterable[Exact]]) -> None:
    """Where what is told holds, channels are positive, and what must be whole is, all conditions hold."""
    kept = network(text, keep=None)
    for point in product(*values.values()):
        at = dict(zip(values, point, strict=True))
        usual = all(at[n] > 0 for n in kept.domain.positive) and all(at[n].denominator == 1 for n in kept.domain.whole)
        if usual and all(c.holds(at) for c in kept.told):
            assert all(c.holds(at) for c in kept.conditions), at


def test_a_default_that_follows_a_symbol_is_what_it_is_declared_to_be() -> None:
    text = "net N(d = 6, f: multiple(4) = 2*d) { out input(4,8,8) -> conv(f, 1) }"
    kept = network(text, keep=frozenset("d"))
    assert [c.text for c in kept.told] == ["4 divides 2d"]
    assert [count(text, {"d": d}) for d in (1, 2, 3)] == [None, 20, None]


ROUNDED = [
    ("G: whole = 4", "5G²"),
    ("G: multiple(2) = 4", "5G²"),
    ("h: whole = 2, G: multiple(h) = 4", "5G²"),
    ("G: multiple(h) = 4, h = 2", "5⌈G⌉²"),
    ("G: multiple(0.5) = 4", "5⌈G⌉²"),
    ("G = 4", "5⌈G⌉²"),
]


@pytest.mark.parametrize(("declared", "form"), ROUNDED)
def test_what_is_declared_whole_is_not_rounded(declared: str, form: str) -> None:
    text = f"net N({declared}) {{ out input(1, 8*G, 8*G) -> maxpool(8, p = same) -> flatten -> linear(5, bias = off) }}"
    assert plain(pipeline.count_of(network(text, keep=None)).parameters) == form


def test_a_declaration_is_required_where_it_stands() -> None:
    text = "block b(c: multiple(4)) { out conv(c, 1) }  net N(w: whole = 8) { out input(4,8,8) -> b(w) }"
    first, *_ = conditions = network(text, keep=None).conditions
    assert [first.text, first.span.text, first.calls] == ["w is whole", "whole", ()]
    declared = next(c for c in conditions if c.span.text == "multiple(4)")
    assert [declared.text, declared.decided, [call.text for call in declared.calls]] == ["4 divides w", False, ["b(w)"]]


@pytest.mark.parametrize("name", ["unet", "resnet50", "vit_b_16", "mobilenet_v2", "densenet121", "gpt2"])
def test_a_layer_and_a_condition_know_the_calls_round_them(name: str) -> None:
    model = pipeline.model_of(pipeline.source_of(name))
    kept = pipeline.network_of(model, Request(keep=None))
    for entity in (*kept.layers, *kept.conditions):
        assert not entity.calls or entity.calls[0].source.name == model.source.name
    assert any(layer.calls for layer in kept.layers)


def test_few_conditions_are_told_of_what_everyone_derives() -> None:
    told = {name: [c.text for c in network_at(name).told] for name in ("unet", "resnet50", "gpt2", "vit_b_16")}
    assert told == {
        "unet": [],
        "resnet50": ["wd/64 is whole", "r ≤ 0"],
        "gpt2": [],
        "vit_b_16": ["d/h is whole"],
    }


def network_at(name: str) -> Network:
    return pipeline.network_at(name, Request(keep=None))


def test_a_condition_is_not_asked_in_a_billion_iterations() -> None:
    """It took all the memory that there was."""
    net = symcount.load("net N(n = 3) { out input(1, 8) -> (for i in 1..n: conv(i*n/3, 1)) }")
    found = [condition for condition in net.count(keep="n").result.network.conditions if condition.over]
    assert found
    for condition in found:
        with pytest.raises(TooLarge):
            condition.holds({"n": 3 * 10**9})
