"""A count as cases along one symbol, which `--form pieces` adds to a derivation; `scaling.cases` finds them."""

from __future__ import annotations

from symcount.algebra.formula import Formula
from symcount.algebra.relations import Relation
from symcount.record import record

PIECES = "pieces"
"""The one form that needs other networks than that at the values."""

Range = tuple[Relation, ...]
"""Where all of the relations hold."""


@record
class Case:
    """A closed form, which is the count in each of the ranges."""

    tree: Formula
    where: tuple[Range, ...]


@record
class Cases:
    """The closed forms along `symbol`, each proved by networks that were built in its ranges."""

    symbol: str
    cases: tuple[Case, ...]
    at: Range = ()
    """The values of the other symbols, for which the cases are."""
    refused: tuple[str, ...] = ()
    """Why no network can be built at other values."""
    unsearched: tuple[Range, ...] = ()
    more: int = 0
    """So many cases are left out."""
