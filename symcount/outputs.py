"""A file in, a file out: FILE, `--format` with the reports of mistakes, and `-o`, whose ending chooses the format."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from functools import reduce, wraps
from pathlib import Path
from typing import Any, TypeVar

import click

from symcount import console
from symcount.language.diagnostics import problem

Command = TypeVar("Command", bound=Callable[..., Any])


def together(*options: Callable[[Command], Command]) -> Callable[[Command], Command]:
    """The options as one, which help lists in this order."""
    return lambda command: reduce(lambda decorated, option: option(decorated), reversed(options), command)


def _files_and_networks(context: click.Context, parameter: click.Parameter, typed: str) -> list[Any]:
    """What a shell offers for FILE."""
    from symcount.completion import completed

    return completed(typed)


def networks_argument(name: str, required: bool = True, **more: Any) -> Callable[[Command], Command]:
    """An argument for which a shell offers files and the names of networks."""
    return click.argument(name, required=required, shell_complete=_files_and_networks, **more)


FILE = networks_argument("file")


# ---- --format ----------------------------------------------------------------------------

REPORTS = ("json", "github", "sarif")
"""How mistakes are reported to other programs: the rows of reports.REPORTS."""


def format_option(*formats: str, default: str = "text", help: str = "") -> Callable[[Command], Command]:
    """`--format`, which a command receives as `format_`: one of its formats, whatever report was asked for.

    A report of mistakes has standard output for itself. Where `json` is a format, it is a report where the run fails.
    """
    *others, last = (name for name in REPORTS if name not in formats)
    text = help or f"What is printed: {', '.join(formats)}. Default: {default}."
    option = _option(formats, help=f"{text} For mistakes alone: {', '.join(others)} or {last}.")

    def formatted(command: Command) -> Command:
        @wraps(command)
        def with_format(*arguments: Any, **given: Any) -> Any:
            given["format_"] = _format(formats, default, given["format_"], given.get("output"))
            return command(*arguments, **given)

        return option(with_format)  # type: ignore[return-value]

    return formatted


def report_option(command: Command) -> Command:
    """`--format` of a command whose results have one format: how mistakes are reported."""
    help = "How mistakes are reported: text, json, github or sarif. Default: text."
    return _option(("text",), help=help, expose_value=False)(command)


def _option(formats: tuple[str, ...], **more: Any) -> Callable[[Command], Command]:
    def chosen(context: click.Context, parameter: click.Parameter, given: str | None) -> str | None:
        if given in REPORTS:
            console.run.report, console.run.alone = given, given not in formats
        return given

    return click.option(
        "-f",
        "--format",
        "format_",
        type=click.Choice([*formats, *(name for name in REPORTS if name not in formats)]),
        metavar="FORMAT",
        is_eager=True,  # what is wrong with other options is said in its way
        callback=chosen,
        **more,
    )


# ---- -o ----------------------------------------------------------------------------------

ENDINGS = {
    ".tex": ("latex", "tikz", "tex"),
    ".tikz": ("tikz",),
    ".svg": ("svg",),
    ".png": ("png",),
    ".pdf": ("pdf",),
    ".md": ("markdown", "katex"),
    ".html": ("html", "katex"),
    ".typ": ("typst",),
    ".txt": ("text",),
    ".json": ("json",),
    ".csv": ("csv",),
}
"""The formats that the ending of a file can stand for; the first of them that a command has is what it asks for."""


def _format(formats: tuple[str, ...], default: str, given: str | None, output: str | None) -> str:
    """The format of a result. Raises Problem (E515) where the ending of its file says another, or none of these."""
    if given in formats:
        refuse_ending(output, str(given))
        return str(given)
    ending = Path(output or "").suffix
    found = next((format for format in ENDINGS.get(ending.lower(), ()) if format in formats), None)
    if ending and found is None:
        name = click.get_current_context().info_name
        help = f"choose one of {_endings(formats)}, or name a --format"
        raise problem("E515", f"`symcount {name}` does not write `{ending}`", help=help)
    return found or default


def refuse_ending(output: str | None, format: str) -> None:
    """Raises Problem (E515) where the ending of a file says that it is of another format."""
    ending = Path(output or "").suffix
    if format not in ENDINGS.get(ending.lower(), (format,)):
        help = f"choose one of {known}" if (known := _endings((format,))) else "choose another ending"
        raise problem("E515", f"a file `{ending}` is not of the format {format}", help=help)


def _endings(formats: tuple[str, ...]) -> str:
    return ", ".join(ending for ending, stands_for in ENDINGS.items() if set(stands_for) & set(formats))


def output_option(command: Command) -> Command:
    """`-o OUT`, which the command receives as `output`: no file that it reads, and no other source."""

    @wraps(command)
    def guarded(*arguments: Any, **given: Any) -> Any:
        read = (given.get("file"), given.get("left"), given.get("right"), *given.get("files", ()))
        _refuse_source(given["output"], [name for name in read if name])
        return command(*arguments, **given)

    help = "Write to a file, whole or not at all."
    return click.option("-o", "--output", metavar="OUT", help=help)(guarded)  # type: ignore[return-value]


def _refuse_source(output: str | None, read: Iterable[str]) -> None:
    """Raises Problem where `output` is one of the files that are `read`, or ends as those of the language do."""
    if output is None or not os.path.isfile(output):
        return
    files = [file for name in read for file in (name, name.rpartition(":")[0]) if os.path.exists(file)]
    if output.endswith(".arch") or any(os.path.samefile(output, file) for file in files):
        raise problem("E408", f"cannot write `{output}`: it is a source", help="choose another file")


def file_options(*formats: str, default: str = "text") -> Callable[[Command], Command]:
    """`-o`, and `--format`, for which the ending of the file speaks where it is not given, received as `format_`."""
    help = f"What is written: {', '.join(formats)}. Default: what the ending of OUT says, else {default}."
    return together(output_option, format_option(*formats, default=default, help=help))
