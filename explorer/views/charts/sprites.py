"""Small drawings made once and copied every frame: what stays while only some of it is left out.

Stroking an outline costs some hundred times as much as copying its few pixels, and which arrows give way
to a dragged point changes with almost every frame.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap

__all__ = ["Sprites"]

LARGEST_SHEET = 6_000_000  # pixels


class Sprites:
    """Drawings in rectangles ``areas``, painted by ``paint(painter, number)`` in the view's own pixels.

    ``ratio`` is the screen's: copies are exact, wherever on the screen's pixels the drawing lies.
    """

    def __init__(self, areas: Sequence[QRectF], paint: Callable[[QPainter, int], None], ratio: float) -> None:
        self._paint = paint
        self._places: list[QPointF] = []
        self._sources: list[QRectF] = []
        self._sheet = self._packed([_whole(area, ratio) for area in areas], ratio)

    def draw(self, painter: QPainter, shown: Sequence[bool]) -> None:
        """Draw those shown, in their order."""
        for number, (is_shown, place, source) in enumerate(zip(shown, self._places, self._sources, strict=True)):
            if not is_shown:
                continue
            if self._sheet is None:
                self._paint(painter, number)
            else:
                painter.drawPixmap(place, self._sheet, source)

    def _packed(self, areas: list[QRectF], ratio: float) -> QPixmap | None:
        """One picture with the drawings in rows; None where it would be too large, or empty."""
        self._places = [area.topLeft() for area in areas]
        self._sources = [QRectF() for _ in areas]
        if not areas:
            return None
        cell = (max(area.width() for area in areas), max(area.height() for area in areas))
        columns = max(1, math.ceil(math.sqrt(len(areas))))
        size = (columns * cell[0] * ratio, math.ceil(len(areas) / columns) * cell[1] * ratio)
        if size[0] * size[1] > LARGEST_SHEET:
            return None
        sheet = QPixmap(math.ceil(size[0]), math.ceil(size[1]))
        sheet.setDevicePixelRatio(ratio)
        sheet.fill(Qt.GlobalColor.transparent)
        painter = QPainter(sheet)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for number, area in enumerate(areas):
            corner = QPointF(number % columns * cell[0], number // columns * cell[1])
            self._sources[number] = QRectF(corner * ratio, area.size() * ratio)
            painter.save()
            painter.setClipRect(QRectF(corner, area.size()))
            painter.translate(corner - area.topLeft())
            self._paint(painter, number)
            painter.restore()
        painter.end()
        return sheet


def _whole(area: QRectF, ratio: float) -> QRectF:
    """The area grown to whole pixels of the screen, and of the view, where copies are exact."""
    left, top = math.floor(area.left()), math.floor(area.top())
    right, bottom = math.ceil(area.right()), math.ceil(area.bottom())
    if not float(ratio).is_integer():
        step = next((n for n in range(1, 9) if float(n * ratio).is_integer()), 1)
        left, top = math.floor(left / step) * step, math.floor(top / step) * step
        right, bottom = math.ceil(right / step) * step, math.ceil(bottom / step) * step
    return QRectF(left, top, right - left, bottom - top)
