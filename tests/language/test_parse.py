"""The grammar is sound, its tables are fresh, precedence is as written down, and bad text gets its exact picture."""

from __future__ import annotations

import json
import re
import time
from fractions import Fraction
from pathlib import Path
from textwrap import dedent

import lark
import pytest

from symcount.language import syntax as s
from symcount.language.build import Builder
from symcount.language.diagnostics import Label, Problem, picture, problem
from symcount.language.mistakes import KEYWORDS
from symcount.language.parse import MAX_ERRORS, parse, parse_value
from symcount.language.source import Source, Span
from symcount.language.tables import GRAMMAR, OPTIONS, TABLES, grammar_folder, grammar_text, load_parser, tables_text

NETWORKS = sorted((Path(__file__).parents[1] / "networks").glob("*.arch"))


def expression(text: str) -> s.Expression:
    return parse_value(Source("test", text))


def pictures(text: str) -> str:
    """What a user sees who has `text` parsed; within five seconds."""
    started = time.monotonic()
    with pytest.raises(Problem) as caught:
        parse(Source("t.arch", text))
    shown = str(caught.value)
    assert time.monotonic() - started < 5
    return shown + "\n"


# ---- The grammar and its tables ---------------------------------------------------------


def test_the_grammar_has_no_conflicts() -> None:
    lark.Lark(grammar_text(), parser="lalr", lexer="basic", strict=True)


def test_every_keyword_of_the_grammar_is_known() -> None:
    assert set(re.findall(r'"([a-z]+)"', re.sub(r"//.*", "", grammar_text()))) == KEYWORDS


def test_the_stored_tables_are_fresh() -> None:
    stored = json.loads((grammar_folder() / TABLES).read_text(encoding="utf-8"))["of"].split()
    fresh = json.loads(tables_text())["of"].split()
    assert stored[2] == fresh[2], f"{GRAMMAR} has changed: run python -m symcount.language.tables"
    if stored != fresh:
        pytest.skip(f"{TABLES} was made by lark {stored[1]}, and lark {fresh[1]} is installed: it will not be used")


@pytest.mark.parametrize("path", NETWORKS, ids=lambda path: path.stem)
def test_the_stored_tables_parse_as_the_grammar_does(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    trees = []
    for make in (load_parser, lambda builder: lark.Lark(grammar_text(), transformer=builder, **OPTIONS)):
        builder = Builder()
        builder.source = Source(path.name, text)
        trees.append(make(builder).parse(text))
    assert trees[0] == trees[1] != ()


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
        if depth == 0 and re.fullmatch(r"\s{3,}| is |,", piece):
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
    "for i in 1..n: f -> g": s.Loop("i", number(1), N, s.Chain(F, (s.Arrow(G),))),
    "for i in 1..2: f": s.Loop("i", number(1), number(2), F),
    "for i in 1.5..n - 1: i": s.Loop("i", s.Number(Fraction(3, 2), "1.5"), s.Arithmetic(N, (("-", number(1)),)), I),
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
    "for i in 1..a.b: f": s.Loop("i", number(1), s.Point(A, "b"), F),
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

PICTURES: dict[str, tuple[str, str]] = {
    "an unclosed brace": (
        """\
net A {
  out input(3) -> linear(4)
""",
        """
            error[E102]: `{` is never closed
              ┌─ t.arch:1:7
              │
            1 │ net A {
              │       ─ opened here
            2 │   out input(3) -> linear(4)
              │                           ─ the text ends here
              = help: write `}` where it ends
        """,
    ),
    "an unclosed brace before another item": (
        """\
net A {
  out input(3) -> linear(4)

net B {
  out f(2 + * 3)
}
""",
        """
            error[E102]: `{` is never closed
              ┌─ t.arch:1:7
              │
            1 │ net A {
              │       ─ opened here
            4 │ net B {
              │ ─── here a new item begins
              = help: write `}` where it ends

            error[E101]: `*` is not expected here
              ┌─ t.arch:5:13
              │
            5 │   out f(2 + * 3)
              │             ─ a value is expected
        """,
    ),
    "an unclosed parenthesis": (
        """\
net A {
  a = conv(3, (4)
  b = 2
}
""",
        """
            error[E101]: `b` is not expected here
              ┌─ t.arch:3:3
              │
            2 │   a = conv(3, (4)
              │           ─ opened here
            3 │   b = 2
              │   ─ expected `)` or `,`
              = help: close it with `)` first
        """,
    ),
    "the wrong closing bracket": (
        """\
net A {
  a = conv(3, [4)
}
""",
        """
            error[E101]: `)` is not expected here
              ┌─ t.arch:2:17
              │
            2 │   a = conv(3, [4)
              │               ─ ─ expected `,` or `]`
              │               │
              │               opened here
              = help: close it with `]` first
        """,
    ),
    "a bracket too many": (
        "a = 1)\n",
        """
            error[E101]: `)` is not expected here
              ┌─ t.arch:1:6
              │
            1 │ a = 1)
              │      ─
        """,
    ),
    "a stray character": (
        """\
net A {
  out a ~ b
}
""",
        """
            error[E103]: `~` means nothing here
              ┌─ t.arch:2:9
              │
            2 │   out a ~ b
              │         ─
        """,
    ),
    "a character with a meaning elsewhere": (
        """\
net A {
  out a → b
}
""",
        """
            error[E103]: `→` means nothing here
              ┌─ t.arch:2:9
              │
            2 │   out a → b
              │         ─
              = help: write `->`
        """,
    ),
    "a text without its closing quote": (
        """\
net A {
  out a @ "Stage 1
}
""",
        """
            error[E107]: a text without its closing quote
              ┌─ t.arch:2:11
              │
            2 │   out a @ "Stage 1
              │           ────────
              = help: write `"` at its end
        """,
    ),
    "a keyword as a parameter": (
        """\
net A(if = 3) {
  out a
}
""",
        """
            error[E106]: `if` is a word of the language and cannot be a name
              ┌─ t.arch:1:7
              │
            1 │ net A(if = 3) {
              │       ──
              = help: choose another name
        """,
    ),
    "a keyword as a definition": (
        """\
net A {
  then = 3
}
""",
        """
            error[E106]: `then` is a word of the language and cannot be a name
              ┌─ t.arch:2:3
              │
            2 │   then = 3
              │   ────
              = help: choose another name
        """,
    ),
    "a choice that is no statement": (
        """\
net A {
  if a then b
}
""",
        """
            error[E101]: `if` is not expected here
              ┌─ t.arch:2:3
              │
            2 │   if a then b
              │   ── a statement is expected
        """,
    ),
    "a reserved parameter": (
        """\
net A(S = 1) {
  out a
}
""",
        """
            error[E106]: `S` is a word of the language and cannot be a name
              ┌─ t.arch:1:7
              │
            1 │ net A(S = 1) {
              │       ─
              = help: choose another name
        """,
    ),
    "reserved names": (
        """\
a(x, id) = 1
block input(x) { out for C_i in 1..2: x }
""",
        """
            error[E106]: `id` is a word of the language and cannot be a name
              ┌─ t.arch:1:6
              │
            1 │ a(x, id) = 1
              │      ──
              = help: choose another name

            error[E106]: `input` is a word of the language and cannot be a name
              ┌─ t.arch:2:7
              │
            2 │ block input(x) { out for C_i in 1..2: x }
              │       ─────
              = help: choose another name

            error[E106]: `C_i` is a word of the language and cannot be a name
              ┌─ t.arch:2:26
              │
            2 │ block input(x) { out for C_i in 1..2: x }
              │                          ───
              = help: choose another name
        """,
    ),
    "a product without its sign": (
        """\
net A {
  out conv(2w, 3)
}
""",
        """
            error[E101]: `w` is not expected here
              ┌─ t.arch:2:13
              │
            2 │   out conv(2w, 3)
              │             ─ expected `)` or `,`
              = help: to multiply, write `*w`
        """,
    ),
    "a product without its sign, elsewhere": (
        "a = 2w + 1\n",
        """
            error[E101]: `+` is not expected here
              ┌─ t.arch:1:8
              │
            1 │ a = 2w + 1
              │        ─ expected `(` or `=`
              = help: to multiply, write `2*w`
        """,
    ),
    "a product without its sign, at the end": (
        "a = 2w\n",
        """
            error[E102]: the text ends too early
              ┌─ t.arch:1:6
              │
            1 │ a = 2w
              │      ─ expected `(` or `=`
              = help: to multiply, write `2*w`
        """,
    ),
    "a unit where there is none": (
        "net A {\n  out conv(2k, 3)\n}\n",
        """
            error[E101]: `2k` is not expected here
              ┌─ t.arch:2:12
              │
            2 │   out conv(2k, 3)
              │            ── a value is expected
              = help: to multiply, write `2*k`
        """,
    ),
    "frozen is a word": (
        "net A {\n  frozen = conv(4, 3)\n  out input(3, 8, 8) -> frozen\n}\n",
        """
            error[E106]: `frozen` is a word of the language and cannot be a name
              ┌─ t.arch:2:3
              │
            2 │   frozen = conv(4, 3)
              │   ──────
              = help: choose another name
        """,
    ),
    "parallel is a word": (
        "net A(parallel = 3) { out a }\n",
        """
            error[E106]: `parallel` is a word of the language and cannot be a name
              ┌─ t.arch:1:7
              │
            1 │ net A(parallel = 3) { out a }
              │       ────────
              = help: choose another name
        """,
    ),
    "a convention inside a net": (
        "net A {\n  convention = keras\n  out a\n}\n",
        """
            error[E106]: `convention` is a word of the language and cannot be a name
              ┌─ t.arch:2:3
              │
            2 │   convention = keras
              │   ──────────
              = help: choose another name
        """,
    ),
    "a convention with parameters": (
        "convention(x) = keras\n",
        """
            error[E106]: `convention` is a word of the language and cannot be a name
              ┌─ t.arch:1:1
              │
            1 │ convention(x) = keras
              │ ──────────
              = help: choose another name
        """,
    ),
    "a variant outside a net": (
        "variant a == 3\n",
        """
            error[E101]: `variant` is not expected here
              ┌─ t.arch:1:1
              │
            1 │ variant a == 3
              │ ───────
        """,
    ),
    "a variant without a name": (
        "net A {\n  variant == 3\n}\n",
        """
            error[E101]: `==` is not expected here
              ┌─ t.arch:2:11
              │
            2 │   variant == 3
              │           ── expected a name
        """,
    ),
    "a variant of a layer": (
        "layer l { variant a == 3 }\n",
        """
            error[E101]: `variant` is not expected here
              ┌─ t.arch:1:11
              │
            1 │ layer l { variant a == 3 }
              │           ─────── a statement is expected
        """,
    ),
    "a variant of a block": (
        "block b {\n  variant a == 3\n  out f\n}\n",
        """
            error[E101]: `variant` is not expected here
              ┌─ t.arch:2:3
              │
            2 │   variant a == 3
              │   ─────── a statement is expected
        """,
    ),
    "papers of no year": (
        'net A {\n  paper "P" 2016.5\n  paper "Q" 16\n  out f\n}\n',
        """
            error[E101]: a year has four digits
              ┌─ t.arch:2:3
              │
            2 │   paper "P" 2016.5
              │   ────────────────
              = help: write it as in `paper "He et al., …" 2016`

            error[E101]: a year has four digits
              ┌─ t.arch:3:3
              │
            3 │   paper "Q" 16
              │   ────────────
              = help: write it as in `paper "He et al., …" 2016`
        """,
    ),
    "a paper without quotes": (
        "net A {\n  paper He 2016\n}\n",
        """
            error[E101]: `He` is not expected here
              ┌─ t.arch:2:9
              │
            2 │   paper He 2016
              │         ── expected a text
        """,
    ),
    "a label without its part": (
        'net A {\n  out x @ "L" as\n}\n',
        """
            error[E101]: `}` is not expected here
              ┌─ t.arch:3:1
              │
            3 │ }
              │ ─ expected a name
        """,
    ),
    "a point that is a number": (
        "net A {\n  out b.1\n}\n",
        """
            error[E101]: `1` is not expected here
              ┌─ t.arch:2:9
              │
            2 │   out b.1
              │         ─ expected a name
        """,
    ),
    "one = in an expectation": (
        "block b { expect params = 3 }\n",
        """
            error[E101]: `=` is not expected here
              ┌─ t.arch:1:25
              │
            1 │ block b { expect params = 3 }
              │                         ─ expected `(`, `==` or `@`
              = help: to compare, write `==`
        """,
    ),
    "a tolerance that is a name": (
        "net A {\n  expect params == 5 within w\n}\n",
        """
            error[E101]: `w` is not expected here
              ┌─ t.arch:2:29
              │
            2 │   expect params == 5 within w
              │                             ─ a value is expected
        """,
    ),
    "one = in a condition": (
        """\
net A {
  x = if a = b then c
}
""",
        """
            error[E101]: `=` is not expected here
              ┌─ t.arch:2:12
              │
            2 │   x = if a = b then c
              │            ─
              = help: to compare, write `==`
        """,
    ),
    "a chained comparison": (
        "a = b == c == d\n",
        """
            error[E101]: `==` is not expected here
              ┌─ t.arch:1:12
              │
            1 │ a = b == c == d
              │            ──
        """,
    ),
    "a choice inside a chain": (
        "a = x -> if b then c\n",
        """
            error[E101]: `if` is not expected here
              ┌─ t.arch:1:10
              │
            1 │ a = x -> if b then c
              │          ── a value is expected
              = help: put it in parentheses: `(if …)`
        """,
    ),
    "a missing colon": (
        "a = for i in 1..3 f\n",
        """
            error[E101]: `f` is not expected here
              ┌─ t.arch:1:19
              │
            1 │ a = for i in 1..3 f
              │                   ─ expected `:`
        """,
    ),
    "a missing value": (
        "net A { out }\n",
        """
            error[E101]: `}` is not expected here
              ┌─ t.arch:1:13
              │
            1 │ net A { out }
              │             ─ a value is expected
        """,
    ),
    "the end of the text": (
        "a =",
        """
            error[E102]: the text ends too early
              ┌─ t.arch:1:3
              │
            1 │ a =
              │   ─ a value is expected
        """,
    ),
    "an import without quotes": (
        "import parts\n",
        """
            error[E101]: `parts` is not expected here
              ┌─ t.arch:1:8
              │
            1 │ import parts
              │        ───── expected a text
        """,
    ),
    "several broken items": (
        """\
net A {
  out a b c ->
}

x = = 3

net B {
  out (a -> ]
}
y = 4
net C { z = }
z = (1 + * 2)
""",
        """
            error[E101]: `c` is not expected here
              ┌─ t.arch:2:11
              │
            2 │   out a b c ->
              │           ─ expected `(` or `=`

            error[E101]: `=` is not expected here
              ┌─ t.arch:5:5
              │
            5 │ x = = 3
              │     ─ a value is expected

            error[E101]: `]` is not expected here
              ┌─ t.arch:8:13
              │
            8 │   out (a -> ]
              │       ─     ─ a value is expected
              │       │
              │       opened here
              = help: close it with `)` first

            error[E101]: `}` is not expected here
               ┌─ t.arch:11:13
               │
            11 │ net C { z = }
               │             ─ a value is expected

            error[E101]: `*` is not expected here
               ┌─ t.arch:12:10
               │
            12 │ z = (1 + * 2)
               │          ─ a value is expected
        """,
    ),
    "a broken item whose body is not indented": (
        """\
net A {
a = 1 + * 2
b = 3
out b
}
c = 4
d = * 5
""",
        """
            error[E101]: `*` is not expected here
              ┌─ t.arch:2:9
              │
            2 │ a = 1 + * 2
              │         ─ a value is expected

            error[E101]: `*` is not expected here
              ┌─ t.arch:7:5
              │
            7 │ d = * 5
              │     ─ a value is expected
        """,
    ),
    "tabs": (
        "a =\t1 +\t* 2\n",
        """
            error[E101]: `*` is not expected here
              ┌─ t.arch:1:9
              │
            1 │ a =    1 +    * 2
              │               ─ a value is expected
        """,
    ),
    "wide characters and accents": (
        'a = f @ "\u65e5\u672c e\u0301" 2\n',
        """
            error[E101]: `2` is not expected here
              ┌─ t.arch:1:17
              │
            1 │ a = f @ "日本 é" 2
              │                  ─
        """,
    ),
    "carriage returns": (
        "a = 1 +\r\n  * 2\r\n",
        """
            error[E101]: `*` is not expected here
              ┌─ t.arch:2:3
              │
            2 │   * 2
              │   ─ a value is expected
        """,
    ),
    "a direction character": (
        "net A {\n  out a \u202e b\n}\n",
        """
            error[E103]: `\\u202e` means nothing here
              ┌─ t.arch:2:9
              │
            2 │   out a \\u202e b
              │         ──────
        """,
    ),
    "an escape character": (
        "net A {\n  out a \x1b[31m b\n}\n",
        """
            error[E103]: `\\x1b` means nothing here
              ┌─ t.arch:2:9
              │
            2 │   out a \\x1b[31m b
              │         ────
        """,
    ),
    "such characters in a text": (
        'net A {\n  out f("\x1b[31m\u202e") + = b\n}\n',
        """
            error[E101]: `"\\x1b[31m\\u202e"` is not expected here
              ┌─ t.arch:2:9
              │
            2 │   out f("\\x1b[31m\\u202e") + = b
              │         ──────────────── a value is expected
        """,
    ),
    "a NUL": (
        "\x00",
        """
            error[E103]: `\\x00` means nothing here
              ┌─ t.arch:1:1
              │
            1 │ \\x00
              │ ────
        """,
    ),
    "a TeX command for a name": (
        """\
net \\input{x} {
  out f
}
""",
        """
            error[E103]: `\\` means nothing here
              ┌─ t.arch:1:5
              │
            1 │ net \\input{x} {
              │     ─
        """,
    ),
    "a very long line": (
        "a = " + " + ".join(f"x{i}" for i in range(200)) + " + * b + " + " + ".join(f"x{i}" for i in range(200)),
        """
            error[E101]: `*` is not expected here
              ┌─ t.arch:1:1295
              │
            1 │ … 5 + x196 + x197 + x198 + x199 + * b + x0 + x1 + x2 + x3 + x4 + x5 + x6 + x7 + x8 + x9 + x10 + x1 …
              │                                   ─ a value is expected
        """,
    ),
    "brackets ten thousand deep": (
        "a = " + "(" * 10_000 + "1" + ")" * 10_000,
        """
            error[E105]: nested more than 100 deep
              ┌─ t.arch:1:105
              │
            1 │ … (((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((( …
              │                                   ─
              = help: give the inner parts names
        """,
    ),
    "minus signs ten thousand deep": (
        "a = " + "- " * 10_000 + "1",
        """
            error[E105]: nested more than 100 deep
              ┌─ t.arch:1:403
              │
            1 │ … - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - -  …
              │                                   ─
              = help: give the inner parts names
        """,
    ),
    "powers ten thousand deep": (
        "a = " + "^".join("2" * 10_000),
        """
            error[E105]: nested more than 100 deep
              ┌─ t.arch:1:401
              │
            1 │ … 2^2^2^2^2^2^2^2^2^2^2^2^2^2^2^2^2^2^2^2^2^2^2^2^2^2^2^2^2^2^2^2^2^2^2^2^2^2^2^2^2^2^2^2^2^2^2^2^ …
              │                                   ─
              = help: give the inner parts names
        """,
    ),
    "choices ten thousand deep": (
        "a = " + "if b then c else " * 10_000 + "d",
        """
            error[E105]: nested more than 100 deep
              ┌─ t.arch:1:3374
              │
            1 │ … then c else if b then c else if b then c else if b then c else if b then c else if b then c else …
              │                                   ─
              = help: give the inner parts names
        """,
    ),
    "ten thousand digits": (
        "a = " + "7" * 10_000,
        """
            error[E104]: a number of more than 1,000 digits
              ┌─ t.arch:1:5
              │
            1 │ a = 77777777777777777777777777777777777777777777777777777777777777777777777777777777777777777777 …
              │     ────────────────────────────────────────────────────────────────────────────────────────────
        """,
    ),
    "a very long name": (
        "net A { out 2 " + "w" * 200 + ", }",
        """
            error[E101]: `,` is not expected here
              ┌─ t.arch:1:215
              │
            1 │ … wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww, }
              │                                                                                                ─ expected `(` or `=`
        """,
    ),
}


@pytest.mark.parametrize("name", PICTURES)
def test_pictures(name: str) -> None:
    text, expected = PICTURES[name]
    assert pictures(text) == dedent(expected).removeprefix("\n")


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
