"""Which layers of a network belong together: a key for each.

A label of the net's own statements makes a stage, else a block or repetition that stands in the net by itself, else a
layer. Where that shows little, labels inside blocks make stages too, and then the blocks in blocks. What has no weights
goes with a neighbour.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import TypeVar

from symcount.derivation.captions import is_weight
from symcount.network.graph import INPUT
from symcount.network.network import LayerNode

Step = TypeVar("Step")
Key = tuple[str, str]
"""What makes a stage, "input", "label", "repeats" or "block", and which one."""


def is_owner(layer: LayerNode) -> bool:
    """Whether a layer has weights, of its own or those of another; a normalisation has none."""
    return any(map(is_weight, (*layer.tensors, *layer.shared_tensors)))


def scopes(layer: LayerNode) -> tuple[str, ...]:
    """The blocks round a layer, the outermost first: `stage[1]`, `bottleneck[2]`."""
    return tuple(layer.path.split(".")[:-1])


def plain_name(step: str) -> str:
    """`dense layer` for the step `dense_layer[1]` of a path, and for the name of a layer."""
    return step.partition("[")[0].replace("_", " ")


def common(paths: Sequence[tuple[Step, ...]]) -> tuple[Step, ...]:
    """What all paths begin with."""
    alike = next((i for i, steps in enumerate(zip(*paths, strict=False)) if len(set(steps)) > 1), None)
    return min(paths, key=len)[:alike]


# ---- which layers belong together --------------------------------------------------------


def keys_of(layers: Sequence[LayerNode], depth: int) -> list[Key]:
    """For each node, the stage that it belongs to where the net is opened so far."""
    keys = _own_keys(layers, depth)
    return _settled(layers, keys, _floating(layers, keys))


def _own_keys(layers: Sequence[LayerNode], depth: int) -> list[Key]:
    """The key that each node has by itself."""
    labels = {x.label for x in layers if x.label and (x.own_label or (depth and is_owner(x)))}
    prefixes = [".".join(x.path.split(".")[: max(depth, 1)]) for x in layers]
    spread: dict[int, set[str]] = defaultdict(set)
    for layer, prefix in zip(layers, prefixes, strict=True):
        for repeat in layer.repeats[:1]:
            spread[repeat.repetition].add(prefix)

    def own(number: int, layer: LayerNode) -> Key:
        if layer.kind is INPUT:
            return "input", str(number)
        if layer.label in labels and layer.label is not None and (layer.own_label or depth):
            return "label", layer.label
        if layer.repeats and len(spread[layer.repeats[0].repetition]) > 1:
            return "repeats", str(layer.repeats[0].repetition)
        return "block", prefixes[number]

    return [own(number, layer) for number, layer in enumerate(layers)]


def _floating(layers: Sequence[LayerNode], keys: Sequence[Key]) -> list[bool]:
    """Whether each node goes with a neighbour: one that owns nothing, or has no weights and no label that counts."""
    heavy = [is_owner(x) or any(t.role == "embedding" for t in x.tensors) for x in layers]
    weights = Counter(k for k, x, h in zip(keys, layers, heavy, strict=True) if h or (x.tensors and not any(heavy)))
    unlabelled = {k for k, x in zip(keys, layers, strict=True) if x.label is None}
    has_labels = any(k[0] == "label" for k in keys)
    small = {k for k in keys if has_labels and k not in unlabelled and weights[k] == 1}
    return [k[0] not in ("input", "label") and (not weights[k] or k in small) for k in keys]


def _settled(layers: Sequence[LayerNode], own: Sequence[Key], floating: Sequence[bool]) -> list[Key]:
    """Each node that cannot stand by itself gets the key of a neighbour, as far as it has one.

    It goes with what feeds it; what changes the shape, and what has a label inside a block, with what it feeds.
    """
    behind = [max(layer.inputs, default=None) for layer in layers]
    ahead: list[int | None] = [None] * len(layers)
    for number in reversed(range(len(layers))):
        for source in layers[number].inputs:
            ahead[source] = number
    keys = [None if f else key for key, f in zip(own, floating, strict=True)]
    forward = [x.entering != x.leaving or x.label is not None for x in layers]
    order = range(len(layers))
    for numbers, side, every in (order, behind, False), (order[::-1], ahead, True), (order, behind, True):
        for n in numbers:
            other = side[n]
            if keys[n] is None and other is not None and (every or not forward[n]):
                keys[n] = keys[other] if _may_join(layers[n], layers[other], keys[other]) else None
    return [key or alone for key, alone in zip(keys, own, strict=True)]


def _may_join(layer: LayerNode, other: LayerNode, key: Key | None) -> bool:
    """Whether a layer may go with a neighbour: what has parameters, not with a repetition that it stands outside of.

    Nor with a label's stage, which counts its own, if it has none itself.
    """
    apart = any(t.repetition not in {own.repetition for own in layer.repeats} for t in other.repeats[:1])
    foreign = key is not None and key[0] == "label" and layer.label is None
    return other.kind is not INPUT and not (layer.tensors and (apart or foreign))
