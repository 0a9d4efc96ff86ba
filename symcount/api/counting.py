"""Counts, derivations, checks, macros and the shelf, as answers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from symcount import pipeline
from symcount.api.asking import argument_problem, asked, name_of, one_of, texts
from symcount.api.numbers import expression, number
from symcount.api.result import Result
from symcount.document.models import ShippedNetwork
from symcount.language.diagnostics import Diagnostic
from symcount.render.formats import FORMATS, Answer

if TYPE_CHECKING:
    from symcount.algebra.symbolic import Expr
    from symcount.api.model import Model
    from symcount.derivation.expectations import Check
    from symcount.derivation.steps import Derivation
    from symcount.derivation.tally import Count
    from symcount.document.macros import NetworkMacros
    from symcount.scaling.functions import CountFunction


class GroupRow(NamedTuple):
    """A group of layers, what is in it, and its parameters."""

    label: str | None
    caption: str
    parameters: Any
    """An int, or an expression of sympy."""


@dataclass(frozen=True, repr=False)
class CountResult(Result[GroupRow]):
    """How many parameters, as a number or a closed form; its rows are the groups."""

    result: Count
    model: Model

    @property
    def parameters(self) -> int | Expr:
        """Learned parameters: an int where all is known, else a sympy expression."""
        return number(self.result.parameters)

    @property
    def buffers(self) -> int | Expr:
        """State that is not learned, such as running statistics."""
        return number(self.result.buffers)

    @cached_property
    def closed_form(self) -> Expr:
        """The parameters as a sympy expression in plain symbols."""
        return expression(self.result.parameters)

    @cached_property
    def rows(self) -> tuple[GroupRow, ...]:
        return tuple(GroupRow(group.label, group.caption, number(tree)) for group, tree in self.result.groups)

    @property
    def groups(self) -> dict[str | None, int | Expr]:
        """The parameters of each group by label."""
        return {group.label: number(tree) for group, tree in self.result.groups}

    @asked()
    def function(self, *names: Any) -> CountFunction:
        """The count as a function of arrays, its arguments in the order of `names`: all the kept symbols.

        `count(keep="w").function("w")(numpy.arange(1, 65))` is exact at every point: int64, or Python integers where
        one is beyond it. Where another choice would be made than at the parameters' values, it is the count of that
        network. Needs numpy (`symcount[sweep]`). Raises Problem.
        """
        from symcount.outside import require

        require("numpy", "sweep", "a function of arrays")
        from symcount.scaling.evaluation import argument_order
        from symcount.scaling.functions import CountFunction

        kept = self.result.network.keep
        example = f'values come after it: function("{kept[0]}")(…)' if kept else "keep a symbol: count(keep=…)"
        given = [name_of("function", name, example) for name in names]
        return CountFunction(self.model.pieces(self.result), tuple(argument_order(given, kept)))

    @property
    def views(self) -> dict[str, int | Expr]:
        """The count in every view: trainable, active, non_embedding and so on."""
        from symcount.derivation.tally import in_views

        return {name: number(tree) for name, tree in in_views(self.result.network).items()}

    @property
    def conventions(self) -> tuple[str, ...]:
        """Sentences on the conventions that the count depends on."""
        from symcount.network.views import sentences

        return tuple(sentences(self.result.network))

    @property
    def warnings(self) -> tuple[Diagnostic, ...]:
        """What was remarked on the way."""
        return self.result.network.diagnostics

    @property
    def _answer(self) -> tuple[Answer, tuple[Any, ...]]:
        from symcount.render.answers import COUNT

        return COUNT, (self.result,)

    def _repr_latex_(self) -> str:
        from symcount.render.latex import latex_formula
        from symcount.render.notebook import is_short

        form = self.result.parameters
        return f"$\\displaystyle {latex_formula(form, self.result.network.writing)}$" if is_short(form) else ""

    def _summary(self) -> str:
        from symcount.algebra.notations.unicode import plain

        return f"{self.result.network.name}: {plain(self.result.parameters)} parameters"

    @asked()
    def __str__(self) -> str:
        from symcount.render.tables import count_text

        return count_text(self.result)


class DerivedRow(NamedTuple):
    """A group, what is in it, its closed form and its value."""

    label: str | None
    caption: str
    closed_form: Any
    """An int, or an expression of sympy."""
    value: int | None


@dataclass(frozen=True, repr=False)
class DerivationResult(Result[DerivedRow]):
    """A proved derivation; `str()` is its text, a notebook shows it typeset. Its rows are the groups."""

    derivation: Derivation

    @property
    def closed_form(self) -> Expr:
        """The whole count as a sympy expression in plain symbols."""
        closed = self.derivation.total.tree("closed form")
        assert closed is not None
        return expression(closed)

    @property
    def value(self) -> int | None:
        """The whole count, None where a symbol has no value."""
        return self.derivation.total.value

    @property
    def lines(self) -> dict[str | None, str | None]:
        """The article's line of each group, in LaTeX."""
        from symcount.render.data import article_line

        return {row.label: article_line(row, self.derivation.network.writing) for row in self.derivation.rows}

    @cached_property
    def rows(self) -> tuple[DerivedRow, ...]:
        closed = ((row, row.tree("closed form")) for row in self.derivation.rows)
        return tuple(
            DerivedRow(row.label, row.caption, None if form is None else number(form), row.value)
            for row, form in closed
        )

    @asked()
    def to(
        self,
        format: str = "text",
        *,
        show: str = "article",
        lang: str = "en",
        line_width: str | None = None,
        width: str = "article",
        **style: Any,
    ) -> str | bytes:
        """As text, or bytes for "pdf"; `format` is one that `symcount derive --format` lists.

        `show`, `lang` and `line_width` are the options of the command line, `width` is an older name of the last;
        `style` are fields of render.style.Style. Raises Problem.
        """
        from symcount.document.layout import Plan, parts_to_show
        from symcount.document.translations import LANGUAGES, Language
        from symcount.render.style import DIGITS, TIMES, Style, line_width_of, writing_of

        one_of("format", format, FORMATS)
        texts(show=show, line_width=line_width, width=width)
        for name in style:
            one_of("an argument of to", name, [field for field in Style._fields if field not in ("width", "columns")])
        one_of("times", style.get("times", "times"), TIMES)
        one_of("digits", style.get("digits", "plain"), DIGITS)
        if not isinstance(style.get("writing", {}), dict):
            raise argument_problem("writing", style["writing"], "a dictionary", 'e.g. writing={"alpha": r"\\rho"}')
        style["writing"] = writing_of(style.get("writing", {}))
        plan = Plan(parts_to_show(show), Language(one_of("lang", lang, LANGUAGES)))
        line = line_width or width
        columns = 2 if line == "twocolumn" else 1
        return pipeline.text_of(self.derivation, format, plan, Style(line_width_of(line), columns, **style))

    @property
    def _answer(self) -> tuple[Answer, tuple[Any, ...]]:
        from symcount.document.layout import lay_out

        return Answer(lay_out, lambda derivation: None), (self.derivation,)

    def _repr_latex_(self) -> str:
        return self._screen[1]

    def _summary(self) -> str:
        from symcount.algebra.formula import Number
        from symcount.algebra.notations.unicode import plain

        total, number_of_groups = self.derivation.total, len(self.derivation.rows)
        closed = total.tree("closed form")
        form = "" if closed is None or isinstance(closed, Number) else f"{plain(closed)} = "
        groups = f"{number_of_groups} groups" if number_of_groups != 1 else "1 group"
        value = "no value" if self.value is None else self.value
        return f"derivation of {self.derivation.network.name}, {groups}: {form}{value}"


# ---- checks ------------------------------------------------------------------------------


class CheckRow(NamedTuple):
    """An `expect` line or a variant, whether it holds, and the mistakes if not."""

    holds: bool
    place: str
    """File, line and column."""
    text: str
    mistakes: tuple[Diagnostic, ...]


@dataclass(frozen=True, repr=False)
class CheckResult(Result[CheckRow]):
    """What came of the `expect` lines and variants of a file."""

    name: str
    result: tuple[Check, ...]

    @property
    def holds(self) -> bool:
        """Whether all do."""
        return all(check.holds for check in self.result)

    @cached_property
    def rows(self) -> tuple[CheckRow, ...]:
        return tuple(
            CheckRow(check.holds, str(check.place), " ".join(check.place.text.split()), check.trouble)
            for check in self.result
        )

    @property
    def _answer(self) -> tuple[Answer, tuple[Any, ...]]:
        from symcount.render.answers import CHECKS

        return CHECKS, (self.name, self.result)

    def table(self) -> list[dict[str, Any]]:
        """A dictionary a line; mistakes are their messages."""
        return [{**row._asdict(), "mistakes": "; ".join(d.message for d in row.mistakes)} for row in self.rows]

    def _summary(self) -> str:
        failed = [f"FAIL {row.place}: {row.text}" for row in self.rows if not row.holds]
        return "\n".join([f"{self.name}: {len(self) - len(failed)} of {len(self)} lines hold", *failed])


# ---- macros, and the shelf ---------------------------------------------------------------


class MacroRow(NamedTuple):
    """The name of a macro, what it stands for, and what that is in words."""

    name: str
    stands_for: Any
    """An int, or an expression of sympy."""
    text: str


@dataclass(frozen=True, repr=False)
class MacrosResult(Result[MacroRow]):
    """The numbers of a network as TeX macros."""

    result: NetworkMacros

    @cached_property
    def rows(self) -> tuple[MacroRow, ...]:
        return tuple(MacroRow(macro.name, number(macro.tree), macro.text) for macro in self.result.macros)

    @property
    def _answer(self) -> tuple[Answer, tuple[Any, ...]]:
        from symcount.render.answers import MACROS

        return MACROS, (self.result,)

    def tex(self, digits: str = "comma") -> str:
        """The file that `symcount macros` writes. Raises Problem."""
        from symcount.render.macros import macro_file
        from symcount.render.style import DIGITS, Style

        with asked():
            style = Style(digits=one_of("digits", digits, DIGITS))
            return macro_file([self.result], style, "symcount, from Python")

    def _summary(self) -> str:
        names = ", ".join(f"\\{macro.name}" for macro in self.result.macros[:3])
        return f"{self.result.network.name}: {len(self.result.macros)} macros, {names}, …"


@dataclass(frozen=True, repr=False)
class ModelsResult(Result[ShippedNetwork]):
    """The networks that ship with symcount; each name can be given to `load`."""

    result: tuple[ShippedNetwork, ...]

    @property
    def rows(self) -> tuple[ShippedNetwork, ...]:
        return self.result

    @property
    def _answer(self) -> tuple[Answer, tuple[Any, ...]]:
        from symcount.render.answers import MODELS

        return MODELS, (self.rows,)

    def _summary(self) -> str:
        names = ", ".join(row.name for row in self.rows[:8])
        return f"{len(self.rows)} networks ship with symcount: {names}, …"
