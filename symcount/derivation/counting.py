"""Tally to Count: numbers where all is known, closed forms where symbols are kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from symcount.algebra.formula import Formula
from symcount.derivation.closed import closed_total
from symcount.derivation.tally import Group, Tally, Term, tally
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
    groups = tuple((g, _sum(g.terms(), network)) for g in tallied.groups if g.terms())
    return Count(network, _sum(tallied.terms(), network), _sum(tallied.terms(buffers=True), network), groups)


def in_views(network: Network) -> dict[str, Formula]:
    """The count in every view; views that see the same layers are added up once."""
    known: dict[tuple[LayerNode, ...], Formula] = {}
    found = {}
    for name, seen in all_views(network).items():
        if seen.layers not in known:
            known[seen.layers] = _sum(tally(seen).terms(), network)
        found[name] = known[seen.layers]
    return found


def _sum(terms: Iterable[Term], network: Network) -> Formula:
    return closed_total(terms, network)
