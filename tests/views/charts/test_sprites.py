"""Copies of small drawings are what would have been drawn."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from explorer.views.charts.sprites import Sprites
from tests.views.pictures import pixels

CENTRES = [QPointF(20.3, 18.7), QPointF(60.5, 41.25), QPointF(33.9, 70.1)]


def paint(painter, number):
    painter.setBrush(QColor(200, 40 * number, 30))
    painter.drawEllipse(CENTRES[number], 9.0, 5.0)


def canvas(ratio):
    image = QImage(round(90 * ratio), round(90 * ratio), QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    image.fill(QColor(255, 255, 255))
    return image


@pytest.mark.parametrize("ratio", [1.0, 1.25, 1.5, 2.0])
@pytest.mark.parametrize("shown", [(True, True, True), (False, True, False), (True, False, True)])
def test_copies_equal_drawings(qapp, ratio, shown):
    areas = [QRectF(centre.x() - 12, centre.y() - 8, 24, 16) for centre in CENTRES]
    copied, direct = canvas(ratio), canvas(ratio)
    for image in (copied, direct):
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if image is copied:
            Sprites(areas, paint, ratio).draw(painter, shown)
        else:
            for number in np.flatnonzero(shown):
                paint(painter, int(number))
        painter.end()
    assert np.abs(pixels(copied) - pixels(direct)).max() <= 12  # rounding of premultiplied colours


def test_nothing_to_draw(qapp):
    image = canvas(1.0)
    painter = QPainter(image)
    Sprites([], paint, 1.0).draw(painter, [])
    painter.end()
    assert pixels(image).min() == 255
