"""The line for Python and notebooks: `symcount.load("unet").count(keep="w").closed_form`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from symcount import pipeline
from symcount.algebra.formula import Formula, symbols, tidy, value
from symcount.language.diagnostics import Diagnostic
from symcount.language.source import Source
from symcount.network.multiplier import multiplier_of
from symcount.network.request import Request, keep_names

if TYPE_CHECKING:
    from symcount.algebra.symbolic import Expr
    from symcount.derivation.expectations import Check
    from symcount.derivation.steps import Derivation
    from symcount.derivation.tally import Count
    from symcount.network.network import Network
    from symcount.scaling.compare import Comparison
    from symcount.scaling.functions import CountFunction
    from symcount.scaling.growth import Growth
    from symcount.scaling.pieces import Pieces
    from symcount.scaling.solve import Solutions

NumberLike = int | Fraction | float | str
Setting = NumberLike | bool | tuple["Setting", ...] | list["Setting"]
Keep = str | Iterable[str]


def load(path_or_text: str | Path) -> Model:
    """A network from a file, from the name of a shipped network (`"unet"`), or from text in the language.

    A string with a line break or a brace is text. Raises Problem with every mistake of spelling.
    """
    if isinstance(path_or_text, str) and ("\n" in path_or_text or "{" in path_or_text):
        return Model(pipeline.model_of(Source("<text>", path_or_text)))
    return Model(pipeline.model_of(pipeline.source_of(str(path_or_text))))


@dataclass(frozen=True)
class Model:
    """A loaded file and what is asked of it: which net, with which values. Nothing is counted until it is asked for.

    Each question takes what `at` takes: `model.count(w=16)` is `model.at(w=16).count()`. Each raises Problem with
    every mistake that it finds.
    """

    model: pipeline.Model
    request: Request = Request()
    keeps: bool = False
    """Whether `keep` was given."""

    def at(
        self,
        *,
        net: str | None = None,
        keep: Keep | None = None,
        view: str | None = None,
        convention: str | None = None,
        multiplier: str | None = None,
        rounding: str | None = None,
        set: Mapping[str, Setting] = {},
        **values: Setting,
    ) -> Model:
        """A net of the file, with values for its parameters: `load("unet").at(w=64, norm=False).count()`.

        net: its name, or that of a variant, block or layer; needed where the file has several nets.
        keep: the parameters that stay symbols, "w", "w,L", ["w", "L"] or "all"; left out, a derivation and a
            comparison keep all, other questions only what they ask about.
        view: what is counted, such as "trainable", "active" or "non_embedding"; left out, all "params".
        convention: "torch" or "keras", whose rules hold where frameworks count differently.
        multiplier, rounding: a symbol that multiplies all hidden channels, and "divisible:8", "floor", "ceil" or
            "round"; as --multiplier and --round of the command line.
        set, values: numbers, flags, lists or texts in the language by name, in `set` also where an argument has
            the name. A float is the decimal that Python prints.

        Raises Problem for a multiplier or a rounding that there is not; all else is found when a question is asked.
        """
        exact = {k: _exact(v) for k, v in {**set, **values}.items()}
        kept = self.request.keep if keep is None else keep_names(keep.split(",") if isinstance(keep, str) else keep)
        scaled = multiplier_of(multiplier, rounding)
        choices = {"net": net, "view": view, "convention": convention, "multiplier": scaled}
        given: dict[str, Any] = {name: choice for name, choice in choices.items() if choice is not None}
        request = replace(self.request, settings={**self.request.settings, **exact}, keep=kept, **given)
        return Model(self.model, request, self.keeps or keep is not None)

    def count(self, by: str = "label", **choices: Any) -> CountResult:
        """The parameters, in groups by "label", "kind" or "layer"."""
        asked = self.at(**choices)
        return CountResult(pipeline.count_of(asked._network(keep=frozenset()), by), asked)

    def derive(
        self, factoring: str = "article", form: str | None = None, collect: str | None = None, **choices: Any
    ) -> DerivationResult:
        """The derivation, every `=` proved.

        factoring: "article" or "layers".
        form: the whole also "expanded", "collected", "factored", "horner", "named", by "stages", or in "pieces", which
            are cases along one symbol, with numbers for the others.
        collect: the symbol in whose powers the form is collected; alone, it asks for "collected". With "pieces" the
            symbol of the cases.
        """
        asked = self.at(**choices)
        network = asked._network(keep=None)
        return DerivationResult(pipeline.derivation_in(asked.model, asked.request, network, factoring, form, collect))

    def scale(self, by: str, at: Iterable[NumberLike] | None = None, **choices: Any) -> Growth:
        """How the count grows with the symbol `by`, tabled at the values `at`, else at eight round its own value.

        Counts are exact integers; exponents, doublings and shares (from 0 to 1) are exact fractions.
        """
        from symcount.scaling.growth import growth

        points = None if at is None else [tidy(Fraction(str(x))) for x in at]
        with pipeline.limits():
            return growth(self.model.scope, self.at(**choices).request, by, points)

    def solve(
        self, symbol: str, *budgets: int | str, multiple_of: NumberLike | None = None, **choices: Any
    ) -> Solutions:
        """The largest `symbol` within each budget in parameters (5_000_000 or "5M"), proved by evaluation.

        multiple_of: the answers are multiples of this number.
        """
        from symcount.scaling.solve import budget_of, solve

        numbers, request = [budget_of(str(budget)) for budget in budgets], self.at(**choices).request
        multiple = None if multiple_of is None else Fraction(str(multiple_of))
        with pipeline.limits():
            return solve(self.model.scope, request, symbol, numbers, multiple)

    def compare(
        self, other: Model, *, nets: tuple[str | None, str | None] = (None, None), **choices: Any
    ) -> Comparison:
        """This network against `other`: difference, ratio, crossings, stage by stage; `nets` names a net of each."""
        from symcount.scaling.compare import compare

        left, right = (model.at(net=net, **choices) for model, net in zip((self, other), nets, strict=True))
        with pipeline.limits():
            kept = (left.request.keep if left.keeps else None) or frozenset()
            return compare(left._network(keep=None), right._network(keep=None), kept)

    def check(self) -> list[Check]:
        """What came of the `expect` lines of all nets. Raises Problem for mistakes in the file itself."""
        return pipeline.checks_of(self.model)

    def pieces(self, counted: Count) -> Pieces:
        """The closed forms of this network in the symbols of a count, of which that is the first."""
        from symcount.scaling.pieces import Piece, Pieces

        kept = counted.network.keep
        return Pieces(self.model.scope, self.request, kept, [Piece(counted, {})])

    def _network(self, keep: frozenset[str] | None) -> Network:
        """With these symbols, None for all, where no others were asked for."""
        request = self.request if self.keeps else replace(self.request, keep=keep)
        return pipeline.network_of(self.model, request)


@dataclass(frozen=True)
class CountResult:
    """How many parameters, as a number or a closed form."""

    result: Count
    model: Model

    @property
    def parameters(self) -> int | Expr:
        """Learned parameters: an int where all is known, else a sympy expression."""
        return _number(self.result.parameters)

    @property
    def buffers(self) -> int | Expr:
        """State that is not learned, such as running statistics."""
        return _number(self.result.buffers)

    @cached_property
    def closed_form(self) -> Expr:
        """The parameters as a sympy expression in plain symbols."""
        return _expression(self.result.parameters)

    @property
    def groups(self) -> dict[str | None, int | Expr]:
        """The parameters of each group by label."""
        return {group.label: _number(tree) for group, tree in self.result.groups}

    def function(self, *names: str) -> CountFunction:
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
        return CountFunction(self.model.pieces(self.result), tuple(argument_order(names, kept)))

    @property
    def views(self) -> dict[str, int | Expr]:
        """The count in every view: trainable, active, non_embedding and so on."""
        from symcount.derivation.tally import in_views

        return {name: _number(tree) for name, tree in in_views(self.result.network).items()}

    @property
    def conventions(self) -> tuple[str, ...]:
        """Sentences on the conventions that the count depends on."""
        from symcount.network.views import sentences

        return tuple(sentences(self.result.network))

    @property
    def warnings(self) -> tuple[Diagnostic, ...]:
        return self.result.network.diagnostics

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
        closed = self.derivation.total.tree("closed form")
        assert closed is not None
        return _expression(closed)

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
        """As text, or bytes for `pdf`; `format` is a row of render.formats.FORMATS, as `--format` lists them.

        `show`, `lang` and `line_width` are the options of the command line, `width` is an older name of the last;
        `style` are fields of render.style.Style. Raises Problem.
        """
        from symcount.document.layout import Plan, parts_to_show
        from symcount.document.translations import Language
        from symcount.render.style import Style, line_width_of

        plan = Plan(parts_to_show(show), Language(lang))
        line = line_width or width
        columns = 2 if line == "twocolumn" else 1
        return pipeline.text_of(self.derivation, format, plan, Style(line_width_of(line), columns, **style))

    def _repr_latex_(self) -> str:
        from symcount.document.layout import lay_out
        from symcount.render.katex import notebook

        return notebook(lay_out(self.derivation))

    def __repr__(self) -> str:
        return str(self.to("text"))


def _exact(setting: Setting) -> Any:
    if isinstance(setting, tuple | list):
        return tuple(map(_exact, setting))
    return Fraction(str(setting)) if isinstance(setting, float) else setting


def _number(form: Formula) -> int | Expr:
    return _expression(form) if symbols(form) else int(value(form))


def _expression(form: Formula) -> Expr:
    from symcount.algebra import symbolic  # it loads sympy

    return symbolic.expression(form)
