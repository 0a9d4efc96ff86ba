"""Mistakes for other programs: JSON, GitHub's annotations and SARIF, of every command that reads a file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from symcount.reports import REPORTS
from tests.support import Result, command, process

TEXT = """# two mistakes
net N(w = 4) {
  out input(3, 8, 8) -> conf(w, 3)
    -> lineer(10)
}
"""
GOOD = "net N(w = 4) {\n  out input(3, 8, 8) -> conv(w, 3)\n}\n"
READERS = {
    "derive": "",
    "count": "",
    "check": "",
    "show": "",
    "draw": "",
    "macros": "",
    "scale": "--by w",
    "solve": "--for w --params 1K",
    "compare": "--against w=2",
    "sweep": "--over w=1:2 -o grid.csv",
}
"""Every command that builds networks, and what it needs besides FILE."""
ONE = ("sweep",)
"""It asks for networks at many values, and ends with the first mistake."""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("bad.arch").write_text(TEXT, encoding="utf-8")
    Path("good.arch").write_text(GOOD, encoding="utf-8")
    return tmp_path


def run(name: str, file: str, format: str) -> Result:
    if name == "sweep":
        pytest.importorskip("numpy")
    return command(name, file, *READERS[name].split(), "--format", format)


@pytest.mark.parametrize("name", READERS)
def test_json(name: str) -> None:
    done = run(name, "bad.arch", "json")
    assert (done.status, done.err) == (1, "")
    first, *more = json.loads(done.out)
    assert first == {
        "code": "E201",
        "severity": "error",
        "message": "`conf` is unknown",
        "filename": "bad.arch",
        "location": {"row": 3, "column": 25},
        "end_location": {"row": 3, "column": 29},
        "label": "no layer, block or function of that name",
        "related": [],
        "notes": [],
        "help": ["did you mean `conv`?"],
    }
    assert [found["location"] for found in more] == [{"row": 4, "column": 8}] * (name not in ONE)


@pytest.mark.parametrize("name", READERS)
def test_github(name: str) -> None:
    done = run(name, "bad.arch", "github")
    assert (done.status, done.err) == (1, "")
    lines = [
        "::error title=symcount (E201),file=bad.arch,line=3,col=25,endLine=3,endColumn=29::`conf` is unknown"
        "%0Abad.arch:3:25: no layer, block or function of that name%0Ahelp: did you mean `conv`?",
        "::error title=symcount (E201),file=bad.arch,line=4,col=8,endLine=4,endColumn=14::`lineer` is unknown"
        "%0Abad.arch:4:8: no layer, block or function of that name%0Ahelp: did you mean `linear`?",
    ]
    assert done.out.splitlines() == (lines[:1] if name in ONE else lines)


@pytest.mark.parametrize("name", READERS)
def test_sarif(name: str) -> None:
    done = run(name, "bad.arch", "sarif")
    assert (done.status, done.err) == (1, "")
    log = json.loads(done.out)
    (one,) = log["runs"]
    assert (log["version"], one["tool"]["driver"]["name"]) == ("2.1.0", "symcount")
    assert [rule["id"] for rule in one["tool"]["driver"]["rules"]] == ["E201"]
    place = one["results"][0]["locations"][0]["physicalLocation"]
    assert place == {
        "artifactLocation": {"uri": "bad.arch"},
        "region": {"startLine": 3, "startColumn": 25, "endLine": 3, "endColumn": 29},
    }


EMPTY = {"github": "", "json": "[]\n"}


@pytest.mark.parametrize("format", EMPTY)
@pytest.mark.parametrize("name", ["check", "show", "macros"])
def test_a_report_of_nothing(name: str, format: str) -> None:
    done = run(name, "good.arch", format)
    assert (done.status, done.out, done.err) == (0, EMPTY[format], "")


def test_a_result_as_json_is_the_result() -> None:
    assert json.loads(command("count", "good.arch", "-f", "json").out)["parameters"] == 112


def test_a_report_leaves_the_result_to_a_file() -> None:
    done = command("draw", "good.arch", "--format", "sarif", "-o", "x.svg")
    assert (done.status, json.loads(done.out)["runs"][0]["results"]) == (0, [])
    assert Path("x.svg").read_text(encoding="utf-8").startswith("<svg")


@pytest.mark.parametrize("order", [("--keep", "x", "-f", "json"), ("-f", "json", "--keep", "x")])
def test_a_mistake_in_an_option_is_reported(order: tuple[str, ...]) -> None:
    done = command("count", "good.arch", *order)
    (found,) = json.loads(done.out)
    assert (done.status, found["code"], found["filename"], done.err) == (1, "E405", None, "")


def test_warnings_are_reported_too() -> None:
    Path("w.arch").write_text('net N { out input(8, 4, 4) -> relu @ "X" }', encoding="utf-8")
    assert json.loads(command("derive", "w.arch", "-f", "sarif").out)["runs"][0]["results"][0]["level"] == "warning"
    assert command("count", "w.arch", "--quiet").err == ""
    assert "W502" in command("count", "w.arch").err


def test_what_a_report_has_to_escape() -> None:
    Path("a, b%.arch").write_text("net N { out input(3, 8, 8) -> f\u202e(4, 3) }", encoding="utf-8")
    done = command("count", "a, b%.arch", "-f", "github")
    assert ",file=a%2C b%25.arch," in done.out
    assert "\u202e" not in done.out
    assert "\u202e" not in command("count", "a, b%.arch", "-f", "json").out
    assert '"a%2C%20b%25.arch"' in command("count", "a, b%.arch", "-f", "sarif").out


def test_every_report_is_an_option() -> None:
    for name in READERS:
        text = command(name, "--help").out
        assert [report for report in REPORTS if report not in text] == []


def test_a_table_is_reported_by_its_lines() -> None:
    Path("table.csv").write_text("model,params\nresnet50,25.6M\nunet,1M\nnothing,2M\n", encoding="utf-8")
    done = command("check", "--against", "table.csv", "-f", "github")
    assert done.status == 1
    assert [line[: line.index("::", 2)] for line in done.out.splitlines()] == [
        "::error title=symcount (E311),file=table.csv,line=3,col=1,endLine=3,endColumn=8",
        "::error title=symcount (E417),file=table.csv,line=4,col=1,endLine=4,endColumn=11",
    ]


def test_a_process_prints_it_too() -> None:
    done = process("count", "bad.arch", "-f", "json", cwd=Path.cwd())
    assert (done.status, len(json.loads(done.out)), done.err) == (1, 2, "")
