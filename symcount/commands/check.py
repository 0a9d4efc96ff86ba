"""The `expect` lines and printed tables: `symcount check FILE`."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import click

from symcount import pipeline
from symcount.console import put, say
from symcount.language.diagnostics import Problem
from symcount.language.source import printable
from symcount.network.catalogue import LIBRARY, read, shipped_models
from symcount.options import format_option

if TYPE_CHECKING:
    from symcount.derivation.expectations import Check


FEW = 8
"""So many files are checked one after the other; more are shared among processes."""


@click.command()
@click.argument("files", nargs=-1, metavar="FILE...")
@click.option("--library", is_flag=True, help="Check every layer, block and network that ships with symcount.")
@click.option("--against", metavar="TABLE", help="Check the printed counts of a CSV, Markdown or LaTeX table instead.")
@format_option("text", "json", help="With --against.")
def check(files: tuple[str, ...], library: bool, against: str | None, format_: str) -> None:
    """Run the `expect` lines of each FILE. One line a check, exit status 1 if one fails.

    With --against, each row of TABLE names a network that ships with symcount, a FILE, or one of the nets and variants
    of the FILEs given; a column that has the name of a parameter sets it.
    """
    if against is not None:
        sys.exit(0 if _check_table(against, files, format_) else 1)
    if format_ != "text":
        raise click.UsageError("--format is for --against")
    if not files and not library:
        raise click.UsageError("name a FILE, or --library")
    shipped = (*LIBRARY, *(f"{name}.arch" for name in shipped_models())) if library else ()
    names = (*files, *shipped)
    passes = [_say_checks(*pair) for pair in zip(names, _check_all(names), strict=True)]
    if not all(passes):
        sys.exit(1)


def _check_all(names: Sequence[str]) -> Iterator[list[Check] | Problem]:
    """What came of the `expect` lines of each file, in order, or why it has none."""
    if len(names) <= FEW or (os.cpu_count() or 1) == 1:
        yield from map(_checks, names)
        return
    from concurrent.futures import ProcessPoolExecutor  # loaded only where it saves more than it costs

    import_module("symcount.derivation.expectations")  # once for all processes, which are forked
    with ProcessPoolExecutor() as processes:
        yield from processes.map(_checks, names)


def _checks(name: str) -> list[Check] | Problem:
    try:
        return pipeline.checks_of(pipeline.model_of(pipeline.source_of(name)))
    except Problem as trouble:
        return trouble


def _say_checks(file: str, checks: Sequence[Check] | Problem) -> bool:
    """A line for each check of a file; gives whether all hold."""
    if isinstance(checks, Problem):
        say(checks.diagnostics)
        return False
    for check in checks:
        line = check.place
        click.echo(f"{'ok  ' if check.holds else 'FAIL'}  {line}  {printable(' '.join(line.text.split()))}")
        say(check.trouble)
    if not checks:
        click.echo(f"none  {file}  no expect lines")
    return all(check.holds for check in checks)


def _check_table(table: str, files: tuple[str, ...], format_: str) -> bool:
    """Say of each printed count of a table whether it follows. Raises Problem where there is no table."""
    from symcount.document.table_check import check_table
    from symcount.document.table_reader import read_table
    from symcount.render.data import data_of, dump
    from symcount.render.table_check import report_text

    source = pipeline.source_of("-") if table == "-" else read(Path(table), table)
    report = check_table(read_table(source), pipeline.source_of, files, source.folder)
    put(dump(data_of(report)) if format_ == "json" else report_text(report), None)
    return report.holds
