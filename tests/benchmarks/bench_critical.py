"""How long all critical points of the standard test functions take, and whether all are found.

Prints, never asserts a time. Run ``python tests/benchmarks/bench_critical.py [repeats]``. Times are minima;
the pause is the longest one between two looks at the cancel token, in the fastest run.
"""

from __future__ import annotations

import itertools
import math
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import explorer
from explorer.core.analysis.critical import CriticalSearch, find_critical_points
from tests.core.analysis.critical_cases import STANDARD, Case, reference


def _timed(case: Case) -> tuple[CriticalSearch, float, float]:
    f = explorer.parse(case.text)
    looks = [time.perf_counter()]
    search = find_critical_points(f, None, (case.x, case.y or (-1, 1)), None, lambda: looks.append(time.perf_counter()))
    looks.append(time.perf_counter())
    pause = max(later - earlier for earlier, later in itertools.pairwise(looks))
    return search, looks[-1] - looks[0], pause


def main(repeats: int = 3) -> None:
    known = reference()
    print(f"{'':24} {'found':>5} {'expected':>8} {'time':>9} {'pause':>7}  all found?")
    times = []
    for case in STANDARD:
        search, seconds, pause = min((_timed(case) for _ in range(repeats)), key=lambda run: run[1])
        times.append(seconds)
        expected = len(known[case.name]) + len(case.degenerate) + len(case.kinks)
        found = len(search.points) + len(search.kinks)
        told = "yes" if search.complete else "undecided boxes left"
        print(f"{case.name:24} {found:5} {expected:8} {seconds * 1e3:7.1f}ms {pause * 1e3:5.1f}ms  {told}")
    print(f"geometric mean {math.exp(sum(map(math.log, times)) / len(times)) * 1e3:.1f} ms, longest {max(times):.2f} s")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
