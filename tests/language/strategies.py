"""Random trees of every kind in `syntax`, such as a parser could have made."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TypeVar

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from symcount.language import syntax as s
from symcount.language.mistakes import KEYWORDS, RESERVED

T = TypeVar("T")

texts = st.text(st.characters(exclude_characters='"\n', exclude_categories=["Cs"]), max_size=8)
words = st.from_regex(r"[A-Za-z][A-Za-z0-9_]{0,5}", fullmatch=True).filter(lambda w: w not in KEYWORDS)
names = words.filter(lambda w: w not in RESERVED)


def _number(text: str) -> s.Number:
    exact = Fraction(text.replace("_", ""))
    return s.Number(exact.numerator if exact.denominator == 1 else exact, text)


_whole = st.integers(0, 10**7)
numbers = st.one_of(
    _whole.map(lambda n: _number(str(n))),
    _whole.map(lambda n: _number(f"{n:_}")),
    st.from_regex(r"[0-9]{1,3}\.[0-9]{1,4}", fullmatch=True).map(lambda t: _number(t)),
)
_sides = st.lists(st.integers(0, 99), min_size=2, max_size=3).map(tuple)
_bare: SearchStrategy[s.Name] = st.builds(s.Name, words | st.sampled_from(sorted(RESERVED)))
_points: SearchStrategy[s.Point] = st.builds(s.Point, _bare | st.deferred(lambda: _points), words)
_leaves: SearchStrategy[s.Expression] = st.one_of(
    numbers,
    st.builds(s.Window, _sides),
    st.builds(s.Flag, st.booleans()),
    _bare,
    _points,
)


def _some(one: SearchStrategy[T], least: int = 0, most: int = 3) -> SearchStrategy[tuple[T, ...]]:
    return st.lists(one, min_size=least, max_size=most).map(tuple)


def _arguments(e: SearchStrategy[s.Expression]) -> SearchStrategy[tuple[s.Argument, ...]]:
    return _some(st.builds(s.Argument, st.none() | words, e))


def _loops(e: SearchStrategy[s.Expression]) -> SearchStrategy[s.Loop]:
    """One range or list, or two in step."""
    source: SearchStrategy[s.Range | s.Expression] = e | st.builds(s.Range, e, e)
    one = st.builds(lambda name, over, body: s.Loop((name,), (over,), body), names, source, e)
    pairs = st.lists(names, min_size=2, max_size=2, unique=True).map(tuple)
    return one | st.builds(lambda two, a, b, body: s.Loop(two, (a, b), body), pairs, source, source, e)


def _wider(e: SearchStrategy[s.Expression]) -> SearchStrategy[s.Expression]:
    """One level more: every kind of expression that holds others."""
    links = _some(st.builds(s.Arrow, e) | st.builds(s.LabelMark, texts, st.none() | words), 1)
    comparisons = st.sampled_from(["==", "!=", "<=", ">=", "<", ">"])
    return st.one_of(
        st.builds(s.Call, words, _arguments(e)),
        st.builds(s.Concat, _some(e | _loops(e).map(lambda loop: replace(loop, beside=True)), 1)),
        st.builds(s.Chain, e, links),
        st.builds(s.Choice, e, e, st.none() | e),
        st.builds(s.List, _some(e)),
        st.builds(s.Index, e, e),
        _loops(e),
        st.builds(s.Logic, st.sampled_from(["and", "or"]), _some(e, 2)),
        st.builds(s.Not, e),
        st.builds(s.Comparison, comparisons, e, e),
        st.builds(s.Arithmetic, e, _some(st.tuples(st.sampled_from("+-"), e), 1)),
        st.builds(s.Arithmetic, e, _some(st.tuples(st.sampled_from("*/%"), e), 1)),
        st.builds(s.Negative, e),
        st.builds(s.Frozen, e),
        st.builds(s.Power, e, e),
    )


expressions: SearchStrategy[s.Expression] = st.recursive(_leaves, _wider, max_leaves=8)


_domains = st.one_of(
    st.builds(s.Domain, st.sampled_from(["whole", "positive"])),
    st.builds(s.Domain, st.just("multiple"), expressions),
)


@st.composite
def parameters(draw: st.DrawFn) -> s.Parameter:
    default = draw(st.none() | expressions)
    more = draw(_some(words)) if default is not None else ()
    first = (default.id,) if more and isinstance(default, s.Name) else ()
    return s.Parameter(draw(names), default, first + more, draw(st.none() | texts), draw(_some(_domains)))


_given = st.lists(parameters(), max_size=3, unique_by=lambda parameter: parameter.name).map(tuple)
_printed = st.builds(s.Printed, st.from_regex(r"[0-9]{1,3}(\.[0-9]{1,2})?", fullmatch=True), st.sampled_from("kKMBGT"))


@st.composite
def _within(draw: st.DrawFn) -> s.Within:
    tolerance = draw(numbers | _printed)
    percent = isinstance(tolerance, s.Number) and draw(st.booleans())
    return s.Within(draw(expressions | _printed), tolerance, percent)


_stated: SearchStrategy[s.Stated] = st.one_of(expressions, _printed, _within())
_quantities = words | st.just("frozen")
_requirements = st.builds(s.Require, expressions, st.none() | texts, st.booleans())
_expects = st.builds(s.Expect, _quantities, st.none() | _arguments(expressions), st.none() | texts, _stated)
_rules = st.one_of(
    _requirements,
    st.builds(
        s.Tensor, names.filter(lambda name: name not in ("C", "S")), expressions, st.none() | expressions, st.booleans()
    ),
    st.builds(s.Shape, words, expressions),
)


@st.composite
def layers(draw: st.DrawFn) -> s.Layer:
    entering = draw(st.none() | words)
    writing = draw(st.none() | texts) if entering is not None else None
    caption = draw(st.none() | texts)
    plural = draw(st.none() | texts) if caption is not None else None
    rules, expects = draw(_some(_rules)), draw(_some(_expects, most=2))
    return s.Layer(draw(names), draw(_given), entering, writing, caption, plural, rules, expects)


_definitions = st.builds(s.Definition, names, st.none() | _given, expressions)
_shares = st.builds(s.Share, names, expressions)
_simple: SearchStrategy[s.Statement] = st.one_of(
    _definitions,
    _shares,
    st.builds(s.Out, expressions),
    _expects,
    _requirements,
    layers(),
)
_blocks: SearchStrategy[s.Block] = st.builds(
    s.Block, names, _given, _some(st.one_of(_simple, st.deferred(lambda: _blocks)))
)
_variants = st.builds(s.Variant, words, st.none() | _arguments(expressions), st.none() | _stated)
_papers = st.builds(s.Paper, texts, st.integers(1000, 9999))
_nets = st.builds(s.Net, names, _given, _some(_simple | _blocks | _variants | _papers))

items: SearchStrategy[tuple[s.Item, ...]] = _some(
    st.one_of(st.builds(s.Import, texts), _definitions, _shares, layers(), _blocks, _nets)
)
