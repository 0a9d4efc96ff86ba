"""The stages of a network, a box each, in the order of the data flow."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from symcount.algebra.formula import Formula
from symcount.diagram.partition import Key, is_owner, keys_of, plain_name, scopes
from symcount.network.network import LayerNode, Network
from symcount.record import entity

RUN: Key = ("run", "")
SHARED: Key = ("shared", "")
"""The keys of several stages in a row, and of several with the same weights side by side."""

FEWEST, MOST = 3, 20
"""A net is opened further until it shows so many stages, and stages that are alike are joined where it shows more."""
DEEPEST = 3
"""How often it is opened at most."""
TOO_MANY = 400
"""So many are not drawn: blocks, and then labels, are left aside."""


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
    def name(self) -> tuple[str, ...]:
        """What it is a stage of: names of blocks, and of layers that stand by themselves."""
        names = (plain_name(scopes(x)[0]) if scopes(x) else f"{x.kind.name} {x.window}" for x in self.owners)
        return (self.key[0], *dict.fromkeys(names))

    @property
    def sizes(self) -> tuple[Formula, ...]:
        """The shape behind its last weights."""
        return self.owners[-1].leaving


def stages_of(network: Network) -> list[Stage]:
    """The stages, each after those that it takes tensors from."""
    stages: list[Stage] = []
    for depth in range(DEEPEST + 1):
        finer = _grouped(network.layers, keys_of(network.layers, depth))
        if not stages or len(stages) < len(finer) <= MOST:
            stages = finer
        if sum(s.key[0] != "input" for s in stages) >= FEWEST:
            break
    for kept in (("input", "label"), ("input",), ()):
        keys = keys_of(network.layers, 0) if not stages else []
        stages = stages or _grouped(network.layers, [key if key[0] in kept else RUN for key in keys])
    stages = _join_shared(_join_empty(stages))
    for alike in ALIKE:
        joined = _join_alike(stages, alike)
        if len(joined) <= MOST:
            break
    return joined


def sources(stages: Sequence[Stage]) -> list[dict[int, int]]:
    """For each stage, the other stages that it takes tensors from, each with the first node that gives one."""
    home = {n: i for i, stage in enumerate(stages) for n in stage.nodes}
    outside = [[s for layer in stage.layers for s in layer.inputs if home[s] != i] for i, stage in enumerate(stages)]
    return [{home[source]: source for source in reversed(nodes)} for nodes in outside]


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
        more = 0
        for b in before - {place}:
            more |= above[b] | 1 << b
        if more & ~above[place]:
            above = [bits | more if i == place or bits >> place & 1 else bits for i, bits in enumerate(above)]
    return _sorted(stages)


def _sorted(unsorted: list[Stage]) -> list[Stage]:
    """The stages that wait for nothing first, then in the order of their first nodes."""
    waits = [set(s) for s in sources(unsorted)]
    rest = set(range(len(unsorted)))
    order: list[int] = []
    while rest:
        order.append(min((i for i in rest if not waits[i] & rest), key=lambda i: min(unsorted[i].nodes)))
        rest.remove(order[-1])
    return [unsorted[i] for i in order]


# ---- stages that are one -----------------------------------------------------------------

ALIKE: tuple[Callable[[Stage, Stage], bool], ...] = (
    lambda a, b: (a.name, a.sizes) == (b.name, b.sizes),
    lambda a, b: (a.name, a.sizes[1:]) == (b.name, b.sizes[1:]),
    lambda a, b: a.sizes[1:] == b.sizes[1:],
    lambda a, b: True,
)
"""When two unlabelled stages in a row are one, from strict to loose."""


def _join_empty(stages: list[Stage]) -> list[Stage]:
    """What a label reaches besides its weights, as a pooling far before them, goes with the stage before it."""
    weighty = {stage.key for stage in stages if any(x.tensors or x.shared_tensors for x in stage.layers)}

    def partner(stage: Stage, before: set[int]) -> int | None:
        empty = not any(x.tensors or x.shared_tensors for x in stage.layers)
        return min(before) if empty and stage.key[0] == "label" and stage.key in weighty and len(before) == 1 else None

    return _joined(stages, partner)


def _join_shared(stages: list[Stage]) -> list[Stage]:
    """One stage for a block that is used side by side with the same weights, as the head of a detector."""
    first: dict[tuple[tuple[str, ...], frozenset[int]], Stage] = {}

    def partner(stage: Stage, before: set[int]) -> int | None:
        twin = first.setdefault((stage.name, frozenset(before)), stage)
        is_block = all(map(scopes, stage.owners)) and not any(x.tensors for x in stage.layers)
        return stages.index(twin) if is_block and _unlabelled(stage, twin) else None

    return _joined(stages, partner, SHARED)


def _join_alike(stages: list[Stage], alike: Callable[[Stage, Stage], bool]) -> list[Stage]:
    """Each stage with those that follow it, take from it alone, and look like it."""

    def partner(stage: Stage, before: set[int]) -> int | None:
        one = stages[min(before)] if len(before) == 1 else None
        return min(before) if one and _unlabelled(one, stage) and alike(one, stage) else None

    return _joined(stages, partner, RUN)


def _unlabelled(*pair: Stage) -> bool:
    return all(stage.key[0] in ("repeats", "block") for stage in pair)


def _joined(
    stages: list[Stage], partner: Callable[[Stage, set[int]], int | None], key: Key | None = None
) -> list[Stage]:
    """Each stage with its partner, given the stages before it; under a key for what has grown, or its own."""
    into: list[int] = []
    grown: dict[int, Stage] = {}
    for i, (stage, before) in enumerate(zip(stages, sources(stages), strict=True)):
        home = partner(stage, {into[s] for s in before})
        into.append(i if home is None else home)
        first = grown.get(into[i])
        grown[into[i]] = Stage(key or first.key, first.nodes | stage.nodes) if first else stage
    return _sorted(list(grown.values()))
