"""`--multiplier`: every hidden channel count multiplied once, against networks written out by hand at each width."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

import symcount
from symcount.algebra.formula import value
from symcount.language.diagnostics import Problem
from symcount.network.multiplier import multiplier_of
from tests.support import NETWORKS, process


def conv(i: Fraction, o: Fraction, k: int, bias: bool) -> Fraction:
    return k * k * i * o + (o if bias else 0)


def alexnet(a: Fraction) -> Fraction:
    widths = [3, *(a * c for c in (64, 192, 384, 256, 256))]
    total = sum(conv(i, o, k, True) for i, o, k in zip(widths, widths[1:], (11, 5, 3, 3, 3), strict=False))
    flat, full = 36 * 256 * a, 4096 * a
    return total + flat * full + full + full * full + full + full * 1000 + 1000


def vgg16(a: Fraction) -> Fraction:
    widths = [3, *(a * c for c in (64, 64, 128, 128, *[256] * 3, *[512] * 6))]
    total = sum(conv(i, o, 3, True) for i, o in zip(widths, widths[1:], strict=False))
    flat, full = 49 * 512 * a, 4096 * a
    return total + flat * full + full + full * full + full + full * 1000 + 1000


def resnet18(a: Fraction) -> Fraction:
    total, c = conv(3, 64 * a, 7, False) + 2 * 64 * a, 64 * a
    for width, stride in ((64, 1), (128, 2), (256, 2), (512, 2)):
        o = width * a
        for block in range(2):
            total += conv(c, o, 3, False) + conv(o, o, 3, False) + 4 * o
            if block == 0 and (stride != 1 or c != o):
                total += conv(c, o, 1, False) + 2 * o
            c = o
    return total + c * 1000 + 1000


def googlenet(a: Fraction) -> Fraction:
    def cbr(i: Fraction, o: Fraction, k: int) -> Fraction:
        return conv(i, o, k, False) + 2 * o

    total = cbr(3, 64 * a, 7) + cbr(64 * a, 64 * a, 1) + cbr(64 * a, 192 * a, 3)
    c = 192 * a
    for module in (
        (64, 96, 128, 16, 32, 32), (128, 128, 192, 32, 96, 64), (192, 96, 208, 16, 48, 64), (160, 112, 224, 24, 64, 64),
        (128, 128, 256, 24, 64, 64), (112, 144, 288, 32, 64, 64), (256, 160, 320, 32, 128, 128),
        (256, 160, 320, 32, 128, 128), (384, 192, 384, 48, 128, 128),
    ):  # fmt: skip
        one, b1, b, c1, c3, p = (a * w for w in module)
        total += cbr(c, one, 1) + cbr(c, b1, 1) + cbr(b1, b, 3) + cbr(c, c1, 1) + cbr(c1, c3, 3) + cbr(c, p, 1)
        c = one + b + c3 + p
    return total + c * 1000 + 1000


WRITTEN_OUT = {"alexnet": alexnet, "vgg16": vgg16, "resnet18": resnet18, "googlenet": googlenet}


def at_width(file: Path | str, a: Fraction | None, rounding: str | None = None, **settings: object) -> object:
    """The count with a width multiplier: a number, or (None) a closed form in alpha."""
    model = symcount.load(file)
    values = {**settings, **({} if a is None else {"alpha": a})}
    return model.count(multiplier="alpha", rounding=rounding, set=values)


@pytest.mark.parametrize("name", WRITTEN_OUT)
@pytest.mark.parametrize("a", [Fraction(1, 2), Fraction(1), Fraction(2)])
def test_a_width_equals_the_network_written_out(name: str, a: Fraction) -> None:
    expected = WRITTEN_OUT[name](a)
    assert at_width(NETWORKS / f"{name}.arch", a).parameters == expected
    assert at_width(NETWORKS / f"{name}.arch", None).closed_form.subs("alpha", a) == expected


def test_scaling_at_the_source_keeps_comparisons_true() -> None:
    """ResNet-18 at 1/2 has three projections, not the eight that scaling at the layers would give it."""
    result = at_width(NETWORKS / "resnet18.arch", Fraction(1, 2))
    assert result.parameters == 3_055_880
    kinds = [layer.kind.name for layer in result.result.network.layers]
    assert kinds.count("conv") == 20


def test_rounding_is_that_of_mobilenet() -> None:
    text = "net N { out input(3, 8, 8) -> conv(20, 1, bias = off) -> linear(10) }"
    result = symcount.load(text).count(multiplier="alpha", rounding="divisible:8", alpha=Fraction(1, 2))
    assert result.parameters == 3 * 16 + 16 * 10 + 10  # divisible(10, 8) is 16: 8 would be less than nine tenths
    form = symcount.load(text).count(multiplier="alpha", rounding="divisible:8").closed_form
    assert form.subs("alpha", Fraction(1, 2)) == result.parameters


SOURCES = [
    ("conv(64, 3) -> linear(10)", "64 (line 1)", "3 (line 1), 10 (line 1)"),
    ("2 * conv(8, 3) -> linear(10)", "8 (line 1)", "3 (line 1), 10 (line 1)"),
    ("conv(4*16, 3) -> linear(10)", "16 (line 1)", "3 (line 1), 10 (line 1)"),
    ("conv(64, 3) -> conv(fixed(32), 1) -> linear(10)", "64 (line 1)", "3 (line 1), 10 (line 1)"),
    ("conv(64, 3) -> conv(64, 3, g = 8) -> linear(10)", "64 (line 1)", "3 (line 1), 10 (line 1)"),
]


@pytest.mark.parametrize(("chain", "multiplied", "left"), SOURCES)
def test_what_is_multiplied_and_what_is_left_alone_is_listed(chain: str, multiplied: str, left: str) -> None:
    (note,) = [
        d
        for d in symcount.load(f"net N {{ out input(3, 1, 1) -> {chain} }}").count(multiplier="a").warnings
        if d.code == "N604"
    ]
    assert note.message == f"`a` multiplies {multiplied}"
    assert note.notes == (f"left alone: {left}",)


def test_a_name_is_preferred_as_the_source() -> None:
    text = "block b(c) { out conv(c, 1) -> conv(4*c, 1) }\nnet N(w = 8) { out input(3, 1, 1) -> b(w) -> b(2*w) -> linear(10) }"
    form = symcount.load(text).count(multiplier="a").closed_form
    for a in (1, 2, 3):
        w = 8 * a
        expected = sum(i * o + o for i, o in ((3, w), (w, 4 * w), (4 * w, 2 * w), (2 * w, 8 * w), (8 * w, 10)))
        assert form.subs("a", a) == expected


FOLLOWING = [
    ("d", "net N(d = 8, f = 4*d) { out input(3, 8, 8) -> conv(d, 1) -> conv(f, 1) -> conv(5, 1) }"),
    ("d", "net N(d = 8, f = 16*ceil(d/3), q = fixed(2*d)) { out input(3, 9) -> linear(d) -> linear(f) -> linear(q) -> linear(4) }"),
    ("n", "net N(n = 2, d = 4*n, k = d) { out input(3, 8, 8) -> n * conv(d, 1) -> conv(k, 3) -> conv(2, 1) }"),
]  # fmt: skip


@pytest.mark.parametrize(("symbol", "text"), FOLLOWING)
@pytest.mark.parametrize("rounding", [None, "divisible:8", "floor"])
def test_a_default_follows_the_symbol_that_is_kept_beside_a_multiplier(
    symbol: str, text: str, rounding: str | None
) -> None:
    net = symcount.load(text).at(multiplier="a", rounding=rounding)
    form = net.count(keep=[symbol, "a"]).result.parameters
    points = [{symbol: n, "a": Fraction(a)} for n in (2, 3, 6, 12) for a in (1, 2, "1/2")]
    counts = {str(point): net.count(set=point).parameters for point in points if _is_whole(net, point)}
    assert counts
    assert counts == {str(point): value(form, point) for point in points if str(point) in counts}


def _is_whole(net: symcount.Model, point: dict[str, Fraction]) -> bool:
    try:
        net.count(set=point)
    except Problem:
        return False
    return True


def test_fixed_takes_the_multiplier_away() -> None:
    text = "net N(w = 8) { b(c) = conv(c, 1) -> conv(fixed(c), 1)\n out input(3, 1, 1) -> b(w) -> linear(10) }"
    for a in (1, 2, 5):
        expected = 3 * 8 * a + 8 * a + 8 * a * 8 + 8 + 80 + 10
        assert symcount.load(text).count(multiplier="a", a=a).parameters == expected
        assert symcount.load(text).count(multiplier="a").closed_form.subs("a", a) == expected


def test_a_number_is_no_name_of_a_multiplier() -> None:
    """The command takes it for the width of a line; what else is refused is in tests/mistakes/growth.txt."""
    with pytest.raises(Problem) as caught:
        multiplier_of("1x", None)
    assert [(d.code, d.message) for d in caught.value.diagnostics] == [
        ("E411", "`1x` cannot be the name of a multiplier")
    ]


@pytest.mark.parametrize("name", ["alexnet", "ddpm", "unet"])
def test_nothing_depends_on_the_order_of_sets(name: str) -> None:
    runs = [process("count", name, "--multiplier", "alpha", PYTHONHASHSEED=seed) for seed in "01234"]
    assert [(run.out, run.err) for run in runs] == [(runs[0].out, runs[0].err)] * 5
