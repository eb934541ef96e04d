"""The chart of trials: a map over the two settings that vary most, or the loss along the only one that does."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import numpy as np

from explorer.controller.plots import Plot, PlotAxis, PlotImage, PlotLine, PlotMark
from explorer.controller.studies.tuning_words import Varied, number_words
from explorer.core.learn.tuning import TrialResult
from explorer.core.sampling.field import FloatArray

__all__ = ["trial_at", "tuning_plot"]

TITLE: Final = "Validation loss of the trials"
LOGARITHMIC_FROM: Final = 20.0
_NO_CELLS: Final[FloatArray] = np.empty((0, 0))
_NOTHING: Final = PlotAxis("", 0.0, 1.0)


def tuning_plot(order: Sequence[TrialResult], varied: Sequence[Varied], is_random: bool) -> Plot:
    """The chart of these trials, the best first."""
    if not varied:
        return Plot(
            TITLE, _NOTHING, _NOTHING, message="All trials have the same settings: name more values to compare."
        )
    if len(varied) == 1:
        return _along(order, varied[0], is_random)
    x, y = sorted(varied[:2], key=lambda one: one.field != "rate")
    marks = _best_mark(order, x, y, is_random)
    low, high, logarithmic = _scale([one.validation for one in order])
    shares = {one.number: _share(one.validation, low, high, logarithmic) for one in order}
    others = f"the least over {_listed(varied[2:])}" if len(varied) > 2 else ""
    if is_random:
        cells, subtitle = _NO_CELLS, f"one dot a trial{f'; {_listed(varied[2:])} too' if others else ''}"
        dots = [
            PlotMark(
                *_place(one, x, y, True), "held", "disc" if math.isfinite(one.validation) else "open", "", "", share
            )
            for one in reversed(order)
            for share in (shares[one.number],)
        ]
        marks = (*dots, *marks)
    else:
        cells, subtitle = _cells(order, x, y, shares), others or "hatched: diverges, or not tried yet"
    image = PlotImage(cells, low, high, "loss", logarithmic, "diverges")
    bottom, left = _axis(x, is_random), _axis(y, is_random)
    return Plot(TITLE, bottom, left, marks=marks, subtitle=subtitle, image=image, clickable=True)


def trial_at(
    order: Sequence[TrialResult], varied: Sequence[Varied], is_random: bool, x: float, y: float
) -> TrialResult | None:
    """The trial behind a place of its chart: the best of a cell, or the nearest dot."""
    if not order or not varied:
        return None
    if len(varied) == 1:
        return min(order, key=lambda one: abs(_across(varied[0], varied[0].of(one.trial), is_random) - x))
    first, second = sorted(varied[:2], key=lambda one: one.field != "rate")
    bottom, left = _axis(first, is_random), _axis(second, is_random)

    def distance(one: TrialResult) -> float:
        at = _place(one, first, second, is_random)
        return math.hypot((at[0] - x) / (bottom.high - bottom.low), (at[1] - y) / (left.high - left.low))

    return min(order, key=distance)


def _along(order: Sequence[TrialResult], one: Varied, is_random: bool) -> Plot:
    """Both losses along one setting."""
    points = sorted((_across(one, one.of(r.trial), is_random), r.validation, r.training) for r in order)
    table = np.array(points).reshape(-1, 3)
    finite = table[:, 1:][np.isfinite(table[:, 1:])]
    low, high, logarithmic = _scale(finite.tolist())
    left = PlotAxis("loss", low / 1.3, high * 1.3, True) if logarithmic else PlotAxis("loss", low, high, widen=True)
    lines = (
        ()
        if is_random
        else (
            PlotLine(table[:, [0, 2]], "loss", 1.8, "solid", "training"),
            PlotLine(table[:, [0, 1]], "loss", 2.4, "dashed", "validation"),
        )
    )
    dots = [PlotMark(x, value, "loss", "disc") for x, value, _ in points if math.isfinite(value)]
    best = order[0]
    if math.isfinite(best.validation):
        dots.append(
            PlotMark(_across(one, one.of(best.trial), is_random), best.validation, "success", "minimum", "best")
        )
    return Plot(TITLE, _axis(one, is_random), left, lines, tuple(dots), clickable=True)


def _best_mark(order: Sequence[TrialResult], x: Varied, y: Varied, is_random: bool) -> tuple[PlotMark, ...]:
    if not order or math.isnan(order[0].validation):
        return ()
    return (PlotMark(*_place(order[0], x, y, is_random), "success", "minimum", "best"),)


def _place(one: TrialResult, x: Varied, y: Varied, is_random: bool) -> tuple[float, float]:
    return _across(x, x.of(one.trial), is_random), _across(y, y.of(one.trial), is_random)


def _across(one: Varied, value: float, is_random: bool) -> float:
    """Where a value stands on its axis: its place among all values, or for draws its power of ten."""
    if not is_random or one.field == "batch":
        return float(one.values.index(value))
    if one.field == "width":
        return value
    return math.log10(value) if value > 0 else _zero(one)


def _zero(one: Varied) -> float:
    """Where 0 stands on an axis of powers of ten: one before the least."""
    return math.floor(math.log10(min(value for value in one.values if value > 0))) - 1.0


def _axis(one: Varied, is_random: bool) -> PlotAxis:
    if not is_random or one.field == "batch":
        ticks = tuple((float(place), one.told(value)) for place, value in enumerate(one.values))
        stride = max(1, -(-len(ticks) // 12))
        return PlotAxis(one.title, -0.5, len(ticks) - 0.5, ticks=ticks[::stride])
    if one.field == "width":
        return PlotAxis(one.title, one.values[0] - 0.5, one.values[-1] + 0.5)
    places = [_across(one, value, True) for value in one.values]
    low, high = min(places) - 0.2, max(places) + 0.2
    powers = [(float(power), number_words(10.0**power)) for power in range(math.ceil(low), math.floor(high) + 1)]
    if 0.0 in one.values:
        powers = [(_zero(one), "0"), *(tick for tick in powers if tick[0] > _zero(one))]
    return PlotAxis(one.title, low, high, ticks=tuple(powers))


def _cells(order: Sequence[TrialResult], x: Varied, y: Varied, shares: dict[int, float]) -> FloatArray:
    """The share of the best trial in every cell, rows upwards; the others of a cell differ in further settings."""
    cells = np.full((len(y.values), len(x.values)), np.nan)
    for one in reversed(order):
        cells[y.values.index(y.of(one.trial)), x.values.index(x.of(one.trial))] = shares[one.number]
    return cells


def _scale(losses: Sequence[float]) -> tuple[float, float, bool]:
    """From the least loss to the largest that is no outlier, and whether between them is much in between."""
    known = [value for value in losses if math.isfinite(value)]
    if not known:
        return 0.0, 1.0, False
    low, high = min(known), max(known)
    if low > 0 and high / low > LOGARITHMIC_FROM:
        return low, min(high, 1e4 * low), True
    return low, high if high > low else low + max(abs(low), 1.0) * 1e-3, False


def _share(value: float, low: float, high: float, logarithmic: bool) -> float:
    if not math.isfinite(value):
        return math.nan
    share = math.log(value / low) / math.log(high / low) if logarithmic else (value - low) / (high - low)
    return min(max(share, 0.0), 1.0)


def _listed(varied: Sequence[Varied]) -> str:
    return " and ".join(one.title for one in varied)
