"""The walk over the blocks of a document, once for all formats: a format is a Printer, a table of functions.

A kind of block is a field of Printer and a case of `Page._block`; where a printer lacks it, mypy says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import accumulate
from pathlib import Path
from string import Template
from typing import NamedTuple, TypeVar

from symcount.algebra.formula import Factor, Formula, Number
from symcount.algebra.names import italic_name
from symcount.algebra.notation import Notation, Written, write, written_as
from symcount.algebra.notations.unicode import plain
from symcount.algebra.relations import Between, Relation, plain_text, written
from symcount.document.blocks import (
    Block,
    Cases,
    Cell,
    Document,
    Equations,
    Heading,
    Note,
    Paragraph,
    Pieces,
    Table,
    Text,
)
from symcount.render.equation_lines import (
    CONTINUED,
    Brace,
    EquationLine,
    LineRules,
    broken,
    equation_lines,
    generous,
    spaced_width,
)
from symcount.render.style import Style

T = TypeVar("T")

BRACE = 12.0
"""What a brace before cases takes, in pt."""
NUMBER = 30.0
"""What an equation number and the space before it take, in pt."""


class Printer(NamedTuple):
    """How a format writes what a page is made of. Texts reach the functions of blocks escaped."""

    notation: Notation
    text: Callable[[str], str]
    """Escapes plain text: the only way that a user's words reach the format."""
    heading: Callable[[str], str]
    paragraph: Callable[[str], str]
    note: Callable[[str], str]
    equations: Callable[[Equations, Page], str]
    cases: Callable[[Cases, Page], str]
    table: Callable[[Table, Page], str]
    formula: Callable[[str], str] = str
    """A formula in a cell of a table."""
    inline: Callable[[str], str] | None = None
    """A formula in a sentence, where that is another thing."""
    fitted: Callable[[str, float], str] | None = None
    """The same within a width in pt; empty where it does not fit, and plain text stands for it."""
    brace: Brace = lambda body, label: body
    """A formula with a brace and escaped text under it."""
    in_formula: Callable[[str], str] | None = None
    """Escapes plain text inside a formula, where `text` cannot."""
    words: Callable[[str], str] = str
    """Such text as a part of a formula."""
    number: Callable[[str, str], str] = lambda digits, grouping: digits
    """The digits of a result, grouped by a row of style.DIGITS."""
    named: Callable[[str], str] | None = str
    """How a name in the safe subset of TeX is written; None where names stand as the language has them."""
    guide: Callable[[Document, Style], Page] | None = None
    """The page whose lines break where those of this format do; None where it measures its own."""
    grows: bool = False
    """Whether brackets grow with fractions, unlike those of the guide."""
    equals: str = " = "
    minus: str = ""
    """Between two terms, where the notation tells it from the sign of a number."""
    between: str = "\n\n"
    """What stands between two blocks."""


class CaseLine(NamedTuple):
    """A line behind the brace of cases: of a formula, and of the words that say when it holds; either may be empty."""

    formula: EquationLine
    condition: str = ""


class Page(NamedTuple):
    """A document in a format, as its author wants it."""

    document: Document
    style: Style
    printer: Printer
    notation: Notation
    guide: Page | None = None
    number: int = 0
    """Of the equation that is written."""

    def body(self) -> str:
        """All blocks, in order; what the format leaves out takes no room."""
        blocks = self.document.blocks
        numbers = accumulate(isinstance(block, Equations | Cases) for block in blocks)
        texts = (self._replace(number=n)._block(block) for n, block in zip(numbers, blocks, strict=True))
        return self.printer.between.join(filter(None, texts))

    def _block(self, block: Block) -> str:
        """One block, by the function that the printer has for its kind."""
        p = self.printer
        match block:
            case Heading(text=text):
                return p.heading(p.text(text))
            case Paragraph(text=text):
                return p.paragraph(self._line(text))
            case Note(text=text):
                return p.note(self._line(text))
            case Equations():
                return p.equations(block, self)
            case Cases():
                return p.cases(block, self)
            case Table():
                return p.table(block, self)

    def _line(self, text: Text) -> str:
        """Plain text, escaped, with the formulas in it."""
        return "".join(map(self._piece, (text,) if isinstance(text, str) else text))

    def _piece(self, piece: str | Formula | Relation | Between) -> str:
        p = self.printer
        if isinstance(piece, str):
            return p.text(piece)
        written_ = self.written(piece)
        if p.fitted is None:
            return (p.inline or p.formula)(written_)
        return p.fitted(written_, self.style.width) or p.text(_plain(piece))

    def written(self, piece: Formula | Relation | Between) -> str:
        """A formula without what a sentence puts round it."""
        if isinstance(piece, Relation | Between):
            return written(piece, self.notation)
        return write(Factor(piece), self.notation)

    # ---- equations

    def lines(self, block: Equations) -> list[EquationLine]:
        """The lines of a block, no wider than the style asks for where they can be broken.

        Where they break depends on nothing but the widths, in the order in which they are asked for: those of the
        guide are noted first, and given again for the same texts in this notation.
        """
        return self._guided(lambda page, width: page._lines(block, width))

    def _guided(self, lines: Callable[[Page, Callable[[str], float]], T]) -> T:
        """What `lines` makes of a page and of widths."""
        if self.guide is None:
            return lines(self, spaced_width)
        widths: list[float] = []

        def noted(text: str) -> float:
            widths.append(spaced_width(text))
            return widths[-1]

        lines(self.guide, noted)
        noted_widths = iter(widths)
        return lines(self, lambda _: next(noted_widths))

    def case_lines(self, block: Cases) -> list[CaseLine]:
        """The lines behind a brace: the words stand beside the last line of a formula, or below it."""
        return self._guided(lambda page, width: page._case_lines(block, width))

    def _case_lines(self, block: Cases, width: Callable[[str], float]) -> list[CaseLine]:
        rules, said = self.rules(width), [self.words(text) for _, text in block.rows]
        room = rules.limit - BRACE
        beside = room - CONTINUED - max(map(width, said))
        rules = rules._replace(limit=beside if beside > room / 2 else room)
        lines: list[CaseLine] = []
        for (tree, _), words in zip(block.rows, said, strict=True):
            *formulas, last = broken([[tree]], rules)
            below = [] if beside > room / 2 else [EquationLine(False, 1, words)]
            lines += map(CaseLine, [*formulas, *([last] if below else [])])
            lines += map(CaseLine, below) if below else [CaseLine(last, words)]
        return lines

    def words(self, text: Pieces) -> str:
        """Words and formulas as a part of a formula."""
        p, escape = self.printer, self.printer.in_formula or self.printer.text
        return "".join(p.words(escape(one)) if isinstance(one, str) else self.written(one) for one in text)

    def _lines(self, block: Equations, width: Callable[[str], float]) -> list[EquationLine]:
        p = self.printer
        label_text = p.in_formula or p.text
        brace: Brace | None = (lambda body, label: p.brace(body, label_text(label))) if self.style.underbrace else None
        return equation_lines(block, self.rules(width), brace)

    def rules(self, width: Callable[[str], float] = spaced_width) -> LineRules:
        """How wide a line may be, in pt, with room for a number where equations have one; and the signs."""
        n, p = self.notation, self.printer
        signs = {"": "", "+": f" {n.plus} ", "-": f" {p.minus or n.minus} ", "×": n.times or n.dot}
        limit = self.style.width - (NUMBER if self.style.numbered else 0.0)
        return LineRules(n, limit, width, p.equals, signs)

    def label(self, block: Equations) -> str:
        """What the equations are referred to by, a word of letters, digits and hyphens; empty where they are not."""
        return slug(block.label) if self.style.labels and block.label else ""

    # ---- tables

    def cells(self, table: Table, text: Callable[[str], str] | None = None) -> list[list[str]]:
        """The rows of a table, the header first; each row with the names of its own. `text` escapes plain text."""
        escape = text or self.printer.text
        names = [_names({**row, **self.style.writing}, self.printer) for row in table.names]
        notations = [replace(self.notation, names=row) for row in names] or [self.notation] * len(table.rows)
        rows = zip(table.rows, notations, strict=True)
        return [list(map(escape, table.header)), *([self._cell(c, n, escape) for c in row] for row, n in rows)]

    def _cell(self, cell: Cell, n: Notation, escape: Callable[[str], str]) -> str:
        """Plain text, or a formula by itself; the digits of a number are grouped."""
        if isinstance(cell, str):
            return escape(cell)
        body = cell.body if isinstance(cell, Factor) else cell
        return self.printer.formula(n.result(write(cell, n)) if isinstance(body, Number) else write(cell, n))


def _plain(piece: Formula | Relation | Between) -> str:
    return plain_text(piece) if isinstance(piece, Relation | Between) else plain(piece)


def page_of(document: Document, style: Style, printer: Printer) -> Page:
    """The page of a document in a format."""
    guide = printer.guide and printer.guide(document, style)
    if guide and printer.grows:
        guide = guide._replace(notation=generous(guide.notation, style.italic))
    return Page(document, style, printer, author_notation(document.names, style, printer), guide)


def author_notation(names: Mapping[str, str], style: Style, printer: Printer) -> Notation:
    """The notation of a format as the author wants it: `names` in the safe subset of TeX, signs, digits."""
    n, named = printer.notation, printer.named

    def result(text: str) -> str:
        groups = re.sub(r"[0-9]+", lambda m: printer.number(m[0], style.digits), text)
        return written_as(groups, text, one=isinstance(text, Written) and text.one)

    return replace(
        n,
        symbol=(lambda name: named(italic_name(name))) if style.italic and named else n.symbol,
        names=_names({**names, **style.writing}, printer),
        times={"times": n.times, "dot": n.dot, "none": ""}[style.times],
        result=result,
    )


def _names(names: Mapping[str, str], printer: Printer) -> dict[str, str]:
    return {name: printer.named(writing) for name, writing in names.items()} if printer.named else {}


def right_or_left(table: Table, right: str, left: str) -> list[str]:
    """For each column of a table, which side it is set flush to."""
    return [right if i in table.right else left for i in range(len(table.header))]


def template(name: str, **parts: object) -> str:
    """A file beside this one, with its `$parts` put in."""
    return Template(Path(__file__).with_name(name).read_text(encoding="utf-8")).substitute(parts)


def slug(text: str) -> str:
    """A label as a word of letters, digits and hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "group"
