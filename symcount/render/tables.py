"""Tables for a terminal: aligned columns, and counts in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from unicodedata import east_asian_width

from symcount.algebra.formula import Formula, Number
from symcount.algebra.notations.unicode import expression_text, plain
from symcount.derivation.tally import Count, in_views
from symcount.document.blocks import Document, Heading, Paragraph, Table
from symcount.document.layout import plain_sentences
from symcount.language.source import printable
from symcount.network.network import Network
from symcount.network.views import PARAMS

MOST_VALUES = 12


def text_columns(rows: Sequence[Sequence[str]], right: tuple[int, ...] = ()) -> str:
    """Rows as aligned columns; those in `right` are set flush right."""
    widths = [max(map(places, column)) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        blanks = [" " * (width - places(cell)) for cell, width in zip(row, widths, strict=True)]
        cells = (blanks[i] + cell if i in right else cell + blanks[i] for i, cell in enumerate(row))
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def places(text: str) -> int:
    """How many columns of a terminal a text takes: Chinese characters take two."""
    return len(text) if text.isascii() else sum(2 if east_asian_width(c) in "WF" else 1 for c in text)


def bindings_text(bindings: Mapping[str, object]) -> list[str]:
    """`w = 32` and `norm = on`, a text a parameter."""
    return [f"{k} = {('off', 'on')[v] if isinstance(v, bool) else v}" for k, v in bindings.items()]


def count_text(count: Count) -> str:
    """A line for each group, then the totals."""
    network = count.network
    rows = [("", "", _counted(network)), *((*words, amount(tree)) for *words, tree in count_rows(count))]
    values = bindings_text({k: v for k, v in network.bindings.items() if k not in network.keep})
    more = [f"… and {len(values) - MOST_VALUES} more"] if len(values) > MOST_VALUES else []
    at = f" ({', '.join(values[:MOST_VALUES] + more)})" if values else ""
    conditions = "".join(f"\n\n{sentence}" for sentence in plain_sentences(network.told))
    return f"{network.name}{at}\n{text_columns(rows, right=(2,))}{conditions}"


def count_rows(count: Count) -> Iterator[tuple[str, str, Formula]]:
    """Each group with its layers and its count, then the totals."""
    network = count.network
    yield from ((printable(g.label or network.name), printable(g.caption), tree) for g, tree in count.groups)
    yield "total", "", count.parameters
    if network.view == PARAMS:
        yield from _apart(count)


def _counted(network: Network) -> str:
    return "parameters" if network.view == PARAMS else network.view.replace("_", "-")


def count_page(count: Count) -> Document:
    """The table as a page."""
    network = count.network
    rows = tuple((*words, amount(tree) if isinstance(tree, Number) else tree) for *words, tree in count_rows(count))
    table = Table(("group", "layers", _counted(network)), rows, (2,))
    values = bindings_text({k: v for k, v in network.bindings.items() if k not in network.keep})
    at = f"{network.name} ({', '.join(values)})" if values else network.name
    said = (Paragraph(sentence) for sentence in plain_sentences(network.told))
    return Document(network.name, (Heading(at), table, *said), network.writing)


def count_cells(count: Count) -> Iterator[tuple[str, str, str]]:
    """The table for a spreadsheet, with formulas for sympy."""
    network = count.network
    yield "group", "layers", _counted(network)
    yield from ((label, layers, str(expression_text(tree, network.keep))) for label, layers, tree in count_rows(count))


def _apart(count: Count) -> Iterator[tuple[str, str, Formula]]:
    """What the total holds that is not trained or not always active, and what it leaves out."""
    layers = count.network.layers
    parts = [
        ("frozen", "not trained", any(t.frozen for layer in layers for t in layer.tensors)),
        ("active", "for each token", any(repeat.active is not None for layer in layers for repeat in layer.repeats)),
    ]
    amounts = in_views(count.network) if any(there for *_, there in parts) else {}
    yield from ((view, text, amounts[view]) for view, text, there in parts if there)
    if count.buffers != Number(0):
        yield "buffers", "not learned", count.buffers


def amount(tree: Formula) -> str:
    """`7,765,442`, or the closed form."""
    return f"{int(tree.value):,}" if isinstance(tree, Number) else plain(tree)
