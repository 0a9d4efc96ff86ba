"""Names for roundings that are too long to stand in a line: `r_1`, with what each is in a where-line."""

from __future__ import annotations

from collections.abc import Sequence

from symcount.algebra.formula import Call, Formula, Summation, Symbol, mapped, symbols, walk
from symcount.algebra.notations.unicode import plain
from symcount.document.blocks import Block, Cases, Equations

LONGEST_CALL = 24
"""A function whose text has more characters gets a name."""


def abbreviated(blocks: Sequence[Block]) -> tuple[list[Block], list[tuple[Symbol, Formula]]]:
    """The blocks with names for long functions, and what the names stand for, in the order in which they are given."""
    trees = [side for b in blocks if isinstance(b, Equations) for row in b.rows for side in row]
    trees += [tree for b in blocks if isinstance(b, Cases) for tree, _ in b.rows]
    if not any(isinstance(node, Call) for tree in trees for node in walk(tree)):
        return list(blocks), []
    taken = {name for tree in trees for name in symbols(tree)}
    names: dict[Formula, Symbol] = {}

    def shortened(node: Formula) -> Formula:
        """`node` with a name in place of each long function, the inner ones first."""
        if isinstance(node, Summation):  # a name cannot stand for what the index changes
            return Summation(node.index, shortened(node.count), node.body)
        node = mapped(node, shortened)
        if not isinstance(node, Call) or len(plain(node)) <= LONGEST_CALL:
            return node
        if node not in names:
            candidates = (f"{letter}_{len(names) + 1}" for letter in "rqztuv")
            names[node] = Symbol(next(name for name in candidates if name not in taken))
        return names[node]

    def shorter(block: Block) -> Block:
        if isinstance(block, Cases):
            return Cases(tuple((shortened(tree), text) for tree, text in block.rows))
        if not isinstance(block, Equations):
            return block
        rows = tuple(tuple(map(shortened, row)) for row in block.rows)
        return block._replace(rows=rows, parts=tuple((label, shortened(tree)) for label, tree in block.parts))

    return list(map(shorter, blocks)), [(symbol, tree) for tree, symbol in names.items()]
