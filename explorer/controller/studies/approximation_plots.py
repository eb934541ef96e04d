"""The charts of the approximations: error against distance, and a cut through f, plane and quadratic."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from explorer.controller.plots import Plot, PlotAxis, PlotLine, PlotMark, PlotRule
from explorer.controller.studies.approximation_figures import LINEAR, QUADRATIC
from explorer.controller.studies.study import StudyInput
from explorer.core.analysis.approximation import ErrorCurve
from explorer.core.numbers import format_value
from explorer.core.sampling.field import FloatArray

__all__ = ["CrossSection", "cross_section_plot", "error_plot", "is_exact", "order_text"]

ERROR_TITLE, SECTION_TITLE = "Error against distance", "Cut through P"
EXACT = "L is exact here: along these axes f is linear, and no error is left to chart."
_LEAST_ERROR = 1e-17
_SUPERSCRIPTS = str.maketrans("0123456789.", "⁰¹²³⁴⁵⁶⁷⁸⁹·")
_FLAT = 1e-9
_ROUNDING = 1e-13


@dataclass(frozen=True, slots=True, eq=False)
class CrossSection:
    """f, the plane and the quadratic, each (m,), over the distance ``t`` (m,) from P."""

    t: FloatArray
    f: FloatArray
    linear: FloatArray
    quadratic: FloatArray
    value: float
    radius: float
    along_gradient: bool


def order_text(order: float) -> str:
    """``∝ r²`` for a fitted order near a whole number, else ``∝ r^1.50``; "" for none."""
    if math.isnan(order):
        return ""
    whole = round(order)
    if abs(order - whole) <= 0.1 and whole >= 0:
        return "∝ r" if whole == 1 else f"∝ r{str(whole).translate(_SUPERSCRIPTS)}"
    return f"∝ r^{order:.2f}"


def is_exact(error: FloatArray, size: float) -> bool:
    """Whether nothing but rounding is left of an error (m,) of numbers as large as ``size``."""
    known = error[np.isfinite(error)]
    return bool(known.size) and float(known.max()) <= _ROUNDING * size


def error_plot(
    errors: ErrorCurve | None, at_radius: ErrorCurve | None, radius: float, size: float = 0.0, message: str = ""
) -> Plot:
    """Doubly logarithmic, with a handle on each curve at the radius; ``size`` tells how large f is around P."""
    if errors is None or at_radius is None:
        return Plot(ERROR_TITLE, PlotAxis("r", 0.1, 1), PlotAxis("", 0.1, 1), message=message)
    curves = (
        ("linear", "L", LINEAR, errors.linear, at_radius.linear[-1], errors.linear_order),
        ("quadratic", "Q", QUADRATIC, errors.quadratic, at_radius.quadratic[-1], errors.quadratic_order),
    )
    lines, marks = [], []
    for handle, letter, meaning, error, here, order in curves:
        if is_exact(error, size) or not (error > _LEAST_ERROR).any():
            continue
        points = np.column_stack([errors.distance, np.where(error > 0, error, np.nan)])
        lines.append(PlotLine(points, meaning, label=f"|f − {letter}| {order_text(order)}".rstrip()))
        if here > 0:
            marks.append(PlotMark(radius, float(here), meaning, "open", handle=handle))
    if not lines:
        return Plot(ERROR_TITLE, PlotAxis("r", 0.1, 1), PlotAxis("", 0.1, 1), message=EXACT)
    every = np.concatenate([line.points[:, 1] for line in lines])
    low, high = float(np.nanmin(every)), float(np.nanmax(every))
    return Plot(
        ERROR_TITLE,
        PlotAxis("r", float(errors.distance[0]), float(errors.distance[-1]), logarithmic=True),
        PlotAxis("", max(low, _LEAST_ERROR), max(high, 2 * _LEAST_ERROR), logarithmic=True),
        tuple(lines),
        tuple(marks),
        (PlotRule(radius, label=f"r = {format_value(radius, 2)}"),),
        subtitle="largest on the circle of radius r",
    )


def cross_section_plot(section: CrossSection | None, given: StudyInput | None = None) -> Plot:
    """f, L and Q over the distance from P, with the radius marked on both sides."""
    if section is None or given is None:
        message = "The cut needs a point where f and its slopes are defined."
        return Plot(SECTION_TITLE, PlotAxis("t", -1, 1), PlotAxis("", -1, 1), message=message)
    lines = [PlotLine(np.column_stack([section.t, section.f]), "text", label="f")]
    if given.choices.linear:
        lines.append(PlotLine(np.column_stack([section.t, section.linear]), LINEAR, 2.0, label="L"))
    if given.choices.quadratic and np.isfinite(section.quadratic).all():
        lines.append(PlotLine(np.column_stack([section.t, section.quadratic]), QUADRATIC, 2.0, "dashed", "Q"))
    low, high = _heights(section)
    way = "along ∇f" if section.along_gradient else f"along {given.axes[0]}"
    return Plot(
        SECTION_TITLE,
        PlotAxis("t", float(section.t[0]), float(section.t[-1])),
        PlotAxis("", low, high),
        tuple(lines),
        (PlotMark(0.0, section.value, "text", "ring", "P"),),
        (PlotRule(-section.radius, label="r"), PlotRule(section.radius, label="r")),
        subtitle=f"{way}, t is the distance from P",
    )


def _heights(section: CrossSection) -> tuple[float, float]:
    """The range of f, with room for the approximations next to it but not for where they run away."""
    known = section.f[np.isfinite(section.f)]
    low, high = (float(known.min()), float(known.max())) if known.size else (section.value, section.value)
    margin = max(high - low, _FLAT * max(1.0, abs(section.value))) * 0.35
    near = np.concatenate([section.linear, section.quadratic])
    near = near[np.isfinite(near) & (near >= low - margin) & (near <= high + margin)]
    low, high = min(low, *near.tolist(), section.value), max(high, *near.tolist(), section.value)
    if not high > low:
        half = max(1.0, abs(low)) * 0.5
        return low - half, high + half
    return low - 0.08 * (high - low), high + 0.08 * (high - low)
