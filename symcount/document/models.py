"""The networks that ship with symcount: one row a named configuration, with its paper and its parameters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from symcount.algebra.formula import Number
from symcount.derivation.counting import count
from symcount.document.blocks import Document, Table
from symcount.language import syntax
from symcount.language.parse import parse
from symcount.network.catalogue import FileScope, scope_of, shipped, shipped_models
from symcount.network.elaborate import elaborate
from symcount.network.request import Request


@dataclass(frozen=True, slots=True)
class Row:
    """A network that can be named in place of FILE."""

    name: str
    file: str
    paper: str
    year: int | None
    parameters: int


def rows() -> list[Row]:
    """Every named configuration of every shipped file, in the order of the files and of their lines."""
    return [row for file in shipped_models() for row in _rows_of(file)]


def _rows_of(file: str) -> Iterator[Row]:
    source = shipped(file)
    assert source is not None
    tree = parse(source)
    scope = scope_of(source, tree)
    for net in scope.nets:
        paper: syntax.Paper | None = None
        variants = 0
        for line in net.body:
            if isinstance(line, syntax.Paper):
                paper = line
            elif isinstance(line, syntax.Variant):
                variants += 1
                yield _row(line.name, file, paper, _stated(line) or _counted(scope, line.name))
        if not variants:
            yield _row(file if len(scope.nets) == 1 else net.name, file, paper, _counted(scope, net.name))


def _row(name: str, file: str, paper: syntax.Paper | None, parameters: int) -> Row:
    return Row(name, f"{file}.arch", paper.title if paper else "", int(paper.year) if paper else None, parameters)


def _stated(variant: syntax.Variant) -> int | None:
    """The number that the file states, which `symcount check` proves."""
    stated = variant.expected
    return int(stated.value) if isinstance(stated, syntax.Number) else None


def _counted(scope: FileScope, name: str) -> int:
    found = count(elaborate(scope, Request(name))).parameters
    assert isinstance(found, Number)
    return int(found.value)


def lay_out_models(found: list[Row]) -> Document:
    """The list as a page."""
    lines = tuple((r.name, f"{r.parameters:,}", str(r.year or ""), r.paper) for r in found)
    return Document("Networks", (Table(("name", "parameters", "year", "paper"), lines, (1,)),))
