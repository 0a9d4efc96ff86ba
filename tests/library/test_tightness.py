"""Each condition that a form of the library carries speaks of a choice that there is.

A setting that fails it, and no other that a reader is told, is refused where the condition is required; where it was
decided, the network there has the opposite among its conditions, or has no form in the symbols that it speaks of. What
has no such setting stands in a table, with its reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fnmatch import filter as matching
from fnmatch import fnmatchcase
from fractions import Fraction
from itertools import chain, combinations, islice, product

import pytest

from symcount.algebra.functions import Exact
from symcount.api import load
from symcount.language.diagnostics import Problem
from symcount.network.catalogue import FileScope, shipped_models
from symcount.network.elaborate import elaborate
from symcount.network.network import Condition, Network
from symcount.network.request import Request

Values = Mapping[str, Exact]
Choices = Mapping[str, list[Exact]]

STARTS = 5
"""How many settings that fail a condition are tried to be mended for the others."""

SMALL = "only at small widths (tried in steps of 1/400), where another of these fails as well"
BETWEEN = "a sum that is positive lies between others; where a factor is not positive, all its products fail"
NEVER_ALONE: dict[str, dict[str, str]] = {
    "EfficientNet": {"⌊80w⌉_8 ≠ *": SMALL, "⌊192w⌉_8 ≠ *": SMALL},
    "MnasNet": {"⌊192α⌉_8 ≠ *": SMALL},
    "MobileNetV2": {"⌊64α⌉_8 ≠ *": SMALL, "⌊160α⌉_8 ≠ *": SMALL},
    "MobileNetV3": {f"⌊{c}α⌉_8 ≠ *": SMALL for c in (64, 72, 120, 240, 200, 184, 480, 672, 960)},
    "RegNet": {
        "q > 0": "where it fails, ⌊32q⌉ ≥ 1 does: a squeeze is asked for only where q > 0",
        "*/min(g, *": "always so, a width being a multiple of the width of its groups; the rules do not see it",
        "min(d, ⌈w₀(√(wm) − 1)/wa⌉) ≥ 1": "where the first stage is empty, all are",
        "⌊q⌊8⌊w₀·*": "a later stage is not narrower than the first where wa is positive and no stage is empty",
    },
    "SqueezeNet": {"*(baseₑ + *": BETWEEN, "(1 − pct3x3)·baseₑ ≥ 1": BETWEEN},
    "VGG": {"depth ≠ 11": "at 11 the form for other depths has no whole stages: depth/3 − 7/3"},
}
"""Nets, and patterns of their conditions that do not fail alone, each with the reason."""


KNOWN: dict[str, list[dict[str, str]]] = {
    "RegNet": [{"w0": "8"}, {"wa": "3", "wm": "209/200"}, {"w0": "16", "wa": "16", "wm": "5/2", "q": "1/40"}],
}
"""Settings that are tried first, where to find them would take long."""


def nets() -> Iterator[tuple[str, str]]:
    """The files of the library with their nets."""
    for name in shipped_models():
        for net in load(name).model.scope.nets:
            yield name, net.name


def kept(scope: FileScope, net: str, settings: Values = {}) -> Network:
    """The net with all its parameters as symbols, at these values."""
    return elaborate(scope, Request(net, dict(settings), keep=None, insist=False))


# ---- settings near the defaults --------------------------------------------------------------


def near(network: Network, name: str) -> list[Exact]:
    """Values of one symbol within its domain: near its default, small ones, and the defaults of others."""
    default, domain = Fraction(network.values[name]), network.domain
    near = (
        default + step
        for step in (1, -1, Fraction(1, 2), default, -default / 2, -default * 15 / 16, -2 * default, Fraction(1, 128))
    )
    small = (0, 1, 2, 3, *(Fraction(x) for x in ("1/4", "3/20", "1/16", "1/64")))
    whole = name in domain.whole | domain.natural
    least = Fraction(1, 1000) if name in domain.positive else 0 if name in domain.natural else -1000
    found = dict.fromkeys(map(Fraction, (*near, *small, *(network.values[other] for other in network.keep))))
    return [v for v in found if v != default and v >= least and not (whole and v.denominator > 1)]


def holds(condition: Condition, values: Values) -> bool:
    """Whether it holds; what has no value does not."""
    try:
        return condition.holds(values)
    except ArithmeticError:
        return False


def alone(network: Network) -> dict[Condition, Values]:
    """For each condition a setting that fails only it, where one is found."""
    defaults = {name: network.values[name] for name in network.keep}
    choices = {name: near(network, name) for name in network.keep}
    told = network.told
    found: dict[Condition, Values] = {}
    for condition in told:
        names = condition.relation.names
        others = [other for other in told if other is not condition]
        known = ({**defaults, **{k: Fraction(v) for k, v in row.items()}} for row in KNOWN.get(network.name, ()))
        near_by = (v for n in range(1, 1 + min(2, len(names))) for v in changed(defaults, choices, names, n))
        for values in islice((v for v in chain(known, near_by) if not holds(condition, v)), STARTS):
            if (mended := mend(condition, others, values, choices)) is not None:
                found[condition] = mended
                break
    return found


def changed(values: Values, choices: Choices, names: tuple[str, ...], number: int) -> Iterator[Values]:
    """The values with so many of the symbols changed."""
    for some in combinations(names, number):
        for chosen in product(*(choices[name] for name in some)):
            yield {**values, **dict(zip(some, chosen, strict=True))}


def mend(condition: Condition, others: list[Condition], values: Values, choices: Choices) -> Values | None:
    """Change symbols one by one until none of the others fails, as long as fewer and fewer do."""
    while failing := [other for other in others if not holds(other, values)]:
        names = tuple(dict.fromkeys(name for other in failing for name in other.relation.names))
        for better in changed(values, choices, names, 1):
            if not holds(condition, better) and sum(not holds(other, better) for other in others) < len(failing):
                values = better
                break
        else:
            return None
    return values


# ---- what is there ---------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "net"), list(nets()))
def test_a_condition_that_fails_alone_is_refused_or_another_branch(name: str, net: str) -> None:
    scope = load(name).model.scope
    network = kept(scope, net)
    found = alone(network)
    for condition, values in found.items():
        try:
            other = kept(scope, net, values)
        except Problem:
            continue
        assert condition.decided, (condition.text, values)
        decided = {c.relation for c in other.conditions if c.decided}
        no_symbol = not set(condition.relation.names) <= set(other.keep)
        assert condition.relation.negated() in decided or no_symbol, (condition.text, values)
    reasons = NEVER_ALONE.get(net, {})
    unfound = {c.text for c in network.told} - {c.text for c in found}
    assert all(any(fnmatchcase(text, pattern) for pattern in reasons) for text in unfound), unfound
    assert all(matching(unfound, pattern) for pattern in reasons), "a reason without a condition"


def test_what_never_fails_alone_is_of_the_library() -> None:
    assert NEVER_ALONE.keys() <= {net for _, net in nets()}
