"""Words beside figures on the surface: at the first wished-for place that nothing else occupies."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFontMetricsF, QPainter

from explorer.views.charts.mark_shapes import MARK_RADIUS
from explorer.views.fonts import formula_font, is_formula_text, ui_font
from explorer.views.surface.brush import cased_text
from explorer.views.surface.stage import Stage

__all__ = ["Wish", "along_line", "around", "beside_mark", "beyond_tip", "draw_label"]

Array = NDArray[np.float64]
Wish = tuple[QPointF, float, float]
"""An anchor and which way (-1 … 1, to the right and down) the word lies from it."""


def draw_label(painter: QPainter, stage: Stage, text: str, colour: str, wishes: Iterable[Wish]) -> bool:
    """Draw a word at the first free wish; False where none is free."""
    size = 13 * stage.text_scale
    font = formula_font(size + 2) if is_formula_text(text) else ui_font(size, 600)
    metrics = QFontMetricsF(font)
    width, height = metrics.horizontalAdvance(text), metrics.capHeight()
    bounds = QRectF(4, 4, stage.projection.width - 8, stage.projection.height - 8)
    for anchor, right, down in wishes:
        place = anchor + QPointF((right - 1) * width / 2, (down + 1) * height / 2)
        area = QRectF(place.x() - 2, place.y() - height - 3, width + 4, height + 7)
        if bounds.contains(area) and stage.free(area):
            cased_text(painter, place, text, font, colour, stage.theme.casing_for(colour), 3.6)
            stage.taken.append(area)
            return True
    return False


def beside_mark(at: QPointF) -> Iterator[Wish]:
    """Around a mark of a point, best at its right."""
    reach = MARK_RADIUS + 6
    for right, down in ((1, 0), (-1, 0), (0, -1), (0, 1), (1, -1), (-1, -1), (1, 1), (-1, 1)):
        yield at + QPointF(right * reach, down * reach), right, down


def around(at: QPointF) -> Iterator[Wish]:
    """Around a place, best below it."""
    for right, down in ((0, 1), (1, 1), (-1, 1), (1, 0), (-1, 0), (0, -1)):
        yield at + QPointF(6 * right, 6 * down), right, down


def beyond_tip(start: QPointF, tip: QPointF) -> Iterator[Wish]:
    """Past an arrow's tip, then on either side of it, then beside its middle."""
    along = tip - start
    length = max(1.0, math.hypot(along.x(), along.y()))
    x, y = along.x() / length, along.y() / length
    yield tip + QPointF(6 * x, 6 * y), x, y
    for sign in (1, -1):
        yield tip + QPointF(-6 * sign * y, 6 * sign * x), -sign * y, sign * x
    middle = start + along * 0.6
    for sign in (1, -1):
        yield middle + QPointF(-6 * sign * y, 6 * sign * x), -sign * y, sign * x


def along_line(stage: Stage, points: Array) -> Iterator[Wish]:
    """Beside the line where it is seen, at several parts of its length."""
    good = points[np.isfinite(points).all(axis=1)]
    if not len(good):
        return
    some = good[np.linspace(0, len(good) - 1, min(len(good), 12)).astype(int)]
    seen = some[~stage.hidden(some)]
    order = sorted(range(len(seen)), key=lambda index: abs(index - len(seen) // 2))
    for index in order:
        yield from around(stage.pixel(seen[index]))
