"""Critical points and constrained extrema of a function without a formula: samples on a grid, then Newton's method.

Without a tree there are no intervals, so nothing here proves that what was found is all there is; whoever shows it
says so. For formulas see :mod:`.critical` and :mod:`.constrained`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

import numpy as np

from explorer.core.analysis.constrained import ConstrainedPoint, ConstrainedSearch
from explorer.core.analysis.constraint_curves import constraint_curves
from explorer.core.analysis.critical import CriticalPoint, CriticalSearch
from explorer.core.analysis.curvature import Kind, classify, principal_axes
from explorer.core.analysis.positions import Floats, read_only
from explorer.core.function import Function
from explorer.core.restricted import Restricted

__all__ = ["NOT_PROVEN", "sampled_constrained", "sampled_critical_points"]

NOT_PROVEN: Final = "Found from a grid of samples and Newton's method: it is not proven that these are all."
_GRID: Final = 65
_MOST_STARTS: Final = 400
_STEPS: Final = 40
_SETTLED: Final = 1e-9  # of the window; beyond that differences give no digits
_SMALL: Final = 1e-6  # of the typical slope, times the window
_FLAT: Final = 1e-6
_NOTHING: Final = np.empty((0, 4))


def sampled_critical_points(
    f: Restricted, low: Floats, high: Floats, check: Callable[..., None] = lambda: None
) -> CriticalSearch:
    """Places with ∇f = 0 of a function of one or two variables in the window from ``low`` to ``high`` (k,).

    ``check`` is called between pieces of work and may raise to stop.
    """
    size = high - low
    starts, scale = _starts(f, low, high)
    check()
    found: list[Floats] = []
    for start in starts:
        place = _newton(f, start, low, high, scale)
        check()
        if place is not None and all((np.abs(place - other) > 1e-4 * size).any() for other in found):
            found.append(place)
    points = tuple(_critical(f, place, size) for place in sorted(found, key=lambda each: each.tolist()))
    return CriticalSearch(points, (), (), _NOTHING, False, NOT_PROVEN)


def _starts(f: Restricted, low: Floats, high: Floats) -> tuple[Floats, float]:
    """Where Newton's method begins: cells over which all slopes change sign, and least slopes; and a typical slope."""
    k = len(low)
    lines = [np.linspace(low[axis], high[axis], _GRID) for axis in range(k)]
    lattice = np.stack(np.meshgrid(*lines, indexing="ij"), axis=-1)
    slopes = f.gradients_at(lattice.reshape(-1, k)).reshape(lattice.shape) * (high - low)
    norm = np.sqrt(np.square(slopes).sum(axis=-1))
    known = norm[np.isfinite(norm)]
    scale = float(np.median(known)) if known.size else 0.0
    corners = np.stack([slopes[_corner(bits, k)] for bits in np.ndindex(*(2,) * k)])
    with np.errstate(invalid="ignore"):
        crossing = ((corners.min(axis=0) <= 0) & (corners.max(axis=0) >= 0)).all(axis=-1)
    middles = np.stack([lattice[_corner(bits, k)] for bits in np.ndindex(*(2,) * k)]).mean(axis=0)
    filled = np.where(np.isfinite(norm), norm, np.inf)
    least = np.isfinite(filled) & (filled < np.nanmax(filled, initial=0.0, where=np.isfinite(filled)))
    for axis in range(k):
        for shift in (1, -1):
            least &= filled <= np.roll(filled, shift, axis)
    starts = np.concatenate([middles[crossing], lattice[least]])
    if len(starts) > _MOST_STARTS:
        starts = starts[np.linspace(0, len(starts) - 1, _MOST_STARTS).astype(int)]
    return starts, scale


def _corner(bits: Sequence[int], k: int) -> tuple[slice, ...]:
    return tuple(slice(bit, bit - 1 or None) for bit in bits[:k])


def _newton(f: Restricted, start: Floats, low: Floats, high: Floats, scale: float) -> Floats | None:
    """The critical point that Newton's method, its steps bounded, reaches in the window; None without one."""
    at, size = start.copy(), high - low
    for _ in range(_STEPS):
        _, gradient = f.value_and_gradient(at)
        hessian = f.hessian_at(at)
        if not (np.isfinite(gradient).all() and np.isfinite(hessian).all()):
            return None
        step = np.linalg.lstsq(hessian * size * size[:, None], -gradient * size, rcond=1e-12)[0]
        length = float(np.abs(step).max())
        at = at + step * min(1.0, 0.05 / max(length, 1e-300)) * size
        if ((at < low - 0.1 * size) | (at > high + 0.1 * size)).any():
            return None
        if length <= _SETTLED:
            break
    slope = float(np.abs(f.value_and_gradient(at)[1] * size).max())
    inside = ((at >= low - 1e-9 * size) & (at <= high + 1e-9 * size)).all()
    return at if inside and slope <= _SMALL * scale else None


def _critical(f: Restricted, place: Floats, size: Floats) -> CriticalPoint:
    hessian = f.hessian_at(place)
    kind = classify(hessian, size, tolerance=_FLAT)
    eigenvalues, _ = principal_axes(hessian)
    behaviour = "unclear" if kind == "degenerate" else kind
    note = "An eigenvalue is 0 as far as differences can tell." if kind == "degenerate" else ""
    return CriticalPoint(_named(f, place), f.value_at(place), kind, eigenvalues, behaviour, note)


def sampled_constrained(
    f: Restricted, constraints: Sequence[Function], low: Floats, high: Floats, check: Callable[..., None] = lambda: None
) -> ConstrainedSearch:
    """Where f, of two variables, is stationary on one constraint, or where two constraints meet."""
    curves = tuple(constraint_curves(g, low, high) for g in constraints)
    check()
    size = high - low
    found: list[ConstrainedPoint] = []
    second = constraints[1] if len(constraints) > 1 else None
    for start in _turns(f, constraints[0], second, curves[0]):
        point = _crossing(f, constraints, start) if second is not None else _stationary(f, constraints[0], start, size)
        check()
        if point is not None and _is_new(point, found, low, high):
            found.append(point)
    found.sort(key=lambda point: (point.value, *point.position.values()))
    note = NOT_PROVEN if any(curves) else "The constraint shows no curve in this window."
    return ConstrainedSearch(tuple(found), (), curves, False, _NOTHING, note)


def _turns(f: Restricted, g: Function, second: Function | None, pieces: Iterable[Floats]) -> list[Floats]:
    """Vertices of g = 0 beside which f changes from rising to falling, or the second constraint its sign."""
    starts: list[Floats] = []
    for piece in pieces:
        if second is not None:
            told = second.values_at(piece)
            changes = np.flatnonzero(np.diff(np.sign(told)) != 0)
        else:
            normals = g.gradients_at(piece)
            told = f.gradients_at(piece)[:, 0] * -normals[:, 1] + f.gradients_at(piece)[:, 1] * normals[:, 0]
            changes = np.flatnonzero(np.diff(np.sign(told)) != 0)
        starts += [0.5 * (piece[index] + piece[index + 1]) for index in changes[:_MOST_STARTS]]
    return starts


def _stationary(f: Restricted, g: Function, start: Floats, size: Floats) -> ConstrainedPoint | None:
    """Newton's method for ∇f = λ∇g, g = 0 from a place beside the solution."""
    at = start.copy()
    normal = g.value_and_gradient(at)[1]
    multiplier = float(f.value_and_gradient(at)[1] @ normal / max(float(normal @ normal), 1e-300))
    for _ in range(_STEPS):
        slope = f.value_and_gradient(at)[1]
        value, normal = g.value_and_gradient(at)
        bend = f.hessian_at(at) - multiplier * g.hessian_at(at)
        matrix = np.block([[bend, -normal[:, None]], [normal[None, :], np.zeros((1, 1))]])
        rest = np.concatenate([slope - multiplier * normal, [value]])
        if not (np.isfinite(matrix).all() and np.isfinite(rest).all()):
            return None
        step = np.linalg.lstsq(matrix, -rest, rcond=None)[0]
        at, multiplier = at + step[:2], multiplier + float(step[2])
        if (np.abs(step[:2]) <= _SETTLED * size).all():
            break
    if (np.abs(at - start) > 0.1 * size).any():
        return None
    normal = g.value_and_gradient(at)[1]
    along = np.array([-normal[1], normal[0]]) / max(float(np.hypot(*normal)), 1e-300)
    bend = f.hessian_at(at) - multiplier * g.hessian_at(at)
    reduced = float(along @ bend @ along)
    flat = not abs(reduced) > _FLAT * float(np.abs(bend).max())
    kind: Kind = "degenerate" if flat else "minimum" if reduced > 0 else "maximum"
    numbers = read_only(np.array([multiplier])), read_only(np.array([reduced]))
    note = "The second-order test does not decide here." if flat else ""
    return ConstrainedPoint(_named(f, at), numbers[0], f.value_at(at), kind, numbers[1], note)


def _crossing(f: Restricted, constraints: Sequence[Function], start: Floats) -> ConstrainedPoint | None:
    """The place where both constraints are 0, by Newton's method, with both multipliers."""
    at = start.copy()
    for _ in range(_STEPS):
        told = [g.value_and_gradient(at) for g in constraints]
        values, normals = np.array([value for value, _ in told]), np.array([normal for _, normal in told])
        if not (np.isfinite(values).all() and np.isfinite(normals).all()):
            return None
        step = np.linalg.lstsq(normals, -values, rcond=None)[0]
        at = at + step
        if float(np.abs(step).max()) <= 1e-14 * (1.0 + float(np.abs(at).max())):
            break
    value, slope = f.value_and_gradient(at)
    multipliers = np.linalg.lstsq(normals.T, slope, rcond=None)[0]
    note = "The constraints leave no freedom here: nothing to compare with."
    return ConstrainedPoint(_named(f, at), read_only(multipliers), value, "degenerate", read_only(np.empty(0)), note)


def _is_new(point: ConstrainedPoint, found: Sequence[ConstrainedPoint], low: Floats, high: Floats) -> bool:
    place, size = np.array([*point.position.values()]), high - low
    inside = ((place >= low - 1e-9 * size) & (place <= high + 1e-9 * size)).all()
    return bool(inside) and all(
        (np.abs(place - np.array([*other.position.values()])) > 1e-4 * size).any() for other in found
    )


def _named(f: Restricted, place: Floats) -> Mapping[str, float]:
    """Every variable's number at a place of the axes."""
    return MappingProxyType(dict(zip(f.whole.variables, (f.lifted(place[None])[0] + 0.0).tolist(), strict=True)))
