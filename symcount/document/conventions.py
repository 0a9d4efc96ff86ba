"""Conventions of counting that would explain a printed number: views, buffers, biases, flags, units."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from symcount.derivation.captions import is_weight
from symcount.derivation.claims import BINARY, RoundedNumber, binary, nearest
from symcount.derivation.tally import Term, tally, total_value
from symcount.language.diagnostics import Problem
from symcount.language.units import UNITS
from symcount.network.catalogue import FileScope
from symcount.network.elaborate import elaborate
from symcount.network.network import Network
from symcount.network.request import CONVENTIONS, Request
from symcount.network.views import BUFFERS, PARAMS, VIEWS, all_views

MOST_FLAGS = 8
MOST_NAMED = 4
BYTES = 4
"""What a parameter takes in single precision."""


def explanations(network: Network, request: Request, printed: RoundedNumber, scope: FileScope) -> list[str]:
    """The conventions under which the count of a viewed network would be what was printed, the simplest first."""
    count = _value(network)
    candidates = [
        ([*counted, *built], other)
        for built, rebuilt in _otherwise_built(network, request, scope)
        for counted, other in _otherwise_counted(rebuilt)
        if other is not None and other != count and nearest(other, printed)
    ]
    fewest = min((len(words) for words, _ in candidates), default=0)
    explained: dict[int, str] = {}
    for words, other in candidates:
        if len(words) == fewest:
            explained.setdefault(other, f"{other:,} is the count {', '.join(words)}")
    units = [] if count is None else _units(count, printed)
    return [*explained.values(), *units][:MOST_NAMED]


def _value(network: Network) -> int | None:
    return total_value(tally(network).terms(), network.values)


def _otherwise_counted(network: Network) -> Iterator[tuple[list[str], int | None]]:
    """The counts of one network, each with what is counted; that of its own view comes without words."""
    views = all_views(network)
    counts = {name: _value(view) for name, view in views.items()}
    terms = tally(views[PARAMS]).terms()
    yield [], counts[network.view]
    for name, count in counts.items():
        yield [f"of {VIEWS[name].text} (`{name}`)"], count
    whole, buffers = counts[PARAMS], counts[BUFFERS]
    yield ["with buffers"], None if whole is None or buffers is None else whole + buffers
    without_biases = (term for term in terms if not term.tensor.role.startswith("bias"))
    yield ["without biases"], total_value(without_biases, network.values)
    weights = filter(_is_weight, terms)
    yield ["of weights alone, without biases and normalisation"], total_value(weights, network.values)


def _is_weight(term: Term) -> bool:
    """A weight, or an embedding or token that is one by another name."""
    return is_weight(term.tensor) or (not any(map(is_weight, term.layer.tensors)) and term.tensor.role in _WEIGHTS)


_WEIGHTS = ("embedding", "table", "token", "elements")


def _otherwise_built(network: Network, request: Request, scope: FileScope) -> Iterator[tuple[list[str], Network]]:
    """The network by the rules of each framework, with at most one flag the other way."""
    flags = [(name, not value) for name, value in network.bindings.items() if isinstance(value, bool)]
    for convention in sorted(CONVENTIONS, key=lambda c: c != network.convention):
        rules = [] if convention == network.convention else [f"by the rules of {convention}"]
        for changes in ({}, *({name: value} for name, value in flags[:MOST_FLAGS])):
            words = [f"with {name} = {'on' if value else 'off'}" for name, value in changes.items()]
            changed = replace(request, convention=convention, settings={**request.settings, **changes})
            try:
                yield [*words, *rules], elaborate(scope, changed)
            except Problem:
                continue


def _units(count: int, printed: RoundedNumber) -> Iterator[str]:
    """What is right in other units."""
    if binary(count, printed):
        yield f"in units of {BINARY[printed.unit]:,} it is right"
    if printed.unit == "M":
        size = BYTES * count
        if nearest(size, printed):
            yield f"it is the size in megabytes, at {BYTES} bytes a parameter"
        elif nearest(Fraction(size * UNITS["M"], BINARY["M"]), printed):
            yield f"it is the size in units of {BINARY['M']:,} bytes, at {BYTES} bytes a parameter"
