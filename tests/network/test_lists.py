"""Lists: of numbers, windows, layers and tensors; loops through them, and blocks that are given and give several tensors.

The numbers are derived beside each: a KxK convolution from a to b channels has K*K*a*b weights and b biases.
"""

from __future__ import annotations

import pytest
import sympy

from symcount.api import load
from symcount.language.diagnostics import Problem
from tests.support import NETWORKS, parameters

# ---- values ------------------------------------------------------------------------------

COUNTS = [
    # -- items
    ("the first item is 1: 3*8 + 8, then 8*16 + 16",
     "net N(w = (8, 16)) { out input(3) -> linear(w[1]) -> linear(w[2]) }", 176),
    ("a list of one, with its comma: 3*8 + 8", "net N(w = (8,)) { out input(3) -> linear(w[1]) }", 32),
    ("parentheses round one value are no list", "net N(w = (8)) { out input(3) -> linear(w) }", 32),
    ("the last one, by the length", "net N(w = (8, 16, 5)) { out input(3) -> linear(w[len(w)]) }", 20),
    ("an empty list has no length: 3*1 + 1", "net N(w = ()) { out input(3) -> linear(len(w) + 1) }", 4),
    ("a list in a list", "net N(w = ((8, 3), (16, 5))) { out input(3, 9) -> conv(w[1][1], w[1][2]) }", 3 * 3 * 8 + 8),
    ("windows and flags are items too: 1*7*3*4 + 4",
     "net N { K = (1x7, on) out input(3, 9, 9) -> conv(4, K[1], bias = K[2]) }", 88),
    ("an item of what stands in parentheses", "net N(v = on) { out input(3) -> linear((if v then (5, 6) else (7,))[2]) }", 24),
    ("an item of a call", "rev(w) = (w[2], w[1])  net N { out input(3) -> linear(rev((5, 6))[1]) }", 24),
    ("at the top of a file", "widths = (5, 6)  net N { out input(3) -> linear(widths[2]) }", 24),
    ("as a default, and as an argument by name: 3*5 + 5, 5*6 + 6 and 6*7 + 7, 7*8 + 8",
     "block two(w = (5, 6)) { out linear(w[1]) -> linear(w[2]) }  net N { out input(3) -> two -> two(w = (7, 8)) }", 169),
    ("a list in the rule of a layer", "layer own(n) { weight = n[1]*C_i + n[2] }  net N { out input(3) -> own((5, 2)) }", 17),
    ("a default that is put together of parameters: 3*4 + 4, 4*8 + 8",
     "net N(c = 4, w = (c, 2*c)) { out input(3) -> linear(w[1]) -> linear(w[2]) }", 56),
    ("the sum of a list: 3*9 + 9", "net N(w = (4, 5)) { d = sum(w) out input(3) -> linear(d) }", 36),
    ("the sum of tensors: 2 * (3*4 + 4)",
     "net N { x = input(3) y = (x -> linear(4), x -> linear(4)) out sum(y) }", 32),
    # -- layers
    ("layers in a list: 9*3*4 + 4, and 4*5 + 5",
     "net N { f = (conv(4, 3), conv(5, 1)) out input(3, 8, 8) -> f[1] -> f[2] }", 137),
    ("a layer from a list makes new weights wherever it is used",
     "net N { f = (conv(4, 1), relu) out input(4, 8, 8) -> f[1] -> f[1] }", 40),
    ("an own layer by its place", "pick(i) = (conv(4, 3), conv(C_i, 1))[i]  net N { out input(3, 8, 8) -> pick(2) }", 12),
    # -- loops
    ("a list gone through: 3*8 + 8, 8*5 + 5", "net N(w = (8, 5)) { out input(3) -> (for c in w: linear(c)) }", 77),
    ("two in step: 8 once, 5 twice", "net N(w = (8, 5), L = (1, 2)) { out input(3) -> (for c, n in w, L: n * linear(c)) }", 107),
    ("with a range: 3*8 + 8, 8*10 + 10", "net N(w = (8, 5)) { out input(3) -> (for i, c in 1..2, w: linear(i*c)) }", 122),
    ("two ranges in step: 3*1 + 1, 1*4 + 4", "net N { out input(3) -> (for i, j in 1..2, 0..1: linear(i + 2*j)) }", 12),
    ("by index: 3*8 + 8, 8*5 + 5", "net N(w = (8, 5)) { out input(3) -> (for i in 1..len(w): linear(w[i])) }", 77),
    ("the last by `i == n`: 3*8 + 8, 8*1 + 1",
     "net N(n = 2) { w = (8, 5) out input(3) -> (for i in 1..n: if i == n then linear(1) else linear(w[i])) }", 41),
    ("none of an empty list", "net N { out input(3) -> (for c in (): linear(c)) -> linear(1) }", 4),
    ("a body without the variable: 2 * (3*3 + 3)", "net N(w = (8, 5)) { out input(3) -> (for c in w: linear(3)) }", 24),
    ("layers gone through", "net N { out input(3) -> (for f in (linear(8), linear(5)): f -> relu) }", 77),
    ("a hundred items follow no rule: 3*1 + 1, and 2 for each of 99",
     f"net N(w = ({'1, ' * 100})) {{ out input(3) -> (for c in w: linear(c)) }}", 4 + 99 * 2),
    # -- tensors
    ("a list of tensors, each computed once: 2 * (3*4 + 4), then 8*1 + 1",
     "net N { x = input(3) y = (x -> linear(4), x -> linear(4)) out [y[1], y[2]] -> linear(1) }", 41),
    ("in brackets a list is spread, an empty one is nothing: (4 + 4 + 3)*1 + 1",
     "net N { x = input(3) y = (x -> linear(4), x -> linear(4)) out [y, x, ()] -> linear(1) }", 44),
    ("channels of an item", "net N { y = (input(3), input(5)) out y[1] -> linear(y[2].C) }", 20),
    ("a list as an argument", "block cat(more) { out [more, input] -> linear(1) }  net N { x = input(3) out x -> cat((x, x)) }", 10),
    ("several outs are counted once", "net N { x = input(3) -> linear(4) out (x, x -> linear(5)) }", 41),
]  # fmt: skip


@pytest.mark.parametrize(("text", "count"), [case[1:] for case in COUNTS], ids=[case[0] for case in COUNTS])
def test_counts(text: str, count: int) -> None:
    assert parameters(text) == count


# ---- several tensors in and out ------------------------------------------------------------

TWO = """
block two(c) {
  hi = input[1] -> conv(c, 1)
  lo = input[2] -> conv(2*c, 1)
  out (hi + (lo -> conv(c, 1)), lo)
}
"""

SEVERAL = [
    ("a list enters: 4*4 + 4, 8*8 + 8, 8*4 + 4", "net N { x = (input(4, 8, 8), input(8, 8, 8)) out x -> two(4) }", 128),
    ("three times", "net N { x = (input(4, 8, 8), input(8, 8, 8)) out x -> 3 * two(4) }", 384),
    ("its points keep their names: then 8*1 + 1",
     "net N { y = (input(4, 8, 8), input(8, 8, 8)) -> two(4) out y.lo -> conv(1, 1) }", 137),
    ("an item of what it gives: then 4*1 + 1",
     "net N { y = (input(4, 8, 8), input(8, 8, 8)) -> two(4) out y[1] -> conv(1, 1) }", 133),
    ("only the first iteration changes: 3*4 + 4, 5*8 + 8, 36; then 128",
     "net N { x = (input(3, 8, 8), input(5, 8, 8)) out x -> 2 * two(4) }", 16 + 48 + 36 + 128),
    ("a share is one set", "net N { share f = two(4) x = (input(4, 8, 8), input(8, 8, 8)) out x -> f -> f }", 128),
    ("bound again", "net N { x = (input(4, 8, 8), input(8, 8, 8)) x = x -> two(4) out x[2] -> conv(1, 1) }", 137),
    ("a definition gives what its block gives",
     "g(c) = two(c) -> two(c)  net N { x = (input(4, 8, 8), input(8, 8, 8)) out x -> g(4) }", 256),
    ("brackets put a block and `id` side by side: then (4 + 8 + 4 + 8)*1 + 1",
     "net N { x = (input(4, 8, 8), input(8, 8, 8)) out x -> [two(4), id] -> conv(1, 1) }", 153),
    ("in step with a list of widths: 128, then 4*5 + 5, 8*10 + 10, 10*5 + 5",
     "net N { x = (input(4, 8, 8), input(8, 8, 8)) out x -> (for c in (4, 5): two(c)) }", 128 + 25 + 90 + 55),
]  # fmt: skip


@pytest.mark.parametrize(("text", "count"), [case[1:] for case in SEVERAL], ids=[case[0] for case in SEVERAL])
def test_blocks_of_several_tensors(text: str, count: int) -> None:
    assert parameters(TWO + text) == count


FORMS = [
    ("equal modules are multiplied", "net N(n = 3, w = 4) { x = (input(w, 8, 8), input(2*w, 8, 8)) out x -> n * two(w) }",
     "n*(w^2 + w + 4*w^2 + 2*w + 2*w^2 + w)"),
    ("the first of them is unlike the others",
     "net N(n = 3, w = 4) { x = (input(3, 8, 8), input(3, 8, 8)) out x -> n * two(w) }",
     "3*w + w + 6*w + 2*w + 2*w^2 + w + (n - 1)*(w^2 + w + 4*w^2 + 2*w + 2*w^2 + w)"),
    ("a loop that speaks of its iteration, with equal shapes",
     "net N(n = 3, w = 4) { x = (input(w, 8, 8), input(2*w, 8, 8)) out x -> (for i in 1..n: wide(i, w)) }"
     " block wide(i, c) { out (input[1] -> conv(i, 1) -> conv(c, 1), input[2]) }",
     "w*n*(n + 1)/2 + n*(n + 1)/2 + w*n*(n + 1)/2 + n*w"),
    ("maps that grow, each by its own rule",
     "net N(n = 3) { x = (input(2, 8, 8), input(4, 8, 8)) out x -> n * grow }"
     " block grow { out ([input[1], input[1] -> conv(1, 1, bias = off)], [input[2], input[1] -> conv(3, 1, bias = off)]) }",
     "8*n + 4*n*(n - 1)/2"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "form"), [case[1:] for case in FORMS], ids=[case[0] for case in FORMS])
def test_closed_forms_of_several_tensors(text: str, form: str) -> None:
    """Proved with the symbols, and equal to the count with numbers beyond those that were looked at."""
    checked = load(TWO + text.replace(" }", f"\n  expect params == {form}\n  expect params(n = 9) == {form} }}", 1))
    assert all(check.holds for check in checked.check())


# ---- parameters from outside ---------------------------------------------------------------

STAGES = """net N(L: positive whole = (1, 2), w = (8, 5), act = (on, off)) {
  out input(3) -> (for c, n, i in w, L, 1..len(w): n * linear(c) @ "Stage {i}")
  variant deep(L = (1, 9))
  variant odd(L_2 = 9)
  expect params == 107
  expect params == 3*w[1] + w[1] + w[1]*w[2] + w[2] + (L[2] - 1)*(w[2]^2 + w[2]) + (L[1] - 1)*(w[1]^2 + w[1])
  expect params(L = (1, 1)) == 77
  expect params(L_2 = 1, w = (8, 6)) == 32 + 54
}"""

OUTSIDE = [
    ({}, 107),
    ({"L": (1, 1)}, 77),
    ({"L": [1, 1.0]}, 77),
    ({"L": "1, 1"}, 77),
    ({"L": "(1, 1)"}, 77),
    ({"L": "1,1,"}, 77),
    ({"L_2": 1}, 77),
    ({"L": (7, 7), "L_1": 1, "L_2": 1}, 77),
    ({"L": (1,), "w": (8,)}, 32),
    ({"L": "(1,)", "w": "(8,)"}, 32),
    ({"L": (1, 1, 1), "w": (8, 5, 2)}, 89),
    ({"net": "deep"}, 107 + 7 * 30),
    ({"net": "odd"}, 107 + 7 * 30),
    ({"net": "deep", "L_2": 2}, 107),
    ({"net": "odd", "L": (1, 2)}, 107),
]


@pytest.mark.parametrize(("values", "count"), OUTSIDE)
def test_lists_are_set_whole_or_item_by_item(values: dict[str, object], count: int) -> None:
    assert load(STAGES).count(**values).parameters == count


def test_the_lines_of_a_net_with_lists_hold() -> None:
    assert not [check for check in load(STAGES).check() if not check.holds]


KEPT = [
    ("L", ("L_1", "L_2")),
    ("L_2", ("L_2",)),
    ("w,L_1", ("L_1", "w_1", "w_2")),
    ("all", ("L_1", "L_2", "w_1", "w_2")),
    ("none", ()),
]


@pytest.mark.parametrize(("keep", "names"), KEPT)
def test_items_are_symbols(keep: str, names: tuple[str, ...]) -> None:
    counted = load(STAGES).count(keep=keep)
    assert counted.result.network.keep == names
    assert {str(s) for s in counted.closed_form.free_symbols} == set(names)
    assert counted.result.network.bindings["act_2"] is False


REFUSED = [
    ({"L": (1.5, 1)}, "E233"),
    ({"L_1": 0}, "E233"),
    ({"L": 3}, "E406"),
    ({"w_1": True}, "E406"),
    ({"w_3": 1}, "E405"),
    ({"v_1": 1}, "E405"),
    ({"keep": "w_3"}, "E405"),
    ({"keep": "act"}, "E407"),
    ({"w": (8, 5, 5)}, "E235"),
    ({"w": ()}, "E235"),
]


@pytest.mark.parametrize(("values", "code"), REFUSED)
def test_what_a_list_cannot_be_set_to(values: dict[str, object], code: str) -> None:
    with pytest.raises(Problem) as caught:
        load(STAGES).count(**values)
    assert {d.code for d in caught.value.diagnostics} == {code}


# ---- networks that need them ----------------------------------------------------------------


@pytest.mark.parametrize("name", ["hrnet", "coatnet"])
def test_the_published_counts_of_a_network_hold(name: str) -> None:
    checks = load(NETWORKS / f"{name}.arch").check()
    assert len(checks) > 5
    assert not [check for check in checks if not check.holds]


def test_the_modules_of_hrnet_may_be_symbols() -> None:
    """The authors' exchange unit is counted by hand: 380 w^2 + 54 w of two maps."""
    counted = load(NETWORKS / "hrnet.arch").count(keep="w,modules")
    w, modules = sympy.symbols("w modules_1")
    convolutions = 4 * 2 * 9 * (w**2 + 4 * w**2) + 2 * w**2 + 9 * 2 * w**2
    normalisations = 4 * 2 * 2 * (w + 2 * w) + 2 * w + 4 * w
    assert sympy.expand(counted.closed_form).coeff(modules) == sympy.expand(convolutions + normalisations)
