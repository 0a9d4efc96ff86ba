"""KaTeX, as strict as it can be, and MathJax accept every formula, and nothing that a user wrote is one."""

from __future__ import annotations

import re
from functools import cache

import pytest

from symcount.document.blocks import Document, Equations, Table
from symcount.render.katex import katex, katex_text, math_text
from symcount.render.latex import latex_page
from symcount.render.style import Style
from tests.render.support import HOSTILE, Case, cases, hostile_document, said_by_engines

pytestmark = pytest.mark.filterwarnings("default::pytest.PytestWarning")


def formulas(text: str) -> list[str]:
    """The paragraphs that are formulas."""
    return [part for part in text.split("\n\n") if part.startswith("\\begin{")]


@cache
def rendered() -> tuple[tuple[Case, list[str]], ...]:
    """The formulas of every document."""
    return tuple((case, formulas(katex(case.document, case.style))) for case in cases())


def test_engines_accept_every_formula() -> None:
    named = [(case.name, formula) for case, texts in rendered() for formula in texts]
    named += [("hostile", f) for f in formulas(katex(hostile_document(), Style(underbrace=True, numbered=True)))]
    errors_by_engine = said_by_engines([formula for _, formula in named])
    wrong = [
        (engine, name, error, formula)
        for engine, errors in errors_by_engine.items()
        for (name, formula), error in zip(named, errors, strict=True)
        if error
    ]
    assert not wrong, (len(wrong), wrong[0])


def test_engines_refuse_what_is_wrong() -> None:
    """The test above could fail."""
    errors_by_engine = said_by_engines(["\\num{3}", "\\begin{aligned} x", "\\unknown"])
    assert all(error for errors in errors_by_engine.values() for error in errors), errors_by_engine


REFUSED = re.compile(
    r"\\(?:operatorname|num|label|notag|intertext|begin\{(?!aligned|array)|mbox|phantom|htmlData|href|url)"
)


def test_only_the_common_subset_is_written() -> None:
    for case, texts in rendered():
        for formula in texts:
            assert not REFUSED.search(formula), (case.name, formula)


def test_every_block_is_written_and_lines_break_as_in_latex() -> None:
    for case, texts in rendered():
        blocks = [b for b in case.document.blocks if isinstance(b, Equations | Table)]
        assert len(texts) == len(blocks), case.name
        page = latex_page(case.document, case.style)
        for block, formula in zip(blocks, texts, strict=True):
            if isinstance(block, Equations):
                assert formula.count("\n  &") == len(page.lines(block)), case.name


@pytest.mark.parametrize("text", HOSTILE)
def test_plain_text_holds_no_beginning_of_anything(text: str) -> None:
    assert not set(katex_text(text)) & set("\\$<>&`\n")
    assert katex_text(text).isprintable()


WORDS = [
    ("4 3×3 convolutions", r"\text{4 3}{\times}\text{3 convolutions}"),
    ("a_b", r"\text{a\_b}"),
    ("\\input{x}", r"{\backslash}\text{input\{x\}}"),
    ("$x^2$", r"\text{\$x}{\wedge}\text{2\$}"),
    ("```", r"\text{'''}"),
    ("卷积", r"\text{卷积}"),
    ("\u202e", r"\text{?}"),
    ("", ""),
]


@pytest.mark.parametrize(("text", "latex"), WORDS)
def test_words_in_a_formula(text: str, latex: str) -> None:
    assert math_text(text) == latex


def test_an_empty_document() -> None:
    assert katex(Document("N", ())) == ""
