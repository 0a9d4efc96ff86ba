"""Points of a repetition: a tensor of each iteration, of which some stand for many."""

from __future__ import annotations

from itertools import product
from math import prod

from symcount.algebra import arithmetic, expansion
from symcount.algebra.formula import ONE, Formula, Number, symbols
from symcount.language.diagnostics import problem
from symcount.language.source import Span
from symcount.network import conditions
from symcount.network.conditions import CountKept
from symcount.network.evaluator import Evaluator
from symcount.network.network import Repeat, multiplicity, total
from symcount.network.state import MAX_LAYERS, Exhausted, is_unknown, too_much
from symcount.network.values import TAPS_HELP, Iterations, ListValue, Poison, Scope, Taps, Tensor, Value, flows, tensors

Points = Scope | Iterations | None
Piece = tuple[Tensor, tuple[Repeat, ...]]


def found(points: Points, name: str) -> Value | None:
    """The tensor of that name in the block, or those of all iterations; None where there is none."""
    if isinstance(points, Iterations):
        pieces = _pieces(points, name)
        single = all(repeat.count == ONE for _, repeats in pieces for repeat in repeats)
        return None if not pieces else ListValue(tuple(t for t, _ in pieces)) if single else Taps(pieces)
    value = None if points is None or name not in points.names else points.names[name][-1][1]
    return value if value is not None and (isinstance(value, Poison | Taps) or flows(value)) else None


def _pieces(points: Points, name: str) -> tuple[Piece, ...]:
    """The tensors of that name; none where an iteration has none."""
    if not isinstance(points, Iterations):
        match found(points, name):
            case Tensor() | ListValue() as flow:
                return tuple((tensor, ()) for tensor in tensors(flow))
            case Taps(pieces=pieces):
                return pieces
        return ()
    kept: list[Piece] = []
    for leaving, repeat in sorted(points.kept, key=lambda one: _place(one[1])):
        inner = _pieces(leaving.points, name)
        if not inner:
            return ()
        kept += ((tensor, (repeat, *repeats)) for tensor, repeats in inner)
    return tuple(kept)


def _place(repeat: Repeat, number: int = 0) -> tuple[bool, int]:
    """In the order of the iterations; the last one that stands apart has no number."""
    return repeat.first == 0, repeat.first + number


def names(points: Points) -> list[str]:
    """What can be found there."""
    if not isinstance(points, Iterations):
        return [] if points is None else [n for n in points.names if not isinstance(found(points, n), Poison | None)]
    return [name for name in names(points.kept[0][0].points) if found(points, name) is not None]


# ---- what becomes of them ----------------------------------------------------------------


def together(e: Evaluator, taps: Taps, kind: str, span: Span) -> list[tuple[Tensor, Span]]:
    """What is joined of them: of each piece its channels behind each other, or what all of it have in common."""
    if kind not in ("add", "concat"):
        raise problem("E203", "a tensor of each iteration is not one tensor", span, help=TAPS_HELP)
    _refuse_none(e, taps, span)
    return [(_piece(e, tensor, repeats, kind, span), span) for tensor, repeats in taps.pieces]


def _refuse_none(e: Evaluator, taps: Taps, span: Span) -> None:
    """There is at least one, or there is no tensor."""
    many = arithmetic.add(*(multiplicity(repeats) for _, repeats in taps.pieces))
    if not conditions.required(e.assumptions, ">=", many, ONE, span):
        raise CountKept(frozenset(symbols(many)), span, "without an iteration there is nothing to join")


def _piece(e: Evaluator, tensor: Tensor, repeats: tuple[Repeat, ...], kind: str, span: Span) -> Tensor:
    indices = {repeat.index for repeat in repeats}
    same = tensor.sizes if kind == "concat" else tensor.shape
    counts = frozenset(name for repeat in repeats for name in symbols(repeat.count))
    if any(indices & set(symbols(side)) or is_unknown(side) for side in same):
        raise CountKept(counts, span, "the tensors of the iterations have different shapes")
    if kind == "add":
        return tensor
    channels = conditions.guarded(span, _all, tensor.channels, repeats)
    return Tensor(channels, tensor.sizes, tensor.node)


def _all(channels: Formula, repeats: tuple[Repeat, ...]) -> Formula:
    return expansion.expand(total(channels, repeats)).as_formula()


def as_list(e: Evaluator, taps: Taps, span: Span) -> ListValue:
    """Each by itself; how many there are must be a number."""
    items: list[tuple[list[tuple[bool, int]], Tensor]] = []
    for tensor, repeats in taps.pieces:
        counts = [repeat.count for repeat in repeats]
        open_names = frozenset(name for count in counts for name in symbols(count))
        if open_names:
            raise CountKept(open_names, span, "the tensors of the iterations are asked for one by one")
        many = [int(count.value) for count in counts if isinstance(count, Number)]
        if prod(many) > MAX_LAYERS:
            raise Exhausted(too_much(span))
        for numbers in product(*map(range, many)):
            at = {r.index: Number(i) for r, i in zip(repeats, numbers, strict=True) if r.index is not None}
            shape = [arithmetic.computed(side, at) if at else side for side in tensor.shape]
            places = [_place(repeat, i) for repeat, i in zip(repeats, numbers, strict=True)]
            items.append((places, Tensor(shape[0], tuple(shape[1:]), tensor.node)))
    return ListValue(tuple(tensor for _, tensor in sorted(items, key=lambda item: item[0])))
