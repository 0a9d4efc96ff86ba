"""The networks that ship with symcount: one row a named configuration, with its paper and its parameters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from symcount.algebra.formula import Number
from symcount.derivation.tally import count
from symcount.document.blocks import Document, Table
from symcount.language import syntax
from symcount.language.parse import parse
from symcount.network.catalogue import FileScope, scope_of, shipped, shipped_models
from symcount.network.elaborate import elaborate
from symcount.network.request import Request


class ShippedNetwork(NamedTuple):
    """A network that can be named in place of FILE."""

    name: str
    file: str
    paper: str
    """The title, empty where the file names none."""
    year: int | None
    parameters: int


def shipped_networks() -> list[ShippedNetwork]:
    """Every named configuration of every shipped file, in the order of the files and of their lines."""
    return [network for file in shipped_models() for network in _networks_of(file)]


def _networks_of(file: str) -> Iterator[ShippedNetwork]:
    source = shipped(file)
    assert source is not None
    scope = scope_of(source, parse(source))
    for net in scope.nets:
        title, year = "", None
        alone = file if len(scope.nets) == 1 else net.name
        for line in net.body:  # a `paper` line holds for the variants below it
            if isinstance(line, syntax.Paper):
                title, year = line.title, int(line.year)
            elif isinstance(line, syntax.Variant):
                alone = ""
                claim = line.expected  # `symcount check` proves it
                parameters = int(claim.value) if isinstance(claim, syntax.Number) else _counted(scope, line.name)
                yield ShippedNetwork(line.name, f"{file}.arch", title, year, parameters)
        if alone:
            yield ShippedNetwork(alone, f"{file}.arch", title, year, _counted(scope, net.name))


def with_words(networks: Iterable[ShippedNetwork], words: str) -> list[ShippedNetwork]:
    """Those whose names, files or papers hold every one of the words."""
    wanted = words.lower().split()
    return [n for n in networks if all(w in f"{n.name} {n.file} {n.paper} {n.year}".lower() for w in wanted)]


def _counted(scope: FileScope, name: str) -> int:
    parameters = count(elaborate(scope, Request(name))).parameters
    assert isinstance(parameters, Number)
    return int(parameters.value)


def lay_out_models(networks: Iterable[ShippedNetwork]) -> Document:
    """The list as a page."""
    rows = tuple((n.name, f"{n.parameters:,}", str(n.year or ""), n.paper) for n in networks)
    return Document("Networks", (Table(("name", "parameters", "year", "paper"), rows, (1,)),))
