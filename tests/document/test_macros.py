"""Macros for a paper: names that TeX allows, texts that stay as they are, and `--check`."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symcount.document.macros import TEX_COMMANDS, MacroNames, is_prefix, spelled
from symcount.network.catalogue import shipped_models
from symcount.render.macros import differences
from tests.render.tex import compiled
from tests.support import Result, command

pytestmark = pytest.mark.filterwarnings("default::pytest.PytestWarning")

NET = """\
net N(w = 4, norm = on) {
  out input(3, 9, 9) -> conv(w, 3) @ "Stage 1" -> (if norm then bn) -> (conv(16*w, 3) @ "Params")
    -> flatten -> (linear(10) @ "a_b/c 10" as head)
}
"""
# w = 4: 112, 8, 2,368, 51,850; buffers 8

DEFINED = re.compile(r"^\\newcommand\{\\(\w+)\}\{(.*)\}%.*$", re.MULTILINE)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("n.arch").write_text(NET, encoding="utf-8")


def macros(*arguments: str) -> dict[str, str]:
    done = command("macros", *arguments)
    assert done.status == 0, done.err
    return dict(DEFINED.findall(done.out))


# ---- what is written ---------------------------------------------------------------------


def test_a_macro_for_the_whole_each_stage_each_view_and_each_closed_form() -> None:
    assert macros("n.arch") == {
        "NParams": "54{,}338",
        "NParamsClosed": r"\ensuremath{144w^{2} + 13006w + 10}",
        "NBuffers": "8",
        "NBuffersClosed": r"\ensuremath{2w}",
        "NBackbone": "2{,}488",
        "NBackboneClosed": r"\ensuremath{144w^{2} + 46w}",
        "NStageOne": "112",
        "NStageOneClosed": r"\ensuremath{28w}",
        "NParamsA": "2{,}368",
        "NParamsAClosed": r"\ensuremath{144w^{2} + 16w}",
        "NABCOneZero": "51{,}850",
        "NABCOneZeroClosed": r"\ensuremath{12960w + 10}",
        "NRest": "8",
        "NRestClosed": r"\ensuremath{2w}",
    }


def test_the_whole_text() -> None:
    Path("m.arch").write_text("net M(w) { out input(3) -> linear(w) }\n", encoding="utf-8")
    done = command("macros", "n.arch", "m.arch", "--keep", "none", "--set", "w=8", "-o", "p.tex")
    assert done == Result(0, "", "note[N606]: the name `\\NParams` is taken: this one is `\\NParamsA`\n\n")
    assert Path("p.tex").read_text(encoding="utf-8") == (
        "% Written by symcount; do not edit. To write it anew:\n"
        "%   symcount macros n.arch m.arch --set w=8 --keep none -o p.tex\n"
        "\n"
        "% N (w = 8, norm = on)\n"
        "\\newcommand{\\NParams}{113{,}274}% all parameters, those that are shared once\n"
        "\\newcommand{\\NBuffers}{16}% state that is not learned, such as moving statistics\n"
        "\\newcommand{\\NBackbone}{9{,}584}% all parameters but those of heads\n"
        "\\newcommand{\\NStageOne}{224}% Stage 1: 1 3×3 convolution\n"
        "\\newcommand{\\NParamsA}{9{,}344}% Params: 1 3×3 convolution (\\NParams is taken)\n"
        "\\newcommand{\\NABCOneZero}{103{,}690}% a_b/c 10: 1 fully connected layer\n"
        "\\newcommand{\\NRest}{16}% without a label: 1 batch normalisation\n"
        "\n"
        "% M (w = 8)\n"
        "\\newcommand{\\MParams}{32}% all parameters, those that are shared once\n"
    )


def test_a_symbol_without_a_value_has_a_closed_form_alone() -> None:
    Path("m.arch").write_text("net M(w) { out input(3) -> linear(w) }\n", encoding="utf-8")
    assert macros("m.arch") == {"MParamsClosed": r"\ensuremath{4w}"}


DIGIT_WORDS = [
    ("plain", "54338"),
    ("comma", "54{,}338"),
    ("thin", r"54\,338"),
    ("siunitx", r"\num{54338}"),
]


@pytest.mark.parametrize(("digits", "text"), DIGIT_WORDS)
def test_digits(digits: str, text: str) -> None:
    done = command("macros", "n.arch", "--digits", digits)
    assert dict(DEFINED.findall(done.out))["NParams"] == text
    assert ("% needs siunitx" in done.out) == (digits == "siunitx")


def test_another_view_is_named_for_it() -> None:
    values = macros("n.arch", "--view", "backbone", "--keep", "none")
    assert values["NBackbone"] == "2{,}488"
    assert "NParams" in values  # the label
    assert "NBuffers" not in values


def test_variants_of_files_with_a_block_each() -> None:
    values = macros("resnet50", "vgg:vgg16", "--keep", "none")
    assert values["ResnetFiveZeroParams"] == "25{,}557{,}032"
    assert values["VggOneSixParams"] == "138{,}357{,}544"


def test_prefixes() -> None:
    values = macros("resnet50", "vgg16", "--keep", "none", "--prefix", "R", "--prefix", "myVgg")
    assert {"RParams", "myVggParams"} <= set(values)


def test_two_networks_of_one_name() -> None:
    done = command("macros", "n.arch", "n.arch", "--keep", "none")
    definitions = DEFINED.findall(done.out)
    assert len(definitions) == len(dict(definitions))
    assert "the name `\\N` is taken: this one is `\\NA`" in done.err


WRONG = [
    (["--prefix", "a1"], "letters only"),
    (["--prefix", "endnet"], "letters only, and not `end`"),
    (["--prefix", "A", "--prefix", "B"], "once for each FILE"),
    (["--check"], "-o OUT"),
    (["--check", "-o", "-"], "-o OUT"),
    (["--digits", "roman"], "roman"),
]


@pytest.mark.parametrize(("options", "message"), WRONG)
def test_wrong_usage(options: list[str], message: str) -> None:
    done = command("macros", "n.arch", *options)
    assert done.status == 2
    assert message in " ".join(done.err.split())


def test_conditions_stand_beside_the_closed_forms() -> None:
    Path("n.arch").write_text("net N(w = 8) { out input(3, 8, 8) -> conv(w/2, 1) }", encoding="utf-8")
    assert "% This holds where w/2 is whole.\n" in command("macros", "n.arch").out


# ---- names -------------------------------------------------------------------------------

SPELLED = [
    ("Stage 2", "StageTwo"),
    ("Stage 10", "StageOneZero"),
    ("resnet50", "ResnetFiveZero"),
    ("UNet", "UNet"),
    ("conv2_x", "ConvTwoX"),
    ("Dense Block (1)", "DenseBlockOne"),
    ("32×32", "ThreeTwoByThreeTwo"),
    ("fc6, fc7", "FcSixFcSeven"),
    ("Équipe à côté", "EquipeACote"),
    ("α_max", "AlphaMax"),
    ("Ω", "Omega"),
    ("x²", "XTwo"),
    ("阶段", ""),
    ("\\input{x}", "InputX"),
    ("% \x1b\u202e", ""),
    ("", ""),
    ("３", "Three"),
]


@pytest.mark.parametrize(("text", "name"), SPELLED)
def test_texts_become_names(text: str, name: str) -> None:
    assert spelled(text) == name


@given(st.text())
def test_any_text_becomes_letters(text: str) -> None:
    word = spelled(text)
    assert re.fullmatch("[A-Za-z]*", word)
    assert not word or is_prefix(word[:1] + word)


@given(st.lists(st.sampled_from(["TeX", "A", "AA", "AB", "AClosed", "X", "XA"]), max_size=80))
def test_names_are_given_once(wanted: list[str]) -> None:
    names = MacroNames(TEX_COMMANDS)
    given_ = [names.give(w, "Closed") for w in wanted]
    all_ = [n + ending for n in given_ for ending in ("", "Closed")]
    assert len(all_) == len(set(all_))
    assert TEX_COMMANDS.isdisjoint(all_)
    assert all(n.startswith(w) for n, w in zip(given_, wanted, strict=True))


def test_a_label_without_letters_is_called_by_its_number() -> None:
    Path("n.arch").write_text(
        'net N { out input(3, 8, 8) -> conv(4, 1) @ "一" -> conv(4, 1) @ "二" }', encoding="utf-8"
    )
    assert {"NStageOne", "NStageTwo"} <= set(macros("n.arch"))


# ---- hostile -----------------------------------------------------------------------------

HOSTILE = [
    "\\input{secret}",
    "}% \\input{secret}",
    "^^M\\input{secret}",
    "#1",
    "$x$",
    "\u2028\\input{secret}",
    "\u202e",
    "{",
]


def test_hostile_labels_and_file_names_are_inert() -> None:
    stages = "\n".join(f'-> conv({i}, 1) @ "{label}"' for i, label in enumerate(HOSTILE, 1))
    name = "x\n\\input{secret}.arch"
    Path(name).write_text(f"net N {{ out input(3, 8, 8) {stages} }}", encoding="utf-8")
    out = command("macros", name).out
    for line in out.splitlines():
        assert line == "" or line.startswith("% ") or DEFINED.fullmatch(line), line
    bodies = [body for _, body in DEFINED.findall(out)]
    assert all(re.fullmatch(r"[0-9{},]+", body) for body in bodies)
    assert "\u202e" not in out


def test_no_folder_of_the_machine_is_written(tmp_path: Path) -> None:
    out = tmp_path / "p.tex"
    assert command("macros", str(tmp_path / "n.arch"), "-o", str(out)).status == 0
    assert "symcount macros n.arch -o p.tex\n" in out.read_text(encoding="utf-8")


# ---- compiled ----------------------------------------------------------------------------


def test_macros_compile_and_say_what_they_should(tmp_path: Path) -> None:
    files = ["unet", "resnet50", "gpt2", "mixtral", "n.arch"]
    assert command("macros", *files, "-o", "params.tex").status == 0
    names = [name for name, _ in DEFINED.findall(Path("params.tex").read_text(encoding="utf-8"))]
    uses = "\n".join(f"\\par \\sloppy\\raggedright {n}: \\{n}, ${{}}\\{n}$." for n in names)
    body = f"\\input{{params}}\\begin{{document}}{uses}\\typeout{{<\\UNetParams>}}\\end{{document}}"
    head = "\\documentclass{article}\\usepackage[utf8]{inputenc}\\usepackage{amsmath,amssymb}"
    log = compiled(head + body, tmp_path)
    assert "<7{,}765{,}442>" in log


@pytest.mark.parametrize("name", shipped_models())
def test_the_whole_library_has_legal_and_unique_names(name: str) -> None:
    done = command("macros", name, "--keep", "none")
    if "error[E403]" in done.err:
        pytest.skip("several nets")
    names = re.findall(r"^\\newcommand\{\\(.*?)\}", done.out, re.MULTILINE)
    assert done.status == 0
    assert len(names) == len(set(names)) > 0
    assert all(is_prefix(n) for n in names)
    assert TEX_COMMANDS.isdisjoint(names)


# ---- --check -----------------------------------------------------------------------------


def test_check_says_nothing_of_a_fresh_file() -> None:
    assert command("macros", "n.arch", "--set", "w=8", "-o", "p.tex").status == 0
    done = command("macros", "n.arch", "--set", "w=8", "-o", "p.tex", "--check")
    assert (done.status, done.out) == (0, "")


def test_check_in_another_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert command("macros", "n.arch", "-o", "p.tex").status == 0
    (tmp_path / "ci").mkdir()
    monkeypatch.chdir(tmp_path / "ci")
    assert command("macros", "../n.arch", "-o", "../p.tex", "--check").status == 0


def test_check_says_which_macros_differ_and_writes_nothing() -> None:
    command("macros", "n.arch", "--keep", "none", "-o", "p.tex")
    old = Path("p.tex").read_bytes()
    Path("n.arch").write_text(NET.replace("16*w", "8*w").replace("Stage 1", "Stem"), encoding="utf-8")
    done = command("macros", "n.arch", "--keep", "none", "-o", "p.tex", "--check")
    assert done.status == 1
    assert done.err.split("error[E416]")[1] == (
        ": `p.tex` is out of date\n"
        "  = note: \\NParams is 54{,}338 there, and now 27{,}234\n"
        "  = note: \\NBackbone is 2{,}488 there, and now 1{,}304\n"
        "  = note: \\NParamsA is 2{,}368 there, and now 1{,}184\n"
        "  = note: \\NABCOneZero is 51{,}850 there, and now 25{,}930\n"
        "  = note: \\NStem is not there, and now 112\n"
        "  = note: \\NStageOne is there, and now nothing\n"
        "  = help: run the same command without --check\n\n"
    )
    assert Path("p.tex").read_bytes() == old


def test_check_of_a_file_that_is_not_there() -> None:
    done = command("macros", "n.arch", "-o", "p.tex", "--check")
    assert done.status == 1
    assert "error[E416]: `p.tex` cannot be checked: No such file or directory" in done.err
    assert not Path("p.tex").exists()


@pytest.mark.parametrize("content", [b"\xff", b"", b"\\newcommand{\\NParams", b"\\newcommand{\\X}{{}\n"])
def test_check_of_something_else(content: bytes) -> None:
    Path("p.tex").write_bytes(content)
    done = command("macros", "n.arch", "-o", "p.tex", "--check")
    assert (done.status, "error[E416]" in done.err) == (1, True)
    assert Path("p.tex").read_bytes() == content


A, B = "\\newcommand{\\A}{1}% }", "\\newcommand{\\B}{\\ensuremath{x^{2}}}% b"

DIFFERENCES = [
    (A, A, []),
    (A, A.replace("1", "2"), ["\\A is 1 there, and now 2"]),
    (A, "", ["\\A is there, and now nothing"]),
    ("", B, ["\\B is not there, and now \\ensuremath{x^{2}}"]),
    (f"{A}\n{B}", f"{B}\n{A}", ["the macros are the same; other lines or their order differ"]),
    (f"% x\n{A}", A, ["the macros are the same; other lines or their order differ"]),
]


@pytest.mark.parametrize(("old", "new", "lines"), DIFFERENCES)
def test_differences(old: str, new: str, lines: list[str]) -> None:
    assert differences(old, new) == lines


def test_the_command_that_writes_a_file_anew_is_the_one_that_wrote_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Run as told, it writes the same file again; and the file is as good seen from elsewhere."""
    monkeypatch.chdir(tmp_path)
    Path("sub").mkdir()
    Path("sub/n.arch").write_text("net N { out input(3, 8, 8) -> conv(4, 1) }", encoding="utf-8")
    assert command("macros", "sub/n.arch", "-o", "sub/p.tex").status == 0
    assert "%   symcount macros sub/n.arch -o sub/p.tex\n" in Path("sub/p.tex").read_text(encoding="utf-8")
    assert command("macros", "sub/n.arch", "-o", str(tmp_path / "sub/q.tex")).status == 0
    assert "%   symcount macros sub/n.arch -o sub/q.tex\n" in Path("sub/q.tex").read_text(encoding="utf-8")
    monkeypatch.chdir("sub")
    assert command("macros", "n.arch", "-o", "p.tex", "--check").status == 0
