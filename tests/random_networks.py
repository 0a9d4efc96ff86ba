"""Random networks under questions that have one answer: `python -m tests.random_networks --number 200 --seed 1`.

What a network has at numbers is said by the interpreter of `tests/network/random_steps.py`; a form, a sweep, a solution,
a table and a comparison have to agree with it, point by point, wherever what they are printed with holds.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product
from random import Random
from typing import Any

from symcount import pipeline
from symcount.algebra.formula import value
from symcount.api import Model
from symcount.language.diagnostics import Problem
from symcount.language.format import format_file
from symcount.language.source import Source
from symcount.network.network import Network
from symcount.network.request import Request
from symcount.scaling.counting import NONE
from symcount.scaling.points import grid_of
from symcount.scaling.sweep import sweep
from tests.fuzz import MOST_SECONDS, TEXT_FORMATS, Stopped, place, stopping
from tests.network.random_steps import NAMES, RandomNet, Refused, Unclear, network
from tests.support import latex_value, model

Values = Mapping[str, int | Fraction]
Wanted = int | frozenset[str] | None

# ---- conditions ------------------------------------------------------------------------------

HOLDS, BROKEN, OTHER, UNKNOWN = "holds", "broken", "other", "unknown"
"""All conditions hold; one that is required does not; another choice is made first; they are not known as values."""


def under(network: Network, values: Values) -> str:
    """How the conditions of a form stand at numbers, in the order in which they were met."""
    for condition in network.conditions:
        relation: Any = getattr(condition, "relation", None)
        if relation is None:
            return UNKNOWN
        if not all(_holds(given, values) for given in condition.given):
            continue  # it is not asked there
        if not all(_holds(relation, point) for point in _points(condition, values)):
            return OTHER if condition.decided else BROKEN
    return HOLDS


def _points(condition: Any, values: Values) -> Iterator[Values]:
    """The values, with each iteration of the repetitions that a condition speaks of."""
    ends = [(name, int(value(count, values))) for name, count in condition.over]
    for indices in product(*(range(end) for _, end in ends)):
        yield {**values, **dict(zip((name for name, _ in ends), indices, strict=True))}


def _holds(relation: Any, values: Values) -> bool:
    with suppress(ZeroDivisionError):
        return bool(relation.holds(values))
    return False


# ---- one network -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Case:
    """A network, its text, and what is drawn for one check."""

    net: RandomNet
    random: Random

    @property
    def model(self) -> Model:
        return model(self.net.written())

    def point(self, names: tuple[str, ...] = NAMES) -> dict[str, int]:
        """Values near the defaults, other ones for `names`."""
        drawn = {name: self.random.randint(1, {"w": 14, "n": 6, "g": 4}[name]) for name in names}
        return {**self.net.defaults, **drawn}

    def wanted(self, values: Values) -> Wanted:
        """The interpreter's count, the codes with which it refuses, None where that is not clear."""
        try:
            return self.net.parameters(values)
        except Refused as refused:
            return refused.codes
        except Unclear:
            return None

    def name(self) -> str:
        return self.random.choice(self.net.names)


def counted(case: Case, values: Values) -> int | tuple[str, ...]:
    """symcount's count at numbers, or its codes."""
    try:
        found = case.model.count(set=values, keep="none").parameters
    except Problem as trouble:
        return tuple(d.code for d in trouble.diagnostics if d.code.startswith("E"))
    assert isinstance(found, int)
    return found


def agrees(wanted: Wanted, found: int | tuple[str, ...] | None) -> bool:
    """The same number, or refused with one of the codes, or without one."""
    if isinstance(wanted, frozenset):
        return found is None or (isinstance(found, tuple) and not wanted.isdisjoint(found))
    return wanted is None or wanted == found


def code_of(trouble: Problem) -> str:
    """The code of its first mistake."""
    return next(d.code for d in trouble.diagnostics if d.code.startswith("E"))


Said = Iterator[tuple[str, str]]
"""What is wrong: in a few words, which are the same for the same defect, and with the numbers."""


def check_counts(case: Case) -> Said:
    """At numbers: the count, or the code of what is required and does not hold."""
    for values in ({**case.net.defaults}, *(case.point() for _ in range(4))):
        wanted, found = case.wanted(values), counted(case, values)
        if not agrees(wanted, found):
            refused = "built, but must not be" if isinstance(wanted, frozenset) else "another number"
            kind = refused if isinstance(found, int) else f"refused with {found[0]}"
            yield kind, f"{values}: {found}, not {wanted}"


def check_forms(case: Case) -> Said:
    """With symbols: the form where its conditions hold; refused where one that is required does not."""
    names = tuple(name for name in NAMES if case.random.random() < 0.6) or ("w",)
    form = case.model.count(keep=names).result
    for values in (case.net.defaults, *(case.point(names) for _ in range(6))):
        state, wanted = under(form.network, values), case.wanted(values)
        if state == HOLDS and isinstance(wanted, frozenset):
            yield "a form where nothing can be built", f"keep {names}, {values}: {wanted}"
        elif state == HOLDS and wanted is not None and value(form.parameters, values) != wanted:
            yield "a wrong form", f"keep {names}, {values}: {value(form.parameters, values)}, not {wanted}"
        elif state == BROKEN and isinstance(wanted, int):
            yield "a condition that nothing requires", f"keep {names}, {values}: {wanted}"
        elif state == BROKEN and isinstance(counted(case, values), int):
            yield "required, but counted where it is broken", f"keep {names}, {values}"


def check_groups(case: Case) -> Said:
    """By label, kind and layer: the groups have one sum."""
    for by in ("label", "kind", "layer"):
        total = sum(case.model.count(by=by, keep="none").groups.values())
        if total != case.wanted(case.net.defaults):
            yield f"by {by}", str(total)


def check_formats(case: Case) -> Said:
    """All formats one total, and every `=` of an article's line."""
    keep = case.random.choice(["none", "all", case.name()])
    derived, wanted = case.model.derive(keep=keep), case.wanted(case.net.defaults)
    for name in TEXT_FORMATS:
        text = derived.to(name)
        assert isinstance(text, str)
        if name == "json":
            found = json.loads(text)["total"]["value"]
        elif name == "csv":
            found = int(list(csv.DictReader(io.StringIO(text)))[-1]["value"])
        else:
            found = wanted if str(wanted) in text else None
        if found != wanted:
            yield name, f"keep {keep}: {found}, not {wanted}"
    for line in derived.lines.values() if keep == "none" else ():
        with suppress(ValueError):  # it has a function that `latex_value` does not read
            sides = {latex_value(side) for side in (line or "").split("=")} if line else set()
            if len(sides) > 1:
                yield "an `=` that does not hold", str(line)


def check_written_out(case: Case) -> Said:
    """`n * f` against `f -> f -> …`."""
    for values in (case.net.defaults, case.point(("n",))):
        if isinstance(case.wanted(values), int):
            text = case.net.written(written_out=True, defaults=values)
            found = model(text).count(keep="none").parameters
            if found != counted(case, values):
                yield "another number", f"{values}: {found}, not {counted(case, values)}\n{text}"


def check_format(case: Case) -> Said:
    """The canonical form says the same, and is its own canonical form."""
    once = format_file(Source("t.arch", case.net.written()))
    if format_file(Source("t.arch", once)) != once:
        yield "not stable", once
    if model(once).count(keep="none").parameters != case.wanted(case.net.defaults):
        yield "another number", once


TRIED = range(1, 31)
"""The values at which a solution is held against all others."""


def check_solve(case: Case) -> Said:
    """The largest value within the budget, against trying all."""
    name = case.name()
    all_counts = {v: case.wanted({**case.net.defaults, name: v}) for v in TRIED}
    counts = {v: c for v, c in all_counts.items() if isinstance(c, int)}
    budget = max(0, case.random.choice(sorted(counts.values())) + case.random.choice([0, 0, -1, 5]))
    solution = case.model.solve(name, budget).result.solutions[0]
    best = solution.best
    fitting = [v for v, count in counts.items() if count <= budget]
    if best is None:
        if fitting and not solution.unsearched:
            yield "none fits, but one does", f"{name}, {budget}: {fitting[-1]} has {counts[fitting[-1]]}"
        return
    top = best.low if best.high is None else best.high
    at_low = case.wanted({**case.net.defaults, name: best.low})
    if best.parameters > budget or (best.low_included and at_low is not None and at_low != best.parameters):
        yield "a wrong count", f"{name}, {budget}: {best.low}, in truth {at_low}"
    missed = [v for v in fitting if v > top and not best.unbounded]
    if missed and not solution.unsearched:
        yield "not the largest", f"{name}, {budget}: {top}, but {missed[-1]} has {counts[missed[-1]]}"


def check_sweep(case: Case) -> Said:
    """Each point of a grid, where it is refused and where it is not."""
    names = case.random.sample(case.net.names, min(len(case.net.names), case.random.choice([1, 2])))
    axes = {name: range(1, case.random.randint(3, 6)) for name in names}
    points = [{**case.net.defaults, **dict(zip(names, at, strict=True))} for at in product(*axes.values())]
    wanted = [case.wanted(point) for point in points]
    grid = grid_of([f"{name}={axis[0]}:{axis[-1]}" for name, axis in axes.items()])
    try:
        with pipeline.limits():
            swept = sweep(case.model.model.scope, Request(), grid)
            counts, reasons = swept.counts(0)
    except Problem as trouble:
        code = code_of(trouble)
        if code not in _NO_QUESTION and any(isinstance(count, int) for count in wanted):
            yield f"refused with {code} what can be built", f"{dict(axes)}: {trouble.diagnostics[0].message}"
        return
    for point, count, true in zip(points, counts.tolist(), wanted, strict=True):
        if isinstance(true, int) and count != true:
            yield "another number", f"{point}: {count}, not {true}"
        elif isinstance(true, frozenset) and count != NONE:
            yield "a number where nothing can be built", f"{point}: {count}, but {true}"
    if sum(reason.points for reason in reasons) != counts.tolist().count(NONE):
        yield "empty without a reason", f"{dict(axes)}: {reasons}"


def check_scale(case: Case) -> Said:
    """Each row of the table."""
    name, at = case.name(), sorted(case.random.sample(range(1, 13), 4))
    for point in case.model.scale(name, at).result.points:
        wanted = case.wanted({**case.net.defaults, name: point.at})
        if not agrees(wanted, point.exact):
            yield "another number", f"{name} = {point.at}: {point.exact}, not {wanted}"


def check_pieces(case: Case) -> Said:
    """Each value has one form, the count, or none where nothing can be built; but where it was not searched."""
    name = case.name()
    cases = case.model.derive(keep=name, form="pieces").derivation.cases
    assert cases is not None
    for k in TRIED:
        at, wanted = {name: k}, case.wanted({**case.net.defaults, name: k})
        forms = {value(c.tree, at) for c in cases.cases if any(all(r.holds(at) for r in where) for where in c.where)}
        is_open = bool(cases.more) or any(all(r.holds(at) for r in where) for where in cases.unsearched)
        if isinstance(wanted, int) and forms != {wanted} and (forms or not is_open):
            yield "another number, or none", f"{at}: {forms}, not {wanted}"
        elif isinstance(wanted, frozenset) and forms:
            yield "a form where nothing can be built", f"{at}: {forms}, but {wanted}"


def check_compare(case: Case) -> Said:
    """Both sides at their own values, as formulas and as numbers."""
    values, keep = case.point(), case.random.choice(["none", "all"])
    wanted = case.wanted(case.net.defaults), case.wanted(values)
    if all(isinstance(count, int) for count in wanted):
        one = case.model.at(keep=keep)
        numbers = one.compare(one.at(set=values)).result.numbers
        if numbers != wanted:
            yield "other numbers", f"keep {keep}, {values}: {numbers}, not {wanted}"


CHECKS: dict[str, Callable[[Case], Said]] = {
    "count": check_counts,
    "form": check_forms,
    "groups": check_groups,
    "formats": check_formats,
    "written out": check_written_out,
    "format": check_format,
    "solve": check_solve,
    "sweep": check_sweep,
    "scale": check_scale,
    "pieces": check_pieces,
    "compare": check_compare,
}
_NO_QUESTION = frozenset({"E221", "E211", "E501", "E222"})
"""No form is known; the count does not contain the symbol; it is irrational."""


# ---- many ------------------------------------------------------------------------------------


@dataclass
class Report:
    """The figures of a run, and the first text and details of each distinct violation."""

    networks: int = 0
    held: Counter[str] = field(default_factory=Counter)
    not_asked: Counter[str] = field(default_factory=Counter)
    violated: Counter[str] = field(default_factory=Counter)
    first: dict[str, str] = field(default_factory=dict)

    def add(self, signature: str, details: str) -> None:
        self.violated[signature] += 1
        self.first.setdefault(signature, details)

    @property
    def figures(self) -> str:
        held = ", ".join(f"{name} {self.held[name]:,}" for name in CHECKS)
        asked = ", ".join(f"{why} {count:,}" for why, count in self.not_asked.most_common()) or "none"
        lines = [
            f"networks    {self.networks:,}",
            f"held        {sum(self.held.values()):,}: {held}",
            f"no answer   {asked}",
            f"violations  {sum(self.violated.values()):,}, {len(self.violated)} distinct",
        ]
        shown = (f"\n{times:,} × {name}\n{self.first[name]}" for name, times in self.violated.most_common())
        return "\n".join([*lines, *shown])


def examine(seed: str, numbers: range, report: Report, seconds: float | None = None) -> Report:
    """Put every question about each of the networks, up to so many seconds."""
    began = time.monotonic()
    for k in numbers:
        if seconds is not None and time.monotonic() - began > seconds:
            break
        net = network(Random(f"{seed}:{k}"))
        report.networks += 1
        for name, check in CHECKS.items():
            case = Case(net, Random(f"{seed}:{k}:{name}"))
            for signature, details in _violations(name, check, case, report):
                report.add(signature, f"seed {seed}, network {k}: {details}\n{net.written()}")
    return report


def _violations(name: str, check: Callable[[Case], Said], case: Case, report: Report) -> Said:
    started = time.process_time()
    try:
        with stopping():
            wrong = list(check(case))
    except Stopped:
        yield f"{name}: over {MOST_SECONDS:g} s", "stopped"
        return
    except Problem as trouble:
        code = code_of(trouble)
        if code in _NO_QUESTION:
            report.not_asked[f"{name} {code}"] += 1
        else:
            yield f"{name}: refused with {code}", str(trouble)
        return
    except Exception as error:
        yield f"{name}: {type(error).__name__} in {place(error)}", traceback.format_exc(limit=-4)
        return
    seconds = time.process_time() - started
    if seconds > MOST_SECONDS:
        yield f"{name}: over {MOST_SECONDS:g} s", f"{seconds:.1f} s of CPU"
    if not wrong:
        report.held[name] += 1
    for kind, details in wrong:
        yield f"{name}: {kind}", details


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.random_networks", description="Check random networks.")
    parser.add_argument("--number", type=int, default=100, help="how many networks (default 100)")
    parser.add_argument("--seed", default="1", help="what they are made from (default 1)")
    parser.add_argument("--seconds", type=float, help="stop after so many")
    parser.add_argument("--only", type=int, metavar="NUMBER", help="one network")
    given = parser.parse_args()
    numbers = range(given.number) if given.only is None else range(given.only, given.only + 1)
    report = examine(given.seed, numbers, Report(), given.seconds)
    print(report.figures)
    return 1 if report.violated else 0


if __name__ == "__main__":
    sys.exit(main())
