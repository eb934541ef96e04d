"""The line below a picture of data: what its points mean and how many are on the wrong side."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF
from PySide6.QtGui import QFontMetricsF, QPainter

from explorer.controller.data_picture import DataPicture
from explorer.views.charts.paint import colour, pen, text_width
from explorer.views.data.points import MOST_SHAPES, PLAIN, draw_point, draw_ring
from explorer.views.fonts import ui_font
from explorer.views.theme import Theme

__all__ = ["LegendItem", "draw_legend", "legend_height", "legend_items"]

SIZE, ROW, SIGN, GAP = 13, 23.0, 21.0, 22.0
RADIUS, RING = 5.0, 6.4
MOST_SHARE = 0.3  # of the height
LONGEST = 26  # letters of a class's name


@dataclass(frozen=True, slots=True)
class LegendItem:
    """A sign ("class 0", "class 1", "plain", "aside", "wrong", "chosen", "residual") with its words.

    ``widest`` is the longest that the words become while the same data are shown: the places of the items stay. One
    without words only keeps its place.
    """

    sign: str
    words: str
    widest: str


def legend_items(picture: DataPicture) -> tuple[LegendItem, ...]:
    """What needs a word: nothing at all for points that are only points."""
    count = len(picture.x)
    items = []
    if picture.classes is not None:
        zero, one = (_shortened(word) for word in picture.class_words)
        items += [LegendItem("class 1", one, one), LegendItem("class 0", zero, zero)]
    if picture.is_validation is not None and picture.is_validation.any() and count <= MOST_SHAPES:
        if picture.classes is None:
            items.append(LegendItem("plain", "training", "training"))
        items.append(LegendItem("aside", "set aside", "set aside"))
    if picture.is_wrong is not None:
        wrong = int(np.count_nonzero(picture.is_wrong))
        items.append(LegendItem("wrong", f"wrong: {wrong:,} of {count:,}", f"wrong: {count:,} of {count:,}"))
    if picture.residuals is not None:
        items.append(LegendItem("residual", "error of a row", "error of a row"))
    if items and count:
        widest = picture.chosen_words or f"row {int(picture.rows.max()) + 1:,}"
        is_there = picture.chosen >= 0 and bool((picture.rows == picture.chosen).any())
        words = (picture.chosen_words or f"row {picture.chosen + 1:,}") if is_there else ""
        items.append(LegendItem("chosen", words, widest))
    return tuple(items)


def legend_height(items: tuple[LegendItem, ...], width: float, height: float, scale: float) -> float:
    """The room the items need in their rows; of a small widget the first rows that leave most of it to the points."""
    places = _places(items, width, scale)
    rows = min(places[-1][1] + 1, int(MOST_SHARE * height / (ROW * scale))) if places else 0
    return rows * ROW * scale


def draw_legend(painter: QPainter, items: tuple[LegendItem, ...], box: QRectF, theme: Theme, scale: float) -> None:
    """The items from left to right, in rows."""
    font = ui_font(SIZE * scale)
    drop = QFontMetricsF(font).capHeight() / 2
    for item, (x, row) in zip(items, _places(items, box.width(), scale), strict=True):
        if not item.words or (row + 1) * ROW * scale > box.height() + 0.5:
            continue
        centre = QPointF(box.left() + x + 7 * scale, box.top() + (row + 0.5) * ROW * scale)
        _draw_sign(painter, item.sign, centre, theme, scale)
        painter.setFont(font)
        painter.setPen(colour(theme.text2))
        painter.drawText(QPointF(box.left() + x + SIGN * scale, centre.y() + drop), item.words)


def _places(items: tuple[LegendItem, ...], width: float, scale: float) -> list[tuple[float, int]]:
    font = ui_font(SIZE * scale)
    x, row, places = 0.0, 0, []
    for item in items:
        needed = SIGN * scale + text_width(item.widest, font)
        if x > 0 and x + needed > width:
            x, row = 0.0, row + 1
        places.append((x, row))
        x += needed + GAP * scale
    return places


def _draw_sign(painter: QPainter, sign: str, centre: QPointF, theme: Theme, scale: float) -> None:
    radius, ring = RADIUS * scale, RING * scale
    if sign in ("class 0", "class 1"):
        draw_point(painter, centre, int(sign[-1]), False, radius, theme)
    elif sign in ("plain", "aside"):
        draw_point(painter, centre, PLAIN, sign == "aside", radius, theme)
    elif sign == "residual":
        painter.setPen(pen(theme.gradient, 1.6, 0.8))
        painter.drawLine(QLineF(centre.x(), centre.y() - ring, centre.x(), centre.y() + ring))
    else:
        draw_ring(painter, centre, ring, theme.error if sign == "wrong" else theme.text, theme)


def _shortened(words: str) -> str:
    return words if len(words) <= LONGEST else words[: LONGEST - 1] + "…"
