"""Text to tree. Every mistake of spelling is found here, every other judgement is made in `network`."""

from __future__ import annotations

import re

import lark

from symcount.language import syntax, trees
from symcount.language.diagnostics import Diagnostic, Problem, problem
from symcount.language.machine import parser
from symcount.language.mistakes import RESERVED, SKIPPED, explained, taken, unclosed
from symcount.language.source import Source, Span, short

MAX_BYTES = 1_000_000
MAX_DEPTH = 100
MAX_DIGITS = 1_000
MAX_ERRORS = 20
MAX_RESTARTS = 100


_ITEM = re.compile(
    r"^(?:(?:net|block|layer|share|import)\b|[A-Za-z]\w*[ \t]*(?:\([^()\n]*\)[ \t]*)?=(?!=))", re.MULTILINE
)
_REST = re.compile(r"\}|(?:out|expect|variant|paper|require|note|buffer|when)\b")  # what only a body holds
_DIGITS = re.compile(r"[0-9][0-9_]*")


def parse(source: Source) -> syntax.File:
    """The tree of `source`. Raises Problem with the first mistake of each item."""
    _refuse_monsters(source)
    items = _recovering(source)
    found = [*_reserved(items), *_years(items), *_too_deep(items)]
    if found:
        raise Problem(*found[:MAX_ERRORS])
    return syntax.File(items, tuple(_comments(source)))


def parse_part(source: Source, start: int, end: int) -> tuple[syntax.Item, ...]:
    """The items between two places of a text that is known to be sound, such as the library's."""
    return _items(source, start, end)


def parse_value(source: Source) -> syntax.Expression:
    """A text that is one expression, such as the VALUE of `--set NAME=VALUE`."""
    _refuse_monsters(source)
    prefix = "value="
    try:
        items = _tree(prefix + source.text, source, -len(prefix))
    except lark.UnexpectedInput:
        items = ()
    match items:
        case (syntax.Definition(parameters=None, body=body),):
            deep = _too_deep(items)
            if deep:
                raise Problem(*deep)
            return body
    raise problem("E101", f"`{short(source.text)}` is not one value", Span(source, 0, len(source.text)))


def _items(source: Source, start: int, end: int | None = None) -> tuple[syntax.Item, ...]:
    return _tree(source.text[start:end], source, start)


def _tree(text: str, source: Source, shift: int) -> tuple[syntax.Item, ...]:
    """The items of `text`, whose first character is at `shift` in `source`."""
    machine, builder, lock = parser()
    with lock:
        builder.source, builder.shift = source, shift
        return machine.parse(text)  # type: ignore[return-value]


def _recovering(source: Source) -> tuple[syntax.Item, ...]:
    """All items; after a mistake, parsing starts again at the next line that looks like an item."""
    found: list[Diagnostic] = []
    start = 0
    for _ in range(MAX_RESTARTS):
        try:
            items = _items(source, start)
        except lark.UnexpectedInput as error:
            place = start + max(error.pos_in_stream or 0, 0)
            if not (found and _is_rest(source, place, start)):
                found.append(explained(error, source, start))
            following = None if _at_end(error) else _ITEM.search(source.text, max(place, start + 1))
            if following is None or len(found) >= MAX_ERRORS:
                break
            start = following.start()
        else:
            if found:
                break
            return items
    raise Problem(*found)


def _at_end(error: lark.UnexpectedInput) -> bool:
    return isinstance(error, lark.UnexpectedToken) and error.token.type == "$END"


def _is_rest(source: Source, place: int, start: int) -> bool:
    """Whether what stands at `place` belongs to the body of an item that was broken before `start`."""
    return _REST.match(source.text, place) is not None and unclosed(source, place, start) is None


# ---- limits ------------------------------------------------------------------------------


def _refuse_monsters(source: Source) -> None:
    """What would cost unbounded time or memory is refused before lark sees it."""
    text = source.text
    if len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise problem("E108", f"{source.name} is larger than {MAX_BYTES:,} bytes")
    long = next((m for m in _DIGITS.finditer(text) if len(m[0]) > MAX_DIGITS), None)
    if long:
        span = Span(source, long.start(), long.end())
        raise problem("E104", f"a number of more than {MAX_DIGITS:,} digits", span)
    depth = 0
    for bracket in SKIPPED.finditer(text):
        depth += (bracket[0] in "([{") - (bracket[0] in ")]}")
        if depth > MAX_DEPTH:
            raise _deep(Span(source, bracket.start(), bracket.end()))


def _deep(span: Span) -> Problem:
    return problem(
        "E105",
        f"nested more than {MAX_DEPTH} deep",
        Span(span.source, span.start, span.start + 1),
        help="give the inner parts names",
    )


def _too_deep(items: tuple[syntax.Item, ...]) -> list[Diagnostic]:
    """Nesting without brackets: `- - - x`, `2^2^2^…`, `if … else if …`."""
    level: list[syntax.Node] = list(items)
    for _ in range(2 * MAX_DEPTH):  # a bracket makes two levels, a call and its argument
        level = [child for node in level for child in trees.children(node)]
        if not level:
            return []
    return list(_deep(level[0].span).diagnostics)


def _reserved(items: tuple[syntax.Item, ...]) -> list[Diagnostic]:
    """Definitions whose name means something already."""
    given = (_given(node) for item in items if not _is_convention(item) for node in trees.walk(item))
    return [d for name, span in given if name in RESERVED for d in taken(name, span).diagnostics]


def _years(items: tuple[syntax.Item, ...]) -> list[Diagnostic]:
    """Papers whose year is none."""
    papers = [n for item in items for n in trees.walk(item) if isinstance(n, syntax.Paper)]
    wrong = [paper for paper in papers if paper.year.denominator != 1 or not 1000 <= paper.year <= 9999]
    help = 'write it as in `paper "He et al., …" 2016`'
    return [d for p in wrong for d in problem("E101", "a year has four digits", p.span, help=help).diagnostics]


def _is_convention(item: syntax.Item) -> bool:
    """`convention = keras` at the top of a file."""
    return isinstance(item, syntax.Definition) and (item.name, item.parameters) == ("convention", None)


def _given(node: syntax.Node) -> tuple[str, Span]:
    """The name that `node` gives to something, or an empty one, and where it stands."""
    match node:
        case syntax.Parameter(name=name):
            return name, node.span
        case syntax.Loop(variable=name):
            start = node.span.source.text.index(name, node.span.start + len("for"))
            return name, Span(node.span.source, start, start + len(name))
        case syntax.Net() | syntax.Block() | syntax.Layer() | syntax.Share() | syntax.Definition():
            return node.name, node.name_span
        case _:
            return "", node.span


def _comments(source: Source) -> list[Span]:
    return [Span(source, m.start(), m.end()) for m in SKIPPED.finditer(source.text) if m[0].startswith("#")]
