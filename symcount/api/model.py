"""The door for Python and notebooks: `symcount.load("unet").count(keep="w").closed_form`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from symcount import pipeline
from symcount.algebra.formula import symbols, tidy, value
from symcount.api.asking import (
    Keep,
    Name,
    NumberLike,
    Setting,
    argument_problem,
    asked,
    axis_text,
    exact_or_none,
    keep_of,
    name_of,
    number_of,
    numbers_of,
    one_of,
    setting_of,
    texts,
)
from symcount.api.comparing import CompareResult
from symcount.api.counting import CheckResult, CountResult, DerivationResult, MacrosResult, ModelsResult
from symcount.api.drawing import DrawResult
from symcount.api.grids import SweepResult
from symcount.api.growth import ScaleResult
from symcount.api.result import short_line
from symcount.api.solving import FrontierResult, SolveResult
from symcount.language.source import Source
from symcount.network.multiplier import multiplier_of
from symcount.network.request import Request, setting_text
from symcount.network.views import PARAMS

if TYPE_CHECKING:
    from symcount.derivation.tally import Count
    from symcount.network.network import Network
    from symcount.scaling.pieces import Pieces


@asked()
def load(path_or_text: str | Path, net: str | None = None) -> Model:
    """A network from a file, from the name of a shipped network (`"unet"`), or from text in the language.

    net: which net, variant, block or layer of it, as in `load("resnet", net="resnet50")`. A string with a line break or
    a brace is text. Raises Problem with every mistake of spelling.
    """
    if not isinstance(path_or_text, str | Path):
        raise argument_problem("load", path_or_text, "a path, the name of a shipped network, or a text")
    if isinstance(path_or_text, str) and ("\n" in path_or_text or "{" in path_or_text):
        model, named = pipeline.model_of(Source("<text>", path_or_text)), None
    else:
        model, named = pipeline.model_at(str(path_or_text))
    loaded = Model(model)
    return loaded.at(net=net or named) if net or named else loaded


@asked()
def models(words: str = "") -> ModelsResult:
    """The networks that ship with symcount, with file, paper, year and parameters; those that have all `words`."""
    texts(words=words)
    from symcount.document.models import shipped_networks, with_words

    return ModelsResult(tuple(with_words(shipped_networks(), words)))


@dataclass(frozen=True, repr=False)
class Model:
    """A loaded file and what is asked of it: which net, with which values. Nothing is counted until it is asked for.

    Each question takes what `at` takes: `model.count(w=16)` is `model.at(w=16).count()`. Each raises Problem with
    every mistake that it finds.
    """

    model: pipeline.Model
    request: Request = Request()
    keeps: bool = False
    """Whether `keep` was given."""

    @asked()
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
        keep: the parameters that stay symbols, "w", "w,L", ["w", "L"], sympy's symbols, or "all"; left out, a
            derivation and a comparison keep all, other questions only what they ask about.
        view: what is counted, such as "trainable", "active" or "non_embedding"; left out, all "params".
        convention: "torch" or "keras", whose rules hold where frameworks count differently.
        multiplier, rounding: a symbol that multiplies all hidden channels, and "divisible:8", "floor", "ceil" or
            "round"; as --multiplier and --round of the command line.
        set, values: numbers, flags, lists or texts in the language by name, in `set` also where an argument has
            the name. A float is the decimal that Python prints.

        Raises Problem for a value, a multiplier or a rounding that there is not; names are looked up when a question
        is asked.
        """
        texts(net=net, view=view, convention=convention, multiplier=multiplier, rounding=rounding)
        if not isinstance(set, Mapping):
            raise argument_problem("set", set, "a dictionary", 'e.g. set={"w": 64}')
        exact = {name_of("set", name): setting_of(str(name), v) for name, v in {**set, **values}.items()}
        kept = self.request.keep if keep is None else keep_of(keep)
        scaled = multiplier_of(multiplier, rounding)
        choices = {"net": net, "view": view, "convention": convention, "multiplier": scaled}
        given: dict[str, Any] = {name: choice for name, choice in choices.items() if choice is not None}
        request = replace(self.request, settings={**self.request.settings, **exact}, keep=kept, **given)
        return Model(self.model, request, self.keeps or keep is not None)

    @asked()
    def count(self, by: str = "label", **choices: Any) -> CountResult:
        """The parameters, in groups by "label", "kind" or "layer"."""
        from symcount.derivation.tally import GROUPINGS

        asked = self.at(**choices)
        return CountResult(pipeline.count_of(asked._network(keep=frozenset()), one_of("by", by, GROUPINGS)), asked)

    @asked()
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
        one_of("factoring", factoring, ("article", "layers"))
        texts(form=form)
        symbol = None if collect is None else name_of("collect", collect)
        asked = self.at(**choices)
        network = asked._network(keep=None)
        return DerivationResult(pipeline.derivation_in(asked.model, asked.request, network, factoring, form, symbol))

    @asked()
    def scale(
        self, by: Name, at: Iterable[NumberLike] | None = None, *, other: Name | None = None, **choices: Any
    ) -> ScaleResult:
        """How the count grows with the symbol `by`, tabled at the values `at`, else at eight round its own value.

        Counts are exact integers; exponents, doublings and shares (from 0 to 1) are exact fractions.

        other: a second symbol, for the curve of equal counts.
        """
        from symcount.scaling.growth import growth
        from symcount.scaling.level import level

        symbol = name_of("by", by)
        points = None if at is None else [tidy(number_of("at", x)) for x in numbers_of("at", at)]
        request = self.at(**choices).request
        grown = growth(self.model.scope, request, symbol, points)
        if other is None:
            return ScaleResult(grown)
        values = [point.at for point in grown.points]
        return ScaleResult(grown, level(self.model.scope, request, symbol, name_of("other", other), values))

    @asked()
    def solve(
        self,
        symbol: Name,
        *budgets: int | str,
        multiple_of: NumberLike | None = None,
        like: Sequence[Model] = (),
        **choices: Any,
    ) -> SolveResult:
        """The largest `symbol` within each budget in parameters (5_000_000 or "5M"), proved by evaluation.

        multiple_of: the answers are multiples of this number.
        like: networks whose counts are budgets, too.
        """
        from symcount.scaling.solve import solve

        name, request = name_of("symbol", symbol), self.at(**choices).request
        likes = {_whole_count(model): model.name for model in ([like] if isinstance(like, Model) else like)}
        numbers = [*map(_budget, budgets), *likes]
        if not numbers:
            raise argument_problem("budgets", None, "at least one", f'e.g. solve("{name}", "5M")')
        multiple = None if multiple_of is None else _positive("multiple_of", multiple_of)
        return SolveResult(solve(self.model.scope, request, name, numbers, multiple, likes))

    @asked()
    def frontier(
        self, symbol: Name, other: Name, budget: int | str, *, multiple_of: NumberLike | None = None, **choices: Any
    ) -> FrontierResult:
        """The largest pairs of two symbols within a budget: neither can be larger without the other's being smaller.

        multiple_of: the first symbol's values are multiples of this number.
        """
        from symcount.scaling.frontier import frontier

        names = (name_of("symbol", symbol), name_of("other", other))
        if names[0] == names[1]:
            raise argument_problem("other", names[1], "another symbol than the first")
        multiple = None if multiple_of is None else _positive("multiple_of", multiple_of)
        return FrontierResult(frontier(self.model.scope, self.at(**choices).request, names, _budget(budget), multiple))

    @asked()
    def compare(
        self, other: Model | str | Path, *, nets: tuple[str | None, str | None] = (None, None), **choices: Any
    ) -> CompareResult:
        """This network against `other`: difference, ratio, crossings, stage by stage; `nets` names a net of each."""
        from symcount.scaling.compare import compare

        if not isinstance(nets, tuple | list) or len(nets) != 2:
            raise argument_problem("nets", nets, "two names", 'e.g. nets=("a", None)')
        sides = (self, other if isinstance(other, Model) else load(other))
        left, right = (model.at(net=net, **choices) for model, net in zip(sides, nets, strict=True))
        kept = (left.request.keep if left.keeps else None) or frozenset()
        compared = compare(left._network(keep=None), right._network(keep=None), kept)
        return CompareResult(compared, _told_apart(left, right))

    @asked()
    def sweep(self, over: Mapping[Name, str | Iterable[Setting]], **choices: Any) -> SweepResult:
        """The exact count at every point of a grid, the last parameter running fastest.

        over: the values of each parameter, a list or a range as the command line takes it: {"w": range(8, 65), "norm":
            [True, False], "alpha": "0.25:2:8"}. Needs numpy (`symcount[sweep]`).
        """
        from symcount.outside import require

        require("numpy", "sweep", "a sweep")
        from symcount.scaling.points import grid_of
        from symcount.scaling.sweep import sweep

        if not isinstance(over, Mapping):
            raise argument_problem("over", over, "a dictionary", 'e.g. over={"w": range(8, 65)}')
        axes = [f"{name_of('over', name)}={axis_text('over', values)}" for name, values in over.items()]
        return SweepResult(sweep(self.model.scope, self.at(**choices).request, grid_of(axes)))

    @asked()
    def draw(self, **choices: Any) -> DrawResult:
        """The picture: a box a stage, its parameters, the shapes between."""
        from symcount.diagram.diagram import diagram
        from symcount.diagram.placement import place

        network = self.at(**choices)._network(keep=frozenset())
        return DrawResult(network.name, place(diagram(network)))

    @asked()
    def macros(self, prefix: str | None = None, **choices: Any) -> MacrosResult:
        """The counts as TeX macros, whose names begin with `prefix`, else with the network's name."""
        from symcount.document.macros import TEX_COMMANDS, MacroNames, is_prefix, macros_of, spelled

        texts(prefix=prefix)
        if prefix is not None and not is_prefix(prefix):
            raise argument_problem("prefix", prefix, "letters that can begin a name of TeX", "and not `end`")
        network = self.at(**choices)._network(keep=None)
        named = prefix or spelled(network.name)
        return MacrosResult(macros_of(pipeline.derivation_of(network), named, MacroNames(TEX_COMMANDS)))

    @asked()
    def check(self) -> CheckResult:
        """What came of the `expect` lines and variants of all nets. Raises Problem for mistakes in the file itself."""
        return CheckResult(self.model.source.name, tuple(pipeline.checks_of(self.model)))

    def pieces(self, counted: Count) -> Pieces:
        """The closed forms of this network in the symbols of a count, of which that is the first."""
        from symcount.scaling.pieces import Piece, Pieces

        kept = counted.network.keep
        return Pieces(self.model.scope, self.request, kept, [Piece(counted, {})])

    @property
    def name(self) -> str:
        """The net, variant, block or layer that is meant, else the file."""
        scope = self.model.scope
        alone = scope.nets[0].name if len(scope.nets) == 1 else Path(self.model.source.name).name
        return self.request.net or scope.chosen or alone

    def __repr__(self) -> str:
        asked = [f"{name} = {value}" for name, value in self._settings.items()]
        asked += [f"keep {', '.join(sorted(self.request.keep or {'all'}))}"] if self.keeps else []
        asked += [self.request.view] if self.request.view != PARAMS else []
        at = f" at {', '.join(asked)}" if asked else ""
        nets = len(self.model.scope.nets)
        file = Path(self.model.source.name).name
        return short_line(f"{self.name} of {file} ({nets} net{'s' * (nets != 1)}){at}")

    @property
    def _settings(self) -> dict[str, str]:
        """As the language writes them."""
        words = {True: "on", False: "off"}
        given = self.request.settings.items()
        return {name: words[v] if isinstance(v, bool) else setting_text(v) for name, v in given}

    def _network(self, keep: frozenset[str] | None) -> Network:
        """With these symbols, None for all, where no others were asked for."""
        request = self.request if self.keeps else replace(self.request, keep=keep)
        return pipeline.network_of(self.model, request)


def _whole_count(model: object) -> int:
    """Its parameters at their values. Raises Problem."""
    from symcount.scaling.feasible import missing_value

    if not isinstance(model, Model):
        raise argument_problem("like", model, "loaded networks", 'e.g. like=[symcount.load("resnet50")]')
    parameters = model.at(keep="none").count().result.parameters
    for symbol in symbols(parameters):
        raise missing_value(f"`{model.name}` needs", symbol)
    return int(value(parameters))


def _budget(given: object) -> int:
    """A number of parameters. Raises Problem (E503, E420)."""
    from symcount.scaling.solve import budget_of

    number = given if isinstance(given, str) else exact_or_none(given)
    if number is None or isinstance(number, bool):
        raise argument_problem("budgets", given, "numbers of parameters", 'e.g. 5_000_000 or "5M"')
    return budget_of(str(number))


def _positive(argument: str, given: object) -> Fraction:
    number = number_of(argument, given)
    if number <= 0:
        raise argument_problem(argument, str(given), "a positive number")
    return number


def _told_apart(left: Model, right: Model) -> tuple[str, str]:
    """The names of both sides, with their settings where the names are the same."""
    if left.name != right.name:
        return left.name, right.name
    settings = (left._settings, right._settings)
    ours, theirs = ([f"{k} = {v}" for k, v in a.items() if b.get(k) != v] for a, b in (settings, settings[::-1]))
    return ", ".join(ours) or left.name, ", ".join(theirs) or right.name
