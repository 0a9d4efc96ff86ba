"""Names for roundings that are too long to stand in a line: `r_1`, with what each is in a where-line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from symcount.algebra.formula import Call, Formula, Summation, Symbol, mapped, symbols, walk
from symcount.algebra.notations.unicode import plain
from symcount.document.blocks import Block, Equations

LONGEST_CALL = 24
"""A function whose text has more characters gets a name."""


class Abbreviations:
    """The names given so far in one document, in the order in which they are given."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._taken = set(taken)
        self.names: dict[Formula, Symbol] = {}

    def shortened(self, node: Formula) -> Formula:
        """`node` with a name in place of each long function, the inner ones first."""
        if isinstance(node, Summation):  # a name cannot stand for what the index changes
            return Summation(node.index, self.shortened(node.count), node.body)
        node = mapped(node, self.shortened)
        if not isinstance(node, Call) or len(plain(node)) <= LONGEST_CALL:
            return node
        if node not in self.names:
            number = len(self.names) + 1
            free = (f"{letter}_{number}" for letter in "rqztuv" if f"{letter}_{number}" not in self._taken)
            self.names[node] = Symbol(next(free))
        return self.names[node]


def abbreviated(blocks: Sequence[Block]) -> tuple[list[Block], list[tuple[Symbol, Formula]]]:
    """The blocks with names for long functions, and what the names stand for."""
    trees = [side for b in blocks if isinstance(b, Equations) for row in b.rows for side in row]
    if not any(isinstance(node, Call) for tree in trees for node in walk(tree)):
        return list(blocks), []
    names = Abbreviations(name for tree in trees for name in symbols(tree))
    shortened = list(blocks)
    for i, block in enumerate(blocks):
        if isinstance(block, Equations):
            rows = tuple(tuple(map(names.shortened, row)) for row in block.rows)
            parts = tuple((label, names.shortened(tree)) for label, tree in block.parts)
            shortened[i] = block._replace(rows=rows, parts=parts)
    return shortened, [(symbol, tree) for tree, symbol in names.names.items()]
