"""The tree of a formula as an author writes it: frozen, ordered, and changed by nothing but substitution.

`arithmetic` computes with channel counts and makes tidy trees of these nodes (`2w + 2w` is `4w`);
`derivation` arranges factors in them and keeps what it wrote (`64 × 64`, `1^2`). What a tree is equal
to is a question for `value` (numbers) or for `proof` (symbols).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from math import comb, prod
from typing import Any, dataclass_transform

from symcount.algebra import functions
from symcount.algebra.functions import Exact as Exact
from symcount.algebra.functions import tidy as tidy

MAX_SIZE = 100_000
MAX_DEPTH = 150
MAX_ITERATIONS = 10_000


class TooLarge(ArithmeticError):
    """A formula or number beyond the limits; the message says which."""


@dataclass_transform(frozen_default=True)
class Node:
    """What all kinds of nodes share: fields that stay as they are, and the size and depth of the tree.

    Written out, for creating a frozen dataclass a kind costs more than all else that a short run does in this
    module. A tree whose parts are shared forty times over is refused here, not walked.
    """

    __slots__ = ("_hash", "depth", "parts", "size")
    _hash: int
    depth: int
    parts: tuple[Formula, ...]
    size: int

    def __init__(self, *fields: Any) -> None:
        rows = (field if isinstance(field, tuple) else (field,) for field in fields)
        parts = tuple([part for row in rows for part in row if isinstance(part, Node)])
        size, depth = 1, 0
        for part in parts:
            size += part.size
            depth = part.depth if part.depth > depth else depth
        depth += 1
        if size > MAX_SIZE:
            raise TooLarge(f"the expression has more than {MAX_SIZE:,} parts")
        if depth > MAX_DEPTH:
            raise TooLarge(f"the expression is nested more than {MAX_DEPTH} deep")
        for name, field in zip(self.__slots__, fields, strict=True):
            _set(self, name, field)
        _set(self, "parts", parts)
        _set(self, "size", size)
        _set(self, "depth", depth)

    def _fields(self) -> tuple[Any, ...]:
        return tuple([getattr(self, name) for name in self.__slots__])

    def __eq__(self, other: object) -> bool:
        return self is other or (type(self) is type(other) and self._fields() == other._fields())

    def __hash__(self) -> int:
        try:
            return self._hash
        except AttributeError:
            _set(self, "_hash", hash((type(self).__name__, *self._fields())))
            return self._hash

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(map(repr, self._fields()))})"

    def __reduce__(self) -> tuple[type[Node], tuple[Any, ...]]:
        return type(self), self._fields()

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a {type(self).__name__} is not changed")


_set = object.__setattr__


class Number(Node):
    """An exact number."""

    __slots__ = ("value",)
    value: int | Fraction
    parts, size, depth = (), 1, 1

    def __init__(self, value: int | Fraction) -> None:
        _set(self, "value", value)

    def __eq__(self, other: object) -> bool:
        return self is other or (type(other) is Number and self.value == other.value)

    def __hash__(self) -> int:
        return hash(self.value)


class Symbol(Node):
    """A parameter that keeps its name."""

    __slots__ = ("name",)
    name: str
    parts, size, depth = (), 1, 1

    def __init__(self, name: str) -> None:
        _set(self, "name", name)


class Sum(Node):
    """`a + b + c`."""

    __slots__ = ("terms",)
    terms: tuple[Formula, ...]


class Product(Node):
    """`a × b × c`, or juxtaposed inside one factor."""

    __slots__ = ("factors",)
    factors: tuple[Formula, ...]


class Quotient(Node):
    """`a / b`, printed as a fraction."""

    __slots__ = ("numerator", "denominator")  # noqa: RUF023
    numerator: Formula
    denominator: Formula


class Power(Node):
    """`a ^ b`."""

    __slots__ = ("base", "exponent")
    base: Formula
    exponent: Formula


class Call(Node):
    """`divisible(64α, 8)`: a function of `functions.FUNCTIONS` that has no number yet."""

    __slots__ = ("function", "arguments")  # noqa: RUF023
    function: str
    arguments: tuple[Formula, ...]


class Factor(Node):
    """An expression that counts as one factor: printed without `×` inside, substituted by one number."""

    __slots__ = ("body",)
    body: Formula


class Times(Factor):
    """How often something is counted: left out where it is once, and what is counted where it is never."""

    __slots__ = ("body",)


class Bracket(Node):
    """`[…]`: square brackets that a factoring sets round a family."""

    __slots__ = ("body",)
    body: Formula


class Summation(Node):
    """Σ `body` for `index` = 0 … `count` − 1: a repetition whose iterations differ."""

    __slots__ = ("index", "count", "body")  # noqa: RUF023
    index: str
    count: Formula
    body: Formula


Formula = Number | Symbol | Sum | Product | Quotient | Power | Call | Factor | Bracket | Summation

ZERO = Number(0)
ONE = Number(1)


def sum_of(terms: Sequence[Formula]) -> Formula:
    """The terms as a tree: no Sum round less than two."""
    return Sum(tuple(terms)) if len(terms) > 1 else terms[0] if terms else ZERO


def product_of(number: Exact, factors: Sequence[Formula] = ()) -> Formula:
    """A number and other factors as a tree: a number that is one is left out, and no Product is round one factor."""
    factors = [Number(number), *factors] if number != 1 or not factors else factors
    return Product(tuple(factors)) if len(factors) > 1 else factors[0]


def quotient_of(top: Formula, bottom: Formula) -> Formula:
    """A quotient as a tree: none where the denominator is one."""
    return top if bottom == ONE else Quotient(top, bottom)


def mapped(node: Formula, change: Callable[[Formula], Formula]) -> Formula:
    """A node of the same kind whose direct parts are changed; itself where it has none."""
    if not node.parts:
        return node
    return type(node)(*(_mapped(field, change) for field in node._fields()))


def _mapped(field: Any, change: Callable[[Formula], Formula]) -> Any:
    if isinstance(field, tuple):
        return tuple(map(change, field))
    return change(field) if isinstance(field, Node) else field  # type: ignore[arg-type]


def walk(node: Formula) -> Iterator[Formula]:
    """Every node of the tree, each shared part once."""
    todo, seen = [node], set()
    while todo:
        here = todo.pop()
        if id(here) not in seen:
            seen.add(id(here))
            yield here
            todo += here.parts[::-1]


def symbols(node: Formula) -> dict[str, None]:
    """The names of the free symbols in `node`, in order of first appearance: no index of a sum."""
    names: dict[str, None] = {}
    bound: set[str] = set()
    for part in walk(node):
        if isinstance(part, Symbol):
            names[part.name] = None
        elif isinstance(part, Summation):
            bound.add(part.index)
    return {name: None for name in names if name not in bound}


def is_constant(node: Formula) -> bool:
    """Whether no symbol is in `node`."""
    return isinstance(node, Number) or not symbols(node)


# ---- at numbers --------------------------------------------------------------------------


class NoValue(LookupError):
    """A symbol without a value, named by the first argument."""


def value(node: Formula, values: Mapping[str, Exact] = {}) -> Exact:
    """The exact number that `node` is equal to.

    Raises NoValue, TooLarge, ZeroDivisionError, functions.Irrational or functions.OutOfDomain.
    """
    match node:
        case Number(value=v):
            return v
        case Symbol(name=name):
            if name not in values:
                raise NoValue(name)
            return values[name]
        case Sum(terms=terms):
            return tidy(sum(value(t, values) for t in terms))
        case Product(factors=factors):
            return tidy(prod(value(factor, values) for factor in factors))
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

    if count.denominator != 1 or count < 0:
        raise functions.OutOfDomain("a number of iterations that is not whole, or below zero")
    degree = degree_bound(body, index)
    if degree is None or count <= degree + 1:
        if count > MAX_ITERATIONS:
            raise TooLarge(f"a sum of more than {MAX_ITERATIONS:,} iterations that is no polynomial")
        return tidy(sum(iteration(i) for i in range(int(count))))
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
        case Sum(terms=inner) | Product(factors=inner):
            degrees = [d for part in inner if (d := degree_bound(part, name)) is not None]
            return None if len(degrees) < len(inner) else max(degrees) if isinstance(node, Sum) else sum(degrees)
        case Power(base=base, exponent=Number(value=n)) if n.denominator == 1 and n >= 0:
            degree = degree_bound(base, name)
            return None if degree is None else degree * n.numerator
        case Quotient(numerator=a, denominator=b) if name not in symbols(b):
            return degree_bound(a, name)
        case Factor(body=body) | Bracket(body=body):
            return degree_bound(body, name)
        case Summation(index=index, count=count, body=body) if index != name:  # Faulhaber: of degree k + 1 in the count
            own, of_index, of_count = degree_bound(body, name), degree_bound(body, index), degree_bound(count, name)
            if own is None or of_count == 0:
                return own
            return None if of_index is None or of_count is None else own + (of_index + 1) * of_count
        case _:
            return None if name in symbols(node) else 0
