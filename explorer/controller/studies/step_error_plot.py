"""The V of a difference quotient's error over its step, with the step to be dragged along it."""

from __future__ import annotations

import math

import numpy as np

from explorer.controller.plots import Plot, PlotAxis, PlotLine, PlotMark, PlotRule
from explorer.core.analysis.gradient_check import StepErrors
from explorer.core.numbers import format_power_of_ten
from explorer.core.sampling.field import FloatArray

__all__ = ["LEAST_ERROR", "short_power", "step_error_plot"]

LEAST_ERROR = 1e-17  # an error of 0 has no place on a logarithmic axis; it is drawn at its foot


def short_power(value: float) -> str:
    """``6·10⁻⁶``: a positive number by its leading figure."""
    if not (math.isfinite(value) and value > 0):
        return "unknown"
    exponent = math.floor(math.log10(value) + 1e-12)
    figure = round(value / 10.0**exponent)
    if figure == 10:
        figure, exponent = 1, exponent + 1
    return format_power_of_ten(exponent) if figure == 1 else f"{figure}·{format_power_of_ten(exponent)}"


def step_error_plot(name: str, meaning: str, errors: StepErrors | None, h: float, message: str = "") -> Plot:
    """Both differences' errors for the partial by ``name``; a handle on each at the step ``h``."""
    title = f"Error of ∂f/∂{name} against h"
    bottom = PlotAxis("h", 1e-16, 1.0, logarithmic=True)
    if errors is None:
        return Plot(title, bottom, PlotAxis("", LEAST_ERROR, 1.0, logarithmic=True), bar=meaning, message=message)
    central, forward = _shown(errors.central_difference_error), _shown(errors.forward_difference_error)
    lines = (
        PlotLine(np.column_stack([errors.h, forward]), meaning, 2.0, "dashed", "one-sided"),
        PlotLine(np.column_stack([errors.h, central]), meaning, 2.4, label="central"),
    )
    marks = []
    for curve, best, label in ((forward, errors.best_forward, "best h"), (central, errors.best_central, "best h")):
        if math.isfinite(best):
            text = f"{label} ≈ {short_power(best)}"
            marks.append(PlotMark(best, _at(errors.h, curve, best), meaning, "square", text))
    for handle, curve in (("one-sided", forward), ("central", central)):
        here = _at(errors.h, curve, h)
        if math.isfinite(here):
            marks.append(PlotMark(h, here, "text", "ring", handle=handle))
    every = np.concatenate([central, forward])
    every = every[np.isfinite(every)]
    if not every.size:
        sentence = f"f is undefined on one side of P along {name} for every step: no difference can be taken."
        return step_error_plot(name, meaning, None, h, sentence)
    kind = "relative" if errors.is_relative else "absolute, since the slope is 0"
    left = PlotAxis("", float(every.min()), max(float(every.max()), 10 * LEAST_ERROR), logarithmic=True)
    return Plot(title, bottom, left, lines, tuple(marks), (PlotRule(h, label=f"h = {short_power(h)}"),), kind, meaning)


def _shown(error: FloatArray) -> FloatArray:
    return np.where(np.isfinite(error), np.maximum(error, LEAST_ERROR), np.nan)


def _at(h: FloatArray, error: FloatArray, step: float) -> float:
    """The curve at a step, read off between its samples on the logarithmic axes."""
    return float(10.0 ** np.interp(math.log10(step), np.log10(h), np.log10(error)))
