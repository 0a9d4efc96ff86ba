"""Network to stages: which layers stand in one box of a diagram.

A label of the net's own statements makes a stage, and so does each block, repetition or layer that stands in the net
by itself. What owns no weights goes with the neighbour that it shares most of its path with.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from symcount.derivation.tally import is_weight
from symcount.network.graph import INPUT, JOINS
from symcount.network.network import LayerNode, Network

Key = tuple[str, str]
"""What makes a stage, "input", "label", "repeats" or "block", and which one."""


@dataclass(frozen=True, slots=True)
class Detail:
    """How far a net is opened: whether labels in blocks make stages too, and the depth of the blocks that do."""

    inner: bool
    depth: int


DETAILS = (Detail(False, 0), Detail(True, 0), Detail(True, 1), Detail(True, 2))
"""From coarse to fine: the first that shows enough is taken."""


def is_owner(layer: LayerNode) -> bool:
    """Whether a layer has weights, of its own or those of another."""
    return any(map(is_weight, (*layer.tensors, *layer.again)))


def scopes(layer: LayerNode) -> tuple[str, ...]:
    """The blocks round a layer, the outermost first: `stage[1]`, `bottleneck[2]`."""
    return tuple(layer.path.split(".")[:-1])


def base(step: str) -> str:
    """`stage` of `stage[1]`."""
    return step.partition("[")[0]


def keys(network: Network, detail: Detail) -> list[Key]:
    """For each node, the stage that it belongs to."""
    return _Keys(network.layers, detail).settled()


class _Keys:
    """The keys of one network while those of its weightless layers are not settled."""

    def __init__(self, layers: Sequence[LayerNode], detail: Detail) -> None:
        self.layers = layers
        self.detail = detail
        self.consumer: dict[int, int] = {}
        for number, layer in enumerate(layers):
            for source in layer.inputs:
                self.consumer.setdefault(source, number)
        self.prefixes = [".".join(x.path.split(".")[: detail.depth + 1]) for x in layers]
        self.spread: dict[int, set[str]] = defaultdict(set)
        for layer, prefix in zip(layers, self.prefixes, strict=True):
            for repeat in layer.repeats[:1]:
                self.spread[repeat.repetition].add(prefix)
        owners = {self._label(x) for x in layers if is_owner(x)}
        self.labels = {x.label for x in layers if x.own_label or (detail.inner and self._label(x) in owners)}
        self.labels.discard(None)
        self.first = [self._first(number) for number in range(len(layers))]

    def _label(self, layer: LayerNode) -> str | None:
        return layer.label if layer.own_label or self.detail.inner else None

    def _first(self, number: int) -> Key:
        """The key that a node has by itself."""
        layer = self.layers[number]
        if layer.kind is INPUT:
            return "input", str(number)
        label = self._label(layer)
        if label is not None and label in self.labels:
            return "label", label
        if layer.repeats and len(self.spread[layer.repeats[0].repetition]) > 1:
            return "repeats", str(layer.repeats[0].repetition)
        return "block", self.prefixes[number]

    def settled(self) -> list[Key]:
        """Each layer that cannot stand by itself has the key of a neighbour, as far as it has one."""
        found: list[Key | None] = [None if f else k for k, f in zip(self.first, self._floating(), strict=True)]
        forward = [self._goes_forward(n) if found[n] is None else False for n in range(len(found))]
        order = range(len(found))
        for numbers, ahead, any_way in (
            (order, False, False),
            (reversed(order), True, False),
            (order, False, False),
            (reversed(order), True, True),
            (order, False, True),
        ):
            for n in numbers:
                if found[n] is None and (any_way or forward[n] == ahead):
                    found[n] = self._of_neighbour(n, ahead, found)
        return [k or own for k, own in zip(found, self.first, strict=True)]

    def _of_neighbour(self, number: int, ahead: bool, found: list[Key | None]) -> Key | None:
        other = self._neighbour(number, ahead)
        return None if other is None or self._nearness(number, other) < 0 else found[other]

    def _neighbour(self, number: int, ahead: bool) -> int | None:
        """The node that this one feeds first, or the last one that feeds it."""
        return self.consumer.get(number) if ahead else max(self.layers[number].inputs, default=None)

    def _floating(self) -> list[bool]:
        """Whether each node cannot stand by itself."""
        weights = Counter(k for k, x in zip(self.first, self.layers, strict=True) if is_owner(x))
        if not weights:
            weights = Counter(k for k, x in zip(self.first, self.layers, strict=True) if x.tensors)
        named = {k for k, x in zip(self.first, self.layers, strict=True) if x.label is not None}
        plain = {k for k, x in zip(self.first, self.layers, strict=True) if x.label is None}
        small = {k for k in named - plain if weights[k] == 1} if self.labels else set()
        labelled = {p for p, k in zip(self.prefixes, self.first, strict=True) if k[0] == "label"}
        return [
            k[0] not in ("label", "input") and (not weights[k] or k[1] in labelled or k in small) for k in self.first
        ]

    def _goes_forward(self, number: int) -> bool:
        """Whether a node goes with what it feeds, not with what feeds it."""
        layer = self.layers[number]
        behind, ahead = (self._neighbour(number, side) for side in (False, True))
        nearness = [-1 if other is None else self._nearness(number, other) for other in (behind, ahead)]
        if layer.kind is JOINS["concat"] and not scopes(layer) and nearness[1] >= 0:
            return True
        if nearness[0] != nearness[1]:
            return nearness[1] > nearness[0]
        after_join = any(self.layers[i].kind in JOINS.values() for i in layer.inputs)
        return layer.kind is JOINS["concat"] or after_join or layer.label is not None

    def _nearness(self, number: int, other: int) -> int:
        """How much of their paths two nodes share; -1 where the one cannot go with the other."""
        a, b = self.layers[number], self.layers[other]
        shared = common([scopes(a), scopes(b)])
        outer = {t.repetition for t in b.repeats[:1]}
        apart = bool(not shared and outer - {t.repetition for t in a.repeats})
        if b.kind is INPUT or (apart and a.tensors):
            return -1
        return 0 if apart else 1 + 2 * len(shared) + (outer == {t.repetition for t in a.repeats[:1]})


def common(paths: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """The steps that all paths begin with."""
    shared: list[str] = []
    for steps in zip(*paths, strict=False):
        if len(set(steps)) > 1:
            break
        shared.append(steps[0])
    return tuple(shared)
