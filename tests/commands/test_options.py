"""Each option of each command is tried: with it, something else is written than without it."""

from __future__ import annotations

import shlex
import time
from pathlib import Path
from typing import NamedTuple

import click
import pytest

pytest.importorskip("matplotlib", reason="NOT RUN: matplotlib is missing, pip install 'symcount[plot]'")
pytest.importorskip("numpy", reason="NOT RUN: numpy is missing, pip install 'symcount[sweep]'")
from symcount.cli import COMMANDS, cli
from tests.support import ROOT, command

HERE = Path(__file__).relative_to(ROOT).as_posix()
TEXT = """
net N(w = 4, c = 3, classes = 10, k = 1) {
  out input(c, 9) -> conv(w, 3) @ "A" -> bn -> lstm(2*w) -> gap -> linear(classes) -> linear(3*5^k)
  variant Wide(w = 8, classes = 20)
}
"""
LINES = {
    "derive": "n.arch",
    "count": "n.arch",
    "check": "n.arch",
    "layers": "",
    "models": "",
    "format": "n.arch",
    "show": "n.arch",
    "explain": "E204",
    "help": "count",
    "completion": "bash",
    "draw": "n.arch",
    "macros": "n.arch",
    "watch": "n.arch -o watched",
    "scale": "n.arch --by w",
    "solve": "n.arch --for w --params 1M",
    "compare": "n.arch --against w=3",
    "sweep": "n.arch --over w=1:3 -o grid.csv",
}
"""A line of each command, to which its options are added."""


class Trial(NamedTuple):
    """What is added to the line of a command, and some text that is written only with it."""

    words: str
    shows: str = ""
    beside: str = ""
    """What is added both times, so that the option means something."""
    idle: bool = False
    """Whether it changes nothing: a command takes it with the other shared ones."""


SHARED = {
    "--multiplier": Trial("--multiplier m"),
    "--round": Trial("--round divisible:8", beside="--multiplier m"),
    "--convention": Trial("--convention keras"),
    "--view": Trial("--view buffers"),
    "--net": Trial("--net Wide"),
    "--set": Trial("--set c=5"),
    "--keep": Trial("--keep w,c"),
    "--quiet": Trial("--quiet", idle=True),
}
"""The options of `options.request_options`, which every command takes that has a network, and those of every command."""

TRIALS = {
    "derive --keep": Trial("--keep none"),
    "derive --factoring": Trial("--factoring layers"),
    "derive --format": Trial("--format typst", "$"),
    "derive --show": Trial("--show full", "What a layer owns"),
    "derive --lang": Trial("--lang zh"),
    "derive --line-width": Trial("--line-width 100pt"),
    "derive --digits": Trial("--digits comma", "{,}", beside="--set w=64"),
    "derive --times": Trial("--times dot", "3 \\cdot c"),
    "derive --names": Trial("--names italic", "\\mathit{classes}"),
    "derive --notation": Trial("--notation w='\\omega'", "\\omega"),
    "derive --numbered": Trial("--numbered", "\\begin{align}"),
    "derive --labels": Trial("--labels eq:", "\\label{eq:"),
    "derive --underbrace": Trial("--underbrace", "\\underbrace"),
    "derive --form": Trial("--form stages"),
    "derive --collect": Trial("--collect w", "(3c + "),
    "derive --output": Trial("--output other.tex", "other.tex"),
    "count --by": Trial("--by kind", "lstm_layer"),
    "count --format": Trial("--format json", '"groups"'),
    "check --library": Trial("--library", "layers.arch"),
    "check --against": Trial("--against table.csv", "printed"),
    "check --format": Trial("--format json", '"rows"', beside="--against table.csv"),
    "check --quiet": Trial("--quiet"),
    "format --quiet": Trial("--quiet", beside="--check"),
    "show --format": Trial("--format json", "[]"),
    "format --format": Trial("--format json", "[]"),
    "macros --format": Trial("--format json", "[]"),
    "sweep --format": Trial("--format sarif", "2.1.0"),
    "layers --format": Trial("--format json", '"caption"'),
    "models --format": Trial("--format json", '"name"'),
    "models --filter": Trial("--filter bert"),
    "models --output": Trial("--output other.csv", "other.csv: name,"),
    "layers --output": Trial("--output other.csv", "other.csv: layer,"),
    "count --output": Trial("--output other.csv", "other.csv: group,"),
    "format --in-place": Trial("--in-place", "written"),
    "format --check": Trial("--check", "not in canonical form"),
    "format --diff": Trial("--diff", "@@ -1,"),
    "show --stage": Trial("--stage tree", "Net name=N"),
    "draw --format": Trial("--format tikz", "tikzpicture"),
    "draw --output": Trial("--output other.svg", "other.svg"),
    "macros --keep": Trial("--keep none"),
    "macros --prefix": Trial("--prefix Mine", "\\MineParams"),
    "macros --digits": Trial("--digits plain", beside="--set w=64"),
    "macros --names": Trial("--names italic"),
    "macros --notation": Trial("--notation w='\\omega'", "\\omega"),
    "macros --output": Trial("--output other.tex", "other.tex"),
    "macros --check": Trial("--check", "E416", beside="-o other.tex"),
    "watch --format": Trial("--format typst"),
    "watch --output": Trial("--output other.tex", "other.tex"),
    "scale --by": Trial("--by w,c"),
    "scale --from": Trial("--from 2 --to 9"),
    "scale --to": Trial("--to 9 --from 2"),
    "scale --steps": Trial("--steps 3"),
    "scale --format": Trial("--format csv", "w,parameters,"),
    "scale --plot": Trial("--plot other.svg", "other.svg"),
    "scale --output": Trial("--output other.txt", "other.txt"),
    "solve --keep": Trial("--keep w,c", "leave out --keep"),
    "solve --like": Trial("--like n.arch:Wide", "as many as n.arch:Wide has"),
    "solve --multiple-of": Trial("--multiple-of 7", "w is a multiple of 7"),
    "solve --for": Trial("--for c"),
    "solve --params": Trial("--params 2M", "2,000,000"),
    "solve --format": Trial("--format json", '"budget"'),
    "solve --output": Trial("--output other.txt", "other.txt"),
    "compare --keep": Trial("--keep none"),
    "compare --set": Trial("--set c=5", beside="--keep none"),
    "compare --against": Trial("--against c=5", "c = 5"),
    "compare --format": Trial("--format json", '"difference"'),
    "compare --output": Trial("--output other.txt", "other.txt"),
    "sweep --multiplier": Trial("--multiplier m --over m=1:2", "w,m,parameters"),
    "sweep --round": Trial("--round divisible:8", beside="--multiplier m --over m=1:2"),
    "sweep --keep": Trial("--keep w", "leave out --keep"),
    "sweep --over": Trial("--over c=1:2", ",c,"),
    "sweep --output": Trial("--output second.csv", "second.csv"),
    "sweep --restart": Trial("--restart", "w,parameters", beside="-o other.csv"),
}
"""By command and option; these go before SHARED."""


OPTIONS = [
    (name, parameter.opts[0] if parameter.opts[0].startswith("--") else parameter.opts[-1])
    for name in COMMANDS
    for parameter in getattr(cli.get_command(click.Context(cli), name), "params", [])
    if isinstance(parameter, click.Option)
]
"""Each command with each of its options, as click knows them."""


def written(folder: Path, words: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """All that a command writes in a folder of its own: on the screen and in files."""
    folder.mkdir()
    monkeypatch.chdir(folder)
    (folder / "n.arch").write_text(TEXT, encoding="utf-8")
    (folder / "table.csv").write_text("network,parameters\nlenet5,1\n", encoding="utf-8")
    (folder / "other.csv.part").mkdir()
    (folder / "other.csv.part/sweep.json").write_text('{"symcount sweep": "of another grid"}', encoding="utf-8")
    done = command(*shlex.split(words))
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    texts = [f"{path.relative_to(folder)}: {path.read_bytes().decode(errors='replace')}" for path in files]
    lines = "\n".join([done.out, done.err, *texts]).splitlines()
    return "\n".join(line for line in lines if not line.startswith("%   symcount macros"))  # it names every option


@pytest.mark.parametrize(("name", "option"), OPTIONS, ids=lambda text: text)
def test_an_option_changes_what_is_written(
    name: str, option: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = TRIALS.get(f"{name} {option}", SHARED.get(option))
    advice = f'`symcount {name}` has an option that no test tries: add a row `"{name} {option}": Trial(…)` to TRIALS'
    assert row is not None, f"{advice} in {HERE}"
    assert option in shlex.split(row.words)
    monkeypatch.setattr("symcount.watching.changes", lambda files: iter([[]]))
    monkeypatch.setattr("symcount.commands.check.shipped_models", lambda: ())
    monkeypatch.setattr(time, "strftime", lambda form: "12:00:00")
    without = written(tmp_path / "without", f"{name} {LINES[name]} {row.beside}", monkeypatch)
    with_it = written(tmp_path / "with", f"{name} {LINES[name]} {row.beside} {row.words}", monkeypatch)
    assert "\nError: " not in without
    assert row.shows or "\nError: " not in with_it
    assert (with_it == without) == row.idle, f"{option} changes {'something' if row.idle else 'nothing'}: see {HERE}"
    assert row.shows in with_it
    assert not row.shows or row.shows not in without


def test_every_row_is_of_an_option() -> None:
    """What is no option any longer needs no row."""
    assert set(LINES) == set(COMMANDS)
    assert [row for row in TRIALS if tuple(row.split(" ")) not in OPTIONS] == []
    assert SHARED.keys() <= {option for _, option in OPTIONS}
