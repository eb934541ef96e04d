"""Words in a halo as small pictures, kept: most words of a view stay the same from frame to frame and only move."""

from __future__ import annotations

import math
from functools import lru_cache

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPainterPath, QPen

__all__ = ["draw_words"]

KEPT = 256
ROOM = 3.0  # around the words' bounds, for what a face draws beyond them


def draw_words(
    painter: QPainter, baseline: QPointF, text: str, font: QFont, core: str, casing: str, halo: float
) -> None:
    """Text whose baseline starts at a point, in a halo of that width; placed on whole pixels of the screen."""
    ratio = painter.device().devicePixelRatioF()
    image, left, top = _picture(text, font.key(), core, casing, halo, ratio, _Passed(font))
    x, y = round((baseline.x() + left) * ratio) / ratio, round((baseline.y() + top) * ratio) / ratio
    painter.drawImage(QPointF(x, y), image)


class _Passed:
    """A font handed to the cached function without being part of its key: equal to every other."""

    def __init__(self, font: QFont) -> None:
        self.font = font

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Passed)

    def __hash__(self) -> int:
        return 0


@lru_cache(maxsize=KEPT)
def _picture(
    text: str, key: str, core: str, casing: str, halo: float, ratio: float, passed: _Passed
) -> tuple[QImage, float, float]:
    """The picture, and where its corner lies from the start of the baseline."""
    path = QPainterPath()
    path.addText(0.0, 0.0, passed.font, text)
    metrics = QFontMetricsF(passed.font)
    bounds = path.boundingRect().united(metrics.tightBoundingRect(text))
    reach = halo + ROOM
    left, top = math.floor(bounds.left() - reach), math.floor(bounds.top() - reach)
    width, height = math.ceil(bounds.right() + reach) - left, math.ceil(bounds.bottom() + reach) - top
    form = QImage.Format.Format_ARGB32_Premultiplied
    image = QImage(max(1, math.ceil(width * ratio)), max(1, math.ceil(height * ratio)), form)
    image.setDevicePixelRatio(ratio)
    image.fill(QColor(0, 0, 0, 0))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(-left, -top)
    round_pen = Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
    painter.strokePath(path, QPen(QColor(casing), halo, *round_pen))
    painter.fillPath(path, QColor(core))
    painter.end()
    return image, float(left), float(top)
