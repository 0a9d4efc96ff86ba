"""`expect` lines with units and tolerances: what holds, and how numbers are rounded.

What is said where a line does not hold is in tests/mistakes/expectations.txt.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symcount.derivation import expectations
from symcount.derivation.claims import DOWN, EXACT, NEAREST, UNITS, UP, nearest, percent, rounded_number, rounding
from symcount.derivation.expectations import Check, check
from symcount.derivation.tally import Tally, tally
from symcount.language import syntax
from symcount.language.diagnostics import picture
from symcount.language.parse import parse
from symcount.language.source import Source
from symcount.network.catalogue import FileScope
from symcount.network.network import Network
from tests.support import model

NET = 'net N(w = 16, k = 2) {{ out input(3, 8, 8) -> conv(w, 3) @ "A"   expect {} }}'
COUNT = 448


def checked(line: str, net: str = NET) -> Check:
    (found,) = model(net.format(line)).check().result
    return found


HOLDS = [
    "params == 448",
    "params == 0.4k",
    "params == 0.45K",
    "params == 0.448k",
    "params == 0.0004M",
    "params == 0.00045M",
    "params == 0.000000448B",
    "params == 0.000000448G",
    "params == 0.000000000448T",
    "params == 440 within 8",
    "params == 456 within 8",
    "params == 440 within 0.008k",
    "params == 400 within 12%",
    "params == 0.4k within 12%",
    "params == 0.4k within 48",
    "params == 448 within 0",
    "params == 447.5 within 0.5",
    "params == 27*w within 5%",
    "params == 449 - w/16 within 1",
    "params(w = 8) == 27*w within 16%",
    'params @ "A" == 0.4k',
    "params(w = 1_000) == 28k",
    "params(w = 1_000_000) == 28.0M",
    "buffers == 0k",
    "buffers == 0 within 0%",
]


@pytest.mark.parametrize("line", HOLDS)
def test_a_line_that_holds(line: str) -> None:
    found = checked(line)
    assert found.holds, "\n".join(map(picture, found.trouble))


def test_a_half_may_be_rounded_either_way() -> None:
    net = "net H {{ out input(1) -> linear({}, bias = off)   expect params == 7.8k }}"
    held = {n: model(net.format(n)).check()[0].holds for n in (7_749, 7_750, 7_850, 7_851)}
    assert held == {7_749: False, 7_750: True, 7_850: True, 7_851: False}


def test_variants_can_state_what_a_paper_prints() -> None:
    net = "net N(w = 16) { out input(3, 8, 8) -> conv(w, 3)   variant a == 0.45k variant b(w = 8) == 220 within 2% }"
    assert [c.holds for c in model(net).check()] == [True, True]
    assert [c.holds for c in model(net.replace("2%", "1%").replace("0.45", "0.46")).check()] == [False, False]


# ---- numbers -----------------------------------------------------------------------------

numbers = st.tuples(st.integers(0, 10**6), st.integers(0, 6), st.sampled_from(sorted(UNITS)))


@given(numbers, st.integers(0, 10**18))
def test_what_a_count_is_printed_as_stands_for_it(number: tuple[int, int, str], count: int) -> None:
    steps, places, unit = number
    text = f"{steps:0{places + 1}}"
    stated = rounded_number(f"{text[: len(text) - places]}.{text[len(text) - places :]}".rstrip("."), unit)
    assert nearest(count, stated.like(count))
    assert nearest(count, stated) == (abs(count - stated.value) * 2 <= stated.step)
    assert stated.value == Fraction(steps, 10**places) * UNITS[unit]


@given(numbers)
def test_a_number_is_printed_as_it_was_written(number: tuple[int, int, str]) -> None:
    steps, places, unit = number
    text = str(rounded_number(f"{steps}.{'7' * places}".rstrip("."), unit))
    assert text == f"{steps}.{'7' * places}".rstrip(".") + unit


ROUNDINGS = [
    ("25.6", "M", 25_557_032, NEAREST),
    ("25.5", "M", 25_557_032, DOWN),
    ("25.6", "M", 25_540_000, UP),
    ("25557032", "", 25_557_032, EXACT),
    ("25557033", "", 25_557_032, None),
    ("25600000", "", 25_557_032, "digits"),
    ("26000000", "", 25_557_032, "digits"),
    ("30000000", "", 25_557_032, None),  # one digit says too little
    ("110", "M", 109_482_240, "digits"),
    ("117", "M", 124_439_808, None),
    ("0.1", "M", 578, None),  # off by a whole digit of one
    ("5", "M", 5_900_000, None),
    ("159", "K", 163_328, None),
]


@pytest.mark.parametrize(("digits", "unit", "count", "how"), ROUNDINGS)
def test_how_a_count_was_rounded(digits: str, unit: str, count: int, how: str | None) -> None:
    assert rounding(count, rounded_number(digits, unit)) == how


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [(1, 3, "33%"), (1, 30, "3.3%"), (-1, 8, "12%"), (1, 10**7, "0.000010%"), (3, 1, "300%"), (0, 5, "0%")],
)
def test_percent(part: int, whole: int, text: str) -> None:
    assert percent(part, whole) == text


# ---- thousands of lines ----------------------------------------------------------------------


class Passed(tuple[syntax.Statement, ...]):
    """The statements of a body, which say how often all of them were looked at."""

    times = 0

    def __iter__(self) -> Iterator[syntax.Statement]:
        Passed.times += 1
        return super().__iter__()


def passes(lines: str) -> int:
    """How often a check goes through a body with these lines."""
    tree = parse(Source("t.arch", f"net N(w = 16) {{ out input(3, 8, 8) -> conv(w, 3) {lines} }}"))
    (net,) = tree.items
    assert isinstance(net, syntax.Net)
    Passed.times = 0
    scope = FileScope(syntax.File((replace(net, body=Passed(net.body)),)))
    assert all(done.holds for done in check(scope))
    return Passed.times


@pytest.mark.parametrize(
    "line", ["variant v{w}(w = {w}) == {n}", "expect params(w = {w}) == {n}", "expect params == 28*w"]
)
def test_a_body_is_not_gone_through_for_each_of_its_lines(line: str) -> None:
    few, many = ("\n".join(line.format(w=w, n=28 * w) for w in range(1, n)) for n in (3, 60))
    assert passes(many) == passes(few)


def test_a_network_is_put_in_groups_once_for_all_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    tallied: list[Network] = []

    def counting(network: Network) -> Tally:
        tallied.append(network)
        return tally(network)

    monkeypatch.setattr(expectations, "tally", counting)
    lines = "expect params == 28*w  expect trainable == 448  " * 20
    assert all(done.holds for done in model(f"net N(w = 16) {{ out input(3, 8, 8) -> conv(w, 3) {lines} }}").check())
    assert len(tallied) == 3  # at values in two views, and with w


@pytest.mark.parametrize("body", ["for i in 1..9: linear(i^2 + 1)", "for i in 1..9: linear(1/(i - 9))"])
def test_the_lines_of_a_file_are_bounded_together(body: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is refused at the end has taken its steps as well."""
    monkeypatch.setattr(expectations, "MAX_STEPS", 1_000)
    lines = "\n".join(f"variant v{k}(k = {k})" for k in range(1, 1_000))
    done = model(f"net N(k = 1) {{ out input(k) -> ({body})\n{lines} }}").check().result
    assert len(done) < 100
    (trouble,) = done[-1].trouble
    last = sum(not isinstance(done_.line, syntax.Net) for done_ in done)  # a net that cannot be built is one more
    assert (trouble.code, trouble.labels[0].span.text) == ("E231", f"variant v{last}(k = {last})")
