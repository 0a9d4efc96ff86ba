"""Network to Diagram: boxes, arrows, skips and folded repeats. What draws it knows nothing of layers.

A box under a label counts the layers of this label, as its group in the derivation does; where the label's layers stand
in several boxes, each says of how many in all. What else is in the box is named at it with a `+`, and counted below the
picture under its own label. So each name has one count, and all numbers together are the network's.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from symcount.algebra import arithmetic
from symcount.algebra.formula import ONE, ZERO, Formula, NoValue, Number, value
from symcount.algebra.functions import Exact
from symcount.derivation.closed import closed_formula, closed_total
from symcount.derivation.tally import Term, tally
from symcount.diagram.captions import Caption, Line, caption_of, label_of
from symcount.diagram.lettering import shape_of
from symcount.diagram.stages import Stage, is_owner, sources, stages
from symcount.network.graph import JOINS
from symcount.network.network import LayerNode, Network, Repeat
from symcount.network.views import PARAMS

BROADCAST = 5
"""A stage that feeds so many others is joined by lines only to those that have nothing later before them."""


@dataclass(frozen=True, slots=True)
class Count:
    """The parameters of one label at one place, as a number or closed form."""

    label: str
    here: Formula
    everywhere: Formula
    """All parameters of the label, as the derivation has them."""

    @property
    def partial(self) -> bool:
        return self.here != self.everywhere


@dataclass(frozen=True, slots=True)
class StageBox:
    """One stage: what is written at it, and what it is drawn to scale with."""

    caption: Caption
    count: Count | None
    """None where it cannot have any parameters of its own, as an input."""
    others: tuple[str, ...]
    """The labels of layers in it that are counted apart."""
    kind: str
    """A row of KINDS."""
    channels: float | None
    size: float | None
    """Of one side of what leaves it, as the mean of all; 1 for a vector, None where it has no value."""
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
    apart: tuple[Count, ...]
    """Labels of layers that stand in boxes with another label."""
    view: str
    values: dict[str, Exact] = field(default_factory=dict)
    """The parameters' values."""
    names: dict[str, str] = field(default_factory=dict)
    """The author's own writing of names."""


def diagram(network: Network) -> Diagram:
    """The picture of a network. Each parameter is counted once: in a box, or in a count below the picture."""
    shown = stages(network)
    given = sources(network, shown)
    feeds = [sum(i in g for g in given) for i in range(len(shown))]
    drawn = [{s: n for s, n in g.items() if feeds[s] < BROADCAST or s == max(g)} for g in given]
    hidden = [feeds[i] if sum(i in g for g in drawn) < feeds[i] else 0 for i in range(len(shown))]
    shapes = [_leaving(network, stage, [g[i] for g in given if i in g]) for i, stage in enumerate(shown)]
    scales = [_drawn_shape(stage, shape, not n) for stage, shape, n in zip(shown, shapes, feeds, strict=True)]
    boxes = [_box(network, *each) for each in zip(shown, scales, hidden, strict=True)]
    arrows = [
        Arrow(source, i, shape_of(_behind(network, network.layers[node]), network.values))
        for i, g in enumerate(drawn)
        for source, node in sorted(g.items())
    ]
    ends = (i for i, box in enumerate(boxes) if not feeds[i] and box.kind != "input")
    return Diagram(
        network.name,
        tuple(boxes),
        tuple(a for a in arrows if not _passes_by(drawn, a)),
        tuple(a for a in arrows if _passes_by(drawn, a)),
        tuple(End(i, shape_of(shapes[i], network.values)) for i in ends),
        tuple(_folds(shown)),
        closed_total(_terms(network.layers), network),
        tuple(_apart(network, shown)),
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


# ---- counts ------------------------------------------------------------------------------


def _terms(layers: Iterable[LayerNode]) -> list[Term]:
    return [Term(x, t) for x in layers for t in x.tensors if not t.buffer]


def _count(network: Network, label: str | None, layers: Iterable[LayerNode]) -> Count:
    """The parameters of layers, beside those of all layers of their label."""
    here = closed_total(_terms(layers), network)
    if label is None:
        return Count("", here, here)
    return Count(label, here, closed_total(_terms(x for x in network.layers if x.label == label), network))


def _others(stage: Stage) -> list[str]:
    """The labels that a stage under a label holds besides."""
    label = label_of(stage)
    labels = dict.fromkeys(x.label for x in stage.layers if _terms([x]))
    return [] if label is None else [other for other in labels if other is not None and other != label]


def _apart(network: Network, shown: Sequence[Stage]) -> Iterable[Count]:
    """What boxes hold of labels besides their own, label by label as the derivation has them."""
    for group in tally(network).groups:
        holding = [stage for stage in shown if group.label in _others(stage)]
        if holding:
            yield _count(network, group.label, (x for s in holding for x in s.layers if x.label == group.label))


# ---- boxes -------------------------------------------------------------------------------


def _box(network: Network, stage: Stage, shape: tuple[Formula, ...], feeds: int) -> StageBox:
    kind = next(name for name, (_, holds) in KINDS.items() if holds(stage.layers))
    channels, *sizes = (_number(side, network.values) for side in shape)
    label = label_of(stage)
    count = _count(network, label, (x for x in stage.layers if label is None or x.label == label))
    is_tied = count.here == ZERO and any(x.shared_tensors for x in stage.layers)
    return StageBox(
        caption_of(stage),
        None if is_tied or kind == "input" else count,
        tuple(_others(stage)),
        kind,
        channels,
        _mean(sizes),
        feeds,
    )


def _leaving(network: Network, stage: Stage, feeding: Sequence[int]) -> tuple[Formula, ...]:
    """The shape that leaves a stage for the first that it feeds, else for the end: from the last node of no other."""
    fed = {s for layer in stage.layers for s in layer.inputs}
    node = feeding[0] if feeding else max(n for n in stage.nodes if n not in fed)
    return _behind(network, network.layers[node])


def _drawn_shape(stage: Stage, leaving: tuple[Formula, ...], last: bool) -> tuple[Formula, ...]:
    """The shape that a box is drawn to scale with: what leaves it, and the last box as wide as its widest weights."""
    wide = [x.leaving for x in stage.layers if is_owner(x) and x.leaving[1:] == leaving[1:]]
    known = [shape for shape in wide if last and isinstance(shape[0], Number)]
    return max(known, key=lambda shape: value(shape[0]), default=leaving)


def _behind(network: Network, layer: LayerNode) -> tuple[Formula, ...]:
    """The shape behind a layer, after the last of its iterations."""
    last = {t.index: arithmetic.subtract(t.count, ONE) for t in layer.repeats if t.index is not None}
    if not last:
        return layer.leaving
    return tuple(closed_formula(arithmetic.computed(side, last), network) for side in layer.leaving)


def _number(side: Formula, values: dict[str, Exact]) -> float | None:
    try:
        return float(value(side, values))
    except (NoValue, OverflowError):
        return None


def _mean(sizes: Sequence[float | None]) -> float | None:
    """The side of the square or cube that is as large."""
    known = [size for size in sizes if size is not None]
    return None if len(known) < len(sizes) else math.prod(known) ** (1 / len(known)) if known else 1.0


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


# ---- folded repeats ----------------------------------------------------------------------


def _folds(shown: Sequence[Stage]) -> Iterable[Fold]:
    """Repetitions that hold several stages, each of them in every iteration."""
    inside: dict[int, list[tuple[int, frozenset[Repeat]]]] = {}
    for i, stage in enumerate(shown):
        outer = frozenset(repeat for x in stage.layers for repeat in x.repeats[:1])
        if all(x.repeats for x in stage.layers) and len({t.repetition for t in outer}) == 1:
            inside.setdefault(min(outer, key=lambda t: t.repetition).repetition, []).append((i, outer))
    for members in inside.values():
        if len(members) > 1 and len({repeats for _, repeats in members}) == 1:
            yield Fold(tuple(i for i, _ in members), arithmetic.add(*(t.count for t in members[0][1])))
