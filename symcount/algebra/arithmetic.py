"""Arithmetic with written numbers: exact where all is known, tidy where symbols are kept.

Results are normal in the small: like terms are collected (`2w + 2w` is `4w`), equal bases are joined,
numbers are multiplied into sums, and nothing is expanded. So most questions of equality are answered by
comparing trees, and sympy is asked only for the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from itertools import chain
from math import prod

from symcount.algebra import formula as f
from symcount.algebra import functions
from symcount.algebra.formula import Formula
from symcount.algebra.functions import FUNCTIONS, Exact
from symcount.algebra.irrational import decided
from symcount.algebra.signs import sign


def bounded(exact: Exact) -> f.Number:
    """A Number within the limit of 1,000 digits."""
    if max(exact.numerator.bit_length(), exact.denominator.bit_length()) > functions.MAX_BITS:
        raise f.TooLarge("the number has more than 1,000 digits")
    return f.Number(f.tidy(exact))


def add(*terms: Formula) -> Formula:
    """The sum, like terms collected in order of first appearance."""
    if all(isinstance(t, f.Number) for t in terms):
        return bounded(sum(t.value for t in terms))  # type: ignore[union-attr, misc]
    collected: dict[object, tuple[Exact, Formula]] = {}
    for term in terms:
        for part in term.terms if isinstance(term, f.Sum) else (term,):
            coefficient, rest = split(part)
            key = frozenset(rest.factors) if isinstance(rest, f.Product) else rest  # V d is d V
            before, first = collected.get(key, (0, rest))
            collected[key] = before + coefficient, first
    return f.sum_of([_scaled(c, rest) for c, rest in collected.values() if c != 0])


def subtract(a: Formula, b: Formula) -> Formula:
    return add(a, multiply(f.Number(-1), b))


def multiply(*factors: Formula) -> Formula:
    """The product, the number first, equal bases joined."""
    if all(isinstance(factor, f.Number) for factor in factors):
        product: Exact = 1
        for factor in factors:
            product = bounded(product * factor.value).value  # type: ignore[union-attr]
        return f.Number(product)
    coefficient: Exact = 1
    bases: dict[Formula, Formula] = {}
    for factor in factors:
        c, powers = _powers(factor)
        coefficient *= c
        for base, exponent in powers:
            bases[base] = add(bases[base], exponent) if base in bases else exponent
    return _product(f.tidy(coefficient), bases)


def divide(a: Formula, b: Formula) -> Formula:
    """a / b. Raises ZeroDivisionError."""
    return multiply(a, power(b, f.Number(-1)))


def power(base: Formula, exponent: Formula) -> Formula:
    """base ^ exponent. Raises ZeroDivisionError, TooLarge."""
    if exponent == f.ONE:
        return base
    if isinstance(base, f.Number) and isinstance(exponent, f.Number):
        try:
            return bounded(functions.power(base.value, exponent.value))
        except functions.Irrational:
            return f.Power(base, exponent)
        except OverflowError:
            raise f.TooLarge("the number has more than 1,000 digits") from None
    if exponent == f.ZERO:
        return f.ONE
    if not isinstance(exponent, f.Number) or exponent.value.denominator != 1:
        return _symbolic_power(base, exponent)
    coefficient, powers = _powers(base)
    raised = functions.power(coefficient, exponent.value)
    return _product(raised, {b: multiply(e, exponent) for b, e in powers})


def _symbolic_power(base: Formula, exponent: Formula) -> Formula:
    """base ^ (n + c) is base^c × base^n, so that the same power is always written the same way."""
    if base == f.ONE:
        return f.ONE
    fixed = next((t for t in exponent.terms if isinstance(t, f.Number)), None) if isinstance(exponent, f.Sum) else None
    if fixed is None or fixed.value.denominator != 1:
        return f.Power(base, exponent)
    return multiply(power(base, fixed), f.Power(base, subtract(exponent, fixed)))


def call(name: str, *arguments: Formula) -> Formula:
    """A function of `functions.FUNCTIONS`: its value where it is known, else the call as written."""
    function = FUNCTIONS[name]
    missing = function.most - len(arguments)
    arguments += tuple(map(f.Number, function.defaults[len(function.defaults) - missing :]))
    first = arguments[0]
    if function.rounds and function.most == 1 and isinstance(first, f.Call) and FUNCTIONS[first.function].rounds:
        return first  # it is whole already
    if name == "mod" and not isinstance(arguments[0], f.Number) and _divides(arguments[1], arguments[0]):
        return f.ZERO
    if function.rounds and f.is_constant(arguments[0]) and not isinstance(arguments[0], f.Number):
        arguments = (decided(arguments[0]), *arguments[1:])
    if all(isinstance(a, f.Number) for a in arguments):
        try:
            return bounded(function.evaluate(*(a.value for a in arguments)))  # type: ignore[union-attr]
        except functions.Irrational:
            return f.Call(name, arguments)
    return f.Call(name, arguments)


def computed(node: Formula, values: Mapping[str, Formula] = {}) -> Formula:
    """A tree that was written term by term as one number in normal form, with `values` for some symbols."""
    match node:
        case f.Number():
            return node
        case f.Symbol(name=name):
            return values.get(name, node)
        case f.Factor(body=body) | f.Bracket(body=body):
            return computed(body, values)
        case f.Call(function=name, arguments=arguments):
            return call(name, *(computed(a, values) for a in arguments))
        case f.Summation(index=index, count=count, body=body):
            inside = {k: v for k, v in values.items() if k != index}
            return f.Summation(index, computed(count, values), computed(body, inside))
        case _:
            return _OPERATIONS[type(node)](*(computed(part, values) for part in node.parts))


_OPERATIONS: dict[type, Callable[..., Formula]] = {f.Sum: add, f.Product: multiply, f.Quotient: divide, f.Power: power}


# ---- numbers for symbols -----------------------------------------------------------------


def substitute(node: Formula, values: Mapping[str, Exact], indices: frozenset[str] = frozenset()) -> Formula:
    """The same tree with a number for each factor (`2w` becomes `64`), and nothing else changed.

    Inside a sum over iterations a factor keeps the index: `2k + ik` becomes `64 + 32i`. Raises NoValue.
    """
    match node:
        case f.Symbol(name=name):
            return node if name in indices else f.Number(f.value(node, values))
        case f.Factor(body=body):
            names = f.symbols(body)
            if indices.isdisjoint(names):
                return f.Number(f.value(body, values))
            numbers = {name: substitute(f.Symbol(name), values, indices) for name in names}
            return f.Factor(computed(body, numbers))
        case f.Summation(index=index, count=count, body=body):
            inner = substitute(body, values, indices | {index})
            return f.Summation(index, substitute(count, values, indices), inner)
        case f.Sum(terms=terms):
            kept = [part for term in terms for part in _summands(term, substitute(term, values, indices))]
            return kept[0].body if len(kept) == 1 and isinstance(kept[0], f.Bracket) else f.sum_of(kept)
        case f.Product(factors=factors):
            return _counted(factors, [substitute(factor, values, indices) for factor in factors])
        case f.Bracket(body=body):
            inner = substitute(body, values, indices)
            return inner if inner == f.ZERO else f.Bracket(inner)
        case _:
            return f.mapped(node, lambda part: substitute(part, values, indices))


def _summands(before: Formula, after: Formula) -> tuple[Formula, ...]:
    """A term with numbers as terms of a sum: none where it counts nothing, several where it was `1 × (…)`."""
    if after == f.ZERO and not isinstance(before, f.Factor | f.Number):
        return ()
    return after.terms if isinstance(before, f.Product) and isinstance(after, f.Sum) else (after,)


def _counted(before: tuple[Formula, ...], after: list[Formula]) -> Formula:
    """A product with numbers, without what is counted once; zero where something is counted never."""
    pairs = list(zip(before, after, strict=True))
    if any(b == f.ZERO and (isinstance(a, f.Times) or not isinstance(a, f.Factor | f.Number)) for a, b in pairs):
        return f.ZERO
    kept = [(a, b) for a, b in pairs if not (isinstance(a, f.Times) and b == f.ONE)]
    return f.product_of(1, [x for a, b in kept for x in _factors_left(a, b)])


def _factors_left(before: Formula, after: Formula) -> tuple[Formula, ...]:
    """A factor with numbers as factors: several where one product is left of a sum."""
    return after.factors if isinstance(before, f.Sum) and isinstance(after, f.Product) else (after,)


def written_with(node: Formula, values: Mapping[str, Formula]) -> Formula:
    """The tree as it was written, each factor computed with `values` for some symbols."""
    if isinstance(node, f.Factor):
        return f.Factor(computed(node.body, values))
    return f.mapped(node, lambda part: written_with(part, values))


# ---- what is sure to be whole ------------------------------------------------------------


def _divides(d: Formula, n: Formula) -> bool:
    """Whether n/d is a whole number whatever the symbols are, fractions too: a sum of products of roundings."""
    return not (isinstance(d, f.Number) and d.value == 0) and whole_for_whole_symbols(divide(n, d), frozenset())


def whole_for_whole_symbols(node: Formula, whole: frozenset[str] | None = None) -> bool:
    """Whether `node` is sure to be whole where the symbols `whole` are; None means all symbols."""

    def of(part: Formula) -> bool:
        return whole_for_whole_symbols(part, whole)

    match node:
        case f.Sum(terms=parts) | f.Product(factors=parts):
            return all(map(of, parts))
        case f.Number(value=v):
            return v.denominator == 1
        case f.Symbol(name=name):
            return whole is None or name in whole
        case f.Power(base=base, exponent=f.Number(value=n)):
            return of(base) and n.denominator == 1 and n > 0
        case f.Power(base=f.Number(value=v), exponent=exponent):
            return v.denominator == 1 and of(exponent) and sign(exponent) == 1
        case f.Call(function=name, arguments=arguments):
            return FUNCTIONS[name].whole(map(of, arguments))
        case _:
            return False


# ---- normal form -------------------------------------------------------------------------


def split(term: Formula) -> tuple[Exact, Formula]:
    """A term as (coefficient, rest); the rest of a number is ONE."""
    match term:
        case f.Number(value=v):
            return v, f.ONE
        case f.Product(factors=(f.Number(value=v), *rest)):
            return v, f.product_of(1, rest)
        case f.Quotient(numerator=top, denominator=bottom):
            c, rest_top = split(top)
            d, rest_bottom = split(bottom)
            return Fraction(c) / d, f.quotient_of(rest_top, rest_bottom)
        case _:
            return 1, term


def _scaled(coefficient: Exact, rest: Formula) -> Formula:
    return bounded(coefficient) if rest == f.ONE else multiply(f.Number(f.tidy(coefficient)), rest)


def _powers(factor: Formula) -> tuple[Exact, Iterable[tuple[Formula, Formula]]]:
    """A factor as a number and (base, exponent) pairs."""
    match factor:
        case f.Number(value=v):
            return v, ()
        case f.Product(factors=factors):
            coefficients, powers = zip(*map(_powers, factors), strict=True)
            return prod(coefficients), [*chain.from_iterable(powers)]
        case f.Quotient(numerator=top, denominator=bottom):
            c, above = _powers(top)
            d, below = _powers(bottom)
            return Fraction(c) / d, [*above, *((b, multiply(f.Number(-1), e)) for b, e in below)]
        case f.Power(base=base, exponent=exponent):
            return 1, ((base, exponent),)
        case _:
            return 1, ((factor, f.ONE),)


def _product(coefficient: Exact, bases: dict[Formula, Formula]) -> Formula:
    """The tidy tree of coefficient × Π base^exponent."""
    if coefficient == 0:
        return f.ZERO
    kept = {b: e for b, e in bases.items() if e != f.ZERO}
    numbers = [b for b, e in kept.items() if isinstance(b, f.Number) and isinstance(e, f.Number)]
    for b in [b for b in numbers if kept[b].value.denominator == 1]:  # type: ignore[union-attr]
        coefficient *= functions.power(b.value, kept.pop(b).value)  # type: ignore[union-attr]
    inverses = {b: multiply(f.Number(-1), e) for b, e in kept.items() if isinstance(e, f.Number) and e.value < 0}
    above = [b if e == f.ONE else f.Power(b, e) for b, e in kept.items() if b not in inverses]
    below = [b if e == f.ONE else f.Power(b, e) for b, e in inverses.items()]
    if len(above) == 1 and not below and isinstance(above[0], f.Sum) and coefficient != 1:
        return add(*(_scaled(coefficient * c, rest) for c, rest in map(split, above[0].terms)))
    bounded(coefficient)  # within the limit
    return f.quotient_of(f.product_of(coefficient.numerator, above), f.product_of(coefficient.denominator, below))
