"""The chart of a nudge: f along the way to P + δ against what the gradient promises."""

from __future__ import annotations

import numpy as np

from explorer.controller.plots import Plot, PlotAxis, PlotLine, PlotMark, PlotRule
from explorer.core.analysis.direction import line_through
from explorer.core.analysis.sensitivity import Change
from explorer.core.numbers import format_value
from explorer.core.objective import Objective
from explorer.core.sampling.field import FloatArray

__all__ = ["change_plot"]

TITLE = "Change along the nudge"
NO_NUDGE = "The nudge is 0 for every input: give one of them a change δ."
LOW, HIGH, SAMPLES = -1.0, 2.0, 121
_TICKS = ((-1.0, "P − δ"), (0.0, "P"), (1.0, "P + δ"), (2.0, "P + 2δ"))


def change_plot(
    f: Objective | None = None,
    position: FloatArray | None = None,
    nudge: FloatArray | None = None,
    change: Change | None = None,
    message: str = "",
) -> Plot:
    """f(P + tδ) − f(P) and t·∇f·δ over t, with both ends marked at t = 1; a message in the place of no nudge."""
    if nudge is not None and not nudge.any():
        message = NO_NUDGE
    if f is None or position is None or nudge is None or change is None or message:
        return Plot(TITLE, PlotAxis("", LOW, HIGH), PlotAxis("", -1, 1), message=message)
    line = line_through(f, position, nudge, LOW, HIGH, SAMPLES)
    actual = line.f - float(f.value_at(position))
    lines = (
        PlotLine(np.column_stack([line.t, actual]), "text", label="f(P + tδ) − f(P)"),
        PlotLine(np.array([[LOW, LOW * change.predicted], [HIGH, HIGH * change.predicted]]), "gradient", 2.0, "dashed"),
    )
    marks = [PlotMark(1.0, change.predicted, "gradient", "open", f"predicted {format_value(change.predicted)}")]
    if np.isfinite(change.actual):
        marks.append(PlotMark(1.0, change.actual, "text", "disc", f"actual {format_value(change.actual)}"))
    low, high = _heights(actual, change)
    return Plot(
        TITLE,
        PlotAxis("", LOW, HIGH, ticks=_TICKS),
        PlotAxis("", low, high),
        lines,
        (PlotMark(0.0, 0.0, "text", "ring"), *marks),
        (PlotRule(1.0), PlotRule(0.0, vertical=False)),
        subtitle="dashed: predicted by the gradient",
    )


def _heights(actual: FloatArray, change: Change) -> tuple[float, float]:
    known = [LOW * change.predicted, HIGH * change.predicted, *actual[np.isfinite(actual)].tolist()]
    low, high = min(known), max(known)
    if not high > low:
        return -1.0, 1.0
    return low - 0.08 * (high - low), high + 0.08 * (high - low)
