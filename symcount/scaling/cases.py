"""The whole count as cases along one symbol: which form holds where, and what is not known or cannot be built."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from fractions import Fraction
from itertools import chain, islice
from typing import NamedTuple

from symcount.algebra import expansion
from symcount.algebra.formula import Call, Factor, Formula, Number, Product, Symbol, TooLarge, symbols, tidy, value
from symcount.algebra.functions import Exact
from symcount.algebra.monomials import Unproved
from symcount.algebra.relations import DIVIDES, Relation, whole
from symcount.derivation.cases import Case, Cases, Range
from symcount.derivation.steps import Derivation
from symcount.language.diagnostics import Diagnostic, listed, nearest, problem
from symcount.network.catalogue import FileScope
from symcount.network.network import Network
from symcount.network.request import Request
from symcount.scaling.feasible import count_at
from symcount.scaling.line import MOST_ENUMERATED, Line
from symcount.scaling.pieces import Piece, Pieces
from symcount.scaling.progressions import Progression
from symcount.scaling.solve import piece_in, step_of
from symcount.scaling.zones import TINY, End, Zone, Zones

MOST_CASES = 64
MOST_RANGES = 3
"""A form that holds in more ranges is described by its conditions, where these say the same, or is several cases."""
MOST_REASONS = 3


class _Part(NamedTuple):
    """A closed form, a range in which it is the count, and values in it at which that is proved."""

    form: Formula
    first: Exact
    where: Range
    points: tuple[Exact, ...]


def cases_along(scope: FileScope, request: Request, derivation: Derivation, collect: str | None) -> Cases:
    """The cases along the symbol `collect`, else along the only one.

    Raises Problem: E507 and E501 where it is not clear which, E215 where another one has no value. Raises Unproved.
    """
    symbol, others = _symbols_of(derivation, collect)
    pieces = Pieces(scope, request, (symbol,))
    first, start = piece_in(pieces, symbol)
    step = step_of(first, symbol)
    if step is None:
        parts, refused, unsearched = _on_zones(Zones(pieces, symbol, Fraction(start)))
    else:
        line = Line(pieces, symbol, Fraction(1, step.denominator)).explored(start)
        parts, refused, unsearched = _on_line(line, first.network)
    for part in parts:
        _prove(scope, request, symbol, part)
    cases = list(_cases(parts))
    values = derivation.network.values
    return Cases(
        symbol,
        tuple(cases[:MOST_CASES]),
        tuple(Relation("=", Symbol(name), Number(values[name])) for name in others),
        tuple(refused),
        tuple(unsearched),
        max(0, len(cases) - MOST_CASES),
    )


def _symbols_of(derivation: Derivation, collect: str | None) -> tuple[str, list[str]]:
    """The symbol of the cases, and the others of which the count depends. Raises Problem."""
    network, closed = derivation.network, derivation.total.tree("closed form")
    met = {name for condition in network.conditions if condition.decided for name in condition.open_names}
    met |= symbols(closed).keys() if closed is not None else set()
    names = [name for name in network.keep if name in met]
    if collect is None and len(names) != 1:
        message = f"cases are along one of the symbols {listed(names)}" if names else "cases need a symbol"
        raise problem("E507", message, help="name it: --collect NAME" if names else "keep one: --keep NAME")
    symbol = names[0] if collect is None else collect
    if symbol not in names:
        raise problem("E501", f"the count does not contain `{symbol}`", help=nearest(symbol, names))
    return symbol, [name for name in names if name != symbol and name in network.values]


def _prove(scope: FileScope, request: Request, symbol: str, part: _Part) -> None:
    """The networks are built at the part's points, and count what its form says. Raises Unproved."""
    for at in part.points:
        built = count_at(scope, request, {symbol: at})
        if built != value(part.form, {symbol: at}):
            raise Unproved(f"{symbol} = {at} has {built} parameters, not {value(part.form, {symbol: at})}")


def _cases(parts: Iterable[_Part]) -> Iterator[Case]:
    """The parts of one form together, in the order in which they begin."""
    by_form: dict[Formula, list[Range]] = {}
    for part in sorted(parts, key=lambda part: part.first):
        by_form.setdefault(part.form, []).append(part.where)
    for form, ranges in by_form.items():
        for i in range(0, len(ranges), MOST_RANGES):
            yield Case(form, tuple(ranges[i : i + MOST_RANGES]))


def _closed(form: Formula) -> Formula:
    try:
        return Factor(expansion.expand(form).as_formula())
    except (TooLarge, ArithmeticError):
        return form


def _said(reasons: Iterable[Diagnostic]) -> Iterator[str]:
    """Each once, though it may have been met with several numbers."""
    unlike = {(d.code, *(label.span for label in d.labels[:1])): d for d in reversed([*reasons])}
    return islice((d.message.replace("`", "") for d in reversed(unlike.values())), MOST_REASONS)


_Found = tuple[Sequence[_Part], Iterable[str], Iterable[Range]]
"""Parts, why other values are refused, and what was not searched."""


# ---- on a line of steps ------------------------------------------------------------------


def _on_line(line: Line, network: Network) -> _Found:
    by_form: dict[Formula, list[tuple[Progression, Piece]]] = {}
    for stretch in line.stretches:
        split = line.without_choices(stretch.piece.form, stretch.values)
        for values, form in _disjoint(split):
            by_form.setdefault(_closed(form), []).append((values, stretch.piece))
    parts = chain.from_iterable(_parts(line, form, found) for form, found in by_form.items())
    is_positive = line.symbol in network.domain.positive
    refused = (why for values, why in line.refused if not (is_positive and values.last == 0))
    unsearched = chain.from_iterable(_ranges(line, values) for values in joined(line.unknown))
    return list(parts), _said(refused), unsearched


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


def _parts(line: Line, form: Formula, found: Sequence[tuple[Progression, Piece]]) -> Iterator[_Part]:
    """The ranges of one form."""
    progressions = joined(values for values, _ in found)
    ranges = [(values, where) for values in progressions for where in _ranges(line, values)]
    told = _told(line, found[0][1], progressions) if len(ranges) > MOST_RANGES else None
    if told is not None:
        points = (line.value(progressions[0].first), line.value(progressions[-1].first))
        yield _Part(form, points[0], told, points)
        return
    for values, where in ranges:
        if len(where) == 1 and where[0].sign == "=" and isinstance(where[0].right, Number):
            yield _Part(form, where[0].right.value, where, (where[0].right.value,))
        else:
            further = values.at(3 if values.length is None else values.length - 1)
            yield _Part(form, line.value(values.first), where, (line.value(values.first), line.value(further)))


def _told(line: Line, piece: Piece, progressions: Sequence[Progression]) -> Range | None:
    """As few conditions of a piece as say what the progressions do: `h divides 768`."""
    told = piece.network.told
    if piece.pinned or any(condition.over for condition in told):
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


def joined(parts: Iterable[Progression]) -> list[Progression]:
    """As few progressions as are seen to have the same values."""
    out: list[Progression] = []
    for values in sorted(parts, key=lambda values: values.first):
        before = next((i for i, other in enumerate(out) if _both(other, values) is not None), None)
        if before is None:
            out.append(values)
        else:
            out[before] = _both(out[before], values) or values
    return _without_classes(out)


def _both(a: Progression, b: Progression) -> Progression | None:
    """One that goes on as the other."""
    if a.last is None:
        return None
    step = a.step if a.length != 1 else b.step if b.length != 1 else 1
    if b.first != a.last + step or (b.length != 1 and b.step != step):
        return None
    return Progression(a.first, b.last, step)


def _without_classes(parts: list[Progression]) -> list[Progression]:
    """All classes of a step are all values, and those that are alike for a divisor are one class of that."""
    for values in parts:
        for step in (d for d in range(1, values.step) if values.step % d == 0 and values.length != 1):
            firsts = range(values.first, values.first + values.step, step)
            own = [other for other in parts if other.step == values.step and other.first in firsts]
            lasts = sorted(other.last for other in own if other.last is not None)
            is_even = not lasts or lasts == [*range(lasts[0], lasts[0] + values.step, step)]
            if len(own) == len(firsts) and is_even:
                one = Progression(values.first, lasts[-1] if lasts else None, step)
                return joined([one, *(other for other in parts if other not in own)])
    return parts


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


def _on_zones(zones: Zones) -> _Found:
    name, pieces = Symbol(zones.symbol), zones.pieces
    found = _joined_zones(map(zones.proved, reversed([*zones.downwards()])))
    if not found:
        return _alone(zones)
    refused: list[Diagnostic] = []
    unsearched = [gap for zone in found for end in (zone.low, zone.high) for gap in _gap(name, end)]
    for end, sign, beyond in ((found[0].low, "<", -TINY), (found[-1].high, ">", TINY)):
        if end is not None:
            there = pieces.at({zones.symbol: Fraction(end.at) + beyond})
            if isinstance(there, Diagnostic):
                refused.append(there)
            else:
                unsearched.append((Relation(sign, name, Number(end.at)),))
    return [_zone_part(name, zone) for zone in found], _said(refused), dict.fromkeys(unsearched)


def _alone(zones: Zones) -> _Found:
    """Nothing is known but the value at which a network was found."""
    name, own, piece = Symbol(zones.symbol), tidy(zones.start), zones.pieces.at({zones.symbol: zones.start})
    if isinstance(piece, Diagnostic):
        return (), _said([piece]), ()
    part = _Part(_closed(piece.form), own, (Relation("=", name, Number(own)),), (own,))
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


def _zone_part(name: Symbol, zone: Zone) -> _Part:
    below, above = zone.inside()
    low = End(0, False) if zone.low is None else _inside(zone.low, 1)
    high = None if zone.high is None else _inside(zone.high, 0)
    where: Range = (Relation("≥" if low.included else ">", name, Number(low.at)),)
    if high is not None:
        where = (*where, Relation("≤" if high.included else "<", name, Number(high.at)))
        where = where if high.at != low.at else (Relation("=", name, Number(low.at)),)
    return _Part(_closed(zone.piece.form), below, where, (below, min(above, below + 1)))


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
