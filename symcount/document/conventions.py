"""Conventions of counting that would explain a printed number: views, buffers, biases, flags, units."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction

from symcount.derivation.rounded_numbers import BINARY, UNITS, Printed, binary, nearest
from symcount.derivation.tally import Term, is_weight, tally, total_value
from symcount.language.diagnostics import Problem
from symcount.network.network import Network
from symcount.network.request import CONVENTIONS, Request
from symcount.network.views import BUFFERS, PARAMS, VIEWS, all_views

MOST_FLAGS = 8
MOST_NAMED = 4
BYTES = 4
"""What a parameter takes in single precision."""

Elaborate = Callable[[Request], Network]


def explanations(network: Network, request: Request, stated: Printed, elaborate: Elaborate) -> list[str]:
    """The conventions under which the count of a viewed network would be what was printed, the simplest first."""
    counted = _value(network)
    found: dict[int, str] = {}
    fewest = 0
    candidates = [
        ([*of, *built], count)
        for built, seen in _otherwise_built(network, request, elaborate)
        for of, count in _otherwise_counted(seen)
    ]
    for words, count in sorted(candidates, key=lambda candidate: len(candidate[0])):
        if found and len(words) > fewest:
            break
        if count is not None and count != counted and nearest(count, stated):
            found.setdefault(count, f"{count:,} is the count {', '.join(words)}")
            fewest = len(words)
    units = [] if counted is None else list(_units(counted, stated))
    return [*found.values(), *units][:MOST_NAMED]


def _value(network: Network) -> int | None:
    return total_value(tally(network).terms(), network.values)


def _otherwise_counted(network: Network) -> Iterator[tuple[list[str], int | None]]:
    """The counts of one network, each with what is counted; that of the asked view comes without words."""
    views = all_views(network)
    values = network.values
    counts = {name: _value(seen) for name, seen in views.items()}
    terms = tally(views[PARAMS]).terms()
    yield [], counts[network.view]
    for name, count in counts.items():
        yield [f"of {VIEWS[name].text} (`{name}`)"], count
    yield ["with buffers"], _sum(counts[PARAMS], counts[BUFFERS])
    yield ["without biases"], total_value(filter(_is_no_bias, terms), values)
    yield ["of weights alone, without biases and normalisation"], total_value(filter(_is_weight, terms), values)


def _is_no_bias(term: Term) -> bool:
    return not term.tensor.role.startswith("bias")


def _is_weight(term: Term) -> bool:
    """A weight, or an embedding or token that is one by another name."""
    return is_weight(term.tensor) or (not any(map(is_weight, term.layer.tensors)) and term.tensor.role in _WEIGHTS)


_WEIGHTS = ("embedding", "table", "token", "elements")


def _sum(a: int | None, b: int | None) -> int | None:
    return None if a is None or b is None else a + b


def _otherwise_built(network: Network, request: Request, elaborate: Elaborate) -> Iterator[tuple[list[str], Network]]:
    """The network by the rules of each framework, with at most one flag the other way."""
    flags = [name for name, worth in network.bindings.items() if isinstance(worth, bool)]
    for convention in sorted(CONVENTIONS, key=lambda c: c != network.convention):
        rules = [] if convention == network.convention else [f"by the rules of {convention}"]
        turned = [(name, not network.bindings[name]) for name in flags[:MOST_FLAGS]]
        for settings in ({}, *({name: worth} for name, worth in turned)):
            words = [f"with {name} = {'on' if worth else 'off'}" for name, worth in settings.items()]
            asked = replace(request, convention=convention, settings={**request.settings, **settings})
            try:
                yield [*words, *rules], elaborate(asked)
            except Problem:
                continue


def _units(count: int, stated: Printed) -> Iterator[str]:
    """What is right in other units."""
    if binary(count, stated):
        yield f"in units of {BINARY[stated.unit]:,} it is right"
    if stated.unit == "M":
        size = BYTES * count
        if nearest(size, stated):
            yield f"it is the size in megabytes, at {BYTES} bytes a parameter"
        elif nearest(Fraction(size * UNITS["M"], BINARY["M"]), stated):
            yield f"it is the size in units of {BINARY['M']:,} bytes, at {BYTES} bytes a parameter"
