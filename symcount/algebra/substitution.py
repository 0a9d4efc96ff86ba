"""Numbers for symbols: in the line that an author wrote, and in the numbers that are computed with."""

from __future__ import annotations

from collections.abc import Mapping

from symcount.algebra import arithmetic
from symcount.algebra.formula import (
    Bracket,
    Call,
    Factor,
    Formula,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    Summation,
    Symbol,
    symbols,
    value,
)
from symcount.algebra.functions import Exact


def substitute(node: Formula, values: Mapping[str, Exact], indices: frozenset[str] = frozenset()) -> Formula:
    """The same tree with a number for each factor (`2w` becomes `64`), and nothing else changed.

    Inside a sum over iterations a factor keeps the index: `2k + ik` becomes `64 + 32i`. Raises NoValue.
    """
    match node:
        case Number():
            return node
        case Symbol(name=name):
            return node if name in indices else Number(value(node, values))
        case Factor(body=body):
            inside = indices & symbols(body).keys()
            return Factor(replaced(body, values, inside)) if inside else Number(value(node, values))
        case Sum(terms=terms):
            return Sum(tuple(substitute(t, values, indices) for t in terms))
        case Product(factors=factors):
            return Product(tuple(substitute(f, values, indices) for f in factors))
        case Quotient(numerator=a, denominator=b):
            return Quotient(substitute(a, values, indices), substitute(b, values, indices))
        case Power(base=a, exponent=b):
            return Power(substitute(a, values, indices), substitute(b, values, indices))
        case Call(function=name, arguments=arguments):
            return Call(name, tuple(substitute(a, values, indices) for a in arguments))
        case Bracket(body=body):
            return Bracket(substitute(body, values, indices))
        case Summation(index=index, count=count, body=body):
            inner = indices | {index}
            return Summation(index, substitute(count, values, indices), substitute(body, values, inner))


def replaced(node: Formula, values: Mapping[str, Exact], keep: frozenset[str] = frozenset()) -> Formula:
    """A number for each symbol but those in `keep`, computed as far as it goes. Raises NoValue."""
    found = {name: Symbol(name) if name in keep else Number(value(Symbol(name), values)) for name in symbols(node)}
    return arithmetic.computed(node, found)


def written_with(node: Formula, values: Mapping[str, Formula]) -> Formula:
    """The tree as it was written, each factor computed with `values` for some symbols."""
    match node:
        case Factor(body=body):
            return Factor(arithmetic.computed(body, values))
        case Sum(terms=terms):
            return Sum(tuple(written_with(t, values) for t in terms))
        case Product(factors=factors):
            return Product(tuple(written_with(f, values) for f in factors))
        case Quotient(numerator=a, denominator=b):
            return Quotient(written_with(a, values), written_with(b, values))
        case Power(base=a, exponent=b):
            return Power(written_with(a, values), written_with(b, values))
        case _:
            return node
