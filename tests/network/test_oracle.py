"""A second opinion: random networks, written as text and counted here by multiplying the shapes of tensors.

Nothing of symcount takes part in `Oracle`: it walks the steps, knows what a framework would allocate, and adds up.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import prod

import pytest
import sympy
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from symcount.algebra.formula import value
from tests.support import latex_value, model, network

# ---- networks as Python --------------------------------------------------------------------
# A width is (times, of): of "1" a number, "w" the net's parameter, "C_i" what enters the block, "i" the iteration of a loop.

Width = tuple[int, str]


@dataclass(frozen=True)
class Conv:
    width: Width
    kernel: int
    stride: int
    groups: int
    bias: bool


@dataclass(frozen=True)
class Linear:
    width: Width
    bias: bool


@dataclass(frozen=True)
class Bn:
    pass


@dataclass(frozen=True)
class Residual:
    """A body that ends with the channels that enter, added to them."""

    body: Steps


@dataclass(frozen=True)
class Concat:
    branches: tuple[Steps, ...]


@dataclass(frozen=True)
class Times:
    """`n * block`: widths in C_i grow from iteration to iteration."""

    count: int
    body: Steps


@dataclass(frozen=True)
class For:
    """`for i in low..high: …`"""

    low: int
    high: int
    body: Steps


Step = Conv | Linear | Bn | Residual | Concat | Times | For
Steps = tuple[Step, ...]


# ---- the oracle --------------------------------------------------------------------------


@dataclass
class Oracle:
    """Counts by making the shape of every tensor that a framework would allocate."""

    w: int
    channels: int
    sizes: tuple[int, ...]
    shapes: list[tuple[int, ...]] = field(default_factory=list)
    buffers: int = 0

    def width(self, width: Width, entered: int, repeat: int) -> int:
        times, of = width
        return times * {"1": 1, "w": self.w, "C_i": entered, "i": repeat}[of]

    def run(self, steps: Steps, entered: int, repeat: int) -> None:
        for step in steps:
            match step:
                case Conv(kernel=k, stride=s, groups=g, bias=bias):
                    width = self.width(step.width, entered, repeat)
                    assert width % g == 0 == self.channels % g
                    self.shapes.append((width, self.channels // g, *[k] * len(self.sizes)))
                    self.shapes += [(width,)] if bias else []
                    self.channels = width
                    self.sizes = tuple(len(range(0, side, s)) for side in self.sizes)
                case Linear(bias=bias):
                    width = self.width(step.width, entered, repeat)
                    self.shapes.append((width, self.channels))
                    self.shapes += [(width,)] if bias else []
                    self.channels = width
                case Bn():
                    self.shapes += [(self.channels,), (self.channels,)]
                    self.buffers += 2 * self.channels
                case Residual(body=body):
                    before = self.channels, self.sizes
                    self.run(body, self.channels, repeat)
                    assert (self.channels, self.sizes) == before
                case Concat(branches=branches):
                    start, out = (self.channels, self.sizes), 0
                    for branch in branches:
                        self.channels, self.sizes = start
                        self.run(branch, entered, repeat)
                        assert self.sizes == start[1]
                        out += self.channels
                    self.channels = out
                case Times(count=count, body=body):
                    for _ in range(count):
                        self.run(body, self.channels, repeat)
                case For(low=low, high=high, body=body):
                    for i in range(low, high + 1):
                        self.run(body, entered, i)

    @property
    def parameters(self) -> int:
        return sum(map(prod, self.shapes))


# ---- the same network as text -----------------------------------------------------------


class Text:
    """Writes steps in the language; the body of a repetition or residual becomes a block of its own."""

    def __init__(self) -> None:
        self.blocks: list[str] = []

    def chain(self, steps: Steps) -> str:
        return " -> ".join(map(self.step, steps)) or "id"

    def block(self, steps: Steps, name: str) -> str:
        body = self.chain(steps)
        self.blocks.append(f"  {name}{len(self.blocks)}() = {body}")
        return f"{name}{len(self.blocks) - 1}"

    def step(self, step: Step) -> str:
        match step:
            case Conv(kernel=k, stride=s, groups=g, bias=bias):
                more = [f"s = {s}"] * (s > 1) + [f"g = {g}"] * (g > 1) + ["bias = off"] * (not bias)
                return f"conv({', '.join([width(step.width), str(k), *more])})"
            case Linear(bias=bias):
                return f"linear({width(step.width)}{'' if bias else ', bias = off'})"
            case Bn():
                return "bn"
            case Residual(body=body):
                return f"({self.block(body, 'residual')} + id)"
            case Concat(branches=branches):
                return f"[{', '.join(map(self.chain, branches))}]"
            case Times(count=count, body=body):
                return f"{count} * {self.block(body, 'iteration')}"
            case For(low=low, high=high, body=body):
                return f"(for i in {low}..{high}: {self.chain(body)})"


def width(w: Width) -> str:
    return str(w[0]) if w[1] == "1" else f"{w[0]}*{w[1]}"


def text(steps: Steps, w: int, entering: tuple[int, ...]) -> str:
    written = Text()
    chain = written.chain((*steps, Linear((1, "1"), True)))
    blocks = "\n".join(written.blocks)
    return f"net N(w = {w}) {{\n{blocks}\n  out input({', '.join(map(str, entering))}) -> {chain}\n}}\n"


# ---- random steps --------------------------------------------------------------------------


def widths(block: bool, loop: bool) -> st.SearchStrategy[Width]:
    found = st.sampled_from([(2, "1"), (4, "1"), (6, "1"), (2, "w"), (4, "w")])
    if block:
        found |= st.sampled_from([(1, "C_i"), (2, "C_i")])
    return found | st.sampled_from([(2, "i"), (4, "i")]) if loop else found


def layers(block: bool, loop: bool, stride: bool) -> st.SearchStrategy[Step]:
    """All widths are even, so two groups always fit."""
    strides = st.sampled_from([1, 1, 2]) if stride else st.just(1)
    return st.one_of(
        st.builds(Conv, widths(block, loop), st.integers(1, 5), strides, st.sampled_from([1, 1, 2]), st.booleans()),
        st.builds(Linear, widths(block, loop), st.booleans()),
        st.just(Bn()),
    )


def sequences(depth: int, block: bool = False, loop: bool = False, stride: bool = True) -> st.SearchStrategy[Steps]:
    step = layers(block, loop, stride)
    if depth > 0:
        quiet = sequences(depth - 1, block, loop, False)
        residual = sequences(depth - 1, True, False, False).map(
            lambda body: Residual((*body, Conv((1, "C_i"), 1, 1, 1, True)))
        )
        repeats = sequences(depth - 1, True, False, stride)
        loops = sequences(depth - 1, block, True, stride)
        step = st.one_of(
            step,
            residual,
            st.builds(Concat, st.lists(quiet, min_size=1, max_size=3).map(tuple)),
            st.builds(Times, st.integers(0, 5), repeats),
            st.integers(1, 3).flatmap(lambda low: st.builds(For, st.just(low), st.integers(low - 1, low + 2), loops)),
        )
    return st.lists(step, min_size=1, max_size=3).map(tuple)


entering = st.lists(st.integers(1, 9), min_size=1, max_size=3).flatmap(
    lambda sizes: st.sampled_from([2, 4]).map(lambda c: (c, *sizes))
)


def oracle(steps: Steps, w: int, shape: tuple[int, ...]) -> Oracle:
    found = Oracle(w, shape[0], shape[1:])
    found.run((*steps, Linear((1, "1"), True)), 0, 0)
    return found


slow = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)


@slow
@given(sequences(3), st.integers(1, 9), entering)
def test_numbers(steps: Steps, w: int, shape: tuple[int, ...]) -> None:
    """`count`, the value of the derivation and every printed line are the oracle's number."""
    wanted = oracle(steps, w, shape)
    assume(len(wanted.shapes) < 400)
    loaded = model(text(steps, w, shape))
    counted = loaded.count()
    assert counted.parameters == wanted.parameters
    assert counted.buffers == wanted.buffers
    derived = loaded.derive(keep="none")
    assert derived.value == wanted.parameters
    for line in derived.lines.values():
        assert line is not None
        assert {latex_value(side) for side in line.split("=")} == {wanted.parameters}


@slow
@given(sequences(3), st.integers(1, 9), entering, st.lists(st.integers(1, 50), min_size=2, max_size=2))
def test_closed_forms(steps: Steps, w: int, shape: tuple[int, ...], others: list[int]) -> None:
    """With `w` kept, the closed form is the oracle's number at the value of `w` and at others."""
    wanted = oracle(steps, w, shape)
    assume(len(wanted.shapes) < 400)
    loaded = model(text(steps, w, shape))
    closed = loaded.count(keep="w").closed_form
    derived = loaded.derive()
    assert sympy.expand(closed - derived.closed_form) == 0
    assert derived.value == wanted.parameters
    for other in others:
        assert closed.subs("w", other) == oracle(steps, other, shape).parameters


@slow
@given(sequences(2), st.integers(1, 9), entering)
def test_groupings_agree(steps: Steps, w: int, shape: tuple[int, ...]) -> None:
    """By label, kind or layer, the groups add up to the same whole."""
    wanted = oracle(steps, w, shape).parameters
    for by in ("label", "kind", "layer"):
        counted = model(text(steps, w, shape)).count(by=by)
        assert sum(counted.groups.values()) == wanted
    assert (
        sum(row.value or 0 for row in model(text(steps, w, shape)).derive(factoring="layers").derivation.rows) == wanted
    )


def test_the_oracle_on_one_network() -> None:
    """The text and the oracle, as they look: a grouped convolution, a growing block and a loop."""
    steps: Steps = (
        Conv((2, "w"), 3, 2, 2, True),
        Times(3, (Linear((2, "C_i"), False),)),
        For(1, 2, (Conv((2, "i"), 1, 1, 1, False),)),
    )
    assert text(steps, 3, (4, 8)) == (
        "net N(w = 3) {\n"
        "  iteration0() = linear(2*C_i, bias = off)\n"
        "  out input(4, 8) -> conv(2*w, 3, s = 2, g = 2) -> 3 * iteration0"
        " -> (for i in 1..2: conv(2*i, 1, bias = off)) -> linear(1)\n"
        "}\n"
    )
    shapes = [(6, 2, 3), (6,), (12, 6), (24, 12), (48, 24), (2, 48, 1), (4, 2, 1), (1, 4), (1,)]
    assert oracle(steps, 3, (4, 8)).shapes == shapes


# ---- windows, counted by sliding them -----------------------------------------------------


def slides(size: int, k: int, s: int, p: int, d: int) -> int:
    """In how many places a dilated window fits on `size` cells with `p` empty ones at both ends."""
    cells = list(range(-p, size + p))
    return sum(1 for start in cells[::s] if start + d * (k - 1) <= cells[-1])


def last_sizes(text: str) -> list[int]:
    return [int(value(side)) for side in network(text).layers[-1].leaving[1:]]


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.integers(1, 30), min_size=1, max_size=3),
    st.integers(1, 7),
    st.integers(1, 4),
    st.integers(0, 3),
    st.integers(1, 3),
)
def test_windows_against_a_loop(sizes: list[int], k: int, s: int, p: int, d: int) -> None:
    wanted = [slides(size, k, s, p, d) for size in sizes]
    assume(all(wanted))
    shape = ", ".join(map(str, [1, *sizes]))
    assert last_sizes(f"net N {{ out input({shape}) -> conv(1, {k}, s = {s}, p = {p}, d = {d}) }}") == wanted
    if d == 1:
        assert last_sizes(f"net N {{ out input({shape}) -> maxpool({k}, s = {s}, p = {p}) }}") == wanted
    if (p, d) == (0, 1):
        assert last_sizes(f"net N {{ out input({shape}) -> conv(1, {k}, s = {s}, p = valid) }}") == wanted


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(1, 30), min_size=1, max_size=3), st.integers(1, 7), st.integers(1, 4))
def test_same_padding_against_a_loop(sizes: list[int], k: int, s: int) -> None:
    """One window for each stride that begins on the tensor, whatever the kernel."""
    shape = ", ".join(map(str, [1, *sizes]))
    wanted = [sum(1 for _ in range(0, size, s)) for size in sizes]
    assert last_sizes(f"net N {{ out input({shape}) -> conv(1, {k}, s = {s}) }}") == wanted


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(1, 12), min_size=1, max_size=3), st.integers(1, 7), st.integers(1, 4), st.integers(0, 2))
def test_transposed_windows_against_a_loop(sizes: list[int], k: int, s: int, p: int) -> None:
    """The cells that the windows of all inputs cover, less the padding at both ends."""
    wanted = [1 + max(i * s + j for i in range(size) for j in range(k)) - 2 * p for size in sizes]
    assume(all(size > 0 for size in wanted))
    shape = ", ".join(map(str, [1, *sizes]))
    assert last_sizes(f"net N {{ out input({shape}) -> upconv(1, {k}, s = {s}, p = {p}) }}") == wanted


RECTANGLES = [
    ("input(3, 10, 20) -> conv(5, 1x7, p = 0)", [10, 14]),
    ("input(3, 10, 20) -> conv(5, 3x5, s = 1x2, p = 1x2)", [10, 10]),
    ("input(3, 10, 20) -> conv(5, 3x5, s = box(3, 4))", [4, 5]),
    ("input(3, 8, 9, 10) -> maxpool(2x3x5)", [4, 3, 2]),
    ("input(3, 10, 20) -> upsample(2)", [20, 40]),
    ("input(3, 10, 20) -> gap", [1, 1]),
    ("input(3, 10, 20) -> flatten", []),
]


@pytest.mark.parametrize(("chain", "sizes"), RECTANGLES)
def test_windows_that_are_not_square(chain: str, sizes: list[int]) -> None:
    assert last_sizes(f"net N {{ out {chain} }}") == sizes
