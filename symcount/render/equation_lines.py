"""Equations in any notation, on lines that are broken where LaTeX breaks them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from symcount.algebra.formula import Factor, Formula, Number
from symcount.algebra.names import italic_name
from symcount.algebra.notation import Notation, write
from symcount.document.blocks import Block, Document, Equations, Table
from symcount.render import latex
from symcount.render.breaking import Line, Measure
from symcount.render.latex import Brace
from symcount.render.style import Style, notation


@dataclass(frozen=True, slots=True)
class Target:
    """What the blocks of one document have in common in a notation that is not LaTeX's."""

    document: Document
    style: Style
    notation: Notation
    named: Callable[[str], str]
    """How a name in the safe subset of TeX is written."""
    brace: Brace
    equals: str
    minus: str
    """Between two terms, where the notation tells it from the sign of a number."""
    grows: bool
    """Whether brackets grow with fractions."""

    def lines(self, block: Equations) -> list[Line]:
        """The lines of a block.

        Where they break depends on nothing but the widths, in the order in which they are asked for: those that
        LaTeX has are noted first, and given again for the same texts in this notation.
        """
        page = latex.page_of(self.document, self.style)
        n = _generous(page.notation, self.style.italic) if self.grows else page.notation
        m = latex.measure(n, self.style)
        widths: list[float] = []

        def noted(text: str) -> float:
            widths.append(m.width(text))
            return widths[-1]

        braced = self.style.underbrace
        latex.laid_out(block, n, replace(m, width=noted), page.brace if braced else None)
        again = iter(widths)
        measure = Measure(m.limit, lambda _: next(again), m.step, self.equals, self._signs())
        return latex.laid_out(block, self.notation, measure, self.brace if braced else None)

    def _signs(self) -> dict[str, str]:
        n = self.notation
        return {"": "", "+": f" {n.plus} ", "-": f" {self.minus} ", "×": n.times or n.dot}

    def cells(self, table: Table, text: Callable[[str], str], formula: Callable[[str], str]) -> list[list[str]]:
        """The rows of a table, each with its own names: plain text and formulas, by the two functions."""
        names = [{**_translated(own, self.named), **self.named_by_author} for own in table.names]
        notations = [replace(self.notation, names=own) for own in names] or [self.notation] * len(table.rows)
        return [
            [text(cell) if isinstance(cell, str) else formula(whole(cell, n)) for cell in row]
            for row, n in zip(table.rows, notations, strict=True)
        ]

    @property
    def named_by_author(self) -> dict[str, str]:
        return _translated(self.style.writing, self.named)


def whole(tree: Formula, n: Notation) -> str:
    """A formula by itself; the digits of a number are grouped."""
    text = write(tree, n)
    body = tree.body if isinstance(tree, Factor) else tree
    return n.result(text) if isinstance(body, Number) else text


def target(
    document: Document,
    style: Style,
    base: Notation,
    separators: Mapping[str, str],
    named: Callable[[str], str],
    brace: Brace,
    equals: str = " = ",
    minus: str = "",
    grows: bool = False,
) -> Target:
    """`base` as the author wants it, with names that `named` writes; `separators` are those of style.DIGITS."""
    if style.italic:
        base = replace(base, symbol=lambda name: named(italic_name(name)))
    n = notation(base, document.names, style, separators)
    n = replace(n, names=_translated(n.names or {}, named))
    return Target(document, style, n, named, brace, equals, minus or n.minus, grows)


def _generous(n: Notation, italic: bool) -> Notation:
    """LaTeX as wide as a notation whose brackets grow with fractions, and whose italic words are letters."""
    symbol = (lambda name: italic_name(name).replace("\\mathit", "")) if italic else n.symbol
    calls = {name: _growing(write) if name in _BRACKETS else write for name, write in n.calls.items()}
    parentheses, bracket = _growing(n.parentheses), _growing(n.bracket)
    return replace(n, symbol=symbol, parentheses=parentheses, bracket=bracket, calls=calls)


_BRACKETS = ("ceil", "floor", "round", "divisible")


def _growing(write: Callable[..., str]) -> Callable[..., str]:
    """Brackets that grow are of TeX's parentheses that do, whatever kind they are of."""

    def grown(body: str, *script: str) -> str:
        if "\\frac" not in body or "\\sum" in body:
            return write(body, *script)
        return f"\\left({body}\\right){''.join(f'_{{{s}}}' for s in script)}"

    return grown


def _translated(names: Mapping[str, str], named: Callable[[str], str]) -> dict[str, str]:
    return {name: named(writing) for name, writing in names.items()}


def numbered(document: Document) -> Iterator[tuple[Block, int]]:
    """The blocks, each with the number of the last equation so far."""
    number = 0
    for block in document.blocks:
        number += isinstance(block, Equations)
        yield block, number
