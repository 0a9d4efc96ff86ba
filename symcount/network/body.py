"""The statements of a net or a block, run in order."""

from __future__ import annotations

from collections.abc import Sequence

from symcount.language import syntax
from symcount.language.diagnostics import Problem, problem
from symcount.language.source import Span
from symcount.network import conditions, names
from symcount.network.definitions import LAYER, TENSOR, defined_twice
from symcount.network.evaluator import Evaluator, attempt
from symcount.network.values import POISON, Declared, Poison, Scope, Value, flows, spreads


def run(e: Evaluator, statements: Sequence[syntax.Statement], scope: Scope, span: Span) -> Value:
    """Run the statements of a block in `scope` and give the value of its one `out`."""
    (_, result), *others = outputs(e, statements, scope, span)
    if others:
        second = others[0][0]
        help = "give a list of the two, `out (a, b)`, or bind one and read it from outside: `b.name`"
        e.report(problem("E229", "a block has one `out`", second.span, help=help))
    return result


SILENT = frozenset({syntax.Expect, syntax.Variant, syntax.Paper})
"""What does nothing when a body is run, and may stand there by the thousand."""


def outputs(e: Evaluator, body: Sequence[syntax.Statement], scope: Scope, span: Span) -> list[tuple[syntax.Out, Value]]:
    """Run the statements of a `body` in `scope` and give every `out` with its value. Every mistake is reported."""
    statements = _running(e, body)
    _declare(e, statements, scope)
    results: list[tuple[syntax.Out, Value]] = []
    for statement in statements:
        match statement:
            case syntax.Definition(parameters=None):
                _bind(e, statement, scope)
            case syntax.Share():
                _bind_share(e, statement, scope)
            case syntax.Require():
                _require(e, statement, scope, span)
            case syntax.Out():
                results.append((statement, attempt(e, statement.value, scope)))
            case _:
                pass  # definitions are visible already, and `expect` is for `symcount check`
    if not results:
        help = "end it with `out x`, where `x` is the tensor that leaves"
        place = Span(span.source, span.start, span.start + 1)
        raise problem("E219", "nothing leaves it: there is no `out`", place, help=help)
    return results


def _running(e: Evaluator, body: Sequence[syntax.Statement]) -> Sequence[syntax.Statement]:
    """The statements that do something; looked for once in a file, whose every line may run the body."""
    running = e.caches.work.running
    if id(body) not in running:
        running[id(body)] = [s for s in body if type(s) not in SILENT]
    return running[id(body)]


def _require(e: Evaluator, rule: syntax.Require, scope: Scope, span: Span) -> None:
    """`require c > C_i "…"` in a block: a comparison that symbols leave open becomes a side condition."""
    try:
        holds = conditions.holds(e, rule.condition, scope, span)
    except Problem as trouble:
        e.report(trouble)
        return
    if holds == rule.note:
        text = rule.text or rule.condition.span.text
        where = span if scope.entry is not None else rule.span
        what = f"`{scope.owner}`: {text}"
        note = f"it requires `{rule.condition.span.text}`"
        e.report(problem("N602", what, where) if rule.note else problem("E208", what, where, note=note))


def define(e: Evaluator, statements: Sequence[syntax.Statement], scope: Scope) -> None:
    """Only the definitions and the bindings that are no tensors: what a block sees of the net round it."""
    _declare(e, statements, scope)
    for statement in statements:
        if isinstance(statement, syntax.Definition) and statement.parameters is None:
            if e.caches.kinds.of(statement.body, scope) != TENSOR:
                _bind(e, statement, scope)
        elif isinstance(statement, syntax.Share):
            _bind_share(e, statement, scope)


def _declare(e: Evaluator, statements: Sequence[syntax.Statement], scope: Scope) -> None:
    """Definitions see each other in any order; bindings are only announced."""
    seen: dict[str, Span] = {}
    for statement in statements:
        if isinstance(statement, syntax.Out | syntax.Expect | syntax.Variant | syntax.Paper | syntax.Require):
            continue
        binding = isinstance(statement, syntax.Definition) and statement.parameters is None
        if statement.name in seen and not binding:
            e.report(defined_twice(statement.name, statement.name_span, seen[statement.name]))
        seen.setdefault(statement.name, statement.name_span)
        scope.awaited.setdefault(statement.name, statement.name_span)
        if not binding and not isinstance(statement, syntax.Share):
            scope.define(statement.name, Declared(statement, scope))


def _bind(e: Evaluator, statement: syntax.Definition, scope: Scope) -> None:
    """`NAME = e`: a layer waits, everything else is computed here and once."""
    before = scope.find_own(statement.name) if statement.name in scope.names else None
    if e.caches.kinds.of(statement.body, scope) == LAYER:
        value: Value = Declared(statement, scope, scope.clock, bound=True)
    else:
        start = len(e.graph.nodes)
        value = attempt(e, statement.body, scope)
        if flows(value):
            e.graph.bindings.append((statement.name, statement.name_span, value, start))
    if before is not None and not (_flows_on(before) and _flows_on(value)):
        message = f"`{statement.name}` is bound twice"
        e.report(problem("E214", message, statement.name_span, note="only a tensor can be", help=_applied(statement)))
    else:
        scope.bind(statement.name, value)


def _flows_on(value: Value) -> bool:
    return isinstance(value, Poison) or spreads(value)


def _applied(statement: syntax.Definition) -> list[str]:
    """Help for `x = relu(x)`, which is a layer."""
    name, layer = statement.name, statement.body
    given = layer.arguments if isinstance(layer, syntax.Call) else ()
    if not any(isinstance(a.value, syntax.Name) and a.value.id == name for a in given):
        return []
    others = ", ".join(a.span.text for a in given if not (isinstance(a.value, syntax.Name) and a.value.id == name))
    return [f"an arrow applies a layer: `{name} = {name} -> {layer.name}{f'({others})' if others else ''}`"]  # type: ignore[union-attr]


def _bind_share(e: Evaluator, statement: syntax.Share, scope: Scope) -> None:
    """`share NAME = f`: one set of weights for each time that the body is run."""
    try:
        scope.bind(statement.name, names.share(e, statement, scope))
    except Problem as trouble:
        e.report(trouble)
        scope.bind(statement.name, POISON)
