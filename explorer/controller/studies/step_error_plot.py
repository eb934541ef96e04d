"""The V of a difference quotient's error over its step, with the step to be dragged along it."""

from __future__ import annotations

import math

import numpy as np

from explorer.controller.plots import Plot, PlotAxis, PlotLine, PlotMark, PlotRule
from explorer.core.analysis.gradient_check import StepErrors
from explorer.core.expression.text import name_text
from explorer.core.numbers import format_power_of_ten
from explorer.core.sampling.field import FloatArray

__all__ = ["LEAST_ERROR", "best_steps", "short_power", "step_error_plot"]

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


def best_steps(errors: StepErrors) -> tuple[float, float]:
    """The predicted best steps of the one-sided and the central difference; NaN where no right branch is seen."""
    curves = (errors.forward_difference_error, errors.central_difference_error)
    steps = (errors.best_forward, errors.best_central)
    first, second = (
        step if _rises(errors.h, _shown(error), step) else math.nan for error, step in zip(curves, steps, strict=True)
    )
    return first, second


def _rises(h: FloatArray, error: FloatArray, step: float) -> bool:
    """Whether the error of larger steps is clearly above that of this one."""
    if not math.isfinite(step):
        return False
    larger = error[(h > step) & np.isfinite(error)]
    here = _at(h, error, step)
    return bool(larger.size) and not (math.isfinite(here) and float(larger.max()) <= 10 * here)


def step_error_plot(name: str, meaning: str, errors: StepErrors | None, h: float, message: str = "") -> Plot:
    """Both differences' errors for the partial by ``name``; a handle on each at the step ``h``."""
    title = f"Error of ∂f/∂{name_text(name)} against h"
    bottom = PlotAxis("h", 1e-16, 1.0, logarithmic=True)
    if errors is None:
        return Plot(title, bottom, PlotAxis("", LEAST_ERROR, 1.0, logarithmic=True), bar=meaning, message=message)
    central, forward = _shown(errors.central_difference_error), _shown(errors.forward_difference_error)
    lines = (
        PlotLine(np.column_stack([errors.h, forward]), meaning, 2.0, "dashed", "one-sided"),
        PlotLine(np.column_stack([errors.h, central]), meaning, 2.4, label="central"),
    )
    marks, rules = [], [PlotRule(h, label=f"h = {short_power(h)}")]
    for curve, best in zip((forward, central), best_steps(errors), strict=True):
        if math.isfinite(best):
            height = _at(errors.h, curve, best)
            marks.append(PlotMark(best, height, meaning, "square"))
            rules.append(PlotRule(best, meaning=meaning, label="best h", until=height))
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
    return Plot(title, bottom, left, lines, tuple(marks), tuple(rules), kind, meaning)


def _shown(error: FloatArray) -> FloatArray:
    return np.where(np.isfinite(error), np.maximum(error, LEAST_ERROR), np.nan)


def _at(h: FloatArray, error: FloatArray, step: float) -> float:
    """The curve at a step, read off between its samples on the logarithmic axes."""
    return float(10.0 ** np.interp(math.log10(step), np.log10(h), np.log10(error)))
