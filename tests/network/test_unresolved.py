"""A name that nothing has is a mistake wherever it stands in a text, and said once; what only a run can tell is left to it."""

from __future__ import annotations

from pathlib import Path

import pytest

from symcount import pipeline
from symcount.language.diagnostics import Problem
from symcount.language.source import Source
from symcount.network.catalogue import shipped_models
from symcount.network.request import Request

NET = "net N(w = 4) { out input(3, 8, 8) -> conv(w, 3) } "

UNKNOWN = [
    # (what, text, the names that are unknown)
    ("where it is evaluated: said once", "b = rel net N { out input(3, 8, 8) -> b -> conv(v, 3) }", ["rel", "v"]),
    ("in a branch that is not taken", "net N { out input(3, 8, 8) -> (if off then conf(4, 3)) }", ["conf"]),
    ("in the other branch", "net N { out input(3, 8, 8) -> (if on then relu else rel) }", ["rel"]),
    ("in both branches, in writing order", "net N { out input(3, 8, 8) -> (if on then rlu else rel) }", ["rlu", "rel"]),
    ("as an argument there", "net N { out input(3, 8, 8) -> (if off then conv(v, 3, s = t)) }", ["v", "t"]),
    ("behind `or` that is decided", "net N { out input(3, 8, 8) -> (if on or flag then relu) }", ["flag"]),
    ("in a repetition of nothing", "net N { out input(3, 8, 8) -> 0 * rel }", ["rel"]),
    ("in a range that is empty", "net N { out input(3, 8, 8) -> (for i in 1..0: conf(i, 1)) }", ["conf"]),
    ("a loop's variable outside the loop", "net N { out input(3, 8, 8) -> (for i in 1..0: relu) -> (if off then conv(i, 1)) }", ["i"]),
    ("a loop's variable in its bounds", "f = for i in 1..i: relu " + NET, ["i"]),
    ("in a block that is used", "block b { out if off then rel else relu } net N { out input(3, 8, 8) -> b }", ["rel"]),
    ("in a block that is not", "block b { x = input -> rel out x } " + NET, ["rel"]),
    ("in a definition that is not used", "f(c) = conv(c, 3) -> rel " + NET, ["rel"]),
    ("in one of a net", "net N { f(c) = conv(c, k) out input(3, 8, 8) -> relu }", ["k"]),
    ("in a binding", "net N { f = relu -> rel out input(3, 8, 8) -> relu }", ["rel"]),
    ("in a share", "share f = rel " + NET, ["rel"]),
    ("in another net", "net M { out input(3, 8, 8) -> rel } " + NET, ["rel"]),
    ("a parameter of another definition", "f(c) = conv(c, 3) g = conv(c, 3) " + NET, ["c"]),
    ("in the default of a parameter", "block b(c = q) { out conv(c, 1) } net N { out input(3, 8, 8) -> b(4) }", ["q"]),
    ("in what a parameter is declared to be", "block b(c: multiple(q)) { out conv(c, 1) } " + NET, ["q"]),
    ("in the rules of a layer", "layer l(n) { require n > m weight = n*k when off out C = v } " + NET, ["m", "k", "v"]),
    ("in a label", 'net N { out input(3, 8, 8) -> (if off then relu @ "Stage {i}") }', ["i"]),
    ("before a point", "block b { out q.c3 } " + NET, ["q"]),
    ("the sizes of an image in a net", "net N { out input(3, 8, 8) -> (if off then conv(H, 1)) }", ["H"]),
    ("the sizes of an image in a body", "block b { out conv(H, 1) -> conv(W_i, 1) } " + NET, ["H"]),
    ("a function", "f(c) = cel(c/2) " + NET, ["cel"]),
    ("an option that is called", "f = conv(3, 3, p = same(2)) " + NET, ["same"]),
]  # fmt: skip

KNOWN = [
    ("variables of loops in loops", "f = for i in 1..3: (for j in i..i + 2: conv(i*j, 1)) " + NET),
    ("what enters", "block b { out if off then conv(C_i, 1) -> box(prod(S)) else relu } " + NET),
    ("the sizes of an image where a block is counted alone", "block b { out conv(H_i, 1) -> conv(W_i, 1) } " + NET),
    ("parameters, also later ones", "f(a, b = a + c, c = 2) = a*b*c " + NET),
    ("the channels that a layer names", "layer l(n = T_i) of T_i { weight = n*T_i } " + NET),
    ("a tensor for which a share is given", "layer l { weight = 3 bias = weight } " + NET),
    ("bound later", "block b { g(c) = conv(c, d) d = 4 out g(2) } net N { out input(3, 8, 8) -> relu }"),
    ("a layer as an argument, with arguments", "twice(f, c) = f(c) -> f " + NET),
    ("points that only a run can tell", "block b(x) { out x.c3 -> conv(x.c4.C, 1) } " + NET),
    ("options", "f = conv(3, 3, p = valid) " + NET),
    ("options of the file's own layers", "layer l(m = fast | slow) { weight = if m == slow then 1 else 2 } f = l(slow) " + NET),
    ("conventions", "layer l { weight = if convention == keras then 1 else 2 } convention = torch " + NET),
    ("what the net round a block binds", "net N(w = 3) { a = w + 1 block b { out conv(a*w, k) } k = 3 out input(3, 8, 8) -> relu }"),
    ("definitions of the file in any order", "f = g(2) " + NET + " g(c) = conv(c, h) h = 3"),
    ("what only `check` asks for", "net N { out input(3, 8, 8) -> relu expect params(q = 1) == z variant v(q = r) == s }"),
]  # fmt: skip


def unknown(text: str) -> list[str]:
    """The unknown names that are reported, and codes of all that is wrong besides."""
    try:
        pipeline.network_of(pipeline.model_of(Source("t.arch", text)), Request(net="N"))
    except Problem as trouble:
        errors = [(d.code, d.labels[0].span.text) for d in trouble.diagnostics if d.is_error]
        return [text if code == "E201" else f"{code} {text}" for code, text in errors]
    return []


@pytest.mark.parametrize(("text", "names"), [row[1:] for row in UNKNOWN], ids=[row[0] for row in UNKNOWN])
def test_a_name_that_nothing_has(text: str, names: list[str]) -> None:
    assert [name.split("{")[-1].rstrip('}"') for name in unknown(text)] == names


@pytest.mark.parametrize("text", [row[1] for row in KNOWN], ids=[row[0] for row in KNOWN])
def test_names_that_may_be_known(text: str) -> None:
    assert unknown(text) == []


def test_names_of_files_that_are_imported(tmp_path: Path) -> None:
    (tmp_path / "deep.arch").write_text("layer deep(m = fast | slow) { weight = 1 }\n")
    (tmp_path / "parts.arch").write_text('import "deep.arch"\nused = deep(slow)\nunused(c) = conv(c, 3) -> rel\n')
    (tmp_path / "main.arch").write_text('import "parts.arch"\nimport "deep.arch"\nf = deep(slow) -> unused(3)\n' + NET)
    with pytest.raises(Problem) as caught:
        pipeline.network_of(pipeline.model_of(pipeline.source_of(str(tmp_path / "main.arch"))), Request())
    assert [(d.code, str(d.labels[0].span).split("/")[-1]) for d in caught.value.diagnostics] == [
        ("E201", "parts.arch:3:27")
    ]


ARGUMENTS = [
    # (what, text, what is wrong where nothing is evaluated)
    ("a name in a branch that is not taken", "net N { out input(3, 8, 8) -> (if off then conv(4, 3, stride = 2)) }", ["E225 stride = 2"]),
    ("too many", "net N { out input(3, 8, 8) -> (if off then relu(2)) }", ["E226 2"]),
    ("too few", "net N { out input(3, 8, 8) -> (if off then conv(2)) }", ["E224 conv(2)"]),
    ("in a definition that is not used", "f(c) = conv(c, 3, k = 2) " + NET, ["E225 k = 2"]),
    ("of a definition of the file", "f(c) = conv(c, 3) g = f(2, 3) " + NET, ["E226 3"]),
    ("said once where it is evaluated", "net N { out input(3, 8, 8) -> conv(4, 3, k = 2) }", ["E225 k = 2"]),
    ("a tensor's role", "share w = linear(3) net N { out input(3) -> (if off then linear(3, weight = w)) -> w }", []),
    ("a layer that is an argument", "twice(conv) = conv(1) -> conv(2, 3, 4) " + NET, []),
    ("a layer's own name in a body", "net N { conv(c) = linear(c) out input(3) -> (if off then conv(4)) }", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "found"), [row[1:] for row in ARGUMENTS], ids=[row[0] for row in ARGUMENTS])
def test_arguments_that_nothing_takes(text: str, found: list[str]) -> None:
    assert unknown(text) == found


UNUSED = [
    # (what, text, what is never used)
    ("a parameter of the net", "net N(v = 1) { out input(3, 8, 8) -> relu }", ["v"]),
    ("a parameter that only a label names", 'net N(v = 1) { out input(3, 8, 8) -> conv(3, 1) @ "Stage {v}" }', []),
    ("one that only a default names", "net N(v = 1, w = 2*v) { out input(3, 8, 8) -> conv(w, 1) }", []),
    ("one that only a declaration names", "net N(v = 1, w: multiple(v) = 2) { out input(3, 8, 8) -> conv(w, 1) }", []),
    ("one that only `expect` names", "net N(v = 1) { out input(3) -> relu expect params == 0*v }", ["v"]),
    ("one of a block", "block b(c, v) { out conv(c, 1) } net N { out input(3, 8, 8) -> b(1, 2) }", ["v"]),
    ("one of a layer, in `when`", "layer l(v = on) { weight = 1 when v } net N { out input(3) -> l }", []),
    ("one of the name of another's", "f(c) = conv(c, 1) g(c) = f(2) net N { out input(3, 8, 8) -> g(1) }", ["c"]),
    ("a definition", "f(c) = conv(c, 1) " + NET, ["f"]),
    ("a definition that only it names", "f(n) = if n > 1 then f(n - 1) else relu " + NET, ["f"]),
    ("a block", "block b { out relu } " + NET, ["b"]),
    ("a block with `expect` lines", "block b { out relu expect params == 0 } " + NET, []),
    ("a share", "share s = relu " + NET, ["s"]),
    ("a layer that is bound in a net", "net N { f = conv(4, 3) out input(3, 8, 8) -> relu }", ["f"]),
    ("a tensor that is bound: said elsewhere", "net N { x = input(3) -> linear(4) out input(3) -> relu }", []),
    ("a point that is read from outside", "block b { c2 = input -> relu out c2 -> relu } net N { x = input(3) -> b out x.c2 -> relu }", []),
    ("a convention", "convention = torch " + NET, []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "names"), [row[1:] for row in UNUSED], ids=[row[0] for row in UNUSED])
def test_what_is_never_used_is_remarked_on(text: str, names: list[str]) -> None:
    network = pipeline.network_of(pipeline.model_of(Source("t.arch", text)), Request(net="N"))
    assert [d.message.split("`")[1] for d in network.diagnostics if d.code == "N608"] == names


def test_no_shipped_network_has_what_is_never_used() -> None:
    for name in shipped_models():
        model = pipeline.model_of(pipeline.source_of(name))
        assert model.scope.unused == (), name
