"""What lark found, in the words of the language: what stands there, what could, and what was meant."""

from __future__ import annotations

import re

import lark

from symcount.language.diagnostics import Diagnostic, Label, Problem, problem
from symcount.language.machine import parser
from symcount.language.source import Source, Span, short

RESERVED = frozenset({"C_i", "S", "input", "id", "params", "buffers", "area", "fixed", "parallel", "convention"})


KEYWORDS = frozenset(
    (
        "net block layer share import out expect variant paper require note when buffer of as if then else for in "
        "and or not on off frozen within"
    ).split()
)


_NAMED = re.compile(r"\s*[=,){|]")  # what follows a name where it is given


SKIPPED = re.compile(r'"[^"\n]*"|#[^\n]*|[()\[\]{}]')


_OPENS = {")": "(", "]": "[", "}": "{"}


_CLOSES = {"(": ")", "[": "]", "{": "}"}


def taken(name: str, span: Span) -> Problem:
    return problem(
        "E106",
        f"`{name}` is a word of the language and cannot be a name",
        Span(span.source, span.start, span.start + len(name)),
        help="choose another name",
    )


def explained(error: lark.UnexpectedInput, source: Source, start: int) -> Diagnostic:
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
    opening = unclosed(source, span.start, start)
    if opening is not None and token in ("net", "import") and "RBRACE" in accepted:
        return _never_closed(opening, Label(span, "here a new item begins"))
    if token in KEYWORDS and _is_place_of_name(source, span, accepted):
        return taken(str(token), span).diagnostics[0]
    also, help = [], _advice(source, span, accepted)
    if opening is not None and _is_forgotten(opening, span, accepted):
        also.append(Label(opening, "opened here"))
        help = [f"close it with `{_CLOSES[opening.text]}` first"]
    message = f"`{short(token)}` is not expected here"
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
        return [f"to multiply, write `*{short(span.text)}`"]
    if re.fullmatch(r"[0-9._]+[A-Za-z]", span.text):  # 2k: a unit, where none can stand
        return [f"to multiply, write `{span.text[:-1]}*{span.text[-1]}`"]
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
    spelling = {t.name: f"`{t.pattern.value}`" for t in parser()[0].terminals} | _WORDS
    *some, last = sorted(spelling[kind] for kind in accepted)
    return f"expected {', '.join(some)}{' or ' if some else ''}{last}"


def _ended(source: Source, start: int, accepted: set[str]) -> Diagnostic:
    end = len(source.text.rstrip())
    last = Span(source, max(0, end - 1), end)
    opening = unclosed(source, end, start)
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


def unclosed(source: Source, end: int, start: int) -> Span | None:
    """The innermost bracket that is open at `end`."""
    opened: list[int] = []
    for bracket in SKIPPED.finditer(source.text, start, end):
        if bracket[0] in "([{":
            opened.append(bracket.start())
        elif bracket[0] in ")]}" and opened:
            opened.pop()
    return Span(source, opened[-1], opened[-1] + 1) if opened else None
