"""Growth, solutions and comparisons as pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from symcount.algebra.formula import Call, Factor, Formula, Number, Symbol, symbols, walk
from symcount.algebra.functions import Exact
from symcount.algebra.notations.unicode import plain
from symcount.document.blocks import Block, Cell, Document, Equations, Heading, Paragraph, Table, Text
from symcount.document.layout import condition_sentences
from symcount.network.network import Network
from symcount.scaling.compare import Comparison, Pair
from symcount.scaling.feasible import value_or_none
from symcount.scaling.frontier import Frontier
from symcount.scaling.growth import Growth, Part, Point
from symcount.scaling.largest import Found
from symcount.scaling.level import Level
from symcount.scaling.solve import Solution, Solutions

if TYPE_CHECKING:
    from symcount.algebra.symbolic import Root

NONE = "—"


def exact_or_decimal(number: Exact | None) -> str:
    """An exact number as it is where it is short, else `≈` a decimal of four places; `—` for none."""
    if number is None:
        return NONE
    exact = Fraction(number)
    if exact.denominator == 1:
        return signed(f"{exact.numerator:,}")
    if (exact * 10**6).denominator == 1:
        return signed(f"{float(exact):,.6f}".rstrip("0"))
    return signed(str(exact) if len(str(exact.denominator)) <= 4 else f"≈ {float(exact):,.4f}")


def _decimal(number: Exact | None, places: int) -> str:
    return NONE if number is None else signed(f"{float(number):,.{places}f}")


def _percent(part: Fraction | None, sign: str = "") -> str:
    return NONE if part is None else signed(f"{float(100 * part):{sign},.1f} %")


def signed(number: str) -> str:
    """With the sign that formulas have."""
    return number.replace("-", "−")


def _row(*values: Formula | int | str | None) -> tuple[Cell, ...]:
    """Formulas as factors, and `—` for what there is not."""
    return tuple(map(_cell, values))


def _cell(value: Formula | int | str | None) -> Cell:
    match value:
        case None:
            return NONE
        case Number(value=number):
            return exact_or_decimal(number)
        case int() | str():
            return str(value)
        case _:
            return Factor(value)


def _summary(sentences: Sequence[str], more: str) -> str:
    """The first three."""
    return "; ".join(sentences[:3]) + (more if len(sentences) > 3 else "")


# ---- growth ------------------------------------------------------------------------------


def lay_out_growth(growth: Growth, curve: Level | None = None) -> Document:
    """Polynomial, degree, exponent, doubling, shares, the table, and the gap to the exact counts."""
    network, whole, name = growth.network, growth.whole, plain(Symbol(growth.symbol))
    known = growth.limit is not None
    header = ("stage", "count", *(("degree", "leading coefficient", "share in the limit") if known else ()))
    stages = (_stage(part, "" if part is whole else _percent(part.share), known) for part in (*growth.parts, whole))
    other = () if growth.here.ideal.tree == whole.ideal.tree else (whole,)
    blocks: list[Block] = [
        Heading(f"{network.name} in {name}"),
        Equations(((Symbol("P"), Factor(growth.here.ideal.tree)),)),
        *([Paragraph(f"From {name} = {exact_or_decimal(growth.limit)} on:")] if other else []),
        *(Equations(((Symbol("P"), Factor(part.ideal.tree)),)) for part in other),
        *([Paragraph(_roundings(growth))] if _dropped(growth) else []),
        Paragraph(_slope(growth)),
        Table(header, tuple(stages), (2,) if known else ()),
        _values(growth),
        *(_curve(curve) if curve is not None else []),
        *map(Paragraph, condition_sentences(network.told)),
    ]
    return Document(network.name, tuple(blocks), network.writing)


def _stage(part: Part, share: str, known: bool) -> tuple[Cell, ...]:
    return _row(part.title, part.ideal.tree, *((part.degree, part.leading, share) if known else ()))


def _dropped(growth: Growth) -> tuple[str, ...]:
    """What was left out of any of the ideal polynomials."""
    return tuple(dict.fromkeys((*growth.here.ideal.dropped, *growth.whole.ideal.dropped)))


def _roundings(growth: Growth) -> str:
    dropped = _dropped(growth)
    gaps = {p.gap: exact_or_decimal(p.at) for p in reversed(growth.points) if p.gap is not None}
    worst = max(reversed(gaps), key=abs, default=Fraction(0))
    where = f"{plain(Symbol(growth.symbol))} = {gaps.get(worst, '')}"
    ideal = _summary(dropped, f" and {len(dropped) - 3} more")
    return f"Ideal: {ideal}. The gap to the exact counts is at most {_percent(worst, '+')}, at {where}."


def _slope(growth: Growth) -> str:
    name, degree = plain(Symbol(growth.symbol)), growth.whole.degree
    if growth.limit is None:
        return f"No limit is known: {growth.no_limit}."
    if degree is None:
        return f"P is no polynomial in {name}."
    return (
        f"Degree {degree} in {name}, leading coefficient {_written(growth.whole.leading)}; "
        f"local exponent d log P / d log {name} = {plain(growth.exponent)}, towards {degree}; "
        f"doubling {name} multiplies P by a factor {f'towards {2**degree}' if degree else '1'}."
    )


def _written(formula: Formula) -> str:
    """A number as it is in tables, a formula as a terminal shows it."""
    return exact_or_decimal(formula.value) if isinstance(formula, Number) else plain(formula)


def _values(growth: Growth) -> Table:
    rounded = bool(_dropped(growth))
    titles = tuple(part.title for part in growth.parts) if len(growth.parts) > 1 else ()
    header = (growth.symbol, "parameters", *(("ideal", "gap") if rounded else ()), "exponent", "doubling", *titles)
    rows = tuple(_value(point, rounded, len(titles)) for point in growth.points)
    return Table(header, rows, tuple(range(len(header))))


def _value(point: Point, rounded: bool, stages: int) -> tuple[Cell, ...]:
    ideal = exact_or_decimal(point.ideal)
    exact = f"{point.exact:,}" if point.exact is not None else f"{NONE} ({point.why})" if point.why else ideal
    gap = (ideal, _percent(point.gap, "+")) if rounded else ()
    shares = map(_percent, point.shares[:stages] or (None,) * stages)
    return (exact_or_decimal(point.at), exact, *gap, _decimal(point.exponent, 3), _decimal(point.doubling, 3), *shares)


def _curve(level: Level) -> list[Block]:
    other = plain(Symbol(level.other))
    header = (plain(Symbol(level.symbol)), other, f"largest whole {other}", "parameters there")
    rows = (
        _row(
            exact_or_decimal(point.at),
            _decimal(point.other, 4),
            *map(exact_or_decimal, (point.whole, point.parameters)),
        )
        for point in level.points
    )
    return [
        Heading(f"Equal counts: {level.parameters:,} parameters"),
        Equations(((Symbol(level.other), Factor(level.formula)),)),
        Table(header, tuple(rows), (0, 1, 2, 3)),
    ]


# ---- solving -----------------------------------------------------------------------------


def lay_out_solutions(answer: Solutions) -> Document:
    """For each budget: the roots, the largest network within it, and the next one."""
    blocks = [block for solution in answer.solutions for block in _solution(answer, solution)]
    dropped = tuple(dict.fromkeys(text for solution in answer.solutions for text in solution.dropped))
    if dropped:
        blocks.append(Paragraph(f"The equation is ideal: {_summary(dropped, ' …')}."))
    if answer.step is not None and answer.step != 1:
        blocks.append(Paragraph(f"{plain(Symbol(answer.symbol))} is a multiple of {answer.step}."))
    return Document(answer.network.name, tuple(blocks), answer.network.writing)


def _solution(answer: Solutions, solution: Solution) -> list[Block]:
    name, roots = plain(Symbol(answer.symbol)), solution.roots
    count = f"{len(roots)} solutions: " if len(roots) > 1 else ""
    following = "next" if solution.best is not None else "first"
    found = (("largest within", solution.best), (following, solution.following))
    rows = tuple((title, *_found(f, solution.budget)) for title, f in found if f is not None)
    return [
        Heading(_within(answer.network, solution.budget, solution.like)),
        Equations(((Factor(solution.equation), Number(solution.budget)),)),
        *_radicals(answer.symbol, roots),
        Paragraph(f"{count}{_listed(name, roots)}." if roots else f"No positive {name} solves it."),
        *([Table(("", name, "parameters", "of the budget"), rows, (2, 3))] if rows else []),
        *([Paragraph(solution.note)] if solution.note else []),
        *([Paragraph(f"Not searched: {_summary(solution.unsearched, ' …')}.")] if solution.unsearched else []),
    ]


def _within(network: Network, budget: int, like: str | None = None) -> str:
    return f"{network.name} within {budget:,} parameters" + (f", as many as {like} has" if like else "")


def lay_out_frontier(answer: Frontier) -> Document:
    """The largest pairs of two symbols within a budget."""
    name, other = (plain(Symbol(symbol)) for symbol in answer.symbols)
    rows = tuple((exact_or_decimal(pair.other), *_found(pair.found, answer.budget)) for pair in answer.pairs)
    tried = f"{other} = {answer.step} to {answer.last} in steps of {answer.step}"
    unsearched = f" Not searched: {_summary(answer.unsearched, ' …')}." if answer.unsearched else ""
    said = "Neither can be larger without the other's being smaller." if rows else "None fits."
    blocks: list[Block] = [
        Heading(_within(answer.network, answer.budget)),
        *([Table((other, f"largest {name}", "parameters", "of the budget"), rows, (0, 2, 3))] if rows else []),
        Paragraph(f"{said} Tried: {tried}.{unsearched}"),
    ]
    return Document(answer.network.name, tuple(blocks), answer.network.writing)


def _radicals(symbol: str, roots: Iterable[Root]) -> list[Block]:
    """The roots that are written with square roots."""
    written = (root.formula for root in roots if root.formula is not None and not _is_rational(root))
    return [Equations(((Symbol(symbol), Factor(formula)),)) for formula in written]


def _listed(name: str, roots: Iterable[Root]) -> str:
    """`w = 3; w ≈ 26.8118`; one with square roots is a formula above."""
    return "; ".join(f"{name} {_root(root)}" for root in roots)


def _root(root: Root) -> str:
    decimal = f"≈ {root.decimal:.6g}"
    if root.formula is None or not _is_rational(root):
        return decimal
    exact = f"= {plain(root.formula)}"
    return exact if root.decimal.is_integer() else f"{exact} {decimal}"


def _is_rational(root: Root) -> bool:
    return root.formula is not None and not any(isinstance(part, Call) for part in walk(root.formula))


def _found(found: Found, budget: int) -> tuple[Cell, ...]:
    where = exact_or_decimal(found.low)
    if found.high is not None:
        start = "from" if found.low_included else "above"
        end = "to" if found.high_included else "to below"
        where = f"{start} {where} {end} {exact_or_decimal(found.high)}"
    elif found.unbounded:
        where = f"all from {where} on"
    return where, f"{found.parameters:,}", _percent(Fraction(found.parameters, budget) if budget else None)


# ---- comparing ---------------------------------------------------------------------------


def lay_out_comparison(comparison: Comparison, left: str, right: str) -> Document:
    """Both counts, difference and ratio, in symbols and at their values; where they cross; stage by stage."""
    title, stages = f"{left} against {right}", comparison.stages
    blocks: list[Block] = [
        Heading(title),
        _pairs((comparison.whole,), left, right),
        *map(Paragraph, _whole_sentences(comparison)),
        *(_radicals(comparison.symbol, comparison.crossings) if comparison.symbol else []),
        *map(Paragraph, _conditions(comparison, left, right)),
    ]
    if stages:
        blocks += [Heading("Stage by stage"), _pairs(stages, left, right)]
    if any(pair.difference is None for pair in stages) and all(pair.numbers for pair in stages):
        blocks += [Heading(f"Stage by stage, {AT_VALUES}"), _numbers(stages, left, right)]
    sides = (
        (left, comparison.left, comparison.only_left),
        (right, comparison.right, comparison.only_right),
    )
    for name, network, titles in sides:
        counts = ", ".join(f"{title} ({_alone(comparison.alone[title], network)})" for title in titles)
        blocks += [Paragraph(f"Only in {name}: {counts}.")] if titles else []
    return Document(title, tuple(blocks), {**comparison.left.writing, **comparison.right.writing})


def _conditions(comparison: Comparison, left: str, right: str) -> Iterator[Text]:
    """What the forms hold for; once where it is the same on both sides."""
    sides = [condition_sentences(network.told) for network in (comparison.left, comparison.right)]
    for sentence in sides[0]:
        yield sentence if sentence in sides[1] else _of_side(left, sentence)
    yield from (_of_side(right, sentence) for sentence in sides[1] if sentence not in sides[0])


def _of_side(name: str, sentence: Text) -> Text:
    return f"{name}: {sentence}" if isinstance(sentence, str) else (f"{name}: ", *sentence)


AT_VALUES = "at the values of the parameters"


def _whole_sentences(comparison: Comparison) -> Iterator[str]:
    """Which symbols differ, what both counts are worth, and where they cross."""
    whole = comparison.whole
    if comparison.differing:
        listed = ((plain(Symbol(name)), *map(_worth, pair)) for name, pair in comparison.differing.items())
        symbols_of_both = "; ".join(f"{name} = {a} against {b}" for name, a, b in listed)
        yield f"Not the same on both sides, so without a difference in symbols: {symbols_of_both}."
    if whole.numbers is not None and (symbols(whole.left) or symbols(whole.right)):
        a, b = whole.numbers
        ratio = f", ratio {_decimal(Fraction(a) / b, 4)}" if b else ""
        numbers, difference = f"{exact_or_decimal(a)} against {exact_or_decimal(b)}", exact_or_decimal(a - b)
        yield f"{AT_VALUES.capitalize()}: {numbers}, difference {difference}{ratio}."
    if comparison.symbol is not None:
        name = plain(Symbol(comparison.symbol))
        cross = f"They cross at {_listed(name, comparison.crossings)}."
        yield cross if comparison.crossings else f"They are equal for no positive {name}."


def _worth(value: Exact | None) -> str:
    return "no value" if value is None else exact_or_decimal(value)


def _alone(count: Formula, network: Network) -> str:
    """A count, and what it is worth."""
    number = value_or_none(count, network.values)
    worth = [] if number is None else [exact_or_decimal(number)]
    return " = ".join([plain(count), *worth] if symbols(count) else worth)


def _pairs(pairs: tuple[Pair, ...], left: str, right: str) -> Table:
    """In symbols; without difference and ratio where no row has them. As numbers where there are no symbols."""
    if all(pair.numbers and not symbols(pair.left) and not symbols(pair.right) for pair in pairs):
        return _numbers(pairs, left, right)
    known = any(pair.difference is not None for pair in pairs)
    more = ("difference", "ratio") if known else ()
    rows = (_row(p.title, p.left, p.right, *((p.difference, p.ratio) if known else ())) for p in pairs)
    return Table(("", left, right, *more), tuple(rows))


def _numbers(pairs: tuple[Pair, ...], left: str, right: str) -> Table:
    """At the values of the parameters."""
    known = ((pair.title, *pair.numbers) for pair in pairs if pair.numbers is not None)
    rows = (
        (title, *map(exact_or_decimal, (a, b, a - b)), _decimal(Fraction(a) / b if b else None, 4))
        for title, a, b in known
    )
    return Table(("", left, right, "difference", "ratio"), tuple(rows), (1, 2, 3, 4))
