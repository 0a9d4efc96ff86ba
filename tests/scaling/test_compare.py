"""Comparisons: every difference, ratio and crossing is checked by numbers."""

from __future__ import annotations

import json
from pathlib import Path

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
from tests.support import NETWORKS, command


def holds(c: Comparison, **values: int) -> None:
    """The difference is left − right and the ratio left / right, at numbers."""
    for pair in (c.whole, *c.stages):
        if pair.difference is None:
            continue
        left, right, difference = (expression(t).subs(values) for t in (pair.left, pair.right, pair.difference))
        assert sympy.expand(left - right - difference) == 0
        if pair.ratio is not None:
            assert sympy.simplify(expression(pair.ratio).subs(values) - left / right) == 0


def test_depthwise_separable_against_full_convolution() -> None:
    model = symcount.load(NETWORKS / "separable.arch")
    c = model.compare(model, nets=("separable", "full")).result
    assert plain(c.whole.ratio) == "1/Cₒ + 1/K²"
    assert write(c.whole.ratio, LATEX) == r"\frac{1}{C_o} + \frac{1}{K^{2}}"
    holds(c)


@settings(max_examples=20, deadline=None)
@given(c_i=st.integers(1, 50), c_o=st.integers(1, 50), k=st.integers(1, 9))
def test_the_ratio_at_numbers(c_i: int, c_o: int, k: int) -> None:
    model = symcount.load(NETWORKS / "separable.arch")
    c = model.compare(model, nets=("separable", "full")).result
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
    c = wide.compare(flat).result
    assert c.symbol == "w"
    assert [x.text for x in c.crossings] == ["96"]
    assert wide.count(w=96).parameters == flat.count(w=96).parameters


def test_networks_that_never_cross() -> None:
    a = symcount.load("net A(w = 8) { out input(4) -> linear(w) }")
    b = symcount.load("net B(w = 8) { out input(4) -> linear(w, bias = off) }")
    assert a.compare(b).result.crossings == ()


@pytest.mark.parametrize(("left", "right"), [("unet", "resnet50"), ("gpt2", "gpt2"), ("densenet", "cnn")])
def test_any_two_networks(left: str, right: str) -> None:
    holds(symcount.load(left).compare(symcount.load(right)).result)


# ---- symbols that are worth one thing on the left and another on the right ---------------

# GPT-2 12 L d^2 + V d + T d + 13 L d + 2 d: 124,439,808 at L = 12, d = 768, and 1,557,611,200 at L = 48, d = 1600
GPT2 = (
    "gpt2 against gpt2_xl\n\n"
    "       gpt2                         gpt2_xl\n"
    "total  12Ld² + Vd + Td + 13Ld + 2d  12Ld² + Vd + Td + 13Ld + 2d\n\n"
    "Not the same on both sides, so without a difference in symbols: L = 12 against 48; d = 768 against 1,600.\n\n"
    "At the values of the parameters: 124,439,808 against 1,557,611,200, difference −1,433,171,392, ratio 0.0799.\n"
)


def test_symbols_that_differ_are_no_common_symbols() -> None:
    assert command("compare", "gpt2", "gpt2_xl").out == GPT2
    latex = command("compare", "gpt2", "gpt2_xl", "--format", "latex").out
    assert "L = 12 against 48" in latex
    assert "difference $-$1,433,171,392" in latex
    c = symcount.load("gpt2").compare(symcount.load("gpt2_xl")).result
    assert (c.whole.difference, c.whole.ratio, c.symbol, c.crossings) == (None, None, None, ())
    assert c.differing == {"L": (12, 48), "d": (768, 1600)}
    assert c.numbers == (124_439_808, 1_557_611_200)


def test_what_differs_as_data() -> None:
    data = json.loads(command("compare", "gpt2", "gpt2_xl", "--format", "json").out)
    assert data["differing"] == {"L": [12, 48], "d": [768, 1600]}
    assert (data["values"], data["value_difference"]) == ([124_439_808, 1_557_611_200], -1_433_171_392)
    total = data["total"]
    assert (total["difference"], total["ratio"], total["value_difference"]) == (None, None, -1_433_171_392)
    rows = command("compare", "gpt2", "gpt2_xl", "--format", "csv").out.splitlines()
    assert rows[0].split(",")[-3:] == ["gpt2 at values", "gpt2_xl at values", "difference at values"]
    assert rows[1].split(",")[-5:] == ["", "", "124439808", "1557611200", "-1433171392"]


def test_a_stage_without_them_has_a_difference() -> None:
    """ResNet-50 and 101 differ in L3 alone, 6 and 23, each block 1,117,184 parameters."""
    c = symcount.load("resnet50").compare(symcount.load("resnet101")).result
    assert c.differing == {"L3": (6, 23)}
    known = {p.title: None if p.difference is None else plain(p.difference) for p in c.stages}
    assert known == {"conv1": "0", "conv2_x": "0", "conv3_x": "0", "conv4_x": None, "conv5_x": "0", "fc": "0"}
    assert c.whole.value_difference == -17 * 1_117_184
    out = command("compare", "resnet50", "resnet101").out
    assert "L₃ = 6 against 23." in out
    assert "difference −18,992,128" in out
    assert "Stage by stage, at the values of the parameters" in out


@pytest.mark.parametrize("format_", ["text", "latex"])
def test_what_the_user_keeps_is_common(format_: str) -> None:
    out = command("compare", "unet", "unet_64", "--keep", "w", "--format", format_).out
    assert "Not the same" not in out
    assert "184w" in out
    assert "23,265,216" in out
    kept = symcount.load("unet").compare(symcount.load("unet_64"), keep="w").result.whole.difference
    assert plain(kept) == "184w"
    assert "w = 32 against 64" in command("compare", "unet", "unet_64", "--format", format_).out


def test_factors_stand_in_one_order_in_a_row() -> None:
    a = "net A(w = 8, n = 2) { out input(w) -> n * linear(w, bias = off) }"
    b = "net B(n = 2, w = 8) { out input(w) -> 2 * n * linear(w, bias = off) }"
    whole = symcount.load(a).compare(symcount.load(b)).result.whole
    assert [plain(t) for t in (whole.left, whole.right, whole.difference)] == ["w²n", "2w²n", "−w²n"]


def test_a_stage_of_one_side_has_its_count() -> None:
    out = command("compare", "unet", "--against", "norm=off", "--keep", "w").out
    assert out.endswith("Only in unet: BN (184w = 5,888).\n")
    data = json.loads(command("compare", "unet", "--against", "norm=off", "--keep", "w", "--format", "json").out)
    assert (data["only_left"], data["alone"]) == (["BN"], {"BN": "184*w"})


CROSSING = [  # (left, right, crossings): only where the choices of both forms are made
    ("linear(w)", "linear(6)", [6.0]),
    ("(if w > 4 then linear(100)) -> linear(w)", "linear(50)", []),
    ("(if w > 4 then linear(100)) -> linear(w)", "linear(400)", [4 * 400 / 101 - 4 * 100 / 101]),
]


@pytest.mark.parametrize(("left", "right", "crossings"), CROSSING)
def test_crossings_are_where_the_forms_hold(left: str, right: str, crossings: list[float]) -> None:
    one, other = (symcount.load(f"net N(w = 8) {{ out input(3) -> {chain} }}") for chain in (left, right))
    found = one.compare(other).result
    assert [root.decimal for root in found.crossings] == pytest.approx(crossings)


def test_what_the_forms_hold_for_is_said(tmp_path: Path) -> None:
    (tmp_path / "a.arch").write_text("net A(w = 8) { out input(3) -> (if w > 4 then linear(w)) -> linear(w/2) }")
    (tmp_path / "b.arch").write_text("net B(w = 8) { out input(3) -> linear(w/2) }")
    out = command("compare", str(tmp_path / "a.arch"), str(tmp_path / "b.arch")).out
    assert "This holds where w/2 is whole." in out
    assert "a.arch: Decided at the values of the parameters, and true where the choices are the same: w > 4." in out


def test_the_name_of_a_list_names_its_items() -> None:
    """Kept by name, w_1 and w_2 are one symbol on both sides, as a number w is."""
    net = symcount.load("net N(w = (4, 8), n = 2) { out input(3) -> linear(w[1]) -> n * linear(w[2]) }")
    found = net.at(keep="w").compare(net.at(w=(1, 2), n=1, keep="w")).result
    assert found.whole.difference is not None
    assert plain(found.whole.difference) == "w₂² + w₂"
