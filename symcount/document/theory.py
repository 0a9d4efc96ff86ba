"""The theory table: what each layer owns, in the layer's own symbols."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass

from symcount.algebra.formula import Formula
from symcount.derivation.steps import Derivation, Row, derive
from symcount.document.blocks import Document, Table
from symcount.document.translations import Language
from symcount.language import syntax
from symcount.network.catalogue import FileScope, library
from symcount.network.elaborate import elaborate
from symcount.network.request import Request


@dataclass(frozen=True, slots=True)
class LayerFormula:
    """One layer of the library: `K^2 × C_i × C_o + C_o`, with its parameters at their defaults."""

    name: str
    caption: str
    formula: Formula
    names: dict[str, str]


def layer_formulas(names: Container[str] | None = None) -> list[LayerFormula]:
    """Every layer of the library, in its order, or those of `names`."""
    scope = FileScope(syntax.File(()), None, None)
    return [_formula(scope, name) for name in library().layers() if names is None or name in names]


def _formula(scope: FileScope, name: str) -> LayerFormula:
    """The layer on an image of C_i × H × W; what has no default is a symbol."""
    network = elaborate(scope, Request(name, defaults=True))
    layer = network.layers[-1]
    row = derive(network, "layers").rows
    formula = row[0].tree("symbolic") if row else derive(network).total.tree("symbolic")
    assert formula is not None
    return LayerFormula(name, layer.kind.caption, formula, network.writing)


def formulas_of(derivation: Derivation, language: Language, row: Row | None = None) -> Table:
    """The theory lines of the library layers that a derivation, or one of its groups, speaks of."""
    rows = derivation.rows if row is None else (row,)
    kinds = {c.kind.name: None for r in rows for c in r.layers}
    found = layer_formulas(kinds)
    cells = tuple((language.noun(f.name, f.caption), f.formula) for f in found)
    header = (language.words["layer"], language.words["parameters"])
    return Table(header, cells, names=tuple(f.names for f in found))


def lay_out_theory() -> Document:
    """The table as a page."""
    found = layer_formulas()
    rows = tuple((f.name, f.caption, f.formula) for f in found)
    table = Table(("layer", "caption", "parameters"), rows, names=tuple(f.names for f in found))
    return Document("Layers", (table,))
