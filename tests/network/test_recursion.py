"""Definitions that use themselves: counts against recursions of Python, where forms hold, and that all ends in a budget."""

from __future__ import annotations

from fractions import Fraction

import pytest

import symcount
from symcount.network import state
from tests.support import NETWORKS, network

UNET = """
net UNet(n = 4, w = 64, C_in = 1, classes = 2) {
  double(c) = 2 * (conv(c, 3) -> relu)
  block level(n, c) {
    e     = input -> double(c)
    inner = maxpool(2) -> level(n - 1, 2*c) -> upconv(c, 2, s = 2)
    out if n > 0 then [e, e -> inner] -> double(c) else e
  }
  out input(C_in, 256, 256) -> level(n, w) -> conv(classes, 1)
}
"""


def conv(c_i: int, c_o: int, k: int = 3, bias: bool = True) -> int:
    return k * k * c_i * c_o + bias * c_o


def double(c_i: int, c: int) -> int:
    return conv(c_i, c) + conv(c, c)


def unet(n: int, w: int, c_i: int = 1) -> int:
    """The levels of a U-Net, written down the stairs and up again: no recursion."""
    widths = [w * 2**i for i in range(n + 1)]
    down = sum(double(a, b) for a, b in zip([c_i, *widths], widths, strict=False))
    up = sum(conv(2 * c, c, 2) + double(2 * c, c) for c in widths[:-1])
    return down + up + conv(w, 2, 1)


@pytest.mark.parametrize("n", [0, 1, 2, 3, 4, 5])
def test_a_unet_of_depth_n(n: int) -> None:
    model = symcount.load(UNET)
    form = model.count(n=n, keep="w").closed_form
    for w in (3, 16, 64):
        assert model.count(n=n, w=w).parameters == form.subs("w", w) == unet(n, w)


def test_depth_four_is_the_shipped_unet() -> None:
    assert symcount.load(UNET).count().parameters == symcount.load("unet_64").count().parameters == 31_030_658


def test_a_kept_depth_is_decided_at_its_value_and_the_form_holds_where_it_says_so() -> None:
    model = symcount.load(UNET)
    for n in range(6):
        kept = network(UNET, keep="n", n=n, w=2)
        assert kept.conditions
        assert all(c.decided for c in kept.conditions if "n" in c.relation.names)
        form = model.count(n=n, w=2, keep="n").closed_form
        for half in range(1, 14):  # halves too: nothing declares n to be whole
            m = Fraction(half, 2)
            if all(c.holds({"n": m}) for c in kept.conditions):
                assert form.subs("n", m) == model.count(n=m, w=2).parameters
        assert all(c.holds({"n": Fraction(n)}) for c in kept.conditions)


# ---- deep layer aggregation --------------------------------------------------------------


def dla(levels: tuple[int, int, int, int], widths: tuple[int, int, int, int], wide: bool, classes: int = 1000) -> int:
    """As the authors' module is built: each tree is told how many channels its root takes."""

    def cb(c_i: int, c: int, k: int) -> int:
        return conv(c_i, c, k, bias=False) + 2 * c

    def unit(c_i: int, c: int) -> int:
        return cb(c_i, c // 2, 1) + cb(c // 2, c // 2, 3) + cb(c // 2, c, 1) if wide else cb(c_i, c, 3) + cb(c, c, 3)

    def tree(n: int, c_i: int, c: int, root: int) -> int:
        if n > 1:
            return tree(n - 1, c_i, c, 2 * c) + tree(n - 1, c, c, root + c)
        return unit(c_i, c) + unit(c, c) + (cb(c_i, c, 1) if c_i != c else 0) + cb(root, c, 1)

    total, c_i = cb(3, 16, 7) + cb(16, 16, 3) + cb(16, 32, 3), 32
    for stage, (n, c) in enumerate(zip(levels, widths, strict=True)):
        total += tree(n, c_i, c, 2 * c + (c_i if stage else 0))
        c_i = c
    return total + c_i * classes + classes


@pytest.mark.parametrize(
    ("variant", "levels", "widths", "wide", "published"),
    [
        ("dla34", (1, 2, 2, 1), (64, 128, 256, 512), False, 15_742_104),
        ("dla60", (1, 2, 3, 1), (128, 256, 512, 1024), True, 22_036_632),
        ("dla102", (1, 3, 4, 1), (128, 256, 512, 1024), True, 33_268_888),
        ("dla169", (2, 3, 5, 1), (128, 256, 512, 1024), True, 53_389_720),
    ],
)
def test_trees_of_trees(
    variant: str, levels: tuple[int, int, int, int], widths: tuple[int, int, int, int], wide: bool, published: int
) -> None:
    counted = symcount.load(NETWORKS / "dla.arch").count(net=variant).parameters
    assert counted == dla(levels, widths, wide) == published


# ---- what ends, and how ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "parameters"),
    [
        ("fib(n) = if n < 2 then 1 else fib(n - 1) + fib(n - 2)\nnet N { out input(2) -> linear(fib(10)) }", 3 * 89),
        # 64 to 32, 32 to 16, 16 to 8: the channels that enter are the number that falls
        ("f = if C_i > 8 then linear(C_i/2) -> f\nnet N { out input(64) -> f }", 65 * 32 + 33 * 16 + 17 * 8),
        # a repetition of no times ends it too: f(3) applies f(2) three times, that f(1) twice, that f(0) once
        ("f(n) = linear(4) -> n * f(n - 1)\nnet N { out input(4) -> f(3) }", 20 * (1 + 3 + 6 + 6)),
        ("f(n) = linear(4) -> (for i in 1..n: f(n - i))\nnet N { out input(4) -> f(3) }", 20 * 8),
        # two that use each other, one of which is nothing but a choice: C_i is what enters it, whoever is read first
        *(
            ("a(n) = if n > 1 then b(n - 1) else linear(8)\nb(n) = if C_i > 4 then a(n - 1)\n" + net, count)
            for net, count in (
                ("net N { out input(5) -> b(3) }", 48),
                ("net N { out input(5) -> b(3) -> a(3) }", 48 + 72),
                ("net N { out input(4) -> b(3) -> linear(5) -> a(3) }", 25 + 48),
            )
        ),
        # a body inside that has no arguments of its own, with the same shape each time
        (
            "block f(n) {\n  block g { out input -> (if n > 1 then f(n - 1)) }\n  out input -> linear(4) -> g\n}\n"
            "net N { out input(4) -> f(3) }",
            60,
        ),
        ("f(n) = linear(2) -> (if n > 1 then f(n - 1))\nnet N { out input(2) -> f(58) }", 58 * 6),
    ],
)
def test_a_falling_number_ends_it(text: str, parameters: int) -> None:
    assert symcount.load(text).count().parameters == parameters


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("f(n) = conv(2, 1) -> (if n > 1 then f(n - 1) -> f(n - 1))\nnet N { out input(2, 8, 8) -> f(40) }", "E212"),
        ("f(n) = if n > 1 then f(n - 1) -> f(n - 1) else relu\nnet N { out input(2, 8, 8) -> f(40) }", "E212"),
        ("f(n) = if n > 1 then f(n - 1) + f(n - 1) else 1\nnet N { out input(2, 8, 8) -> conv(f(40), 1) }", "E231"),
        ("f(n) = if n > 1 then [f(n - 1), f(n + 1)] else relu\nnet N { out input(2, 8, 8) -> f(9) }", "E209"),
    ],
)
def test_what_doubles_ends_in_the_budget(text: str, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(state, "MAX_LAYERS", 3_000)
    monkeypatch.setattr(state, "MAX_STEPS", 20_000)
    with pytest.raises(symcount.Problem, match=code):
        symcount.load(text).count()
