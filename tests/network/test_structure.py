"""The room as facts: its modules import only downwards, also for types, and none of its records holds a function."""

from __future__ import annotations

import ast
import importlib
import inspect
import textwrap
import typing
from collections.abc import Callable, Iterator
from graphlib import TopologicalSorter
from pathlib import Path
from types import FunctionType, ModuleType

import pytest

from tests.support import ROOT

ROOM = ROOT / "symcount" / "network"
NAMES = sorted(path.stem for path in ROOM.glob("*.py") if path.stem != "__init__")
PREFIX = "symcount.network"

# ---- imports -------------------------------------------------------------------------------


def neighbours(text: str) -> set[str]:
    """The modules of the room that a module imports, anywhere in it: inside functions and for types too."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom) and node.module == PREFIX:
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith(f"{PREFIX}."):
            found.add((node.module or "").removeprefix(f"{PREFIX}."))
        elif isinstance(node, ast.Import):
            found |= {a.name.removeprefix(f"{PREFIX}.") for a in node.names if a.name.startswith(PREFIX)}
    return found


def source(name: str) -> str:
    return (ROOM / f"{name}.py").read_text(encoding="utf-8")


def test_there_is_no_circle() -> None:
    order = list(TopologicalSorter({name: neighbours(source(name)) for name in NAMES}).static_order())
    assert order.index("values") < order.index("evaluator") < order.index("apply") < order.index("evaluate")


@pytest.mark.parametrize("name", NAMES)
def test_imports_stand_at_the_top(name: str) -> None:
    inside = [node for top in ast.parse(source(name)).body for node in ast.walk(top) if node is not top]
    assert [ast.unparse(n) for n in inside if isinstance(n, ast.Import | ast.ImportFrom)] == []


# ---- functions in records ------------------------------------------------------------------


def is_function(hint: object) -> bool:
    """Whether a type is that of a function, or holds one."""
    if hint in (Callable, FunctionType, typing.Callable) or typing.get_origin(hint) is Callable:
        return True
    origin = typing.get_origin(hint)
    return origin is not None and (is_function(origin) or any(map(is_function, typing.get_args(hint))))


def held(cls: type) -> Iterator[tuple[str, object]]:
    """The fields of a class, and what it is made with, each with its type."""
    yield from typing.get_type_hints(cls).items()
    if inspect.isfunction(cls.__init__):
        yield from typing.get_type_hints(cls.__init__).items()
        namespace = vars(importlib.import_module(cls.__module__))
        for node in ast.walk(ast.parse(textwrap.dedent(inspect.getsource(cls)))):
            if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Attribute):
                yield node.target.attr, typing.get_type_hints(annotated(node), namespace)["field"]


def annotated(node: ast.AnnAssign) -> type:
    return type("Annotated", (), {"__annotations__": {"field": ast.unparse(node.annotation)}})


def classes(module: ModuleType) -> list[type]:
    return [c for c in vars(module).values() if isinstance(c, type) and c.__module__ == module.__name__]


@pytest.mark.parametrize("name", NAMES)
def test_no_record_holds_a_function(name: str) -> None:
    module = importlib.import_module(f"{PREFIX}.{name}")
    assert [(c.__name__, field) for c in classes(module) for field, hint in held(c) if is_function(hint)] == []


def test_the_scan_sees_what_it_looks_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "held_functions.py").write_text(
        "from __future__ import annotations\nfrom collections.abc import Callable\nfrom dataclasses import dataclass\n"
        "Step = Callable[[int], int]\n"
        "@dataclass\nclass A:\n    step: Step | None\n"
        "class B:\n    def __init__(self, step: Callable[..., int]) -> None:\n        self.step = step\n"
        "class C:\n    def __init__(self) -> None:\n        self.steps: list[Step] = []\n"
        "class D:\n    n: int\n    def step(self, f: Step) -> int:\n        return f(self.n)\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    module = importlib.import_module("held_functions")
    assert [c.__name__ for c in classes(module) if any(is_function(hint) for _, hint in held(c))] == ["A", "B", "C"]
    assert neighbours(f"def f():\n    from {PREFIX} import apply\nimport {PREFIX}.values") == {"apply", "values"}
