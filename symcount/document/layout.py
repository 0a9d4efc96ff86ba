"""Derivation to Document: which parts are shown, in which order, under which words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from symcount.algebra.arithmetic import substitute
from symcount.algebra.formula import Factor, Formula, Symbol, symbols
from symcount.derivation.factoring import Part
from symcount.derivation.steps import WHY, Derivation, Row
from symcount.document.abbreviate import abbreviated
from symcount.document.blocks import Block, Document, Equations, Heading, Note, Paragraph
from symcount.document.translations import ENGLISH, Language
from symcount.language.diagnostics import nearest, problem
from symcount.network.network import Condition

SIDES = ("generic", "symbolic", "closed", "substituted", "value")
"""The sides of a group's chain of equalities that can be shown."""

PARTS = ("theory", "layers", *SIDES, "total", "conditions", "conventions", "proof")

PRESETS = {
    "article": ("symbolic", "closed", "substituted", "value", "total", "conditions", "conventions"),
    "short": ("substituted", "value", "total", "conditions"),
    "full": PARTS,
    "table": ("layers", "total", "conditions", "conventions"),
}


@dataclass(frozen=True, slots=True)
class Plan:
    """What is shown, and in which language."""

    parts: frozenset[str] = frozenset(PRESETS["article"])
    language: Language = ENGLISH


def parts_of(text: str) -> frozenset[str]:
    """`article`, or `table,total`: presets and parts together. Raises Problem."""
    found: set[str] = set()
    for name in filter(None, (n.strip() for n in text.split(","))):
        if name not in PARTS and name not in PRESETS:
            known = (*PRESETS, *PARTS)
            help = nearest(name, known) or f"there are {', '.join(known)}"
            raise problem("E413", f"there is no part `{name}` of a derivation to show", help=help)
        found |= set(PRESETS.get(name, (name,)))
    return frozenset(found)


def lay_out(derivation: Derivation, plan: Plan | None = None) -> Document:
    """The page of a derivation: what the plan asks for, in the order of PARTS."""
    plan = plan or Plan()
    blocks, named = abbreviated([block for part in _EQUATIONS for block in part(derivation, plan)])
    if named:
        blocks.append(Paragraph(plan.language.words["where"]))
        blocks += [Equations(((name, tree),)) for name, tree in named]
    blocks += [block for part in _REMARKS for block in part(derivation, plan)]
    return Document(derivation.network.name, tuple(blocks), derivation.network.writing, plan.language.words["language"])


def _theory(derivation: Derivation, plan: Plan) -> Iterator[Block]:
    if "theory" in plan.parts:
        from symcount.document.theory import formulas_of

        yield Heading(plan.language.words["theory"])
        yield formulas_of(derivation, plan.language)


def _table(derivation: Derivation, plan: Plan) -> Iterator[Block]:
    if "layers" in plan.parts:
        from symcount.document.layers import layer_table

        yield Heading(plan.language.words["layers"])
        yield layer_table(derivation, plan.language)


# ---- groups ------------------------------------------------------------------------------


def _groups(derivation: Derivation, plan: Plan) -> Iterator[Block]:
    if not plan.parts & set(SIDES):
        return
    for row in derivation.rows:
        yield Heading(row_title(row, derivation.network.name, plan.language))
        yield from _generic(derivation, row, plan)
        rows = _rows(row, plan.parts)
        if rows:
            yield Equations(rows, row.label or derivation.network.name, _summands(row, rows[0][0], derivation, plan))


def _generic(derivation: Derivation, row: Row, plan: Plan) -> Iterator[Block]:
    if "generic" in plan.parts:
        from symcount.document.theory import formulas_of

        yield formulas_of(derivation, plan.language, row)


def row_title(row: Row, network: str, language: Language = ENGLISH) -> str:
    """`Stage 2 (4 3×3 convolutions)`; layers without a label stand under the network's name."""
    label = network if row.label is None else row.label
    caption = language.caption(row.layers) or row.caption
    return language.title.format(label, caption) if caption else label


def _rows(row: Row, parts: frozenset[str]) -> tuple[tuple[Formula, ...], ...]:
    """Symbolic, closed form, and `substituted = value` on one line; what says nothing new is left out."""
    symbolic, closed = row.tree("symbolic"), row.tree("closed form")
    substituted, value = row.tree("substituted"), row.tree("value")
    rows: list[tuple[Formula, ...]] = []
    if symbolic is not None and (symbols(symbolic) or substituted is None):
        rows += [(symbolic,)] if "symbolic" in parts else []
        rows += [(closed,)] if "closed" in parts and closed is not None else []
    if substituted is not None and value is not None:
        last = tuple(t for t, name in ((substituted, "substituted"), (value, "value")) if name in parts)
        rows += [last[:1] if substituted == value else last] if last else []
    return tuple(r for i, r in enumerate(rows) if i == 0 or r != rows[i - 1])


def _summands(row: Row, first: Formula, derivation: Derivation, plan: Plan) -> tuple[tuple[str, Formula], ...]:
    """The summands of the first side, where that is the symbolic or the substituted one."""
    if first == row.tree("symbolic"):
        return tuple((_stands_for(part, plan), part.tree) for part in row.parts)
    if first == row.tree("substituted"):
        values = derivation.network.values
        return tuple((_stands_for(part, plan), substitute(part.tree, values)) for part in row.parts)
    return ()


def _stands_for(part: Part, plan: Plan) -> str:
    return plan.language.words["biases"] if part.biases else plan.language.caption(part.layers)


# ---- the whole ---------------------------------------------------------------------------


def _total(derivation: Derivation, plan: Plan) -> Iterator[Block]:
    if "total" not in plan.parts:
        return
    total = derivation.total
    if len(derivation.rows) != 1 or any(s.name not in WHY for s in total.steps) or not plan.parts & set(SIDES):
        yield Heading(plan.language.words["total"])
        yield Equations(_total_rows(total), label="Total")
    named = tuple((Symbol(name), Factor(tree)) for step in total.steps for name, tree in step.where)
    if named:
        yield Paragraph(plan.language.words["where"])
        yield from (Equations((row,)) for row in named)


def _total_rows(total: Row) -> tuple[tuple[Formula, ...], ...]:
    """Like a group's, without the sum of all closed forms, which is as long as the page."""
    rows = _rows(total, frozenset(SIDES))
    symbolic = total.tree("symbolic")
    shown = rows[1:] if symbolic != total.tree("closed form") and rows[:1] == ((symbolic,),) else rows
    forms = tuple((step.tree,) for step in total.steps if step.name not in WHY and (step.tree,) not in shown)
    return (*shown[:1], *forms, *shown[1:])


def _conditions(derivation: Derivation, plan: Plan) -> Iterator[Block]:
    if "conditions" in plan.parts:
        yield from (Note(text) for text in conditions_text(derivation.network.conditions, plan.language))


def conditions_text(conditions: tuple[Condition, ...], language: Language = ENGLISH) -> list[str]:
    """Sentences on what the closed form holds for."""
    words = language.words
    found = [(w, [language.condition(c) for c in conditions if c.decided == d]) for w, d in _KINDS]
    return [words[word].format(words["and"].join(texts)) for word, texts in found if texts]


_KINDS = (("decided", True), ("holds", False))


def _conventions(derivation: Derivation, plan: Plan) -> Iterator[Block]:
    if "conventions" in plan.parts and derivation.network.remarks:
        yield Note(plan.language.sentence_end.join(map(plan.language.remark, derivation.network.remarks)))


def _proof(derivation: Derivation, plan: Plan) -> Iterator[Block]:
    if "proof" in plan.parts:
        yield Note(plan.language.words["proved"])


_Part = Callable[[Derivation, Plan], Iterator[Block]]
_EQUATIONS: tuple[_Part, ...] = (_theory, _table, _groups, _total)
_REMARKS: tuple[_Part, ...] = (_conditions, _conventions, _proof)
