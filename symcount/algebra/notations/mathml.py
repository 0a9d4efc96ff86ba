"""Formulas as MathML Core: the row MATHML of the table of notations, whose texts are sequences of whole elements."""

from __future__ import annotations

import re
from functools import partial
from html import escape

from symcount.algebra.names import latex_name
from symcount.algebra.notation import DIGIT, OTHER, WORD, Notation, Written, written_as
from symcount.algebra.tex_names import Accented, Piece, Row, Scripted, Sign, Word, read

BRACES = "\u23df"
MOD = '<mo lspace="0.3em" rspace="0.3em">mod</mo>'
TIMES, APPLIED, ROOM = "<mo>\u2062</mo>", "<mo>\u2061</mo>", '<mspace width="0.167em"/>'
"""What is not seen: a product, a function at its arguments, and the thin space beside a word."""


def operator(sign: str) -> str:
    """A sign between two parts, also where a line begins with it."""
    return f'<mo form="infix">{escape(sign)}</mo>'


def fence(sign: str, form: str, size: str = "") -> str:
    """A bracket that does not grow with what is in it, of a size of its own."""
    larger = f' mathsize="{size}"' if size else ""
    return f'<mo form="{form}" stretchy="false"{larger}>{sign}</mo>'


def row(text: str) -> str:
    """One element; a line that was put together is none."""
    return text if _is_one(text) else f"<mrow>{text}</mrow>"


def _fenced(opened: str, closed: str, body: Written) -> str:
    """Brackets grow with fractions, and not with the limits of a sum."""
    if body.fraction and not body.limits:
        return f"<mrow><mo>{opened}</mo>{row(body)}<mo>{closed}</mo></mrow>"
    return f"<mrow>{fence(opened, 'prefix')}{row(body)}{fence(closed, 'postfix')}</mrow>"


def mathml_name(writing: str) -> str:
    """A name from the safe subset of TeX, as one element."""
    return _pieces(read(writing))


def _pieces(pieces: Row) -> str:
    text = "".join(map(_piece, pieces))
    return text if len(pieces) == 1 else f"<mrow>{text}</mrow>"


def _piece(piece: Piece) -> str:
    match piece:
        case Word(text=text, alphabet=alphabet):
            return _word(text, alphabet)
        case Sign(text=text):
            return f"<mo>{escape(text)}</mo>"
        case Accented(accent=accent, body=body):
            mark = f'<mo stretchy="false">{_ACCENTS.get(accent, "")}</mo>'
            return f'<mover accent="true">{_pieces(body)}{mark}</mover>'
        case Scripted(base=base, sub=sub, sup=sup):
            return _scripted(*(_pieces(part) if part else "" for part in (base, sub, sup)))


def _scripted(base: str, sub: str, sup: str) -> str:
    name = "msubsup" if sub and sup else "msub" if sub else "msup"
    return f"<{name}>{base or '<mrow></mrow>'}{sub}{sup}</{name}>"


_ACCENTS = {"hat": "^", "bar": "¯", "tilde": "~", "vec": "→", "dot": "˙", "check": "ˇ"}
_UPRIGHT = "ΓΔΘΛΞΠΣΥΦΨΩ"


def _word(text: str, alphabet: str) -> str:
    if text.isdigit() and alphabet in ("", "rm"):
        return f"<mn>{text}</mn>"
    if alphabet in _PLANES:
        letters = "".join(_PLANES[alphabet].get(c, c) for c in text)
        return f'<mi mathvariant="normal">{escape(letters)}</mi>'
    if alphabet == "rm" or text in _UPRIGHT:
        return f'<mi mathvariant="normal">{escape(text)}</mi>'
    return f'<mi class="word">{escape(text)}</mi>' if alphabet == "it" else f"<mi>{escape(text)}</mi>"


_CAPITALS, _SMALL = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz"
_PLANES = {
    "bf": {
        **{c: chr(0x1D400 + i) for i, c in enumerate(_CAPITALS + _SMALL)},
        **{c: chr(0x1D7CE + i) for i, c in enumerate("0123456789")},
        **{c: chr(0x1D6C2 + i) for i, c in enumerate("αβγδεζηθικλμνξοπρςστυφχψω")},
    },
    "cal": {**{c: chr(0x1D49C + i) for i, c in enumerate(_CAPITALS)}, **dict(zip("BEFHILMR", "ℬℰℱℋℐℒℳℛ", strict=True))},
}
"""The letters of an alphabet that Unicode has as characters of their own."""


def _power(base: str, exponent: str, symbol: bool) -> str:
    """A subscript and a superscript stand one above the other."""
    if base.startswith("<msub>"):
        return f"<msubsup>{base[6:-7]}{row(exponent)}</msubsup>"
    return f"<msup>{row(base)}{row(exponent)}</msup>"


_WORD = r"<mi[^<>]*>\w\w+</mi>"
_FIRST_WORD, _LAST_WORD, _FIRST_NUMBER = re.compile(_WORD), re.compile(f"{_WORD}$"), re.compile("(?:<mrow>)*<mn>")


def _ends(name: str) -> tuple[str, str]:
    first = DIGIT if _FIRST_NUMBER.match(name) else WORD if _FIRST_WORD.match(name) else OTHER
    return first, WORD if _LAST_WORD.search(name) else OTHER


def _juxtaposed(a: Written, b: Written) -> str:
    return f"{a}{ROOM if WORD in (a.last, b.first) else TIMES}{b}"


def _named(name: str, *arguments: str) -> str:
    inside = written_as("<mo>,</mo>".join(arguments), *arguments, one=len(arguments) == 1 and _is_one(arguments[0]))
    return f"<mrow>{name}{APPLIED}{_fenced('(', ')', inside)}</mrow>"


def _is_one(text: str) -> bool:
    return isinstance(text, Written) and text.one


def _summation(index: str, last: str, body: str) -> str:
    first = f"<mrow>{index}<mo>=</mo><mn>0</mn></mrow>"
    return f'<munderover><mo largeop="true">∑</mo>{first}{row(last)}</munderover>{body}'


MATHML = Notation(
    times=operator("×"),
    dot=operator("⋅"),
    juxtapose=_juxtaposed,
    power=_power,
    fraction=lambda a, b: f"<mfrac>{row(a)}{row(b)}</mfrac>",
    inline_fraction=False,
    fenced=_fenced,
    symbol=lambda name: mathml_name(latex_name(name)),
    ends=_ends,
    calls={
        "divisible": lambda a, d: f"<msub>{_fenced('⌊', '⌉', a)}{row(d)}</msub>",
        "max": partial(_named, "<mi>max</mi>"),
        "min": partial(_named, "<mi>min</mi>"),
        "sqrt": lambda a: f"<msqrt>{a}</msqrt>",
        "log2": partial(_named, "<msub><mi>log</mi><mn>2</mn></msub>"),
        "mod": lambda a, b: _fenced("(", ")", written_as(f"{a}{MOD}{b}", a, b, one=False)),
    },
    named=lambda name, *arguments: written_as(_named(f"<mi>{name}</mi>", *arguments), first=WORD),
    relation=operator,
    summation=_summation,
    big={
        "(": (fence("(", "prefix", "1.2em"), fence(")", "postfix", "1.2em")),
        "[": (fence("[", "prefix", "1.2em"), fence("]", "postfix", "1.2em")),
    },
    minus="<mo>−</mo>",
    plus=operator("+"),
    number=lambda digits: f"<mn>{digits}</mn>",
    powers_close=True,
)
"""MathML Core."""
