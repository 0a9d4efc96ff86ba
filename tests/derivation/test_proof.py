"""A false row is never printed: whatever is changed in a derivation, the proof refuses it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from symcount.algebra.formula import (
    Bracket,
    Factor,
    Formula,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    Symbol,
)
from symcount.algebra.functions import Exact
from symcount.derivation import factoring, steps
from symcount.derivation.factoring import Factoring, Part, article
from symcount.derivation.proof import Unproved, prove_chain, prove_equal
from symcount.derivation.steps import Derivation
from symcount.derivation.tally import Term
from tests import support
from tests.support import model, network, shipped


def changes(node: Formula) -> Iterator[tuple[str, Formula]]:
    """The tree with one thing changed: a factor, a term, a count or a number, at every place."""
    match node:
        case Number(value=v):
            yield f"{v} made {v + 1}", Number(v + 1)
        case Symbol(name=name):
            yield f"{name} made {name} + 1", Sum((node, Number(1)))
        case Sum(terms=terms):
            for i, term in enumerate(terms):
                yield "a term dropped", _sum((*terms[:i], *terms[i + 1 :]))
                yield "a term twice", Sum((*terms[:i], term, term, *terms[i + 1 :]))
                for what, new in changes(term):
                    yield what, Sum((*terms[:i], new, *terms[i + 1 :]))
        case Product(factors=factors):
            for i, factor in enumerate(factors):
                for what, new in changes(factor):
                    yield what, Product((*factors[:i], new, *factors[i + 1 :]))
        case Power(base=base, exponent=exponent):
            for what, new in changes(base):
                yield what, Power(new, exponent)
            if base not in (Number(1), Factor(Number(1))):
                for what, new in changes(exponent):
                    yield what, Power(base, new)
        case Quotient(numerator=top, denominator=bottom):
            for what, new in changes(top):
                yield what, Quotient(new, bottom)
        case Factor(body=body):
            for what, new in changes(body):
                yield what, Factor(new)
        case Bracket(body=body):
            for what, new in changes(body):
                yield what, Bracket(new)


def _sum(terms: tuple[Formula, ...]) -> Formula:
    return Sum(terms) if terms else Number(0)


def refused(sides: Sequence[Formula], values: Mapping[str, Exact]) -> bool:
    try:
        prove_chain(sides, values)
    except Unproved:
        return True
    return False


def chain(row: steps.Row) -> list[Formula]:
    return [step.tree for step in row.steps]


RESNET50 = str(support.NETWORKS / "resnet50.arch")
NETWORKS = [("unet", "w"), ("unet", "all"), ("unet", "none"), (RESNET50, "alpha"), ("cnn", "none")]


@pytest.mark.parametrize(("name", "keep"), NETWORKS, ids=lambda x: Path(x).stem)
def test_every_change_of_a_symbolic_or_substituted_side_is_refused(name: str, keep: str) -> None:
    derived = shipped(name).derive(keep=keep).derivation
    tried = 0
    for row in derived.rows[:3]:
        sides = chain(row)
        prove_chain(sides, derived.network.values)
        for place in (0, len(sides) - 2):
            for what, wrong in changes(sides[place]):
                changed = [*sides[:place], wrong, *sides[place + 1 :]]
                assert refused(changed, derived.network.values), f"{what} in {row.label}"
                tried += 1
    assert tried > 20


@pytest.mark.parametrize(("name", "keep"), NETWORKS, ids=lambda x: Path(x).stem)
def test_every_change_of_a_closed_form_or_value_is_refused(name: str, keep: str) -> None:
    derived = shipped(name).derive(keep=keep).derivation
    for row in (*derived.rows, derived.total):
        sides = chain(row)
        for place in (1, len(sides) - 1):
            for _, wrong in changes(sides[place]):
                with pytest.raises(Unproved):
                    prove_chain([*sides[:place], wrong, *sides[place + 1 :]], derived.network.values)


def test_a_refusal_shows_both_sides() -> None:
    with pytest.raises(Unproved, match=r"^3 × w is not 2 × w$"):
        prove_equal(Product((Number(3), Symbol("w"))), Product((Number(2), Symbol("w"))))


def test_equal_only_at_the_values_is_not_equal() -> None:
    """w^2 is 2w where w is 2, but not as an identity."""
    w, two = Symbol("w"), Number(2)
    square, double = Power(w, two), Product((two, w))
    with pytest.raises(Unproved):
        prove_chain([square, double, Number(4)], {"w": 2})
    with pytest.raises(Unproved):
        prove_chain([square, Number(5)], {"w": 2})
    prove_chain([square, Number(4), Number(4)], {"w": 2})


# ---- a wrong factoring ------------------------------------------------------------------------


def dropping_the_last_term(terms: Sequence[Term]) -> list[Part]:
    return article(terms[:-1])


def forgetting_repetition(terms: Sequence[Term]) -> list[Part]:
    return article([Term(replace(t.layer, repeats=()), t.tensor) for t in terms])


def one_more(terms: Sequence[Term]) -> list[Part]:
    return [*article(terms), Part((Number(1),), ())]


WRONG = [dropping_the_last_term, forgetting_repetition, one_more]
TEXT = "net N(w = 4) { out input(w, 9, 9) -> 5 * conv(w, 3) -> bn }"


@pytest.mark.parametrize("wrong", WRONG, ids=lambda f: f.__name__)
@pytest.mark.parametrize("keep", ["all", "none"])
def test_a_wrong_factoring_prints_nothing(wrong: object, keep: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert model(TEXT).derive(keep=keep).value == 5 * (9 * 4 * 4 + 4) + 8
    monkeypatch.setitem(factoring.FACTORINGS, "article", Factoring("label", wrong))  # type: ignore[arg-type]
    with pytest.raises(Unproved):
        model(TEXT).derive(keep=keep)


def test_a_wrong_closed_form_prints_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    right = steps.closed_total
    monkeypatch.setattr(steps, "closed_total", lambda *a: Sum((right(*a), Number(1))))
    with pytest.raises(Unproved):
        model(TEXT).derive()


def test_a_wrong_value_prints_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    right = steps.total_value
    monkeypatch.setattr(steps, "total_value", lambda *a: (right(*a) or 0) + 1)
    with pytest.raises(Unproved):
        model(TEXT).derive()


def test_a_wrong_substitution_prints_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "_substituted", lambda tree, values: Number(7))
    with pytest.raises(Unproved):
        model(TEXT).derive()


def twice(count: Formula) -> Formula:
    assert isinstance(count, Product)
    return Product((*count.factors, Number(2)))


def test_a_wrong_count_of_a_layer_is_seen_in_the_value() -> None:
    """The value comes from the terms; a network whose layer is changed has another."""
    before = network(TEXT)
    conv = next(x for x in before.layers if x.kind.name == "conv")
    first = replace(conv.tensors[0], count=twice(conv.tensors[0].count))
    layers = tuple(replace(x, tensors=(first, *x.tensors[1:])) if x is conv else x for x in before.layers)
    after: Derivation = steps.derive(replace(before, layers=layers))
    assert (after.total.value or 0) - (steps.derive(before).total.value or 0) == 5 * 9 * 4 * 4
