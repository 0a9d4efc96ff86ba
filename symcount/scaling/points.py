"""Where a closed form is evaluated: numbers, lists and arrays as exact fractions, and how a point is named."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np

from symcount.algebra.functions import Exact
from symcount.language.diagnostics import problem
from symcount.scaling.arrays import Array, Ratio, Whole, array, constant, ratio, ratios, tight

DYADIC = 20
"""Floats that are all multiples of 2^-20 are taken as they are; others as the decimals that Python prints."""


def exact(name: str, value: object) -> Ratio:
    """The values of a symbol: an int, Fraction, float, list or array of such, of any shape. Raises Problem (E516).

    Floats that are multiples of 1/2^20 are those; other floats are the decimals that Python prints, so that
    0.1 is 1/10.
    """
    if isinstance(value, Ratio):
        return value
    if isinstance(value, int | Fraction) and not isinstance(value, bool):
        return ratio(value)
    found = np.asarray(value) if isinstance(value, np.ndarray | np.generic | float) else np.asarray(value, dtype=object)
    if found.dtype.kind == "f":
        made = _from_floats(name, found)
    elif found.dtype.kind in "iu":
        made = Ratio(array(found))
    elif found.dtype == object:
        made = _from_objects(name, found)
    else:
        raise _refused(name, found.dtype)
    return made if found.ndim else _single(made)


def _single(made: Ratio) -> Ratio:
    """An array without dimensions as a number."""
    return Ratio(*(constant(p.data if isinstance(p.data, int) else p.data.item()) for p in (made.top, made.bottom)))


def _from_objects(name: str, found: Array) -> Ratio:
    return ratios([_exact_item(name, item) for item in found.ravel().tolist()], found.shape)


def _exact_item(name: str, item: object) -> Exact:
    match item:
        case bool() | np.bool_():
            raise _refused(name, type(item).__name__)
        case int() | Fraction():
            return item
        case np.integer():
            return int(item)
        case float() | np.floating() if np.isfinite(item):
            return _exact_float(item)
        case float() | np.floating():
            raise _refused(name, item)
        case _:
            raise _refused(name, type(item).__name__)


def _exact_float(x: Any) -> Fraction:
    fraction = Fraction(*x.as_integer_ratio())
    return fraction if fraction.denominator <= 1 << DYADIC else Fraction(str(x))


def _from_floats(name: str, found: Array) -> Ratio:
    if not np.isfinite(found).all():
        raise _refused(name, found[~np.isfinite(found)].ravel()[0])
    for bottom in (1, 1 << DYADIC):
        scaled = found * bottom  # exact, or it is no whole number below 2^53
        if (np.abs(scaled) < 2**53).all() and (scaled == np.rint(scaled)).all():
            return _lowest(Ratio(array(scaled.astype(np.int64)), constant(bottom)))
    short = _short_decimals(found) if found.dtype == np.float64 else None
    if short is not None:
        return short
    return ratios([_printed(x) for x in found.ravel()], found.shape)


def _lowest(made: Ratio) -> Ratio:
    """Divided by what divides all tops and the bottom."""
    if made.bottom.data == 1 or isinstance(made.top.data, int):
        return made
    common = int(np.gcd.reduce(made.top.data, axis=None, initial=made.bottom.bound))
    return Ratio(tight(made.top // constant(common)), constant(made.bottom.bound // common))


def _short_decimals(found: Array) -> Ratio | None:
    """Decimals of at most 15 digits: no two of them are one float, so they are what Python prints."""
    for places in range(1, 16):
        tops = np.rint(found * 10.0**places)
        if not (np.abs(tops) < 10**15).all():
            return None
        if (tops / 10.0**places == found).all():
            return Ratio(Whole(tops.astype(np.int64), 10**15), constant(10**places))
    return None


def _printed(x: Any) -> Fraction:
    return Fraction(str(x))


def _refused(name: str, what: object) -> Exception:
    help = "integers, fractions and finite floats are, also in lists and arrays"
    return problem("E516", f"`{what}` is no exact value for `{name}`", help=help)


# ---- naming a point ----------------------------------------------------------------------


def named(names: tuple[str, ...], values: list[Ratio], shape: tuple[int, ...], place: int) -> str:
    """`alpha = 1/3, L = 2`: the point at a place of the flattened grid."""
    return ", ".join(f"{n} = {item(v, shape, place)}" for n, v in zip(names, values, strict=True))


def item(value: Ratio, shape: tuple[int, ...], place: int) -> Fraction:
    """One number of a broadcast array."""
    return Fraction(_item(value.top, shape, place), _item(value.bottom, shape, place))


def _item(part: Whole, shape: tuple[int, ...], place: int) -> int:
    return int(np.broadcast_to(np.asarray(part.data), shape)[np.unravel_index(place, shape)])


def fractions(value: Ratio, shape: tuple[int, ...]) -> list[Exact]:
    """All numbers of a broadcast array, one after another."""
    parts = (np.broadcast_to(np.asarray(p.data, dtype=object), shape) for p in (value.top, value.bottom))
    tops, bottoms = (p.ravel().tolist() for p in parts)
    return [t if b == 1 else Fraction(t, b) for t, b in zip(tops, bottoms, strict=True)]


def floats(value: Ratio) -> Array:
    """Each as the nearest float64: a quotient beyond 2^53 is one of Python integers, rounded once."""
    small = max(value.top.bound, value.bottom.bound) < 2**53
    top, bottom = (p.data if small else np.asarray(p.data, dtype=object) for p in (value.top, value.bottom))
    return np.asarray(top / bottom, dtype=np.float64)


# ---- parts of large arrays ---------------------------------------------------------------


def flat(value: Ratio) -> Ratio:
    """In one dimension, single numbers as they are."""
    return _each(value, lambda data: np.broadcast_to(data, value.shape).ravel())


def part(value: Ratio, place: slice) -> Ratio:
    """A part of a flat array."""
    return _each(value, lambda data: data[place])


def _each(value: Ratio, change: Callable[[Array], Array]) -> Ratio:
    top, bottom = (p if isinstance(p.data, int) else Whole(change(p.data), p.bound) for p in (value.top, value.bottom))
    return Ratio(top, bottom)
