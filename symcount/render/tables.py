"""Counts as tables for a terminal."""

from __future__ import annotations

from symcount.algebra.formula import Formula, Number
from symcount.algebra.notations.unicode import plain
from symcount.derivation.counting import Count, in_views
from symcount.language.source import printable
from symcount.network.views import PARAMS
from symcount.render.text import text_columns

MOST_SHOWN = 12


def count_text(found: Count) -> str:
    """A line for each group, then the totals."""
    network = found.network
    rows: list[tuple[str, ...]] = [("", "", "parameters" if network.view == PARAMS else network.view.replace("_", "-"))]
    rows += [(printable(g.label or network.name), printable(g.caption), amount(tree)) for g, tree in found.groups]
    rows += [("total", "", amount(found.parameters))]
    if network.view == PARAMS:
        rows += _apart(found)
    return f"{network.name}{_at(found)}\n{text_columns(rows, right=(2,))}"


def _apart(found: Count) -> list[tuple[str, ...]]:
    """What the total holds that is not trained or not always active, and what it leaves out."""
    layers = found.network.layers
    views = {
        "frozen": ("not trained", any(t.frozen for layer in layers for t in layer.tensors)),
        "active": ("for each token", any(repeat.active is not None for layer in layers for repeat in layer.repeats)),
    }
    shown = {name: text for name, (text, there) in views.items() if there}
    amounts = in_views(found.network) if shown else {}
    rows: list[tuple[str, ...]] = [(name, text, amount(amounts[name])) for name, text in shown.items()]
    return rows + ([("buffers", "not learned", amount(found.buffers))] if found.buffers != Number(0) else [])


def _at(found: Count) -> str:
    shown = [f"{k} = {_value(v)}" for k, v in found.network.bindings.items() if k not in found.network.keep]
    more = [f"… and {len(shown) - MOST_SHOWN} more"] if len(shown) > MOST_SHOWN else []
    return f" ({', '.join(shown[:MOST_SHOWN] + more)})" if shown else ""


def _value(value: object) -> str:
    return {True: "on", False: "off"}[value] if isinstance(value, bool) else str(value)


def amount(tree: Formula) -> str:
    """`7,765,442`, or the closed form."""
    return f"{int(tree.value):,}" if isinstance(tree, Number) else plain(tree)
