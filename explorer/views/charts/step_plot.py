"""A quantity of every run over its steps: ranges, axes and pixel lines, before any painting."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QRectF

from explorer.controller.pictures import RunPicture
from explorer.core.numbers import format_value
from explorer.core.sampling.field import FloatArray
from explorer.views.charts.axis import Axis, linear_axis, logarithmic_axis
from explorer.views.charts.polylines import clipped, finite_pieces, with_peaks

__all__ = ["GRADIENT_NORM", "VALUE", "StepLine", "StepPlot", "log_obstacle", "series"]

VALUE, GRADIENT_NORM = "f", "‖∇f‖"
MOST_DECADES = 16
DIVERGED_REACH = 10.0


@dataclass(frozen=True, slots=True, eq=False)
class StepLine:
    """One run's line: its visible parts in pixels and the height where its name goes, None if out of sight."""

    run: RunPicture
    parts: tuple[FloatArray, ...]
    end: float | None


@dataclass(frozen=True, slots=True, eq=False)
class StepPlot:
    """Lines laid out in a rectangle."""

    rectangle: QRectF
    bottom: Axis
    left: Axis
    quantity: str
    lines: tuple[StepLine, ...]

    @classmethod
    def of(cls, runs: tuple[RunPicture, ...], quantity: str, logarithmic: bool, rectangle: QRectF) -> StepPlot:
        """Choose the axes and lay out every run."""
        last = max([1, *(len(series(run, quantity)) - 1 for run in runs)])
        bottom = linear_axis(0.0, float(last), 5)
        whole = [tick for tick in bottom.ticks if tick == int(tick)]
        bottom = Axis(0.0, float(last), tuple(whole), tuple(f"{int(tick):,}".replace(",", " ") for tick in whole))
        left = _value_axis(runs, quantity, logarithmic, rectangle.height())
        empty = cls(rectangle, bottom, left, quantity, ())
        return cls(rectangle, bottom, left, quantity, tuple(empty._line(run) for run in runs))

    @property
    def last_step(self) -> float:
        """The greatest step of any run."""
        return self.bottom.high

    def pixels(self, steps: FloatArray, values: FloatArray) -> FloatArray:
        """Points as pixels, shape (n, 2); NaN where a value has no place on the axis."""
        box = self.rectangle
        x = box.left() + self.bottom.fractions(steps) * box.width()
        y = box.bottom() - self.left.fractions(values) * box.height()
        return np.column_stack([x, np.clip(y, -1e7, 1e7)])

    def step_at(self, pixel_x: float) -> float:
        """The fractional step under a pixel, within the axis."""
        share = (pixel_x - self.rectangle.left()) / max(self.rectangle.width(), 1.0)
        return float(np.clip(share, 0.0, 1.0) * self.last_step)

    def marker(self, run: RunPicture, playhead: float) -> tuple[float, float] | None:
        """Where a run's marker stands at the playhead (at its end after it), None out of sight."""
        values = series(run, self.quantity)
        if not len(values):
            return None
        step = float(np.clip(playhead, 0, len(values) - 1))
        before, after = int(np.floor(step)), int(np.ceil(step))
        ends = self.pixels(np.array([before, after], dtype=float), values[[before, after]])
        if not np.isfinite(ends[1]).all():
            ends[1] = ends[0]
        x, y = ends[0] + (step - before) * (ends[1] - ends[0])
        box = self.rectangle
        return (float(x), float(y)) if box.top() - 1 <= y <= box.bottom() + 1 else None

    def _line(self, run: RunPicture) -> StepLine:
        values = series(run, self.quantity)
        box = self.rectangle
        pixels = self.pixels(np.arange(len(values), dtype=float), values)
        thinned = with_peaks(pixels, max(int(2 * box.width()), 1))
        edge = (box.left(), box.top(), box.right(), box.bottom())
        parts = tuple(part for piece in finite_pieces(thinned) for part in clipped(piece, edge))
        end = float(parts[-1][-1, 1]) if parts else None
        return StepLine(run, parts, end)


def series(run: RunPicture, quantity: str) -> FloatArray:
    """The values of a quantity at every step of a run."""
    return np.asarray(run.gradient_norms if quantity == GRADIENT_NORM else run.values, dtype=float)


def log_obstacle(runs: tuple[RunPicture, ...], quantity: str) -> str | None:
    """Why a logarithmic axis is impossible, or None. A norm may touch zero: its line leaves the plot there."""
    values = np.concatenate([series(run, quantity) for run in runs]) if runs else np.empty(0)
    values = values[np.isfinite(values)]
    if not values.size:
        return None
    least = float(values.min())
    if least > 0 or (quantity == GRADIENT_NORM and values.max() > 0):
        return None
    return f"{quantity} reaches {format_value(least)}; a logarithmic axis needs values above 0"


def _value_axis(runs: tuple[RunPicture, ...], quantity: str, logarithmic: bool, height: float) -> Axis:
    ranges = [_range(run, quantity, logarithmic) for run in runs]
    known = [ends for ends in ranges if ends is not None]
    count = int(np.clip(height / 36, 3, 6))
    if not known:
        return linear_axis(0.0, 1.0, count)
    low, high = min(ends[0] for ends in known), max(ends[1] for ends in known)
    if logarithmic:
        return logarithmic_axis(max(low, high * 10.0**-MOST_DECADES), high, count)
    return linear_axis(low, high, count, widen=True)


def _range(run: RunPicture, quantity: str, logarithmic: bool) -> tuple[float, float] | None:
    """What a run needs of the axis; one that diverged does not hide the others, it leaves the plot."""
    values = series(run, quantity)
    values = np.clip(values[np.isfinite(values)], -1e300, 1e300)
    values = values[values > 0] if logarithmic else values
    if not values.size:
        return None
    low, high = float(values.min()), float(values.max())
    if run.outcome == "diverged" and not logarithmic:
        start = float(values[0])
        reach = DIVERGED_REACH * (float(np.median(np.abs(values - start))) or abs(start) or 1.0)
        low, high = max(low, start - reach), min(high, start + reach)
    return low, high
