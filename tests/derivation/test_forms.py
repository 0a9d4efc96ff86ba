"""Other forms of a closed form: each is a step that is proved, and a false one is refused."""

from __future__ import annotations

import pytest
import sympy

import symcount
from symcount.algebra.formula import Factor, Number, Symbol
from symcount.algebra.notations.unicode import plain
from symcount.algebra.proof import Unproved
from symcount.algebra.symbolic import expression
from symcount.derivation import forms, steps

UNET = [
    ("expanded", None, "7574w² + 302w + 2"),
    ("collected", "w", "7574w² + 302w + 2"),
    ("factored", None, "2(3787w² + 151w + 1)"),
    ("horner", "w", "(7574w + 302)w + 2"),
    ("named", "w", "a₂w² + a₁w + a₀"),
]
GPT2 = [
    ("collected", "d", "12Ld² + (V + T + 13L + 2)d"),
    ("collected", "L", "(12d² + 13d)L + (Vd + Td + 2d)"),
    ("factored", None, "d(12Ld + V + T + 13L + 2)"),
    ("horner", "d", "(12Ld + V + T + 13L + 2)d"),
    ("named", "d", "a₂d² + a₁d"),
]
CASES = [("unet", "w", *row) for row in UNET] + [("gpt2", "all", *row) for row in GPT2]


@pytest.mark.parametrize(("file", "keep", "name", "symbol", "expected"), CASES)
def test_a_form_is_a_step_with_a_reason(file: str, keep: str, name: str, symbol: str | None, expected: str) -> None:
    total = symcount.load(file).derive(keep=keep, form=name, collect=symbol).derivation.total
    step = next(s for s in total.steps if s.name == name)
    assert plain(step.tree) == expected
    assert step.why == forms.FORMS[name].why
    before = total.steps[[s.name for s in total.steps].index(name) - 1]
    spelled = expression(step.tree).subs({n: expression(t) for n, t in step.where})
    assert sympy.expand(expression(before.tree) - spelled) == 0


def test_by_stages() -> None:
    total = symcount.load("unet").derive(keep="w", form="stages").derivation.total
    step = next(s for s in total.steps if s.name == "stages")
    assert plain(step.tree).startswith("(36w² + 15w + 2) + (162w² + 8w) + ")


def test_named_coefficients_are_given() -> None:
    total = symcount.load("gpt2").derive(form="named", collect="d").derivation.total
    step = next(s for s in total.steps if s.name == "named")
    assert [(n, plain(t)) for n, t in step.where] == [("a_2", "12L"), ("a_1", "V + T + 13L + 2")]


def test_a_false_form_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    false = forms.Form(lambda closed, symbol, order: forms.Formed(Factor(Symbol("w"))), "wrong", False)
    monkeypatch.setitem(forms.FORMS, "false", false)
    network = symcount.load("unet").derive(keep="w").derivation.network
    with pytest.raises(Unproved):
        steps.derive(network, form_name="false")


def test_a_named_coefficient_that_is_wrong_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    right = forms.FORMS["named"]

    def wrong(closed: object, symbol: str, order: tuple[str, ...]) -> forms.Formed:
        made = right.make(closed, symbol, order)
        return forms.Formed(made.tree, (*made.where[:-1], (made.where[-1][0], Number(3))))

    monkeypatch.setitem(forms.FORMS, "named", forms.Form(wrong, "wrong", True))
    network = symcount.load("unet").derive(keep="w").derivation.network
    with pytest.raises(Unproved):
        steps.derive(network, form_name="named", collect="w")
