"""A formula as terms that may stand on lines of their own: where a mathematician would break it.

Before a `+` of the whole, then before a `+` in the outermost parentheses, then in those inside; in a product only
where nothing else is left.
"""

from __future__ import annotations

from typing import NamedTuple

from symcount.algebra import notation
from symcount.algebra.formula import Bracket, Factor, Formula, Number, Product, Sum, Summation
from symcount.algebra.notation import SIGN, Notation, Written, negated, write, write_factor

PLUS, MINUS, TIMES, LEADING = "+", "-", "×", "-1"
"""What stands before a term; a minus that leads has no space behind it."""


class Term(NamedTuple):
    """A stretch that stays on one line if it can, and what it breaks into: `head (inner … )`."""

    sign: str
    """`+`, `-` or `×` before it; empty at the beginning, or LEADING."""
    tree: Formula
    head: tuple[Formula, ...] = ()
    bracket: str = ""
    inner: tuple[Term, ...] = ()
    factor: bool = False
    """Whether it is a factor of a product that is broken."""


def terms(tree: Formula) -> tuple[Term, ...]:
    """The terms of `tree`, the first without a sign unless it is a minus."""
    inside, tight = (tree.body, True) if isinstance(tree, Factor) else (tree, False)
    out: list[Term] = []
    for tree in inside.terms if isinstance(inside, Sum) else (inside,):
        positive = negated(tree)
        plus, minus = (PLUS, MINUS) if out else ("", LEADING)
        out.append(_broken(plus, tree, tight) if positive is None else _broken(minus, positive, tight))
    return tuple(out)


def _broken(sign: str, tree: Formula, tight: bool) -> Term:
    whole = Factor(tree) if tight else tree
    match tree:
        case Factor(body=body):
            return _broken(sign, body, True)
        case Sum():
            return Term(sign, whole, (), "(", terms(whole))
        case Bracket(body=body):
            return Term(sign, whole, (), "[", terms(body))
        case Summation(body=Sum() as body):
            return Term(sign, whole, (tree,), "(", terms(body))
        case Summation(body=body):
            inside = _broken("", body, tight)
            return Term(sign, whole, (tree,), "", inside.inner if not inside.bracket else (inside,))
        case Product(factors=(*head, Sum() as body)) if head:
            factors = (Factor(Product(tuple(head))),) if tight else tuple(head)
            return Term(sign, whole, factors, "(", terms(Factor(body) if tight else body))
        case Product(factors=(first, *rest)) if not tight:
            return Term(sign, whole, (), "", (_factor("", first), *(_factor(TIMES, f) for f in rest)))
        case _:
            return Term(sign, whole)


def _factor(sign: str, factor: Formula) -> Term:
    body = factor.body if isinstance(factor, Factor) else factor
    inside = terms(factor) if isinstance(body, Sum) else ()
    return Term(sign, factor, (), "(" if inside else "", inside, factor=True)


def write_term(term: Term, n: Notation) -> str:
    """The whole of a term but its sign, as `write` writes it in a sum."""
    if term.factor:
        return write_factor(term.tree, n)
    text = write(term.tree, n)
    body = term.tree.body if isinstance(term.tree, Factor) else term.tree
    if isinstance(body, Number):
        return n.result(text)
    return n.fenced("(", ")", text) if isinstance(body, Sum) or (term.sign and text.first == SIGN) else text


def opening(term: Term, n: Notation) -> str:
    """What stands before the inner terms of a term that is broken: `3^2 × (`."""
    opened = n.big[term.bracket][0] if term.bracket else ""
    if not term.head:
        return opened
    first = term.head[0]
    if isinstance(first, Summation):
        return notation.summation_head(first, n) + opened
    if isinstance(term.tree, Factor):
        return notation.juxtaposed(write(first, n), Written(opened), n)
    return notation.times([*(write_factor(f, n) for f in term.head), Written(opened)], n)


def closing(term: Term, n: Notation) -> str:
    return n.big[term.bracket][1] if term.bracket else ""
