"""Chains of equalities as lines no wider than asked for, broken where a mathematician would break them.

A term goes to the next line whole where that is enough; what is too wide for a line of its own is broken inside.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple

from symcount.algebra.formula import Formula
from symcount.algebra.names import italic_name
from symcount.algebra.notation import Notation, Written, write
from symcount.algebra.terms import LEADING, Term, closing, opening, terms, write_term
from symcount.document.blocks import Equations

CONTINUED = 10.0
"""The width of `\\quad` in pt, by which a line that goes on is indented."""

Brace = Callable[[str, str], str]
"""A formula with a brace and plain text under it."""


class EquationLine(NamedTuple):
    """A line of a chain: whether it begins with `=`, how deep it is inside, and its text."""

    equals: bool
    depth: int
    text: str


class LineRules(NamedTuple):
    """A notation with its signs and steps, how wide a line may be and how wide a text is, both in one unit."""

    notation: Notation
    limit: float
    width: Callable[[str], float]
    equals: str
    signs: dict[str, str]
    """`+`, `-` and `×` between two texts, with their spaces."""
    step: float = CONTINUED
    """The indent of a line that goes on."""

    def sign(self, term: Term) -> str:
        """What stands before a term."""
        return self.notation.minus if term.sign == LEADING else self.signs[term.sign]

    def signed(self, term: Term) -> str:
        """A term, with what stands before it."""
        return self.sign(term) + write_term(term, self.notation)


def equation_lines(block: Equations, rules: LineRules, brace: Brace | None = None) -> list[EquationLine]:
    """The lines of a block; with `brace`, under each summand of its first side what it counts."""
    if brace is None or not block.parts:
        return broken(block.rows, rules)
    (whole, *rest), *others = block.rows
    first = _braced_summands([brace(write(tree, rules.notation), label) for label, tree in block.parts], rules)
    return [
        *(broken([[whole]], rules) if first is None else first),
        *broken([*([rest] if rest else []), *others], rules, equals=True),
    ]


def _braced_summands(summands: Sequence[str], rules: LineRules) -> list[EquationLine] | None:
    """`\\underbrace{3^2 × (…)}_{\\text{4 convolutions}}`: a summand that does not fit goes to the next line.

    None where one is too wide for a line.
    """
    lines: list[EquationLine] = []
    text = ""
    for braced in summands:
        if rules.width(braced) > rules.limit - 2 * CONTINUED:
            return None
        joined = text + rules.signs["+"] + braced if text else braced
        if text and rules.width(joined) > rules.limit - CONTINUED:
            lines.append(EquationLine(False, len(lines) and 1, text))
            joined = rules.signs["+"].lstrip() + braced
        text = joined
    return [*lines, EquationLine(False, len(lines) and 1, text)]


def broken(rows: Sequence[Sequence[Formula]], rules: LineRules, equals: bool = False) -> list[EquationLine]:
    """The rows of a chain, each `=` after the first on a line of its own where a row does not fit.

    `equals` where a side stands before them.
    """
    lines: list[EquationLine] = []
    for row in rows:
        text = rules.equals.join("".join(map(rules.signed, terms(side))) for side in row)
        if rules.width(text) <= rules.limit - (rules.width(rules.equals) if equals else 0.0):
            lines.append(EquationLine(equals, 0, text))
        else:
            for i, side in enumerate(row):
                lines += _Filling(rules, equals or i > 0).lines_of(terms(side))
        equals = True
    return lines


class _Filling:
    """The lines of one side while they are filled."""

    def __init__(self, rules: LineRules, equals: bool) -> None:
        self.rules, self.equals = rules, equals
        self.lines: list[EquationLine] = []
        self.text, self.depth, self.used = "", 0, 0.0
        self.opened = False
        """Whether the line ends with an opening bracket: a term behind it is broken rather than moved."""

    def lines_of(self, items: Sequence[Term]) -> list[EquationLine]:
        self.fill(items, 1, "")
        self.newline(0)
        return self.lines

    def fill(self, items: Sequence[Term], depth: int, tail: str) -> None:
        """Put each term on this line, on the next, or broken; `tail` closes the last of them."""
        for i, term in enumerate(items):
            end = tail if i == len(items) - 1 else ""
            text = self.rules.signed(term) + end
            if not self.fits(text):
                may_move = self.text and not (self.opened and term.inner) and self.rules.width(text) <= self.room(depth)
                if term.inner and not may_move:
                    self.split(term, depth, end)
                    continue
                self.newline(depth)
            self.add(text)

    def split(self, term: Term, depth: int, tail: str) -> None:
        """`head (` with the first inner term, the others after it, and the closing bracket with the last."""
        first, *others = term.inner
        if not term.bracket and not term.head:
            self.fill((first._replace(sign=term.sign), *others), depth, tail)
            return
        closed = closing(term, self.rules.notation) + tail
        opened = self.rules.sign(term) + opening(term, self.rules.notation)
        start = opened + self.rules.signed(first) + ("" if others else closed)
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
        return self.used + self.rules.width(text) <= self.room(self.depth if self.lines else 0)

    def room(self, depth: int) -> float:
        """What a line with this indent can hold beside the column of the `=`."""
        column = self.rules.width(self.rules.equals) if self.equals else 0.0
        return self.rules.limit - column - depth * self.rules.step

    def add(self, text: str) -> None:
        self.text += text
        self.opened = False
        self.used += self.rules.width(text)

    def newline(self, depth: int) -> None:
        if self.text:
            self.lines.append(EquationLine(self.equals and not self.lines, self.depth, self.text.strip()))
        self.text, self.used, self.depth = "", 0.0, depth


# ---- widths ------------------------------------------------------------------------------


def spaced_width(text: str) -> float:
    """How wide TeX sets a stretch of a formula, in pt: a sign at either end has the space that a neighbour gives it."""
    from symcount.render import tex_width  # its fonts are read where something is measured

    return tex_width.width(f"{'{}' if text[:1] == ' ' else ''}{text}{'{}' if text[-1:] == ' ' else ''}")


def generous(n: Notation, italic: bool) -> Notation:
    """LaTeX as wide as a notation whose brackets grow with fractions, and whose italic words are letters."""
    symbol = (lambda name: italic_name(name).replace("\\mathit", "")) if italic else n.symbol

    def grown(opened: str, closed: str, body: Written) -> str:
        """Brackets that grow are of TeX's parentheses that do, whatever kind they are of."""
        return f"\\left({body}\\right)" if body.fraction and not body.limits else n.fenced(opened, closed, body)

    calls = {**n.calls, "divisible": lambda a, d: f"{grown('⌊', '⌉', a)}_{{{d}}}"}
    return replace(n, symbol=symbol, fenced=grown, calls=calls)
