"""Text to tree. Every mistake of spelling is found here, every other judgement is made in `network`."""

from __future__ import annotations

import re
from functools import cache
from threading import Lock

import lark

from symcount.language import syntax
from symcount.language.build import Builder
from symcount.language.diagnostics import Diagnostic, Label, Problem, problem
from symcount.language.source import Source, Span
from symcount.language.tables import load_parser

MAX_BYTES = 1_000_000
MAX_DEPTH = 100
MAX_DIGITS = 1_000
MAX_ERRORS = 20
MAX_RESTARTS = 100

RESERVED = frozenset({"C_i", "S", "input", "id", "params", "buffers", "area", "fixed"})
KEYWORDS = frozenset(
    (
        "net block layer share import out expect require note when buffer of as if then else for in and or not on off"
    ).split()
)

_ITEM = re.compile(
    r"^(?:(?:net|block|layer|share|import)\b|[A-Za-z]\w*[ \t]*(?:\([^()\n]*\)[ \t]*)?=(?!=))", re.MULTILINE
)
_REST = re.compile(r"\}|(?:out|expect|require|note|buffer|when)\b")  # what only a body holds
_NAMED = re.compile(r"\s*[=,){|]")  # what follows a name where it is given
_DIGITS = re.compile(r"[0-9][0-9_]*")
_SKIPPED = re.compile(r'"[^"\n]*"|#[^\n]*|[()\[\]{}]')
_OPENS = {")": "(", "]": "[", "}": "{"}
_CLOSES = {"(": ")", "[": "]", "{": "}"}


def parse(source: Source) -> syntax.File:
    """The tree of `source`. Raises Problem with the first mistake of each item."""
    _refuse_monsters(source)
    items = _recovering(source)
    found = [*_reserved(items), *_too_deep(items)]
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
    raise problem("E101", f"`{_short(source.text)}` is not one value", Span(source, 0, len(source.text)))


@cache
def _parser() -> tuple[lark.Lark, Builder, Lock]:
    builder = Builder()
    return load_parser(builder), builder, Lock()


def _items(source: Source, start: int, end: int | None = None) -> tuple[syntax.Item, ...]:
    return _tree(source.text[start:end], source, start)


def _tree(text: str, source: Source, shift: int) -> tuple[syntax.Item, ...]:
    """The items of `text`, whose first character is at `shift` in `source`."""
    parser, builder, lock = _parser()
    with lock:
        builder.source, builder.shift = source, shift
        return parser.parse(text)  # type: ignore[return-value]


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
                found.append(_explained(error, source, start))
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
    return _REST.match(source.text, place) is not None and _unclosed(source, place, start) is None


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
    for bracket in _SKIPPED.finditer(text):
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
        level = [child for node in level for child in syntax.children(node)]
        if not level:
            return []
    return list(_deep(level[0].span).diagnostics)


def _reserved(items: tuple[syntax.Item, ...]) -> list[Diagnostic]:
    """Definitions whose name means something already."""
    given = (_given(node) for item in items for node in syntax.walk(item))
    return [d for name, span in given if name in RESERVED for d in _taken(name, span).diagnostics]


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


def _taken(name: str, span: Span) -> Problem:
    return problem(
        "E106",
        f"`{name}` is a word of the language and cannot be a name",
        Span(span.source, span.start, span.start + len(name)),
        help="choose another name",
    )


def _comments(source: Source) -> list[Span]:
    return [Span(source, m.start(), m.end()) for m in _SKIPPED.finditer(source.text) if m[0].startswith("#")]


# ---- explaining what lark found ----------------------------------------------------------


def _explained(error: lark.UnexpectedInput, source: Source, start: int) -> Diagnostic:
    if isinstance(error, lark.UnexpectedCharacters):
        return _stray(source, start + (error.pos_in_stream or 0))
    if isinstance(error, lark.UnexpectedToken):
        return _unexpected(error, source, start)
    raise error


def _stray(source: Source, place: int) -> Diagnostic:
    span = Span(source, place, place + 1)
    character = source.text[place]
    if character == '"':
        line_end = source.text.find("\n", place)
        whole = Span(source, place, len(source.text) if line_end < 0 else line_end)
        return problem("E107", "a text without its closing quote", whole, help='write `"` at its end').diagnostics[0]
    meant = {"“": '"', "”": '"', "„": '"', "×": "*", "·": "*", "−": "-", "–": "-", "→": "->", "≠": "!=", "²": "^2"}
    help = [f"write `{meant[character]}`"] if character in meant else []
    return problem("E103", f"`{character}` means nothing here", span, help=help).diagnostics[0]


def _unexpected(error: lark.UnexpectedToken, source: Source, start: int) -> Diagnostic:
    token = error.token
    accepted = error.accepts or set()
    if token.type == "$END":
        return _ended(source, start, accepted)
    span = Span(source, start + token.start_pos, start + token.end_pos)
    opening = _unclosed(source, span.start, start)
    if opening is not None and token in ("net", "import") and "RBRACE" in accepted:
        return _never_closed(opening, Label(span, "here a new item begins"))
    if token in KEYWORDS and _is_place_of_name(source, span, accepted):
        return _taken(str(token), span).diagnostics[0]
    also, help = [], _advice(source, span, accepted)
    if opening is not None and _is_forgotten(opening, span, accepted):
        also.append(Label(opening, "opened here"))
        help = [f"close it with `{_CLOSES[opening.text]}` first"]
    message = f"`{_short(token)}` is not expected here"
    return problem("E101", message, span, _wanted(accepted), also=also, help=help).diagnostics[0]


def _is_place_of_name(source: Source, span: Span, accepted: set[str]) -> bool:
    """Whether the keyword at `span` stands where something is given a name, and not at the start of a statement."""
    given = accepted == {"NAME"} or _NAMED.match(source.text, span.end) is not None
    return given and "NAME" in accepted and "NUMBER" not in accepted


def _is_forgotten(opening: Span, found: Span, accepted: set[str]) -> bool:
    """Whether `found` shows that the bracket at `opening` was not closed: another bracket's end, or a later line."""
    if found.text in _OPENS:
        return opening.text != _OPENS[found.text]
    closing = {"(": "RPAR", "[": "RSQB"}.get(opening.text)
    return closing in accepted and found.line > opening.line


def _advice(source: Source, span: Span, accepted: set[str]) -> list[str]:
    if span.text == "=" and "EQUAL" in accepted:
        return ["to compare, write `==`"]
    if span.text in ("if", "for") and "NUMBER" in accepted:
        return [f"put it in parentheses: `({span.text} …)`"]
    if source.text[span.start - 1 : span.start].isdigit() and span.text[:1].isalpha():
        return [f"to multiply, write `*{_short(span.text)}`"]
    before = source.text[max(0, span.start - 80) : span.start]
    previous = re.search(r"(?<![A-Za-z0-9_.])([0-9.]+)([A-Za-z]\w*)\s*$", before)
    return [f"to multiply, write `{previous[1]}*{previous[2]}`"] if previous else []


_WORDS = {"NAME": "a name", "TEXT": "a text", "$END": "the end"}


def _wanted(accepted: set[str]) -> str:
    """The few kinds of thing that could stand here, in words; nothing where they are many."""
    if "NUMBER" in accepted:
        return "a value is expected"
    if "OUT" in accepted and "PLUS" not in accepted:
        return "a statement is expected"
    if not 0 < len(accepted) <= 4:
        return ""
    spelling = {t.name: f"`{t.pattern.value}`" for t in _parser()[0].terminals} | _WORDS
    *some, last = sorted(spelling[kind] for kind in accepted)
    return f"expected {', '.join(some)}{' or ' if some else ''}{last}"


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:60]}…"


def _ended(source: Source, start: int, accepted: set[str]) -> Diagnostic:
    end = len(source.text.rstrip())
    last = Span(source, max(0, end - 1), end)
    opening = _unclosed(source, end, start)
    if opening is None:
        help = _advice(source, Span(source, end, end), accepted)
        return problem("E102", "the text ends too early", last, _wanted(accepted), help=help).diagnostics[0]
    return _never_closed(opening, Label(last, "the text ends here"))


def _never_closed(opening: Span, end: Label) -> Diagnostic:
    return problem(
        "E102",
        f"`{opening.text}` is never closed",
        opening,
        "opened here",
        also=[end] if end.span.line != opening.line else [],
        help=f"write `{_CLOSES[opening.text]}` where it ends",
    ).diagnostics[0]


def _unclosed(source: Source, end: int, start: int) -> Span | None:
    """The innermost bracket that is open at `end`."""
    opened: list[int] = []
    for bracket in _SKIPPED.finditer(source.text, start, end):
        if bracket[0] in "([{":
            opened.append(bracket.start())
        elif bracket[0] in ")]}" and opened:
            opened.pop()
    return Span(source, opened[-1], opened[-1] + 1) if opened else None
