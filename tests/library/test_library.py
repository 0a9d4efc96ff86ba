"""The library as it ships: checked without sympy, listed, named on the command line, cited, and short."""

from __future__ import annotations

import json
import re
import sys
from functools import cache
from pathlib import Path
from subprocess import run
from typing import Any

import pytest
import sympy

import symcount
from symcount.language import syntax
from symcount.network.catalogue import LIBRARY, library, library_folder, shipped_models
from symcount.pipeline import source_of
from tests.library.shelf import HELPERS, counted
from tests.support import Result, command, environment, process

MODELS = [path.stem for path in sorted((library_folder() / "models").glob("*.arch"))]

# ---- symcount check --library ----------------------------------------------------------------

REFUSES = """
from pathlib import Path
Path({seen!r}).write_text("seen")
raise ImportError("sympy was imported")
"""


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Result, Path]:
    """`symcount check --library` where an import of sympy, in whatever process, leaves a trace and fails."""
    folder = tmp_path_factory.mktemp("site")
    seen = folder / "seen"
    (folder / "sympy.py").write_text(REFUSES.format(seen=str(seen)), encoding="utf-8")
    path = f"{folder}:{environment()['PYTHONPATH']}"
    done = process("check", "--library", PYTHONPATH=path)
    assert not seen.exists()
    run([sys.executable, "-c", "import sympy"], env=environment(PYTHONPATH=path), capture_output=True, check=False)
    return done, seen


def test_the_whole_library_is_checked_without_sympy(checked: tuple[Result, Path]) -> None:
    done, trap = checked
    assert trap.exists(), "the trap does not work"
    assert (done.status, done.err) == (0, "")
    lines = done.out.splitlines()
    assert [line for line in lines if not line.startswith("ok ")] == []
    stated = {name: len(re.findall(r"^ *(?:expect|variant .*==)", source_of(name).text, re.M)) for name in everything()}
    assert len(lines) == sum(stated.values())
    assert all(stated.values())


def everything() -> list[str]:
    return [*LIBRARY, *shipped_models()]


# ---- symcount models ----------------------------------------------------------------------------


@cache
def rows() -> list[dict[str, Any]]:
    done = command("models", "--format", "json")
    assert done.status == 0, done.err
    return json.loads(done.out)  # type: ignore[no-any-return]


NAMES = [row["name"] for row in rows()]

NAMED = """
    lenet5 alexnet vgg11 vgg13 vgg16 vgg19 vgg11_bn vgg13_bn vgg16_bn vgg19_bn googlenet inception_v3
    resnet18 resnet34 resnet50 resnet101 resnet152 resnext50_32x4d resnext101_32x8d wide_resnet50_2 seresnet50
    cifar_resnet20 cifar_resnet110 densenet121 densenet161 densenet169 densenet201 squeezenet1_0 squeezenet1_1
    mobilenet_v1 mobilenet_v2 mobilenet_v3_small mobilenet_v3_large mnasnet1_0 shufflenet_v2_x1_0 xception
    efficientnet_b0 efficientnet_b1 efficientnet_b2 efficientnet_b3 efficientnet_b4 efficientnet_b5 efficientnet_b6
    efficientnet_b7 regnet_x_400mf regnet_y_400mf convnext_tiny convnext_base unet_64 unet_32_bilinear
    fcn_resnet50 deeplabv3_resnet50 ssd300_vgg16 retinanet_resnet50_fpn fasterrcnn_resnet50_fpn
    vit_b_16 vit_l_16 vit_h_14 deit_small swin_t mixer_b_16 convmixer_1536_20 transformer_base
    bert_base bert_base_masked_lm bert_large gpt2 gpt2_medium gpt2_large gpt2_xl gpt3_175b t5_small
    llama_7b llama2_7b llama3_8b mistral_7b mixtral_8x7b lora_llama_7b lstm_lm_medium ddpm_cifar10
""".split()


def test_the_list_of_networks() -> None:
    assert all(set(row) == {"name", "file", "paper", "year", "parameters"} for row in rows())
    assert len(set(NAMES)) == len(NAMES) >= 60
    assert {row["file"].removesuffix(".arch") for row in rows()} == set(MODELS)
    assert set(NAMED) - set(NAMES) == set()


def test_the_list_as_text() -> None:
    done = command("models")
    assert done.status == 0
    assert [line.split()[0] for line in done.out.splitlines() if line.split()[:1] and line.split()[0] in NAMES] == NAMES


@pytest.mark.parametrize("row", rows(), ids=NAMES)
def test_a_name_in_place_of_a_file(row: dict[str, Any]) -> None:
    assert source_of(row["name"]).name == row["file"]
    assert counted(row["name"]).parameters == row["parameters"]


@pytest.mark.parametrize("row", [row for row in rows() if row["file"] != "cnn.arch"], ids=lambda row: str(row["name"]))
def test_a_network_cites_its_paper(row: dict[str, Any]) -> None:
    assert re.fullmatch(r"\S.*, .+", row["paper"]), "authors, title"
    assert 1980 <= row["year"] <= 2030


SETTINGS = [
    ("resnet50", "L3=23", "resnet101"),
    ("resnet101", "g=32 d=8", "resnext101_32x8d"),
    ("vgg16", "norm=on", "vgg16_bn"),
    ("efficientnet_b0", "w=1.2 d=1.4", "efficientnet_b3"),
    ("gpt2", "L=48 d=1600", "gpt2_xl"),
    ("llama_7b", "kv=8 d_ff=14336", "mistral_7b"),
    ("vit_l_16", "d=768 L=12", "vit_b_16"),
    ("t5_small", "decoder=off", "t5_small_encoder"),
]


@pytest.mark.parametrize(("name", "set", "other"), SETTINGS)
def test_settings_of_a_variant(name: str, set: str, other: str) -> None:
    options = [word for pair in set.split() for word in ("--set", pair)]
    found = [command("count", *words, "--format", "json") for words in ((name, *options), (other,))]
    assert [done.status for done in found] == [0, 0]
    changed, wanted = (json.loads(done.out)["parameters"] for done in found)
    assert changed == wanted != counted(name).parameters


COMMANDS = [
    "count resnet18 --by kind",
    "derive resnet18 --keep none",
    "check resnet18",
    "show resnet18 --stage network",
    "format resnet18",
    "scale resnet18 --by w --steps 2",
    "solve resnet18 --for w --params 5M",
    "compare resnet18 resnet34",
    "sweep resnet18 --over w=8,16 -o grid.csv",
]


@pytest.mark.parametrize("line", COMMANDS)
def test_every_command_takes_a_name(line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = command(*line.split())
    assert done.status == 0, done.err
    assert done.out or (tmp_path / "grid.csv").read_text(encoding="utf-8")


def test_the_formula_of_a_block() -> None:
    done = command("derive", "blocks.arch", "--net", "fire", "--format", "json")
    assert done.status == 0, done.err
    entering, s, e1, e3 = sympy.symbols("C_i s e1 e3")
    found = sympy.sympify(json.loads(done.out)["total"]["expression"])
    assert sympy.expand(found - (entering * s + s + s * e1 + e1 + 9 * s * e3 + e3)) == 0


# ---- the files ------------------------------------------------------------------------------------

SHORTER_THAN = {"resnet": 40, "gpt2": 15, "efficientnet": 40}


@pytest.mark.parametrize(("name", "lines"), SHORTER_THAN.items())
def test_a_family_is_as_short_as_its_table(name: str, lines: int) -> None:
    assert len(source_of(name).text.splitlines()) < lines


@pytest.mark.parametrize("name", everything())
def test_a_file_of_the_library(name: str) -> None:
    text = source_of(name).text
    assert re.match(r"# \S.*\.\n|# \S.*\n# .*\.\n", text), "one sentence, or two lines of it, says what it is"
    assert [line for line in text.splitlines() if len(line) > 118] == []
    assert [line for line in re.findall(r"^ *variant .*", text, re.M) if "==" not in line] == []
    assert name in LIBRARY or re.search(r"^ *(expect|variant) ", text, re.M)


# ---- sources ----------------------------------------------------------------------------------------

ITEM = re.compile(r"^((?:#.*\n)*)(?:layer |block )?([a-z]\w*)", re.M)
SOURCE = re.compile(r"\b(19|20)\d\d\b|\b(torch|torchvision|keras)\.|Swin|T5")
ITEMS = [(m[2], m[1]) for name in LIBRARY for m in ITEM.finditer(source_of(name).text)]


def test_all_items_are_found() -> None:
    assert [name for name, _ in ITEMS] == library().names


@pytest.mark.parametrize(
    ("name", "comment"), [x for x in ITEMS if x[0] not in HELPERS], ids=[n for n, _ in ITEMS if n not in HELPERS]
)
def test_a_layer_or_block_states_its_source(name: str, comment: str) -> None:
    """A paper with its year, or the layer of a framework, in the comment above it."""
    wanted = "a paper with its year, or the class of a framework, e.g. `# torch.nn.Linear`"
    assert SOURCE.search(comment), f"the comment above `{name}` in symcount/library names no source: {wanted}"


def declared(name: str) -> object:
    found = library().find(name)
    assert found is not None
    return found.declaration


OWNING = [
    name
    for name in library().names
    if isinstance(x := declared(name), syntax.Layer) and any(isinstance(rule, syntax.Tensor) for rule in x.rules)
]
COUNTED = [name for name in library().names if isinstance(declared(name), syntax.Block)]
WITHOUT_EXAMPLE = {
    "top_down": "its second branch is an argument",
    "fpn": "two of its three maps are arguments",
    "moe": "its experts are an argument: see swiglu_moe",
    "lora": "its layer is an argument: see lora_linear",
}


@pytest.mark.parametrize("name", OWNING)
def test_a_layer_has_an_example_with_a_number(name: str) -> None:
    layer = declared(name)
    assert isinstance(layer, syntax.Layer)
    examples = [x for x in layer.expects if x.quantity == "params" and isinstance(x.expected, syntax.Number)]
    assert examples, f"`{name}` in layers.arch has no example: write `expect params(C_i = 6, …) == 42` into its body"


@pytest.mark.parametrize("name", COUNTED)
def test_a_block_has_its_formula_and_an_example(name: str) -> None:
    block = declared(name)
    assert isinstance(block, syntax.Block)
    expects = [line for line in block.body if isinstance(line, syntax.Expect)]
    symbolic = [x for x in expects if re.search(r"[A-Za-z]", x.expected.span.text)]
    wanted = "one `expect params == FORMULA` and one with a number, or a reason in WITHOUT_EXAMPLE"
    complete = bool(symbolic) and len(symbolic) < len(expects)
    assert complete != (name in WITHOUT_EXAMPLE), f"`{name}` in blocks.arch needs {wanted}"


@pytest.mark.parametrize("name", shipped_models())
def test_a_network_in_all_its_symbols_is_an_expression_of_sympy(name: str) -> None:
    """What Python is given; at the values of the parameters it is the count."""
    model = symcount.load(name)
    net = model.model.scope.nets[0].name
    symbolic = model.count(net=net, keep="all")
    values = symbolic.result.network.values
    if values.keys() >= {str(symbol) for symbol in symbolic.closed_form.free_symbols}:
        assert symbolic.closed_form.subs(values) == model.count(net=net).parameters
