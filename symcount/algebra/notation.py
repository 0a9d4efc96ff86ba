"""One writer of formulas, and a table of notations: LaTeX, Unicode for terminals, and text that sympy reads.

What may be omitted or must stand in parentheses is decided here once, by precedence; how a power or a
fraction looks is a row of the table.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from symcount.algebra import formula as f
from symcount.algebra.formula import Formula

# Precedence of what was written: a part is put in parentheses where it binds looser than its place asks.
SUM, PRODUCT, NEGATIVE, POWER, ATOM = range(5)

# What a text begins or ends with, as far as a neighbour must know it.
DIGIT, LETTER, WORD, COMMAND, SIGN, OTHER = "digit", "letter", "word", "command", "minus", "other"

FENCES = {"ceil": ("⌈", "⌉"), "floor": ("⌊", "⌋"), "round": ("⌊", "⌉")}
"""Functions that are written as brackets."""


class Written(str):
    """A formula as text, with what is known of it from its nodes: no text that was written is read again."""

    binds: int = ATOM
    first: str = OTHER
    last: str = OTHER
    one: bool = True
    """Whether it is one element, whatever stands beside it."""
    fraction: bool = False
    """Whether a fraction is in it, with which brackets grow."""
    limits: bool = False
    """Whether a sum with limits is in it, with which they do not."""


def written_as(text: str, *inner: str, binds: int = ATOM, first: str = "", last: str = "", one: bool = True) -> Written:
    """`text`, which is composed of `inner`; the ends that a row of the table gave it are kept."""
    new, before = Written(text), text if isinstance(text, Written) else Written()
    new.binds, new.one = binds, one
    new.first, new.last = first or before.first, last or before.last
    new.fraction, new.limits = before.fraction, before.limits
    for part in inner:
        if isinstance(part, Written):
            new.fraction, new.limits = new.fraction or part.fraction, new.limits or part.limits
    return new


@dataclass(frozen=True, slots=True)
class Notation:
    """How a kind of formula is written. The functions take texts that are written already."""

    times: str
    """The sign between factors; empty where they stand side by side."""
    dot: str
    """Between two parts of one factor that cannot be juxtaposed, as α · 2^i."""
    juxtapose: Callable[[Written, Written], str]
    power: Callable[[Written, Written, bool], str]
    """(base, exponent, whether the base is a symbol)"""
    fraction: Callable[[str, str], str]
    inline_fraction: bool
    """Whether a fraction binds like a product, so that its parts need parentheses."""
    fenced: Callable[[str, str, Written], str]
    """(opening, closing, body): parentheses, brackets, and FENCES where no row of `calls` says otherwise"""
    symbol: Callable[[str], str]
    ends: Callable[[str], tuple[str, str]]
    """What the writing of a name begins and ends with."""
    calls: Mapping[str, Callable[..., str]]
    """Functions with a writing of their own."""
    named: Callable[..., str]
    """Any other function: (name, *arguments)"""
    summation: Callable[[str, Written, str], str]
    """(index, last value, body)"""
    big: Mapping[str, tuple[str, str]]
    """Brackets whose halves may stand on two lines."""
    relation: Callable[[str], str]
    """A sign of relations.SIGNS, with its room."""
    minus: str = "-"
    plus: str = "+"
    number: Callable[[str], str] = str
    """How the digits of a whole number are written."""
    powers_run_on: bool = False
    """Whether a letter beside a power would be read as a part of its exponent."""
    powers_close: bool = False
    """Whether a power is an element round its base, so that a word in it has room."""
    result: Callable[[str], str] = str
    """How the digits of a result are grouped; those of a factor never are."""
    names: Mapping[str, str] | None = None
    """The writing that an author gave to a name."""


def write(node: Formula, notation: Notation) -> Written:
    """`node` in `notation`."""
    return _write(node, notation, tight=False)


def _write(node: Formula, n: Notation, tight: bool) -> Written:
    """The text; `tight` inside one factor, where products are juxtaposed."""
    match node:
        case f.Number(value=v):
            return _number(v, n)
        case f.Symbol(name=name):
            return _name(name, n)
        case f.Factor(body=body):
            return _write(body, n, tight=True)
        case f.Bracket(body=body):
            inner = _write(body, n, tight)
            return written_as(n.fenced("[", "]", inner), inner)
        case f.Sum(terms=terms):
            return _sum(terms, n, tight)
        case f.Product(factors=factors):
            return _product(factors, n, tight)
        case f.Quotient(numerator=a, denominator=b):
            return _quotient(a, b, n, tight)
        case f.Power(base=a, exponent=b):
            return _power(a, b, n, tight)
        case f.Call(function=name, arguments=arguments):
            inner_ = [_write(a, n, True) for a in arguments]
            return written_as(_call(name, inner_, n), *inner_)
        case f.Summation(body=body):
            return _summation(node, _within(body, n, tight, PRODUCT), n)


def _call(name: str, arguments: list[Written], n: Notation) -> str:
    if name in n.calls:
        return n.calls[name](*arguments)
    return n.fenced(*FENCES[name], *arguments) if name in FENCES else n.named(name, *arguments)


def _name(name: str, n: Notation) -> Written:
    text = (n.names or {}).get(name) or n.symbol(name)
    first, last = n.ends(text)
    return written_as(text, first=first, last=last)


def _quotient(a: Formula, b: Formula, n: Notation, tight: bool) -> Written:
    if n.inline_fraction:
        top, bottom = _within(a, n, tight, PRODUCT), _within(b, n, tight, POWER)
        ends = {"first": top.first, "last": bottom.last}
        return written_as(n.fraction(top, bottom), top, bottom, binds=PRODUCT, one=False, **ends)
    return _fraction(_write(a, n, tight), _write(b, n, tight), n)


def _fraction(top: Written, bottom: Written, n: Notation) -> Written:
    quotient = written_as(n.fraction(top, bottom), top, bottom)
    quotient.fraction = True
    return quotient


def _power(a: Formula, b: Formula, n: Notation, tight: bool) -> Written:
    body = a.body if isinstance(a, f.Factor) else a
    base, exponent = _within(a, n, tight, ATOM), _write(b, n, True)
    fraction = isinstance(body, f.Quotient) or (isinstance(body, f.Number) and body.value.denominator != 1)
    base = _parenthesised(base, n, fraction and not n.inline_fraction)
    first = OTHER if n.powers_close and base.first == WORD else base.first
    last = WORD if n.powers_run_on and len(exponent) == 1 and exponent.last == LETTER else OTHER
    text = n.power(base, exponent, isinstance(body, f.Symbol))
    return written_as(text, base, exponent, binds=POWER, first=first, last=last)


def _summation(node: f.Summation, body: Written, n: Notation) -> Written:
    top = _write(_last(node.count), n, True)
    whole = written_as(
        n.summation(n.symbol(node.index), top, body), top, body, binds=PRODUCT, last=body.last, one=False
    )
    whole.limits = True
    return whole


def summation_head(node: f.Summation, n: Notation) -> Written:
    """`Σ` with its limits, before a body that is written by itself."""
    return _summation(node, Written(), n)


def _last(count: Formula) -> Formula:
    """The last value of the index, `n - 1`."""
    match count:
        case f.Number(value=v):
            return f.Number(v - 1)
        case f.Factor(body=body):
            return _last(body)
        case f.Sum(terms=(*others, f.Number(value=v))):
            return f.sum_of(others if v == 1 else [*others, f.Number(v - 1)])
        case _:
            return f.Sum((count, f.Number(-1)))


def _number(v: int | Fraction, n: Notation) -> Written:
    if v < 0:
        return _negative(_number(-v, n), n, NEGATIVE)
    top = written_as(n.number(str(v.numerator)), first=DIGIT)
    if v.denominator == 1:
        return top
    bottom = written_as(n.number(str(v.denominator)), first=DIGIT)
    if n.inline_fraction:
        return written_as(n.fraction(top, bottom), first=DIGIT, binds=PRODUCT, one=False)
    return _fraction(top, bottom, n)


def _negative(positive: Written, n: Notation, binds: int) -> Written:
    return written_as(n.minus + positive, positive, first=SIGN, last=positive.last, binds=binds, one=False)


def _parenthesised(inner: Written, n: Notation, needed: bool = True) -> Written:
    return written_as(n.fenced("(", ")", inner), inner) if needed else inner


def _within(node: Formula, n: Notation, tight: bool, least: int) -> Written:
    """`node` in parentheses where it binds looser than `least`."""
    inner = _write(node, n, tight)
    return _parenthesised(inner, n, inner.binds < least)


def _sum(terms: tuple[Formula, ...], n: Notation, tight: bool) -> Written:
    out = ""
    parts: list[Written] = []
    for term in terms:
        positive = negated(term)
        inner = _within(term if positive is None else positive, n, tight, PRODUCT)
        if positive is None:
            out += f" {n.plus} {inner}" if parts else inner
        else:
            inner = _parenthesised(inner, n, inner.first == SIGN)
            out += f" {n.minus} {inner}" if parts else n.minus + inner
        parts.append(inner)
    if not parts:
        return written_as("", one=False)
    if len(parts) == 1 and negated(terms[0]) is None:
        return written_as(parts[0], parts[0], binds=SUM, one=parts[0].one)
    first = SIGN if negated(terms[0]) is not None else parts[0].first
    return written_as(out, *parts, binds=SUM, first=first, last=parts[-1].last, one=False)


def negated(term: Formula) -> Formula | None:
    """-term where `term` begins with a minus."""
    match term:
        case f.Number(value=v) if v < 0:
            return f.Number(-v)
        case f.Product(factors=(f.Number(value=v), *rest)) if v < 0:
            return f.product_of(-v, rest)
        case f.Quotient(numerator=top, denominator=bottom):
            positive = negated(top)
            return None if positive is None else f.Quotient(positive, bottom)
        case _:
            return None


def _product(factors: tuple[Formula, ...], n: Notation, tight: bool) -> Written:
    if tight and isinstance(factors[0], f.Number) and factors[0].value == -1:
        inner = _product(factors[1:], n, tight) if len(factors) > 1 else written_as(n.number("1"), first=DIGIT)
        return _negative(_parenthesised(inner, n, inner.first == SIGN), n, PRODUCT)
    if not tight:
        return times([write_factor(factor, n) for factor in factors], n)
    return _side_by_side([_within(x, n, tight, POWER if i else NEGATIVE) for i, x in enumerate(factors)], n)


def times(texts: list[Written], n: Notation) -> Written:
    """Factors side by side: with the sign, or without one where two numbers do not meet."""
    if not n.times:
        return _side_by_side(texts, n)
    ends = {"first": texts[0].first, "last": texts[-1].last}
    return written_as(n.times.join(texts), *texts, binds=PRODUCT, one=len(texts) == 1 and texts[0].one, **ends)


def _side_by_side(texts: list[Written], n: Notation) -> Written:
    out = texts[0]
    for text in texts[1:]:
        out = juxtaposed(out, text, n)
    return written_as(out, out, binds=PRODUCT, one=len(texts) == 1 and out.one)


def juxtaposed(a: Written, b: Written, n: Notation) -> Written:
    """Two parts of one factor, with a dot where a number would run into the one before."""
    if b.first == DIGIT:
        return written_as(a + n.dot + b, a, b, first=a.first, last=b.last, one=False)
    return written_as(n.juxtapose(a, b), a, b, first=a.first, last=b.last, one=False)


def write_factor(node: Formula, n: Notation) -> Written:
    """A factor between `×` signs: one Factor may be a juxtaposed product (`2w`), all else binds as it looks."""
    if not isinstance(node, f.Factor):
        return _within(node, n, False, POWER)
    inner = _write(node.body, n, True)
    loose = isinstance(node.body, f.Quotient) and n.inline_fraction
    return _parenthesised(inner, n, loose or inner.binds in (SUM, NEGATIVE) or inner.first == SIGN)
