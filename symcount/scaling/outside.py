"""What lies outside the program: packages that are extras, and files that are written whole or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
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
    """A temporary path beside `path`, moved there when the block ends well and removed when it does not.

    A device or pipe is written to in the end, not replaced. Raises Problem where the system refuses.
    """
    temporary: Path | None = None
    try:
        special = path.exists() and not path.is_file()
        handle, name = tempfile.mkstemp(
            dir=None if special else path.parent, prefix=f".{path.name}.", suffix=path.suffix
        )
        os.close(handle)
        temporary = Path(name)
        yield temporary
        if special:
            with temporary.open("rb") as source, path.open("wb") as target:
                shutil.copyfileobj(source, target)
        else:
            temporary.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask())
            temporary.replace(path)
    except OSError as error:
        raise refused(path, error) from None
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


def refused(path: Path, error: OSError) -> Problem:
    """The Problem for a file that the system does not let us write."""
    return problem("E408", f"cannot write `{path}`: {error.strerror or error}")


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
