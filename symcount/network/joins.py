"""Tensors that become one: added, multiplied, put side by side or one behind the other; and layers before them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from symcount.algebra import arithmetic
from symcount.algebra.formula import ONE, Factor, Formula, Number
from symcount.algebra.notation import write
from symcount.algebra.notations.unicode import ARCH, plain
from symcount.algebra.relations import Relation
from symcount.language import syntax
from symcount.language.diagnostics import Label, Problem, problem
from symcount.language.source import Span
from symcount.network import conditions, graph, taps, values
from symcount.network.definitions import TENSOR
from symcount.network.evaluator import Evaluator, attempt
from symcount.network.network import LayerKind, Shape
from symcount.network.sizes import places, shape_text
from symcount.network.values import (
    LAYERS,
    NUMBERS,
    POISON,
    Beside,
    Flow,
    ListValue,
    LoopedLayer,
    Poison,
    Scope,
    Taps,
    Tensor,
    Value,
    flows,
    kind_of,
    spreads,
    tensors,
)


class Call(NamedTuple):
    """A join that is called: which one, and how it is written."""

    kind: str
    form: str


JOINS = {
    "add": LayerKind("add", "sum", "sums"),
    "subtract": LayerKind("subtract", "difference", "differences"),
    "multiply": LayerKind("multiply", "product", "products"),
    "concat": LayerKind("concat", "concatenation", "concatenations"),
    "matmul": LayerKind("matmul", "matrix product", "matrix products"),
    "append": LayerKind("append", "joined row", "joined rows"),
}
SIGNS = {
    "add": "`+`",
    "subtract": "`-`",
    "multiply": "`*`",
    "concat": "`[…]`",
    "append": "`append`",
    "matmul": "`matmul`",
}
FUNCTIONS = {
    "matmul": Call("matmul", "matmul(a, b)"),
    "append": Call("append", "append(a, b, along = 1)"),
    "sum": Call("add", "sum(for i in 1..n: f)"),
}
"""The joins that are called by a name; a user's own definition of that name hides them."""

Part = tuple[Tensor, Span]
Operand = tuple[Value, Span]


def joined(e: Evaluator, kind: str, parts: Sequence[Operand], span: Span, along: int | None = None) -> Value:
    """Tensors are joined now, layers become one layer. Raises Problem."""
    if any(isinstance(value, Poison) for value, _ in parts):
        return POISON
    if all(spreads(value) for value, _ in parts):
        return joined_flows(e, kind, parts, span, along)  # type: ignore[arg-type]
    for value, place in parts:
        if not isinstance(value, (*LAYERS, Beside)):
            mixed = flows(value)
            message = "tensors and layers are mixed" if mixed else f"{kind_of(value)} among layers"
            help = "apply the layers to a tensor first: `x -> f`" if mixed else ()
            if kind == "concat" and all(isinstance(other, (*NUMBERS, bool, ListValue)) for other, _ in parts):
                message, help = "brackets concatenate tensors and layers", f"a list is `({span.text[1:-1].strip()})`"
            raise problem("E203", message, place, f"is {kind_of(value)}", help=help)
    return values.Join(kind, tuple(parts), span, along)  # type: ignore[arg-type]


def joined_flows(
    e: Evaluator, kind: str, parts: Sequence[tuple[Flow | Poison, Span]], span: Span, along: int | None = None
) -> Tensor | Poison:
    """What tensors give together; lists of them are spread where they are concatenated or appended. Raises Problem."""
    spread: list[Part] = []
    for value, place in parts:
        if isinstance(value, Poison):
            return value
        if isinstance(value, ListValue) and kind not in ("concat", "append"):
            help = "take one of them, such as `x[1]`"
            raise problem("E203", f"{SIGNS[kind]} joins tensors, not a list", place, "is a list", help=help)
        spread += [(tensor, place) for tensor in tensors(value)]
    if not spread:
        raise problem("E203", "nothing is joined here: the range or list is empty", span)
    return join(e, kind, spread, span, along)


def operands(e: Evaluator, kind: str, nodes: Sequence[syntax.Expression], scope: Scope) -> list[Operand]:
    """What is joined; the iterations of a bare `for` are several, where they are tensors at once. Raises Problem."""
    found: list[Operand] = []
    alone = all(isinstance(node, syntax.Loop) and node.beside for node in nodes)
    for node in nodes:
        value = attempt(e, node, scope)
        if isinstance(node, syntax.Loop) and node.beside and isinstance(value, LoopedLayer):
            beside = Beside(value)
            at_once = e.caches.kinds.of(node, scope) == TENSOR
            branches = e.branches(beside, kind, None, alone) if at_once else [(beside, node.span)]
            found += [(POISON, node.span)] if branches is None else branches
        elif isinstance(value, Taps):
            found += taps.together(e, value, kind, node.span)
        elif kind == "add" and flows(value):
            found += [(tensor, node.span) for tensor in tensors(value)]
        else:
            found.append((value, node.span))
    return found


def join(e: Evaluator, kind: str, parts: Sequence[Part], span: Span, along: int | None = None) -> Tensor:
    """What the tensors give together. Raises Problem where their shapes do not allow it."""
    shape = _product(e, parts, span) if kind == "matmul" else _alike(e, kind, parts, span, along)
    return graph.put(e, JOINS[kind], tuple(t.node for t, _ in parts), parts[0][0].shape, shape, span)


def _alike(e: Evaluator, kind: str, parts: Sequence[Part], span: Span, along: int | None) -> Shape:
    """The shape of tensors that are equal in all but what is put together."""
    (first, first_span), *others = parts
    channels, sizes = first.channels, first.sizes
    row = None if kind != "append" else _direction(first, along, span)
    for other, other_span in others:
        pair = ((first, first_span), (other, other_span))
        if len(other.sizes) != len(sizes):
            raise _unlike(kind, pair, span, "dimensions")
        if kind != "concat":
            channels = _stretched(kind, channels, other.channels) or _agreed(e, kind, pair, channels)
        both = enumerate(zip(sizes, other.sizes, strict=True))
        sizes = tuple(
            conditions.guarded(span, arithmetic.add, a, b)
            if direction == row
            else _stretched(kind, a, b) or _agreed_size(e, a, b, kind, pair, span)
            for direction, (a, b) in both
        )
    if kind == "concat":
        channels = conditions.guarded(span, arithmetic.add, *(t.channels for t, _ in parts))
    return (channels, *sizes)


def _stretched(kind: str, a: Formula, b: Formula) -> Formula | None:
    """In a product a side of one fits every other."""
    return None if kind != "multiply" or ONE not in (a, b) else b if a == ONE else a


def _agreed(e: Evaluator, kind: str, pair: tuple[Part, Part], a: Formula) -> Formula:
    """The channel count `a` of both. What cannot be proved equal is a mistake."""
    (_, a_span), (other, b_span) = pair
    b = other.channels
    equal = conditions.same(e.assumptions, a, b)
    if equal or (equal is None and conditions.assumed_equal(e.assumptions, a, b)):
        return a
    why = "has no positive solution" if equal is False else "does not hold for all values"
    shortcut = b_span.text == "id"
    also = [Label(b_span, f"{'keeps' if shortcut else 'ends with'} {plain(b)} channels")]
    sign = SIGNS[kind].strip("`")
    narrow = f"widen the shortcut, e.g. `{sign} conv({write(Factor(a), ARCH)}, 1)` in place of `{sign} id`"
    help = [narrow] if shortcut else _spreading(kind, pair)
    message = f"the branches of {SIGNS[kind]} end with different channel counts"
    note = f"{plain(a)} = {plain(b)} {why}"
    if a_span == b_span:
        text, also = f"ends with {plain(a)} and with {plain(b)} channels", []
    else:
        text = f"ends with {plain(a)} channels"
    raise problem("E204", message, a_span, text, also=also, note=note, help=help)


def _agreed_size(e: Evaluator, a: Formula, b: Formula, kind: str, pair: tuple[Part, Part], span: Span) -> Formula:
    """The size of both."""
    if not _can_be_equal(e, a, b, span):
        raise _unlike(kind, pair, span, "sizes")
    return a


def _can_be_equal(e: Evaluator, a: Formula, b: Formula, span: Span) -> bool:
    """Whether two sizes are not known to differ. What is neither proved equal nor different is a side condition."""
    if a != b:
        conditions.refuse_unknown(e.assumptions, span, a, b)
    equal = conditions.same(e.assumptions, a, b)
    if equal is False or (equal is None and conditions.differ_at_values(e.assumptions, a, b)):
        return False
    if equal is None:
        e.assumptions.add(Relation("=", a, b), span)
    return True


def _unlike(kind: str, pair: tuple[Part, Part], span: Span, what: str) -> Problem:
    (a, a_span), (b, b_span) = pair
    message = f"the branches of {SIGNS[kind]} end with different {what}"
    first, second = shape_text(a.shape), shape_text(b.shape)
    if a_span == b_span:
        return problem("E205", message, a_span, f"ends with {first} and with {second}")
    also = [Label(b_span, f"ends with {second}")]
    return problem("E205", message, a_span, f"ends with {first}", also=also, help=_spreading(kind, pair))


def _spreading(kind: str, pair: tuple[Part, Part]) -> list[str]:
    """How a vector comes to each place of a map, where one of the two is one."""
    vectors = [all(side == ONE for side in tensor.sizes) for tensor, _ in pair]
    if kind not in ("add", "subtract", "multiply") or vectors[0] == vectors[1]:
        return []
    (vector, _), (other, _) = pair if vectors[0] else pair[::-1]
    widened = "" if vector.channels == other.channels else f" -> linear({write(Factor(other.channels), ARCH)})"
    return [f"a vector v comes to each place of a map x by `v{widened} -> spread(x.S)`, in a block `spread(S)`"]


# ---- calls ---------------------------------------------------------------------------------


def call(e: Evaluator, name: str, arguments: Sequence[syntax.Argument], scope: Scope, span: Span) -> Value:
    """`matmul(a, b)`, `append(a, b, …, along = 1)`. Raises Problem."""
    note = f"it is `{FUNCTIONS[name].form}`"
    along, nodes = None, list[syntax.Expression]()
    for argument in arguments:
        if argument.name == "along" and name == "append":
            along = _along(e, argument, scope)
        elif argument.name:
            raise problem("E225", f"`{name}` has no argument `{argument.name}`", argument.span, note=note)
        else:
            nodes.append(argument.value)
    parts = operands(e, FUNCTIONS[name].kind, nodes, scope)
    if name == "sum":
        if not arguments:
            raise problem("E224", "`sum` takes tensors or layers", span, note=note)
        return _sum(e, parts, span)
    if len(parts) < 2:
        raise problem("E224", f"`{name}` takes two tensors or layers", span, note=note)
    if len(parts) > 2 and name == "matmul":
        raise problem("E226", "`matmul` takes only two arguments", parts[2][1], "one too many", note=note)
    return joined(e, name, parts, span, along)


def _sum(e: Evaluator, parts: Sequence[Operand], span: Span) -> Value:
    """The parts added, those of lists too: tensors, layers, or the numbers of `sum(L)`."""
    spread = [(v, at) for value, at in parts for v in (value.items if isinstance(value, ListValue) else (value,))]
    numbers = [value for value, _ in spread if isinstance(value, NUMBERS)]
    if not spread:
        raise problem("E203", "nothing is added: the list is empty", span)
    if len(numbers) == len(spread):
        return conditions.guarded(span, arithmetic.add, *numbers)
    return joined(e, "add", spread, span)


def _along(e: Evaluator, argument: syntax.Argument, scope: Scope) -> int:
    number = conditions.at_values(e.assumptions, e.number(argument.value, scope), argument.span)
    if number not in (1, 2, 3):
        raise problem("E217", f"a tensor has no direction {plain(Number(number))}", argument.span, help=_DIRECTIONS)
    return int(number)


_DIRECTIONS = "on an image `along = 1` puts one below the other, `along = 2` side by side"


def _direction(first: Tensor, along: int | None, span: Span) -> int:
    """In which direction, from 0 on, sizes add: the only one, or the one that is given."""
    if not first.sizes:
        help = "`[a, b]` puts the channels of vectors one behind the other"
        raise problem("E217", "a vector has no places to append to", span, help=help)
    if along is None and len(first.sizes) > 1:
        message = f"`append` needs its direction for tensors of {shape_text(first.shape)}"
        raise problem("E224", message, span, help=_DIRECTIONS)
    if along is not None and along > len(first.sizes):
        raise problem("E217", f"tensors of {shape_text(first.shape)} have no direction {along}", span)
    return (along or 1) - 1


# ---- matrices: a row for each place, a column for each channel ------------------------------


def _product(e: Evaluator, parts: Sequence[Part], span: Span) -> Shape:
    """Places × channels, times places × channels."""
    (a, a_span), (b, b_span) = parts
    columns, rows = e.assumptions.untagged(a.channels, places(b.sizes))
    if _can_be_equal(e, columns, rows, span):
        return (b.channels, *a.sizes)
    shown = [f"is {plain(places(t.sizes))} × {plain(t.channels)}" for t in (a, b)]
    turned = conditions.same(e.assumptions, a.channels, b.channels)
    also = [Label(b_span, shown[1])] if a_span != b_span else []
    raise problem(
        "E205",
        "the columns of the first matrix are not as many as the rows of the second",
        a_span,
        shown[0] if also else "",
        also=also,
        note="a row is a place, a column a channel",
        help="turn the second, `… -> transpose`" if turned else (),
    )
