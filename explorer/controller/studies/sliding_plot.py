"""The chart of f along a constraint: the probe as a handle, its slope, the stationary points."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

import numpy as np

from explorer.controller.plots import Plot, PlotAxis, PlotLine, PlotMark
from explorer.controller.studies.points import PointRow
from explorer.controller.studies.tracks import Footing, Track, footing
from explorer.core.numbers import format_value
from explorer.core.sampling.field import FloatArray

__all__ = ["HANDLE", "empty_plot", "sliding_plot", "with_points"]

HANDLE = "along"
TITLE = "f along the constraint"
TANGENT_SHARE = 0.11
ON_TRACK = 1e-3
SHAPES = {"minimum": "minimum", "maximum": "maximum"}


def empty_plot(message: str) -> Plot:
    """The chart's place with a sentence in it."""
    return Plot(TITLE, PlotAxis("s", 0.0, 1.0), PlotAxis("f", 0.0, 1.0), message=message)


def sliding_plot(foot: Footing, is_on: bool, slope: float) -> Plot:
    """f against arc length; ``slope`` is df/ds at the probe, told where it ``is_on`` the curve."""
    track = foot.track
    finite = track.f[np.isfinite(track.f)]
    if not len(finite):
        return empty_plot("f is undefined all along the constraint.")
    low, high = float(finite.min()), float(finite.max())
    height = float(np.interp(foot.s, track.s, track.f))
    lines = [_curve(track)]
    if is_on and np.isfinite(slope):
        lines.append(PlotLine(_tangent(foot, height, slope), "text", 2.0, label=f"slope {format_value(slope)}"))
    mark = PlotMark(foot.s, height, "probe", "ring" if is_on else "open", "P" if is_on else "nearest to P", HANDLE)
    return Plot(
        TITLE,
        PlotAxis("s", 0.0, track.length),
        PlotAxis("f", low, high if high > low else low + 1.0, widen=True),
        tuple(lines),
        (mark,) if np.isfinite(height) else (),
        subtitle="drag P: where the slope is 0, ∇f ∥ ∇g",
        bar="held",
    )


@lru_cache(maxsize=8)
def _curve(track: Track) -> PlotLine:
    return PlotLine(np.column_stack((track.s, track.f)), "held", 2.6)


def _tangent(foot: Footing, height: float, slope: float) -> FloatArray:
    reach = TANGENT_SHARE * foot.track.length
    steps = np.array([-reach, reach])
    return np.column_stack((foot.s + steps, height + slope * steps))


def with_points(plot: Plot, foot: Footing, rows: Iterable[PointRow], sizes: FloatArray) -> Plot:
    """The same chart with those stationary points marked that lie on its piece of the curve."""
    marks = []
    for row in rows:
        place = footing([foot.track], (row.x, row.y), sizes)
        if place is not None and place.distance <= ON_TRACK:
            shape = SHAPES.get(row.word, "square")
            label = format_value(row.value, 2)
            marks.append(PlotMark(place.s, row.value, "text", shape, label))  # type: ignore[arg-type]
    return replace(plot, marks=(*marks, *plot.marks))
