"""The words that mean the same everywhere: `C_i`, `S`, `input`, `id`, `area`, `fixed`, `parallel`, `convention`."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from symcount.algebra.formula import Formula, Number
from symcount.language import syntax
from symcount.language.diagnostics import Problem, nearest, problem
from symcount.language.source import Span
from symcount.network import conditions, graph, sizes
from symcount.network.evaluator import Evaluator
from symcount.network.network import Window
from symcount.network.values import (
    LAYERS,
    NUMBERS,
    POISON,
    Identity,
    ParallelLayer,
    Poison,
    Scope,
    Tensor,
    Value,
    Word,
    kind_of,
)

Arguments = Sequence[syntax.Argument]


def _identity(e: Evaluator, arguments: Arguments | None, scope: Scope, span: Span) -> Value:
    return Identity()


def _channels(e: Evaluator, arguments: Arguments | None, scope: Scope, span: Span) -> Value:
    return _entering(scope, "C_i", "the channels that enter a block", span).channels


def _sizes(e: Evaluator, arguments: Arguments | None, scope: Scope, span: Span) -> Value:
    return Window(_entering(scope, "S", "the sizes that enter a block", span).sizes)


def _entering(scope: Scope, name: str, meaning: str, span: Span) -> Tensor:
    entry = scope.find_entry()
    if entry is None:
        note = f"it stands for {meaning} or layer, in whose body it is written"
        help = "in a net, write the number, or put the layers into a block"
        raise problem("E218", f"`{name}` has no meaning here", span, note=note, help=help)
    return entry


def _input(e: Evaluator, arguments: Arguments | None, scope: Scope, span: Span) -> Value:
    if arguments is None:
        entry = scope.find_entry()
        if entry is None:
            raise problem("E218", "`input` needs a shape here", span, help="e.g. `input(3, 224, 224)`")
        return entry
    named = next((a for a in arguments if a.name), None)
    if named is not None:
        raise problem("E225", f"`input` has no argument `{named.name}`", named.span)
    if not arguments:
        raise problem("E224", "`input` needs its channels", span, help="e.g. `input(3, 224, 224)`")
    shape = [_number(e, a.value, scope, a.span, "a number is needed here") for a in arguments]
    return graph.enter(e, shape, [a.span for a in arguments], span)


def _number(e: Evaluator, node: syntax.Expression, scope: Scope, span: Span, wanted: str) -> Formula:
    """The number that an argument is. Raises Problem, which says what was `wanted`."""
    number = e.evaluate(node, scope)
    if isinstance(number, NUMBERS):
        return number
    raise Problem() if isinstance(number, Poison) else problem("E203", f"{wanted}, not {kind_of(number)}", span)


def _params(e: Evaluator, arguments: Arguments | None, scope: Scope, span: Span) -> Value:
    raise problem("E218", "this word has a meaning only after `expect`", span)


def _area(e: Evaluator, arguments: Arguments | None, scope: Scope, span: Span) -> Value:
    entry = scope.find_entry()
    if entry is None or not arguments or len(arguments) != 1:
        raise problem("E224", "`area` takes one kernel, in the body of a layer or block", span)
    kernel = e.evaluate(arguments[0].value, scope)
    try:
        return sizes.area(kernel, entry.sizes)
    except sizes.NoFit as reason:
        raise problem("E217", f"`area`: {reason}", span) from None


def _fixed(e: Evaluator, arguments: Arguments | None, scope: Scope, span: Span) -> Value:
    """`fixed(c)`: a channel count that `--multiplier` leaves alone."""
    if not arguments or len(arguments) != 1:
        raise problem("E224", "`fixed` takes one number", span)
    number = _number(e, arguments[0].value, scope, span, "`fixed` takes a number")
    if e.assumptions.inference is not None:
        return Number(conditions.at_values(e.assumptions, number, span))
    return number if e.assumptions.scaling is None else e.assumptions.scaling.unscaled(number)


def _parallel(e: Evaluator, arguments: Arguments | None, scope: Scope, span: Span) -> Value:
    """`parallel(n, f, active = k)`: n copies of a layer side by side, of which a token passes through k."""
    given = [(a.name or ("", "", "active")[min(i, 2)], a) for i, a in enumerate(arguments or ())]
    wrong = next((a for name, a in given[2:] if name != "active"), None)
    note = "it is `parallel(n, f, active = n)`"
    if wrong is not None:
        help = nearest(wrong.name or "", ["active"])
        raise problem("E225", f"`parallel` has no argument `{wrong.name}`", wrong.span, note=note, help=help)
    if not 2 <= len(given) <= 3 or any(a.name for _, a in given[:2]):
        raise problem("E224", "`parallel` takes a count and a layer", span, note=note)
    (_, first), (_, second), *third = given
    wanted, assumptions = "`parallel` takes a number here", e.assumptions
    count, layer = _number(e, first.value, scope, first.span, wanted), e.evaluate(second.value, scope)
    active = [(_number(e, a.value, scope, a.span, wanted), a.span) for _, a in third]
    if isinstance(layer, Poison):
        return POISON
    if not isinstance(layer, LAYERS):
        raise problem("E203", f"`parallel` takes a layer, not {kind_of(layer)}", second.span)
    conditions.positive_whole(assumptions, count, "the number of copies", first.span)
    for number, place in active:
        conditions.positive_whole(assumptions, number, "the number of active copies", place)
        if not conditions.required(assumptions, ">=", count, number, span):
            raise problem("E208", "`parallel`: more copies are active than there are", span)
    return ParallelLayer(count, layer, active[0][0] if active else None, span)


def _convention(e: Evaluator, arguments: Arguments | None, scope: Scope, span: Span) -> Value:
    """`torch` or `keras`, for the rules of layers; the layer that asks is remembered."""
    if scope.find_entry() is None:
        raise problem("E218", "`convention` has a meaning only in the rules of a layer", span)
    owner = next((f.owner for f in scope.chain() if f.owner), "")
    e.assumptions.convention_layers[owner] = None
    return Word(e.assumptions.convention)


RESERVED: dict[str, Callable[[Evaluator, Arguments | None, Scope, Span], Value]] = {
    "id": _identity,
    "C_i": _channels,
    "S": _sizes,
    "area": _area,
    "fixed": _fixed,
    "parallel": _parallel,
    "convention": _convention,
    "input": _input,
    "params": _params,
    "buffers": _params,
}
