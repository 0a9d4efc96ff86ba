"""A function of the language is one row of a table, and one in each notation that has a sign for it."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest
import sympy

from symcount.algebra import arithmetic
from symcount.algebra.formula import Call, Formula, Number, Symbol
from symcount.algebra.functions import FUNCTIONS
from symcount.algebra.notation import Notation, write
from symcount.algebra.notations.latex import LATEX
from symcount.algebra.notations.mathml import MATHML
from symcount.algebra.notations.typst import TYPST
from symcount.algebra.notations.unicode import ARCH, UNICODE, sympy_text
from symcount.algebra.signs import sign
from symcount.algebra.symbolic import expression
from tests.support import ROOT

NOTATIONS = {"latex": LATEX, "mathml": MATHML, "typst": TYPST, "unicode": UNICODE, "arch": ARCH}

POINTS: dict[str, list[tuple[int | Fraction, ...]]] = {
    "ceil": [(Fraction(7, 2),), (-3,)],
    "floor": [(Fraction(-7, 2),), (3,)],
    "round": [(Fraction(n, 4),) for n in range(-11, 12)],
    "divisible": [(33, 8), (11, 16), (Fraction(45, 2), 4)],
    "max": [(3, 7, 5), (Fraction(-1, 2), -3)],
    "min": [(3, 7, 5), (Fraction(-1, 2), -3)],
    "sqrt": [(Fraction(9, 4),), (16,)],
    "log2": [(8,), (Fraction(1, 4),)],
    "mod": [(7, 3), (-7, 3), (Fraction(7, 2), 2)],
}
"""Arguments to try each function at: a new function needs a row here."""


def test_notations_write_no_function_that_is_not_there() -> None:
    strange = {name: sorted(notation.calls.keys() - FUNCTIONS) for name, notation in NOTATIONS.items()}
    assert not any(strange.values()), strange


@pytest.mark.parametrize(
    ("notation", "text"),
    [
        ("latex", r"\mathrm{lcm}\left(x, y\right)"),
        ("mathml", "<mi>lcm</mi>"),
        ("typst", 'upright("lcm") \\(x\\, y\\)'),
        ("unicode", "lcm(x, y)"),
        ("arch", "lcm(x, y)"),
    ],
)
def test_a_function_without_a_writing_of_its_own_is_written_by_its_name(notation: str, text: str) -> None:
    assert text in write(Call("lcm", (Symbol("x"), Symbol("y"))), NOTATIONS[notation])


def test_every_function_has_a_row_in_this_test() -> None:
    assert sorted(FUNCTIONS.keys() - POINTS) == [], "add a row to POINTS in tests/algebra/test_functions.py"


WRITTEN = {"mod": "%"}
"""Functions that the language writes as a sign."""


def test_the_docs_name_every_function() -> None:
    text = (ROOT / "docs/language.md").read_text(encoding="utf-8")
    assert [name for name in FUNCTIONS if f"`{WRITTEN.get(name, name)}" not in text] == [], (
        "name it under `Functions of numbers` there"
    )


@pytest.mark.parametrize("name", FUNCTIONS)
def test_sympy_and_the_table_agree(name: str) -> None:
    """As an expression, and as the text that sympy reads."""
    for numbers in POINTS[name]:
        call = Call(name, tuple(map(Number, numbers)))
        exact = sympy.Rational(str(FUNCTIONS[name].evaluate(*numbers)))
        assert expression(call) == exact
        assert sympy.sympify(sympy_text(call, ())) == exact


@pytest.mark.parametrize("name", FUNCTIONS)
def test_what_the_table_says_of_signs_and_whole_numbers_holds(name: str) -> None:
    function = FUNCTIONS[name]
    for numbers in POINTS[name]:
        found = function.evaluate(*numbers)
        assert found > 0 or not function.positive([n > 0 for n in numbers])
        assert found.denominator == 1 or not function.whole([n.denominator == 1 for n in numbers])


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("notation", NOTATIONS.values(), ids=NOTATIONS)
def test_every_notation_writes_every_argument(name: str, notation: Notation) -> None:
    for numbers in POINTS[name]:
        symbols: list[Formula] = [Symbol(letter) for letter in "xyz"[: len(numbers)]]
        printed = write(Call(name, tuple(symbols)), notation)
        assert all(letter in printed for letter in "xyz"[: len(numbers)])


def test_arguments_that_are_left_out() -> None:
    w = Symbol("w")
    assert arithmetic.call("divisible", w) == Call("divisible", (w, Number(8)))
    assert arithmetic.call("divisible", w, Number(4)) == Call("divisible", (w, Number(4)))
    assert sign(arithmetic.call("divisible", w)) == 1


REFUSED: list[Callable[[], object]] = [
    lambda: setattr(Number(3), "value", 4),
    lambda: setattr(Symbol("w"), "name", "v"),
    lambda: setattr(Call("ceil", (Symbol("w"),)), "function", "floor"),
]


@pytest.mark.parametrize("change", REFUSED)
def test_a_node_is_not_changed(change: Callable[[], object]) -> None:
    with pytest.raises(AttributeError, match="is not changed"):
        change()
