"""A sample of `tests/fuzz.py` and of `tests/random_networks.py`: what fails is known, and what is known still fails."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from symcount.cli import COMMANDS
from tests import fuzz
from tests.fuzz import Answer, Found, Input, answer, input_of
from tests.language.random_texts import mutated, written
from tests.network.random_steps import network
from tests.random_networks import CHECKS, Case, Report, examine
from tests.support import Result

KNOWN_FAILURES: dict[str, str] = {}
"""Signatures that the sample of the fuzzer shows, and why. What is mended is taken out."""

KNOWN_VIOLATIONS: dict[str, str] = {}
"""The same for the sample of random networks."""


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Found:
    return fuzz.fuzz("sample", range(100), tmp_path_factory.mktemp("fuzz"))


def test_what_the_fuzzer_finds_is_known(sample: Found) -> None:
    """A new signature is a defect: `python tests/fuzz.py --seed sample --only NUMBER` shows its input."""
    assert sample.failed.keys() == KNOWN_FAILURES.keys(), sample.figures


def test_the_fuzzer_meets_every_command_and_most_of_its_inputs_are_networks(sample: Found) -> None:
    assert sample.commands.keys() == COMMANDS.keys(), sample.figures
    assert sample.share_of_status_0 >= 0.4, sample.figures


def test_random_networks() -> None:
    """A new signature is a defect: `python -m tests.random_networks --seed sample --only NUMBER` shows the network."""
    report = examine("sample", range(8), Report())
    assert report.violated.keys() == KNOWN_VIOLATIONS.keys(), report.figures
    assert all(report.held[name] for name in CHECKS), report.figures


# ---- they see what they look for -------------------------------------------------------------


def test_inputs_come_from_the_seed() -> None:
    assert input_of("a", 7) == input_of("a", 7) != input_of("b", 7)
    assert network(Random("a")).written() == network(Random("a")).written()
    assert mutated(Random(1), written(Random(2)).text) == mutated(Random(1), written(Random(2)).text)


SEEN = [
    (Result(0, "a\x1b[31mb", ""), ["count: raw control character on standard output"]),
    (Result(1, "", "\u202e"), ["count: raw control character on standard error"]),
    (Result(3, "", ""), ["count: status 3"]),
    (Result(1, "", "symcount found a defect of its own, so it prints nothing: w = 12"), ["unproved: symcount found a"]),
    (Result(0, "a · b\n", "a picture\n"), []),
]


@pytest.mark.parametrize(("result", "signatures"), SEEN)
def test_what_is_wrong_with_an_answer(
    result: Result, signatures: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fuzz, "command", lambda *words: result)
    answered = answer(Input("", ("count", "FILE")), tmp_path)
    found = [failure.signature for failure in answered.failures]
    assert len(found) == len(signatures)
    assert all(seen.startswith(wanted) for seen, wanted in zip(found, signatures, strict=True))


def raising(*words: str) -> Result:
    raise ZeroDivisionError(*words)


def endless(*words: str) -> Result:
    while True:
        pass


def test_a_traceback_is_a_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fuzz, "command", raising)
    answered = answer(Input("", ("count", "FILE")), tmp_path)
    assert answered.status is None
    assert answered.failures[0].signature.startswith("ZeroDivisionError in ")


def test_what_does_not_end_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fuzz, "command", endless)
    monkeypatch.setattr(fuzz, "STOPPED_AFTER", 0.05)
    answered = answer(Input("", ("count", "FILE")), tmp_path)
    assert [failure.signature for failure in answered.failures] == ["count: over 5 s"]


def test_each_distinct_failure_is_written_once(tmp_path: Path) -> None:
    found, asked = Found(), Input("net N {}", ("count", "FILE"))
    for number in (3, 5):
        found.add(number, asked, Answer(None, (fuzz.Failure("KeyError in a/b.py:f", "…"),)))
    fuzz.write(found, tmp_path / "out", "1")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "00-KeyError-in-a-b-py-f.arch",
        "00-KeyError-in-a-b-py-f.txt",
    ]
    assert "seed 1, input 3\n$ symcount count FILE" in (tmp_path / "out" / "00-KeyError-in-a-b-py-f.txt").read_text()


def test_a_wrong_count_is_a_violation(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Case, "wanted", lambda case, values: 1)
    monkeypatch.setattr("tests.random_networks.CHECKS", {"count": CHECKS["count"]})
    assert "count: another number" in examine("sample", range(1), Report()).violated
