"""The tree of a formula keeps what its author wrote; substitution puts numbers for factors and changes nothing else."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import given, reject, settings

from symcount.algebra.arithmetic import substitute
from symcount.algebra.formula import (
    MAX_DEPTH,
    MAX_SIZE,
    Bracket,
    Call,
    Factor,
    Formula,
    NoValue,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    Symbol,
    TooLarge,
    symbols,
    value,
    walk,
)
from symcount.algebra.notation import write
from symcount.algebra.notations.latex import LATEX
from symcount.algebra.notations.unicode import ARCH
from tests.algebra.trees import F, Values, as_written, exact, formulas, points

w, c = Symbol("w"), Symbol("c")


def n(exact: int | Fraction) -> Number:
    return Number(exact)


@settings(max_examples=200, deadline=None)
@given(formulas(), points)
def test_value(f: F, values: Values) -> None:
    try:
        wanted = exact(f, values)
    except ZeroDivisionError:
        with pytest.raises(ZeroDivisionError):
            value(as_written(f), values)
        return
    except OverflowError:
        reject()
    if max(abs(wanted.numerator), wanted.denominator) > 10**300:
        reject()
    try:
        assert value(as_written(f), values) == wanted
    except OverflowError:
        reject()  # a power on the way has more than 1,000 digits


two_w = Factor(Product((n(2), w)))
SUBSTITUTED = [
    # (tree, as it is written, with w = 32)
    (Product((w, two_w)), r"w \times 2w", r"32 \times 64"),
    (Product((Power(Factor(n(1)), n(2)), w)), r"1^2 \times w", r"1^2 \times 32"),
    (Product((n(64), n(64))), r"64 \times 64", r"64 \times 64"),
    (Sum((w, w, n(0))), "w + w + 0", "32 + 32 + 0"),
    (Product((n(1), w)), r"1 \times w", r"1 \times 32"),
    (Bracket(Sum((w, two_w))), "[w + 2w]", "[32 + 64]"),
    (Quotient(w, n(4)), r"\frac{w}{4}", r"\frac{32}{4}"),
    (Factor(Quotient(w, n(4))), r"\frac{w}{4}", "8"),
    (Power(w, n(2)), "w^{2}", "32^2"),
    (Product((two_w, Factor(Sum((w, n(1)))))), r"2w \times (w + 1)", r"64 \times 33"),
    (Call("floor", (Quotient(w, n(5)),)), r"\lfloor \frac{w}{5} \rfloor", None),
]


@pytest.mark.parametrize(("tree", "before", "after"), SUBSTITUTED)
def test_substitution(tree: Formula, before: str, after: str | None) -> None:
    assert write(tree, LATEX) == before
    found = substitute(tree, {"w": 32})
    assert value(found) == value(tree, {"w": 32})
    if after is not None:
        assert write(found, LATEX) == after


@settings(max_examples=100, deadline=None)
@given(formulas(functions=False), points)
def test_substitution_keeps_value_and_shape(f: F, values: Values) -> None:
    tree = as_written(f)
    try:
        wanted = value(tree, values)
    except (ZeroDivisionError, OverflowError):
        reject()
    found = substitute(tree, values)
    assert value(found) == wanted
    assert symbols(found) == {}
    assert [type(x) for x in walk_all(found)] == [Number if isinstance(x, Symbol) else type(x) for x in walk_all(tree)]


def walk_all(node: Formula) -> list[Formula]:
    match node:
        case Sum(terms=inner) | Product(factors=inner):
            return [node, *(x for part in inner for x in walk_all(part))]
        case Quotient(numerator=a, denominator=b) | Power(base=a, exponent=b):
            return [node, *walk_all(a), *walk_all(b)]
        case _:
            return [node]


def test_symbols_in_order_of_appearance() -> None:
    tree = Sum((Product((w, c)), Power(Symbol("a"), Symbol("b")), w))
    assert list(symbols(tree)) == ["w", "c", "a", "b"]


def test_a_symbol_without_a_value_is_named() -> None:
    with pytest.raises(NoValue, match="c"):
        value(Sum((w, c)), {"w": 3})


def test_a_shared_part_is_walked_once() -> None:
    part: Formula = Sum((w, c))
    for _ in range(10):
        part = Product((part, part))
    assert len(list(walk(part))) == 13


def test_equal_trees_are_equal_and_order_matters() -> None:
    assert Sum((w, c)) == Sum((w, c))
    assert hash(Sum((w, c))) == hash(Sum((w, c)))
    assert Sum((w, c)) != Sum((c, w))
    assert Product((w,)) != Sum((w,))


def nested(times: int, wrap: Callable[[Formula], Formula]) -> Formula:
    part: Formula = w
    for _ in range(times):
        part = wrap(part)
    return part


def test_a_tree_has_a_limit_of_size() -> None:
    Sum((w,) * (MAX_SIZE - 1))
    with pytest.raises(TooLarge, match=r"^the expression has more than 100,000 parts$"):
        Sum((w,) * MAX_SIZE)
    with pytest.raises(TooLarge):  # shared forty times over: refused, not walked
        nested(40, lambda part: Sum((part, part)))


def test_a_tree_has_a_limit_of_depth() -> None:
    nested(MAX_DEPTH - 2, Factor)
    with pytest.raises(TooLarge, match=r"^the expression is nested more than 150 deep$"):
        nested(MAX_DEPTH + 1, Factor)


def test_nothing_can_be_changed() -> None:
    with pytest.raises(AttributeError):
        w.name = "v"  # type: ignore[misc]


def test_names_are_kept_as_they_are_in_the_language() -> None:
    assert write(Product((Symbol("d_ff"), Symbol("lambda"))), ARCH) == "d_ff*lambda"
