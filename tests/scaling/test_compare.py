"""Comparisons: every difference, ratio and crossing is checked by numbers."""

from __future__ import annotations

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

import symcount
from symcount.algebra.notation import write
from symcount.algebra.notations.latex import LATEX
from symcount.algebra.notations.unicode import plain
from symcount.algebra.symbolic import expression
from symcount.scaling.compare import Comparison
from tests.support import NETWORKS


def holds(c: Comparison, **values: int) -> None:
    """The difference is left − right and the ratio left / right, at numbers."""
    for pair in (c.whole, *c.stages):
        left, right, difference = (expression(t).subs(values) for t in (pair.left, pair.right, pair.difference))
        assert sympy.expand(left - right - difference) == 0
        if pair.ratio is not None:
            assert sympy.simplify(expression(pair.ratio).subs(values) - left / right) == 0


def test_depthwise_separable_against_full_convolution() -> None:
    model = symcount.load(NETWORKS / "separable.arch")
    c = model.compare(model, nets=("separable", "full"))
    assert plain(c.whole.ratio) == "1/Cₒ + 1/K²"
    assert write(c.whole.ratio, LATEX) == r"\frac{1}{C_o} + \frac{1}{K^{2}}"
    holds(c)


@settings(max_examples=20, deadline=None)
@given(c_i=st.integers(1, 50), c_o=st.integers(1, 50), k=st.integers(1, 9))
def test_the_ratio_at_numbers(c_i: int, c_o: int, k: int) -> None:
    model = symcount.load(NETWORKS / "separable.arch")
    c = model.compare(model, nets=("separable", "full"))
    ratio = expression(c.whole.ratio).subs({"C_o": c_o, "K": k})
    assert ratio == sympy.Rational(k * k * c_i + c_i * c_o, k * k * c_i * c_o)


def test_two_variants_of_one_file() -> None:
    on, off = symcount.load("unet"), symcount.load("unet")
    from symcount import pipeline
    from symcount.network.elaborate import Request
    from symcount.scaling.compare import compare

    keep = frozenset({"w"})
    c = compare(
        pipeline.network_of(on.model, Request(keep=keep)),
        pipeline.network_of(off.model, Request(settings={"norm": False}, keep=keep)),
    )
    assert plain(c.whole.difference) == "184w"
    assert c.only_left == ("BN",)
    assert c.numbers == (7_765_442, 7_759_554)
    assert [p.title for p in c.stages] == [f"Stage {i}" for i in range(1, 6)] + ["TransposeConv"]
    holds(c, w=7)


def test_where_two_networks_cross() -> None:
    wide = symcount.load("net A(w = 8) { out input(4) -> linear(w, bias = off) -> linear(w, bias = off) }")
    flat = symcount.load("net B(w = 8) { out input(100) -> linear(w, bias = off) }")
    c = wide.compare(flat)
    assert c.symbol == "w"
    assert [x.text for x in c.crossings] == ["96"]
    assert wide.count(w=96).parameters == flat.count(w=96).parameters


def test_networks_that_never_cross() -> None:
    a = symcount.load("net A(w = 8) { out input(4) -> linear(w) }")
    b = symcount.load("net B(w = 8) { out input(4) -> linear(w, bias = off) }")
    assert a.compare(b).crossings == ()


@pytest.mark.parametrize(("left", "right"), [("unet", "resnet50"), ("gpt2", "gpt2"), ("densenet", "cnn")])
def test_any_two_networks(left: str, right: str) -> None:
    holds(symcount.load(left).compare(symcount.load(right)))
