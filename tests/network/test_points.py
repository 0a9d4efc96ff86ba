"""Points of blocks: the tensors that the block which made `b` binds, `b.c3`; channels and sizes, `x.C` and `x.S`.

What is refused is in tests/mistakes/points.txt.
"""

from __future__ import annotations

from typing import Any

import pytest
import sympy

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
    assert [d.code for d in found.warnings if d.code not in ("N601", "N602", "N608")] == []


def test_a_point_is_the_tensor_itself() -> None:
    """Nothing is computed again: the layer behind a point has the node of the block as its input."""
    found = network(f"{BACKBONE}net N {{ b = input(3, 16, 16) -> backbone  out b.c2 -> conv(2, 1) }}")
    paths = [layer.path for layer in found.layers]
    assert paths == ["input", "backbone.conv[1]", "backbone.relu", "backbone.conv[2]", "backbone.conv[3]", "conv"]
    assert found.layers[-1].inputs == (paths.index("backbone.conv[2]"),)


def test_a_block_whose_end_is_not_used_is_said() -> None:
    def said(ends: str) -> list[tuple[str, str]]:
        warnings = model(f"{BACKBONE}net N {{ b = input(3, 16, 16) -> backbone  {ends} }}").count().warnings
        return [(d.code, d.message) for d in warnings if d.code != "N608"]  # of `n` and `f`, which nothing names

    assert said("out b.c2") == [("N601", "not all of `b` reaches `out`; its parameters are counted")]
    assert said("out b.c2 -> relu  out b") == []


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
