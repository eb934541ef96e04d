"""Paints a picture of data from what is kept: ground, regions, points; only curves are drawn anew."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPixmap

from explorer.controller.data_picture import DataPicture, Decision
from explorer.core.sampling.field import FloatArray
from explorer.views.charts.paint import colour
from explorer.views.data.curves import CurveLines, curve_lines, draw_curves, draw_names, draw_residuals
from explorer.views.data.layout import DataLayout, draw_axes, draw_frame
from explorer.views.data.points import MOST_SHAPES, draw_dense, draw_rings, draw_shapes, point_radius
from explorer.views.data.regions import decision_image, draw_decision_image, draw_lines
from explorer.views.theme import Theme

__all__ = ["PicturePainter"]

CROWD = 600
MOST_RINGS = 300


class PicturePainter:
    """Keeps pixels of points between frames, so that a curve that moves costs only itself."""

    def __init__(self) -> None:
        self._pixels: tuple[tuple[object, ...], FloatArray] | None = None
        self._ground: tuple[tuple[object, ...], QPixmap] | None = None
        self._points: tuple[tuple[object, ...], QPixmap] | None = None
        self._image: tuple[tuple[Decision, Theme], QImage] | None = None
        self.points_painted = 0

    def pixels(self, picture: DataPicture, layout: DataLayout) -> FloatArray:
        """Where the points are, (n, 2)."""
        key = (layout, picture.x, picture.y)
        if self._pixels is None or not _same(self._pixels[0], key):
            self._pixels = key, layout.pixels(picture.x, picture.y)
        return self._pixels[1]

    def paint(
        self, painter: QPainter, size: QRectF, picture: DataPicture, layout: DataLayout, theme: Theme, scale: float
    ) -> None:
        """Everything but what follows the pointer."""
        painter.drawPixmap(0, 0, self._painted_ground(painter, size, picture, layout, theme, scale))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pixels, lines = self.pixels(picture, layout), curve_lines(picture.curves, layout)
        painter.save()
        painter.setClipRect(layout.rectangle)
        if picture.decision is not None:
            draw_decision_image(painter, self._painted_image(picture.decision, theme), picture.decision, layout)
        draw_residuals(painter, picture, pixels, layout, theme)
        self._draw_points(painter, picture, lines, layout, theme, scale)
        if picture.is_wrong is not None:
            radius = point_radius(len(pixels), scale)
            wrong = pixels[picture.is_wrong]
            draw_rings(painter, wrong, layout.rectangle, theme, radius, len(wrong) > MOST_RINGS)
        draw_names(painter, lines, pixels, layout, theme, scale)
        painter.restore()
        draw_frame(painter, layout, theme)

    def _draw_points(
        self, painter: QPainter, picture: DataPicture, lines: CurveLines, layout: DataLayout, theme: Theme, scale: float
    ) -> None:
        """A crowd of points lies under the curves, which would drown in it; single ones lie above."""
        points = self._painted_points(painter, picture, layout, theme, scale)
        is_crowd = len(picture.x) > CROWD
        if is_crowd:
            painter.drawPixmap(layout.rectangle.topLeft(), points)
        if picture.decision is not None:
            draw_lines(painter, picture.decision, layout, theme)
        draw_curves(painter, lines, theme)
        if not is_crowd:
            painter.drawPixmap(layout.rectangle.topLeft(), points)

    def _painted_ground(
        self, painter: QPainter, size: QRectF, picture: DataPicture, layout: DataLayout, theme: Theme, scale: float
    ) -> QPixmap:
        ratio, has_grid = painter.device().devicePixelRatioF(), picture.decision is None
        key = (layout, theme, scale, ratio, has_grid)
        if self._ground is None or self._ground[0] != key:
            pixmap = _pixmap(size, ratio)
            pixmap.fill(colour(theme.panel))
            below = QPainter(pixmap)
            below.setRenderHint(QPainter.RenderHint.Antialiasing)
            draw_axes(below, layout, theme, scale, has_grid)
            below.end()
            self._ground = key, pixmap
        return self._ground[1]

    def _painted_points(
        self, painter: QPainter, picture: DataPicture, layout: DataLayout, theme: Theme, scale: float
    ) -> QPixmap:
        ratio = painter.device().devicePixelRatioF()
        looks = (picture.classes, picture.is_validation, picture.size)
        key = (layout, theme, scale, ratio, picture.x, picture.y, *looks)
        if self._points is None or not _same(self._points[0], key):
            box = layout.rectangle
            pixmap = _pixmap(box, ratio)
            pixmap.fill(Qt.GlobalColor.transparent)
            onto = QPainter(pixmap)
            onto.translate(-box.topLeft())
            pixels = self.pixels(picture, layout)
            if len(pixels) > MOST_SHAPES:
                draw_dense(onto, picture, pixels, box, theme)
            else:
                draw_shapes(onto, picture, pixels, theme, scale)
            onto.end()
            self._points = key, pixmap
            self.points_painted += 1
        return self._points[1]

    def _painted_image(self, decision: Decision, theme: Theme) -> QImage:
        if self._image is None or self._image[0] != (decision, theme):
            self._image = (decision, theme), decision_image(decision, theme)
        return self._image[1]


def _pixmap(size: QRectF, ratio: float) -> QPixmap:
    pixmap = QPixmap(max(1, round(size.width() * ratio)), max(1, round(size.height() * ratio)))
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def _same(first: tuple[object, ...], second: tuple[object, ...]) -> bool:
    """Equal, arrays by their numbers: a study makes new arrays of the same data."""
    for one, other in zip(first, second, strict=True):
        if one is other:
            continue
        if not isinstance(one, np.ndarray) or not isinstance(other, np.ndarray):
            if isinstance(one, np.ndarray) or isinstance(other, np.ndarray) or one != other:
                return False
        elif not np.array_equal(one, other):
            return False
    return True
