"""Random files for the fuzzer: written by the rules of the grammar so that most are networks, and mutations of any file."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from random import Random

from tests.support import NETWORKS, ROOT

MOST_BYTES = 2_500
"""Of a file that is mutated: larger ones say little more, and take long."""


@dataclass(frozen=True)
class Text:
    """A file, and the names in it that a command may speak of."""

    text: str
    parameters: tuple[str, ...]
    nets: tuple[str, ...]


_NET = re.compile(r"^net (\w+)\s*(?:\(([^{]*)\)\s*\{)?", re.MULTILINE)
_NAME = re.compile(r"(?:^|,)\s*([A-Za-z]\w*)")


def text_of(text: str) -> Text:
    """A text with the names of its first net's parameters, and of its nets."""
    nets = list(_NET.finditer(text))
    names = _NAME.findall(nets[0][2] or "") if nets else []
    return Text(text, tuple(names), tuple(net[1] for net in nets))


# ---- by the grammar --------------------------------------------------------------------------

DEFAULTS = ("1", "2", "3", "4", "6", "8", "12", "16", "20")
LISTS = ("(2, 3)", "(1,)", "(4, 2, 3)", "(1, 2, 3, 4)")
DOMAINS = (": whole", ": positive", ": positive whole", ": multiple(2)", ": multiple({p})", ": multiple({k}/2) whole")
CHANNELS = (
    *("{k}", "{k}", "{k}", "{p}", "{p}", "2*{p}", "{p} + {k}", "{k}*{p}", "max({p}, {k})", "min({p}, {k})", "{p}^2"),
    *("divisible({p}*1.4, 8)", "ceil({p}/2)", "round({p}*1.5)", "floor({p}/2) + 1", "area_of({p})", "{p} % 3 + 1"),
    *("widths[2]", "widths[{k}]", "L[len(L)]", "(2, {p}, {k})[2]", "L[1]*{p}"),
    *("{p}/2", "{p} - 1", "if on then {p} else {k}", "ceil(log2({p})) + 1", "floor(sqrt({p}))", "fixed({k})"),
)
PLAIN = (
    *("conv({c}, {K})", "conv({c}, {K})", "conv({c}, {K}, s = 2)", "conv({c}, 1x7)", "conv({c}, {K}, bias = off)"),
    *(
        "conv({c}, {K}) -> bn -> relu",
        "linear({c})",
        "linear({c}, bias = off)",
        "depthwise({K})",
        "separable({c}, {K})",
    ),
    *(
        "upconv({c}, 2, s = 2)",
        "bn",
        "ln",
        "rmsnorm",
        "relu",
        "gelu",
        "prelu",
        "dropout",
        "layer_scale",
        "pointwise({c})",
    ),
    *("maxpool(2)", "avgpool(2, p = same)", "upsample(2)", "gap", "conv({k}, 1) -> split(2, 1)", "router({c})", "id"),
    *("conv(8, 1) -> attention(2)", "conv(8, 1) -> encoder_block(4)", "conv(16, 1) -> gn(g = 4)", "cbr({c})"),
    *("squeeze_excite({k})", "basic_block({c})", "fire({c}, {c}, {c})", "inverted_residual({c}, t = 2)", "own({c})"),
    *("conv(8, 1, g = 4)", "conv(8, 1) -> channel_shuffle(2)", "dense_layer({c})", "mlp({c})", "narrow", "narrow"),
)
WIDER = (
    *(
        "{f} -> {f}",
        "{f} -> {f}",
        "[{f}, {f}]",
        "[id, conv({c}, 1)]",
        "(conv({c}, 3) -> conv(6, 1)) + conv(6, 1)",
        "frozen ({f})",
    ),
    *(
        "(if {b} then {f})",
        "(if {b} then {f} else {f})",
        "(for i in 1..{m}: conv({c} + i, 1))",
        "{m} * narrow",
        "{m} * grown",
    ),
    *("{m} * [id, conv({c}, 1)]", "{m} * ({f} -> conv(4, 1))", "parallel({m}, conv({c}, {K}))", "residual(narrow)"),
    *("id * (gap -> linear(1) -> sigmoid)", '({f} @ "Part")', '({f} @ "S {{{p}}}" as head)', "(for i in 2..{m}: {f})"),
    *("(for c in (4, {c}): conv(c, 1))", "(for c, i in widths, 1..3: conv(c + i, {K}))", "(for n in L: n * ({f}))"),
    *("two_maps", "two_maps", "(narrow, {f})[1]", "(for i in 1..{m}: conv(L[i], 1))"),
    *("parallel(4, linear({c}), active = 2)", "pre_norm(narrow)", "{m} * wider", "({f})"),
)
BOOLEANS = (
    *("on", "off", "{p} > {k}", "{p} == {k}", "{p} % 2 == 0", "not ({p} <= {k})", "{p} > 2 and {p} != 5", "bias"),
    *("{p} < {k} or off", "max({p}, {k}) > {k}"),
)
INPUTS = (
    "{k}, 32, 32",
    "{k}, 32, 32",
    "3, 64, 64",
    "{k}, 24, 17",
    "{k}, 20",
    "{k}, 8, 8, 8",
    "{p}, 16, 16",
    "{k}, {p}, 16",
)
EXPECTS = (
    *("params == {n}", "params == 5k within 90%", "params({p} = {k}) == {n}", "buffers == 0", 'params @ "Part" == {n}'),
    *("trainable == 9*{p} + {k}", "params == 0.1M", "params == params", "embedding == 0"),
)
HEAD = """{convention}area_of(x) = x^2
cbr(c) = conv(c, 3) -> bn -> relu
residual_of(f) = f + id
widths = (4, 8, {k})
block pair {{ out (input[1] -> conv({k}, 1), input[2] -> conv(4, 1)) }}
block two_maps {{ out [(input, input -> relu) -> 3 * pair] }}
block narrow {{ out (conv(C_i, 3) -> relu) + id }}
block grown {{ out conv(C_i + {k}, 1) }}
block wider {{ out linear(2*C_i) }}
block checked(c) {{ require c % 2 == 0 "half must be whole" note c < C_i "fewer" out [conv(c/2, 1), conv(c/2, 3)] }}
layer own(T_o, r = 2) of T_i "layer of mine" "layers of mine" {{ weight = r*(T_i + T_o) bias = T_o when r > 1 out C = T_o }}
"""
NET = """net {N}({parameters}) {{
  share shared = conv({k}, 3)
  x = input({entering}) -> {f} @ "Stem"
  out x -> {f}{end}
{more}}}
"""
ENDS = ("", "", " -> gap -> linear(10)", ' @ "Body" -> (conv(3, 1) @ "Head" as head)', " -> shared", " -> checked(8)")
MORE = (
    *('  paper "A et al., Of Things" 2020\n  variant small({p} = 2)\n', "  variant same\n", "  # a comment of {p}\n"),
    *("  expect {e}\n", "  expect {e}\n  expect {e}\n", "", "", "  require {p} > 0\n", "  out x -> gap\n"),
)


def written(random: Random) -> Text:
    """A file of one net or two, most of which can be built."""
    parameters = random.sample(["w", "n", "alpha", "d_ff", "k"], random.randint(1, 3))
    nets = random.sample(
        ["N", "Net", "A_1", "Übernetz" if random.random() < 0.02 else "B"], random.choice([1, 1, 1, 2])
    )
    pick = _Writer(random, parameters)
    parts = [pick.fill(random.choice(["", "", "", "convention = keras\n"]) + HEAD.replace("{convention}", ""))]
    for net in nets:
        domains = [random.choice(DOMAINS) if random.random() < 0.2 else "" for _ in parameters]
        heads = [f"{name}{pick.fill(domain)}" for name, domain in zip(parameters, domains, strict=True)]
        defaults = [f"{head} = {random.choice(DEFAULTS)}" for head in heads]
        if random.random() < 0.05:
            defaults[0] = parameters[0]
        pick.net, pick.given = net, ", ".join([*defaults, f"L = {random.choice(LISTS)}", "bias = on"])
        more = "".join(random.sample(MORE, 2))
        parts.append(pick.fill(NET.replace("{more}", more).replace("{end}", random.choice(ENDS))))
    return Text("".join(parts), (*parameters, "L", "L_1", "bias"), tuple(nets))


class _Writer:
    """Fills the holes of a template: each holds a letter of `rules`."""

    def __init__(self, random: Random, parameters: list[str]) -> None:
        self.random = random
        self.names = parameters
        self.net = self.given = ""
        self.depth = 0

    def fill(self, template: str) -> str:
        return re.sub(r"\{\{|\}\}|\{(\w+)\}", self._hole, template)

    def _hole(self, match: re.Match[str]) -> str:
        choice = self.random.choice
        match match[1]:
            case None:
                return match[0][0]
            case "k":
                return str(choice([1, 2, 3, 4, 6, 8, 8, 10, 16]))
            case "K":
                return str(choice([1, 3, 3, 5]))
            case "m":
                return str(choice([0, 1, 2, 3, 4, choice(self.names)]))
            case "n":
                return str(self.random.randint(0, 10**4))
            case "p":
                return choice(self.names)
            case "c":
                return self.fill(choice(CHANNELS))
            case "b":
                return self.fill(choice(BOOLEANS))
            case "e":
                return self.fill(choice(EXPECTS))
            case "entering":
                return self.fill(choice(INPUTS))
            case "N":
                return self.net
            case "parameters":
                return self.given
            case _:
                return self._layer()

    def _layer(self) -> str:
        self.depth += 1
        wide = self.random.random() < 1 / self.depth
        found = self.fill(self.random.choice(WIDER if wide else PLAIN))
        self.depth -= 1
        return found


# ---- mutations -------------------------------------------------------------------------------

_TOKENS = re.compile(r"\s+|\d[\d_]*|\w+|->|[=!<>]=|\"[^\"\n]*\"|.")
_STRANGE = (
    *(
        "\x00",
        "\x1b[31m",
        "\x07",
        "\u202e",
        "\u2028",
        "\x9b",
        "\ufeff",
        "é",
        "中",
        "\\",
        "%",
        "$",
        "{",
        "}",
        "(",
        ")",
        '"',
    ),
    *(
        "->",
        "@",
        "*",
        "+",
        "^",
        "..",
        "=",
        "==",
        "#",
        "for i in 1..n:",
        "if",
        "else",
        "share",
        "out",
        "import",
        "C_i",
        "S",
    ),
    *(
        "(1, 2)",
        "[2]",
        "L",
        "(",
        ",",
        "0",
        "1",
        "-1",
        "2^64",
        "10^30",
        "0.5",
        "1/3",
        "99999999",
        "1e3",
        "log2(w)",
        "sqrt(2)",
        "10^10^10",
        "id",
        "input",
    ),
)


def mutated(random: Random, text: str) -> str:
    """The text with one to three changes: tokens taken out, doubled, swapped or replaced; a number or a sign put in."""
    tokens = _TOKENS.findall(text)
    for _ in range(random.choice([1, 1, 1, 2, 3])):
        if not tokens:
            break
        at, other = random.randrange(len(tokens)), random.randrange(len(tokens))
        match random.randrange(7):
            case 0:
                del tokens[at : at + random.choice([1, 1, 2, 8])]
            case 1:
                tokens[at], tokens[other] = tokens[other], tokens[at]
            case 2:
                tokens[at:at] = tokens[other : other + random.choice([1, 3, 10])]
            case 3:
                tokens.insert(at, random.choice(_STRANGE))
            case _:
                _renumbered(random, tokens)
    return "".join(tokens)


def _renumbered(random: Random, tokens: list[str]) -> None:
    """Another number, or another name of the file, in the place of one: what is spelt well and means something else."""
    numbers = [i for i, token in enumerate(tokens) if token[0].isdigit()]
    names = [i for i, token in enumerate(tokens) if token[0].isalpha()]
    if numbers and (random.random() < 0.8 or not names):
        tokens[random.choice(numbers)] = str(
            random.choice([0, 1, 2, 3, 5, 7, 8, 16, 31, 100, 1000, random.randint(0, 64)])
        )
    elif names:
        tokens[random.choice(names)] = tokens[random.choice(names)]


@cache
def files() -> tuple[str, ...]:
    """The files that are mutated: what ships, and what the tests have."""
    paths = sorted([*(ROOT / "symcount/library/models").glob("*.arch"), *NETWORKS.glob("*.arch")])
    return tuple(path.read_text(encoding="utf-8") for path in paths if path.stat().st_size < MOST_BYTES)


def random_text(random: Random) -> Text:
    """A file: written anew, or one that there is; either as it is or mutated."""
    if random.random() < 0.7:
        text = written(random)
    else:
        text = text_of(random.choice(files()))
    if random.random() < 0.4:
        text = Text(mutated(random, text.text), text.parameters, text.nets)
    return text
