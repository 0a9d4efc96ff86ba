"""Counts, checks, macros, grids and the shelf as answers: a page, data, and rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from symcount.document.blocks import Document, Heading, Table
from symcount.document.models import ShippedNetwork, lay_out_models
from symcount.render.data import count_data, data_of
from symcount.render.formats import Answer
from symcount.render.tables import count_cells, count_page

if TYPE_CHECKING:
    from symcount.derivation.expectations import Check
    from symcount.document.macros import NetworkMacros

Rows = Iterator[Sequence[Any]]

COUNT: Answer = Answer(count_page, count_data, count_cells)
"""Of a Count."""


def _models_rows(networks: Sequence[ShippedNetwork]) -> Rows:
    yield ShippedNetwork._fields
    yield from networks


MODELS = Answer(lay_out_models, lambda networks: [network._asdict() for network in networks], _models_rows)
"""Of shipped networks."""

# ---- checks ------------------------------------------------------------------------------


def _check_cells(checks: Sequence[Check]) -> Iterator[tuple[str, str, str, str]]:
    for check in checks:
        said = "; ".join(f"{d.code}: {d.message}" for d in check.trouble)
        yield "ok" if check.holds else "FAIL", str(check.place), " ".join(check.place.text.split()), said


def _check_page(name: str, checks: Sequence[Check]) -> Document:
    rows = tuple(_check_cells(checks))
    columns = 4 if any(row[-1] for row in rows) else 3
    table = Table(CHECK_COLUMNS[:columns], tuple(row[:columns] for row in rows))
    return Document(name, (Heading(name), table))


CHECK_COLUMNS = ("", "place", "line", "mistakes")


def _check_data(name: str, checks: Sequence[Check]) -> dict[str, Any]:
    keys = ("holds", "place", "line", "mistakes")
    rows = [dict(zip(keys, (row[0] == "ok", *row[1:]), strict=True)) for row in _check_cells(checks)]
    return {"file": name, "holds": all(check.holds for check in checks), "checks": rows}


def _check_rows(name: str, checks: Sequence[Check]) -> Rows:
    yield ("result", *CHECK_COLUMNS[1:])
    yield from _check_cells(checks)


CHECKS = Answer(_check_page, _check_data, _check_rows)
"""Of a file's name, and of what came of its lines."""

# ---- macros ------------------------------------------------------------------------------


def _macro_page(found: NetworkMacros) -> Document:
    rows = tuple((f"\\{macro.name}", macro.tree, macro.text) for macro in found.macros)
    table = Table(("macro", "stands for", "what it is"), rows)
    return Document(found.network.name, (Heading(found.network.name), table), found.network.writing)


def _macro_data(found: NetworkMacros) -> dict[str, Any]:
    return {"network": found.network.name, "macros": {macro.name: data_of(macro.tree) for macro in found.macros}}


def _macro_rows(found: NetworkMacros) -> Rows:
    yield "macro", "stands for", "what it is"
    yield from ((macro.name, data_of(macro.tree), macro.text) for macro in found.macros)


MACROS = Answer(_macro_page, _macro_data, _macro_rows)
"""Of the macros of one network."""

# ---- grids -------------------------------------------------------------------------------


def _grid_page(title: str, names: Sequence[str], rows: Sequence[Sequence[Any]]) -> Document:
    cells = tuple(tuple("—" if cell is None else _cell(cell) for cell in row) for row in rows)
    return Document(title, (Heading(title), Table(tuple(names), cells, tuple(range(len(names))))))


def _cell(cell: Any) -> str:
    return f"{cell:,}" if isinstance(cell, int) and not isinstance(cell, bool) else str(cell)


def _grid_data(title: str, names: Sequence[str], rows: Sequence[Sequence[Any]]) -> dict[str, Any]:
    return {"network": title, "points": [dict(zip(names, row, strict=True)) for row in rows]}


def _grid_rows(title: str, names: Sequence[str], rows: Sequence[Sequence[Any]]) -> Rows:
    yield names
    yield from rows


GRID = Answer(_grid_page, _grid_data, _grid_rows)
"""Of a title, the names of columns and the rows."""
