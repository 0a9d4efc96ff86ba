"""Lists: what is in one, its items by their places, and the ranges and lists that a `for` goes through."""

from __future__ import annotations

from collections.abc import Sequence

from symcount.algebra.formula import Formula, Number, symbols
from symcount.algebra.relations import Relation
from symcount.language import syntax
from symcount.language.diagnostics import problem
from symcount.language.source import Span
from symcount.network import taps
from symcount.network.conditions import at_its_value, at_values
from symcount.network.evaluator import Evaluator, attempt, wrong_kind
from symcount.network.values import POISON, ListValue, LoopedLayer, Poison, Scope, Taps, Value


def list_of(e: Evaluator, node: syntax.List, scope: Scope) -> Value:
    """`(3, 4, 6, 3)`; every mistake in it is reported."""
    found = [(attempt(e, item, scope), item.span) for item in node.items[: MAX_ITEMS + 1]]
    items = [taps.as_list(e, item, span) if isinstance(item, Taps) else item for item, span in found]
    return POISON if any(isinstance(item, Poison) for item in items) else bounded(items, node.span)


MAX_ITEMS = 1_000


def bounded(items: Sequence[Value], span: Span | None = None) -> ListValue:
    """A list of these. Raises Problem where they are too many: what has two of one that has two … is soon endless."""
    if (made := ListValue(tuple(items))).size > MAX_ITEMS:
        raise problem("E211", f"a list has at most {MAX_ITEMS:,} items, with those of the lists in it", span)
    return made


def item_of(e: Evaluator, node: syntax.Index, scope: Scope) -> Value:
    """`w[2]`; a place in symbols is decided at their values. Raises Problem where there is no such item."""
    values, place = _list(e, node.list, scope), e.number(node.place, scope)
    number = at_values(e.assumptions, place, node.place.span)
    if symbols(place):
        e.assumptions.add(Relation("=", place, Number(number)), node.place.span, decided=True)
    if number.denominator == 1 and 1 <= number <= len(values.items):
        return values.items[int(number) - 1]
    shown, length = at_its_value(e.assumptions, place), len(values.items)
    message = f"`{node.list.span.text}` has {_many(length)}" + (f", and none at {shown}" if length else "")
    help = (
        f"the first is 1, the last `{node.list.span.text}[len({node.list.span.text})]`" if number < 1 and length else ()
    )
    raise problem("E234", message, node.place.span, f"is {shown}", help=help)


def looped(e: Evaluator, node: syntax.Loop, scope: Scope) -> LoopedLayer:
    """`for c, n in w, 1..4: f`."""
    sources = [_ends(e, s, scope) if isinstance(s, syntax.Range) else _list(e, s, scope) for s in node.sources]
    return LoopedLayer(node, tuple(sources), scope)


def _ends(e: Evaluator, node: syntax.Range, scope: Scope) -> tuple[Formula, Formula]:
    return e.number(node.low, scope), e.number(node.high, scope)


def _list(e: Evaluator, node: syntax.Expression, scope: Scope) -> ListValue:
    value = e.evaluate(node, scope)
    if isinstance(value, Taps):
        value = taps.as_list(e, value, node.span)
    if isinstance(value, ListValue):
        return value
    raise wrong_kind(node, scope, value, "a list")


def _many(count: int) -> str:
    return "no items" if count == 0 else "1 item" if count == 1 else f"{count} items"
