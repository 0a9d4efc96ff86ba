"""Network to Tally to Count: every tensor as a term that knows its layer, in groups, and what they add up to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from symcount.algebra.formula import ZERO, Exact, Formula, NoValue, Sum, value
from symcount.algebra.proof import closed_form, proved_closed_form
from symcount.derivation.captions import caption, counted, is_weight
from symcount.network.graph import INPUT
from symcount.network.joins import JOINS
from symcount.network.network import LayerNode, Network, OwnedTensor, multiplicity
from symcount.network.network import total as over_repeats
from symcount.network.views import all_views


@dataclass(frozen=True, slots=True)
class Term:
    """One tensor of one layer, for all the iterations that are alike."""

    layer: LayerNode
    tensor: OwnedTensor

    @property
    def times(self) -> Formula:
        """How many such layers there are."""
        return multiplicity(self.layer.repeats)

    @property
    def total(self) -> Formula:
        """The elements of all of them, as a product or a sum over the iterations."""
        return over_repeats(self.tensor.count, self.layer.repeats)


@dataclass(frozen=True, slots=True)
class Group:
    """Layers that are counted together. `label` is None for those without one."""

    label: str | None
    layers: tuple[LayerNode, ...]

    def terms(self, buffers: bool = False) -> tuple[Term, ...]:
        """The terms of its parameters, or of its buffers, in the order of the data flow."""
        return tuple(Term(x, t) for x in self.layers for t in x.tensors if t.buffer == buffers)

    @property
    def caption(self) -> str:
        """What is in it: "4 3×3 convolutions, 1 1×1 convolution"."""
        return caption(counted(self.layers))


@dataclass(frozen=True, slots=True)
class Tally:
    """A network's layers in groups."""

    network: Network
    groups: tuple[Group, ...]

    def terms(self, buffers: bool = False) -> tuple[Term, ...]:
        return tuple(t for group in self.groups for t in group.terms(buffers))


def tally(network: Network, by: str = "label") -> Tally:
    """The layers of `network` grouped by a row of GROUPINGS."""
    return Tally(network, tuple(GROUPINGS[by](network)))


def total(terms: Iterable[Term]) -> Formula:
    """The sum of the terms, as a tree."""
    return Sum((ZERO, *(t.total for t in terms)))


def total_value(terms: Iterable[Term], values: dict[str, Exact]) -> int | None:
    """The sum of the terms at the parameters' values, None where a symbol has none."""
    try:
        return int(sum(value(t.total, values) for t in terms))
    except NoValue:
        return None


def closed_total(terms: Iterable[Term], network: Network) -> Formula:
    """The sum of the terms in closed form, found without sympy. Raises proof.Unproved."""
    return closed_form(Counter(t.total for t in terms), network.keep)


def proved_total(terms: Iterable[Term], network: Network) -> Formula:
    """The same by sympy and proved, as a derivation prints it. Raises proof.Unproved."""
    return proved_closed_form(Counter(t.total for t in terms), network.keep)


# ---- counts: numbers where all is known, closed forms where symbols are kept -------------


@dataclass(frozen=True, slots=True)
class Count:
    """The parameters and buffers of a network, in all and by group, as trees in closed form."""

    network: Network
    parameters: Formula
    buffers: Formula
    groups: tuple[tuple[Group, Formula], ...]


def count(network: Network, by: str = "label") -> Count:
    """Count `network`, in the groups of a row of GROUPINGS. Raises proof.Unproved."""
    tallied = tally(network, by)
    parameters, buffers = (closed_total(tallied.terms(buffers), network) for buffers in (False, True))
    groups = tuple((g, closed_total(terms, network)) for g in tallied.groups if (terms := g.terms()))
    return Count(network, parameters, buffers, groups)


def in_views(network: Network) -> dict[str, Formula]:
    """The count in every view; views that see the same layers are added up once."""
    views = all_views(network)
    by_layers = {seen.layers: seen for seen in views.values()}
    counts = {layers: closed_total(tally(seen).terms(), network) for layers, seen in by_layers.items()}
    return {name: counts[seen.layers] for name, seen in views.items()}


# ---- groupings ---------------------------------------------------------------------------


def declared_layers(network: Network) -> list[LayerNode]:
    """The nodes that a layer made: no inputs and no joins."""
    return [x for x in network.layers if x.kind is not INPUT and x.kind not in JOINS.values()]


def _by_label(network: Network) -> list[Group]:
    """Labels of the net's own statements first, then those from inside blocks (weights before pure
    normalisation), unlabelled layers last; each in the order of its first layer that owns something."""
    layers = declared_layers(network)
    by_label: dict[str | None, list[LayerNode]] = {layer.label: [] for layer in layers if layer.tensors}
    for layer in layers:
        if layer.label in by_label:
            by_label[layer.label].append(layer)
    return sorted((Group(label, tuple(inside)) for label, inside in by_label.items()), key=_rank)


def _rank(group: Group) -> int:
    if group.label is None:
        return 3
    if any(x.own_label for x in group.layers):
        return 0
    return 1 if any(is_weight(t.tensor) for t in group.terms()) else 2


def _by_kind(network: Network) -> list[Group]:
    by_kind: dict[str, list[LayerNode]] = {}
    for layer in declared_layers(network):
        if layer.tensors:
            by_kind.setdefault(layer.kind.name, []).append(layer)
    return [Group(kind, tuple(layers)) for kind, layers in by_kind.items()]


def _by_layer(network: Network) -> list[Group]:
    """One group a layer: those that own something or change the shape."""
    shown = [x for x in declared_layers(network) if x.tensors or x.entering != x.leaving]
    return [Group(layer.path, (layer,)) for layer in shown]


GROUPINGS: dict[str, Callable[[Network], list[Group]]] = {"label": _by_label, "kind": _by_kind, "layer": _by_layer}
