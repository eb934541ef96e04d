"""Runs on the map: the path walked so far, the path to come, step dots, markers and the start handle."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPainterPath

from explorer.controller.pictures import RunPicture
from explorer.core.sampling.field import FloatArray
from explorer.views.charts.markers import draw_marker
from explorer.views.charts.paint import colour, draw_cased, draw_halo_text, path_of, pen, text_box
from explorer.views.charts.polylines import clipped, finite_pieces, kept_indices
from explorer.views.fonts import ui_font
from explorer.views.map.geometry import MapGeometry
from explorer.views.theme import Theme

__all__ = ["RunFigure", "draw_runs", "draw_start", "starts_of"]

PLAYED_WIDTH, COMING_WIDTH, CASING = 2.6, 1.2, 1.6
DOT_RADIUS, MARKER_RADIUS = 2.6, 7.0
DOTS_APART = 8.0
MARGIN = 40.0  # lines are cut this far outside the plot, out of sight


@dataclass(frozen=True, slots=True, eq=False)
class RunFigure:
    """One run in pixels of one geometry, thinned; ``kept`` are the steps that ``points`` show."""

    run: RunPicture
    geometry: MapGeometry
    points: FloatArray
    kept: NDArray[np.intp]

    @classmethod
    def of(cls, run: RunPicture, geometry: MapGeometry) -> RunFigure:
        """Prepare a run once for many frames."""
        pixels = geometry.to_pixels(np.asarray(run.points, dtype=float))
        kept = kept_indices(pixels)
        return cls(run, geometry, pixels[kept], kept)

    def position(self, playhead: float) -> tuple[float, float] | None:
        """Where the ball is at a fractional step, in pixels; the last defined place after a run's end."""
        steps = np.asarray(self.run.points, dtype=float)
        last = len(steps) - 1
        step = min(max(playhead, 0.0), float(last))
        before = int(step)
        place = steps[before]
        if step > before and np.isfinite(steps[before + 1]).all():
            place = place + (step - before) * (steps[before + 1] - place)
        pixel = self.geometry.pixel(float(place[0]), float(place[1]))
        return pixel if all(map(math.isfinite, pixel)) and max(map(abs, pixel)) < 1e6 else None

    def split(self, playhead: float) -> tuple[FloatArray, FloatArray]:
        """The pixels walked up to the playhead and those to come, joined at the ball."""
        at = int(np.searchsorted(self.kept, playhead, side="right"))
        here = self.position(playhead)
        joint = np.empty((0, 2)) if here is None else np.array([here])
        return np.vstack([self.points[:at], joint]), np.vstack([joint, self.points[at:]])

    def dots(self, playhead: float) -> FloatArray:
        """Places of step dots: whole steps walked, thinned where they would touch."""
        walked = self.points[: int(np.searchsorted(self.kept, playhead, side="right"))]
        walked = walked[np.isfinite(walked).all(axis=1)]
        lengths = np.hypot(*np.diff(walked, axis=0, prepend=walked[:1]).T).cumsum()
        return walked[np.unique(np.floor(lengths / DOTS_APART), return_index=True)[1]] if len(walked) else walked


def draw_runs(painter: QPainter, figures: tuple[RunFigure, ...], playhead: float, theme: Theme) -> None:
    """All runs: paths to come first, then paths walked, then the markers on top."""
    for figure in figures:
        core = _core(figure, theme)
        coming = _visible(figure.split(playhead)[1], figure.geometry)
        dotted = pen(core, COMING_WIDTH, 0.55, dashes=(2, 4))
        painter.strokePath(path_of(coming), pen(theme.casing_for(core), COMING_WIDTH + 1.6, 0.3))
        painter.strokePath(path_of(coming), dotted)
    for figure in figures:
        core = _core(figure, theme)
        walked = path_of(_visible(figure.split(playhead)[0], figure.geometry))
        draw_cased(painter, walked, pen(core, PLAYED_WIDTH), theme.casing_for(core), CASING)
        _draw_dots(painter, figure.dots(playhead), core, theme)
    for figure in figures:
        here = figure.position(playhead)
        if here is not None:
            draw_marker(painter, QPointF(*here), figure.run.colour_index, MARKER_RADIUS, theme)


def starts_of(runs: tuple[RunPicture, ...]) -> list[tuple[float, float]]:
    """The different starts of runs, in order."""
    starts = ((float(run.points[0][0]), float(run.points[0][1])) for run in runs if len(run.points))
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


def _draw_dots(painter: QPainter, places: FloatArray, core: str, theme: Theme) -> None:
    path = QPainterPath()
    for x, y in places:
        if abs(x) < 1e5 and abs(y) < 1e5:
            path.addEllipse(QPointF(float(x), float(y)), DOT_RADIUS, DOT_RADIUS)
    painter.strokePath(path, pen(theme.casing_for(core), 1.6))
    painter.fillPath(path, colour(core))


def _core(figure: RunFigure, theme: Theme) -> str:
    return theme.runs[figure.run.colour_index % len(theme.runs)]
