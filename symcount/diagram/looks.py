"""What a box of a diagram looks like: its kind, and the shape that its width and height are to scale with."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence

from symcount.algebra import arithmetic
from symcount.algebra.formula import ONE, Formula, NoValue, Number, value
from symcount.algebra.functions import Exact
from symcount.derivation.closed import closed_formula
from symcount.diagram.partition import is_owner
from symcount.diagram.stages import Stage
from symcount.network.graph import JOINS
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
    return tuple(closed_formula(arithmetic.computed(side, last), network) for side in layer.leaving)


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


KINDS: dict[str, tuple[str, Callable[[Sequence[LayerNode]], bool]]] = {
    "input": ("input", lambda layers: all(x.kind.name == "input" and not x.tensors for x in layers)),
    "up": ("upsampling", lambda layers: any(map(_upsamples, layers))),
    "embedding": ("embedding", lambda x: _has_role("embedding", "token")(x) and not _has_role("weight")(x)),
    "recurrent": ("recurrent", _has_role("weight_hidden")),
    "window": ("convolutional", lambda layers: any(is_owner(x) and x.window for x in layers)),
    "dense": ("fully connected", lambda layers: any(map(is_owner, layers))),
    "other": ("other", lambda layers: True),
}
"""The kinds of stages, each with its word in the legend; the first that holds is taken."""


def kind_of(stage: Stage) -> str:
    """The row of KINDS."""
    return next(name for name, (_, holds) in KINDS.items() if holds(stage.layers))
