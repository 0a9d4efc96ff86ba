"""What `scale`, `solve` and `compare` write as JSON and CSV, key by key; the counts are by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support import command

# A has 3w + w parameters, B has L w²; R has 2 ⌊10w⌉_8
TEXT = """net N(w = 4, L = 2) {
  again() = conv(C_i, 1, bias = off)
  out input(3, 9, 9) -> conv(w, 1) @ "A" -> L * again() @ "B"
}
net R(w = 1) { out input(1) -> linear(divisible(10*w)) }
"""


@pytest.fixture(autouse=True)
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("t.arch").write_text(TEXT, encoding="utf-8")


def said(*arguments: str) -> str:
    done = command(*arguments)
    assert (done.status, done.err) == (0, "")
    return done.out


def data(*arguments: str) -> Any:
    return json.loads(said(*arguments, "--format", "json"))


SCALE = ("scale", "t.arch", "--net", "N", "--from", "1/2", "--to", "4", "--steps", "2", "--by")


def part(label: str, form: str, degree: int, leading: int, share: float | None) -> dict[str, Any]:
    numbers = {"degree": degree, "leading": leading, "limit_share": share}
    return {"label": label, "exact": form, "polynomial": form, **numbers}


def test_growth_as_data() -> None:
    one = {"at": 1, "parameters": 6, "ideal": 6, "gap": 0.0, "exponent": 8 / 6, "doubling": 16 / 6}
    four = {"at": 4, "parameters": 48, "ideal": 48, "gap": 0.0, "exponent": 5 / 3, "doubling": 160 / 48}
    expected = {
        "network": "N",
        "bindings": {"w": 4, "L": 2},
        "symbol": "w",
        "polynomial_at_value": "2*w**2 + 4*w",
        "limit_from": 1,
        "no_limit": "",
        "total": part("total", "2*w**2 + 4*w", 2, 2, None),
        "exponent": "(4*w**2 + 4*w)/(2*w**2 + 4*w)",
        "stages": [part("A", "4*w", 1, 4, 0.0), part("B", "2*w**2", 2, 2, 1.0)],
        "dropped": [],
        "table": [
            {**one, "shares": {"A": 2 / 3, "B": 1 / 3}, "why": None},
            {**four, "shares": {"A": 1 / 3, "B": 2 / 3}, "why": None},
        ],
        "level": None,
    }
    assert data(*SCALE, "w") == expected
    assert said(*SCALE, "w", "--format", "csv").splitlines() == [
        "w,parameters,ideal,gap,exponent,doubling,share A,share B",
        f"1,6,6,0.0,{8 / 6},{16 / 6},{2 / 3},{1 / 3}",
        f"4,48,48,0.0,{5 / 3},{160 / 48},{1 / 3},{2 / 3}",
    ]
    assert data(*SCALE, "w,L")["level"] == {
        "symbol": "w",
        "other": "L",
        "parameters": 48,
        "formula": "(48 - 4*w)/w**2",
        "table": [
            {"at": 1, "other": 44, "whole": 44, "parameters": 48},
            {"at": 4, "other": 2, "whole": 2, "parameters": 48},
        ],
    }


def test_solutions_as_data() -> None:
    solve = ("solve", "t.arch", "--for", "w", "--params", "40", "--params", "3", "--net")
    included = {"from_included": True, "to_included": False}
    answer = data(*solve, "N")
    assert (answer["symbol"], answer["step"]) == ("w", 1)
    exact = {"exact": "-1 + sqrt(21)", "latex": "-1 + \\sqrt{21}", "decimal": pytest.approx(21**0.5 - 1)}
    assert answer["solutions"][0] == {
        "budget": 40,
        "equation": "2*w**2 + 4*w",
        "dropped": [],
        "roots": [exact],
        "best": {"from": 3, "to": None, **included, "parameters": 30, "unbounded": False},
        "next": {"from": 4, "to": None, **included, "parameters": 48, "unbounded": False},
        "unsearched": [],
        "like": None,
    }
    rounded = data(*solve, "R")["solutions"][1]
    ends = {"from": 0, "to": "8/9", "from_included": False, "to_included": True, "unbounded": False}
    assert (rounded["best"], rounded["next"]) == (None, {**ends, "parameters": 16})
    rows = ["budget,w,to,parameters,root", "40,8/9,16/9,32,2.0", "3,,,,0.15"]
    assert said(*solve, "R", "--format", "csv").splitlines() == rows


def test_a_comparison_as_data() -> None:
    compare = ("compare", "t.arch", "--net", "N", "--set", "L=1", "--against", "L=2")
    same = {"label": "A", "left": "4*w", "right": "4*w", "difference": 0, "ratio": 1}
    same |= {"values": [16, 16], "value_difference": 0}
    twice = {"label": "B", "left": "w**2", "right": "2*w**2", "difference": "-w**2", "ratio": "1/2"}
    twice |= {"values": [16, 32], "value_difference": -16}
    assert data(*compare) == {
        "left": {"name": "L = 1", "network": "N", "bindings": {"w": 4, "L": 1}},
        "right": {"name": "L = 2", "network": "N", "bindings": {"w": 4, "L": 2}},
        "symbols": ["w"],
        "total": {
            "label": "total",
            "left": "w**2 + 4*w",
            "right": "2*w**2 + 4*w",
            "difference": "-w**2",
            "ratio": "(w + 4)/(2*w + 4)",
            "values": [32, 48],
            "value_difference": -16,
        },
        "stages": [same, twice],
        "only_left": [],
        "only_right": [],
        "crossings": [],
        "alone": {},
        "differing": {},
        "values": [32, 48],
        "value_difference": -16,
    }
    rows = said(*compare, "--format", "csv").splitlines()
    assert rows[0] == ",L = 1,L = 2,difference,ratio,L = 1 at values,L = 2 at values,difference at values"
    assert rows[2] == "B,w**2,2*w**2,'-w**2,1/2,16,32,-16"
