"""Everything that can be wrong with what a user gives, and the whole picture that comes of it.

Nothing ends in a traceback, writes to standard output, takes for ever or eats the memory. The monsters run the
real command in a process of its own, in 500 MB and 20 seconds.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support import Result, command, environment

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the limit of memory works on Linux only")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Each test runs in a folder of its own, one level below that of the test."""
    inner = tmp_path / "inner"
    inner.mkdir()
    monkeypatch.chdir(inner)
    return inner


def put(name: str, content: str | bytes) -> None:
    data = content.encode() if isinstance(content, str) else content
    Path(name).write_bytes(data)


def assert_refused(done: Result, picture: str, status: int = 1) -> None:
    assert "Traceback" not in done.err
    assert done.err.rstrip("\n") == picture.strip("\n")
    assert (done.status, done.out) == (status, "")


# ---- texts ---------------------------------------------------------------------------------

TEXTS = [
    (
        "unknown layer",
        """
net N { out input(3, 8, 8) -> cov(4, 3) }
""",
        """
error[E201]: `cov` is unknown
  ┌─ t.arch:1:31
  │
1 │ net N { out input(3, 8, 8) -> cov(4, 3) }
  │                               ─── no layer, block or function of that name
  = help: did you mean `conv`?
""",
    ),
    (
        "unknown name",
        """
net N(width = 4) { out input(3, 8, 8) -> conv(widht, 3) }
""",
        """
error[E201]: `widht` is unknown
  ┌─ t.arch:1:47
  │
1 │ net N(width = 4) { out input(3, 8, 8) -> conv(widht, 3) }
  │                                               ───── nothing of that name
  = help: did you mean `width`?
""",
    ),
    (
        "unknown argument",
        """
net N { out input(3, 8, 8) -> conv(4, 3, strid = 2) }
""",
        """
error[E225]: `conv` has no argument `strid`
  ┌─ t.arch:1:42
  │
1 │ net N { out input(3, 8, 8) -> conv(4, 3, strid = 2) }
  │                                          ─────────
  = note: it is `conv(C_o, K, s = 1, p = same | valid, d = 1, g = 1, bias = on)`
""",
    ),
    (
        "unknown argument that is nearly one",
        """
net N { out input(3, 8, 8) -> conv(4, 3, bais = off) }
""",
        """
error[E225]: `conv` has no argument `bais`
  ┌─ t.arch:1:42
  │
1 │ net N { out input(3, 8, 8) -> conv(4, 3, bais = off) }
  │                                          ──────────
  = note: it is `conv(C_o, K, s = 1, p = same | valid, d = 1, g = 1, bias = on)`
  = help: did you mean `bias`?
""",
    ),
    (
        "missing argument",
        """
net N { out input(3, 8, 8) -> conv(4) }
""",
        """
error[E224]: `conv` needs `K`
  ┌─ t.arch:1:31
  │
1 │ net N { out input(3, 8, 8) -> conv(4) }
  │                               ───────
  = note: it is `conv(C_o, K, s = 1, p = same | valid, d = 1, g = 1, bias = on)`
""",
    ),
    (
        "missing arguments",
        """
net N { out input(3, 8, 8) -> conv }
""",
        """
error[E224]: `conv` needs `C_o` and `K`
  ┌─ t.arch:1:31
  │
1 │ net N { out input(3, 8, 8) -> conv }
  │                               ────
  = note: it is `conv(C_o, K, s = 1, p = same | valid, d = 1, g = 1, bias = on)`
""",
    ),
    (
        "repeated argument",
        """
net N { out input(3, 8, 8) -> conv(4, s = 1, K = 3, s = 2) }
""",
        """
error[E227]: `conv` is given `s` twice
  ┌─ t.arch:1:53
  │
1 │ net N { out input(3, 8, 8) -> conv(4, s = 1, K = 3, s = 2) }
  │                                           ─         ─────
  │                                           │
  │                                           given here already
""",
    ),
    (
        "an argument by place, and the same by name",
        """
net N { out input(3, 8, 8) -> conv(4, 3, K = 5) }
""",
        """
error[E227]: `conv` is given `K` twice
  ┌─ t.arch:1:42
  │
1 │ net N { out input(3, 8, 8) -> conv(4, 3, K = 5) }
  │                                       ─  ─────
  │                                       │
  │                                       given here already
""",
    ),
    (
        "a tensor that is used before it is bound",
        """
net N {
  a = b -> conv(4, 3)
  b = input(3, 9, 9)
  out a
}
""",
        """
error[E213]: `b` is used before it is bound
  ┌─ t.arch:2:7
  │
2 │   a = b -> conv(4, 3)
  │       ─
3 │   b = input(3, 9, 9)
  │   ─ bound here
""",
    ),
    (
        "superfluous argument",
        """
net N { out input(3, 8, 8) -> relu(4) }
""",
        """
error[E226]: `relu` takes no arguments
  ┌─ t.arch:1:36
  │
1 │ net N { out input(3, 8, 8) -> relu(4) }
  │                                    ─ one too many
  = note: it is `relu`
""",
    ),
    (
        "superfluous argument of a definition",
        """
f(n) = conv(n, 3)
net N { out input(3, 8, 8) -> f(4, 5) }
""",
        """
error[E226]: `f` takes only one argument
  ┌─ t.arch:2:36
  │
2 │ net N { out input(3, 8, 8) -> f(4, 5) }
  │                                    ─ one too many
  = note: it is `f(n)`
""",
    ),
    (
        "a flag for a number",
        """
net N { out input(3, 8, 8) -> conv(on, 3) }
""",
        """
error[E203]: `C_o` of `conv` takes a number, not a flag
  ┌─ t.arch:1:36
  │
1 │ net N { out input(3, 8, 8) -> conv(on, 3) }
  │                                    ── is a flag
""",
    ),
    (
        "a number before an arrow",
        """
net N { out 3 -> relu }
""",
        """
error[E203]: `->` needs a tensor or a layer before it, not a number
  ┌─ t.arch:1:13
  │
1 │ net N { out 3 -> relu }
  │             ─
""",
    ),
    (
        "a number after an arrow",
        """
net N { out input(3, 8, 8) -> 3 }
""",
        """
error[E203]: `->` needs a layer after it, not a number
  ┌─ t.arch:1:31
  │
1 │ net N { out input(3, 8, 8) -> 3 }
  │                               ─
""",
    ),
    (
        "a window for a number",
        """
net N { out input(3, 8, 8) -> conv(3x3, 3) }
""",
        """
error[E203]: `C_o` of `conv` takes a number, not a window
  ┌─ t.arch:1:36
  │
1 │ net N { out input(3, 8, 8) -> conv(3x3, 3) }
  │                                    ─── is a window
""",
    ),
    (
        "a layer for a number",
        """
net N { out input(3, 8, 8) -> conv(relu, 3) }
""",
        """
error[E203]: `C_o` of `conv` takes a number, not a layer
  ┌─ t.arch:1:36
  │
1 │ net N { out input(3, 8, 8) -> conv(relu, 3) }
  │                                    ──── is a layer
""",
    ),
    (
        "a number for a flag",
        """
net N { out input(3, 8, 8) -> conv(4, 3, bias = 3) }
""",
        """
error[E203]: `bias` of `conv` takes `on` or `off`, not a number
  ┌─ t.arch:1:49
  │
1 │ net N { out input(3, 8, 8) -> conv(4, 3, bias = 3) }
  │                                                 ─ is a number
""",
    ),
    (
        "a number for a condition",
        """
net N { out input(3, 8, 8) -> (if 3 then relu) }
""",
        """
error[E203]: a flag (`on`, `off` or a comparison) is needed here, not a number
  ┌─ t.arch:1:35
  │
1 │ net N { out input(3, 8, 8) -> (if 3 then relu) }
  │                                   ─ is a number
""",
    ),
    (
        "a layer and a number added",
        """
net N { out input(3, 8, 8) -> relu + 3 }
""",
        """
error[E203]: `+` cannot join a layer and a number
  ┌─ t.arch:1:31
  │
1 │ net N { out input(3, 8, 8) -> relu + 3 }
  │                               ────────
""",
    ),
    (
        "a tensor and a layer added",
        """
net N {
  x = input(3, 8, 8)
  out x + relu
}
""",
        """
error[E203]: `+` cannot join a tensor and a layer
  ┌─ t.arch:3:7
  │
3 │   out x + relu
  │       ────────
""",
    ),
    (
        "a repeat count on the wrong side",
        """
net N { out input(3, 8, 8) -> relu * 3 }
""",
        """
error[E203]: `*` cannot join a layer and a number
  ┌─ t.arch:1:31
  │
1 │ net N { out input(3, 8, 8) -> relu * 3 }
  │                               ────────
  = help: to repeat a layer, write the count first: `3 * f`
""",
    ),
    (
        "a net that gives a layer",
        """
net N { out conv(4, 3) }
""",
        """
error[E203]: a net gives a tensor, not a layer
  ┌─ t.arch:1:9
  │
1 │ net N { out conv(4, 3) }
  │         ──────────────
  = help: begin with `input(…)`
""",
    ),
    (
        "branches with different channels",
        """
net N(w = 16) {
  out input(w, 8, 8) -> conv(2*w, 3) + id
}
""",
        """
error[E204]: the branches of `+` end with different channel counts
  ┌─ t.arch:2:25
  │
2 │   out input(w, 8, 8) -> conv(2*w, 3) + id
  │                         ────────────   ── keeps 16 channels
  │                         │
  │                         ends with 32 channels
  = note: 32 = 16 has no positive solution
  = help: widen the shortcut, e.g. `+ conv(32, 1)` in place of `+ id`
""",
    ),
    (
        "branches with different channels, inside a block",
        """
basic(c) = body(c) + id
body(c) = conv(c, 3) -> conv(2*c, 3)
net N(alpha = 1) {
  out input(16*alpha, 8, 8) -> basic(16*alpha)
}
""",
        """
error[E204]: the branches of `+` end with different channel counts
  ┌─ t.arch:1:12
  │
1 │ basic(c) = body(c) + id
  │            ───────   ── keeps 16 channels
  │            │
  │            ends with 32 channels
  = note: 32 = 16 has no positive solution
  = note: in `basic`, applied at t.arch:4:32
  = help: widen the shortcut, e.g. `+ conv(32, 1)` in place of `+ id`
""",
    ),
    (
        "branches with different sizes",
        """
net N {
  out input(4, 8, 8) -> conv(4, 3, s = 2) + conv(4, 3)
}
""",
        """
error[E205]: the branches of `+` end with different sizes
  ┌─ t.arch:2:25
  │
2 │   out input(4, 8, 8) -> conv(4, 3, s = 2) + conv(4, 3)
  │                         ─────────────────   ────────── ends with 4 × 8 × 8
  │                         │
  │                         ends with 4 × 4 × 4
""",
    ),
    (
        "concatenation of different sizes",
        """
net N {
  out input(4, 8, 8) -> [conv(4, 3), maxpool(2)]
}
""",
        """
error[E205]: the branches of `[…]` end with different sizes
  ┌─ t.arch:2:26
  │
2 │   out input(4, 8, 8) -> [conv(4, 3), maxpool(2)]
  │                          ──────────  ────────── ends with 4 × 4 × 4
  │                          │
  │                          ends with 4 × 8 × 8
""",
    ),
    (
        "branches with different dimensions",
        """
net N {
  x = input(4, 8, 8)
  out x + (x -> flatten)
}
""",
        """
error[E205]: the branches of `+` end with different dimensions
  ┌─ t.arch:3:7
  │
3 │   out x + (x -> flatten)
  │       ─   ────────────── ends with 256
  │       │
  │       ends with 4 × 8 × 8
""",
    ),
    (
        "C_i/2 that is not whole",
        """
half = conv(C_i/2, 1)
net N { out input(3, 8, 8) -> half }
""",
        """
error[E206]: the channels of `conv` must be whole, but 3/2 is not
  ┌─ t.arch:1:13
  │
1 │ half = conv(C_i/2, 1)
  │             ─────
  = note: in `half`, applied at t.arch:2:31
""",
    ),
    (
        "w/2 that is not whole",
        """
net N(w = 5) { out input(3, 8, 8) -> conv(w/2, 1) }
""",
        """
error[E206]: the channels of `conv` must be whole, but 5/2 is not
  ┌─ t.arch:1:43
  │
1 │ net N(w = 5) { out input(3, 8, 8) -> conv(w/2, 1) }
  │                                           ───
""",
    ),
    (
        "zero channels",
        """
net N { out input(3, 8, 8) -> conv(0, 1) }
""",
        """
error[E207]: the channels of `conv` must be positive, but 0 is not
  ┌─ t.arch:1:36
  │
1 │ net N { out input(3, 8, 8) -> conv(0, 1) }
  │                                    ─
""",
    ),
    (
        "negative channels",
        """
net N(w = 4) { out input(3, 8, 8) -> conv(w - 8, 1) }
""",
        """
error[E207]: the channels of `conv` must be positive, but −4 is not
  ┌─ t.arch:1:43
  │
1 │ net N(w = 4) { out input(3, 8, 8) -> conv(w - 8, 1) }
  │                                           ─────
""",
    ),
    (
        "negative input",
        """
net N { out input(-3, 8, 8) }
""",
        """
error[E207]: a size of the input must be positive, but −3 is not
  ┌─ t.arch:1:19
  │
1 │ net N { out input(-3, 8, 8) }
  │                   ──
""",
    ),
    (
        "an input without a size",
        """
net N { out input(3, 0, 8) }
""",
        """
error[E207]: a size of the input must be positive, but 0 is not
  ┌─ t.arch:1:22
  │
1 │ net N { out input(3, 0, 8) }
  │                      ─
""",
    ),
    (
        "an input that is not whole",
        """
net N { out input(3, 2.5, 8) }
""",
        """
error[E206]: a size of the input must be whole, but 5/2 is not
  ┌─ t.arch:1:22
  │
1 │ net N { out input(3, 2.5, 8) }
  │                      ───
""",
    ),
    (
        "zero kernel",
        """
net N { out input(3, 8, 8) -> conv(4, 0) }
""",
        """
error[E207]: the kernel of `conv` must be positive, but 0 is not
  ┌─ t.arch:1:39
  │
1 │ net N { out input(3, 8, 8) -> conv(4, 0) }
  │                                       ─
""",
    ),
    (
        "negative kernel",
        """
net N { out input(3, 8, 8) -> conv(4, -1) }
""",
        """
error[E207]: the kernel of `conv` must be positive, but −1 is not
  ┌─ t.arch:1:39
  │
1 │ net N { out input(3, 8, 8) -> conv(4, -1) }
  │                                       ──
""",
    ),
    (
        "a kernel that is not whole",
        """
net N { out input(3, 8, 8) -> conv(4, 1.5) }
""",
        """
error[E206]: the kernel of `conv` must be whole, but 3/2 is not
  ┌─ t.arch:1:39
  │
1 │ net N { out input(3, 8, 8) -> conv(4, 1.5) }
  │                                       ───
""",
    ),
    (
        "a kernel larger than the image",
        """
net N { out input(3, 8, 8) -> conv(4, 11, p = valid) }
""",
        """
error[E217]: a size after `conv` on 3 × 8 × 8 must be positive, but −2 is not
  ┌─ t.arch:1:31
  │
1 │ net N { out input(3, 8, 8) -> conv(4, 11, p = valid) }
  │                               ──────────────────────
""",
    ),
    (
        "a window with too many sides",
        """
net N { out input(3, 8) -> conv(4, 3x3) }
""",
        """
error[E217]: `conv`: a window of 2 directions does not fit a tensor of 1
  ┌─ t.arch:1:28
  │
1 │ net N { out input(3, 8) -> conv(4, 3x3) }
  │                            ──────────── receives 3 × 8
""",
    ),
    (
        "an input with too many sizes",
        """
net N { out input(3, 8, 8, 8, 8) }
""",
        """
error[E217]: a tensor has channels and at most three sizes
  ┌─ t.arch:1:31
  │
1 │ net N { out input(3, 8, 8, 8, 8) }
  │                               ─
""",
    ),
    (
        "an input without channels",
        """
net N { out input() }
""",
        """
error[E224]: `input` needs its channels
  ┌─ t.arch:1:13
  │
1 │ net N { out input() }
  │             ───────
  = help: e.g. `input(3, 224, 224)`
""",
    ),
    (
        "groups that do not divide",
        """
net N { out input(3, 8, 8) -> conv(4, 3, g = 2) }
""",
        """
error[E208]: `conv`: groups must divide the channels that enter
  ┌─ t.arch:1:31
  │
1 │ net N { out input(3, 8, 8) -> conv(4, 3, g = 2) }
  │                               ───────────────── receives 3 × 8 × 8
  = note: it requires `C_i % g == 0`
""",
    ),
    (
        "groups that do not divide what leaves",
        """
net N { out input(4, 8, 8) -> conv(5, 3, g = 2) }
""",
        """
error[E208]: `conv`: groups must divide the channels that leave
  ┌─ t.arch:1:31
  │
1 │ net N { out input(4, 8, 8) -> conv(5, 3, g = 2) }
  │                               ───────────────── receives 4 × 8 × 8
  = note: it requires `C_o % g == 0`
""",
    ),
    (
        "an unclosed brace",
        """
net N {
  out input(3, 8, 8) -> conv(4, 3)
""",
        """
error[E102]: `{` is never closed
  ┌─ t.arch:1:7
  │
1 │ net N {
  │       ─ opened here
2 │   out input(3, 8, 8) -> conv(4, 3)
  │                                  ─ the text ends here
  = help: write `}` where it ends
""",
    ),
    (
        "an unclosed parenthesis",
        """
net N {
  out input(3, 8, 8) -> conv(4, 3
}
""",
        """
error[E101]: `}` is not expected here
  ┌─ t.arch:3:1
  │
2 │   out input(3, 8, 8) -> conv(4, 3
  │                             ─ opened here
3 │ }
  │ ─ expected `)` or `,`
  = help: close it with `)` first
""",
    ),
    (
        "a stray character",
        """
net N { out input(3, 8, 8) $ conv(4, 3) }
""",
        """
error[E103]: `$` means nothing here
  ┌─ t.arch:1:28
  │
1 │ net N { out input(3, 8, 8) $ conv(4, 3) }
  │                            ─
""",
    ),
    (
        "a block that uses itself",
        """
f = conv(4, 3) -> f
net N { out input(3, 8, 8) -> f }
""",
        """
error[E209]: `f` uses itself
  ┌─ t.arch:1:19
  │
1 │ f = conv(4, 3) -> f
  │                   ─ here
  = help: to repeat a layer, write `n * f`
""",
    ),
    (
        "blocks that use each other",
        """
f = conv(4, 3) -> g
g = relu -> h
h = f
net N { out input(3, 8, 8) -> f }
""",
        """
error[E209]: `f` uses itself
  ┌─ t.arch:3:5
  │
3 │ h = f
  │     ─ here
  = note: `f` uses `g` uses `h` uses `f`
  = help: to repeat a layer, write `n * f`
""",
    ),
    (
        "a block with statements that uses itself",
        """
block b {
  out input -> conv(C_i, 3) -> b
}
net N { out input(3, 8, 8) -> b }
""",
        """
error[E209]: `b` uses itself
  ┌─ t.arch:2:32
  │
2 │   out input -> conv(C_i, 3) -> b
  │                                ─ here
  = help: to repeat a layer, write `n * b`
""",
    ),
    (
        "numbers that use each other",
        """
a = b + 1
b = a + 1
net N { out input(a, 8, 8) }
""",
        """
error[E209]: `a` uses itself
  ┌─ t.arch:2:5
  │
2 │ b = a + 1
  │     ─ here
  = note: `a` uses `b` uses `a`
  = help: to repeat a layer, write `n * a`
""",
    ),
    (
        "a block that calls itself with its argument",
        """
f(g) = g -> f(g)
net N { out input(3, 8, 8) -> f(relu) }
""",
        """
error[E209]: `f` uses itself
  ┌─ t.arch:1:13
  │
1 │ f(g) = g -> f(g)
  │             ──── here
  = help: to repeat a layer, write `n * f`
""",
    ),
    (
        "a default that uses its own definition",
        """
f(n = f) = conv(3, 3)
net N { out input(3, 8, 8) -> f }
""",
        """
error[E209]: `f` uses itself
  ┌─ t.arch:1:7
  │
1 │ f(n = f) = conv(3, 3)
  │       ─ here
  = help: to repeat a layer, write `n * f`
""",
    ),
    (
        "division by zero",
        """
net N { out input(3, 8, 8) -> conv(4/0, 3) }
""",
        """
error[E210]: division by zero
  ┌─ t.arch:1:36
  │
1 │ net N { out input(3, 8, 8) -> conv(4/0, 3) }
  │                                    ───
""",
    ),
    (
        "division by what is zero at the values",
        """
net N(w = 4) { out input(3, 8, 8) -> conv(8/(w - 4), 3) }
""",
        """
error[E210]: division by zero
  ┌─ t.arch:1:43
  │
1 │ net N(w = 4) { out input(3, 8, 8) -> conv(8/(w - 4), 3) }
  │                                           ─────────
""",
    ),
    (
        "remainder of a division by zero",
        """
net N { out input(3, 8, 8) -> conv(4 % 0, 3) }
""",
        """
error[E210]: division by zero
  ┌─ t.arch:1:36
  │
1 │ net N { out input(3, 8, 8) -> conv(4 % 0, 3) }
  │                                    ─────
""",
    ),
    (
        "zero to a negative power",
        """
net N { out input(3, 8, 8) -> conv(0^(-1), 3) }
""",
        """
error[E210]: division by zero
  ┌─ t.arch:1:36
  │
1 │ net N { out input(3, 8, 8) -> conv(0^(-1), 3) }
  │                                    ──────
""",
    ),
    (
        "2^10^10",
        """
net N { out input(2^10^10, 8, 8) }
""",
        """
error[E211]: the number has more than 1,000 digits
  ┌─ t.arch:1:19
  │
1 │ net N { out input(2^10^10, 8, 8) }
  │                   ───────
  = help: keep fewer symbols, or smaller numbers
""",
    ),
    (
        "10^10^10",
        """
net N { out input(10^10^10, 8, 8) }
""",
        """
error[E211]: the number has more than 1,000 digits
  ┌─ t.arch:1:19
  │
1 │ net N { out input(10^10^10, 8, 8) }
  │                   ────────
  = help: keep fewer symbols, or smaller numbers
""",
    ),
    (
        "an irrational number",
        """
net N { out input(3, 8, 8) -> conv(sqrt(2), 3) }
""",
        """
error[E222]: an irrational number outside a rounding
  ┌─ t.arch:1:36
  │
1 │ net N { out input(3, 8, 8) -> conv(sqrt(2), 3) }
  │                                    ───────
  = help: round it, e.g. `floor(…)` or `divisible(…, 8)`
""",
    ),
    (
        "an irrational power",
        """
net N { out input(3, 8, 8) -> conv(2^0.5, 3) }
""",
        """
error[E222]: an irrational number outside a rounding
  ┌─ t.arch:1:36
  │
1 │ net N { out input(3, 8, 8) -> conv(2^0.5, 3) }
  │                                    ─────
  = help: round it, e.g. `floor(…)` or `divisible(…, 8)`
""",
    ),
    (
        "the root of a negative number",
        """
net N { out input(3, 8, 8) -> conv(sqrt(-2), 3) }
""",
        """
error[E216]: `sqrt`: the square root of a negative number
  ┌─ t.arch:1:36
  │
1 │ net N { out input(3, 8, 8) -> conv(sqrt(-2), 3) }
  │                                    ────────
""",
    ),
    (
        "the logarithm of zero",
        """
net N { out input(3, 8, 8) -> conv(log2(0), 3) }
""",
        """
error[E216]: `log2`: the logarithm of a number that is not positive
  ┌─ t.arch:1:36
  │
1 │ net N { out input(3, 8, 8) -> conv(log2(0), 3) }
  │                                    ───────
""",
    ),
    (
        "a function without arguments",
        """
net N { out input(3, 8, 8) -> conv(max(), 3) }
""",
        """
error[E224]: `max` takes 1 to 99 arguments
  ┌─ t.arch:1:36
  │
1 │ net N { out input(3, 8, 8) -> conv(max(), 3) }
  │                                    ─────
""",
    ),
    (
        "a function with too many arguments",
        """
net N { out input(3, 8, 8) -> conv(floor(1, 2), 3) }
""",
        """
error[E226]: `floor` takes 1 argument
  ┌─ t.arch:1:36
  │
1 │ net N { out input(3, 8, 8) -> conv(floor(1, 2), 3) }
  │                                    ───────────
""",
    ),
    (
        "a function of a layer",
        """
net N { out input(3, 8, 8) -> conv(floor(relu), 3) }
""",
        """
error[E203]: `floor` takes numbers, not a layer
  ┌─ t.arch:1:42
  │
1 │ net N { out input(3, 8, 8) -> conv(floor(relu), 3) }
  │                                          ────
""",
    ),
    (
        "a negative repeat count",
        """
net N { out input(3, 8, 8) -> -2 * relu }
""",
        """
error[E230]: a layer cannot be repeated −2 times
  ┌─ t.arch:1:31
  │
1 │ net N { out input(3, 8, 8) -> -2 * relu }
  │                               ───────── is −2
""",
    ),
    (
        "a repeat count that is not whole",
        """
net N { out input(3, 8, 8) -> 2.5 * relu }
""",
        """
error[E230]: a layer cannot be repeated 5/2 times
  ┌─ t.arch:1:31
  │
1 │ net N { out input(3, 8, 8) -> 2.5 * relu }
  │                               ────────── is 5/2
""",
    ),
    (
        "an empty file",
        """
""",
        """
error[E402]: t.arch is empty
  = help: write `net NAME { out input(3, 224, 224) -> … }`
""",
    ),
    (
        "no net",
        """
f = conv(4, 3)
""",
        """
error[E402]: there is no net to count
  = help: write `net NAME { … }`, or name a block with --net
""",
    ),
    (
        "two nets without --net",
        """
net A { out input(1) }
net B { out input(2) }
""",
        """
error[E403]: there are 2 nets: `A`, `B`
  ┌─ t.arch:2:5
  │
2 │ net B { out input(2) }
  │     ─
  = help: choose one with --net NAME
""",
    ),
    (
        "two nets of one name",
        """
net A { out input(1) }
net A { out input(2) }
""",
        """
error[E214]: `A` is defined twice
  ┌─ t.arch:2:5
  │
1 │ net A { out input(1) }
  │     ─ first defined here
2 │ net A { out input(2) }
  │     ─
""",
    ),
    (
        "two definitions of one name",
        """
f = conv(4, 3)
f = conv(5, 3)
net A { out input(1) }
""",
        """
error[E214]: `f` is defined twice
  ┌─ t.arch:2:1
  │
1 │ f = conv(4, 3)
  │ ─ first defined here
2 │ f = conv(5, 3)
  │ ─
""",
    ),
    (
        "no out",
        """
net N { x = input(3, 8, 8) }
""",
        """
error[E219]: nothing leaves it: there is no `out`
  ┌─ t.arch:1:5
  │
1 │ net N { x = input(3, 8, 8) }
  │     ─
""",
    ),
    (
        "two outs",
        """
block b { out input out input }
net N { out input(3) -> b }
""",
        """
error[E229]: a block has one `out`
  ┌─ t.arch:1:21
  │
1 │ block b { out input out input }
  │                     ─────────
  = note: in `b`, applied at t.arch:2:25
  = help: concatenate or add the two, or bind one and read it from outside: `b.name`
""",
    ),
    (
        "an empty net",
        """
net N { }
""",
        """
error[E219]: nothing leaves it: there is no `out`
  ┌─ t.arch:1:5
  │
1 │ net N { }
  │     ─
""",
    ),
    (
        "all mistakes of a file in one run",
        """
net N {
  a = input(3, 8, 8) -> cov(4, 3)
  b = input(3, 8, 8) -> conv(4, 3, strid = 1)
  out [a -> conv(widht, 3), b]
}
""",
        """
error[E201]: `cov` is unknown
  ┌─ t.arch:2:25
  │
2 │   a = input(3, 8, 8) -> cov(4, 3)
  │                         ─── no layer, block or function of that name
  = help: did you mean `conv`?

error[E225]: `conv` has no argument `strid`
  ┌─ t.arch:3:36
  │
3 │   b = input(3, 8, 8) -> conv(4, 3, strid = 1)
  │                                    ─────────
  = note: it is `conv(C_o, K, s = 1, p = same | valid, d = 1, g = 1, bias = on)`

error[E201]: `widht` is unknown
  ┌─ t.arch:4:18
  │
4 │   out [a -> conv(widht, 3), b]
  │                  ───── nothing of that name
  = help: `symcount layers` lists the layers
""",
    ),
    (
        "control and direction characters in a text",
        """
net N { out input(3, 8, 8) -> conv(4, 3) @ "a\x1b[31m\u202eb" -> nothing }
""",
        """
error[E201]: `nothing` is unknown
  ┌─ t.arch:1:58
  │
1 │ net N { out input(3, 8, 8) -> conv(4, 3) @ "a\\x1b[31m\\u202eb" -> nothing }
  │                                                                  ─────── nothing of that name
  = help: `symcount layers` lists the layers
""",
    ),
    (
        "a control character",
        """
net N {\x07 out input(3, 8, 8) }
""",
        """
error[E103]: `\\x07` means nothing here
  ┌─ t.arch:1:8
  │
1 │ net N {\\x07 out input(3, 8, 8) }
  │        ────
""",
    ),
    (
        "a layer named \\input{x}",
        """
net N { out input(3, 8, 8) -> \\input{x} }
""",
        """
error[E103]: `\\` means nothing here
  ┌─ t.arch:1:31
  │
1 │ net N { out input(3, 8, 8) -> \\input{x} }
  │                               ─
""",
    ),
    (
        "a label on a number",
        """
net N { x = 3 @ "L" out input(x) }
""",
        """
error[E203]: a label on a number
  ┌─ t.arch:1:15
  │
1 │ net N { x = 3 @ "L" out input(x) }
  │               ─────
  = help: labels are for layers and tensors
""",
    ),
    (
        "layers compared",
        """
net N { out input(3) -> (if relu == relu then linear(3)) }
""",
        """
error[E203]: `==` cannot compare a layer with a layer
  ┌─ t.arch:1:29
  │
1 │ net N { out input(3) -> (if relu == relu then linear(3)) }
  │                             ────────────
""",
    ),
    (
        "a chained comparison",
        """
net N(a=1) { out input(3) -> (if 1 < a < 3 then linear(3)) }
""",
        """
error[E101]: `<` is not expected here
  ┌─ t.arch:1:40
  │
1 │ net N(a=1) { out input(3) -> (if 1 < a < 3 then linear(3)) }
  │                                        ─ expected `and`, `or` or `then`
""",
    ),
    (
        "a condition without a value",
        """
net N(w) { out input(3) -> (if w == 3 then linear(3) else linear(4)) }
""",
        """
error[E215]: this needs the value of `w`
  ┌─ t.arch:1:32
  │
1 │ net N(w) { out input(3) -> (if w == 3 then linear(3) else linear(4)) }
  │                                ────── is w
  = help: give it one: --set w=…
""",
    ),
    (
        "what a layer requires",
        """
layer even "e" { require C_i % 2 == 0 "channels must be even" }
net N { out input(3) -> even }
""",
        """
error[E208]: `even`: channels must be even
  ┌─ t.arch:2:25
  │
2 │ net N { out input(3) -> even }
  │                         ──── receives 3
  = note: it requires `C_i % 2 == 0`
""",
    ),
    (
        "a layer whose channels are no number",
        """
layer f "f" { out C = on }
net N { out input(3) -> f }
""",
        """
error[E203]: `on` of `f` must be a number, not a flag
  ┌─ t.arch:2:25
  │
2 │ net N { out input(3) -> f }
  │                         ─
""",
    ),
    (
        "a layer that gives neither C nor S",
        """
layer f "f" { out X = 3 }
net N { out input(3) -> f }
""",
        """
error[E219]: a layer gives `C` and `S`, not `X`
  ┌─ t.arch:1:15
  │
1 │ layer f "f" { out X = 3 }
  │               ─────────
""",
    ),
    (
        "a weight that is not whole",
        """
layer f "f" { weight = C_i/2 }
net N { out input(3) -> f }
""",
        """
error[E206]: `weight` of `f` would have 3/2 elements
  ┌─ t.arch:2:25
  │
2 │ net N { out input(3) -> f }
  │                         ─
  = note: its rule is `C_i/2`
""",
    ),
    (
        "a weight that is negative",
        """
layer f "f" { weight = C_i - 5 }
net N { out input(3) -> f }
""",
        """
error[E206]: `weight` of `f` would have −2 elements
  ┌─ t.arch:2:25
  │
2 │ net N { out input(3) -> f }
  │                         ─
  = note: its rule is `C_i - 5`
""",
    ),
    (
        "a share that is no layer",
        """
net N { share f = 3 out input(3) -> f }
""",
        """
error[E203]: `share` needs a layer, not a number
  ┌─ t.arch:1:19
  │
1 │ net N { share f = 3 out input(3) -> f }
  │                   ─
""",
    ),
    (
        "a writing that is not safe",
        """
net N(a as "\\input{x}" = 3) { out input(a) }
""",
        """
error[E110]: the writing of `a` is not in the safe subset of TeX
  ┌─ t.arch:1:7
  │
1 │ net N(a as "\\input{x}" = 3) { out input(a) }
  │       ────────────────────
  = help: letters, Greek, accents such as \\hat{C}, sub- and superscripts
""",
    ),
    (
        "params outside expect",
        """
net N { out input(params) }
""",
        """
error[E218]: this word has a meaning only after `expect`
  ┌─ t.arch:1:19
  │
1 │ net N { out input(params) }
  │                   ──────
""",
    ),
    (
        "no such point of a block",
        """
block f {
  a = input -> conv(4, 3)
  out a -> relu
}
net N {
  b = input(3, 8, 8) -> f
  out b.c3
}
""",
        """
error[E232]: `b` has no point `c3`
  ┌─ t.arch:7:7
  │
7 │   out b.c3
  │       ────
  = help: its block binds `a`
""",
    ),
    (
        "a point that is nearly one",
        """
block f {
  inner = input -> conv(4, 3)
  out inner -> relu
}
net N {
  b = input(3, 8, 8) -> f
  out b.iner
}
""",
        """
error[E232]: `b` has no point `iner`
  ┌─ t.arch:7:7
  │
7 │   out b.iner
  │       ──────
  = help: did you mean `inner`?
""",
    ),
    (
        "a point of what no block gave",
        """
net N {
  b = input(3, 8, 8) -> conv(4, 3)
  out b.c3
}
""",
        """
error[E232]: `b` has no point `c3`
  ┌─ t.arch:3:7
  │
3 │   out b.c3
  │       ────
  = help: no block with named tensors gave it
""",
    ),
    (
        "a point after a repetition",
        """
block f {
  a = input -> conv(3, 3)
  out a -> relu
}
net N {
  b = input(3, 8, 8) -> 2 * f
  out b.a
}
""",
        """
error[E232]: `b` has no point `a`
  ┌─ t.arch:7:7
  │
7 │   out b.a
  │       ───
  = help: no block with named tensors gave it
""",
    ),
    (
        "a point of a layer",
        """
net N {
  f = conv(4, 3)
  out input(3, 8, 8) -> f.c3
}
""",
        """
error[E203]: `.c3` needs a tensor before it, not a layer
  ┌─ t.arch:3:25
  │
3 │   out input(3, 8, 8) -> f.c3
  │                         ─
""",
    ),
    (
        "the channels of a number",
        """
net N(w = 4) { out input(w.C) }
""",
        """
error[E203]: `.C` needs a tensor before it, not a number
  ┌─ t.arch:1:26
  │
1 │ net N(w = 4) { out input(w.C) }
  │                          ─
""",
    ),
    (
        "frozen, of a tensor",
        """
net N {
  x = input(3, 8, 8) -> conv(4, 3)
  out frozen x
}
""",
        """
error[E203]: `frozen` needs a layer, not a tensor
  ┌─ t.arch:3:14
  │
3 │   out frozen x
  │              ─
  = help: freeze the layers: `x -> frozen f`
""",
    ),
    (
        "frozen, of a number",
        """
net N { out input(3, 8, 8) -> frozen 3 }
""",
        """
error[E203]: `frozen` needs a layer, not a number
  ┌─ t.arch:1:38
  │
1 │ net N { out input(3, 8, 8) -> frozen 3 }
  │                                      ─
""",
    ),
    (
        "frozen, of something unknown",
        """
net N { out input(3, 8, 8) -> frozen cov(4, 3) }
""",
        """
error[E201]: `cov` is unknown
  ┌─ t.arch:1:38
  │
1 │ net N { out input(3, 8, 8) -> frozen cov(4, 3) }
  │                                      ─── no layer, block or function of that name
  = help: did you mean `conv`?
""",
    ),
    (
        "a frozen tensor as an argument",
        """
net N {
  x = input(8, 4)
  out input(8, 4) -> attention(2, memory = frozen x)
}
""",
        """
error[E203]: `frozen` needs a layer, not a tensor
  ┌─ t.arch:3:51
  │
3 │   out input(8, 4) -> attention(2, memory = frozen x)
  │                                                   ─
  = help: freeze the layers: `x -> frozen f`
""",
    ),
    (
        "parallel with its arguments in the wrong order",
        """
net N { out input(3, 8, 8) -> parallel(conv(3, 3), 2) }
""",
        """
error[E203]: `parallel` takes a number here, not a layer
  ┌─ t.arch:1:40
  │
1 │ net N { out input(3, 8, 8) -> parallel(conv(3, 3), 2) }
  │                                        ──────────
""",
    ),
    (
        "parallel without a layer",
        """
net N { out input(3, 8, 8) -> parallel(2) }
""",
        """
error[E224]: `parallel` takes a count and a layer
  ┌─ t.arch:1:31
  │
1 │ net N { out input(3, 8, 8) -> parallel(2) }
  │                               ───────────
  = note: it is `parallel(n, f, active = n)`
""",
    ),
    (
        "parallel without arguments",
        """
net N { out input(3, 8, 8) -> parallel }
""",
        """
error[E224]: `parallel` takes a count and a layer
  ┌─ t.arch:1:31
  │
1 │ net N { out input(3, 8, 8) -> parallel }
  │                               ────────
  = note: it is `parallel(n, f, active = n)`
""",
    ),
    (
        "parallel of a number",
        """
net N { out input(3, 8, 8) -> parallel(2, 3) }
""",
        """
error[E203]: `parallel` takes a layer, not a number
  ┌─ t.arch:1:43
  │
1 │ net N { out input(3, 8, 8) -> parallel(2, 3) }
  │                                           ─
""",
    ),
    (
        "parallel of a tensor",
        """
net N {
  x = input(3, 8, 8)
  out parallel(2, x)
}
""",
        """
error[E203]: `parallel` takes a layer, not a tensor
  ┌─ t.arch:3:19
  │
3 │   out parallel(2, x)
  │                   ─
""",
    ),
    (
        "parallel with an argument too many",
        """
net N { out input(3, 8, 8) -> parallel(2, conv(3, 3), 1, 2) }
""",
        """
error[E224]: `parallel` takes a count and a layer
  ┌─ t.arch:1:31
  │
1 │ net N { out input(3, 8, 8) -> parallel(2, conv(3, 3), 1, 2) }
  │                               ─────────────────────────────
  = note: it is `parallel(n, f, active = n)`
""",
    ),
    (
        "parallel with an unknown argument",
        """
net N { out input(3, 8, 8) -> parallel(2, conv(3, 3), activ = 1) }
""",
        """
error[E225]: `parallel` has no argument `activ`
  ┌─ t.arch:1:55
  │
1 │ net N { out input(3, 8, 8) -> parallel(2, conv(3, 3), activ = 1) }
  │                                                       ─────────
  = note: it is `parallel(n, f, active = n)`
  = help: did you mean `active`?
""",
    ),
    (
        "parallel with its count by name",
        """
net N { out input(3, 8, 8) -> parallel(n = 2, conv(3, 3)) }
""",
        """
error[E224]: `parallel` takes a count and a layer
  ┌─ t.arch:1:31
  │
1 │ net N { out input(3, 8, 8) -> parallel(n = 2, conv(3, 3)) }
  │                               ───────────────────────────
  = note: it is `parallel(n, f, active = n)`
""",
    ),
    (
        "a window of copies",
        """
net N { out input(3, 8, 8) -> parallel(3x3, conv(3, 3)) }
""",
        """
error[E203]: `parallel` takes a number here, not a window
  ┌─ t.arch:1:40
  │
1 │ net N { out input(3, 8, 8) -> parallel(3x3, conv(3, 3)) }
  │                                        ───
""",
    ),
    (
        "a flag of active copies",
        """
net N { out input(3, 8, 8) -> parallel(2, conv(3, 3), active = on) }
""",
        """
error[E203]: `parallel` takes a number here, not a flag
  ┌─ t.arch:1:55
  │
1 │ net N { out input(3, 8, 8) -> parallel(2, conv(3, 3), active = on) }
  │                                                       ───────────
""",
    ),
    (
        "no copies",
        """
net N { out input(3, 8, 8) -> parallel(0, conv(3, 3)) }
""",
        """
error[E207]: the number of copies must be positive, but 0 is not
  ┌─ t.arch:1:40
  │
1 │ net N { out input(3, 8, 8) -> parallel(0, conv(3, 3)) }
  │                                        ─
""",
    ),
    (
        "a negative number of copies",
        """
net N { out input(3, 8, 8) -> parallel(-2, conv(3, 3)) }
""",
        """
error[E207]: the number of copies must be positive, but −2 is not
  ┌─ t.arch:1:40
  │
1 │ net N { out input(3, 8, 8) -> parallel(-2, conv(3, 3)) }
  │                                        ──
""",
    ),
    (
        "half a copy",
        """
net N { out input(3, 8, 8) -> parallel(1/2, conv(3, 3)) }
""",
        """
error[E206]: the number of copies must be whole, but 1/2 is not
  ┌─ t.arch:1:40
  │
1 │ net N { out input(3, 8, 8) -> parallel(1/2, conv(3, 3)) }
  │                                        ───
""",
    ),
    (
        "more active copies than there are",
        """
net N(k = 3) { out input(3, 8, 8) -> parallel(2, conv(3, 3), active = k) }
""",
        """
error[E208]: `parallel`: more copies are active than there are
  ┌─ t.arch:1:38
  │
1 │ net N(k = 3) { out input(3, 8, 8) -> parallel(2, conv(3, 3), active = k) }
  │                                      ───────────────────────────────────
""",
    ),
    (
        "no active copy",
        """
net N { out input(3, 8, 8) -> parallel(2, conv(3, 3), active = 0) }
""",
        """
error[E207]: the number of active copies must be positive, but 0 is not
  ┌─ t.arch:1:55
  │
1 │ net N { out input(3, 8, 8) -> parallel(2, conv(3, 3), active = 0) }
  │                                                       ──────────
""",
    ),
    (
        "a negative number of active copies",
        """
net N { out input(3, 8, 8) -> parallel(2, conv(3, 3), active = -1) }
""",
        """
error[E207]: the number of active copies must be positive, but −1 is not
  ┌─ t.arch:1:55
  │
1 │ net N { out input(3, 8, 8) -> parallel(2, conv(3, 3), active = -1) }
  │                                                       ───────────
""",
    ),
    (
        "a part of an active copy",
        """
net N { out input(3, 8, 8) -> parallel(2, conv(3, 3), active = 3/2) }
""",
        """
error[E206]: the number of active copies must be whole, but 3/2 is not
  ┌─ t.arch:1:55
  │
1 │ net N { out input(3, 8, 8) -> parallel(2, conv(3, 3), active = 3/2) }
  │                                                       ────────────
""",
    ),
    (
        "more copies than digits allow",
        """
net N { out input(3, 8, 8) -> parallel(10^1001, conv(3, 3)) }
""",
        """
error[E211]: the number has more than 1,000 digits
  ┌─ t.arch:1:40
  │
1 │ net N { out input(3, 8, 8) -> parallel(10^1001, conv(3, 3)) }
  │                                        ───────
  = help: keep fewer symbols, or smaller numbers
""",
    ),
    (
        "copies that change the shape differently from the skip",
        """
net N { out input(3, 8, 8) -> parallel(2, conv(4, 3)) + id }
""",
        """
error[E204]: the branches of `+` end with different channel counts
  ┌─ t.arch:1:31
  │
1 │ net N { out input(3, 8, 8) -> parallel(2, conv(4, 3)) + id }
  │                               ───────────────────────   ── keeps 3 channels
  │                               │
  │                               ends with 4 channels
  = note: 4 = 3 has no positive solution
  = help: widen the shortcut, e.g. `+ conv(4, 1)` in place of `+ id`
""",
    ),
    (
        "a part that is nearly one",
        """
net N { out input(3, 8, 8) -> conv(3, 3) @ "L" as heads }
""",
        """
error[E201]: `heads` is no part of a net
  ┌─ t.arch:1:42
  │
1 │ net N { out input(3, 8, 8) -> conv(3, 3) @ "L" as heads }
  │                                          ──────────────
  = help: did you mean `head`?
""",
    ),
    (
        "a part that there is not",
        """
net N { out input(3, 8, 8) -> conv(3, 3) @ "L" as tail }
""",
        """
error[E201]: `tail` is no part of a net
  ┌─ t.arch:1:42
  │
1 │ net N { out input(3, 8, 8) -> conv(3, 3) @ "L" as tail }
  │                                          ─────────────
  = help: it can be `head` or `auxiliary`
""",
    ),
    (
        "two variants of one name",
        """
net N(w = 4) {
  out input(w) -> linear(2)
  variant n(w = 3) == 8
  variant n(w = 5)
}
""",
        """
error[E214]: `n` is defined twice
  ┌─ t.arch:4:11
  │
3 │   variant n(w = 3) == 8
  │           ─ first defined here
4 │   variant n(w = 5)
  │           ─
""",
    ),
    (
        "a variant with the name of its net",
        """
net N(w = 4) {
  out input(w) -> linear(2)
  variant N(w = 3) == 8
}
""",
        """
error[E214]: `N` is defined twice
  ┌─ t.arch:3:11
  │
1 │ net N(w = 4) {
  │     ─ first defined here
3 │   variant N(w = 3) == 8
  │           ─
""",
    ),
    (
        "a variant with the name of another net's",
        """
net N { out input(3)  variant a }
net M { out input(3)  variant a }
""",
        """
error[E214]: `a` is defined twice
  ┌─ t.arch:2:31
  │
1 │ net N { out input(3)  variant a }
  │                               ─ first defined here
2 │ net M { out input(3)  variant a }
  │                               ─
""",
    ),
    (
        "an unknown convention",
        """
convention = pytorch
net N { out input(3) -> bn }
""",
        """
error[E203]: this is no convention
  ┌─ t.arch:1:14
  │
1 │ convention = pytorch
  │              ───────
  = help: write `convention = torch` or `convention = keras`
""",
    ),
    (
        "a convention that is a number",
        """
convention = 3
net N { out input(3) -> bn }
""",
        """
error[E203]: this is no convention
  ┌─ t.arch:1:14
  │
1 │ convention = 3
  │              ─
  = help: write `convention = torch` or `convention = keras`
""",
    ),
    (
        "a convention in a net",
        """
net N {
  convention = keras
  out input(3) -> bn
}
""",
        """
error[E106]: `convention` is a word of the language and cannot be a name
  ┌─ t.arch:2:3
  │
2 │   convention = keras
  │   ──────────
  = help: choose another name
""",
    ),
    (
        "a choice by convention in a net",
        """
net N { out input(if convention == keras then 3 else 2) -> bn }
""",
        """
error[E218]: `convention` has a meaning only in the rules of a layer
  ┌─ t.arch:1:22
  │
1 │ net N { out input(if convention == keras then 3 else 2) -> bn }
  │                      ──────────
""",
    ),
    (
        "a comparison with an unknown convention",
        """
layer l { weight = if convention == kears then 1 else 2 }
net N { out input(3) -> l }
""",
        """
error[E201]: `kears` is unknown
  ┌─ t.arch:1:37
  │
1 │ layer l { weight = if convention == kears then 1 else 2 }
  │                                     ───── nothing of that name
  = help: `symcount layers` lists the layers
""",
    ),
    (
        "a convention as a flag",
        """
layer l { weight = if convention then 1 else 2 }
net N { out input(3) -> l }
""",
        """
error[E203]: a flag (`on`, `off` or a comparison) is needed here, not an option
  ┌─ t.arch:1:23
  │
1 │ layer l { weight = if convention then 1 else 2 }
  │                       ────────── is an option
""",
    ),
    (
        "a requirement of a block that fails",
        """
block f(c) {
  require c > C_i "f needs more channels than enter"
  out input -> conv(c, 3)
}
net N {
  out input(8, 8, 8) -> f(9) -> f(4)
}
""",
        """
error[E208]: `f`: f needs more channels than enter
  ┌─ t.arch:6:33
  │
6 │   out input(8, 8, 8) -> f(9) -> f(4)
  │                                 ────
  = note: it requires `c > C_i`
  = note: in `f`, applied at t.arch:6:33
""",
    ),
    (
        "a requirement without words",
        """
block f(c) {
  require c % 2 == 0
  out input -> conv(c, 3)
}
net N {
  out input(8, 8, 8) -> f(9)
}
""",
        """
error[E208]: `f`: c % 2 == 0
  ┌─ t.arch:6:25
  │
6 │   out input(8, 8, 8) -> f(9)
  │                         ────
  = note: it requires `c % 2 == 0`
  = note: in `f`, applied at t.arch:6:25
""",
    ),
    (
        "a requirement that is a number",
        """
block f(c) {
  require c
  out input -> conv(c, 3)
}
net N {
  out input(8, 8, 8) -> f(9)
}
""",
        """
error[E203]: `c` must be `on` or `off`, not a number
  ┌─ t.arch:6:25
  │
6 │   out input(8, 8, 8) -> f(9)
  │                         ────
  = note: in `f`, applied at t.arch:6:25
""",
    ),
    (
        "a requirement of something unknown",
        """
block f(c) {
  require d > 2
  out input -> conv(c, 3)
}
net N {
  out input(8, 8, 8) -> f(9)
}
""",
        """
error[E201]: `d` is unknown
  ┌─ t.arch:2:11
  │
2 │   require d > 2
  │           ─ nothing of that name
  = note: in `f`, applied at t.arch:6:25
  = help: did you mean `id`?
""",
    ),
    (
        "a requirement of a net that fails",
        """
net N(w = 4) {
  require w > 8 "too narrow"
  out input(w) -> linear(3)
}
""",
        """
error[E208]: `N`: too narrow
  ┌─ t.arch:2:3
  │
2 │   require w > 8 "too narrow"
  │   ──────────────────────────
  = note: it requires `w > 8`
""",
    ),
    (
        "channels that enter, in a requirement of a net",
        """
net N(w = 4) {
  require C_i > 8 "too narrow"
  out input(w) -> linear(3)
}
""",
        """
error[E218]: `C_i` has no meaning here
  ┌─ t.arch:2:11
  │
2 │   require C_i > 8 "too narrow"
  │           ───
  = note: it stands for the channels that enter a block or layer, in whose body it is written
  = help: in a net, write the number, or put the layers into a block
""",
    ),
    (
        "two outs in a block",
        """
block f {
  a = input -> conv(4, 3)
  out a
  out a -> relu
}
net N { out input(3, 8, 8) -> f }
""",
        """
error[E229]: a block has one `out`
  ┌─ t.arch:4:3
  │
4 │   out a -> relu
  │   ─────────────
  = note: in `f`, applied at t.arch:6:31
  = help: concatenate or add the two, or bind one and read it from outside: `b.name`
""",
    ),
    (
        "a second out that is no tensor",
        """
net N {
  out input(3) -> linear(2)
  out conv(3, 3)
}
""",
        """
error[E203]: a net gives a tensor, not a layer
  ┌─ t.arch:3:3
  │
3 │   out conv(3, 3)
  │   ──────────────
  = help: begin with `input(…)`
""",
    ),
    (
        "mistakes in two outs",
        """
net N {
  out input(3) -> cov
  out 3
}
""",
        """
error[E201]: `cov` is unknown
  ┌─ t.arch:2:19
  │
2 │   out input(3) -> cov
  │                   ─── nothing of that name
  = help: did you mean `conv`?

error[E203]: a net gives a tensor, not a number
  ┌─ t.arch:3:3
  │
3 │   out 3
  │   ─────
  = help: begin with `input(…)`
""",
    ),
    (
        "a net of variants only",
        """
net N {
  variant a
}
""",
        """
error[E219]: nothing leaves it: there is no `out`
  ┌─ t.arch:1:5
  │
1 │ net N {
  │     ─
""",
    ),
    (
        "a tensor where a number is needed",
        """
net N {
  x = input(3, 8, 8)
  out x -> conv(x, 3)
}
""",
        """
error[E203]: `C_o` of `conv` takes a number, not a tensor
  ┌─ t.arch:3:17
  │
3 │   out x -> conv(x, 3)
  │                 ─ is a tensor
""",
    ),
    (
        "sizes where a number is needed",
        """
net N {
  x = input(8, 4)
  out x -> linear(x.S)
}
""",
        """
error[E203]: `T_o` of `linear` takes a number, not a window
  ┌─ t.arch:3:19
  │
3 │   out x -> linear(x.S)
  │                   ─── is a window
""",
    ),
    (
        "a tensor as the default of a number",
        """
layer l(m = input) { weight = C_i*m }
net N { out input(6, 4) -> l }
""",
        """
error[E203]: `m` of `l` must be a number, not a tensor
  ┌─ t.arch:2:28
  │
2 │ net N { out input(6, 4) -> l }
  │                            ─
""",
    ),
    (
        "tensors that do not fit as arguments",
        """
net N {
  x = input(6, 3)
  out input(6, 4) -> bilinear(2, other = x)
}
""",
        """
error[E208]: `bilinear`: both inputs must have equal sizes
  ┌─ t.arch:3:22
  │
3 │   out input(6, 4) -> bilinear(2, other = x)
  │                      ────────────────────── receives 6 × 4
  = note: it requires `other.S == S`
""",
    ),
    (
        "a share of a frozen number",
        """
net N { share s = frozen 3  out input(3) -> s }
""",
        """
error[E203]: `frozen` needs a layer, not a number
  ┌─ t.arch:1:26
  │
1 │ net N { share s = frozen 3  out input(3) -> s }
  │                          ─
""",
    ),
    (
        "a point of a block of the library that there is not",
        """
net N {
  b = input(8, 8, 8) -> bottleneck(2)
  out b.inside
}
""",
        """
error[E232]: `b` has no point `inside`
  ┌─ t.arch:3:7
  │
3 │   out b.inside
  │       ────────
  = help: no block with named tensors gave it
""",
    ),
    (
        "the word frozen as a layer",
        """
net N { out input(3, 8, 8) -> frozen }
""",
        """
error[E101]: `}` is not expected here
  ┌─ t.arch:1:38
  │
1 │ net N { out input(3, 8, 8) -> frozen }
  │                                      ─ a value is expected
""",
    ),
]


@pytest.mark.parametrize(("text", "picture"), [row[1:] for row in TEXTS], ids=[row[0] for row in TEXTS])
def test_texts(text: str, picture: str) -> None:
    put("t.arch", text.removeprefix("\n"))
    assert_refused(command("count", "t.arch"), picture)


VARIANTS = "net N(w = 4, norm = on) {{\n  out input(w) -> linear(2)\n  variant n({}) == 8\n}}\n"

ASKED: list[tuple[str, str, list[str], str]] = [
    ("a variant that sets an unknown parameter", "v = 3", [], "E405"),
    ("a variant that sets something nearly right", "nrm = off", [], "E405"),
    ("a variant that sets a parameter by place", "3", [], "E225"),
    ("a variant that sets a number to a flag", "w = on", [], "E406"),
    ("a variant that sets something unknown", "w = many", [], "E201"),
    ("a variant that sets a parameter twice", "w = 3, w = 5", [], "E227"),
    ("a variant of other settings", "w = 3", ["--set", "v=5"], "E405"),
    ("a variant kept in a flag", "w = 3", ["--keep", "norm"], "E407"),
]


@pytest.mark.parametrize(("settings", "options", "code"), [row[1:] for row in ASKED], ids=[row[0] for row in ASKED])
def test_variants(settings: str, options: list[str], code: str) -> None:
    put("t.arch", VARIANTS.format(settings))
    for verb in ("count", "derive"):
        done = command(verb, "t.arch", "--net", "n", *options)
        assert (done.status, done.out) == (1, "")
        assert done.err.startswith(f"error[{code}]: ")
        assert "Traceback" not in done.err
    if not options:
        checked = command("check", "t.arch")
        assert (checked.status, checked.out[:5]) == (1, "FAIL ")
        assert f"error[{code}]: " in checked.err


def test_a_variant_without_a_number_is_checked_too() -> None:
    """Its settings are wrong, whether or not it says what comes of them."""
    put("t.arch", VARIANTS.format("v = 3").replace(" == 8", ""))
    done = command("check", "t.arch")
    assert done.status == 1
    assert "error[E405]" in done.err


STATEMENTS = [
    ("an unknown view", "expect trained == 8", "E412"),
    ("a label of nothing", 'expect params @ "L" == 8', "E309"),
    ("a number that is wrong", "variant v == 9", "E307"),
    ("a formula that is wrong", "expect params == 2*w + 1", "E307"),
    ("a formula that is right at the values only", "expect params == w^2 - 6", "E308"),
    ("a printed number that is wrong", "expect params == 11k", "E311"),
    ("a tolerance that is too narrow", "expect params == 20 within 10%", "E312"),
    ("a number of a view that is wrong", "expect frozen == 1", "E307"),
]


@pytest.mark.parametrize(("line", "code"), [row[1:] for row in STATEMENTS], ids=[row[0] for row in STATEMENTS])
def test_statements_that_do_not_hold(line: str, code: str) -> None:
    put("t.arch", f"net N(w = 4) {{\n  out input(w) -> linear(2)\n  {line}\n}}\n")
    done = command("check", "t.arch")
    assert done.status == 1
    assert done.out.startswith(f"FAIL  t.arch:3:3  {line}\n")
    assert done.err.startswith(f"error[{code}]: ")


def test_statements_of_blocks_and_layers_that_do_not_hold() -> None:
    put("t.arch", "block b(c) { out input -> conv(c, 3)  expect params == 9*C_i*c + 2*c }\n"
        "layer l(c) { weight = c*C_i  expect params(c = 3, C_i = 1) == 4 }\n")  # fmt: skip
    done = command("check", "t.arch")
    assert done.status == 1
    assert done.out == (
        "FAIL  t.arch:1:39  expect params == 9*C_i*c + 2*c\nFAIL  t.arch:2:30  expect params(c = 3, C_i = 1) == 4\n"
    )
    assert [line.split("]")[0] for line in done.err.splitlines() if line.startswith("error")] == [
        "error[E308",
        "error[E307",
    ]


def test_a_derivation_refuses_what_a_count_refuses() -> None:
    put("t.arch", "net N(w = 16) {\n  out input(w, 8, 8) -> conv(2*w, 3) + id\n}\n")
    picture = """
error[E204]: the branches of `+` end with different channel counts
  ┌─ t.arch:2:25
  │
2 │   out input(w, 8, 8) -> conv(2*w, 3) + id
  │                         ────────────   ── keeps w channels
  │                         │
  │                         ends with 2w channels
  = note: 2w = w has no positive solution
  = help: widen the shortcut, e.g. `+ conv(2*w, 1)` in place of `+ id`
"""
    assert_refused(command("derive", "t.arch"), picture)


# ---- files ---------------------------------------------------------------------------------

FILES: list[tuple[str, dict[str, str | bytes], str]] = [
    ("no such file", {"net.arch": ""}, """
error[E401]: there is no file `t.arch`, and no shipped network of that name
  = help: did you mean `net.arch`?
"""),
    ("nothing but comments", {"t.arch": "# nothing\n\n"}, """
error[E402]: t.arch is empty
  = help: write `net NAME { out input(3, 224, 224) -> … }`
"""),
    ("bytes that are no text", {"t.arch": b"net N { out input(3) }\n\xff\xfe\x00"}, """
error[E109]: t.arch is not text: byte 0xff on line 2 is not UTF-8
  = help: save the file as UTF-8
"""),
    ("text in another encoding", {"t.arch": "net N { out input(3) }".encode("utf-16")}, """
error[E109]: t.arch is not text: byte 0xff on line 1 is not UTF-8
  = help: save the file as UTF-8
"""),
    ("a file of more than a megabyte", {"t.arch": "# x\n" * 300_000}, """
error[E108]: t.arch is larger than 1,000,000 bytes
"""),
    ("a zero byte", {"t.arch": "net N { \x00 out input(3) }"}, """
error[E103]: `\\x00` means nothing here
  ┌─ t.arch:1:9
  │
1 │ net N { \\x00 out input(3) }
  │         ────
"""),
    ("import of a missing file", {"t.arch": 'import "components.arch"\nnet N { out input(3) }\n'}, """
error[E301]: there is no file `components.arch`
  ┌─ t.arch:1:1
  │
1 │ import "components.arch"
  │ ────────────────────────
"""),
    ("import of a missing file with a near name", {"t.arch": 'import "parts.arch"\n', "part.arch": ""}, """
error[E301]: there is no file `parts.arch`
  ┌─ t.arch:1:1
  │
1 │ import "parts.arch"
  │ ───────────────────
  = help: did you mean `part.arch`?
"""),
    ("import of itself", {"t.arch": 'import "t.arch"\nnet N { out input(3) }\n'}, """
error[E303]: `t.arch` imports itself
  ┌─ t.arch:1:1
  │
1 │ import "t.arch"
  │ ───────────────
"""),
    ("import of each other", {"t.arch": 'import "u.arch"\nnet N { out input(3) }\n', "u.arch": '\nimport "t.arch"\n'}, """
error[E303]: `t.arch` imports itself
  ┌─ u.arch:2:1
  │
2 │ import "t.arch"
  │ ───────────────
"""),
    ("import from outside", {"t.arch": 'import "../secret.arch"\nnet N { out input(3) }\n', "../secret.arch": "f = relu\n"}, """
error[E302]: `../secret.arch` is outside the folder of the first file
  ┌─ t.arch:1:1
  │
1 │ import "../secret.arch"
  │ ───────────────────────
"""),
    ("import of an absolute path", {"t.arch": 'import "/etc/passwd"\nnet N { out input(3) }\n'}, """
error[E302]: `/etc/passwd` is outside the folder of the first file
  ┌─ t.arch:1:1
  │
1 │ import "/etc/passwd"
  │ ────────────────────
"""),
    ("import of a device", {"t.arch": 'import "/dev/zero"\nnet N { out input(3) }\n'}, """
error[E302]: `/dev/zero` is outside the folder of the first file
  ┌─ t.arch:1:1
  │
1 │ import "/dev/zero"
  │ ──────────────────
"""),
    ("a mistake in an imported file is shown there", {"t.arch": 'import "u.arch"\nnet N { out input(3) }\n', "u.arch": "f = cov(3\n"}, """
error[E102]: `(` is never closed
  ┌─ u.arch:1:8
  │
1 │ f = cov(3
  │        ─ opened here
  = help: write `)` where it ends
"""),
    ("two imports that bring one name",
     {"t.arch": 'import "a.arch"\nimport "b.arch"\nnet N { out input(3) -> f }\n', "a.arch": "f = relu\n", "b.arch": "f = gelu\n"}, """
error[E305]: `f` is defined twice
  ┌─ b.arch:1:1
  │
1 │ f = gelu
  │ ─
  ├─ a.arch:1:1
1 │ f = relu
  │ ─ first defined here
"""),
]  # fmt: skip


@pytest.mark.parametrize(("files", "picture"), [row[1:] for row in FILES], ids=[row[0] for row in FILES])
def test_files(files: dict[str, str | bytes], picture: str) -> None:
    for name, content in files.items():
        put(name, content)
    assert_refused(command("count", "t.arch"), picture)


NOT_FILES: list[tuple[str, Callable[[Path], None], str]] = [
    ("a folder", lambda path: path.mkdir(), "E304"),
    ("a link out of the tree", lambda path: path.symlink_to("../secret.arch"), "E302"),
    ("a link to a device", lambda path: path.symlink_to("/dev/zero"), "E302"),
    ("a pipe", lambda path: os.mkfifo(path), "E304"),
]

REFUSALS = {
    "E302": "`other.arch` is outside the folder of the first file",
    "E304": "`other.arch` is not a regular file",
}


@pytest.mark.skipif(os.name != "posix", reason="links and pipes as POSIX has them")
@pytest.mark.parametrize(("make", "code"), [row[1:] for row in NOT_FILES], ids=[row[0] for row in NOT_FILES])
def test_an_import_of_what_is_no_file_of_the_tree(make: Callable[[Path], None], code: str) -> None:
    put("../secret.arch", "f = relu\n")
    put("t.arch", 'import "other.arch"\nnet N { out input(3) }\n')
    make(Path("other.arch"))
    picture = f"""
error[{code}]: {REFUSALS[code]}
  ┌─ t.arch:1:1
  │
1 │ import "other.arch"
  │ ───────────────────
"""
    assert_refused(command("count", "t.arch"), picture)


def test_a_folder_as_the_file() -> None:
    Path("t.arch").mkdir()
    assert_refused(command("count", "t.arch"), "error[E304]: `t.arch` is not a regular file")


# ---- values and options ------------------------------------------------------------------

NET = "net N(w = 4, norm = on, k = 3x3) { out input(w, 9, 9) -> conv(4, k) -> (if norm then bn) }\n"

OPTIONS = [
    ("--set of an unknown name", ["--set", "width=3"], """
error[E405]: `N` has no parameter `width`
  = help: it has `w`, `norm`, `k`
"""),
    ("--set of a name that is nearly one", ["--set", "nrm=off"], """
error[E405]: `N` has no parameter `nrm`
  = help: did you mean `norm`?
"""),
    ("two unknown names in one run", ["--set", "x=3", "--keep", "y"], """
error[E405]: `N` has no parameter `x`
  = help: it has `w`, `norm`, `k`

error[E405]: `N` has no parameter `y`
  = help: it has `w`, `norm`, `k`
"""),
    ("half an expression", ["--set", "w=3+"], """
error[E406]: `3+` is no value for `w`: `3+` is not one value
  = note: a value is a number, a flag, a window or a word
"""),
    ("a nonsense value", ["--set", "w=a b"], """
error[E406]: `a b` is no value for `w`: `a b` is not one value
  = note: a value is a number, a flag, a window or a word
"""),
    ("a stray character in a value", ["--set", 'w="'], """
error[E406]: `"` is no value for `w`: `"` is not one value
  = note: a value is a number, a flag, a window or a word
"""),
    ("a control character in a value", ["--set", "w=\x1b[31m"], """
error[E406]: `\\x1b[31m` is no value for `w`: `\\x1b[31m` is not one value
  = note: a value is a number, a flag, a window or a word
"""),
    ("an unknown word", ["--set", "w=many"], """
error[E201]: `many` is unknown
  ┌─ --set w:1:1
  │
1 │ many
  │ ──── nothing of that name
  = help: `symcount layers` lists the layers
"""),
    ("a flag for a number", ["--set", "w=on"], """
error[E406]: `w` takes a number, not a flag
  = note: --set w=on
"""),
    ("a number for a flag", ["--set", "norm=3"], """
error[E406]: `norm` takes a flag, not a number
  = note: --set norm=3
"""),
    ("a number for a window", ["--set", "k=5"], """
error[E406]: `k` takes a window, not a number
  = note: --set k=5
"""),
    ("a layer for a number", ["--set", "w=relu"], """
error[E406]: `w` takes a number, not a layer
  = note: --set w=relu
"""),
    ("a value that cannot be computed", ["--set", "w=1/0"], """
error[E210]: division by zero
  ┌─ --set w:1:1
  │
1 │ 1/0
  │ ───
"""),
    ("a value that is too large", ["--set", "w=2^10^10"], """
error[E211]: the number has more than 1,000 digits
  ┌─ --set w:1:1
  │
1 │ 2^10^10
  │ ───────
  = help: keep fewer symbols, or smaller numbers
"""),
    ("a flag kept", ["--keep", "norm"], """
error[E407]: `norm` is a flag and cannot be kept as a symbol
"""),
    ("an unknown net", ["--net", "M"], """
error[E404]: there is no net, block or layer `M`
"""),
]  # fmt: skip


@pytest.mark.parametrize(("options", "picture"), [row[1:] for row in OPTIONS], ids=[row[0] for row in OPTIONS])
@pytest.mark.parametrize("verb", ["count", "derive"])
def test_options(verb: str, options: list[str], picture: str) -> None:
    put("t.arch", NET)
    assert_refused(command(verb, "t.arch", *options), picture)


@pytest.mark.parametrize(("verb", "shown"), [("count", "−3"), ("derive", "w = −3")])
def test_a_negative_width(verb: str, shown: str) -> None:
    put("t.arch", NET)
    picture = f"""
error[E207]: a size of the input must be positive, but {shown} is not
  ┌─ t.arch:1:46
  │
1 │ net N(w = 4, norm = on, k = 3x3) {{ out input(w, 9, 9) -> conv(4, k) -> (if norm then bn) }}
  │                                              ─
"""
    assert_refused(command(verb, "t.arch", "--set", "w=-3"), picture)


# ---- output --------------------------------------------------------------------------------

OUTPUTS = [
    (
        "a folder that is not there",
        "nowhere/out.tex",
        "error[E408]: cannot write `nowhere/out.tex`: No such file or directory",
    ),
    ("a folder", ".", "error[E408]: cannot write `.`: Is a directory"),
]


@pytest.mark.parametrize(("out", "picture"), [row[1:] for row in OUTPUTS], ids=[row[0] for row in OUTPUTS])
def test_outputs(out: str, picture: str) -> None:
    put("t.arch", NET)
    assert_refused(command("derive", "t.arch", "-o", out), picture)
    assert sorted(os.listdir()) == ["t.arch"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device without room, as Linux has it")
def test_a_full_device() -> None:
    put("t.arch", NET)
    picture = "error[E408]: cannot write `/dev/full`: No space left on device"
    assert_refused(command("derive", "t.arch", "-o", "/dev/full"), picture)


# ---- monsters ------------------------------------------------------------------------------


def chained(first: str, rule: str, count: int, last: str) -> str:
    """A definition that each of `count` others uses: `{i}` is its number, `{j}` the one before."""
    return first + "".join(rule.format(i=i, j=i - 1) for i in range(1, count + 1)) + last


def limited(*arguments: str) -> Result:
    """The command with 500 MB and 20 seconds."""

    def limit() -> None:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (500 * 2**20, 500 * 2**20))

    done = subprocess.run(
        [sys.executable, "-m", "symcount", *arguments],
        capture_output=True,
        timeout=20,
        env=environment(),
        preexec_fn=limit,
        check=False,
    )
    return Result(done.returncode, done.stdout.decode(), done.stderr.decode())


TOO_MANY = """
   = note: iterations of a repetition that are all alike are counted once and multiplied; others are unrolled
   = help: is a definition used twice inside itself, again and again?
"""

MONSTERS = [
    ("parentheses nested 10,000 deep", "net N { out input(3) -> " + "(" * 10_000 + "relu" + ")" * 10_000 + " }", """
error[E105]: nested more than 100 deep
  ┌─ t.arch:1:124
  │
1 │ … (((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((( …
  │                                   ─
  = help: give the inner parts names
"""),
    ("lists nested 10,000 deep", "net N { out input(3) -> " + "[" * 10_000 + "relu" + "]" * 10_000 + " }", """
error[E105]: nested more than 100 deep
  ┌─ t.arch:1:124
  │
1 │ … [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[ …
  │                                   ─
  = help: give the inner parts names
"""),
    ("10,000 minus signs", "net N { out input(" + "-" * 10_000 + "3) }", """
error[E105]: nested more than 100 deep
  ┌─ t.arch:1:215
  │
1 │ … ------------------------------------------------------------------------------------------------ …
  │                                   ─
  = help: give the inner parts names
"""),
    ("10,000 times not", "net N { out input(3) -> (if " + "not " * 10_000 + "on then relu) }", """
error[E105]: nested more than 100 deep
  ┌─ t.arch:1:809
  │
1 │ … not not not not not not not not not not not not not not not not not not not not not not not not  …
  │                                   ─
  = help: give the inner parts names
"""),
    ("10,000 powers", "net N { out input(" + "2^" * 10_000 + "3) }", """
error[E105]: nested more than 100 deep
  ┌─ t.arch:1:409
  │
1 │ … 2^2^2^2^2^2^2^2^2^2^2^2^2^2^2^2^2^2^2^2^2^2^2^2^2^2^2^2^2^2^2^2^2^2^2^2^2^2^2^2^2^2^2^2^2^2^2^2^ …
  │                                   ─
  = help: give the inner parts names
"""),
    ("10,000 digits", "net N { out input(" + "9" * 10_000 + ") -> linear(1) }", """
error[E104]: a number of more than 1,000 digits
  ┌─ t.arch:1:19
  │
1 │ net N { out input(999999999999999999999999999999999999999999999999999999999999999999999999999999 …
  │                   ──────────────────────────────────────────────────────────────────────────────
"""),
    ("forty definitions that each use the one before twice",
     chained("b0 = relu\n", "b{i} = b{j} -> b{j}\n", 40, "net N { out input(3) -> b40 }\n"), """
error[E212]: the network has more than 100,000 layers
   ┌─ t.arch:41:1
   │
41 │ b40 = b39 -> b39
   │ ─── stopped here""" + TOO_MANY),
    ("the same as bindings of a net",
     chained("net N {\n  b0 = relu\n", "  b{i} = b{j} -> b{j}\n", 40, "  out input(3) -> b40\n}\n"), """
error[E212]: the network has more than 100,000 layers
   ┌─ t.arch:42:3
   │
42 │   b40 = b39 -> b39
   │   ─── stopped here""" + TOO_MANY),
    ("the same as concatenations",
     chained("b0 = conv(3, 1)\n", "b{i} = [b{j}, b{j}]\n", 40, "net N { out input(3, 4, 4) -> b40 }\n"), """
error[E212]: the network has more than 100,000 layers
   ┌─ t.arch:41:1
   │
41 │ b40 = [b39, b39]
   │ ─── stopped here""" + TOO_MANY),
    ("the same as arguments",
     "twice(f) = f -> f\nnet N { out input(3) -> " + "twice(" * 40 + "relu" + ")" * 40 + " }\n", """
error[E212]: the network has more than 100,000 layers
  ┌─ t.arch:2:265
  │
2 │ … e(twice(twice(twice(twice(twice(twice(twice(twice(relu)))))))))))))))))))))))))))))))))))))))) }
  │                                                     ──── stopped here""" + TOO_MANY.replace("\n   =", "\n  =")),
    ("twenty definitions that square the one before",
     chained("a0 = 3\n", "a{i} = a{j}*a{j}\n", 20, "net N { out input(a20) }\n"), """
error[E211]: the number has more than 1,000 digits
   ┌─ t.arch:13:7
   │
13 │ a12 = a11*a11
   │       ───────
   = help: keep fewer symbols, or smaller numbers
"""),
    ("2,000 definitions, each inside the next",
     chained("b0 = relu\n", "b{i} = b{j} -> relu\n", 2_000, "net N { out input(3) -> b2000 }\n"), """
error[E220]: the definitions are nested too deep
     ┌─ t.arch:2002:5
     │
2002 │ net N { out input(3) -> b2000 }
     │     ─
"""),
    ("a mistake at the end of a long line", "net N { out input(3) -> " + " " * 100_000 + "cov }", """
error[E201]: `cov` is unknown
  ┌─ t.arch:1:100025
  │
1 │ …                                                                                            cov }
  │                                                                                              ─── nothing of that name
  = help: did you mean `conv`?
"""),
]  # fmt: skip


@linux
@pytest.mark.parametrize(("text", "picture"), [row[1:] for row in MONSTERS], ids=[row[0] for row in MONSTERS])
def test_monsters(text: str, picture: str) -> None:
    put("t.arch", text)
    assert_refused(limited("count", "t.arch"), picture)


@linux
def test_an_expansion_with_a_million_monomials() -> None:
    put(
        "t.arch",
        f"net N({', '.join(f'{x} = 1' for x in 'abcdef')}) {{ out input((a + b + c + d + e + f)^30) -> linear(1) }}",
    )
    picture = """
error[E211]: its expansion has more than 100,000 terms
  = help: keep fewer symbols, or smaller numbers
"""
    assert_refused(limited("derive", "t.arch"), picture)


@linux
def test_forty_blocks_that_each_use_the_one_before_twice() -> None:
    text = chained("b0 = relu\n", "block b{i} {{ out input -> b{j} -> b{j} }}\n", 40, "net N { out input(3) -> b40 }\n")
    put("t.arch", text)
    done = limited("count", "t.arch")
    assert (done.status, done.out) == (1, "")
    assert done.err.startswith("error[E212]: the network has more than 100,000 layers\n")


@linux
def test_a_thousand_mistakes_are_all_shown() -> None:
    put("t.arch", "net N {\n" + "".join(f"  a{i} = input(3) -> nothing{i}\n" for i in range(1_000)) + "  out a1\n}\n")
    done = limited("count", "t.arch")
    assert (done.status, done.out) == (1, "")
    assert [line for line in done.err.splitlines() if line.startswith("error")] == [
        f"error[E201]: `nothing{i}` is unknown" for i in range(1_000)
    ]


def sum_of(first: int, count: int) -> int:
    """first + (first + 1) + …"""
    return count * first + count * (count - 1) // 2


FINE = [  # large, but not too large
    ("10^9 layers that own nothing", "net N { out input(3) -> 10^9 * relu }", 0),
    ("10^9 copies of 10^9 copies", "net N { out input(3, 8, 8) -> parallel(10^9, parallel(10^9, conv(3, 3), active = 3)) }",
     84 * 10**18),
    ("10^9 copies of 10^9 iterations that grow", "net N { out input(3, 8, 8) -> parallel(10^9, 10^9 * [id, conv(1, 1)]) }",
     10**9 * sum_of(4, 10**9)),
    ("10^9 copies that share", "net N { share s = conv(3, 3)  out input(3, 8, 8) -> parallel(10^9, s + conv(3, 1), active = 3) }",
     84 + 12 * 10**9),
    ("10^9 layers that are alike", "net N { out input(3, 8, 8) -> 10^9 * conv(3, 3) }", 84 * 10**9),
    ("forty tensors that each use the one before twice",
     chained("net N { t0 = input(3)\n", "t{i} = [t{j}, t{j}]\n", 40, "out t40 -> linear(1) }"), 3 * 2**40 + 1),
    ("forty numbers that each use the one before twice",
     chained("a0 = 3\n", "a{i} = a{j} + a{j}\n", 40, "net N { out input(a40) -> linear(1) }"), 3 * 2**40 + 1),
    ("a sum of 5,000 terms", "net N { out input(" + " + ".join(["1"] * 5_000) + ") -> linear(1) }", 5_001),
    ("a sum of 5,000 layers", "net N { out input(3) -> " + " + ".join(["linear(2)"] * 5_000) + " }", 40_000),
    ("a chain of 5,000 layers", "net N { out input(3)" + " -> linear(3)" * 5_000 + " }", 60_000),
    ("1,000 digits", "net N { out input(" + "9" * 1_000 + ") -> linear(1, bias = off) }", 10**1_000 - 1),
]  # fmt: skip


@linux
@pytest.mark.parametrize(("text", "count"), [row[1:] for row in FINE], ids=[row[0] for row in FINE])
def test_large_networks(text: str, count: int) -> None:
    put("t.arch", text)
    done = limited("count", "t.arch", "--format", "json")
    assert (done.status, done.err) == (0, "")
    assert f'"parameters": {count},' in done.out


@linux
def test_ten_thousand_layers_no_two_neighbours_alike() -> None:
    widths = [3, *(8 + i % 7 for i in range(10_000))]
    put("t.arch", "net N { out input(3, 9, 9)" + "".join(f" -> conv({c}, 3)" for c in widths[1:]) + " }")
    done = limited("count", "t.arch", "--format", "json")
    assert (done.status, done.err) == (0, "")
    assert f'"parameters": {sum(9 * a * b + b for a, b in zip(widths, widths[1:], strict=False))},' in done.out


@linux
def test_a_derivation_in_five_thousand_symbols() -> None:
    names = ", ".join(f"a{i} = {i + 1}" for i in range(5_000))
    put("t.arch", f"net N({names}) {{ out input({' + '.join(f'a{i}' for i in range(5_000))}) -> linear(1) }}")
    done = limited("derive", "t.arch", "--format", "json")
    assert (done.status, done.err) == (0, "")
    assert f'"value": {5_000 * 5_001 // 2 + 1}' in done.out


# ---- once defects ---------------------------------------------------------------------------

MENDED: list[tuple[str, str, list[str]]] = [
    ("an expansion with 2^17 monomials",
     "net N(" + ", ".join(f"a{i} = 1, b{i} = 1" for i in range(17)) + ") { out input("
     + "*".join(f"(a{i} + b{i})" for i in range(17)) + ") -> linear(1) }", ["derive"]),
    ("twenty squares of a symbol",
     chained("net N(w = 3) {\n a0 = w + 1\n", " a{i} = a{j}*a{j}\n", 20, " out input(a20)\n}\n"), ["derive"]),
    ("a net that gives a number", "net N { out 4 }", ["count"]),
    ("a negative padding", "net N { out input(3, 8, 8) -> conv(4, 3, p = -1) }", ["count"]),
    ("copies of copies whose number has 1,201 digits",
     "net N { out input(3, 8, 8) -> parallel(10^600, parallel(10^600, conv(3, 3))) }", ["count"]),
    ("iterations of iterations whose number has 1,201 digits",
     "net N { out input(3, 8, 8) -> 10^600 * (10^600 * conv(3, 3)) }", ["count"]),
    ("a tensor that is no share for the weights of a layer",
     "net N { x = input(3, 8, 8)  out x -> conv(4, 3, weight = x) }", ["count"]),
    ("a number for the weights of a layer", "net N { out input(3, 8, 8) -> conv(4, 3, weight = 5) }", ["count"]),
    ("memory that is a number", "net N { out input(8, 4) -> attention(2, memory = 3) }", ["count"]),
    ("memory that is a layer", "net N { out input(8, 4) -> attention(2, memory = linear(8)) }", ["count"]),
    ("memory in the place of heads", "net N { x = input(8, 4)  out x -> attention(2, x) }", ["count"]),
    ("two conventions", "convention = keras\nconvention = torch\nnet N { out input(3) -> bn }", ["count"]),
    ("a variant in a block", "block f { variant a == 3  out input -> conv(3, 3) }\n"
     "net N { out input(3, 8, 8) -> f }", ["count"]),
    ("a paper of half a year", 'net N { paper "P" 2016.5  out input(3) -> linear(2) }', ["count"]),
]  # fmt: skip


@linux
@pytest.mark.parametrize(("text", "verb"), [row[1:] for row in MENDED], ids=[row[0] for row in MENDED])
def test_once_defects(text: str, verb: list[str]) -> None:
    put("t.arch", text)
    done = limited(*verb, "t.arch")
    assert (done.status, done.out) == (1, "")
    assert done.err.startswith("error[E")
    assert "Traceback" not in done.err
