"""Text to tree. Every mistake of spelling is found here, every other judgement is made in `network`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

from symcount.language import syntax, trees
from symcount.language.build import Builder
from symcount.language.diagnostics import MAX_ERRORS, Diagnostic, Label, Problem, first_errors, nearest, problem
from symcount.language.machine import END, Unexpected, machine
from symcount.language.mistakes import RESERVED, SKIPPED, diagnosis, reserved_name, unclosed
from symcount.language.source import Source, Span, short

MAX_BYTES = 1_000_000
MAX_DEPTH = 100
MAX_DIGITS = 1_000
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
    mistakes = _mistakes(items)
    if mistakes:
        raise first_errors(mistakes)
    return syntax.File(items)


def parse_part(source: Source, start: int, end: int | None = None) -> tuple[syntax.Item, ...]:
    """The items between two places of a text. Raises Unexpected."""
    return _tree(source.text[start:end], source, start)


def parse_value(source: Source) -> syntax.Expression:
    """A text that is one expression, such as the VALUE of `--set NAME=VALUE`."""
    _refuse_monsters(source)
    items: tuple[syntax.Item, ...] = ()
    for before, after in (("value=", ""), ("value=(", ")"))[: 1 + ("," in source.text)]:  # 3,4,6,3 is a list
        with suppress(Unexpected):
            items = items or _tree(f"{before}{source.text}{after}", source, -len(before))
    match items:
        case (syntax.Definition(parameters=None, body=body),):
            mistakes = _mistakes(items)
            if mistakes:
                raise Problem(*mistakes)
            return body
    raise problem("E101", f"`{short(source.text)}` is not one value", Span(source, 0, len(source.text)))


def _tree(text: str, source: Source, shift: int) -> tuple[syntax.Item, ...]:
    """The items of `text`, whose first character is at `shift` in `source`."""
    builder = Builder(source)
    items: tuple[syntax.Item, ...] = machine().parse(machine().tokens(text, source, shift), builder)
    return items


def _recovering(source: Source) -> tuple[syntax.Item, ...]:
    """All items; after a mistake, parsing starts again at the next line that looks like an item."""
    mistakes: list[Diagnostic] = []
    start = 0
    for _ in range(MAX_RESTARTS):
        try:
            items = parse_part(source, start)
        except Unexpected as error:
            place = error.token.span.start
            if not (mistakes and _is_rest(source, place, start)):
                mistakes.append(diagnosis(error, start))
            following = None if error.token.kind == END else _ITEM.search(source.text, max(place, start + 1))
            if following is None or len(mistakes) >= MAX_ERRORS:
                break
            start = following.start()
        else:
            if mistakes:
                break
            return items
    raise Problem(*mistakes)


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


# ---- what the grammar lets through -------------------------------------------------------


def _mistakes(items: tuple[syntax.Item, ...]) -> list[Diagnostic]:
    """Reserved names, years that are none, and nesting without brackets: `- - - x`, `2^2^2^…`, `if … else if …`."""
    problems: list[Problem] = []
    level: list[syntax.Node] = [item for item in items if not _is_convention(item)]
    for _ in range(2 * MAX_DEPTH):  # a bracket makes two levels, a call and its argument
        problems += [p for node in level if (check := _CHECKS.get(type(node))) is not None for p in check(node)]
        level = [child for node in level for child in trees.children(node)]
        if not level:
            break
    else:
        problems.append(_deep(level[0].span))
    return sorted((d for p in problems for d in p.diagnostics), key=lambda d: d.labels[0].span.start)


def _is_convention(item: syntax.Item) -> bool:
    """`convention = keras` at the top of a file."""
    return isinstance(item, syntax.Definition) and (item.name, item.parameters) == ("convention", None)


def _name(node: Any) -> Iterator[Problem]:
    if node.name in RESERVED:
        yield reserved_name(node.name, getattr(node, "name_span", node.span))


def _head(node: Any) -> Iterator[Problem]:
    """A name, and parameters that have one each."""
    yield from _name(node)
    seen: dict[str, Span] = {}
    for parameter in node.parameters or ():
        if parameter.name in seen:
            also = [Label(seen[parameter.name], "declared here already")]
            message = f"`{parameter.name}` is a parameter of `{node.name}` twice"
            yield problem("E214", message, parameter.span, also=also)
        seen.setdefault(parameter.name, parameter.span)


def _rule(rule: syntax.Tensor) -> Iterator[Problem]:
    """`S = …` in a layer would be a tensor of that name."""
    if rule.role in ("C", "S") and not rule.buffer:
        what = "channels" if rule.role == "C" else "sizes"
        note = "a rule `NAME = …` is a tensor that the layer owns"
        help = f"for the {what} that leave it write `out {rule.role} = …`"
        yield problem("E106", f"`{rule.role}` cannot be the name of a tensor", rule.span, note=note, help=help)


def _variables(loop: syntax.Loop) -> Iterator[Problem]:
    start, seen = loop.span.start + len("for"), set[str]()
    for name in loop.variables:
        start = loop.span.source.text.index(name, start)
        span = Span(loop.span.source, start, start := start + len(name))
        if name in RESERVED:
            yield reserved_name(name, span)
        if name in seen:
            yield problem("E214", f"`{name}` is bound twice", span, help="each variable has a name of its own")
            return
        seen.add(name)
    if len(loop.variables) != len(loop.sources):
        names, lists = len(loop.variables), len(loop.sources)
        message = f"{_many(names, 'variable')} cannot go through {_many(lists, 'range or list', 'ranges or lists')}"
        calls = [source.name for source in loop.sources if isinstance(source, syntax.Call)]
        help = "with its number: `for i, c in 1..len(w), w: …`" if calls == ["enumerate"] else _IN_STEP
        yield problem("E101", message, loop.span, help=help)


_IN_STEP = "a variable for each, in step: `for c, n in w, L: …`"


def _many(count: int, one: str, more: str = "variables") -> str:
    return f"{count} {one if count == 1 else more}"


def _year(paper: syntax.Paper) -> Iterator[Problem]:
    if paper.year.denominator != 1 or not 1000 <= paper.year <= 9999:
        help = 'write it as in `paper "He et al., …" 2016`'
        yield problem("E101", "a year has four digits", paper.span, help=help)


_DOMAINS = {"whole": False, "positive": False, "multiple": True}
"""The words for what a parameter can be, and whether a number in parentheses belongs to them."""


def _domain(domain: syntax.Domain) -> Iterator[Problem]:
    word = domain.word
    if word not in _DOMAINS:
        help = nearest(word, _DOMAINS) or "a parameter can be `whole`, `positive` or `multiple(8)`"
        yield problem("E101", f"`{short(word)}` is not what a parameter can be", domain.span, help=help)
    elif (domain.of is not None) != _DOMAINS[word]:
        message = f"`{word}` stands alone" if domain.of is not None else f"`{word}` needs a number"
        yield problem("E101", message, domain.span, help=f"write `{word}{'(8)' if _DOMAINS[word] else ''}`")


_NAMED = (syntax.Parameter, syntax.Share)
_HEADED = (syntax.Net, syntax.Block, syntax.Layer, syntax.Definition)
_CHECKS: dict[type, Callable[[Any], Iterator[Problem]]] = {
    **dict.fromkeys(_NAMED, _name), **dict.fromkeys(_HEADED, _head),
    syntax.Tensor: _rule, syntax.Loop: _variables, syntax.Paper: _year, syntax.Domain: _domain,
}  # fmt: skip
