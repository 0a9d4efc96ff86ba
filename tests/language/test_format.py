"""The canonical layout: as a table of examples, and as properties of all trees and all comments."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symcount.language import format
from symcount.language import syntax as s
from symcount.language.format import format_expression, format_file, format_items
from symcount.language.parse import parse, parse_value
from symcount.language.source import Source
from tests.language.strategies import expressions, items

NETWORKS = sorted((Path(__file__).parents[1] / "networks").glob("*.arch"))


def formatted(text: str) -> str:
    return format_file(Source("test.arch", text))


def tree(text: str) -> s.File:
    return parse(Source("test.arch", text))


def comments(text: str) -> Counter[str]:
    return Counter(c.text.rstrip(" \t\r") for c in format.comments(Source("test.arch", text)))


# ---- Files that exist -------------------------------------------------------------------


def test_there_are_networks() -> None:
    assert {"cnn", "densenet", "gpt2", "mobilenet_v2", "resnet50", "unet"} <= {path.stem for path in NETWORKS}


@pytest.mark.parametrize("path", NETWORKS, ids=lambda path: path.stem)
def test_networks_keep_their_tree_and_comments(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    once = formatted(text)
    assert formatted(once) == once
    assert tree(once) == tree(text)
    assert comments(once) == comments(text)


# ---- Expressions ------------------------------------------------------------------------

CANONICAL = [
    # numbers
    "7_765_442",
    "1.40",
    "2*w + 1",
    "C_i/2",
    "w*2^i",
    "C_i % g == 0",
    "(V + T + 2)*d",
    "area(K) * C_i/g * C_o",
    "floor((x + 4)/8) * 8",
    # layers
    "2 * conv(c, 3)",
    "2 * (f -> g)",
    "x -> n * f",
    "n*f",  # whether these are layers or numbers nobody can see here
    "id * (gap -> sigmoid)",
    '[e5 -> up(8*w), e4] -> double(8*w) @ "Stage 4" -> relu',
    "upconv(c, 2, s = 2)",
    "relu() -> relu",
    "box(1, n) + 3x3",
    # parentheses that make another tree
    "(a + b) + c",
    "a + (b + c)",
    "a - (b - c)",
    "a/(b*c)",
    "(a*b)*c",
    "(a -> b) -> c",
    "a -> (b -> c)",
    "-2^2",
    "(-2)^2",
    "-(-2)^-2",
    "--2",
    "-(a + b)",
    "-(a*b)",
    "2*-a",
    "2^3^2",
    "(2^3)^2",
    "2^(i + 1)",
    "not (a and b)",
    "(not a) == b",
    "not not a == b",
    "(a == b) == c",
    "a or b and c",
    "(a or b) and c",
    "(a or b) or c",
    "a + (b == c)",
    "(a -> b) + c",
    # choices and loops
    "if c then f else g -> h",
    "(if c then f else g) -> h",
    'f -> (if norm then bn @ "BN") -> relu',
    "if a then (if b then c) else d",
    "if a then b else if c then d else e",
    "if a then b -> c",
    "(if a then b) + c",
    "for i in 1..n: f -> g",
    "(for i in 1..n: f) -> g",
    "2 * (for i in 1..n: f)",
    "for i in 1..n - 1: f",
    "for i in (a == b)..n: f",
    "f(if a then b, g = for i in 1..2: c)",
    "[if a then b, c]",
    # points, frozen layers, parts
    "b.c3",
    "b.c3.S",
    "-b.C^2",
    "b.C/2",
    "b.c3 -> f",
    "frozen f",
    "frozen f(x) -> g",
    "frozen (f -> g)",
    "frozen (f + g)",
    "frozen f + g",
    "frozen frozen f",
    "frozen f^2",
    "(frozen f)^2",
    "2 * frozen f",
    "frozen (2*f)",
    "-frozen f",
    "parallel(8, f -> g, active = 2)",
    'x -> f @ "L" as head -> g @ "M" as auxiliary',
]


@pytest.mark.parametrize("text", CANONICAL)
def test_canonical_expressions_stay(text: str) -> None:
    assert format_expression(parse_value(Source("test", text))) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("((a))", "a"),
        ("(a*b) + c", "a*b + c"),
        ("a+ -b", "a + -b"),
        ("-(2^2)", "-2^2"),
        ("2^(3^2)", "2^3^2"),
        ("2^(-3)", "2^-3"),
        ("(a and b) or c", "a and b or c"),
        ("not (not a)", "not not a"),
        ("(a + b) == c", "a + b == c"),
        ("((a) -> (b))", "a -> b"),
        ("a -> (b + c)", "a -> b + c"),
        ("if (a) then (b) else (c)", "if a then b else c"),
        ("for i in (1)..(n): (f -> g)", "for i in 1..n: f -> g"),
        ("f(x,s=2,)", "f(x, s = 2)"),
        ("[a,b,]", "[a, b]"),
        ("2 * w", "2*w"),
        ("f*2", "f*2"),
        ("2*f(x)*w", "2 * f(x) * w"),
        ("a / f(x)", "a/f(x)"),
        ("a%b", "a % b"),
        ("01x007", "1x7"),
        ("b . c3", "b.c3"),
        ("frozen (f)", "frozen f"),
        ("frozen (f(x))", "frozen f(x)"),
        ("frozen (b.f)", "frozen b.f"),
        ("(frozen f) -> g", "frozen f -> g"),
        ('f@"L"as head', 'f @ "L" as head'),
    ],
)
def test_needless_parentheses_vanish(text: str, expected: str) -> None:
    node = parse_value(Source("test", text))
    assert format_expression(node) == expected
    assert parse_value(Source("test", expected)) == node


@pytest.mark.parametrize(
    "text",
    [
        "-" * 190 + "1",
        "^".join("2" * 190),
        "if a then b else " * 190 + "c",
        "for i in 1..2: " * 190 + "f",
        "(a -> " * 95 + "b" + ")" * 95,
        "f(x = " * 95 + "b" + ")" * 95,
        "[a, 2 * " * 95 + "b" + "]" * 95,
        "(a - " * 95 + "b" + ")" * 95,
    ],
    ids=lambda text: str(text)[:12],
)
def test_the_deepest_trees_print(text: str) -> None:
    printed = format_expression(parse_value(Source("test", text)))
    assert format_expression(parse_value(Source("test", printed))) == printed


# ---- Files: the specification by example ------------------------------------------------

X, Y = "x" * 48, "y" * 48
FILES = {
    "nothing": ("", ""),
    "only white space": ("\n\n  \t\n", ""),
    "only comments": ("\n\n  # a\n\n\n\n#b  \n", "# a\n\n#b\n"),
    "one statement a line": (
        'a=1 b(c,d=2)=c*d import"x.arch"',
        'a = 1\nb(c, d = 2) = c*d\nimport "x.arch"\n',
    ),
    "bodies": (
        "net N(){a=1 block b(){out x} out a}",
        "net N {\n  a = 1\n  block b {\n    out x\n  }\n  out a\n}\n",
    ),
    "empty bodies": ("net N { }\nlayer l{\n\n}\nb() = 1", "net N {}\nlayer l {}\nb() = 1\n"),
    "layers": (
        (
            'layer conv(C_o,p=same|valid,alpha as "\\alpha"=1) of T_i as "\\hat{T}" "c" "cs" {\n'
            'require C_i%g==0 "divides"\nweight=area(K)*C_i/g*C_o\nbias=C_o when bias\nbuffer m=C_i\n'
            "note a>1\nout C=C_o }"
        ),
        (
            'layer conv(C_o, p = same | valid, alpha as "\\alpha" = 1) of T_i as "\\hat{T}" "c" "cs" {\n'
            '  require C_i % g == 0 "divides"\n  weight = area(K) * C_i/g * C_o\n  bias = C_o when bias\n'
            "  buffer m = C_i\n  note a > 1\n  out C = C_o\n}\n"
        ),
    ),
    "what parameters can be": (
        'net N(d:multiple( h )=768,h : whole  positive,alpha as "\\alpha":positive=1,n:multiple(2*h+1)){out a}',
        (
            'net N(\n  d: multiple(h) = 768,\n  h: whole positive,\n  alpha as "\\alpha": positive = 1,\n'
            "  n: multiple(2*h + 1)\n) {\n  out a\n}\n"
        ),
    ),
    "net statements": (
        'net N { share t=embedding(V,d) expect params(norm=off)@"BN"==0 expect params()==1 expect params @ "L"==2 }',
        (
            'net N {\n  share t = embedding(V, d)\n  expect params(norm = off) @ "BN" == 0\n'
            '  expect params() == 1\n  expect params @ "L" == 2\n}\n'
        ),
    ),
    "papers and variants": (
        'net N{paper"A, B"2_016 variant a variant b() variant c(w=2,norm=off)==1_000 variant d==7.80M variant e==10within 2% }',
        (
            'net N {\n  paper "A, B" 2016\n  variant a\n  variant b()\n  variant c(w = 2, norm = off) == 1_000\n'
            "  variant d == 7.80M\n  variant e == 10 within 2%\n}\n"
        ),
    ),
    "expectations": (
        'net N{expect frozen@"A"==0 expect active(n=2)==n*(w+1)within 1.5M expect main==3G within 5 out b.c3 out b.c4}',
        (
            'net N {\n  expect frozen @ "A" == 0\n  expect active(n = 2) == n*(w + 1) within 1.5M\n'
            "  expect main == 3G within 5\n  out b.c3\n  out b.c4\n}\n"
        ),
    ),
    "expectations among the rules of a layer stay where they are": (
        "layer l(n){expect params==n weight=n expect params(n=2)==2 note n>1 out C=n expect buffers==0}",
        (
            "layer l(n) {\n  expect params == n\n  weight = n\n  expect params(n = 2) == 2\n  note n > 1\n"
            "  out C = n\n  expect buffers == 0\n}\n"
        ),
    ),
    "requirements and expectations of a block": (
        'block b(c){require c>C_i"too few"note c>9 out conv(c,1)expect params(c=2,C_i=1)==4}',
        (
            'block b(c) {\n  require c > C_i "too few"\n  note c > 9\n  out conv(c, 1)\n'
            "  expect params(c = 2, C_i = 1) == 4\n}\n"
        ),
    ),
    "a long formula that is expected is not broken, a long chain is": (
        "net N { expect params == f(" + "x" * 40 + ") + g(" + "y" * 40 + ") within 2%\n}",
        "net N {\n  expect params == f(" + "x" * 40 + ") + g(" + "y" * 40 + ") within 2%\n}\n",
    ),
    "the author's blank lines stay, one at most": (
        "\n\na = 1\nb = 2\n\n\n\nc = 3\nnet N {\n\n  x = 1\n\n\n  out x\n\n}\n\n\n",
        "a = 1\nb = 2\n\nc = 3\n\nnet N {\n  x = 1\n\n  out x\n}\n",
    ),
    "a blank line between long items, above their comments": (
        "a = 1\n# of N\n# more\nnet N { out a }\n# of b\nblock b { out x }\nc = 1",
        "a = 1\n\n# of N\n# more\nnet N {\n  out a\n}\n\n# of b\nblock b {\n  out x\n}\n\nc = 1\n",
    ),
    "a blank line that is there already counts": (
        "net N { out a }\n# behind N\n\nnet M { out a }",
        "net N {\n  out a\n}\n# behind N\n\nnet M {\n  out a\n}\n",
    ),
    "no blank line is forced inside": (
        "net N { block b { out x } layer l { out C = 1 } }",
        "net N {\n  block b {\n    out x\n  }\n  layer l {\n    out C = 1\n  }\n}\n",
    ),
    "own-line comments": (
        "# first\na = 1\n   # of b\n\n  # of b too\nb = 2\nnet N {\n# of out\nout a\n\n# last in N\n}\n# last\n",
        "# first\na = 1\n# of b\n\n# of b too\nb = 2\n\nnet N {\n  # of out\n  out a\n\n  # last in N\n}\n# last\n",
    ),
    "trailing comments": (
        "a = 1 # one\nnet N { # N\n  out a # out\n} # end\nb = (2\n) # two",
        "a = 1  # one\n\nnet N {  # N\n  out a  # out\n}  # end\n\nb = 2  # two\n",
    ),
    "a comment on a line of two statements belongs to the last": ("a = 1 b = 2 # b", "a = 1\nb = 2  # b\n"),
    "comments inside an expression move above it": (
        "a = f( # one\n  x, # two\n\n  # three\n  y) # four\nb = (c # five\n)",
        "# one\n# two\n# three\na = f(x, y)  # four\n# five\nb = c\n",
    ),
    "comments inside a header move above it": (
        'net # one\n N(a, # {two}\n b as "{") # three\n { # four\n out a }',
        '# one\n# {two}\n# three\nnet N(a, b as "{") {  # four\n  out a\n}\n',
    ),
    "comments in an empty body": (
        "net N { # one\n # two\n}\nnet M { # one\n}",
        "net N {  # one\n  # two\n}\n\nnet M {  # one\n}\n",
    ),
    "line ends of Windows": ("a = 1 # one\r\n\r\n\r\n# two\r\nb = 2\r\n", "a = 1  # one\n\n# two\nb = 2\n"),
    "a line of a hundred columns stays": (
        "a = f(" + "x" * 40 + ")->g(" + "y" * 40 + ")->hh",
        "a = f(" + "x" * 40 + ") -> g(" + "y" * 40 + ") -> hh\n",
    ),
    "a longer one is broken at its links, labels stay": (
        "net N { out f(" + "x" * 40 + ')@"A"->g(' + "y" * 40 + ')->h@"B"@"C" # note\n }',
        "net N {\n  out f(" + "x" * 40 + ') @ "A"\n      -> g(' + "y" * 40 + ')\n      -> h @ "B" @ "C"  # note\n}\n',
    ),
    "only the outermost chain is broken": (
        "a = (f(" + "x" * 50 + ") -> g(" + "y" * 50 + ")) -> h",
        "a = (f(" + "x" * 50 + ") -> g(" + "y" * 50 + "))\n    -> h\n",
    ),
    "what has no links stays long": (
        "a = f(" + "x" * 60 + ") + g(" + "y" * 60 + ")",
        "a = f(" + "x" * 60 + ") + g(" + "y" * 60 + ")\n",
    ),
    "a long list has an element a line, in the outermost brackets with several": (
        f"a = f([g(b, c), {X}, {Y}]) -> h",
        f"a = f([\n  g(b, c),\n  {X},\n  {Y}\n])\n    -> h\n",
    ),
    "what is short enough then stays on its line": (
        f"net N {{ out [a -> f({X}), b -> g(1, {Y}), c] }}",
        f"net N {{\n  out [\n    a -> f({X}),\n    b -> g(1, {Y}),\n    c\n  ]\n}}\n",
    ),
    "lists in a long list, and a chain in it": (
        f"a = [b -> f({X}, {Y}, 3) -> g, c]",
        f"a = [\n  b\n      -> f(\n        {X},\n        {Y},\n        3\n      )\n      -> g,\n  c\n]\n",
    ),
    "a long list of parameters": (
        f"net N({X} = 1, {Y} = 2) {{ out a }}",
        f"net N(\n  {X} = 1,\n  {Y} = 2\n) {{\n  out a\n}}\n",
    ),
    "a long list of values, and what is stated of them": (
        f"net N {{ expect params({X} = 1, {Y} = 2) == 1 # said\n }}",
        f"net N {{\n  expect params(\n    {X} = 1,\n    {Y} = 2\n  ) == 1  # said\n}}\n",
    ),
    "signs in a text do not count": (
        f'net N {{ out f({X}) @ "a, (b" -> g({Y}, 1) @ "c] -> d" }}',
        f'net N {{\n  out f({X}) @ "a, (b"\n      -> g({Y}, 1) @ "c] -> d"\n}}\n',
    ),
    "`=` in one column stay there": (
        "a    = 1\nb(c) = 2\nlong = 3\nd = 4\n",
        "a    = 1\nb(c) = 2\nlong = 3\nd = 4\n",
    ),
    "they move with the longest name": (
        "net N { \n  a(c,d)  = 1\n  bb      = 2\n\n  c = 3\n  dd = 4\n  out a }",
        "net N {\n  a(c, d) = 1\n  bb      = 2\n\n  c = 3\n  dd = 4\n  out a\n}\n",
    ),
    "a blank line, a comment or another statement ends the column": (
        "a   = 1\n\nbbb = 2\nnet N { out a }\nc   = 1\n# of d\nddd = 2\n",
        "a = 1\n\nbbb = 2\n\nnet N {\n  out a\n}\n\nc = 1\n# of d\nddd = 2\n",
    ),
    "names of one length need no blanks": ("ab=1\ncd = 2\n", "ab = 1\ncd = 2\n"),
    "an `=` in a default is not the definition's": (
        "a(k = 1)      = 2\nbb(k=2, m = 3)=k\n",
        "a(k = 1)         = 2\nbb(k = 2, m = 3) = k\n",
    ),
    "columns below long items": (
        "net N { out a }\nx   = 1\nyyy = 2\nnet M { out a }\nblock b { out a }\nz   = 1\nzzz = 2\n",
        "net N {\n  out a\n}\n\nx   = 1\nyyy = 2\n\nnet M {\n  out a\n}\n\nblock b {\n  out a\n}\n\nz   = 1\nzzz = 2\n",
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_files(name: str) -> None:
    text, expected = FILES[name]
    assert formatted(text) == expected
    assert formatted(expected) == expected
    assert tree(expected) == tree(text)
    assert comments(expected) == comments(text)


# ---- All trees, all comments ------------------------------------------------------------


@given(expressions)
def test_expressions_parse_back(node: s.Expression) -> None:
    assert parse_value(Source("test", format_expression(node))) == node


@given(items)
def test_files_parse_back(written: tuple[s.Item, ...]) -> None:
    text = format_items(written)
    assert tree(text).items == written
    assert formatted(text) == text


_TOKEN = re.compile(
    r'"[^"\n]*"|[A-Za-z][A-Za-z0-9_]*|[0-9]+(?:x[0-9]+)+|[0-9][0-9_]*(?:\.[0-9]+)?[kKMBGT]?|->|\.\.|[=!<>]=|\S'
)
_between = st.lists(st.sampled_from([" ", "\n", "\n\n\n", "\t", "\r\n", " #"]), max_size=3)


@st.composite
def scattered(draw: st.DrawFn) -> tuple[s.File, str, Counter[str]]:
    """A tree; a text of it with white space and comments anywhere between its tokens; and those comments."""
    tokens = _TOKEN.findall(format_items(draw(items)))
    plain = " ".join(tokens)
    words = st.text(st.characters(exclude_characters="\n", exclude_categories=["Cs"]), max_size=5)
    text, inserted = "", Counter[str]()
    for place in sorted(draw(st.sets(st.integers(0, len(tokens)), max_size=6)), reverse=True):
        filler = ""
        for piece in draw(_between):
            if piece == " #":
                comment = "#" + draw(words)
                inserted[comment.rstrip(" \t\r")] += 1
                piece = comment + "\n"
            filler += piece
        text = filler + " " + " ".join(tokens[place:]) + text
        tokens = tokens[:place]
    return tree(plain), " ".join(tokens) + text, inserted


@given(scattered())
@settings(max_examples=300)
def test_comments_are_neither_lost_nor_doubled(case: tuple[s.File, str, Counter[str]]) -> None:
    plain, text, inserted = case
    once = formatted(text)
    assert comments(text) == inserted
    assert comments(once) == inserted
    assert tree(once) == plain
    assert formatted(once) == once


# ---- Size -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        'net N {\n  a = b -> conv(64, 3) @ "Stage"  # why\n  # more\n'
        + "  x = a -> f(2*w + 1, s = 2)\n" * 9_990
        + "}\n",
        "a=1 " * 20_000 + "# far away",
        "block b {" * 90 + "a=1 " * 5_000 + "}" * 90,
        "a = f" + ' @ ""' * 20_000,
        "a = 1" + "\n#" * 100_000,
    ],
    ids=["lines", "one line", "deep", "labels", "comments"],
)
def test_long_files(text: str) -> None:
    assert formatted(text)
