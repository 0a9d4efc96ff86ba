"""The rules of a layer at one of its applications: values, kinds, and counts as they are factor."""

from __future__ import annotations

from typing import Any

from symcount.algebra.formula import ONE, Factor, Formula, Number, Power, Product, Quotient, Sum
from symcount.language import syntax
from symcount.language.diagnostics import problem
from symcount.language.source import Span
from symcount.network import conditions, sizes
from symcount.network.evaluator import Evaluator, wrong_kind
from symcount.network.network import Lead, Window
from symcount.network.values import NUMBERS, Scope, Tensor
from symcount.record import entity


@entity
class Site:
    """One application: the layer, the scope of its body, and where it was called."""

    e: Evaluator
    layer: syntax.Layer
    scope: Scope
    span: Span

    def number(self, node: syntax.Expression) -> Formula:
        return self._worth(node, NUMBERS, "a number")  # type: ignore[no-any-return]

    def flag(self, node: syntax.Expression) -> bool:
        return self._worth(node, (bool,), "`on` or `off`")  # type: ignore[no-any-return]

    def sizes(self, node: syntax.Expression) -> tuple[Formula, ...]:
        return self._worth(node, (Window,), "sizes").sides  # type: ignore[no-any-return]

    def kernel(self, node: syntax.Expression) -> tuple[Formula, ...]:
        """The sides of a kernel, as many as the tensor has that enters."""
        tensor = self.scope.find_entry()
        assert isinstance(tensor, Tensor)
        kernel = self._worth(node, (*NUMBERS, Window), "a number or a window")
        sides = sizes.spread(kernel, sizes.directions(tensor.sizes))
        for side in sides:
            self.positive_whole(side, f"the kernel of `{self.layer.name}`", node)
        return sides

    def positive_whole(self, number: Formula, what: str, node: syntax.Expression) -> None:
        """A number that `node` gives must be positive and whole, or the argument that it came from is wrong."""
        given = self.scope.find_span(node.id) if isinstance(node, syntax.Name) else None
        conditions.positive_whole(self.e.assumptions, number, what, given[0] if given else self.span)

    def _worth(self, node: syntax.Expression, kinds: tuple[type, ...], wanted: str) -> Any:
        """The value of `node`, which must be of one of `kinds`: else its argument is marked, or the call."""
        value = self.e.evaluate(node, self.scope)
        if isinstance(value, kinds):
            return value
        message = f"`{node.span.text}` of `{self.layer.name}` must be {wanted}"
        raise wrong_kind(node, self.scope, value, wanted, (message, self.span))


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
            return Factor(site.number(node))


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


def _area(site: Site, node: syntax.Expression) -> Formula:
    """`K^2`, `K` or `K^3`; the product of the sides of a window that is not square."""
    sides = site.kernel(node)
    if len(set(sides)) == 1:
        side = Factor(sides[0])
        return side if len(sides) == 1 else Power(side, Number(len(sides)))
    return Product(tuple(Factor(side) for side in sides))
