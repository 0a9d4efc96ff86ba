"""Closed forms and where each is the count, on a line of steps and where a symbol stands in roundings alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from fractions import Fraction
from itertools import chain, islice
from typing import NamedTuple

from symcount.algebra import expansion
from symcount.algebra.formula import Call, Factor, Formula, Number, Product, Symbol, TooLarge, tidy, value
from symcount.algebra.functions import Exact
from symcount.algebra.relations import DIVIDES, Relation, between, whole
from symcount.derivation.cases import Range
from symcount.language.diagnostics import Diagnostic
from symcount.network.network import Network
from symcount.scaling.feasible import count_at
from symcount.scaling.line import MOST_ENUMERATED, Line
from symcount.scaling.pieces import Piece
from symcount.scaling.progressions import Progression, joined
from symcount.scaling.zones import TINY, End, Zone, Zones

MOST_RANGES = 3
"""A form that holds in more ranges is described by its conditions, where these say the same, or is several cases."""
MOST_REASONS = 3


class Part(NamedTuple):
    """A closed form, a range in which it is the count, and values in it at which that is proved."""

    form: Formula
    first: Exact
    where: Range
    points: tuple[Exact, ...]


Found = tuple[Sequence[Part], Iterable[str], Iterable[Range]]
"""Parts, why other values are refused, and what was not searched."""


def _closed(form: Formula) -> Formula:
    try:
        return Factor(expansion.expand(form).as_formula())
    except (TooLarge, ArithmeticError):
        return form


def _said(reasons: Iterable[Diagnostic]) -> Iterator[str]:
    """Each once, though it may have been met with several numbers."""
    unlike = {(d.code, *(label.span for label in d.labels[:1])): d for d in reversed([*reasons])}
    return islice((d.message.replace("`", "") for d in reversed(unlike.values())), MOST_REASONS)


# ---- on a line of steps ------------------------------------------------------------------


def on_line(line: Line, network: Network) -> Found:
    by_form: dict[Formula, list[tuple[Progression, Piece]]] = {}
    for stretch in line.stretches:
        values = stretch.values
        if values.first == 0 and not _has_value(stretch.piece.form, line.symbol):
            at_zero = count_at(line.pieces.scope, line.pieces.request, {line.symbol: 0})
            by_form.setdefault(Number(at_zero or 0), []).append((values.part(0, 1), stretch.piece))
            values = values.part(1, None)
        split = [] if values.is_empty else line.without_choices(stretch.piece.form, values)
        for values, form in _disjoint(split):
            by_form.setdefault(_closed(form), []).append((values, stretch.piece))
    parts = chain.from_iterable(_parts(line, form, found) for form, found in by_form.items())
    is_positive = line.symbol in network.domain.positive
    refused = (why for values, why in line.refused if not (is_positive and values.last == 0))
    unsearched = chain.from_iterable(_ranges(line, values) for values in joined(line.unknown))
    return list(parts), _said(refused), unsearched


def _has_value(form: Formula, symbol: str) -> bool:
    """Whether it has one at zero: `min(g, 3)/g` has none, though it is 1 where min(g, 3) is g."""
    try:
        value(form, {symbol: 0})
    except ArithmeticError:
        return False
    return True


def _disjoint(parts: Iterable[tuple[Progression, Formula]]) -> Iterator[tuple[Progression, Formula]]:
    """Where two arguments of a maximum are equal, the form of the first part."""
    end = -1
    for values, form in sorted(parts, key=lambda part: part[0].first):
        rest = values.part(max(0, (end - values.first) // values.step + 1), None)
        if not rest.is_empty:
            yield rest, form
        if values.last is None:
            return
        end = max(end, values.last)


def _parts(line: Line, form: Formula, found: Sequence[tuple[Progression, Piece]]) -> Iterator[Part]:
    """The ranges of one form."""
    progressions = joined(values for values, _ in found)
    ranges = [(values, where) for values in progressions for where in _ranges(line, values)]
    is_long = len(ranges) > MOST_RANGES or (len(ranges) > 1 and any(len(between(where)) > 1 for _, where in ranges))
    told = _told(line, found[0][1], progressions) if is_long and not line.unknown else None
    if told is not None:
        points = (line.value(progressions[0].first), line.value(progressions[-1].first))
        yield Part(form, points[0], told, points)
        return
    for values, where in ranges:
        if len(where) == 1 and where[0].sign == "=" and isinstance(where[0].right, Number):
            yield Part(form, where[0].right.value, where, (where[0].right.value,))
        else:
            further = values.at(3 if values.length is None else values.length - 1)
            yield Part(form, line.value(values.first), where, (line.value(values.first), line.value(further)))


def _told(line: Line, piece: Piece, progressions: Sequence[Progression]) -> Range | None:
    """As few conditions of a piece as say what the progressions do: `h divides 768`."""
    told = piece.network.told
    if piece.pinned or any(condition.over for condition in told) or progressions[0].first == 0:
        return None
    values = [{line.symbol: line.value(k)} for k in range(1, MOST_ENUMERATED)]
    wanted = [any(p.contains(k) for p in progressions) for k in range(1, MOST_ENUMERATED)]

    def say_it(relations: Range) -> bool:
        with suppress(ArithmeticError, LookupError):
            return all(all(r.holds(at) for r in relations) == is_in for at, is_in in zip(values, wanted, strict=True))
        return False

    relations: Range = tuple(condition.relation for condition in told)
    if not say_it(relations):
        return None
    for relation in relations:
        fewer = tuple(other for other in relations if other != relation)
        relations = fewer if fewer and say_it(fewer) else relations
    return relations


def _ranges(line: Line, values: Progression) -> list[Range]:
    """A progression as relations; two values that are not neighbours as themselves."""
    name = Symbol(line.symbol)
    if values.length is not None and (values.length == 1 or (values.length == 2 and values.step > 1)):
        return [(Relation("=", name, Number(line.value(values.at(t)))),) for t in range(values.length)]
    step = tidy(line.unit * values.step)
    rest = tidy(Fraction(line.value(values.first)) % Fraction(step))
    classes = () if step == 1 and rest == 0 else (_class(name, step, rest),)
    bounds = [] if classes and 0 < values.first <= values.step else [("≥", values.first)]
    bounds += [] if values.last is None else [("≤", values.last)]
    return [(*(Relation(sign, name, Number(line.value(k))) for sign, k in bounds), *classes)]


def _class(name: Symbol, step: Exact, rest: Exact) -> Relation:
    """`12 divides d`, `n mod 2 = 1`, `8w is whole`."""
    if isinstance(step, int) and rest == 0:
        return Relation(DIVIDES, Number(step), name)
    if rest == 0:
        return whole(Product((Number(tidy(1 / Fraction(step))), name)))
    return Relation("=", Call("mod", (name, Number(step))), Number(rest))


# ---- where a symbol stands in roundings alone --------------------------------------------


EXACT = 10**5
"""The end of a zone with a larger denominator is no fraction, but near one."""


def on_zones(zones: Zones) -> Found:
    name, pieces = Symbol(zones.symbol), zones.pieces
    found = _joined_zones(map(zones.proved, reversed([*zones.downwards()])))
    if not found:
        return _alone(zones)
    refused: list[Diagnostic] = []
    unsearched = [gap for zone in found for end in (zone.low, zone.high) for gap in _gap(name, end)]
    for end, sign, beyond, side in ((found[0].low, "<", -TINY, "below"), (found[-1].high, ">", TINY, "above")):
        if end is not None:
            there = pieces.at({zones.symbol: Fraction(end.at) + beyond})
            if isinstance(there, Diagnostic) and not any(text.startswith(side) for text in zones.unknown):
                refused.append(there)
            else:
                unsearched.append((Relation(sign, name, Number(end.at)),))
    return [_zone_part(name, zone) for zone in found], _said(refused), dict.fromkeys(unsearched)


def _alone(zones: Zones) -> Found:
    """Nothing is known but the value at which a network was found."""
    name, own, piece = Symbol(zones.symbol), tidy(zones.start), zones.pieces.at({zones.symbol: zones.start})
    if isinstance(piece, Diagnostic):
        return (), _said([piece]), ()
    part = Part(_closed(piece.form), own, (Relation("=", name, Number(own)),), (own,))
    return (part,), (), ((Relation("≠", name, Number(own)),),)


def _joined_zones(zones: Iterable[Zone]) -> list[Zone]:
    """Neighbours of one form as one."""
    out: list[Zone] = []
    for zone in zones:
        if out and _closed(out[-1].piece.form) == _closed(zone.piece.form) and _touch(out[-1].high, zone.low):
            out[-1] = Zone(zone.piece, out[-1].low, zone.high)
        else:
            out.append(zone)
    return out


def _touch(high: End | None, low: End | None) -> bool:
    return high is not None and low is not None and high.at == low.at and (high.included or low.included)


def _zone_part(name: Symbol, zone: Zone) -> Part:
    below, above = zone.inside()
    low = End(0, False) if zone.low is None else _inside(zone.low, 1)
    high = None if zone.high is None else _inside(zone.high, 0)
    where: Range = (Relation("≥" if low.included else ">", name, Number(low.at)),)
    if high is not None:
        where = (*where, Relation("≤" if high.included else "<", name, Number(high.at)))
        where = where if high.at != low.at else (Relation("=", name, Number(low.at)),)
    return Part(_closed(zone.piece.form), below, where, (below, min(above, below + 1)))


EXACT = 10**5
"""An end with a larger denominator is no fraction, but near one."""
NEAR = Fraction(1, 10**6)


def _inside(end: End, up: int) -> End:
    """An end that is known exactly; else a value near it, within."""
    near = (end.at // NEAR + up) * NEAR
    return end if Fraction(end.at).denominator <= EXACT else End(tidy(near), True)


def _gap(name: Symbol, end: End | None) -> Iterator[Range]:
    """Round an end that is not known exactly."""
    if end is not None and Fraction(end.at).denominator > EXACT:
        low, high = (Number(_inside(end, up).at) for up in (0, 1))
        yield Relation(">", name, low), Relation("<", name, high)
