"""Tally to Derivation: for each group symbolic = closed form = substituted = value, proved."""

from __future__ import annotations

from dataclasses import dataclass, replace

from symcount.algebra.arithmetic import substitute
from symcount.algebra.formula import Exact, Formula, NoValue, Number, Sum
from symcount.algebra.proof import prove_chain
from symcount.derivation.captions import Counted, counted
from symcount.derivation.factoring import FACTORINGS, Part, line
from symcount.derivation.forms import FORMS, STAGES, Formed, form
from symcount.derivation.tally import Group, Tally, Term, proved_total, tally, total_value
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


def derive(
    network: Network, factoring: str = "article", form_name: str | None = None, collect: str | None = None
) -> Derivation:
    """The derivation of `network`. Raises proof.Unproved rather than give a false row.

    With `form_name`, a row of forms.FORMS or `stages`, the whole gets one more step, in the symbol `collect`.
    """
    chosen = FACTORINGS[factoring]
    tallied = tally(network, chosen.grouping)
    shown = [group for group in tallied.groups if _shown(group, factoring)]
    rows = tuple(_row(group, tuple(chosen.arrange(group.terms())), network) for group in shown)
    whole = _total(tallied, rows)
    if form_name is not None:
        whole = _formed(whole, rows, network, form_name, collect)
    return Derivation(network, factoring, rows, whole)


def _shown(group: Group, factoring: str) -> bool:
    """Groups that own nothing but buffers are not shown, layers that change the shape are, by layer."""
    return factoring == "layers" or bool(group.terms())


def _row(group: Group, parts: tuple[Part, ...], network: Network) -> Row:
    terms = group.terms()
    steps = _steps(line(parts), terms, network)
    caption = group.caption or group.layers[0].kind.caption
    return Row(group.label, caption, counted(group.layers), terms, steps, parts)


def _steps(symbolic: Formula, terms: tuple[Term, ...], network: Network) -> tuple[Step, ...]:
    """The proved chain. The closed form and the value come from the terms, not from the arranged line."""
    closed = proved_total(terms, network)
    sides = [_step("symbolic", symbolic), _step("closed form", closed)]
    number = total_value(terms, network.values)
    substituted = _substituted(symbolic, network.values)
    if substituted is not None and number is not None:
        sides += [_step("substituted", substituted), _step("value", Number(number))]
    prove_chain([s.tree for s in sides], network.values)
    return tuple(sides)


def _substituted(tree: Formula, values: dict[str, Exact]) -> Formula | None:
    try:
        return substitute(tree, values)
    except NoValue:
        return None


def _total(tallied: Tally, rows: tuple[Row, ...]) -> Row:
    """The sum of the rows: their closed forms, and their values."""
    terms = tallied.terms()
    network = tallied.network
    closed = proved_total(terms, network)
    parts = tuple(tree for row in rows if (tree := row.tree("closed form")) is not None and tree != Number(0))
    steps = [_step("symbolic", Sum(parts) if len(parts) > 1 else closed), _step("closed form", closed)]
    numbers = tuple(Number(row.value) for row in rows if row.value)
    number = total_value(terms, network.values)
    if number is not None:
        substituted = Sum(numbers) if len(numbers) > 1 else Number(number)
        steps += [_step("substituted", substituted), _step("value", Number(number))]
    prove_chain([s.tree for s in steps], network.values)
    return Row(None, "", (), terms, tuple(steps))


def _step(name: str, tree: Formula) -> Step:
    return Step(name, tree, WHY[name])


def _formed(whole: Row, rows: tuple[Row, ...], network: Network, name: str, collect: str | None) -> Row:
    """The whole with its closed form written in another way, behind the closed form."""
    closed = whole.tree("closed form")
    assert closed is not None
    if name == STAGES:
        formed = Formed(Sum(tuple(t for row in rows if (t := row.tree("closed form")) is not None)))
        why = "the stages' closed forms"
    else:
        formed, why = form(name, closed, collect, network.keep), FORMS[name].why if name in FORMS else ""
    prove_chain([closed, formed.spelled_out], network.values)
    place = [s.name for s in whole.steps].index("closed form") + 1
    step = Step(name, formed.tree, why, formed.where)
    return replace(whole, steps=(*whole.steps[:place], step, *whole.steps[place:]))
