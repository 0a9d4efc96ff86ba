"""Counts and derivations as data for other programs, read off the values themselves."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from symcount.algebra.notations.unicode import plain
from symcount.derivation.closed import sympy_names, sympy_text
from symcount.derivation.counting import in_views
from symcount.network.network import Network
from symcount.network.views import sentences
from symcount.render.latex import latex_formula

if TYPE_CHECKING:
    from symcount.derivation.counting import Count
    from symcount.derivation.steps import Derivation, Row
    from symcount.derivation.tally import Term
    from symcount.document.layer_tables import LayerFormula


SCHEMA = 1
"""The version of what stands in the JSON of a count and of a derivation: it grows when a field changes its meaning."""


def dump(data: object) -> str:
    """JSON as a person can read it."""
    return json.dumps(data, indent=2, ensure_ascii=False)


def bindings(network: Network) -> dict[str, Any]:
    """The values of the parameters; a fraction is a string such as "7/5"."""
    return {k: str(v) if isinstance(v, Fraction) else v for k, v in network.bindings.items()}


def count_data(found: Count) -> dict[str, Any]:
    """`symcount count --format json`."""
    network = found.network
    return {
        "schema": SCHEMA,
        "network": network.name,
        "bindings": bindings(network),
        "symbols": sympy_names(network),
        "view": network.view,
        "conventions": sentences(network),
        "parameters": sympy_text(found.parameters, network),
        "buffers": sympy_text(found.buffers, network),
        "views": {name: sympy_text(tree, network) for name, tree in in_views(network).items()},
        "groups": [
            {"label": group.label, "caption": group.caption, "parameters": sympy_text(tree, network)}
            for group, tree in found.groups
        ],
    }


def derivation_json(derivation: Derivation) -> str:
    """`symcount derive --format json`."""
    return dump(derivation_data(derivation))


def derivation_data(derivation: Derivation) -> dict[str, Any]:
    """`symcount derive --format json`."""
    network = derivation.network
    return {
        "schema": SCHEMA,
        "network": network.name,
        "factoring": derivation.factoring,
        "view": network.view,
        "conventions": sentences(network),
        "bindings": bindings(network),
        "symbols": sympy_names(network),
        "conditions": [{"text": c.text, "decided": c.decided} for c in network.conditions],
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
        "steps": [
            {
                "name": step.name,
                "latex": latex_formula(step.tree, network.writing),
                "why": step.why,
                "where": {n: sympy_text(t, network) for n, t in step.where},
            }
            for step in derivation.total.steps
        ],
    }


def _chain(row: Row, network: Network) -> dict[str, Any]:
    """The steps as LaTeX, the article's line, and the value."""
    steps = {s.name: latex_formula(s.tree, network.writing) for s in row.steps}
    closed = row.tree("closed form")
    return {
        "symbolic": steps["symbolic"],
        "closed_form": steps["closed form"],
        "expression": None if closed is None else sympy_text(closed, network),
        "substituted": steps.get("substituted"),
        "latex": article_line(row, network.writing),
        "value": row.value,
    }


def article_line(row: Row, names: dict[str, str]) -> str | None:
    """`substituted = value`, None where a symbol has no value; a bare `0` where nothing is owned."""
    substituted, value = row.tree("substituted"), row.tree("value")
    if substituted is None or value is None:
        return None
    if substituted == value:
        return latex_formula(value, names)
    return f"{latex_formula(substituted, names)} = {latex_formula(value, names)}"


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


def layers_data(found: list[LayerFormula]) -> list[dict[str, str]]:
    """`symcount layers --format json`."""
    return [{"name": f.name, "caption": f.caption, "latex": latex_formula(f.formula, f.names)} for f in found]
