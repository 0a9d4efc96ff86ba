"""The places where a reader of the language could guess wrong, each with its number; messages are in tests/mistakes.

The numbers are derived beside each: a KxK convolution from a to b channels has K*K*a*b weights and b biases.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from symcount.api import load
from tests.support import command, model, network, parameters, said

# ---- numbers -----------------------------------------------------------------------------

COUNTS = [
    # -- weights and tensors
    ("a layer makes new weights wherever it is used: 2 * (9*8*8 + 8)",
     "net N { f = conv(8, 3)  out input(8, 9, 9) -> f -> f }", 1168),
    ("a bound tensor is computed once: 9*3*4 + 4",
     "net N { t = input(3, 9, 9) -> conv(4, 3)  out [t, t -> relu, t] }", 112),
    ("a layer argument used twice has two sets: 2 * (9*4*4 + 4)",
     "twice(f) = f -> f  net N { out input(4, 9, 9) -> twice(conv(4, 3)) }", 296),
    ("a layer argument in a residual: 4*4 + 4",
     "residual(f) = f + id  net N { out input(4, 9, 9) -> residual(conv(4, 1)) }", 20),
    ("a default is not the name of the same spelling round the definition: 3*(2 + 1) + 3",
     "net N(c = 5) { f(c = 2) = c + 1  out input(3, 8, 8) -> conv(f(), 1) }", 12),
    # -- share
    ("share in a net: one set for three uses, 9*4*4 + 4",
     "net N { share f = conv(4, 3)  out input(4, 9, 9) -> f -> f -> f }", 148),
    ("share at the top of a file: one set for the net, also through blocks and in repetitions",
     "share f = conv(4, 3)  g = f -> relu  net N { out input(4, 9, 9) -> f -> g -> 3 * f }", 148),
    ("share in a block: one set for each application, 2 * (9*4*4 + 4)",
     "block b { share f = conv(C_i, 3)  out input -> f -> f }  net N { out input(4, 9, 9) -> b -> b }", 296),
    ("share in a block that is repeated: five sets",
     "block b { share f = conv(C_i, 3)  out input -> f -> f }  net N { out input(4, 9, 9) -> 5 * b }", 740),
    ("weights taken from a share: 100*8 once, and the bias of the layer that takes them",
     "net N { share t = embedding(100, 8)  out input(1, 5) -> t -> linear(100, weight = t) }", 900),
    ("weights taken before the share is used: 7*7 once, no bias",
     "net N { share t = linear(7, bias = off)  x = input(7)  out x -> linear(7, bias = off, weight = t) -> t }", 49),
    # -- C_i
    ("arguments are fixed at entry: from 3 to 6 channels, then 6 to 6 twice: 9*3*6 + 2*9*6*6 + 3*6",
     "b = 3 * conv(2*C_i, 3)  net N { out input(3, 9, 9) -> b }", 828),
    ("a block is entered anew each time: 3 to 6 to 12 to 24: 9*(18 + 72 + 288) + 6 + 12 + 24",
     "b = conv(2*C_i, 3)  net N { out input(3, 9, 9) -> 3 * b }", 3444),
    ("C_i in an argument is that of the block round the call: 5*10 + 10, then 10*10 + 10",
     "wide(n) = linear(7) -> linear(n)  b = wide(2*C_i)  net N { out input(5) -> b }", 5 * 7 + 7 + 7 * 10 + 10),
    ("S is the sizes that enter: 4*9*9 outputs from 4 channels",
     "b = gap -> flatten -> linear(C_i * prod(S))  net N { out input(4, 9, 9) -> b }", 4 * 324 + 324),
    # -- precedence
    ("-2^2 is -(2^2): linear(1) from 1 channel", "net N { out input(1) -> linear(5 + -2^2) }", 2),
    ("2^3^2 is 2^(3^2)", "net N { out input(1) -> linear(2^3^2, bias = off) }", 512),
    ("10 - 4 - 3 is 3", "net N { out input(1) -> linear(10 - 4 - 3, bias = off) }", 3),
    ("24 / 4 / 2 * 5 is 15", "net N { out input(1) -> linear(24 / 4 / 2 * 5, bias = off) }", 15),
    ("-7 % 4 is 1, the remainder with the sign of 4", "net N { out input(1) -> linear(-7 % 4, bias = off) }", 1),
    ("`a and c or e` is `(a and c) or e`",
     "net N(a = off, c = off, e = on) { out input(1) -> (if a and c or e then linear(7) else linear(3)) }", 14),
    ("`not a and c` is `(not a) and c`",
     "net N(a = off, c = off) { out input(1) -> (if not a and c then linear(7) else linear(3)) }", 6),
    ("`->` binds looser than `+`: id is added to the second layer only",
     "net N { out input(4) -> linear(4) -> linear(4) + id }", 40),
    # -- names
    ("`x = x -> f` rebinds a tensor: 9*3*4 + 4, then 4*5 + 5",
     "net N { x = input(3, 9, 9)  x = x -> conv(4, 3)  x = x -> conv(5, 1)  out x }", 137),
    ("definitions see each other in any order: g(4) has 5*4 channels, 3*20 + 20",
     "net N { out input(3, 9, 9) -> f(2) }  f(n) = g(2*n)  g(n) = conv(h * n, 1)  h = 5", 80),
    ("a parameter hides a definition", "w = 100  net N(w = 2) { out input(1) -> linear(w, bias = off) }", 2),
    ("a user's layer hides the library's, in this file",
     'layer conv(n) "my layer" { weight = n  out C = n }  net N { out input(4, 9, 9) -> conv(7) -> gap }', 7),
    ("the library's own layers see the library's",
     "ones = 5  prod = 6  net N { out input(4, 2, 2) -> flatten -> linear(1, bias = off) }", 16),
    ("names that are words elsewhere: 3*5 + 5",
     "net N(lambda = 3, N = 2, E = 5) { out input(lambda, N) -> linear(E) }", 20),
    ("a bare name is a call without arguments: bn, 2*4", "net N { out input(4, 9, 9) -> bn }", 8),
    # -- repetition
    ("0 * f is id: the channels stay 4", "net N { out input(4) -> 0 * linear(9) -> linear(2) }", 10),
    ("an empty range is id", "net N { out input(4) -> (for i in 3..2: linear(9*i)) -> linear(2) }", 10),
    ("both ends of a range are included: 1*2 + 2*3 + 3*4",
     "net N { out input(1) -> (for i in 2..4: linear(i, bias = off)) }", 20),
    ("a range of one iteration", "net N { out input(1) -> (for i in 3..3: linear(i, bias = off)) }", 3),
    ("10^9 equal iterations: 10^9 * (9*4*4 + 4)", "net N { out input(4, 9, 9) -> 10^9 * conv(4, 3) }", 148 * 10**9),
    ("10^9 iterations, the first of them different: 9*3*4 + 4 and the others",
     "net N { out input(3, 9, 9) -> 10^9 * conv(4, 3) }", 112 + 148 * (10**9 - 1)),
    ("10^9 iterations that own nothing", "net N { out input(4) -> 10^9 * relu }", 0),
    ("steady blocks nest: 10^9 * 10^9 * (4*4 + 4)",
     "b = 10^9 * linear(C_i)  net N { out input(4) -> 10^9 * b }", 20 * 10**18),
    # -- what a layer owns
    ("buffers are not parameters", "net N { out input(4, 9, 9) -> bn(affine = off) }", 0),
    ("a layer of a user: 2*4, and 3*4 twice",
     'layer scale(k = 2) "scaling" { gain = k * C_i }  net N { out input(4, 9, 9) -> scale -> 2 * scale(3) }', 32),
    ("a layer of a user with a condition and a shape: 4*4 + 4, then 5*5",
     'layer sq(bias = on) { weight = C_i * C_i  bias = C_i when bias  out C = C_i + 1 }'
     "  net N { out input(4) -> sq -> sq(bias = off) }", 45),
    ("a window that is not square: 1*7*3*4", "net N { out input(3, 9, 9) -> conv(4, 1x7, bias = off) }", 84),
    ("K on a sequence, K^3 on a volume",
     "net N { out input(3, 9) -> conv(4, 5, bias = off) }", 5 * 3 * 4),
    ("on a volume", "net N { out input(3, 9, 9, 9) -> conv(4, 5, bias = off) }", 125 * 3 * 4),
]  # fmt: skip


@pytest.mark.parametrize(("text", "count"), [row[1:] for row in COUNTS], ids=[row[0] for row in COUNTS])
def test_numbers(text: str, count: int) -> None:
    assert parameters(text) == count


# ---- labels ------------------------------------------------------------------------------

LABELS = [
    ("the innermost wins",
     'net N { out (input(3, 9, 9) -> conv(4, 3) @ "A" -> conv(5, 3)) @ "B" }', {"A": 112, "B": 185}),
    ("a label reaches the chain to its left, up to the label before",
     'net N { out input(3) -> linear(4) @ "A" -> linear(5) -> linear(6) @ "B" -> linear(7) }', {"A": 16, "B": 61, None: 49}),
    ("a label never reaches into a named tensor: only b is labelled",
     'net N(w = 8) { x = input(3, 9, 9)  a = x -> conv(w,3)  b = x -> conv(w,1) @ "B"  out [a, b] }', {"B": 32, None: 224}),
    ("the label on a concatenation reaches what is written in it",
     'net N { a = input(3) -> linear(4)  out [a -> linear(5), a] @ "L" }', {"L": 25, None: 16}),
    ("interpolated in a loop",
     'net N { out input(3, 9, 9) -> (for i in 1..3: conv(4*i, 3) @ "Level {i}") }',
     {"Level 1": 112, "Level 2": 296, "Level 3": 876}),
    ("interpolated with a parameter", 'net N(w = 4) { out input(3) -> linear(w) @ "width {w}" }', {"width 4": 16}),
    ("two places, one group", 'net N { out input(3) -> linear(4) @ "A" -> linear(5) @ "B" -> linear(6) @ "A" }',
     {"A": 16 + 36, "B": 25}),
    ("labels from inside blocks come after the net's own",
     'b = linear(4) @ "inner"  net N { out input(3) -> b -> linear(5) @ "outer" }', {"outer": 25, "inner": 16}),
    ("pure normalisation comes last of those",
     'b = bn @ "N" -> linear(4) @ "W"  net N { out input(3) -> b -> linear(5) @ "outer" }', {"outer": 25, "W": 16, "N": 6}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "groups"), [row[1:] for row in LABELS], ids=[row[0] for row in LABELS])
def test_labels(text: str, groups: dict[str | None, int]) -> None:
    found = model(text).count().groups
    assert list(found.items()) == list(groups.items())


# ---- conditions ----------------------------------------------------------------------------

CONDITIONS = [
    # (what, text, closed form with all symbols kept, what was decided, what must hold)
    ("decided at the value of w, and said",
     "net N(w = 4) { out input(w) -> (if w == 4 then linear(2*w) else linear(3*w)) }", "2*w**2 + 2*w", ["w = 4"], []),
    ("the other way round",
     "net N(w = 5) { out input(w) -> (if w == 4 then linear(2*w) else linear(3*w)) }", "3*w**2 + 3*w", ["w ≠ 4"], []),
    ("an order", "net N(w = 5) { out input(w) -> (if w <= 7 then linear(1) else linear(2)) }", "w + 1", ["w ≤ 7"], []),
    ("both sides identical: nothing to decide",
     "net N(w = 5) { out input(w) -> (if w + w == 2*w then linear(1) else linear(2)) }", "w + 1", [], []),
    ("never equal: nothing to decide",
     "net N(w = 5) { out input(w) -> (if w == 2*w then linear(1) else linear(2)) }", "2*w + 2", [], []),
    ("wholeness is a side condition", "net N(w = 4) { out input(w) -> linear(w/2) }", "w**2/2 + w/2", [], ["w/2 is whole"]),
    ("divisibility too",
     "net N(w = 4, g = 2) { out input(w, 9) -> conv(w, 1, g = g, bias = off) }", "w**2/g", [], ["g divides w"]),
    ("no condition where it is sure", "net N(w = 4) { out input(w, 9) -> conv(4*w, 1, bias = off) }", "4*w**2", [], []),
    ("a symbol that stands nowhere alone may be a fraction",
     "net N(a = 1) { out input(64*a) -> linear(64*a, bias = off) }", "4096*a**2", [], ["64a is whole"]),
    ("a size that the text has no name for",
     "net N(n = 6) { out input(1, 7, 32) -> n * (upsample(2) -> conv(4, 1)) }", "20*n - 12", ["n ≥ 1"], []),
    ("a remainder of a symbol, which may be a fraction",
     "net N(a = 1) { out input(3) -> linear(6*a % 3 + 1) }", "4*(Mod(6*a, 3)) + 4", [],
     ["(6a mod 3) is whole", "(6a mod 3) ≥ 0"]),
    ("sizes that could differ",
     "net N(n = 8) { x = input(1, n)  out x + (x -> maxpool(2) -> upsample(2)) -> linear(1) }", "2", [], ["n ≥ 2", "n = 2⌊n/2 − 1⌋ + 2"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "closed", "decided", "needed"), [r[1:] for r in CONDITIONS], ids=[r[0] for r in CONDITIONS]
)
def test_conditions(text: str, closed: str, decided: list[str], needed: list[str]) -> None:
    derived = model(text).derive()
    assert str(derived.closed_form) == closed
    conditions = derived.derivation.network.told
    assert [c.text for c in conditions if c.decided] == decided
    assert [c.text for c in conditions if not c.decided] == needed
    shown = str(derived)
    if decided:
        assert (
            f"Decided at the values of the parameters, and true where the choices are the same: {', '.join(decided)}."
            in shown
        )
    if needed:
        assert f"This holds where {', '.join(needed)}." in shown


def test_a_decision_needs_a_value() -> None:
    text = "net N(w) { out input(w) -> (if w == 4 then linear(1)) }"
    assert "this needs the value of `w`" in said(text)
    assert "--set w=…" in said(text)
    assert (
        model(text).count(keep="w", w=4).parameters
        == model("net N(w) { out input(w) -> linear(1) }").count(keep="w").parameters
    )


# ---- nothing to say ----------------------------------------------------------------------

QUIET = [
    ("share in place of a binding", "net N { share f = conv(8, 3)  out input(8, 9, 9) -> f -> f }"),
    ("a block with parameters used twice", "f(c) = conv(c, 3)  net N { out input(8, 9, 9) -> f(8) -> f(8) }"),
    ("a bound layer without weights used twice", "net N { f = relu  out input(8) -> f -> f }"),
    ("a bound layer used twice by repetition", "net N { f = linear(8)  out input(8) -> 5 * f }"),
    ("a bound tensor used twice", "net N { t = input(3) -> linear(4)  out [t, t] }"),
    ("linear on a sequence", "net N { out input(4, 9) -> linear(2) }"),
    ("linear after gap", "net N { out input(4, 9, 9) -> gap -> linear(2) }"),
]


@pytest.mark.parametrize("text", [row[1] for row in QUIET], ids=[row[0] for row in QUIET])
def test_nothing_to_say(text: str) -> None:
    assert said(text) == ""


# ---- imports -----------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    files = {
        "parts.arch": "double(c) = 2 * conv(c, 3)\nhalf = linear(C_i/2)\nnet Other { out input(100) -> linear(100)  expect params == 1 }\n",
        "shadow.arch": 'layer relu "my relu" { gain = C_i }\nmine = relu\n',
        "sub/inner.arch": 'import "../parts.arch"\ninner(c) = double(c) -> relu\n',
    }
    (tmp_path / "sub").mkdir()
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def written(folder: Path, text: str) -> str:
    path = folder / "main.arch"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_an_import_brings_definitions_and_counts_no_net(folder: Path) -> None:
    file = written(folder, 'import "parts.arch"\nnet N { out input(3, 9, 9) -> double(4) -> gap -> half }\n')
    assert load(file).count().parameters == (9 * 3 * 4 + 4) + (9 * 4 * 4 + 4) + (4 * 2 + 2)


def test_the_expect_lines_of_an_imported_net_do_not_run(folder: Path) -> None:
    done = command(
        "check", written(folder, 'import "parts.arch"\nnet N { out input(3) -> relu  expect params == 0 }\n')
    )
    assert (done.status, done.out.count("\n")) == (0, 1)


def test_an_import_of_an_import_is_relative_to_its_own_file(folder: Path) -> None:
    file = written(folder, 'import "sub/inner.arch"\nnet N { out input(3, 9, 9) -> inner(4) }\n')
    assert load(file).count().parameters == (9 * 3 * 4 + 4) + (9 * 4 * 4 + 4)


def test_the_library_is_shadowed_in_the_file_that_does_it_only(folder: Path) -> None:
    """The imported `mine` uses the imported file's relu; `inner` uses the library's."""
    text = 'import "shadow.arch"\nimport "sub/inner.arch"\nnet N { out input(3, 9, 9) -> mine -> inner(4) }\n'
    assert load(written(folder, text)).count().parameters == 3 + (9 * 3 * 4 + 4) + (9 * 4 * 4 + 4)


# ---- blocks and layers counted by themselves --------------------------------------------------


def test_a_block_by_itself_has_symbols_for_what_enters() -> None:
    found = model("basic(c) = conv(c, 3, bias = off) -> bn").count(net="basic", keep="all")
    assert str(found.closed_form) == "9*C_i*c + 2*c"


def test_a_tensor_twice_is_one_node() -> None:
    nodes = network("net N { t = input(3) -> linear(4)  out [t, t] }").layers
    assert [n.kind.name for n in nodes] == ["input", "linear", "concat"]
    assert nodes[-1].inputs == (1, 1)
