"""Paints the points of a picture of data: ● and ■ by class, hollow where set aside, ringed where wrong or chosen."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPixmap

from explorer.controller.data_picture import DataPicture
from explorer.core.sampling.field import FloatArray
from explorer.views.charts.paint import colour, pen
from explorer.views.data.dense import dense_pixels
from explorer.views.data.hits import one_per_cell
from explorer.views.theme import Theme, rgb

__all__ = [
    "MOST_SHAPES",
    "draw_dense",
    "draw_point",
    "draw_ring",
    "draw_rings",
    "draw_shapes",
    "point_radius",
    "ring_radius",
]

MOST_SHAPES = 5_000
RADIUS, LEAST_RADIUS = 4.6, 2.2
USUAL_ROWS = 400
CASING = 1.2
SIZES = 8
RINGS_APART = 14.0
PLAIN = 2  # the kind of a point without a class


def point_radius(count: int, scale: float) -> float:
    """The radius of one of ``count`` points: smaller where there are many."""
    crowd = max(count, USUAL_ROWS) / USUAL_ROWS
    return max(RADIUS / math.sqrt(math.sqrt(crowd)), LEAST_RADIUS) * math.sqrt(scale)


def ring_radius(radius: float) -> float:
    """The radius of a ring around a point."""
    return radius + 4.0


def kind_colours(theme: Theme) -> tuple[str, str, str]:
    """The colours of class 0, of class 1 and of points that are no classes."""
    return theme.meaning("negative"), theme.meaning("positive"), theme.text2


def draw_shapes(painter: QPainter, picture: DataPicture, pixels: FloatArray, theme: Theme, scale: float) -> None:
    """Every point as its shape; what lies outside the clip costs a copy that is not made."""
    ratio = painter.device().devicePixelRatioF()
    radius = point_radius(len(pixels), scale)
    sheet, cell = _sheet(theme, radius, ratio)
    column = _kinds(picture) * 2
    if picture.is_validation is not None:
        column = column + picture.is_validation
    level = np.full(len(pixels), SIZES - 1)
    if picture.size is not None:
        level = np.clip(np.nan_to_num(picture.size) * SIZES, 0, SIZES - 1).astype(np.intp)
    corners = np.round((pixels - cell / 2) * ratio) / ratio
    edge = cell * ratio
    shown = np.asarray(np.isfinite(pixels).all(axis=1))
    for (x, y), across, down, is_shown in zip(
        corners.tolist(), column.tolist(), level.tolist(), shown.tolist(), strict=True
    ):
        if is_shown:
            painter.drawPixmap(QPointF(x, y), sheet, QRectF(across * edge, down * edge, edge, edge))


def draw_dense(painter: QPainter, picture: DataPicture, pixels: FloatArray, box: QRectF, theme: Theme) -> None:
    """More points than shapes have room for: coloured pixels."""
    ratio = painter.device().devicePixelRatioF()
    size = max(1, round(box.width() * ratio)), max(1, round(box.height() * ratio))
    dot = max(1, round(2 * ratio))
    colours = np.array([rgb(core) for core in kind_colours(theme)], dtype=np.uint8)
    corner = np.array([box.left(), box.top()])
    made = dense_pixels((pixels - corner) * ratio - (dot - 1) / 2, _kinds(picture), colours, size, dot)
    image = QImage(made.data, *size, 4 * size[0], QImage.Format.Format_RGBA8888_Premultiplied)
    image.setDevicePixelRatio(ratio)
    painter.drawImage(box.topLeft(), image)


def draw_rings(painter: QPainter, pixels: FloatArray, box: QRectF, theme: Theme, radius: float, crowded: bool) -> None:
    """A red ring around each of the points; where they crowd, one for all within a few pixels."""
    reach = ring_radius(radius)
    seen = pixels[
        (
            np.abs(pixels - (box.center().x(), box.center().y())) < (box.width() / 2 + reach, box.height() / 2 + reach)
        ).all(axis=1)
    ]
    if crowded:
        seen = seen[one_per_cell(seen, RINGS_APART)]
    ratio = painter.device().devicePixelRatioF()
    ring, half = _ring(theme.error, theme.canvas, reach, ratio)
    for x, y in (np.round((seen - half) * ratio) / ratio).tolist():
        painter.drawPixmap(QPointF(x, y), ring)


def draw_point(painter: QPainter, centre: QPointF, kind: int, is_aside: bool, radius: float, theme: Theme) -> None:
    """One point: ● of class 1 and of none, ■ of class 0; hollow where set aside."""
    core = kind_colours(theme)[kind]
    path = QPainterPath()
    if kind == 0:
        side = 0.9 * radius
        path.addRect(QRectF(-side, -side, 2 * side, 2 * side))
    else:
        path.addEllipse(QPointF(0, 0), radius, radius)
    path.translate(centre)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.strokePath(path, pen(theme.canvas, 2 * CASING + (1.6 if is_aside else 0.0)))
    painter.fillPath(path, colour(theme.canvas if is_aside else core))
    if is_aside:
        painter.strokePath(path, pen(core, 1.6))


def _kinds(picture: DataPicture) -> NDArray[np.intp]:
    if picture.classes is None:
        return np.full(len(picture.x), PLAIN, dtype=np.intp)
    return np.asarray((picture.classes > 0).astype(np.intp))


@lru_cache(maxsize=16)
def _sheet(theme: Theme, radius: float, ratio: float) -> tuple[QPixmap, float]:
    """All kinds of points across, hollow ones beside full ones, sizes down; and the width of a cell."""
    cell = float(2 * math.ceil(radius + CASING + 1.0) + 1)
    sheet = _transparent(6 * cell, SIZES * cell, ratio)
    painter = QPainter(sheet)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for column in range(6):
        for level in range(SIZES):
            centre = QPointF((column + 0.5) * cell, (level + 0.5) * cell)
            draw_point(painter, centre, column // 2, bool(column % 2), radius * (level + 1) / SIZES, theme)
    painter.end()
    return sheet, cell


@lru_cache(maxsize=16)
def _ring(core: str, casing: str, radius: float, ratio: float) -> tuple[QPixmap, float]:
    """An open ring that keeps its edge on any ground, and how far its middle is from its corner."""
    half = math.ceil(radius + 3.0) + 0.5
    sheet = _transparent(2 * half, 2 * half, ratio)
    painter = QPainter(sheet)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for width, ink in ((3.6, casing), (2.0, core)):
        painter.setPen(pen(ink, width, 0.85 if ink == casing else 1.0))
        painter.drawEllipse(QPointF(half, half), radius, radius)
    painter.end()
    return sheet, half


def draw_ring(painter: QPainter, centre: QPointF, radius: float, core: str, theme: Theme) -> None:
    """An open ring around a point, copied to the nearest pixel of the screen."""
    ratio = painter.device().devicePixelRatioF()
    ring, half = _ring(core, theme.canvas, radius, ratio)
    corner = centre - QPointF(half, half)
    painter.drawPixmap(QPointF(round(corner.x() * ratio) / ratio, round(corner.y() * ratio) / ratio), ring)


def _transparent(width: float, height: float, ratio: float) -> QPixmap:
    pixmap = QPixmap(max(1, round(width * ratio)), max(1, round(height * ratio)))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    return pixmap
