"""The words that mean the same everywhere: `C_i`, `S`, `H_i`, `input`, `id`, `area`, `fixed`, `parallel`, …"""

from __future__ import annotations

from collections.abc import Sequence

from symcount.algebra.formula import Formula, Number
from symcount.language import syntax
from symcount.language.diagnostics import Problem, listed, nearest, problem
from symcount.language.source import Span
from symcount.network import conditions, graph, misreadings, sizes, values
from symcount.network.evaluator import Evaluator
from symcount.network.network import Window
from symcount.network.values import LAYERS, NUMBERS, POISON, Flow, ListValue, Poison, Scope, Tensor, Value, kind_of

Arguments = Sequence[syntax.Argument]


def evaluate_word(e: Evaluator, word: str, arguments: Arguments | None, scope: Scope, span: Span) -> Value:
    """The value of a reserved word, with its `arguments` if there are any. Raises Problem."""
    match word:
        case "id":
            return values.IDENTITY
        case "C_i":
            return _entering(scope, word, "the channels that enter a block", span).channels
        case "S":
            return Window(_entering(scope, word, "the sizes that enter a block", span).sizes)
        case "H_i" | "W_i" | "D_i" | "N_i":
            return _side(_entering(scope, word, f"{_SIDES[word][0]} of what enters a block", span), word, span)
        case "area":
            return _area(e, arguments, scope, span)
        case "fixed":
            return _fixed(e, arguments, scope, span)
        case "parallel":
            return _parallel(e, arguments or (), scope, span)
        case "convention":
            return _convention(e, scope, span)
        case "input":
            return _input(e, arguments, scope, span)
        case _:
            raise problem("E218", "this word has a meaning only after `expect`", span)


def _entering(scope: Scope, name: str, meaning: str, span: Span) -> Tensor:
    entry = scope.find_entry()
    if isinstance(entry, ListValue):
        help = f"write it of one of them: `input[1].{'C' if name == 'C_i' else 'S'}`"
        message = f"`{name}` has no meaning here: a list of {len(entry.items)} tensors enters"
        raise problem("E218", message, span, help=help)
    if entry is None:
        note = f"it stands for {meaning} or layer, in whose body it is written"
        help = "in a net, write the number, or put the layers into a block"
        raise problem("E218", f"`{name}` has no meaning here", span, note=note, help=help)
    return entry


_SIDES = {
    "N_i": ("the length", {1: 0}),
    "H_i": ("the height", {2: 0, 3: 1}),
    "W_i": ("the width", {2: 1, 3: 2}),
    "D_i": ("the depth", {3: 0}),
}
"""Sizes by name: what each is, and its direction in a tensor of so many sizes."""
SIZE_WORDS = frozenset(_SIDES)
_RANKS = ("a vector", "a sequence", "an image", "a volume")


def _side(entry: Tensor, word: str, span: Span) -> Formula:
    what, directions = _SIDES[word]
    rank = len(entry.sizes)
    if rank in directions:
        return entry.sizes[directions[rank]]
    there = [name for name, (_, ranks) in _SIDES.items() if rank in ranks]
    help = f"{_RANKS[rank]} has {listed(there)}; `S` has all sizes" if there else "a vector has no sizes"
    message = f"`{word}` is {what} of {' or '.join(_RANKS[n] for n in directions)}, but {_RANKS[rank]} enters"
    raise problem("E217", message, span, f"{sizes.shape_text(entry.shape)} enters", help=help)


def _input(e: Evaluator, arguments: Arguments | None, scope: Scope, span: Span) -> Flow:
    if arguments is None:
        entry = scope.find_entry()
        if entry is None:
            raise problem("E218", "`input` needs a shape here", span, help="e.g. `input(3, 224, 224)`")
        return entry
    arriving = next((f.arriving for f in scope.chain() if f.arriving is not None), None)
    if arriving is not None:
        return arriving
    named = next((a for a in arguments if a.name), None)
    if named is not None:
        raise problem("E225", f"`input` has no argument `{named.name}`", named.span)
    if not arguments:
        raise problem("E224", "`input` needs its channels", span, help="e.g. `input(3, 224, 224)`")
    shape = [_number(e, a, scope, "a number is needed here") for a in arguments]
    e.report(misreadings.of_input(shape, span))
    return graph.enter(e, shape, [a.span for a in arguments], span)


def _number(e: Evaluator, argument: syntax.Argument, scope: Scope, wanted: str) -> Formula:
    """The number that an argument is. Raises Problem, which says what was `wanted`."""
    number = e.evaluate(argument.value, scope)
    if isinstance(number, NUMBERS):
        return number
    raise (
        Problem() if isinstance(number, Poison) else problem("E203", f"{wanted}, not {kind_of(number)}", argument.span)
    )


def _area(e: Evaluator, arguments: Arguments | None, scope: Scope, span: Span) -> Formula:
    entry = scope.find_entry()
    if not isinstance(entry, Tensor) or not arguments or len(arguments) != 1:
        raise problem("E224", "`area` takes one kernel, in the body of a layer or block", span)
    kernel = e.evaluate(arguments[0].value, scope)
    try:
        return sizes.area(kernel, entry.sizes)
    except sizes.NoFit as reason:
        raise problem("E217", f"`area`: {reason}", span) from None


def _fixed(e: Evaluator, arguments: Arguments | None, scope: Scope, span: Span) -> Formula:
    """`fixed(c)`: a channel count that `--multiplier` leaves alone."""
    if not arguments or len(arguments) != 1:
        raise problem("E224", "`fixed` takes one number", span)
    number = _number(e, arguments[0], scope, "`fixed` takes a number")
    if e.assumptions.inference is not None:
        return Number(conditions.at_values(e.assumptions, number, span))
    return number if e.assumptions.scaling is None else e.assumptions.scaling.unscaled(number)


def _parallel(e: Evaluator, arguments: Arguments, scope: Scope, span: Span) -> Value:
    """`parallel(n, f, active = k)`: n copies of a layer side by side, of which a token passes through k."""
    note = "it is `parallel(n, f, active = n)`"
    wrong = next((a for a in arguments[2:] if a.name not in (None, "active")), None)
    if wrong is not None:
        help = nearest(wrong.name or "", ["active"])
        raise problem("E225", f"`parallel` has no argument `{wrong.name}`", wrong.span, note=note, help=help)
    if not 2 <= len(arguments) <= 3 or any(a.name for a in arguments[:2]):
        raise problem("E224", "`parallel` takes a count and a layer", span, note=note)
    first, second, *third = arguments
    wanted, assumptions = "`parallel` takes a number here", e.assumptions
    count, layer = _number(e, first, scope, wanted), e.evaluate(second.value, scope)
    active = [(_number(e, a, scope, wanted), a.span) for a in third]
    if isinstance(layer, Poison):
        return POISON
    if not isinstance(layer, LAYERS):
        raise problem("E203", f"`parallel` takes a layer, not {kind_of(layer)}", second.span)
    conditions.positive_whole(assumptions, count, "the number of copies", first.span)
    for number, place in active:
        conditions.positive_whole(assumptions, number, "the number of active copies", place)
        if not conditions.required(assumptions, ">=", count, number, span):
            raise problem("E208", "`parallel`: more copies are active than there are", span)
    return values.ParallelLayer(count, layer, active[0][0] if active else None, span)


def _convention(e: Evaluator, scope: Scope, span: Span) -> values.Word:
    """`torch` or `keras`, for the rules of layers; the layer that asks is remembered."""
    if scope.find_entry() is None:
        raise problem("E218", "`convention` has a meaning only in the rules of a layer", span)
    owner = next((f.owner for f in scope.chain() if f.owner), "")
    e.assumptions.convention_layers[owner] = None
    return values.Word(e.assumptions.convention)
