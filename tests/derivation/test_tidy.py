"""Small algebra: nothing is counted once or never, and terms and factors stand in one order."""

from __future__ import annotations

import re

import pytest

from symcount.algebra.formula import Formula
from symcount.algebra.notation import write
from symcount.algebra.notations.unicode import UNICODE
from symcount.api import load

GROWING = """
net N(w = 4, n = 2) {
  again() = conv(w, 3)
  out input(3, 9, 9) -> conv(w, 3) -> n * (again() -> again()) -> (n - 1) * (conv(w, 1) -> bn) -> conv(w, 3) @ "A"
}
"""


def article(text: str, **values: int) -> str:
    row = load(text).at(**values, keep="all").derive().derivation.rows[0]
    tree = row.tree("substituted")
    assert tree is not None
    return plain_sum(tree)


def plain_sum(tree: Formula) -> str:
    return write(tree, UNICODE)


@pytest.mark.parametrize(
    ("values", "line"),
    [
        ({"n": 1}, "3² × (3 × 4 + 4 × 4 + 4 × 4 + 4 × 4) + (4 × 2 + 4 × 2)"),
        (
            {"n": 2},
            "[3² × (3 × 4 + 2 × (4 × 4 + 4 × 4) + 4 × 4) + (4 × 2 + 2 × 4 × 2)] + [1² × 4 × 4 + 4] + 2 × 4",
        ),
    ],
)
def test_nothing_is_counted_once_or_never(values: dict[str, int], line: str) -> None:
    assert article(GROWING, **values) == line


def test_a_shipped_network_has_no_count_of_none() -> None:
    """EfficientNet-B0: one layer in stages 2 and 8, two in stage 3."""
    derivation = load("efficientnet_b0").derive().derivation
    lines = [plain_sum(tree) for row in derivation.rows if (tree := row.tree("substituted")) is not None]
    assert lines[1] == "[3² × 32] + [1² × (32 × 8 + 8 × 32 + 32 × 16) + (8 + 32)] + 2 × (32 + 16)"
    for line in lines:
        assert not re.search(r"(?<![0-9])0 ×|× 0(?![0-9])|(?<![0-9])1 × \(", line), line


def test_terms_stand_in_one_order_in_caption_and_equation() -> None:
    row = load(GROWING).derive().derivation.rows[0]
    assert row.caption.startswith("(2n + 2) 3×3 convolutions, (n − 1) 1×1 convolutions")
    symbolic = row.tree("symbolic")
    assert symbolic is not None
    assert "(n − 1) ×" in plain_sum(symbolic)
    assert "−1 + n" not in plain_sum(symbolic)


def test_depth_stands_before_width_everywhere() -> None:
    for name in ("gpt2", "vit_b_16", "bert_base", "llama_7b"):
        closed = load(name).derive().derivation.total.tree("closed form")
        assert closed is not None
        assert "Ld²" in plain_sum(closed), name
