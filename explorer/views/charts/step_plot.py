"""A quantity of every run over its steps: ranges, axes and pixel lines, before any painting."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QRectF

from explorer.controller.pictures import RunPicture
from explorer.controller.step_series import aside, moving_average, series
from explorer.core.sampling.field import FloatArray
from explorer.views.charts.axis import Axis, linear_axis, logarithmic_axis
from explorer.views.charts.polylines import clipped, finite_pieces, with_peaks

__all__ = ["Charted", "StepLine", "StepPlot"]

MOST_DECADES = 16
DIVERGED_REACH = 10.0


@dataclass(frozen=True, slots=True, eq=False)
class Charted:
    """What is charted: the runs, the pinned ones they are compared with, of which quantity and how.

    ``letter`` is what the function is called, f or L.
    """

    runs: tuple[RunPicture, ...] = ()
    pins: tuple[RunPicture, ...] = ()
    quantity: str = "f"
    logarithmic: bool = False
    smoothing: int = 0
    letter: str = "f"

    @property
    def everything(self) -> tuple[RunPicture, ...]:
        """Pinned runs and runs."""
        return (*self.pins, *self.runs)

    @property
    def pair(self) -> RunPicture | None:
        """The only run, where it has a training and a validation loss to tell apart."""
        only = self.runs[0] if len(self.runs) == 1 else None
        return only if only is not None and len(aside(only, self.quantity)) else None

    @property
    def has_aside(self) -> bool:
        """Whether any run has a line over the rows set aside."""
        return any(len(aside(run, self.quantity)) for run in self.runs)


@dataclass(frozen=True, slots=True, eq=False)
class StepLine:
    """One run's line: its visible parts in pixels, the raw ones behind a smoothed line, where its name goes.

    ``end`` is the last visible place, None if it is out of sight; ``pinned`` tells a line that is compared with.
    ``aside`` are the parts of the same quantity over the rows set aside.
    """

    run: RunPicture
    parts: tuple[FloatArray, ...]
    raw: tuple[FloatArray, ...]
    end: tuple[float, float] | None
    pinned: bool
    aside: tuple[FloatArray, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class StepPlot:
    """Lines laid out in a rectangle."""

    rectangle: QRectF
    bottom: Axis
    left: Axis
    charted: Charted
    lines: tuple[StepLine, ...]

    @classmethod
    def of(cls, charted: Charted, rectangle: QRectF) -> StepPlot:
        """Choose the axes and lay out every run."""
        last = max([1, *(run.last_step for run in charted.everything)])
        bottom = linear_axis(0.0, float(last), 5)
        whole = [tick for tick in bottom.ticks if tick == int(tick)]
        bottom = Axis(0.0, float(last), tuple(whole), tuple(f"{int(tick):,}".replace(",", " ") for tick in whole))
        left = _value_axis(charted, rectangle.height())
        empty = cls(rectangle, bottom, left, charted, ())
        lines = [empty._line(run, pinned=True) for run in charted.pins]
        lines += [empty._line(run, pinned=False) for run in charted.runs]
        return cls(rectangle, bottom, left, charted, tuple(lines))

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

    def pixel_x(self, step: float) -> float:
        """Where a step lies, within the axis."""
        share = min(max(step / self.last_step, 0.0), 1.0)
        return self.rectangle.left() + share * self.rectangle.width()

    def step_at(self, pixel_x: float) -> float:
        """The fractional step under a pixel, within the axis."""
        share = (pixel_x - self.rectangle.left()) / max(self.rectangle.width(), 1.0)
        return float(np.clip(share, 0.0, 1.0) * self.last_step)

    def marker(self, run: RunPicture, playhead: float) -> tuple[float, float] | None:
        """Where a run's marker stands at the playhead (at its end after it); None out of sight or before it begins."""
        return self._marker(run, series(run, self.charted.quantity), playhead)

    def marker_aside(self, run: RunPicture, playhead: float) -> tuple[float, float] | None:
        """Where the marker of its rows set aside stands."""
        return self._marker(run, aside(run, self.charted.quantity), playhead)

    def _marker(self, run: RunPicture, values: FloatArray, playhead: float) -> tuple[float, float] | None:
        if not len(values) or not run.has_begun(playhead):
            return None
        place = min(run.place_at(playhead), float(len(values) - 1))
        before, after = int(np.floor(place)), int(np.ceil(place))
        ends = self.pixels(run.first_step + np.array([before, after], dtype=float), values[[before, after]])
        if not np.isfinite(ends[1]).all():
            ends[1] = ends[0]
        x, y = ends[0] + (place - before) * (ends[1] - ends[0])
        box = self.rectangle
        return (float(x), float(y)) if box.top() - 1 <= y <= box.bottom() + 1 else None

    def _line(self, run: RunPicture, pinned: bool) -> StepLine:
        values = series(run, self.charted.quantity)
        smoothing = self.charted.smoothing
        parts = self._parts(run, moving_average(values, smoothing))
        raw = self._parts(run, values) if smoothing else ()
        end = (float(parts[-1][-1, 0]), float(parts[-1][-1, 1])) if parts else None
        other = np.empty(0) if pinned else aside(run, self.charted.quantity)
        return StepLine(run, parts, raw, end, pinned, self._parts(run, moving_average(other, smoothing)))

    def _parts(self, run: RunPicture, values: FloatArray) -> tuple[FloatArray, ...]:
        box = self.rectangle
        pixels = self.pixels(run.first_step + np.arange(len(values), dtype=float), values)
        thinned = with_peaks(pixels, max(int(2 * box.width()), 1))
        edge = (box.left(), box.top(), box.right(), box.bottom())
        return tuple(part for piece in finite_pieces(thinned) for part in clipped(piece, edge))


def _value_axis(charted: Charted, height: float) -> Axis:
    quantity, logarithmic = charted.quantity, charted.logarithmic
    ranges = [_range(run, series(run, quantity), logarithmic) for run in charted.everything]
    ranges += [_range(run, aside(run, quantity), logarithmic) for run in charted.runs]
    known = [ends for ends in ranges if ends is not None]
    count = int(np.clip(height / 36, 3, 6))
    if not known:
        return linear_axis(0.0, 1.0, count)
    low, high = min(ends[0] for ends in known), max(ends[1] for ends in known)
    if charted.logarithmic:
        return logarithmic_axis(max(low, high * 10.0**-MOST_DECADES), high, count)
    return linear_axis(low, high, count, widen=True)


def _range(run: RunPicture, values: FloatArray, logarithmic: bool) -> tuple[float, float] | None:
    """What a run needs of the axis; one that diverged does not hide the others, it leaves the plot."""
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
