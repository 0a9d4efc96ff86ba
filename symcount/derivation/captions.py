"""What is in a group of layers, in words: `4 3×3 convolutions, 1 1×1 convolution`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from symcount.algebra import arithmetic
from symcount.algebra.formula import ONE, ZERO, Formula, Number, Sum
from symcount.algebra.notations.unicode import plain
from symcount.network.network import LayerKind, LayerNode, OwnedTensor, Window, multiplicity


@dataclass(frozen=True, slots=True)
class Counted:
    """So many layers of one kind and window."""

    kind: LayerKind
    window: Window | None
    count: Formula

    @property
    def number(self) -> str:
        """`4`, or `(n + 1)`."""
        return f"({plain(constant_last(self.count))})" if isinstance(self.count, Sum) else plain(self.count)

    @property
    def size(self) -> str:
        """`3×3`."""
        return "×".join(map(plain, self.window.sides)) if self.window else ""


def counted(layers: Iterable[LayerNode]) -> tuple[Counted, ...]:
    """The layers that own tensors, counted by kind and window, in order of appearance, weights first."""
    alike: dict[tuple[str, Window | None], tuple[LayerNode, Formula]] = {}
    for layer in sorted(layers, key=lambda x: not any(map(is_weight, x.tensors))):
        if layer.tensors:
            key = (layer.kind.name, layer.window)
            first, count = alike.get(key, (layer, ZERO))
            alike[key] = first, arithmetic.add(count, multiplicity(layer.repeats))
    return tuple(Counted(layer.kind, layer.window, count) for layer, count in alike.values())


def caption(layers: Iterable[Counted]) -> str:
    """In English."""
    nouns = ((c, c.kind.caption if c.count == ONE else c.kind.plural) for c in layers)
    return ", ".join(_said(c, noun) for c, noun in nouns)


def _said(layers: Counted, noun: str) -> str:
    """`4 3×3 convolutions`, and on a sequence `4 convolutions of length 3`."""
    if layers.window is not None and len(layers.window.sides) == 1:
        return f"{layers.number} {noun} of length {layers.size}"
    return " ".join(filter(None, (layers.number, layers.size, noun)))


def constant_last(count: Formula) -> Formula:
    """`n - 1` for `-1 + n`."""
    return Sum(tuple(sorted(count.terms, key=lambda t: isinstance(t, Number)))) if isinstance(count, Sum) else count


def is_weight(tensor: OwnedTensor) -> bool:
    """Whether a tensor is a weight by its role, not a normalisation's scale or a bias."""
    return tensor.role.startswith("weight")
