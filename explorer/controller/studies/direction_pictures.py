"""What is drawn of a direction: the cosine curve over all angles, the slice along u, and both in space."""

from __future__ import annotations

import math

import numpy as np

from explorer.controller.figures import Figure, Place, Sheet, Stroke, Vector
from explorer.controller.plots import Plot, PlotAxis, PlotLine, PlotMark, PlotRule
from explorer.controller.studies.slices import value_range
from explorer.controller.studies.study import StudyInput
from explorer.core.analysis.direction import line_through, slope_by_angle, special_directions
from explorer.core.numbers import format_value
from explorer.core.sampling.field import FloatArray

__all__ = ["ANGLE_HANDLE", "degrees_text", "direction_figures", "direction_plots"]

ANGLE_HANDLE = "angle"
MEANING = "loss"  # stays apart from x, y and ∇f for every eye; no loss is drawn beside it
ANGLES = np.linspace(-180.0, 180.0, 361)
ANGLE_TICKS = tuple((float(angle), f"{angle}°".replace("-", "\N{MINUS SIGN}")) for angle in range(-180, 181, 90))
SAMPLES = 241
TANGENT_SHARE, SHEET_SHARE = 0.22, 0.2
_NO_AXIS = PlotAxis("", 0.0, 1.0)
NO_SLOPE = "There is no slope at P. Drag P to where the surface is smooth."

Told = tuple[float, float, float] | None
"""f and its slopes along both axes at the probe; None where one is unknown."""


def degrees_text(radians: float) -> str:
    """``63.5°``."""
    return f"{math.degrees(radians) + 0.0:.1f}°".replace("-", "\N{MINUS SIGN}")


def direction_plots(given: StudyInput, unit: tuple[float, ...], angle: float, told: Told) -> tuple[Plot, ...]:
    """The slope over all directions, where there are more than two, and the slice along u."""
    slope = 0.0 if told is None else told[1] * unit[0] + told[2] * (*unit, 0.0)[1]
    cut = _slice_plot(given, unit, told, slope)
    return (cut,) if len(unit) < 2 else (_angle_plot(angle, told, slope), cut)


def direction_figures(
    given: StudyInput, unit: tuple[float, ...], value: float, gradient: tuple[float, ...]
) -> tuple[Figure, ...]:
    """u at the probe, the line along it on the map, its lift and its tangent with the plane they lie in."""
    if len(unit) < 2:
        return ()
    x, y = given.problem.probe
    low, high = reach_along(given, unit)
    t = np.linspace(low, high, SAMPLES)
    ways = np.column_stack([x + t * unit[0], y + t * unit[1]])
    slope = gradient[0] * unit[0] + gradient[1] * unit[1]
    half = TANGENT_SHARE * _diagonal(given)
    ends = np.array([-half, half])
    rising = np.column_stack([x + ends * unit[0], y + ends * unit[1], value + slope * ends])
    on_map, in_space = frozenset[Place](("map",)), frozenset[Place](("surface",))
    return (
        _plane(given, value, gradient),
        Stroke(ways, MEANING, 1.6, "dashed", on=on_map),
        Stroke(ways, MEANING, 2.6, label="slice along u", on=in_space),
        Stroke(rising, "text", 2.0, label="tangent", on=in_space),
        Vector(x, y, unit[0], unit[1], MEANING, "u", 3.0, pixels=58.0),
    )


def reach_along(given: StudyInput, unit: tuple[float, ...]) -> tuple[float, float]:
    """How far P + t·u stays in the window: the least and the greatest t, at least a tenth of it either way."""
    window = given.window
    sides = ((window.x_min, window.x_max), (window.y_min, window.y_max))
    tenth = 0.1 * _diagonal(given)
    low, high = -math.inf, math.inf
    for (least, most), at, along in zip(sides, given.problem.probe, unit, strict=False):
        if not least <= at <= most:
            return -5 * tenth, 5 * tenth
        if along:
            first, last = sorted(((least - at) / along, (most - at) / along))
            low, high = max(low, first), min(high, last)
    return min(low, -tenth), max(high, tenth)


def _angle_plot(angle: float, told: Told, slope: float) -> Plot:
    title, bottom = "Slope over all directions", PlotAxis("θ", -180.0, 180.0, ticks=ANGLE_TICKS)
    if told is None:
        return Plot(title, bottom, _NO_AXIS, message=NO_SLOPE)
    _, gx, gy = told
    norm = math.hypot(gx, gy)
    curve = np.column_stack([ANGLES, slope_by_angle(gx, gy, np.radians(ANGLES))])
    top = 1.6 * norm or 1.0
    here = math.remainder(angle, 360.0)
    marks = (
        *_special_marks(gx, gy, norm),
        PlotMark(here, slope, MEANING, "ring", f"u: {format_value(slope)}", ANGLE_HANDLE),
    )
    rules = (PlotRule(0.0, vertical=False, style="solid"), PlotRule(here, until=slope, meaning=MEANING))
    return Plot(title, bottom, PlotAxis("", -top, top), (PlotLine(curve, "gradient"),), marks, rules)


def _special_marks(gx: float, gy: float, norm: float) -> tuple[PlotMark, ...]:
    special = special_directions(gx, gy)
    if special.ascent is None or special.descent is None or special.level_1 is None or special.level_2 is None:
        return ()
    up, down = special.ascent, special.descent
    levels = ((special.level_1, "level"), (special.level_2, "level"))
    return (
        PlotMark(
            math.degrees(up), norm, "gradient", "maximum", f"steepest up {format_value(norm)} at {degrees_text(up)}"
        ),
        PlotMark(
            math.degrees(down),
            -norm,
            "gradient",
            "minimum",
            f"steepest down {format_value(-norm)} at {degrees_text(down)}",
        ),
        *(PlotMark(math.degrees(at), 0.0, "text", "open", f"{word} {degrees_text(at)}") for at, word in levels),
    )


def _slice_plot(given: StudyInput, unit: tuple[float, ...], told: Told, slope: float) -> Plot:
    low, high = reach_along(given, unit)
    along = np.zeros(len(given.function.variables))
    along[list(given.axis_indices)] = unit
    line = line_through(given.function, given.position, along, low, high, SAMPLES)
    title, bottom = "Slice along u: f(P + t·u)", PlotAxis("t", low, high)
    if not np.isfinite(line.f).any():
        return Plot(
            title, bottom, _NO_AXIS, bar=MEANING, message="f is undefined all along this line. Turn u or drag P."
        )
    value = told[0] if told is not None else math.nan
    left = PlotAxis("", *value_range(line.f, value, abs(slope) * (high - low) / 2), widen=True)
    lines = [PlotLine(np.column_stack([line.t, line.f]), MEANING)]
    if told is None:
        return Plot(title, bottom, left, tuple(lines), subtitle="no slope at P", bar=MEANING)
    ends = np.array([low, high])
    points = np.column_stack([ends, value + slope * ends])
    lines.insert(0, PlotLine(points, "text", 2.0, label=f"tangent, slope {format_value(slope)}"))
    marks = (PlotMark(0.0, value, "probe", "ring", "P"),)
    return Plot(title, bottom, left, tuple(lines), marks, (PlotRule(0.0, until=value),), bar=MEANING)


def _plane(given: StudyInput, value: float, gradient: tuple[float, ...]) -> Sheet:
    """A part of the tangent plane around P."""
    window, (x, y) = given.window, given.problem.probe
    across, up = SHEET_SHARE * (window.x_max - window.x_min), SHEET_SHARE * (window.y_max - window.y_min)
    xs, ys = np.array([x - across, x, x + across]), np.array([y - up, y, y + up])
    heights: FloatArray = value + gradient[0] * (xs - x)[None, :] + gradient[1] * (ys - y)[:, None]
    return Sheet(xs, ys, heights, "gradient", 0.16)


def _diagonal(given: StudyInput) -> float:
    window = given.window
    sides = (window.x_max - window.x_min, window.y_max - window.y_min)
    return math.hypot(*sides[: max(len(given.axes), 1)])
