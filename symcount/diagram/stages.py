"""The stages of a network, a box each, in the order of the data flow.

A label of the net's own statements makes a stage, else a block or repetition that stands in the net by itself, else a
layer. Where that shows little, labels inside blocks make stages too, and then the blocks in blocks. What has no weights
goes with a neighbour.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from symcount.algebra.formula import Formula
from symcount.derivation.tally import is_weight
from symcount.network.graph import INPUT, JOINS
from symcount.network.network import LayerNode, Network

Step = TypeVar("Step")
Key = tuple[str, str]
"""What makes a stage, "input", "label", "repeats" or "block", and which one."""

RUN: Key = ("run", "")
SHARED: Key = ("shared", "")
"""The keys of several stages in a row, and of several with the same weights side by side."""

FEWEST, MOST = 3, 20
"""A net is opened further until it shows so many stages, and stages that are alike are joined where it shows more."""
DEEPEST = 3
"""How often it is opened at most."""
TOO_MANY = 400
"""So many are not drawn: blocks, and then labels, are left aside."""


@dataclass(frozen=True, slots=True)
class Stage:
    """Nodes of the graph that stand in one box, and their layers."""

    key: Key
    nodes: tuple[int, ...]
    layers: tuple[LayerNode, ...]

    @property
    def owners(self) -> list[LayerNode]:
        """The layers with weights, else those that own anything, else all."""
        return [x for x in self.layers if is_owner(x)] or [x for x in self.layers if x.tensors] or list(self.layers)

    @property
    def name(self) -> tuple[str, ...]:
        """What it is a stage of: names of blocks, and of layers that stand by themselves."""
        names = (plain_name(scopes(x)[0]) if scopes(x) else f"{x.kind.name} {x.window}" for x in self.owners)
        return (self.key[0], *dict.fromkeys(names))

    @property
    def sizes(self) -> tuple[Formula, ...]:
        """The shape behind its last weights."""
        return self.owners[-1].leaving


def stages(network: Network) -> list[Stage]:
    """The stages, each after those that it takes tensors from."""
    shown: list[Stage] = []
    for depth in range(DEEPEST + 1):
        finer = _grouped(network, _keys(network.layers, depth))
        if not shown or len(shown) < len(finer) <= MOST:
            shown = finer
        if sum(s.key[0] != "input" for s in shown) >= FEWEST:
            break
    for kept in (("input", "label"), ("input",), ()):
        keys = _keys(network.layers, 0) if not shown else []
        shown = shown or _grouped(network, [key if key[0] in kept else RUN for key in keys])
    shown = _join_shared(network, _join_empty(network, shown))
    for alike in ALIKE:
        joined = _join_alike(network, shown, alike)
        if len(joined) <= MOST:
            break
    return joined


def sources(network: Network, shown: Sequence[Stage]) -> list[dict[int, int]]:
    """For each stage, the other stages that it takes tensors from, each with the first node that gives one."""
    home = {n: i for i, stage in enumerate(shown) for n in stage.nodes}
    given = [[s for layer in stage.layers for s in layer.inputs if home[s] != i] for i, stage in enumerate(shown)]
    return [{home[source]: source for source in reversed(nodes)} for nodes in given]


# ---- layers ------------------------------------------------------------------------------


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


def _keys(layers: Sequence[LayerNode], depth: int) -> list[Key]:
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

    What has parameters and no label stays out of a label's stage, which counts its own.
    """
    consumers: dict[int, int] = {}
    for number, layer in enumerate(layers):
        for source in layer.inputs:
            consumers.setdefault(source, number)
    sides = [[max(x.inputs, default=None) for x in layers], [consumers.get(n) for n in range(len(layers))]]
    near = [[-1 if o is None else _nearness(x, layers[o]) for x, o in zip(layers, s, strict=True)] for s in sides]
    forward = [_goes_forward(x, b, a) for x, b, a in zip(layers, *near, strict=True)]
    keys = [None if f else key for key, f in zip(own, floating, strict=True)]
    for ahead, any_way in ((0, False), (1, False), (0, True), (1, True)):
        for n in reversed(range(len(layers))) if ahead else range(len(layers)):
            other = sides[ahead][n]
            if keys[n] is None and other is not None and near[ahead][n] >= 0 and (any_way or forward[n] == ahead):
                alone = layers[n].tensors and layers[n].label is None
                keys[n] = None if alone and (keys[other] or RUN)[0] == "label" else keys[other]
    return [key or alone for key, alone in zip(keys, own, strict=True)]


def _nearness(layer: LayerNode, other: LayerNode) -> int:
    """How near a neighbour is: by the blocks that both stand in; -1 where it is none."""
    outer = {t.repetition for t in other.repeats[:1]}
    shared = len(common([scopes(layer), scopes(other)]))
    apart = not shared and not outer <= {t.repetition for t in layer.repeats}
    if other.kind is INPUT or (apart and layer.tensors):
        return -1
    return 0 if apart else 1 + 2 * shared + (outer == {t.repetition for t in layer.repeats[:1]})


def _goes_forward(layer: LayerNode, behind: int, ahead: int) -> bool:
    """Whether a node goes with what it feeds, not with what feeds it."""
    is_concat = layer.kind is JOINS["concat"]
    if is_concat and not scopes(layer) and ahead >= 0:
        return True
    return ahead > behind or (ahead == behind and (is_concat or layer.label is not None))


# ---- from layers to stages ---------------------------------------------------------------


@dataclass(slots=True)
class _GrowingStage:
    """A stage that grows; `above` are the stages before it, as bits of an integer."""

    key: Key
    nodes: list[int]
    above: int = 0


def _grouped(network: Network, keys: Sequence[Key]) -> list[Stage]:
    """A node joins the latest stage of its key, unless it waits for a stage that waits for that one.

    None at all where there are too many.
    """
    growing: list[_GrowingStage] = []
    latest: dict[Key, int] = {}
    home: list[int] = []
    for number, (key, layer) in enumerate(zip(keys, network.layers, strict=True)):
        before = {home[source] for source in layer.inputs}
        place = latest.get(key)
        if place is None or any(growing[b].above >> place & 1 for b in before):
            place = latest[key] = len(growing)
            growing.append(_GrowingStage(key, []))
            if len(growing) > TOO_MANY:
                return []
        growing[place].nodes.append(number)
        home.append(place)
        above = 0
        for b in before - {place}:
            above |= growing[b].above | 1 << b
        if above & ~growing[place].above:
            for stage in growing:
                if stage is growing[place] or stage.above >> place & 1:
                    stage.above |= above
    return _sorted(network, [_stage(network, g.key, g.nodes) for g in growing])


def _stage(network: Network, key: Key, nodes: Sequence[int]) -> Stage:
    return Stage(key, tuple(nodes), tuple(network.layers[n] for n in nodes))


def _sorted(network: Network, unsorted: list[Stage]) -> list[Stage]:
    """The stages that wait for nothing first, then in the order of their first nodes."""
    waits = [set(s) for s in sources(network, unsorted)]
    rest = set(range(len(unsorted)))
    order: list[int] = []
    while rest:
        order.append(min((i for i in rest if not waits[i] & rest), key=lambda i: unsorted[i].nodes[0]))
        rest.remove(order[-1])
    return [unsorted[i] for i in order]


# ---- stages that are alike ---------------------------------------------------------------

ALIKE: tuple[Callable[[Stage, Stage], bool], ...] = (
    lambda a, b: (a.name, a.sizes) == (b.name, b.sizes),
    lambda a, b: (a.name, a.sizes[1:]) == (b.name, b.sizes[1:]),
    lambda a, b: a.sizes[1:] == b.sizes[1:],
    lambda a, b: True,
)
"""When two unlabelled stages in a row are one, from strict to loose."""


def _join_alike(network: Network, shown: list[Stage], alike: Callable[[Stage, Stage], bool]) -> list[Stage]:
    """Each stage with those that follow it, take from it alone, and look like it."""
    into = list(range(len(shown)))
    for i, given in enumerate(sources(network, shown)):
        before = {into[s] for s in given}
        if len(before) == 1 and _unlabelled(shown[min(before)], shown[i]) and alike(shown[min(before)], shown[i]):
            into[i] = min(before)
    return _joined(network, shown, into, RUN)


def _join_shared(network: Network, shown: list[Stage]) -> list[Stage]:
    """One stage for a block that is used side by side with the same weights, as the head of a detector."""
    into = list(range(len(shown)))
    first: dict[tuple[tuple[str, ...], frozenset[int]], int] = {}
    for i, (stage, given) in enumerate(zip(shown, sources(network, shown), strict=True)):
        twin = first.setdefault((stage.name, frozenset(given)), i)
        again = all(map(scopes, stage.layers)) and not any(x.tensors for x in stage.layers)
        if twin != i and again and _unlabelled(stage, shown[twin]):
            into[i] = twin
    return _joined(network, shown, into, SHARED)


def _join_empty(network: Network, shown: list[Stage]) -> list[Stage]:
    """What a label reaches besides its weights, as a pooling far before them, goes with the stage before it."""
    empty = [not any(x.tensors or x.shared_tensors for x in stage.layers) for stage in shown]
    weighty = {stage.key for stage, e in zip(shown, empty, strict=True) if not e}
    into = list(range(len(shown)))
    for i, given in enumerate(sources(network, shown)):
        if empty[i] and shown[i].key[0] == "label" and shown[i].key in weighty and len({into[s] for s in given}) == 1:
            into[i] = into[min(given)]
    return _joined(network, shown, into, None)


def _unlabelled(*pair: Stage) -> bool:
    return all(stage.key[0] in ("repeats", "block") for stage in pair)


def _joined(network: Network, shown: list[Stage], into: list[int], key: Key | None) -> list[Stage]:
    """Each stage with those that go into it, under a key for what has grown, or its own."""
    members: dict[int, list[Stage]] = defaultdict(list)
    for stage, home in zip(shown, into, strict=True):
        members[home].append(stage)
    grown = [
        parts[0] if len(parts) == 1 else _stage(network, key or parts[0].key, [n for p in parts for n in p.nodes])
        for parts in members.values()
    ]
    return _sorted(network, grown)
