"""Tally to Count: numbers where all is known, closed forms where symbols are kept."""

from __future__ import annotations

from dataclasses import dataclass

from symcount.algebra.formula import Formula
from symcount.derivation.tally import Group, Tally, closed_total, tally
from symcount.network.network import LayerNode, Network
from symcount.network.views import all_views


@dataclass(frozen=True, slots=True)
class Count:
    """The parameters and buffers of a network, in all and by group, as trees in closed form."""

    network: Network
    parameters: Formula
    buffers: Formula
    groups: tuple[tuple[Group, Formula], ...]


def count(network: Network, by: str = "label") -> Count:
    """Count `network`, in the groups of a row of tally.GROUPINGS."""
    tallied: Tally = tally(network, by)
    groups = tuple((g, closed_total(g.terms(), network)) for g in tallied.groups if g.terms())
    return Count(
        network, closed_total(tallied.terms(), network), closed_total(tallied.terms(buffers=True), network), groups
    )


def in_views(network: Network) -> dict[str, Formula]:
    """The count in every view; views that see the same layers are added up once."""
    by_layers: dict[tuple[LayerNode, ...], Formula] = {}
    views = all_views(network)
    for seen in views.values():
        if seen.layers not in by_layers:
            by_layers[seen.layers] = closed_total(tally(seen).terms(), network)
    return {name: by_layers[seen.layers] for name, seen in views.items()}
