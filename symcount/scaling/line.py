"""Along one symbol: at which multiples of a unit a closed form is the count, exactly and without trying each.

A piece is found at one value. Its conditions, in the order in which they were met, divide the other values: where all
hold it is the count; where one that is required fails first, nothing can be built; where one that was decided fails
first, another piece is looked for. Comparisons of polynomials end at exact numbers, divisibility repeats itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from functools import reduce

from symcount.algebra import arithmetic
from symcount.algebra.formula import ONE, ZERO, Call, Formula, Symbol, mapped, symbols, tidy, value, walk
from symcount.algebra.functions import Exact
from symcount.algebra.relations import DIVIDES, SIGNS, Domain, Relation, follows_from_domain
from symcount.language.diagnostics import Diagnostic
from symcount.network.network import Condition
from symcount.record import record
from symcount.scaling.pieces import TOO_MUCH, Piece, Pieces, holds
from symcount.scaling.progressions import UNKNOWN, Progression, Truths, both, either, merged, parts_of
from symcount.scaling.runs import along, between, bounds, coefficients, expanded, residues, sign_runs

MOST_BUILDS = 128
"""So many networks are built along a line."""

MOST_ENUMERATED = 512
"""So many values are asked one by one where no condition says more."""

MOST_IN_ITERATIONS = 128
"""The same for what is asked in each iteration."""

MOST_ITERATED = 12
"""So often; after that each value by itself."""

MOST_LAYERS = 3_000
"""So many layers are built along a line."""

MOST_PROGRESSIONS = 512

MOST_CLASSES = 1_024
"""Of values that are told apart by what divides them."""


@record
class Stretch:
    """Values at which one closed form is the count."""

    values: Progression
    piece: Piece


@dataclass
class Line:
    """The multiples k·unit of a unit that `symbol` can be, from k = `least` on, and what is known of them."""

    pieces: Pieces
    symbol: str
    unit: Fraction
    least: int = 0
    stretches: list[Stretch] = field(default_factory=list)
    refused: list[tuple[Progression, Diagnostic]] = field(default_factory=list)
    """Where nothing can be built, and why."""
    unknown: list[Progression] = field(default_factory=list)
    """What was not searched."""
    builds: int = 0
    layers: int = 0
    iterated: int = 0
    """How often values were asked one by one in each iteration."""

    def value(self, k: int) -> Exact:
        return tidy(k * self.unit)

    @property
    def is_tired(self) -> bool:
        return self.builds >= MOST_BUILDS or self.layers >= MOST_LAYERS

    def at(self, k: int) -> Piece | Diagnostic:
        """The piece of a value. A network is built where no known piece answers."""
        point = {self.symbol: self.value(k)}
        known = next((piece for piece in self.pieces.found if piece.is_at(point)), None)
        if known is not None:
            return known
        built = self.pieces.built(point)
        self.builds += 1
        self.layers += len(built.network.layers) if isinstance(built, Piece) else 0
        if isinstance(built, Diagnostic) and built.code in TOO_MUCH:
            self.layers = MOST_LAYERS
        return built

    def nearest(self, values: Iterable[Exact]) -> list[Exact]:
        """For each value the nearest one at which a network can be built, each once."""
        found: dict[int, None] = {}
        for at in values:
            k = Fraction(at) / self.unit
            members = (stretch.values.nearest(k) for stretch in self.stretches)
            found[min(members, key=lambda member: (abs(member - k), member))] = None
        return [self.value(k) for k in sorted(found)]

    def explored(self, start: Exact | None) -> Line:
        """Itself, when all is known that can be; `start` is a value at which a network is expected."""
        hint = None if start is None else Fraction(start) / self.unit
        first = int(hint) if hint is not None and hint.denominator == 1 else None
        todo = [Progression(self.least, None)]
        while todo:
            here = min(todo, key=lambda p: p.first)
            todo.remove(here)
            if self.is_tired or len(self.stretches) > MOST_PROGRESSIONS:
                self.unknown.append(here)
            else:
                todo += self._divided(here, first)
        self.stretches.sort(key=lambda stretch: stretch.values.first)
        return self

    def _divided(self, here: Progression, hint: int | None) -> list[Progression]:
        """What is left to do of some values when the piece of one of them has been found."""
        for k in _members(here, hint):
            if self.is_tired:
                break
            piece = self.at(k)
            if isinstance(piece, Diagnostic):
                self.refused.append((Progression(k, k), piece))
                continue
            if piece.pinned or piece not in self.pieces.found:
                self.stretches.append(Stretch(Progression(k, k), piece))
                t = (k - here.first) // here.step
                sides = (here.part(0, t), here.part(t + 1, None))
                return [side for side in sides if not side.is_empty]
            return self._cells(piece, here)
        if self.is_tired or here.length is None or here.length > len(_members(here, hint)):
            self.unknown.append(here)
        return []

    # ---- the cells of one piece ----------------------------------------------------------

    def _cells(self, piece: Piece, here: Progression) -> list[Progression]:
        """Divide values by the conditions of a piece; what another piece has to answer is left to do."""
        number = self.pieces.found.index(piece)
        open_, todo = [here], []
        for k, condition in enumerate(piece.conditions, 1):
            holding: list[Progression] = []
            for values in open_:
                for part, verdict in self._verdicts(condition, values):
                    if verdict:
                        holding.append(part)
                    elif verdict is None:
                        self.unknown.append(part)
                    elif condition.decided or not self._is_refused(number, k, part):
                        todo.append(part)
            open_ = holding
        self.stretches += (Stretch(values, piece) for values in open_)
        return todo

    def _is_refused(self, number: int, k: int, part: Progression) -> bool:
        """Whether nothing can be built where a required condition fails: a network that is built there says so."""
        why = self.pieces.why_refused(number, k, {self.symbol: self.value(part.first)})
        if why is not None:
            self.refused.append((part, why))
        return why is not None

    def _verdicts(self, condition: Condition, values: Progression) -> Iterator[tuple[Progression, bool | None]]:
        """Parts of the values on which a condition holds or fails; None beyond those that are asked one by one."""
        if self._is_certain(condition, values):
            yield values, True
            return
        classes = None if condition.over or condition.given else self._classes(condition.relation, values)
        if classes is not None:
            for r, is_held in enumerate(classes):
                if not (part := values.part(r, None, len(classes))).is_empty:
                    yield part, is_held
            return
        for part, truth in parts_of(values, self._truths(condition, values)):
            yield from [(part, truth)] if truth is not None else self._one_by_one(condition, part)

    def _is_certain(self, condition: Condition, values: Progression) -> bool:
        """Whether it follows from the values' being positive, or whole."""
        positive = frozenset({self.symbol} if values.first > 0 else ())
        whole = frozenset({self.symbol} if self.unit.denominator == 1 else ())
        if condition.over or (
            values.first <= 0 and symbols(condition.relation.left) and condition.relation.is_divisibility
        ):
            return False  # nothing divides by zero
        return follows_from_domain(condition.relation, Domain(positive, whole, whole - positive))

    def _one_by_one(self, condition: Condition, values: Progression) -> Iterator[tuple[Progression, bool | None]]:
        """Each value asked by itself, as many as are asked at all."""
        most = MOST_IN_ITERATIONS if condition.over else MOST_ENUMERATED
        if condition.over:
            self.iterated += 1
            most = most if self.iterated <= MOST_ITERATED else 1
        length = min(most, values.length or most)
        truths: Truths = []
        truths += [(t, holds(condition, {self.symbol: self.value(values.at(t))})) for t in range(length)]
        if values.length != length:
            truths.append((length, None))
        yield from parts_of(values, truths)

    def _classes(self, relation: Relation, values: Progression) -> list[bool] | None:
        """Whether a divisibility holds, for each class of places; None where it does not go by classes."""
        quotient, holds_there = divided(relation)
        found = None if quotient is None else coefficients(expanded(quotient, {}), self.symbol)
        if found is None or found[1] < 0:
            return None
        classes = residues(along(found[0], self.value(values.first), self.unit * values.step))
        if classes is None or classes[0] > MOST_CLASSES:
            return None
        period, whole = classes
        return [(r in whole) == holds_there for r in range(period)]

    # ---- truth along a progression -------------------------------------------------------

    def _truths(self, condition: Condition, values: Progression) -> Truths:
        """Where a condition holds: in each iteration, and anyway where there is none."""
        relation = each_iteration(condition)
        asked = [UNKNOWN] if relation is None else [self._compared(r, values) for r in relation]
        inside = reduce(lambda a, b: merged(both, a, b), asked)
        for given in condition.given:
            none = [(start, None if truth is None else not truth) for start, truth in self._compared(given, values)]
            inside = merged(either, none, inside)
        return inside

    def _beyond_divisor(self, relation: Relation, values: Progression) -> Truths:
        """`h divides 768` holds for no h above 768."""
        quotient = None if relation.left == ZERO else arithmetic.divide(relation.right, relation.left)
        found = None if quotient is None else coefficients(expanded(quotient, {}), self.symbol)
        if found is None or found[1] >= 0 or len(found[0]) != 1 or values.first <= 0:
            return UNKNOWN
        (number,), degree = found
        power = (-abs(number), *[Fraction(0)] * (-degree - 1), Fraction(1))
        p = along(power, self.value(values.first), self.unit * values.step)
        runs = sign_runs(p, None if values.length is None else values.length - 1)
        return [(start, False if sign > 0 and number else None) for start, sign in runs]

    def _compared(self, relation: Relation, values: Progression) -> Truths:
        """Where a comparison holds; None where roundings leave it open."""
        if relation.is_divisibility:
            return self._beyond_divisor(relation, values)
        choice = _first_choice(relation.left) or _first_choice(relation.right)
        if choice is not None:
            cases = (
                merged(both, taken, self._compared(_with(relation, choice, argument), values))
                for argument, taken in self._taken(choice, values)
            )
            return reduce(lambda a, b: merged(either, a, b), cases)
        first, step = self.value(values.first), self.unit * values.step
        last = None if values.length is None else values.length - 1
        difference = expanded(arithmetic.subtract(relation.left, relation.right), {})
        found = coefficients(difference, self.symbol)
        if found is not None:
            p, degree = found
            runs = sign_runs(along(p, first, step), last)
            truths: Truths = [(start, SIGNS[relation.sign](sign, 0)) for start, sign in runs]
            return merged(both, truths, [(0, None), (1, True)]) if degree < 0 and first == 0 else truths
        around = bounds(difference, self.symbol)
        if around is None:
            return UNKNOWN
        low, high = (sign_runs(along(p, first, step), last) for p in around)
        return merged(lambda a, b: between(relation.sign, a, b), low, high)

    # ---- maxima and minima ---------------------------------------------------------------

    def without_choices(self, form: Formula, values: Progression) -> Iterator[tuple[Progression, Formula]]:
        """A form as polynomials where they are known: parts of the values, with the argument that is taken there."""
        choice = _first_choice(form)
        if choice is None:
            yield values, form
            return
        for argument, taken in self._taken(choice, values):
            for part, truth in parts_of(values, taken):
                if truth:
                    yield from self.without_choices(_put(form, choice, argument), part)
                elif truth is None:
                    yield part, form

    def _taken(self, choice: Call, values: Progression) -> Iterator[tuple[Formula, Truths]]:
        """Where each argument of a maximum or minimum is it."""
        sign = "≥" if choice.function == "max" else "≤"
        for argument in choice.arguments:
            others = (other for other in choice.arguments if other is not argument)
            compared = (self._compared(Relation(sign, argument, other), values) for other in others)
            yield argument, reduce(lambda a, b: merged(both, a, b), compared, [(0, True)])


def each_iteration(condition: Condition) -> tuple[Relation, ...] | None:
    """The relations of the first and the last iteration, where what lies between is between them."""
    if not condition.over:
        return (condition.relation,)
    if len(condition.over) > 1 or condition.relation.is_divisibility:
        return None
    (index, count), relation = condition.over[0], condition.relation
    difference = expanded(arithmetic.subtract(relation.left, relation.right), {})
    if difference is None or not difference.coefficients(Symbol(index)).keys() <= {0, 1}:
        return None
    if any(index in symbols(atom) for atom in difference.atoms() if atom != Symbol(index)):
        return None
    ends: tuple[Formula, Formula] = (ZERO, arithmetic.subtract(count, ONE))
    return tuple(
        Relation(relation.sign, *(arithmetic.computed(side, {index: end}) for side in relation[1:])) for end in ends
    )


def _first_choice(node: Formula) -> Call | None:
    """A maximum or minimum in a formula, an innermost one."""
    calls = [part for part in walk(node) if isinstance(part, Call) and part.function in ("max", "min")]
    return next((call for call in calls if not any(map(_first_choice, call.arguments))), None)


def _put(node: Formula, choice: Call, argument: Formula) -> Formula:
    return argument if node == choice else mapped(node, lambda part: _put(part, choice, argument))


def _with(relation: Relation, choice: Call, argument: Formula) -> Relation:
    left, right = (_put(side, choice, argument) for side in relation[1:])
    return Relation(relation.sign, left, right)


def divided(relation: Relation) -> tuple[Formula | None, bool]:
    """What is whole where a divisibility holds, `n mod 2 = 1` too; or just where it does not (False)."""
    match relation:
        case Relation(sign=sign, left=left, right=right) if sign == DIVIDES:
            return (None if symbols(left) or left == ZERO else arithmetic.divide(right, left)), True
        case Relation(sign="=" | "≠" as sign, left=Call(function="mod", arguments=(number, divisor)), right=right):
            if symbols(divisor) or symbols(right) or divisor == ZERO or not 0 <= value(right, {}) < value(divisor, {}):
                return None, True
            return arithmetic.divide(arithmetic.subtract(number, right), divisor), sign == "="
        case _:
            return None, True


def _members(here: Progression, hint: int | None) -> list[int]:
    """Values to try for a piece: the one that is expected, the first ones, and some far out."""
    length = here.length
    places = [*range(6), *(6 * 2**n for n in range(1, 7))]
    tried = [here.at(t) for t in places if length is None or t < length]
    expected = [hint] if hint is not None and here.contains(hint) else []
    last = [] if here.last is None else [here.last]
    return list(dict.fromkeys([*expected, *tried, *last]))
