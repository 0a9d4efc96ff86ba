"""Network to Diagram: boxes, arrows, skips and folded repeats. What draws it reads no layers.

A box under a label counts the layers of this label, as its group in the derivation does; where the label's layers stand
in several boxes, each says of how many in all. What else is in the box is named at it with a `+`, and counted below the
picture under its own label. So each name has one count, and all numbers together are the network's.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from symcount.algebra import arithmetic
from symcount.algebra.formula import ONE, ZERO, Formula, NoValue, value
from symcount.algebra.functions import Exact
from symcount.algebra.proof import closed_form
from symcount.derivation.tally import Group, closed_total, tally
from symcount.diagram.lettering import Line, number_text, shape_of
from symcount.diagram.looks import caption_of, kind_of
from symcount.diagram.stages import Stage, is_owner, sources, stages_of
from symcount.network.network import LayerNode, Network, Shape
from symcount.network.views import PARAMS
from symcount.record import record

BROADCAST = 5  # a stage that feeds so many others has lines only to those that have nothing later before them
OUT = -1


class Count(NamedTuple):
    """The parameters of one label at one place, as a number or closed form."""

    label: str
    here: Formula
    everywhere: Formula
    """All parameters of the label, as the derivation has them."""

    @property
    def partial(self) -> bool:
        return self.here != self.everywhere

    @property
    def line(self) -> Line:
        """`9,568 of 37,346`."""
        return (number_text(self.here), *((" of ", number_text(self.everywhere)) if self.partial else ()))


@record
class StageBox:
    """One stage: what is written at it, and what it is drawn to scale with."""

    title: Line
    unit: Line
    """`bottleneck × 3`; empty where it repeats nothing, or the title says it."""
    kinds: tuple[Line, ...]
    """`4 3×3 conv`, a line a kind and window, and what the stage adds and shares inside itself."""
    count: Count | None
    """None where it cannot have any parameters of its own, as an input."""
    others: tuple[str, ...]
    """The labels of layers in it that are counted apart."""
    kind: str
    """A row of looks.KINDS."""
    channels: float | None
    size: float | None
    """Of one side of what leaves it, as the mean of all; 1 for a vector, None where it has no value."""
    feeds: int = 0
    """How many stages it feeds, where there would be too many lines for all to be drawn."""

    @property
    def stacked(self) -> bool:
        """Whether it stands for several: more sheets show behind it."""
        return bool(self.unit) or " × " in self.title[1:]


class Arrow(NamedTuple):
    """A tensor from a box to a box, or OUT of the network: its channels and sizes."""

    source: int
    target: int
    shape: tuple[Line, ...]


class Fold(NamedTuple):
    """Boxes that are repeated together."""

    boxes: tuple[int, ...]
    times: Formula


class Diagram(NamedTuple):
    """A network as a picture, before anything has a place. `skips` are the tensors that pass stages by."""

    network: Network
    boxes: tuple[StageBox, ...]
    arrows: tuple[Arrow, ...]
    skips: tuple[Arrow, ...]
    ends: tuple[Arrow, ...]
    folds: tuple[Fold, ...]
    total: Formula
    apart: tuple[Count, ...]
    """Labels of layers that stand in boxes with another label."""

    @property
    def view(self) -> str:
        """What is counted, in words."""
        return "parameters" if self.network.view == PARAMS else self.network.view.replace("_", "-")


def diagram(network: Network) -> Diagram:
    """The picture of a network. Each parameter is counted once: in a box, or in a count below the picture."""
    stages = stages_of(network)
    inputs = sources(stages)
    feeds = [[nodes[i] for nodes in inputs if i in nodes] for i in range(len(stages))]
    wired = [{s: n for s, n in nodes.items() if len(feeds[s]) < BROADCAST or s == max(nodes)} for nodes in inputs]
    hidden = [len(fed) if len(fed) > sum(i in nodes for nodes in wired) else 0 for i, fed in enumerate(feeds)]
    shapes = [_leaving(network, stage, fed) for stage, fed in zip(stages, feeds, strict=True)]
    groups = tally(network)
    wholes = {group.label: closed_total(group.terms(), network) for group in groups.groups}
    boxes = [
        StageBox(
            *caption_of(stage),
            _count(network, stage, wholes),
            _others(stage),
            kind_of(stage),
            *_scale(stage, shape, not fed, network.values),
            feeding,
        )
        for stage, shape, fed, feeding in zip(stages, shapes, feeds, hidden, strict=True)
    ]
    arrows = [
        Arrow(source, i, shape_of(_behind(network, network.layers[node]), network.values))
        for i, nodes in enumerate(wired)
        for source, node in sorted(nodes.items())
    ]
    skips = _skips(arrows, wired)
    ends = [i for i, box in enumerate(boxes) if not feeds[i] and box.kind != "input"]
    return Diagram(
        network,
        tuple(boxes),
        tuple(a for a in arrows if a not in skips),
        tuple(skips),
        tuple(Arrow(i, OUT, shape_of(shapes[i], network.values)) for i in ends),
        tuple(_folds(stages)),
        closed_total(groups.terms(), network),
        tuple(_apart(network, stages, wholes)),
    )


def _skips(arrows: Sequence[Arrow], wired: Sequence[dict[int, int]]) -> list[Arrow]:
    """The arrows beside which there is another way from their source to their target."""
    above: list[set[int]] = []
    for nodes in wired:
        above.append(set(nodes).union(*(above[s] for s in nodes)))
    return [a for a in arrows if any(a.source in above[s] for s in wired[a.target])]


def _folds(stages: Sequence[Stage]) -> Iterator[Fold]:
    """Repetitions that hold several stages, each of them in every iteration."""
    inside: dict[int, list[int]] = defaultdict(list)
    outer = [{t.first: t for x in stage.layers for t in x.repeats[:1]} for stage in stages]
    for i, stage in enumerate(stages):
        repetitions = {t.repetition for t in outer[i].values()}
        if all(x.repeats for x in stage.layers) and len(repetitions) == 1:
            inside[repetitions.pop()].append(i)
    for boxes in inside.values():
        first = outer[boxes[0]]
        if len(boxes) > 1 and all(outer[i] == first for i in boxes):
            yield Fold(tuple(boxes), arithmetic.add(*(t.count for t in first.values())))


def _count(network: Network, stage: Stage, wholes: Mapping[str | None, Formula]) -> Count | None:
    """The parameters of the layers that a stage stands for, beside those of all layers of their label."""
    here = closed_total(Group(stage.label, stage.counted).terms(), network)
    is_tied = here == ZERO and any(x.shared_tensors for x in stage.layers)
    if is_tied or kind_of(stage) == "input":
        return None
    return Count(stage.label or "", here, here if stage.label is None else wholes.get(stage.label, ZERO))


def _others(stage: Stage) -> tuple[str, ...]:
    """The labels that a stage under a label holds besides."""
    own = stage.label
    labels = dict.fromkeys(x.label for x in stage.layers if not all(t.buffer for t in x.tensors))
    return tuple(other for other in labels if other is not None and own not in (None, other))


def _apart(network: Network, stages: Sequence[Stage], wholes: Mapping[str | None, Formula]) -> Iterator[Count]:
    """What boxes hold of labels besides their own, label by label as the derivation has them."""
    apart: dict[str | None, list[LayerNode]] = defaultdict(list)
    for stage in stages:
        others = frozenset(_others(stage))
        for layer in stage.layers:
            if layer.label in others:
                apart[layer.label].append(layer)
    for label, whole in wholes.items():
        if label is not None and label in apart:
            yield Count(label, closed_total(Group(label, tuple(apart[label])).terms(), network), whole)


def _leaving(network: Network, stage: Stage, feeding: Sequence[int]) -> Shape:
    """The shape that leaves a stage for the first that it feeds, else for the end: from the last node of no other."""
    used = {s for layer in stage.layers for s in layer.inputs}
    node = feeding[0] if feeding else max(n for n in stage.nodes if n not in used)
    return _behind(network, network.layers[node])


def _behind(network: Network, layer: LayerNode) -> Shape:
    """The shape behind a layer, after the last of its iterations."""
    last = {t.index: arithmetic.subtract(t.count, ONE) for t in layer.repeats if t.index is not None}
    if not last:
        return layer.leaving
    return tuple(closed_form({arithmetic.computed(side, last): 1}, network.keep) for side in layer.leaving)


def _scale(stage: Stage, leaving: Shape, last: bool, values: dict[str, Exact]) -> tuple[float | None, float | None]:
    """Channels and side of what leaves a box, and the last box as wide as its widest weights; None without values."""
    wide = [x.leaving[0] for x in stage.layers if last and is_owner(x) and x.leaving[1:] == leaving[1:]]
    try:
        sizes = [float(value(size, values)) for size in leaving[1:]]
        channels = max(float(value(side, values)) for side in (leaving[0], *wide))
    except (NoValue, OverflowError):
        return None, None
    return channels, math.prod(sizes) ** (1 / max(len(sizes), 1))
