"""Published tables: how they are read, what is said of each count, and the conventions that explain one."""

from __future__ import annotations

import json
from contextlib import suppress
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from symcount.document.table_reader import printed_count, read_table, unit_of, without_markup
from symcount.language.diagnostics import Problem
from symcount.language.source import Source
from tests.support import command

NET = """\
net N(w = 4, norm = on, bias = on) {
  out input(3, 9, 9) -> conv(w, 3, bias = bias) -> (if norm then bn) -> flatten -> (linear(10) @ "Head" as head)
  variant small(w = 2)
}
"""
# w = 4: 112 + 8 + 3,250 = 3,370; buffers 8; small: 56 + 4 + 1,630 = 1,690


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("n.arch").write_text(NET, encoding="utf-8")


def judged(table: str, *files: str) -> list[dict[str, Any]]:
    """The rows of `check --against - --format json`."""
    done = command("check", "--against", "-", "--format", "json", *files, stdin=table.encode())
    assert done.err == ""
    data = json.loads(done.out)
    assert done.status == (0 if data["holds"] else 1)
    rows: list[dict[str, Any]] = data["rows"]
    return rows


# ---- numbers -----------------------------------------------------------------------------

NUMBERS = [
    ("25.6", "M", 25_600_000, 100_000),
    ("25.6M", "", 25_600_000, 100_000),
    ("25.6 M", "K", 25_600_000, 100_000),
    ("25.6 million", "", 25_600_000, 100_000),
    ("~25.6M*", "", 25_600_000, 100_000),
    ("≈ 25.6M†", "", 25_600_000, 100_000),
    ("7,765,442", "", 7_765_442, 1),
    ("7 765 442", "", 7_765_442, 1),
    ("7_765_442", "", 7_765_442, 1),
    ("7'765'442", "", 7_765_442, 1),
    ("7.765.442", "", 7_765_442, 1),
    ("7,765,442", "M", 7_765_442, 1),  # no number of millions
    ("25,557", "K", 25_557_000, 1_000),
    ("1,234.5K", "", 1_234_500, 100),
    ("25,6", "M", 25_600_000, 100_000),
    ("2.56e7", "", 25_600_000, 100_000),
    ("2.56E+7", "M", 25_600_000, 100_000),
    ("2.56 × 10^7", "", 25_600_000, 100_000),
    ("2.56 × 10⁷", "", 25_600_000, 100_000),
    ("25.6M params", "", 25_600_000, 100_000),
    ("1.5B", "", 1_500_000_000, 10**8),
    ("0", "", 0, 1),
]


@pytest.mark.parametrize(("cell", "unit", "value", "step"), NUMBERS)
def test_a_printed_number(cell: str, unit: str, value: int, step: int) -> None:
    number = printed_count(cell, unit)
    assert number is not None
    assert (number.value, number.step) == (value, step)


def test_a_comma_for_a_point_beside_semicolons() -> None:
    number = printed_count("1.234,5", "K", decimal_comma=True)
    assert number is not None
    assert (number.value, number.step) == (1_234_500, 100)


@pytest.mark.parametrize("cell", ["many", "25.6 GB", "1,2,3", "12,34.5", "1..2", "-5", "1.2.3", "25.6M±0.1", "３"])
def test_what_is_no_number(cell: str) -> None:
    assert printed_count(cell, "M") is None


HEADERS = [
    ("params", ""),
    ("# params (M)", "M"),
    ("Params [K]", "K"),
    ("Parameters (millions)", "M"),
    ("params / 10^6", "M"),
    ("Params (×10⁶)", "M"),
    ("#Param. (10^{9})", "B"),
    ("M params", "M"),
    ("Params (mio.)", "M"),
]


@pytest.mark.parametrize(("header", "unit"), HEADERS)
def test_a_unit_in_a_header(header: str, unit: str) -> None:
    assert unit_of(header) == unit


# ---- tables ------------------------------------------------------------------------------

CSV = "model,params (M)\nresnet50,25.6\nvgg16,138\n"
TABLES = {
    "csv": CSV,
    "csv with blank lines, quotes and a comment": '# He et al., 2016\n\n"model","params (M)"\n\n"resnet50", "25.6"\nvgg16,138\n',
    "csv with a count first": "# params (M),model\n25.6,resnet50\n138,vgg16\n",
    "semicolons": "model;params (M)\nresnet50;25,6\nvgg16;138\n",
    "tsv": CSV.replace(",", "\t"),
    "crlf": CSV.replace("\n", "\r\n"),
    "markdown": "Table 1:\n\n| Model | Params (M) |\n|:--|--:|\n| **ResNet-50** [1] | 25.6 |\n| `vgg16` | 138 |\n\nText | more\n",
    "markdown without outer bars": "model | params (M)\n---|---\nresnet50 | 25.6\nvgg16 | 138\n",
    "latex": (
        "\\begin{table}\n\\begin{tabular}{lr}\n\\toprule\nModel & \\#Params (M) \\\\ % head\n\\midrule\n"
        "\\textbf{ResNet-50}~\\cite{he} & $25.6$ \\\\[2pt]\n\\cmidrule(lr){1-2}\n\\rowcolor{gray} VGG-16 & \\num{138} \\\\\n"
        "\\bottomrule\n\\end{tabular}\n\\end{table}\n"
    ),
    "latex rows alone": "Model & Params (M) \\\\ \\hline\nResNet-50 & 25.6 \\\\\nVGG-16 & 138 \\\\",
}


@pytest.mark.parametrize("table", TABLES.values(), ids=list(TABLES))
def test_each_format_says_the_same(table: str) -> None:
    rows = [(r["printed"], r["parameters"], r["status"]) for r in judged(table)]
    assert rows == [(25_600_000, 25_557_032, "rounded"), (138_000_000, 138_357_544, "rounded")]


def test_a_row_knows_its_line() -> None:
    assert [r["line"] for r in judged(TABLES["markdown"])] == [5, 6]
    assert [r["line"] for r in judged(TABLES["latex"])] == [6, 8]
    assert [r["line"] for r in judged(TABLES["csv"])] == [2, 3]


CELLS = [
    ("\\textbf{\\textit{ResNet}}-50", "ResNet-50"),
    ("[ResNet](https://a.b/c)", "ResNet"),
    ("7{,}765{,}442", "7,765,442"),
    ("7\\,765\\,442", "7 765 442"),
    ("$7.98\\times10^{6}$", "7.98×10^6"),
    ("{\\bf 25.6}", "25.6"),
    ("25.6<sup>a</sup>", "25.6"),
    ("\\multirow{2}{*}{VGG}", "VGG"),
    ("C\\_in", "C_in"),
    ("25.6$^\\dagger$", "25.6"),
    ("$25.6^{*}$", "25.6"),
    ("10$^6$", "10^6"),
]


@pytest.mark.parametrize(("cell", "text"), CELLS)
def test_markup_is_taken_off(cell: str, text: str) -> None:
    assert without_markup(cell) == text


# ---- what is said ------------------------------------------------------------------------

SAYS = [
    ("3370", "exact", "exactly"),
    ("3.37k", "exact", "exactly"),
    ("3.4k", "rounded", "rounded to 0.1k"),
    ("3.3k", "rounded", "cut off at 0.1k"),
    ("3400", "rounded", "rounded to 2 digits"),
    ("0.0034M", "rounded", "rounded to 0.0001M"),
    ("3371", "differs", "1 (0.030%) fewer than printed"),
    ("3.2k", "differs", "170 (5.3%) more than printed"),
    ("0", "differs", "3,370 more than printed"),
    ("many", "unknown", "`many` is no count"),
]


@pytest.mark.parametrize(("cell", "status", "says"), SAYS)
def test_what_is_said_of_a_count(cell: str, status: str, says: str) -> None:
    (row,) = judged(f"file,params\nn.arch,{cell}\n")
    assert (row["status"], row["says"]) == (status, says)


HINTS = [
    ("3378", ["3,378 is the count with buffers"]),
    ("3250", []),
    ("120", ["120 is the count of all parameters but those of heads (`backbone`)"]),
    ("3362", ["3,362 is the count with norm = off"]),
    ("3366", ["3,366 is the count with bias = off"]),
    ("3356", ["3,356 is the count without biases"]),
    ("3348", ["3,348 is the count of weights alone, without biases and normalisation"]),
    ("116", ["116 is the count of all parameters but those of heads (`backbone`), with bias = off"]),
    ("3.29K", ["in units of 1,024 it is right"]),
]


@pytest.mark.parametrize(("cell", "hints"), HINTS)
def test_a_simple_convention_is_named(cell: str, hints: list[str]) -> None:
    (row,) = judged(f"file,params\nn.arch,{cell}\n")
    assert (row["status"], row["hints"]) == ("differs", hints)


PUBLISHED = [
    ("resnet50", "25,636,712", "25,636,712 is the count with buffers, with bias = on"),  # Keras
    ("gpt2", "163M", "163,037,184 is the count of all parameters, those that are shared at each use (`repeated`)"),
    ("gpt2", "85.1M", "85,056,000 is the count of all parameters but those of embeddings (`non_embedding`)"),
    ("googlenet", "6.62M", "6,624,904 is the count of all parameters but those of auxiliary heads (`main`)"),
    ("mixtral", "12.9B", "12,879,925,248 is the count of the parameters that one token passes through (`active`)"),
    ("resnet50", "102.2M", "it is the size in megabytes, at 4 bytes a parameter"),
    ("resnet50", "97.5M", "it is the size in units of 1,048,576 bytes, at 4 bytes a parameter"),
]


@pytest.mark.parametrize(("name", "cell", "hint"), PUBLISHED)
def test_conventions_behind_published_numbers(name: str, cell: str, hint: str) -> None:
    (row,) = judged(f"model\tparams\n{name}\t{cell}\n")
    assert row["hints"] == [hint]


# ---- names and settings ------------------------------------------------------------------

NAMES = [
    ("ResNet-50", 25_557_032),
    ("resnet50", 25_557_032),
    ("**ResNet-50** (ours) [12]", 25_557_032),
    ("EfficientNet-B0", 5_288_548),
    ("DenseNet 161", 28_681_000),
    ("n.arch", 3_370),
    ("n.arch:small", 1_690),
    ("n.arch:N", 3_370),
    ("ResNet-50$^\\dagger$", 25_557_032),
    ("ResNet-50$^{\\ddagger,1}$", 25_557_032),
    ("ResNet-50\\textsuperscript{a}", 25_557_032),
    ("ResNet-50 (He et al., 2016)", 25_557_032),
]


@pytest.mark.parametrize(("name", "count"), NAMES)
def test_names_are_spelt_freely(name: str, count: int) -> None:
    (row,) = judged(f"| model | params |\n|--|--|\n| {name} | 1 |\n")
    assert row["parameters"] == count


MISSED = [
    ("MobileNetV2 (1.4)", "`(1.4)` is no part of a network's name; did you mean `mobilenet_v2_1_4`?"),
    ("ResNet-50 (v1.5)", "`(v1.5)` is no part of a network's name; did you mean `resnet50`?"),
    ("Ours (ResNet-50)", "`(ResNet-50)` is no part of a network's name; did you mean `resnet50`?"),
    ("Ours (deep)", "`(deep)` is no part of a network's name"),
    ("VGG-16 (BN)", "`(BN)` is no part of a network's name; did you mean `vgg16_bn`?"),
    ("VGG-16 [wide]", "`[wide]` is no part of a network's name; did you mean `vgg16`, `vgg16_bn`?"),
]


@pytest.mark.parametrize(("name", "trouble"), MISSED)
def test_a_bracket_that_names_nothing_is_not_passed_over(name: str, trouble: str) -> None:
    (row,) = judged(f"| model | params |\n|--|--|\n| {name} | 1 |\n")
    assert (row["parameters"], row["status"], row["says"]) == (None, "unknown", trouble)


def test_a_column_of_layers_is_not_passed_over() -> None:
    """He et al., table 6: the network of the row is none that its name alone says."""
    rows = judged("model,# layers,params\nResNet,20,0.27M\nResNet-50,50,25.6M\nVGG,19,138M\nVGG-16,,138M\n")
    assert [(r["parameters"], r["status"]) for r in rows] == [
        (None, "unknown"),
        (25_557_032, "rounded"),
        (None, "unknown"),
        (138_357_544, "rounded"),
    ]
    assert rows[0]["says"] == "`# layers` = 20 is no parameter of `ResNet`; did you mean `cifar_resnet20`?"
    assert rows[2]["says"] == "`# layers` = 19 is no parameter of `VGG`; did you mean `vgg19`?"


def test_a_column_of_layers_that_agrees_with_a_parameter() -> None:
    rows = judged("model,layers,params\nGPT-2 XL,48,1.56B\nGPT-2,24,124M\n")
    assert [r["status"] for r in rows] == ["rounded", "unknown"]


def test_a_remark_is_passed_over_and_said() -> None:
    (row,) = judged("model,params\nResNet-50 (ours) [12],25.6M\n")
    assert (row["status"], row["hints"]) == ("rounded", ["`(ours)` is taken as a remark on `ResNet-50`"])


def test_a_shipped_network_is_given() -> None:
    """In place of a FILE: rows need not name it, and it stands before what else ships."""
    rows = judged("w,params\n64,31054274\n", "unet")
    assert [(r["parameters"], r["settings"]) for r in rows] == [(31_042_434, {"w": "64"})]


def test_a_table_is_beside_its_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "t.csv").write_text("file,params\nn.arch,3370\n", encoding="utf-8")
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert command("check", "--against", "../t.csv").status == 0


SETTINGS = [
    ("w,params\n2,1690\n4,3370\n,3370\n–,3370\n", [{"w": "2"}, {"w": "4"}, {}, {}]),
    ("w,norm,params\n2,no,1686\n4,✓,3370\n", [{"w": "2", "norm": "off"}, {"w": "4", "norm": "on"}]),
    ("name,settings,params\nN,w=2; norm=off,1686\n", [{"w": "2", "norm": "off"}]),
    ("name,w,top-1,params\nsmall,,71.2,1690\nN,,3,3370\nsmall,4,3,3370\n", [{}, {}, {"w": "4"}]),
]


@pytest.mark.parametrize(("table", "settings"), SETTINGS)
def test_settings_columns_with_a_file_given(table: str, settings: list[dict[str, str]]) -> None:
    rows = judged(table, "n.arch")
    assert [r["settings"] for r in rows] == settings
    assert {r["status"] for r in rows} == {"exact"}


def test_a_column_is_a_setting_where_the_net_has_the_parameter() -> None:
    table = "model,w,V,params\nunet,64,,31.0M\ngpt2,,50257,124M\n"
    assert [r["settings"] for r in judged(table)] == [{"w": "64"}, {"V": "50257"}]


LISTS = [
    ('model,w,L,params\nconvnext,128,"[3, 3, 27, 3]",88.6M\n', {"w": "128", "L": "(3, 3, 27, 3)"}),
    ('model,w,L,params\nconvnext,128,"3,3,27,3",88.6M\n', {"w": "128", "L": "(3,3,27,3)"}),
    ("model,w,L_3,params\nconvnext,128,27,88.6M\n", {"w": "128", "L_3": "27"}),
    ('model,settings,params\nconvnext,"L=3,3,27,3; w=128",88.6M\n', {"w": "128", "L": "(3,3,27,3)"}),
    ("model,w,settings,params\nconvnext,128,L=(3;3;27;3),88.6M\n", None),
]


@pytest.mark.parametrize(("table", "settings"), LISTS)
def test_a_setting_that_is_a_list(table: str, settings: dict[str, str] | None) -> None:
    (row,) = judged(table)
    assert row["status"] == ("unknown" if settings is None else "rounded")
    assert settings is None or row["settings"] == settings


def test_columns_of_views_are_checked_too() -> None:
    table = "model,params,trainable params (k),buffers,backbone params\nn.arch,3370,3.4,8,120\n"
    rows = judged(table)
    assert [r["view"] for r in rows] == ["params", "trainable", "buffers", "backbone"]
    assert [r["parameters"] for r in rows] == [3_370, 3_370, 8, 120]
    assert [r["status"] for r in rows] == ["exact", "rounded", "exact", "exact"]


# ---- output ------------------------------------------------------------------------------


def test_as_text() -> None:
    table = "file,w,top-1,params\nn.arch,2,1,1690\nn.arch,,1,3.4k\nn.arch,,1,3378\nours,,1,7\n"
    done = command("check", "--against", "-", stdin=table.encode())
    assert done.status == 1
    assert done.out == (
        "                      printed  parameters\n"
        "ok    n.arch (w = 2)     1690       1,690  exactly\n"
        "ok    n.arch             3.4k       3,370  rounded to 0.1k\n"
        "FAIL  n.arch             3378       3,370  8 (0.24%) fewer than printed\n"
        "                                           = 3,378 is the count with buffers\n"
        "FAIL  ours                  7              there is no file `ours`, and no shipped network of that name\n"
        "follows: 1 exactly, 1 but for rounding, 1 not, 1 could not be checked\n"
        "left alone: top-1\n"
    )


def test_as_data() -> None:
    done = command("check", "--against", "-", "--format", "json", stdin=b"file,top-1,params\nn.arch,1,3.4k\n")
    assert json.loads(done.out) == {
        "holds": True,
        "left_alone": ["top-1"],
        "rows": [
            {
                "line": 2,
                "name": "n.arch",
                "settings": {},
                "view": "params",
                "cell": "3.4k",
                "printed": 3_400,
                "step": 100,
                "parameters": 3_370,
                "status": "rounded",
                "rounding": "nearest",
                "difference": -30,
                "says": "rounded to 0.1k",
                "hints": [],
            }
        ],
    }


def test_fractions_in_data_are_strings() -> None:
    (row,) = judged("file,params\nn.arch,3.37009k\n")
    assert Fraction(row["printed"]) == Fraction("3370.09")
    assert (row["printed"], row["step"], row["status"]) == ("337009/100", "1/100", "differs")


def test_what_a_table_holds_reaches_no_terminal_as_a_command() -> None:
    table = "file,params,\x1b[2J\nn.arch\x1b[31m,3370,1\n\u202en.arch,\x1b]0;x\x07,1\n"
    done = command("check", "--against", "-", stdin=table.encode())
    assert "\x1b" not in done.out + done.err
    assert "\u202e" not in done.out + done.err


@pytest.mark.parametrize(
    "text", ["|" * 5000 + "\n" + "|-" * 2000, "\\\\&" * 20_000, ",params\n" + '"' * 9_999, "{" * 50_000]
)
def test_monsters_are_read(text: str) -> None:
    with suppress(Problem):
        read_table(Source("t", text))
