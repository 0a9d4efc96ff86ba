"""The line from Python: load, count, derive, and sympy expressions out."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
import sympy
from sympy import Symbol

import symcount
from symcount import pipeline
from symcount.language.source import Source
from tests.support import NETWORKS, heading, latex_value

TEXT = """net N(w = 4, a = 1, norm = on, p = same, k = 3x3) {
  out input(3, 9, 9) -> conv(w*a, k, p = p) -> (if norm then bn)
}"""
# 9*3*wa + wa + 2wa = 30wa, without normalisation 28wa


# ---- load ----------------------------------------------------------------------------------


def test_load_a_path_a_text_and_a_shipped_network(tmp_path: Path) -> None:
    path = tmp_path / "n.arch"
    path.write_text(TEXT, encoding="utf-8")
    by_path, by_name, by_text = symcount.load(path), symcount.load(str(path)), symcount.load(TEXT)
    assert by_path.count().parameters == by_name.count().parameters == by_text.count().parameters == 120
    assert symcount.load("unet").count().parameters == 7_765_442


def test_text_on_one_line_is_text() -> None:
    assert symcount.load("net N { out input(3) -> linear(2) }").count().parameters == 8


def test_what_cannot_be_loaded() -> None:
    with pytest.raises(symcount.Problem) as caught:
        symcount.load("no such file")
    assert [d.code for d in caught.value.diagnostics] == ["E401"]
    with pytest.raises(symcount.Problem) as caught:
        symcount.load("net N {")
    assert str(caught.value).startswith("error[E102]: `{` is never closed\n")


def test_all_mistakes_are_in_one_problem() -> None:
    with pytest.raises(symcount.Problem) as caught:
        symcount.load("net N { a = input(3) -> cov  out a -> conf }").count()
    assert [d.message for d in caught.value.diagnostics] == ["`cov` is unknown", "`conf` is unknown"]
    assert all(isinstance(d, symcount.Diagnostic) and d.is_error for d in caught.value.diagnostics)


# ---- count ---------------------------------------------------------------------------------

VALUES = [
    ({}, 120),
    ({"w": 8}, 240),
    ({"w": Fraction(8, 2)}, 120),
    ({"a": Fraction(3, 2)}, 180),
    ({"a": 1.5}, 180),
    ({"w": 10, "a": 1.4}, 420),
    ({"norm": False}, 112),
    ({"norm": "off"}, 112),
    ({"w": "2^3"}, 240),
    ({"p": "valid"}, 120),
    ({"k": "1x7"}, (7 * 3 + 3) * 4),
]


@pytest.mark.parametrize(("values", "count"), VALUES, ids=str)
def test_values(values: dict[str, int | Fraction | float | bool | str], count: int) -> None:
    model = symcount.load(TEXT)
    found = model.count(**values).parameters  # type: ignore[arg-type]
    assert type(found) is int
    assert found == count == model.count(set=values).parameters


def test_parameters_that_are_named_like_arguments() -> None:
    model = symcount.load("net N(by = 2, keep = 1) { out input(3) -> linear(by) -> linear(keep) }")
    assert model.count(set={"by": 7, "keep": 5}).parameters == 3 * 7 + 7 + 7 * 5 + 5
    assert model.count(keep="keep", set={"by": 7}).closed_form == 8 * Symbol("keep") + 28


def test_1_4_is_seven_fifths() -> None:
    assert symcount.load("net N(a = 1) { out input(1) -> linear(5*a, bias = off) }").count(a=1.4).parameters == 7


@pytest.mark.parametrize("keep", ["w", ["w"], ("w",), {"w"}, "w,w"], ids=str)
def test_keep(keep: str | list[str]) -> None:
    found = symcount.load(TEXT).count(keep=keep)
    assert found.closed_form == 30 * Symbol("w")
    assert found.parameters == found.closed_form


def test_keep_several() -> None:
    w, a = sympy.symbols("w a")
    for keep in ("w,a", ["a", "w"], "all"):
        assert symcount.load(TEXT).count(keep=keep).closed_form == 30 * a * w


def test_a_closed_form_is_of_plain_symbols() -> None:
    form = symcount.load("unet").count(keep="w").closed_form
    w = Symbol("w")
    assert isinstance(form, sympy.Expr)
    assert form.free_symbols == {w}
    assert sympy.expand(form - (7574 * w**2 + 302 * w + 2)) == 0
    assert form.subs(w, 32) == form.subs("w", 32) == 7_765_442
    assert sympy.diff(form, w) == 15148 * w + 302
    assert sympy.Poly(form, w).degree() == 2


def test_a_closed_form_without_symbols_is_a_number() -> None:
    assert symcount.load(TEXT).count().closed_form == sympy.Integer(120)


def test_buffers_groups_and_warnings() -> None:
    found = symcount.load('net N { f = linear(3) @ "F"  out input(3) -> f -> f -> bn }').count()
    assert (found.parameters, found.buffers) == (30, 6)
    assert found.groups == {"F": 24, None: 6}
    assert [d.code for d in found.warnings] == ["W501"]
    assert symcount.load("unet").count(by="kind").groups == {"conv": 7_062_754, "bn": 5_888, "upconv": 696_800}
    assert symcount.load(TEXT).count(keep="w").buffers == 2 * Symbol("w")


def test_a_net_and_a_block_by_name() -> None:
    model = symcount.load("b(c) = linear(c)\nnet A { out input(3) -> b(2) }\nnet B { out input(4) -> b(2) }\n")
    assert model.count(net="A").parameters == 8
    assert model.count(net="B").parameters == 10
    c, entering = sympy.symbols("c C_i")
    assert sympy.expand(model.count(net="b", keep="all").closed_form - (c * entering + c)) == 0


# ---- derive --------------------------------------------------------------------------------


def test_derive() -> None:
    found = symcount.load(TEXT).derive(keep="w")
    assert found.value == 120
    assert found.closed_form == 30 * Symbol("w")
    assert found.lines == {None: r"3^2 \times 3 \times 4 + 4 + 2 \times 4 = 120"}


def test_derive_without_a_value() -> None:
    found = symcount.load("net N(w) { out input(3) -> linear(w) }").derive()
    assert (found.value, found.lines) == (None, {None: None})
    assert found.closed_form == 4 * Symbol("w")
    assert symcount.load("net N(w) { out input(3) -> linear(w) }").derive(w=2).value == 8


def test_formats() -> None:
    found = symcount.load("unet").derive()
    head = heading(r"Stage 1 (4 $3{\times}3$ convolutions, 1 $1{\times}1$ convolution)")
    assert found.to("latex").startswith(f"% needs amsmath\n{head}\n\\begin{{align*}}\n")
    assert found.to("tex").startswith(r"\documentclass")
    assert found.to("json").startswith("{")
    assert str(found) == found.to("text") == found.to()


def test_factorings() -> None:
    found = symcount.load("cnn").derive(factoring="layers")
    assert list(found.lines) == ["conv", "maxpool", "linear"]


def test_check() -> None:
    assert [check.holds for check in symcount.load(NETWORKS / "unet.arch").check()] == [True] * 4
    assert [check.holds for check in symcount.load("unet").check()] == [True] * 7  # four lines and three variants
    found = symcount.load("net N { out input(3)  expect params == 1 }").check()
    assert [check.holds for check in found] == [False]


# ---- notebooks -----------------------------------------------------------------------------


def test_a_count_in_a_notebook() -> None:
    assert symcount.load(TEXT).count()._repr_latex_() == r"$\displaystyle 120$"
    assert symcount.load(TEXT).count(keep="w")._repr_latex_() == r"$\displaystyle 30w$"
    assert repr(symcount.load(TEXT).count(keep="w")) == "N: 30w parameters"


def test_a_derivation_in_a_notebook() -> None:
    shown = symcount.load("unet").derive()._repr_latex_()
    assert shown.startswith("$$\\begin{aligned}\n")
    assert shown.endswith("\n\\end{aligned}$$")
    assert r"\textbf{Stage 2 (4 3" in shown
    (line,) = [row for row in shown.split("\\\\\n") if "= 166144" in row]
    sides = line.replace("&\\quad", "").removeprefix(" = ").split("=")
    assert {latex_value(side) for side in sides if side.strip()} == {166144}


def test_the_public_names() -> None:
    assert set(symcount.__all__) <= {name for name in symcount.__all__ if hasattr(symcount, name)}
    with pytest.raises(AttributeError, match="nothing"):
        _ = symcount.nothing  # type: ignore[attr-defined]


def test_a_note_is_said_wherever_and_however_often_it_holds() -> None:
    """What a layer makes of a shape is worked out once a process; what there is to say of it is said each time."""
    text = "f(n) = linear(3) -> linear(3)\nnet N { out input(3, 8, 8) -> f(1) -> f(2) -> linear(3) }"
    for _ in range(2):
        noted = [w.labels[0].span for w in symcount.load(text).count().warnings if w.code == "N602"]
        assert [(span.line, span.column) for span in noted] == [(1, 8), (1, 21), (2, 47)]


# ---- one configuration, several questions --------------------------------------------------


def test_a_configuration_answers_every_question() -> None:
    model = symcount.load("unet")
    small = model.at(w=16, norm=False)
    assert small.count().parameters == model.count(w=16, norm=False).parameters == 7574 * 16**2 + 118 * 16 + 2
    assert small.count("kind").groups == model.count(by="kind", w=16, norm=False).groups
    assert small.derive().value == small.count().parameters
    assert small.derive().closed_form.free_symbols == model.derive().closed_form.free_symbols  # all are kept
    assert small.scale("w", [16]).result.points[0].exact == small.count().parameters
    assert small.solve("w", "1M").result.solutions == model.solve("w", "1M", norm=False).result.solutions
    difference = model.at(w=16).compare(small).result
    assert difference.numbers == (model.count(w=16).parameters, small.count().parameters)
    assert small.compare(model).result.numbers == (small.count().parameters, 7_765_442)


def test_a_configuration_is_refined_and_stays_what_it_was() -> None:
    model = symcount.load("unet")
    small = model.at(w=16, view="buffers", keep="w")
    refined = small.at(norm=False, w=8)
    assert refined.request == model.at(w=8, norm=False, view="buffers", keep="w").request
    assert small.count(norm=False, w=8).closed_form == refined.count().closed_form
    assert small.at().request == small.request == model.at(view="buffers", set={"w": 16}, keep=["w"]).request
    assert small.at(keep="all").count().closed_form == small.derive(keep="all").closed_form
    assert small.at(view="params").count(keep="none").parameters == model.count(w=16).parameters


def test_symbols_that_are_kept_are_kept_by_every_question() -> None:
    wide = symcount.load("gpt2").at(keep="d,L")
    assert wide.count().closed_form == wide.derive().closed_form
    assert wide.count().closed_form.free_symbols == set(sympy.symbols("d L"))
    assert wide.scale("d").result.whole.leading is not None
    assert symcount.load("gpt2").at(keep="none").derive().closed_form == sympy.Integer(124_439_808)


def test_a_multiplier_that_cannot_be_is_refused_at_once() -> None:
    with pytest.raises(symcount.Problem, match="E411"):
        symcount.load("unet").at(rounding="floor")


def test_a_formula_beyond_the_limits_is_a_problem_for_every_question() -> None:
    wide = symcount.load("net N(a = 2, b = 2, c = 2, d = 2, e = 2) { out input(3) -> linear((a + b + c + d + e)^60) }")
    for question in (
        lambda at: at.count(),
        lambda at: at.derive(),
        lambda at: at.scale("a").result,
        lambda at: at.compare(wide).result,
    ):
        with pytest.raises(symcount.Problem, match="E211"):
            question(wide.at(keep="all"))


def test_the_whole_line_is_one_call() -> None:
    source = Source("t.arch", TEXT)
    notices: list[symcount.Diagnostic] = []
    text = pipeline.derived(source, format="text", notice=notices.extend)
    assert text == str(symcount.load(TEXT).derive())
    assert notices == list(symcount.load(TEXT).count(keep="all").warnings)
    assert pipeline.derived(source) == symcount.load(TEXT).derive().to("latex")
