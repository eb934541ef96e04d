"""How much faster a landscape of a loss over data is than a loop over its grid points; how long a table takes to read.

Prints, never asserts a time. Minima over interleaved repeats; the loop calls the loss once for each grid point, or is
written out in NumPy by hand.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

SIDE = 128
ROWS = 1_000
REPEATS = 3


def seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def landscapes() -> None:
    """128² values over 1,000 rows, as a plane and as a field with its partials, against loops."""
    import explorer as gx
    from explorer.core.learn.generators import generate

    line, classes = generate("curve", ROWS), generate("blobs", ROWS)
    x, y, x1, x2, t = line["x"], line["y"], classes["x_1"], classes["x_2"], classes["y"]

    def logistic(a: float, b: float) -> float:
        p = 1.0 / (1.0 + np.exp(-(a * x1 + b * x2 + 0.3)))
        return float(-np.mean(t * np.log(p) + (1.0 - t) * np.log(1.0 - p)))

    cases = {
        "w x + b": (gx.loss("w x + b", line, "y"), ("w", "b"), lambda a, b: np.mean((a * x + b - y) ** 2)),
        "a e^(−k x)": (
            gx.loss("a e^(-k x)", line, "y"),
            ("a", "k"),
            lambda a, b: np.mean((a * np.exp(-b * x) - y) ** 2),
        ),
        "σ(w₁ x₁ + w₂ x₂ + b)": (
            gx.loss("σ(w_1 x_1 + w_2 x_2 + b)", classes, "y", "cross-entropy"),
            ("w_1", "w_2"),
            logistic,
        ),
    }
    for title, (objective, axes, by_hand) in cases.items():
        compared(title, objective, axes, by_hand)


def compared(title: str, objective: Any, axes: tuple[str, str], by_hand: Callable[[float, float], float]) -> None:
    """Print the times of one loss."""
    import explorer as gx

    u = np.linspace(-2.0, 2.0, SIDE)
    held = dict.fromkeys(objective.variables, 0.3)
    origin = np.array([0.0 if name in axes else 0.3 for name in objective.variables])
    directions = [np.array([float(name == axis) for name in objective.variables]) for axis in axes]
    rng = np.random.default_rng(1)
    slanted = [rng.normal(size=len(origin)) for _ in range(2)]
    works: dict[str, Callable[[], object]] = {
        "plane": lambda: list(objective.plane(origin, directions, u, u)),
        "slanted": lambda: list(objective.plane(origin, slanted, u, u)),
        "field": lambda: gx.sample(objective, (-2, 2), (-2, 2), (SIDE, SIDE), at=held, axes=axes),
        "loop": lambda: [objective({**held, axes[0]: a, axes[1]: b}) for b in u for a in u],
        "by hand": lambda: [by_hand(a, b) for b in u for a in u],
    }
    best = {name: min(seconds(work) for _ in range(REPEATS)) for name, work in works.items()}
    told = ", ".join(f"{name} {1e3 * value:.1f} ms" for name, value in best.items())
    print(
        f"{title}: {told}; the loop takes {best['loop'] / best['plane']:.1f} × the plane, "
        f"{best['loop'] / best['field']:.1f} × the field; by hand {best['by hand'] / best['plane']:.1f} × the plane"
    )


def reading() -> None:
    """A hundred thousand rows of five columns."""
    from explorer.core.learn.reading import parse_table

    numbers = np.random.default_rng(0).normal(size=(100_000, 5))
    text = "a,b,c,d,y\n" + "\n".join(",".join(map(repr, row)) for row in numbers.tolist())
    semicolons = text.replace(",", ";").replace(".", ",")
    print(
        f"100,000 × 5 cells: {seconds(lambda: parse_table(text)):.2f} s, "
        f"with decimal commas {seconds(lambda: parse_table(semicolons)):.2f} s"
    )


if __name__ == "__main__":
    landscapes()
    reading()
