"""Counts and derivations as data for other programs, read off the values themselves: JSON, and CSV for spreadsheets."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from symcount.algebra.formula import Bracket, Call, Factor, Formula, Number, Summation, Symbol, symbols
from symcount.algebra.notation import write
from symcount.algebra.notations.unicode import ARCH, expression_text, plain, readable, sympy_text
from symcount.algebra.relations import Relation, plain_text
from symcount.derivation.tally import in_views
from symcount.language.source import STEERING, printable
from symcount.network.network import Network
from symcount.network.views import sentences
from symcount.render.latex import latex_formula

if TYPE_CHECKING:
    from symcount.derivation.cases import Cases
    from symcount.derivation.steps import Derivation, Row
    from symcount.derivation.tally import Count, Term
    from symcount.document.layer_tables import LayerFormula


SCHEMA = 2
"""The version of what stands in the JSON of a count and of a derivation: it grows when a field changes its meaning."""


def dump(data: object) -> str:
    """JSON as a person can read it, on a terminal too; what JSON does not know stands as `data_of` has it."""
    text = json.dumps(data, indent=2, ensure_ascii=False, default=data_of)
    return STEERING.sub(lambda found: json.dumps(found[0])[1:-1], text)


KEYS = {
    "Growth": (
        "polynomial_at_value=here.ideal.tree total=whole exponent stages=parts dropped=whole.ideal.dropped"
        " limit_from=limit no_limit"
    ),
    "Part": "label=title exact polynomial=ideal.tree degree leading limit_share=share",
    "Point": "at parameters=exact ideal gap exponent doubling",
    "Level": "symbol other parameters formula table=points",
    "LevelPoint": "at other whole parameters",
    "Solutions": "step solutions",
    "Solution": "budget equation dropped roots best next=following unsearched like",
    "Frontier": "budget pairs step last unsearched",
    "LargestPair": "other largest=found",
    "Root": "exact=text latex decimal",
    "Found": "from=low to=high from_included=low_included to_included=high_included parameters unbounded",
    "Comparison": "total=whole stages only_left only_right",
    "Pair": "label=title left right difference ratio values=numbers value_difference",
    "TableReport": "holds left_alone rows=verdicts",
    "Verdict": (
        "line name settings view cell=text printed=printed.value step=printed.step parameters=count status rounding"
        " difference says hints"
    ),
    "Condition": "text decided relation",
}
"""What JSON says of a record: its keys in order, each with the attribute that it holds where that has another name."""

FLOATS = {"limit_share", "gap", "exponent", "doubling"}
"""Numbers for reading; all others are exact."""


def data_of(value: Any) -> Any:
    """A value as JSON and CSV hold it: formulas for sympy, fractions as strings, records as KEYS says."""
    if value is None or isinstance(value, int | float | str | dict):
        return value
    if isinstance(value, Fraction):
        return int(value) if value.denominator == 1 else str(value)
    if isinstance(value, Relation):
        return {"sign": value.sign, "left": tree(value.left), "right": tree(value.right)}
    if keys := KEYS.get(type(value).__name__):
        return dict(_entry(key, value) for key in keys.split())
    if isinstance(value, tuple | list):
        return list(map(data_of, value))
    expression = sympy_text(value, tuple(symbols(value)))  # in the names of `readable`
    return int(expression) if expression.lstrip("-").isdecimal() else expression


def _entry(key: str, record: Any) -> tuple[str, Any]:
    """A key and its value, None where what should have it is not there."""
    name, _, attributes = key.partition("=")
    value = record
    for attribute in (attributes or name).split("."):
        value = None if value is None else getattr(value, attribute)
    return name, float(value) if isinstance(value, Fraction | int) and name in FLOATS else data_of(value)


def tree(node: Formula) -> Any:
    """A formula as JSON: a number, beyond 2^53 its digits, or `{"sum": […]}` and the like by the kind of node."""
    match node:
        case Number(value=int(v)):
            return v if abs(v) < 2**53 else str(v)
        case Number(value=v):
            return {"quotient": [tree(Number(v.numerator)), tree(Number(v.denominator))]}
        case Symbol(name=name):
            return {"symbol": name}
        case Call(function=name):
            return {"call": [name, *map(tree, node.parts)]}
        case Summation(index=index, count=count, body=body):
            return {"summation": [index, tree(count), tree(body)]}
        case Factor(body=body) | Bracket(body=body):
            return tree(body)
        case _:
            return {type(node).__name__.lower(): [*map(tree, node.parts)]}


def bindings(network: Network) -> dict[str, Any]:
    """The values of the parameters; a fraction is a string such as "7/5"."""
    return {k: str(v) if isinstance(v, Fraction) else v for k, v in network.bindings.items()}


def count_data(count: Count) -> dict[str, Any]:
    """`symcount count --format json`."""
    network = count.network
    return {
        "schema": SCHEMA,
        "network": network.name,
        "bindings": bindings(network),
        "symbols": list(readable(network.keep).values()),
        "view": network.view,
        "conventions": sentences(network),
        "conditions": data_of(network.told),
        "parameters": expression_text(count.parameters, network.keep),
        "buffers": expression_text(count.buffers, network.keep),
        "views": {name: expression_text(tree, network.keep) for name, tree in in_views(network).items()},
        "groups": [
            {"label": group.label, "caption": group.caption, "parameters": expression_text(tree, network.keep)}
            for group, tree in count.groups
        ],
    }


def derivation_json(derivation: Derivation) -> str:
    """`symcount derive --format json`."""
    network = derivation.network
    data = {
        "schema": SCHEMA,
        "network": network.name,
        "factoring": derivation.factoring,
        "view": network.view,
        "conventions": sentences(network),
        "bindings": bindings(network),
        "symbols": list(readable(network.keep).values()),
        "conditions": data_of(network.told),
        "groups": [
            {
                "label": row.label,
                "caption": row.caption,
                **_chain(row, network),
                "terms": [_term(t, network) for t in row.terms],
            }
            for row in derivation.rows
        ],
        "total": _chain(derivation.total, network),
        "cases": _cases(derivation.cases, network),
        "steps": [
            {
                "name": step.name,
                "latex": latex_formula(step.tree, network.writing),
                "why": step.why,
                "where": {n: expression_text(t, network.keep) for n, t in step.where},
            }
            for step in derivation.total.steps
        ],
    }
    return dump(data)


def _chain(row: Row, network: Network) -> dict[str, Any]:
    """The steps as LaTeX, the article's line, and the value."""
    steps = {s.name: latex_formula(s.tree, network.writing) for s in row.steps}
    closed = row.tree("closed form")
    return {
        "symbolic": steps["symbolic"],
        "closed_form": steps["closed form"],
        "expression": None if closed is None else expression_text(closed, network.keep),
        "tree": None if closed is None else tree(closed),
        "substituted": steps.get("substituted"),
        "latex": article_line(row, network.writing),
        "value": row.value,
    }


def _cases(found: Cases | None, network: Network) -> dict[str, Any] | None:
    """The forms along a symbol; each holds where all relations of one of its ranges do."""
    if found is None:
        return None
    return {
        "symbol": found.symbol,
        "at": data_of(found.at),
        "cases": [
            {
                "closed_form": latex_formula(case.tree, network.writing),
                "expression": expression_text(case.tree, network.keep),
                "tree": tree(case.tree),
                "where": data_of(case.where),
            }
            for case in found.cases
        ],
        "refused": list(found.refused),
        "unsearched": data_of(found.unsearched),
        "more": found.more,
    }


def article_line(row: Row, names: dict[str, str]) -> str | None:
    """`substituted = value`, None where a symbol has no value; a bare `0` where nothing is owned."""
    substituted, value = row.tree("substituted"), row.tree("value")
    if substituted is None or value is None:
        return None
    sides = (value,) if substituted == value else (substituted, value)
    return " = ".join(latex_formula(side, names) for side in sides)


def _term(term: Term, network: Network) -> dict[str, Any]:
    layer = term.layer
    return {
        "layer": layer.path,
        "kind": layer.kind.name,
        "role": term.tensor.role,
        "latex": latex_formula(term.tensor.count, network.writing),
        "times": plain(term.times),
        "file": layer.span.source.name,
        "line": layer.span.line,
        "column": layer.span.column,
    }


def layers_data(formulas: Iterable[LayerFormula]) -> list[dict[str, str]]:
    """`symcount layers --format json`."""
    return [{"name": f.name, "caption": f.caption, "latex": latex_formula(f.formula, f.names)} for f in formulas]


def layers_rows(formulas: Iterable[LayerFormula]) -> list[tuple[str, str, str]]:
    """`symcount layers --format csv`."""
    rows = ((f.name, f.caption, write(f.formula, ARCH)) for f in formulas)
    return [("layer", "caption", "parameters"), *rows]


# ---- spreadsheets ------------------------------------------------------------------------

STEPS = ("symbolic", "closed form", "substituted", "value")


def derivation_csv(derivation: Derivation) -> str:
    """`symcount derive --format csv`: a row a group, the total, and its cases; formulas as the language writes them."""
    rows: list[list[str]] = [["label", "caption", *STEPS]]
    for row in (*derivation.rows, derivation.total):
        label = "Total" if row is derivation.total else row.label or derivation.network.name
        trees = map(row.tree, STEPS)
        rows.append([label, row.caption, *("" if tree is None else write(tree, ARCH) for tree in trees)])
    for case in derivation.cases.cases if derivation.cases else ():
        said = " or ".join(" and ".join(map(plain_text, where)) for where in case.where)
        rows.append(["Total", f"if {said}", "", write(case.tree, ARCH), "", ""])
    return csv_text(rows)


def csv_text(rows: Iterable[Iterable[Any]]) -> str:
    """Rows as CSV, in which no text is a formula."""
    out = io.StringIO()
    cells = ([defused(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    csv.writer(out, lineterminator="\n").writerows(cells)
    return out.getvalue()


def defused(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    plain = printable(text)
    return f"'{plain}" if plain.lstrip()[:1] in tuple("=+-@＝＋－＠") else plain
