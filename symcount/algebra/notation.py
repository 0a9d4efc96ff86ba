"""One writer of formulas, and a table of notations: LaTeX, Unicode for terminals, and text that sympy reads.

What may be omitted or must stand in parentheses is decided here once, by precedence; how a power or a
fraction looks is a row of the table.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from symcount.algebra.formula import (
    Bracket,
    Call,
    Factor,
    Formula,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    Summation,
    Symbol,
)


@dataclass(frozen=True, slots=True)
class Notation:
    """How a kind of formula is written. The functions take texts that are written already."""

    times: str
    """The sign between factors; empty where they stand side by side."""
    dot: str
    """Between two parts of one factor that cannot be juxtaposed, as α · 2^i."""
    juxtapose: Callable[[str, str], str]
    power: Callable[[str, str, bool], str]
    """(base, exponent, whether the base is a symbol)"""
    fraction: Callable[[str, str], str]
    inline_fraction: bool
    """Whether a fraction binds like a product, so that its parts need parentheses."""
    parentheses: Callable[[str], str]
    bracket: Callable[[str], str]
    symbol: Callable[[str], str]
    calls: Mapping[str, Callable[..., str]]
    summation: Callable[[str, str, str], str]
    """(index, last value, body)"""
    big: Mapping[str, tuple[str, str]]
    """Brackets whose halves may stand on two lines."""
    minus: str = "-"
    plus: str = "+"
    number: Callable[[str], str] = str
    """How the digits of a whole number are written."""
    starts_with_digit: Callable[[str], bool] = lambda text: text[:1].isdigit()
    """Whether a number before this text would run into it."""
    result: Callable[[str], str] = str
    """How the digits of a result are grouped; those of a factor never are."""
    names: Mapping[str, str] | None = None
    """The writing that an author gave to a name."""


# Precedence of what was written: a part is put in parentheses where it binds looser than its place asks.
SUM, PRODUCT, NEGATIVE, POWER, ATOM = range(5)


def write(node: Formula, notation: Notation) -> str:
    """`node` in `notation`."""
    return _write(node, notation, tight=False)[0]


def _write(node: Formula, n: Notation, tight: bool) -> tuple[str, int]:
    """The text and how tightly it binds; `tight` inside one factor, where products are juxtaposed."""
    match node:
        case Number(value=v):
            return _number(v, n)
        case Symbol(name=name):
            return (n.names or {}).get(name) or n.symbol(name), ATOM
        case Factor(body=body):
            return _write(body, n, tight=True)
        case Bracket(body=body):
            return n.bracket(_write(body, n, tight)[0]), ATOM
        case Sum(terms=terms):
            return _sum(terms, n, tight), SUM
        case Product(factors=factors):
            return _product(factors, n, tight), PRODUCT
        case Quotient(numerator=a, denominator=b):
            if n.inline_fraction:
                return n.fraction(_within(a, n, tight, PRODUCT), _within(b, n, tight, POWER)), PRODUCT
            return n.fraction(_write(a, n, tight)[0], _write(b, n, tight)[0]), ATOM
        case Power(base=a, exponent=b):
            body = a.body if isinstance(a, Factor) else a
            exponent = _write(b, n, True)[0]
            base = _within(a, n, tight, ATOM)
            if _is_fraction(body) and not n.inline_fraction:
                base = n.parentheses(base)
            return n.power(base, exponent, isinstance(body, Symbol)), POWER
        case Call(function=name, arguments=arguments):
            return n.calls[name](*(_write(a, n, True)[0] for a in arguments)), ATOM
        case Summation(index=index, count=count, body=body):
            return n.summation(n.symbol(index), _top(count, n), _within(body, n, tight, PRODUCT)), PRODUCT


def summation_head(node: Summation, n: Notation) -> str:
    """`Σ` with its limits, before a body that is written by itself."""
    return n.summation(n.symbol(node.index), _top(node.count, n), "")


def _top(count: Formula, n: Notation) -> str:
    return _write(_last(count), n, True)[0]


def _is_fraction(node: Formula) -> bool:
    return isinstance(node, Quotient) or (isinstance(node, Number) and node.value.denominator != 1)


def _last(count: Formula) -> Formula:
    """The last value of the index, `n - 1`."""
    return Number(count.value - 1) if isinstance(count, Number) else _minus_one(count)


def _minus_one(count: Formula) -> Formula:
    match count:
        case Factor(body=body):
            return _last(body)
        case Sum(terms=(*others, Number(value=v))):
            kept = others if v == 1 else [*others, Number(v - 1)]
            return kept[0] if len(kept) == 1 else Sum(tuple(kept))
        case _:
            return Sum((count, Number(-1)))


def _number(v: int | Fraction, n: Notation) -> tuple[str, int]:
    if v < 0:
        return n.minus + _number(-v, n)[0], NEGATIVE
    if isinstance(v, Fraction) and v.denominator != 1:
        parts = n.number(str(v.numerator)), n.number(str(v.denominator))
        return n.fraction(*parts), PRODUCT if n.inline_fraction else ATOM
    return n.number(str(v)), ATOM


def _within(node: Formula, n: Notation, tight: bool, least: int) -> str:
    """`node` in parentheses where it binds looser than `least`."""
    text, binds = _write(node, n, tight)
    return text if binds >= least else n.parentheses(text)


def _sum(terms: tuple[Formula, ...], n: Notation, tight: bool) -> str:
    out = ""
    for term in terms:
        positive = negated(term)
        if positive is not None:
            out += f" {n.minus} " if out else n.minus
            inner = _within(positive, n, tight, PRODUCT)
            out += n.parentheses(inner) if inner.startswith(n.minus) else inner
        else:
            out += f" {n.plus} " if out else ""
            out += _within(term, n, tight, PRODUCT)
    return out


def negated(term: Formula) -> Formula | None:
    """-term where `term` begins with a minus."""
    match term:
        case Number(value=v) if v < 0:
            return Number(-v)
        case Product(factors=(Number(value=v), *rest)) if v < 0:
            return Product((Number(-v), *rest)) if v != -1 else Product(tuple(rest)) if len(rest) > 1 else rest[0]
        case Quotient(numerator=top, denominator=bottom):
            positive = negated(top)
            return None if positive is None else Quotient(positive, bottom)
        case _:
            return None


def _product(factors: tuple[Formula, ...], n: Notation, tight: bool) -> str:
    if tight and isinstance(factors[0], Number) and factors[0].value == -1:
        inner = _product(factors[1:], n, tight) if len(factors) > 1 else n.number("1")
        return n.minus + (n.parentheses(inner) if inner.startswith(n.minus) else inner)
    if not tight:
        return times([write_factor(f, n) for f in factors], n)
    out = _within(factors[0], n, tight, NEGATIVE)
    for factor in factors[1:]:
        text = _within(factor, n, tight, POWER)
        out = out + n.dot + text if n.starts_with_digit(text) else n.juxtapose(out, text)
    return out


def times(texts: list[str], n: Notation) -> str:
    """Factors side by side: with the sign, or without one where two numbers do not meet."""
    if n.times:
        return n.times.join(texts)
    out = texts[0]
    for text in texts[1:]:
        out = out + n.dot + text if n.starts_with_digit(text) else n.juxtapose(out, text)
    return out


def write_factor(node: Formula, n: Notation) -> str:
    """A factor between `×` signs: one Factor may be a juxtaposed product (`2w`), all else binds as it looks."""
    if isinstance(node, Factor):
        text, binds = _write(node.body, n, True)
        loose = isinstance(node.body, Quotient) and n.inline_fraction
        return n.parentheses(text) if loose or binds in (SUM, NEGATIVE) or text.startswith(n.minus) else text
    return _within(node, n, False, POWER)
