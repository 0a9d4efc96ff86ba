"""Mistakes in Python: each a Problem with a code, in words that fit Python, whatever is given where."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import sympy
from sympy import Symbol

import symcount
from symcount.api.asking import python_words

UNET: Any = symcount.load("unet")
COUNTED: Any = UNET.count(keep="w")
DERIVED: Any = UNET.derive(keep="w")
PAIR: Any = symcount.load("net A { out input(3) -> linear(2) }\nnet B { out input(4) -> linear(2) }\n")
HEADS: Any = symcount.load("net N(d: multiple(h) = 8, h: positive whole = 2) { out input(d, 4) -> encoder_block(h) }")
Question = Callable[[], object]

MISTAKES: list[tuple[str, Question, str]] = [
    # names
    ("E405", lambda: UNET.count(width=3), "`UNet` has no parameter `width`"),
    ("E405", lambda: UNET.count(keep="width"), "`UNet` has no parameter `width`"),
    ("E405", lambda: UNET.count(set={"width": 3}), "`UNet` has no parameter `width`"),
    ("E420", lambda: UNET.count(set={3: 4}), "`set` takes the name of a parameter, not 3 of type int"),
    ("E420", lambda: UNET.count(set="w=3"), "`set` takes a dictionary, not `w=3`"),
    ("E420", lambda: UNET.count(keep=3), "`keep` takes the name of a parameter, not 3 of type int"),
    ("E420", lambda: UNET.count(keep=["w", 3]), "`keep` takes the name of a parameter, not 3 of type int"),
    ("E407", lambda: UNET.count(keep="norm"), "`norm` is a flag and cannot be kept as a symbol"),
    ("E403", lambda: PAIR.count(), 'choose one with net="NAME"'),
    ("E404", lambda: PAIR.count(net="C"), "there is no net, block or layer `C`"),
    ("E420", lambda: PAIR.count(net=3), "`net` takes a text, not 3 of type int"),
    ("E401", lambda: symcount.load("unett"), "did you mean `unet`?"),
    ("E420", lambda: symcount.load(3), "`load` takes a path, the name of a shipped network, or a text"),  # type: ignore[arg-type]
    # values
    ("E406", lambda: UNET.count(w=Symbol("q")), 'to keep `w` as a symbol: keep="w"'),
    ("E406", lambda: UNET.count(w=None), "`w` takes a number, a flag, a list or a text in the language, not `None`"),
    ("E406", lambda: UNET.count(w=float("nan")), "not `nan` (float)"),
    ("E406", lambda: UNET.count(w=float("inf")), "not `inf` (float)"),
    ("E406", lambda: UNET.count(w=1j), "not `1j` (complex)"),
    ("E406", lambda: UNET.count(w=[object]), "not `<class 'object'>` (type)"),
    ("E406", lambda: UNET.count(w="+"), "is no value for `w`"),
    ("E406", lambda: UNET.count(norm=3), "norm=3"),
    ("E206", lambda: UNET.count(w=Fraction(1, 3)), "must be whole"),
    ("E233", lambda: HEADS.count(d=9), "`d`"),
    # words
    ("E412", lambda: UNET.count(view="all"), "there is no view `all`"),
    ("E420", lambda: UNET.count(view=3), "`view` takes a text"),
    ("E412", lambda: UNET.count(convention="jax"), "there is no convention `jax`"),
    ("E420", lambda: UNET.count(by="labels"), "did you mean `label`?"),
    ("E420", lambda: UNET.derive(factoring="layer"), "did you mean `layers`?"),
    ("E411", lambda: UNET.at(rounding="floor"), "`rounding=` needs `multiplier=`"),
    ("E411", lambda: UNET.at(multiplier="1"), 'multiplier="alpha"'),
    # derivations
    ("E420", lambda: DERIVED.to("bogus"), "`format` takes one of `latex`"),
    ("E420", lambda: DERIVED.to("latx"), "did you mean `latex`?"),
    ("E420", lambda: DERIVED.to(lang="xx"), "`lang` takes one of"),
    ("E420", lambda: DERIVED.to(time="dot"), "did you mean `times`?"),
    ("E420", lambda: DERIVED.to(times="cross"), "`times` takes one of"),
    ("E420", lambda: DERIVED.to(digits=3), "`digits` takes one of"),
    ("E420", lambda: DERIVED.to(writing="a"), "`writing` takes a dictionary"),
    ("E415", lambda: DERIVED.to(writing={"w": "\\input{x}"}), "safe subset"),
    ("E413", lambda: DERIVED.to(show="everything"), "everything"),
    ("E414", lambda: DERIVED.to(line_width="wide"), "`wide` is no width"),
    ("E420", lambda: COUNTED.to("bogus"), "`format` takes one of"),
    ("E420", lambda: UNET.derive(collect=3), "`collect` takes the name of a parameter"),
    # functions of arrays
    ("E420", lambda: COUNTED.function(32), 'values come after it: function("w")(…)'),
    ("E512", lambda: COUNTED.function("alpha"), "the count keeps `w`, not `alpha`"),
    ("E512", lambda: COUNTED.function("w")(1, 2), "1 value is needed"),
    ("E516", lambda: COUNTED.function("w")("wide"), "is no exact value"),
    ("E516", lambda: UNET.count(keep="w,K").function("w", "K")([1, 2], [1, 2, 3]), "their shapes are (2,), (3,)"),
    ("E511", lambda: COUNTED.function("w")(0.3), "no network can be built"),
    # questions
    ("E420", lambda: UNET.scale(3), "`by` takes the name of a parameter"),
    ("E420", lambda: UNET.scale("w", at=3), "`at` takes a list of numbers"),
    ("E420", lambda: UNET.scale("w", at=["x"]), "`at` takes a number, not `x`"),
    ("E405", lambda: UNET.scale("width"), "`UNet` has no parameter `width`"),
    ("E501", lambda: UNET.scale("w", net="double"), "`w`"),
    ("E503", lambda: UNET.solve("w", "much"), "`much` is no number of parameters"),
    ("E420", lambda: UNET.solve("w", None), "`budgets` takes numbers of parameters"),
    ("E420", lambda: UNET.solve("w"), "`budgets` takes at least one"),
    ("E420", lambda: UNET.solve("w", "5M", multiple_of=-1), "`multiple_of` takes a positive number"),
    ("E420", lambda: UNET.solve("w", "5M", like="unet"), "`like` takes loaded networks"),
    ("E420", lambda: UNET.frontier("w", "w", "5M"), "`other` takes another symbol than the first"),
    ("E401", lambda: UNET.compare("unett"), "did you mean `unet`?"),
    ("E420", lambda: UNET.compare(UNET, nets="ab"), "`nets` takes two names"),
    ("E420", lambda: UNET.sweep("w=1:9"), "`over` takes a dictionary"),
    ("E513", lambda: UNET.sweep({"w": "9:1"}), "runs backwards"),
    ("E420", lambda: UNET.sweep({"w": 3}), "`over` takes a list of numbers"),
    ("E515", lambda: UNET.sweep({"w": [8, 9]}).write("grid.xlsx"), "a grid is not written as `.xlsx`"),
    ("E420", lambda: UNET.macros(prefix="2"), "letters that can begin a name of TeX"),
    ("E420", lambda: UNET.draw().to("gif"), "`format` takes one of `svg`"),
    ("E420", lambda: symcount.models(3), "`words` takes a text"),  # type: ignore[arg-type]
]


@pytest.mark.parametrize(("code", "question", "words"), MISTAKES, ids=[f"{c} {w}" for c, _, w in MISTAKES])
def test_a_mistake_is_a_problem_in_the_words_of_python(code: str, question: Question, words: str) -> None:
    with pytest.raises(symcount.Problem) as caught:
        question()
    assert [d.code for d in caught.value.diagnostics if d.is_error] == [code]
    said = str(caught.value)
    assert words in said
    assert "--" not in said, "an option of the command line"
    assert said.startswith(f"error[{code}]: ")


W = Symbol("w")
GIVEN: list[tuple[dict[str, Any], int]] = [
    ({"w": np.int64(64)}, 64),
    ({"w": np.float64(64)}, 64),
    ({"w": sympy.Integer(64)}, 64),
    ({"w": sympy.Rational(128, 2)}, 64),
    ({"w": Decimal("64")}, 64),
    ({"w": "2^6"}, 64),
    ({"set": {W: 64}}, 64),
    ({"w": 64, "norm": np.bool_(True)}, 64),
]


@pytest.mark.parametrize(("given", "w"), GIVEN, ids=str)
def test_numbers_of_other_packages_are_numbers(given: dict[str, Any], w: int) -> None:
    assert UNET.count(**given).parameters == 7574 * w**2 + 302 * w + 2


@pytest.mark.parametrize("keep", [W, [W], ["w", W], (w for w in (W,)), sympy.symbols("w C_in")[:1]], ids=str)
def test_a_symbol_of_sympy_is_its_name(keep: Any) -> None:
    found = UNET.count(keep=keep)
    assert found.closed_form == 7574 * W**2 + 302 * W + 2
    assert found.function(W)(32) == 7_765_442


WORDS = [
    ("choose one with --net NAME", 'choose one with net="NAME"'),
    ("give it one: --set w=…", "give it one: w=…"),
    ("give it one: --set w=…, or sweep it too: --over w=…", 'give it one: w=…, or sweep it too: "w": "…"'),
    ("e.g. --multiplier alpha --round divisible:8", 'e.g. multiplier="alpha", rounding="divisible:8"'),
    ("leave `w` out of --keep, so that it", "leave `w` out of keep=, so that it"),
    ("multiples of 8 are whole: --over w=8:64:8", 'multiples of 8 are whole: "w": "8:64:8"'),
    ("nothing -- to say", "nothing -- to say"),
]


@pytest.mark.parametrize(("text", "spoken"), WORDS)
def test_the_words_of_python(text: str, spoken: str) -> None:
    assert python_words(text) == spoken
