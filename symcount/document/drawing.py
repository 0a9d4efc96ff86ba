"""A picture with places: slabs, wires and texts in points, y downwards; and how wide a text is at most.

Any renderer can draw it: it knows no layers, and no place is computed after it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from symcount.algebra.notation import negated, plain
from symcount.algebra.written import Factor, Number, Sum, Written
from symcount.document.blocks import Cell
from symcount.document.naming import Line

FONT = 7.0
"""The size of all text, LaTeX's \\scriptsize."""
LEADING = 8.4
ASCENT, DESCENT = 5.6, 2.0

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Slab:
    """A rectangle for a stage, by its centre; `stacked` where it stands for several."""

    x: float
    y: float
    width: float
    height: float
    kind: str
    stacked: bool = False
    told: str = ""
    """What a reader is told who points at it."""


@dataclass(frozen=True, slots=True)
class Wire:
    """A line through points, with a head at its end unless it is a bracket."""

    points: tuple[Point, ...]
    role: str
    """`flow`, `skip` or `bracket`."""


@dataclass(frozen=True, slots=True)
class Text:
    """A line of text on its baseline."""

    x: float
    y: float
    line: Line
    role: str
    """`title`, `count`, `note` or `shape`."""
    anchor: str = "middle"
    """Which part of it is at x: `start`, `middle` or `end`."""

    @property
    def extent(self) -> tuple[float, float, float, float]:
        """The rectangle that it fills at most: left, top, right, bottom."""
        wide = width(self.line, bold=self.role == "title")
        left = self.x - wide * {"start": 0, "middle": 0.5, "end": 1}[self.anchor]
        return left, self.y - ASCENT, left + wide, self.y + DESCENT


@dataclass(frozen=True, slots=True)
class Drawing:
    """A finished picture."""

    width: float
    height: float
    slabs: tuple[Slab, ...]
    wires: tuple[Wire, ...]
    texts: tuple[Text, ...]
    title: str
    description: str
    names: dict[str, str] = field(default_factory=dict)
    """The author's own writing of names."""


# ---- widths ------------------------------------------------------------------------------

_EMS = {
    **dict.fromkeys("ijl.,:;|!'`·", 0.34),
    **dict.fromkeys("ft()[]{}- /\\I", 0.42),
    **dict.fromkeys("rscze", 0.54),
    **dict.fromkeys("mwMW@%—…", 1.0),
    **dict.fromkeys("ABCDEFGHJKLNOPQRSTUVXYZ&+−=<>×", 0.8),
    **dict.fromkeys("²³¹⁰⁴⁵⁶⁷⁸⁹⁺⁻₀₁₂₃₄₅₆₇₈₉", 0.45),
}
"""Widths of characters in em, the wider of Helvetica and Computer Modern at this size."""
_ASCII, _OTHER = 0.6, 1.0
BOLD = 1.12


def width(line: Iterable[Cell], bold: bool = False) -> float:
    """How wide a line is at most, in points."""
    ems = sum(_ems(c if isinstance(c, str) else plain(c)) for c in line)
    return FONT * ems * (BOLD if bold else 1.0)


def _ems(text: str) -> float:
    return sum(_EMS.get(c) or (_ASCII if c.isascii() else _OTHER) for c in text)


# ---- lines -------------------------------------------------------------------------------


def number_text(tree: Written) -> Cell:
    """`7,765,442`, or the closed form."""
    return f"{int(tree.value):,}" if isinstance(tree, Number) and tree.value.denominator == 1 else tree


def shape_line(shape: Sequence[Written]) -> Line:
    """`64 × 128 × 128`; sides of one are left out where all are."""
    channels, *sizes = shape
    line: list[Cell] = [tidy(channels)]
    for size in sizes if any(size != Number(1) for size in sizes) else ():
        line += [" × ", tidy(size)]
    return tuple(line)


def sizes_line(shape: Sequence[Written]) -> Line:
    """`128×128`."""
    sizes = shape[1:] if any(size != Number(1) for size in shape[1:]) else ()
    line: list[Cell] = [cell for size in sizes for cell in ("×", tidy(size))]
    return tuple(line[1:])


def tidy(tree: Written) -> Cell:
    """A number as text, all else as one factor."""
    return str(tree.value) if isinstance(tree, Number) else tree if isinstance(tree, Factor) else Factor(tree)


def wrapped(line: Line, limit: float, bold: bool = False, most: float = 100.0) -> list[Line]:
    """A line broken between words; a word that is too long for any line is cut."""
    out: list[Line] = []
    for word in _words(line):
        word = _cut(word, most, bold)
        joined = (*out[-1], " ", *word) if out else word
        if out and width(joined, bold) <= limit:
            out[-1] = joined
        else:
            out.append(word)
    return out


def _words(line: Line) -> list[Line]:
    """What stands between spaces; a number or `×` stays with what follows."""
    words: list[list[Cell]] = [[]]
    for cell in line:
        if not isinstance(cell, str):
            words[-1].append(cell)
            continue
        first, *others = cell.split(" ")
        words[-1] += [first] if first else []
        words += [[part] if part else [] for part in others]
    found: list[Line] = []
    held: list[Cell] = []
    for word in filter(None, words):
        held += [" ", *word] if held else word
        if word != ["×"] and not all(_is_number(cell) for cell in word):
            found.append(tuple(held))
            held = []
    if held and found and found[-1] and "×" not in held[:1]:
        found[-1] = (*found[-1], " ", *held)
        held = []
    return [*found, tuple(held)] if held else found


def _is_number(cell: Cell) -> bool:
    return not isinstance(cell, str) or cell.isdigit()


def _cut(word: Line, most: float, bold: bool) -> Line:
    if width(word, bold) <= most or not isinstance(word[-1], str):
        return word
    text = word[-1]
    while text and width((*word[:-1], text, "…"), bold) > most:
        text = text[:-1]
    return (*word[:-1], f"{text}…")


def formula_lines(tree: Written, limit: float) -> list[Line]:
    """A closed form broken before its top-level signs."""
    body = tree.body if isinstance(tree, Factor) else tree
    if not isinstance(body, Sum) or width((tree,)) <= limit:
        return [(number_text(tree),)]
    out: list[Line] = []
    for term in body.terms:
        positive = negated(term)
        sign = ("−" if positive is not None else "+") if out else ""
        piece: Line = (f"{sign} " if out else "", Factor(term if positive is None or not out else positive))
        joined = (*out[-1], " ", *piece) if out else piece[1:]
        if out and width(joined) <= limit:
            out[-1] = joined
        else:
            out.append(piece if out else piece[1:])
    return out
