"""What a box of a diagram looks like: its kind, and the shape that its width and height are to scale with."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple

from symcount.algebra import arithmetic
from symcount.algebra.formula import ONE, Formula, NoValue, Number, value
from symcount.algebra.functions import Exact
from symcount.algebra.proof import closed_form
from symcount.diagram.partition import is_owner
from symcount.diagram.stages import Stage
from symcount.network.graph import INPUT, JOINS
from symcount.network.network import LayerNode, Network


def leaving_shape(network: Network, stage: Stage, feeding: Sequence[int]) -> tuple[Formula, ...]:
    """The shape that leaves a stage for the first that it feeds, else for the end: from the last node of no other."""
    fed = {s for layer in stage.layers for s in layer.inputs}
    node = feeding[0] if feeding else max(n for n in stage.nodes if n not in fed)
    return shape_behind(network, network.layers[node])


def shape_behind(network: Network, layer: LayerNode) -> tuple[Formula, ...]:
    """The shape behind a layer, after the last of its iterations."""
    last = {t.index: arithmetic.subtract(t.count, ONE) for t in layer.repeats if t.index is not None}
    if not last:
        return layer.leaving
    return tuple(closed_form({arithmetic.computed(side, last): 1}, network.keep) for side in layer.leaving)


Scale = tuple[float | None, float | None]
"""Channels, and the side of a square or cube as large as the sizes; None where they have no values."""


def scale_of(stage: Stage, leaving: Sequence[Formula], last: bool, values: dict[str, Exact]) -> Scale:
    """What a box is drawn to scale with: what leaves it, and the last box as wide as its widest weights."""
    wide = [x.leaving for x in stage.layers if last and is_owner(x) and x.leaving[1:] == leaving[1:]]
    return max((_scale(shape, values) for shape in (leaving, *wide)), key=lambda scale: scale[0] or 0.0)


def _scale(shape: Sequence[Formula], values: dict[str, Exact]) -> Scale:
    try:
        channels, *sizes = (float(value(side, values)) for side in shape)
    except (NoValue, OverflowError):
        return None, None
    return channels, math.prod(sizes) ** (1 / max(len(sizes), 1))


# ---- kinds -------------------------------------------------------------------------------


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


def _has_role(*beginnings: str) -> Callable[[Sequence[LayerNode]], bool]:
    return lambda layers: any(t.role.startswith(beginnings) for x in layers for t in x.tensors)


def _embeds(layers: Sequence[LayerNode]) -> bool:
    return _has_role("embedding", "token")(layers) and not _has_role("weight")(layers)


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
    "recurrent": Kind("recurrent", "5f3973", _has_role("weight_hidden")),
    "window": Kind("convolutional", "86b1d6", lambda layers: any(is_owner(x) and x.window for x in layers)),
    "dense": Kind("fully connected", "f7dc9a", lambda layers: any(map(is_owner, layers))),
    "other": Kind("other", "c4c4c4", lambda layers: True),
}
"""The first that holds is taken. The colours differ in grey, by even steps of luminance, and for those who are
colour-blind; convolutional and fully connected stages, which stand beside each other most, are two steps apart."""


def kind_of(stage: Stage) -> str:
    """The row of KINDS."""
    return next(name for name, kind in KINDS.items() if kind.holds(stage.layers))
