"""Tally to Derivation: for each group symbolic = closed form = substituted = value, proved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace

from symcount.algebra.arithmetic import substitute
from symcount.algebra.formula import ZERO, Formula, NoValue, Number, Sum, TooLarge, sum_of
from symcount.algebra.proof import prove_chain, proved_closed_form
from symcount.derivation.captions import Counted, counted
from symcount.derivation.cases import Cases
from symcount.derivation.factoring import FACTORINGS, Part, line
from symcount.derivation.forms import FORMS, STAGES, Formed, form
from symcount.derivation.tally import Group, Term, proved_total, tally, total_value
from symcount.network.network import Network

WHY = {
    "symbolic": "the rules of the layers, arranged by the factoring",
    "closed form": "expanded and collected",
    "substituted": "a number for each factor",
    "value": "evaluated",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One side of the chain of equalities, and why it equals the one before."""

    name: str
    tree: Formula
    why: str
    where: tuple[tuple[str, Formula], ...] = ()
    """The coefficients that the tree names."""


@dataclass(frozen=True, slots=True)
class Row:
    """One group's chain of equalities. A step that does not exist (no value for a symbol) is absent."""

    label: str | None
    caption: str
    layers: tuple[Counted, ...]
    terms: tuple[Term, ...]
    steps: tuple[Step, ...]
    parts: tuple[Part, ...] = ()
    """The summands of the symbolic side."""

    def tree(self, name: str) -> Formula | None:
        """The tree of the step `name`, None where it is absent."""
        return next((s.tree for s in self.steps if s.name == name), None)

    @property
    def value(self) -> int | None:
        tree = self.tree("value")
        return int(tree.value) if isinstance(tree, Number) else None


@dataclass(frozen=True, slots=True)
class Derivation:
    """All rows of a network, and the row of their sum."""

    network: Network
    factoring: str
    rows: tuple[Row, ...]
    total: Row
    cases: Cases | None = None
    """The whole along one symbol, where that is asked for."""


MAX_TERMS = 20_000
"""Tensors of layers that are not alike: who reads more of them?"""


def derive(
    network: Network, factoring: str = "article", form_name: str | None = None, collect: str | None = None
) -> Derivation:
    """The derivation of `network`. Raises proof.Unproved rather than give a false row.

    With `form_name`, a row of forms.FORMS or `stages`, the whole gets one more step, in the symbol `collect`.
    """
    chosen = FACTORINGS[factoring]
    tallied = tally(network, chosen.grouping)
    if len(tallied.terms()) > MAX_TERMS:
        raise TooLarge(f"the derivation would have more than {MAX_TERMS:,} terms")
    shown = [g for g in tallied.groups if g.terms() or factoring == "layers"]  # layers that only change the shape, too
    rows = tuple(_row(group, tuple(chosen.arrange(group.terms())), network) for group in shown)
    whole = _total(rows, network)
    if form_name is not None:
        whole = _formed(whole, rows, network, form_name, collect)
    return Derivation(network, factoring, rows, whole)


def _row(group: Group, parts: tuple[Part, ...], network: Network) -> Row:
    """The closed form and the value come from the terms, not from what was arranged of them."""
    terms, symbolic = group.terms(), line(parts)
    sides = {"symbolic": symbolic, "closed form": proved_total(terms, network)}
    number = total_value(terms, network.values)
    with suppress(NoValue):
        if number is not None:
            sides |= {"substituted": substitute(symbolic, network.values), "value": Number(number)}
    prove_chain([*sides.values()], network.values)
    caption = group.caption or group.layers[0].kind.caption
    return Row(group.label, caption, counted(group.layers), terms, _steps(sides), parts)


def _total(rows: tuple[Row, ...], network: Network) -> Row:
    """The sum of the rows: their closed forms, and their values, each of them proved."""
    forms = [tree for row in rows if (tree := row.tree("closed form")) is not None and tree != ZERO]
    numbers = [row.value for row in rows]
    closed = sum_of(forms) if len(forms) < 2 else proved_closed_form(Counter(forms), network.keep)
    sides = {"symbolic": sum_of(forms), "closed form": closed}
    if None not in numbers:
        value = sum(filter(None, numbers))
        sides |= {"substituted": sum_of([Number(n) for n in numbers if n]), "value": Number(value)}
    prove_chain([*sides.values()][1:], network.values)  # the closed form is proved to be the sum of the forms
    return Row(None, "", (), tuple(t for row in rows for t in row.terms), _steps(sides))


def _steps(sides: Mapping[str, Formula]) -> tuple[Step, ...]:
    return tuple(Step(name, tree, WHY[name]) for name, tree in sides.items())


def _formed(whole: Row, rows: tuple[Row, ...], network: Network, name: str, collect: str | None) -> Row:
    """The whole with its closed form written in another way, behind the closed form."""
    closed = whole.tree("closed form")
    assert closed is not None
    if name == STAGES:
        formed = Formed(Sum(tuple(t for row in rows if (t := row.tree("closed form")) is not None)))
        why = "the stages' closed forms"
    else:
        formed = form(name, closed, collect, network.keep)
        why = FORMS[name].why
    prove_chain([closed, formed.spelled_out], network.values)
    place = [s.name for s in whole.steps].index("closed form") + 1
    step = Step(name, formed.tree, why, formed.where)
    return replace(whole, steps=(*whole.steps[:place], step, *whole.steps[place:]))
