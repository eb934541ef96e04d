"""How soon pictures of heavy losses come, coarse to fine, and how soon one that is cancelled stops.

Prints, never asserts a time. "Stops" is the longest time between two places where the work may be stopped, over
the seconds that it was watched: of the processor's for this work, and by the clock, which other programs lengthen.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from explorer.controller.results import ExploredFunction
from explorer.core.interruption import interrupted_by
from explorer.core.learn.dataset import DataSet
from explorer.core.learn.loss import loss
from explorer.core.learn.network import Network
from explorer.core.learn.network_objective import NetworkObjective
from explorer.core.learn.planes import PlaneObjective, random_plane

SIDES: Final = (32, 64, 128, 256)
WATCHED: Final = 4.0
RANGE: Final = (-1.0, 1.0)


class Stop(Exception):
    """Raised where the work may be stopped, when it was watched long enough."""


def main() -> int:
    """Print a row for every loss."""
    sys.setswitchinterval(0.0005)
    print(f"{'':44}" + "".join(f"{side}²".rjust(10) for side in SIDES) + "   stops (processor, clock)")
    for rows in (1_000, 100_000):
        for title, made in losses(rows):
            told, longest = [], (0.0, 0.0)
            for side in SIDES:
                seconds, gap = watched(lambda made=made, side=side: sampled(made, side))
                told.append("–" if seconds is None else f"{seconds:.3f} s")
                longest = max(longest[0], gap[0]), max(longest[1], gap[1])
            stops = "".join(f"{1e3 * gap:8.1f} ms" for gap in longest)
            print(f"{title:44}" + "".join(words.rjust(10) for words in told) + stops, flush=True)
    return 0


def losses(rows: int) -> list[tuple[str, ExploredFunction]]:
    """Models and networks over as many rows."""
    rng = np.random.default_rng(0)
    inputs = rng.normal(size=(rows, 2))
    classes = (inputs[:, 0] * inputs[:, 1] > 0).astype(np.float64)
    data = DataSet({"x": inputs[:, 0], "z": inputs[:, 1], "y": classes})
    made: list[tuple[str, ExploredFunction]] = [
        (f"{text}, {kind}, {rows:,} rows", loss(text, data, "y", kind))
        for text, kind in (
            ("w*x + b", "squared"),
            ("a*exp(-k*x) + c", "squared"),
            ("σ(w*x + v*z + b)", "cross-entropy"),
        )
    ]
    for hidden in ((4,), (16, 16)):
        kinds = ["tanh"] * len(hidden) + ["sigmoid"]
        network = Network([2, *hidden, 1], kinds, "cross-entropy", 0)
        objective = NetworkObjective(network, inputs, classes[:, None])
        shape = "–".join(map(str, (2, *hidden, 1)))
        plane = random_plane(network.parameters.copy(), 0, network.layout)
        made.append((f"network {shape}, random plane, {rows:,} rows", PlaneObjective(objective, plane)))
    return made


def sampled(made: ExploredFunction, side: int) -> None:
    """A picture as the window asks for it."""
    first, second = made.variables[:2]
    dtype = "float32" if side <= 64 else "float64"
    made.sample((first, second), RANGE, RANGE, (side, side), {name: 0.1 for name in made.variables}, dtype)


def watched(work: Callable[[], None]) -> tuple[float | None, tuple[float, float]]:
    """Seconds that the work took (None where it was stopped), and the longest time between two checks."""
    begun = time.perf_counter()
    last = time.thread_time(), begun
    longest = 0.0, 0.0

    def check() -> None:
        nonlocal last, longest
        now = time.thread_time(), time.perf_counter()
        longest, last = (max(longest[0], now[0] - last[0]), max(longest[1], now[1] - last[1])), now
        if now[1] - begun > WATCHED:
            raise Stop

    try:
        with interrupted_by(check):
            work()
            check()
    except Stop:
        return None, longest
    return last[1] - begun, longest


if __name__ == "__main__":
    sys.exit(main())
