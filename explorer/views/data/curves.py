"""Paints a model's curves through data with their names, and the line from each point to what the model says of it."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter

from explorer.controller.data_picture import DataCurve, DataPicture
from explorer.core.sampling.field import FloatArray
from explorer.views.charts.halo_text import draw_words
from explorer.views.charts.paint import colour, draw_cased, path_of, pen, text_width
from explorer.views.charts.plot_labels import inked, near_line, placed
from explorer.views.charts.polylines import clipped, finite_pieces, straightened
from explorer.views.data.layout import DataLayout
from explorer.views.fonts import ui_font
from explorer.views.theme import RUN_MARKERS, Theme

__all__ = ["CurveLines", "curve_lines", "curve_meaning", "draw_curves", "draw_names", "draw_residuals"]

WIDTH, CASING, LABEL_SIZE = 2.4, 1.6, 13
DASHES = {"minimum": (7.0, 5.0), "start": (2.0, 4.0)}
RESIDUAL_WIDTH, RESIDUAL_OPACITY = 1.2, 0.55
MOST_MARKS = 300

CurveLines = tuple[tuple[DataCurve, list[FloatArray]], ...]


def curve_meaning(curve: DataCurve) -> str:
    """The colour of a curve: P's, the run's, the minimum's."""
    return {"probe": "probe", "minimum": "success", "run": f"run{curve.run + 1}"}.get(curve.role, "text2")


def curve_lines(curves: tuple[DataCurve, ...], layout: DataLayout) -> CurveLines:
    """The visible pieces of every curve in pixels."""
    box = layout.rectangle
    edge = (box.left(), box.top(), box.right(), box.bottom())
    found = []
    for curve in curves:
        pixels = layout.pixels(curve.x, curve.y)
        pieces = [straightened(part) for piece in finite_pieces(pixels) for part in clipped(piece, edge)]
        found.append((curve, pieces))
    return tuple(found)


def draw_residuals(
    painter: QPainter, picture: DataPicture, pixels: FloatArray, layout: DataLayout, theme: Theme
) -> None:
    """A thin line from every point to the model's value."""
    if picture.residuals is None:
        return
    ends = layout.pixels(picture.x, picture.residuals)[:, 1]
    ratio = painter.device().devicePixelRatioF()
    width = max(1, round(RESIDUAL_WIDTH * ratio)) / ratio
    left = np.round((pixels[:, 0] - width / 2) * ratio) / ratio
    bars = np.column_stack([left, np.minimum(pixels[:, 1], ends), np.full(len(ends), width), abs(ends - pixels[:, 1])])
    # Upright lines as bars on whole pixels of the screen: a tenth of the time of strokes.
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour(theme.gradient, RESIDUAL_OPACITY))
    painter.drawRects([QRectF(*bar) for bar in bars[np.isfinite(bars).all(axis=1)].tolist()])
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)


def draw_curves(painter: QPainter, lines: CurveLines, theme: Theme) -> None:
    """All curves, that of P last and so on top."""
    for curve, pieces in sorted(lines, key=lambda line: line[0].role == "probe"):
        core = pen(theme.meaning(curve_meaning(curve)), WIDTH, dashes=DASHES.get(curve.role))
        draw_cased(painter, path_of(pieces), core, theme.canvas, CASING)


def draw_names(
    painter: QPainter, lines: CurveLines, pixels: FloatArray, layout: DataLayout, theme: Theme, scale: float
) -> None:
    """Each curve's label near its right end, clear of the other curves and, of few points, of those."""
    font = ui_font(LABEL_SIZE * scale, 600)
    height, drop = QFontMetricsF(font).ascent(), QFontMetricsF(font).capHeight() / 2
    wanted = []
    for curve, pieces in lines:
        words = _words(curve)
        wish = near_line(inked(pieces), text_width(words, font) + 6, height) if words else None
        if wish is not None:
            wanted.append((curve, words, wish))
    marks = pixels if len(pixels) <= MOST_MARKS else pixels[:0]
    marks = marks[np.isfinite(marks).all(axis=1)]
    ink = np.vstack([marks, *(inked(pieces) for _, pieces in lines)])
    centres = placed([wish for _, _, wish in wanted], ink, marks[:0], layout.rectangle)
    for (curve, words, _), (x, y) in zip(wanted, centres, strict=True):
        at = QPointF(x - text_width(words, font) / 2, y + drop)
        draw_words(painter, at, words, font, theme.meaning(curve_meaning(curve)), theme.canvas, 3.6)


def _words(curve: DataCurve) -> str:
    if curve.role == "run" and curve.label:
        return f"{RUN_MARKERS[curve.run % len(RUN_MARKERS)]} {curve.label}"
    return curve.label
