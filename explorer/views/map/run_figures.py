"""Runs on the map: the path walked so far, the path to come, step dots, markers, legend and the start handle."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPixmap

from explorer.controller.pictures import RunPicture
from explorer.core.sampling.field import FloatArray
from explorer.views.charts.markers import draw_marker
from explorer.views.charts.paint import colour, draw_cased, draw_halo_text, path_of, pen, text_box, text_width
from explorer.views.charts.polylines import clipped, finite_pieces, thinned_indices
from explorer.views.charts.walked_layer import WalkedLayer, WalkedLine, painted
from explorer.views.fonts import ui_font
from explorer.views.map.geometry import MapGeometry
from explorer.views.theme import Theme

__all__ = ["RunFigure", "RunLayers", "draw_start", "starts_of"]

PLAYED_WIDTH, COMING_WIDTH, CASING = 2.6, 1.2, 1.6
MARKER_RADIUS = 7.0
DOTS_APART = 8.0
MOST_KEPT, LEAST_KEPT, MOST_DOTS = 4000, 500, 400
FARTHEST = 1e6
MARGIN = 40.0  # lines are cut this far outside the plot, out of sight
LONGEST_DOTTED = 20_000.0  # pixels; dots along a longer way would take too long, and be a grey blur
LEGEND_ROW, LEGEND_INSET, LEGEND_OPACITY = 19.0, 12.0, 0.82


@dataclass(frozen=True, slots=True, eq=False)
class RunFigure:
    """One run in pixels of one geometry, thinned; ``kept`` are the steps that ``points`` show."""

    run: RunPicture
    geometry: MapGeometry
    points: FloatArray
    kept: NDArray[np.intp]

    @classmethod
    def of(cls, run: RunPicture, geometry: MapGeometry, among: int = 1) -> RunFigure:
        """Prepare a run once for many frames; the more there are, the fewer points each may have."""
        pixels = geometry.to_pixels(np.asarray(run.points, dtype=float))
        kept = thinned_indices(pixels, max(LEAST_KEPT, MOST_KEPT // among))
        return cls(run, geometry, pixels[kept], kept)

    def position(self, playhead: float) -> tuple[float, float] | None:
        """Where the ball is, in pixels; the last defined place after a run's end, nowhere before its beginning."""
        if not self.run.has_begun(playhead):
            return None
        steps = np.asarray(self.run.points, dtype=float)
        step = self.run.place_at(playhead)
        before = int(step)
        place = steps[before]
        if step > before and np.isfinite(steps[before + 1]).all():
            place = place + (step - before) * (steps[before + 1] - place)
        pixel = self.geometry.pixel(float(place[0]), float(place[1]))
        return pixel if all(map(math.isfinite, pixel)) and max(map(abs, pixel)) < FARTHEST else None

    def dots(self) -> NDArray[np.intp]:
        """Which of ``points`` have a step dot: thinned where they would touch, none out of sight or in a tangle."""
        near = np.where(np.isfinite(self.points), np.abs(self.points), np.inf) < 1e5
        places = np.flatnonzero(near.all(axis=1))
        if not len(places):
            return places
        walked = self.points[places]
        lengths = np.hypot(*np.diff(walked, axis=0, prepend=walked[:1]).T).cumsum()
        dots: NDArray[np.intp] = places[np.unique(np.floor(lengths / DOTS_APART), return_index=True)[1]]
        return dots if len(dots) <= MOST_DOTS else dots[:0]

    def line(self, theme: Theme) -> WalkedLine:
        """The path as it is walked."""
        good: NDArray[np.bool_] = np.asarray(np.isfinite(self.points).all(axis=1))
        steps = self.kept.astype(np.float64) + self.run.first_step
        core = _core(self.run, theme)
        return WalkedLine(
            steps, self.points, good[:-1] & good[1:], core, theme.casing_for(core), PLAYED_WIDTH, self.dots()
        )


class RunLayers:
    """All runs in one geometry, kept from frame to frame."""

    def __init__(
        self,
        runs: tuple[RunPicture, ...],
        geometry: MapGeometry,
        size: tuple[float, float],
        theme: Theme,
        ratio: float,
        scale: float,
    ) -> None:
        self.key = (runs, geometry, size, theme, ratio, scale)
        self._theme = theme
        self._figures = tuple(RunFigure.of(run, geometry, len(runs)) for run in runs)
        self._walked = WalkedLayer([figure.line(theme) for figure in self._figures], size, ratio)
        self._coming: QPixmap = painted(size, ratio, self._draw_coming)
        self._legend = painted(size, ratio, lambda painter: _draw_legend(painter, runs, geometry, theme, scale))

    def draw(self, painter: QPainter, playhead: float) -> None:
        """All paths to come, then those walked, then the markers on top."""
        balls = [figure.position(playhead) for figure in self._figures]
        painter.drawPixmap(0, 0, self._coming)
        self._walked.walk(playhead)
        self._walked.paint(painter, balls)
        for figure, ball in zip(self._figures, balls, strict=True):
            if ball is not None:
                draw_marker(painter, QPointF(*ball), figure.run.colour_index, MARKER_RADIUS, self._theme)

    def draw_legend(self, painter: QPainter) -> None:
        """Marker and name of every run, where there are several."""
        if len(self._figures) > 1:
            painter.drawPixmap(0, 0, self._legend)

    def _draw_coming(self, painter: QPainter) -> None:
        for figure in self._figures:
            core = _core(figure.run, self._theme)
            parts = _visible(figure.points, figure.geometry)
            length = sum(float(np.hypot(*np.diff(part, axis=0).T).sum()) for part in parts)
            path = path_of(parts)
            dashes = (2.0, 4.0) if length < LONGEST_DOTTED else None
            painter.strokePath(path, pen(self._theme.casing_for(core), COMING_WIDTH + 1.6, 0.3))
            painter.strokePath(path, pen(core, COMING_WIDTH, 0.55 if dashes else 0.3, dashes=dashes))


def _draw_legend(
    painter: QPainter, runs: tuple[RunPicture, ...], geometry: MapGeometry, theme: Theme, scale: float
) -> None:
    """In the corner of the plot where the fewest steps lie, the lower left if they are alike."""
    font = ui_font(12 * scale, 600)
    row, width = LEGEND_ROW * scale, max((text_width(run.label, font) for run in runs), default=0.0)
    height = row * len(runs)
    top = geometry.top + geometry.height - LEGEND_INSET - height
    box = QRectF(geometry.left + LEGEND_INSET, top, width + 26 * scale, height)
    right, up = geometry.width - 2 * LEGEND_INSET - box.width(), 2 * LEGEND_INSET + height - geometry.height
    corners = [box.translated(*shift) for shift in ((0, 0), (right, 0), (right, up), (0, up))]
    box = min(corners, key=lambda corner: _points_in(runs, geometry, corner))
    painter.setPen(pen(theme.hairline, 1.0))
    painter.setBrush(colour(theme.canvas, LEGEND_OPACITY))
    painter.drawRoundedRect(box.adjusted(-4, -3, 4, 3), 6, 6)
    painter.setFont(font)
    for place, run in enumerate(runs):
        y = box.top() + (place + 0.5) * row
        draw_marker(painter, QPointF(box.left() + 8 * scale, y), run.colour_index, 4.6 * scale, theme)
        painter.setPen(colour(theme.text))
        room = QRectF(box.left() + 20 * scale, y - row / 2, box.width(), row)
        painter.drawText(room, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), run.label)


def _points_in(runs: tuple[RunPicture, ...], geometry: MapGeometry, box: QRectF) -> int:
    """How many steps lie in a rectangle."""
    found = 0
    for run in runs:
        x, y = geometry.to_pixels(np.asarray(run.points[:: max(1, len(run.points) // 1000)], dtype=float)).T
        inside = (x > box.left()) & (x < box.right()) & (y > box.top()) & (y < box.bottom())
        found += int(np.count_nonzero(inside))
    return found


def starts_of(runs: tuple[RunPicture, ...]) -> list[tuple[float, float]]:
    """The different starts of runs, in order; a fork begins on its way."""
    starts = ((float(run.points[0][0]), float(run.points[0][1])) for run in runs if run.parent is None)
    return list(dict.fromkeys(start for start in starts if all(map(math.isfinite, start))))


def draw_start(
    painter: QPainter, geometry: MapGeometry, start: tuple[float, float], theme: Theme, scale: float, named: bool
) -> None:
    """The handle where a run begins, with its word if ``named``."""
    x, y = geometry.pixel(*start)
    disc = QPainterPath()
    disc.addEllipse(QPointF(x, y), 4.5, 4.5)
    casing = theme.casing_for(theme.text)
    draw_cased(painter, disc, pen(theme.text, 1.4), casing, CASING)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.fillPath(disc, colour(theme.text))
    inner = QPainterPath()
    inner.addEllipse(QPointF(x, y), 2.0, 2.0)
    painter.fillPath(inner, colour(casing))
    if not named:
        return
    font = ui_font(13 * scale, 600)
    half = text_box("start", font).width() / 2
    side = 1 if x + 2 * half + 16 < geometry.left + geometry.width else -1
    draw_halo_text(painter, QPointF(x + side * (half + 9), y - 12), "start", font, theme.text, casing)


def _visible(pixels: FloatArray, geometry: MapGeometry) -> list[FloatArray]:
    box = (
        geometry.left - MARGIN,
        geometry.top - MARGIN,
        geometry.left + geometry.width + MARGIN,
        geometry.top + geometry.height + MARGIN,
    )
    return [part for piece in finite_pieces(pixels) for part in clipped(piece, box)]


def _core(run: RunPicture, theme: Theme) -> str:
    return theme.runs[run.colour_index % len(theme.runs)]
