"""Lines of a formula: nothing is lost where they break, none is wider than it may be, and every bracket has its other half.

The widths are counted in characters, which add up exactly, and in points as TeX has them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from symcount.algebra.formula import (
    Bracket,
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
from symcount.algebra.notation import Notation, write
from symcount.algebra.notations.latex import LATEX
from symcount.algebra.notations.unicode import UNICODE
from symcount.algebra.terms import LEADING, Term, closing, opening, terms, write_term
from symcount.document.blocks import Document
from symcount.render.equation_lines import EquationLine, LineRules, broken
from symcount.render.latex import latex_page
from symcount.render.style import Style
from tests.algebra.trees import as_written, computed, formulas
from tests.support import NETWORKS, shipped, squeezed

# ---- widths --------------------------------------------------------------------------------


def characters(limit: int) -> LineRules:
    """A width is a number of characters."""
    return LineRules(
        UNICODE, float(limit), lambda text: float(len(text)), " = ", {"": "", "+": " + ", "-": " − ", "×": " × "}, 2.0
    )


def points(limit: float) -> LineRules:
    """A width is what TeX makes of it."""
    return latex_page(Document("", ()), Style()).rules()._replace(notation=LATEX, limit=limit)


# ---- formulas as derivations have them -----------------------------------------------------

NAMES = ("w", "c", "alpha", "classes", "d_ff", "C_in")
_symbols = st.sampled_from(NAMES).map(Symbol)
_numbers = st.integers(1, 10**6).map(Number)
_polynomials = formulas(division=False, names=("w", "c", "classes"), leaves=3, least=1).map(computed).map(Factor)
_small = _polynomials.filter(lambda tree: not write(tree, UNICODE).startswith(UNICODE.minus))
_powers = st.builds(Power, st.integers(2, 9).map(Number) | _symbols, st.integers(2, 3).map(Number))
_quotients = st.builds(Quotient, _symbols, st.integers(2, 9).map(Number)).map(Factor)
factors: st.SearchStrategy[Formula] = st.one_of(_symbols, _numbers, _small, _powers, _quotients)


@st.composite
def _sums(draw: st.DrawFn, e: st.SearchStrategy[Formula]) -> Sum:
    """`a + b - c`."""
    summands = draw(st.lists(e, min_size=2, max_size=6))
    return Sum(tuple(_minus(x) if draw(st.integers(0, 5)) == 0 else x for x in summands))


def _minus(tree: Formula) -> Formula:
    if isinstance(tree, Number):
        return Number(-tree.value)
    return Product((Number(-1), *(tree.factors if isinstance(tree, Product) else (tree,))))


@st.composite
def products(draw: st.DrawFn, last: st.SearchStrategy[Formula]) -> Product:
    """`3^2 × c × (…)`."""
    return Product((*draw(st.lists(factors, min_size=1, max_size=3)), draw(last)))


def _wider(e: st.SearchStrategy[Formula]) -> st.SearchStrategy[Formula]:
    counts = st.sampled_from([Factor(Symbol("n")), Factor(Sum((Symbol("n"), Number(-1)))), Number(6)])
    return st.one_of(
        products(factors | _sums(e)),
        products(_sums(e)),
        _sums(e),
        st.builds(Bracket, _sums(e)),
        st.builds(Summation, st.just("i"), counts, products(factors) | _sums(e)),
    )


sides: st.SearchStrategy[Formula] = st.recursive(factors, _wider, max_leaves=12)
rows = st.lists(st.lists(sides, min_size=1, max_size=3), min_size=1, max_size=3)
_any = formulas(division=False, leaves=12)
any_trees = _any.map(as_written) | _any.map(computed) | _any.map(computed).map(Factor)


# ---- what a reader has -------------------------------------------------------------------


def joined(lines: Sequence[EquationLine]) -> str:
    """The lines one after the other, as one text without spaces; brackets of all sizes are alike."""
    return plain("".join(f"{' = ' if line.equals else ' '}{line.text}" for line in lines))


def plain(text: str) -> str:
    return re.sub(r"\\big[lr]?(?=[\[\]()])", "", squeezed(text))


def whole(chain: Sequence[Sequence[Formula]], n: Notation, equals: bool) -> str:
    text = " = ".join(write(side, n) for row in chain for side in row)
    return plain(f"= {text}" if equals else text)


PAIRS = {")": "(", "]": "[", "}": "{", r"\bigr)": r"\bigl(", r"\bigr]": r"\bigl[", r"\right)": r"\left("}
PAIRS |= {r"\rfloor": r"\lfloor", r"\rceil": r"\lceil", "⌉": "⌈", "⌋": "⌊"}
_BRACKET = re.compile(r"\\(?:big[lr]|left|right)[()\[\]]|\\[lr](?:floor|ceil)(?![a-z])|[()\[\]{}⌈⌉⌊⌋]")


def open_brackets(text: str) -> list[str]:
    """The brackets that are open at the end; every closing one fits the last that was opened, in kind and size."""
    opened: list[str] = []
    for bracket in _BRACKET.findall(text):
        if bracket in PAIRS.values():
            opened.append(bracket)
            continue
        meant = opened.pop()
        fits = PAIRS[bracket] == meant or (meant, bracket) in [(r"\lfloor", r"\rceil"), ("⌊", "⌉")]  # rounding
        assert fits, text
    return opened


def assert_brackets(lines: Sequence[EquationLine]) -> None:
    assert open_brackets("\n".join(line.text for line in lines)) == []
    for line in lines:  # what TeX takes as one piece is on one line
        assert line.text.count("{") == line.text.count("}")
        assert line.text.count(r"\left") - line.text.count(r"\lef" + "tarrow") == line.text.count(r"\right")
        assert line.text == line.text.strip() != ""


def width_of(line: EquationLine, m: LineRules, equals: bool) -> float:
    """The room that a line takes: an indent, and the column of the `=` where the chain has one."""
    return m.width(line.text) + line.depth * m.step + (m.width(m.equals) if equals else 0.0)


# ---- the widest piece that cannot be broken ---------------------------------------------------


def pieces(items: Sequence[Term], n: Notation, m: LineRules, before: str, after: str, depth: int) -> Iterator[float]:
    """The width of every factor with its sign, all brackets round it that open or close there, and its indent."""
    for i, term in enumerate(items):
        first, last = i == 0, i == len(items) - 1
        opened = (before if first else "") + (m.signs | {LEADING: n.minus})[term.sign]
        closed = after if last else ""
        if term.inner:
            inside = opened + opening(term, n)
            yield from pieces(term.inner, n, m, inside, closing(term, n) + closed, depth + 1)
        else:
            yield m.width(f"{opened}{write_term(term, n)}{closed}") + depth * m.step


def widest(chain: Sequence[Sequence[Formula]], n: Notation, m: LineRules) -> float:
    widths = [p for row in chain for side in row for p in pieces(terms(side), n, m, "", "", 1)]
    return max(widths) + m.width(m.equals)


# ---- properties ------------------------------------------------------------------------------


@settings(max_examples=400, deadline=None)
@given(chain=rows, limit=st.integers(4, 120), equals=st.booleans())
def test_nothing_is_lost(chain: list[list[Formula]], limit: int, equals: bool) -> None:
    for n, m in ((UNICODE, characters(limit)), (LATEX, points(3.0 * limit))):
        lines = broken(chain, m, equals)
        assert joined(lines) == whole(chain, n, equals)
        assert_brackets(lines)


@settings(max_examples=300, deadline=None)
@given(side=any_trees, limit=st.integers(1, 60))
def test_nothing_is_lost_of_any_tree(side: Formula, limit: int) -> None:
    assume(f"({UNICODE.minus}" not in write(side, UNICODE))  # a minus after a sign, which no derivation has
    lines = broken([[side]], characters(limit))
    assert joined(lines) == whole([[side]], UNICODE, False)
    assert_brackets(lines)


@settings(max_examples=400, deadline=None)
@given(chain=rows, spare=st.integers(0, 40), equals=st.booleans())
def test_no_line_is_too_wide_where_every_factor_fits(chain: list[list[Formula]], spare: int, equals: bool) -> None:
    m = characters(10)
    m = m._replace(limit=widest(chain, UNICODE, m) + spare)
    lines = broken(chain, m, equals)
    several = equals or any(line.equals for line in lines)
    assert [line for line in lines if width_of(line, m, several and line.equals) > m.limit] == []


@settings(max_examples=200, deadline=None)
@given(chain=rows, spare=st.floats(0, 200))
def test_no_line_is_too_wide_in_points(chain: list[list[Formula]], spare: float) -> None:
    m = points(10.0)
    m = m._replace(limit=widest(chain, LATEX, m) + spare)
    lines = broken(chain, m)
    assert [line for line in lines if width_of(line, m, line.equals) > m.limit + 1e-6] == []


@settings(max_examples=200, deadline=None)
@given(chain=rows, equals=st.booleans())
def test_what_fits_is_not_broken(chain: list[list[Formula]], equals: bool) -> None:
    """One line a row where there is room, and the lines are those of the rows."""
    lines = broken(chain, characters(10**6), equals)
    assert [(line.equals, line.depth) for line in lines] == [(equals or i > 0, 0) for i in range(len(chain))]
    texts = [plain(" = ".join(write(side, UNICODE) for side in row)) for row in chain]
    assert [plain(line.text) for line in lines] == texts


@settings(max_examples=200, deadline=None)
@given(side=sides, limit=st.integers(4, 60))
def test_a_line_is_as_full_as_it_can_be(side: Formula, limit: int) -> None:
    """A term at the outermost level stands on a new line only where it does not fit on the one before."""
    m = characters(limit)
    lines = broken([[side]], m)
    for before, after in zip(lines, lines[1:], strict=False):
        if before.depth == after.depth <= 1 and not open_brackets(after.text) and not open_brackets(before.text):
            sign = m.width(" ") if before.text[0] in "+−×" else 0.0  # the space before it counts
            assert before.depth * m.step + sign + m.width(before.text) + m.width(f" {after.text}") > limit


@settings(max_examples=200, deadline=None)
@given(side=sides)
def test_terms_are_the_whole(side: Formula) -> None:
    """Each level of the terms is the text itself: nothing but brackets and signs stands round them."""
    signs = {"": "", "+": " + ", "-": f" {UNICODE.minus} ", LEADING: UNICODE.minus, "×": UNICODE.times}

    def text(items: Sequence[Term]) -> str:
        return "".join(signs[t.sign] + write_term(t, UNICODE) for t in items)

    def opened(items: Sequence[Term]) -> str:
        return "".join(
            signs[t.sign]
            + (f"{opening(t, UNICODE)}{opened(t.inner)}{closing(t, UNICODE)}" if t.inner else write_term(t, UNICODE))
            for t in items
        )

    assert plain(text(terms(side))) == plain(opened(terms(side))) == plain(write(side, UNICODE))


# ---- by hand -----------------------------------------------------------------------------------

w, c, n = Symbol("w"), Symbol("c"), Symbol("n")
AREA = Power(Number(3), Number(2))


def times(*f: Formula) -> Product:
    return Product(f)


STAGE = times(AREA, Sum((times(w, w), times(Factor(Product((Number(2), w))), w), times(c, c))))
BY_HAND: list[tuple[str, list[list[Formula]], int, list[tuple[bool, int, str]]]] = [
    ("it fits", [[STAGE, w]], 40, [(False, 0, "3² × (w × w + 2w × w + c × c) = w")]),
    (
        "each side of a row on its own line",
        [[STAGE, w]],
        31,
        [(False, 0, "3² × (w × w + 2w × w + c × c)"), (True, 0, "w")],
    ),
    (
        "before a + of the whole",
        [[Sum((STAGE, w, c))]],
        32,
        [(False, 0, "3² × (w × w + 2w × w + c × c)"), (False, 1, "+ w + c")],
    ),
    (
        "a term that fits on the next line goes there whole",
        [[Sum((Symbol("classes"), STAGE))]],
        35,
        [(False, 0, "classes"), (False, 1, "+ 3² × (w × w + 2w × w + c × c)")],
    ),
    (
        "a term that does not is broken inside",
        [[Sum((w, STAGE))]],
        25,
        [(False, 0, "w + 3² × (w × w + 2w × w"), (False, 2, "+ c × c)")],
    ),
    (
        "after an = there is less room",
        [[w], [STAGE]],
        30,
        [(False, 0, "w"), (True, 0, "3² × (w × w + 2w × w"), (False, 2, "+ c × c)")],
    ),
    (
        "a product only where nothing else is left",
        [[times(*[Symbol("classes")] * 4)]],
        22,
        [(False, 0, "classes × classes"), (False, 1, "× classes × classes")],
    ),
    (
        "a minus stays with its term",
        [[Sum((STAGE, times(Number(-1), w, w)))]],
        31,
        [(False, 0, "3² × (w × w + 2w × w + c × c)"), (False, 1, "− w × w")],
    ),
    (
        "brackets",
        [[Sum((Bracket(Sum((STAGE, w))), Bracket(Sum((w, c)))))]],
        33,
        [(False, 0, "[3² × (w × w + 2w × w + c × c)"), (False, 2, "+ w] + [w + c]")],
    ),
    (
        "a sum over iterations",
        [[Summation("i", Factor(n), Sum((STAGE, w)))]],
        36,
        [(False, 0, "Σ_{i=0…n − 1} (3² × (w × w + 2w × w"), (False, 3, "+ c × c) + w)")],
    ),
]


@pytest.mark.parametrize(("chain", "limit", "wanted"), [row[1:] for row in BY_HAND], ids=[row[0] for row in BY_HAND])
def test_by_hand(chain: list[list[Formula]], limit: int, wanted: list[tuple[bool, int, str]]) -> None:
    lines = broken(chain, characters(limit))
    assert [(line.equals, line.depth, line.text) for line in lines] == wanted
    assert joined(lines) == whole(chain, UNICODE, False)


def test_brackets_that_are_broken_are_larger_on_both_lines() -> None:
    lines = broken([[Sum((Bracket(Sum((STAGE, w))), c))]], points(70.0))
    assert_brackets(lines)
    assert lines[0].text.startswith(r"\bigl[")
    assert r"\bigr]" in lines[-1].text
    assert not any(r"\bigl(" in line.text and r"\bigr)" in line.text for line in lines)


# ---- documents -----------------------------------------------------------------------------------

DOCUMENTS = [
    *"unet gpt2 densenet mobilenet_v2 squeezenet efficientnet_b0 vit_b_16".split(),
    *(str(NETWORKS / f"{name}.arch") for name in ("googlenet", "resnet50")),
]


@cache
def chains(name: str, keep: str) -> list[list[list[Formula]]]:
    derivation = shipped(name).derive(keep=keep).derivation
    return [[[step.tree] for step in row.steps] for row in (*derivation.rows, derivation.total)]


@pytest.mark.parametrize("keep", ["all", "none"])
@pytest.mark.parametrize("width", [150.0, 229.5, 345.0])
@pytest.mark.parametrize("name", DOCUMENTS, ids=lambda name: name.rsplit("/")[-1])
def test_derivations(name: str, width: float, keep: str) -> None:
    m = points(width)
    for chain in chains(name, keep):
        lines = broken(chain, m)
        assert joined(lines) == whole(chain, LATEX, False)
        assert_brackets(lines)
        fits = widest(chain, LATEX, m) <= width
        wide = [line.text for line in lines if width_of(line, m, line.equals) > width + 1e-6]
        assert not (fits and wide), wide
