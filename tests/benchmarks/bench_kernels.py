"""How much faster the fused kernels are than three ``sympy.lambdify`` calls: f, ∂f/∂x, ∂f/∂y on 512².

Prints, never asserts a time. Run ``python tests/benchmarks/bench_kernels.py [size] [repeats]``. Numbers
are minima over interleaved repeats. BLAS may use several threads (matrix products only); run with
``OPENBLAS_NUM_THREADS=1`` to see one.
"""

from __future__ import annotations

import math
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import sympy

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from explorer.core.autodiff import partials
from explorer.core.expression.nodes import Apply, Node, Number, Symbol
from explorer.core.kernels import compile_grid


def _call(name: str) -> Callable[[Node], Node]:
    return lambda operand: Apply(name, (operand,))


def _functions(x, y, sqrt, exp, sin, cos, pi):
    """Each function built from the given symbols: SymPy's or ours."""
    return {
        "textbook": ((-3, 3, -3, 3), x**2 * y + 3 * x * y**3),
        "bowl": ((-3, 3, -3, 3), x**2 + y**2),
        "saddle": ((-3, 3, -3, 3), x**2 - y**2),
        "monkey saddle": ((-2, 2, -2, 2), x**3 - 3 * x * y**2),
        "Rosenbrock": ((-2, 2, -1, 3), (1 - x) ** 2 + 100 * (y - x**2) ** 2),
        "Himmelblau": ((-5, 5, -5, 5), (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2),
        "Beale": (
            (-4.5, 4.5, -4.5, 4.5),
            (1.5 - x + x * y) ** 2 + (2.25 - x + x * y**2) ** 2 + (2.625 - x + x * y**3) ** 2,
        ),
        "Rastrigin": ((-5, 5, -5, 5), 20 + x**2 - 10 * cos(2 * pi * x) + y**2 - 10 * cos(2 * pi * y)),
        "Ackley": (
            (-5, 5, -5, 5),
            -20 * exp(-0.2 * sqrt(0.5 * (x**2 + y**2))) - exp(0.5 * (cos(2 * pi * x) + cos(2 * pi * y))) + 20 + math.e,
        ),
        "peaks": (
            (-3, 3, -3, 3),
            3 * (1 - x) ** 2 * exp(-(x**2) - (y + 1) ** 2)
            - 10 * (x / 5 - x**3 - y**5) * exp(-(x**2) - y**2)
            - exp(-((x + 1) ** 2) - y**2) / 3,
        ),
        "ripples": ((-8, 8, -8, 8), sin(sqrt(x**2 + y**2))),
        "pole": ((-3, 3, -3, 3), 1 / (x**2 + y**2)),
    }


def _ours() -> dict[str, tuple[tuple[float, ...], Node]]:
    functions = [_call(name) for name in ("sqrt", "exp", "sin", "cos")]
    return _functions(Symbol("x"), Symbol("y"), *functions, Number(math.pi))


def _theirs() -> dict[str, tuple[tuple[float, ...], sympy.Expr]]:
    x, y = sympy.symbols("x y", real=True)
    return _functions(x, y, sympy.sqrt, sympy.exp, sympy.sin, sympy.cos, sympy.pi)


def _fastest(calls: list[Callable[[], object]], repeats: int) -> list[float]:
    best = [math.inf] * len(calls)
    for _ in range(repeats):
        for index, call in enumerate(calls):
            start = time.perf_counter()
            call()
            best[index] = min(best[index], time.perf_counter() - start)
    return best


def _lambdified(expression: sympy.Expr, grid: list[np.ndarray]) -> Callable[[], list[np.ndarray]]:
    x, y = sympy.symbols("x y", real=True)
    trees = (expression, expression.diff(x), expression.diff(y))
    functions = [sympy.lambdify((x, y), tree, "numpy") for tree in trees]
    return lambda: [np.broadcast_to(function(*grid), grid[0].shape) for function in functions]


def _difference(ours: np.ndarray, theirs: list[np.ndarray]) -> tuple[float, bool]:
    """Largest |Δ|/(1 + max|field|), and whether the holes agree."""
    worst, same = 0.0, True
    for mine, other in zip(ours, theirs, strict=True):
        inside = np.isfinite(other)
        same &= bool((np.isfinite(mine) == inside).all())
        both = inside & np.isfinite(mine)
        if both.any():
            worst = max(worst, float(np.abs(mine[both] - other[both]).max() / (1 + np.abs(other[both]).max())))
    return worst, same


def main(size: int = 512, repeats: int = 12) -> None:
    print(f"{size}², threads: OPENBLAS_NUM_THREADS={os.environ.get('OPENBLAS_NUM_THREADS', 'unset')}")
    print(f"{'':14} {'lambdify':>9} {'kernel':>8} {'float32':>8} {'compile':>8} {'ratio':>6}   {'|Δ|':>7} holes")
    ratios = []
    theirs = _theirs()
    for name, (window, tree) in _ours().items():
        xs, ys = np.linspace(*window[:2], size), np.linspace(*window[2:], size)
        start = time.perf_counter()
        kernel = compile_grid((tree, *partials(tree, ("x", "y"))), "x", "y")
        kernel(xs[:2], ys[:2], {})
        compiled = time.perf_counter() - start
        with np.errstate(all="ignore"):
            lambdified = _lambdified(theirs[name][1], list(np.meshgrid(xs, ys)))
            calls = [
                lambdified,
                lambda k=kernel, x=xs, y=ys: k(x, y, {}),
                lambda k=kernel, x=xs, y=ys: k(x, y, {}, "float32"),
            ]
            slow, fast, single = _fastest(calls, repeats)
            delta, same = _difference(kernel(xs, ys, {}), lambdified())
        ratios.append(slow / fast)
        times = f"{slow * 1e3:7.2f}ms {fast * 1e3:6.2f}ms {single * 1e3:6.2f}ms {compiled * 1e3:6.2f}ms"
        print(f"{name:14} {times} {slow / fast:5.1f}×   {delta:.1e} {'same' if same else 'DIFFER'}")
    print(f"geometric mean {math.exp(sum(map(math.log, ratios)) / len(ratios)):.1f}×")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
