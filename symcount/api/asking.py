"""What Python gives, as a request; and mistakes in the words of Python."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from math import isfinite
from numbers import Rational, Real
from typing import Any, Protocol, runtime_checkable

from symcount import pipeline
from symcount.language.diagnostics import Diagnostic, Label, Problem, listed, nearest, problem
from symcount.language.source import Source, short
from symcount.network.request import keep_names


@runtime_checkable
class Named(Protocol):
    """A symbol of sympy: what is asked of it is its name."""

    @property
    def name(self) -> Any: ...


NumberLike = int | float | str | Rational | Decimal
"""An exact number; a float is the decimal that Python prints, a text an expression such as "1/3"."""
Setting = NumberLike | bool | tuple["Setting", ...] | list["Setting"]
"""What a parameter can be set to: a number, a flag, a text in the language, or a list of such."""
Name = str | Named
Keep = Name | Iterable[Name]


def argument_problem(argument: str, given: object, wanted: str, help: Sequence[str] | str = ()) -> Problem:
    """That an argument is of no use."""
    shown = f"`{short(given)}`" if isinstance(given, str) else f"{short(repr(given))} of type {type(given).__name__}"
    return problem("E420", f"`{argument}` takes {wanted}, not {shown}", help=help)


def one_of(argument: str, given: object, choices: Iterable[str]) -> str:
    """One of the texts that an argument can be. Raises Problem (E420)."""
    names = [*choices]
    if isinstance(given, str) and given in names:
        return given
    near = nearest(given, names) if isinstance(given, str) else []
    raise argument_problem(argument, given, f"one of {listed(names)}", near)


def texts(**given: object) -> None:
    """Raises Problem (E420) for an argument that is neither a text nor left out."""
    for argument, text in given.items():
        if not isinstance(text, str | None):
            raise argument_problem(argument, text, "a text")


def name_of(argument: str, given: object, example: str = "") -> str:
    """The name of a parameter: a text, or a symbol of sympy. Raises Problem (E420)."""
    name = given if isinstance(given, str) else getattr(given, "name", None)
    if not isinstance(name, str):
        raise argument_problem(argument, given, "the name of a parameter", example or f'e.g. {argument}="w"')
    return name.strip()


def keep_of(keep: Any) -> frozenset[str] | None:
    """The names that are kept; None is all. Raises Problem (E420)."""
    several = isinstance(keep, Iterable) and not isinstance(keep, str) and not isinstance(keep, Named)
    names = [
        name_of("keep", name, 'e.g. keep="w", keep=["w", "L"] or keep="all"') for name in (keep if several else [keep])
    ]
    return keep_names(part for name in names for part in name.split(","))


def setting_of(name: str, value: Any) -> Any:
    """What a parameter is set to, exactly. Raises Problem (E406)."""
    if isinstance(value, tuple | list):
        return tuple(setting_of(name, item) for item in value)
    if isinstance(value, bool | str):
        return value
    number = exact_or_none(value)
    if number is None:
        kind = type(value).__name__
        keep = f'to keep `{name}` as a symbol: keep="{name}"' if isinstance(value, Named) else ""
        wanted = (
            f"`{name}` takes a number, a flag, a list or a text in the language, not `{short(str(value))}` ({kind})"
        )
        raise problem("E406", wanted, help=[keep] if keep else [])
    return number


def exact_or_none(value: Any) -> int | Fraction | None:
    """A number of Python, numpy or sympy; a float as the decimal that is printed. None for what is no number."""
    if type(value).__name__ in ("bool_", "bool"):
        return bool(value)
    if isinstance(value, Rational):
        exact = Fraction(int(value.numerator), int(value.denominator))
        return exact.numerator if exact.denominator == 1 else exact
    if isinstance(value, Real | Decimal) and isfinite(value):
        return Fraction(str(float(value)) if isinstance(value, Real) else value)
    return None


def number_of(argument: str, value: Any) -> Fraction:
    """A number, also as a text. Raises Problem (E420)."""
    try:
        number = (
            Fraction(value.replace("_", "")) if isinstance(value, str) and len(value) < 99 else exact_or_none(value)
        )
    except (ValueError, ZeroDivisionError):
        number = None
    if number is None:
        raise argument_problem(argument, value, "a number", "e.g. 8, 0.25 or Fraction(1, 4)")
    return Fraction(number)


def numbers_of(argument: str, values: Any) -> list[Any]:
    """Several. Raises Problem (E420)."""
    if isinstance(values, str) or not isinstance(values, Iterable):
        raise argument_problem(argument, values, "a list of numbers", f"e.g. {argument}=[8, 16, 32]")
    return list(values)


def axis_text(argument: str, values: Any) -> str:
    """The values of a parameter as --over takes them. Raises Problem (E420)."""
    if isinstance(values, str):
        return values
    words = {True: "on", False: "off"}
    return ",".join(words[v] if isinstance(v, bool) else str(v) for v in _exact_values(argument, values))


def _exact_values(argument: str, values: Any) -> Iterator[bool | str | Fraction]:
    for item in numbers_of(argument, values):
        exact = exact_or_none(item)
        yield item if isinstance(item, str) else exact if isinstance(exact, bool) else number_of(argument, item)


# ---- the words of mistakes ---------------------------------------------------------------


@contextmanager
def asked() -> Iterator[None]:
    """What is raised inside speaks of arguments, not of options; a formula beyond the limits is a Problem, too."""
    try:
        with pipeline.limits():
            yield
    except Problem as trouble:
        raise Problem(*map(_in_python, trouble.diagnostics)) from None


def _in_python(d: Diagnostic) -> Diagnostic:
    return replace(
        d,
        message=python_words(d.message),
        labels=tuple(map(_label, d.labels)),
        notes=tuple(map(python_words, d.notes)),
        help=tuple(map(python_words, d.help)),
    )


def _label(label: Label) -> Label:
    """A value that was set is a text with the option's name."""
    source = label.span.source
    if not source.name.startswith("--"):
        return label
    named = Source(python_words(source.name), source.text)
    return Label(replace(label.span, source=named), python_words(label.text))


ARGUMENTS = {"round": "rounding", "for": "symbol", "set": "set", "plot": "plot"}
"""Those that have another name than their option."""

_SET = re.compile(r"--set ([A-Za-z]\w*)=?")
_OVER = re.compile(r"--over ([A-Za-z]\w*)=([^\s,;]+)")
_OPTION = re.compile(r"--([a-z]+(?:-[a-z]+)*)(?: (?=[A-Za-z])([\w:,]*\w))?")


def python_words(text: str) -> str:
    """`--net NAME` as `net="NAME"`, `--set w=…` as `w=…`."""
    if "--" not in text:
        return text
    spoken = _SET.sub(r"\1=", _OVER.sub(r'"\1": "\2"', text))
    spoken = _OPTION.sub(_argument, spoken)
    return re.sub(r'" (?=[a-z_]+=")', '", ', spoken)


def _argument(option: re.Match[str]) -> str:
    name = option[1].replace("-", "_")
    return f"{ARGUMENTS.get(name, name)}=" + (f'"{option[2]}"' if option[2] else "")
