"""Points behind a repetition, the tensor of a name in every iteration. Numbers and forms were worked out by hand."""

from __future__ import annotations

import pytest
import sympy

from symcount.algebra.notations.unicode import plain
from symcount.language.diagnostics import Problem
from tests.support import model, network, parameters, said

UNIT = "block unit { skip = input -> linear(5)  out input -> linear(C_i) }  "  # of 3 channels: 20 + 12
GROWN = "block grown(i) { tap = input -> linear(i)  out input -> linear(C_i) }  "  # of 3 channels: 4*i + 12
WIDER = "block wider { tap = input -> linear(2)  out [input, input -> linear(1)] }  "  # of c channels: 3*(c + 1)
WAVENET = """
net WaveNet(V = 256, T = 16000, r = 32, s = 512, n = 3, L = 10) {
  block unit(d) {
    h    = input -> (conv(r, 2, d = d) -> tanh) * (conv(r, 2, d = d) -> sigmoid)
    skip = h -> conv(s, 1)
    out (h -> conv(r, 1)) + input
  }
  y = input(V, T) -> conv(r, 2) -> n * (for i in 0..L - 1: unit(2^i))
  out sum(y.skip) -> relu -> conv(512, 1) -> relu -> conv(V, 1)
}
"""

COUNTS = [
    # (what, text, channels that leave, parameters)
    ("WaveNet: 2*256*32 + 32, 30 * 22112, 512*512 + 512 and 512*256 + 256", WAVENET, 256, 1_073_760),
    ("alike, added: 4 * 32 and 5*2 + 2",
     UNIT + "net N { y = input(3) -> 4 * unit  out sum(y.skip) -> linear(2) }", 2, 140),
    ("side by side: 20 channels", UNIT + "net N { y = input(3) -> 4 * unit  out [y.skip] }", 20, 128),
    ("beside what leaves", UNIT + "net N { y = input(3) -> 4 * unit  out [y, y.skip] }", 23, 128),
    ("added to another", UNIT + "net N { y = input(3) -> 4 * unit  out sum(y.skip, input(5)) }", 5, 128),
    ("one of them", UNIT + "net N { y = input(3) -> 4 * unit  out y.skip[2] }", 5, 128),
    ("each with a layer of its own: 4 * 32 and 4 * 6",
     UNIT + "net N { y = input(3) -> 4 * unit  out sum(for s in y.skip: s -> linear(1)) }", 1, 152),
    ("in a list, beside another", UNIT + "net N { y = input(3) -> 4 * unit  out [(y.skip, y)] }", 23, 128),
    ("handed to a block", UNIT + "block all(maps) { out sum(for m in maps: m -> linear(1)) }  "
     "net N { y = input(3) -> 4 * unit  out y -> all(y.skip) }", 1, 128 + 24),
    ("one iteration", UNIT + "net N { y = input(3) -> 1 * unit  out sum(y.skip) }", 5, 32),
    ("the first iteration unlike the others: 2 channels, then 3",
     "block b { skip = input -> linear(5)  out input -> linear(3) }  "
     "net N { y = input(2) -> 3 * b  out sum(y.skip) }", 5, 15 + 9 + 2 * 32),
    ("of growing width, side by side: 1 + 2 + 3", GROWN + "net N { y = input(3) -> (for i in 1..3: grown(i))  out [y.tap] }",
     6, 4 * 6 + 36),
    ("the second of them, of 100: 2 channels",
     GROWN + "net N { y = input(3) -> (for i in 1..100: grown(i))  out y.tap[2] }", 2, 4 * 5050 + 1200),
    ("of 100: 5050 channels", GROWN + "net N { y = input(3) -> (for i in 1..100: grown(i))  out [y.tap] }",
     5050, 4 * 5050 + 1200),
    ("one repetition in another, in the order of the iterations: of 1, 2, 1, 2 channels the third has 1",
     GROWN + "net N { y = input(3) -> 2 * (for i in 1..2: grown(i))  out y.tap[3] }", 1, 2 * (12 + 24)),
    ("the last of them, which stands apart",
     GROWN + "net N(n = 3) { y = input(3) -> (for i in 1..n: grown(if i == n then 9 else 2))  out y.tap[3] }",
     9, 2 * 20 + 48),
    ("from a list of numbers", GROWN + "net N(w = (4, 7)) { y = input(3) -> (for c in w: grown(c))  out [y.tap] }",
     11, 4 * 11 + 24),
    ("a repetition that is bound in a block", UNIT + "block body { z = input -> 4 * unit  out z -> linear(2) }  "
     "net N { y = input(3) -> body  out sum(y.z.skip) }", 5, 128 + 8),
    ("shared weights: 20 + 12 once", UNIT + "net N { share u = unit  y = input(3) -> 4 * u  out sum(y.skip) }", 5, 32),
    ("of a sequence: 3*3 + 3 four times, and 3 + 1", "block b { s = input -> relu  out input -> linear(C_i) }  "
     "net N { y = input(3, 7) -> (for i in 1..4: b)  out sum(y.s) -> linear(1) }", 1, 48 + 4),
]  # fmt: skip


@pytest.mark.parametrize(("text", "channels", "count"), [row[1:] for row in COUNTS], ids=[row[0] for row in COUNTS])
def test_counts(text: str, channels: int, count: int) -> None:
    assert plain(network(text).layers[-1].leaving[0] if "out y." not in text else _tap(text)) == str(channels)
    assert parameters(text) == count


def _tap(text: str) -> object:
    """The channels of one tensor in a net, read off a layer that is put behind it."""
    layers = network(text.rstrip(" }") + " -> bn }").layers
    return layers[-1].entering[0]


FORMS = [
    ("how many there are", UNIT + "net N(n) { y = input(3) -> n * unit  out input(1) -> linear(len(y.skip)) }", ["n"],
     "32*n + 2*n", {"n": 4}),
    ("WaveNet", WAVENET, ["n", "L"], "22112*n*L + 410400", {"n": 5, "L": 7}),
    ("WaveNet, one symbol", WAVENET, ["L"], "66336*L + 410400", {"L": 70}),
    ("alike, added", UNIT + "net N(n) { y = input(3) -> n * unit  out sum(y.skip) -> linear(2) }", ["n"],
     "32*n + 12", {"n": 4}),
    ("alike, side by side", UNIT + "net N(n) { y = input(3) -> n * unit  out [y.skip] -> linear(2) }", ["n"],
     "32*n + 10*n + 2", {"n": 4}),
    ("of growing width", GROWN + "net N(n) { y = input(3) -> (for i in 1..n: grown(i))  out [y.tap] -> linear(1) }", ["n"],
     "5*n*(n + 1)/2 + 12*n + 1", {"n": 4}),
    ("of tensors that grow", WIDER + "net N(n) { y = input(1) -> n * wider  out sum(y.tap) -> linear(1) }", ["n"],
     "3*n*(n + 3)/2 + 3", {"n": 80}),
    ("the first iteration unlike the others",
     "block b { skip = input -> linear(5)  out input -> linear(3) }  "
     "net N(n) { y = input(2) -> n * b  out [y.skip] -> linear(1) }", ["n"], "24 + 32*(n - 1) + 5*n + 1", {"n": 3}),
    ("one in another", GROWN + "net N(m, n) { y = input(3) -> m * (for i in 1..n: grown(i))  out [y.tap] -> linear(1) }",
     ["m", "n"], "m*(5*n*(n + 1)/2 + 12*n) + 1", {"m": 3, "n": 4}),
    ("the last apart",
     GROWN + "net N(n) { y = input(3) -> (for i in 1..n: grown(if i == n then 9 else 2))  out [y.tap] -> linear(1) }",
     ["n"], "20*(n - 1) + 48 + 2*(n - 1) + 9 + 1", {"n": 4}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "keep", "form", "at"), [row[1:] for row in FORMS], ids=[row[0] for row in FORMS])
def test_forms(text: str, keep: list[str], form: str, at: dict[str, int]) -> None:
    wanted = sympy.sympify(form)
    assert sympy.simplify(model(text).count(keep=keep).closed_form - wanted) == 0
    assert parameters(text, **at) == wanted.subs(at)


REFUSED = [
    ("different widths cannot be added", "E221", ["n"],
     GROWN + "net N(n = 3) { y = input(3) -> (for i in 1..n: grown(i))  out sum(y.tap) }"),
    ("one of a symbolic number", "E221", ["n"], UNIT + "net N(n = 3) { y = input(3) -> n * unit  out y.skip[2] }"),
    ("none", "E232", [], UNIT + "net N(n = 0) { y = input(3) -> n * unit  out sum(y.skip) }"),
    ("none, as a symbol", "E221", ["n"], UNIT + "net N(n = 0) { y = input(3) -> n * unit  out sum(y.skip) }"),
    ("one that not every iteration has", "E232", [],
     UNIT + "net N { y = input(3) -> (for i in 1..3: if i == 1 then unit else linear(3))  out sum(y.skip) }"),
    ("a fifth of four", "E234", [], UNIT + "net N { y = input(3) -> 4 * unit  out y.skip[5] }"),
    ("different sizes cannot be added", "E205", [],
     "block b { s = input -> relu  out input -> maxpool(2) }  net N { y = input(3, 8, 8) -> 2 * b  out sum(y.s) }"),
    ("different sizes of a symbolic number", "E221", ["n"],
     "block b { s = input -> relu  out input -> maxpool(2) }  net N(n = 2) { y = input(3, 8, 8) -> n * b  out [y.s] }"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "keep", "text"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_refused(code: str, keep: list[str], text: str) -> None:
    with pytest.raises(Problem) as caught:
        model(text).count(keep=keep)
    assert caught.value.diagnostics[0].code == code


def test_what_is_used_through_its_points_is_not_said_to_be_unused() -> None:
    assert said(WAVENET) == ""
    assert said(WAVENET, n=1, L=1) == ""
    carried = "block unit { skip = input -> linear(5)  h = input -> linear(C_i)  out h - input }  "
    assert said(carried + "net N { y = input(3) -> 4 * unit  out sum(y.skip) }") == ""
    assert said(carried + "net N { y = input(3) -> (for i in 1..2: unit -> unit)  out y }").count("N601") == 1  # skip


def test_what_no_iteration_uses_is_said() -> None:
    text = "block unit { skip = input -> linear(5)  dead = input -> linear(9)  out input -> linear(C_i) }  "
    found = said(text + "net N { y = input(3) -> 4 * unit  out sum(y.skip) }")
    assert "`dead` never reaches `out`" in found
    assert found.count("N601") == 1
