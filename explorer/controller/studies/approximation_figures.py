"""What the approximations draw: the circle of the error, the tangent plane and the quadratic as sheets."""

from __future__ import annotations

import math

import numpy as np

from explorer.controller.figures import Figure, Sheet, Stroke
from explorer.controller.studies.study import StudyInput
from explorer.core.analysis.approximation import Expansion
from explorer.core.sampling.field import FloatArray

__all__ = ["LINEAR", "QUADRATIC", "approximation_figures"]

LINEAR, QUADRATIC = "gradient", "loss"
SHEET_POINTS = 33
CIRCLE_POINTS = 97


def approximation_figures(given: StudyInput, known: Expansion, radius: float) -> tuple[Figure, ...]:
    """The circle of ``radius`` and, over the square around it within the window, what is switched on."""
    if len(given.axes) < 2:
        return ()
    figures: list[Figure] = [_circle(given, radius)]
    x, y = _sides(given, radius)
    if not (x[0] < x[1] and y[0] < y[1]):
        return tuple(figures)
    if given.choices.linear:
        figures.append(_sheet(given, known, (x, y), 2, quadratic=False))
    if given.choices.quadratic and np.isfinite(known.hessian[np.ix_(given.axis_indices, given.axis_indices)]).all():
        figures.append(_sheet(given, known, (x, y), SHEET_POINTS, quadratic=True))
    return tuple(figures)


def _circle(given: StudyInput, radius: float) -> Stroke:
    angles = np.linspace(0.0, math.tau, CIRCLE_POINTS)
    points = np.array(given.problem.probe) + radius * np.column_stack([np.cos(angles), np.sin(angles)])
    return Stroke(points, "text", 1.6, "dashed", label="r")


def _sides(given: StudyInput, radius: float) -> tuple[tuple[float, float], tuple[float, float]]:
    window, (x, y) = given.window, given.problem.probe
    return (
        (max(x - radius, window.x_min), min(x + radius, window.x_max)),
        (max(y - radius, window.y_min), min(y + radius, window.y_max)),
    )


def _sheet(
    given: StudyInput,
    known: Expansion,
    sides: tuple[tuple[float, float], tuple[float, float]],
    count: int,
    quadratic: bool,
) -> Sheet:
    x, y = (np.linspace(*side, count) for side in sides)
    positions = np.tile(known.position, (count, count, 1))
    positions[:, :, given.axis_indices[0]] = x[None, :]
    positions[:, :, given.axis_indices[1]] = y[:, None]
    heights: FloatArray = known.quadratic_at(positions) if quadratic else known.linear_at(positions)
    label = "quadratic Q" if quadratic else "plane L"
    return Sheet(x, y, heights, QUADRATIC if quadratic else LINEAR, label=label)
