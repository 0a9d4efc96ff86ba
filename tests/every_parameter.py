"""Every parameter of every shipped network under every question along one symbol: `python -m tests.every_parameter`.

What `sweep`, `scale` and `solve` say of a parameter is held against `count` with the parameter set, value by value: an
answer is the count, and what is refused is refused by `count` too, with the same code.
"""

from __future__ import annotations

import argparse
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from math import comb, factorial

from symcount import load, pipeline
from symcount.algebra.formula import tidy, value
from symcount.algebra.functions import Exact
from symcount.api import Model
from symcount.language.diagnostics import Problem
from symcount.network.catalogue import shipped_models
from symcount.scaling.counting import NONE
from symcount.scaling.feasible import value_or_none
from symcount.scaling.growth import Growth
from symcount.scaling.pieces import first_error
from symcount.scaling.points import grid_of
from symcount.scaling.solve import Solution
from symcount.scaling.sweep import sweep
from tests.fuzz import MOST_SECONDS, Stopped, place, stopping

NEAR = 20
"""So many values are swept on each side of the default."""
PARTS = 16
"""A parameter that need not be whole is swept in steps of 1/16."""
BEYOND = 64
"""So many steps beyond a solution are tried for the next network."""
MANY = 200
"""Networks of more layers are swept at every fourth value."""
FAR = (40, 20, 12, 8, 5, 3, 1)
"""The default times such powers of two is where a limit is held against counts."""
SHOWN = 4
"""So much that is wrong with one command is said."""
NO_QUESTION = {"E501", "E221", "E215", "E211"}
"""The count does not contain the parameter; no form is known; a value is missing; too large to be written."""


@dataclass(frozen=True)
class Asked:
    """A parameter of a net, and what `count` says at its values."""

    file: str
    net: str
    name: str
    default: Exact
    model: Model
    truths: dict[Exact, int | str] = field(default_factory=dict)

    def truth(self, at: Exact) -> int | str:
        """The count at a value, or the code with which it is refused."""
        if at not in self.truths:
            try:
                found = self.model.count(set={self.name: at}).parameters
                self.truths[at] = found if isinstance(found, int) else "E215"
            except Problem as trouble:
                self.truths[at] = first_error(trouble).code
        return self.truths[at]

    @cached_property
    def unit(self) -> Fraction:
        """Between the values that are swept: 1 where no network can be built between whole numbers."""
        if Fraction(self.default).denominator != 1:
            return Fraction(1, PARTS)
        between = (tidy(self.default + Fraction(2**k, PARTS)) for k in range(4))
        return Fraction(1, PARTS if any(isinstance(self.truth(at), int) for at in between) else 1)

    @cached_property
    def values(self) -> list[Exact]:
        """Those next to the default, the eighths of it up to its double, and the smallest."""
        apart = 4 if len(self.model.count().result.network.layers) > MANY else 1
        near = (self.default + k * self.unit for k in range(-NEAR, NEAR + 1, apart))
        eighths = (Fraction(self.default) * k / 8 for k in range(0, 17, apart))
        found = {Fraction(at) for at in (*near, *eighths, -1, 0, 1, 2)}
        return [tidy(at) for at in sorted(found) if self._is_in_step(at)]

    def _is_in_step(self, at: Fraction) -> bool:
        """From zero, or from the default."""
        return any(((at - origin) / self.unit).denominator == 1 for origin in (0, self.default))

    def words(self, command: str, *more: str) -> str:
        return " ".join(["symcount", command, self.file, *(["--net", self.net] if self.net else []), *more])


def parameters(file: str, names: Iterable[str] = ()) -> Iterator[Asked]:
    """The numeric parameters with a default of each net of a shipped file."""
    model = load(file)
    nets = model.model.scope.nets
    for net in nets:
        chosen = model.at(net=net.name)
        written = net.name if len(nets) > 1 else ""
        for name, default in chosen.count().result.network.values.items():
            if not names or name in names:
                yield Asked(file, written, name, default, chosen)


Said = Iterator[str]
"""What is wrong."""

# ---- sweep -----------------------------------------------------------------------------------


def check_sweep(asked: Asked, report: Report) -> Said:
    """Each value: the count, or the code with which it is refused."""
    grid = grid_of([over(asked)])
    with pipeline.limits():
        swept = sweep(asked.model.model.scope, asked.model.request, grid)
        counts, refusals = swept.countings[()].at(grid.part(0, grid.size), grid.size)
    codes = {int(k): refusal.why.code for refusal in refusals for k in refusal.places}
    for k, (at, count) in enumerate(zip(asked.values, counts.tolist(), strict=True)):
        found = codes.get(k, "no reason") if count == NONE else count
        report.add_point(found)
        if found != asked.truth(at):
            yield f"at {at} {found}, not {asked.truth(at)}"


def over(asked: Asked) -> str:
    return f"{asked.name}={','.join(map(str, asked.values))}"


# ---- scale -----------------------------------------------------------------------------------


def check_scale(asked: Asked, report: Report) -> Said:
    """Its own rows can be built; each row of any values is the count; a limit is that of counts far out."""
    table = asked.model.scale(asked.name).result
    rows = asked.model.scale(asked.name, at=asked.values[::8]).result.points
    for point, can_be_built in [*((p, True) for p in table.points), *((p, False) for p in rows)]:
        true = asked.truth(point.at)
        report.add_point(true if point.exact is None else point.exact)
        if (point.exact is None and (can_be_built or not point.why)) or point.exact != number(true):
            yield f"at {point.at} {point.exact} {point.why}, not {true}"
        if point.shares and sum(point.shares) != 1:
            yield f"at {point.at} the shares are {sum(point.shares)} together"
    if table.limit is None:
        report.notes[f"no limit: {asked.file} {asked.name}: {table.no_limit}"] += 1
    else:
        yield from _wrong_since(asked, table)
        yield from _wrong_limit(asked, table, report)


def number(truth: int | str) -> int | None:
    return truth if isinstance(truth, int) else None


def _wrong_since(asked: Asked, table: Growth) -> Said:
    """Where the form of the limit is the count, according to it."""
    for at in asked.values:
        true = asked.truth(at)
        if table.limit is not None and at >= table.limit and at > 0 and isinstance(true, int):
            found = value_or_none(table.whole.exact, {**table.network.values, asked.name: at})
            if found != true:
                yield f"from {table.limit} on a limit is claimed, whose form is {found} at {at}, not {true}"


def _wrong_limit(asked: Asked, table: Growth, report: Report) -> Said:
    """Differences of counts at multiples of a large number are the leading term; those of stages are shares of it."""
    degree = table.whole.degree
    if degree is None:
        report.notes[f"no polynomial: {asked.file} {asked.name}"] += 1
        return
    far = _far(asked, degree, Fraction(table.limit or 0))
    if far is None:
        report.notes[f"limit not held against counts: {asked.file} {asked.name}"] += 1
        return
    step, stages = far
    error = Fraction(1, 1000) if any(p.ideal.roundings for p in (table.whole, *table.parts)) else Fraction(0)
    leading = Fraction(value(table.whole.leading, {}))
    for k in (0, 1):
        parts = {label: _difference(counts[k : k + degree + 1]) for label, counts in stages.items()}
        whole = sum(parts.values())
        if abs(whole / (factorial(degree) * step**degree) - leading) > error * leading:
            yield f"{leading}·{asked.name}^{degree} is no limit of the counts at multiples of {step}"
        for part in table.parts:
            if part.share is None or (whole and abs(Fraction(parts[part.title], whole) - part.share) > error):
                yield f"the share of {part.title} is {part.share} in the limit, not {parts[part.title]}/{whole}"
    report.limits += 1


def _far(asked: Asked, degree: int, least: Fraction) -> tuple[Fraction, dict[str, list[int]]] | None:
    """A large step, and the counts of the stages at its multiples from the first on, as far out as they can be."""
    for power in FAR:
        step = Fraction(asked.default) * 2**power
        try:
            if step < least or not step:
                continue
            found = [asked.model.count(set={asked.name: tidy(step * k)}).result for k in range(1, degree + 3)]
        except Problem:
            continue
        tables = [{g.label or f.network.name: int(value(form, {})) for g, form in f.groups} for f in found]
        if all(table.keys() == tables[0].keys() for table in tables):
            return step, {label: [table[label] for table in tables] for label in tables[0]}
    return None


def _difference(counts: list[int]) -> int:
    """The one of order n of n + 1 numbers."""
    n = len(counts) - 1
    return sum((-1) ** (n - k) * comb(n, k) * count for k, count in enumerate(counts))


# ---- solve -----------------------------------------------------------------------------------


def check_solve(asked: Asked, report: Report) -> Said:
    """The largest within each of three budgets, against what is beyond it."""
    answer = asked.model.solve(asked.name, *budgets(asked)).result
    for solution in answer.solutions:
        report.answers += 1
        for where in solution.unsearched:
            report.notes[f"not searched: {asked.file} {asked.name}: {where}"] += 1
        said = _wrong_range(asked, solution) if answer.step is None else _wrong_step(asked, solution, answer.step)
        for wrong in (*_wrong_count(asked, solution), *_larger(asked, solution, answer.step), *said):
            yield f"{solution.budget:,}: {wrong}"


def budgets(asked: Asked) -> list[int]:
    here = asked.truth(asked.default)
    assert isinstance(here, int)
    return [here // 2, here, here * 17 // 10]


def _wrong_count(asked: Asked, solution: Solution) -> Said:
    best, following = solution.best, solution.following
    for found in (best, following):
        if found is not None and asked.truth(found.inside) != found.parameters:
            yield f"{found.inside} has {found.parameters}, but {asked.truth(found.inside)}"
    if best is not None and best.parameters > solution.budget:
        yield f"{best.inside} is beyond it"


def _larger(asked: Asked, solution: Solution, step: Fraction | None) -> Said:
    """Swept values that are larger and fit; or that do not where all larger ones are said to."""
    best = solution.best
    top = Fraction(0) if best is None else Fraction(best.low if best.high is None else best.high)
    for at in asked.values:
        true = asked.truth(at)
        if at <= top or not isinstance(true, int) or (step is not None and (at / step).denominator != 1):
            continue
        unbounded = best is not None and best.unbounded
        searched = not solution.unsearched or at == asked.default
        if (true <= solution.budget) != unbounded and searched:
            yield f"the answer is {None if best is None else top}, but {at} has {true}"


def _wrong_step(asked: Asked, solution: Solution, step: Fraction) -> Said:
    """The next value at which a network can be built is another than it says, or fits."""
    best, following = solution.best, solution.following
    if best is not None and best.unbounded:
        return
    low = Fraction(-step if best is None else best.low)
    beyond = (tidy(low + k * step) for k in range(1, BEYOND + 1))
    at = next((at for at in beyond if isinstance(asked.truth(at), int)), None)
    if following is None or solution.unsearched:
        if at is not None and not solution.unsearched:
            yield f"nothing is said to follow, but {at} can be built"
    elif following.parameters <= solution.budget or (following.low != at if at else following.low <= low):
        yield f"{following.low} with {following.parameters} is said to follow, in truth {at}"


def _wrong_range(asked: Asked, solution: Solution) -> Said:
    """A range of values ends where the next one begins, and what follows does not fit."""
    best, following = solution.best, solution.following
    for found in (best, following):
        for end, included in ((found.low, found.low_included), (found.high, found.high_included)) if found else ():
            if end is not None and included and asked.truth(end) != found.parameters:
                yield f"{end} is said to have {found.parameters}, but {asked.truth(end)}"
    if following is not None and following.parameters <= solution.budget:
        yield f"{following.inside} follows, and fits"
    if best is not None and following is not None and best.high != following.low:
        yield f"{best.high} ends it, but {following.low} begins the next"


# ---- all -------------------------------------------------------------------------------------

CHECKS: dict[str, Callable[[Asked, Report], Said]] = {
    "sweep": check_sweep,
    "scale": check_scale,
    "solve": check_solve,
}
WORDS: dict[str, Callable[[Asked], list[str]]] = {
    "sweep": lambda asked: ["--over", over(asked), "-o", "grid.csv"],
    "scale": lambda asked: ["--by", asked.name],
    "solve": lambda asked: ["--for", asked.name, *(f"--params {budget}" for budget in budgets(asked))],
}


@dataclass
class Report:
    """The figures of a run, and its violations with their command lines."""

    networks: set[tuple[str, str]] = field(default_factory=set)
    parameters: int = 0
    points: int = 0
    empty: int = 0
    limits: int = 0
    answers: int = 0
    refusals: Counter[str] = field(default_factory=Counter)
    notes: Counter[str] = field(default_factory=Counter)
    violations: list[str] = field(default_factory=list)
    slowest: tuple[float, str] = (0.0, "")
    seconds: float = 0.0

    def add_point(self, found: int | str) -> None:
        self.points += 1
        self.empty += isinstance(found, str)

    @property
    def figures(self) -> str:
        refused = ", ".join(f"{name} {times:,}" for name, times in sorted(self.refusals.items())) or "none"
        return "\n".join(
            [
                f"networks    {len(self.networks):,}",
                f"parameters  {self.parameters:,}",
                f"points      {self.points:,}, of which {self.empty:,} cannot be built",
                f"limits      {self.limits:,}",
                f"solutions   {self.answers:,}",
                f"refused     {refused}",
                f"seconds     {self.seconds:.1f}, at most {self.slowest[0]:.2f}: {self.slowest[1]}",
                f"violations  {len(self.violations):,}",
                *self.violations,
            ]
        )


def examine(all_asked: Iterable[Asked], report: Report) -> Report:
    """Put every question about each parameter."""
    began = time.process_time()
    for asked in all_asked:
        report.networks.add((asked.file, asked.net))
        report.parameters += 1
        for command in CHECKS:
            words = asked.words(command, *WORDS[command](asked))
            wrong = _violations(command, words, asked, report)
            if wrong:
                more = [f"and {len(wrong) - SHOWN} more"] if len(wrong) > SHOWN else []
                report.violations.append("\n  ".join([f"\n{words}", *wrong[:SHOWN], *more]))
    report.seconds += time.process_time() - began
    return report


def _violations(command: str, words: str, asked: Asked, report: Report) -> list[str]:
    for at in asked.values:
        asked.truth(at)  # beforehand, as it is no part of the command
    began = time.process_time()
    try:
        with stopping():
            wrong = list(CHECKS[command](asked, report))
    except Stopped:
        return [f"over {MOST_SECONDS:g} s, stopped"]
    except Problem as trouble:
        code = first_error(trouble).code
        report.refusals[f"{command} {code}"] += 1
        return _wrong_refusal(code, trouble, asked)
    except Exception as error:
        return [f"{type(error).__name__} in {place(error)}\n{traceback.format_exc(limit=-4)}"]
    seconds = time.process_time() - began
    report.slowest = max(report.slowest, (seconds, words))
    return [*wrong, *([f"over {MOST_SECONDS:g} s: {seconds:.1f}"] if seconds > MOST_SECONDS else [])]


def _wrong_refusal(code: str, trouble: Problem, asked: Asked) -> list[str]:
    """A question without an answer; one about a count that does not contain the parameter is about one number."""
    counts = {count for at in asked.values if isinstance(count := asked.truth(at), int)}
    if code == "E501" and len(counts) > 1:
        return [f"{first_error(trouble).message}, but it is {sorted(counts)[:3]}"]
    if code not in NO_QUESTION and counts:
        return [str(trouble)]
    return []


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.every_parameter", description="Check all parameters.")
    parser.add_argument("--network", action="append", metavar="NAME", help="only this shipped network; repeatable")
    parser.add_argument("--parameter", action="append", metavar="NAME", help="only this parameter; repeatable")
    parser.add_argument("--notes", action="store_true", help="list the limits and ranges that are not known")
    given = parser.parse_args()
    files = given.network or shipped_models()
    report = examine((a for file in files for a in parameters(file, given.parameter or ())), Report())
    print(*report.notes, sep="\n") if given.notes else None
    print(report.figures)
    return 1 if report.violations else 0


if __name__ == "__main__":
    sys.exit(main())
