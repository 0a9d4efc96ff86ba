"""What is said after a net has run: errors all at once, then warnings and notes."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from symcount.algebra import arithmetic
from symcount.algebra.formula import ONE, ZERO, Call, Formula, Number, Power, Product, Quotient, Symbol, symbols, walk
from symcount.algebra.notation import write
from symcount.algebra.notations.unicode import UNICODE
from symcount.algebra.relations import DIVIDES, Domain, whole
from symcount.algebra.signs import sign
from symcount.language import syntax
from symcount.language.diagnostics import Label, problem
from symcount.language.source import Span
from symcount.network.conditions import same_count
from symcount.network.divisibility import steps_of
from symcount.network.evaluator import Evaluator
from symcount.network.network import LayerNode
from symcount.network.state import Assumptions, Use
from symcount.network.values import SharedLayer, Tensor, Value, flows, tensors


def after(e: Evaluator, results: list[Value]) -> None:
    """Checks that need the whole network."""
    for shared, role, count, span in e.shares.ties:
        _check_tie(e, shared, role, count, span)
    e.refuse_errors()
    for use in e.graph.uses.values():
        _warn_of_use(e, use)
    reaching = {label for label, reached in e.graph.labels.values() if reached}
    for span, (label, _) in e.graph.labels.items():
        if label not in reaching:
            e.report(problem("W502", f'the label "{label}" reaches no parameters', span))
    if all(map(flows, results)):
        _note_unused(e, [tensor for result in results for tensor in tensors(result)])  # type: ignore[arg-type]


def _check_tie(e: Evaluator, shared: SharedLayer, role: str, count: Formula, span: Span) -> None:
    """A tensor taken from a `share` must be there and have the size that is needed."""
    if shared.owned is None:
        message = f"`{shared.name}` is never used, so it has no weights to take"
        e.report(problem("E228", message, span, also=[Label(shared.span)]))
        return
    owned = [t for t in shared.owned if t.role == role] or (shared.owned if len(shared.owned) == 1 else [])
    if not owned:
        e.report(problem("E228", f"`{shared.name}` has no tensor `{role}`", span))
    elif not same_count(e.assumptions, owned[0].count, count):
        note = f"it has {write(owned[0].count, UNICODE)} elements, {write(count, UNICODE)} are needed"
        e.report(problem("E228", f"the `{role}` of `{shared.name}` does not fit", span, note=note))


def _warn_of_use(e: Evaluator, use: Use) -> None:
    """A binding with parameters that was used twice where its author may have meant one set of weights."""
    item = use.binding.declaration
    assert isinstance(item, syntax.Definition)
    if not use.owns or len(use.shapes) < 2:
        return
    single = isinstance(item.body, syntax.Name | syntax.Call)  # one layer, not a chain of them
    if not single and not set.intersection(*use.shapes.values()):
        return
    first, second = list(use.shapes)[:2]
    message = f"`{item.name}` is used {len(use.shapes)} times and makes new weights each time"
    help = f"for one set of weights write `share {item.name} = …`"
    e.report(problem("W501", message, second, "and here", also=[Label(first, "used here")], help=help))


def _note_unused(e: Evaluator, results: list[Tensor]) -> None:
    """Bound tensors that never reach `out`: counted, but said."""
    reached: set[int] = set()
    todo = [result.node for result in results]
    carried = list(e.graph.carried)
    while todo:
        node = todo.pop()
        if node not in reached:
            reached.add(node)
            todo += e.graph.nodes[node].inputs
        if not todo:  # what leaves an iteration enters the next, of which a point is used
            used = [ends for start, end, ends in carried if not reached.isdisjoint(range(start, end))]
            todo = [end for ends in used for end in ends if end not in reached]
    for name, span, flow, start in e.graph.bindings:
        for tensor in tensors(flow):
            own = [n for n in range(start, tensor.node + 1) if e.graph.nodes[n].tensors]
            unused = [e.graph.nodes[n] for n in own if n not in reached]
            if tensor.node not in reached and unused:
                what = f"`{name}` never reaches" if len(unused) == len(own) else f"not all of `{name}` reaches"
                help = "`backbone(…)` leaves out the head of a net" if any(node.part for node in unused) else ()
                e.report(problem("N601", f"{what} `out`; its parameters are counted", span, help=help))


_ABOVE_ZERO = {"≥": (1,), ">": (0, 1)}
"""The signs of a bound below which a number is positive."""


def domain_of(assumptions: Assumptions, layers: tuple[LayerNode, ...], keep: Iterable[str], span: Span) -> Domain:
    """What the network requires of its symbols; one that may be a fraction gets a condition, `64α is whole`.

    A symbol that makes no channels, such as a number of heads, is a number as it is by default.
    """
    steps = steps_of(layers, keep, {k: v for k, v in assumptions.values.items() if k not in keep})
    for name, step in steps.items():
        if step.numerator == 1 and step != 1:
            assumptions.add(whole(arithmetic.multiply(Number(1 / step), Symbol(name))), span)
    relations = [c.relation for c in assumptions.conditions.values() if not (c.decided or c.over)]
    broken = {name for name in keep if Fraction(assumptions.values.get(name, 1)).denominator != 1}
    counted = {name for name, step in steps.items() if step.denominator == 1} - broken
    counted |= {r.right.name for r in relations if r.sign == DIVIDES and r.left == ONE and isinstance(r.right, Symbol)}
    calls = [part for r in relations for side in r[1:] for part in walk(side) if isinstance(part, Call)]
    others = set(keep) - steps.keys() - broken
    whole_symbols = frozenset(counted | (others - {name for call in calls for name in symbols(call)}))
    multiples = [r for r in relations if r.sign == DIVIDES and isinstance(r.right, Symbol)]
    whole_symbols |= {r.right.name for r in multiples if arithmetic.whole_for_whole_symbols(r.left, whole_symbols)}  # type: ignore[union-attr]
    above = [r for r in relations if sign(r.right) in _ABOVE_ZERO.get(r.sign, ())]
    positive = {name for r in above for name in _positive_in(r.left)}
    natural = {r.left.name for r in relations if r.sign == "≥" and r.right == ZERO and isinstance(r.left, Symbol)}
    positive &= assumptions.positive
    return Domain(frozenset(positive), whole_symbols, frozenset(natural - positive))


def _positive_in(node: Formula) -> Iterable[str]:
    """The symbols of a monomial, or of one that is rounded up: they are positive where it is at least one."""
    if isinstance(node, Call) and node.function == "ceil":
        return _positive_in(*node.arguments)
    monomial = all(isinstance(part, Number | Symbol | Product | Quotient | Power) for part in walk(node))
    return symbols(node) if monomial else ()
