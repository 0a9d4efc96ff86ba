"""The rules of a layer at one of its applications: values, kinds, and counts as they are factor."""

from __future__ import annotations

from symcount.algebra.formula import ONE, Factor, Formula, Number, Power, Product, Quotient, Sum
from symcount.language import syntax
from symcount.language.diagnostics import Problem, problem
from symcount.language.source import Span
from symcount.network import conditions, sizes
from symcount.network.evaluator import Evaluator
from symcount.network.network import Lead, Window
from symcount.network.values import NUMBERS, Poison, Scope, Tensor, Value, kind_of
from symcount.record import entity


@entity
class Site:
    """One application: the layer, the scope of its body, and where it was called."""

    e: Evaluator
    layer: syntax.Layer
    scope: Scope
    span: Span

    def evaluate(self, node: syntax.Expression) -> Value:
        value = self.e.evaluate(node, self.scope)
        if isinstance(value, Poison):
            raise Problem()
        return value

    def wrong(self, node: syntax.Expression, value: Value, wanted: str) -> Problem:
        """A value of the wrong kind: the argument is marked if it came in as one, else the call."""
        if isinstance(node, syntax.Name):
            given = self.scope.find_span(node.id)
            if given is not None:
                message = f"`{node.id}` of `{self.layer.name}` takes {wanted}, not {kind_of(value)}"
                return problem("E203", message, given[0], f"is {kind_of(value)}")
        message = f"`{node.span.text}` of `{self.layer.name}` must be {wanted}, not {kind_of(value)}"
        return problem("E203", message, self.span)


def number(site: Site, node: syntax.Expression) -> Formula:
    value = site.evaluate(node)
    if isinstance(value, NUMBERS):
        return value
    raise site.wrong(node, value, "a number")


def flag(site: Site, node: syntax.Expression) -> bool:
    value = site.evaluate(node)
    if isinstance(value, bool):
        return value
    raise site.wrong(node, value, "`on` or `off`")


def blame(site: Site, node: syntax.Expression) -> Span:
    """The argument that a rule's value came from, else the call."""
    given = site.scope.find_span(node.id) if isinstance(node, syntax.Name) else None
    return given[0] if given else site.span


def rule_formula(site: Site, node: syntax.Expression) -> tuple[Formula, Lead | None]:
    """A count as its rule writes it, each argument one factor; and what it begins with."""
    tree = _formula(site, node)
    factors = tree.factors if isinstance(tree, Product) else (tree,)
    first = node.first if isinstance(node, syntax.Arithmetic) and node.rest[0][0] in "*/" else node
    if isinstance(first, syntax.Call) and first.name == "area":
        return tree, Lead("area", factors[0])
    if isinstance(first, syntax.Number) and len(factors) > 1:
        return tree, Lead("number", factors[0])
    return tree, None


def _formula(site: Site, node: syntax.Expression) -> Formula:
    match node:
        case syntax.Number(value=v):
            return Number(v)
        case syntax.Call(name="area", arguments=(argument,)):
            return _area(site, argument.value)
        case syntax.Arithmetic(first=first, rest=rest):
            return _sum(site, node) if rest[0][0] in "+-" else _product(site, first, rest)
        case syntax.Power(base=base, exponent=exponent):
            return Power(_formula(site, base), _formula(site, exponent))
        case _:
            return Factor(number(site, node))


def _sum(site: Site, node: syntax.Arithmetic) -> Formula:
    terms = [_formula(site, node.first)]
    for operator, operand in node.rest:
        term = _formula(site, operand)
        terms.append(term if operator == "+" else Product((Number(-1), term)))
    return Sum(tuple(terms))


def _product(site: Site, first: syntax.Expression, rest: tuple[tuple[str, syntax.Expression], ...]) -> Formula:
    """`/` belongs to the factor before it; `/1` and a quotient of two identical expressions are not factor."""
    factors: list[Formula] = [_formula(site, first)]
    for operator, operand in rest:
        factor = _formula(site, operand)
        if operator == "*":
            factors.append(factor)
        elif operator == "/":
            if factor in (Factor(ONE), ONE):
                continue
            if factor == factors[-1]:
                factors.pop()
            else:
                factors.append(Quotient(factors.pop(), factor))
        else:
            raise problem("E203", "`%` has no place in a count", operand.span)
    return Product(tuple(factors)) if len(factors) > 1 else factors[0] if factors else ONE


def kernel(site: Site, node: syntax.Expression, tensor: Tensor) -> tuple[Formula, ...]:
    value = site.evaluate(node)
    if not isinstance(value, (*NUMBERS, Window)):
        raise site.wrong(node, value, "a number or a window")
    sides = sizes.spread(value, sizes.directions(tensor.sizes))
    for side in sides:
        conditions.positive_whole(site.e.assumptions, side, f"the kernel of `{site.layer.name}`", blame(site, node))
    return sides


def _area(site: Site, node: syntax.Expression) -> Formula:
    """`K^2`, `K` or `K^3`; the product of the sides of a window that is not square."""
    tensor = site.scope.find_entry()
    assert tensor is not None
    sides = kernel(site, node, tensor)
    if len(set(sides)) == 1:
        side = Factor(sides[0])
        return side if len(sides) == 1 else Power(side, Number(len(sides)))
    return Product(tuple(Factor(side) for side in sides))
