"""An unexpected word, in the words of the language: what stands there, what could, and what was meant."""

from __future__ import annotations

import re

from symcount.language import foreign
from symcount.language.diagnostics import Diagnostic, Label, Problem, problem
from symcount.language.machine import END, STRAY, Token, Unexpected, machine
from symcount.language.source import Source, Span, short

RESERVED = frozenset("C_i S H_i W_i D_i N_i input id params buffers area fixed parallel convention".split())

KEYWORDS = frozenset(
    (
        "net block layer share import out expect variant paper require note when buffer of as if then else for in "
        "and or not on off frozen within"
    ).split()
)

_NAMED = re.compile(r"\s*[=,){|]")  # what follows a name where it is given

SKIPPED = re.compile(r'"[^"\n]*"|#[^\n]*|[()\[\]{}]')

_OPENS = {")": "(", "]": "[", "}": "{"}

_CLOSES = {opening: closing for closing, opening in _OPENS.items()}


def reserved_name(name: str, span: Span) -> Problem:
    return problem(
        "E106",
        f"`{name}` is a word of the language and cannot be a name",
        Span(span.source, span.start, span.start + len(name)),
        help="choose another name",
    )


def diagnosis(error: Unexpected, start: int) -> Diagnostic:
    """What is wrong with a word that cannot stand where it does, in a text that is read from `start` on."""
    span = error.token.span
    match error.token.kind:
        case kind if kind == STRAY:
            return _stray(span.source, span.start)
        case kind if kind == END:
            return _ended(span.source, start, error.accepted)
        case _:
            return _unexpected(error.token, error.accepted, start)


def _stray(source: Source, place: int) -> Diagnostic:
    span = Span(source, place, place + 1)
    character = source.text[place]
    if character == '"':
        line_end = source.text.find("\n", place)
        whole = Span(source, place, len(source.text) if line_end < 0 else line_end)
        return problem("E107", "a text without its closing quote", whole, help='write `"` at its end').diagnostics[0]
    meant = {"“": '"', "”": '"', "„": '"', "×": "*", "·": "*", "−": "-", "–": "-", "→": "->", "≠": "!=", "²": "^2"}
    help = [f"write `{meant[character]}`"] if character in meant else foreign.sign_help(source, place)
    return problem("E103", f"`{character}` means nothing here", span, help=help).diagnostics[0]


def _unexpected(token: Token, accepted: frozenset[str], start: int) -> Diagnostic:
    span, source = token.span, token.span.source
    opening = unclosed(source, span.start, start)
    if opening is not None and token.text in ("net", "import") and "RBRACE" in accepted:
        return _never_closed(opening, Label(span, "here a new item begins"))
    if token.text in KEYWORDS and _is_place_of_name(source, span, accepted):
        return reserved_name(token.text, span).diagnostics[0]
    also, help = [], _advice(source, span, accepted)
    if opening is not None and _is_forgotten(opening, span, accepted):
        also.append(Label(opening, "opened here"))
        help = [f"close it with `{_CLOSES[opening.text]}` first"]
    message = f"`{short(token.text)}` is not expected here"
    return problem("E101", message, span, _wanted(accepted), also=also, help=help).diagnostics[0]


def _is_place_of_name(source: Source, span: Span, accepted: frozenset[str]) -> bool:
    """Whether the keyword at `span` stands where something is given a name, and not at the start of a statement."""
    given = accepted == {"NAME"} or _NAMED.match(source.text, span.end) is not None
    return given and "NAME" in accepted and "NUMBER" not in accepted


def _is_forgotten(opening: Span, word: Span, accepted: frozenset[str]) -> bool:
    """Whether `word` shows that the bracket at `opening` was not closed: another bracket's end, or a later line."""
    if word.text in _OPENS:
        return opening.text != _OPENS[word.text]
    closing = {"(": "RPAR", "[": "RSQB"}.get(opening.text)
    return closing in accepted and word.line > opening.line


def _advice(source: Source, span: Span, accepted: frozenset[str]) -> list[str]:
    if span.text == "=" and "EQUAL" in accepted:
        return ["to compare, write `==`"]
    meant = foreign.sign_help(source, span.start)
    if meant:
        return meant
    name = re.search(r"(\w+)\s*$", source.text[max(0, span.start - 80) : span.start])
    if span.text == "->" and _wanted(accepted) == "expected `(` or `=`" and name is not None:
        return [f"write `out {name[1]} -> …`, or bind it: `y = {name[1]} -> …`"]
    if span.text in ("if", "for") and "OUT" in accepted:
        return [f"write `out x -> ({span.text} …)`, or bind it: `y = x -> ({span.text} …)`"]
    if span.text in ("if", "for") and "NUMBER" in accepted:
        return [f"put it in parentheses: `({span.text} …)`"]
    number = re.search(r"(?<![\w.])[0-9][0-9_.]*$", source.text[max(0, span.start - 80) : span.start])
    if number is not None and span.text[:1].isalpha():
        return [f"to multiply, write `{number[0]}*{short(span.text)}`"]
    if re.fullmatch(r"[0-9._]+[A-Za-z]", span.text):  # 2k: a unit, where none can stand
        return [f"to multiply, write `{span.text[:-1]}*{span.text[-1]}`"]
    before = source.text[max(0, span.start - 80) : span.start]
    previous = re.search(r"(?<![A-Za-z0-9_.])([0-9.]+)([A-Za-z]\w*)\s*$", before)
    return [f"to multiply, write `{previous[1]}*{previous[2]}`"] if previous else []


_WORDS = {"NAME": "a name", "TEXT": "a text", "$END": "the end"}


def _wanted(accepted: frozenset[str]) -> str:
    """The few kinds of thing that could stand here, in words; nothing where they are many."""
    if "NUMBER" in accepted:
        return "a value is expected"
    if "OUT" in accepted and "PLUS" not in accepted:
        return "a statement is expected"
    if not 0 < len(accepted) <= 4:
        return ""
    tables = machine().tables
    spelling = {kind: pattern.replace("\\", "") for kind, pattern in tables.terminals.items()}
    spelling |= {kind: word for word, kind in tables.words.items()}
    *some, last = sorted(_WORDS.get(kind) or f"`{spelling[kind]}`" for kind in accepted)
    return f"expected {', '.join(some)}{' or ' if some else ''}{last}"


def _ended(source: Source, start: int, accepted: frozenset[str]) -> Diagnostic:
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
