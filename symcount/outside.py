"""What lies outside the program: packages that are extras, and files that are written whole or not at all."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path

from symcount.language.diagnostics import Problem, problem
from symcount.language.source import short


def require(module: str, extra: str, what: str) -> None:
    """Import a package of `symcount[extra]` that `what` ("a sweep") needs. Raises Problem where it is missing."""
    try:
        import_module(module)
    except ImportError as error:
        package = module.partition(".")[0]
        note = () if isinstance(error, ModuleNotFoundError) and error.name in (None, module, package) else f"{error}"
        help = f"pip install 'symcount[{extra}]'"
        raise problem("E510", f"{what} needs {package}: {help}", note=note) from None


SOURCE = ".arch"
_SIGNS = re.compile(r"[*?\[]")


def files_of(names: Iterable[str]) -> list[str]:
    """The files that are meant, each once: those of a folder and below, of a pattern, and all other names as they are.

    Raises Problem (E401) for a folder or pattern without files of the language.
    """
    found = [file for name in names for file in (_several(name) or [name])]
    return list(dict.fromkeys(found))


def _several(name: str) -> list[str]:
    """The files of a folder or of a pattern, sorted; none for another name."""
    if os.path.isdir(name):
        files = [os.path.normpath(os.path.join(folder, file)) for folder, files in _walk(name) for file in files]
    elif _SIGNS.search(name) and not os.path.exists(name):
        from glob import glob  # it is slow to load

        files = [path for path in glob(name, recursive=True) if os.path.isfile(path)]
    else:
        return []
    if not files:
        raise problem("E401", f"`{short(name)}` has no files of the language", help=f"their names end in `{SOURCE}`")
    return sorted(files)


def _walk(top: str) -> Iterator[tuple[str, list[str]]]:
    """Each folder from `top` down with its files of the language; what is hidden is left out."""
    for folder, inner, files in os.walk(top):
        inner[:] = sorted(name for name in inner if not name.startswith("."))
        yield folder, [file for file in files if file.endswith(SOURCE) and not file.startswith(".")]


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """A temporary path that takes the place of `path` when the block ends well, and is gone when it does not.

    A link stays a link, a file keeps its mode, and a device or pipe is written to in the end, not replaced. Raises
    Problem (E408) where the system refuses.
    """
    target = Path(os.path.realpath(path))
    temporary = target.with_name(f".{target.name[:32]}.{os.urandom(6).hex()}{target.suffix}")
    try:
        special = path.exists() and not path.is_file()
        if special:
            from tempfile import gettempdir  # slow to load, and seldom needed

            temporary = Path(gettempdir(), temporary.name)
        yield temporary
        with temporary.open("rb") as source:
            os.fsync(source.fileno())  # some file systems find out only now that they are full
            if special:
                with path.open("wb") as device:
                    device.writelines(iter(lambda: source.read(1 << 20), b""))
                return
        if target.exists():
            temporary.chmod(target.stat().st_mode & 0o777)
        temporary.replace(target)
    except OSError as error:
        raise cannot_write(path, error) from None
    finally:
        with suppress(OSError):  # an interrupt comes here too
            temporary.unlink()


def cannot_write(path: Path, error: OSError) -> Problem:
    return problem("E408", f"cannot write `{path}`: {error.strerror or error}")
