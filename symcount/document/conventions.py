"""Conventions of counting that would explain a printed number: views, buffers, biases, flags, units."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from symcount.algebra.functions import Exact
from symcount.derivation.printed import BINARY, UNITS, Printed, binary, nearest, ten
from symcount.derivation.tally import Term, is_weight, tally, total_value
from symcount.language.diagnostics import Problem
from symcount.network.request import KERAS, TORCH, Request
from symcount.network.values import Network
from symcount.network.views import BUFFERS, PARAMS, VIEWS, all_views

MOST_FLAGS = 12
MOST_NAMED = 4
BYTES = 4
"""What a parameter takes in single precision."""

Elaborate = Callable[[Request], Network]


def explanations(network: Network, request: Request, stated: Printed, elaborate: Elaborate) -> list[str]:
    """The conventions under which the count of a viewed network would be what was printed, in words."""
    counted = _value(network)
    found: dict[int, str] = {}
    for text, count in (*_otherwise_counted(network), *_otherwise_built(network, request, elaborate)):
        if count is not None and count != counted and nearest(count, stated):
            found.setdefault(count, f"{count:,} is {text}")
    units = [] if counted is None else list(_units(counted, stated))
    return [*found.values(), *units][:MOST_NAMED]


def _value(network: Network) -> int | None:
    return total_value(tally(network).terms(), network.values)


_Candidate = tuple[str, int | None]
"""What the number is, and the number."""


def _otherwise_counted(network: Network) -> Iterator[_Candidate]:
    """Other counts of the same network."""
    views = all_views(network)
    values = network.values
    counts = {name: _value(seen) for name, seen in views.items()}
    terms = tally(views[PARAMS]).terms()
    for name, count in counts.items():
        yield f"the count of {VIEWS[name].text} (`{name}`)", count
    yield "the count with buffers", _sum(counts[PARAMS], counts[BUFFERS])
    yield "the count without biases", total_value(filter(_is_no_bias, terms), values)
    yield "the count of weights alone, without biases and normalisation", total_value(filter(_is_weight, terms), values)


def _is_no_bias(term: Term) -> bool:
    return not term.tensor.role.startswith("bias")


def _is_weight(term: Term) -> bool:
    """A weight, or an embedding or token that is one by another name."""
    return is_weight(term.tensor) or not any(map(is_weight, term.layer.tensors)) and term.tensor.role in _WEIGHTS


_WEIGHTS = ("embedding", "table", "token", "elements")


def _sum(a: int | None, b: int | None) -> int | None:
    return None if a is None or b is None else a + b


def _otherwise_built(network: Network, request: Request, elaborate: Elaborate) -> Iterator[_Candidate]:
    """The same count by the other framework's rules, and with each flag the other way."""
    other = TORCH if network.convention == KERAS else KERAS
    yield f"the count by the rules of {other}", _tried(replace(request, convention=other), elaborate)
    flags = [name for name, worth in network.bindings.items() if isinstance(worth, bool)]
    for name in flags[:MOST_FLAGS]:
        turned = not network.bindings[name]
        settings = {**request.settings, name: turned}
        text = f"the count with {name} = {'on' if turned else 'off'}"
        yield text, _tried(replace(request, settings=settings), elaborate)


def _tried(request: Request, elaborate: Elaborate) -> int | None:
    try:
        return _value(elaborate(request))
    except Problem:
        return None


def _units(count: Exact, stated: Printed) -> Iterator[str]:
    """What is right in other units."""
    if binary(count, stated):
        yield f"in units of {BINARY[stated.unit]:,} it is right"
    size = count * BYTES
    binary_size = Printed(stated.steps, stated.places, "")
    if stated.unit == "M" and nearest(size, stated):
        yield f"it is the size in megabytes, at {BYTES} bytes a parameter"
    elif stated.unit == "M" and nearest(size / ten(0) / BINARY["M"], binary_size):
        yield f"it is the size in units of {BINARY['M']:,} bytes, at {BYTES} bytes a parameter"
