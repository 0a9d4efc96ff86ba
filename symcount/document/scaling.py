"""Growth, solutions and comparisons as pages."""

from __future__ import annotations

from fractions import Fraction

from symcount.algebra.formula import Factor, Formula, Number, Symbol, symbols
from symcount.algebra.functions import Exact
from symcount.algebra.notations.unicode import plain
from symcount.document.blocks import Block, Cell, Document, Equations, Heading, Paragraph, Table
from symcount.document.layout import condition_sentences
from symcount.scaling.compare import Comparison, Pair
from symcount.scaling.growth import Growth, Part, Point
from symcount.scaling.level import Level
from symcount.scaling.solve import Plateau, Solution, Solved


def number(x: Exact | None, digits: int = 4) -> str:
    """An exact number as it is where it is short, else as a decimal; `—` for none."""
    if x is None:
        return "—"
    exact = Fraction(x)
    if exact.denominator == 1:
        return f"{exact.numerator:,}"
    scaled = exact * 10**6
    if scaled.denominator == 1:
        return f"{float(exact):.6f}".rstrip("0")
    return str(exact) if len(str(exact.denominator)) <= 4 else f"≈ {decimal(exact, digits)}"


def decimal(x: Exact, digits: int = 4) -> str:
    """A decimal for reading; counts are never printed so."""
    return f"{float(x):.{digits}f}"


def percent(x: Fraction | None) -> str:
    return "—" if x is None else f"{float(100 * x):+.1f} %"


def share(x: Fraction | None) -> str:
    return "—" if x is None else f"{float(100 * x):.1f} %"


# ---- growth ------------------------------------------------------------------------------


def lay_out_growth(g: Growth, level: Level | None = None) -> Document:
    """Polynomial, degree, exponent, doubling, shares, the table, and the gap to the exact counts."""
    rounded = bool(g.whole.ideal.dropped)
    blocks: list[Block] = [
        Heading(f"{g.network.name} in {plain(Symbol(g.symbol))}"),
        Equations(((Symbol("P"), Factor(g.whole.ideal.tree)),)),
    ]
    if rounded:
        blocks.append(Paragraph(_dropped(g)))
    blocks += [Paragraph(_growth_text(g)), _stages(g), _values(g, rounded)]
    if level is not None:
        blocks += _level(level)
    blocks += [Paragraph(text) for text in condition_sentences(g.network.conditions)]
    return Document(g.network.name, tuple(blocks), g.network.writing)


def _dropped(g: Growth) -> str:
    shown = list(g.whole.ideal.dropped[:3])
    more = len(g.whole.ideal.dropped) - len(shown)
    tail = f" and {more} more" if more > 0 else ""
    gaps = [p.gap for p in g.points if p.gap is not None]
    worst = max(gaps, key=abs, default=Fraction(0))
    at = next((number(p.at) for p in g.points if p.gap == worst), "")
    where = f"{plain(Symbol(g.symbol))} = {at}"
    return f"Ideal: {'; '.join(shown)}{tail}. The gap to the exact counts is at most {percent(worst)}, at {where}."


def _growth_text(g: Growth) -> str:
    name = plain(Symbol(g.symbol))
    if g.whole.degree is None:
        return f"P is no polynomial in {name}."
    doubled = f"towards {2**g.whole.degree}" if g.whole.degree else "1"
    return (
        f"Degree {g.whole.degree} in {name}, leading coefficient {plain(g.whole.leading)}; "
        f"local exponent d log P / d log {name} = {plain(g.exponent)}, towards {g.whole.degree}; "
        f"doubling {name} multiplies P by a factor {doubled}."
    )


def _stages(g: Growth) -> Table:
    header = ("stage", "count", "degree", "leading coefficient", "share in the limit")
    rows = tuple(_part(p) for p in (*g.parts, g.whole))
    return Table(header, rows, (2,))


def _part(p: Part) -> tuple[Cell, ...]:
    degree = "—" if p.degree is None else str(p.degree)
    return (p.title, Factor(p.ideal.tree), degree, Factor(p.leading), share(p.share) if p.title != "total" else "")


def _values(g: Growth, rounded: bool) -> Table:
    titles = tuple(p.title for p in g.parts) if len(g.parts) > 1 else ()
    gap = ("ideal", "gap") if rounded else ()
    header = (g.symbol, "parameters", *gap, "exponent", "doubling", *titles)
    rows = tuple(_point(p, rounded, len(titles)) for p in g.points)
    return Table(header, rows, tuple(range(len(header))))


def _point(p: Point, rounded: bool, stages: int) -> tuple[Cell, ...]:
    gap = (number(p.ideal), percent(p.gap)) if rounded else ()
    shares = tuple(share(s) for s in p.shares[:stages]) if p.shares else ("—",) * stages
    exact = f"{p.exact:,}" if p.exact is not None else f"— ({p.why})" if p.why else number(p.ideal)
    factors = ("—" if x is None else decimal(x, 3) for x in (p.exponent, p.doubling))
    return (number(p.at), exact, *gap, *factors, *shares)


def _level(level: Level) -> list[Block]:
    name, other = plain(Symbol(level.symbol)), plain(Symbol(level.other))
    blocks: list[Block] = [Heading(f"Equal counts: {level.parameters:,} parameters")]
    if level.formula is not None:
        blocks.append(Equations(((Symbol(level.other), Factor(level.formula)),)))
    header = (name, other, f"largest whole {other}", "parameters there")
    rows = tuple(
        (
            number(p.at),
            "—" if p.other is None else decimal(p.other),
            "—" if p.whole is None else str(p.whole),
            number(p.parameters),
        )
        for p in level.points
    )
    return [*blocks, Table(header, rows, (0, 1, 2, 3))]


# ---- solving -----------------------------------------------------------------------------


def lay_out_solved(s: Solved) -> Document:
    """For each budget: the roots, the largest network within it, and the next one."""
    blocks: list[Block] = []
    for solution in s.solutions:
        blocks += _solution(s, solution)
    if s.dropped:
        blocks.append(
            Paragraph(f"The equation is ideal: {'; '.join(s.dropped[:3])}{' …' if len(s.dropped) > 3 else ''}.")
        )
    if s.step is not None and s.step != 1:
        blocks.append(Paragraph(f"Every width is whole at multiples of {s.step}."))
    return Document(s.network.name, tuple(blocks), s.network.writing)


def _solution(s: Solved, solution: Solution) -> list[Block]:
    name = plain(Symbol(s.symbol))
    blocks: list[Block] = [
        Heading(f"{s.network.name} within {solution.budget:,} parameters"),
        Equations(((Factor(s.equation), Number(solution.budget)),)),
    ]
    roots = [
        f"{name} = {r.text} ≈ {r.decimal:.6g}" if r.text and "." not in r.text else f"{name} ≈ {r.decimal:.6g}"
        for r in solution.roots
    ]
    if not roots:
        blocks.append(Paragraph(f"No positive {name} solves it."))
    elif len(roots) > 1:
        blocks.append(Paragraph(f"{len(roots)} solutions: {'; '.join(roots)}."))
    else:
        blocks.append(Paragraph(f"{roots[0]}."))
    rows: list[tuple[Cell, ...]] = []
    if solution.best is not None:
        rows.append(("largest within", *_plateau(solution.best, solution.budget)))
    if solution.following is not None:
        rows.append(
            ("next" if solution.best is not None else "smallest", *_plateau(solution.following, solution.budget))
        )
    if rows:
        blocks.append(Table(("", name, "parameters", "of the budget"), tuple(rows), (2, 3)))
    return [*blocks, *([Paragraph(f"None fits: {solution.note}.")] if solution.note else [])]


def _plateau(p: Plateau, budget: int) -> tuple[Cell, ...]:
    start = "from" if p.low_included else "above"
    end = "to" if p.high_included else "to below"
    where = number(p.low) if p.high is None else f"{start} {number(p.low)} {end} {number(p.high)}"
    return where, f"{p.parameters:,}", share(Fraction(p.parameters, budget))


# ---- comparing ---------------------------------------------------------------------------


def lay_out_comparison(c: Comparison, left: str, right: str) -> Document:
    """Both counts, difference and ratio; where they cross; stage by stage."""
    blocks: list[Block] = [Heading(f"{left} against {right}"), _pairs((c.whole,), left, right)]
    if c.numbers is not None and symbols(c.whole.difference):
        a, b = c.numbers
        ratio = f", ratio {decimal(Fraction(a) / b)}" if b else ""
        blocks.append(
            Paragraph(
                f"At the values of the parameters: {number(a)} against {number(b)}, difference {number(a - b)}{ratio}."
            )
        )
    if c.symbol is not None:
        blocks.append(Paragraph(_crossings(c)))
    if c.stages:
        blocks += [Heading("Stage by stage"), _pairs(c.stages, left, right)]
    blocks += [
        Paragraph(f"Only in {title}: {', '.join(names)}.")
        for title, names in ((left, c.only_left), (right, c.only_right))
        if names
    ]
    return Document(f"{left} against {right}", tuple(blocks), {**c.left.writing, **c.right.writing})


def _pairs(pairs: tuple[Pair, ...], left: str, right: str) -> Table:
    rows = tuple((p.title, *(_formula(t) for t in (p.left, p.right, p.difference, p.ratio))) for p in pairs)
    return Table(("", left, right, "difference", "ratio"), rows)


def _formula(tree: Formula | None) -> Cell:
    return "—" if tree is None else Factor(tree)


def _crossings(c: Comparison) -> str:
    name = plain(Symbol(c.symbol or ""))
    if not c.crossings:
        return f"They are equal for no positive {name}."
    at = "; ".join(
        f"{name} = {x.text} ≈ {x.decimal:.6g}" if x.text else f"{name} ≈ {x.decimal:.6g}" for x in c.crossings
    )
    return f"They cross at {at}."
