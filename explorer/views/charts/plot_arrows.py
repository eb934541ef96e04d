"""The arrows of a plot: where they are in pixels, how they are painted, which one is under the pointer."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter

from explorer.controller.plots import PlotArrow
from explorer.core.sampling.field import FloatArray
from explorer.views.charts.arrows import arrow_outlines, draw_arrows
from explorer.views.charts.axis import TICK_PAD, TICK_SIZE
from explorer.views.charts.paint import colour, path_of, pen
from explorer.views.charts.plot_layout import PlotLayout
from explorer.views.fonts import ui_font
from explorer.views.theme import Theme

__all__ = ["arrow_at", "arrow_ends", "draw_legend", "draw_plot_arrows", "next_key"]

CASING = 1.2
EMPHASIS = 2.0  # how much wider the arrow is that stands out
FAINT = 0.32
HOVER_RADIUS = 8.0
SHORTEST = 0.5


def arrow_ends(layout: PlotLayout) -> tuple[FloatArray, FloatArray]:
    """Tails and tips (m, 2) in pixels, in the order of the plot's arrows."""
    arrows = layout.plot.arrows
    tails = np.array([(arrow.x, arrow.y) for arrow in arrows]).reshape(-1, 2)
    tips = np.array([(arrow.end_x, arrow.end_y) for arrow in arrows]).reshape(-1, 2)
    return layout.pixels(tails), layout.pixels(tips)


def draw_plot_arrows(painter: QPainter, layout: PlotLayout, theme: Theme, emphasis: str = "") -> None:
    """All arrows in their order, the faint ones first, those of the key ``emphasis`` wide and on top."""
    arrows = layout.plot.arrows
    if not arrows:
        return
    tails, tips = arrow_ends(layout)
    long = np.hypot(*(tips - tails).T) >= SHORTEST
    shown = [place for place in range(len(arrows)) if long[place]]
    first = sorted(shown, key=lambda place: not arrows[place].faint)
    for (meaning, width, faint, hollow), group in groupby(first, key=lambda place: _look(arrows[place])):
        _draw(painter, tails, tips, list(group), theme, (meaning, width, faint, hollow))
    chosen = [place for place in shown if emphasis and arrows[place].key == emphasis]
    for place in chosen:
        meaning, width, _, hollow = _look(arrows[place])
        _draw(painter, tails, tips, [place], theme, (meaning, width * EMPHASIS, False, hollow))


def arrow_at(layout: PlotLayout, place: QPointF) -> str:
    """The key of the nearest arrow with one within reach of a pixel, "" for none."""
    keyed = [index for index, arrow in enumerate(layout.plot.arrows) if arrow.key]
    if not keyed:
        return ""
    tails, tips = (ends[keyed] for ends in arrow_ends(layout))
    along, here = tips - tails, np.array([place.x(), place.y()])
    length = np.maximum(np.sum(along * along, axis=1), 1e-12)
    share = np.clip(np.sum((here - tails) * along, axis=1) / length, 0.0, 1.0)
    distance = np.hypot(*(here - tails - share[:, None] * along).T)
    nearest = int(np.argmin(distance))
    return layout.plot.arrows[keyed[nearest]].key if distance[nearest] <= HOVER_RADIUS else ""


def next_key(arrows: Iterable[PlotArrow], key: str, step: int) -> str:
    """The key ``step`` arrows on from the one named, round and round; the first where none is."""
    keys = [arrow.key for arrow in arrows if arrow.key]
    if not keys:
        return ""
    return keys[(keys.index(key) + step) % len(keys)] if key in keys else keys[0 if step > 0 else -1]


def draw_legend(painter: QPainter, layout: PlotLayout, theme: Theme, scale: float) -> None:
    """What the colours of the arrows mean, below the plot beside the name of its axis."""
    font = ui_font(TICK_SIZE * scale)
    metrics = QFontMetricsF(font)
    box = layout.rectangle
    baseline = box.bottom() + TICK_PAD + metrics.ascent() + 17 * scale
    x = box.left()
    room = box.right() - metrics.horizontalAdvance(layout.plot.bottom.name) - 18 * scale
    painter.setFont(font)
    for meaning, words in layout.plot.legend:
        if x + 26 * scale + metrics.horizontalAdvance(words) > room:
            break
        middle = baseline - metrics.capHeight() / 2
        tail, tip = np.array([[x, middle]]), np.array([[x + 20 * scale, middle]])
        draw_arrows(painter, tail, tip, 1.6, theme.meaning(meaning), theme.panel, 0.0)
        painter.setPen(colour(theme.text2))
        painter.drawText(QPointF(x + 26 * scale, baseline), words)
        x += 26 * scale + metrics.horizontalAdvance(words) + 18 * scale


Look = tuple[str, float, bool, bool]


def _look(arrow: PlotArrow) -> Look:
    return arrow.meaning, arrow.width, arrow.faint, arrow.hollow


def _draw(painter: QPainter, tails: FloatArray, tips: FloatArray, places: list[int], theme: Theme, look: Look) -> None:
    meaning, width, faint, hollow = look
    core = theme.meaning(meaning)
    if hollow:
        path = path_of(list(arrow_outlines(tails[places], tips[places], width + 2.0)), closed=True)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.strokePath(path, pen(theme.canvas, 3.6))
        painter.fillPath(path, colour(theme.canvas))
        painter.strokePath(path, pen(core, 1.5))
        return
    if faint:
        painter.save()
        painter.setOpacity(FAINT)
    draw_arrows(painter, tails[places], tips[places], width, core, theme.canvas, 0.0 if faint else CASING)
    if faint:
        painter.restore()
