"""Names for roundings that are too long to stand in a line: `r_1`, with what each is in a where-line."""

from __future__ import annotations

from dataclasses import replace

from symcount.algebra.formula import (
    Bracket,
    Call,
    Factor,
    Formula,
    Power,
    Product,
    Quotient,
    Sum,
    Summation,
    Symbol,
    symbols,
    walk,
)
from symcount.algebra.notations.unicode import plain
from symcount.document.blocks import Block, Equations

LONGEST = 24
"""A function whose text has more characters gets a name."""


class Names:
    """The names given so far in one document, in the order in which they are given."""

    def __init__(self, taken: set[str]) -> None:
        self._taken = taken
        self._of: dict[Formula, Symbol] = {}
        self.given: list[tuple[Symbol, Formula]] = []

    def short(self, node: Formula) -> Formula:
        """`node` with a name in place of each long function, the inner ones first."""
        match node:
            case Call(function=name, arguments=arguments):
                return self._named(Call(name, tuple(map(self.short, arguments))))
            case Sum(terms=terms):
                return Sum(tuple(map(self.short, terms)))
            case Product(factors=factors):
                return Product(tuple(map(self.short, factors)))
            case Quotient(numerator=a, denominator=b):
                return Quotient(self.short(a), self.short(b))
            case Power(base=a, exponent=b):
                return Power(self.short(a), self.short(b))
            case Factor(body=body):
                return Factor(self.short(body))
            case Bracket(body=body):
                return Bracket(self.short(body))
            case Summation(index=index, count=count, body=body):
                return Summation(index, self.short(count), body)  # a name cannot stand for what the index changes
            case _:
                return node

    def _named(self, call: Call) -> Formula:
        if call in self._of:
            return self._of[call]
        if len(plain(call)) <= LONGEST:
            return call
        number = len(self.given) + 1
        name = next(f"{c}_{number}" for c in "rqztuv" if f"{c}_{number}" not in self._taken)
        self._of[call] = Symbol(name)
        self.given.append((Symbol(name), call))
        return self._of[call]


def abbreviated(blocks: list[Block]) -> tuple[list[Block], list[tuple[Symbol, Formula]]]:
    """The blocks with names for long functions, and what the names stand for."""
    trees = [side for b in blocks if isinstance(b, Equations) for row in b.rows for side in row]
    if not any(isinstance(n, Call) for tree in trees for n in walk(tree)):
        return blocks, []
    names = Names({name for tree in trees for name in symbols(tree)})
    out: list[Block] = []
    for block in blocks:
        if isinstance(block, Equations):
            rows = tuple(tuple(map(names.short, row)) for row in block.rows)
            block = replace(block, rows=rows, parts=tuple((label, names.short(t)) for label, t in block.parts))
        out.append(block)
    return out, names.given
