"""What is asked for: which net, with which values, and which parameters keep their names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field
from fractions import Fraction

from symcount.algebra.formula import Number
from symcount.language import syntax
from symcount.language.diagnostics import Problem, problem
from symcount.language.parse import parse_value
from symcount.language.source import Source
from symcount.language.units import without_units
from symcount.network.multiplier import Multiplier
from symcount.network.network import Window
from symcount.network.values import ListValue, NetLayer, Value, Word
from symcount.record import record

TORCH, KERAS = CONVENTIONS = ("torch", "keras")
"""Whose rules hold where frameworks count differently."""

Setting = str | int | Fraction | bool | syntax.Expression | tuple["Setting", ...] | list["Setting"]
"""What a parameter can be set to: a text in the language, a number, a flag, or a list of such."""


@record
class Request:
    """Which net, with which values, and which parameters keep their names. `keep` None keeps all."""

    net: str | None = None
    settings: Mapping[str, Setting] = field(default_factory=dict)
    keep: frozenset[str] | None = frozenset()
    insist: bool = True
    """Whether a kept parameter that cannot be a symbol is an error, or takes its value."""
    lenient: bool = False
    """Whether kept names that the network lacks mean nothing: those of a project are for all its networks."""
    multiplier: Multiplier | None = None
    """A multiplier of every hidden channel count, for a network that has none."""
    defaults: bool = False
    """Whether the parameters of a block or layer take their defaults; else they are symbols until set."""
    view: str = "params"
    """What is counted: a row of views.VIEWS."""
    convention: str | None = None
    """A row of CONVENTIONS; None is that of the file, else PyTorch's."""
    called: str | None = None
    """The variant that was asked for."""


def lists_round(name: str) -> list[str]:
    """The parameters of which `L_3` can be an item, from outside: `L`; an item of an item has two."""
    parts = name.split("_")
    return ["_".join(parts[:n]) for n in range(1, len(parts)) if all(map(str.isdecimal, parts[n:]))]


def own_or_item(name: str) -> set[str]:
    """The name itself, and those of the lists of which it can be an item."""
    return {name, *lists_round(name)}


def keep_names(names: Iterable[str]) -> frozenset[str] | None:
    """`all` keeps all, which is None; `none` and nothing keep none."""
    keep = frozenset(n.strip() for n in names) - {"", "none"}
    return None if keep == {"all"} else keep


def parse_setting(name: str, text: str) -> syntax.Expression:
    """The VALUE of `--set NAME=VALUE`. Raises Problem that shows it."""
    try:
        return parse_value(Source(f"--set {name}", without_units(text)))
    except Problem as trouble:
        first = trouble.diagnostics[0]
        note = "a value is a number, a flag, a window, a word or a list such as `3,4,6,3`"
        raise problem("E406", f"`{text}` is no value for `{name}`: {first.message}", note=note) from None


def setting_text(setting: Setting) -> str:
    """A setting as a user wrote it."""
    return setting if isinstance(setting, str) else getattr(getattr(setting, "span", None), "text", str(setting))


def shown(value: Value) -> object:
    """A value that is no number, for a list of settings: a flag, `3x3`, a word, or `layer`."""
    match value:
        case bool():
            return value
        case Window(sides=sides):
            return "x".join(str(side.value) if isinstance(side, Number) else "?" for side in sides)
        case Word(name=name):
            return name
        case NetLayer():
            return str(value)
        case ListValue(items=()):
            return "()"
        case _:
            return "layer"
