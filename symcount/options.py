"""The author's choices on the command line: what is shown, in which words, and how it is set."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from symcount.console import pairs_of
from symcount.document.blocks import LANGUAGES
from symcount.render.style import DIGITS, TIMES, Style, width_of, writing_of

if TYPE_CHECKING:
    from symcount.document.layout import Plan

Command = TypeVar("Command", bound=Callable[..., Any])

SHOW = "What is shown: article, short, full or table; or parts: theory, layers, generic, symbolic, closed, …"


def style_options(command: Command) -> Command:
    """`--show`, `--lang`, `--times` and their like."""
    for option in (
        click.option("--underbrace", is_flag=True, help="Say under each summand which layers it counts."),
        click.option("--labels", metavar="PREFIX", default="", help="With --numbered: \\label{PREFIX…} each equation."),
        click.option("--numbered", is_flag=True, help="Number the equations."),
        click.option(
            "--notation",
            "writing",
            metavar="NAME=LATEX",
            multiple=True,
            callback=pairs_of,
            help="Your own writing of a symbol, from a safe subset of TeX, such as alpha='\\rho'.",
        ),
        click.option("--names", type=click.Choice(["upright", "italic"]), default="upright", show_default=True),
        click.option("--digits", type=click.Choice(list(DIGITS)), default="plain", show_default=True),
        click.option("--times", type=click.Choice(TIMES), default="times", show_default=True),
        click.option("--lang", type=click.Choice(LANGUAGES), default="en", show_default=True),
        click.option("--show", metavar="PARTS", default="article", show_default=True, help=SHOW),
    ):
        command = option(command)
    return command


def plan_of(options: dict[str, Any]) -> Plan:
    """What is shown. Raises Problem."""
    from symcount.document.layout import Plan, parts_of
    from symcount.document.translations import WORDS

    return Plan(parts_of(options["show"]), WORDS[options["lang"]])


def style_of(options: dict[str, Any], line: str | None) -> Style:
    """How it is set, on lines of the width `line`. Raises Problem."""
    if not re.fullmatch(r"[A-Za-z0-9:._-]*", options["labels"]):
        raise click.BadParameter("a label is made of letters, digits and `:`, `.`, `_`, `-`", param_hint="--labels")
    return Style(
        width=width_of(line or "article"),
        columns=2 if line == "twocolumn" else 1,
        times=options["times"],
        digits=options["digits"],
        italic=options["names"] == "italic",
        writing=writing_of(options["writing"]),
        numbered=options["numbered"] or bool(options["labels"]),
        labels=options["labels"],
        underbrace=options["underbrace"],
    )
