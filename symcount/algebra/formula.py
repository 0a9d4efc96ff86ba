"""The tree of a formula as an author writes it: frozen, ordered, and changed by nothing but substitution.

`arithmetic` computes with channel counts and makes tidy trees of these nodes (`2w + 2w` is `4w`);
`derivation` arranges factors in them and keeps what it wrote (`64 × 64`, `1^2`). What a tree is equal
to is a question for `value` (numbers) or for `symbolic` (symbols).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import comb

from symcount.algebra import functions
from symcount.algebra.functions import Exact

MAX_SIZE = 100_000
MAX_DEPTH = 150
MAX_ITERATIONS = 10_000


class TooLarge(ArithmeticError):
    """A formula or number beyond the limits; the message says which."""


@dataclass(frozen=True, slots=True)
class Number:
    """An exact number."""

    value: int | Fraction


@dataclass(frozen=True, slots=True)
class Symbol:
    """A parameter that keeps its name."""

    name: str


@dataclass(frozen=True, slots=True)
class Sum:
    """`a + b + c`."""

    terms: tuple[Formula, ...]
    size: int = field(init=False, compare=False, repr=False)
    depth: int = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        _measure(self, self.terms)


@dataclass(frozen=True, slots=True)
class Product:
    """`a × b × c`, or juxtaposed inside one factor."""

    factors: tuple[Formula, ...]
    size: int = field(init=False, compare=False, repr=False)
    depth: int = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        _measure(self, self.factors)


@dataclass(frozen=True, slots=True)
class Quotient:
    """`a / b`, printed as a fraction."""

    numerator: Formula
    denominator: Formula
    size: int = field(init=False, compare=False, repr=False)
    depth: int = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        _measure(self, (self.numerator, self.denominator))


@dataclass(frozen=True, slots=True)
class Power:
    """`a ^ b`."""

    base: Formula
    exponent: Formula
    size: int = field(init=False, compare=False, repr=False)
    depth: int = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        _measure(self, (self.base, self.exponent))


@dataclass(frozen=True, slots=True)
class Call:
    """`divisible(64α, 8)`: a function of `functions.FUNCTIONS` that has no number yet."""

    function: str
    arguments: tuple[Formula, ...]
    size: int = field(init=False, compare=False, repr=False)
    depth: int = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        _measure(self, self.arguments)


@dataclass(frozen=True, slots=True)
class Factor:
    """An expression that counts as one factor: printed without `×` inside, substituted by one number."""

    body: Formula
    size: int = field(init=False, compare=False, repr=False)
    depth: int = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        _measure(self, (self.body,))


@dataclass(frozen=True, slots=True)
class Bracket:
    """`[…]`: square brackets that a factoring sets round a family."""

    body: Formula
    size: int = field(init=False, compare=False, repr=False)
    depth: int = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        _measure(self, (self.body,))


@dataclass(frozen=True, slots=True)
class Summation:
    """Σ `body` for `index` = 0 … `count` − 1: a repetition whose iterations differ."""

    index: str
    count: Formula
    body: Formula
    size: int = field(init=False, compare=False, repr=False)
    depth: int = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        _measure(self, (self.count, self.body))


Formula = Number | Symbol | Sum | Product | Quotient | Power | Call | Factor | Bracket | Summation

ZERO = Number(0)
ONE = Number(1)


def _measure(node: Formula, parts: tuple[Formula, ...]) -> None:
    """Set size and depth; a tree whose parts are shared forty times over is refused, not walked."""
    size = depth = 1
    for part in parts:
        if isinstance(part, Number | Symbol):
            size += 1
        else:
            size += part.size
            depth = max(depth, part.depth)
    if size > MAX_SIZE:
        raise TooLarge(f"the expression has more than {MAX_SIZE:,} parts")
    if depth >= MAX_DEPTH:
        raise TooLarge(f"the expression is nested more than {MAX_DEPTH} deep")
    object.__setattr__(node, "size", size)
    object.__setattr__(node, "depth", depth + 1)


def parts(node: Formula) -> tuple[Formula, ...]:
    """The direct parts of a node, in writing order."""
    match node:
        case Sum(terms=parts) | Product(factors=parts) | Call(arguments=parts):
            return parts
        case Quotient(numerator=a, denominator=b) | Power(base=a, exponent=b):
            return a, b
        case Factor(body=body) | Bracket(body=body):
            return (body,)
        case Summation(count=count, body=body):
            return count, body
        case _:
            return ()


def walk(node: Formula) -> Iterator[Formula]:
    """Every node of the tree, each shared part once."""
    todo, seen = [node], set()
    while todo:
        here = todo.pop()
        if id(here) not in seen:
            seen.add(id(here))
            yield here
            todo += reversed(parts(here))


def symbols(node: Formula) -> dict[str, None]:
    """The names of the free symbols in `node`, in order of first appearance: no index of a sum."""
    found: dict[str, None] = {}
    bound: set[str] = set()
    for part in walk(node):
        if isinstance(part, Symbol):
            found[part.name] = None
        elif isinstance(part, Summation):
            bound.add(part.index)
    return {name: None for name in found if name not in bound}


def is_constant(node: Formula) -> bool:
    """Whether no symbol is in `node`."""
    return isinstance(node, Number) or not symbols(node)


class NoValue(LookupError):
    """A symbol without a value, named by the first argument."""


def value(node: Formula, values: Mapping[str, Exact] = {}) -> Exact:
    """The exact number that `node` is equal to. Raises NoValue, ZeroDivisionError or functions.Irrational."""
    match node:
        case Number(value=v):
            return v
        case Symbol(name=name):
            if name not in values:
                raise NoValue(name)
            return values[name]
        case Sum(terms=terms):
            return tidy(sum((value(t, values) for t in terms), Fraction(0)))
        case Product(factors=factors):
            product: Exact = 1
            for factor in factors:
                product = product * value(factor, values)
            return tidy(product)
        case Quotient(numerator=a, denominator=b):
            return tidy(Fraction(value(a, values)) / value(b, values))
        case Power(base=a, exponent=b):
            try:
                return functions.power(value(a, values), value(b, values))
            except OverflowError:
                raise TooLarge("the number has more than 1,000 digits") from None
        case Call(function=name, arguments=arguments):
            return _call_value(name, arguments, values)
        case Factor(body=body) | Bracket(body=body):
            return value(body, values)
        case Summation(index=index, count=count, body=body):
            return _sum_of_iterations(index, value(count, values), body, values)


def _call_value(name: str, arguments: tuple[Formula, ...], values: Mapping[str, Exact]) -> Exact:
    """A function at values; a rounding also settles what is irrational in it."""
    evaluate = functions.FUNCTIONS[name].evaluate
    try:
        return evaluate(*(value(a, values) for a in arguments))
    except functions.Irrational:
        if not functions.FUNCTIONS[name].rounds:
            raise
        from symcount.algebra.irrational import decided  # it needs this module

        first, *others = arguments
        return evaluate(decided(first, values).value, *(value(a, values) for a in others))


def _sum_of_iterations(index: str, count: Exact, body: Formula, values: Mapping[str, Exact]) -> Exact:
    """Σ by its differences where the body is a polynomial in the index: no work that grows with the count."""

    def iteration(i: int) -> Exact:
        return value(body, {**values, index: i})

    degree = degree_bound(body, index)
    if degree is None or count <= degree + 1:
        if count > MAX_ITERATIONS:
            raise TooLarge(f"a sum of more than {MAX_ITERATIONS:,} iterations that is no polynomial")
        return tidy(sum((iteration(i) for i in range(int(count))), Fraction(0)))
    row: list[Exact] = [iteration(i) for i in range(degree + 1)]
    total: Exact = 0
    for k in range(degree + 1):  # Newton: Σ f(i) = Σ over k of C(n, k + 1) Δ^k f(0)
        total += comb(int(count), k + 1) * row[0]
        row = [b - a for a, b in zip(row, row[1:], strict=False)]
    return tidy(total)


def degree_bound(node: Formula, name: str) -> int | None:
    """An upper bound of the degree in a symbol, None where it is no polynomial in it."""
    match node:
        case Symbol():
            return int(node.name == name)
        case Number():
            return 0
        case Sum(terms=parts_) | Product(factors=parts_):
            degrees = [degree_bound(p, name) for p in parts_]
            known = [d for d in degrees if d is not None]
            return None if len(known) < len(degrees) else max(known) if isinstance(node, Sum) else sum(known)
        case Power(base=base, exponent=Number(value=n)) if n.denominator == 1 and n >= 0:
            degree = degree_bound(base, name)
            return None if degree is None else degree * n.numerator
        case Quotient(numerator=a, denominator=b) if name not in symbols(b):
            return degree_bound(a, name)
        case Factor(body=body) | Bracket(body=body):
            return degree_bound(body, name)
        case _:
            return None if name in symbols(node) else 0


def tidy(number: Exact) -> Exact:
    """An int where the number is whole."""
    return number.numerator if number.denominator == 1 else number
