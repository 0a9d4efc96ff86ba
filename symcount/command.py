"""What all commands have alike: a help page in groups with examples, `--quiet`, and defaults from pyproject.toml."""

from __future__ import annotations

from typing import Any

import click

from symcount import console

SHARED = {
    "What is counted": "settings keep net view convention multiplier rounding",
    "How it is written": "lang line_width digits names writing times numbered labels underbrace",
}
"""Options of many commands, by the names of their values; all others are a command's own, and come first in help."""


class Page(click.Command):
    """A command whose `epilog` is examples, a line each."""

    def __init__(self, *arguments: Any, **given: Any) -> None:
        super().__init__(*arguments, **given)
        help = "Say nothing of warnings and notes, nor of what is as it should be."
        self.params.append(
            click.Option(["-q", "--quiet"], is_flag=True, is_eager=True, expose_value=False, callback=_hush, help=help)
        )

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Begin a run, with the defaults of a project. Raises Problem."""
        console.begin()
        names = {str(p.name): p for p in self.params if isinstance(p, click.Option)}
        if not ctx.resilient_parsing and not {"-h", "--help"} & set(args):
            from symcount.settings import defaults  # a line of help needs no project

            ctx.default_map = defaults(ctx, names, args)
        return super().parse_args(ctx, args)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The command's own options first, those of all commands last."""
        groups: dict[str, list[tuple[str, str]]] = {"Options": [], **{title: [] for title in SHARED}, "Always": []}
        for param in self.get_params(ctx):
            record = param.get_help_record(ctx)
            if record is not None and isinstance(param, click.Option):
                groups[group_of(param)].append(record)
        for title, records in groups.items():
            if records:
                with formatter.section(title):
                    formatter.write_dl(records)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Examples" if "\n" in (self.epilog or "") else "Example"):
            for line in (self.epilog or "").splitlines():
                formatter.write(f"{'':{formatter.current_indent}}{line}\n")


def group_of(option: click.Option) -> str:
    """The title under which help lists an option."""
    if option.opts[0] in ("-h", "-q"):
        return "Always"
    return next((title for title, names in SHARED.items() if option.name in names.split()), "Options")


def _hush(context: click.Context, parameter: click.Parameter, quiet: bool) -> None:
    console.run.quiet = quiet
