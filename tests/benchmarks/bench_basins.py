"""How much faster a basin map is than vectorised NumPy on the plain lambdified gradients, in one run.

400 × 400 starts, 200 steps of gradient descent. The peer makes all 200 steps of all starts at once. Ours is
the whole search: coarse lattices first, ends gathered into attractors, to a tolerance of 10⁻⁴ as the window
asks for it, and without one. Prints, never asserts a time. Processor time, so that other work counts for
neither (both use one thread): minima over interleaved repeats, and the first round, in which memory is fresh.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import sympy

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import explorer
from explorer.core.optim.course import checked_course
from explorer.core.optim.sweeps import BasinSearch

SIDE, STEPS, RATE = 400, 200, 0.01
FUNCTIONS = {
    "Himmelblau": ("(x^2+y-11)^2 + (x+y^2-7)^2", "(x**2+y-11)**2 + (x+y**2-7)**2", 6.0),
    "peaks": (
        "3(1-x)^2 e^(-x^2-(y+1)^2) - 10(x/5-x^3-y^5)e^(-x^2-y^2) - e^(-(x+1)^2-y^2)/3",
        "3*(1-x)**2*exp(-x**2-(y+1)**2) - 10*(x/5-x**3-y**5)*exp(-x**2-y**2) - exp(-(x+1)**2-y**2)/3",
        3.0,
    ),
}


def peer(text: str) -> Callable[[float], float]:
    """Seconds of plain NumPy over a window of that reach."""
    x, y = sympy.symbols("x y")
    f = sympy.sympify(text)
    slopes: list[Any] = [sympy.lambdify((x, y), sympy.diff(f, name), "numpy") for name in (x, y)]

    def timed(reach: float) -> float:
        line = np.linspace(-reach, reach, SIDE)
        a, b = map(np.ascontiguousarray, np.meshgrid(line, line))
        began = time.process_time()
        with np.errstate(all="ignore"):
            for _ in range(STEPS):
                fx, fy = slopes[0](a, b), slopes[1](a, b)
                a, b = a - RATE * fx, b - RATE * fy
        return time.process_time() - began

    return timed


def ours(text: str, reach: float, tolerance: float) -> tuple[float, float, float]:
    """Seconds of the whole search, seconds and share of the work until the first picture."""
    course = checked_course(explorer.parse(text), explorer.OPTIMIZERS["GD"](lr=RATE))
    began = time.process_time()
    window = ((-reach, reach), (-reach, reach))
    search = BasinSearch(course, (0, 1), window, np.zeros(2), SIDE, STEPS, tolerance)
    first = (0.0, 0.0)
    for part, is_new in search.advance():
        if is_new:
            search.map()
            first = first if first[0] else (time.process_time() - began, part)
    return time.process_time() - began, *first


def main() -> int:
    """Print the table."""
    for name, (text, python, reach) in FUNCTIONS.items():
        plain = peer(python)
        rows = [(plain(reach), ours(text, reach, 1e-4), ours(text, reach, 0.0)) for _ in range(3)]
        other = min(row[0] for row in rows)
        for words, index in (("tolerance 1e-4", 1), ("all 200 steps ", 2)):
            seconds, first, part = min(row[index] for row in rows)  # type: ignore[type-var, misc]
            print(
                f"{name:11s} {words}  {seconds:6.2f} s, NumPy {other:6.2f} s: {other / seconds:5.1f}×, "
                f"first round {rows[0][0] / rows[0][index][0]:5.1f}×   "  # type: ignore[index]
                f"first picture after {first:.3f} s, {part:.2%} of the starts"
            )
    return 0


if __name__ == "__main__":
    sys.exit(main())
