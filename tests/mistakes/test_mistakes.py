"""Every mistake gives its picture, to the letter; nothing is written, and nothing is counted all the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.mistakes.cases import FILES, Case, content, read, renew, shown, written

CASES = [pytest.param(case, id=f"{path.stem}: {case.name}") for path in FILES for case in read(path)[1]]


@pytest.mark.parametrize("case", CASES)
def test_a_mistake_gives_its_picture(case: Case, tmp_path: Path) -> None:
    for run, result in zip(case.runs, case.results(tmp_path), strict=True):
        assert shown(result) == run.shown, f"of `{run.command}`; `python -m tests.mistakes` writes what is shown now"
        fails = "error[" in result.err or "FAIL  " in result.out
        assert result.status == int(fails)
        assert result.out == "" or not fails or run.command.startswith("symcount check ")
    left = {path.relative_to(tmp_path / "inner").as_posix() for path in (tmp_path / "inner").rglob("*.*")}
    assert left == {name for name, _ in case.files if not name.startswith("..")}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_of_cases_is_written_as_it_is_read(path: Path) -> None:
    head, cases = read(path)
    assert written(head, cases) == path.read_text(encoding="utf-8")
    assert len({case.name for case in cases}) == len(cases), "a name stands for one case"
    assert all(case.runs for case in cases)


@pytest.mark.parametrize(
    ("text", "bytes_"),
    [
        ("a ‹U+202E›b\n", b"a \xe2\x80\xaeb\n"),
        ("‹0xFF›\n", b"\xff\n"),
        ("x = ‹3 × (›1\n", b"x = (((1\n"),
        ("a =‹end›\n", b"a ="),
        ('as "\\hat{w}" \\x1b\n', b'as "\\hat{w}" \\x1b\n'),
    ],
)
def test_the_notation_of_unusual_characters(text: str, bytes_: bytes) -> None:
    assert content(text) == bytes_


def test_a_stale_picture_is_renewed_and_named(tmp_path: Path) -> None:
    one = "=== one\nnet N { out input(3) -> cov }\n\n$ symcount count t.arch\n"
    two = "=== two\n--- parts.arch\nf = cov\n\n$ symcount count - < parts.arch\n"
    path = tmp_path / "names.txt"
    path.write_text(f"{one}\n{two}", encoding="utf-8")
    assert renew(path) == ["one", "two"]
    assert renew(path) == []
    _, (first, second) = read(path)
    assert first.runs[0].shown.splitlines()[:2] == ["error[E201]: `cov` is unknown", "  ┌─ t.arch:1:25"]
    assert second.runs[0].shown.startswith("error[E402]: there is no net to count\n")
