"""What layers and blocks require of what enters them."""

from __future__ import annotations

from symcount.language import syntax
from symcount.language.diagnostics import Problem, problem
from symcount.language.source import Span
from symcount.network import conditions
from symcount.network.frames import Frame
from symcount.network.state import Work
from symcount.network.values import NUMBERS, Poison, kind_of


def holds(work: Work, condition: syntax.Expression, frame: Frame, span: Span) -> bool:
    """Whether it holds; a comparison of numbers that symbols leave open becomes a side condition. Raises Problem."""
    if isinstance(condition, syntax.Logic) and condition.operator == "and":
        return all(holds(work, operand, frame, span) for operand in condition.operands)
    if isinstance(condition, syntax.Comparison):
        left, right = (work.evaluate(work, side, frame) for side in (condition.left, condition.right))
        if isinstance(left, NUMBERS) and isinstance(right, NUMBERS):
            return conditions.required(work, condition.operator, left, right, span)
    found = work.evaluate(work, condition, frame)
    if isinstance(found, Poison):
        raise Problem()
    if not isinstance(found, bool):
        raise problem("E203", f"`{condition.span.text}` must be `on` or `off`, not {kind_of(found)}", span)
    return found
