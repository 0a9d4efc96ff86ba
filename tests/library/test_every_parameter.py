"""A sample of `tests/every_parameter.py`: no answer about a parameter of a shipped network that `count` contradicts."""

from __future__ import annotations

from random import Random

import pytest

pytest.importorskip("numpy", reason="the extra `sweep` is not installed")

from symcount import load
from symcount.network.catalogue import shipped_models
from tests import every_parameter
from tests.every_parameter import Asked, Report, examine, parameters
from tests.support import model

FOUND = [("alexnet", "g"), ("fcn_vgg16", "stride"), ("mixtral", "h"), ("vgg", "depth")]
"""Of which something wrong was said."""


def sample(seed: str, number: int) -> list[Asked]:
    """So many parameters, each of another file."""
    random = Random(seed)
    return [random.choice(list(parameters(file))) for file in random.sample(shipped_models(), number)]


def test_a_sample_of_parameters() -> None:
    """What is wrong is shown with its command: `python -m tests.every_parameter` asks about all."""
    asked = [*sample("sample", 10), *(a for file, name in FOUND for a in parameters(file, [name]))]
    report = examine(asked, Report())
    assert not report.violations, report.figures
    assert report.parameters == 10 + len(FOUND)
    assert report.points > 500
    assert report.limits >= 8
    assert report.answers >= 3 * 10


# ---- it sees what it looks for ---------------------------------------------------------------


@pytest.fixture
def asked() -> Asked:
    text = "net N(w = 4) { out input(3, 9, 9) -> conv(2*w, 3) -> conv(w, 3) }"
    return Asked("t.arch", "", "w", 4, model(text))


def test_a_halved_count_is_a_violation_of_each_command(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    right = Asked.truth

    def halved(asked: Asked, at: int) -> int | str:
        count = right(asked, at)
        return count // 2 if isinstance(count, int) and at == 8 else count

    monkeypatch.setattr(Asked, "truth", halved)
    said = "\n".join(examine([asked], Report()).violations)
    for command in ("sweep t.arch --over w=", "scale t.arch --by w", "solve t.arch --for w --params"):
        assert command in said


def test_a_refusal_with_another_code_is_a_violation(asked: Asked) -> None:
    asked.truths[0] = "E999"
    (violation,) = examine([asked], Report()).violations
    assert "at 0 E207, not E999" in violation


def test_what_is_slow_is_a_violation(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(every_parameter, "MOST_SECONDS", 0.0)
    assert len(examine([asked], Report()).violations) == 3


def test_which_values() -> None:
    def values(file: str, name: str) -> list[object]:
        return next(iter(parameters(file, [name]))).values  # type: ignore[return-value]

    assert {str(at) for at in values("regnet", "wm")} >= {"-1", "0", "209/100", "861/400"}
    assert values("gpt2", "L")[:3] == [-8, -7, -6]
    assert {str(at) for at in values("mobilenet_v2", "alpha")} >= {"-1/4", "0", "1/16", "33/16", "9/4"}


def test_each_net_of_a_file_is_asked_about() -> None:
    assert {asked.net for asked in parameters("lora")} == {net.name for net in load("lora").model.scope.nets}
