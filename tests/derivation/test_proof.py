"""A false row is never printed: whatever is changed in a derivation, the proof refuses it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symcount.algebra import expansion, formula, proof, rings, symbolic
from symcount.algebra.formula import (
    Bracket,
    Call,
    Factor,
    Formula,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    Summation,
    Symbol,
    TooLarge,
)
from symcount.algebra.functions import Exact
from symcount.algebra.notations.unicode import plain
from symcount.algebra.proof import Unproved, prove_chain, prove_equal
from symcount.derivation import factoring, steps
from symcount.derivation.factoring import Factoring, Part, article
from symcount.derivation.steps import Derivation
from symcount.derivation.tally import Term
from tests import support
from tests.algebra.trees import F, as_written, formulas
from tests.support import command, model, network, shipped


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
    right = steps.proved_total
    monkeypatch.setattr(steps, "proved_total", lambda *a: Sum((right(*a), Number(1))))
    with pytest.raises(Unproved):
        model(TEXT).derive()


def test_a_wrong_value_prints_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    right = steps.total_value
    monkeypatch.setattr(steps, "total_value", lambda *a: (right(*a) or 0) + 1)
    with pytest.raises(Unproved):
        model(TEXT).derive()


def test_a_wrong_substitution_prints_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "substitute", lambda tree, values: Number(7))
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


# ---- two engines, and points -------------------------------------------------------------------
# Each part below computes one thing wrongly. Whichever it is, what the others say is not what it says.

Wrong = Callable[[Any], Callable[..., Any]]
"""From a function to one that is wrong."""


def one_more_term(right: Any) -> Callable[..., Any]:
    return lambda tree: (*right(tree), Number(1))


def with_one(right: Any) -> Callable[..., Any]:
    return lambda *a: right(*a) + 1


def without_the_last(right: Any) -> Callable[..., Any]:
    return lambda *summands: right(*(summands[:-1] if len(summands) > 1 else summands))


def twice_as_much(right: Any) -> Callable[..., Any]:
    return lambda *a: expansion.scale(2, right(*a)) if all(len(p.terms) > 0 for p in a) else right(*a)


def squared(right: Any) -> Callable[..., Any]:
    return lambda atom, n: right(atom, 2 * n)


def doubled_coefficients(right: Any) -> Callable[..., Any]:
    return lambda element, atoms: {monomial: 2 * c for monomial, c in right(element, atoms).items()}


def without_the_first_factor(right: Any) -> Callable[..., Any]:
    return lambda factors: right(factors[1:] if len(factors) > 1 else factors)


def powers_one_more(right: Any) -> Callable[..., Any]:
    def wrong(node: Formula, values: Mapping[str, Exact] = {}) -> Exact:
        return right(node, values) + (1 if isinstance(node, Power | Product) else 0)

    return wrong


def one_iteration_less(right: Any) -> Callable[..., Any]:
    return lambda index, count, body, values: right(index, max(count - 1, 0), body, values)


def shifted_sum(right: Any) -> Callable[..., Any]:
    return lambda degree, r: ([c + 1 for c in right(degree, r)[0]], right(degree, r)[1])


def shifted_faulhaber(right: Any) -> Callable[..., Any]:
    return lambda p, count: expansion.add(right(p, count), expansion.constant(1))


SYMPYS = [
    (rings, "_summands", one_more_term),
    (rings, "_element", with_one),
    (rings, "_read", doubled_coefficients),
]
OURS = [
    (expansion, "multiply", twice_as_much),
    (expansion, "add", without_the_last),
    (expansion, "_product", without_the_first_factor),
]
POINTS = [(formula, "value", powers_one_more)]
OF_SUMS = [
    (rings, "power_sum", shifted_sum),
    (expansion, "_faulhaber", shifted_faulhaber),
    (formula, "_sum_of_iterations", one_iteration_less),
]


def named(case: tuple[Any, str, Wrong]) -> str:
    return f"{case[0].__name__.rpartition('.')[2]}.{case[1]} {case[2].__name__}"


def broken(case: tuple[Any, str, Wrong], monkeypatch: pytest.MonkeyPatch) -> None:
    module, name, wrong = case
    right = getattr(module, name)
    for user in (module, proof):
        if getattr(user, name, None) is right:
            monkeypatch.setattr(user, name, wrong(right))


@pytest.mark.parametrize("case", [*SYMPYS, *OURS, *POINTS], ids=named)
@pytest.mark.parametrize("name", ["unet", "gpt2"])
def test_a_derivation_is_refused_where_one_of_three_is_wrong(
    case: tuple[Any, str, Wrong], name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken(case, monkeypatch)
    with pytest.raises(Unproved):
        shipped(name).derive(keep="all")


@pytest.mark.parametrize("case", [*OURS, *POINTS], ids=named)
@pytest.mark.parametrize("name", ["unet", "gpt2"])
def test_a_count_is_refused_where_ours_or_the_points_are_wrong(
    case: tuple[Any, str, Wrong], name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken(case, monkeypatch)
    with pytest.raises(Unproved):
        shipped(name).count(keep="all")


@pytest.mark.parametrize("case", OF_SUMS, ids=named)
def test_a_wrong_sum_over_iterations_is_refused(case: tuple[Any, str, Wrong], monkeypatch: pytest.MonkeyPatch) -> None:
    broken(case, monkeypatch)
    with pytest.raises(Unproved):
        shipped("densenet").derive(keep="all")
    if case[0] is not rings:
        with pytest.raises(Unproved):
            shipped("densenet").count(keep="all")


@pytest.mark.parametrize("verb", ["derive", "count"])
def test_the_command_prints_nothing_then_and_says_why(verb: str, monkeypatch: pytest.MonkeyPatch) -> None:
    broken((expansion, "_faulhaber", shifted_faulhaber), monkeypatch)
    done = command(verb, "densenet", "--keep", "all")
    assert (done.status, done.out) == (1, "")
    assert done.err.startswith("symcount found a defect of its own, so it prints nothing: ")


def test_a_sum_that_induction_does_not_confirm_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    symbolic.power_sum.cache_clear()
    monkeypatch.setattr(symbolic, "_solution", lambda rows, right: [1] * len(rows))
    with pytest.raises(Unproved, match="has a false closed form"):
        symbolic.power_sum(3, Fraction(2))


def test_a_form_that_is_wrong_at_a_point_only_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Were both engines to agree on something false, the points would not."""
    w = Symbol("w")
    for engine in (rings, expansion):
        monkeypatch.setattr(engine, "closed_form", lambda counts, order: Sum((Product((Number(2), w)), Number(1))))
        monkeypatch.setattr(engine, "identical", lambda a, b: True)
    with pytest.raises(Unproved):
        proof.proved_closed_form({Sum((w, w)): 1}, ())
    with pytest.raises(Unproved):
        prove_equal(Sum((w, w)), Product((Number(3), w)))


# ---- the points themselves ---------------------------------------------------------------------


def test_points_are_the_same_in_every_run_and_small() -> None:
    w, n = Symbol("w"), Symbol("n")
    drawn = list(islice(proof._points(Sum((w, n)), ["n", "w"]), 50))
    assert drawn == list(islice(proof._points(Sum((w, n)), ["n", "w"]), 50))
    assert drawn != list(islice(proof._points(Sum((n, w)), ["n", "w"]), 50))
    assert {v for point in drawn for v in point.values()} <= set(range(1, proof.LARGEST + 1))
    assert len({tuple(point.items()) for point in drawn}) > 25


def test_a_point_outside_of_the_domain_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    """1/(w - 3) has no value at 3, a sum none over half an iteration or less than none."""
    w = Symbol("w")
    less = Sum((w, Number(-3)))
    tried: list[Exact] = []
    monkeypatch.setattr(proof, "_points", lambda *a: ({"w": x} for x in (3, 2, 1, 5, 3, 4, 6, 9)))
    for tree in (Quotient(Number(1), less), Summation("i", Quotient(less, Number(2)), Symbol("i"))):
        right = formula.value

        def seen(node: Formula, values: Mapping[str, Exact] = {}, tree: Formula = tree, right: Any = right) -> Exact:
            number = right(node, values)
            if node is tree:
                tried.append(values["w"])
            return number  # type: ignore[no-any-return]

        with monkeypatch.context() as patched:
            patched.setattr(proof, "value", seen)
            proof._prove_at_points(tree, {tree: 1})
    assert tried == [2, 2, 1, 1, 5, 5, 3, 3, 5, 5, 3, 3]


def test_what_has_no_value_anywhere_is_left_to_the_engines() -> None:
    root = Product((Call("sqrt", (Number(2),)), Symbol("w")))
    closed = proof.proved_closed_form({Sum((root, root)): 1}, ("w",))
    assert proof.is_identity(closed, Product((Number(2), root)))


# ---- the same form on both ways ----------------------------------------------------------------

ROOTS = "net N(n = 4) {{ out input(1, 8, 8) -> conv({0}, 1) -> conv({0}, 1) }}"


@pytest.mark.parametrize(
    ("width", "closed"),
    [
        ("n^(3/2)", "(n^(3/2))² + 3n^(3/2)"),
        ("2^(n/2)", "(2^(n/2))² + 3·2^(n/2)"),
        ("sqrt(n)", "√(n)² + 3√(n)"),
        ("2^n", "2^(2n) + 3·2^n"),
    ],
)
def test_powers_that_are_not_whole_are_derived(width: str, closed: str) -> None:
    total = model(ROOTS.format(width)).derive(keep="n").derivation.total
    assert plain(total.tree("closed form")) == closed


INDEX = Symbol("i")
ends = st.sampled_from([Symbol("n"), Sum((Symbol("n"), Number(-1))), Number(5), Product((Number(2), Symbol("n")))])
bases = st.sampled_from([Number(2), Number(4), Number(3), Number(Fraction(1, 2)), Symbol("a")])
exponents = st.sampled_from([INDEX, Product((Number(2), INDEX)), Sum((INDEX, Number(1))), Sum((INDEX, Number(-1)))])
bodies = st.recursive(
    st.one_of(st.integers(1, 5).map(Number), st.just(INDEX), st.sampled_from("ab").map(Symbol)),
    lambda e: st.one_of(
        st.builds(lambda *p: Sum(p), e, e),
        st.builds(lambda *p: Product(p), e, e),
        st.builds(Power, bases, exponents),
        st.builds(Power, e, st.integers(1, 2).map(Number)),
        st.builds(Quotient, e, st.sampled_from([Number(2), Symbol("b")])),
    ),
    max_leaves=6,
)


def closed_by(engine: Any, tree: Formula) -> Formula | type[Exception]:
    try:
        return engine.closed_form({tree: 1}, ("a", "b"))  # type: ignore[no-any-return]
    except ArithmeticError as error:
        return type(error)


@settings(max_examples=300, deadline=None)
@given(formulas(leaves=8))
def test_both_engines_find_the_same_form(f: F) -> None:
    tree = as_written(f)
    assert closed_by(rings, tree) == closed_by(expansion, tree)


def test_both_engines_leave_what_may_divide_by_zero() -> None:
    tree = Call("mod", (Number(0), Symbol("a")))
    assert closed_by(rings, tree) == closed_by(expansion, tree) == tree


@settings(max_examples=300, deadline=None)
@given(bodies, ends)
def test_both_engines_find_the_same_form_of_a_sum(body: Formula, count: Formula) -> None:
    tree = Summation("i", count, body)
    closed, witness = closed_by(rings, tree), closed_by(expansion, tree)
    if isinstance(closed, type) or isinstance(witness, type):
        assert isinstance(closed, type) == isinstance(witness, type) or closed is TooLarge
        return
    assert closed == witness
    proof._prove_at_points(closed, {tree: 1})
