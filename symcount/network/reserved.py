"""The words that mean the same everywhere: `C_i`, `S`, `input`, `id`, `area`, `fixed`, `parallel`, `convention`."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from symcount.algebra.formula import Number
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
    Value,
    Word,
    kind_of,
)

Arguments = Sequence[syntax.Argument]


def _identity(e: Evaluator, arguments: Arguments | None, scope: Scope, span: Span) -> Value:
    return Identity()


def _channels(e: Evaluator, arguments: Arguments | None, scope: Scope, span: Span) -> Value:
    entry = scope.find_entry()
    if entry is None:
        raise _outside("C_i", "the channels that enter a block", span)
    return entry.channels


def _sizes(e: Evaluator, arguments: Arguments | None, scope: Scope, span: Span) -> Value:
    entry = scope.find_entry()
    if entry is None:
        raise _outside("S", "the sizes that enter a block", span)
    return Window(entry.sizes)


def _outside(name: str, meaning: str, span: Span) -> Problem:
    return problem(
        "E218",
        f"`{name}` has no meaning here",
        span,
        note=f"it stands for {meaning} or layer, in whose body it is written",
        help="in a net, write the number, or put the layers into a block",
    )


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
    shape = []
    for argument in arguments:
        value = e.evaluate(argument.value, scope)
        if isinstance(value, Poison):
            return POISON
        if not isinstance(value, NUMBERS):
            raise problem("E203", f"a number is needed here, not {kind_of(value)}", argument.span)
        shape.append(value)
    return graph.enter(e, shape, [a.span for a in arguments], span)


def _params(e: Evaluator, arguments: Arguments | None, scope: Scope, span: Span) -> Value:
    raise problem("E218", "this word has a meaning only after `expect`", span)


def _area(e: Evaluator, arguments: Arguments | None, scope: Scope, span: Span) -> Value:
    entry = scope.find_entry()
    if entry is None or not arguments or len(arguments) != 1:
        raise problem("E224", "`area` takes one kernel, in the body of a layer or block", span)
    kernel = e.evaluate(arguments[0].value, scope)
    try:
        return sizes.area(kernel, len(entry.sizes))
    except sizes.NoFit as reason:
        raise problem("E217", f"`area`: {reason}", span) from None


def _fixed(e: Evaluator, arguments: Arguments | None, scope: Scope, span: Span) -> Value:
    """`fixed(c)`: a channel count that `--multiplier` leaves alone."""
    if not arguments or len(arguments) != 1:
        raise problem("E224", "`fixed` takes one number", span)
    found = e.evaluate(arguments[0].value, scope)
    if not isinstance(found, NUMBERS):
        raise problem("E203", f"`fixed` takes a number, not {kind_of(found)}", span)
    if e.assumptions.inference is not None:
        return Number(conditions.at_values(e.assumptions, found, span))
    return found if e.assumptions.scaling is None else e.assumptions.scaling.unscaled(found)


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
    count, layer, *rest = (e.evaluate(a.value, scope) for _, a in given)
    if any(isinstance(v, Poison) for v in (count, layer, *rest)):
        return POISON
    for value, (_, argument) in zip((count, *rest), (given[0], *given[2:]), strict=True):
        if not isinstance(value, NUMBERS):
            raise problem("E203", f"`parallel` takes a number here, not {kind_of(value)}", argument.span)
    if not isinstance(layer, LAYERS):
        raise problem("E203", f"`parallel` takes a layer, not {kind_of(layer)}", given[1][1].span)
    conditions.positive_whole(e.assumptions, count, "the number of copies", given[0][1].span)  # type: ignore[arg-type]
    active = rest[0] if rest else None
    if active is not None:
        conditions.positive_whole(e.assumptions, active, "the number of active copies", given[2][1].span)  # type: ignore[arg-type]
    if active is not None and not conditions.required(e.assumptions, ">=", count, active, span):  # type: ignore[arg-type]
        raise problem("E208", "`parallel`: more copies are active than there are", span)
    return ParallelLayer(count, layer, active, span)  # type: ignore[arg-type]


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
