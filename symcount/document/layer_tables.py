"""Tables of layers: what each kind owns in its own symbols, and the layers of a network one by one."""

from __future__ import annotations

from collections.abc import Container, Iterable
from itertools import groupby
from typing import NamedTuple

from symcount.algebra import arithmetic
from symcount.algebra.formula import ONE, ZERO, Factor, Formula
from symcount.algebra.notations.unicode import plain
from symcount.derivation.captions import Counted, constant_last
from symcount.derivation.steps import Derivation, Row, derive
from symcount.derivation.tally import Term, declared_layers, proved_total
from symcount.document.blocks import Cell, Document, Table
from symcount.document.translations import Language
from symcount.language import syntax
from symcount.network.catalogue import FileScope, library
from symcount.network.elaborate import elaborate
from symcount.network.network import LayerNode, multiplicity
from symcount.network.request import Request

# ---- what a layer owns -------------------------------------------------------------------


class LayerFormula(NamedTuple):
    """One layer of the library: `K^2 × C_i × C_o + C_o`, with its parameters at their defaults."""

    name: str
    caption: str
    formula: Formula
    names: dict[str, str]
    """The writing of its symbols, in the safe subset of TeX."""


def layer_formulas(names: Container[str] | None = None) -> list[LayerFormula]:
    """Every layer of the library, in its order, or those of `names`."""
    scope = FileScope(syntax.File(()))
    return [_formula(scope, name) for name in library().layers() if names is None or name in names]


def _formula(scope: FileScope, name: str) -> LayerFormula:
    """The layer on an image of C_i × H × W; what has no default is a symbol."""
    network = elaborate(scope, Request(name, defaults=True))
    layer = network.layers[-1]
    row = next(iter(derive(network, "layers").rows), None) or derive(network).total
    formula = row.tree("symbolic")
    assert formula is not None
    return LayerFormula(name, layer.kind.caption, formula, network.writing)


def theory_table(rows: Iterable[Row], language: Language) -> Table:
    """What the library layers own that the groups of a derivation speak of."""
    formulas = layer_formulas({layer.kind.name for row in rows for layer in row.layers})
    cells = tuple((language.noun(f.name, f.caption), f.formula) for f in formulas)
    header = (language.word("layer"), language.word("parameters"))
    return Table(header, cells, names=tuple(f.names for f in formulas))


def lay_out_library(formulas: Iterable[LayerFormula]) -> Document:
    """What every layer of the library owns, as a page."""
    *cells, names = zip(*formulas, strict=True)
    return Document(
        "Layers", (Table(("layer", "caption", "parameters"), tuple(zip(*cells, strict=True)), names=names),)
    )


# ---- the layers of a network -------------------------------------------------------------

COLUMNS = ("layer", "kernel", "in", "out", "size", "times", "parameters")
FLUSH_RIGHT = ("in", "out", "times", "parameters")


def layer_table(derivation: Derivation, language: Language) -> Table:
    """Every layer that owns parameters, in the order of the data flow; equal neighbours are one line."""
    network = derivation.network
    owners = [x for x in declared_layers(network) if any(not t.buffer for t in x.tensors)]
    rows = [_row(list(run), derivation, language) for _, run in groupby(owners, key=_alike)]
    shown = [i for i, c in enumerate(COLUMNS) if c != "times" or any(row[i] != Factor(ONE) for row in rows)]
    return Table(
        header=tuple(language.word(COLUMNS[i]) for i in shown),
        rows=tuple(tuple(row[i] for i in shown) for row in rows),
        right=tuple(place for place, i in enumerate(shown) if COLUMNS[i] in FLUSH_RIGHT),
    )


def _alike(x: LayerNode) -> tuple[object, ...]:
    return x.kind.name, x.window, x.label, x.entering, x.leaving, tuple(t.count for t in x.tensors)


def _row(run: list[LayerNode], derivation: Derivation, language: Language) -> tuple[Cell, ...]:
    """A cell for each of COLUMNS."""
    first, last = run[0], run[-1]
    times = arithmetic.add(ZERO, *(multiplicity(x.repeats) for x in run))
    return (
        language.noun(first.kind.name, first.kind.caption),
        Counted(first.kind, first.window, ONE).size,
        Factor(first.entering[0]),
        Factor(last.leaving[0]),
        " × ".join(map(plain, last.leaving[1:])),
        Factor(constant_last(times)),
        proved_total([Term(x, t) for x in run for t in x.tensors if not t.buffer], derivation.network),
    )
