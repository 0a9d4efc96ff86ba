"""Lines of text in a picture: how wide they are at most, where they break, and how numbers and shapes stand in them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from symcount.algebra.formula import ONE, Factor, Formula, NoValue, Number, Sum, TooLarge, value
from symcount.algebra.functions import Exact
from symcount.algebra.notation import negated
from symcount.algebra.notations.unicode import plain
from symcount.document.blocks import Cell

Line = tuple[Cell, ...]
"""Plain text and formulas in a row."""

FONT, LEADING = 7.0, 8.4  # all text is as large as LaTeX's \scriptsize
ASCENT, DESCENT = 5.6, 2.0
LONGEST = 100.0  # a word is cut beyond it
SIDE = 42.0  # how wide a symbolic size on an arrow is at most
MOST_FORM = 6  # the lines of a closed form below a picture
BOLD, FORMULA = 1.16, 1.1  # how much wider bold text and formulas are

_EMS = {
    **dict.fromkeys("ijl.,:;|!'`·", 0.34),
    **dict.fromkeys("ft()[]{}- /\\I", 0.42),
    **dict.fromkeys("rscze", 0.54),
    **dict.fromkeys("mwMW@%—…", 1.0),
    **dict.fromkeys("ABCEFJLPRSTZ&+−=<>×", 0.8),
    **dict.fromkeys("DGHKNOQUVXY", 0.9),
    **dict.fromkeys("²³¹⁰⁴⁵⁶⁷⁸⁹⁺⁻₀₁₂₃₄₅₆₇₈₉", 0.45),
}
"""Widths of characters in em, the wider of Helvetica and Computer Modern at this size."""
_ASCII, _OTHER = 0.6, 1.0


def width(line: Iterable[Cell], bold: bool = False) -> float:
    """How wide a line is at most, in points."""
    texts = [(cell, 1.0) if isinstance(cell, str) else (plain(cell), FORMULA) for cell in line]
    ems = sum(factor * sum(_EMS.get(c, _ASCII if c.isascii() else _OTHER) for c in text) for text, factor in texts)
    return FONT * ems * (BOLD if bold else 1.0)


def number_text(tree: Formula) -> Cell:
    """`7,765,442`, or the closed form."""
    return f"{int(tree.value):,}" if isinstance(tree, Number) and tree.value.denominator == 1 else tree


def shape_of(shape: Sequence[Formula], values: dict[str, Exact]) -> tuple[Line, ...]:
    """What is written for channels and sizes: a side that is too long for an arrow by its value.

    Sizes are left out where all of them are one.
    """
    sides = shape if any(size != ONE for size in shape[1:]) else shape[:1]
    return tuple(_side(side, values, alone=len(sides) == 1) for side in sides)


def _side(side: Formula, values: dict[str, Exact], alone: bool) -> Line:
    line: Line = (tidy(side),)
    if width(line) > SIDE:
        return (str(_value(side, values) or "…"),)
    return line if alone or not isinstance(side, Sum) else ("(", *line, ")")


def _value(tree: Formula, values: dict[str, Exact]) -> Exact | None:
    try:
        return value(tree, values)
    except (NoValue, TooLarge):
        return None


def joined(sides: Iterable[Line], sign: str) -> Line:
    """`128×128`."""
    return tuple(cell for side in sides for cell in (sign, *side))[1:]


def tidy(tree: Formula) -> Cell:
    """A number as text, all else as one factor."""
    return str(tree.value) if isinstance(tree, Number) else tree if isinstance(tree, Factor) else Factor(tree)


def filled(pieces: Iterable[Line], limit: float, bold: bool = False) -> list[Line]:
    """Pieces one after the other, as many in a line as fit."""
    lines: list[Line] = []
    for piece in pieces:
        if lines and width((*lines[-1], " ", *piece), bold) <= limit:
            lines[-1] = (*lines[-1], " ", *piece)
        else:
            lines.append(piece)
    return lines


def wrapped(line: Line, limit: float, bold: bool = False) -> list[Line]:
    """A line broken between words; a word that is too long for any line is cut."""
    return filled(_words(line, bold), limit, bold)


def _words(line: Line, bold: bool) -> list[Line]:
    """What stands between spaces; a count stays with what it counts, `2 3×3 conv` and `residual × 2`."""
    parts: list[list[Cell]] = [[]]
    for cell in line:
        first, *others = cell.split(" ") if isinstance(cell, str) else (tidy(cell),)
        parts[-1] += [first] if first else []
        parts += [[part] if part else [] for part in others]
    words: list[Line] = []
    held = False
    for part in filter(None, parts):
        word = cut(tuple(part), LONGEST, bold)
        if words and (held or word[0] == "×"):
            words[-1] = (*words[-1], " ", *word)
        else:
            words.append(word)
        held = _is_number(part[0]) or part[0] in ("×", "+", "(")
    if len(words) > 1 and all(map(_is_number, words[-1])):
        words[-2:] = [(*words[-2], " ", *words[-1])]
    return words


def _is_number(cell: Cell) -> bool:
    return not isinstance(cell, str) or cell.isdigit()


def cut(word: Line, most: float, bold: bool = False) -> Line:
    """A word that ends in text, no longer than the limit."""
    if width(word, bold) <= most or not isinstance(word[-1], str):
        return word
    text = word[-1][: int(most)]  # no character is narrower than a point
    while text and width((*word[:-1], text, "…"), bold) > most:
        text = text[:-1]
    return (*word[:-1], f"{text}…")


def whole_form(tree: Formula, limit: float, values: dict[str, Exact]) -> list[Line]:
    """A closed form over the width of the page, or its value where it is too long for a picture."""
    lines = formula_lines(tree, limit)
    if len(lines) > MOST_FORM:
        number = _value(tree, values)
        return [("too long",) if number is None else (number_text(Number(number)), " at the parameters' values")]
    return lines


def formula_lines(tree: Formula, limit: float) -> list[Line]:
    """A closed form broken before its top-level signs."""
    body = tree.body if isinstance(tree, Factor) else tree
    if not isinstance(body, Sum) or width((tree,)) <= limit:
        return [(number_text(tree),)]
    first, *terms = body.terms
    signed = (("−", negative) if (negative := negated(term)) else ("+", term) for term in terms)
    return filled([(Factor(first),), *((f"{sign} ", Factor(term)) for sign, term in signed)], limit)


def words(line: Line) -> str:
    """A line as plain text."""
    return "".join(cell if isinstance(cell, str) else plain(cell) for cell in line)


def shorten(text: str, most: int = 200) -> str:
    """The beginning of a text that is too long to be read out."""
    return text if len(text) <= most else f"{text[:most]}…"
