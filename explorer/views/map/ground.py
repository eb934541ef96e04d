"""What lies under the probe: the coloured field, its cut and holes, and the numbered level curves.

Painted once into two pixmaps for the field's own window. Until the next field is sampled the map
shows them moved and stretched, so that panning and zooming answer at once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPainterPath, QPixmap

from explorer.controller.pictures import FieldPicture
from explorer.core.numbers import format_tick, short_value
from explorer.core.sampling.contours import FieldContours, LevelCurve, Region
from explorer.core.sampling.field import FloatArray
from explorer.core.sampling.label_following import follow_labels
from explorer.core.sampling.labels import Circle, Label, Labelled, labelled_levels, place_labels, without_gaps
from explorer.model.document import Layers
from explorer.views.charts.paint import colour, draw_halo_text, path_of, pen, text_box
from explorer.views.fonts import ui_font
from explorer.views.map.field_image import field_image, is_dark_at
from explorer.views.map.geometry import MapGeometry
from explorer.views.theme import Theme

__all__ = ["Ground"]

LABEL_SIZE, LABEL_WEIGHT = 13, 500
HATCH_SPACING = 10.0


class Ground:
    """The pictures of one field at one size, with the places of its labels.

    ``geometry`` is that of the field's own window with the plot's corner at (0, 0).
    """

    def __init__(
        self, picture: FieldPicture, geometry: MapGeometry, layers: Layers, theme: Theme, ratio: float, scale: float
    ) -> None:
        self.picture = picture
        self.geometry = geometry
        self.contours = FieldContours(picture.field, picture.low, picture.high)
        self._layers, self._theme, self._ratio = layers, theme, ratio
        self._edges = [*self.contours.hole_edges()]
        if picture.cut:
            self._edges += [piece for end in (picture.low, picture.high) for piece in self.contours.curve(end).pieces]
        self._font = ui_font(LABEL_SIZE * scale, LABEL_WEIGHT)
        self._curves = self.contours.curves(picture.levels) if layers.map_contours else ()
        self._pieces = [tuple(map(geometry.to_pixels, curve.pieces)) for curve in self._curves]
        self.labels: tuple[Label, ...] = ()
        self._hidden: frozenset[int] = frozenset()
        self._lines: QPixmap | None = None
        self.fill = self._paint(self._paint_fill)

    @property
    def lines(self) -> QPixmap:
        """Level curves and their numbers, on a transparent ground."""
        if self._lines is None:
            self._lines = self._paint(self._paint_lines)
        return self._lines

    def place(self, keep_clear: Sequence[Circle]) -> None:
        """Choose places for the numbers anew, outside some circles (the probe; in pixels of this ground)."""
        self._hidden = frozenset()
        self._lines = None
        self.labels = ()
        if not self._layers.map_labels:
            return
        told = labelled_levels(*_even(self.picture))
        curves = [
            Labelled(pieces if is_told else (), text_box(self._text(curve), self._font).width())
            for curve, pieces, is_told in zip(self._curves, self._pieces, told, strict=False)
        ]
        ground = [piece for pieces, is_told in zip(self._pieces, told, strict=False) if not is_told for piece in pieces]
        ground += map(self.geometry.to_pixels, self._edges)
        height = text_box("0", self._font).height()
        self.labels = place_labels(curves, (self.geometry.width, self.geometry.height), height, keep_clear, ground)

    def follow(self, before: Ground) -> bool:
        """Take the numbers over from the ground of a moment ago; False where most are lost or others told."""
        old, new = before.picture, self.picture
        if (old.logarithmic, old.step) != (new.logarithmic, new.step) or before.geometry != self.geometry:
            return False
        places = {round(float(curve.level), 12): index for index, curve in enumerate(self._curves)}
        known = [(label, places.get(round(float(before._curves[label.curve].level), 12))) for label in before.labels]
        found = [(label, index) for label, index in known if index is not None]
        self.labels = follow_labels(found, self._pieces, (self.geometry.width, self.geometry.height))
        self._hidden, self._lines = frozenset(), None
        return 2 * len(self.labels) > len(before.labels)

    def give_way(self, keep_clear: Sequence[Circle]) -> None:
        """While the probe is dragged: hide the numbers it comes near, without moving the others."""
        hidden = frozenset(index for index, label in enumerate(self.labels) if _is_met(label, keep_clear))
        if hidden != self._hidden:
            self._hidden, self._lines = hidden, None

    @property
    def shown_labels(self) -> list[Label]:
        """The numbers drawn now."""
        return [label for index, label in enumerate(self.labels) if index not in self._hidden]

    def _paint(self, draw: Callable[[QPainter], None]) -> QPixmap:
        width, height = self.geometry.width, self.geometry.height
        pixmap = QPixmap(max(1, round(width * self._ratio)), max(1, round(height * self._ratio)))
        pixmap.setDevicePixelRatio(self._ratio)
        pixmap.fill(QColor(0, 0, 0, 0))
        painter = QPainter(pixmap)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        draw(painter)
        painter.end()
        return pixmap

    def _paint_fill(self, painter: QPainter) -> None:
        painter.fillRect(QRectF(0, 0, self.geometry.width, self.geometry.height), colour(self._theme.canvas))
        if self._layers.map_fill:
            rows, columns = self.picture.field.shape
            # Lattice points are at the pixels' centres, so that the picture reaches half a cell beyond the window.
            cell_x, cell_y = self.geometry.width / (columns - 1), self.geometry.height / (rows - 1)
            target = QRectF(-cell_x / 2, -cell_y / 2, columns * cell_x, rows * cell_y)
            painter.save()
            if self.contours.has_holes:
                painter.setClipPath(self._area(self.contours.defined_regions()))
            painter.drawImage(target, field_image(self.picture))
            painter.restore()
        if self.picture.cut:
            self._paint_cut(painter, self.picture.high, self.contours.above(self.picture.high))
            self._paint_cut(painter, self.picture.low, self.contours.below(self.picture.low))
        holes = path_of(map(self.geometry.to_pixels, self.contours.hole_edges()))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.strokePath(holes, pen(self._theme.text, 1.5))

    def _paint_cut(self, painter: QPainter, value: float, regions: Sequence[Region]) -> None:
        """Hatch where the picture is clamped, and dash the edge of it."""
        core = self._line_colour(value)
        area = self._area(regions)
        painter.save()
        painter.setClipPath(area)
        painter.strokePath(self._hatch(area.boundingRect()), pen(core, 1.0, 0.4))
        painter.restore()
        edge = path_of(map(self.geometry.to_pixels, self.contours.curve(value).pieces))
        painter.strokePath(edge, pen(core, 1.6, dashes=(6, 4), cap=Qt.PenCapStyle.FlatCap))

    def _area(self, regions: Sequence[Region]) -> QPainterPath:
        area = path_of((self.geometry.to_pixels(ring) for region in regions for ring in region.rings), closed=True)
        area.setFillRule(Qt.FillRule.OddEvenFill)
        return area

    def _hatch(self, box: QRectF) -> QPainterPath:
        path = QPainterPath()
        first = int((box.left() + box.top()) // HATCH_SPACING)
        last = int((box.right() + box.bottom()) // HATCH_SPACING) + 1
        for number in range(first, last + 1):
            total = number * HATCH_SPACING
            path.moveTo(total - box.top(), box.top())
            path.lineTo(total - box.bottom(), box.bottom())
        return path

    def _paint_lines(self, painter: QPainter) -> None:
        opacity = self._theme.contour_opacity
        gaps: dict[tuple[int, int], list[tuple[float, float]]] = {}
        for label in self.shown_labels:
            gaps.setdefault((label.curve, label.piece), []).append((label.start, label.end))
        for index, (curve, pieces) in enumerate(zip(self._curves, self._pieces, strict=True)):
            parts: list[FloatArray] = []
            for number, piece in enumerate(pieces):
                broken = gaps.get((index, number))
                parts += [piece] if broken is None else without_gaps(piece, broken)
            painter.strokePath(path_of(parts), pen(self._line_colour(curve.level), 1.0, opacity))
        for label in self.shown_labels:
            text = self._text(self._curves[label.curve])
            self._draw_number(painter, label, text, self._font)

    def _draw_number(self, painter: QPainter, label: Label, text: str, font: QFont) -> None:
        draw_halo_text(
            painter, QPointF(label.x, label.y), text, font, self._theme.text, self._theme.casing, label.angle, halo=3.0
        )

    def _line_colour(self, value: float) -> str:
        dark_ground = is_dark_at(self.picture, value) if self._layers.map_fill else self._theme.dark
        return self._theme.contour_on_dark if dark_ground else self._theme.contour

    def _text(self, curve: LevelCurve) -> str:
        if self.picture.logarithmic:
            return short_value(float(curve.level))
        return format_tick(float(curve.level), self.picture.step if self.picture.step > 0 else abs(curve.level) or 1.0)


def _even(picture: FieldPicture) -> tuple[FloatArray, float]:
    """Values whose even multiples of the step carry numbers: those of the levels, or their exponents."""
    return (np.log10(picture.levels) if picture.logarithmic else picture.levels), picture.step


def _is_met(label: Label, circles: Sequence[Circle]) -> bool:
    """Whether a circle reaches a number; those far away are told by their distance from its middle alone."""
    reach = label.width + label.height
    return any(
        abs(circle.x - label.x) < reach + circle.radius
        and abs(circle.y - label.y) < reach + circle.radius
        and label.distance(circle.x, circle.y) < circle.radius
        for circle in circles
    )
