"""Boxes, the atoms that a formula is made of, their spacing, and how TeX measures them: TeXbook, appendix G."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache

from symcount.render.fonts import BRACE, DELIMITERS, FONTDIMEN, FONTS, HEIGHTS, NONE, NULL_DELIMITER, SCRIPT_SPACE


@dataclass(frozen=True, slots=True)
class Box:
    """Lengths in points."""

    width: float = 0.0
    height: float = 0.0
    depth: float = 0.0


_Measure = Callable[[int], Box]
"""The box of something in a style of TeX: 0 display, 2 text, 4 script, 6 scriptscript; odd where it is cramped."""


@dataclass(frozen=True, slots=True)
class Atom:
    """What TeX calls a noad, of one of `_KINDS`."""

    kind: str
    box: _Measure
    char: tuple[str, str] | None = None
    """The font and the letter, where it is a single one."""
    sub: Items | None = None
    sup: Items | None = None
    limits: int = 0
    """In styles below this one its scripts stand below and above it."""
    accent: float = 0.0
    """How high its accent is, in the size of the font; 0 if it has none."""


@dataclass(frozen=True, slots=True)
class Glue:
    mu: float = 0.0
    points: float = 0.0
    in_scripts: bool = True


Items = tuple[Atom | Glue, ...]

_KINDS = ("ord", "op", "bin", "rel", "open", "close", "punct", "inner")
_SPACING = "02340001 22040001 33003003 44004004 00000000 02340001 11011111 12341011".split()
_MU = {"0": (0, 0), "1": (3, 0), "2": (3, 3), "3": (4, 0), "4": (5, 0)}
_SPACES = {(a, b): _MU[_SPACING[i][j]] for i, a in enumerate(_KINDS) for j, b in enumerate(_KINDS)}
"""Between two kinds, in mu: in display and text, and in scripts (chapter 18)."""


def size(style: int) -> int:
    """Which of 10, 7 and 5 pt: 0, 1 or 2."""
    return max(0, style // 2 - 1)


def dimen(name: str, style: int) -> float:
    """One of `FONTDIMEN`, in points."""
    return FONTDIMEN[name][size(style)]


def fixed(kind: str, *box: float) -> Atom:
    """An atom whose box is the same in every style."""
    return Atom(kind, lambda style: Box(*box))


_OPEN, _CLOSE = fixed("open"), fixed("close")

# ---- measuring: the rules of appendix G ----------------------------------------------------------------


def line(items: Items, style: int) -> Box:
    """A list of atoms side by side."""
    width = height = depth = 0.0
    quad, before = dimen("quad", style), ""
    for item, kind, after in zip(items, _kinds(items), (*items[1:], None), strict=False):
        if isinstance(item, Glue):
            width += item.points + item.mu * quad / 18 if style < 4 or item.in_scripts else 0.0
            continue
        box = atom_box(item, style)
        space = _SPACES[before, kind][style >= 4] * quad / 18 if before else 0.0
        width += space + box.width + (_kern(item, after, style) if kind == "ord" else 0)
        height, depth = max(height, box.height), max(depth, box.depth)
        before = kind
    return Box(width, height, depth)


def _kinds(items: Items) -> list[str]:
    """The kinds, where a sign that has nothing to join (a leading minus) is ordinary (rules 5 and 6)."""
    kinds = [item.kind if isinstance(item, Atom) else "" for item in items]
    before, last = "op", -1
    for i, kind in enumerate(kinds):
        if not kind:
            continue
        if kind == "bin" and before in ("bin", "op", "rel", "open", "punct"):
            kinds[i] = "ord"
        elif kind in ("rel", "close", "punct") and before == "bin":
            kinds[last] = "ord"
        before, last = kinds[i], i
    if before == "bin":
        kinds[last] = "ord"
    return kinds


def _kern(atom: Atom, after: Atom | Glue | None, style: int) -> float:
    """What changes where two letters of a font stand together: a kern, no italic correction inside a word (rule 14)."""
    if not isinstance(after, Atom) or not atom.char or not after.char or atom.char[0] != after.char[0]:
        return 0.0
    if atom.sub or atom.sup or atom.accent or after.accent:
        return 0.0
    name, letter = atom.char
    font, at = FONTS[name], size(style)
    italic = font.italics.get(letter, NONE)[at] if name in ("rm", "bf", "it") else 0.0
    return font.kerns.get(letter + after.char[1], 0.0) * font.kern_unit[at] - italic


@lru_cache(maxsize=1024)
def char(name: str, letter: str, style: int) -> Box:
    if letter not in FONTS[name].widths:
        raise ValueError(f"the width of {letter!r} is not known")
    height, depth = HEIGHTS.get(name + letter) or HEIGHTS.get(letter, (0.43056, 0.0))
    return Box(FONTS[name].widths[letter][size(style)], height * dimen("size", style), depth * dimen("size", style))


def atom_box(atom: Atom, style: int) -> Box:
    """An atom with its accent and its scripts."""
    if atom.accent:
        return _accented(atom, style)
    base = atom.box(style)
    if style < atom.limits:
        return _limits(base, atom, style)
    italic = FONTS[atom.char[0]].italics.get(atom.char[1], NONE)[size(style)] if atom.char else 0.0
    if atom.sub is None and atom.sup is None:
        return Box(base.width + italic, base.height, base.depth)
    return _scripts(base, italic, atom, style)


def _accented(atom: Atom, style: int) -> Box:
    """The scripts of an accented letter are set beside the letter (rule 12)."""
    bare = atom_box(replace(atom, accent=0.0, sub=None, sup=None), style | 1)
    whole = atom_box(replace(atom, accent=0.0), style)
    top = bare.height + atom.accent * dimen("size", style) - min(bare.height, dimen("x_height", style))
    return replace(whole, height=max(whole.height, top))


def _scripts(base: Box, italic: float, atom: Atom, style: int) -> Box:
    """Subscript and superscript (rule 18)."""
    up_style, down_style = style // 4 * 2 + 4 + style % 2, style // 4 * 2 + 5
    sup, sub = line(atom.sup or (), up_style), line(atom.sub or (), down_style)
    up = 0.0 if atom.char else base.height - dimen("sup_drop", up_style)
    down = 0.0 if atom.char else base.depth + dimen("sub_drop", up_style)
    x_height = dimen("x_height", style)
    if atom.sup is None:
        down = max(down, dimen("sub1", style), sub.height - 0.8 * x_height)
        return Box(base.width + sub.width + SCRIPT_SPACE, base.height, max(base.depth, down + sub.depth))
    least = "sup3" if style % 2 else "sup1" if style < 2 else "sup2"
    up = max(up, dimen(least, style), sup.depth + x_height / 4)
    if atom.sub is not None:
        up, down = _apart(up - sup.depth, max(down, dimen("sub2", style)) - sub.height, style)
        up, down = up + sup.depth, down + sub.height
    width = base.width + max(italic + sup.width, sub.width) + SCRIPT_SPACE
    return Box(width, max(base.height, up + sup.height), max(base.depth, down + sub.depth))


def _apart(bottom: float, top: float, style: int) -> tuple[float, float]:
    """The bottom of a superscript and, downwards, the top of a subscript, with room between them."""
    top += max(0.0, 4 * dimen("rule", style) - bottom - top)
    rise = max(0.0, 0.8 * dimen("x_height", style) - bottom)
    return bottom + rise, top - rise


def _limits(base: Box, atom: Atom, style: int) -> Box:
    """Scripts above and below (rule 13a)."""
    sup, sub = line(atom.sup or (), style // 4 * 2 + 4 + style % 2), line(atom.sub or (), style // 4 * 2 + 5)
    above = max(dimen("above", style) - sup.depth, 1.111) + sup.height + sup.depth + 1.0 if atom.sup else 0.0
    below = max(dimen("below", style) - sub.height, 1.667) + sub.height + sub.depth + 1.0 if atom.sub else 0.0
    return Box(max(base.width, sup.width, sub.width), base.height + above, base.depth + below)


def fraction(top: Items, bottom: Items, style: int) -> Box:
    """One over the other (rule 15)."""
    a, b = line(top, style + 2 - style // 6 * 2), line(bottom, style // 2 * 2 + 3 - style // 6 * 2)
    display, rule, axis = style < 2, dimen("rule", style), dimen("axis", style)
    room = (3 * rule if display else rule) + rule / 2
    up = max(dimen("num1" if display else "num2", style), room + a.depth + axis)
    down = max(dimen("denom1" if display else "denom2", style), room + b.height - axis)
    return Box(max(a.width, b.width) + 2 * NULL_DELIMITER, up + a.height, down + b.depth)


def root(body: Items, style: int) -> Box:
    """A radical sign as high as it has to be (rule 11)."""
    inner, rule = line(body, style | 1), dimen("rule", style)
    room = rule + (dimen("x_height", style) if style < 2 else rule) / 4
    sign = _delimiter("√", inner.height + inner.depth + room + rule, style)
    room += max(0.0, sign.height - rule - inner.height - inner.depth - room) / 2
    top = inner.height + room
    return Box(sign.width + inner.width, top + 2 * rule, max(inner.depth, sign.height - rule - top))


def fence(body: Items, style: int) -> Box:
    """`\\left( … \\right)`: nine tenths of what is inside is covered, all but 5 pt (rule 19)."""
    inner, axis = line((_OPEN, *body, _CLOSE), style), dimen("axis", style)
    half = max(inner.height - axis, inner.depth + axis)
    sign = _delimiter("(", max(half * 1.802, 2 * half - 5), style)
    height, depth = max(inner.height, sign.height / 2 + axis), max(inner.depth, sign.height / 2 - axis)
    return Box(inner.width + 2 * sign.width, height, depth)


def _delimiter(name: str, least: float, style: int) -> Box:
    """The first that is high enough, its whole height above the line."""
    (font, letter), *large = DELIMITERS[name]
    sizes = range(size(style), -1, -1)
    small = [(FONTDIMEN["size"][s], FONTS[font].widths[letter][s]) for s in sizes]
    em, scale = dimen("size", style) / 10, 5 / 7 if size(style) == 2 else 1.0
    widths = [w * scale for w in large[min(1, size(style))]]
    ladder = [*small, *zip((12 * em, 18 * em, 24 * em, 30 * em, max(30 * em, least)), widths, strict=True)]
    height, width = next(step for step in ladder if step[0] >= least)
    return Box(width, height)


def sum_sign(style: int) -> Box:
    em = dimen("size", style) / 10
    return Box(14.444, 10.5, 5.5) if style < 2 else Box((10.556, 8.403, 6.002)[size(style)], 7.5 * em, 2.5 * em)


def brace(body: Items, style: int) -> Box:
    """What is braced is in display style, and no narrower than the brace."""
    inner = line(body, 0)
    return Box(max(inner.width, BRACE), inner.height, inner.depth + 7.2)
