"""The options that commands share: what is counted, what is shown, and how it is set."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import click

from symcount.document.translations import LANGUAGES, Language
from symcount.language.diagnostics import problem
from symcount.language.source import short
from symcount.language.units import without_units
from symcount.network.multiplier import multiplier_of
from symcount.network.request import CONVENTIONS, Request, keep_names
from symcount.network.views import PARAMS, VIEWS
from symcount.outputs import Command, together
from symcount.render.style import DIGITS, TIMES, WIDTHS, Style, line_width_of, writing_of

if TYPE_CHECKING:
    from symcount.document.layout import Plan


def pairs_of(context: click.Context, parameter: click.Parameter, texts: Iterable[str]) -> dict[str, str]:
    """NAME=VALUE, NAME=VALUE, … as a dictionary. Raises BadParameter."""
    pairs: dict[str, str] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals or not name.strip():
            raise click.BadParameter(f"`{text}` is not NAME=VALUE")
        if name.strip() in pairs:
            raise click.BadParameter(f"`{name.strip()}` is set twice")
        pairs[name.strip()] = value.strip()
    return pairs


# ---- kinds of options -------------------------------------------------------------------


def choice(name: str, values: Iterable[str], default: str, help: str, *names: str) -> Callable[[Command], Command]:
    """An option that takes one of the values; `names` are further ones of it."""
    return click.option(name, *names, type=click.Choice(list(values)), default=default, show_default=True, help=help)


def pairs_option(name: str, receiver: str, metavar: str, help: str) -> Callable[[Command], Command]:
    """An option that may be given many times, each with one pair."""
    return click.option(name, receiver, metavar=metavar, multiple=True, callback=pairs_of, help=help)


# ---- what is counted ---------------------------------------------------------------------


def multiplier_name(context: click.Context, parameter: click.Parameter, text: str | None) -> str | None:
    """The name of a multiplier. Raises BadParameter where a line width is given, as `--width` once took both."""
    if text is not None and (text in WIDTHS or text[:1].isdigit()):
        raise click.BadParameter(f"`{text}` is the width of a line: write --line-width {text}")
    return text


def joined(context: click.Context, parameter: click.Parameter, given: tuple[str, ...]) -> str | None:
    """An option that may be repeated as one list, None where it is not given."""
    return ",".join(given) if given else None


KEEP_HELP = "Parameters that stay symbols: NAME,NAME, all or none. May be repeated."
VIEW_HELP = f"Which count: {', '.join(VIEWS)}. Default: {PARAMS}."
MULTIPLIER_HELP = "Multiply every hidden channel count by a new symbol NAME."
LINE_WIDTH_HELP = "How long a line may be: 345pt, 8.4cm, article, twocolumn, ieee, acm or a4."

request_options: Callable[[Command], Command] = together(
    pairs_option("--set", "settings", "NAME=VALUE", "Set a parameter."),
    click.option("--keep", metavar="NAMES", multiple=True, callback=joined, help=KEEP_HELP),
    click.option("--net", metavar="NAME", help="Which net, variant, block or layer."),
    click.option("--view", metavar="VIEW", type=click.Choice(list(VIEWS)), default=PARAMS, help=VIEW_HELP),
    click.option("--convention", type=click.Choice(CONVENTIONS), help="Whose rules hold where frameworks differ."),
    click.option("--multiplier", "--width", metavar="NAME", callback=multiplier_name, help=MULTIPLIER_HELP),
    click.option("--round", "rounding", metavar="RULE", help="With --multiplier: divisible:8, floor, ceil, round."),
)
"""What is counted: `--net`, `--set`, `--keep`, `--view` and their like."""


def request(options: dict[str, Any], otherwise: str) -> Request:
    """The request of the options; `otherwise` is what --keep means where it is not given. Raises Problem."""
    keep = options["keep"] if options["keep"] is not None else otherwise
    of_project = _of_project("keep")
    return Request(
        options["net"],
        options["settings"],
        keep_names(keep.split(",")),
        insist=not of_project,
        lenient=of_project,
        multiplier=multiplier_of(options["multiplier"], options["rounding"]),
        view=options["view"],
        convention=options["convention"],
    )


def _of_project(name: str) -> bool:
    """Whether the value of an option is a default of the project."""
    return click.get_current_context().get_parameter_source(name) is click.core.ParameterSource.DEFAULT_MAP


def without_keep(options: dict[str, Any], why: str) -> None:
    """Leave --keep out, which a command has no use for. Raises UsageError where it is given."""
    if options["keep"] is not None and not _of_project("keep"):
        raise click.UsageError(f"{why}; leave out --keep")
    options["keep"] = None


# ---- what is shown, and how it is set ----------------------------------------------------

SHOW_HELP = "What is shown: article, short, full or table; or parts: theory, layers, generic, symbolic, closed, …"
NOTATION_HELP = "Your own writing of a symbol, from a safe subset of TeX, such as alpha='\\rho'."


def formula_options(digits: str) -> Callable[[Command], Command]:
    """How formulas and numbers are written: `--digits` and its like."""
    return together(
        choice("--digits", DIGITS, digits, "How the digits of a number are grouped."),
        choice("--names", ("upright", "italic"), "upright", "How names of several letters are set."),
        pairs_option("--notation", "writing", "NAME=LATEX", NOTATION_HELP),
    )


style_options: Callable[[Command], Command] = together(
    click.option("--show", metavar="PARTS", default="article", show_default=True, help=SHOW_HELP),
    choice("--lang", LANGUAGES, "en", "The language of the words beside the formulas."),
    click.option("--line-width", metavar="LENGTH", default="article", show_default=True, help=LINE_WIDTH_HELP),
    formula_options("plain"),
    choice("--times", TIMES, "times", "The sign of a product."),
    click.option("--numbered", is_flag=True, help="Number the equations."),
    click.option("--labels", metavar="PREFIX", default="", help="With --numbered: \\label{PREFIX…} each equation."),
    click.option("--underbrace", is_flag=True, help="Say under each summand which layers it counts."),
)
"""`--show`, `--lang`, `--times` and their like."""


def plan_of(options: dict[str, Any]) -> Plan:
    """What is shown. Raises Problem."""
    from symcount.document.layout import Plan, parts_to_show

    return Plan(parts_to_show(options["show"]), Language(options["lang"]))


def formula_style(options: dict[str, Any]) -> Style:
    """How formulas and numbers are written. Raises Problem."""
    return Style(
        times=options.get("times", "times"),  # closed forms have no such sign
        digits=options["digits"],
        italic=options["names"] == "italic",
        writing=writing_of(options["writing"]),
    )


def style_of(options: dict[str, Any]) -> Style:
    """How a derivation is set. Raises Problem."""
    if not re.fullmatch(r"[A-Za-z0-9:._-]*", options["labels"]):
        raise click.BadParameter("a label is made of letters, digits and `:`, `.`, `_`, `-`", param_hint="--labels")
    return formula_style(options)._replace(
        width=line_width_of(options["line_width"]),
        columns=2 if options["line_width"] == "twocolumn" else 1,
        numbered=options["numbered"] or bool(options["labels"]),
        labels=options["labels"],
        underbrace=options["underbrace"],
    )


def exact(context: click.Context, parameter: click.Parameter, text: str | None) -> Fraction | None:
    """A number such as 0.25 or 1/4. Raises Problem."""
    if text is None:
        return None
    given, digits = f"{parameter.opts[0]} {short(text)}", without_units(text).replace("_", "")
    if len(digits) > 1_000 or re.search("e[+-]?0*[1-9][0-9]{3}", digits, re.IGNORECASE):  # before it is computed
        raise problem("E502", f"`{given}` has too many digits")
    try:
        number = Fraction(digits)
    except (ValueError, ZeroDivisionError):
        raise problem("E502", f"`{given}` is no number", help="e.g. 0.25 or 1/4") from None
    if number <= 0:
        raise problem("E502", f"`{given}` must be positive")
    if max(number.numerator.bit_length(), number.denominator.bit_length()) > 3_000:
        raise problem("E502", f"`{given}` has too many digits")
    return number
