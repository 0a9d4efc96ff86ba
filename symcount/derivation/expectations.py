"""`expect` lines: a network carries its own tests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from symcount.algebra.formula import NoValue, symbols, value
from symcount.algebra.notations.unicode import plain
from symcount.algebra.proof import closed_form, is_identity
from symcount.derivation.claims import is_exact, refusal, wanted
from symcount.derivation.tally import Tally, Term, tally, total
from symcount.language import syntax, trees
from symcount.language.diagnostics import Diagnostic, Problem, first_errors, listed, nearest, problem
from symcount.language.source import Span
from symcount.network.catalogue import FileScope
from symcount.network.conditions import guarded
from symcount.network.elaborate import elaborate
from symcount.network.network import Network
from symcount.network.parameters import settings_of
from symcount.network.request import Request, own_or_item
from symcount.network.views import PARAMS, viewed

Countable = syntax.Net | syntax.Block | syntax.Layer
Line = syntax.Expect | syntax.Variant | syntax.Net


@dataclass(frozen=True, slots=True)
class Check:
    """An `expect` line and what came of it; no diagnostic where it holds. A net where it cannot be built."""

    net: str
    line: Line
    trouble: tuple[Diagnostic, ...] = ()

    @property
    def place(self) -> Span:
        """The line, or the name of the net."""
        return self.line.name_span if isinstance(self.line, syntax.Net) else self.line.span

    @property
    def holds(self) -> bool:
        return not self.trouble


def check(scope: FileScope) -> list[Check]:
    """Every `expect` line of every net of the file, and every net that cannot be built."""
    if scope.diagnostics:
        raise first_errors(scope.diagnostics)
    worked, done = Worked(scope), list[Check]()
    lines = ((item, line) for item in scope.countable for line in _lines(item))
    for item, line in lines:
        if scope.work.steps > MAX_STEPS:
            message = "the lines up to here take too long to work out"
            trouble = problem("E231", message, line.span, help="spread them over several files")
            return [*done, Check(item.name, line, trouble.diagnostics)]
        done += _check(worked, item, line)
    return done


MAX_STEPS = 400_000
"""So many steps the lines of one file may take together: the last of them may reach beyond it."""


class Worked:
    """The networks of one file, each elaborated and tallied once for all lines and views."""

    def __init__(self, scope: FileScope) -> None:
        self.scope = scope
        self._networks: dict[object, Network] = {}
        self._tallies: dict[int, Tally] = {}

    def network(self, request: Request) -> Network:
        """What `elaborate` gives. Raises Problem."""
        key = (request.net, tuple(request.settings.items()), request.keep)
        if (*key, PARAMS) not in self._networks:
            self._networks[*key, PARAMS] = elaborate(self.scope, replace(request, view=PARAMS))
        if (*key, request.view) not in self._networks:
            network = self._networks[*key, PARAMS]
            self._networks[*key, request.view] = viewed(network.whole or network, request.view, network.convention)
        return self._networks[*key, request.view]

    def tally(self, network: Network) -> Tally:
        """One of them in groups."""
        if id(network) not in self._tallies:
            self._tallies[id(network)] = tally(network)
        return self._tallies[id(network)]


def _lines(item: Countable) -> Iterator[Line]:
    """The `expect` lines and variants of a net, block or layer; before them a net that has values, or no lines."""
    body = item.expects if isinstance(item, syntax.Layer) else item.body
    stated = any(isinstance(line, syntax.Expect | syntax.Variant) for line in body)
    if isinstance(item, syntax.Net) and (not stated or all(p.default is not None for p in item.parameters)):
        yield item
    for line in body:
        if isinstance(line, syntax.Expect):
            yield line
        elif isinstance(line, syntax.Variant):
            claim, places = line.expected, {"span": line.span, "name_span": line.name_span}
            yield line if claim is None else syntax.Expect(PARAMS, line.arguments, None, claim, **places)


def _check(worked: Worked, item: Countable, line: Line) -> Iterator[Check]:
    """What came of a line; nothing of a net that can be built."""
    try:
        if isinstance(line, syntax.Expect):
            _at_values(worked, item, line)
            _as_identity(worked, item, line)
        else:
            worked.network(Request(line.name))
    except Problem as trouble:
        yield Check(item.name, line, trouble.diagnostics)
    else:
        if not isinstance(line, syntax.Net):
            yield Check(item.name, line)


def _at_values(worked: Worked, net: Countable, line: syntax.Expect) -> None:
    """The count at the values of the parameters equals the right side at the same values."""
    request = _request(net, line, frozenset())
    network = worked.network(request)
    terms = _terms(worked, network, line)
    right_side = wanted(worked.scope, request, line.expected)
    try:
        number = sum(value(term.total, network.values) for term in terms)
        right = guarded(line.expected.span, value, right_side, network.values)
    except NoValue as missing:
        if is_exact(line.expected) and symbols(right_side) and any(symbols(term.total) for term in terms):
            return  # no value to check at: the identity is all there is
        name = missing.args[0]
        raise problem(
            "E215", f"this needs the value of `{name}`", line.span, help=f"write `params({name} = …)`"
        ) from None
    mistake = refusal(f"{_quantity(line)} of `{net.name}`", number, right, line.expected)
    if mistake is not None:
        raise mistake


def _as_identity(worked: Worked, net: Countable, line: syntax.Expect) -> None:
    """Where the right side uses parameters, it is equal whatever their values are."""
    numeric = {p.name for p in net.parameters} | ENTERING
    used = {n.id for n in trees.walk(line.expected) if isinstance(n, syntax.Name)} & numeric
    set_ = {name for a in line.arguments or () if a.name for name in own_or_item(a.name)}
    if not is_exact(line.expected) or not used - set_:
        return
    request = _request(net, line, frozenset(used - set_))
    network = worked.network(request)
    kept, terms = replace(request, keep=frozenset(network.keep)), _terms(worked, network, line)
    worked.scope.work.steps += len(terms)
    counted, claim = total(terms), wanted(worked.scope, kept, line.expected)
    if not is_identity(counted, claim):
        note = f"they are {plain(closed_form({counted: 1}, network.keep))}"
        names = listed(sorted(symbols(claim)))
        message = f"{_quantity(line)} of `{net.name}` are this at the values, but not for every {names}"
        raise problem("E308", message, line.expected.span, note=note)


ENTERING = frozenset({"C_i", "H", "W", "H_i", "W_i"})
"""What a block or layer takes beside its parameters."""


def _request(net: Countable, line: syntax.Expect, keep: frozenset[str]) -> Request:
    settings = settings_of(line.arguments, line.quantity)
    return Request(net.name, settings, keep, insist=False, defaults=True, view=line.quantity)


def _terms(worked: Worked, network: Network, line: syntax.Expect) -> tuple[Term, ...]:
    """The terms that the left side speaks of."""
    tallied = worked.tally(network)
    if line.label is None:
        return tallied.terms()
    for group in tallied.groups:
        if group.label == line.label:
            return group.terms()
    labels = [g.label for g in worked.tally(network.whole or network).groups if g.label]
    if line.label in labels:
        return ()  # the view counts nothing of it
    raise problem("E309", f'no layer is labelled "{line.label}"', line.span, help=nearest(line.label, labels))


def _quantity(line: syntax.Expect) -> str:
    where = f' @ "{line.label}"' if line.label else ""
    return {PARAMS: "the parameters", "buffers": "the buffers"}.get(line.quantity, f"`{line.quantity}`") + where
