"""Training and validation loss of the only run, told beside their markers at the playhead."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFont, QPainter

from explorer.controller.pictures import RunPicture
from explorer.controller.step_series import aside, series
from explorer.core.numbers import format_value
from explorer.core.sampling.field import FloatArray
from explorer.views.charts.markers import marker_path
from explorer.views.charts.paint import colour, draw_halo_text, pen, text_width
from explorer.views.charts.step_plot import StepPlot
from explorer.views.fonts import ui_font
from explorer.views.theme import Theme

__all__ = ["draw_open_marker", "draw_pair"]

SIZE, LINE, AWAY, RADIUS, RING = 13, 17, 12.0, 5.0, 2.0
_SAMPLES = 16
MARKERS = 2  # the first of the places that are taken; labels follow

Place = tuple[float, float]


def draw_open_marker(painter: QPainter, centre: QPointF, index: int, core: str, theme: Theme) -> None:
    """A run's marker as an outline on the chart's ground: its rows set aside."""
    path = marker_path(index, RADIUS).translated(centre)
    painter.setBrush(colour(theme.canvas))
    painter.setPen(pen(core, RING))
    painter.drawPath(path)


def draw_pair(painter: QPainter, plot: StepPlot, playhead: float, theme: Theme, scale: float) -> None:
    """``training 0.165`` and ``validation 0.320``, the greater above the other; nothing where there is no pair."""
    run = plot.charted.pair
    if run is None:
        return
    quantity, font = plot.charted.quantity, ui_font(SIZE * scale, 600)
    told = [
        (plot.marker(run, playhead), _words("training", run, series(run, quantity), playhead)),
        (plot.marker_aside(run, playhead), _words("validation", run, aside(run, quantity), playhead)),
    ]
    labels = sorted((place[1], place, words) for place, words in told if place is not None)
    taken: list[QRectF] = [QRectF(place[0] - 7, place[1] - 7, 14, 14) for _, place, _ in labels]
    for order, (_, place, words) in enumerate(labels):
        box = _box(plot, place, words, font, scale, order == 0, taken)
        taken.append(box)
        draw_halo_text(painter, box.center(), words, font, theme.loss, theme.canvas)


def _words(name: str, run: RunPicture, values: FloatArray, playhead: float) -> str:
    """Its value at the last whole step before the playhead."""
    return f"{name} {format_value(float(values[int(run.place_at(playhead))]))}"


def _box(
    plot: StepPlot, place: Place, words: str, font: QFont, scale: float, above: bool, taken: Sequence[QRectF]
) -> QRectF:
    """Where a label stands: the upper one right above its marker, the lower left below, elsewhere where lines cross."""
    width, height = text_width(words, font), LINE * scale
    sides = ((1, -1), (-1, -1), (1, 1), (-1, 1)) if above else ((-1, 1), (1, 1), (-1, -1), (1, -1))
    best, least = QRectF(), np.inf
    places = [(across, down * far) for far in (0.8, 1.8, 2.8) for across, down in sides]
    for order, (across, down) in enumerate(places):
        left = place[0] + AWAY if across > 0 else place[0] - AWAY - width
        box = QRectF(left, place[1] + down * height - height / 2, width, height)
        cost = _cost(plot, box, taken) + 0.01 * order
        if cost < least:
            best, least = box, cost
    return best


def _cost(plot: StepPlot, box: QRectF, taken: Sequence[QRectF]) -> float:
    """How badly a label stands there: over the other label, out of the plot, over a marker, over lines."""
    outside = not plot.rectangle.contains(box)
    covered = sum(box.intersects(other) for other in taken[:MARKERS])
    hides = any(box.intersects(other) for other in taken[MARKERS:])
    return 3000.0 * hides + 1000.0 * outside + 100.0 * covered + _crossed(plot, box)


def _crossed(plot: StepPlot, box: QRectF) -> int:
    """How many of some columns of the box a line passes through."""
    columns, count = np.linspace(box.left(), box.right(), _SAMPLES), 0
    for line in plot.lines:
        for part in (*line.parts, *line.aside):
            heights = np.interp(columns, part[:, 0], part[:, 1], left=np.nan, right=np.nan)
            count += int(np.count_nonzero((heights > box.top()) & (heights < box.bottom())))
    return count
