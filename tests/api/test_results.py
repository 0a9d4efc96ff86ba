"""Answers as values: rows, tables, expressions, formats, short names, and a screen in a notebook."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
import time
from collections.abc import Callable
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import sympy

import symcount
from symcount.render.formats import FORMATS
from tests.support import environment

W, D, L = sympy.symbols("w d L")

QUESTIONS: dict[str, Callable[[], Any]] = {
    "count": lambda: symcount.load("unet").count(keep="w"),
    "count of long forms": lambda: symcount.load("mobilenet_v3").count(keep="all"),
    "derivation": lambda: symcount.load("unet").derive(),
    "derivation of long forms": lambda: symcount.load("regnet").derive(),
    "growth": lambda: symcount.load("unet").scale("w"),
    "curve": lambda: symcount.load("gpt2").scale("d", other="L"),
    "solutions": lambda: symcount.load("resnet50").solve("w", *(f"{n}M" for n in range(1, 9))),
    "pairs": lambda: symcount.load("gpt2").frontier("d", "L", "50M"),
    "comparison": lambda: symcount.load("resnet50").compare("resnet101"),
    "check": lambda: symcount.load("unet").check(),
    "macros": lambda: symcount.load("unet").macros(keep="w"),
    "grid": lambda: symcount.load("unet").sweep({"w": range(8, 200), "norm": [True, False]}),
    "shelf": lambda: symcount.models(),
}


@cache
def answer(name: str) -> Any:
    return QUESTIONS[name]()


# ---- all of them ---------------------------------------------------------------------------


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_repr_is_a_few_lines(name: str) -> None:
    lines = repr(answer(name)).split("\n")
    assert len(lines) <= 5
    assert max(map(len, lines)) <= 162


REPRS = {
    "count": "UNet: 7574w² + 302w + 2 parameters",
    "derivation": "derivation of UNet, 7 groups: 7574w² + 9Cᵢₙw + classes·w + classes + 291w = 7765442",
    "growth": "UNet by w: 7574w² + 302w + 2 parameters, degree 2 in w",
    "curve": "GPT2 by d: 144d² + 51439d parameters, degree 2 in d",
    "pairs": "GPT2 within 50,000,000: 64 largest pairs of d and L",
    "comparison": "resnet50 against resnet101: 25,557,032 against 44,549,160 parameters",
    "check": "unet.arch: 7 of 7 lines hold",
    "macros": "UNet: 18 macros, \\UNetParams, \\UNetParamsClosed, \\UNetBuffers, …",
    "grid": "UNet at 384 points of w, norm",
}


def test_what_it_is_and_its_number() -> None:
    assert {name: repr(answer(name)) for name in REPRS} == REPRS
    assert (
        repr(symcount.load("unet").at(w=16, norm=False, keep="w"))
        == "UNet of unet.arch (1 net) at w = 16, norm = off, keep w"
    )
    assert repr(symcount.load("unet").draw()) == 'picture of UNet: .to("svg"), .to("tikz") or .to("tex")'


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_notebook_shows_a_screen(name: str) -> None:
    html = answer(name)._repr_html_()
    assert len(html) < 25_000
    assert html.count("<tr") <= 40
    assert "<script" not in html


@pytest.mark.parametrize("name", ["shelf", "grid", "pairs", "count of long forms"])
def test_what_is_cut_says_how_to_see_it_all(name: str) -> None:
    assert "print() and .to(&quot;html&quot;) show it" in answer(name)._repr_html_()


@pytest.mark.parametrize("name", QUESTIONS)
def test_rows_are_gone_through_and_are_a_table(name: str) -> None:
    found = answer(name)
    rows, table = list(found), found.table()
    assert rows == [*found.rows] == [found[i] for i in range(len(found))]
    assert len(table) == len(rows) > 0
    assert len({tuple(line) for line in table}) == 1, "all rows have the same keys"
    cells = [cell for line in table for cell in line.values()]
    assert all(cell is None or isinstance(cell, int | float | str) for cell in cells)


@pytest.mark.parametrize("name", QUESTIONS)
@pytest.mark.parametrize("format", [name for name, row in FORMATS.items() if not row.binary])
def test_every_format(name: str, format: str) -> None:
    text = answer(name).to(format)
    assert isinstance(text, str)
    match format:
        case "json":
            json.loads(text)
        case "csv":
            rows = list(csv.reader(io.StringIO(text)))
            assert len({len(row) for row in rows if row}) <= 3
            assert len(rows) > 1
        case "html":
            assert text.startswith("<!DOCTYPE html>")
        case _:
            assert text.strip()


def test_a_page_of_pdf() -> None:
    page = symcount.load("unet").solve("w", "5M").to("pdf")
    assert isinstance(page, bytes)
    assert page.startswith(b"%PDF")


# ---- their numbers -------------------------------------------------------------------------


def test_growth_in_expressions() -> None:
    found = answer("growth")
    assert found.parameters == found.polynomial == found.limit == 7574 * W**2 + 302 * W + 2
    assert (found.symbol, found.degree, found.leading, found.no_limit) == ("w", 2, 7574, "")
    assert sympy.simplify(found.exponent - W * sympy.diff(found.parameters, W) / found.parameters) == 0
    assert [row.parameters for row in found] == [7574 * row.value**2 + 302 * row.value + 2 for row in found]
    assert sum(found[0].shares.values()) == 1
    assert [stage.label for stage in found.stages][:2] == ["Stage 1", "Stage 2"]
    assert found.stages[1].parameters.subs(W, 32) == 166_144
    assert found.curve is None


def test_the_curve_of_equal_counts() -> None:
    curve = answer("curve").curve
    assert (curve.other, curve.parameters) == ("L", 124_439_808)
    count = 12 * L * D**2 + 13 * L * D + 51283 * D
    assert sympy.simplify(count.subs(L, curve.formula)) == 124_439_808


def test_what_a_budget_allows() -> None:
    (first, *_) = answer("solutions")
    assert (first.budget, first.value, first.parameters, first.unbounded) == (1_000_000, 10, 903_170, False)
    assert first.equation == 5724 * W**2 + 32977 * W + 1000
    (root,) = first.roots
    assert sympy.simplify(first.equation.subs(W, root)) == first.budget
    found = symcount.load("unet").solve(W, 7_765_442)
    assert (found.value, found.parameters, found.symbol, found[0].roots) == (32, 7_765_442, "w", (32,))
    assert symcount.load("unet").solve("w", like=[symcount.load("unet")]).value == 32
    assert symcount.load("unet").solve("w", "8M", multiple_of=5).value == 30
    assert symcount.load("unet").solve("w", 1).value is None


def test_pairs() -> None:
    count = 12 * L * D**2 + 13 * L * D + 51283 * D
    for pair in answer("pairs").rows[:5]:
        assert pair.parameters == count.subs({D: pair.value, L: pair.other}) <= 50_000_000
        assert count.subs({D: pair.value + 12, L: pair.other}) > 50_000_000


def test_a_comparison_in_expressions() -> None:
    unet = symcount.load("unet")
    found = unet.at(norm=False, keep="w").compare(unet.at(keep="w"))
    assert (found.left, found.right) == (7574 * W**2 + 118 * W + 2, 7574 * W**2 + 302 * W + 2)
    assert found.difference == -184 * W
    assert sympy.simplify(found.ratio - found.left / found.right) == 0
    assert found.numbers == (7_759_554, 7_765_442)
    assert (found.symbol, found.crossings, list(found.only_right)) == ("w", (), ["BN"])
    assert found.only_right["BN"] == 184 * W
    assert repr(found) == "norm = off against UNet: 7,759,554 against 7,765,442 parameters"
    total = found[-1]
    assert (total.label, total.left_value, total.right_value) == ("total", 7_759_554, 7_765_442)


def test_crossings() -> None:
    left = symcount.load("net A(w = 2) { out input(3) -> linear(w^2, bias = off) }")
    right = symcount.load("net B(w = 2) { out input(3) -> linear(5*w, bias = off) }")
    assert left.compare(right).crossings == (5,)


def test_checks() -> None:
    found = symcount.load(
        "net N(w = 1) { out input(3) -> linear(w)\n expect params == 4\n expect params == 5 }"
    ).check()
    assert [row.holds for row in found] == [True, False]
    assert not found.holds
    assert repr(found) == "<text>: 1 of 2 lines hold\nFAIL <text>:3:2: expect params == 5"
    (mistake,) = found[1].mistakes
    assert found.table()[1]["mistakes"] == mistake.message


def test_a_grid() -> None:
    unet = symcount.load("unet")
    found = unet.sweep({"w": [8, Fraction(1, 3), 16], "norm": [True, "off"]})
    assert found.rows[:2] == ((8, "on", 7574 * 64 + 302 * 8 + 2), (8, "off", 7574 * 64 + 118 * 8 + 2))
    assert found.rows[2] == (Fraction(1, 3), "on", None)
    assert found.parameters.mask.tolist() == [False, False, True, True, False, False]
    assert [warning.code for warning in found.why] == ["W504"]
    assert found.table()[2] == {"w": 1 / 3, "norm": "on", "parameters": None}
    assert found.size == 6


def test_a_grid_is_written(tmp_path: Path) -> None:
    symcount.load("unet").sweep({"w": "8:10"}).write(tmp_path / "grid.csv")
    assert (tmp_path / "grid.csv").read_text().split("\n")[:2] == ["w,parameters", "8,487154"]


def test_a_grid_beyond_the_memory_is_refused() -> None:
    with pytest.raises(symcount.Problem, match="E513"):
        _ = symcount.load("unet").sweep({"w": "1:3000000"}).rows


def test_macros() -> None:
    found = symcount.load("unet").macros("U", keep="w")
    assert {row.name: row.stands_for for row in found}["UParamsClosed"] == 7574 * W**2 + 302 * W + 2
    assert "\\newcommand{\\UParams}{7{,}765{,}442}" in found.tex()
    assert "\\newcommand{\\UParams}{7765442}" in found.tex(digits="plain")


def test_pictures() -> None:
    drawn = symcount.load("unet").draw()
    assert str(drawn).startswith("<svg")
    assert drawn.to("tikz") != drawn.to("tex")


def test_the_shelf() -> None:
    unets = symcount.models("u-net convolutional")
    assert [row.name for row in unets] == ["unet_64", "unet_32", "unet_32_bilinear"]
    assert [symcount.load(row.name).count().parameters for row in unets] == [row.parameters for row in unets]
    assert len(symcount.models()) > 180


def test_a_net_is_named_when_it_is_loaded() -> None:
    assert symcount.load("unet", net="unet_64").count().parameters == 31_030_658
    assert symcount.load("unet:unet_64").count().parameters == 31_030_658


# ---- expressions, and what is loaded -------------------------------------------------------


def test_roundings_are_an_expression_at_once_and_equal_at_points() -> None:
    model = symcount.load("mobilenet_v3")
    counted = model.count(keep="all")
    _ = counted.closed_form
    start = time.perf_counter()
    form = model.count(keep="all").closed_form
    assert time.perf_counter() - start < 3
    for alpha in (Fraction(1, 3), Fraction(3, 4), 1, Fraction(7, 5), 2):
        point = {"alpha": sympy.Rational(alpha), "classes": 10}
        assert form.subs(point) == model.count(alpha=alpha, classes=10).parameters


LOADS = """
import sys, symcount
unet = symcount.load("unet")
names = [n for n in dir(symcount) if not n.startswith("_")]
answers = [unet.count(), unet.count(keep="w"), unet.scale("w"), unet.draw(), unet.check()]
shown = [repr(a) for a in (unet, *answers)], unet.count().parameters, unet.count().table()
print("sympy" in sys.modules, "numpy" in sys.modules)
_ = unet.count(keep="w").parameters
print("sympy" in sys.modules)
"""


def test_sympy_is_loaded_when_it_is_asked_for() -> None:
    run = subprocess.run([sys.executable, "-c", LOADS], env=environment(), capture_output=True, text=True, timeout=60)
    assert (run.stdout, run.stderr) == ("False False\nTrue\n", "")


def test_dir_has_the_public_names_and_no_other() -> None:
    names = [name for name in dir(symcount) if not name.startswith("_")]
    assert names == sorted(name for name in symcount.__all__ if not name.startswith("_"))
    assert {"load", "models", "Problem"} <= {*names}
    assert all(hasattr(symcount, name) for name in dir(symcount))
