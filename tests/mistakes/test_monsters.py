"""Mistakes that are no text: links, pipes and devices, and texts that would take for ever or eat the memory.

The monsters run the real command in a process of its own, in 500 MB and 20 seconds. Other mistakes are in the text files
beside this one.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from math import comb
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


def put(name: str, content: str) -> None:
    Path(name).write_text(content, encoding="utf-8")


def assert_refused(done: Result, picture: str) -> None:
    assert "Traceback" not in done.err
    assert done.err.rstrip("\n") == picture.strip("\n")
    assert (done.status, done.out) == (1, "")


# ---- files that are none ----------------------------------------------------------------------

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


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device without room, as Linux has it")
def test_a_full_device() -> None:
    put("t.arch", "net N { out input(3) -> linear(4) }\n")
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
def test_of_a_thousand_mistakes_the_first_are_shown() -> None:
    put("t.arch", "net N {\n" + "".join(f"  a{i} = input(3) -> nothing{i}\n" for i in range(1_000)) + "  out a1\n}\n")
    done = limited("count", "t.arch")
    assert (done.status, done.out) == (1, "")
    assert [line for line in done.err.splitlines() if line.startswith("error")] == [
        f"error[E201]: `nothing{i}` is unknown" for i in range(20)
    ]
    assert "  = note: 980 more mistakes are not shown\n" in done.err


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

MENDED = [
    ("an expansion with 2^17 monomials",
     "net N(" + ", ".join(f"a{i} = 1, b{i} = 1" for i in range(17)) + ") { out input("
     + "*".join(f"(a{i} + b{i})" for i in range(17)) + ") -> linear(1) }"),
    ("twenty squares of a symbol",
     chained("net N(w = 3) {\n a0 = w + 1\n", " a{i} = a{j}*a{j}\n", 20, " out input(a20)\n}\n")),
]  # fmt: skip


@linux
@pytest.mark.parametrize("text", [row[1] for row in MENDED], ids=[row[0] for row in MENDED])
def test_once_defects(text: str) -> None:
    put("t.arch", text)
    done = limited("derive", "t.arch")
    assert (done.status, done.out) == (1, "")
    assert done.err.startswith("error[E211]")
    assert "Traceback" not in done.err


# ---- names that the system does not know ------------------------------------------------------


@pytest.mark.skipif(os.name != "posix", reason="links as POSIX has them")
def test_an_import_of_a_link_that_leads_to_itself() -> None:
    put("t.arch", 'import "one.arch"\nnet N { out input(3) }\n')
    Path("one.arch").symlink_to("two.arch")
    Path("two.arch").symlink_to("one.arch")
    picture = """
error[E301]: there is no file `one.arch`
  ┌─ t.arch:1:1
  │
1 │ import "one.arch"
  │ ─────────────────
"""
    done = command("count", "t.arch")
    assert done.err.startswith(picture.strip("\n"))
    assert (done.status, done.out) == (1, "")


LONG = "a" * 5_000


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["count", LONG], "E401"),
        (["count", f"{LONG}:N"], "E401"),
        (["macros", f"{LONG}/t.arch:N"], "E401"),
        (["check", "--against", LONG], "E401"),
        (["derive", "unet", "-o", LONG], "E408"),
        (["derive", "unet", "-o", f"{LONG}/out.tex"], "E408"),
        (["sweep", "unet", "--over", "w=1:3", "-o", f"{LONG}.csv"], "E408"),
        (["scale", "unet", "--by", "w", "--plot", f"{LONG}.svg"], "E408"),
        (["watch", LONG, "-o", "out.tex"], "E401"),
        (["watch", "unet", "-o", LONG], "E418"),
        (["solve", "unet", "--for", "w", "--params", "9" * 5_000], "E503"),
        (["scale", "unet", "--by", "w", "--from", "9" * 5_000, "--to", "2"], "E502"),
        (["count", "unet", "--set", "w=" + "9" * 5_000], "E406"),
        (["count", "unet", "--set", LONG + "=2"], "E405"),
        (["count", "unet", "--net", LONG], "E404"),
        (["explain", LONG], "E409"),
    ],
    ids=lambda value: " ".join(value)[:20] if isinstance(value, list) else value,
)
def test_an_argument_of_5000_letters(arguments: list[str], code: str) -> None:
    pytest.importorskip("matplotlib")
    done = command(*arguments)
    assert (done.status, done.out) == (1, "")
    assert done.err.startswith(f"error[{code}]")


def test_a_row_of_a_table_with_5000_letters() -> None:
    put("t.csv", f"model,params\n{LONG}.arch,3\n{LONG}/t.arch,3\n")
    done = command("check", "--against", "t.csv")
    assert done.status == 1
    assert done.out.count("there is no file") == 2


# ---- once slow ------------------------------------------------------------------------------


@linux
def test_imports_in_a_diamond_are_read_once() -> None:
    for i in range(28):
        for name in "ab":
            put(f"{name}{i}.arch", f'import "a{i + 1}.arch"\nimport "b{i + 1}.arch"\n{name}{i} = relu\n')
    put("a28.arch", "a28 = relu\n")
    put("b28.arch", "b28 = relu\n")
    put("t.arch", 'import "a0.arch"\nimport "b0.arch"\nnet N { out input(3) -> a0 -> b0 -> linear(2) }\n')
    done = limited("count", "t.arch", "--format", "json")
    assert (done.status, done.err) == (0, "")


@linux
def test_ranges_in_ranges() -> None:
    loops = "".join(f"(for {x} in 1..100: " for x in "abcd")
    put("t.arch", f"net N {{ out input(3, 8, 8) -> {loops}conv(a + b + c + d, 1){')' * 4} }}\n")
    done = limited("count", "t.arch", "--format", "json")
    assert (done.status, done.err) == (0, "")
    assert '"parameters": 4428899998462,' in done.out  # as added up over all 10^8 layers


@linux
@pytest.mark.parametrize("depth", [7, 10])
def test_repetitions_in_repetitions_are_bounded(depth: int) -> None:
    put("t.arch", f"net N(n = 3) {{ out input(3, 8, 8) -> {'n * (' * depth}[id, conv(2, 1)]{')' * depth} }}\n")
    done = limited("count", "t.arch", "--keep", "n")
    assert (done.status, done.out) == (1, "")
    assert done.err.startswith("error[E231]: this takes too long to work out\n")


@linux
def test_a_label_of_one_long_word() -> None:
    put("t.arch", f'net N {{ out input(3) -> linear(2) @ "{"a" * 50_000}" }}\n')
    done = limited("draw", "t.arch")
    assert (done.status, done.err) == (0, "")


@linux
@pytest.mark.parametrize(
    "line", ["variant v{i}(w = {i}) == {four}", "expect params(w = {i}) == {four}", "expect params == 4*w"]
)
def test_a_check_of_thousands_of_lines(line: str) -> None:
    lines = "".join(f"{line.format(i=i, four=4 * i)}\n" for i in range(1, 2_001))
    put("t.arch", f"net N(w = 8) {{ out input(3, 8, 8) -> conv(w, 1)\n{lines}}}\n")
    done = limited("check", "t.arch")
    assert (done.status, done.err, done.out.count("ok  ")) == (0, "", 2_000)


@linux
def test_thousands_of_unknown_names() -> None:
    put("t.arch", "net N { out input(3, 8, 8)" + "".join(f" -> cnov{i}(3, 1)" for i in range(20_000)) + " }\n")
    done = limited("count", "t.arch")
    assert (done.status, done.out) == (1, "")
    assert done.err.count("error[E201]") == 20
    assert "= note: 19,980 more mistakes are not shown" in done.err


@linux
def test_thousands_of_nets_are_not_all_listed() -> None:
    put("t.arch", "".join(f"net N{i} {{ out input(3) -> linear(2) }}\n" for i in range(5_000)))
    done = limited("count", "t.arch")
    assert (done.status, done.out) == (1, "")
    names = ", ".join(f"`N{i}`" for i in range(12))
    assert done.err.startswith(f"error[E403]: there are 5000 nets: {names} and 4,988 more\n")


@linux
def test_a_derivation_that_nobody_reads() -> None:
    put("t.arch", "net N { out input(3)" + "".join(f' -> linear(3) @ "{i}"' for i in range(11_000)) + " }\n")
    done = limited("derive", "t.arch", "--format", "html")
    assert (done.status, done.out) == (1, "")
    assert done.err.startswith("error[E211]: the derivation would have more than 20,000 terms\n")


@linux
def test_a_power_of_a_sum() -> None:
    put("t.arch", "net N(w = 4) { out input(3) -> linear((w + 1)^1000, bias = off) }\n")
    done = limited("count", "t.arch", "--keep", "w", "--format", "json")
    assert (done.status, done.err) == (0, "")
    assert f'+ {3 * comb(1_000, 3)}*w**3 + {3 * comb(1_000, 2)}*w**2 + 3000*w + 3"' in done.out


@linux
def test_a_picture_of_hundreds_of_labels() -> None:
    put("t.arch", "net N { out input(3)" + "".join(f' -> linear(3) @ "{i}"' for i in range(2_000)) + " }\n")
    done = limited("draw", "t.arch")
    assert (done.status, done.err) == (0, "")
