"""What stands round the interface: its page, its types, and a notebook with every result."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import symcount
from tests.support import environment

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "api.md"


def public() -> list[str]:
    """Every public name, and every name of the classes that answer."""
    names = [*symcount.__all__]
    for name in symcount.__all__:
        thing = getattr(symcount, name)
        if inspect.isclass(thing) and thing.__module__.startswith("symcount.api"):
            names += [m for m in (*vars(thing), *thing.__annotations__) if not m.startswith("_")]
    return list(dict.fromkeys(names))


def test_the_page_has_every_public_name() -> None:
    text = re.sub(r"^```.*?^```$", "", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    said = {word for code in re.findall(r"`([^`]+)`", text) for word in re.findall(r"\w+", code)}
    assert [name for name in public() if name not in said] == []


SCRIPT = """\
import sympy
import symcount
from symcount import CountResult, Model, Problem

model: Model = symcount.load("unet", net="unet_64")
count: CountResult = model.count(keep=sympy.Symbol("w"))
number: int | sympy.Expr = count.parameters
found = model.solve("w", 5_000_000, multiple_of=8)
largest = [row.parameters for row in found]
table: list[dict[str, object]] = found.table()
text: str | bytes = model.compare("unet").to("json")
held: bool = model.check().holds
names: list[str] = [row.name for row in symcount.models()]
try:
    model.at(w=0.5, set={"norm": False}).derive()
except Problem as trouble:
    print([d.code for d in trouble.diagnostics])
reveal_type(largest)
reveal_type(model.scale("w").degree)
"""


def test_a_script_is_checked_against_the_package(tmp_path: Path) -> None:
    """`mypy --strict`, as a user runs it; that the wheel has `py.typed`, by which it is found, is in test_package.py."""
    (tmp_path / "script.py").write_text(SCRIPT, encoding="utf-8")
    site = tmp_path / "site"
    site.mkdir()
    (site / "symcount").symlink_to(ROOT / "symcount")
    run = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--config-file=", "--cache-dir=cache", "script.py"],
        env={**environment(), "MYPYPATH": str(site)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=500,
    )
    said = [line for line in run.stdout.splitlines() if line.startswith("script.py") and "stubs" not in line]
    assert [line.partition("note: ")[2] for line in said if "sympy" not in line and "#missing" not in line] == [
        'Revealed type is "list[int | None]"',
        'Revealed type is "int | None"',
    ], run.stdout + run.stderr


CELLS = """\
import symcount; unet = symcount.load("unet"); unet
unet.count(keep="w")
symcount.load("mobilenet_v3").count(keep="all")
unet.derive()
unet.scale("w")
unet.solve("w", "5M")
symcount.load("gpt2").frontier("d", "L", "50M")
symcount.load("resnet50").compare("resnet101")
unet.sweep({"w": range(8, 200)})
unet.draw()
unet.macros()
unet.check()
symcount.models()
unet.count(keep="w").function("w")
"""


def test_a_notebook_with_every_result_is_small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nbformat: Any = pytest.importorskip("nbformat")
    nbclient: Any = pytest.importorskip("nbclient")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(line) for line in CELLS.splitlines()])
    nbclient.NotebookClient(book, timeout=300, kernel_name="python3").execute()
    assert len(nbformat.writes(book)) < 300_000
    for cell in book.cells:
        (output,) = cell.outputs
        texts = dict(output["data"])
        assert texts["text/plain"].count("\n") < 5, cell.source
        assert len(texts.get("text/html", "")) < 25_000, cell.source
