"""Points of blocks: the tensors that the block which made `b` binds, `b.c3`; channels and sizes, `x.C` and `x.S`."""

from __future__ import annotations

from typing import Any

import pytest
import sympy

from symcount import Problem
from tests.support import model, network

BACKBONE = """
block backbone(w = 4) {
  c1 = input -> conv(w, 3, s = 2) -> relu
  c2 = c1 -> conv(2*w, 3, s = 2)
  n  = 3
  f  = conv(2, 1)
  out c2 -> conv(4*w, 3, s = 2)
}
"""
# of 3 × 16 × 16, w = 4: c1 is 4 × 8 × 8 (112), c2 8 × 4 × 4 (296), out 16 × 2 × 2 (1168): 1576 in all
WHOLE = 112 + 296 + 1168

COUNTS: list[tuple[str, str, int]] = [
    (
        "a point",
        "b = input(3, 16, 16) -> backbone  out b.c2 -> conv(2, 1)",
        WHOLE + 8 * 2 + 2,
    ),
    (
        "several points are joined",
        "b = input(3, 16, 16) -> backbone  out [b.c1, b.c2 -> upsample(2), b -> upsample(4)] -> conv(1, 1)",
        WHOLE + (4 + 8 + 16) + 1,
    ),
    (
        "the points of two applications are two",
        "x = input(3, 16, 16)  a = x -> backbone(4)  b = x -> backbone(1)  out [a.c1, b.c1] -> conv(1, 1)",
        WHOLE + (28 + 20 + 76) + (4 + 1) + 1,
    ),
    (
        "a point that is a point's point",
        "block outer { inner = input -> backbone  out inner -> conv(1, 1) } b = input(3, 16, 16) -> outer  out b.inner.c2 -> conv(2, 1)",
        WHOLE + 17 + 18,
    ),
    (
        "a point of a point inside the block",
        "block outer { inner = input -> backbone  p = inner.c1 -> conv(2, 1)  out inner -> conv(1, 1) } b = input(3, 16, 16) -> outer  out b.p -> conv(2, 1)",
        WHOLE + 17 + (4 * 2 + 2) + (2 * 2 + 2),
    ),
    (
        "a tensor that is bound again has its last value",
        "block f { x = input -> conv(2, 1)  x = x -> conv(5, 1)  out x -> conv(1, 1) } b = input(3, 4, 4) -> f  out b.x -> conv(1, 1)",
        (3 * 2 + 2) + (2 * 5 + 5) + (5 + 1) + (5 + 1),
    ),
    (
        "the tensor that enters, by a name",
        "block f { x = input  out x -> conv(5, 1) } b = input(3, 4, 4) -> f  out b.x -> conv(1, 1)",
        (3 * 5 + 5) + (3 + 1),
    ),
    (
        "behind a label, frozen, in parentheses and by another name",
        'g = frozen (backbone @ "L")  b = input(3, 16, 16) -> (g)  out b.c2 -> conv(2, 1)',
        WHOLE + 18,
    ),
    (
        "at the end of a chain",
        "b = input(3, 16, 16) -> conv(3, 1) -> backbone  out b.c1 -> conv(1, 1)",
        12 + WHOLE + 5,
    ),
    (
        "of a definition that is a chain with the block at its end",
        "g(c) = conv(3, c) -> backbone  b = input(3, 16, 16) -> g(1)  out b.c1 -> conv(1, 1)",
        12 + WHOLE + 5,
    ),
    (
        "of a choice",
        "b = input(3, 16, 16) -> (if on then backbone else conv(1, 1))  out b.c1 -> conv(1, 1)",
        WHOLE + 5,
    ),
    (
        "of a block that is an argument",
        "block twice(f) { a = input -> f  out a.c1 -> conv(3, 1) }  out input(3, 16, 16) -> twice(backbone)",
        WHOLE + 15,
    ),
    (
        "as an argument of a layer",
        "b = input(4, 6) -> encoder  out input(4, 5) -> attention(2, memory = b.inside)",
        (4 * 4 + 4) + (4 * 2 + 2) + 4 * 20,
    ),
    (
        "as an argument of a block",
        "block cross(m) { out input -> attention(2, memory = m) } b = input(4, 6) -> encoder  out input(4, 5) -> cross(b.inside)",
        (4 * 4 + 4) + (4 * 2 + 2) + 4 * 20,
    ),
    (
        "of a share, at each use",
        "share t = backbone  a = input(3, 16, 16) -> t  b = input(3, 16, 16) -> t  out [a.c2, b.c2] -> conv(1, 1)",
        WHOLE + 16 + 1,
    ),
    (
        "of no iteration, which changes nothing",
        "b = input(3, 16, 16) -> backbone -> 0 * relu  out b.c1 -> conv(1, 1)",
        WHOLE + 5,
    ),
    (
        "a point in a repetition inside a block",
        "block f { b = input -> g  out b.p -> conv(4, 1) } block g { p = input -> conv(2, 1)  out p -> conv(9, 1) } out input(4, 3, 3) -> 3 * f",
        3 * ((4 * 2 + 2) + (2 * 9 + 9) + (2 * 4 + 4)),
    ),
    (
        "two outs that are points",
        "b = input(3, 16, 16) -> backbone  out b.c1 -> conv(1, 1)  out b.c2 -> conv(1, 1)  out b",
        WHOLE + 5 + 9,
    ),
    (
        "channels",
        "x = input(3, 16, 16) -> backbone  out x.c1 -> conv(x.C, 1) -> conv(x.c2.C/2, 1)",
        WHOLE + (4 * 16 + 16) + (16 * 4 + 4),
    ),
    (
        "channels of what enters",
        "block f { out input -> conv(2*input.C, 1) } out input(3, 4, 4) -> f",
        3 * 6 + 6,
    ),
    (
        "sizes",
        "x = input(4, 3, 2)  y = input(24) -> linear(x.C*prod(x.S)) -> reshape(x.C, x.S)  out x + y -> conv(1, 1)",
        24 * 24 + 24 + 5,
    ),
    (
        "sizes in a condition",
        "x = input(4, 3, 2)  out x -> (if x.S == box(3, 2) then conv(1, 1)) -> (if x.S != 3x2 then conv(1, 1))",
        5,
    ),
    (
        "sizes of a sequence and of a vector",
        "x = input(4, 7)  y = input(4)  out x -> linear(prod(x.S) + rank(x.S) + rank(y.S))",
        4 * 8 + 8,
    ),
    (
        "channels after a concatenation",
        "x = [input(2, 3, 3), input(3, 3, 3)]  out x -> conv(x.C, 1)",
        30,
    ),
    (
        "channels after a repetition",
        "x = input(2, 3, 3) -> 3 * [id, conv(1, 1)]  out x -> conv(x.C, 1)",
        3 + 4 + 5 + 30,
    ),
]  # fmt: skip

ENCODER = "\nblock encoder { inside = input -> linear(4)  out inside -> linear(2) }\n"


@pytest.mark.parametrize(("body", "count"), [row[1:] for row in COUNTS], ids=[row[0] for row in COUNTS])
def test_counts(body: str, count: int) -> None:
    text = f"{BACKBONE}{ENCODER}net N {{ {body} }}"
    found = model(text).count()
    assert found.parameters == count
    assert model(text).derive().value == count
    assert [d.code for d in found.warnings if d.code not in ("N601", "N602")] == []


def test_a_point_is_the_tensor_itself() -> None:
    """Nothing is computed again: the layer behind a point has the node of the block as its input."""
    found = network(f"{BACKBONE}net N {{ b = input(3, 16, 16) -> backbone  out b.c2 -> conv(2, 1) }}")
    paths = [layer.path for layer in found.layers]
    assert paths == ["input", "backbone.conv[1]", "backbone.relu", "backbone.conv[2]", "backbone.conv[3]", "conv"]
    assert found.layers[-1].inputs == (paths.index("backbone.conv[2]"),)


def test_a_block_whose_end_is_not_used_is_said() -> None:
    (note,) = model(f"{BACKBONE}net N {{ b = input(3, 16, 16) -> backbone  out b.c2 }}").count().warnings
    assert (note.code, note.message) == ("N601", "`b` never reaches `out`; its parameters are counted")
    assert (
        model(f"{BACKBONE}net N {{ b = input(3, 16, 16) -> backbone  out b.c2 -> relu  out b }}").count().warnings == ()
    )


SYMBOLS: list[tuple[str, dict[str, str], str]] = [
    ("net N(w = 4) { b = input(3, 16, 16) -> backbone(w)  out b.c2 -> conv(b.C, 1) }", {}, "90*w^2 + 28*w + 6*w + 8*w^2 + 4*w"),
    ("net N(w = 4) { x = input(w, 3, 3)  out x -> conv(2*x.C, 1) }", {}, "2*w^2 + 2*w"),
    ("net N(n = 3) { x = input(2, 3, 3) -> n * [id, conv(1, 1)]  out x -> conv(x.C, 1) }", {}, "n*(n + 5)/2 + (n + 2)^2 + (n + 2)"),
    ("net N(T = 3, d = 2) { x = input(d, T)  out x -> flatten -> linear(prod(x.S)) }", {}, "T^2*d + T"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "values", "form"), SYMBOLS)
def test_closed_forms(text: str, values: dict[str, int], form: str) -> None:
    found: Any = model(BACKBONE + text).count(keep="all", set=values).parameters
    names = {s.name: s for s in sympy.sympify(found).free_symbols}
    assert sympy.expand(found - sympy.sympify(form.replace("^", "**"), locals=names)) == 0


NO_BLOCK = "no block with named tensors gave it"
BINDS = "its block binds `c1`, `c2`"

REFUSED: list[tuple[str, str, str, str]] = [
    ("no such point", "b = input(3, 16, 16) -> backbone  out b.c3", "`b` has no point `c3`", BINDS),
    ("nearly one", "b = input(4, 6) -> encoder  out b.insde", "`b` has no point `insde`", "did you mean `inside`?"),
    ("nothing near", "b = input(3, 16, 16) -> backbone  out b.deep", "`b` has no point `deep`", BINDS),
    ("a number of the block", "b = input(3, 16, 16) -> backbone  out b.n", "`b` has no point `n`", BINDS),
    ("a layer of the block", "b = input(3, 16, 16) -> backbone  out b.f", "`b` has no point `f`", BINDS),
    ("a parameter of the block", "b = input(3, 16, 16) -> backbone  out b.w", "`b` has no point `w`", BINDS),
    ("a name of the net", "x = input(3, 16, 16)  b = x -> backbone  out b.x", "`b` has no point `x`", BINDS),
    ("a layer gave it", "b = input(3, 16, 16) -> conv(4, 3)  out b.c1", "`b` has no point `c1`", NO_BLOCK),
    ("an input", "b = input(3, 16, 16)  out b.c1", "`b` has no point `c1`", NO_BLOCK),
    ("behind another layer", "b = input(3, 16, 16) -> backbone -> relu  out b.c1", "`b` has no point `c1`", NO_BLOCK),
    ("a sum", "b = input(3, 16, 16) -> backbone + backbone  out b.c1", "`b` has no point `c1`", NO_BLOCK),
    ("after a repetition", "b = input(3, 4, 4) -> 2 * steady  out b.a", "`b` has no point `a`", NO_BLOCK),
    ("after one iteration", "b = input(3, 4, 4) -> 1 * steady  out b.a", "`b` has no point `a`", NO_BLOCK),
    ("after a loop", "b = input(3, 4, 4) -> (for i in 1..2: steady)  out b.a", "`b` has no point `a`", NO_BLOCK),
    ("after copies", "b = input(3, 4, 4) -> parallel(2, steady)  out b.a", "`b` has no point `a`", NO_BLOCK),
    ("a point that is no block's end", "b = input(3, 16, 16) -> backbone  out b.c1.c2", "`b.c1` has no point `c2`", NO_BLOCK),
    ("a block without names", "block f { out input -> relu } b = input(3) -> f  out b.a", "`b` has no point `a`", NO_BLOCK),
    ("of a layer", "f = conv(4, 3)  out input(3, 16, 16) -> f.c1", "`.c1` needs a tensor before it, not a layer", ""),
    ("of a block", "out input(3, 16, 16) -> backbone.c1", "`.c1` needs a tensor before it, not a layer", ""),
    ("of a number", "n = 3  out input(n.C)", "`.C` needs a tensor before it, not a number", ""),
    ("sizes of sizes", "x = input(3, 4)  out x -> linear(x.S.S)", "`.S` needs a tensor before it, not a window", ""),
    ("sizes as channels", "x = input(3, 4)  out x -> linear(x.S)", "`T_o` of `linear` takes a number, not a window", ""),
    ("channels as a layer", "x = input(3, 4)  out x -> x.C", "`->` needs a layer after it, not a number", ""),
    ("a point as a layer", "b = input(3, 16, 16) -> backbone  out b -> b.c1", "`->` needs a layer after it, not a tensor", "write it before the arrow"),
    ("channels as a net", "x = input(3, 4)  out x.C", "a net gives a tensor, not a number", "begin with `input(…)`"),
    ("before it is bound", "out b.c1  b = input(3, 16, 16) -> backbone", "`b` is used before it is bound", ""),
    ("of nothing", "out z.c1", "`z` is unknown", "`symcount layers` lists the layers"),
]  # fmt: skip

CODES = {"has no point": "E232", "used before": "E213", "is unknown": "E201"}
STEADY = "\nblock steady { a = input -> conv(3, 1)  out a -> relu }\n"


@pytest.mark.parametrize(("body", "message", "help"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_what_is_refused(body: str, message: str, help: str) -> None:
    with pytest.raises(Problem) as caught:
        network(f"{BACKBONE}{ENCODER}{STEADY}net N {{ {body} }}")
    (d,) = caught.value.diagnostics
    assert d.message == message
    assert d.code == next((code for words, code in CODES.items() if words in message), "E203")
    assert d.help == ((help,) if help else ())


def test_a_mistake_in_the_block_is_said_once() -> None:
    with pytest.raises(Problem) as caught:
        network("block f { a = input -> cov(3, 3)  out a }\nnet N { b = input(3, 4, 4) -> f  out b.a -> b.c }")
    assert [d.message for d in caught.value.diagnostics] == ["`cov` is unknown"]


def test_a_mistake_at_one_point_leaves_the_others() -> None:
    """What is wrong flows on, and is not said of the point again; the second mistake is another one."""
    text = "block f { a = input -> cov(3, 3)  c = input -> conv(2, 1)  out c }\nnet N { b = input(3, 4, 4) -> f  out b.a + (b.c -> conv(1, 1)) + b.d }"
    with pytest.raises(Problem) as caught:
        network(text)
    assert [(d.code, d.message) for d in caught.value.diagnostics] == [
        ("E201", "`cov` is unknown"),
        ("E232", "`b` has no point `d`"),
    ]
