"""Compute critical_reference.json: the regular critical points of every case, without our derivatives or intervals.

SymPy differentiates, Newton's method starts from every node of a lattice, mpmath polishes each limit
to 30 digits and classifies it. Run ``python tests/core/analysis/make_critical_reference.py [name …]``; without
names it does those that are missing, with them it looks seven times as densely.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import mpmath
import numpy as np
import sympy

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

import explorer
from explorer.core.symbolic.convert import to_sympy
from tests.core.analysis.critical_cases import CASES, REFERENCE

EDGE = 1e-9
MODULES = [{"erf": np.vectorize(mpmath.erf, otypes=[float]), "sinc": lambda u: np.sinc(u / np.pi)}, "numpy"]


def _spelled(expression):
    """Our own functions as SymPy's."""
    for name, theirs in (("_Erf", sympy.erf), ("_Sinc", sympy.sinc)):
        expression = expression.replace(
            lambda part, n=name: type(part).__name__ == n, lambda part, t=theirs: t(*part.args)
        )
    return expression


def _equations(case):
    f = explorer.parse(case.same or case.text)
    expression = _spelled(to_sympy(f.root))
    symbols = sorted(expression.free_symbols, key=str)
    expression = expression.subs({s: f.parameters[str(s)] for s in symbols if str(s) in f.parameters})
    names = {str(s): s for s in symbols}
    axes = [names.get(name, sympy.Symbol(name)) for name in ("x", "y")[: 1 if case.y is None else 2]]
    gradient = [sympy.diff(expression, axis) for axis in axes]
    hessian = [[sympy.diff(slope, axis) for axis in axes] for slope in gradient]
    return axes, expression, gradient, hessian


def _lattice(case, count):
    ranges = [case.x] if case.y is None else [case.x, case.y]
    sides = [np.linspace(low - 0.01 * (high - low), high + 0.01 * (high - low), count) for low, high in ranges]
    return np.stack(np.meshgrid(*sides), axis=-1).reshape(-1, len(ranges))


def _newton(axes, gradient, hessian, starts):
    slopes = sympy.lambdify(axes, gradient, MODULES)
    second = sympy.lambdify(axes, hessian, MODULES)
    points, settled = starts, np.zeros(len(starts), dtype=bool)
    low, high = starts.min(axis=0), starts.max(axis=0)
    for _ in range(40):
        columns = points.T
        g = np.array([np.broadcast_to(part, len(points)) for part in slopes(*columns)], dtype=float).T
        h = np.array([[np.broadcast_to(part, len(points)) for part in row] for row in second(*columns)], dtype=float)
        h = np.moveaxis(h, -1, 0)
        fine = np.isfinite(g).all(axis=1) & np.isfinite(h).all(axis=(1, 2))
        fine[fine] &= np.abs(np.linalg.det(h[fine])) > 0
        points, g, h = points[fine], g[fine], h[fine]
        if not len(points):
            return points
        step = np.linalg.solve(h, g[..., None])[..., 0]
        limit = 0.1 * np.ptp(starts, axis=0).max()
        length = np.abs(step).max(axis=1, keepdims=True)
        points = points - step * np.minimum(1.0, limit / np.maximum(length, 1e-300))
        near = ((points > low - (high - low)) & (points < high + (high - low))).all(axis=1)
        points, settled = points[near], (length[:, 0] < 1e-6)[near]
        kept = np.unique(np.round(points, 11), axis=0, return_index=True)[1]
        points, settled = points[kept], settled[kept]
    return points[settled]


def _unique(points, digits=6):
    return points[np.unique(np.round(points, digits), axis=0, return_index=True)[1]] if len(points) else points


def _polished(axes, slopes, second, start):
    """The solution to 30 digits near a start, or None."""
    with mpmath.workdps(50):
        point = mpmath.matrix([mpmath.mpf(float(c)) for c in start])
        for _ in range(25):
            try:
                step = mpmath.lu_solve(mpmath.matrix(second(*point)), mpmath.matrix(slopes(*point)))
            except (ZeroDivisionError, ValueError, TypeError):
                return None
            point = point - step
            if mpmath.norm(step) < mpmath.mpf(10) ** -40:
                break
        if not mpmath.norm(step) < mpmath.mpf(10) ** -30 or any(mpmath.im(c) != 0 for c in point):
            return None
        if max(abs(float(point[i]) - start[i]) for i in range(len(axes))) > 1e-4:
            return None
        matrix = mpmath.matrix(second(*point))
        eigenvalues = [matrix[0, 0]] if len(axes) == 1 else list(mpmath.eigsy(matrix, eigvals_only=True))
        if min(map(abs, eigenvalues)) < mpmath.mpf(10) ** -18 * max(map(abs, eigenvalues)):
            return None
        positive = sum(e > 0 for e in eigenvalues)
        kind = "minimum" if positive == len(axes) else "saddle" if positive else "maximum"
        return [float(c) for c in point], kind


def points_of(case, density):
    """Every regular critical point of the window, as [x, (y,) kind]."""
    axes, expression, gradient, hessian = _equations(case)
    with np.errstate(all="ignore"):
        starts = _lattice(case, 3001 if case.y is None else density)
        limits = _newton(axes, gradient, hessian, starts)
    low, high = np.array([case.x] if case.y is None else [case.x, case.y], dtype=float).T
    inside = ((limits >= low - 1e-6) & (limits <= high + 1e-6)).all(axis=1)
    value = sympy.lambdify(axes, expression, "mpmath")
    slopes, second = sympy.lambdify(axes, gradient, "mpmath"), sympy.lambdify(axes, hessian, "mpmath")
    found: list[tuple[list[float], str]] = []
    for start in _unique(limits[inside]):
        if any(np.abs(start - np.array(other[: len(start)])).max() < 2e-3 for other in (*case.degenerate, *case.kinks)):
            continue
        if any(np.abs(start - other).max() < 1e-5 for other, _ in found):
            continue
        result = _polished(axes, slopes, second, start)
        if result is None or mpmath.im(value(*result[0])) != 0:
            continue
        position, kind = result
        outside = (np.array(position) < low - EDGE).any() or (np.array(position) > high + EDGE).any()
        if not outside and all(np.abs(np.array(position) - other).max() > 1e-9 for other, _ in found):
            found.append((position, kind))
    return [[*(c + 0.0 if abs(c) > 1e-15 else 0.0 for c in position), kind] for position, kind in sorted(found)]


def main(names):
    known = json.loads(REFERENCE.read_text(encoding="utf-8")) if REFERENCE.exists() else {}
    for case in CASES:
        if (names and case.name not in names) or (not names and case.name in known):
            continue
        known[case.name] = points_of(case, 211 if names else 83) if case.closed is None else list(case.closed)
        print(f"{case.name:28} {len(known[case.name])}", flush=True)
        text = ",\n".join(
            f"{json.dumps(c.name, ensure_ascii=False)}: {json.dumps(known[c.name])}" for c in CASES if c.name in known
        )
        REFERENCE.write_text("{\n" + text + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
