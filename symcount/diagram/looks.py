"""The kinds of stages in a diagram: what each is, its word and its colour."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple

from symcount.algebra.formula import ONE, Number
from symcount.diagram.stages import Stage, is_owner
from symcount.network.graph import INPUT, JOINS
from symcount.network.network import LayerNode


def _upsamples(layer: LayerNode) -> bool:
    """Whether a layer makes an image larger, each side by half at least: padding and one more token do not.

    Nor does a transposition, nor a single value that is spread over an image.
    """
    sides = list(zip(layer.entering[1:], layer.leaving[1:], strict=False))
    if len(layer.entering) != len(layer.leaving) or Counter(layer.entering) == Counter(layer.leaving):
        return False
    spreads = not layer.window and all(a == ONE for a, _ in sides)
    larger = (isinstance(a, Number) and isinstance(b, Number) and 2 * b.value >= 3 * a.value for a, b in sides)
    return layer.kind not in JOINS.values() and bool(sides) and not spreads and all(larger)


def _has_role(layers: Sequence[LayerNode], *beginnings: str) -> bool:
    return any(t.role.startswith(beginnings) for x in layers for t in x.tensors)


def _embeds(layers: Sequence[LayerNode]) -> bool:
    return _has_role(layers, "embedding", "token") and not _has_role(layers, "weight")


class Kind(NamedTuple):
    """A kind of stages."""

    word: str
    """In the legend."""
    fill: str
    """Its colour, as hexadecimal digits."""
    holds: Callable[[Sequence[LayerNode]], bool]
    """Whether the layers of a stage are of this kind."""


KINDS: dict[str, Kind] = {
    "input": Kind("input", "f6f6f6", lambda layers: all(x.kind is INPUT for x in layers)),
    "up": Kind("upsampling", "3f78ac", lambda layers: any(map(_upsamples, layers))),
    "embedding": Kind("embedding", "62a081", _embeds),
    "recurrent": Kind("recurrent", "5f3973", lambda layers: _has_role(layers, "weight_hidden")),
    "window": Kind("convolutional", "86b1d6", lambda layers: any(is_owner(x) and x.window for x in layers)),
    "dense": Kind("fully connected", "f7dc9a", lambda layers: any(map(is_owner, layers))),
    "other": Kind("other", "c4c4c4", lambda layers: True),
}
"""The first that holds is taken. The colours differ in grey, by even steps of luminance, and for those who are
colour-blind; convolutional and fully connected stages, which stand beside each other most, are two steps apart."""


def kind_of(stage: Stage) -> str:
    """The row of KINDS."""
    return next(name for name, kind in KINDS.items() if kind.holds(stage.layers))
