"""Derivation to Document: which parts are shown, in which order, under which words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from symcount.algebra.arithmetic import substitute
from symcount.algebra.formula import Factor, Formula, Symbol, symbols
from symcount.algebra.notations.unicode import plain
from symcount.derivation.cases import Cases as Found
from symcount.derivation.steps import WHY, Derivation, Row
from symcount.document.abbreviate import abbreviated
from symcount.document.blocks import Block, Cases, Document, Equations, Heading, Note, Paragraph, Pieces, Text
from symcount.document.layer_tables import layer_table, theory_table
from symcount.document.translations import ENGLISH, Language
from symcount.language.diagnostics import nearest, problem
from symcount.network.network import Condition, Network

SIDES = ("generic", "symbolic", "closed", "substituted", "value")
"""The sides of a group's chain of equalities that can be shown."""

PARTS = ("theory", "layers", *SIDES, "total", "conditions", "conventions", "proof")

PRESETS = {
    "article": ("symbolic", "closed", "substituted", "value", "total", "conditions", "conventions"),
    "short": ("substituted", "value", "total", "conditions"),
    "full": PARTS,
    "table": ("layers", "total", "conditions", "conventions"),
}


class Plan(NamedTuple):
    """What is shown, and in which language."""

    parts: frozenset[str] = frozenset(PRESETS["article"])
    language: Language = ENGLISH


def parts_to_show(text: str) -> frozenset[str]:
    """`article`, or `table,total`: presets and parts together. Raises Problem."""
    parts: set[str] = set()
    for name in filter(None, (n.strip() for n in text.split(","))):
        if name not in PARTS and name not in PRESETS:
            names = (*PRESETS, *PARTS)
            help = nearest(name, names) or f"there are {', '.join(names)}"
            raise problem("E413", f"there is no part `{name}` of a derivation to show", help=help)
        parts |= set(PRESETS.get(name, (name,)))
    return frozenset(parts)


def lay_out(derivation: Derivation, plan: Plan = Plan()) -> Document:
    """The page of a derivation: what the plan asks for, in the order of PARTS."""
    network = derivation.network
    blocks, names = abbreviated(list(_equations(derivation, plan)))
    if names:
        blocks += _where(names, plan)
    blocks += _remarks(network, plan)
    return Document(network.name, tuple(blocks), network.writing, plan.language.code)


def _equations(derivation: Derivation, plan: Plan) -> Iterator[Block]:
    """What a plan shows of the tables, the groups and the total."""
    language, parts = plan.language, plan.parts
    if "theory" in parts:
        yield Heading(language.word("theory"))
        yield theory_table(derivation.rows, language)
    if "layers" in parts:
        yield Heading(language.word("layers"))
        yield layer_table(derivation, language)
    if not parts.isdisjoint(SIDES):
        yield from _groups(derivation, plan)
    if "total" in parts:
        yield from _total(derivation, plan)


def _remarks(network: Network, plan: Plan) -> Iterator[Block]:
    """What a plan says below the equations and their where-lines."""
    language = plan.language
    if "conditions" in plan.parts:
        yield from map(Note, condition_sentences(network.told, language))
    if "conventions" in plan.parts and network.remarks:
        yield Note(language.word("after a sentence").join(map(language.remark, network.remarks)))
    if "proof" in plan.parts:
        yield Note(language.word("proved"))


def _where(names: Iterable[tuple[Symbol, Formula]], plan: Plan) -> list[Block]:
    """`where r_1 = …`, a line a name."""
    return [Paragraph(plan.language.word("where")), *(Equations(((name, tree),)) for name, tree in names)]


# ---- groups ------------------------------------------------------------------------------


def _groups(derivation: Derivation, plan: Plan) -> Iterator[Block]:
    name = derivation.network.name
    for row in derivation.rows:
        yield Heading(_title(row, name, plan.language))
        if "generic" in plan.parts:
            yield theory_table([row], plan.language)
        sides = _sides(row, plan.parts)
        if sides:
            yield Equations(sides, row.label or name, _summands(row, sides[0][0], derivation, plan.language))


def _title(row: Row, network: str, language: Language) -> str:
    """`Stage 2 (4 3×3 convolutions)`; layers without a label stand under the network's name."""
    label = network if row.label is None else row.label
    caption = language.caption(row.layers) or row.caption
    return language.word("title").format(label, caption) if caption else label


def _sides(row: Row, parts: frozenset[str]) -> tuple[tuple[Formula, ...], ...]:
    """Symbolic, closed form, and `substituted = value` on one line; what says nothing new is left out."""
    symbolic, closed = row.tree("symbolic"), row.tree("closed form")
    substituted, value = row.tree("substituted"), row.tree("value")
    lines: list[tuple[Formula, ...]] = []
    if symbolic is not None and (symbols(symbolic) or substituted is None):
        lines += [(symbolic,)] if "symbolic" in parts else []
        lines += [(closed,)] if "closed" in parts and closed is not None else []
    if substituted is not None and value is not None:
        last = tuple(t for t, name in ((substituted, "substituted"), (value, "value")) if name in parts)
        lines += [last[:1] if substituted == value else last] if last else []
    return tuple(line for line, _ in groupby(lines))


def _summands(row: Row, first: Formula, derivation: Derivation, language: Language) -> tuple[tuple[str, Formula], ...]:
    """The summands of the first side, each with what it counts, where that is the symbolic or the substituted one."""
    if first == row.tree("symbolic"):
        trees = [part.tree for part in row.parts]
    elif first == row.tree("substituted"):
        trees = [substitute(part.tree, derivation.network.values) for part in row.parts]
    else:
        return ()
    labels = (language.word("biases") if part.biases else language.caption(part.layers) for part in row.parts)
    return tuple(zip(labels, trees, strict=True))


# ---- the whole ---------------------------------------------------------------------------


def _total(derivation: Derivation, plan: Plan) -> Iterator[Block]:
    total = derivation.total
    if len(derivation.rows) != 1 or any(s.name not in WHY for s in total.steps) or plan.parts.isdisjoint(SIDES):
        yield Heading(plan.language.word("total"))
        yield Equations(_total_sides(total), label="Total")
    coefficients = [(Symbol(name), Factor(tree)) for step in total.steps for name, tree in step.where]
    if coefficients:
        yield from _where(coefficients, plan)
    if derivation.cases is not None:
        yield from _cases(derivation.cases, plan.language)


MOST_LINES = 24
"""So many lines, as far as they can be told from the formulas, stand behind one brace, for it cannot cross a page."""
LINE = 60
"""The characters of a line, roughly."""
MOST_UNSEARCHED = 3


def _cases(found: Found, language: Language) -> Iterator[Block]:
    """The whole along a symbol, and what is not in it."""
    yield Heading(language.word("in pieces").format(plain(Symbol(found.symbol))))
    rows: list[tuple[Formula, Pieces]] = []
    lines = 0
    for case in found.cases:
        length = 1 + len(plain(case.tree)) // LINE
        if rows and lines + length > MOST_LINES:
            yield Cases(tuple(rows))
            rows, lines = [], 0
        rows.append((case.tree, (language.word("if "), *language.ranges(case.where, len(case.where)))))
        lines += length
    yield Cases(tuple(rows))
    said: tuple[tuple[str, Sequence[Pieces]], ...] = (
        ("cases at", [(relation,) for relation in found.at]),
        ("unsearched", [language.ranges(found.unsearched, MOST_UNSEARCHED)] if found.unsearched else ()),
        ("refused", [(reason,) for reason in found.refused]),
        ("more cases", [(str(found.more),)] if found.more else ()),
    )
    yield from (Note(language.sentence(key, parts)) for key, parts in said if parts)


def _total_sides(total: Row) -> tuple[tuple[Formula, ...], ...]:
    """Like a group's, without the sum of all closed forms, which is as long as the page."""
    sides = _sides(total, frozenset(SIDES))
    symbolic = total.tree("symbolic")
    shown = sides[1:] if symbolic != total.tree("closed form") and sides[:1] == ((symbolic,),) else sides
    forms = tuple((step.tree,) for step in total.steps if step.name not in WHY and (step.tree,) not in shown)
    return (*shown[:1], *forms, *shown[1:])


def condition_sentences(conditions: Sequence[Condition], language: Language = ENGLISH) -> list[Text]:
    """Sentences on what the closed form holds for: first the choices that were decided at the values."""
    rows = [(key, [language.condition(c) for c in conditions if c.decided == decided]) for key, decided in SAID]
    return [language.sentence(key, parts) for key, parts in rows if parts]


SAID = (("decided", True), ("holds", False))


def plain_sentences(conditions: Sequence[Condition]) -> list[str]:
    """The same in English, in one line of plain text each."""
    rows = [(key, ", ".join(c.text for c in conditions if c.decided == decided)) for key, decided in SAID]
    return [ENGLISH.word(key).format(text) for key, text in rows if text]
