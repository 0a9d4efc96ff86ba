"""Each stage of the line as text: what `symcount show FILE --stage …` prints."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from itertools import product

from symcount.algebra.notation import write
from symcount.algebra.notations.unicode import UNICODE, plain
from symcount.derivation.steps import Derivation
from symcount.derivation.tally import Tally
from symcount.language import syntax
from symcount.language.source import Span, printable
from symcount.network.network import LayerNode, Network
from symcount.network.sizes import shape_text
from symcount.render.tables import text_columns


def tree_text(tree: syntax.File) -> str:
    """The tree of a file, one node a line."""
    lines: list[str] = []
    todo: list[tuple[int, str, object]] = [(0, "", item) for item in reversed(tree.items)]
    while todo:
        depth, name, node = todo.pop()
        prefix = "  " * depth + (f"{name}: " if name else "")
        if not is_dataclass(node):
            lines.append(f"{prefix}{printable(str(node))}")
            continue
        values = {f.name: getattr(node, f.name) for f in fields(node) if not f.name.endswith("span")}
        texts = [
            f"{name}={printable(str(value))}"
            for name, value in values.items()
            if isinstance(value, str | bool) or (name in ("value", "sides") and not is_dataclass(value))
        ]
        lines.append(" ".join([f"{prefix}{type(node).__name__}", *texts]))
        todo += reversed([(depth + 1, name, part) for name, value in values.items() for part in _parts(value)])
    return "\n".join(lines)


def _parts(value: object) -> list[object]:
    if is_dataclass(value) and not isinstance(value, Span):
        return [value]
    if isinstance(value, tuple) and value and not isinstance(value[0], int):
        return [part[1] if isinstance(part, tuple) else part for part in value if not isinstance(part, str)]
    return []


def network_text(network: Network) -> str:
    """The graph: number, path, shapes, label, what is owned, where it comes from."""
    header = ("node", "layer", "from", "shape", "owns", "times", "label", "place")
    return text_columns([header, *(_node(i, x) for i, x in enumerate(network.layers))])


def _node(number: int, x: LayerNode) -> tuple[str, ...]:
    owns = ", ".join(f"{t.role} {write(t.count, UNICODE)}" for t in x.tensors)
    times = " × ".join(plain(repeat.count) for repeat in x.repeats if plain(repeat.count) != "1")
    owns = owns or (f"shared {x.shared}" if x.shared else "")
    inputs, label, place = ",".join(map(str, x.inputs)), printable(x.label or ""), f"{x.span.line}:{x.span.column}"
    return str(number), x.path, inputs, shape_text(x.leaving), owns, times, label, place


def tally_text(tally: Tally) -> str:
    """Every term: its group, layer, role, count and how often."""
    rows: list[tuple[str, ...]] = [("group", "layer", "role", "count", "times")]
    for group, buffers in product(tally.groups, (False, True)):
        label, kind = printable(group.label or tally.network.name), "buffer " if buffers else ""
        rows += [
            (label, term.layer.path, kind + term.tensor.role, write(term.tensor.count, UNICODE), plain(term.times))
            for term in group.terms(buffers)
        ]
    return text_columns(rows)


def derivation_text(derivation: Derivation) -> str:
    """Every step of every row, with its reason."""
    lines: list[str] = []
    for row in (*derivation.rows, derivation.total):
        lines.append(printable(row.label or ("Total" if row is derivation.total else derivation.network.name)))
        lines += [f"  {step.name:12} {write(step.tree, UNICODE)}    [{step.why}]" for step in row.steps]
    return "\n".join(lines)
