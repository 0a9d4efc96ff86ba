"""The statements of a net or a block, run in order."""

from __future__ import annotations

from collections.abc import Sequence

from symcount.language import syntax
from symcount.language.diagnostics import Label, Problem, problem
from symcount.language.source import Span
from symcount.network import names, requirements
from symcount.network.frames import Frame
from symcount.network.kinds import LAYER, TENSOR
from symcount.network.state import Work
from symcount.network.values import POISON, Declared, Poison, Tensor, Value


def run(work: Work, statements: Sequence[syntax.Statement], frame: Frame, span: Span) -> Value:
    """Run the statements of a block in `frame` and give the value of its one `out`."""
    result, *others = outputs(work, statements, frame, span)
    if others:
        second = [s for s in statements if isinstance(s, syntax.Out)][1]
        help = "concatenate or add the two, or bind one and read it from outside: `b.name`"
        work.report(problem("E229", "a block has one `out`", second.span, help=help))
    return result


def outputs(work: Work, statements: Sequence[syntax.Statement], frame: Frame, span: Span) -> list[Value]:
    """Run `statements` in `frame` and give the values of every `out`. Every mistake is reported."""
    _declare(work, statements, frame)
    found: list[Value] = []
    for statement in statements:
        match statement:
            case syntax.Definition(parameters=None):
                _bind(work, statement, frame)
            case syntax.Share():
                frame.bind(statement.name, _attempted_share(work, statement, frame))
            case syntax.Require():
                _require(work, statement, frame, span)
            case syntax.Out():
                found.append(_attempt(work, statement.value, frame))
            case _:
                pass  # definitions are visible already, and `expect` is for `symcount check`
    if not found:
        raise problem("E219", "nothing leaves it: there is no `out`", Span(span.source, span.start, span.start + 1))
    return found


def _require(work: Work, rule: syntax.Require, frame: Frame, span: Span) -> None:
    """`require c > C_i "…"` in a block: a comparison that symbols leave open becomes a side condition."""
    try:
        holds = requirements.holds(work, rule.condition, frame, span)
    except Problem as trouble:
        work.report(trouble)
        return
    if holds == rule.note:
        text = rule.text or rule.condition.span.text
        where = span if frame.entry is not None else rule.span
        what = f"`{frame.owner}`: {text}"
        note = f"it requires `{rule.condition.span.text}`"
        work.report(problem("N602", what, where) if rule.note else problem("E208", what, where, note=note))


def define(work: Work, statements: Sequence[syntax.Statement], frame: Frame) -> None:
    """Only the definitions and the bindings that are no tensors: what a block sees of the net round it."""
    _declare(work, statements, frame)
    for statement in statements:
        if isinstance(statement, syntax.Definition) and statement.parameters is None:
            if work.kinds.of(statement.body, frame) != TENSOR:
                _bind(work, statement, frame)
        elif isinstance(statement, syntax.Share):
            frame.bind(statement.name, _attempted_share(work, statement, frame))


def _declare(work: Work, statements: Sequence[syntax.Statement], frame: Frame) -> None:
    """Definitions see each other in any order; bindings are only announced."""
    seen: dict[str, Span] = {}
    for statement in statements:
        if isinstance(statement, syntax.Out | syntax.Expect | syntax.Variant | syntax.Paper | syntax.Require):
            continue
        binding = isinstance(statement, syntax.Definition) and statement.parameters is None
        if statement.name in seen and not binding:
            also = [Label(seen[statement.name], "first defined here")]
            work.report(problem("E214", f"`{statement.name}` is defined twice", statement.name_span, also=also))
        seen.setdefault(statement.name, statement.name_span)
        frame.awaited.setdefault(statement.name, statement.name_span)
        if not binding and not isinstance(statement, syntax.Share):
            frame.define(statement.name, Declared(statement, frame))


def _bind(work: Work, statement: syntax.Definition, frame: Frame) -> None:
    """`NAME = e`: a layer waits, everything else is computed here and once."""
    before = frame.find_own(statement.name) if statement.name in frame.names else None
    if work.kinds.of(statement.body, frame) == LAYER:
        value: Value = Declared(statement, frame, frame.clock, bound=True)
    else:
        start = len(work.drafts)
        value = _attempt(work, statement.body, frame)
        if isinstance(value, Tensor):
            work.named.append((statement.name, statement.name_span, value, start))
    if before is not None and not (isinstance(before, Tensor | Poison) and isinstance(value, Tensor | Poison)):
        trouble = problem(
            "E214", f"`{statement.name}` is bound twice", statement.name_span, note="only a tensor can be"
        )
        work.report(trouble)
        return
    frame.bind(statement.name, value)


def _attempt(work: Work, node: syntax.Expression, frame: Frame) -> Value:
    try:
        return work.evaluate(work, node, frame)
    except Problem as trouble:
        work.report(trouble)
        return POISON


def _attempted_share(work: Work, statement: syntax.Share, frame: Frame) -> Value:
    try:
        return names.share(work, statement, frame)
    except Problem as trouble:
        work.report(trouble)
        return POISON
