"""Defaults of a project: the table `[tool.symcount]` of the nearest pyproject.toml that has one."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from symcount.language.diagnostics import Problem, listed, nearest, problem
from symcount.language.source import Source, Span

KEYS = {
    key.replace("-", "_"): key
    for key in "keep view convention show lang line-width digits names notation times numbered underbrace".split()
}
"""The keys, each with the name of the option that it is the default of, but for dashes."""
_TABLE = re.compile(rb"tool[\"']?\s*\.\s*[\"']?symcount|\[\s*tool\s*\]")
MAX_BYTES = 1_000_000
"""What is larger is no project's settings, and would take long to read."""
_NAMES = {"notation": "writing"}


def defaults(context: click.Context, options: Mapping[str, click.Option], arguments: Sequence[str]) -> dict[str, Any]:
    """What the project says of the options of a command, as click takes it. Raises Problem."""
    keys = {key: options[name] for key in KEYS.values() if (name := _value_name(key)) in options}
    found = _project(_start(arguments)) if keys else None
    if found is None:
        return {}
    path, table = found
    if not isinstance(table, dict):
        raise _wrong(path, "symcount", "`tool.symcount` is a table", help="write `[tool.symcount]` and keys below it")
    unknown = [key for key in table if key not in KEYS.values()]
    if unknown:
        raise Problem(*(d for key in unknown for d in _unknown(path, key).diagnostics))
    return {
        _value_name(key): _value(context, path, key, value, keys[key]) for key, value in table.items() if key in keys
    }


def _value_name(key: str) -> str:
    """What click calls the value of an option."""
    return _NAMES.get(key, key.replace("-", "_"))


def _start(arguments: Sequence[str]) -> str:
    """The folder of the first FILE that is there, else the working folder."""
    files = (path for word in arguments for path in (word, word.rpartition(":")[0]))
    first = next((f for f in files if (f.endswith(".arch") and os.path.isfile(f)) or os.path.isdir(f)), ".")
    return first if os.path.isdir(first) else os.path.dirname(first) or "."


def _project(folder: str) -> tuple[Path, Any] | None:
    """The nearest file upwards with such a table, and the table. Raises Problem where it is no TOML."""
    for parent in _upwards(folder):
        path = Path(parent, "pyproject.toml")
        try:
            data = path.read_bytes() if path.is_file() and path.stat().st_size <= MAX_BYTES else b""
        except OSError:
            continue
        if _TABLE.search(data):
            from tomllib import TOMLDecodeError, loads  # only a project with settings pays for it

            try:
                tool = loads(data.decode("utf-8")).get("tool", {})
            except (TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
                raise problem("E419", f"`{_shown(path)}` cannot be read: {error}") from None
            if isinstance(tool, dict) and "symcount" in tool:
                return path, tool["symcount"]
    return None


def _upwards(folder: str) -> Iterator[str]:
    try:
        here, before = os.path.realpath(folder), ""
    except OSError:  # the working folder is gone
        return
    while here != before:
        yield here
        here, before = os.path.dirname(here), here


def _value(context: click.Context, path: Path, key: str, value: Any, option: click.Option) -> Any:
    """A value of the table as the words of the option. Raises Problem where the option does not take it."""
    match value:
        case str() if key == "keep":
            words: Any = [value]
        case list() if key == "keep" and all(isinstance(name, str) for name in value):
            words = value
        case dict() if option.multiple and key != "keep":
            words = [f"{name}={text}" for name, text in value.items()]
        case bool() if option.is_flag:
            words = value
        case str() if not option.is_flag and not option.multiple:
            words = value
        case _:
            wanted = (
                "true or false"
                if option.is_flag
                else "a table of texts"
                if option.multiple and key != "keep"
                else "a text"
            )
            raise _wrong(path, key, f"`{key}` takes {wanted}")
    try:
        option.type_cast_value(context, words)
    except click.BadParameter as error:
        raise _wrong(path, key, f"`{key}`: {error.message}") from None
    return words


def _unknown(path: Path, key: str) -> Problem:
    help = nearest(key, KEYS.values()) or [f"the keys are {listed(list(KEYS.values()))}"]
    return _wrong(path, key, f"`{key}` is no setting of symcount", help=help)


def _wrong(path: Path, key: str, message: str, help: Sequence[str] | str = ()) -> Problem:
    """A mistake at a key of the table, which is shown where it stands."""
    text = path.read_text(encoding="utf-8").replace("\r\n", "\n")
    table = re.search(r"^\s*\[\s*tool\s*\.\s*[\"']?symcount", text, re.MULTILINE)
    start = table.start() if table else 0
    place = re.compile(rf"^[ \t]*[\"']?({re.escape(key)})\b", re.MULTILINE).search(text, start)
    source = Source(_shown(path), text)
    return problem("E419", message, Span(source, *place.span(1)) if place else None, help=help)


def _shown(path: Path) -> str:
    """A path as the user sees it from the working folder."""
    return os.path.relpath(path)
