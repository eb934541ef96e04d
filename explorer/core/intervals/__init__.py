"""Ranges of expressions over boxes, by interval arithmetic with outward rounding."""

from explorer.core.intervals.enclosure import JUMP, KINK, NOWHERE, PARTLY
from explorer.core.intervals.kernel import INTERVAL_OPERATORS, IntervalKernel, Ranges, compile_intervals

__all__ = [
    "INTERVAL_OPERATORS",
    "JUMP",
    "KINK",
    "NOWHERE",
    "PARTLY",
    "IntervalKernel",
    "Ranges",
    "compile_intervals",
]
