"""How long the command takes, as ratios of medians of one run on one machine: `python tests/benchmark.py`.

Processes are started in turn, not one kind after the other, so that a busy moment meets all of them.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from symcount import load
from symcount.network.catalogue import shipped_models
from symcount.network.request import Request
from symcount.pipeline import network_of

ROOT = Path(__file__).resolve().parent.parent
ROUNDS = 11
LAYERS = (1_000, 10_000)

SYMPY = ["-c", "import sympy"]
STARTS = {
    ("--help",): 0.25,
    ("count", "resnet50"): 0.5,
    ("derive", "unet"): 1.5,
    ("check", "--library"): 3.0 if (os.cpu_count() or 1) > 1 else 4.0,
    ("count", "gpt2", "--keep", "all"): 1.3,
}
"""Commands, and how many times as long as `import sympy` they may take."""
MOST_MS_A_LAYER = 0.15


def environment() -> dict[str, str]:
    """The caller's, with this checkout first and bytecode cached, as it is for a user."""
    kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPATH": os.pathsep.join(filter(None, [str(ROOT), kept.get("PYTHONPATH", "")]))}


def seconds(arguments: list[str]) -> float:
    started = time.perf_counter()
    subprocess.run(
        [sys.executable, *arguments],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment(),
        check=True,
    )
    return time.perf_counter() - started


def medians(*commands: list[str]) -> list[float]:
    """The median time of each command, after a run of each to warm up."""
    for command in commands:
        seconds(command)
    rounds = [[seconds(command) for command in commands] for _ in range(ROUNDS)]
    return [median(times) for times in zip(*rounds, strict=True)]


def deep(layers: int, folder: Path) -> list[str]:
    """A count of a file of so many layers, no two neighbours alike."""
    path = folder / f"{layers}.arch"
    chain = "\n".join(f"    -> conv({8 + i % 7}, {1 + 2 * (i % 3)})" for i in range(layers))
    path.write_text(f"net Deep {{\n  out input(3, 32, 32)\n{chain}\n}}\n", encoding="utf-8")
    return ["-m", "symcount", "count", str(path)]


def main() -> None:
    sympy, *starts = medians(SYMPY, *(["-m", "symcount", *command] for command in STARTS))
    print(f"{'import sympy':32} {sympy:.3f} s")
    for (command, most), taken in zip(STARTS.items(), starts, strict=True):
        print(
            f"{'symcount ' + ' '.join(command):32} {taken:.3f} s, {taken / sympy:.2f} of it (goal: at most {most:.2f})"
        )
    layers()
    exploring(sympy)
    conditions()


def layers() -> None:
    """What a further layer costs, in a first and a second half of many."""
    few, many = LAYERS
    with tempfile.TemporaryDirectory() as folder:
        small, middle, large = medians(*(deep(n, Path(folder)) for n in (few, (few + many) // 2, many)))
    each, half = 1_000 / (many - few), (many - few) / 2_000
    print(
        f"{f'{many:,} layers':32} {large:.3f} s, {(large - small) * each:.3f} ms a layer (goal: {MOST_MS_A_LAYER}): "
        f"{(middle - small) / half:.3f} in the first half, {(large - middle) / half:.3f} in the second"
    )


GRIDS = {
    "a grid of 10^6 as CSV": (["unet", "--over", "w=1:1000000"], 5.0),
    "the same with choices": (["mobilenet_v2", "--over", "alpha=0.25:2:1000000"], 8.0),
}
"""Sweeps, and how many times as long as `import sympy` they may take."""
DEPTHS = ("12", "1000", "1000000000")
MILLION = """
import time, symcount, numpy
f = symcount.load("unet").count(keep="w").function("w")
widths = numpy.arange(1, 1_000_001)
started = time.perf_counter(); f(widths); print(time.perf_counter() - started)
"""
FORM = """
import sys, time, symcount
model = symcount.load(sys.argv[1])
net = model.model.scope.nets[0].name
started = time.perf_counter(); model.count(keep="all", net=net).parameters; print(time.perf_counter() - started)
"""


def exploring(sympy: float) -> None:
    """Symbols: depth, widths, and the closed form of every file of shipped networks in all symbols of its first."""
    deep_ = medians(*(["-m", "symcount", "count", "gpt2", "--set", f"L={n}"] for n in DEPTHS))
    listed = ", ".join(f"{n}: {t:.3f} s" for n, t in zip(DEPTHS, deep_, strict=True))
    print(f"{'count gpt2 with a depth of':32} {listed}")
    widths = median(printed(["-c", MILLION]) for _ in range(5))
    print(f"{'a million widths':32} {widths:.4f} s, {widths / sympy:.3f} of import sympy (goal: below 0.30)")
    with tempfile.TemporaryDirectory() as folder:
        for what, (words, most) in GRIDS.items():
            taken = median(seconds(["-m", "symcount", "sweep", *words, "-o", f"{folder}/grid.csv"]) for _ in range(5))
            print(f"{what:32} {taken:.3f} s, {taken / sympy:.2f} of import sympy (goal: at most {most:.2f})")
    forms = {name: printed(["-c", FORM, name]) for name in shipped_models()}
    slowest = max(forms, key=lambda name: forms[name])
    all_forms = f"slowest {slowest} {forms[slowest]:.3f} s, median {median(forms.values()):.3f} s"
    print(f"{'closed form in all symbols':32} {all_forms}")


def conditions() -> None:
    """How many conditions a reader is told of the closed form of each file in all symbols, and on how many it rests."""
    print("conditions told, and met")
    for name in shipped_models():
        model = load(name).model
        for net in model.scope.nets:
            network = network_of(model, Request(net.name, keep=None, insist=False))
            print(f"  {net.name:30} {len(network.told):3} {len(network.conditions):3}")


def printed(arguments: list[str]) -> float:
    """The number that a process prints last."""
    run = subprocess.run([sys.executable, *arguments], capture_output=True, text=True, env=environment(), check=True)
    return float(run.stdout.split()[-1])


if __name__ == "__main__":
    main()
