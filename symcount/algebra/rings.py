"""What a formula with symbols is equal to, in sympy's rings: closed forms, equality, factors.

Counts are polynomials in the symbols and in what cannot be taken apart (`divisible(64α, 8)`, `2^i`). So a tree is
settled first, until nothing but sums, products and whole powers of such atoms is left, an inverse being an atom of
its own; then it is computed in a sparse polynomial ring over the rationals, with a generator for each atom.

Neither `expansion` nor `arithmetic` is used: `proof` asks both sides, and each is the other's witness.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from functools import cache, lru_cache
from itertools import chain, compress
from math import comb, gcd, lcm, prod
from typing import Any

from symcount.algebra import formula as f
from symcount.algebra.formula import Formula
from symcount.algebra.functions import FUNCTIONS, Exact, Irrational
from symcount.algebra.monomials import MAX_MONOMIALS, Monomial, NoSum, Terms, check_size, sum_of_monomials
from symcount.algebra.symbolic import exact, field, power_sum, rational, ring, root


def closed_form(counts: Mapping[Formula, int], order: tuple[str, ...] = ()) -> Formula:
    """The sum of the formulas, each so many times, multiplied out. Raises TooLarge, ZeroDivisionError, NoSum."""
    return sum_of_monomials(_multiplied_out(counts.items()), order)


def identical(a: Formula, b: Formula) -> bool:
    """Whether two formulas are equal whatever the symbols are. Raises TooLarge, ZeroDivisionError, NoSum."""
    terms = _multiplied_out([(a, 1), (b, -1)])
    divided = any(isinstance(atom, f.Sum) for monomial in terms for atom, _ in monomial)
    return not terms or (divided and not _fraction(f.Sum((a, f.Product((_MINUS_ONE, b)))))[1])


# ---- in the ring -------------------------------------------------------------------------


def _terms(node: Formula) -> Terms:
    match node:
        case f.Number(value=v):
            return {(): v} if v else {}
        case f.Symbol():
            return {((node, 1),): 1}
        case f.Factor(body=body) | f.Bracket(body=body):
            return _terms(body)
        case _:
            return _multiplied_out([(node, 1)])


def _multiplied_out(counts: Iterable[tuple[Formula, int]]) -> Terms:
    """The sum of the formulas, each so many times.

    Each summand has a ring of its own: in one for all, each monomial would be as long as all atoms together.
    """
    summands = [(part, times) for tree, times in counts for part in _summands(_settled(tree))]
    check_size(sum(_size(part) for part, _ in summands))
    terms: Terms = {}
    for part, times in summands:
        atoms = sorted(_atoms([part]), key=_place)
        domain = ring(len(atoms))
        element = _element(part, dict(zip(atoms, domain.gens, strict=False)), domain.ground_new)
        for monomial, coefficient in _read(element, atoms).items():
            terms[monomial] = terms.get(monomial, 0) + times * coefficient
    return {monomial: f.tidy(c) for monomial, c in terms.items() if c}


def _summands(tree: Formula) -> Iterable[Formula]:
    """The terms of a sum, also where it is multiplied by what is one term: `9 × (wα + αβ)`."""
    match tree:
        case f.Sum(terms=terms):
            return chain.from_iterable(map(_summands, terms))
        case f.Product(factors=(*others, f.Sum(terms=terms))) if all(_size(factor) == 1 for factor in others):
            return chain.from_iterable(_summands(f.Product((*others, term))) for term in terms)
        case _:
            return (tree,)


@cache
def _place(atom: Formula) -> str:
    """Atoms stand in one order in all rings, an inverse beside what it inverts: equal monomials are equal tuples."""
    return repr(_base(atom))


def _is_atom(node: Formula) -> bool:
    """What the ring does not take apart: symbols, functions, powers that are not whole, inverses."""
    if isinstance(node, f.Power):
        n = node.exponent.value if isinstance(node.exponent, f.Number) else -1
        return n.denominator != 1 or n < 0
    return isinstance(node, f.Symbol | f.Call)


def _is_inverse(atom: Formula) -> bool:
    return isinstance(atom, f.Power) and atom.exponent == _MINUS_ONE


def _base(atom: Formula) -> Formula:
    return atom.base if isinstance(atom, f.Power) and _is_inverse(atom) else atom


_MINUS_ONE = f.Number(-1)


def _atoms(trees: Iterable[Formula], inside_inverses: bool = False) -> list[Formula]:
    """The atoms of settled trees, in order of appearance."""
    atoms: dict[Formula, None] = {}
    todo = list(trees)[::-1]
    while todo:
        here = todo.pop()
        if _is_atom(here) and not (inside_inverses and _is_inverse(here)):
            atoms[here] = None
        else:
            todo += here.parts[::-1]
    return list(atoms)


def _size(tree: Formula) -> int:
    """An upper bound of the number of terms of a settled tree, multiplied out."""
    match tree:
        case f.Sum(terms=terms):
            return sum(map(_size, terms))
        case f.Product(factors=factors):
            return prod(map(_size, factors))
        case f.Power(base=base, exponent=f.Number(value=n)) if not _is_atom(tree):
            m = _size(base)
            return 1 if m == 1 else comb(m + int(n) - 1, int(n)) if n < 10_000 else MAX_MONOMIALS + 1
        case _:
            return 1


def _element(node: Formula, place: Mapping[Formula, Any], constant: Callable[[Any], Any]) -> Any:
    """A settled tree computed with the elements of a ring or field for its atoms."""
    if isinstance(node, f.Symbol | f.Call | f.Power) and node in place:
        return place[node]
    match node:
        case f.Number(value=v):
            return constant(rational(v))
        case f.Sum(terms=terms):
            return sum((_element(t, place, constant) for t in terms), constant(rational(0)))
        case f.Product(factors=factors):
            scale = rational(1)
            product = None
            for factor in factors:
                if isinstance(factor, f.Number):
                    scale *= rational(factor.value)
                else:
                    part = _element(factor, place, constant)
                    product = part if product is None else product * part
            return constant(scale) if product is None else product if scale == 1 else product * constant(scale)
        case f.Power(base=base, exponent=f.Number(value=n)):
            return _element(base, place, constant) ** int(n)
        case _:
            raise AssertionError(node)


def _read(element: Any, atoms: list[Formula]) -> Terms:
    """The terms of an element of a ring; a symbol and its inverse cancel."""
    bases = [_base(atom) for atom in atoms]
    signs = [-1 if _is_inverse(atom) else 1 for atom in atoms]
    terms: Terms = {}
    for exponents, coefficient in element.terms():
        powers: dict[Formula, int] = {}
        for i in compress(range(len(exponents)), exponents):  # mostly zeros
            powers[bases[i]] = powers.get(bases[i], 0) + signs[i] * exponents[i]
        monomial = tuple((base, e) for base, e in powers.items() if e)
        terms[monomial] = f.tidy(terms.get(monomial, 0) + exact(coefficient))
    return {monomial: c for monomial, c in terms.items() if c}


# ---- settled: sums, products and whole powers of atoms ------------------------------------


def _settled(node: Formula) -> Formula:
    match node:
        case f.Factor(body=body) | f.Bracket(body=body):
            return _settled(body)
        case f.Call():
            return _function(node)
        case f.Quotient(numerator=a, denominator=b):
            return f.Product((_settled(a), _inverse(_terms(b), 1)))
        case f.Power(base=base, exponent=exponent):
            return _power(base, _terms(exponent))
        case f.Summation(index=index, count=count, body=body):
            return _sum(f.Symbol(index), sum_of_monomials(_terms(count)), _terms(body))
        case _:
            return f.mapped(node, _settled)


@lru_cache(maxsize=4096)  # one rounding stands in many terms
def _function(node: f.Call) -> Formula:
    """A number where it has one; a rounding of what is whole already is left out."""
    call = f.Call(node.function, tuple(sum_of_monomials(_terms(a)) for a in node.arguments))
    function, first = FUNCTIONS[call.function], call.arguments[0]
    if f.is_constant(call):
        try:
            return f.Number(f.value(call))
        except Irrational:
            return call
    if function.rounds and function.most == 1 and isinstance(first, f.Call) and FUNCTIONS[first.function].rounds:
        return first
    if call.function == "mod" and first != f.ZERO and all(map(_is_whole, _terms(f.Quotient(*call.arguments)).items())):
        return f.ZERO
    return call


def _is_whole(term: tuple[Monomial, Exact]) -> bool:
    """Whether a term is whole whatever the symbols are, which may be fractions."""
    monomial, coefficient = term
    return coefficient.denominator == 1 and all(e > 0 and _is_whole_atom(atom) for atom, e in monomial)


def _is_whole_atom(atom: Formula) -> bool:
    if isinstance(atom, f.Call):
        return FUNCTIONS[atom.function].whole(all(map(_is_whole, _terms(a).items())) for a in atom.arguments)
    return False


def _power(base: Formula, exponent: Terms) -> Formula:
    written = sum_of_monomials(exponent)
    if isinstance(written, f.Number) and written.value.denominator == 1:
        n = written.value.numerator
        settled = _settled(base)
        if n == 0 or isinstance(settled, f.Number):
            return f.Number(f.value(f.Power(settled, written))) if n else f.ONE
        return _inverse(_terms(base), -n) if n < 0 else f.Power(settled, written)
    terms = _terms(base)
    if isinstance(written, f.Number) or terms.keys() - {()}:
        return f.Power(sum_of_monomials(terms), written)
    return _exponential(terms.get((), 0), exponent)


def _inverse(terms: Terms, n: int) -> Formula:
    """1 / (Σ terms)^n: powers of the atoms' inverses for one term, else of the inverse of the sum."""
    if not terms:
        raise ZeroDivisionError
    if len(terms) > 1:
        return _whole_power(sum_of_monomials(terms), -n)
    ((monomial, coefficient),) = terms.items()
    number = f.Number(f.value(f.Power(f.Number(coefficient), f.Number(-n))))
    return f.Product((number, *(_whole_power(atom, -e * n) for atom, e in monomial)))


def _whole_power(atom: Formula, n: int) -> Formula:
    return f.Power(atom, f.Number(n)) if n > 0 else f.Power(f.Power(atom, _MINUS_ONE), f.Number(-n))


def _exponential(base: Exact, exponent: Terms) -> Formula:
    """4^(2i + j) as powers of 2^i and 2^j, so that exponentials of one base are not taken for independent."""
    least, depth = root(base)
    factors: list[Formula] = []
    for monomial, k in exponent.items():
        if k.denominator != 1:
            factors.append(f.Power(f.Number(base), sum_of_monomials({monomial: k})))
        elif monomial:
            factors.append(_whole_power(f.Power(f.Number(least), sum_of_monomials({monomial: 1})), depth * int(k)))
        else:
            factors.append(f.Number(f.value(f.Power(f.Number(base), f.Number(k)))))
    return f.Product(tuple(factors))


# ---- sums over iterations, by their first values and induction ----------------------------


def _sum(index: f.Symbol, count: Formula, body: Terms) -> Formula:
    """Σ body for index = 0 … count − 1. Raises NoSum where the index stands elsewhere, such as in a rounding."""
    parts: list[Formula] = []
    for monomial, coefficient in body.items():
        powers = dict(monomial)
        degree = powers.pop(index, 0)
        ratio = {a: e for a, e in powers.items() if isinstance(a, f.Power) and a.exponent == index}
        rest = [(a, e) for a, e in powers.items() if a not in ratio]
        if degree < 0 or any(index.name in f.symbols(a) for a in (*(a for a, _ in rest), *(r.base for r in ratio))):
            raise NoSum
        outside = (_whole_power(a, e) for a, e in rest)
        parts.append(f.Product((f.Number(coefficient), *outside, _sum_of_powers(degree, ratio, count))))
    return f.Sum(tuple(parts))


def _sum_of_powers(degree: int, ratio: Mapping[f.Power, int], count: Formula) -> Formula:
    """Σ i^degree r^i for i = 0 … count − 1, where r is the product of the bases of `ratio`."""
    r = f.Product(tuple(f.Power(a.base, f.Number(e)) for a, e in ratio.items()))
    last = _settled(f.Product(tuple(f.Power(a.base, f.Product((f.Number(e), count))) for a, e in ratio.items())))
    if not f.is_constant(r):
        if degree:
            raise NoSum
        return _settled(f.Quotient(f.Sum((last, _MINUS_ONE)), f.Sum((r, _MINUS_ONE))))
    number = Fraction(f.value(r))
    coefficients, rest = power_sum(degree, number)
    steps = [f.Product((f.Number(c), f.Power(count, f.Number(k)))) for k, c in enumerate(coefficients)]
    return _settled(f.Sum((f.Product((f.Sum(tuple(steps)), last if number != 1 else f.ONE)), f.Number(rest))))


# ---- other forms of the same thing -------------------------------------------------------


def _fraction(node: Formula) -> tuple[list[Formula], Any, Any]:
    """The atoms, numerator and denominator of `node`, without common factors; the denominator is mostly 1."""
    tree = _opened(_settled(node))
    check_size(_size(tree))
    atoms = _atoms([tree], inside_inverses=True)
    domain = field(len(atoms))
    quotient = _element(tree, dict(zip(atoms, domain.gens, strict=False)), domain.ground_new)
    lead = quotient.denom.LC  # one sign and scale for all equal forms
    return atoms, quotient.numer.quo_ground(lead), quotient.denom.quo_ground(lead)


def _opened(tree: Formula) -> Formula:
    """A settled tree in which also the sums under inverses are settled."""
    if isinstance(tree, f.Power) and isinstance(tree.base, f.Sum) and _is_inverse(tree):
        return f.Power(_opened(_settled(tree.base)), _MINUS_ONE)
    return tree if _is_atom(tree) else f.mapped(tree, _opened)


def lowest_terms(node: f.Quotient, order: tuple[str, ...]) -> Formula:
    """A quotient without common factors; divided term by term where the denominator is one term."""
    atoms, top, bottom = _fraction(node)
    scale = _common_scale([*top.coeffs(), *bottom.coeffs()])
    quotient = f.Quotient(*(sum_of_monomials(_read(p.mul_ground(scale), atoms), order) for p in (top, bottom)))
    short = len(bottom.terms()) == 1 and len(top.terms()) <= 8
    return closed_form({quotient: 1}, order) if short else quotient


def _common_scale(coefficients: list[Any]) -> Any:
    """What makes all coefficients whole and without a common divisor."""
    denominator = lcm(*(int(c.denominator) for c in coefficients))
    divisor = gcd(*(int(c.numerator) * (denominator // int(c.denominator)) for c in coefficients))
    return rational(Fraction(denominator, divisor))


def factored(node: Formula, order: tuple[str, ...]) -> Formula:
    """`node` as a product of irreducible factors."""
    atoms, top, bottom = _fraction(node)
    content, factors = top.factor_list()
    number = exact(content)
    bases = [(sum_of_monomials(_read(factor, atoms), order), exponent) for factor, exponent in factors]
    above = [base if exponent == 1 else f.Power(base, f.Number(exponent)) for base, exponent in bases]
    below = sum_of_monomials(_read(bottom, atoms), order)
    denominator = f.product_of(number.denominator, [below] if below != f.ONE else [])
    return f.quotient_of(f.product_of(number.numerator, above), denominator)
