"""How the terms of a group are arranged in one line. `article` follows docs/output.md; a factoring is a table row.

Everything is decided on the symbolic tree: which terms are alike, which iterations are equal. So a line keeps its
shape whatever numbers are substituted.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import groupby
from typing import NamedTuple

from symcount.algebra import arithmetic
from symcount.algebra import formula as f
from symcount.algebra.formula import Formula
from symcount.derivation.captions import Counted, constant_last, counted, is_weight
from symcount.derivation.tally import Term
from symcount.network.network import Lead, Repeat, multiplicity, total

LISTED_BELOW = 3
"""A numeric count of equal iterations below this is listed, not written in front."""


class Item(NamedTuple):
    """A term on its way into the line: its tree, and the iterations whose count is still to be written."""

    term: Term
    tree: Formula
    repeats: tuple[Repeat, ...]


# ---- iterations of a repetition ---------------------------------------------------------------


def folded(terms: Sequence[Term]) -> list[Item]:
    """The terms with equal neighbouring iterations under one count, and small numeric counts listed."""
    return _fold([Item(t, t.tensor.count, t.layer.repeats) for t in terms], 0)


def _fold(items: list[Item], level: int) -> list[Item]:
    out: list[Item] = []
    for repetition, run in groupby(items, key=lambda i: i.repeats[level].repetition if len(i.repeats) > level else 0):
        if repetition == 0:
            out += run
            continue
        repeats = [(repeat, _fold(list(t), level + 1)) for repeat, t in groupby(run, key=lambda i: i.repeats[level])]
        for repeat, inside in _equal_repeats(repeats, level):
            out += _listed(repeat, inside, level)
    return out


def _equal_repeats(repeats: list[tuple[Repeat, list[Item]]], level: int) -> list[tuple[Repeat, list[Item]]]:
    """Neighbours that are alike become one iteration with the sum of their counts."""
    out: list[tuple[Repeat, list[Item]]] = []
    for repeat, inside in repeats:
        alike = out and repeat.index is None and out[-1][0].index is None
        if alike and _signature(out[-1][1], level) == _signature(inside, level):
            before, first = out[-1]
            out[-1] = replace(before, count=arithmetic.add(before.count, repeat.count)), first
        else:
            out.append((repeat, inside))
    return out


def _signature(items: list[Item], level: int) -> list[object]:
    return [
        (i.term.layer.kind.name, i.term.layer.label, i.term.tensor, [t.count for t in i.repeats[level + 1 :]])
        for i in items
    ]


def _listed(repeat: Repeat, inside: list[Item], level: int) -> list[Item]:
    if repeat.index is None and isinstance(repeat.count, f.Number) and repeat.count.value < LISTED_BELOW:
        once = [i._replace(repeats=i.repeats[:level] + i.repeats[level + 1 :]) for i in inside]
        return once * int(repeat.count.value)
    return [i._replace(repeats=(*i.repeats[:level], repeat, *i.repeats[level + 1 :])) for i in inside]


# ---- families ----------------------------------------------------------------------------


class Family(NamedTuple):
    """Items that share one leading factor, or have none."""

    lead: Lead | None
    items: list[Item]

    @property
    def owns_weights(self) -> bool:
        """Whether it is more than normalisation."""
        return any(is_weight(i.term.tensor) or isinstance(_rest(i, self.lead), f.Product) for i in self.items)


def _families(items: Sequence[Item]) -> list[Family]:
    """By kind and window, by kind, or all others together; those with weights first."""
    families: dict[object, Family] = {}
    for item in items:
        lead = next((t.lead for t in item.term.layer.tensors if not t.buffer), None)
        key: object = None
        if lead is not None:
            key = (item.term.layer.kind.name, lead.factor if lead.kind == "area" else None)
        families.setdefault(key, Family(lead, [])).items.append(item)
    return sorted(families.values(), key=lambda family: not family.owns_weights)


def _rest(item: Item, lead: Lead | None) -> Formula:
    """The term without the factor that stands before its family."""
    if lead is None or item.term.tensor.lead != lead:
        return item.tree
    return f.product_of(1, item.tree.factors[1:] if isinstance(item.tree, f.Product) else ())


def _summands(family: Family) -> tuple[list[Formula], list[Formula]]:
    """`3^2 × (…)`, and the biases of the same layers."""
    inside = [i for i in family.items if family.lead in (None, i.term.tensor.lead)]
    outside = [i for i in family.items if family.lead not in (None, i.term.tensor.lead)]
    if family.lead is None or family.lead.kind == "area":
        outside += [i for i in inside if _is_bias(i)]
        inside = [i for i in inside if not _is_bias(i)]
    inside = [i._replace(tree=_rest(i, family.lead)) for i in inside]
    merge = _merged if not family.owns_weights else _arranged
    first = merge(sorted(inside, key=_is_bias))
    if family.lead is not None and first:
        first = [_times(family.lead.factor, first)]
    biases = _arranged(outside)
    return first, [f.Sum(tuple(biases))] if len(biases) > 1 and first else biases


def _is_bias(item: Item) -> bool:
    return item.term.tensor.role.startswith("bias")


def _times(factor: Formula, summands: list[Formula]) -> Formula:
    """factor × (sum), without parentheses round a single term."""
    if len(summands) > 1:
        return f.Product((factor, f.Sum(tuple(summands))))
    (one,) = summands
    return f.Product((factor, *(one.factors if isinstance(one, f.Product) else (one,))))


def _arranged(items: Sequence[Item]) -> list[Formula]:
    """Products each time they occur, single factors with their count, iterations with theirs in front."""
    out: list[Formula] = []
    singles: dict[Formula, tuple[int, int]] = {}
    for repeat, run in groupby(items, key=lambda i: i.repeats[0] if i.repeats else None):
        if repeat is not None:
            inner = _arranged([i._replace(repeats=i.repeats[1:]) for i in run])
            out.append(_over(repeat, inner))
            continue
        for item in run:
            if isinstance(item.tree, f.Product):
                out.append(item.tree)
            else:
                place, count = singles.get(item.tree, (len(out), 0))
                singles[item.tree] = place, count + 1
                out[place : place + 1] = [_counted(item.tree, f.Number(count + 1))]
    return out


def _over(repeat: Repeat, inner: list[Formula]) -> Formula:
    """`5 × (…)` for equal iterations, a sum over the index for those that grow."""
    together = f.sum_of(inner)
    if repeat.index is None or repeat.index not in f.symbols(together):
        return _times(f.Times(constant_last(repeat.count)), inner)
    return f.Summation(repeat.index, f.Factor(repeat.count), together)


def _counted(single: Formula, count: Formula) -> Formula:
    return single if count == f.ONE else f.Product((single, f.Times(constant_last(count))))


def _merged(items: Sequence[Item]) -> list[Formula]:
    """Normalisation: each width once, with its count over all iterations; a width that grows is summed."""
    out: list[Formula] = []
    widths: dict[Formula, tuple[int, Formula]] = {}
    for item in items:
        if any(repeat.index in f.symbols(item.tree) for repeat in item.repeats if repeat.index):
            out.append(total(item.tree, item.repeats))
            continue
        place, before = widths.get(item.tree, (len(out), f.ZERO))
        count = arithmetic.add(before, multiplicity(item.repeats))
        widths[item.tree] = place, count
        out[place : place + 1] = [_counted(item.tree, count)]
    return out


class Part(NamedTuple):
    """Summands of a line, and the layers that they count; biases only, where they stand beside their weights."""

    summands: tuple[Formula, ...]
    layers: tuple[Counted, ...]
    biases: bool = False

    @property
    def tree(self) -> Formula:
        return f.sum_of(self.summands)


def article(terms: Sequence[Term]) -> list[Part]:
    """Families under their leading factor, in brackets where several own weights."""
    families = _families(folded(terms))
    bracketed = sum(family.owns_weights for family in families) > 1
    out: list[Part] = []
    for family in families:
        weights, biases = _summands(family)
        layers = counted({id(i.term.layer): i.term.layer for i in family.items}.values())
        if bracketed and family.owns_weights:
            out.append(Part((f.Bracket(f.sum_of([*weights, *biases])),), layers))
        else:
            out += [Part(tuple(weights), layers)] if weights else []
            out += [Part(tuple(biases), layers, biases=bool(weights))] if biases else []
    return out


def line(parts: Sequence[Part]) -> Formula:
    """The sum of all parts."""
    return f.sum_of([tree for part in parts for tree in part.summands])


class Factoring(NamedTuple):
    """A row: how the layers are grouped, and how the terms of a group are arranged."""

    grouping: str
    arrange: Callable[[Sequence[Term]], list[Part]]


FACTORINGS = {
    "article": Factoring("label", article),
    "layers": Factoring("layer", article),
}
