"""The stages of a network, a box each, in the order of the data flow.

A label of the net's own statements makes a stage, else a block or repetition that stands in the net by itself, else a
layer. Where that shows little, labels inside blocks make stages too, and then the blocks in blocks. What has no weights
goes with a neighbour. Where there are many, those that are alike and follow each other are one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from functools import partial, reduce
from itertools import takewhile
from operator import or_
from typing import TypeVar

from symcount.derivation.captions import is_weight
from symcount.network.graph import INPUT
from symcount.network.network import LayerNode, Network
from symcount.record import entity

Step = TypeVar("Step")
Key = tuple[str, str]
"""What makes a stage, "input", "label", "repeats" or "block", and which one; or one of the next two."""
RUN: Key = ("run", "")  # several stages in a row
SHARED: Key = ("shared", "")  # several with the same weights side by side

FEWEST, MOST = 3, 20  # a net is opened until it shows so many stages; where it shows more, those alike are joined
DEEPEST = 3  # how often it is opened at most
TOO_MANY = 400  # so many are not drawn: blocks, and then labels, are left aside


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
    return tuple(steps[0] for steps in takewhile(lambda steps: len(set(steps)) == 1, zip(*paths, strict=False)))


@entity
class Stage:
    """Nodes of the graph that stand in one box, in their order."""

    key: Key
    nodes: dict[int, LayerNode]

    @property
    def layers(self) -> list[LayerNode]:
        return list(self.nodes.values())

    @property
    def owners(self) -> list[LayerNode]:
        """The layers with weights, else those that own anything, else all."""
        return [x for x in self.layers if is_owner(x)] or [x for x in self.layers if x.tensors] or self.layers

    @property
    def label(self) -> str | None:
        """The label that it stands for: its own, or the one of all that has parameters in it."""
        if self.key[0] == "label":
            return self.key[1]
        labels = {x.label for x in self.layers if x.tensors}
        return labels.pop() if len(labels) == 1 else None

    @property
    def counted(self) -> tuple[LayerNode, ...]:
        """The layers of its label, or all."""
        label = self.label
        return tuple(x for x in self.layers if label in (None, x.label))

    @property
    def is_empty(self) -> bool:
        """Whether nothing in it has parameters, of its own or shared."""
        return not any(x.tensors or x.shared_tensors for x in self.layers)

    @property
    def name(self) -> tuple[str, ...]:
        """What it is a stage of: names of blocks, and of layers that stand by themselves."""
        names = (plain_name(scopes(x)[0]) if scopes(x) else f"{x.kind.name} {x.window}" for x in self.owners)
        return (self.key[0], *dict.fromkeys(names))


def stages_of(network: Network) -> list[Stage]:
    """The stages, each after those that it takes tensors from."""
    stages: list[Stage] = []
    for depth in range(DEEPEST + 1):
        finer = _grouped(network.layers, _keys(network.layers, depth))
        if not stages or len(stages) < len(finer) <= MOST:
            stages = finer
        if sum(s.key[0] != "input" for s in stages) >= FEWEST:
            break
    for kept in (("input", "label"), ("input",), ()):
        if not stages:
            keys = [key if key[0] in kept else RUN for key in _keys(network.layers, 0)]
            stages = _grouped(network.layers, keys)
    weighty = {stage.key for stage in stages if stage.key[0] == "label" and not stage.is_empty}
    stages = _joined(stages, lambda one, other: other.is_empty and other.key in weighty)
    stages = _joined(stages, _is_twin, SHARED)
    for same in ALIKE:
        joined = _joined(stages, partial(_is_alike, same), RUN)
        if len(joined) <= MOST:
            break
    return joined


def sources(stages: Sequence[Stage]) -> list[dict[int, int]]:
    """For each stage, the other stages that it takes tensors from, each with the first node that gives one."""
    home = {n: i for i, stage in enumerate(stages) for n in stage.nodes}
    outside = [[s for layer in stage.layers for s in layer.inputs if home[s] != i] for i, stage in enumerate(stages)]
    return [{home[source]: source for source in reversed(nodes)} for nodes in outside]


# ---- which layers belong together: a key for each ------------------------------------------


def _keys(layers: Sequence[LayerNode], depth: int) -> list[Key]:
    """For each node, the stage that it belongs to where the net is opened so far.

    What cannot stand by itself goes with what feeds it; what changes the shape, and what has a label inside a block,
    with what it feeds.
    """
    own = _own_keys(layers, depth)
    keys = [None if floats else key for key, floats in zip(own, _floating(layers, own), strict=True)]
    behind = {n: max(layer.inputs) for n, layer in enumerate(layers) if layer.inputs}
    ahead = {source: n for n, layer in reversed([*enumerate(layers)]) for source in layer.inputs}
    forward = [x.entering != x.leaving or x.label is not None for x in layers]
    order = range(len(layers))
    for numbers, side, every in (order, behind, False), (order[::-1], ahead, True), (order, behind, True):
        for n in numbers:
            if keys[n] is None and n in side and (every or not forward[n]):
                key = keys[side[n]]
                keys[n] = key if _may_join(layers[n], layers[side[n]], key) else None
    return [key or alone for key, alone in zip(keys, own, strict=True)]


def _own_keys(layers: Sequence[LayerNode], depth: int) -> list[Key]:
    """The key that each node has by itself."""
    labels = {x.label for x in layers if x.label and (x.own_label or (depth and is_owner(x)))}
    blocks = [".".join(x.path.split(".")[: max(depth, 1)]) for x in layers]
    spread: dict[int, set[str]] = defaultdict(set)
    for layer, block in zip(layers, blocks, strict=True):
        for repeat in layer.repeats[:1]:
            spread[repeat.repetition].add(block)
    keys: list[Key] = []
    for number, (layer, block) in enumerate(zip(layers, blocks, strict=True)):
        if layer.kind is INPUT:
            keys.append(("input", str(number)))
        elif layer.label and layer.label in labels and (layer.own_label or depth):
            keys.append(("label", layer.label))
        elif layer.repeats and len(spread[layer.repeats[0].repetition]) > 1:
            keys.append(("repeats", str(layer.repeats[0].repetition)))
        else:
            keys.append(("block", block))
    return keys


def _floating(layers: Sequence[LayerNode], keys: Sequence[Key]) -> list[bool]:
    """Whether each node goes with a neighbour: one that owns nothing, or has no weights and no label that counts."""
    heavy = [is_owner(x) or any(t.role == "embedding" for t in x.tensors) for x in layers]
    heavy = heavy if any(heavy) else [bool(x.tensors) for x in layers]
    weights = Counter(key for key, counts in zip(keys, heavy, strict=True) if counts)
    unlabelled = {key for key, x in zip(keys, layers, strict=True) if x.label is None}
    most = 1 if any(key[0] == "label" for key in keys) else 0
    return [k[0] not in ("input", "label") and weights[k] <= (0 if k in unlabelled else most) for k in keys]


def _may_join(layer: LayerNode, other: LayerNode, key: Key | None) -> bool:
    """Whether a layer may go with a neighbour: what has parameters, not with a repetition that it stands outside of.

    Nor with a label's stage, which counts its own, if it has none itself.
    """
    apart = any(t.repetition not in {own.repetition for own in layer.repeats} for t in other.repeats[:1])
    foreign = key is not None and key[0] == "label" and layer.label is None
    return other.kind is not INPUT and not (layer.tensors and (apart or foreign))


# ---- from layers to stages ---------------------------------------------------------------


def _grouped(layers: Sequence[LayerNode], keys: Sequence[Key]) -> list[Stage]:
    """A node joins the latest stage of its key, unless it waits for a stage that waits for that one.

    None at all where there are too many.
    """
    stages: list[Stage] = []
    above: list[int] = []  # the stages before each, as bits
    latest: dict[Key, int] = {}
    home: list[int] = []
    for number, (key, layer) in enumerate(zip(keys, layers, strict=True)):
        before = {home[source] for source in layer.inputs}
        place = latest.get(key)
        if place is None or any(above[b] >> place & 1 for b in before):
            place = latest[key] = len(stages)
            stages.append(Stage(key, {}))
            above.append(0)
            if len(stages) > TOO_MANY:
                return []
        stages[place].nodes[number] = layer
        home.append(place)
        more = reduce(or_, (above[b] | 1 << b for b in before - {place}), 0)
        if more & ~above[place]:
            above = [bits | more if i == place or bits >> place & 1 else bits for i, bits in enumerate(above)]
    return _sorted(stages)


def _sorted(unsorted: list[Stage]) -> list[Stage]:
    """The stages that wait for nothing first, then in the order of their first nodes."""
    rest = dict(enumerate(sources(unsorted)))
    order: list[int] = []
    while rest:
        free = (i for i, waits in rest.items() if not waits.keys() & rest.keys())
        order.append(min(free, key=lambda i: min(unsorted[i].nodes)))
        del rest[order[-1]]
    return [unsorted[i] for i in order]


# ---- stages that are one -----------------------------------------------------------------

ALIKE: tuple[Callable[[Stage], object], ...] = (
    lambda stage: (stage.name, stage.owners[-1].leaving),
    lambda stage: (stage.name, stage.owners[-1].leaving[1:]),
    lambda stage: stage.owners[-1].leaving[1:],
    lambda stage: None,
)
"""What two unlabelled stages in a row have in common if they are one, from strict to loose."""


def _is_plain(*stages: Stage) -> bool:
    """Whether no label stands for them."""
    return all(stage.key[0] in ("repeats", "block") for stage in stages)


def _is_alike(same: Callable[[Stage], object], one: Stage, other: Stage) -> bool:
    return _is_plain(one, other) and same(one) == same(other)


def _is_twin(first: Stage, stage: Stage) -> bool:
    """Whether a block is used side by side with the same weights, as the head of a detector."""
    is_block = all(map(scopes, stage.owners)) and not any(x.tensors for x in stage.layers)
    return is_block and _is_plain(first, stage)


def _joined(stages: list[Stage], fits: Callable[[Stage, Stage], bool], key: Key | None = None) -> list[Stage]:
    """Each stage with its partner, if it fits there; under a key for what has grown, or its own.

    The partner is the stage before it, if it takes from that alone; for SHARED the first one like it beside it.
    """
    into: list[int] = []
    grown: dict[int, Stage] = {}
    beside: dict[tuple[tuple[str, ...], frozenset[int]], int] = {}
    for i, (stage, inputs) in enumerate(zip(stages, sources(stages), strict=True)):
        before = frozenset(into[s] for s in inputs)
        if key == SHARED:
            partner = beside.setdefault((stage.name, before), i)
        else:
            partner = min(before) if len(before) == 1 else i
        into.append(partner if partner != i and fits(stages[partner], stage) else i)
        first = grown.get(into[i])
        grown[into[i]] = Stage(key or first.key, first.nodes | stage.nodes) if first else stage
    return _sorted(list(grown.values()))
