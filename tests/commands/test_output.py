"""An output file is whole or not touched at all: through a failed run, a full disk and an interrupt."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from symcount.console import write_whole
from symcount.language.diagnostics import Problem
from tests.support import command, environment, process

OLD = b"old and dear\n"

WRITERS = {
    "derive": ["derive", "unet", "-o"],
    "macros": ["macros", "unet", "-o"],
    "draw": ["draw", "unet", "--format", "svg", "-o"],
    "solve": ["solve", "unet", "--for", "w", "--params", "5M", "-o"],
    "sweep": ["sweep", "unet", "--over", "w=8:64:8", "-o"],
}


def needs(writer: str) -> None:
    if writer == "sweep":
        pytest.importorskip("numpy")


ENDINGS = {"macros": ".tex", "draw": ".svg"}


@pytest.fixture
def out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Path:
    """A file that is there already, with the ending that a test's `writer` writes."""
    monkeypatch.chdir(tmp_path)
    callspec = getattr(request.node, "callspec", None)
    path = tmp_path / f"out{ENDINGS.get(callspec.params.get('writer') if callspec else '', '.csv')}"
    path.write_bytes(OLD)
    return path


def untouched(out: Path) -> None:
    """The old file is there, and beside it nothing but the folder in which a sweep keeps its chunks."""
    assert out.read_bytes() == OLD
    assert {p.name for p in out.parent.iterdir()} <= {out.name, "out.csv.part"}


# ---- what goes wrong ---------------------------------------------------------------------


def raising(error: BaseException) -> Callable[..., object]:
    def raises(*arguments: object, **options: object) -> object:
        raise error

    return raises


FULL = OSError(errno.ENOSPC, "No space left on device")
STEPS = ["replace", "chmod", "fsync"]


@pytest.mark.parametrize("writer", WRITERS)
@pytest.mark.parametrize("step", STEPS)
def test_a_full_disk(out: Path, monkeypatch: pytest.MonkeyPatch, writer: str, step: str) -> None:
    needs(writer)
    if writer == "sweep" and step == "fsync":
        pytest.skip("chunks are not flushed one by one")
    monkeypatch.setattr(os, step, raising(FULL))
    done = command(*WRITERS[writer], out.name)
    assert done.status == 1
    assert "error[E408]: cannot write" in done.err
    assert "No space left on device" in done.err
    untouched(out)


@pytest.mark.parametrize("writer", WRITERS)
@pytest.mark.parametrize("step", STEPS)
def test_an_interrupt_amid_writing(out: Path, monkeypatch: pytest.MonkeyPatch, writer: str, step: str) -> None:
    needs(writer)
    if writer == "sweep" and step == "fsync":
        pytest.skip("chunks are not flushed one by one")
    monkeypatch.setattr(os, step, raising(KeyboardInterrupt()))
    assert command(*WRITERS[writer], out.name).status == 130
    untouched(out)


@pytest.mark.parametrize("error", [FULL, KeyboardInterrupt(), MemoryError()], ids=lambda e: type(e).__name__)
def test_an_end_after_the_first_bytes(out: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    """The file beside is there and half full when it happens."""

    class Half:
        def __init__(self, path: Path) -> None:
            self.file = path.open("wb")

        def __enter__(self) -> Half:
            return self

        def __exit__(self, *_: object) -> None:
            self.file.close()

        def write(self, data: bytes) -> None:
            self.file.write(data[:5])
            self.file.flush()
            assert len(list(out.parent.iterdir())) == 2
            raise error

    monkeypatch.setattr(Path, "open", lambda path, mode: Half(path) if mode == "xb" else open(path, mode))  # noqa: SIM115
    with pytest.raises(Problem if isinstance(error, OSError) else type(error)):
        write_whole(out, b"new and long")
    monkeypatch.undo()
    untouched(out)


@pytest.mark.parametrize("writer", ["derive", "macros", "draw"])
def test_a_failed_run(out: Path, writer: str) -> None:
    Path("n.arch").write_text("net N { out input(3, 8, 8) -> cov(4, 3) }", encoding="utf-8")
    name, _, *rest = WRITERS[writer]
    assert command(name, "n.arch", *rest, "out.csv").status == 1
    Path("n.arch").unlink()
    untouched(out)


def test_a_limit_of_the_system(out: Path) -> None:
    """A file that may not grow beyond 100 bytes is as good as a full disk, and needs no privilege."""
    code = (
        "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "sys.dont_write_bytecode = True; resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100));"
        "from symcount.cli import main; sys.argv = ['symcount', 'derive', 'unet', '-o', 'out.csv']; main()"
    )
    pytest.importorskip("resource")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, env=environment(), timeout=60, check=False)
    assert (done.returncode, b"error[E408]: cannot write `out.csv`" in done.stderr) == (1, True), done.stderr
    untouched(out)


@pytest.fixture
def tiny(tmp_path: Path) -> Iterator[Path]:
    """A file system of 16 kB."""
    folder = tmp_path / "tiny"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=16k", "tmpfs", str(folder)]
    if os.name != "posix" or os.getuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode:
        warnings.warn(pytest.PytestWarning("no file system can be mounted: NO disk was filled"), stacklevel=2)
        pytest.skip("needs the right to mount a file system")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.filterwarnings("default::pytest.PytestWarning")
@pytest.mark.parametrize("writer", ["derive", "macros", "draw"])
def test_a_disk_that_is_full(tiny: Path, writer: str) -> None:
    out = tiny / f"out{ENDINGS.get(writer, '.csv')}"
    out.write_bytes(OLD)
    (tiny / "filling").write_bytes(b"x" * 12_000)
    done = process(*WRITERS[writer], str(out))
    assert (done.status, "No space left on device" in done.err) == (1, True)
    assert out.read_bytes() == OLD
    assert {p.name for p in tiny.iterdir()} == {out.name, "filling"}


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
@pytest.mark.parametrize("arguments", [["derive", "unet"], ["count", "unet"], ["macros", "unet"]])
def test_standard_output_that_is_full(arguments: list[str]) -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "symcount", *arguments],
            stdout=full,
            stderr=subprocess.PIPE,
            env=environment(),
            timeout=60,
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr.decode() == "error[E408]: cannot write standard output: No space left on device\n\n"


# ---- what the ending says ----------------------------------------------------------------

BEGINS = [
    ("derive", "x.tex", "% needs amsmath"),
    ("derive", "x.pdf", "%PDF"),
    ("derive", "x.html", "<!DOCTYPE html>"),
    ("derive", "x.md", "## Stage 1"),
    ("derive", "x.typ", "#show"),
    ("derive", "x.json", '{\n  "'),
    ("derive", "x.CSV", "label,"),
    ("derive", "x.txt", "Stage 1"),
    ("derive", "x", "% needs amsmath"),
    ("draw", "x.svg", "<svg"),
    ("draw", "x.tex", "% \\usepackage{amsmath, tikz}"),
    ("draw", "x.tikz", "% \\usepackage{amsmath, tikz}"),
    ("draw", "x", "<svg"),
    ("solve", "x.json", '{\n  "network"'),
]


@pytest.mark.parametrize(("writer", "name", "start"), BEGINS)
def test_the_format_follows_the_ending(out: Path, writer: str, name: str, start: str) -> None:
    if name.endswith(".pdf"):
        pytest.importorskip("typst")
    more = ["--for", "w", "--params", "5M"] if writer == "solve" else []
    assert command(writer, "unet", *more, "-o", name).err == ""
    assert Path(name).read_bytes()[:40].decode("latin-1").startswith(start)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("derive unet --format json -o x.html", "a file `.html` is not of the format json"),
        ("derive unet --format html -o x.pdf", "a file `.pdf` is not of the format html"),
        ("draw unet --format tikz -o x.svg", "a file `.svg` is not of the format tikz"),
        ("count unet --format csv -o x.md", "a file `.md` is not of the format csv"),
        ("macros unet -o x.pdf", "a file `.pdf` is not of the format latex"),
    ],
)
def test_a_format_and_an_ending_that_contradict_each_other(out: Path, words: str, message: str) -> None:
    done = command(*words.split())
    assert (done.status, message in done.out + done.err) == (1, True)
    untouched(out)


@pytest.mark.parametrize("words", ["--format tex -o x.tex", "--format katex -o x.html", "--format json -o x.data"])
def test_a_format_that_goes_with_the_ending(out: Path, words: str) -> None:
    assert command("derive", "unet", *words.split()).status == 0


@pytest.mark.parametrize(
    ("writer", "name", "endings"),
    [
        ("draw", "x.gif", ".tex, .tikz, .svg, .png"),
        ("derive", "x.docx", ".tex, .pdf, .md, .html, .typ, .txt, .json, .csv"),
        ("derive", "x.svg", ".tex, .pdf, .md, .html, .typ, .txt, .json, .csv"),
    ],
)
def test_an_ending_that_is_not_written(out: Path, writer: str, name: str, endings: str) -> None:
    done = command(writer, "unet", "-o", name)
    assert (done.status, done.out) == (1, "")
    assert done.err == (
        f"error[E515]: `symcount {writer}` does not write `{Path(name).suffix}`\n"
        f"  = help: choose one of {endings}, or name a --format\n\n"
    )
    assert not Path(name).exists()
    untouched(out)


# ---- what goes well ----------------------------------------------------------------------


def test_a_file_keeps_its_mode(out: Path) -> None:
    out.chmod(0o640)
    write_whole(out, b"new")
    assert (out.read_bytes(), stat.S_IMODE(out.stat().st_mode)) == (b"new", 0o640)


def test_a_new_file_has_the_mode_of_the_user(tmp_path: Path) -> None:
    mask = os.umask(0o027)
    try:
        write_whole(tmp_path / "new", b"new")
    finally:
        os.umask(mask)
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o640


def test_a_link_stays_a_link(out: Path) -> None:
    link = out.parent / "link"
    link.symlink_to(out.name)
    write_whole(link, b"new")
    assert link.is_symlink()
    assert out.read_bytes() == b"new"


def test_a_device_is_written_to() -> None:
    assert command("derive", "unet", "-o", os.devnull).status == 0
    assert not Path(os.devnull).is_file()


@pytest.mark.parametrize("path", ["no/such/folder/x", ".", "x" * 300])
def test_a_place_that_cannot_be_written(out: Path, path: str) -> None:
    done = command("macros", "unet", "-o", path)
    assert (done.status, "error[E408]: cannot write" in done.err) == (1, True)
    untouched(out)


@pytest.mark.skipif(not Path("/dev/stdout").exists(), reason="there is no /dev/stdout")
def test_standard_output_by_its_name_is_written_to() -> None:
    done = process("scale", "unet", "--by", "w", "--format", "csv", "-o", "/dev/stdout")
    assert (done.status, done.out.splitlines()[0][:12], done.err) == (0, "w,parameters", "")


# ---- pictures, and standard input ----------------------------------------------------------


def test_a_picture_in_dots(out: Path) -> None:
    pytest.importorskip("typst")
    assert command("draw", "unet", "-o", "x.png").status == 0
    data = Path("x.png").read_bytes()
    wide, high = (int.from_bytes(data[i : i + 4], "big") for i in (16, 20))
    assert (data[:8], wide > 1000, high > wide) == (b"\x89PNG\r\n\x1a\n", True, True)


def test_standard_input_can_be_named_twice() -> None:
    text = b"net A { out input(3, 8, 8) -> conv(4, 3) }\n"
    done = command("compare", "-", "-", stdin=text)
    assert (done.status, "112" in done.out) == (0, True)
    two = text + b"net B { out input(3, 8, 8) -> conv(8, 3) }\n"
    done = command("compare", "--", "-:A", "-:B", stdin=two)
    assert (done.status, done.err) == (0, "")
    assert [number in done.out for number in ("112", "224")] == [True, True]
    assert command("check", "-", "-", stdin=text).status == 0
