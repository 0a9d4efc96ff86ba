"""The views of one count: small networks by hand under both conventions, and random ones against an oracle.

Nothing of symcount takes part in `Oracle`: it walks every copy and every iteration, keeps a list of tensors as a framework
would allocate them, and adds up.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import pytest
import sympy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from symcount import Problem
from symcount.language.diagnostics import picture
from tests.support import command, model

VIEWS = (
    "params", "trainable", "frozen", "buffers", "repeated", "active", "embedding", "non_embedding", "main", "backbone",
)  # fmt: skip


def counted(text: str, convention: str, **values: int) -> Mapping[str, object]:
    return model(text).count(convention=convention, set=values).views


# ---- by hand -------------------------------------------------------------------------------
# Only what differs from the parameters is written down: `trainable`, `repeated`, `active`, `non_embedding`, `main` and
# `backbone` are all parameters unless said otherwise, `frozen`, `buffers` and `embedding` none.

SHARED = "share s = linear(4, bias = off)"  # 16 of 4 channels
EMBEDDED = "share tokens = embedding(100, 8)  x = input(1, 6) -> tokens"

BY_HAND: dict[str, tuple[str, dict[str, int], dict[str, int]]] = {
    "nothing": ("out input(3) -> relu", {"params": 0}, {"params": 0}),
    "normalisation": (
        "out input(3, 8, 8) -> conv(4, 3) -> bn",  # 112, 8 and 8 statistics
        {"params": 120, "buffers": 8},
        {"params": 128, "trainable": 120, "frozen": 8, "buffers": 8},
    ),
    "normalisation without a scale": (
        "out input(3, 8, 8) -> bn(affine = off)",
        {"params": 0, "buffers": 6},
        {"params": 6, "trainable": 0, "frozen": 6, "buffers": 6},
    ),
    "a frozen layer": (
        "out input(4) -> frozen linear(4) -> linear(2)",  # 20, 10
        {"params": 30, "trainable": 10, "frozen": 20},
        {"params": 30, "trainable": 10, "frozen": 20},
    ),
    "frozen twice": (
        "f = frozen linear(4)  out input(4) -> frozen (f -> frozen relu) -> linear(2)",
        {"params": 30, "trainable": 10, "frozen": 20},
        {"params": 30, "trainable": 10, "frozen": 20},
    ),
    "frozen normalisation": (
        "out input(4, 3) -> frozen bn -> bn",
        {"params": 16, "trainable": 8, "frozen": 8, "buffers": 16},
        {"params": 32, "trainable": 8, "frozen": 24, "buffers": 16},
    ),
    "frozen in a repetition": (
        "out input(4) -> 5 * (frozen linear(4) -> linear(4))",
        {"params": 200, "trainable": 100, "frozen": 100},
        {"params": 200, "trainable": 100, "frozen": 100},
    ),
    "a frozen repetition of iterations that grow": (  # 2·4 + 4, 4·8 + 8, 8·16 + 16: and one more that is trained
        "block f { out linear(2*C_i) }  out input(2) -> frozen (3 * f) -> f",
        {"params": 196 + 16 * 32 + 32, "trainable": 544, "frozen": 196},
        {"params": 196 + 16 * 32 + 32, "trainable": 544, "frozen": 196},
    ),
    "a frozen branch": (
        "x = input(4)  out x -> frozen linear(4) + linear(4) + id",
        {"params": 40, "trainable": 20, "frozen": 20},
        {"params": 40, "trainable": 20, "frozen": 20},
    ),
    "shared": (
        f"{SHARED}  out input(4) -> s -> relu -> s -> s",
        {"params": 16, "repeated": 48},
        {"params": 16, "repeated": 48},
    ),
    "shared normalisation": (  # 16 and 8 of bn, 8 statistics, three times
        "share s = linear(4, bias = off) -> bn  out input(4, 3) -> 3 * s",
        {"params": 24, "buffers": 8, "repeated": 72},
        {"params": 32, "trainable": 24, "frozen": 8, "buffers": 8, "repeated": 96},
    ),
    "shared in a repetition": (
        f"{SHARED}  out input(4) -> 5 * (s -> linear(4))",
        {"params": 16 + 5 * 20, "repeated": 5 * 16 + 5 * 20},
        {"params": 16 + 5 * 20, "repeated": 5 * 16 + 5 * 20},
    ),
    "shared in a repetition in a repetition": (
        f"{SHARED}  out input(4) -> 2 * (3 * (s -> linear(4)) -> s)",
        {"params": 16 + 6 * 20, "repeated": 8 * 16 + 6 * 20},
        {"params": 16 + 6 * 20, "repeated": 8 * 16 + 6 * 20},
    ),
    "a share of its own for each block": (
        "block f { share s = linear(4, bias = off)  out input -> s -> s }  out input(4) -> 3 * f",
        {"params": 48, "repeated": 96},
        {"params": 48, "repeated": 96},
    ),
    "weights that are frozen and shared": (
        f"{SHARED}  out input(4) -> frozen s -> s",
        {"params": 16, "trainable": 0, "frozen": 16, "repeated": 32},
        {"params": 16, "trainable": 0, "frozen": 16, "repeated": 32},
    ),
    "a share that is frozen where it is made": (
        "share s = frozen linear(4, bias = off)  out input(4) -> s -> s -> linear(4)",
        {"params": 36, "trainable": 20, "frozen": 16, "repeated": 52},
        {"params": 36, "trainable": 20, "frozen": 16, "repeated": 52},
    ),
    "an embedding": (
        "out input(1, 6) -> embedding(100, 8) -> position(6) -> linear(8)",  # 800, 48 and 72
        {"params": 920, "embedding": 848, "non_embedding": 72},
        {"params": 920, "embedding": 848, "non_embedding": 72},
    ),
    "a tied embedding": (
        f"{EMBEDDED}  out x -> linear(8) -> linear(100, bias = off, weight = tokens)",
        {"params": 872, "embedding": 800, "non_embedding": 72, "repeated": 1672},
        {"params": 872, "embedding": 800, "non_embedding": 72, "repeated": 1672},
    ),
    "a tied embedding with a bias of its own": (
        f"{EMBEDDED}  out x -> linear(100, weight = tokens)",
        {"params": 900, "embedding": 800, "non_embedding": 100, "repeated": 1700},
        {"params": 900, "embedding": 800, "non_embedding": 100, "repeated": 1700},
    ),
    "a frozen embedding": (
        f"{EMBEDDED} -> linear(8)  out x -> frozen linear(100, weight = tokens)",
        {"params": 972, "embedding": 800, "non_embedding": 172, "repeated": 1772, "frozen": 100, "trainable": 872},
        {"params": 972, "embedding": 800, "non_embedding": 172, "repeated": 1772, "frozen": 100, "trainable": 872},
    ),
    "weights taken in a repetition": (
        "share s = linear(4, bias = off)  out input(4) -> s -> 3 * linear(4, weight = s)",
        {"params": 16 + 3 * 4, "repeated": 16 + 3 * 20},
        {"params": 16 + 3 * 4, "repeated": 16 + 3 * 20},
    ),
    "copies side by side": ("out input(4) -> parallel(3, linear(4))", {"params": 60}, {"params": 60}),
    "experts": (
        "out input(4) -> router(8) -> parallel(8, linear(4, bias = off), active = 2)",  # 32, and 16 each
        {"params": 32 + 8 * 16, "active": 32 + 2 * 16},
        {"params": 32 + 8 * 16, "active": 32 + 2 * 16},
    ),
    "all experts are active": (
        "out input(4) -> parallel(3, linear(4), active = 3)",
        {"params": 60},
        {"params": 60},
    ),
    "experts in a repetition": (
        "out input(4) -> 3 * (linear(4) -> parallel(8, linear(4), active = 2))",
        {"params": 60 + 480, "active": 60 + 120},
        {"params": 60 + 480, "active": 60 + 120},
    ),
    "a repetition in experts": (
        "out input(4) -> parallel(8, 3 * linear(4), active = 2) + linear(4)",
        {"params": 480 + 20, "active": 120 + 20},
        {"params": 480 + 20, "active": 120 + 20},
    ),
    "experts of experts": (
        "out input(4) -> parallel(5, linear(4) -> parallel(3, linear(4), active = 2), active = 2)",
        {"params": 100 + 300, "active": 40 + 80},
        {"params": 100 + 300, "active": 40 + 80},
    ),
    "frozen experts": (
        "out input(4) -> parallel(4, frozen linear(4) -> bn, active = 1) -> linear(4)",
        {"params": 80 + 32 + 20, "trainable": 52, "frozen": 80, "buffers": 32, "active": 48},
        {"params": 80 + 64 + 20, "trainable": 52, "frozen": 112, "buffers": 32, "active": 56},
    ),
    "shared before the experts that use it": (
        f"{SHARED}  out input(4) -> s -> parallel(3, s + linear(4, bias = off), active = 2)",
        {"params": 16 + 48, "active": 16 + 32, "repeated": 64 + 48},
        {"params": 16 + 48, "active": 16 + 32, "repeated": 64 + 48},
    ),
    "shared by the experts alone": (
        f"{SHARED}  out input(4) -> parallel(3, s + linear(4, bias = off), active = 2)",
        {"params": 16 + 48, "active": 16 + 32, "repeated": 48 + 48},
        {"params": 16 + 48, "active": 16 + 32, "repeated": 48 + 48},
    ),
    "shared by experts that are all active": (
        f"{SHARED}  out input(4) -> parallel(3, s + linear(4, bias = off), active = 3)",
        {"params": 64, "repeated": 96},
        {"params": 64, "repeated": 96},
    ),
    "shared by one expert": (
        f"{SHARED}  out input(4) -> parallel(1, s + linear(4, bias = off), active = 1)",
        {"params": 32},
        {"params": 32},
    ),
    "shared by experts in a repetition": (
        f"{SHARED}  out input(4) -> 2 * parallel(3, s + linear(4, bias = off), active = 2)",
        {"params": 16 + 96, "active": 16 + 64, "repeated": 96 + 96},
        {"params": 16 + 96, "active": 16 + 64, "repeated": 96 + 96},
    ),
    "experts that share with each other only": (
        "block f { share s = linear(4, bias = off)  out input -> s -> s }  out input(4) -> parallel(3, f, active = 2)",
        {"params": 48, "active": 32, "repeated": 96},
        {"params": 48, "active": 32, "repeated": 96},
    ),
    "heads": (
        'x = input(4) -> linear(4) @ "Body"  a = x -> linear(2) @ "A" as auxiliary  out x -> linear(3) @ "H" as head',
        {"params": 20 + 10 + 15, "main": 35, "backbone": 20},
        {"params": 20 + 10 + 15, "main": 35, "backbone": 20},
    ),
    "two heads": (
        'x = input(4) -> linear(4)  out x -> linear(2) @ "A" as head  out x -> linear(3) @ "B" as head',
        {"params": 45, "backbone": 20},
        {"params": 45, "backbone": 20},
    ),
    "the innermost label says the part": (
        'out input(4) -> (linear(4) @ "A" -> linear(2)) @ "H" as head',
        {"params": 30, "backbone": 20},
        {"params": 30, "backbone": 20},
    ),
    "a head that is repeated": (
        'out input(4) -> linear(4) -> (3 * linear(4) @ "H" as head)',
        {"params": 80, "backbone": 20},
        {"params": 80, "backbone": 20},
    ),
    "a head that is shared": (
        f'{SHARED}  out input(4) -> s -> (s @ "H" as head)',
        {"params": 16, "repeated": 32},
        {"params": 16, "repeated": 32},
    ),
    "an LSTM": (  # 4·(4·4 + 4·4) and one or two biases of 4·4
        "out input(4, 3) -> lstm(4)",
        {"params": 160},
        {"params": 144},
    ),
    "an LSTM in both directions, frozen": (
        "out input(4, 3) -> frozen lstm(2, bidirectional = on) -> linear(4)",  # 4·(4·2 + 2·2) and 8 or 16, twice
        {"params": 128 + 20, "trainable": 20, "frozen": 128},
        {"params": 112 + 20, "trainable": 20, "frozen": 112},
    ),
    "a recurrent layer": ("out input(4, 3) -> rnn(4)", {"params": 40}, {"params": 36}),
    "a GRU": ("out input(4, 3) -> gru(4)", {"params": 120}, {"params": 120}),
    "an LSTM that says how many biases it has": (
        "out input(4, 3) -> lstm_layer(4, two_biases = off)",
        {"params": 144},
        {"params": 144},
    ),
}
KNOWN = ("trainable", "repeated", "active", "non_embedding", "main", "backbone")


@pytest.mark.parametrize("name", BY_HAND)
@pytest.mark.parametrize("convention", ["torch", "keras"])
def test_by_hand(name: str, convention: str) -> None:
    body, torch, keras = BY_HAND[name]
    given_ = torch if convention == "torch" else keras
    wanted = {"frozen": 0, "buffers": 0, "embedding": 0, **dict.fromkeys(KNOWN, given_["params"]), **given_}
    text = f"net N {{ {body} }}"
    assert counted(text, convention) == wanted
    assert counted(f"convention = {convention}\n{text}", convention) == wanted
    by_file = model(f"convention = {convention}\n{text}").count()
    assert by_file.views == wanted
    for view in VIEWS:
        found = model(text).count(view=view, convention=convention)
        assert found.parameters == wanted[view]
        assert sum(found.groups.values()) == wanted[view]
        assert model(text).derive(view=view, convention=convention).value == wanted[view]


def test_an_option_goes_before_the_file() -> None:
    text = "convention = keras\nnet N { out input(4, 3) -> lstm(4) -> bn }"
    assert model(text).count().parameters == 144 + 8 + 8
    assert model(text).count(convention="torch").parameters == 160 + 8
    assert model(text).count(convention="keras").parameters == 144 + 8 + 8


def test_the_views_of_a_view_are_those_of_the_whole() -> None:
    text = "net N { out input(4) -> frozen linear(4) -> linear(2) }"
    assert model(text).count(view="frozen").views == model(text).count().views


# ---- as closed forms -------------------------------------------------------------------------

SYMBOLS: list[tuple[str, dict[str, str]]] = [
    (
        "net N(d = 4, n = 3) { share s = linear(d, bias = off)  out input(d) -> s -> n * (s -> frozen linear(d)) }",
        {"params": "d^2 + n*(d^2 + d)", "trainable": "d^2", "frozen": "n*(d^2 + d)", "repeated": "d^2 + n*(2*d^2 + d)"},
    ),
    (
        "net N(d = 4, E = 8, k = 2, L = 3) { out input(d) -> L * (router(E) -> parallel(E, linear(d), active = k)) }",
        {"params": "L*(d*E + E*(d^2 + d))", "active": "L*(d*E + k*(d^2 + d))"},
    ),
    (
        "net N(d = 4, E = 8, k = 2) { share s = linear(d, bias = off)  out input(d) -> parallel(E, s + linear(d, bias = off), active = k) }",
        {"params": "d^2 + E*d^2", "active": "d^2 + k*d^2", "repeated": "2*E*d^2"},
    ),
    (
        "net N(d = 8, V = 100, L = 2) { share t = embedding(V, d)  out input(1, 6) -> t -> L * linear(d) -> linear(V, bias = off, weight = t) }",
        {"params": "V*d + L*(d^2 + d)", "repeated": "2*V*d + L*(d^2 + d)", "embedding": "V*d", "non_embedding": "L*(d^2 + d)"},
    ),
    (
        "net N(w = 4, n = 3) { out input(w, 8, 8) -> n * [id, conv(w, 1, bias = off) -> frozen bn] }",
        {"params": "w^2*n*(n + 1)/2 + 2*w*n", "trainable": "w^2*n*(n + 1)/2", "frozen": "2*w*n", "buffers": "2*w*n"},
    ),
    (
        "block f { share s = linear(C_i, bias = off)  out input -> s -> s } net N(d = 4, n = 3) { out input(d) -> parallel(n, f) }",
        {"params": "n*d^2", "repeated": "2*n*d^2"},
    ),
    (
        "block f { share s = linear(C_i, bias = off)  out input -> s -> s } net N(d = 4, n = 3) { out input(d) -> n * f }",
        {"params": "n*d^2", "repeated": "2*n*d^2"},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "forms"), SYMBOLS)
def test_closed_forms(text: str, forms: dict[str, str]) -> None:
    found = model(text).count(keep="all").views
    at_values = model(text).count()
    for view, form in forms.items():
        assert sympy.expand(sympy.sympify(found[view]) - sympy.sympify(form.replace("^", "**"), locals=NAMES)) == 0, (
            view
        )
    values = at_values.result.network.values
    for view in VIEWS:
        assert sympy.sympify(found[view]).subs({sympy.Symbol(k): v for k, v in values.items()}) == at_values.views[view]


NAMES = {name: sympy.Symbol(name) for name in "dnEkLVw"}


# ---- random networks and an oracle -----------------------------------------------------------


@dataclass(frozen=True)
class Layer:
    """A layer of the library; `WIDTH` channels enter and leave."""

    text: str


@dataclass(frozen=True)
class Share:
    """A use of a share, made before or here."""

    name: str


@dataclass(frozen=True)
class Chain:
    parts: tuple[Tree, ...]


@dataclass(frozen=True)
class Added:
    parts: tuple[Tree, ...]


@dataclass(frozen=True)
class Times:
    count: int
    body: Tree
    loop: bool


@dataclass(frozen=True)
class Copies:
    count: int
    active: int | None
    body: Tree


@dataclass(frozen=True)
class Frozen:
    body: Tree


@dataclass(frozen=True)
class Part:
    body: Tree
    part: str


Tree = Layer | Share | Chain | Added | Times | Copies | Frozen | Part

WIDTH = 3
TABLE = "layer table(n) { embedding = n*C_i  bias = n }\n"
TAKEN = f"linear({WIDTH}, weight = tied)"
OWNED = {  # text: (role, elements) of each tensor under Torch; `-` marks what only Torch has, `+` statistics
    f"linear({WIDTH})": [("weight", 9), ("bias", 3)],
    f"linear({WIDTH}, bias = off)": [("weight", 9)],
    "ln": [("affine", 6)],
    "bn": [("affine", 6), ("+mean", 3), ("+var", 3)],
    "table(5)": [("embedding", 15), ("bias", 5)],
    f"lstm({WIDTH})": [("weight", 36), ("weight", 36), ("bias", 12), ("-bias", 12)],
    TAKEN: [("=weight", 9), ("bias", 3)],
    "relu": [],
}
SHARES = {"first": f"linear({WIDTH}) -> bn", "second": f"table(5) -> linear({WIDTH}, bias = off)"}
TIED = f"linear({WIDTH}, bias = off)"


def written(tree: Tree, n: str = "") -> str:
    """The text of `tree`; its counts are `n2` and so on, where `n` is a letter."""
    match tree:
        case Layer(text):
            return text
        case Share(name):
            return name
        case Chain(parts):
            return f"({' -> '.join(written(part, n) for part in parts)})"
        case Added(parts):
            return f"({' + '.join(written(part, n) for part in parts)})"
        case Times(count, body, loop):
            return f"(for i in 1..{n}{count}: {written(body, n)})" if loop else f"{n}{count} * {written(body, n)}"
        case Copies(count, active, body):
            return f"parallel({n}{count}, {written(body, n)}{'' if active is None else f', active = {active}'})"
        case Frozen(body):
            return f"(frozen ({written(body, n)}))"
        case Part(body, part):
            return f'({written(body, n)} @ "{part}" as {part})'


@dataclass
class Tensor:
    role: str
    count: int
    frozen: bool
    part: str | None
    active: bool
    again: bool


@dataclass
class Oracle:
    """Every tensor that a framework would allocate, use after use."""

    tensors: list[Tensor] = field(default_factory=list)
    made: dict[str, list[Tensor]] = field(default_factory=dict)

    def walk(self, tree: Tree, frozen: bool, parts: tuple[str, ...], active: bool) -> None:
        """Use `tree` once, at the end of `parts` round it, the outermost first."""
        match tree:
            case Layer(text):
                self.own(text, frozen, parts, active)
            case Share(name):
                self.use(name, SHARES[name], frozen, parts, active)
            case Chain(inside) | Added(inside):
                for one in inside:
                    self.walk(one, frozen, parts, active)
            case Times(count, body):
                for _ in range(count):
                    self.walk(body, frozen, parts, active)
            case Copies(count, k, body):
                for i in range(count):
                    self.walk(body, frozen, parts, active and (k is None or i < k))
            case Frozen(body):
                self.walk(body, True, parts, active)
            case Part(body, part):
                self.walk(body, frozen, (*parts, part), active)

    def own(self, text: str, frozen: bool, parts: tuple[str, ...], active: bool) -> None:
        for role, count in OWNED[text]:
            part = parts[-1] if parts else None
            self.tensors.append(Tensor(role, count, frozen, part, active, again=role.startswith("=")))

    def use(self, name: str, text: str, frozen: bool, parts: tuple[str, ...], active: bool) -> None:
        start = len(self.tensors)
        for layer in text.split(" -> "):
            self.own(layer, frozen, parts, active)
        if name in self.made:
            for tensor in self.tensors[start:]:
                tensor.again = True
            for tensor in self.made[name]:
                tensor.active |= active
        else:
            self.made[name] = self.tensors[start:]

    def views(self, keras: bool) -> dict[str, int]:
        found = dict.fromkeys(VIEWS, 0)
        for t in self.tensors:
            if t.role.startswith("-") and keras:
                continue
            for view in seen(t, keras):
                found[view] += t.count
        return found


def seen(t: Tensor, keras: bool) -> Iterator[str]:
    """The views that count a tensor."""
    statistics = t.role.startswith("+")
    if statistics and not t.again:
        yield "buffers"
    if statistics and not keras:
        return
    yield "repeated"
    if t.again:
        return
    yield "params"
    yield "frozen" if t.frozen or statistics else "trainable"
    yield "embedding" if t.role == "embedding" else "non_embedding"
    if t.active:
        yield "active"
    if t.part != "auxiliary":
        yield "main"
    if t.part is None:
        yield "backbone"


_layers = st.builds(Layer, st.sampled_from(sorted(OWNED)))
_leaves = _layers | _layers | st.builds(Share, st.sampled_from(sorted(SHARES)))


@st.composite
def copies(draw: st.DrawFn, body: st.SearchStrategy[Tree]) -> Copies:
    count = draw(st.integers(1, 3))
    return Copies(count, draw(st.none() | st.integers(1, count)), draw(body))


def _wider(body: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    several = st.lists(body, min_size=2, max_size=3).map(tuple)
    return st.one_of(
        st.builds(Chain, several),
        st.builds(Added, several),
        st.builds(Times, st.integers(1, 4), body, st.booleans()),
        copies(body),
        st.builds(Frozen, body),
        st.builds(Part, body, st.sampled_from(["head", "auxiliary"])),
    )


nets = st.lists(st.recursive(_leaves, _wider, max_leaves=6), min_size=1, max_size=4)


def net(trees: list[Tree], n: str = "") -> str:
    parameters = f"({', '.join(f'{n}{i} = {i}' for i in range(1, 5))})" if n else ""
    shares = "".join(f"  share {name} = {layer}\n" for name, layer in {**SHARES, "tied": TIED}.items())
    steps = "".join(f"\n    -> {written(tree, n)}" for tree in trees)
    return f"{TABLE}net N{parameters} {{\n{shares}  out input({WIDTH}, 2) -> tied{steps}\n}}"


def allocated(trees: list[Tree], convention: str) -> dict[str, int]:
    oracle = Oracle()
    oracle.use("tied", TIED, False, (), True)
    for tree in trees:
        oracle.walk(tree, False, (), True)
    return oracle.views(keras=convention == "keras")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(trees=nets, convention=st.sampled_from(["torch", "keras"]))
def test_random_networks(trees: list[Tree], convention: str) -> None:
    wanted = allocated(trees, convention)
    found = model(net(trees)).count(convention=convention)
    assert found.views == wanted
    for view, number in wanted.items():
        viewed = model(net(trees)).count(view=view, convention=convention)
        assert viewed.parameters == number
        assert sum(viewed.groups.values()) == number
        assert model(net(trees)).derive(view=view, convention=convention).value == number
    by_kind = model(net(trees)).count(by="kind", convention=convention)
    assert sum(by_kind.groups.values()) == wanted["params"]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(trees=nets, convention=st.sampled_from(["torch", "keras"]))
def test_random_networks_in_symbols(trees: list[Tree], convention: str) -> None:
    """How often something is repeated stays a symbol; at its value each view is what it was."""
    found = model(net(trees, "n")).count(keep="all", convention=convention).views
    at = {sympy.Symbol(f"n{i}"): i for i in range(1, 5)}
    assert {view: sympy.sympify(form).subs(at) for view, form in found.items()} == allocated(trees, convention)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(trees=nets, convention=st.sampled_from(["torch", "keras"]))
def test_what_holds_of_the_views_of_every_network(trees: list[Tree], convention: str) -> None:
    found = counted(net(trees), convention)
    v = {name: int(str(number)) for name, number in found.items()}
    assert tuple(v) == VIEWS
    assert v["trainable"] + v["frozen"] == v["params"]
    assert v["embedding"] + v["non_embedding"] == v["params"]
    assert 0 <= v["active"] <= v["params"] <= v["repeated"]
    assert 0 <= v["backbone"] <= v["main"] <= v["params"]
    if convention == "keras":
        assert v["buffers"] <= v["frozen"]


# ---- what is said ----------------------------------------------------------------------------

SAID: list[tuple[str, str, dict[str, str], list[str]]] = [
    ("nothing where nothing depends on a convention", "out input(3) -> linear(4)", {}, []),
    ("no more under Keras", "out input(3) -> linear(4)", {"convention": "keras"}, []),
    ("statistics", "out input(3) -> bn", {}, ["Moving statistics are not counted."]),
    (
        "statistics under Keras",
        "out input(3) -> bn",
        {"convention": "keras"},
        ["Moving statistics are counted, as in Keras, and are not trained."],
    ),
    (
        "a view",
        "out input(3) -> linear(4)",
        {"view": "trainable"},
        ["Counted are the parameters that are trained."],
    ),
    (
        "a view of a network with statistics",
        "out input(3) -> bn",
        {"view": "trainable"},
        ["Counted are the parameters that are trained.", "Moving statistics are not counted."],
    ),
    (
        "the view of the statistics",
        "out input(3) -> bn",
        {"view": "buffers"},
        ["Counted are state that is not learned, such as moving statistics."],
    ),
    ("shared weights", f"{SHARED}  out input(4) -> s -> s", {}, ["Shared weights are counted once."]),
    ("a share that is used once", f"{SHARED}  out input(4) -> s", {}, []),
    ("frozen", "out input(3) -> frozen linear(4)", {}, ["Parameters that are not trained are counted."]),
    ("frozen activations", "out input(3) -> frozen relu", {}, []),
    (
        "experts",
        "out input(4) -> parallel(3, linear(4), active = 2)",
        {},
        ["Experts are all counted, not only those that are active."],
    ),
    ("copies that are all active", "out input(4) -> parallel(3, linear(4))", {}, []),
    (
        "auxiliary heads",
        'out input(4) -> linear(4) @ "A" as auxiliary',
        {},
        ["Auxiliary heads are counted."],
    ),
    ("an LSTM", "out input(4, 3) -> lstm(4)", {}, ["LSTM layers as in PyTorch."]),
    ("an LSTM under Keras", "out input(4, 3) -> lstm(4)", {"convention": "keras"}, ["LSTM layers as in Keras."]),
    ("an LSTM with its own choice", "out input(4, 3) -> lstm_layer(4, two_biases = on)", {}, []),
    (
        "all at once",
        f'{SHARED}  out input(4, 3) -> s -> lstm(4) -> frozen s -> bn -> parallel(2, linear(4), active = 1) -> (linear(2) @ "A" as auxiliary)',
        {},
        [
            "Moving statistics are not counted.",
            "Shared weights are counted once.",
            "Experts are all counted, not only those that are active.",
            "Auxiliary heads are counted.",
            "LSTM layers as in PyTorch.",
        ],
    ),
]


@pytest.mark.parametrize(("body", "options", "sentences"), [row[1:] for row in SAID], ids=[row[0] for row in SAID])
def test_the_conventions_are_said(body: str, options: dict[str, str], sentences: list[str]) -> None:
    text = f"net N {{ {body} }}"
    found = model(text).count(**options)  # type: ignore[arg-type]
    assert list(found.conventions) == sentences
    arguments = [x for name, value in options.items() for x in (f"--{name}", value)]
    for verb in ("count", "derive"):
        done = command(verb, "-", "--format", "json", *arguments, stdin=text.encode())
        assert done.status == 0, done.err
        assert json.loads(done.out)["conventions"] == sentences
        assert json.loads(done.out)["view"] == options.get("view", "params")
    for format_ in ("text", "latex"):
        out = command("derive", "-", "--format", format_, *arguments, stdin=text.encode()).out
        if sentences:
            assert " ".join(sentences) in out.splitlines()[-1], out


def test_a_convention_that_a_block_asks_for_is_said_too() -> None:
    text = "net N { block f { out input -> linear(if convention == keras then 2 else 3) }  out input(4) -> f }"
    done = command("count", "-", "--convention", "keras", "--format", "json", stdin=text.encode())
    assert done.status == 0
    found = json.loads(done.out)
    assert found["parameters"] == 10
    assert [s for s in found["conventions"] if "Keras" in s] != []
    assert "note[N605]" in done.err


NOTES = [
    ("out input(3) -> linear(4)", "keras", None),
    ("out input(3) -> linear(4)", "torch", None),
    ("out input(3) -> bn", None, None),
    ("out input(3) -> bn", "torch", None),
    ("out input(3) -> bn", "keras", "the moving statistics of batch normalisations are in the total"),
    ("out input(4, 3) -> lstm(4)", None, None),
    ("out input(4, 3) -> lstm(4)", "torch", "LSTM layers are counted its way"),
    ("out input(4, 3) -> lstm(4)", "keras", "LSTM layers are counted its way"),
    (
        "out input(4, 3) -> lstm(4) -> bn -> rnn(4)",
        "keras",
        "the moving statistics of batch normalisations are in the total; "
        "LSTM layers are counted its way; recurrent layers are counted its way",
    ),
    (
        "block f(c) { out conv(c, 1, bias = convention == torch) } out input(3, 8, 8) -> f(4)",
        "keras",
        "`f` is counted its way",
    ),
]


@pytest.mark.parametrize(("body", "convention", "where"), NOTES)
def test_a_note_says_where_a_convention_mattered(body: str, convention: str | None, where: str | None) -> None:
    text = f"net N {{ {body} }}"
    notes = [picture(d) for d in model(text).count(convention=convention).warnings]
    wanted = [] if where is None else [f"note[N605]: the convention `{convention}` mattered: {where}"]
    assert [note for note in notes if "N605" in note] == wanted
    if convention is not None:
        in_file = model(f"convention = {convention}\n{text}").count().warnings
        assert [picture(d) for d in in_file if d.code == "N605"] == wanted


@pytest.mark.parametrize("view", VIEWS)
def test_a_note_on_statistics_where_the_view_counts_them(view: str) -> None:
    found = model("net N { out input(3) -> bn -> linear(2) }").count(view=view, convention="keras")
    inside = view not in ("trainable", "buffers", "embedding")
    assert [d.code for d in found.warnings] == (["N605"] if inside else [])
    said = "Moving statistics are counted, as in Keras, and are not trained."
    assert (said in found.conventions) is inside


# ---- on the command line ---------------------------------------------------------------------

FILE = b'net N(w = 4) { out input(3, 8, 8) -> frozen conv(w, 3) -> bn -> gap -> (linear(2) @ "H" as head) }'
# 28w frozen, 2w and 2w statistics, 2w + 2


@pytest.mark.parametrize(
    ("options", "parameters", "buffers"),
    [
        ([], "32*w + 2", "2*w"),
        (["--view", "trainable"], "4*w + 2", 0),
        (["--view", "frozen"], "28*w", 0),
        (["--view", "frozen", "--convention", "keras"], "30*w", 0),
        (["--view", "buffers"], "2*w", 0),
        (["--view", "backbone"], "30*w", 0),
        (["--convention", "keras"], "34*w + 2", 0),
    ],
)
def test_the_command_line(options: list[str], parameters: object, buffers: object) -> None:
    done = command("count", "-", "--keep", "w", "--format", "json", *options, stdin=FILE)
    assert done.status == 0, done.err
    found = json.loads(done.out)
    assert (found["parameters"], found["buffers"]) == (parameters, buffers)
    derived = command("derive", "-", "--keep", "w", "--format", "json", *options, stdin=FILE)
    assert json.loads(derived.out)["total"]["expression"] == parameters


def test_expect_takes_every_view() -> None:
    wanted = {"params": 130, "trainable": 18, "frozen": 112, "buffers": 8, "repeated": 130, "active": 130}
    wanted |= {"embedding": 0, "non_embedding": 130, "main": 130, "backbone": 120}
    lines = "\n".join(f"  expect {view} == {number}" for view, number in wanted.items())
    text = (
        FILE.decode().removesuffix("}")
        + f'\n{lines}\n  expect trainable == 4*w + 2\n  expect frozen(w = 5) @ "H" == 0\n}}'
    )
    done = command("check", "-", stdin=text.encode())
    assert (done.status, done.err) == (0, ""), done.err
    assert tuple(wanted) == VIEWS
    assert done.out.count("ok  ") == len(VIEWS) + 2


def test_an_unknown_view_is_refused() -> None:
    with pytest.raises(Problem) as caught:
        model("net N { out input(3) }").count(view="trained")
    (d,) = caught.value.diagnostics
    assert (d.code, d.message, d.help) == ("E412", "there is no view `trained`", ("did you mean `trainable`?",))
    with pytest.raises(Problem) as caught:
        model("net N { out input(3) }").count(convention="pytorch")
    (d,) = caught.value.diagnostics
    assert (d.code, d.message) == ("E412", "there is no convention `pytorch`")
