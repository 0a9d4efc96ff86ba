"""A sweep writes the count of every point of its grid, whole or not at all, and goes on after an interrupt."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from symcount import Problem, load
from symcount.network.request import Request
from tests.support import NETWORKS, command, environment, model

pytest.importorskip("numpy", reason="the extra `sweep` is not installed")

from symcount import outside
from symcount.scaling import counting, files, pieces, points, sweep

ROUNDED = """net N(alpha = 1, L = 2) {
  again() = conv(C_i, 3)
  out input(3, 9, 9) -> conv(divisible(10*alpha), 3) -> L * again() -> gap -> linear(2)
}"""
PLAIN = "net N(w = 4, v = 2) { out input(3, 9, 9) -> conv(w, 3) -> conv(v, 3) }"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Chunks of five rows."""
    monkeypatch.setattr(sweep, "ROWS", 5)


def swept(text: str, *over: str, **settings: Any) -> sweep.Sweep:
    return sweep.sweep(model(text).model.scope, Request(settings=settings), points.grid_of(over))


def quiet(steps: Sequence[int], label: str) -> AbstractContextManager[Iterable[int]]:
    return nullcontext(steps)


def write(run: sweep.Sweep, output: str, restart: bool = False) -> None:
    files.write_sweep(run, files.open_chunks(run, Path(output), restart), Path(output), quiet)


def rows(output: str) -> list[dict[str, str]]:
    with Path(output).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def left() -> list[str]:
    return sorted(path.name for path in Path(".").iterdir())


# ---- the grid ----------------------------------------------------------------------------


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("output", ["grid.csv", "grid.parquet"])
def test_every_point_is_the_count_of_the_network_there(output: str) -> None:
    write(swept(ROUNDED, "alpha=0.25:2:8", "L=1:3"), output)
    if output.endswith("parquet"):
        parquet = pytest.importorskip("pyarrow.parquet", reason="the extra `sweep` is not installed")
        table = parquet.read_table(output)
        table_rows = table.to_pylist()
        kinds = {name: str(table.schema.field(name).type) for name in table.column_names}
        whole = dict.fromkeys(("alpha_num", "alpha_den", "L", "parameters"), "int64")
        assert kinds == {"alpha": "double", **whole}
        assert table.schema.metadata[b"network"] == b"N"
        assert parquet.ParquetFile(output).num_row_groups == 5
    else:
        table_rows = [{k: float(v) if k == "alpha" else int(v) for k, v in row.items()} for row in rows(output)]
    alphas = [Fraction(k, 4) for k in range(1, 9)]
    assert [(Fraction(r["alpha_num"], r["alpha_den"]), r["L"]) for r in table_rows] == list(product(alphas, (1, 2, 3)))
    for row in table_rows:
        at = {"alpha": Fraction(row["alpha_num"], row["alpha_den"]), "L": row["L"]}
        assert row["alpha"] == float(at["alpha"])
        assert row["parameters"] == model(ROUNDED).count(set=at).parameters
    assert left() == [output]


def test_whole_values_are_one_column() -> None:
    write(swept(PLAIN, "w=2:4", "v=8,1"), "g.csv")
    text = "w,v,parameters\n2,8,208\n2,1,75\n3,8,308\n3,1,112\n4,8,408\n4,1,149\n"
    assert Path("g.csv").read_text(encoding="utf-8") == text


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("output", ["grid.csv", "grid.parquet"])
def test_counts_beyond_64_bits_are_decimal_strings_in_every_row(output: str) -> None:
    write(swept(PLAIN, "w=4000000000:4000000001", "v=1:1000000000:4"), output)
    if output.endswith("parquet"):
        parquet = pytest.importorskip("pyarrow.parquet", reason="the extra `sweep` is not installed")
        table_rows = parquet.read_table(output).to_pylist()
        assert all(isinstance(row["parameters"], str) for row in table_rows)
    else:
        table_rows = rows(output)
    for row in table_rows:
        w, v = int(row["w"]), int(row["v"])
        assert int(row["parameters"]) == 28 * w + 9 * w * v + v


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a=1:4", [1, 2, 3, 4]),
        ("a=0.5:3", [Fraction(1, 2), Fraction(3, 2), Fraction(5, 2)]),
        ("a=1/4:2:8", [Fraction(k, 4) for k in range(1, 9)]),
        ("a=0.1:0.2:3", [Fraction(1, 10), Fraction(3, 20), Fraction(1, 5)]),
        ("a=0:1:4", [0, Fraction(1, 3), Fraction(2, 3), 1]),
        ("a=7:7", [7]),
        ("a=7:7:1", [7]),
        (" a = 3 , 1/2 , 1e3 ", [3, Fraction(1, 2), 1000]),
        ("a=-2:2:3", [-2, 0, 2]),
        ("a=16:64:+16", [16, 32, 48, 64]),
        ("a=1:6:+2", [1, 3, 5]),
        ("a=0:1:+1/3", [0, Fraction(1, 3), Fraction(2, 3), 1]),
        ("a=3:3:+5", [3]),
    ],
)
def test_ranges_are_exact(text: str, expected: list[Fraction]) -> None:
    axis = points.axis_of(text)
    assert axis.name == "a"
    assert [axis.exact(k) for k in range(len(axis.numerators))] == expected


def test_a_range_is_not_written_out() -> None:
    grid = points.grid_of(["a=1:1000000000"])
    assert grid.size == 10**9
    assert [v.as_list((2,)) for v in grid.part(999_999_998, 10**10)] == [[999_999_999, 1_000_000_000]]


FORMS = points.FORMS


@pytest.mark.parametrize(
    ("over", "message"),
    [
        (["w=2:1"], "the range 2:1 of `w` runs backwards\n  = help: write w=1:2"),
        (["w=2:0.25:8"], "the range 2:0.25:8 of `w` runs backwards\n  = help: write w=1/4:2:8"),
        (["w"], f"`w` is not NAME=RANGE\n  = help: {FORMS}"),
        (["=1:2"], f"`=1:2` is not NAME=RANGE\n  = help: {FORMS}"),
        (["w="], f"`w=` is not NAME=RANGE\n  = help: {FORMS}"),
        (["w=1:x"], f"`x` is no number, in `w=1:x`\n  = help: {FORMS}"),
        (["w=1,,2"], f"`` is no number, in `w=1,,2`\n  = help: {FORMS}"),
        (["w=nan,1"], f"`nan` is no number, in `w=nan,1`\n  = help: {FORMS}"),
        (["w=on,2"], f"`on` is no number, in `w=on,2`\n  = help: {FORMS}"),
        (["w=on,on"], "`w` is on twice in its list\n  = help: list each value once"),
        (["w=1:9:+0"], f"the step of the range 1:9:+0 of `w` must be positive\n  = help: {FORMS}"),
        (["w=9:1:+2"], f"the range 9:1:+2 of `w` runs backwards\n  = help: {FORMS}"),
        (["w=1:9:+x"], f"`x` is no number, in `w=1:9:+x`\n  = help: {FORMS}"),
        (["w=1e999999999"], f"`1e999999999` is no number, in `w=1e999999999`\n  = help: {FORMS}"),
        (["w=1/0"], "`1/0` divides by zero, in `w=1/0`"),
        (["w=1:2:3:4"], f"`1:2:3:4` is no range of `w`\n  = help: {FORMS}"),
        (["w=1:2:0"], f"`0` is no number of values, in `w=1:2:0`\n  = help: {FORMS}"),
        (["w=1:2:2.5"], f"`2.5` is no number of values, in `w=1:2:2.5`\n  = help: {FORMS}"),
        (["w=1:2:1"], "the range 1:2:1 of `w` has two ends, but one value\n  = help: ask for 2 values or more"),
        (["w=3:3:9"], "the range 3:3:9 of `w` is one value 9 times\n  = help: write w=3"),
        (["w=1,2,1"], "`w` is 1 twice in its list\n  = help: list each value once"),
        (["w=1:2", "w=3:4"], "`w` is swept twice\n  = help: give one list: --over w=A,B,C"),
        (
            ["w=1:1e99"],
            f"the range 1:1e99 of `w` has {10**99:,} values; at most 1,000,000,000 are written\n"
            "  = help: take fewer values",
        ),
        (
            ["w=1:100000", "v=1:100000"],
            "this grid has 10,000,000,000 points; at most 1,000,000,000 are written\n  = help: take fewer values",
        ),
        (["w=1e20,1"], "the values of `w` have more than 18 digits\n  = help: choose rounder ends"),
    ],
)
def test_bad_ranges(over: list[str], message: str) -> None:
    with pytest.raises(Problem) as caught:
        points.grid_of(over)
    assert str(caught.value) == f"error[E513]: {message}"


# ---- where nothing can be built, and choices ---------------------------------------------

NO = None

# (net, grid, the count at each point, what is said): the counts are what `count --set` answers.
ANSWERS: list[tuple[str, str, list[int | None], list[str]]] = [
    (PLAIN, "v=0:2", [NO, 149, 186], ["1 of 3 points: v = 0: the channels of `conv` must be positive, but 0 is not"]),
    (PLAIN, "w=1,3/2,2", [NO if w == 1.5 else 28 * w + 18 * w + 2 for w in (1, 1.5, 2)],
     ["1 of 3 points: w = 3/2: the channels of `conv` must be whole, but 3/2 is not"]),
    ("net T(d = 8, h = 4) { out input(d, 16) -> linear(d) -> attention(h) }", "d=6:8", [NO, NO, 72 + 4 * 72],
     ["2 of 3 points: d = 6: `attention`: the heads must divide the channels, or the width w of a head be given"]),
    ("block body(m) { require m % 1 == 0 \"whole\" out conv(8*m, 3) }", "m=1,1.5,2", [], []),
    ("net N(w = 4) { out input(3, 9, 9) -> (if w > 3 then conv(w, 3) else conv(1, 3)) -> conv(w, 1) }", "w=2:5",
     [32, 34, 132, 170], []),
    ("net N(n = 3) { out input(3, 8, 8) -> conv(n, 1) -> parallel(n - 1, conv(2, 1)) }", "n=1:3", [NO, 14, 28],
     ["1 of 3 points: n = 1: the number of copies must be positive, but 0 is not"]),
    ("net N(n = 9) { out input(4, 8, 8) -> conv(4, 3) -> (for j in 5..n: bn) }", "n=1:6",
     [148, 148, 148, 148, 156, 164], []),
    ("net N(n = 2) { out input(3) -> linear(n) -> (if n % 2 == 0 then linear(7)) }", "n=1:4", [4, 29, 12, 51], []),
    ("net N(g = 1, w = 2) { require w % g == 0  out input(1) -> (for i in 1..g: linear(divisible(i, 8))) -> linear(w) }",
     "g=2,3", [88 + 18, NO], ["1 of 2 points: g = 3: `N`: w % g == 0"]),
    ("net N(n = 2) { block b { out linear(2*C_i) }  out input(1) -> n * (n * b) }", "n=1:3", [4, 200, 175_784], []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "over", "counts", "said"), [row for row in ANSWERS if row[2]])
def test_every_point_is_what_count_answers(text: str, over: str, counts: list[int | None], said: list[str]) -> None:
    run = swept(text, over)
    reasons = write_and_say(run, "g.csv")
    assert [int(row["parameters"]) if row["parameters"] else NO for row in rows("g.csv")] == counts
    assert reasons == said
    for place, count in enumerate(counts):
        at = {run.grid.numbers[0].name: run.grid.numbers[0].exact(place)}
        if count is NO:
            with pytest.raises(Problem):
                model(text).count(set=at)
        else:
            assert model(text).count(set=at).parameters == count


def write_and_say(run: sweep.Sweep, output: str) -> list[str]:
    reasons = files.write_sweep(run, files.open_chunks(run, Path(output), False), Path(output), quiet)
    found = []
    for warning in run.warnings(reasons):
        number, first = warning.message.split(" at ")[1].split(", where")[0], warning.notes[0]
        found.append(f"{number}: {first.removeprefix('first at ').rpartition(' (')[0]}")
    return found


@pytest.mark.parametrize(
    ("file", "over", "codes"),
    [
        ("fcn_vgg16", "stride=1:4", ["E217", None, "E217", None]),
        ("mixtral", "h=-1,0,32", ["E208", "E210", None]),
        ("squeezenet", "base_e=-1,1,128", ["E207", "E206", None]),
    ],
)
def test_what_is_refused_is_refused_by_count_with_the_same_code(file: str, over: str, codes: list[str | None]) -> None:
    """A padding is half a stride; one condition is broken for other reasons at zero and at negative numbers."""
    grid = points.grid_of([over])
    run = sweep.sweep(load(file).model.scope, Request(), grid)
    counts, refusals = run.countings[()].at(grid.part(0, grid.size), grid.size)
    found = {int(place): refusal.why.code for refusal in refusals for place in refusal.places}
    assert [found.get(place) for place in range(grid.size)] == codes
    for place, count in enumerate(counts.tolist()):
        at = {grid.numbers[0].name: grid.numbers[0].exact(place)}
        if count == counting.NONE:
            with pytest.raises(Problem, match=str(codes[place])):
                load(file).count(set=at)
        else:
            assert load(file).count(set=at).parameters == count


def test_a_block_that_requires_is_asked(folder: Path) -> None:
    """use.md §2, 1: a `require` of a block was ignored."""
    (folder / "b.arch").write_text('block body(m) { require m % 1 == 0 "whole" out conv(8*m, 3) }', encoding="utf-8")
    command("sweep", "b.arch", "--net", "body", "--set", "C_i=3", "--over", "m=1,1.5,2", "-o", "g.csv")
    assert [row["parameters"] for row in rows("g.csv")] == ["224", "", "448"]


def test_where_no_count_is_whole_help_says_which_are() -> None:
    run = sweep.sweep(load(NETWORKS / "resnet50.arch").model.scope, Request(), points.grid_of(["alpha=0.25:2:1000"]))
    reasons = files.write_sweep(run, files.open_chunks(run, Path("g.csv"), False), Path("g.csv"), quiet)
    (warning,) = run.warnings(reasons)
    assert warning.message == "no network can be built at 998 of 1,000 points, where the count is empty"
    assert warning.help == ("multiples of 1/64 are whole: --over alpha=1/4:2:113",)
    built = [row for row in rows("g.csv") if row["parameters"]]
    assert all(64 % int(row["alpha_den"]) == 0 for row in built)
    assert [row["alpha"] for row in built] == ["0.25", "2.0"]


def test_a_grid_without_any_network_is_an_error() -> None:
    with pytest.raises(Problem, match="E207"):
        swept(PLAIN, "v=-3:0")


@pytest.mark.parametrize("output", ["g.csv", "g.parquet"])
def test_flags_and_words_are_axes(output: str) -> None:
    """paper.md D28: an ablation over a flag."""
    write(
        swept("net N(w = 2, norm = on) { out input(3) -> linear(w) -> (if norm then bn) }", "norm=on,off", "w=2:3"),
        output,
    )
    expected = [("on", 2, 12), ("on", 3, 18), ("off", 2, 8), ("off", 3, 12)]
    if output == "g.csv":
        assert [(r["norm"], int(r["w"]), int(r["parameters"])) for r in rows(output)] == expected
    else:
        table = pytest.importorskip("pyarrow.parquet").read_table(output)
        assert [tuple(row.values()) for row in table.to_pylist()] == expected


def test_empty_counts_are_null_in_parquet() -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="the extra `sweep` is not installed")
    write(swept(PLAIN, "v=0:1"), "g.parquet")
    assert parquet.read_table("g.parquet")["parameters"].to_pylist() == [None, 149]


@pytest.mark.usefixtures("small")
def test_reasons_are_kept_over_an_interrupt() -> None:
    run = swept(PLAIN, "v=0:19")
    interrupt(run, "g.csv")
    assert write_and_say(run, "g.csv") == [
        "1 of 20 points: v = 0: the channels of `conv` must be positive, but 0 is not"
    ]


def test_too_many_networks_of_their_own_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "MOST_BUILT", 2)
    monkeypatch.setattr(pieces, "MOST", 2)
    text = "net N(n = 2) { out input(1, 8) -> (for i in 1..n: linear(divisible(i, 8))) }"
    run = swept(text, "n=1:6")
    with pytest.raises(Problem, match="E517.*more than 2 points need a network of their own"):
        run.counts(0)


def test_a_symbol_that_the_count_does_not_contain() -> None:
    text = "net N(w = 4, s = 1) { out input(3, 9, 9) -> conv(w, 3, s = s) }"
    with pytest.raises(Problem, match="E501"):
        swept(text, "w=1:2", "s=1,2")


def test_two_columns_of_one_name_are_refused() -> None:
    run = swept(PLAIN.replace("w", "parameters"), "parameters=1:2")
    with pytest.raises(Problem, match="two columns of the grid would have the name `parameters`"):
        write(run, "g.csv")
    assert left() == []


# ---- whole or not at all, and again ------------------------------------------------------


class Interrupted(files.Chunks):
    """Chunks of which the second is never saved."""

    def save(self, k: int, counts: Any, reasons: Sequence[sweep.Reason] = ()) -> None:
        if k == 1:
            raise KeyboardInterrupt
        super().save(k, counts, reasons)


def interrupt(run: sweep.Sweep, output: str) -> None:
    chunks = files.open_chunks(run, Path(output), restart=False)
    with pytest.raises(KeyboardInterrupt):
        files.write_sweep(run, Interrupted(chunks.folder, chunks.total), Path(output), quiet)


@pytest.mark.usefixtures("small")
def test_an_interrupted_sweep_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    run = swept(ROUNDED, "alpha=0.25:2:8", "L=1:3")
    write(run, "whole.csv")
    interrupt(run, "grid.csv")
    assert left() == ["grid.csv.part", "whole.csv"]
    assert sorted(p.name for p in Path("grid.csv.part").iterdir()) == ["000000.npy", "sweep.json"]

    saved = []
    kept = files.Chunks.save
    monkeypatch.setattr(files.Chunks, "save", lambda self, k, *rest: (saved.append(k), kept(self, k, *rest)))
    write(swept(ROUNDED, "alpha=0.25:2:8", "L=1:3"), "grid.csv")
    assert saved == [1, 2, 3, 4]
    assert left() == ["grid.csv", "whole.csv"]
    assert Path("grid.csv").read_bytes() == Path("whole.csv").read_bytes()


@pytest.mark.usefixtures("small")
def test_an_interrupt_while_writing_leaves_the_old_output(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("grid.csv").write_text("old", encoding="utf-8")
    run = swept(PLAIN, "w=1:20")

    def broken(path: Path, *rest: object) -> None:
        path.write_text("half", encoding="utf-8")
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setitem(files.WRITERS, ".csv", broken)
        with pytest.raises(KeyboardInterrupt):
            write(run, "grid.csv")
    assert left() == ["grid.csv", "grid.csv.part"]
    assert Path("grid.csv").read_text(encoding="utf-8") == "old"
    write(run, "grid.csv")
    assert len(rows("grid.csv")) == 20
    assert left() == ["grid.csv"]


@pytest.mark.usefixtures("small")
def test_the_chunks_of_another_sweep_are_refused_and_restart_throws_them_away() -> None:
    interrupt(swept(PLAIN, "w=1:20"), "grid.csv")
    other = swept(PLAIN, "w=1:21")
    with pytest.raises(Problem) as caught:
        write(other, "grid.csv")
    assert str(caught.value) == (
        "error[E514]: `grid.csv.part` holds the unfinished chunks of another sweep\n"
        "  = help: `--restart` throws them away; or choose another output, or finish that sweep with its own request"
    )
    assert Path("grid.csv.part/000000.npy").exists()
    write(other, "grid.csv", restart=True)
    assert len(rows("grid.csv")) == 21
    assert left() == ["grid.csv"]


def test_a_folder_that_is_no_sweep_is_left_alone() -> None:
    Path("grid.csv.part").mkdir()
    Path("grid.csv.part/mine.txt").write_text("mine", encoding="utf-8")
    for restart in (False, True):
        with pytest.raises(Problem, match=r"`grid\.csv\.part` is no unfinished sweep"):
            write(swept(PLAIN, "w=1:20"), "grid.csv", restart)
    assert Path("grid.csv.part/mine.txt").read_text(encoding="utf-8") == "mine"


def test_an_empty_folder_is_a_sweep_that_has_just_begun() -> None:
    Path("grid.csv.part").mkdir()
    write(swept(PLAIN, "w=1:20"), "grid.csv")
    assert left() == ["grid.csv"]


@pytest.mark.parametrize(
    ("output", "message"),
    [
        (
            "grid.txt",
            "error[E515]: a grid is not written as `.txt`\n"
            "  = help: choose one of .parquet, .csv, as in -o grid.parquet",
        ),
        ("no/grid.csv", "error[E408]: cannot write `no/grid.csv`: its folder does not exist"),
        ("folder.csv", "error[E408]: cannot write `folder.csv`: it is a folder"),
    ],
)
def test_outputs_that_cannot_be_written(output: str, message: str) -> None:
    Path("folder.csv").mkdir()
    with pytest.raises(Problem) as caught:
        write(swept(PLAIN, "w=1:20"), output)
    assert str(caught.value) == message
    assert left() == ["folder.csv"]


def test_a_full_disk_is_a_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*rest: object, **more: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.np, "save", full)
    with pytest.raises(Problem, match="No space left on device"):
        write(swept(PLAIN, "w=1:20"), "grid.csv")
    assert left() == ["grid.csv.part"]


def test_a_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(Problem) as caught:
        write(swept(PLAIN, "w=1:20"), "grid.parquet")
    assert str(caught.value) == "error[E510]: a .parquet file needs pyarrow: pip install 'symcount[sweep]'"
    assert left() == []


def test_a_file_keeps_its_mode_and_a_broken_block_leaves_nothing() -> None:
    Path("a").write_text("old", encoding="utf-8")
    Path("a").chmod(0o640)
    with outside.whole(Path("a")) as path:
        path.write_text("new", encoding="utf-8")
    assert (Path("a").read_text(encoding="utf-8"), Path("a").stat().st_mode & 0o777) == ("new", 0o640)
    with pytest.raises(ZeroDivisionError), outside.whole(Path("a")) as path:
        raise ZeroDivisionError
    assert left() == ["a"]


# ---- the command -------------------------------------------------------------------------


def test_the_command_writes_a_grid_and_says_nothing() -> None:
    done = command("sweep", "unet", "--over", "w=8:64:8", "--set", "norm=off", "-o", "g.csv")
    assert (done.status, done.out, done.err) == (0, "", "")
    assert [int(r["parameters"]) for r in rows("g.csv")] == [
        load("unet").count(w=w, norm="off").parameters for w in range(8, 65, 8)
    ]


def test_the_command_multiplies_widths() -> None:
    vgg = str(NETWORKS / "vgg16.arch")
    done = command(
        "sweep", vgg, "--multiplier", "alpha", "--round", "divisible:8", "--over", "alpha=0.5,1", "-o", "g.csv"
    )
    assert done.status == 0
    assert [int(r["parameters"]) for r in rows("g.csv")][1] == 138_357_544


def test_keep_is_said_by_over() -> None:
    done = command("sweep", "unet", "--keep", "w", "--over", "w=1:2", "-o", "g.csv")
    assert done.status == 2
    assert done.err.endswith("Error: --over says which symbols are kept; leave out --keep\n")
    assert left() == []


def test_a_killed_process_goes_on(folder: Path) -> None:
    """In a process of its own that dies between two chunks, without a chance to clean up."""
    Path("n.arch").write_text(PLAIN, encoding="utf-8")
    arguments = ["sweep", "n.arch", "--over", "w=1:20", "-o", "g.csv"]
    dying = (
        "import os, sys\n"
        "from symcount import cli\n"
        "from symcount.scaling import files, sweep\n"
        "sweep.ROWS = 5\n"
        "kept = files.Chunks.save\n"
        "files.Chunks.save = lambda self, k, *rest: os._exit(9) if k == {k} else kept(self, k, *rest)\n"
        "sys.argv = ['symcount', *{arguments!r}]\n"
        "cli.main()\n"
    )

    def run(k: int) -> subprocess.CompletedProcess[str]:
        program = dying.format(k=k, arguments=arguments)
        return subprocess.run(
            [sys.executable, "-c", program], cwd=folder, env=environment(), capture_output=True, text=True, check=False
        )

    assert run(2).returncode == 9
    assert left() == ["g.csv.part", "n.arch"]
    assert json.loads(Path("g.csv.part/sweep.json").read_text(encoding="utf-8"))["points"] == 20
    second = run(99)
    assert (second.returncode, second.stderr) == (0, "goes on: 2 of 4 chunks are done\n")
    assert [int(r["parameters"]) for r in rows("g.csv")] == [28 * w + 18 * w + 2 for w in range(1, 21)]
    assert left() == ["g.csv", "n.arch"]
