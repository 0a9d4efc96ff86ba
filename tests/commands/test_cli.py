"""The contract of the command line: what scripts may rely on."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import pytest
import sympy

import symcount
from symcount.cli import COMMANDS, cli
from symcount.render import latex
from tests.support import NETWORKS, ROOT, command, environment, heading, process, remark

TEXT = 'net N(w = 4, bias = on) { out input(3, 9, 9) -> conv(w, 3, bias = bias) @ "A" -> bn -> gap -> linear(2*w) }\n'
# 9*3*w + w, then 2*w, then w*2*w + 2*w: 2w^2 + 32w; at w = 4: 112 + 8 + 40


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    Path("n.arch").write_text(TEXT, encoding="utf-8")
    return "n.arch"


def data(*arguments: str, stdin: bytes = b"") -> Any:
    done = command(*arguments, "--format", "json", stdin=stdin)
    assert (done.status, done.err) == (0, "")
    return json.loads(done.out)


# ---- FILE --------------------------------------------------------------------------------


def test_a_path_standard_input_and_a_shipped_network(file: str) -> None:
    by_path = command("count", file)
    by_input = command("count", "-", stdin=TEXT.encode())
    assert by_path.status == by_input.status == 0
    assert by_path.out == by_input.out != ""
    assert data("count", "unet")["parameters"] == 7_765_442


def test_a_file_of_the_folder_goes_before_a_shipped_network(file: str) -> None:
    Path("unet").write_text(TEXT, encoding="utf-8")
    assert data("count", "unet")["network"] == "N"


def test_a_mistake_in_standard_input_is_shown_there() -> None:
    done = command("count", "-", stdin=b"net N {\n  out input(3) -> cov\n}\n")
    assert done.status == 1
    assert " ┌─ <stdin>:2:19" in done.err


def test_line_ends_and_a_byte_order_mark_mean_nothing() -> None:
    text = "\ufeff" + TEXT.replace(" -> ", "\r\n -> ")
    assert data("count", "-", stdin=text.encode())["parameters"] == 160


# ---- count -------------------------------------------------------------------------------


def views(parameters: object, buffers: object) -> dict[str, object]:
    """All views where nothing is frozen, shared, an expert, an embedding or a head."""
    whole = "params trainable repeated active non_embedding main backbone".split()
    return {**dict.fromkeys(whole, parameters), "frozen": 0, "buffers": buffers, "embedding": 0}


def test_count_as_data(file: str) -> None:
    assert data("count", file) == {
        "schema": 2,
        "network": "N",
        "bindings": {"w": 4, "bias": True},
        "symbols": [],
        "view": "params",
        "conventions": ["Moving statistics are not counted."],
        "conditions": [],
        "parameters": 160,
        "buffers": 8,
        "views": views(160, 8),
        "groups": [
            {"label": "A", "caption": "1 3×3 convolution", "parameters": 112},
            {"label": None, "caption": "1 fully connected layer, 1 batch normalisation", "parameters": 48},
        ],
    }


def test_count_with_a_symbol_as_data(file: str) -> None:
    assert data("count", file, "--keep", "w") == {
        "schema": 2,
        "network": "N",
        "bindings": {"w": 4, "bias": True},
        "symbols": ["w"],
        "view": "params",
        "conventions": ["Moving statistics are not counted."],
        "conditions": [],
        "parameters": "2*w**2 + 32*w",
        "buffers": "2*w",
        "views": views("2*w**2 + 32*w", "2*w"),
        "groups": [
            {"label": "A", "caption": "1 3×3 convolution", "parameters": "28*w"},
            {"label": None, "caption": "1 fully connected layer, 1 batch normalisation", "parameters": "2*w**2 + 4*w"},
        ],
    }


def test_the_order_of_the_fields(file: str) -> None:
    counted = data("count", file)
    first = [
        "schema",
        "network",
        "bindings",
        "symbols",
        "view",
        "conventions",
        "conditions",
        "parameters",
        "buffers",
        "views",
        "groups",
    ]
    assert list(counted) == first
    assert list(counted["views"])[:4] == ["params", "trainable", "frozen", "buffers"]
    derived = data("derive", file)
    assert list(derived)[:5] == ["schema", "network", "factoring", "view", "conventions"]
    assert (derived["view"], derived["conventions"]) == ("params", ["Moving statistics are not counted."])
    assert list(derived["groups"][0])[:3] == ["label", "caption", "symbolic"]
    assert list(data("layers")[0]) == ["name", "caption", "latex"]


COUNTS = [
    ([], 160),
    (["--set", "w=8"], 384),
    (["--set", "w=4/2"], 72),
    (["--set", "w = 8"], 384),
    (["--set", "bias=off"], 156),
    (["--set", "bias=off", "--set", "w=8"], 376),
    (["--keep", "none"], 160),
    (["--keep", "w"], "2*w**2 + 32*w"),
    (["--keep", "all"], "2*w**2 + 32*w"),
    (["--keep", " w , w"], "2*w**2 + 32*w"),
    (["--keep", "w", "--set", "w=8"], "2*w**2 + 32*w"),
    (["--keep", "w", "--set", "bias=off"], "2*w**2 + 31*w"),
    (["--net", "N"], 160),
]


@pytest.mark.parametrize(("options", "parameters"), COUNTS)
def test_set_and_keep(file: str, options: list[str], parameters: int | str) -> None:
    assert data("count", file, *options)["parameters"] == parameters


def test_a_fraction_is_a_string(file: str) -> None:
    Path(file).write_text("net N(a = 1.4) { out input(3) -> linear(5*a) }\n", encoding="utf-8")
    assert data("count", file)["bindings"] == {"a": "7/5"}


def test_a_net_is_chosen_by_name(file: str) -> None:
    Path(file).write_text(
        "net A { out input(1) -> linear(1) }\nnet B { out input(2) -> linear(2) }\n", encoding="utf-8"
    )
    assert data("count", file, "--net", "A")["parameters"] == 2
    assert data("count", file, "--net", "B")["parameters"] == 6


def test_a_block_has_symbols_until_they_are_set(file: str) -> None:
    Path(file).write_text("basic(c, k = 3) = conv(c, k, bias = off) -> bn\n", encoding="utf-8")
    found = data("count", file, "--net", "basic", "--keep", "all")
    c, k, entering = names = sympy.symbols("c k C_i")
    assert {"c", "k", "C_i"} <= set(found["symbols"])
    read = sympy.sympify(found["parameters"], locals={s.name: s for s in names})
    assert sympy.expand(read - (entering * c * k**2 + 2 * c)) == 0
    options = [x for pair in ("c=8", "k=1", "C_i=4") for x in ("--set", pair)]
    assert data("count", file, "--net", "basic", *options)["parameters"] == 4 * 8 + 16


def test_a_layer_of_the_library_by_itself(file: str) -> None:
    assert data("derive", file, "--net", "linear")["groups"][0]["symbolic"] == r"T_i \times T_o + T_o"
    grouped = data("derive", file, "--net", "conv")["groups"][0]["symbolic"]
    assert grouped == r"K^{2} \times \frac{C_i}{g} \times C_o + C_o"


GROUPINGS = [
    ("label", ["A", None]),
    ("kind", ["conv", "bn", "linear"]),
    ("layer", ["conv", "bn", "linear"]),
]


@pytest.mark.parametrize(("by", "labels"), GROUPINGS)
def test_count_by(file: str, by: str, labels: list[str | None]) -> None:
    found = data("count", file, "--by", by)
    assert [g["label"] for g in found["groups"]] == labels
    assert sum(g["parameters"] for g in found["groups"]) == found["parameters"] == 160


def test_count_as_text(file: str) -> None:
    assert command("count", file).out == (
        "N (w = 4, bias = on)\n"
        "                                                         parameters\n"
        "A        1 3×3 convolution                                      112\n"
        "N        1 fully connected layer, 1 batch normalisation          48\n"
        "total                                                           160\n"
        "buffers  not learned                                              8\n"
    )


def test_count_with_a_symbol_as_text(file: str) -> None:
    assert (
        "total                                                     2w² + 32w\n"
        in command("count", file, "--keep", "w").out
    )


# ---- derive ------------------------------------------------------------------------------


def test_derive_as_data(file: str) -> None:
    group = data("derive", file)["groups"][0]
    terms = group.pop("terms")
    expression = group.pop("expression", None)
    assert expression in (None, "28*w")
    assert group == {
        "label": "A",
        "caption": "1 3×3 convolution",
        "symbolic": r"3^2 \times 3 \times w + w",
        "closed_form": "28w",
        "tree": {"product": [28, {"symbol": "w"}]},
        "substituted": r"3^2 \times 3 \times 4 + 4",
        "latex": r"3^2 \times 3 \times 4 + 4 = 112",
        "value": 112,
    }
    wanted = [("conv", "weight", r"3^2 \times 3 \times w", 1, 49), ("conv", "bias", "w", 1, 49)]
    assert [(t["layer"], t["role"], t["latex"], t["line"], t["column"]) for t in terms] == wanted


def test_derive_without_a_value(file: str) -> None:
    Path(file).write_text("net N(w) { out input(3) -> linear(w) }\n", encoding="utf-8")
    group = data("derive", file)["groups"][0]
    assert (group["symbolic"], group["closed_form"]) == (r"3 \times w + w", "4w")
    assert (group["label"], group["substituted"], group["latex"], group["value"]) == (None, None, None, None)


def test_derive_keeps_all_until_told(file: str) -> None:
    everything, some = command("derive", file), command("derive", file, "--keep", "w")
    assert everything.out == some.out
    assert "w" not in command("derive", file, "--keep", "none", "--format", "text").out.split("Total")[1]


A = heading(r"A (1 $3{\times}3$ convolution)")
N = heading("N (1 fully connected layer, 1 batch normalisation)")

LATEX = rf"""% needs amsmath
{A}
\begin{{align*}}
  & 3^2 \times 3 \times w + w \\
  &= 28w \\
  &= 3^2 \times 3 \times 4 + 4 = 112
\end{{align*}}
{N}
\begin{{align*}}
  & w \times 2w + 2w + 2 \times w \\
  &= 2w^{{2}} + 4w \\
  &= 4 \times 8 + 8 + 2 \times 4 = 48
\end{{align*}}
{heading("Total")}
\begin{{align*}}
  & 2w^{{2}} + 32w \\
  &= 112 + 48 = 160
\end{{align*}}
{remark("Moving statistics are not counted.")}
"""

PLAIN = """A (1 3×3 convolution)
    3² × 3 × w + w
  = 28w
  = 3² × 3 × 4 + 4 = 112

N (1 fully connected layer, 1 batch normalisation)
    w × 2w + 2w + 2 × w
  = 2w² + 4w
  = 4 × 8 + 8 + 2 × 4 = 48

Total
    2w² + 32w
  = 112 + 48 = 160

Moving statistics are not counted.
"""


def lines(text: str) -> list[str]:
    """The lines, whatever stands at their ends: how sides share a line is the layout's affair."""
    return [line.strip() for line in text.replace(" = ", "\n= ").splitlines() if line.strip()]


def test_derive_as_latex_and_text(file: str) -> None:
    assert lines(command("derive", file).out) == lines(LATEX)
    assert lines(command("derive", file, "--format", "text").out) == lines(PLAIN)


def test_derive_as_a_document(file: str) -> None:
    out = command("derive", file, "--format", "tex").out
    assert out.startswith("\\documentclass")
    assert out.endswith("\\end{document}\n")
    needs, _, body = command("derive", file).out.strip().partition("\n")
    assert needs == "% needs amsmath"
    assert "\\usepackage{amsmath}\n" in out
    assert f"\n{body}\n\\end{{document}}\n" in out
    assert latex.latex_text("N") in out


def test_derive_layer_by_layer(file: str) -> None:
    groups = data("derive", file, "--factoring", "layers")["groups"]
    assert [(g["label"], g["value"]) for g in groups] == [("conv", 112), ("bn", 8), ("gap", 0), ("linear", 40)]


def test_a_multiplier_and_a_line_width_are_two_options() -> None:
    """`--width` is the older name of the first."""
    unet = ["derive", "unet", "--keep", "none", "--format", "text"]
    multiplied = command(*unet, "--multiplier", "a").out
    assert "32a" in multiplied
    assert command(*unet, "--width", "a").out == multiplied
    lines = command("derive", "unet", "--line-width", "twocolumn").out
    assert lines != command("derive", "unet").out == command("derive", "unet", "--line-width", "345pt").out
    assert lines == symcount.load("unet").derive().to("latex", line_width="twocolumn") + "\n"


# ---- -o ------------------------------------------------------------------------------------


def test_an_output_file_has_what_would_be_printed(file: str) -> None:
    done = command("derive", file, "-o", "out.tex")
    assert (done.status, done.out, done.err) == (0, "", "")
    assert Path("out.tex").read_text(encoding="utf-8") == command("derive", file).out
    assert sorted(os.listdir()) == ["n.arch", "out.tex"]


def test_an_output_file_is_replaced_and_keeps_its_mode(file: str) -> None:
    Path("out.tex").write_text("old", encoding="utf-8")
    Path("out.tex").chmod(0o640)
    assert command("derive", file, "-o", "out.tex").status == 0
    assert Path("out.tex").read_text(encoding="utf-8") != "old"
    assert Path("out.tex").stat().st_mode & 0o777 == 0o640


def test_a_failed_run_leaves_the_output_file_as_it_was(file: str) -> None:
    Path("out.tex").write_text("old", encoding="utf-8")
    Path(file).write_text("net N { out input(3) -> cov }\n", encoding="utf-8")
    assert command("derive", file, "-o", "out.tex").status == 1
    assert Path("out.tex").read_text(encoding="utf-8") == "old"
    assert sorted(os.listdir()) == ["n.arch", "out.tex"]


def test_a_failed_write_leaves_the_output_file_as_it_was(file: str, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("out.tex").write_text("old", encoding="utf-8")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    done = command("derive", file, "-o", "out.tex")
    assert (done.status, done.err.strip()) == (1, "error[E408]: cannot write `out.tex`: No space left on device")
    assert Path("out.tex").read_text(encoding="utf-8") == "old"
    assert sorted(os.listdir()) == ["n.arch", "out.tex"]


def test_a_dash_is_standard_output(file: str) -> None:
    assert command("derive", file, "-o", "-").out == command("derive", file).out


# ---- check ---------------------------------------------------------------------------------


def test_check_says_a_line_for_each_expectation(file: str) -> None:
    Path(file).write_text(
        "net N(w = 2) {\n  out input(3) -> linear(w)\n  expect params == 8\n  expect params == 4*w\n}\n",
        encoding="utf-8",
    )
    done = command("check", file)
    assert (done.status, done.err) == (0, "")
    assert done.out == "ok    n.arch:3:3  expect params == 8\nok    n.arch:4:3  expect params == 4*w\n"


MORE_CHECKS = [
    "buffers == 4",
    'params @ "L" == 8',
    "params(w = 3) == 18",
    "params(w = 3) == 6*w",
    "params == 4*w + 2*w",
]


@pytest.mark.parametrize("expectation", MORE_CHECKS)
def test_what_can_be_expected(file: str, expectation: str) -> None:
    """What fails is in tests/mistakes/expectations.txt."""
    text = f'net N(w = 2) {{ out input(3) -> linear(w) @ "L" -> bn  expect {expectation} }}\n'
    Path(file).write_text(text, encoding="utf-8")
    done = command("check", file)
    assert (done.status, done.out[:4], done.err) == (0, "ok  ", "")


def test_check_goes_on_after_a_file_that_fails(file: str) -> None:
    good = str(NETWORKS / "cnn.arch")
    done = command("check", "missing.arch", good)
    assert done.status == 1
    assert done.out.startswith("ok ")
    assert "E401" in done.err


@pytest.mark.parametrize("path", sorted(NETWORKS.glob("*.arch")), ids=lambda path: path.stem)
def test_every_network_passes_its_own_checks(path: Path) -> None:
    done = command("check", str(path))
    assert done.status == 0, done.err
    assert "error[" not in done.err


@pytest.mark.parametrize("name", ["cnn", "densenet", "gpt2", "mobilenet_v2", "resnet50", "unet"])
def test_the_shipped_networks_pass_theirs(name: str) -> None:
    done = command("check", name)
    assert (done.status, done.err) == (0, "")


# ---- layers, format, show, explain -----------------------------------------------------------


def test_layers() -> None:
    rows = {row["name"]: row for row in data("layers")}
    needed = (
        "conv upconv linear embedding position bn ln maxpool avgpool gap flatten upsample relu gelu sigmoid dropout"
    )
    assert set(needed.split()) <= set(rows)
    assert rows["relu"]["latex"] == "0"
    for format_ in ("text", "latex"):
        out = command("layers", "--format", format_).out
        assert all(row["caption"] in out for row in rows.values())


def test_format(file: str) -> None:
    Path(file).write_text("net   N{out input( 3)->relu# why\n}", encoding="utf-8")
    assert command("format", file).out == "net N {\n  out input(3) -> relu  # why\n}\n"
    assert Path(file).read_text(encoding="utf-8").startswith("net   N"), "the file itself is left alone"


STAGES = {
    "tree": ["Net", "Call", "Arrow"],
    "network": ["conv", "3 × 9 × 9", "4 × 9 × 9"],
    "tally": ["weight", "3² × 3 × 4", "buffer mean"],
    "derivation": ["symbolic", "closed form", "substituted", "value", "2w² + 32w"],
}


@pytest.mark.parametrize("stage", STAGES)
def test_show(file: str, stage: str) -> None:
    done = command("show", file, "--stage", stage)
    assert (done.status, done.err) == (0, "")
    assert [word for word in STAGES[stage] if word not in done.out] == []


def test_explain() -> None:
    done = command("explain", "E204")
    assert (done.status, done.err) == (0, "")
    assert "E204" in done.out
    unknown = command("explain", "E999")
    assert (unknown.status, unknown.out) == (1, "")
    assert unknown.err.startswith("error[")


# ---- help, version, wrong usage ----------------------------------------------------------------


def test_help_names_every_command() -> None:
    done = command("--help")
    assert (done.status, done.err) == (0, "")
    assert [name for name in COMMANDS if f"\n  {name} " not in done.out] == []


def test_every_module_of_a_command_has_its_row() -> None:
    modules = {path.stem for path in (ROOT / "symcount/commands").glob("*.py")} - {"__init__"}
    assert modules == set(COMMANDS), "a command is a module of symcount/commands and a row of cli.COMMANDS"


@pytest.mark.parametrize("name", COMMANDS)
def test_the_short_help_is_the_command_s_own(name: str) -> None:
    """`symcount --help` loads no command, so its words stand in a table."""
    one = cli.get_command(click.Context(cli), name)
    assert one is not None
    assert one.name == name
    wanted = one.get_short_help_str(limit=65)
    assert wanted == COMMANDS[name], f"write {wanted!r} in cli.COMMANDS, or another first sentence in the docstring"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_says_what_it_does(name: str) -> None:
    one = cli.get_command(click.Context(cli), name)
    assert one is not None
    silent = [p.opts[0] for p in one.params if isinstance(p, click.Option) and not p.help]
    assert silent == [], f"give the options a `help`, then run `python docs/generate.py`: {silent}"


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_has_help(name: str) -> None:
    assert command(name, "-h").out == command(name, "--help").out != ""


@pytest.mark.parametrize("option", ["--version", "-V"])
def test_version(option: str) -> None:
    done = command(option)
    assert (done.status, done.err) == (0, "")
    assert symcount.__version__ in done.out


WRONG = [
    ([], "Usage"),
    (["nothing"], "No such command 'nothing'"),
    (["count"], "Missing argument 'FILE'"),
    (["count", "unet", "unet"], "Got unexpected extra argument"),
    (["count", "unet", "--bye", "kind"], "No such option"),
    (["count", "unet", "--by", "colour"], "'colour' is not one of 'label', 'kind', 'layer'"),
    (["count", "unet", "--format", "xml"], "'xml' is not one of 'text', 'markdown', 'csv', 'json', 'github', 'sarif'"),
    (["derive", "unet", "--format", "doc"], "'doc' is not one of 'latex', 'tex', "),
    (["derive", "unet", "--factoring", "none"], "'none' is not one of 'article', 'layers'"),
    (["count", "unet", "--set", "w"], "`w` is not NAME=VALUE"),
    (["count", "unet", "--set", "=3"], "`=3` is not NAME=VALUE"),
    (["count", "unet", "--set", "w=3", "--set", "w=4"], "`w` is set twice"),
    (["check"], "name a FILE, or --library"),
    (["derive", "unet", "--width", "twocolumn"], "`twocolumn` is the width of a line: write --line-width twocolumn"),
    (["count", "unet", "--multiplier", "8.4cm"], "`8.4cm` is the width of a line: write --line-width 8.4cm"),
    (["count", "unet", "--view", "trained"], "'trained' is not one of"),
    (["count", "unet", "--convention", "caffe"], "'caffe' is not one of"),
    (["help", "nothing"], "No such command 'nothing'"),
    (["completion", "cmd"], "'cmd' is not one of 'bash', 'zsh', 'fish'"),
    (["format", "unet", "gpt2"], "several files are written with -i"),
    (["format", "unet", "-i", "--check"], "-i writes"),
    (["explain"], "Missing argument 'CODE'"),
]


@pytest.mark.parametrize(("arguments", "message"), WRONG, ids=lambda x: " ".join(x) if isinstance(x, list) else "")
def test_wrong_usage_is_status_two(arguments: list[str], message: str) -> None:
    done = command(*arguments)
    assert done.status == 2
    assert message in done.err + (done.out if not arguments else "")
    assert "Traceback" not in done.err


# ---- the process: python -m, colour, a reader that goes away --------------------------------------


def test_python_m(file: str) -> None:
    done = process("count", file)
    assert (done.status, done.err) == (0, "")
    assert done.out == command("count", file).out


def test_the_locale_does_not_matter(file: str) -> None:
    done = process("count", file, LC_ALL="C", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert (done.status, done.out) == (0, command("count", file).out)


def on_a_terminal(*arguments: str, **more: str) -> bytes:
    """What the command writes on standard error where that is a terminal."""
    leader, follower = pty.openpty()
    env = environment(TERM="xterm", **more)
    child = subprocess.Popen(
        [sys.executable, "-m", "symcount", *arguments], stderr=follower, stdout=subprocess.DEVNULL, env=env
    )
    os.close(follower)
    found = b""
    while True:
        try:
            part = os.read(leader, 4096)
        except OSError:
            part = b""
        if not part:
            break
        found += part
    os.close(leader)
    assert child.wait(60) == 1
    return found


def test_colour_on_a_terminal_only(file: str) -> None:
    Path(file).write_text("net N { out input(3) -> cov }\n", encoding="utf-8")
    assert b"\x1b[" in on_a_terminal("count", file)
    assert b"\x1b" not in on_a_terminal("count", file, NO_COLOR="1")
    assert "\x1b" not in process("count", file).err


def test_a_reader_that_goes_away_is_no_error(file: str) -> None:
    child = subprocess.Popen(
        [sys.executable, "-m", "symcount", "show", "resnet50", "--stage", "tree"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    )
    assert child.stdout is not None
    assert child.stderr is not None
    child.stdout.read(10)
    child.stdout.close()
    errors = child.stderr.read()
    child.stderr.close()
    assert child.wait(60) == 0
    assert errors == b""


def test_warnings_and_notes_do_not_disturb_the_output(file: str) -> None:
    Path(file).write_text("net N { out input(3, 9, 9) -> linear(2) }\n", encoding="utf-8")
    done = command("count", file, "--format", "json")
    assert done.status == 0
    assert json.loads(done.out)["parameters"] == 8
    assert done.err.startswith("note[N602]: `linear`: applied per position; flatten or gap?\n")
