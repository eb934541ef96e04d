"""The map's picture: what was set last, what is cached of it, and the order in which it is painted."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage, QPainter, QPixmap

from explorer.controller.figures import Figure, Raster
from explorer.controller.pictures import FieldPicture, RunPicture
from explorer.core.sampling.contours import LevelCurve
from explorer.core.sampling.field import FloatArray, ProbeReading
from explorer.core.sampling.labels import Circle
from explorer.model.document import Layers
from explorer.views.charts.paint import colour
from explorer.views.map.arrow_field import ArrowField, ArrowSprites, arrow_field, slope_unit
from explorer.views.map.chains import chain_at, chains_of, draw_chains, slope_pixels
from explorer.views.map.figure_labels import FigureLabel, draw_figure_labels, label_circles, place_figure_labels
from explorer.views.map.figures import MapFigures, draw_boxes, draw_marks, draw_strokes, draw_vectors
from explorer.views.map.frame import (
    ScaleEntry,
    bar_axis,
    draw_axes,
    draw_colour_bar,
    draw_message,
    draw_scale_line,
    map_geometry,
    scale_entries,
)
from explorer.views.map.geometry import MapGeometry, Window
from explorer.views.map.ground import Ground
from explorer.views.map.probe_figure import ProbeFigure, draw_probe_lines, draw_probe_mark, probe_figure
from explorer.views.map.raster_image import raster_image
from explorer.views.map.run_figures import RunLayers, draw_start, starts_of
from explorer.views.theme import Theme

__all__ = ["EMPTY_SENTENCE", "MapScene"]

EMPTY_SENTENCE = "Type a function of two variables to see its map."
ARROW_CLEARANCE = 15.0
NEAR_PROBE = 22.0
LINES_ON_RASTER = 0.45


class MapScene:
    """Values set from outside and the pictures made of them; :meth:`paint` draws everything."""

    def __init__(self, theme: Theme) -> None:
        self.theme = theme
        self.layers = Layers()
        self.scale = 1.0
        self.picture: FieldPicture | None = None
        self.window: Window = (-1.0, 1.0, -1.0, 1.0)
        self.reading: ProbeReading | None = None
        self.runs: tuple[RunPicture, ...] = ()
        self.playhead = 0.0
        self.figures: tuple[Figure, ...] = ()
        self.emphasis = ""
        self.dropped_start: tuple[float, float] | None = None
        self._size, self._ratio = (400.0, 400.0), 1.0
        self._ground: Ground | None = None
        self._before: Ground | None = None
        self._arrows: ArrowField | None = None
        self._geometries: dict[tuple[object, ...], MapGeometry] = {}
        self._sprites: ArrowSprites | None = None
        self._curve: LevelCurve | None = None
        self._surround: tuple[MapGeometry, list[ScaleEntry], QPixmap] | None = None
        self._run_layers: RunLayers | None = None
        self._prepared: tuple[tuple[Figure, ...], MapFigures] | None = None
        self._words: tuple[FigureLabel, ...] = ()
        self._raster: tuple[Raster, Theme, QImage] | None = None
        self._unit: float | None = None
        self._labels_placed = False

    def resize(self, width: float, height: float, ratio: float) -> None:
        """The size of the view in pixels and its device pixel ratio."""
        if (width, height, ratio) != (*self._size, self._ratio):
            self._size, self._ratio = (width, height), ratio
            self.forget()

    def forget(self) -> None:
        """Drop what was painted: the picture, the layers, the theme or the size has changed."""
        self._before = self._ground or self._before
        self._ground = self._arrows = self._sprites = self._curve = self._surround = None
        self._labels_placed = False
        self._geometries.clear()

    def settle(self) -> None:
        """Place the labels anew, now that the probe has come to rest."""
        self._labels_placed = False

    @property
    def geometry(self) -> MapGeometry:
        """The plot as shown now."""
        return self._geometry_of(self.window)

    def _own_geometry(self) -> MapGeometry:
        """The plot for the field's own window."""
        assert self.picture is not None
        return self._geometry_of(self.picture.field.window)

    def _geometry_of(self, window: Window) -> MapGeometry:
        key = (window, self._size, self.scale, id(self.picture))
        known = self._geometries.get(key)
        if known is None:
            labels = () if self.picture is None else bar_axis(self.picture).labels
            self._geometries = dict([*self._geometries.items()][-3:])
            known = self._geometries[key] = map_geometry(*self._size, window, self.scale, labels)
        return known

    def probe_pixel(self) -> tuple[float, float] | None:
        """Where the probe is drawn, or None."""
        if self.reading is None or self.picture is None:
            return None
        pixel = self.geometry.pixel(self.reading.x, self.reading.y)
        return pixel if self.geometry.contains(*pixel) else None

    @property
    def has_raster(self) -> bool:
        """Whether the plot is covered with cells."""
        return any(isinstance(figure, Raster) for figure in self.figures)

    def starts(self) -> list[tuple[float, float]]:
        """Starts shown, on the axes: those of the runs, or the one being dropped."""
        return [self.dropped_start] if self.dropped_start is not None else starts_of(self.runs)

    def paint(self, painter: QPainter, width: float, height: float) -> None:
        """Draw the whole view."""
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        geometry = self.geometry
        if self.picture is None:
            painter.fillRect(QRectF(0, 0, width, height), colour(self.theme.canvas))
            draw_message(painter, geometry, EMPTY_SENTENCE, self.theme, self.scale)
            return
        unit = self._slope_unit(geometry)
        figure = self._probe_figure(geometry, unit)
        self._words = place_figure_labels(self.study_figures(geometry), figure, self.theme, self.scale)
        arrows = self._arrow_field(geometry)
        shown = None if figure is None or figure.tip is None else unit
        entries = scale_entries(arrows.slope_pixels, self._shows_arrows and len(arrows.points) > 0, shown)
        painter.drawPixmap(0, 0, self._painted_surround(geometry, self.picture, entries))
        self._paint_plot(painter, geometry, figure)
        self._paint_marks(painter, geometry, figure)
        if self.picture.message:
            draw_message(painter, geometry, self.picture.message, self.theme, self.scale)

    def _painted_surround(self, geometry: MapGeometry, picture: FieldPicture, entries: list[ScaleEntry]) -> QPixmap:
        """Axes, colour bar and the arrows' scale on the canvas: all around the plot that seldom changes in a drag."""
        if self._surround is None or self._surround[:2] != (geometry, entries):
            width, height = self._size
            pixmap = QPixmap(max(1, round(width * self._ratio)), max(1, round(height * self._ratio)))
            pixmap.setDevicePixelRatio(self._ratio)
            pixmap.fill(colour(self.theme.canvas))
            painter = QPainter(pixmap)
            painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
            draw_axes(painter, geometry, picture.axes, self.theme, self.scale)
            draw_colour_bar(painter, geometry, picture, self.theme, self.scale)
            draw_scale_line(painter, geometry, entries, self.theme, self.scale)
            painter.end()
            self._surround = (geometry, entries, pixmap)
        return self._surround[2]

    def _paint_plot(self, painter: QPainter, geometry: MapGeometry, figure: ProbeFigure | None) -> None:
        painter.save()
        painter.setClipRect(QRectF(geometry.left, geometry.top, geometry.width, geometry.height))
        ground = self._painted_ground(figure)
        target = _rectangle(geometry, ground.geometry.window)
        painter.drawPixmap(target, ground.fill, QRectF(ground.fill.rect()))
        self._paint_rasters(painter, geometry)
        painter.setOpacity(LINES_ON_RASTER if self.has_raster else 1.0)
        painter.drawPixmap(target, ground.lines, QRectF(ground.lines.rect()))
        painter.setOpacity(1.0)
        if self._shows_arrows:
            sprites = self._arrow_sprites(geometry)
            sprites.draw(painter, self._left_out(sprites.centres, geometry, ground, target, figure))
        studied = self.study_figures(geometry)
        draw_boxes(painter, studied, self.theme)
        draw_strokes(painter, studied, self.theme)
        if figure is not None:
            stretch = np.array([target.width() / ground.geometry.width, target.height() / ground.geometry.height])
            origin = np.array([target.x(), target.y()])
            numbers = [origin + label.corners(3.0) * stretch for label in ground.shown_labels]
            draw_probe_lines(painter, figure, self._probe_curve(geometry, ground), numbers, self.theme)
        draw_vectors(painter, studied, self.theme, self.emphasis)
        if figure is not None and self.reading is not None:
            per_slope = slope_pixels(geometry, self.reading, self._slope_unit(geometry))
            draw_chains(painter, chains_of(self.figures), geometry, per_slope, self.theme, self.emphasis)
        if self.runs:
            self._layers_of_runs(geometry).draw(painter, self.playhead)
        painter.restore()

    @property
    def _is_moving(self) -> bool:
        """Whether the picture is one of many while something is dragged: what lasts a frame is made as quickly."""
        return self.picture is not None and self.picture.field.f.dtype == np.float32

    @property
    def _shows_arrows(self) -> bool:
        """Cells tell where descent leads; arrows on them would only hide them."""
        return self.layers.map_arrows and not self.has_raster

    def _paint_rasters(self, painter: QPainter, geometry: MapGeometry) -> None:
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        for raster in (figure for figure in self.figures if isinstance(figure, Raster)):
            if self._raster is None or self._raster[:2] != (raster, self.theme):
                self._raster = (raster, self.theme, raster_image(raster, self.theme))
            painter.drawImage(_rectangle(geometry, raster.window), self._raster[2])
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)

    def _paint_marks(self, painter: QPainter, geometry: MapGeometry, figure: ProbeFigure | None) -> None:
        """What may stand on the plot's edge without being cut."""
        draw_marks(painter, self.study_figures(geometry), self.theme)
        for start in self.starts():
            x, y = geometry.pixel(*start)
            if geometry.contains(x, y):
                named = figure is None or math.hypot(x - figure.x, y - figure.y) > NEAR_PROBE
                draw_start(painter, geometry, start, self.theme, self.scale, named)
        if self.runs:
            self._layers_of_runs(geometry).draw_legend(painter)
        draw_figure_labels(painter, self._words, self.theme, self.scale)
        if figure is not None:
            draw_probe_mark(painter, figure, self.theme, self.scale)

    def _painted_ground(self, figure: ProbeFigure | None) -> Ground:
        assert self.picture is not None
        if self._ground is None:
            own = self._own_geometry()
            plot = MapGeometry(0.0, 0.0, own.width, own.height, own.window)
            self._ground = Ground(self.picture, plot, self.layers, self.theme, self._ratio, self.scale)
        if self.window != self._ground.geometry.window:
            return self._ground
        plot = self.geometry
        circles = [] if figure is None else figure.circles()
        circles += label_circles(self.study_figures(plot), self._words)
        clear = [Circle(circle.x - plot.left, circle.y - plot.top, circle.radius) for circle in circles]
        if not self._labels_placed:
            before, self._before = self._before, None
            if before is None or not self._is_moving or not self._ground.follow(before):
                self._ground.place(clear)
            self._labels_placed = True
        self._ground.give_way(clear)
        return self._ground

    def _arrow_field(self, geometry: MapGeometry) -> ArrowField:
        assert self.picture is not None
        if self._arrows is None:
            true_length = self.layers.arrow_length == "true"
            self._arrows = arrow_field(self.picture.field, self._own_geometry(), true_length)
        return self._arrows

    def _arrow_sprites(self, geometry: MapGeometry) -> ArrowSprites:
        if self._sprites is None or self._sprites.geometry != geometry:
            self._sprites = ArrowSprites.of(
                self._arrow_field(geometry), geometry, self.theme, self._ratio, lasting=not self._is_moving
            )
        return self._sprites

    def _left_out(
        self, centres: FloatArray, geometry: MapGeometry, ground: Ground, target: QRectF, figure: ProbeFigure | None
    ) -> NDArray[np.bool_]:
        hidden = np.zeros(len(centres), dtype=bool)
        if figure is not None:
            hidden |= figure.is_near(centres, ARROW_CLEARANCE)
        hidden |= self.study_figures(geometry).is_near(centres, ARROW_CLEARANCE)
        for word in self._words:
            area = word.area
            offset = np.abs(centres - [area.center().x(), area.center().y()])
            hidden |= (offset < [area.width() / 2 + 9, area.height() / 2 + 9]).all(axis=1)
        stretch = np.array([target.width() / ground.geometry.width, target.height() / ground.geometry.height])
        places = (centres - [target.left(), target.top()]) / stretch
        for label in ground.shown_labels:
            near = np.hypot(places[:, 0] - label.x, places[:, 1] - label.y) < 60
            for index in np.flatnonzero(near):
                hidden[index] |= label.distance(*places[index]) < ARROW_CLEARANCE - 2
        return hidden

    def _probe_figure(self, geometry: MapGeometry, unit: float) -> ProbeFigure | None:
        if self.picture is None or self.reading is None or self.probe_pixel() is None:
            return None
        return probe_figure(
            geometry, self.reading, self.picture.axes, self.layers, unit, self.theme, self.picture.letter
        )

    def _probe_curve(self, geometry: MapGeometry, ground: Ground) -> list[FloatArray]:
        if self.reading is None or not self.reading.defined or not self.layers.map_contours:
            return []
        if self._curve is None or self._curve.level != self.reading.value:
            self._curve = ground.contours.curve(self.reading.value)
        return [geometry.to_pixels(piece) for piece in self._curve.pieces]

    def _slope_unit(self, geometry: MapGeometry) -> float:
        norm = self.reading.norm if self.reading is not None and self.reading.defined else 0.0
        reference = float(np.clip(0.14 * min(geometry.width, geometry.height), 36, 90))
        self._unit = slope_unit(norm, reference, self._unit)
        return self._unit

    def _layers_of_runs(self, geometry: MapGeometry) -> RunLayers:
        key = (self.runs, geometry, self._size, self.theme, self._ratio, self.scale)
        if self._run_layers is None or self._run_layers.key != key:
            self._run_layers = RunLayers(*key)
        return self._run_layers

    def vector_at(self, x: float, y: float) -> str:
        """The key of the arrow, or of the word of an arrow, at this pixel; "" for none."""
        words = [word.key for word in self._words if word.key and word.area.contains(x, y)]
        key = words[0] if words else self.study_figures(self.geometry).vector_at(x, y)
        chains = chains_of(self.figures)
        if key or not chains or self.reading is None:
            return key
        per_slope = slope_pixels(self.geometry, self.reading, self._slope_unit(self.geometry))
        return chain_at(chains, self.geometry, per_slope, x, y)

    def study_figures(self, geometry: MapGeometry) -> MapFigures:
        """The studies' figures in the plot's pixels."""
        if self._prepared is None or self._prepared[0] is not self.figures or self._prepared[1].geometry != geometry:
            known = self._prepared[1] if self._prepared is not None else None
            self._prepared = (self.figures, MapFigures.of(self.figures, geometry, known))
        return self._prepared[1]


def _rectangle(geometry: MapGeometry, window: Window) -> QRectF:
    """Where a window lies in a plot, in pixels."""
    left, top = geometry.pixel(window[0], window[3])
    right, bottom = geometry.pixel(window[1], window[2])
    return QRectF(QPointF(left, top), QPointF(right, bottom))
