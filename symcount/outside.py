"""What lies outside the program: packages that are extras, and files that are written whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path

from symcount.language.diagnostics import Problem, problem


def require(module: str, extra: str, what: str) -> None:
    """Import a package of `symcount[extra]` that `what` ("a sweep") needs. Raises Problem where it is missing."""
    try:
        import_module(module)
    except ImportError as error:
        package = module.partition(".")[0]
        note = () if isinstance(error, ModuleNotFoundError) and error.name in (None, module, package) else f"{error}"
        help = f"pip install 'symcount[{extra}]'"
        raise problem("E510", f"{what} needs {package}: {help}", note=note) from None


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
