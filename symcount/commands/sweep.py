"""Grids: `symcount sweep FILE --over alpha=0.25:2:1000 --over L=1:100 -o grid.parquet`."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

import click

from symcount import pipeline
from symcount.command import Page
from symcount.console import say
from symcount.options import request, request_options, without_keep
from symcount.outputs import FILE, report_option

_OVER = "A parameter and its values: FIRST:LAST:HOW_MANY, FIRST:LAST:+STEP, FIRST:LAST in steps of 1, A,B,C, on,off."


@click.command(
    cls=Page,
    epilog="symcount sweep unet --over w=8:64:+8 --over norm=on,off -o grid.csv",
)
@FILE
@click.option("--over", metavar="NAME=RANGE", multiple=True, required=True, help=_OVER)
@click.option("-o", "--output", metavar="OUT", required=True, help="The grid: .parquet or .csv, whole or not at all.")
@click.option("--restart", is_flag=True, help="Throw away the chunks of an interrupted sweep to the same output.")
@report_option
@request_options
def sweep(file: str, over: tuple[str, ...], output: str, restart: bool, **options: Any) -> None:
    """Write the exact count of FILE at every point of a grid.

    The count is empty where no network can be built; why is said once a reason.

    `numpy` is needed, and `pyarrow` for .parquet.

    An interrupted sweep keeps its finished chunks in the folder OUT.part and goes on from there.
    """
    without_keep(options, "--over says which symbols are kept")
    from symcount.outside import require

    require("numpy", "sweep", "a sweep")
    from symcount.scaling.files import open_chunks, write_sweep
    from symcount.scaling.points import grid_of
    from symcount.scaling.sweep import sweep as checked_sweep

    grid = grid_of(over)
    model = pipeline.model_of(pipeline.source_of(file))
    sweep = checked_sweep(model.scope, request(options, "none"), grid)
    say(sweep.network.diagnostics)
    chunks = open_chunks(sweep, Path(output), restart)
    if chunks.finished:
        click.echo(f"goes on: {chunks.finished:,} of {chunks.total:,} chunks are done", err=True)
    try:
        reasons = write_sweep(sweep, chunks, Path(output), _progress)
    except KeyboardInterrupt:
        kept = f"{chunks.finished:,} of {chunks.total:,} chunks are kept"
        click.echo(f"\n{kept}; the same command goes on from there", err=True)
        raise
    say(sweep.warnings(reasons))


def _progress(steps: Sequence[int], label: str) -> AbstractContextManager[Iterable[int]]:
    """A bar on a terminal, nothing elsewhere."""
    if not sys.stderr.isatty() or len(steps) < 2:
        return nullcontext(steps)
    return click.progressbar(steps, label=label, file=sys.stderr)
