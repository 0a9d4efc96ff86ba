"""Arithmetic with written numbers: exact where all is known, tidy where symbols are kept.

Results are normal in the small: like terms are collected (`2w + 2w` is `4w`), equal bases are joined,
numbers are multiplied into sums, and nothing is expanded. So most questions of equality are answered by
comparing trees, and sympy is asked only for the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction

from symcount.algebra import functions
from symcount.algebra.formula import (
    ONE,
    ZERO,
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
    TooLarge,
    is_constant,
    mapped,
    symbols,
    tidy,
    value,
)
from symcount.algebra.functions import FUNCTIONS, Exact
from symcount.algebra.irrational import decided
from symcount.algebra.signs import sign


def bounded(exact: Exact) -> Number:
    """A Number within the limit of 1,000 digits."""
    if max(exact.numerator.bit_length(), exact.denominator.bit_length()) > functions.MAX_BITS:
        raise TooLarge("the number has more than 1,000 digits")
    return Number(tidy(exact))


def add(*terms: Formula) -> Formula:
    """The sum, like terms collected in order of first appearance."""
    if all(isinstance(t, Number) for t in terms):
        return bounded(sum((t.value for t in terms), Fraction(0)))  # type: ignore[union-attr]
    collected: dict[object, tuple[Exact, Formula]] = {}
    for term in terms:
        for part in term.terms if isinstance(term, Sum) else (term,):
            coefficient, rest = _split(part)
            key = frozenset(rest.factors) if isinstance(rest, Product) else rest  # V d is d V
            before, first = collected.get(key, (0, rest))
            collected[key] = before + coefficient, first
    kept = [_scaled(c, rest) for c, rest in collected.values() if c != 0]
    return ZERO if not kept else kept[0] if len(kept) == 1 else Sum(tuple(kept))


def subtract(a: Formula, b: Formula) -> Formula:
    return add(a, multiply(Number(-1), b))


def multiply(*factors: Formula) -> Formula:
    """The product, the number first, equal bases joined."""
    if all(isinstance(f, Number) for f in factors):
        product: Exact = 1
        for f in factors:
            product = bounded(product * f.value).value  # type: ignore[union-attr]
        return Number(product)
    coefficient: Exact = 1
    bases: dict[Formula, Formula] = {}
    for factor in factors:
        c, powers = _powers(factor)
        coefficient *= c
        for base, exponent in powers:
            bases[base] = add(bases[base], exponent) if base in bases else exponent
    return _product(tidy(coefficient), bases)


def divide(a: Formula, b: Formula) -> Formula:
    """a / b. Raises ZeroDivisionError."""
    return multiply(a, power(b, Number(-1)))


def power(base: Formula, exponent: Formula) -> Formula:
    """base ^ exponent. Raises ZeroDivisionError, TooLarge."""
    if exponent == ONE:
        return base
    if isinstance(base, Number) and isinstance(exponent, Number):
        try:
            return bounded(functions.power(base.value, exponent.value))
        except functions.Irrational:
            return Power(base, exponent)
        except OverflowError:
            raise TooLarge("the number has more than 1,000 digits") from None
    if exponent == ZERO:
        return ONE
    if not isinstance(exponent, Number) or exponent.value.denominator != 1:
        return _symbolic_power(base, exponent)
    coefficient, powers = _powers(base)
    raised = functions.power(coefficient, exponent.value)
    return _product(raised, {b: multiply(e, exponent) for b, e in powers})


def _symbolic_power(base: Formula, exponent: Formula) -> Formula:
    """base ^ (n + c) is base^c × base^n, so that the same power is always written the same way."""
    if base == ONE:
        return ONE
    fixed = next((t for t in exponent.terms if isinstance(t, Number)), None) if isinstance(exponent, Sum) else None
    if fixed is None or fixed.value.denominator != 1:
        return Power(base, exponent)
    return multiply(power(base, fixed), Power(base, subtract(exponent, fixed)))


def call(name: str, *arguments: Formula) -> Formula:
    """A function of `functions.FUNCTIONS`: its value where it is known, else the call as written."""
    function = FUNCTIONS[name]
    missing = function.most - len(arguments)
    arguments += tuple(map(Number, function.defaults[len(function.defaults) - missing :]))
    first = arguments[0]
    if function.rounds and function.most == 1 and isinstance(first, Call) and FUNCTIONS[first.function].rounds:
        return first  # it is whole already
    if name == "mod" and not isinstance(arguments[0], Number) and _divides(arguments[1], arguments[0]):
        return ZERO
    if function.rounds and is_constant(arguments[0]) and not isinstance(arguments[0], Number):
        arguments = (decided(arguments[0]), *arguments[1:])
    if all(isinstance(a, Number) for a in arguments):
        try:
            return bounded(function.evaluate(*(a.value for a in arguments)))  # type: ignore[union-attr]
        except functions.Irrational:
            return Call(name, arguments)
    return Call(name, arguments)


def computed(node: Formula, values: Mapping[str, Formula] = {}) -> Formula:
    """A tree that was written term by term as one number in normal form, with `values` for some symbols."""
    match node:
        case Number():
            return node
        case Symbol(name=name):
            return values.get(name, node)
        case Factor(body=body) | Bracket(body=body):
            return computed(body, values)
        case Call(function=name, arguments=arguments):
            return call(name, *(computed(a, values) for a in arguments))
        case Summation(index=index, count=count, body=body):
            inside = {k: v for k, v in values.items() if k != index}
            return Summation(index, computed(count, values), computed(body, inside))
        case _:
            return _OPERATIONS[type(node)](*(computed(part, values) for part in node.parts))


_OPERATIONS: dict[type, Callable[..., Formula]] = {Sum: add, Product: multiply, Quotient: divide, Power: power}


# ---- numbers for symbols -----------------------------------------------------------------


def substitute(node: Formula, values: Mapping[str, Exact], indices: frozenset[str] = frozenset()) -> Formula:
    """The same tree with a number for each factor (`2w` becomes `64`), and nothing else changed.

    Inside a sum over iterations a factor keeps the index: `2k + ik` becomes `64 + 32i`. Raises NoValue.
    """
    match node:
        case Symbol(name=name):
            return node if name in indices else Number(value(node, values))
        case Factor(body=body):
            inside = indices & symbols(body).keys()
            return Factor(_with_indices(body, values, inside)) if inside else Number(value(node, values))
        case Summation(index=index, count=count, body=body):
            inner = substitute(body, values, indices | {index})
            return Summation(index, substitute(count, values, indices), inner)
        case _:
            return mapped(node, lambda part: substitute(part, values, indices))


def _with_indices(node: Formula, values: Mapping[str, Exact], indices: frozenset[str]) -> Formula:
    """A number for each symbol but the indices, computed as far as it goes. Raises NoValue."""
    numbers = {name: Number(value(Symbol(name), values)) for name in symbols(node) if name not in indices}
    return computed(node, numbers)


def written_with(node: Formula, values: Mapping[str, Formula]) -> Formula:
    """The tree as it was written, each factor computed with `values` for some symbols."""
    if isinstance(node, Factor):
        return Factor(computed(node.body, values))
    return mapped(node, lambda part: written_with(part, values))


# ---- what is sure to be whole ------------------------------------------------------------


def _divides(d: Formula, n: Formula) -> bool:
    """Whether n/d is a whole number whatever the (whole) symbols are: a sum of products of them."""
    return not (isinstance(d, Number) and d.value == 0) and whole_for_whole_symbols(divide(n, d))


def whole_for_whole_symbols(node: Formula) -> bool:
    """Whether `node` is sure to be whole where all its symbols are."""
    return all(_whole(t) for t in (node.terms if isinstance(node, Sum) else (node,)))


def _whole(term: Formula) -> bool:
    match term:
        case Sum():
            return whole_for_whole_symbols(term)
        case Number(value=v):
            return v.denominator == 1
        case Symbol():
            return True
        case Product(factors=factors):
            return all(_whole(f) for f in factors)
        case Power(base=base, exponent=Number(value=n)):
            return _whole(base) and n.denominator == 1 and n > 0
        case Power(base=Number(value=v), exponent=exponent):
            return v.denominator == 1 and whole_for_whole_symbols(exponent) and sign(exponent) == 1
        case Call(function=name, arguments=arguments):
            return FUNCTIONS[name].whole(map(whole_for_whole_symbols, arguments))
        case _:
            return False


# ---- normal form -------------------------------------------------------------------------


def _split(term: Formula) -> tuple[Exact, Formula]:
    """A term as (coefficient, rest); the rest of a number is ONE."""
    match term:
        case Number(value=v):
            return v, ONE
        case Product(factors=(Number(value=v), *rest)):
            return v, rest[0] if len(rest) == 1 else Product(tuple(rest))
        case Quotient(numerator=top, denominator=bottom):
            c, rest_top = _split(top)
            d, rest_bottom = _split(bottom)
            rest_ = rest_top if rest_bottom == ONE else Quotient(rest_top, rest_bottom)
            return Fraction(c) / d, rest_
        case _:
            return 1, term


def _scaled(coefficient: Exact, rest: Formula) -> Formula:
    return bounded(coefficient) if rest == ONE else multiply(Number(tidy(coefficient)), rest)


def _powers(factor: Formula) -> tuple[Exact, Iterable[tuple[Formula, Formula]]]:
    """A factor as a number and (base, exponent) pairs."""
    match factor:
        case Number(value=v):
            return v, ()
        case Product(factors=factors):
            coefficient: Exact = 1
            out: list[tuple[Formula, Formula]] = []
            for part in factors:
                c, powers = _powers(part)
                coefficient *= c
                out += powers
            return coefficient, out
        case Quotient(numerator=top, denominator=bottom):
            c, above = _powers(top)
            d, below = _powers(bottom)
            inverse = [(b, multiply(Number(-1), e)) for b, e in below]
            return Fraction(c) / d, [*above, *inverse]
        case Power(base=base, exponent=exponent):
            return 1, ((base, exponent),)
        case _:
            return 1, ((factor, ONE),)


def _product(coefficient: Exact, bases: dict[Formula, Formula]) -> Formula:
    """The tidy tree of coefficient × Π base^exponent."""
    if coefficient == 0:
        return ZERO
    kept = {b: e for b, e in bases.items() if e != ZERO}
    numbers = [b for b, e in kept.items() if isinstance(b, Number) and isinstance(e, Number)]
    for b in [b for b in numbers if kept[b].value.denominator == 1]:  # type: ignore[union-attr]
        coefficient *= functions.power(b.value, kept.pop(b).value)  # type: ignore[union-attr]
    above = [_raised(b, e) for b, e in kept.items() if not _negative(e)]
    below = [_raised(b, multiply(Number(-1), e)) for b, e in kept.items() if _negative(e)]
    if len(above) == 1 and not below and isinstance(above[0], Sum) and coefficient != 1:
        return add(*(_scaled(coefficient * c, rest) for c, rest in map(_split, above[0].terms)))
    bounded(coefficient)  # within the limit
    top = _flat(coefficient.numerator, above)
    bottom = _flat(coefficient.denominator, below)
    return top if bottom == ONE else Quotient(top, bottom)


def _raised(base: Formula, exponent: Formula) -> Formula:
    return base if exponent == ONE else Power(base, exponent)


def _negative(exponent: Formula) -> bool:
    return isinstance(exponent, Number) and exponent.value < 0


def _flat(coefficient: int, factors: list[Formula]) -> Formula:
    if coefficient != 1 or not factors:
        factors = [Number(coefficient), *factors]
    return factors[0] if len(factors) == 1 else Product(tuple(factors))
