"""The width of a formula as the program computes it, against TeX's own `\\settowidth`."""

from __future__ import annotations

import re
import shutil
import subprocess
import warnings
from contextlib import suppress
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symcount.render.tex_width import text_width, width
from tests.support import ROOT, command

pytestmark = pytest.mark.filterwarnings("default::pytest.PytestWarning")

TOLERANCE = 0.5
"""In points, for a row of any length."""

# ---- by hand: every command, in every place where its width changes --------------------------

# fmt: off
HAND: dict[str, float] = {
    r"3^2 \times (32 \times 64 + 64 \times 64 + 128 \times 64 + 64 \times 64) + 64 \times 4": 239.49,
    r"= [3^2 \times (1 \times 32 + 32 \times 32) + 32 \times 4] + [1^2 \times 32 \times 2 + 2] = 37346": 278.97,
    r"C_{\mathrm{in}}w + \mathrm{classes}\,w + 36w^{2} + d_{\mathrm{ff}}": 128.94,
    r"= -x + 1 - (-b)": 73.34,
    r"2 \cdot 3 - 2^{-1} - 2^{n - 1}": 78.08,
    r"{} + 4": 17.22,
    r"37{,}346 + 37\,346 + \num{7765442} + \num{1234}": 149.44,
    r"\bigl(3 + 4\bigr) \times \bigl[3 + 4\bigr]": 74.17,
    r"\quad {} + 64 \times 4 \qquad a \; b": 81.80,
    r"\lfloor \alpha w + \frac{1}{2} \rfloor + \lceil x \rceil + \lfloor \frac{\alpha w}{8} \rceil_{8}": 111.06,
    r"\frac{a + b}{c} + \frac{\frac{1}{2} + \frac{x}{y}}{d_{\mathrm{ff}}}": 64.36,
    r"x^{\frac{1}{2}} + 2^{\lfloor n \rfloor} + 2^{x^{y^{z}}}": 72.73,
    r"\sqrt{x} + \sqrt{x^{2} + y_{i}^{2}} + \sqrt{\frac{a}{b}} + \sqrt{\frac{w^{2}}{\frac{b}{c}}}": 134.89,
    r"\sum_{i=0}^{n - 1} 2^{i} + \sum_{i=0}^{11} (3 + i)": 80.29,
    r"\frac{\sum_{i=0}^{n} x}{2} + 2^{\sum_{i=0}^{n} i}": 75.82,
    r"\max\left(a, b\right) + \min\left(w^{2}, 1\right)": 103.16,
    r"\max\left(\frac{a}{b}, 1\right) - \max\left(\frac{\frac{a}{b}}{\frac{c}{d}}, 1\right)": 115.16,
    r"\log_2\left(n\right) + \log_2\left(\frac{n}{2}\right)^{2} + 2^{\log_2\left(n\right)}": 132.14,
    r"(a \bmod b) + 2^{a \bmod b}": 87.39,
    r"\underbrace{165{,}888}_{\text{4 conv\_weights}} + \underbrace{256}_{\text{biases}}": 82.96,
    r"= \underbrace{2}_{\text{a}} + \underbrace{9C_i}_{\text{Stage 1 (4 3$\times$3 convolutions)}}": 141.31,
    r"\text{4 $3{\times}3$ convolutions, office waffles. New} + x_{\text{in}}": 195.51,
    r"\hat{C}_{\mathrm{in}}^{2}\bar{\alpha}^{2}\tilde{w}_{i}\vec{v}\dot{x}\check{y}_2": 56.05,
    r"\hat{\bar{x}}^{2}\hat{\mathrm{ab}}_{2}": 25.24,
    r"\mathbf{W}_{i}^{2}\mathbf{Wave}\mathcal{L}_{i}\mathcal{N}^{2}": 68.15,
    r"\mathit{channels}\,\mathit{hidden}_{\mathit{out}}": 81.77,
    r"\mathrm{waffle}\,\mathrm{d\_model}\,d_{\mathrm{d\_model}}": 97.60,
    r"V^{2}V_{2}V_{2}^{2}f^{2}f_{2}^{2}": 56.32,
    r"abcdefghijklmnopqrstuvwxyz": 134.46,
    r"ABCDEFGHIJKLMNOPQRSTUVWXYZ": 209.07,
    r"\alpha\beta\gamma\delta\epsilon\zeta\eta\theta\iota\kappa\lambda\mu\nu\xi\pi\rho\sigma\tau\upsilon\phi\chi\psi\omega\ell": 132.62,
    r"\Gamma\Delta\Theta\Lambda\Xi\Pi\Sigma\Upsilon\Phi\Psi\Omega": 80.69,
    r"x^{abcdefghijklmnopqrstuvwxyz}": 115.30,
    r"x^{ABCDEFGHIJKLMNOPQRSTUVWXYZ}": 171.26,
    r"x^{x^{abcdefghijklmnopqrstuvwxyz}}": 108.18,
    r"x_{\alpha\beta\gamma\delta\epsilon\zeta\eta\theta\iota\kappa\lambda\mu\nu\xi\pi\rho\sigma\tau\upsilon\phi\chi\psi\omega\ell}": 113.37,
    r"\mathrm{abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789}": 363.76,
    r"\mathbf{abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789}": 419.12,
    r"\mathit{abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789}": 356.38,
    r"\mathcal{ABCDEFGHIJKLMNOPQRSTUVWXYZ}": 205.79,
    r"x^{\mathrm{abcdefghijklmnopqrstuvwxyz}\mathbf{abc}\mathit{abc}\mathcal{ABC}}": 150.01,
    r"x' + x''^{2} + C'_{i,j}": 64.34,
    r"x \le y \ge z \ne 2 < 3": 79.40,
    r"x \approx 26.8118": 51.83,
}
"""Formulas with their widths in points, as pdfTeX 1.40.24 measured them."""

TEXT: dict[str, float] = {
    r"Stage 1 (4 3$\times$3 convolutions)": 127.00,
    r"conv\_1 50\% \# \& \{x\} \$ \textbackslash{} \textasciitilde{} \textasciicircum{}": 124.99,
    r"AVATAR: office waffle--shuffle flow. New": 176.86,
    r"café, naïve ''quoted''": 88.89,
    r"$3^2 \times 64$ of $\frac{1}{2}$": 52.82,
}
"""The same for text."""
# fmt: on


def test_enough_is_measured_where_there_is_no_tex() -> None:
    assert len(HAND) >= 30


@pytest.mark.parametrize("latex", HAND)
def test_formula(latex: str) -> None:
    assert width(latex) == pytest.approx(HAND[latex], abs=TOLERANCE)


@pytest.mark.parametrize("latex", TEXT)
def test_text(latex: str) -> None:
    assert text_width(latex) == pytest.approx(TEXT[latex], abs=TOLERANCE)


# ---- what symcount prints ----------------------------------------------------------------

SAMPLED = ["unet", "gpt2", "resnet50", "densenet", "mobilenet_v2"]
OPTIONS: list[list[str]] = [[], ["--keep", "all"]]


@cache
def rows(name: str, *options: str) -> list[str]:
    """The rows of all equations of a derivation, without the marks of alignment."""
    done = command("derive", name, "--format", "latex", *options)
    assert done.status == 0, done.err
    equations = re.findall(r"\\begin\{align\*?\}(.*?)\\end\{align\*?\}", done.out, re.DOTALL)
    lines = [line for equation in equations for line in re.split(r"\\\\(?:\[.*?\])?\n", equation)]
    clean = [re.sub(r"&|\\(?:notag|nonumber)\b|\\label\{[^}]*\}", "", line).strip() for line in lines]
    return [line for line in clean if line]


@cache
def printed() -> list[str]:
    """Rows of every length, up to twenty of each derivation."""
    formulas: list[str] = []
    for name in SAMPLED:
        for options in OPTIONS:
            lines = sorted(set(rows(name, *options)), key=lambda line: (len(line), line))
            formulas += lines[:: max(1, len(lines) // 20)][:20]
    return list(dict.fromkeys(formulas))


def test_rows_agree_with_tex(tmp_path: Path) -> None:
    """All in one run: what is printed, and what is written above by hand."""
    if shutil.which("pdflatex") is None:
        warnings.warn(
            pytest.PytestWarning("pdflatex is not installed, so NO width was compared with TeX's own"), stacklevel=2
        )
        pytest.skip("pdflatex is not installed")
    assert len(printed()) >= 50
    formulas = [*printed(), *HAND]
    by_tex_in_order = measured([*(f"$\\displaystyle {latex}$" for latex in formulas), *TEXT], tmp_path)
    ours = [*map(width, formulas), *map(text_width, TEXT)]
    off = [
        (round(mine - tex, 3), latex)
        for latex, mine, tex in zip([*formulas, *TEXT], ours, by_tex_in_order, strict=True)
        if abs(mine - tex) > TOLERANCE
    ]
    assert not off
    by_tex = dict(zip([*formulas, *TEXT], by_tex_in_order, strict=True))
    for latex, once in {**HAND, **TEXT}.items():
        assert by_tex[latex] == pytest.approx(once, abs=0.01), "the table above is not what TeX says"


def measured(texts: list[str], folder: Path) -> list[float]:
    """The widths of texts by `\\settowidth`, in points."""
    lines = "\n".join(f"\\settowidth{{\\dimen0}}{{{grouped(text)}}}\\typeout{{WIDTH \\the\\dimen0}}" for text in texts)
    (folder / "w.tex").write_text(
        "\\documentclass{article}\n\\usepackage[utf8]{inputenc}\n\\usepackage{amsmath}\n"
        f"\\begin{{document}}\n{lines}\n\\end{{document}}\n",
        encoding="utf-8",
    )
    done = subprocess.run(
        ["pdflatex", "-no-shell-escape", "-halt-on-error", "-interaction=nonstopmode", "w.tex"],
        cwd=folder,
        capture_output=True,
        timeout=120,
        check=False,
    )
    log = done.stdout.decode("utf-8", "replace")
    assert done.returncode == 0, log[-3000:]
    widths = [float(w) for w in re.findall(r"^WIDTH (-?[\d.]+)pt$", log, re.MULTILINE)]
    assert len(widths) == len(texts)
    return widths


def grouped(text: str) -> str:
    """`\\num{37346}` as siunitx sets it, which need not be installed."""

    def spaced(match: re.Match[str]) -> str:
        digits = match[1]
        return f"{int(digits):,}".replace(",", "\\,") if len(digits) > 4 else digits

    return re.sub(r"\\num\{(\d+)\}", spaced, text)


LIBRARY = {path.stem: path for path in sorted((ROOT / "symcount" / "library" / "models").glob("*.arch"))}


@pytest.mark.parametrize("name", LIBRARY)
def test_every_formula_of_the_library_measures(name: str) -> None:
    nets = re.findall(r"^net (\w+)", LIBRARY[name].read_text(encoding="utf-8"), re.MULTILINE)
    for net in nets:
        lines = rows(name, "--net", net)
        assert lines
        assert all(width(line) > 0 for line in lines)


# ---- what it refuses ---------------------------------------------------------------------

REFUSED = [
    ("\\foo", "\\foo"),
    ("1 + \\input{x}", "\\input"),
    ("\\frac{1}{\\unknown}", "\\unknown"),
    ("\\text{\\emph{x}}", "\\emph"),
    ("a & b", "&"),
    ("{a", "}"),
    ("a}", "}"),
    ("a^", "}"),
    ("\\left[a\\right]", "\\left"),
    ("\\left(a", "\\right"),
    ("\\num{x}", "\\num"),
    ("\\mathit{+}é", "é"),
]


@pytest.mark.parametrize(("latex", "named"), REFUSED)
def test_unknown(latex: str, named: str) -> None:
    with pytest.raises(ValueError, match=re.escape(named)):
        width(latex)


# ---- properties --------------------------------------------------------------------------

NAMES = st.sampled_from(["w", "C_i", "\\alpha", "d_{\\mathrm{ff}}", "\\hat{C}_i^{2}", "\\mathrm{classes}", "V", "f"])
SIMPLE = st.recursive(
    st.integers(0, 10**7).map(str) | NAMES,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda p: f"{p[0]} \\times {p[1]}"),
        st.tuples(inner, inner).map(lambda p: f"\\frac{{{p[0]}}}{{{p[1]}}}"),
        st.tuples(inner, inner).map(lambda p: f"({p[0]})^{{{p[1]}}}"),
        st.tuples(inner, inner).map(lambda p: f"\\max\\left({p[0]}, {p[1]}\\right)"),
        inner.map(lambda a: f"\\sqrt{{{a}}}"),
        inner.map(lambda a: f"\\lfloor {a} \\rceil_{{8}}"),
        inner.map(lambda a: f"\\underbrace{{{a}}}_{{\\text{{a label}}}}\\,x"),
    ),
    max_leaves=8,
)
"""Formulas that begin and end with something a sign can join."""


@pytest.mark.parametrize(("sign", "spaced"), [("+", 7.778 + 2 * 2.222), ("=", 7.778 + 2 * 2.778)])
@given(a=SIMPLE, b=SIMPLE)
def test_a_sum_is_as_wide_as_its_parts(sign: str, spaced: float, a: str, b: str) -> None:
    assert width(f"{a} {sign} {b}") == pytest.approx(width(a) + width(b) + spaced, abs=0.01)


AROUND = ["-{}", "[{}]", "\\bigl({}\\bigr)", "\\vec{{{}}}", "\\log_2\\left({}\\right)", "{}\\quad"]


@given(SIMPLE)
def test_a_formula_is_wider_than_nothing(a: str) -> None:
    assert width(a) > 0
    assert width(f"x^{{{a}}}") > width("x")


@given(SIMPLE, st.sampled_from(AROUND))
def test_what_stands_around_takes_room(a: str, around: str) -> None:
    assert width(around.format(a)) >= width(a) - 0.01


@given(st.text("abfiw0+-=(),'_^{}[] \\", max_size=20))
def test_any_text_is_measured_or_refused(latex: str) -> None:
    with suppress(ValueError):
        assert width(latex) >= 0
