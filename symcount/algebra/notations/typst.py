"""Formulas in Typst's mathematics: the row TYPST of the table of notations.

Brackets are escaped where Typst would match them and let them grow; words are strings.
"""

from __future__ import annotations

import re
from functools import partial

from symcount.algebra.names import latex_name
from symcount.algebra.notation import DIGIT, OTHER, WORD, Notation, Written, written_as
from symcount.algebra.tex_names import Accented, Piece, Row, Scripted, Sign, Word, read


def quoted(text: str) -> str:
    """A string of Typst: in it only two characters have a meaning."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _fenced(opened: str, closed: str, body: Written) -> str:
    """Brackets grow with fractions, and not with the limits of a sum."""
    return f"lr({opened} {body} {closed})" if body.fraction and not body.limits else f"\\{opened}{body}\\{closed}"


def typst_name(writing: str) -> str:
    """A name from the safe subset of TeX."""
    return _pieces(read(writing))


def _pieces(pieces: Row) -> str:
    return " ".join(map(_piece, pieces))


def _piece(piece: Piece) -> str:
    match piece:
        case Word(text=text, alphabet=alphabet):
            return _ALPHABETS[alphabet].format(quoted(text)) if alphabet else text
        case Sign(text="′"):
            return "′"
        case Sign(text=text):
            return f"\\{text}"
        case Accented(accent=accent, body=body):
            return f"accent({_pieces(body) or quoted('')}, {_ACCENTS.get(accent, 'hat')})"
        case Scripted(base=base, sub=sub, sup=sup):
            scripts = (_script(sign, _pieces(part)) for sign, part in (("_", sub), ("^", sup)) if part)
            return (_pieces(base) or quoted("")) + "".join(scripts)


def _script(sign: str, text: str) -> str:
    alone = len(text) == 1 or re.fullmatch(r'"[^"]*"', text)
    return f"{sign}{text}" if alone else f"{sign}({text})"


_ALPHABETS = {"rm": "{}", "it": "italic({})", "bf": "upright(bold({}))", "cal": "cal({})"}
_ACCENTS = {"hat": "hat", "bar": "macron", "tilde": "tilde", "vec": "arrow", "dot": "dot", "check": "caron"}


_WORD = r'(?:"[^"]*"|italic\("[^"]*"\))'
_FIRST_WORD, _LAST_WORD = re.compile(_WORD), re.compile(f"(?<![_^]){_WORD}$")


def _ends(name: str) -> tuple[str, str]:
    first = DIGIT if name[:1].isdigit() else WORD if _FIRST_WORD.match(name) else OTHER
    return first, WORD if _LAST_WORD.search(name) else OTHER


def _juxtaposed(a: Written, b: Written) -> str:
    """A word beside another letter needs room."""
    return f"{a} thin {b}" if WORD in (a.last, b.first) else f"{a} {b}"


def _named(name: str, *arguments: str) -> str:
    inside = "\\, ".join(arguments)
    return f"{name} {_fenced('(', ')', written_as(inside, *arguments))}"


TYPST = Notation(
    times=" × ",
    dot=" ⋅ ",
    juxtapose=_juxtaposed,
    power=lambda base, exponent, symbol: base + _script("^", exponent),
    fraction=lambda a, b: f"({a})/({b})",
    inline_fraction=False,
    fenced=_fenced,
    symbol=lambda name: typst_name(latex_name(name)),
    ends=_ends,
    calls={
        "divisible": lambda a, d: f"{_fenced('⌊', '⌉', a)}{_script('_', d)}",
        "max": partial(_named, "max"),
        "min": partial(_named, "min"),
        "sqrt": lambda a: f"sqrt({a})",
        "log2": partial(_named, "log_2"),
        "mod": lambda a, b: _fenced("(", ")", written_as(f"{a} mod {b}", a, b)),
    },
    named=lambda name, *arguments: written_as(_named(f"upright({quoted(name)})", *arguments), first=WORD),
    relation=lambda sign: f" {sign} ",
    summation=lambda i, last, body: f"∑_({i} = 0)^({last}) {body}",
    big={
        "(": ("lr(\\(, size: #1.2em) ", " lr(\\), size: #1.2em)"),
        "[": ("lr(\\[, size: #1.2em) ", " lr(\\], size: #1.2em)"),
    },
    minus="−",
)
"""Typst."""
