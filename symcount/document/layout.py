"""Derivation to Document: which lines are shown, in which order, under which words."""

from __future__ import annotations

from symcount.algebra.written import Factor, Symbol, Written, symbols
from symcount.derivation.steps import WHY, Derivation, Row
from symcount.document.blocks import Block, Document, Equations, Heading, Paragraph
from symcount.network.values import Condition


def lay_out(derivation: Derivation) -> Document:
    """The page of a derivation: each group, the total, and what the result depends on."""
    network = derivation.network
    blocks: list[Block] = []
    for row in derivation.rows:
        blocks += [Heading(row_title(row, network.name)), Equations(_rows(row))]
    if len(derivation.rows) != 1 or any(s.name not in WHY for s in derivation.total.steps):
        blocks += [Heading("Total"), Equations(_total_rows(derivation.total))]
    named = _named_coefficients(derivation.total)
    if named:
        blocks += [Paragraph("where"), *(Equations((row,)) for row in named)]
    blocks += [Paragraph(text) for text in conditions_text(network.conditions)]
    if network.conventions:
        blocks.append(Paragraph(" ".join(network.conventions)))
    return Document(network.name, tuple(blocks), network.writing)


def row_title(row: Row, network: str) -> str:
    """`Stage 2 (4 3×3 convolutions)`; layers without a label stand under the network's name."""
    label = network if row.label is None else row.label
    return f"{label} ({row.caption})" if row.caption else label


def _rows(row: Row) -> tuple[tuple[Written, ...], ...]:
    """Symbolic, closed form, and `substituted = value` on one line; what says nothing new is left out."""
    symbolic, closed = row.tree("symbolic"), row.tree("closed form")
    substituted, value = row.tree("substituted"), row.tree("value")
    rows: list[tuple[Written, ...]] = []
    if symbolic is not None and (symbols(symbolic) or substituted is None):
        rows += [(symbolic,), *([(closed,)] if closed is not None else [])]
    if substituted is not None and value is not None:
        rows.append((substituted,) if substituted == value else (substituted, value))
    return tuple(r for i, r in enumerate(rows) if i == 0 or r != rows[i - 1])


def _total_rows(total: Row) -> tuple[tuple[Written, ...], ...]:
    """Like a group's, without the sum of all closed forms, which is as long as the page."""
    rows = _rows(total)
    symbolic = total.tree("symbolic")
    shown = rows[1:] if symbolic != total.tree("closed form") and rows[:1] == ((symbolic,),) else rows
    forms = tuple((step.tree,) for step in total.steps if step.name not in WHY and (step.tree,) not in shown)
    return (*shown[:1], *forms, *shown[1:])


def _named_coefficients(total: Row) -> tuple[tuple[Written, ...], ...]:
    """`a_2 = …` for each coefficient that a form names."""
    return tuple((Symbol(name), Factor(tree)) for step in total.steps for name, tree in step.where)


def conditions_text(conditions: tuple[Condition, ...]) -> list[str]:
    """Sentences on what the closed form holds for."""
    decided = ", ".join(c.text for c in conditions if c.decided)
    side = ", ".join(c.text for c in conditions if not c.decided)
    out = (
        [f"Decided at the values of the parameters, and true where the choices are the same: {decided}."]
        if decided
        else []
    )
    return [*out, f"This holds where {side}."] if side else out
