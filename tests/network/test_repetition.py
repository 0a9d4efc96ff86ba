"""Repetition with a symbolic count: the closed form equals the count unrolled iteration by iteration, by independent integers."""

from __future__ import annotations

from typing import Any

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

import symcount
from symcount.network import iterations
from tests.support import NETWORKS


def closed(text: str, *keep: str, net: str | None = None) -> sympy.Expr:
    return symcount.load(text).count(keep=keep, net=net).closed_form


def conv(c_i: int, c_o: int, k: int, bias: bool = True) -> int:
    return k * k * c_i * c_o + bias * c_o


# Each body: the .arch text of one iteration (a block, so that C_i is its own), and what an iteration counts and leaves,
# given the entering channels and the iteration's number. Nothing of the engine is used here.
BODIES = {
    "nothing": ("relu", lambda c, i: (0, c)),
    "constant": ("conv(C_i, 3)", lambda c, i: (conv(c, c, 3), c)),
    "to a width": ("conv(8, 3) -> bn", lambda c, i: (conv(c, 8, 3) + 16, 8)),
    "dense": ("[id, conv(5, 3, bias = off)]", lambda c, i: (conv(c, 5, 3, False), c + 5)),
    "dense, bottleneck": (
        "[id, bn -> conv(12, 1) -> bn -> conv(3, 3)]",
        lambda c, i: (2 * c + conv(c, 12, 1) + 24 + conv(12, 3, 3), c + 3),
    ),
    "doubling": ("conv(2*C_i, 3)", lambda c, i: (conv(c, 2 * c, 3), 2 * c)),
    "tripling, separable": (
        "conv(C_i, 3, g = C_i) -> conv(3*C_i, 1)",
        lambda c, i: (9 * c + c + conv(c, 3 * c, 1), 3 * c),
    ),
    "growing inside": (
        "[id, 3 * conv(C_i, 1)] -> conv(C_i, 1)",
        lambda c, i: (3 * conv(c, c, 1) + conv(2 * c, c, 1), c),
    ),
}


def brute(body: str, c: int, n: int) -> int:
    total = 0
    for i in range(n):
        counted, c = BODIES[body][1](c, i)
        total += counted
    return total


@pytest.mark.parametrize("body", BODIES)
@settings(max_examples=20, deadline=None)
@given(c=st.integers(1, 40), n=st.integers(1, 9))
def test_a_symbolic_count_equals_brute_force(body: str, c: int, n: int) -> None:
    text = f"net A(n, c) {{ f = {BODIES[body][0]}\n out input(c, 32, 32) -> n * f }}"
    form = closed(text, "n", "c")
    assert form.subs({"n": n, "c": c}) == brute(body, c, n)


@pytest.mark.parametrize("body", BODIES)
@settings(max_examples=10, deadline=None)
@given(c=st.integers(1, 40), n=st.integers(0, 9))
def test_a_numeric_count_equals_brute_force(body: str, c: int, n: int) -> None:
    text = f"net A {{ f = {BODIES[body][0]}\n out input({c}, 32, 32) -> {n} * f }}"
    assert symcount.load(text).count().parameters == brute(body, c, n)


LOOPS = {
    "pyramid": ("conv(w*2^i, 3, bias = off)", lambda w, i, n, c: (9 * c * w * 2**i, w * 2**i)),
    "steps": ("conv(w*i, 1)", lambda w, i, n, c: (c * w * i + w * i, w * i)),
    "first apart": (
        "(if i == 1 then conv(w, 3) else conv(2*w, 1))",
        lambda w, i, n, c: (9 * c * w + w, w) if i == 1 else (2 * w * c + 2 * w, 2 * w),
    ),
    "last apart": (
        "(if i == n then conv(7, 1) else conv(w, 1))",
        lambda w, i, n, c: (7 * c + 7, 7) if i == n else (w * c + w, w),
    ),
    "nested": ("i * conv(w, 1)", lambda w, i, n, c: (w * c + w + (i - 1) * (w * w + w), w)),
}


@pytest.mark.parametrize("loop", LOOPS)
@settings(max_examples=20, deadline=None)
@given(w=st.integers(1, 20), n=st.integers(2, 8))
def test_a_symbolic_range_equals_brute_force(loop: str, w: int, n: int) -> None:
    text = f"net A(n, w) {{ out input(3, 64, 64) -> (for i in 1..n: {LOOPS[loop][0]}) }}"
    total, c = 0, 3
    for i in range(1, n + 1):
        counted, c = LOOPS[loop][1](w, i, n, c)
        total += counted
    assert closed(text, "n", "w").subs({"n": n, "w": w}) == total


FORMS = [
    ("gpt2", (), "12*L*d**2 + 13*L*d + (V + T + 2)*d"),
    (str(NETWORKS / "cifar_resnet.arch"), (), "97216*n - 21926 + 65*(classes - 10)"),
    (str(NETWORKS / "growth.arch"), ("DenseBlock",), "L*g*(9*c + 9*g*(L - 1)/2)"),
    (str(NETWORKS / "growth.arch"), ("Stack",), "L*(8*w**2 + 5*w)"),
    (str(NETWORKS / "growth.arch"), ("Pyramid",), "6*w**2*4**n - 24*w**2 + 54*w"),
    (str(NETWORKS / "growth.arch"), ("GrowthOfGrowth",), "a*b*g*c + g**2*a*b*(a*b - 1)/2"),
    (str(NETWORKS / "growth.arch"), ("Triangle",), "w**2*n*(n + 1)/2"),
    (
        str(NETWORKS / "wide_resnet.arch"),
        (),
        "96768*N*k**2 + 448*N*k - 22784*k**2 + 64*k*classes + 2560*k + classes + 464",
    ),
]


@pytest.mark.parametrize(("file", "net", "expected"), FORMS)
def test_the_closed_forms_of_networks(file: str, net: tuple[str, ...], expected: str) -> None:
    result = symcount.load(file).count(keep="all", net=net[0] if net else None)
    names = {s.name: s for s in result.closed_form.free_symbols}
    assert sympy.simplify(result.closed_form - sympy.sympify(expected, locals=names)) == 0


def test_densenet_is_one_polynomial_in_growth_and_depths() -> None:
    form = symcount.load("densenet").count(keep="all").closed_form
    names = sorted(s.name for s in form.free_symbols)
    assert names == ["L1", "L2", "L3", "L4", "classes", "k"]
    assert form.is_polynomial(*form.free_symbols)
    at = {"k": 32, "L1": 6, "L2": 12, "classes": 1000}
    assert form.subs({**at, "L3": 24, "L4": 16}) == 7_978_856
    assert form.subs({**at, "L3": 32, "L4": 32}) == 14_149_480
    assert form.subs({**at, "L3": 48, "L4": 32}) == 20_013_928


def test_every_network_holds_what_it_expects() -> None:
    for path in sorted(NETWORKS.glob("*.arch")):
        for one in symcount.load(path).check():
            assert one.holds, f"{path.name}: {one.text}"


@pytest.mark.parametrize("n", [12, 10**3, 10**9])
def test_a_repeat_costs_the_same_whatever_its_count(n: int) -> None:
    steady = "net A(w = 8) { f = conv(C_i, 3)\n out input(w, 8, 8) -> %d * f }"
    growing = "net A(k = 4) { f = [id, conv(k, 1, bias = off)]\n out input(8, 8, 8) -> %d * f }"
    assert symcount.load(steady % n).count().parameters == n * conv(8, 8, 3)
    assert symcount.load(growing % n).count().parameters == 4 * (8 * n + 4 * n * (n - 1) // 2)


def test_a_repeat_count_does_not_grow_the_graph() -> None:
    text = "net A(k = 4, n = 3) { f = [id, conv(k, 1)] -> relu\n out input(8, 8, 8) -> %s * f }"
    sizes = {n: len(symcount.load(text % n).count().result.network.layers) for n in ("10^3", "10^6", "10^9")}
    assert len(set(sizes.values())) == 1


# ---- what has no closed form says why ---------------------------------------------------------

REFUSED = [
    (
        "sizes that change",
        "net A(n = 3) { layer pos { weight = C_i*prod(S) }\n out input(8, 32, 32) -> n * (conv(8, 3) -> maxpool(2) -> pos) }",
        4_440,
        "the count reads sizes that change from iteration to iteration",
    ),
    (
        "channels by no rule",
        "net A(n = 3) { f = conv(C_i^2, 1, bias = off)\n out input(2, 8, 8) -> n * f }",
        8 + 64 + 4096,
        "the channels change by no constant step or factor: 2, 4, 16",
    ),
    (
        "a choice by the channels",
        "net A(n = 3) { f = if C_i > 100 then conv(C_i, 1) else conv(C_i + 8, 1)\n out input(8, 8, 8) -> n * f }",
        conv(8, 16, 1) + conv(16, 24, 1) + conv(24, 32, 1),
        "a choice in the iteration depends on which iteration it is",
    ),
    (
        "a rounding of what grows",
        "net A(n = 3) { f = [id, conv(divisible(C_i/2, 8), 1, bias = off)]\n out input(16, 8, 8) -> n * f }",
        16 * 8 + 24 * 16 + 40 * 24,
        "the channels change by no constant step or factor: 16, 24, 40",
    ),
]


@pytest.mark.parametrize(("name", "text", "counted", "why"), REFUSED, ids=[r[0] for r in REFUSED])
def test_a_false_form_is_refused(name: str, text: str, counted: int, why: str) -> None:
    model = symcount.load(text)
    assert model.count().parameters == counted
    with pytest.raises(symcount.Problem) as caught:
        model.count(keep="n")
    (d,) = caught.value.diagnostics
    assert (d.code, d.message) == ("E221", "this repetition has no closed form in `n`")
    assert d.notes == (why,)
    assert model.derive().value == counted  # kept with all others, it takes its value


# ---- iterations that cannot be built -------------------------------------------------------------

NARROW = 'block narrow { require C_i < 9 "too wide"  out conv(9, 1) }\n'
DOUBLE = 'block double { require C_i < %d "too wide"  out conv(2*C_i, 1) }\n'
DENSE = 'block dense { require C_i < %d "too wide"  out [id, conv(5, 1)] }\n'

UNREACHED = [
    ("a block", NARROW + "net A(n = 1) { out input(3, 8, 8) -> n * narrow }", conv(3, 9, 1), 2, "`narrow`: too wide"),
    ("no block", NARROW + "net A(n = 0) { out input(9, 8, 8) -> n * narrow -> conv(1, 1) }", 10, 1, "`narrow`: too wide"),
    ("a layer", "net A(n = 1) { out input(6, 8, 8) -> n * (conv(3, 1, g = 3) -> conv(4, 1)) }",
     3 * 2 + 3 + conv(3, 4, 1), 2, "`conv`: groups must divide the channels that enter"),
    ("the third",
     "net A(n = 2) { f = conv(12, 1, g = 2)\n b(i) = if i == 3 then conv(1, 1, g = 2) else f\n"
     " out input(4, 8, 8) -> (for i in 1..n: b(i)) }",
     12 * 2 + 12 + 12 * 6 + 12, 3, "`conv`: groups must divide the channels that leave"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "counted", "at", "why"), [r[1:] for r in UNREACHED], ids=[r[0] for r in UNREACHED])
def test_an_iteration_that_the_value_does_not_reach_is_not_required(text: str, counted: int, at: int, why: str) -> None:
    model = symcount.load(text)
    assert model.count().parameters == counted
    with pytest.raises(symcount.Problem) as caught:
        model.count(keep="n")
    (d,) = caught.value.diagnostics
    assert d.code == "E221"
    assert d.notes == (f"iteration {at}, which its value does not reach, cannot be built: {why}",)
    assert model.derive().value == counted  # kept with all others, it takes its value


REQUIRED = [
    ("the second of two", DOUBLE % 4 + "net A(n) { out input(3, 8, 8) -> n * double }", 2),
    ("the last of four", DOUBLE % 20 + "net A(n) { out input(3, 8, 8) -> n * double }", 4),
    ("in an inner one", DOUBLE % 24 + "net A(n) { out input(3, 8, 8) -> n * (2 * double) }", 2),
    ("the last of a hundred", DENSE % (3 + 5 * 99) + "net A(n) { out input(3, 8, 8) -> n * dense }", 100),
    ("the last of a thousand", DENSE % (3 + 5 * 999) + "net A(n) { out input(3, 8, 8) -> n * dense }", 1_000),
]


@pytest.mark.parametrize(("text", "n"), [r[1:] for r in REQUIRED], ids=[r[0] for r in REQUIRED])
def test_what_an_iteration_requires_is_there_in_each(text: str, n: int) -> None:
    """A form that is summed knows no iteration by itself, but what fails in one is refused as it is when unrolled."""
    model = symcount.load(text)
    one_fewer = model.count(n=n - 1).parameters
    assert model.count(n=n - 1, keep="n").closed_form.subs("n", n - 1) == one_fewer
    for keep, codes in (("", {"E208"}), ("n", {"E208", "E221"})):
        with pytest.raises(symcount.Problem) as caught:
            model.count(n=n, keep=keep)
        assert {d.code for d in caught.value.diagnostics} <= codes


@pytest.mark.parametrize("depth", [1, 2, 3, 4])
def test_a_repetition_in_repetitions_tries_each_iteration_once(depth: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first, the second and the general one, each of which does the same inside."""
    tried: list[object] = []

    def counting(*arguments: Any) -> Any:
        tried.append(arguments[2])
        return iteration(*arguments)

    iteration = iterations._iteration
    monkeypatch.setattr(iterations, "_iteration", counting)
    nested = "n * (" * depth + "[id, conv(2, 1)]" + ")" * depth
    assert symcount.load(f"net N(n = 3) {{ out input(3, 8, 8) -> {nested} }}").count(keep="n").closed_form
    assert len(tried) == sum(3**level for level in range(1, depth + 1))


def test_conditions_of_a_form_are_said() -> None:
    text = symcount.load(NETWORKS / "growth.arch").derive(net="Pyramid").to("text")
    assert "true where the choices are the same: n ≥ 1." in text
    assert "This holds where 2w is whole." in text
    text = symcount.load(NETWORKS / "resnet50.arch").derive().to("text")
    assert "This holds where 64α is whole." in text


def test_the_derivation_shows_the_sum_and_its_closed_form() -> None:
    derivation = symcount.load(NETWORKS / "growth.arch").derive(net="DenseBlock").derivation
    latex = symcount.load(NETWORKS / "growth.arch").derive(net="DenseBlock").to("latex")
    assert r"3^2 \times (\sum_{i=0}^{L - 1} (c + ig) \times g)" in latex
    assert r"3^2 \times (\sum_{i=0}^{5} (24 + 12i) \times 12)" in latex
    assert derivation.total.value == 6 * 12 * (9 * 24 + 9 * 12 * 5 // 2)


BEHIND = [
    ("joined with what another repetition changed", "net A(k = 2) { x = input(2, 24, 16) -> conv(3, 1)\n"
     " out [x -> k * maxpool(2), input(2, 25, 17) -> k * maxpool(2)] -> gap }", conv(2, 3, 1)),
    ("decided", 'block b { out if S == box(6, 4) then conv(3, 1) else conv(4, 1) }\n'
     "net A(k = 2) { out input(2, 24, 17) -> k * maxpool(2) -> b -> gap }", conv(2, 3, 1)),
    ("joined", "net A(k = 1) { x = input(2, 24, 16) -> k * maxpool(2)\n"
     " out [x -> avgpool(1, s = 2), x -> conv(3, 2, s = 2, p = 0)] -> gap }", conv(2, 3, 2)),
]  # fmt: skip


@pytest.mark.parametrize(("text", "counted"), [r[1:] for r in BEHIND], ids=[r[0] for r in BEHIND])
def test_nothing_is_decided_by_a_size_that_is_not_known(text: str, counted: int) -> None:
    """A size that each iteration halves has no form, so nothing behind the repetition may depend on it."""
    model = symcount.load(text)
    assert model.count().parameters == counted
    with pytest.raises(symcount.Problem) as caught:
        model.count(keep="k")
    (d,) = caught.value.diagnostics
    assert d.notes == ("what stands behind it reads a size that changes from iteration to iteration",)
    assert model.derive().value == counted


def test_windows_are_compared_side_by_side() -> None:
    block = "block b { out if S == box(8, 8) then conv(3, 1) else conv(4, 1) }"
    model = symcount.load(f"net A(n = 8) {{ {block}\n out input(2, n, n) -> b -> gap }}")
    kept = model.count(keep="n")
    assert (kept.closed_form, kept.result.network.conditions[-1].text) == (9, "n = 8")
