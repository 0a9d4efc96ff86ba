"""Where all conditions of a form hold, the form is the count; where the first that fails is required, nothing is built."""

from __future__ import annotations

from itertools import product

import pytest

import symcount
from symcount import pipeline
from symcount.algebra.formula import value
from symcount.language.diagnostics import Problem
from symcount.language.source import Source
from symcount.network.network import Network
from symcount.network.request import Request

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
    ("a required bound", 'net N(m = 2) { block b { require m >= 2 "two or more" out conv(8*m, 3) } out input(3,8,8) -> b }',
     {"m": range(1, 5)}, ["m ≥ 2", "8m is whole"]),
]  # fmt: skip


def network(text: str, **request: object) -> Network:
    return pipeline.network_of(pipeline.model_of(Source("n.arch", text)), Request(**request))  # type: ignore[arg-type]


def count(text: str, at: dict[str, int]) -> int | None:
    try:
        return int(symcount.load(text + "\n").count(set=at).parameters)
    except Problem:
        return None


@pytest.mark.parametrize(("text", "values", "told"), [row[1:] for row in NETS], ids=[row[0] for row in NETS])
def test_where_a_form_holds(text: str, values: dict[str, range], told: list[str]) -> None:
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
def test_a_reader_is_told_enough(text: str, values: dict[str, range]) -> None:
    """Where what is told holds, and channels are positive, all conditions hold."""
    kept = network(text, keep=None)
    for point in product(*values.values()):
        at = dict(zip(values, point, strict=True))
        if all(c.holds(at) for c in kept.told) and all(at[name] > 0 for name in kept.domain.positive):
            assert all(c.holds(at) for c in kept.conditions), at


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
        "vit_b_16": ["⌈G⌉² + 1 ≤ G² + 1", "d/h is whole"],
    }


def network_at(name: str) -> Network:
    return pipeline.network_at(name, Request(keep=None))
