"""Where the words of the studies' figures stand on the map: inside the plot, on nothing that is taken."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFont, QPainter

from explorer.core.sampling.labels import Circle
from explorer.views.charts.mark_shapes import MARK_RADIUS
from explorer.views.charts.paint import draw_halo_text, text_box
from explorer.views.fonts import formula_font, is_formula_text, ui_font
from explorer.views.map.figures import MapFigures
from explorer.views.map.geometry import MapGeometry
from explorer.views.map.probe_figure import RING, ProbeFigure
from explorer.views.theme import Theme

__all__ = ["FigureLabel", "draw_figure_labels", "label_circles", "label_font", "place_figure_labels"]

TEXT_SIZE = 13.0
GAP = 5.0
LINE = 1.35  # of the letters' size
MOST_LABELS = 60
STROKE_SHARES = (0.5, 0.3, 0.7, 0.15, 0.85, 0.4, 0.6)


@dataclass(frozen=True, slots=True)
class FigureLabel:
    """A word with the rectangle it covers and its meaning's colour."""

    text: str
    area: QRectF
    core: str
    key: str = ""


def label_font(text: str, scale: float) -> QFont:
    """The face for a label: the formula's where the text needs it."""
    if is_formula_text(text):
        font = formula_font((TEXT_SIZE + 2) * scale)
        font.setWeight(QFont.Weight.Bold)
        return font
    return ui_font(TEXT_SIZE * scale, 600)


def label_box(text: str, scale: float) -> QRectF:
    """The room of a label about its middle; the formula's face asks for lines as high as its tallest bracket."""
    font = label_font(text, scale)
    box = text_box(text, font)
    if not is_formula_text(text):
        return box
    height = min(box.height(), LINE * font.pixelSize())
    return QRectF(box.left(), -height / 2, box.width(), height)


def place_figure_labels(
    figures: MapFigures, probe: ProbeFigure | None, theme: Theme, scale: float
) -> tuple[FigureLabel, ...]:
    """Places for the labels, in the order of marks, arrows, lines and boxes; one without a free place is left out."""
    taken = [_around(place, MARK_RADIUS + 1) for _, place in figures.marks]
    for _, tail, tip in figures.arrows:
        shares = np.linspace(0.0, 0.9, max(2, min(40, round(math.dist(tail, tip) / 8))))
        taken += [_around((tail[0] + s * (tip[0] - tail[0]), tail[1] + s * (tip[1] - tail[1])), 4.0) for s in shares]
    if probe is not None:
        taken.append(_around((probe.x, probe.y), RING + 4))
        taken += [_around((circle.x, circle.y), 6.0) for circle in probe.circles()[1:]]
        for note in probe.notes:
            half = label_box(note.text, scale)
            taken.append(half.translated(note.x, note.y).adjusted(-4, -1, 4, 1))
    labels: list[FigureLabel] = []
    for text, meaning, centres, key in _wishes(figures, scale):
        area = _first_free(figures.geometry, label_box(text, scale), centres, taken)
        if area is not None:
            labels.append(FigureLabel(text, area, theme.word(meaning), key))
            taken.append(area.adjusted(-4, 0, 4, 0))
    return tuple(labels)


def draw_figure_labels(painter: QPainter, labels: Sequence[FigureLabel], theme: Theme, scale: float) -> None:
    """The words in a halo."""
    for label in labels:
        font = label_font(label.text, scale)
        draw_halo_text(painter, label.area.center(), label.text, font, label.core, theme.casing_for(label.core))


def label_circles(figures: MapFigures, labels: Sequence[FigureLabel]) -> list[Circle]:
    """Where no number of a level curve may stand."""
    circles = [Circle(*place, MARK_RADIUS + 12) for _, place in figures.marks]
    for _, tail, tip in figures.arrows:
        for share in np.linspace(0, 1, max(2, round(math.dist(tail, tip) / 20))):
            at = np.array(tail) + share * (np.array(tip) - tail)
            circles.append(Circle(float(at[0]), float(at[1]), 14.0))
    for label in labels:
        area = label.area
        for share in np.arange(0.0, 1.01, 1 / max(1, round(area.width() / 24))):
            circles.append(Circle(area.left() + float(share) * area.width(), area.center().y(), 16.0))
    return circles


def _wishes(figures: MapFigures, scale: float) -> list[tuple[str, str, list[QPointF], str]]:
    """Text, meaning, wished-for centres, best first, and the key of what it stands at."""
    found: list[tuple[str, str, list[QPointF], str]] = []
    for mark, place in figures.marks:
        if mark.label:
            box = label_box(mark.label, scale)
            found.append((mark.label, mark.meaning, list(_beside(place, box)), ""))
    for vector, tail, tip in figures.arrows:
        if vector.label:
            box = label_box(vector.label, scale)
            found.append((vector.label, vector.meaning, list(_beyond(tail, tip, box)), vector.key))
    for line in figures.lines:
        if line.stroke.label and line.pieces:
            box = label_box(line.stroke.label, scale)
            found.append((line.stroke.label, line.stroke.meaning, list(_along(max(line.pieces, key=len), box)), ""))
    for boxes, rectangles in figures.boxes:
        if boxes.label and len(rectangles):
            box = label_box(boxes.label, scale)
            left, top, right, bottom = map(float, rectangles[0])
            middle = (left + right) / 2
            centres = [QPointF(middle, top - box.height() / 2 - 2), QPointF(middle, bottom + box.height() / 2 + 2)]
            found.append((boxes.label, boxes.meaning, centres, ""))
    return found[:MOST_LABELS]


def _first_free(geometry: MapGeometry, box: QRectF, centres: list[QPointF], taken: list[QRectF]) -> QRectF | None:
    plot = QRectF(geometry.left, geometry.top, geometry.width, geometry.height).adjusted(2, 1, -2, -1)
    for centre in centres:
        area = box.translated(centre)
        if plot.contains(area) and not any(area.intersects(other) for other in taken):
            return area
    return None


def _beside(place: tuple[float, float], box: QRectF) -> Iterator[QPointF]:
    aside = MARK_RADIUS + GAP + box.width() / 2
    above = MARK_RADIUS + 2 + box.height() / 2
    for right, down in ((1, 0), (-1, 0), (0, -1), (0, 1), (0.8, -0.8), (-0.8, -0.8), (0.8, 0.8), (-0.8, 0.8)):
        yield QPointF(place[0] + right * aside, place[1] + down * above)


def _beyond(tail: tuple[float, float], tip: tuple[float, float], box: QRectF) -> Iterator[QPointF]:
    """Past the tip, then on either side of it, then beside the middle."""
    x, y = tip[0] - tail[0], tip[1] - tail[1]
    length = max(float(np.hypot(x, y)), 1e-9)
    x, y = x / length, y / length
    reach = GAP + abs(x) * box.width() / 2 + abs(y) * box.height() / 2
    aside = GAP + abs(y) * box.width() / 2 + abs(x) * box.height() / 2
    yield QPointF(tip[0] + x * reach, tip[1] + y * reach)
    for share in (1.0, 0.6):
        at = (tail[0] + share * (tip[0] - tail[0]), tail[1] + share * (tip[1] - tail[1]))
        for sign in (1, -1):
            yield QPointF(at[0] - sign * y * aside, at[1] + sign * x * aside)


def _along(piece: np.ndarray, box: QRectF) -> Iterator[QPointF]:
    """Beside a line, on either side of it, at several parts of its length."""
    lengths = np.concatenate([[0.0], np.hypot(*np.diff(piece, axis=0).T).cumsum()])
    for share in STROKE_SHARES:
        at = share * lengths[-1]
        index = min(max(int(np.searchsorted(lengths, at)), 1), len(piece) - 1)
        step = piece[index] - piece[index - 1]
        x, y = step / max(float(np.hypot(*step)), 1e-9)
        here = piece[index - 1] + step * ((at - lengths[index - 1]) / max(lengths[index] - lengths[index - 1], 1e-9))
        aside = GAP + abs(y) * box.width() / 2 + abs(x) * box.height() / 2
        for sign in (-1, 1):
            yield QPointF(float(here[0] - sign * y * aside), float(here[1] + sign * x * aside))


def _around(place: tuple[float, float], radius: float) -> QRectF:
    return QRectF(place[0] - radius, place[1] - radius, 2 * radius, 2 * radius)
