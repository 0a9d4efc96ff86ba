r"""How wide a formula is, in points: what TeX's `\settowidth{…}{$\displaystyle …$}` says at 10 pt, with amsmath.

The LaTeX that symcount writes is read here into atoms and words; `boxes` measures them as TeX does, on the metrics
of Computer Modern in `fonts`. No TeX, no files.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import lru_cache, partial
from itertools import pairwise
from string import ascii_letters

from symcount.render import boxes
from symcount.render.boxes import Atom, Box, Glue, Items, char, dimen, fixed, line, size
from symcount.render.fonts import FONTS, LETTERS, SIGNS, WORDS

# ---- words ---------------------------------------------------------------------------------------------


def _words(parts: tuple[str | Items, ...], style: int) -> Box:
    """Words in cmr, and formulas between them."""
    return _beside([_plain(part, style) if isinstance(part, str) else line(part, style) for part in parts])


def _beside(boxes: list[Box], more: float = 0.0) -> Box:
    height, depth = max((b.height for b in boxes), default=0.0), max((b.depth for b in boxes), default=0.0)
    return Box(sum(b.width for b in boxes) + more, height, depth)


def _plain(text: str, style: int) -> Box:
    """Letters with their kerns; a space is wider after the end of a sentence."""
    text = re.sub(r"\s+", " ", text).replace("---", "—").replace("--", "–").replace("''", "”")
    boxes = [_letter(c, style) for c in text]
    kerns = sum(FONTS["rm"].kerns.get(a + b, 0.0) for a, b in pairwise(text)) * FONTS["rm"].kern_unit[size(style)]
    ends = len(re.findall(r"(?<![A-Z])[.?!:][)'\]”]* ", text)) * dimen("extra_space", style)
    return _beside(boxes, kerns + ends)


def _letter(c: str, style: int) -> Box:
    if c in " _":
        return Box(dimen("space" if c == " " else "underscore", style))
    if c in "{}\\":
        return char("sy", c, style)
    if unicodedata.east_asian_width(c) in "WF":
        return Box(dimen("size", style), 0.88 * dimen("size", style), 0.12 * dimen("size", style))
    plain = unicodedata.normalize("NFD", c)[0]
    return char("rm", plain if plain in FONTS["rm"].widths else "m", style)


# ---- reading -------------------------------------------------------------------------------------------


def _symbol(kind: str, font: str, letter: str) -> Atom:
    return Atom(kind, partial(char, font, letter), (font, letter))


def _operator(name: str, limits: int) -> Atom:
    return Atom("op", partial(line, tuple(_symbol("ord", "rm", c) for c in name)), limits=limits)


_MOD = replace(_operator("mod", 0), kind="bin")

_SYMBOLS: dict[str, Items] = {
    **{token: (_symbol(*row),) for *row, token in SIGNS},
    **{token: (_symbol("ord", "mi", letter),) for token, letter in LETTERS.items()},
    "\\sum": (Atom("op", boxes.sum_sign, limits=2),),
    "\\max": (_operator("max", 2),),
    "\\min": (_operator("min", 2),),
    "\\log": (_operator("log", 0),),
    "\\bmod": (Glue(-4, in_scripts=False), Glue(5), _MOD, Glue(5), Glue(-4, in_scripts=False)),
    "\\,": (Glue(3),),
    "\\;": (Glue(5),),
    "\\quad": (Glue(points=10),),
    "\\qquad": (Glue(points=20),),
    "\\_": (Atom("ord", partial(_words, ("_",))),),
}
_BIG = {"\\bigl(": 4.583, "\\bigl[": 4.167, "\\bigr)": 4.583, "\\bigr]": 4.167}
_TEXT = {"\\textbackslash": "\\", "\\textasciitilde": "~", "\\textasciicircum": "^", "~": " "}
_TEXT |= {f"\\{c}": c for c in "%#&_{}$"}
_ALPHABETS = {"\\mathrm": "rm", "\\mathbf": "bf", "\\mathit": "it", "\\mathcal": "sy"}
_ACCENTS = {"\\hat": 0.694, "\\bar": 0.568, "\\tilde": 0.668, "\\vec": 0.714, "\\dot": 0.668, "\\check": 0.628}
_PRIME = _symbol("ord", "sy", "′")

_Tokens = Iterator[str]


@lru_cache(maxsize=4096)
def width(latex: str) -> float:
    """The natural width of a formula in display style, in points; ValueError where a command is not known."""
    return line(_items(_tokens(latex), "", ""), 0).width


@lru_cache(maxsize=4096)
def text_width(latex: str) -> float:
    """The same for text with formulas between `$`, such as a cell of a table."""
    return _text(iter(["{", *_tokens(latex), "}"]), "").box(2).width


def _tokens(latex: str) -> _Tokens:
    return (t if t.isspace() else t.rstrip() for t in re.findall(r"\\big[lr].|\\[A-Za-z]+\s*|\\.|\s+|.", latex))


def _items(tokens: _Tokens, font: str, end: str) -> Items:
    """What stands before `end`; letters in `font`, or as mathematics has them."""
    items: list[Atom | Glue] = []
    for token in tokens:
        if token == end:
            return tuple(items)
        if token in ("^", "_", "'"):
            script = (_PRIME,) if token == "'" else _argument(tokens, font)
            items[-1:] = _with_script(items[-1:], token, script)
        else:
            items += _read(token, tokens, font)
    if end:
        raise ValueError(f"{end} is missing")
    return tuple(items)


def _with_script(last: list[Atom | Glue], token: str, script: Items) -> list[Atom | Glue]:
    """A script belongs to the atom before it, and to an empty one where there is none; primes are raised with `^`."""
    if not last or not isinstance(last[0], Atom):
        return [*last, *_with_script([fixed("ord")], token, script)]
    atom = last[0]
    return [replace(atom, sub=script) if token == "_" else replace(atom, sup=(*(atom.sup or ()), *script))]


def _argument(tokens: _Tokens, font: str) -> Items:
    token = next((t for t in tokens if not t.isspace()), "}")
    return _items(tokens, font, "}") if token == "{" else _read(token, tokens, font)


def _read(token: str, tokens: _Tokens, font: str) -> Items:
    """One token, with its arguments."""
    if token.isspace():
        return ()
    if token == "{":
        return (_group(_items(tokens, font, "}")),)
    if token in _BIG:
        return (fixed("open" if token[4] == "l" else "close", _BIG[token], 8.5, 3.5),)
    letter = LETTERS.get(token, token)
    if letter in WORDS:
        return (_symbol("ord", font or ("mi" if letter in ascii_letters else "rm"), letter),)
    if token in _SYMBOLS:
        return _SYMBOLS[token]
    if token in _ALPHABETS:
        return (_group(_argument(tokens, _ALPHABETS[token])),)
    if token in _ACCENTS:
        body = _group(_argument(tokens, font))
        inner = Atom("ord", partial(boxes.atom_box, body)) if body.accent else body
        return (replace(inner, accent=_ACCENTS[token]),)
    if token in _COMMANDS:
        return (_COMMANDS[token](tokens, font),)
    raise ValueError(f"the width of {token} is not known")


def _group(items: Items) -> Atom:
    """`{…}`; a letter alone stays a letter."""
    match items:
        case (Atom(kind="ord", sub=None, sup=None) as alone,):
            return alone
    return Atom("ord", partial(line, items))


def _left(tokens: _Tokens, font: str) -> Atom:
    if next(tokens, "") != "(":
        raise ValueError("\\left is known before ( only")
    body = _items(tokens, font, "\\right")
    if next(tokens, "") != ")":
        raise ValueError("\\right is known before ) only")
    return Atom("inner", partial(boxes.fence, body))


def _braced(tokens: _Tokens) -> list[str]:
    """The tokens of an argument in braces."""
    found: list[str] = []
    depth = 0
    for token in tokens:
        depth += (token == "{") - (token == "}")
        if depth == 0:
            return found[1:]
        found.append(token)
    raise ValueError("} is missing")


def _text(tokens: _Tokens, font: str) -> Atom:
    """Words, and formulas between `$`."""
    parts: list[str | Items] = []
    words, inside = "", iter(_braced(tokens))
    for token in inside:
        if token == "$":
            parts += [words, _items(inside, "", "$")]
            words = ""
        elif token[0] == "\\" and token not in _TEXT:
            raise ValueError(f"the width of {token} is not known")
        elif token not in "{}":
            words += _TEXT.get(token, token)
    return Atom("ord", partial(_words, (*parts, words)))


def _number(tokens: _Tokens, font: str) -> Atom:
    """`\\num{37346}`: groups of three digits, from five digits on, as siunitx does by default."""
    digits = "".join(_braced(tokens))
    if not digits.isdigit():
        raise ValueError(f"\\num{{{digits}}} is not known")
    grouped = re.sub(r"(?<=\d)(?=(\d{3})+$)", r"\\,", digits) if len(digits) > 4 else digits
    return _group(_items(_tokens(grouped), "", ""))


_COMMANDS: dict[str, Callable[[_Tokens, str], Atom]] = {
    "\\frac": lambda t, f: Atom("ord", partial(boxes.fraction, _argument(t, f), _argument(t, f))),
    "\\sqrt": lambda t, f: Atom("ord", partial(boxes.root, _argument(t, f))),
    "\\underbrace": lambda t, f: Atom("op", partial(boxes.brace, _argument(t, f)), limits=8),
    "\\left": _left,
    "\\num": _number,
    "\\text": _text,
}
