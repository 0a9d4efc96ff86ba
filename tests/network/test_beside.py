"""A `for` among what is joined: its iterations side by side. Numbers and forms were worked out by hand."""

from __future__ import annotations

import pytest
import sympy

from symcount.algebra.notations.unicode import plain
from symcount.language.diagnostics import Problem
from tests.support import model, network, parameters

PICK = "pick(i, n) = if i + n <= 6 then take(n, after = i) else [take(6 - i, after = i), take(i + n - 6)]  "
C3 = (
    "[for i in 0..5: pick(i, 3) -> conv(1, 5, p = 0), for i in 0..5: pick(i, 4) -> conv(1, 5, p = 0), "
    "for i in 0..2: [pick(i, 2), pick(i + 3, 2)] -> conv(1, 5, p = 0), conv(1, 5, p = 0)]"
)

COUNTS = [
    # (what, text, channels that leave, parameters)
    ("side by side: 9*3*(1 + 2 + 3) + 6", "net N { out input(3, 9, 9) -> [for i in 1..3: conv(i, 3)] }", 6, 168),
    ("in a row, in a list of one: 9*(3 + 2 + 6) + 6",
     "net N { out input(3, 9, 9) -> [(for i in 1..3: conv(i, 3))] }", 3, 105),
    ("between others: 3 + 4 + 4 + 3", "net N { out input(3) -> [id, for i in 1..2: linear(4), id] }", 14, 32),
    ("two of them", "net N { out input(3) -> [for i in 1..2: linear(i), for i in 1..3: linear(1)] }", 6, 12 + 12),
    ("on tensors, each its own half: 2 * (2*5 + 5)",
     "net N { x = input(4)  out [for i in 1..2: x -> split(2, i) -> linear(5)] }", 10, 30),
    ("the last comma", "net N { out input(3) -> [for i in 1..2: linear(4),] }", 8, 32),
    ("1000 that are alike are one: 1000 * (3*4 + 4)", "net N { out input(3) -> [for i in 1..1000: linear(4)] }", 4000, 16000),
    ("100 that differ: 4 * 5050", "net N { out input(3) -> [for i in 1..100: linear(i)] }", 5050, 20200),
    ("100 without a rule: 20 * (3 + 1) * 5 * (1 + 1), then 4*5*20 again",
     "net N { out input(3) -> [for i in 1..100: linear(1 + i % 2)] }", 150, 600),
    ("one iteration", "net N { out input(3) -> [for i in 2..2: linear(i)] }", 2, 8),
    ("an empty range beside another", "net N { out input(3) -> [id, for i in 2..1: linear(i)] }", 3, 0),
    ("one set of weights for all: 3*4 + 4", "net N { share f = linear(4)  out input(3) -> [for i in 1..5: f] }", 20, 16),
    ("one set, then a layer of its own: 3*4 + 4 and 4*(1 + 2 + 3) + 6",
     "net N { share f = linear(4)  out input(3) -> [for i in 1..3: f -> linear(i)] }", 6, 46),
    ("of many, one set: 3*4 + 4 and 5 * 5050",
     "net N { share f = linear(4)  out input(3) -> [for i in 1..100: f -> linear(i)] }", 5050, 16 + 25250),
    ("frozen", "net N { out input(3) -> [for i in 1..2: frozen linear(i)] }", 3, 12),
    ("in a repetition: 6 to 12 to 24, each with 6*6 + 6 and 12*12 + 12",
     "net N { out input(6) -> 2 * [for i in 1..2: linear(C_i)] -> id }  ".replace("linear(C_i)", "same")
     + "same = linear(C_i)", 24, 2 * 42 + 2 * 156),
    ("one in another: 1 + (1 + 2) + (1 + 2 + 3) channels of 4 parameters",
     "net N { out input(3) -> [for i in 1..3: [for j in 1..i: linear(j)]] }", 10, 40),
    ("a row in each branch: 3*i + i, then i*i + i",
     "net N { out input(3) -> [for i in 1..2: linear(i) -> 1 * linear(i)] }", 3, 12 + 2 + 6),
    ("over a list: 4 * (2 + 5 + 9)", "net N(w = (2, 5, 9)) { out input(3) -> [for c in w: linear(c)] }", 16, 64),
    ("over two lists in step", "net N { out input(3) -> [for c, n in (2, 5), (1, 2): n * linear(c)] }", 7, 8 + 20 + 30),
    ("over a list of tensors, each with a layer of its own: 4 * 7 + 6 * 7",
     "net N { maps = (input(3), input(5))  out [for m in maps: m -> linear(7)] }", 14, 28 + 42),
    ("over a list of layers", "net N { out input(3) -> [for f in (linear(2), id): f] }", 5, 8),
    ("a list beside them", "net N { maps = (input(3), input(5))  out [maps, for m in maps: m -> linear(7)] }", 22, 70),
    ("of lists of tensors", "block two { out (input -> linear(2), input -> linear(3)) }  net N { out input(3) -> [for i in 1..2: two] }",
     10, 2 * (8 + 12)),
    ("over a list, added", "net N { maps = (input(3), input(5))  out sum(for m in maps: m -> linear(7)) }", 7, 70),
    ("added: 3*i + i and i*3 + 3", "net N { out input(3) -> sum(for i in 1..4: linear(i) -> linear(3)) }", 3, 40 + 42),
    ("added, of tensors", "net N { x = input(4)  out sum(for i in 1..2: x -> split(2, i) -> linear(5)) }", 5, 30),
    ("added to others: 2 * 12 and 12", "net N { out input(3) -> sum(for i in 1..2: linear(3), linear(3), id) }", 3, 36),
    ("100 that are added: 100 * (3*3 + 3)", "net N { out input(3) -> sum(for i in 1..100: linear(3)) }", 3, 1200),
    ("a sum of one's own", "sum(f) = f -> f  net N { out input(3) -> sum(for i in 1..2: linear(3)) }", 3, 48),
    ("LeNet's C3: 16 maps that see 3, 4, 4 and 6 of 6, 25*60 + 16",
     PICK + f"net N {{ out input(6, 14, 14) -> {C3} }}", 16, 1516),
    ("multi-head attention as matrices, a head for each i: 3 * 4 * (12*4 + 4) and 12*12 + 12",
     "block head(d) { q = input -> linear(d)  k = input -> linear(d)  v = input -> linear(d)  "
     "out matmul(matmul(q, k -> transpose) -> softmax, v) }  "
     "net N { out input(12, 5) -> [for i in 1..3: head(4)] -> linear(12) }", 12, 3 * 3 * 52 + 156),
]  # fmt: skip


@pytest.mark.parametrize(("text", "channels", "count"), [row[1:] for row in COUNTS], ids=[row[0] for row in COUNTS])
def test_counts(text: str, channels: int, count: int) -> None:
    assert plain(network(text).layers[-1].leaving[0]) == str(channels)
    assert parameters(text) == count


FORMS = [
    # (what, text, the count with all symbols kept, a number of iterations and the channels there)
    ("alike", "net N(n, c) { out input(3) -> [for i in 1..n: linear(c)] -> linear(1) }", "5*c*n + 1", {"n": 7, "c": 2}),
    ("that grow", "net N(n, c) { out input(3) -> [for i in 1..n: linear(i*c)] -> linear(1) }",
     "5*c*n*(n + 1)/2 + 1", {"n": 100, "c": 2}),
    ("that double", "net N(n) { out input(3) -> [for i in 1..n: linear(2^i)] -> linear(1) }",
     "5*(2^(n + 1) - 2) + 1", {"n": 6}),
    ("a range that begins elsewhere", "net N(n) { out input(3) -> [for i in 3..n: linear(i)] -> linear(1) }",
     "5*(n*(n + 1)/2 - 3) + 1", {"n": 70}),
    ("beside what enters", "net N(n, w) { out input(w) -> [id, for i in 1..n: linear(i)] -> linear(1) }",
     "(w + 1)*n*(n + 1)/2 + w + n*(n + 1)/2 + 1", {"n": 9, "w": 2}),
    ("added", "net N(n, w) { out input(w) -> sum(for i in 1..n: linear(i) -> linear(w)) }",
     "w*n*(n + 1) + n*(n + 1)/2 + w*n", {"n": 9, "w": 2}),
    ("of tensors", "net N(n, w) { x = input(w)  out [for i in 1..n: x -> linear(i)] }", "(w + 1)*n*(n + 1)/2", {"n": 9, "w": 2}),
    ("each its own part", "net N(n, w) { out input(n*w) -> [for i in 1..n: split(n, i) -> linear(i)] }",
     "(w + 1)*n*(n + 1)/2", {"n": 9, "w": 2}),
    ("a square", "net N(n) { out input(3) -> [for i in 1..n: linear(i^2)] -> linear(1) }",
     "5*n*(n + 1)*(2*n + 1)/6 + 1", {"n": 66}),
    ("one in another", "net N(n, m) { out input(3) -> [for i in 1..n: [for j in 1..m: linear(i)]] -> linear(1) }",
     "5*m*n*(n + 1)/2 + 1", {"n": 66, "m": 4}),
    ("one set of weights", "net N(n) { share f = linear(4)  out input(3) -> [for i in 1..n: f] -> linear(1) }",
     "16 + 4*n + 1", {"n": 5}),
    ("in a repetition", "net N(n, m, w) { out input(w) -> m * (sum(for i in 1..n: linear(i) -> linear(w)) + id) }",
     "m*(w*n*(n + 1) + n*(n + 1)/2 + w*n)", {"n": 9, "m": 3, "w": 2}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "form", "at"), [row[1:] for row in FORMS], ids=[row[0] for row in FORMS])
def test_forms(text: str, form: str, at: dict[str, int]) -> None:
    wanted = sympy.sympify(form.replace("^", "**"))
    closed = model(text).count(keep="all").closed_form
    assert sympy.simplify(closed - wanted) == 0
    assert parameters(text, **at) == wanted.subs(at)


REFUSED = [
    ("n", "net N(n) { out input(3) -> [for i in 1..n: [for j in 1..i: linear(j)]] }", "not made of the same layers"),
    ("n", "net N(n) { out input(3) -> [for i in 1..n: linear(1 + i % 2)] }", "no closed form"),
    ("n", "net N(n) { out input(3) -> sum(for i in 1..n: linear(i)) }", "different channel counts"),
    ("n", "net N(n) { out input(3, 64) -> [for i in 1..n: avgpool(2^i)] }", "different sizes"),
    ("n", "net N(n) { out input(3) -> [for i in 1..n: if i == 1 then linear(2) else linear(2) -> bn] }", ""),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text", "why"), REFUSED)
def test_a_symbolic_number_without_a_form_is_refused(name: str, text: str, why: str) -> None:
    with pytest.raises(Problem) as caught:
        model(text).count(keep=name)
    (first, *_) = caught.value.diagnostics
    assert first.code == "E221"
    assert why in " ".join(first.notes)
