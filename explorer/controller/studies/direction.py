"""The study of a direction: the slope along u, over all directions, and the slice of the surface along u."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from explorer.controller.executor import CancelToken
from explorer.controller.figures import Figure
from explorer.controller.plots import Plot
from explorer.controller.studies.at_probe import NO_VARIABLE, hole_sentence, kink_sentence
from explorer.controller.studies.direction_pictures import direction_figures, direction_plots
from explorer.controller.studies.study import StudyInput
from explorer.core.analysis.direction import SpecialDirections, slope_by_angle, special_directions

__all__ = ["DirectionAnswer", "compute_direction", "direction_key", "turned_to"]

FLAT = "The gradient is zero here: the slope is 0 in every direction."
CONVENTION = "∇f·u is built on that value."
NOWHERE = SpecialDirections(None, None, None, None)


@dataclass(frozen=True, slots=True, eq=False)
class DirectionAnswer:
    """What is told about the direction at ``angle`` degrees from the first axis.

    ``unit`` are the components of u along ``axes``, ``gradient`` those of ∇f, ``slope`` is
    D_u f = ∇f·u and ``norm`` ‖∇f‖ in the drawn plane, NaN where f has none. ``between`` is the angle
    in degrees from ∇f to u, 0 … 180, NaN for a zero gradient. ``special`` are angles in radians.
    ``obstacle`` says why there is no slope; ``note`` what is out of the ordinary where there is one.
    """

    axes: tuple[str, ...]
    angle: float
    unit: tuple[float, ...] = ()
    gradient: tuple[float, ...] = ()
    slope: float = math.nan
    norm: float = math.nan
    between: float = math.nan
    special: SpecialDirections = NOWHERE
    obstacle: str = ""
    note: str = ""
    figures: tuple[Figure, ...] = ()
    plots: tuple[Plot, ...] = ()


def direction_key(given: StudyInput) -> tuple[object, ...]:
    """The probe's key, the window and the angle."""
    return (*given.probe_key, given.window, given.choices.direction)


def turned_to(radians: float) -> float:
    """An angle in degrees in (−180, 180], rounded to a thousandth, so that a typed 30 stays 30."""
    degrees = math.remainder(math.degrees(radians), 360.0)
    return round(180.0 if degrees == -180.0 else degrees, 3) + 0.0


def compute_direction(given: StudyInput, _token: CancelToken) -> DirectionAnswer:
    """Slope along u and what is drawn of it."""
    if not given.axes:
        return DirectionAnswer((), 0.0, obstacle=NO_VARIABLE)
    angle = given.choices.direction if len(given.axes) > 1 else _forwards_or_back(given.choices.direction)
    unit = _unit(angle)[: len(given.axes)]
    value, slopes = given.function.value_and_gradient(given.position)
    gradient = tuple(float(slopes[index]) for index in given.axis_indices)
    known = math.isfinite(value) and all(map(math.isfinite, gradient))
    obstacle = hole_sentence(given, float(value), known)
    if obstacle:
        return DirectionAnswer(
            given.axes, angle, unit, gradient, obstacle=obstacle, plots=direction_plots(given, unit, angle, None)
        )
    gx, gy = (*gradient, 0.0)[:2]
    norm, slope = math.hypot(gx, gy), float(slope_by_angle(gx, gy, math.radians(angle)))
    return DirectionAnswer(
        given.axes,
        angle,
        unit,
        gradient,
        slope + 0.0,
        norm,
        _between(gradient, unit),
        special_directions(gx, gy) if len(gradient) > 1 else NOWHERE,
        note=kink_sentence(given, slopes, CONVENTION, axes_only=True) or ("" if norm else FLAT),
        figures=direction_figures(given, unit, float(value), gradient),
        plots=direction_plots(given, unit, angle, (float(value), gx, gy)),
    )


def _unit(angle: float) -> tuple[float, float]:
    """Cosine and sine, exact at quarter turns."""
    quarters, rest = divmod(angle, 90.0)
    if rest == 0.0:
        return ((1.0, 0.0), (0.0, 1.0), (-1.0, 0.0), (0.0, -1.0))[int(quarters) % 4]
    return math.cos(math.radians(angle)), math.sin(math.radians(angle))


def _forwards_or_back(angle: float) -> float:
    return 180.0 if abs(math.remainder(angle, 360.0)) > 90.0 else 0.0


def _between(gradient: tuple[float, ...], unit: tuple[float, ...]) -> float:
    """The angle between two vectors in degrees; by two sides, which keeps small angles exact (Kahan)."""
    g, u = np.zeros(2), np.zeros(2)
    g[: len(gradient)], u[: len(unit)] = gradient, unit
    norm = math.hypot(*g)
    if not norm:
        return math.nan
    g = g / norm
    return math.degrees(2.0 * math.atan2(math.hypot(*(g - u)), math.hypot(*(g + u))))
