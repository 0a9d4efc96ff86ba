"""Sizes and windows: what a kernel covers and what it leaves, direction by direction."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from symcount.algebra import arithmetic, functions
from symcount.algebra.formula import ONE, Factor, Formula, Number, Product, TooLarge
from symcount.algebra.functions import Irrational, OutOfDomain
from symcount.algebra.notation import write
from symcount.algebra.notations.unicode import UNICODE, plain
from symcount.language.diagnostics import problem
from symcount.language.source import Span
from symcount.network.network import Window, multiplicity
from symcount.network.values import NUMBERS, ListValue, Taps, Value, Word, kind_of

_TWO = Number(2)


def spread(value: Value, count: int) -> tuple[Formula, ...]:
    """A number in each direction, or the sides of a window that has that many."""
    if isinstance(value, Window):
        if len(value.sides) != count:
            raise NoFit(f"a window of {len(value.sides)} directions does not fit a tensor of {count}")
        return value.sides
    if isinstance(value, NUMBERS):
        return (value,) * count
    raise NoFit(f"a number or a window is needed, not {kind_of(value)}")


class NoFit(Exception):
    """A window or number that does not fit the tensor; the message says why."""


def directions(sides: Sequence[Formula]) -> int:
    """How many directions a kernel has on a tensor of these sizes. Raises NoFit on a vector."""
    if not sides:
        raise NoFit("a kernel needs an image, sequence or volume, not a vector")
    return len(sides)


def area(kernel: Value, entering: Sequence[Formula]) -> Formula:
    """`K^2` on images, `K` on sequences, `K^3` on volumes; the product of the sides of a window such as 1x7."""
    sides = spread(kernel, directions(entering))
    if len(set(sides)) == 1:
        return arithmetic.power(sides[0], Number(len(sides)))
    return arithmetic.multiply(*sides)


def window(
    s: Value, kernel: Value, stride: Value = ONE, padding: Value = Word("valid"), dilation: Value = ONE
) -> Window:
    """Sizes after a window: `same` gives ceil(S/s), a padding p floor((S + 2p - d(K-1) - 1)/s) + 1.

    Source: the shape rules of torch.nn.Conv2d and of Keras's padding="same".
    """
    before = _sides(s)
    n = directions(before)
    rows = zip(before, spread(kernel, n), spread(stride, n), spread(dilation, n), strict=True)
    if padding == Word("same"):
        quotients = ((side, arithmetic.divide(side, st), st) for side, _, st, _ in rows)
        return Window(tuple(side if st == ONE else arithmetic.call("ceil", q) for side, q, st in quotients))
    around = spread(Number(0) if isinstance(padding, Word) else padding, n)
    return Window(tuple(_left(*row, p) for row, p in zip(rows, around, strict=True)))


def _left(side: Formula, k: Formula, stride: Formula, dilation: Formula, padding: Formula) -> Formula:
    reach = arithmetic.multiply(dilation, arithmetic.subtract(k, ONE))
    room = arithmetic.add(side, arithmetic.multiply(_TWO, padding), arithmetic.multiply(Number(-1), reach), Number(-1))
    if stride == ONE and arithmetic.whole_for_whole_symbols(room):
        return arithmetic.add(room, ONE)
    return arithmetic.add(arithmetic.call("floor", arithmetic.divide(room, stride)), ONE)


def unwindow(
    s: Value, kernel: Value, stride: Value = ONE, padding: Value = Number(0), extra: Value = Number(0)
) -> Window:
    """Sizes after a transposed window: (S - 1)s - 2p + K + extra. Source: torch.nn.ConvTranspose2d."""
    before = _sides(s)
    n = directions(before)
    rows = zip(before, *(spread(v, n) for v in (kernel, stride, padding, extra)), strict=True)
    return Window(tuple(_grown(*row) for row in rows))


def _grown(side: Formula, k: Formula, stride: Formula, padding: Formula, extra: Formula) -> Formula:
    steps = arithmetic.multiply(arithmetic.subtract(side, ONE), stride)
    return arithmetic.add(steps, arithmetic.multiply(Number(-2), padding), k, extra)


def _sides(s: Value) -> tuple[Formula, ...]:
    if isinstance(s, Window):
        return s.sides
    raise NoFit(f"sizes are needed, not {kind_of(s)}")


def _box(*sides: Value) -> Window:
    wrong = next((s for s in sides if not isinstance(s, NUMBERS)), None)
    if wrong is not None:
        raise NoFit(f"a number is needed, not {kind_of(wrong)}")
    return Window(sides)  # type: ignore[arg-type]


def _prod(s: Value) -> Formula:
    return places(_sides(s))


def places(sides: Sequence[Formula]) -> Formula:
    """How many places there are; one in a vector."""
    return arithmetic.multiply(ONE, *sides)


def _ones(s: Value) -> Window:
    return Window(tuple(ONE for _ in _sides(s)))


def _rank(s: Value) -> Formula:
    return Number(len(_sides(s)))


def _len(values: Value) -> Formula:
    if isinstance(values, ListValue):
        return Number(len(values.items))
    if isinstance(values, Taps):
        return arithmetic.add(*(multiplicity(repeats) for _, repeats in values.pieces))
    raise NoFit(f"a list is needed, not {kind_of(values)}")


FUNCTIONS: dict[str, tuple[Callable[..., Formula | Window], int, int]] = {
    "box": (_box, 0, 3),
    "prod": (_prod, 1, 1),
    "ones": (_ones, 1, 1),
    "rank": (_rank, 1, 1),
    "len": (_len, 1, 1),
    "window": (window, 2, 5),
    "unwindow": (unwindow, 2, 5),
}
"""The functions of sizes and lists, each with how many arguments it takes: at least, at most."""

_LEAST = {
    "window": (("stride", 2, 1), ("dilation", 4, 1), ("padding", 3, 0)),
    "unwindow": (("stride", 2, 1), ("padding", 3, 0)),
}
"""Arguments that are whole: what they are, their places, and the least that they can be."""


def whole_arguments(name: str, values: Sequence[Value]) -> Iterator[tuple[str, Formula, int]]:
    """What has to be whole in a call, and the least that it can be."""
    for what, place, least in _LEAST.get(name, ()):
        value = values[place] if place < len(values) else ONE
        for side in dict.fromkeys(value.sides) if isinstance(value, Window) else (value,):
            if isinstance(side, NUMBERS):
                yield f"a {what}", side, least


def call(name: str, values: Sequence[Value], spans: Sequence[Span], span: Span) -> Value:
    """A built-in function of numbers or sizes. Raises Problem."""
    row = functions.FUNCTIONS.get(name)
    least, most = (row.least, row.most) if row else FUNCTIONS[name][1:]
    if not least <= len(values) <= most:
        wanted = str(least) if least == most else f"{least} to {most}"
        code = "E224" if len(values) < least else "E226"
        raise problem(code, f"`{name}` takes {wanted} argument{'' if wanted == '1' else 's'}", span)
    try:
        if name in FUNCTIONS:
            return FUNCTIONS[name][0](*values)
        return _of_numbers(name, values, spans)
    except NoFit as reason:
        raise problem("E217", f"`{name}`: {reason}", span) from None
    except ZeroDivisionError:
        raise problem("E210", "division by zero", span) from None
    except TooLarge as reason:
        raise problem("E211", str(reason), span) from None
    except OutOfDomain as reason:
        raise problem("E216", f"`{name}`: {reason}", span) from None
    except Irrational:
        raise problem("E222", f"`{name}` has an irrational value here", span, help="round it") from None


def _of_numbers(name: str, values: Sequence[Value], spans: Sequence[Span]) -> Formula:
    for value, span in zip(values, spans, strict=True):
        if not isinstance(value, NUMBERS):
            raise problem("E203", f"`{name}` takes numbers, not {kind_of(value)}", span)
    return arithmetic.call(name, *values)  # type: ignore[arg-type]


def shape_text(shape: Sequence[Formula]) -> str:
    """`64 × 56 × 56`."""
    return " × ".join(map(_side_text, shape)) if len(shape) > 1 else plain(shape[0])


@lru_cache(maxsize=10_000)
def _side_text(side: Formula) -> str:
    return write(Product((Factor(side),)), UNICODE)
