"""One tree, three notations: a table of what is written, and the property that it reads back as the same number."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction

import pytest
from hypothesis import given, reject, settings

from symcount.algebra.formula import (
    Bracket,
    Call,
    Factor,
    Formula,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    Symbol,
    value,
)
from symcount.algebra.functions import FUNCTIONS
from symcount.algebra.names import latex_name, safe_writing, unicode_name
from symcount.algebra.notation import write
from symcount.algebra.notations.latex import LATEX
from symcount.algebra.notations.unicode import ARCH, UNICODE
from tests.algebra.trees import F, Values, as_written, computed, formulas, points
from tests.support import latex_value

w, c, a = Symbol("w"), Symbol("c"), Symbol("alpha")


def n(exact: int | Fraction) -> Number:
    return Number(exact)


def one(tree: Formula) -> Factor:
    return Factor(tree)


TABLE: list[tuple[Formula, str, str, str]] = [
    # numbers
    (n(3), "3", "3", "3"),
    (n(-3), "-3", "−3", "-3"),
    (n(Fraction(7, 5)), r"\frac{7}{5}", "7/5", "7/5"),
    (n(Fraction(-7, 5)), r"-\frac{7}{5}", "−7/5", "-7/5"),
    # products: × between factors, juxtaposed within one
    (Product((n(64), n(64))), r"64 \times 64", "64 × 64", "64*64"),
    (one(Product((n(2), w))), "2w", "2w", "2*w"),
    (Product((one(Product((n(2), w))), w)), r"2w \times w", "2w × w", "2*w*w"),
    (one(Product((n(2), w, n(3)))), r"2w \cdot 3", "2w·3", "2*w*3"),
    (one(Product((n(2), a))), r"2\alpha", "2α", "2*alpha"),
    (one(Product((a, w))), r"\alpha w", "αw", "alpha*w"),
    (one(Product((n(2), Symbol("classes"), w))), r"2\,\mathrm{classes}\,w", "2·classes·w", "2*classes*w"),
    (one(Product((w, c, Symbol("r")))), "wcr", "wcr", "w*c*r"),
    (one(Product((Power(w, n(2)), c, Symbol("r")))), "w^{2}cr", "w²cr", "w^2*c*r"),
    (one(Product((Power(w, Symbol("i")), c))), "w^{i}c", "w^i·c", "w^i*c"),
    # powers: braces after a symbol, none after a number
    (Power(w, n(2)), "w^{2}", "w²", "w^2"),
    (Power(n(3), n(2)), "3^2", "3²", "3^2"),
    (Power(n(3), n(12)), "3^{12}", "3¹²", "3^12"),
    (Power(one(Symbol("K")), n(2)), "K^{2}", "K²", "K^2"),
    (Power(n(2), Symbol("i")), "2^i", "2^i", "2^i"),
    (Power(n(2), Sum((Symbol("i"), n(-1)))), "2^{i - 1}", "2^(i − 1)", "2^(i - 1)"),
    (Power(Sum((w, n(1))), n(2)), "(w + 1)^2", "(w + 1)²", "(w + 1)^2"),
    (Power(one(Product((n(2), w))), n(2)), "(2w)^2", "(2w)²", "(2*w)^2"),
    (Power(n(-2), n(2)), "(-2)^2", "(−2)²", "(-2)^2"),
    (Power(Power(w, n(2)), n(3)), "(w^{2})^3", "(w²)³", "(w^2)^3"),
    # sums
    (Sum((w, c, n(1))), "w + c + 1", "w + c + 1", "w + c + 1"),
    (Sum((w, n(-1))), "w - 1", "w − 1", "w - 1"),
    (Sum((w, Product((n(-2), c)))), r"w - 2 \times c", "w − 2 × c", "w - 2*c"),
    (Sum((n(-1), w)), "-1 + w", "−1 + w", "-1 + w"),
    (Sum((w, Sum((c, n(1))))), "w + (c + 1)", "w + (c + 1)", "w + (c + 1)"),
    # parentheses round negative and compound factors
    (Product((n(2), Sum((w, c)))), r"2 \times (w + c)", "2 × (w + c)", "2*(w + c)"),
    (Product((w, n(-2))), r"w \times (-2)", "w × (−2)", "w*(-2)"),
    (Product((w, one(Sum((w, n(1)))))), r"w \times (w + 1)", "w × (w + 1)", "w*(w + 1)"),
    (one(Product((n(2), Sum((w, n(1)))))), "2(w + 1)", "2(w + 1)", "2*(w + 1)"),
    (one(Product((n(-1), w))), "-w", "−w", "-w"),
    (Product((w, Product((c, n(2))))), r"w \times (c \times 2)", "w × (c × 2)", "w*(c*2)"),
    # quotients
    (Quotient(w, n(2)), r"\frac{w}{2}", "w/2", "w/2"),
    (Quotient(Sum((w, n(1))), n(2)), r"\frac{w + 1}{2}", "(w + 1)/2", "(w + 1)/2"),
    (Quotient(w, one(Product((n(2), c)))), r"\frac{w}{2c}", "w/(2c)", "w/(2*c)"),
    (Product((w, one(Quotient(c, n(2))))), r"w \times \frac{c}{2}", "w × (c/2)", "w*(c/2)"),
    # brackets and functions
    (Bracket(Sum((w, n(1)))), "[w + 1]", "[w + 1]", "[w + 1]"),
    (
        Call("divisible", (one(Product((n(24), a))), n(8))),
        r"\lfloor 24\alpha \rceil_{8}",
        "⌊24α⌉_8",
        "divisible(24*alpha, 8)",
    ),
    (Call("ceil", (Quotient(w, n(2)),)), r"\lceil \frac{w}{2} \rceil", "⌈w/2⌉", "ceil(w/2)"),
    (Call("floor", (w,)), r"\lfloor w \rfloor", "⌊w⌋", "floor(w)"),
    (Call("round", (w,)), r"\lfloor w \rceil", "⌊w⌉", "round(w)"),
    (Call("sqrt", (w,)), r"\sqrt{w}", "√(w)", "sqrt(w)"),
    (Call("max", (w, n(1))), r"\max\left(w, 1\right)", "max(w, 1)", "max(w, 1)"),
]


@pytest.mark.parametrize(("tree", "latex", "unicode", "arch"), TABLE, ids=[row[3] for row in TABLE])
def test_table(tree: Formula, latex: str, unicode: str, arch: str) -> None:
    assert write(tree, LATEX) == latex
    assert write(tree, UNICODE) == unicode
    assert write(tree, ARCH) == arch


MENDED: list[tuple[Formula, str, str]] = [
    # (tree, LaTeX, Unicode) as they should be: a fraction and a negative factor need parentheses
    (Power(Quotient(w, n(2)), n(2)), r"(\frac{w}{2})^2", "(w/2)²"),
    (Product((w, one(Product((n(-1), w))))), r"w \times (-w)", "w × (−w)"),
    (Sum((w, Product((n(-1), n(-2))))), "w - (-2)", "w − (−2)"),
    (Symbol("x_alpha"), r"x_{\alpha}", "x_α"),
]


@pytest.mark.parametrize(("tree", "latex", "unicode"), MENDED)
def test_signs_and_fractions(tree: Formula, latex: str, unicode: str) -> None:
    assert (write(tree, LATEX), write(tree, UNICODE)) == (latex, unicode)


def test_minus_one_times_minus_one_in_one_factor() -> None:
    assert write(one(Product((n(-1), n(-1)))), ARCH) == "-(-1)"


# ---- names -----------------------------------------------------------------------------------

NAMES = [
    ("w", "w", "w"),
    ("alpha", r"\alpha", "α"),
    ("Omega", r"\Omega", "Ω"),
    ("metal", r"\mathrm{metal}", "metal"),
    ("C_i", "C_i", "Cᵢ"),
    ("C_in", r"C_{\mathrm{in}}", "Cᵢₙ"),
    ("L1", "L_1", "L₁"),
    ("L12", "L_{12}", "L₁₂"),
    ("alpha1", r"\alpha_1", "α₁"),
    ("d_ff", r"d_{\mathrm{ff}}", "d_ff"),
    ("d_model_2", r"d_{\mathrm{model\_2}}", "d_model_2"),
    ("conv1", r"\mathrm{conv1}", "conv1"),
    ("classes", r"\mathrm{classes}", "classes"),
]


@pytest.mark.parametrize(("name", "latex", "unicode"), NAMES)
def test_names(name: str, latex: str, unicode: str) -> None:
    assert latex_name(name) == latex
    assert unicode_name(name) == unicode


WRITINGS = [
    (r"\hat{C}_i", True),
    (r"\alpha", True),
    (r"d_{\mathrm{ff}}", True),
    ("x'", True),
    (r"\input{x}", False),
    (r"\hat", False),
    (r"\alphabet", False),
    ("a$b", False),
    ("a%b", False),
    ("a&b", False),
    ("a#b", False),
    ("a~b", False),
    ("a\\\\b", False),
    ("{a", False),
    ("a}", False),
    ("a}{b", False),
    ("a^", False),
    ("_a", False),
    ("a^_b", False),
    ("{}", False),
    ("a\nb", False),
    ("", False),
    ("a" * 61, False),
]


@pytest.mark.parametrize(("text", "safe"), WRITINGS, ids=[repr(row[0])[:20] for row in WRITINGS])
def test_safe_writing(text: str, safe: bool) -> None:
    assert safe_writing(text) == safe


# ---- read back -------------------------------------------------------------------------------

_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_TOKEN = re.compile(r"\s*(?:(\d+)|(mod|[a-z]+)|(.))")
_ROUND = {"⌊⌋": "floor", "⌈⌉": "ceil", "⌊⌉": "round"}


def read(text: str, names: Mapping[str, int]) -> Fraction:
    """The number that a text in Unicode or in the language is. One-letter names may stand side by side."""
    text = re.sub("[⁰¹²³⁴⁵⁶⁷⁸⁹]+", lambda m: f"^({m[0].translate(_SUPERSCRIPTS)})", text)
    text = text.replace("−", "-").replace("×", "*").replace("·", "*")
    tokens: list[str] = []
    for number, word, sign in _TOKEN.findall(text.strip()):
        tokens += [number or sign] if number or sign else [word] if word in FUNCTIONS else list(word)
    reader = _Reader(tokens, names)
    found = reader.sum()
    assert reader.place == len(tokens), (text, tokens[reader.place :])
    return found


class _Reader:
    def __init__(self, tokens: list[str], names: Mapping[str, int]) -> None:
        self.tokens, self.names, self.place = tokens, names, 0

    @property
    def here(self) -> str:
        return self.tokens[self.place] if self.place < len(self.tokens) else ""

    def take(self, *wanted: str) -> str:
        found = self.here if self.here in wanted else ""
        self.place += bool(found)
        return found

    def need(self, *wanted: str) -> str:
        found = self.take(*wanted)
        assert found, f"{wanted} expected in {self.tokens} at {self.place}"
        return found

    def sum(self) -> Fraction:
        total = -self.product() if self.take("-") else self.product()
        while sign := self.take("+", "-"):
            total += self.product() if sign == "+" else -self.product()
        return total

    def product(self) -> Fraction:
        total = self.unary()
        while True:
            if self.take("*"):
                total *= self.unary()
            elif self.take("/"):
                total /= self.unary()
            elif self.here != "mod" and (
                self.here in self.names or self.here in FUNCTIONS or self.here in ("(", "⌊", "⌈")
            ):
                total *= self.power()
            else:
                return total

    def unary(self) -> Fraction:
        return -self.unary() if self.take("-") else self.power()

    def power(self) -> Fraction:
        base = self.atom()
        if not self.take("^"):
            return base
        exponent = self.unary()
        assert exponent.denominator == 1
        return base ** int(exponent)

    def atom(self) -> Fraction:
        token = self.here
        self.place += 1
        if token.isdigit():
            return Fraction(token)
        if token in self.names:
            return Fraction(self.names[token])
        if token == "(":
            inner = self.sum()
            if self.take("mod"):  # binds loosest
                right = self.sum()
                inner -= right * (inner // right)
            self.need(")")
            return inner
        if token in FUNCTIONS:
            self.need("(")
            arguments = [self.sum()]
            while self.take(","):
                arguments.append(self.sum())
            self.need(")")
            return Fraction(FUNCTIONS[token].evaluate(*arguments))
        assert token in ("⌊", "⌈"), (token, self.tokens)
        inner = self.sum()
        name = _ROUND[token + self.need("⌋", "⌉")]
        if name == "round" and self.take("_"):
            return Fraction(FUNCTIONS["divisible"].evaluate(inner, self.atom()))
        return Fraction(FUNCTIONS[name].evaluate(inner))


READ = [
    ("2w² + 3·4", 2 * 25 + 12),
    ("-2^2", -4),
    ("8/2/2", 2),
    ("ab(w + 1)", 2 * 3 * 6),
    ("⌊w/2⌋ + ⌈w/2⌉ + ⌊w/2⌉", 2 + 3 + 2),
    ("⌊20⌉_8", 24),
    ("divisible(20, 8)", 24),
    ("w*(-2)", -10),
]


@pytest.mark.parametrize(("text", "number"), READ)
def test_the_reader_itself(text: str, number: int) -> None:
    assert read(text, {"w": 5, "a": 2, "b": 3}) == number


def worth(tree: Formula, values: Values) -> Fraction:
    try:
        return Fraction(value(tree, values))
    except (ZeroDivisionError, OverflowError):
        reject()


def trees(f: F, g: F) -> tuple[Formula, Formula]:
    """One formula as symcount computes it, and one as it stands."""
    try:
        return computed(f), as_written(g)
    except ArithmeticError:
        reject()


@settings(max_examples=300, deadline=None)
@given(formulas(), formulas(least=0), points)
def test_unicode_and_arch_read_back_as_the_same_number(f: F, g: F, values: Values) -> None:
    for tree in trees(f, g):
        wanted = worth(tree, values)
        for shape in (tree, Factor(tree)):
            assert read(write(shape, ARCH), values) == wanted
            assert read(write(shape, UNICODE), values) == wanted


@settings(max_examples=200, deadline=None)
@given(formulas(functions=False), formulas(functions=False, least=0), points)
def test_latex_reads_back_as_the_same_number(f: F, g: F, values: Values) -> None:
    for tree in trees(f, g):
        wanted = worth(tree, values)
        for shape in (tree, Factor(tree)):
            assert latex_value(write(shape, LATEX), values) == wanted
