"""The numbers at the probe."""

from __future__ import annotations

import math

from explorer.controller.problem import Problem
from explorer.core.sampling.field import ProbeReading

__all__ = ["ProbeNumbers", "compute_reading"]

ProbeNumbers = tuple[ProbeReading, tuple[tuple[str, float], ...]]


def compute_reading(problem: Problem) -> ProbeNumbers:
    """What is told at the probe, and the partial by each variable, held ones too."""
    function, (x, y) = problem.function, problem.probe
    if function is None:
        return ProbeReading(x, y, math.nan, math.nan, math.nan), ()
    value, slopes = function.value_and_gradient(problem.position(x, y))
    gradient = dict(zip(function.variables, slopes.tolist(), strict=True))
    flat = 0.0 if math.isfinite(value) else math.nan
    along = [gradient[name] for name in problem.names.axes] + [flat, flat]
    return ProbeReading(x, y, value, along[0], along[1]), tuple(gradient.items())
