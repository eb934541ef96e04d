"""Curves of critical points: found as boxes through which one runs, joined to polylines.

A critical point q lies on a curve of them where J is singular at q and where a step along its null
direction leads, projected back, to another critical point.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from explorer.core.analysis.critical_system import GradientSystem
from explorer.core.analysis.positions import Floats

__all__ = ["CurvePoints", "curve_points", "polylines", "projected"]

_STEPS: Final = 15
_FEW_STEPS: Final = 5
_SINGULAR: Final = 1e-5
_RESIDUAL: Final = 1e-9
_ALMOST: Final = 0.05
_REACH: Final = 2.5


class CurvePoints(NamedTuple):
    """For m boxes: a critical point near each (m, 2), whether a curve runs through it, whether that is all there is."""

    positions: Floats
    on_curve: NDArray[np.bool_]
    alone: NDArray[np.bool_]


def projected(system: GradientSystem, positions: Floats, steps: int = _STEPS) -> Floats:
    """Newton's method with the pseudo-inverse of J: the nearest solutions, also where J is singular."""
    for _ in range(steps):
        value, slopes = system.equations(positions)
        known = np.all(np.isfinite(value), axis=0) & np.all(np.isfinite(slopes), axis=(0, 1))
        step = _least_step(np.where(known, slopes, 0.0), np.where(known, value, 0.0))
        positions = np.where(known[:, None], positions - step, np.nan)
    return positions


def _onto_curve(system: GradientSystem, positions: Floats, steps: int = _STEPS) -> Floats:
    """Newton's method across a curve of solutions: J is taken as of rank 1, as it is on the curve itself."""
    for _ in range(steps):
        value, slopes = system.equations(positions)
        with np.errstate(all="ignore"):
            scale = np.maximum(np.abs(slopes).max(axis=(0, 1)), 1e-300)
            slopes = slopes / scale
            across = _dominant(slopes)
            image = np.einsum("ijm,jm->im", slopes, across)
            length = (image * value).sum(axis=0) / scale / (image**2).sum(axis=0)
            positions = positions - (across * length).T
            positions = np.where(np.all(np.isfinite(positions), axis=1, keepdims=True), positions, np.nan)
    return positions


def _dominant(slopes: Floats) -> Floats:
    """The direction (2, m) in which matrices (2, 2, m) stretch most."""
    first, second = (slopes[:, 0] ** 2).sum(axis=0), (slopes[:, 1] ** 2).sum(axis=0)
    mixed = (slopes[:, 0] * slopes[:, 1]).sum(axis=0)
    angle = 0.5 * np.arctan2(2 * mixed, first - second)
    direction: Floats = np.stack((np.cos(angle), np.sin(angle)))
    return direction


def _least_step(slopes: Floats, value: Floats) -> Floats:
    """J⁺·h for matrices (2, 2, m) and vectors (2, m), shape (m, 2): J is taken as of rank 1 where nearly singular.

    Of rank 1, J⁺ is Jᵀ/‖J‖² in the Frobenius norm.
    """
    largest = np.maximum(np.abs(slopes).max(axis=(0, 1)), 1e-300)
    scaled, right = slopes / largest, value / largest
    determinant = scaled[0, 0] * scaled[1, 1] - scaled[0, 1] * scaled[1, 0]
    square = (scaled**2).sum(axis=(0, 1))
    singular = np.abs(determinant) <= _SINGULAR * square
    inverse = np.array([[scaled[1, 1], -scaled[0, 1]], [-scaled[1, 0], scaled[0, 0]]])
    with np.errstate(all="ignore"):
        inverse = np.where(singular, np.swapaxes(scaled, 0, 1) / np.maximum(square, 1e-300), inverse / determinant)
    step: Floats = np.einsum("ijm,jm->mi", inverse, right)
    return step


def curve_points(system: GradientSystem, low: Floats, high: Floats) -> CurvePoints:
    """Where curves of critical points run through boxes (m, 2)."""
    count = len(low)
    points = 0.5 * (low + high)
    on_curve, alone = np.zeros(count, dtype=bool), np.zeros(count, dtype=bool)
    singular = np.flatnonzero(_may_be_singular(system, low, high))
    if len(singular):
        first = _onto_curve(system, points[singular], _FEW_STEPS)
        with np.errstate(invalid="ignore"):
            near = (np.abs(first - points[singular]) <= 2.0 * (high - low)[singular]).all(axis=1)
            near &= _is_solution(system, first, _ALMOST * _scale(system, low[singular], high[singular]))
        chosen = singular[near]
        if len(chosen):
            points[chosen], on_curve[chosen], alone[chosen] = _followed(system, first[near], low[chosen], high[chosen])
    return CurvePoints(points, on_curve, alone)


def _may_be_singular(system: GradientSystem, low: Floats, high: Floats) -> NDArray[np.bool_]:
    """Whether J's determinant may be 0 near a box, where f is smooth."""
    form = system.linearised(low, high)
    with np.errstate(all="ignore"):
        middle = 0.5 * (form.slopes_low + form.slopes_high)
        radius = 0.75 * (form.slopes_high - form.slopes_low)
        determinant = middle[0, 0] * middle[1, 1] - middle[0, 1] * middle[1, 0]
        size = np.abs(middle)
        slack = size[0, 0] * radius[1, 1] + size[1, 1] * radius[0, 0] + radius[0, 0] * radius[1, 1]
        slack += size[0, 1] * radius[1, 0] + size[1, 0] * radius[0, 1] + radius[0, 1] * radius[1, 0]
        possible: NDArray[np.bool_] = form.valid & (
            np.abs(determinant) <= slack + _SINGULAR * size.max(axis=(0, 1)) ** 2
        )
    return possible


def _followed(system: GradientSystem, starts: Floats, low: Floats, high: Floats) -> CurvePoints:
    centre, size = 0.5 * (low + high), high - low
    scale = _RESIDUAL * _scale(system, low, high)
    points = _onto_curve(system, starts)
    with np.errstate(invalid="ignore"):
        near = np.all(np.abs(points - centre) <= 1.5 * size, axis=1)
    points = np.where(near[:, None], points, centre)
    along, across, left = _directions(system, points)
    on_curve = near & _is_solution(system, points, scale)
    for sign in (1.0, -1.0):
        returned = _onto_curve(system, points + sign * 0.5 * along * size)
        with np.errstate(invalid="ignore"):
            progress = np.abs((returned - points) / size * along).sum(axis=1)
        on_curve &= _is_solution(system, returned, scale) & (progress > 0.2) & (progress < 1.5)
    alone = on_curve & _single(system, low - size, high + size, across, left)
    return CurvePoints(points, on_curve, alone)


def _scale(system: GradientSystem, low: Floats, high: Floats) -> Floats:
    """How large the equations are at the corners of boxes, shape (m,)."""
    scale = np.abs(system.equations(high)[0]) + np.abs(system.equations(low)[0])
    result: Floats = np.nan_to_num(scale.max(axis=0), nan=0.0, posinf=0.0)
    return result


def _is_solution(system: GradientSystem, points: Floats, tolerance: Floats) -> NDArray[np.bool_]:
    value, _ = system.equations(points)
    with np.errstate(invalid="ignore"):
        result: NDArray[np.bool_] = np.all(np.abs(value) <= tolerance, axis=0)
    return result


def _directions(system: GradientSystem, points: Floats) -> tuple[Floats, Floats, Floats]:
    """Null direction of J, the direction across, and the combination of the equations that changes across it."""
    slopes = np.nan_to_num(np.moveaxis(system.equations(points)[1], -1, 0), posinf=0.0, neginf=0.0)
    left, _, right = np.linalg.svd(slopes)
    return right[:, 1], right[:, 0], left[:, :, 0]


def _single(system: GradientSystem, low: Floats, high: Floats, across: Floats, left: Floats) -> NDArray[np.bool_]:
    """Whether one combination of the equations is monotone across the whole box: no solution lies beside the curve."""
    form = system.linearised(low, high)
    bounded = np.where(form.valid, form.slopes_low, 0.0), np.where(form.valid, form.slopes_high, 0.0)
    weights = np.einsum("mi,mj->ijm", left, across)
    middle = (weights * 0.5 * (bounded[0] + bounded[1])).sum(axis=(0, 1))
    radius = (np.abs(weights) * 0.5 * (bounded[1] - bounded[0])).sum(axis=(0, 1))
    with np.errstate(invalid="ignore"):
        result: NDArray[np.bool_] = form.valid & (np.abs(middle) > radius * (1 + 1e-9))
    return result


def polylines(points: Floats, spacing: Floats, check: Callable[[], None] = lambda: None) -> list[Floats]:
    """Points (m, 2) chained to lines, each of shape (k, 2): neighbours are at most 2.5 ``spacing`` apart."""
    places = [(float(x), float(y)) for x, y in points / (_REACH * spacing)]
    cells: dict[tuple[int, int], list[int]] = {}
    for index, (x, y) in enumerate(places):
        cells.setdefault((math.floor(x), math.floor(y)), []).append(index)
    lines: list[Floats] = []
    for cell in list(cells):
        while cells.get(cell):
            check()
            chain = [cells[cell].pop()]
            for _ in range(2):
                while (following := _taken_nearest(places, cells, places[chain[-1]])) is not None:
                    chain.append(following)
                chain.reverse()
            lines.append(points[chain])
    return lines


def _taken_nearest(
    places: list[tuple[float, float]], cells: dict[tuple[int, int], list[int]], start: tuple[float, float]
) -> int | None:
    """The nearest place within reach that no line has yet; it is taken from its cell."""
    column, row = math.floor(start[0]), math.floor(start[1])
    best: tuple[float, int, list[int]] | None = None
    for near in ((column + i, row + j) for i in (-1, 0, 1) for j in (-1, 0, 1)):
        cell = cells.get(near, [])
        for index in cell:
            distance = math.dist(places[index], start)
            if distance <= 1.0 and (best is None or distance < best[0]):
                best = (distance, index, cell)
    if best is None:
        return None
    best[2].remove(best[1])
    return best[1]
