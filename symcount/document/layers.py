"""The layer table of a network: kernel, channels, sizes and parameters, one line for layers that are alike."""

from __future__ import annotations

from itertools import groupby

from symcount.algebra import arithmetic
from symcount.algebra.formula import ONE, ZERO, Factor, Formula
from symcount.algebra.notations.unicode import plain
from symcount.derivation.closed import closed_total
from symcount.derivation.steps import Derivation
from symcount.derivation.tally import Counted, Term, constant_last, declared_layers
from symcount.document.blocks import Cell, Table
from symcount.document.translations import Language
from symcount.network.network import LayerNode, multiplicity

NUMBERS = ("in", "out", "times", "parameters")
COLUMNS = ("layer", "kernel", "in", "out", "size", "times", "parameters")


def layer_table(derivation: Derivation, language: Language) -> Table:
    """Every layer that owns parameters, in the order of the data flow; equal neighbours are one line."""
    network = derivation.network
    owning = [x for x in declared_layers(network) if any(not t.buffer for t in x.tensors)]
    alike = [list(run) for _, run in groupby(owning, key=_alike)]
    rows = [_row(run, derivation, language) for run in alike]
    kept = [i for i, c in enumerate(COLUMNS) if c != "times" or any(row[i] != Factor(ONE) for row in rows)]
    head = tuple(language.words[COLUMNS[i]] for i in kept)
    right = tuple(place for place, i in enumerate(kept) if COLUMNS[i] in NUMBERS)
    return Table(head, tuple(tuple(row[i] for i in kept) for row in rows), right)


def _alike(x: LayerNode) -> tuple[object, ...]:
    return x.kind.name, x.window, x.label, x.entering, x.leaving, tuple(t.count for t in x.tensors)


def _row(run: list[LayerNode], derivation: Derivation, language: Language) -> tuple[Cell, ...]:
    first, last = run[0], run[-1]
    times = arithmetic.add(ZERO, *(multiplicity(x.repeats) for x in run))
    terms = [Term(x, t) for x in run for t in x.tensors if not t.buffer]
    noun = language.noun(first.kind.name, first.kind.caption)
    sizes = " × ".join(map(plain, last.leaving[1:]))
    return (
        noun,
        Counted(first.kind, first.window, ONE).size,
        _cell(first.entering[0]),
        _cell(last.leaving[0]),
        sizes,
        _cell(constant_last(times)),
        closed_total(terms, derivation.network),
    )


def _cell(number: Formula) -> Formula:
    return Factor(number)
