"""Random networks with parameters, and an interpreter of its own that says what each has at numbers, or how it is refused.

Nothing of symcount takes part: the interpreter walks the steps as a framework would build them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, floor
from random import Random

Values = Mapping[str, Fraction]


class Refused(Exception):
    """The interpreter cannot build it; symcount has to say at least one of `codes`."""

    def __init__(self, codes: frozenset[str]) -> None:
        super().__init__(*sorted(codes))
        self.codes = codes


class Unclear(Exception):
    """The documentation does not say whether this is a mistake: what is repeated 0 times is wrong."""


# ---- numbers and flags -----------------------------------------------------------------------


@dataclass(frozen=True)
class Written:
    """A number or a flag: as text, and what it is worth where the names have values."""

    text: str
    worth: Callable[[Values], Fraction]


def _divisible(x: Fraction, by: int) -> Fraction:
    """The rounding of the MobileNet code."""
    near = max(by, floor(x + Fraction(by, 2)) // by * by)
    return Fraction(near + by if near * 10 < 9 * x else near)


def _number(name: str, k: int, form: int) -> Written:
    """A number of a name: sums, products, extremes and roundings."""
    forms: list[tuple[str, Callable[[Fraction], Fraction]]] = [
        (f"{name}", lambda x: x),
        (f"{k}*{name}", lambda x: k * x),
        (f"{name} + {k}", lambda x: x + k),
        (f"max({name}, {k})", lambda x: max(x, Fraction(k))),
        (f"min({k}, 2*{name})", lambda x: min(Fraction(k), 2 * x)),
        (f"ceil({name}/{k})", lambda x: Fraction(ceil(x / k))),
        (f"floor(3*{name}/2)", lambda x: Fraction(floor(3 * x / 2))),
        (f"round({name}*1.5)", lambda x: Fraction(round(x * Fraction(3, 2)))),
        (f"divisible({name}*{k}, 4)", lambda x: _divisible(x * k, 4)),
        (f"{name}/2", lambda x: x / 2),
        (f"{name} - {k}", lambda x: x - k),
        (f"({name} % {k} + 1)", lambda x: x % k + 1),
        (f"{name}^2", lambda x: x**2),
    ]
    text, worth = forms[form % len(forms)]
    return Written(text, lambda values: worth(values[name]))


def constant(k: int) -> Written:
    return Written(str(k), lambda values: Fraction(k))


def number(random: Random, names: tuple[str, ...]) -> Written:
    if random.random() < 0.35:
        return constant(random.choice([1, 2, 3, 4, 6, 8, 12]))
    return _number(random.choice(names), random.choice([2, 3, 4, 6]), random.choice([*range(9)] * 3 + [9, 10, 11, 12]))


def times(random: Random, names: tuple[str, ...]) -> Written:
    """How often something is repeated."""
    name = random.choice(names)
    forms: list[tuple[str, Callable[[Fraction], Fraction]]] = [
        (name, lambda x: x),
        (name, lambda x: x),
        (f"({name} + 1)", lambda x: x + 1),
        (f"({name} - 1)", lambda x: x - 1),
        (f"({name}/2)", lambda x: x / 2),
        (f"min({name}, 3)", lambda x: min(x, Fraction(3))),
    ]
    if random.random() < 0.3:
        return constant(random.randint(0, 4))
    text, worth = random.choice(forms)
    return Written(text, lambda values: worth(values[name]))


def flag(random: Random, names: tuple[str, ...]) -> Written:
    """1 where it holds, else 0."""
    name, k = random.choice(names), random.randint(1, 6)
    forms: list[tuple[str, Callable[[Fraction], bool]]] = [
        (f"{name} > {k}", lambda x: x > k),
        (f"{name} <= {k}", lambda x: x <= k),
        (f"{name} == {k}", lambda x: x == k),
        (f"{name} % 2 == 0", lambda x: x % 2 == 0),
        (f"max({name}, {k}) != {k}", lambda x: max(x, Fraction(k)) != k),
        (f"not {name} < {k} and {name} != 7", lambda x: x >= k and x != 7),
    ]
    text, holds = random.choice(forms)
    return Written(text, lambda values: Fraction(holds(values[name])))


# ---- steps -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Conv:
    channels: Written
    kernel: int
    stride: int
    groups: Written
    bias: bool


@dataclass(frozen=True)
class Linear:
    channels: Written


@dataclass(frozen=True)
class Norm:
    """Batch normalisation: a scale and a shift."""


@dataclass(frozen=True)
class Attention:
    heads: Written


@dataclass(frozen=True)
class Residual:
    """A block whose body ends with the channels that enter, added to them."""

    body: Steps
    name: str


@dataclass(frozen=True)
class Needs:
    """A block that requires something of a parameter, and a convolution."""

    condition: Written
    channels: Written
    name: str


@dataclass(frozen=True)
class Choice:
    condition: Written
    then: Steps
    otherwise: Steps


@dataclass(frozen=True)
class Concat:
    branches: tuple[Steps, ...]


@dataclass(frozen=True)
class Parallel:
    copies: Written
    body: Steps


@dataclass(frozen=True)
class Times:
    count: Written
    body: Steps


@dataclass(frozen=True)
class For:
    first: int
    last: Written
    body: Steps


@dataclass(frozen=True)
class Each:
    """A loop through a list of numbers, `c`, in step with a range, `i`."""

    items: tuple[Written, ...]
    body: Steps


@dataclass(frozen=True)
class Maps:
    """A module of two maps, so many times: the first goes through steps and comes back with its channels."""

    count: Written
    body: Steps
    name: str


@dataclass(frozen=True)
class Beside:
    """A loop whose iterations are side by side, beside what enters if `kept`; or that are added, each of 4 channels."""

    last: Written
    body: Steps
    kept: bool
    added: bool


@dataclass(frozen=True)
class Tapped:
    """A block, so many times, of whose iterations a point is added or concatenated."""

    count: Written
    tap: Steps
    body: Steps
    added: bool
    name: str


Step = (
    Conv
    | Linear
    | Norm
    | Attention
    | Residual
    | Needs
    | Choice
    | Concat
    | Parallel
    | Times
    | For
    | Each
    | Maps
    | Beside
    | Tapped
)
Steps = tuple[Step, ...]


# ---- how they are built ----------------------------------------------------------------------


class Builder:
    """Builds at numbers, and goes on after a mistake with what was probably meant."""

    def __init__(self) -> None:
        self.codes: list[str] = []

    def steps(self, steps: Steps, channels: Fraction, values: Values) -> tuple[Fraction, Fraction]:
        """The parameters of the steps, and the channels that leave. Raises Unclear."""
        total = Fraction(0)
        for step in steps:
            more, channels = self.step(step, channels, values)
            total += more
        return total, channels

    def step(self, step: Step, entering: Fraction, values: Values) -> tuple[Fraction, Fraction]:
        match step:
            case Conv():
                return self.convolution(step, entering, values)
            case Linear():
                return self.linear(step.channels, entering, values)
            case Norm():
                return 2 * entering, entering
            case Attention():
                heads = step.heads.worth(values)
                self.needs(heads.denominator == 1 and heads >= 1 and entering % heads == 0)
                return 4 * entering * (entering + 1), entering
            case Residual():
                return self.steps(step.body, entering, {**values, "C_i": entering})[0], entering
            case Needs():
                self.needs(bool(step.condition.worth(values)))
                return self.linear(step.channels, entering, values)
            case Choice():
                return self.steps(step.then if step.condition.worth(values) else step.otherwise, entering, values)
            case Concat():
                parts = [self.steps(branch, entering, values) for branch in step.branches]
                return sum((p for p, _ in parts), Fraction(0)), sum((c for _, c in parts), Fraction(0))
            case Parallel():
                copies = self.whole(step.copies, values, least=1)
                parameters, leaving = self.steps(step.body, entering, values)
                return copies * parameters, leaving
            case Times():
                count = self.whole(step.count, values, least=0)
                return self.in_a_row([values] * count, step.body, entering, values)
            case For():
                turns = range(step.first, self.whole(step.last, values, least=-1) + 1)
                inside = [{**values, "i": Fraction(i)} for i in turns]
                return self.in_a_row(inside, step.body, entering, {**values, "i": Fraction(step.first)})

            case Each():
                inside = [{**values, "i": Fraction(i), "c": c.worth(values)} for i, c in enumerate(step.items, 1)]
                return self.in_a_row(inside, step.body, entering, values)
            case Maps():
                count, made = self.whole(step.count, values, least=0), 4 * (entering + 1)
                inside = [{**values, "C_i": entering}] * count
                body = (*step.body, Linear(Written("", lambda values: values["C_i"])))
                return made + self.in_a_row(inside, body, entering, {**values, "C_i": entering})[0], entering + 4

            case Beside():
                turns = range(1, self.whole(step.last, values, least=-1) + 1)
                inside = [{**values, "i": Fraction(i)} for i in turns]
                parts = [self.steps(step.body, entering, turn) for turn in inside]
                self.empty(bool(parts) or step.kept, step.body, entering, {**values, "i": Fraction(1)})
                parts += [(Fraction(0), entering)] * step.kept
                return self.joined(parts, step.added)
            case Tapped():
                parts, parameters = [], Fraction(0)
                count, inside = self.whole(step.count, values, least=0), {**values, "C_i": entering}
                self.empty(count > 0, (*step.tap, *step.body), entering, inside, "E232")
                for _ in range(count):
                    parts.append(self.steps(step.tap, entering, inside))
                    parameters += self.steps(step.body, entering, inside)[0]
                return self.joined([(parameters, Fraction(0)), *parts], step.added)

    def joined(self, parts: Sequence[tuple[Fraction, Fraction]], added: bool) -> tuple[Fraction, Fraction]:
        total = sum((p for p, _ in parts), Fraction(0))
        return total, Fraction(4) if added else sum((c for _, c in parts), Fraction(0)) or Fraction(1)

    def empty(self, some: bool, body: Steps, entering: Fraction, one: Values, code: str = "E203") -> None:
        """Whether there is anything to join; what would be wrong in no iteration is unclear."""
        if not some:
            inside = Builder()
            inside.steps(body, entering, one)
            if inside.codes:
                raise Unclear
            self.codes.append(code)

    def convolution(self, step: Conv, entering: Fraction, values: Values) -> tuple[Fraction, Fraction]:
        leaving, groups = Fraction(self.whole(step.channels, values, least=1)), step.groups.worth(values)
        self.needs(groups.denominator == 1 and groups >= 1 and entering % groups == 0 and leaving % groups == 0)
        return step.kernel**2 * entering / (groups or 1) * leaving + (leaving if step.bias else 0), leaving

    def linear(self, channels: Written, entering: Fraction, values: Values) -> tuple[Fraction, Fraction]:
        leaving = Fraction(self.whole(channels, values, least=1))
        return (entering + 1) * leaving, leaving

    def whole(self, written: Written, values: Values, least: int) -> int:
        """A whole number of at least `least`: channels and copies (1), iterations (0), the end of a range (any)."""
        x = written.worth(values)
        fraction, small = ("E206", "E207") if least == 1 else ("E230", "E230")
        self.codes += [fraction] * (x.denominator != 1) + [small] * (x < least)
        return max(least, ceil(x))

    def needs(self, holds: bool) -> None:
        self.codes += ["E208"] * (not holds)

    def in_a_row(
        self, turns: Sequence[Values], body: Steps, entering: Fraction, one: Values
    ) -> tuple[Fraction, Fraction]:
        if not turns:
            inside = Builder()
            inside.steps(body, entering, one)
            if inside.codes:
                raise Unclear
        total = Fraction(0)
        for values in turns:
            more, entering = self.steps(body, entering, values)
            total += more
        return total, entering


# ---- as text ---------------------------------------------------------------------------------


class Text:
    """Writes steps in the language; `values` write repetitions out, at these numbers."""

    def __init__(self, values: Values | None = None) -> None:
        self.blocks: dict[str, str] = {}
        self.values = values

    def chain(self, steps: Steps) -> str:
        return " -> ".join(map(self.step, steps)) or "id"

    def step(self, step: Step) -> str:
        match step:
            case Conv(kernel=k, stride=s, bias=bias):
                more = [f"s = {s}"] * (s > 1) + [f"g = {step.groups.text}"] * (step.groups.text != "1")
                return f"conv({', '.join([step.channels.text, str(k), *more, *['bias = off'] * (not bias)])})"
            case Linear():
                return f"linear({step.channels.text})"
            case Norm():
                return "bn"
            case Attention():
                return f"attention({step.heads.text})"
            case Residual():
                self.blocks[step.name] = f"block {step.name} {{ out ({self.chain(step.body)}) + id }}"
                return step.name
            case Needs():
                rule = f'require {step.condition.text} "it is needed"'
                self.blocks[step.name] = f"block {step.name} {{ {rule} out linear({step.channels.text}) }}"
                return step.name
            case Choice():
                otherwise = f" else {self.chain(step.otherwise)}" if step.otherwise else ""
                return f"(if {step.condition.text} then {self.chain(step.then)}{otherwise})"
            case Concat():
                return f"[{', '.join(map(self.chain, step.branches))}]"
            case Parallel():
                return f"parallel({step.copies.text}, {self.chain(step.body)})"
            case Times():
                if self.values is None:
                    return f"{step.count.text} * ({self.chain(step.body)})"
                return " -> ".join([f"({self.chain(step.body)})"] * int(step.count.worth(self.values))) or "id"
            case For():
                return f"(for i in {step.first}..{step.last.text}: {self.chain(step.body)})"
            case Each():
                items = ", ".join(item.text for item in step.items)
                return f"(for i, c in 1..{len(step.items)}, ({items},): {self.chain(step.body)})"
            case Beside(added=added):
                loop = f"for i in 1..{step.last.text}: {self.chain(step.body)}"
                return f"sum({loop})" if added else f"[{'id, ' * step.kept}{loop}]"
            case Tapped(name=name, added=added):
                tap = f"tap = input -> {self.chain(step.tap)}"
                self.blocks[f"{name}t"] = f"block {name}t {{ {tap}  out input -> {self.chain(step.body)} }}"
                often = step.count.text if self.values is None else str(int(step.count.worth(self.values)))
                again = f"{often} * {name}t"  # which is not the same as written in a row: that has the last one's point
                joined = "sum(y.tap)" if added else "[y.tap]"
                self.blocks[name] = f"block {name} {{ y = input -> {again}  out {joined} }}"
                return name
            case Maps(name=name):
                back = f"(input[1] -> {self.chain(step.body)} -> linear(input[1].C), input[2])"
                self.blocks[f"{name}m"] = f"block {name}m {{ out {back} }}"
                again = self.step(Times(step.count, ())).replace("(id)", f"{name}m")
                self.blocks[name] = f"block {name} {{ out [(input, input -> linear(4)) -> {again}] }}"
                return name


@dataclass(frozen=True)
class Domain:
    """What a parameter is declared to be."""

    name: str
    text: str

    def has(self, values: Values) -> bool:
        return all(self._is(word, values[self.name], values) for word in self.text.split())

    def _is(self, word: str, x: Fraction, values: Values) -> bool:
        of = word.removeprefix("multiple(").removesuffix(")")
        step = values[of] if of in values else Fraction(int(of)) if of.isdigit() else Fraction(1)
        return x > 0 if word == "positive" else (x / step).denominator == 1


DOMAINS = ("whole", "positive", "multiple(2)", "multiple(3) positive", "positive whole", "multiple(g)")


def domains(random: Random, defaults: Mapping[str, int]) -> tuple[Domain, ...]:
    """Declarations that the defaults meet, for a part of the parameters."""
    drawn = [Domain(name, random.choice(DOMAINS)) for name in defaults if random.random() < 0.3]
    return tuple(domain for domain in drawn if domain.has({name: Fraction(v) for name, v in defaults.items()}))


@dataclass(frozen=True)
class RandomNet:
    """A net with its parameters at defaults at which it can be built."""

    steps: Steps
    defaults: dict[str, int]
    entering: int
    domains: tuple[Domain, ...] = ()

    def written(self, written_out: bool = False, defaults: Mapping[str, int] | None = None) -> str:
        at = defaults or self.defaults
        text = Text({name: Fraction(v) for name, v in at.items()} if written_out else None)
        chain = text.chain(self.steps)
        declared = {d.name: f": {d.text}" for d in self.domains}
        given = ", ".join(f"{name}{declared.get(name, '')} = {v}" for name, v in at.items())
        blocks = "".join(f"  {block}\n" for block in text.blocks.values())
        return f"net N({given}) {{\n{blocks}  out input({self.entering}, 16, 16) -> {chain}\n}}\n"

    @property
    def names(self) -> tuple[str, ...]:
        """The parameters that it uses."""
        body = self.written().partition("{")[2]
        return tuple(name for name in NAMES if re.search(rf"\b{name}\b", body.replace("g =", ""))) or NAMES

    def parameters(self, values: Mapping[str, int | Fraction]) -> int:
        """What it has at numbers. Raises Refused or Unclear."""
        exact = {name: Fraction(v) for name, v in values.items()}
        if not all(domain.has(exact) for domain in self.domains):
            raise Refused(frozenset({"E233"}))
        builder = Builder()
        total = builder.steps(self.steps, Fraction(self.entering), exact)[0]
        if builder.codes:
            raise Refused(frozenset(builder.codes))
        assert total.denominator == 1
        return int(total)


# ---- random steps ----------------------------------------------------------------------------

NAMES = ("w", "n", "g")


class Maker:
    """Makes steps of a random depth; each block has a name of its own."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.blocks = 0

    def steps(self, depth: int, names: tuple[str, ...] = NAMES, quiet: bool = False) -> Steps:
        return tuple(self.step(depth, names, quiet) for _ in range(self.random.choice([1, 1, 2, 2, 3])))

    def step(self, depth: int, names: tuple[str, ...], quiet: bool) -> Step:
        if depth == 0 or self.random.random() < 0.3:
            return self.layer(names, quiet)
        return self.wider(depth - 1, names, quiet)

    def layer(self, names: tuple[str, ...], quiet: bool) -> Step:
        random = self.random
        match random.randrange(8):
            case 0:
                return Norm()
            case 1:
                return Attention(random.choice([constant(1), constant(2), _number("g", 2, 0)]))
            case 2 | 3:
                return Linear(number(random, names))
            case _:
                groups = random.choice([constant(1)] * 4 + [constant(2), _number("g", 2, 0)])
                stride = 1 if quiet else random.choice([1, 1, 2])
                return Conv(number(random, names), random.choice([1, 1, 3]), stride, groups, random.random() < 0.7)

    def wider(self, depth: int, names: tuple[str, ...], quiet: bool) -> Step:
        random = self.random
        self.blocks += 1
        name = f"b{self.blocks}"
        outside = tuple(n for n in names if n not in ("i", "c"))
        match random.randrange(14):
            case 11 | 12:
                added, inside = random.random() < 0.4, tuple(dict.fromkeys(("i", *names)))
                end: Steps = (Linear(constant(4)),) if added else ()
                body = (*self.steps(depth, inside, quiet=True), *end)
                return Beside(times(random, NAMES), body, not added and random.random() < 0.4, added)
            case 13:
                added, inside = random.random() < 0.6, ("C_i", *outside)
                tap = (*self.steps(depth, inside, quiet=True), *([Linear(constant(4))] if added else ()))
                back = Linear(Written("C_i", lambda values: values["C_i"]))
                return Tapped(times(random, NAMES), tap, (*self.steps(depth, inside, quiet=True), back), added, name)
            case 0:
                back = Linear(Written("C_i", lambda values: values["C_i"]))
                return Residual((*self.steps(depth, ("C_i", *outside), quiet=True), back), name)
            case 9:
                items = tuple(number(random, tuple(n for n in names if n != "c")) for _ in range(random.randint(1, 3)))
                return Each(items, self.steps(depth, tuple(dict.fromkeys(("c", "i", *names))), quiet=True))
            case 10:
                body = self.steps(depth, tuple(n for n in outside if n != "C_i"), quiet=True)
                return Maps(times(random, NAMES), body, name)
            case 1:
                return Needs(flag(random, NAMES), number(random, NAMES), name)
            case 2 | 3:
                end: Steps = (Linear(constant(4)),)
                other = self.steps(depth, names, quiet=True) if random.random() < 0.5 else ()
                then = self.steps(depth, names, quiet=True)
                return Choice(flag(random, names), (*then, *end), (*other, *end) if other else ())
            case 4:
                return Concat(tuple(self.steps(depth, names, quiet=True) for _ in range(random.choice([1, 2, 2]))))
            case 5:
                return Parallel(times(random, NAMES), self.steps(depth, names, quiet=True))
            case 6:
                grown = Concat(((), (Conv(number(random, names), 1, 1, constant(1), True),)))
                return Times(times(random, NAMES), (grown,))
            case 7:
                return Times(times(random, NAMES), self.steps(depth, names, quiet=True))
            case _:
                inside = tuple(dict.fromkeys(("i", *names)))
                return For(random.choice([1, 1, 2]), times(random, NAMES), self.steps(depth, inside, quiet=True))


def network(random: Random) -> RandomNet:
    """A network with defaults at which it can be built and has at most 300 layers or so."""
    while True:
        steps = Maker(random).steps(2)
        for _ in range(6):
            defaults = {"w": random.randint(1, 12), "n": random.randint(1, 5), "g": random.choice([1, 1, 2, 3, 4])}
            found = RandomNet(steps, defaults, random.choice([2, 4, 12]))
            try:
                if found.parameters(defaults) < 10**12:
                    return replace(found, domains=domains(random, defaults))
            except (Refused, Unclear):
                continue
