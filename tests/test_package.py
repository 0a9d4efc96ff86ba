"""The wheel: it holds the grammar and all files of the package that are no Python, and works where there is no checkout."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import warnings
import zipfile
from pathlib import Path

import pytest

from tests.support import ROOT


def pip(*arguments: str) -> subprocess.CompletedProcess[str]:
    quiet = ["--disable-pip-version-check", "--no-input", "-q"]
    return subprocess.run(
        [sys.executable, "-m", "pip", *arguments, *quiet], capture_output=True, text=True, timeout=300, check=False
    )


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    here = ["--no-build-isolation"] if importlib.util.find_spec("hatchling") else []
    done = pip("wheel", "--no-deps", *here, "-w", str(folder), str(ROOT))
    if done.returncode != 0 and not here:
        warnings.warn(
            pytest.PytestWarning("hatchling is neither installed nor to be had: the wheel was NOT tested"), stacklevel=2
        )
        pytest.skip("hatchling cannot be had")
    assert done.returncode == 0, done.stderr
    (found,) = folder.glob("symcount-*.whl")
    return found


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    done = pip("install", "--no-deps", "--no-index", "--target", str(folder), str(wheel))
    assert done.returncode == 0, done.stderr
    return folder


def run(site: Path, cwd: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """In another folder, with the installed package in front and the checkout nowhere."""
    env = {**os.environ, "PYTHONPATH": str(site)}
    return subprocess.run([*command], capture_output=True, text=True, cwd=cwd, env=env, timeout=60, check=False)


pytestmark = pytest.mark.filterwarnings("default::pytest.PytestWarning")


INSIDE = [("grammar", "symcount/grammar"), ("symcount", "symcount")]


@pytest.mark.parametrize(("folder", "inside"), INSIDE, ids=[folder for folder, _ in INSIDE])
def test_the_wheel_holds_what_is_no_python(wheel: Path, folder: str, inside: str) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    files = {
        f"{inside}/{p.relative_to(ROOT / folder).as_posix()}"
        for p in (ROOT / folder).rglob("*")
        if p.is_file() and p.suffix not in (".py", ".pyc")
    }
    assert len(files) >= 2
    assert files <= names


def test_the_wheel_holds_the_style_of_plots(wheel: Path) -> None:
    assert "symcount/render/plot.mplstyle" in zipfile.ZipFile(wheel).namelist()


def test_the_wheel_holds_no_tests_and_no_pages(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert not any(name.startswith(("tests", "docs")) for name in names)


def test_the_installed_command_counts_derives_and_checks(installed: Path, tmp_path: Path) -> None:
    python = [sys.executable, "-m", "symcount"]
    where = run(installed, tmp_path, sys.executable, "-c", "import symcount; print(symcount.__file__)")
    assert Path(where.stdout.strip()).is_relative_to(installed)
    done = run(installed, tmp_path, *python, "count", "unet", "--format", "json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["parameters"] == 7_765_442
    derived = run(installed, tmp_path, *python, "derive", "cnn", "--factoring", "layers")
    assert "= 208" in derived.stdout
    assert run(installed, tmp_path, *python, "check", "unet", "resnet50").returncode == 0
    explained = run(installed, tmp_path, *python, "explain", "E204")
    assert explained.stdout.startswith("E204: branches with different channel counts\n")


def test_the_installed_script(installed: Path, tmp_path: Path) -> None:
    script = installed / "bin" / "symcount"
    if not script.exists():
        pytest.skip("this platform puts scripts elsewhere")
    done = run(installed, tmp_path, str(script), "count", "unet")
    assert done.returncode == 0, done.stderr
    assert "7,765,442" in done.stdout


def test_the_grammar_s_tables_travel_too(installed: Path, tmp_path: Path) -> None:
    """Building them anew would double the time of every run."""
    code = "import sys; from symcount.language.machine import machine; machine(); print('lark' in sys.modules)"
    assert run(installed, tmp_path, sys.executable, "-c", code).stdout.strip() == "False"
