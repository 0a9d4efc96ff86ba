"""What is said after a net has run: errors all at once, then warnings and notes."""

from __future__ import annotations

from collections.abc import Iterable

from symcount.algebra import arithmetic
from symcount.algebra.formula import Formula, Number, Symbol
from symcount.algebra.notation import write
from symcount.algebra.notations.unicode import UNICODE, plain
from symcount.language.diagnostics import Diagnostic, Label, Problem, problem
from symcount.language.source import Span
from symcount.network.conditions import same
from symcount.network.divisibility import steps_of
from symcount.network.network import Condition, LayerNode
from symcount.network.state import Elaboration, Use
from symcount.network.values import SharedLayer, Tensor, Value


def refuse_errors(e: Elaboration) -> None:
    """Raise all errors that were reported, in the order of the text."""
    found = sorted(e.found.values(), key=_place)
    if any(d.is_error for d in found):
        raise Problem(*found)


def _place(d: Diagnostic) -> tuple[str, int]:
    return (d.labels[0].span.source.name, d.labels[0].span.start) if d.labels else ("", -1)


def after(e: Elaboration, results: list[Value]) -> None:
    """Checks that need the whole network."""
    for shared, role, count, (span, _) in e.taken:
        _check_taken(e, shared, role, count, span)
    refuse_errors(e)
    for use in e.uses.values():
        _warn_of_use(e, use)
    for span, (label, reached) in e.labels.items():
        if not reached:
            e.report(problem("W502", f'the label "{label}" reaches no parameters', span))
    if all(isinstance(result, Tensor) for result in results):
        _note_unused(e, results)  # type: ignore[arg-type]


def _check_taken(e: Elaboration, shared: SharedLayer, role: str, count: Formula, span: Span) -> None:
    """A tensor taken from a `share` must be there and have the size that is needed."""
    if shared.owned is None:
        e.report(
            problem(
                "E228", f"`{shared.name}` is never used, so it has no weights to take", span, also=[Label(shared.span)]
            )
        )
        return
    owned = [t for t in shared.owned if t.role == role] or (shared.owned if len(shared.owned) == 1 else [])
    if not owned:
        e.report(problem("E228", f"`{shared.name}` has no tensor `{role}`", span))
    elif same(e, arithmetic.computed(owned[0].count), arithmetic.computed(count)) is not True:
        note = f"it has {write(owned[0].count, UNICODE)} elements, {write(count, UNICODE)} are needed"
        e.report(problem("E228", f"the `{role}` of `{shared.name}` does not fit", span, note=note))


def _warn_of_use(e: Elaboration, use: Use) -> None:
    """A binding with parameters that was used twice where its author may have meant one set of weights."""
    alike = len(use.places) > 1 and len(set.intersection(*use.places.values())) > 0
    if not use.owns or len(use.places) < 2 or not (use.single or alike):
        return
    first, second = list(use.spans.values())[:2]
    e.report(
        problem(
            "W501",
            f"`{use.name}` is used {len(use.places)} times and makes new weights each time",
            second,
            "and here",
            also=[Label(first, "used here")],
            help=f"for one set of weights write `share {use.name} = …`",
        )
    )


def _note_unused(e: Elaboration, results: list[Tensor]) -> None:
    """Bound tensors that never reach `out`: counted, but said."""
    reached: set[int] = set()
    todo = [result.node for result in results]
    while todo:
        node = todo.pop()
        if node not in reached:
            reached.add(node)
            todo += e.nodes[node].inputs
    for name, span, tensor, start in e.named:
        own = range(start, tensor.node + 1)
        if tensor.node not in reached and any(e.nodes[n].tensors and n not in reached for n in own):
            e.report(problem("N601", f"`{name}` never reaches `out`; its parameters are counted", span))


def whole_steps(e: Elaboration, layers: tuple[LayerNode, ...], keep: Iterable[str], span: Span) -> None:
    """A side condition for each symbol that may be a fraction: `64α is whole`."""
    values = {k: v for k, v in e.values.items() if k not in keep}
    for name, step in steps_of(layers, keep, values).items():
        if step.numerator == 1 and step != 1:
            text = f"{plain(arithmetic.multiply(Number(1 / step), Symbol(name)))} is whole"
            e.conditions.setdefault(text, Condition(text, span))
