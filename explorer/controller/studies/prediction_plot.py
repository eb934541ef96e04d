"""The chart of a prediction along one feature: ŷ, its tangent at the row, and where a nudge leads."""

from __future__ import annotations

from typing import Final

import numpy as np

from explorer.controller.plots import Plot, PlotAxis, PlotLine, PlotMark
from explorer.core.learn.feature_sensitivity import FeatureSensitivity, Predictor, prediction_along
from explorer.core.numbers import format_value
from explorer.core.sampling.field import FloatArray

__all__ = ["NUDGE", "along_plot"]

NUDGE: Final = "nudge"
POINTS: Final = 201
MOST_DOTS: Final = 150
MARGIN: Final = 0.06
DOT: Final = 5.0


def along_plot(
    predictor: Predictor,
    found: FeatureSensitivity,
    feature: int,
    rows: FloatArray,
    title: str,
    row: int,
    is_classes: bool,
) -> Plot:
    """ŷ where ``feature`` of the row varies and the others stay; quiet dots are the predictions of ``rows`` (m, k).

    The handle :data:`NUDGE` is where the feature's nudge leads: the dashed gap is what the slope misses there.
    """
    x, slope, nudge = (float(part[feature]) for part in (found.row, found.slopes, found.nudges))
    low, high = _range([*rows[:, feature].tolist(), x, x + nudge])
    xs = np.linspace(low, high, POINTS)
    curve = prediction_along(predictor, found.row, feature, xs)
    tangent = found.prediction + slope * (xs - x)
    dots = rows[:: -(-len(rows) // MOST_DOTS)]
    with np.errstate(all="ignore"):
        predictions = predictor.predict(dots)
    seen = [*curve[np.isfinite(curve)].tolist(), *predictions[np.isfinite(predictions)].tolist()]
    bottom, top = (0.0, 1.0) if is_classes and min(seen) >= 0 and max(seen) <= 1 else _range(seen)
    end, promised = found.prediction + float(found.actual[feature]), found.prediction + slope * nudge
    return Plot(
        f"Prediction along {title}",
        PlotAxis(title, low, high),
        PlotAxis("ŷ", bottom, top, widen=True),
        (
            PlotLine(_dots(dots[:, feature], predictions, high - low), "held", DOT),
            PlotLine(np.column_stack((xs, tangent)), "gradient", 2.0, "dashed", "slope"),
            PlotLine(np.column_stack((xs, curve)), "text", 2.6, "solid", "ŷ"),
            PlotLine(np.array([(x + nudge, promised), (x + nudge, end)]), "error", 2.2),
        ),
        (
            PlotMark(x, found.prediction, "probe", "ring", "mean of the rows" if row < 0 else f"row {row + 1}"),
            PlotMark(x + nudge, end, "text", "disc", "", NUDGE),
        ),
        subtitle=f"the other features as they are · slope {format_value(slope)} · dots: every row’s ŷ",
    )


def _dots(x: FloatArray, y: FloatArray, width: float) -> FloatArray:
    """Each point as a line too short to be seen: its round ends are the dot."""
    points = np.full((len(x), 3, 2), np.nan)
    points[:, :2, 1] = y[:, None]
    points[:, :2, 0] = x[:, None] + np.array([-0.5, 0.5]) * 1e-4 * width
    return points.reshape(-1, 2)


def _range(values: list[float]) -> tuple[float, float]:
    low, high = min(values), max(values)
    margin = MARGIN * (high - low) or max(abs(low), 1.0) * MARGIN
    return low - margin, high + margin
