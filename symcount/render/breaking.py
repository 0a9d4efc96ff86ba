"""Chains of equalities as lines no wider than asked for, broken where a mathematician would break them.

A term goes to the next line whole where that is enough; what is too wide for a line of its own is broken inside.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple

from symcount.algebra.formula import Formula
from symcount.algebra.notation import Notation
from symcount.algebra.terms import LEADING, Term, closing, opening, terms, write_term


class EquationLine(NamedTuple):
    """A line of a chain: whether it begins with `=`, how deep it is inside, and its text."""

    equals: bool
    depth: int
    text: str


class LineRules(NamedTuple):
    """How wide a line may be and how wide a text is, both in one unit; the signs and steps of the notation."""

    limit: float
    width: Callable[[str], float]
    step: float
    """The indent of a line that goes on."""
    equals: str
    signs: dict[str, str]
    """`+`, `-` and `×` between two texts, with their spaces."""


def broken(
    rows: Sequence[Sequence[Formula]], n: Notation, rules: LineRules, equals: bool = False
) -> list[EquationLine]:
    """The rows of a chain, each `=` after the first on a line of its own where a row does not fit.

    `equals` where a side stands before them.
    """
    lines: list[EquationLine] = []
    for row in rows:
        text = rules.equals.join("".join(_signed(t, n, rules) + write_term(t, n) for t in terms(side)) for side in row)
        if rules.width(text) <= rules.limit - (rules.width(rules.equals) if equals else 0.0):
            lines.append(EquationLine(equals, 0, text))
        else:
            for i, side in enumerate(row):
                lines += _Filling(n, rules, equals or i > 0).lines_of(terms(side))
        equals = True
    return lines


def _signed(term: Term, n: Notation, rules: LineRules) -> str:
    return n.minus if term.sign == LEADING else rules.signs[term.sign]


class _Filling:
    """The lines of one side while they are filled."""

    def __init__(self, n: Notation, rules: LineRules, equals: bool) -> None:
        self.n, self.rules, self.equals = n, rules, equals
        self.lines: list[EquationLine] = []
        self.text, self.depth, self.used = "", 0, 0.0
        self.opened = False
        """Whether the line ends with an opening bracket: a term behind it is broken rather than moved."""

    def lines_of(self, items: Sequence[Term]) -> list[EquationLine]:
        self.fill(items, 1, "")
        self.newline(0)
        return self.lines

    def room(self, depth: int, first: bool) -> float:
        """What a line can hold beside the column of the `=`, and the indent of a line that is not the first."""
        column = self.rules.width(self.rules.equals) if self.equals else 0.0
        return self.rules.limit - column - (0.0 if first else depth * self.rules.step)

    def fill(self, items: Sequence[Term], depth: int, tail: str) -> None:
        """Put `items` one after the other; `tail` closes the last of them."""
        for i, term in enumerate(items):
            end = tail if i == len(items) - 1 else ""
            self.put(term, write_term(term, self.n) + end, depth, end)

    def put(self, term: Term, text: str, depth: int, tail: str) -> None:
        """A term on this line, on the next, or broken."""
        text = _signed(term, self.n, self.rules) + text
        if not self.fits(text):
            may_move = self.text and not (self.opened and term.inner) and self.fits_a_new_line(text, depth)
            if term.inner and not may_move:
                self.split(term, depth, tail)
                return
            self.newline(depth)
        self.add(text)

    def split(self, term: Term, depth: int, tail: str) -> None:
        """`head (` with the first inner term, the others after it, and the closing bracket with the last."""
        first, *others = term.inner
        if not term.bracket and not term.head:
            self.fill((replace(first, sign=term.sign), *others), depth, tail)
            return
        closed = closing(term, self.n) + tail
        opened = _signed(term, self.n, self.rules) + opening(term, self.n)
        start = opened + _signed(first, self.n, self.rules) + write_term(first, self.n) + ("" if others else closed)
        if self.text and not self.opened and not self.fits(start):
            self.newline(depth)
        if first.inner and not self.fits(start):
            self.add(opened)
            self.opened = True
            self.fill(term.inner, depth + 1, closed)
            return
        self.add(start)
        self.fill(others, depth + bool(term.bracket), closed)

    def fits(self, text: str) -> bool:
        return self.used + self.rules.width(text) <= self.room(self.depth, first=not self.lines)

    def fits_a_new_line(self, text: str, depth: int) -> bool:
        return self.rules.width(text) <= self.room(depth, first=False)

    def add(self, text: str) -> None:
        self.text += text
        self.opened = False
        self.used += self.rules.width(text)

    def newline(self, depth: int) -> None:
        if self.text:
            self.lines.append(EquationLine(self.equals and not self.lines, self.depth, self.text.strip()))
        self.text, self.used, self.depth = "", 0.0, depth
