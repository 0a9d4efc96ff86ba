"""Network to Diagram: boxes, arrows, skips and folded repeats. What draws it knows nothing of layers.

A box under a label counts the layers of this label, as its group in the derivation does; where the label's layers stand
in several boxes, each says of how many in all. What else is in the box is named at it with a `+`, and counted below the
picture under its own label. So each name has one count, and all numbers together are the network's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from symcount.algebra import arithmetic
from symcount.algebra.formula import ZERO, Formula
from symcount.algebra.functions import Exact
from symcount.derivation.tally import Term, closed_total, tally
from symcount.diagram.captions import Caption, caption_of, label_of
from symcount.diagram.lettering import Line, number_text, shape_of
from symcount.diagram.looks import kind_of, leaving_shape, scale_of, shape_behind
from symcount.diagram.stages import Stage, sources, stages_of
from symcount.network.network import LayerNode, Network
from symcount.network.views import PARAMS
from symcount.record import record

BROADCAST = 5
"""A stage that feeds so many others is joined by lines only to those that have nothing later before them."""


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

    caption: Caption
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


class Arrow(NamedTuple):
    """A tensor from a box to a box: its channels and sizes."""

    source: int
    target: int
    shape: tuple[Line, ...]


class End(NamedTuple):
    """A tensor that leaves the network."""

    source: int
    shape: tuple[Line, ...]


class Fold(NamedTuple):
    """Boxes that are repeated together."""

    boxes: tuple[int, ...]
    times: Formula


class Diagram(NamedTuple):
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
    values: dict[str, Exact]
    """The parameters' values."""
    names: dict[str, str]
    """The author's own writing of names."""


def diagram(network: Network) -> Diagram:
    """The picture of a network. Each parameter is counted once: in a box, or in a count below the picture."""
    stages = stages_of(network)
    inputs = sources(stages)
    feeds = [[nodes[i] for nodes in inputs if i in nodes] for i in range(len(stages))]
    wired = [{s: n for s, n in nodes.items() if len(feeds[s]) < BROADCAST or s == max(nodes)} for nodes in inputs]
    shapes = [leaving_shape(network, *each) for each in zip(stages, feeds, strict=True)]
    boxes = [_box(network, *each) for each in zip(stages, shapes, feeds, _hidden(feeds, wired), strict=True)]
    arrows = [
        Arrow(source, i, shape_of(shape_behind(network, network.layers[node]), network.values))
        for i, nodes in enumerate(wired)
        for source, node in sorted(nodes.items())
    ]
    skips = _skips(arrows, wired)
    ends = [i for i, box in enumerate(boxes) if not feeds[i] and box.kind != "input"]
    return Diagram(
        network.name,
        tuple(boxes),
        tuple(a for a in arrows if a not in skips),
        tuple(skips),
        tuple(End(i, shape_of(shapes[i], network.values)) for i in ends),
        tuple(_folds(stages)),
        closed_total(_terms(network.layers), network),
        tuple(_apart(network, stages, boxes)),
        "parameters" if network.view == PARAMS else network.view.replace("_", "-"),
        network.values,
        network.writing,
    )


def _hidden(feeds: Sequence[Sequence[int]], wired: Sequence[dict[int, int]]) -> list[int]:
    """How many stages each one feeds, where not all of its lines are drawn."""
    lines = [sum(i in nodes for nodes in wired) for i in range(len(feeds))]
    return [len(fed) if count < len(fed) else 0 for fed, count in zip(feeds, lines, strict=True)]


def _skips(arrows: Sequence[Arrow], wired: Sequence[dict[int, int]]) -> list[Arrow]:
    """The arrows beside which there is another way from their source to their target."""
    above: list[set[int]] = []
    for nodes in wired:
        above.append(set(nodes).union(*(above[s] for s in nodes)))
    return [a for a in arrows if any(a.source in above[s] for s in wired[a.target])]


# ---- counts ------------------------------------------------------------------------------


def _terms(layers: Iterable[LayerNode]) -> list[Term]:
    return [Term(x, t) for x in layers for t in x.tensors if not t.buffer]


def _count(network: Network, label: str | None, layers: Iterable[LayerNode]) -> Count:
    """The parameters of layers, beside those of all layers of their label."""
    here = closed_total(_terms(layers), network)
    if label is None:
        return Count("", here, here)
    return Count(label, here, closed_total(_terms(x for x in network.layers if x.label == label), network))


def _others(stage: Stage) -> tuple[str, ...]:
    """The labels that a stage under a label holds besides."""
    label = label_of(stage)
    labels = dict.fromkeys(x.label for x in stage.layers if _terms([x]))
    return tuple(other for other in labels if other is not None and label not in (None, other))


def _apart(network: Network, stages: Sequence[Stage], boxes: Sequence[StageBox]) -> Iterable[Count]:
    """What boxes hold of labels besides their own, label by label as the derivation has them."""
    layers: dict[str | None, list[LayerNode]] = defaultdict(list)
    for stage, box in zip(stages, boxes, strict=True):
        for layer in stage.layers:
            if layer.label in box.others:
                layers[layer.label].append(layer)
    return (_count(network, g.label, layers[g.label]) for g in tally(network).groups if g.label in layers)


# ---- boxes -------------------------------------------------------------------------------


def _box(network: Network, stage: Stage, leaving: tuple[Formula, ...], feeds: Sequence[int], hidden: int) -> StageBox:
    kind = kind_of(stage)
    label = label_of(stage)
    count = _count(network, label, (x for x in stage.layers if label is None or x.label == label))
    is_tied = count.here == ZERO and any(x.shared_tensors for x in stage.layers)
    return StageBox(
        caption_of(stage),
        None if is_tied or kind == "input" else count,
        _others(stage),
        kind,
        *scale_of(stage, leaving, not feeds, network.values),
        hidden,
    )


# ---- folded repeats ----------------------------------------------------------------------


def _folds(stages: Sequence[Stage]) -> Iterable[Fold]:
    """Repetitions that hold several stages, each of them in every iteration."""
    inside: dict[int, list[int]] = defaultdict(list)
    outer = [{t.first: t for x in stage.layers for t in x.repeats[:1]} for stage in stages]
    for i, stage in enumerate(stages):
        repetitions = {t.repetition for t in outer[i].values()}
        if all(x.repeats for x in stage.layers) and len(repetitions) == 1:
            inside[min(repetitions)].append(i)
    for boxes in inside.values():
        first = outer[boxes[0]]
        if len(boxes) > 1 and all(outer[i] == first for i in boxes):
            yield Fold(tuple(boxes), arithmetic.add(*(t.count for t in first.values())))
