"""The `expect` lines and printed tables: `symcount check FILE`."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import click

from symcount import console, pipeline
from symcount.command import Page
from symcount.console import put, say
from symcount.language.diagnostics import Diagnostic, Problem, problem
from symcount.language.source import Source, Span, printable
from symcount.network.catalogue import LIBRARY, read, shipped_models
from symcount.outputs import networks_argument, report_option
from symcount.outside import files_of

if TYPE_CHECKING:
    from symcount.derivation.expectations import Check
    from symcount.document.table_check import Verdict


FEW = 8
"""So many files are checked one after the other; more are shared among processes."""


@click.command(
    cls=Page,
    epilog="symcount check nets/\nsymcount check 'nets/**/*.arch' --format github\nsymcount check --against table.csv",
)
@networks_argument("files", required=False, nargs=-1, metavar="FILE...")
@click.option("--library", is_flag=True, help="Check every layer, block and network that ships with symcount.")
@click.option("--against", metavar="TABLE", help="Check the printed counts of a CSV, Markdown or LaTeX table instead.")
@report_option
def check(files: tuple[str, ...], library: bool, against: str | None) -> int:
    """Build every network of each FILE and run its `expect` lines. Exit status 1 where something is wrong.

    A FILE may be a folder, which stands for all files in it and below, or a pattern such as 'nets/*.arch'. A line is
    printed for each check. What is wrong with several networks for the same cause is shown once.

    With --against, each row of TABLE names a network that ships with symcount, a FILE, or one of the nets and variants
    of the FILEs given; a column that has the name of a parameter sets it.
    """
    if against is not None:
        return 0 if _check_table(against, files) else 1
    if not files and not library:
        raise click.UsageError("name a FILE, or --library")
    shipped = (*LIBRARY, *(f"{name}.arch" for name in shipped_models())) if library else ()
    names = (*files_of(files), *shipped)
    passes = [_say_checks(*pair) for pair in zip(names, _check_all(names), strict=True)]
    return 0 if all(passes) else 1


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
    causes = set[object]()
    for check in checks:
        new = [d for d in check.trouble if _cause(d) not in causes]
        causes.update(map(_cause, new))
        line, same = check.place, "  (the same)" if check.trouble and not new else ""
        _line("ok  " if check.holds else "FAIL", f"{line}  {printable(' '.join(line.text.split()))}{same}")
        say(new)
    if not checks:
        _line("none", f"{file}  no expect lines")
    return all(check.holds for check in checks)


def _cause(d: Diagnostic) -> object:
    """What is wrong, and where: networks of one text that have it in common differ in the numbers of the message."""
    return d.code, d.labels[0].span if d.labels else d.message


def _line(status: str, text: str) -> None:
    if not console.run.alone and not (console.run.quiet and status != "FAIL"):
        click.echo(f"{status}  {text}")


def _check_table(table: str, files: tuple[str, ...]) -> bool:
    """Say of each printed count of a table whether it follows. Raises Problem where there is no table."""
    from symcount.document.table_check import check_table
    from symcount.document.table_reader import read_table
    from symcount.render.data import data_of, dump
    from symcount.render.table_check import report_text

    source = pipeline.source_of("-") if table == "-" else read(Path(table), table)
    report = check_table(read_table(source), pipeline.source_of, files, source.folder)
    if console.run.report == "json":  # a table of its own, which says more than mistakes do
        console.run.alone = False
        put(dump(data_of(report)), None)
    else:
        put(report_text(report), None)
    if console.run.alone:
        say(d for verdict in report.verdicts for d in _refused(verdict, source))
    return report.holds


def _refused(verdict: Verdict, table: Source) -> tuple[Diagnostic, ...]:
    """What a report says of a printed count that does not follow, or cannot be checked."""
    if verdict.rounding is not None and not verdict.trouble:
        return ()
    lines = table.text.split("\n")
    start = sum(len(line) + 1 for line in lines[: verdict.line - 1])
    place = Span(table, start, start + len(lines[verdict.line - 1]))
    said = f"{verdict.name}: {verdict.text} does not follow: {verdict.says}"
    return problem("E417" if verdict.trouble else "E311", said, place, note=verdict.hints).diagnostics
