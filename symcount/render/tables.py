"""Counts as tables for a terminal."""

from __future__ import annotations

from symcount.algebra.notation import plain
from symcount.algebra.written import Number, Written
from symcount.derivation.counting import Count
from symcount.language.source import printable
from symcount.render.text import columns

MOST_SHOWN = 12


def count_text(found: Count) -> str:
    """A line for each group, then the totals."""
    network = found.network
    rows: list[tuple[str, ...]] = [("", "", "parameters")]
    rows += [(printable(g.label or network.name), printable(g.caption), amount(tree)) for g, tree in found.groups]
    rows += [("total", "", amount(found.parameters))]
    if found.buffers != Number(0):
        rows += [("buffers", "not learned", amount(found.buffers))]
    return f"{network.name}{_at(found)}\n{columns(rows, right=(2,))}"


def _at(found: Count) -> str:
    shown = [f"{k} = {_value(v)}" for k, v in found.network.bindings.items() if k not in found.network.keep]
    more = [f"… and {len(shown) - MOST_SHOWN} more"] if len(shown) > MOST_SHOWN else []
    return f" ({', '.join(shown[:MOST_SHOWN] + more)})" if shown else ""


def _value(value: object) -> str:
    return {True: "on", False: "off"}[value] if isinstance(value, bool) else str(value)


def amount(tree: Written) -> str:
    """`7,765,442`, or the closed form."""
    return f"{int(tree.value):,}" if isinstance(tree, Number) else plain(tree)
