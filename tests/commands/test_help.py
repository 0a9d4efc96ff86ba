"""Help pages and completion: nothing is cut, examples run, and a shell is offered networks, files and options."""

from __future__ import annotations

import shlex
from pathlib import Path

import click
import pytest

from symcount.cli import COMMANDS, GROUPS, cli
from symcount.completion import completed
from tests.support import command, process

PAGES = [[], *([name] for name in COMMANDS)]
EXAMPLES = [
    (name, line)
    for name in COMMANDS
    for line in (getattr(cli.get_command(click.Context(cli), name), "epilog", None) or "").splitlines()
]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: " ".join(page) or "symcount")
def test_a_page_fits_a_terminal(page: list[str]) -> None:
    text = process(*page, "--help", COLUMNS="80").out
    assert [line for line in text.splitlines() if len(line) > 80] == []
    assert [line for line in text.splitlines() if line.endswith(("...", "…")) and "Usage:" not in line] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_a_page_has_an_example_and_the_common_options_before_the_rare(name: str) -> None:
    text = command(name, "-h").out
    assert f"\n  symcount {name}" in text
    titles = [line for line in text.splitlines() if line.endswith(":") and not line.startswith(" ")]
    order = ["Options:", "What is counted:", "How it is written:", "Always:", "Example:", "Examples:"]
    assert titles == sorted(titles, key=order.index)
    for early, late in [("--set", "--multiplier"), ("--keep", "--convention"), ("--format", "--round")]:
        assert late not in text or text.index(early) < text.index(late)
    assert command("help", name).out == text


def test_the_groups_hold_every_command_once() -> None:
    assert sorted(name for group in GROUPS.values() for name in group) == sorted(COMMANDS)
    text = command("--help").out
    assert [title for title in GROUPS if f"\n{title}:\n" not in text] == []


@pytest.mark.parametrize(("name", "line"), EXAMPLES, ids=lambda text: text)
def test_the_examples_run(name: str, line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for extra, words in {"matplotlib": "--plot", "numpy": "sweep", "typst": ".png"}.items():
        if words in line:
            pytest.importorskip(extra)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("symcount.watching.changes", lambda files: iter([[]]))
    Path("nets").mkdir()
    for path in ("net.arch", "nets/net.arch"):
        Path(path).write_text("net N(w = 4) {\n  out input(3, 8, 8) -> conv(w, 3)\n}\n", encoding="utf-8")
    Path("table.csv").write_text("model,params\nresnet50,25.6M\n", encoding="utf-8")
    words = shlex.split(line.partition(" >> ")[0])
    assert words[:2] == ["symcount", name]
    done = command(*words[1:])
    assert done.status == 0, done.err


# ---- completion --------------------------------------------------------------------------


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("nets").mkdir()
    Path("unnamed.arch").write_text("net One { }\nnet Two {\n  variant two_b(w = 2)\n}\n", encoding="utf-8")
    Path("unread.txt").write_text("", encoding="utf-8")


TYPED = {
    "une": ["unet", "unet_32", "unet_32_bilinear", "unet_64"],
    "un": ["unnamed.arch", "unet", "unet_32", "unet_32_bilinear", "unet_64"],
    "ne": ["nets/"],
    "unnamed.arch:": ["unnamed.arch:One", "unnamed.arch:Two", "unnamed.arch:two_b"],
    "unnamed.arch:T": ["unnamed.arch:Two"],
    "blocks": ["blocks.arch"],
}


@pytest.mark.usefixtures("files")
@pytest.mark.parametrize("typed", TYPED)
def test_what_is_offered_for_a_file(typed: str) -> None:
    assert [item.value for item in completed(typed)] == TYPED[typed]


@pytest.mark.usefixtures("files")
def test_where_nothing_fits_the_shell_offers_its_own_files() -> None:
    assert [(item.value, item.type) for item in completed("unr")] == [("unr", "file")]


WORDS = [
    ("symcount count unet_6", 2, "plain,unet_64"),
    ("symcount cou", 1, "plain,count"),
    ("symcount count unet --conv", 3, "plain,--convention"),
    ("symcount count unet --by la", 4, "plain,label\nplain,layer"),
    ("symcount compare unet unet_6", 3, "plain,unet_64"),
    ("symcount completion f", 2, "plain,fish"),
]


@pytest.mark.parametrize(("words", "place", "offered"), WORDS, ids=lambda x: str(x))
def test_a_shell_asks(words: str, place: int, offered: str) -> None:
    asked = {"COMP_WORDS": words, "COMP_CWORD": str(place), "_SYMCOUNT_COMPLETE": "bash_complete"}
    done = process(**asked)
    assert (done.status, done.out.strip()) == (0, offered)


@pytest.mark.parametrize(
    ("shell", "sign"), [("bash", "complete -o"), ("zsh", "#compdef symcount"), ("fish", "complete --")]
)
def test_a_shell_s_script(shell: str, sign: str) -> None:
    done = command("completion", shell)
    assert done.status == 0
    assert sign in done.out
    assert "_SYMCOUNT_COMPLETE" in done.out


# ---- formats of lists --------------------------------------------------------------------


def test_a_filter_of_models() -> None:
    def names(words: str) -> list[str]:
        lines = command("models", "--filter", words, "-f", "csv").out.splitlines()
        return [line.partition(",")[0] for line in lines[1:]]

    assert names("densenet 2017 161") == ["densenet161"]
    assert names("UNET.arch") == ["unet_64", "unet_32", "unet_32_bilinear"]
    assert len(names("")) > 180
    done = command("models", "--filter", "densenet 161 transformer")
    assert (done.status, done.err.splitlines()[0]) == (
        1,
        "error[E401]: no shipped network is called or cited with `densenet 161 transformer`",
    )


@pytest.mark.parametrize("name", ["count unet", "models --filter unet", "layers"])
@pytest.mark.parametrize(("format", "start"), [("markdown", "| "), ("csv", ""), ("json", ""), ("text", "")])
def test_lists_have_the_same_formats(name: str, format: str, start: str) -> None:
    done = command(*name.split(), "--format", format)
    assert (done.status, done.err) == (0, "")
    assert f"\n{start}" in done.out
