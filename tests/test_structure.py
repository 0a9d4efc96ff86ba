"""The rooms, as facts: arrows point downwards, sympy has one door, text is never run, tools are content."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import NETWORKS, ROOT, environment

PACKAGE = ROOT / "symcount"
MODULES = sorted(PACKAGE.rglob("*.py"))


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def for_types_only(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def run_time(node: ast.AST) -> Iterator[ast.AST]:
    """Every node that is executed, also inside functions; not what stands under TYPE_CHECKING."""
    yield node
    for child in ast.iter_child_nodes(node):
        if not for_types_only(child):
            yield from run_time(child)


def imported(path: Path) -> set[str]:
    """The packages that a module imports when it runs."""
    found: set[str] = set()
    for node in run_time(tree(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return found


def test_there_are_modules() -> None:
    assert len(MODULES) > 30


DOORS = {"sympy": "algebra/symbolic.py", "lark": "language/tables.py"}


@pytest.mark.parametrize("package", DOORS)
def test_a_package_is_imported_in_one_module(package: str) -> None:
    assert [p.relative_to(PACKAGE).as_posix() for p in MODULES if package in imported(p)] == [DOORS[package]]


# ---- algebra: two engines that share no arithmetic, and few doors ----------------------------


def algebra_of(path: Path) -> set[str]:
    """The modules of algebra that a module imports when it runs, also inside functions."""
    names: set[str] = set()
    for node in run_time(tree(path)):
        if isinstance(node, ast.ImportFrom) and node.module == "symcount.algebra":
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("symcount.algebra."):
            names.add(node.module.removeprefix("symcount.algebra."))
    return names


def reached(name: str) -> set[str]:
    """All modules of algebra that `name` leads to, itself among them."""
    seen: set[str] = set()
    todo = [name]
    while todo:
        here = todo.pop()
        if here not in seen:
            seen.add(here)
            todo += algebra_of(PACKAGE / "algebra" / (here.replace(".", "/") + ".py"))
    return seen


def test_the_two_engines_share_no_arithmetic() -> None:
    """Only the tree, its value, and how a closed form is written; each is asked by `proof`, and by nothing of the other."""
    sympys, ours = reached("rings"), reached("expansion")
    assert sympys & ours == {"formula", "functions", "irrational", "monomials"}
    assert {"arithmetic", "signs"} <= ours - sympys
    assert "symbolic" in sympys - ours
    assert {"rings", "expansion"} <= algebra_of(PACKAGE / "algebra" / "proof.py")


def test_between_a_tally_and_its_proved_rows_are_three_modules_of_algebra() -> None:
    doors = {name for file in ("tally", "steps") for name in algebra_of(PACKAGE / "derivation" / f"{file}.py")}
    assert doors == {"formula", "arithmetic", "proof"}


RUNS_TEXT = {
    "eval",
    "exec",
    "compile",
    "sympify",
    "parse_expr",
    "parse_latex",
    "parse_mathematica",
    "lambdify",
    "S",
    "__import__",
}


def called(path: Path) -> Iterator[tuple[str, int]]:
    """The names of all calls, plain (`eval(…)`) and of sympy (`sympy.sympify(…)`)."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call):
            match node.func:
                case ast.Name(id=name):
                    yield name, node.lineno
                case ast.Attribute(attr=name, value=ast.Name(id="sympy" | "builtins")):
                    yield name, node.lineno
                case _:
                    pass


def test_no_text_is_run_as_python() -> None:
    assert [(p.name, name, line) for p in MODULES for name, line in called(p) if name in RUNS_TEXT] == []


def test_the_scan_sees_what_it_looks_for(tmp_path: Path) -> None:
    path = tmp_path / "m.py"
    path.write_text(
        "import sympy\ndef f(t):\n    from sympy import x\n    return eval(t), sympy.sympify(t), re.compile(t)\n"
    )
    assert "sympy" in imported(path)
    assert [name for name, _ in called(path) if name in RUNS_TEXT] == ["eval", "sympify"]


# ---- what is loaded ------------------------------------------------------------------------

LOADED = """
import sys
sys.argv = ["symcount", *sys.argv[1:]]
from symcount.cli import main
try:
    main()
except SystemExit as end:
    status = end.code
heavy = {"sympy", "matplotlib", "numpy", "lark"} & {name.partition(".")[0] for name in sys.modules}
print("LOADED", status, *sorted(heavy), file=sys.stderr)
"""


def loaded(*arguments: str, cwd: Path | None = None) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", LOADED, *arguments],
        capture_output=True,
        text=True,
        env=environment(),
        timeout=60,
        cwd=cwd,
        check=False,
    )
    status, *names = done.stderr.splitlines()[-1].removeprefix("LOADED ").split()
    assert status == "0", done.stderr
    return names


WITHOUT = [
    ["--help"],
    ["--version"],
    ["count", "--help"],
    ["count", "resnet50"],
    ["count", "gpt2", "--format", "json"],
    ["count", "unet", "--set", "w=48", "--by", "layer"],
    ["derive", "unet", "--keep", "none"],
    ["format", str(NETWORKS / "unet.arch")],
    ["check", str(NETWORKS / "vgg16_classifier.arch")],
]


@pytest.mark.parametrize("arguments", WITHOUT, ids=lambda a: " ".join(map(str, a)).replace(str(NETWORKS), ""))
def test_numbers_need_no_sympy_and_no_text_needs_lark(arguments: list[str]) -> None:
    assert loaded(*arguments) == []


NO_ROOM = [["--help"], ["-h"], ["--version"], [], ["nothing"], ["--nothing"]]
MODULES_OF = """
import sys
from symcount.cli import main
sys.argv = ["symcount", *sys.argv[1:]]
try:
    main()
except SystemExit:
    print("LOADED", *sorted(m for m in sys.modules if m.startswith(("symcount", "lark", "dataclasses"))))
"""


@pytest.mark.parametrize("arguments", NO_ROOM, ids=" ".join)
def test_help_and_wrong_usage_load_no_room(arguments: list[str]) -> None:
    """Only click: what the commands need is loaded when one of them is run."""
    program = [sys.executable, "-c", MODULES_OF, *arguments]
    done = subprocess.run(program, capture_output=True, text=True, env=environment(), timeout=60, check=True)
    assert done.stdout.splitlines()[-1] == "LOADED symcount symcount.cli"


def test_a_proof_with_symbols_does() -> None:
    assert "sympy" in loaded("derive", "unet")


# ---- tools ---------------------------------------------------------------------------------


def tool(name: str) -> str:
    beside = Path(sys.executable).parent / name
    found = str(beside) if beside.exists() else shutil.which(name)
    if found is None:
        warnings.warn(pytest.PytestWarning(f"{name} is not installed, so what it checks was NOT checked"), stacklevel=2)
        pytest.skip(f"{name} is not installed")
    return found


TOOLS = [
    ("lint-imports", ["--no-cache"]),
    ("ruff", ["check", "--no-cache", "."]),
    ("ruff", ["format", "--no-cache", "--check", "."]),
    ("mypy", ["--strict", "-p", "symcount"]),
]


@pytest.mark.filterwarnings("default::pytest.PytestWarning")
@pytest.mark.parametrize(("name", "arguments"), TOOLS, ids=[" ".join([n, *a]) for n, a in TOOLS])
def test_tools(name: str, arguments: list[str]) -> None:
    done = subprocess.run(
        [tool(name), *arguments], cwd=ROOT, capture_output=True, text=True, env=environment(), timeout=300, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
