"""The grammar is sound, its tables are fresh, precedence is as written down, and bad text ends soon.

Which picture a bad text gets is in tests/mistakes/spelling.txt.
"""

from __future__ import annotations

import json
import re
from fractions import Fraction
from pathlib import Path
from textwrap import dedent
from typing import Any

import lark
import pytest
from hypothesis import given
from hypothesis import strategies as st

from symcount.language import syntax as s
from symcount.language import tables
from symcount.language.diagnostics import Label, Problem, picture, problem
from symcount.language.machine import END, STRAY, Token, Unexpected, machine
from symcount.language.mistakes import KEYWORDS
from symcount.language.parse import MAX_ERRORS, parse, parse_value
from symcount.language.source import Source, Span
from symcount.language.tables import GRAMMAR, OPTIONS, TABLES, Tables, digest, grammar_folder, grammar_text, load_tables
from tests.support import NETWORKS, ROOT

TEXTS = sorted([*NETWORKS.glob("*.arch"), *(ROOT / "symcount/library").rglob("*.arch")])


def expression(text: str) -> s.Expression:
    return parse_value(Source("test", text))


def pictures(text: str) -> str:
    """What a user sees who has `text` parsed."""
    with pytest.raises(Problem) as caught:
        parse(Source("t.arch", text))
    return f"{caught.value}\n"


# ---- The grammar and its tables ---------------------------------------------------------


def test_the_grammar_has_no_conflicts() -> None:
    lark.Lark(grammar_text(), parser="lalr", lexer="basic", strict=True)


def test_every_keyword_of_the_grammar_is_known() -> None:
    assert set(re.findall(r'"([a-z]+)"', re.sub(r"//.*", "", grammar_text()))) == KEYWORDS


def test_the_stored_tables_are_fresh() -> None:
    stored = json.loads((grammar_folder() / TABLES).read_text(encoding="utf-8"))
    assert stored["of"] == digest(grammar_text()), f"{GRAMMAR} has changed: run python docs/generate.py"
    assert load_tables() == Tables(**stored)


def test_stale_and_missing_tables_are_built_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    grammar = grammar_text().replace('"paper" TEXT', '"article" TEXT')
    (tmp_path / GRAMMAR).write_text(grammar, encoding="utf-8")
    stored = (grammar_folder() / TABLES).read_text(encoding="utf-8")
    monkeypatch.setattr(tables, "grammar_folder", lambda: tmp_path)
    assert "article" in load_tables().words
    (tmp_path / TABLES).write_text(stored, encoding="utf-8")
    assert "article" in load_tables().words
    assert json.loads(stored)["of"] != load_tables().of == digest(grammar)


@pytest.fixture(scope="module")
def by_lark() -> lark.Lark:
    return lark.Lark(grammar_text(), **OPTIONS)


class Shapes:
    """A builder of nothing but rules and words."""

    def __getattr__(self, rule: str) -> Any:
        return lambda parts: (rule, [(p.kind, p.text, p.span.start) if isinstance(p, Token) else p for p in parts])


def shape(tree: Any) -> Any:
    """The same of lark's tree."""
    if isinstance(tree, lark.Token):
        return tree.type, str(tree), tree.start_pos
    return str(tree.data), [shape(child) for child in tree.children]


def outcome_by_lark(parser: lark.Lark, text: str) -> Any:
    try:
        return shape(parser.parse(text))
    except lark.UnexpectedToken as error:
        place = len(text) if error.token.type == END else error.token.start_pos
        return place, error.accepts
    except lark.UnexpectedCharacters as error:
        return error.pos_in_stream


def outcome(text: str) -> Any:
    try:
        return machine().parse(machine().tokens(text, Source("t.arch", text), 0), Shapes())
    except Unexpected as error:
        place = error.token.span.start
        return place if error.token.kind == STRAY else (place, error.accepted)


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_the_machine_reads_as_lark_does(by_lark: lark.Lark, path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert outcome(text) == outcome_by_lark(by_lark, text)
    assert isinstance(outcome(text)[1], list)


@given(st.data())
def test_it_stumbles_where_lark_does(by_lark: lark.Lark, data: st.DataObject) -> None:
    """At the same word, with the same words that could stand there: after a piece was cut out or put in."""
    text = data.draw(st.sampled_from(TEXTS)).read_text(encoding="utf-8")[:3_000]
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 5)))
    piece = data.draw(
        st.sampled_from(["", " ", "(", "]", "}", "->", "net", "x", "1", "?", '"', "#", "1.2.3", "3x", "..", "2k"])
    )
    broken = text[:start] + piece + text[end:]
    assert outcome(broken) == outcome_by_lark(by_lark, broken)


# ---- The examples in the grammar --------------------------------------------------------

_ABOVE_A_RULE = re.compile(r"((?://.*\n)+)\??([a-z]\w*):")


def _examples() -> list[tuple[str, str]]:
    """(rule, text) for each example; several stand on a line, apart by white space, a comma or `is`."""
    found = []
    for comments, rule in _ABOVE_A_RULE.findall(grammar_text()):
        for line in re.sub(r"\s*…", "", comments).splitlines():
            found += [(rule, text) for text in _apart(line.removeprefix("// "))]
    return found


def _apart(line: str) -> list[str]:
    """The examples of one line: it is cut where no bracket is open."""
    texts, depth = [""], 0
    for piece in re.split(r"(\s{3,}| is |[][(){},])", line):
        depth += (piece in "([{") - (piece in ")]}") if piece else 0
        step = piece == "," and texts[-1].lstrip().startswith("for ")  # `for c, n in w, L: …` is one
        if depth == 0 and not step and re.fullmatch(r"\s{3,}| is |,", piece):
            texts.append("")
        else:
            texts[-1] += piece
    return [text.strip() for text in texts]


@pytest.fixture(scope="module")
def by_rule() -> lark.Lark:
    rules = sorted({rule for rule, _ in _examples()})
    return lark.Lark(grammar_text(), start=rules, **OPTIONS)


def test_every_rule_has_an_example() -> None:
    rules = set(re.findall(r"^\??([a-z]\w*):", grammar_text(), re.MULTILINE))
    assert {rule for rule, _ in _examples()} == rules


@pytest.mark.parametrize(("rule", "text"), _examples())
def test_examples_parse_as_their_rule(by_rule: lark.Lark, rule: str, text: str) -> None:
    by_rule.parse(text, start=rule)


# ---- Precedence -------------------------------------------------------------------------


def number(value: int) -> s.Number:
    return s.Number(value, str(value))


A, B, C, D, E, F, G, I, N, X = map(s.Name, "abcdefginx")

PRECEDENCE: dict[str, s.Expression] = {
    "-2^2": s.Negative(s.Power(number(2), number(2))),
    "(-2)^2": s.Power(s.Negative(number(2)), number(2)),
    "2^3^2": s.Power(number(2), s.Power(number(3), number(2))),
    "2^-a": s.Power(number(2), s.Negative(A)),
    "2*-a": s.Arithmetic(number(2), (("*", s.Negative(A)),)),
    "a - b - c": s.Arithmetic(A, (("-", B), ("-", C))),
    "a - (b - c)": s.Arithmetic(A, (("-", s.Arithmetic(B, (("-", C),))),)),
    "a / b * c": s.Arithmetic(A, (("/", B), ("*", C))),
    "a + b*c": s.Arithmetic(A, (("+", s.Arithmetic(B, (("*", C),))),)),
    "a + b == c": s.Comparison("==", s.Arithmetic(A, (("+", B),)), C),
    "not a == b": s.Not(s.Comparison("==", A, B)),
    "not a and b": s.Logic("and", (s.Not(A), B)),
    "a and c or e": s.Logic("or", (s.Logic("and", (A, C)), E)),
    "a or b or c": s.Logic("or", (A, B, C)),
    "a or b -> c": s.Chain(s.Logic("or", (A, B)), (s.Arrow(C),)),
    "a + b -> c": s.Chain(s.Arithmetic(A, (("+", B),)), (s.Arrow(C),)),
    'x -> f @ "L" -> g': s.Chain(X, (s.Arrow(F), s.LabelMark("L"), s.Arrow(G))),
    "if a then b else c -> d": s.Choice(A, B, s.Chain(C, (s.Arrow(D),))),
    "if a then b -> c": s.Choice(A, s.Chain(B, (s.Arrow(C),)), None),
    "(if a then b else c) -> d": s.Chain(s.Choice(A, B, C), (s.Arrow(D),)),
    "if a then b else if c then d": s.Choice(A, B, s.Choice(C, D, None)),
    "for i in 1..n: f -> g": s.Loop(("i",), (s.Range(number(1), N),), s.Chain(F, (s.Arrow(G),))),
    "[for i in 1..n: f, g]": s.Concat((s.Loop(("i",), (s.Range(number(1), N),), F, beside=True), G)),
    "[(for i in 1..n: f)]": s.Concat((s.Loop(("i",), (s.Range(number(1), N),), F),)),
    "[f -> (for i in n: f)]": s.Concat((s.Chain(F, (s.Arrow(s.Loop(("i",), (N,), F)),)),)),
    "sum(for i in n: f)": s.Call("sum", (s.Argument(None, s.Loop(("i",), (N,), F, beside=True)),)),
    "f(for i in n: g)": s.Call("f", (s.Argument(None, s.Loop(("i",), (N,), G)),)),
    "for i in 1..2: f": s.Loop(("i",), (s.Range(number(1), number(2)),), F),
    "for i in 1.5..n - 1: i": s.Loop(
        ("i",), (s.Range(s.Number(Fraction(3, 2), "1.5"), s.Arithmetic(N, (("-", number(1)),))),), I
    ),
    "1.4": s.Number(Fraction(7, 5), "1.4"),
    "1.0": number(1),
    "7_765": s.Number(7765, "7_765"),
    "3x3": s.Window((3, 3)),
    "1x7x2": s.Window((1, 7, 2)),
    "3*x": s.Arithmetic(number(3), (("*", X),)),
    "x3": s.Name("x3"),
    "online": s.Name("online"),
    "f(a, c = on)": s.Call("f", (s.Argument(None, A), s.Argument("c", s.Flag(True)))),
    "[a, b -> c]": s.Concat((A, s.Chain(B, (s.Arrow(C),)))),
    "a.b": s.Point(A, "b"),
    "a.b.c": s.Point(s.Point(A, "b"), "c"),
    "-a.b^2": s.Negative(s.Power(s.Point(A, "b"), number(2))),
    "a.b -> f": s.Chain(s.Point(A, "b"), (s.Arrow(F),)),
    "for i in 1..a.b: f": s.Loop(("i",), (s.Range(number(1), s.Point(A, "b")),), F),
    "frozen f -> g": s.Chain(s.Frozen(F), (s.Arrow(G),)),
    "a -> frozen f -> g": s.Chain(A, (s.Arrow(s.Frozen(F)), s.Arrow(G))),
    "frozen f + g": s.Arithmetic(s.Frozen(F), (("+", G),)),
    "2*frozen f": s.Arithmetic(number(2), (("*", s.Frozen(F)),)),
    "frozen f^2": s.Frozen(s.Power(F, number(2))),
    "-frozen -f": s.Negative(s.Frozen(s.Negative(F))),
    "not frozen f == g": s.Not(s.Comparison("==", s.Frozen(F), G)),
    'x -> f @ "L" as head': s.Chain(X, (s.Arrow(F), s.LabelMark("L", "head"))),
    "parallel(n, f, active = 2)": s.Call(
        "parallel", (s.Argument(None, N), s.Argument(None, F), s.Argument("active", number(2)))
    ),
}


@pytest.mark.parametrize("text", PRECEDENCE)
def test_precedence(text: str) -> None:
    assert expression(text) == PRECEDENCE[text]


STATED: dict[str, s.Stated] = {
    "7.80M": s.Printed("7.80", "M"),
    "1_300k": s.Printed("1_300", "k"),
    "7": number(7),
    "7 % a": s.Arithmetic(number(7), (("%", A),)),
    "7 within 2": s.Within(number(7), number(2), False),
    "7 within 2%": s.Within(number(7), number(2), True),
    "7.8M within 0.5%": s.Within(s.Printed("7.8", "M"), s.Number(Fraction(1, 2), "0.5"), True),
    "a % b within 2%": s.Within(s.Arithmetic(A, (("%", B),)), number(2), True),
    "a*b + c within 1M": s.Within(s.Arithmetic(s.Arithmetic(A, (("*", B),)), (("+", C),)), s.Printed("1", "M"), False),
}


@pytest.mark.parametrize("text", STATED)
@pytest.mark.parametrize("head", ['expect active(a = 2) @ "L"', "variant v(a = 2)"])
def test_what_is_stated_of_a_count(head: str, text: str) -> None:
    (net,) = parse(Source("test", f"net N {{ {head} == {text} out x }}")).items
    assert isinstance(net, s.Net)
    line = net.body[0]
    assert isinstance(line, s.Expect | s.Variant)
    assert line.expected == STATED[text]
    assert line.arguments == (s.Argument("a", number(2)),)


def test_statements_of_nets_blocks_and_layers() -> None:
    named = 'paper "P" 2_016 variant v variant w()'
    body = 'require a note b "c" expect frozen == 1 out a out b'
    names = (s.Paper("P", 2016), s.Variant("v", None, None), s.Variant("w", (), None))
    statements = (
        s.Require(A, None),
        s.Require(B, "c", note=True),
        s.Expect("frozen", None, None, number(1)),
        s.Out(A),
        s.Out(B),
    )
    net, block, layer = parse(
        Source(
            "test",
            f"net n {{ {named} {body} }} block b {{ {body} }} layer l {{ expect main == 1 bias = 2 expect x == 3 }}",
        )
    ).items
    assert (net, block) == (s.Net("n", (), (*names, *statements)), s.Block("b", (), statements))
    expects = (s.Expect("main", None, None, number(1)), s.Expect("x", None, None, number(3)))
    assert layer == s.Layer("l", (), None, None, None, None, (s.Tensor("bias", number(2), None),), expects)


def test_statements_need_no_line_ends() -> None:
    file = parse(Source("test", "a = b c(d) = e f = (x) g = -x"))
    assert [item.name for item in file.items if isinstance(item, s.Definition)] == ["a", "c", "f", "g"]


@pytest.mark.parametrize(("text", "spanned"), [("(a + b)*c", "(a + b)*c"), ("a*((b + c))", "a*((b + c))")])
def test_spans_hold_their_parentheses(text: str, spanned: str) -> None:
    assert expression(text).span.text == spanned


# ---- Pictures ---------------------------------------------------------------------------


def test_two_labels_on_one_line() -> None:
    source = Source("resnet.arch", "\n" * 8 + "  basic(c) = body(c) + id\n")
    at = source.text.index
    found = problem(
        "E204",
        "the branches of `+` end with different channel counts",
        Span(source, at("+ id") + 2, at("+ id") + 4),
        "keeps 16α channels",
        also=[Label(Span(source, at("body"), at(" + id")), "ends with 32α channels")],
        note="16α = 32α has no positive solution",
        help="widen the shortcut, e.g. `+ conv(c, 1)` in place of `+ id`",
    )
    expected = """
        error[E204]: the branches of `+` end with different channel counts
          ┌─ resnet.arch:9:24
          │
        9 │   basic(c) = body(c) + id
          │              ───────   ── keeps 16α channels
          │              │
          │              ends with 32α channels
          = note: 16α = 32α has no positive solution
          = help: widen the shortcut, e.g. `+ conv(c, 1)` in place of `+ id`
    """
    assert str(found) == dedent(expected).strip()


def test_three_labels_and_two_at_one_place() -> None:
    source = Source("t.arch", "a = f(x) + g(y)")
    spans = [Span(source, 4, 8), Span(source, 4, 15), Span(source, 11, 15)]
    labels = [Label(span, text) for span, text in zip(spans, ["first", "both", "second"], strict=True)]
    expected = """
        error[E204]: three
          ┌─ t.arch:1:5
          │
        1 │ a = f(x) + g(y)
          │     ─────────── second
          │     │
          │     both
          │     │
          │     first
    """
    assert str(problem("E204", "three", None, also=labels)) == dedent(expected).strip()


def test_no_more_pictures_than_anybody_reads() -> None:
    assert pictures("a = = 1\n" * 1_000).count("error[") == MAX_ERRORS


@pytest.mark.parametrize(
    "text",
    [
        "a" + " " * 500_000 + "+",
        "a\n" * 400_000,
        "a = +\n" + "b = 1\n}\n" * 100_000,
        ("7" * 1_000 + " ") * 900,
        '"' * 999_999,
        "(\n" * 90 + '"\n' * 400_000,
        "net A {" + "a" * 900_000 + "}",
        "a = b -> " * 100_000,
        "\ud800" * 1_000,
        " " * 1_000_001,
    ],
    ids=["spaces", "names", "rests", "digits", "quotes", "open", "name", "chains", "surrogates", "size"],
)
def test_hostile_texts_end_soon(text: str) -> None:
    assert len(pictures(text)) < 100_000


@pytest.mark.parametrize("text", ["", "2+", "= 3", "3 b = 2", "(2", '"x', "1~", "a" * 1_000 + "+", "- " * 10_000 + "1"])
def test_values_that_are_none(text: str) -> None:
    with pytest.raises(Problem) as caught:
        expression(text)
    (found,) = caught.value.diagnostics
    assert found.code in ("E101", "E105")
    assert len(picture(found)) < 1_000
