"""The study of the tangent plane and the quadratic approximation at the probe, and of how fast they go wrong."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from explorer.controller.executor import CancelToken
from explorer.controller.figures import Figure
from explorer.controller.plots import Plot
from explorer.controller.studies.approximation_figures import approximation_figures
from explorer.controller.studies.approximation_plots import CrossSection, cross_section_plot, error_plot, is_exact
from explorer.controller.studies.at_probe import NO_VARIABLE, hole_sentence, kink_sentence
from explorer.controller.studies.study import StudyInput
from explorer.core.analysis.approximation import ErrorCurve, Expansion, approximation_error, expansion
from explorer.core.analysis.curvature import classify
from explorer.core.analysis.direction import line_through
from explorer.core.sampling.field import FloatArray

__all__ = ["ApproximationAnswer", "approximation_key", "compute_approximation", "error_range"]

NO_PLANE = "no plane touches f there, and the approximations hold on one side at most."
SECTION_SAMPLES = 161
SECTION_REACH = 1.5  # of the radius, so that the chart shows what comes after it
_BENDING = {
    "minimum": "bends upwards in every direction",
    "maximum": "bends downwards in every direction",
    "saddle": "bends upwards in some directions and downwards in others",
}


@dataclass(frozen=True, slots=True, eq=False)
class ApproximationAnswer:
    """What is known at the probe along the drawn axes, in their order; nothing where there is a ``message``.

    ``slopes`` (k,), ``bends`` (k, k) are the partials there; ``bends`` is not finite where the second
    ones do not exist. ``radius`` is the one asked for, brought into ``radii``, the range of the
    chart. ``linear`` and ``quadratic`` are the greatest errors on the circle of that radius, the
    orders those of the fitted powers, NaN where none could be fitted.
    """

    message: str = ""
    note: str = ""
    bending: str = ""
    axes: tuple[str, ...] = ()
    place: tuple[float, ...] = ()
    value: float = math.nan
    slopes: tuple[float, ...] = ()
    bends: tuple[tuple[float, ...], ...] = ()
    radius: float = 1.0
    radii: tuple[float, float] = (0.01, 1.0)
    linear: float = math.nan
    quadratic: float = math.nan
    linear_is_exact: bool = False
    quadratic_is_exact: bool = False
    linear_order: float = math.nan
    quadratic_order: float = math.nan
    figures: tuple[Figure, ...] = ()
    plots: tuple[Plot, ...] = ()

    @property
    def has_quadratic(self) -> bool:
        """Whether the second partials exist."""
        return bool(self.bends) and all(math.isfinite(number) for row in self.bends for number in row)


def approximation_key(given: StudyInput) -> tuple[object, ...]:
    """The probe, the window that bounds the chart, and what is to be drawn."""
    choices = given.choices
    return (*given.probe_key, given.window, choices.linear, choices.quadratic, choices.radius)


def error_range(given: StudyInput) -> tuple[float, float]:
    """The radii that the chart of errors covers: up to the window's wider side."""
    window = given.window
    sides = (window.x_max - window.x_min, window.y_max - window.y_min)[: len(given.axes)]
    widest = max(sides)
    return 1e-3 * widest, widest


def compute_approximation(given: StudyInput, token: CancelToken) -> ApproximationAnswer:
    """Both approximations at the probe along the drawn axes; the other variables are held."""
    if not given.axes:
        return _told(NO_VARIABLE)
    known = expansion(given.function, given.position)
    indices = list(given.axis_indices)
    slopes = known.gradient[indices]
    problem = hole_sentence(given, known.value, bool(np.isfinite(slopes).all()))
    if problem:
        return _told(problem)
    low, high = error_range(given)
    radius = min(max(given.choices.radius, low), high)
    axes = (indices[0], indices[-1])
    errors = approximation_error(given.function, given.position, high, axes, known=known)
    token.check()
    # The circle itself, not the nearest of the curve's circles.
    at_radius = approximation_error(given.function, given.position, radius, axes, steps=2, known=known)
    bends = known.hessian[np.ix_(indices, indices)]
    size = abs(known.value) + high * float(np.abs(slopes).max())
    kink = kink_sentence(given, known.gradient, NO_PLANE, axes_only=True)
    return ApproximationAnswer(
        note=kink or _note(given, known, errors),
        bending="" if kink else _bending(bends),
        axes=given.axes,
        place=tuple(known.position[indices].tolist()),
        value=known.value,
        slopes=tuple(slopes.tolist()),
        bends=tuple(map(tuple, bends.tolist())),
        radius=radius,
        radii=(low, high),
        linear=float(at_radius.linear[-1]),
        quadratic=float(at_radius.quadratic[-1]),
        linear_is_exact=is_exact(errors.linear, size),
        quadratic_is_exact=is_exact(errors.quadratic, size),
        linear_order=errors.linear_order,
        quadratic_order=errors.quadratic_order,
        figures=approximation_figures(given, known, radius),
        plots=(error_plot(errors, at_radius, radius, size), cross_section_plot(_section(given, known, radius), given)),
    )


def _told(message: str) -> ApproximationAnswer:
    return ApproximationAnswer(message, plots=(error_plot(None, None, 1.0, message=message), cross_section_plot(None)))


def _note(given: StudyInput, known: Expansion, errors: ErrorCurve) -> str:
    if not np.isfinite(errors.linear).all():
        first = errors.distance[np.flatnonzero(~np.isfinite(errors.linear))[0]]
        return f"From r = {first:.2g} on, f is undefined somewhere at that distance: no error is told there."
    if not known.gradient[list(given.axis_indices)].any():
        return f"{'∇f' if len(given.axes) > 1 else 'The slope'} is 0 here: the tangent is level."
    return ""


def _bending(bends: FloatArray) -> str:
    if not np.isfinite(bends).all():
        return "The second partials are undefined at P: there is no quadratic approximation."
    if not bends.any():
        return "All second partials are 0 at P: Q is L."
    told = _BENDING.get(classify(bends), "is flat in one direction and bends in the others")
    return f"The surface {told}." if len(bends) > 1 else f"The curve bends {'up' if bends[0, 0] > 0 else 'down'}wards."


def _section(given: StudyInput, known: Expansion, radius: float) -> CrossSection:
    """f and both approximations along the gradient in the drawn plane, along x where that is 0."""
    slopes = np.zeros(known.gradient.size)
    indices = list(given.axis_indices)
    slopes[indices] = known.gradient[indices]
    size = float(np.linalg.norm(slopes))
    along_gradient = size > 0 and math.isfinite(size) and len(indices) > 1
    direction = slopes / size if along_gradient else np.eye(known.gradient.size)[indices[0]]
    reach = SECTION_REACH * radius
    line = line_through(given.function, given.position, direction, -reach, reach, SECTION_SAMPLES)
    positions = known.position + line.t[:, None] * direction
    return CrossSection(
        line.t,
        line.f,
        known.linear_at(positions),
        known.quadratic_at(positions),
        known.value,
        radius,
        along_gradient,
    )
