"""`n * f` and `for`: turns that are alike are counted once and multiplied, others are unrolled."""

from __future__ import annotations

from collections.abc import Callable

from symcount.algebra.written import Number
from symcount.network.state import MAX_LAYERS, Draft, Exhausted, Work, too_much
from symcount.network.values import Poison, Tensor, Turn

Body = Callable[[int, Tensor], Tensor | Poison]


def repeat(work: Work, count: int, turn: Body, tensor: Tensor, uniform: bool) -> Tensor | Poison:
    """`turn(i, tensor)` for i = 1 … count, in a row. `uniform`: the turns differ in nothing but the tensor.

    As soon as a uniform turn leaves the shape as it was, all turns after it are the same, but for
    weights that it was the first to share.
    """
    work.repetitions += 1
    repetition = work.repetitions
    done = 0
    while done < count:
        start, shares = len(work.drafts), work.shares_made
        result = turn(done + 1, tensor)
        if isinstance(result, Poison):
            return result
        steady = uniform and result.shape == tensor.shape and shares == work.shares_made
        alike = count - done if steady else 1
        _number(work.drafts[start:], Turn(repetition, done + 1, Number(alike)))
        _refuse_endless(work, count - done - alike, start)
        tensor = result
        done += alike
    return tensor


def _number(drafts: list[Draft], turn: Turn) -> None:
    for draft in drafts:
        draft.turns = (turn, *draft.turns)


def _refuse_endless(work: Work, left: int, start: int) -> None:
    """Stop at once where the turns that are left would be too many."""
    made = len(work.drafts) - start
    if made and left * made > MAX_LAYERS:
        raise Exhausted(too_much(work.drafts[start].span))
