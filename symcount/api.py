"""The line for Python and notebooks: `symcount.load("unet").count(keep="w").closed_form`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from symcount import pipeline
from symcount.algebra.formula import symbols, tidy, value
from symcount.language.diagnostics import Diagnostic
from symcount.language.source import Source
from symcount.network.request import Request, keep_names
from symcount.network.views import PARAMS
from symcount.network.width import multiplier_of

if TYPE_CHECKING:
    from symcount.algebra.symbolic import Expr
    from symcount.derivation.counting import Count
    from symcount.derivation.expectations import Check
    from symcount.derivation.steps import Derivation
    from symcount.scaling.compare import Comparison
    from symcount.scaling.evaluation import ArrayFunction
    from symcount.scaling.growth import Growth
    from symcount.scaling.solve import Solved

Setting = int | Fraction | float | bool | str
Keep = str | Iterable[str]


def load(path_or_text: str | Path) -> Model:
    """A network from a file, from the name of a shipped network (`"unet"`), or from text in the language.

    A string with a line break or a brace is text. Raises Problem with every mistake of spelling.
    """
    if isinstance(path_or_text, str) and ("\n" in path_or_text or "{" in path_or_text):
        return Model(pipeline.model(Source("<text>", path_or_text)))
    return Model(pipeline.model(pipeline.find(str(path_or_text))))


@dataclass(frozen=True)
class Model:
    """A loaded file. Nothing is counted until it is asked for."""

    model: pipeline.Model

    def count(
        self,
        *,
        keep: Keep = (),
        net: str | None = None,
        by: str = "label",
        multiplier: str | None = None,
        rounding: str | None = None,
        view: str = PARAMS,
        convention: str | None = None,
        set: Mapping[str, Setting] = {},
        **values: Setting,
    ) -> CountResult:
        """The parameters. `keep` names the parameters that stay symbols ("w", ["w", "L"] or "all").

        Values are given by name (`w=64`) or, where a name is taken, in `set`. `multiplier` and `rounding` are
        `--multiplier` and `--round` of the command line, `view` and `convention` its options of these names. Raises
        Problem.
        """
        network = pipeline.network(
            self.model, request(net, keep, {**set, **values}, multiplier, rounding, view, convention)
        )
        return CountResult(pipeline.count(network, by))

    def derive(
        self,
        *,
        keep: Keep = "all",
        net: str | None = None,
        factoring: str = "article",
        form: str | None = None,
        collect: str | None = None,
        multiplier: str | None = None,
        rounding: str | None = None,
        view: str = PARAMS,
        convention: str | None = None,
        set: Mapping[str, Setting] = {},
        **values: Setting,
    ) -> DerivationResult:
        """The derivation, every `=` proved; the whole also in `form`, collected in `collect`. Raises Problem."""
        network = pipeline.network(
            self.model, request(net, keep, {**set, **values}, multiplier, rounding, view, convention)
        )
        form = form or ("collected" if collect else None)
        return DerivationResult(pipeline.derivation(network, factoring, form, collect))

    def scale(
        self,
        by: str,
        at: Iterable[int | float | Fraction | str] | None = None,
        *,
        net: str | None = None,
        multiplier: str | None = None,
        rounding: str | None = None,
        view: str = PARAMS,
        convention: str | None = None,
        set: Mapping[str, Setting] = {},
        **values: Setting,
    ) -> Growth:
        """How the count grows with the symbol `by`, tabled at the values `at`. Raises Problem."""
        from symcount.scaling.growth import growth

        points = None if at is None else [tidy(Fraction(str(x))) for x in at]
        return growth(
            self.model.scope, request(net, (), {**set, **values}, multiplier, rounding, view, convention), by, points
        )

    def solve(
        self,
        symbol: str,
        *budgets: int | str,
        net: str | None = None,
        multiplier: str | None = None,
        rounding: str | None = None,
        view: str = PARAMS,
        convention: str | None = None,
        set: Mapping[str, Setting] = {},
        **values: Setting,
    ) -> Solved:
        """The largest `symbol` within each budget (5_000_000 or "5M"), proved by evaluation. Raises Problem."""
        from symcount.scaling.solve import budget_of, solve

        asked = request(net, (), {**set, **values}, multiplier, rounding, view, convention)
        return solve(self.model.scope, asked, symbol, [budget_of(str(b)) for b in budgets])

    def compare(
        self,
        other: Model,
        *,
        keep: Keep = "all",
        nets: tuple[str | None, str | None] = (None, None),
        view: str = PARAMS,
        convention: str | None = None,
        set: Mapping[str, Setting] = {},
        **values: Setting,
    ) -> Comparison:
        """This network against `other`, with the same values for both; `nets` names a net of each. Raises Problem."""
        from symcount.scaling.compare import compare

        models = (self.model, other.model)
        asked = (request(net, keep, {**set, **values}, view=view, convention=convention) for net in nets)
        left, right = (pipeline.network(m, r) for m, r in zip(models, asked, strict=True))
        return compare(left, right)

    def check(self) -> list[Check]:
        """What came of the `expect` lines."""
        return pipeline.check(self.model)


def request(
    net: str | None,
    keep: Keep,
    values: Mapping[str, Setting],
    multiplier: str | None = None,
    rounding: str | None = None,
    view: str = PARAMS,
    convention: str | None = None,
) -> Request:
    """The request behind the arguments; a float is the decimal that Python prints. Raises Problem."""
    names = keep.split(",") if isinstance(keep, str) else list(keep)
    exact = {k: Fraction(str(v)) if isinstance(v, float) else v for k, v in values.items()}
    width = multiplier_of(multiplier, rounding)
    return Request(net, exact, keep_names(names), width=width, view=view, convention=convention)


@dataclass(frozen=True)
class CountResult:
    """How many parameters, as a number or a closed form."""

    result: Count

    @property
    def parameters(self) -> int | Expr:
        """Learned parameters: an int where all is known, else a sympy expression."""
        return self._number(self.result.parameters)

    @property
    def buffers(self) -> int | Expr:
        """State that is not learned, such as running statistics."""
        return self._number(self.result.buffers)

    @cached_property
    def closed_form(self) -> Expr:
        """The parameters as a sympy expression in plain symbols."""
        from symcount.algebra import symbolic

        return symbolic.expression(self.result.parameters)

    @property
    def groups(self) -> dict[str | None, int | Expr]:
        """The parameters of each group by label."""
        return {group.label: self._number(tree) for group, tree in self.result.groups}

    def function(self, *names: str) -> ArrayFunction:
        """The closed form as a function of arrays, its arguments in the order of `names`: all the kept symbols.

        `count(keep="w").function("w")(numpy.arange(1, 65))` is exact: int64, or Python integers where one is
        beyond it. It holds where the count's conditions do. Needs numpy (`symcount[sweep]`). Raises Problem.
        """
        from symcount.scaling.outside import require

        require("numpy", "sweep", "a function of arrays")
        from symcount.scaling.evaluation import argument_order, array_function

        return array_function(self.result.parameters, argument_order(names, self.result.network.keep))

    @property
    def views(self) -> dict[str, int | Expr]:
        """The count in every view: trainable, active, non_embedding and so on."""
        from symcount.derivation.counting import in_views

        return {name: self._number(tree) for name, tree in in_views(self.result.network).items()}

    @property
    def conventions(self) -> tuple[str, ...]:
        """Sentences on the conventions that the count depends on."""
        from symcount.network.views import sentences

        return tuple(sentences(self.result.network))

    @property
    def warnings(self) -> tuple[Diagnostic, ...]:
        return self.result.network.diagnostics

    def _number(self, tree: Any) -> int | Expr:
        if not symbols(tree):
            return int(value(tree))
        from symcount.algebra import symbolic

        return symbolic.expression(tree)

    def _repr_latex_(self) -> str:
        from symcount.render.latex import latex_formula

        return f"$\\displaystyle {latex_formula(self.result.parameters, self.result.network.writing)}$"

    def __repr__(self) -> str:
        from symcount.algebra.notations.unicode import plain

        return f"{self.result.network.name}: {plain(self.result.parameters)} parameters"


@dataclass(frozen=True)
class DerivationResult:
    """A proved derivation; `str()` is its text, a notebook shows it typeset."""

    derivation: Derivation

    @property
    def closed_form(self) -> Expr:
        """The whole count as a sympy expression in plain symbols."""
        from symcount.algebra import symbolic

        closed = self.derivation.total.tree("closed form")
        assert closed is not None
        return symbolic.expression(closed)

    @property
    def value(self) -> int | None:
        """The whole count, None where a symbol has no value."""
        return self.derivation.total.value

    @property
    def lines(self) -> dict[str | None, str | None]:
        """The article's line of each group, in LaTeX."""
        from symcount.render.data import article_line

        return {row.label: article_line(row, self.derivation.network.writing) for row in self.derivation.rows}

    def to(
        self,
        format: str,
        *,
        show: str = "article",
        lang: str = "en",
        line_width: str | None = None,
        width: str = "article",
        **style: Any,
    ) -> str | bytes:
        """As `latex`, `tex`, `markdown`, `katex`, `html`, `typst`, `text`, `json`, `csv`, or `pdf` (bytes).

        `show`, `lang` and `line_width` are the options of the command line, `width` is an older name of the last;
        `style` are fields of render.style.Style. Raises Problem.
        """
        from symcount.document.layout import Plan, parts_of
        from symcount.document.translations import Language
        from symcount.render.style import Style, line_width_of

        plan = Plan(parts_of(show), Language(lang))
        line = line_width or width
        columns = 2 if line == "twocolumn" else 1
        return pipeline.rendered(self.derivation, format, plan, Style(line_width_of(line), columns, **style))

    def _repr_latex_(self) -> str:
        from symcount.document.layout import lay_out
        from symcount.render.katex import notebook

        return notebook(lay_out(self.derivation))

    def __repr__(self) -> str:
        return str(self.to("text"))
