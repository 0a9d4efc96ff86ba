"""What several tensors become together, and the sizes of what enters: shapes and counts that were worked out by hand.

A convolution of a kernel K from a to b channels has K*K*a*b weights and b biases, a linear layer a*b and b.
"""

from __future__ import annotations

import pytest

from symcount.algebra.notations.unicode import plain
from tests.support import model, network, parameters

SHAPES = [
    # (what, text, the shape that leaves, parameters)
    ("a difference of tensors",
     "net N { a = input(4, 9, 9)  out (a -> conv(4, 3)) - a }", "4 × 9 × 9", 148),
    ("a difference of layers: the same input to both",
     "net N { out input(4, 9, 9) -> conv(4, 3) - id }", "4 × 9 × 9", 148),
    ("three in a row are one difference", "net N { a = input(4)  out a - a - a }", "4", 0),
    ("sums and differences mixed, of layers: 3 times 4*4 + 4",
     "net N { out input(4) -> linear(4) - linear(4) + linear(4) - id }", "4", 60),
    ("sums and differences mixed, of tensors", "net N { a = input(4, 6)  out a - a + a - a * a }", "4 × 6", 0),
    ("the minus of numbers stays one: 9 - 2 channels", "net N { out input(4) -> linear(9 - 2) - linear(7) }", "7", 70),
    ("a matrix product: 5 rows of 4, times 4 rows of 7",
     "net N { out matmul(input(4, 5), input(7, 4)) }", "7 × 5", 0),
    ("of layers: a row for each of 6 places; 4*6 + 6 and 4*3 + 3",
     "net N { out input(4, 6) -> matmul(linear(6), linear(3)) }", "3 × 6", 30 + 15),
    ("the scores of attention, and what they weigh",
     "net N { x = input(8, 10)  m = input(8, 7)  out matmul(matmul(x, m -> transpose) -> softmax, m) }", "8 × 10", 0),
    ("the places of an image are rows: channel attention",
     "net N { x = input(6, 4, 5)  out matmul(x, matmul(x -> transpose, x) -> softmax) }", "6 × 4 × 5", 0),
    ("a vector is one row", "net N { out matmul(input(4), input(7, 4)) }", "7", 0),
    ("a matrix times a vector: that one has to stand", "net N { out matmul(input(4, 5), input(4) -> transpose) }",
     "1 × 5", 0),
    ("PointNet's transform of 100 points: a 3 × 3 matrix for each cloud, 3*64 + 64 and 64*9 + 9",
     "net N { x = input(3, 100)  t = x -> linear(64) -> gap -> flatten -> linear(9) -> reshape(3, box(3))"
     "  out matmul(x, t) }", "3 × 100", 256 + 585),
    ("a hypernetwork's layer from 8 to 5 channels: its weights come from 4 numbers, 4*40 + 40",
     "net N { out matmul(input(8), input(4) -> linear(40) -> reshape(5, box(8))) }", "5", 200),
    ("transposed twice", "net N { out input(4, 5) -> transpose -> transpose }", "4 × 5", 0),
    ("one sequence before another: prefix tuning of 5 vectors",
     "net N { p = input(1, 5) -> embedding(5, 8)  out append(p, input(8, 10)) -> linear(2) }", "2 × 15", 40 + 18),
    ("three of them", "net N { x = input(8, 10)  out append(x, x, x) }", "8 × 30", 0),
    ("of layers", "net N { out input(8, 10) -> append(linear(3), linear(3)) }", "3 × 20", 54),
    ("one image below the other", "net N { out append(input(3, 4, 6), input(3, 5, 6), along = 1) }", "3 × 9 × 6", 0),
    ("side by side", "net N { out append(input(3, 4, 6), input(3, 4, 2), along = 2) }", "3 × 4 × 8", 0),
    ("frames of a volume", "net N(d = 1) { x = input(3, 4, 6, 6)  out append(x, x, along = 3*d) }", "3 × 4 × 6 × 12", 0),
    ("a vector at each place: 8*16 + 16 and 27*16 + 16",
     "net N { x = input(3, 9, 9) -> conv(16, 3)  v = input(8) -> linear(16)  out x + (v -> spread(x.S)) }",
     "16 × 9 × 9", 144 + 448),
    ("in a block, and from a map of one place", "b = id * (gap -> spread(S))  net N { out input(4, 6) -> b }", "4 × 6", 0),
    ("a definition of one's own hides a join: 2*4 + 2 and 2*2 + 2",
     "matmul(a, b) = linear(a) -> linear(b)  append = relu  net N { out input(4) -> matmul(2, 2) -> append }", "2", 16),
    ("joins of a definition's arguments, tensors or layers: 2*2 + 2 for the layer",
     "both(a, b) = append(a, b)  net N { x = input(2, 3)  out both(x, x) -> both(id, linear(2)) }", "2 × 12", 6),
    ("a layer that owns nothing", "layer flip {}  net N { out input(3, 4, 6) -> flip }", "3 × 4 × 6", 0),
    ("a layer that owns nothing and turns", "layer turn { out S = box(W_i, H_i) }  net N { out input(3, 4, 6) -> turn }",
     "3 × 6 × 4", 0),
    # -- sizes by name
    ("height and width of an image", "b = linear(10*H_i + W_i)  net N { out input(1, 2, 3) -> b }", "23 × 2 × 3", 46),
    ("of a volume, behind its depth",
     "b = linear(100*D_i + 10*H_i + W_i)  net N { out input(1, 2, 3, 4) -> b }", "234 × 2 × 3 × 4", 468),
    ("the length of a sequence", "b = linear(N_i)  net N { out input(1, 7) -> b }", "7 × 7", 14),
    ("fixed at entry, as C_i is: one side of 8, not of 4",
     "block b { out maxpool(2) -> linear(H_i) }  net N { out input(1, 8, 8) -> b }", "8 × 4 × 4", 16),
    ("in a layer's rules: a number for each row", "layer rows { bias = H_i }  net N { out input(3, 8, 9) -> rows }",
     "3 × 8 × 9", 8),
    ("of another shape the same layer owns another number",
     "layer rows { bias = H_i }  net N { x = input(3, 8, 9) -> rows  out x -> maxpool(2) -> rows }", "3 × 4 × 4", 12),
]  # fmt: skip


@pytest.mark.parametrize(("text", "shape", "count"), [row[1:] for row in SHAPES], ids=[row[0] for row in SHAPES])
def test_shapes(text: str, shape: str, count: int) -> None:
    leaving = network(text).layers[-1].leaving
    assert " × ".join(map(plain, leaving)) == shape
    assert parameters(text) == count


POINTNET = """
unit(c) = linear(c) -> bn -> relu
tnet(k) = unit(64) -> unit(128) -> unit(1024) -> gmp -> flatten -> unit(512) -> unit(256) -> linear(k^2) -> reshape(k, box(k))
block transformed(k) { out matmul(input, input -> tnet(k)) }
net PointNet(classes = 40, T = 1024) {
  out input(3, T) -> transformed(3) -> unit(64) -> transformed(64) -> unit(128) -> linear(1024) -> bn
    -> gmp -> flatten -> unit(512) -> unit(256) -> linear(classes)
}
"""  # 803_081 + (256 + 128) + 1_857_344 + (8_320 + 256) + (132_096 + 2_048) + 524_800 + 131_328 + 1_536 + 10_280
SIAMESE = """
layer abs {}
net Siamese {
  share tower = conv(64, 10, p = 0) -> relu -> maxpool(2) -> conv(128, 7, p = 0) -> relu -> maxpool(2)
    -> conv(128, 4, p = 0) -> relu -> maxpool(2) -> conv(256, 4, p = 0) -> relu -> flatten -> linear(4096) -> sigmoid
  a = input(1, 105, 105) -> tower
  b = input(1, 105, 105) -> tower
  out a - b -> abs -> linear(1)
}
"""  # 6_464 + 401_536 + 262_272 + 524_544 + 37_752_832 + 4_097


@pytest.mark.parametrize(("text", "count"), [(POINTNET, 3_471_473), (SIAMESE, 38_951_745)])
def test_networks_of_papers(text: str, count: int) -> None:
    assert parameters(text) == count


SYMBOLS = [
    # (what, text, closed form with all symbols kept, conditions)
    ("a prefix of symbolic length: its vectors, and positions for both",
     "net N(p, T, d) { x = append(input(1, p) -> embedding(p, d), input(d, T))  out x -> position(p + T) }",
     "T*d + 2*d*p", []),
    ("attention of any length is a matrix product without a condition",
     "net N(d, T) { x = input(d, T)  out matmul(matmul(x -> linear(d), x -> transpose), x) }", "d**2 + d", []),
    ("what has to agree is said",
     "net N(d, T) { out matmul(input(d, T), input(d, T)) -> linear(d) }", "d**2 + d", ["d = T"]),
    ("rows below each other need one width",
     "net N(a, b) { out append(input(2, 4, a), input(2, 4, b), along = 1) -> linear(1) }", "3", ["a = b"]),
    ("in a repetition", "net N(n, d) { out input(d, 9) -> n * (linear(d) - id) }", "d**2*n + d*n", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "form", "needed"), [row[1:] for row in SYMBOLS], ids=[row[0] for row in SYMBOLS])
def test_symbols(text: str, form: str, needed: list[str]) -> None:
    assert str(model(text).count(keep="all").closed_form) == form
    assert [c.text for c in network(text, keep="all").told if not c.decided] == needed
