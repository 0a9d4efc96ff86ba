"""Network to Diagram: boxes, arrows, skips and folded repeats. What draws it knows nothing of layers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from symcount.algebra import arithmetic
from symcount.algebra.formula import ONE, ZERO, Formula, NoValue, Number, value
from symcount.algebra.functions import Exact
from symcount.derivation.closed import closed_formula, closed_total
from symcount.derivation.tally import Term
from symcount.diagram.lettering import shape_of
from symcount.diagram.naming import Line, captions, title_of, unit_of
from symcount.diagram.partition import is_owner
from symcount.diagram.stages import Stage, sources, stages
from symcount.network.graph import JOINS
from symcount.network.network import LayerNode, Network, Repeat
from symcount.network.views import PARAMS

BROADCAST = 5
"""A stage that feeds so many others is joined by lines only to those that have nothing later before them."""


@dataclass(frozen=True, slots=True)
class StageBox:
    """One stage: what is written at it, and what it is drawn to scale with."""

    title: Line
    count: Formula | None
    """Its parameters as a number or closed form; None where it cannot have any, as an input."""
    unit: Line
    """What it repeats, and how often: `bottleneck × 3`; empty where it repeats nothing."""
    captions: tuple[Line, ...]
    kind: str
    """A row of KINDS."""
    channels: float | None
    size: float | None
    """Of one side, as the mean of all; 1 for a vector, None where it has no value."""
    feeds: int = 0
    """How many stages it feeds, where there would be too many lines for all to be drawn."""


@dataclass(frozen=True, slots=True)
class Arrow:
    """A tensor from a box to a box: its channels and sizes."""

    source: int
    target: int
    shape: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class End:
    """A tensor that leaves the network."""

    source: int
    shape: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Fold:
    """Boxes that are repeated together."""

    boxes: tuple[int, ...]
    times: Formula


@dataclass(frozen=True, slots=True)
class Diagram:
    """A network as a picture, before anything has a place. `skips` are the tensors that pass stages by."""

    name: str
    boxes: tuple[StageBox, ...]
    arrows: tuple[Arrow, ...]
    skips: tuple[Arrow, ...]
    ends: tuple[End, ...]
    folds: tuple[Fold, ...]
    total: Formula
    view: str
    values: dict[str, Exact] = field(default_factory=dict)
    """The parameters' values."""
    names: dict[str, str] = field(default_factory=dict)
    """The author's own writing of names."""


def diagram(network: Network) -> Diagram:
    """The picture of a network. Each parameter is counted in one box."""
    found = stages(network)
    given = sources(network, found)
    feeds = [sum(i in g for g in given) for i in range(len(found))]
    drawn = [{s: n for s, n in g.items() if feeds[s] < BROADCAST or s == max(g)} for g in given]
    told = [0 if sum(i in g for g in drawn) == feeds[i] else feeds[i] for i in range(len(found))]
    boxes = [_box(network, stage, not feeds[i], told[i]) for i, stage in enumerate(found)]
    arrows = [
        Arrow(s, i, shape_of(_leaving(network, network.layers[n]), network.values))
        for i, g in enumerate(drawn)
        for s, n in sorted(g.items())
    ]
    passing = {(a.source, a.target) for a in arrows if _passes_by(drawn, a)}
    skips = [a for a in arrows if (a.source, a.target) in passing]
    straight = [a for a in arrows if (a.source, a.target) not in passing]
    ends = [
        End(i, shape_of(_end(network, s), network.values))
        for i, s in enumerate(found)
        if not feeds[i] and boxes[i].kind != "input"
    ]
    terms = [Term(x, t) for x in network.layers for t in x.tensors if not t.buffer]
    return Diagram(
        network.name,
        tuple(boxes),
        tuple(straight),
        tuple(skips),
        tuple(ends),
        tuple(_folds(network, found)),
        closed_total(terms, network),
        "parameters" if network.view == PARAMS else network.view.replace("_", "-"),
        network.values,
        network.writing,
    )


def _passes_by(given: Sequence[dict[int, int]], arrow: Arrow) -> bool:
    """Whether there is another way from the source of an arrow to its target."""
    seen: set[int] = set()
    ahead = [s for s in given[arrow.target] if s != arrow.source]
    while ahead:
        stage = ahead.pop()
        if stage == arrow.source:
            return True
        if stage not in seen:
            seen.add(stage)
            ahead += given[stage]
    return False


# ---- boxes -------------------------------------------------------------------------------


def _box(network: Network, stage: Stage, last: bool, feeds: int) -> StageBox:
    layers = [network.layers[n] for n in stage.nodes]
    kind = _kind(layers)
    shape = _shown_shape(network, layers, last)
    channels, *sizes = (_number(side, network.values) for side in shape)
    terms = [Term(x, t) for x in layers for t in x.tensors if not t.buffer]
    count = None if kind == "input" else closed_total(terms, network)
    shared = kind != "input" and count == ZERO and any(x.again for x in layers)
    title, told = title_of(stage, layers)
    return StageBox(
        title,
        None if shared else count,
        unit_of(stage, layers) if stage.key[0] in ("label", "block") else (),
        () if told else captions(stage, layers),
        kind,
        channels,
        _mean(sizes),
        feeds,
    )


def _shown_shape(network: Network, layers: Sequence[LayerNode], last: bool) -> tuple[Formula, ...]:
    """The shape that a box is drawn to scale with: its last one of the sizes at which its weights end.

    For the last box it is the widest.
    """
    owners = [x for x in layers if is_owner(x)] or [layers[-1]]
    shapes = [_leaving(network, x) for x in owners]
    known = [s for s in shapes if isinstance(s[0], Number)]
    if last and known:
        return max(known, key=lambda s: value(s[0]))
    return next(s for s in (_leaving(network, x) for x in reversed(layers)) if s[1:] == shapes[-1][1:])


def _leaving(network: Network, layer: LayerNode) -> tuple[Formula, ...]:
    """The shape behind a layer, after the last of its iterations."""
    last = {t.index: arithmetic.subtract(t.count, ONE) for t in layer.repeats if t.index is not None}
    if not last:
        return layer.leaving
    return tuple(closed_formula(arithmetic.computed(side, last), network) for side in layer.leaving)


def _end(network: Network, stage: Stage) -> tuple[Formula, ...]:
    """What leaves the network from a stage that feeds no other: its last node that feeds no node."""
    fed = {s for n in stage.nodes for s in network.layers[n].inputs}
    return _leaving(network, network.layers[max(n for n in stage.nodes if n not in fed)])


def _number(side: Formula, values: dict[str, Exact]) -> float | None:
    try:
        return float(value(side, values))
    except (NoValue, OverflowError):
        return None


def _mean(sizes: Iterable[float | None]) -> float | None:
    """The side of the square or cube that is as large."""
    product, count = 1.0, 0
    for size in sizes:
        if size is None:
            return None
        product, count = product * size, count + 1
    return product ** (1 / count) if count else 1.0


# ---- kinds -------------------------------------------------------------------------------


def _grows(layer: LayerNode) -> bool:
    """Whether a layer makes an image larger; a single value that is spread over one is none."""
    if layer.kind in JOINS.values() or len(layer.entering) != len(layer.leaving):
        return False
    pairs = list(zip(layer.entering[1:], layer.leaving[1:], strict=False))
    spreads = not is_owner(layer) and all(a == ONE for a, _ in pairs)
    return not spreads and any(isinstance(a, Number) and isinstance(b, Number) and b.value > a.value for a, b in pairs)


def _has_role(*beginnings: str) -> Callable[[Sequence[LayerNode]], bool]:
    return lambda layers: any(t.role.startswith(beginnings) for x in layers for t in x.tensors)


KINDS: dict[str, tuple[str, Callable[[Sequence[LayerNode]], bool]]] = {
    "input": ("input", lambda layers: all(x.kind.name == "input" and not x.tensors for x in layers)),
    "up": ("upsampling", lambda layers: any(map(_grows, layers))),
    "embedding": ("embedding", _has_role("embedding")),
    "recurrent": ("recurrent", _has_role("weight_hidden")),
    "window": ("convolutional", lambda layers: any(is_owner(x) and x.window for x in layers)),
    "dense": ("fully connected", lambda layers: any(map(is_owner, layers))),
    "other": ("other", lambda layers: True),
}
"""The kinds of stages, each with its word in the legend; the first that holds is taken."""


def _kind(layers: Sequence[LayerNode]) -> str:
    return next(name for name, (_, holds) in KINDS.items() if holds(layers))


# ---- folded repeats ----------------------------------------------------------------------


def _folds(network: Network, found: list[Stage]) -> Iterable[Fold]:
    """Repetitions that hold several stages, each of them in every iteration."""
    inside: dict[int, list[tuple[int, frozenset[Repeat]]]] = {}
    for i, stage in enumerate(found):
        outer = [network.layers[n].repeats[:1] for n in stage.nodes]
        repetitions = {t.repetition for repeats in outer for t in repeats}
        if len(repetitions) == 1 and all(outer):
            repeats = frozenset(repeat for (repeat,) in outer)
            inside.setdefault(min(repetitions), []).append((i, repeats))
    for stages_of in inside.values():
        every = {repeats for _, repeats in stages_of}
        if len(stages_of) > 1 and len(every) == 1:
            yield Fold(tuple(i for i, _ in stages_of), arithmetic.add(*(t.count for t in min(every, key=len))))
