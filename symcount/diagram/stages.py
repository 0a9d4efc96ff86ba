"""The stages of a network in the order of the data flow: nodes of one key, as long as no stage waits for itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from symcount.algebra.formula import Formula
from symcount.diagram.partition import DETAILS, Key, base, is_owner, keys, scopes
from symcount.network.network import LayerNode, Network

FEWEST, MOST = 3, 20
"""A net is opened further until it shows so many stages, and stages that are alike are joined where it shows more."""

TOO_MANY = 400
"""So many are not drawn: labels and blocks are then left aside."""


@dataclass(frozen=True, slots=True)
class Stage:
    """Nodes of the graph that stand in one box."""

    key: Key
    nodes: tuple[int, ...]


@dataclass(slots=True)
class _Open:
    """A stage that grows; `above` and `below` are the stages before and after it, as bits of an integer."""

    key: Key
    nodes: list[int]
    above: int = 0
    below: int = 0


def stages(network: Network) -> list[Stage]:
    """The stages, each after those that it takes tensors from."""
    found: list[Stage] = []
    for detail in DETAILS:
        finer = _stages(network, keys(network, detail))
        if not found or len(found) < len(finer) <= MOST:
            found = finer
        if sum(s.key[0] != "input" for s in found) >= FEWEST:
            break
    for crude in CRUDE:
        found = found or _stages(network, [crude(k) for k in keys(network, DETAILS[0])])
    found = _join_empty(network, _join_shared(network, found))
    for alike in ALIKE:
        joined = _join_alike(network, found, alike)
        if len(joined) <= MOST:
            break
    return joined


RUN: Key = ("run", "")
SHARED: Key = ("shared", "")
"""The keys of several stages in a row, and of several with the same weights side by side."""

CRUDE: tuple[Callable[[Key], Key], ...] = (
    lambda key: key if key[0] in ("input", "label") else RUN,
    lambda key: key if key[0] == "input" else RUN,
    lambda key: RUN,
)
"""Which keys are left where there are too many, from fine to coarse."""


def _stages(network: Network, keys: list[Key]) -> list[Stage]:
    """A node joins the latest stage of its key, unless it waits for a stage that waits for that one.

    None at all where there are too many.
    """
    opened: list[_Open] = []
    latest: dict[Key, int] = {}
    home: list[int] = []
    for number, layer in enumerate(network.layers):
        above = 0
        for source in layer.inputs:
            above |= opened[home[source]].above | 1 << home[source]
        key = keys[number]
        place = latest.get(key)
        if place is None or above & ~(1 << place) & opened[place].below:
            place = latest[key] = len(opened)
            opened.append(_Open(key, []))
            if len(opened) > TOO_MANY:
                return []
        _add(opened, place, number, above & ~(1 << place))
        home.append(place)
    return _sorted(network, [Stage(o.key, tuple(o.nodes)) for o in opened])


def _add(opened: list[_Open], place: int, number: int, above: int) -> None:
    stage = opened[place]
    stage.nodes.append(number)
    if above & ~stage.above:
        for below in [place, *_bits(stage.below)]:
            opened[below].above |= above
        for one in _bits(above):
            opened[one].below |= stage.below | 1 << place


def _bits(number: int) -> Iterator[int]:
    while number:
        yield (number & -number).bit_length() - 1
        number &= number - 1


def sources(network: Network, found: list[Stage]) -> list[dict[int, int]]:
    """For each stage, the other stages that it takes tensors from, each with the first node that gives one."""
    home = {n: i for i, stage in enumerate(found) for n in stage.nodes}
    given: list[dict[int, int]] = []
    for i, stage in enumerate(found):
        nodes = [source for n in stage.nodes for source in network.layers[n].inputs if home[source] != i]
        given.append({home[source]: source for source in reversed(nodes)})
    return given


def _sorted(network: Network, found: list[Stage]) -> list[Stage]:
    """The stages that wait for nothing first, then in the order of their first nodes."""
    waits = [set(s) for s in sources(network, found)]
    done: list[int] = []
    while len(done) < len(found):
        ready = (i for i, w in enumerate(waits) if i not in done and w <= set(done))
        done.append(min(ready, key=lambda i: found[i].nodes[0]))
    return [found[i] for i in done]


# ---- stages that are alike ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Look:
    """What two stages in a row are compared by."""

    name: tuple[str, ...]
    shape: tuple[Formula, ...]


def _look(network: Network, stage: Stage) -> _Look:
    layers = [network.layers[n] for n in stage.nodes]
    owners = [x for x in layers if is_owner(x)] or layers
    return _Look((stage.key[0], *dict.fromkeys(_name(x) for x in owners)), owners[-1].leaving)


def _name(layer: LayerNode) -> str:
    return base(scopes(layer)[0]) if scopes(layer) else f"{layer.kind.name} {layer.window}"


ALIKE: tuple[Callable[[_Look, _Look], bool], ...] = (
    lambda a, b: a == b,
    lambda a, b: (a.name, a.shape[1:]) == (b.name, b.shape[1:]),
    lambda a, b: a.shape[1:] == b.shape[1:],
    lambda a, b: True,
)
"""When two unlabelled stages in a row are one, from strict to loose."""


def _join_alike(network: Network, found: list[Stage], alike: Callable[[_Look, _Look], bool]) -> list[Stage]:
    """Each stage with those that follow it, take from it alone, and look like it."""
    given = sources(network, found)
    looks = [_look(network, stage) for stage in found]
    into = list(range(len(found)))
    for i, stage in enumerate(found):
        before = {into[s] for s in given[i]}
        if len(before) == 1 and _plain([stage, found[min(before)]]) and alike(looks[min(before)], looks[i]):
            into[i] = min(before)
    return _joined(network, found, into, [RUN] * len(found))


def _joined(network: Network, found: list[Stage], into: list[int], keys: Sequence[Key]) -> list[Stage]:
    """Each stage with those that go into it, under the key for what has grown."""
    joined = {i: [n for j, s in enumerate(found) if into[j] == i for n in s.nodes] for i in dict.fromkeys(into)}
    whole = [
        s if nodes == list(s.nodes) else Stage(k, tuple(nodes))
        for i, nodes in joined.items()
        for s, k in [(found[i], keys[i])]
    ]
    return _sorted(network, whole)


def _join_shared(network: Network, found: list[Stage]) -> list[Stage]:
    """One stage for a block that is used side by side with the same weights, as the head of a detector."""
    given = sources(network, found)
    into = list(range(len(found)))
    first: dict[tuple[tuple[str, ...], frozenset[int]], int] = {}
    for i, stage in enumerate(found):
        layers = [network.layers[n] for n in stage.nodes]
        known = first.setdefault((_look(network, stage).name, frozenset(given[i])), i)
        again = all(map(scopes, layers)) and not any(x.tensors for x in layers)
        if known != i and again and _plain([stage, found[known]]):
            into[i] = known
    return _joined(network, found, into, [SHARED] * len(found))


def _join_empty(network: Network, found: list[Stage]) -> list[Stage]:
    """What a label reaches besides its weights, as a pooling far before them, goes with the stage before it."""
    given = sources(network, found)
    empty = [not any(network.layers[n].tensors or network.layers[n].again for n in s.nodes) for s in found]
    weighty = {s.key for s, e in zip(found, empty, strict=True) if not e}
    into = list(range(len(found)))
    for i, stage in enumerate(found):
        before = {into[s] for s in given[i]}
        if empty[i] and stage.key[0] == "label" and stage.key in weighty and len(before) == 1:
            into[i] = min(before)
    return _joined(network, found, into, [stage.key for stage in found])


def _plain(found: Iterable[Stage]) -> bool:
    return all(stage.key[0] in ("repeats", "block") for stage in found)
