"""Which part of a graph's layout the widget shows, and how large."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF, QRectF, QSizeF

__all__ = ["FULL_DETAIL", "GraphCamera", "readable", "whole"]

FULL_DETAIL = 0.88  # below this zoom (at text scale 1) the words no longer fit beside the nodes
LARGEST = 1.8
SMALLEST = 0.08


@dataclass(frozen=True, slots=True)
class GraphCamera:
    """``zoom`` pixels for one unit of the layout, whose origin is at pixel (``left``, ``top``)."""

    zoom: float = 1.0
    left: float = 0.0
    top: float = 0.0

    def pixel(self, point: tuple[float, float]) -> QPointF:
        """A point of the layout as a pixel."""
        return QPointF(self.left + point[0] * self.zoom, self.top + point[1] * self.zoom)

    def moved(self, right: float, down: float) -> GraphCamera:
        """The picture shifted by so many pixels."""
        return replace(self, left=self.left + right, top=self.top + down)

    def zoomed(self, factor: float, at: QPointF, text_scale: float) -> GraphCamera:
        """The picture enlarged about a pixel, within what is useful."""
        zoom = min(max(self.zoom * factor, SMALLEST * text_scale), LARGEST * text_scale)
        real = zoom / self.zoom
        return GraphCamera(zoom, at.x() + (self.left - at.x()) * real, at.y() + (self.top - at.y()) * real)

    def showing(self, box: QRectF, area: QRectF) -> GraphCamera:
        """The picture shifted just so far that ``box`` (in pixels) lies in ``area``."""
        right = max(area.left() - box.left(), 0.0) or min(area.right() - box.right(), 0.0)
        down = max(area.top() - box.top(), 0.0) or min(area.bottom() - box.bottom(), 0.0)
        return self.moved(right, down)


def whole(extent: QSizeF, area: QRectF, text_scale: float) -> GraphCamera:
    """The whole layout centred in ``area``."""
    zoom = min(area.width() / max(extent.width(), 1.0), area.height() / max(extent.height(), 1.0))
    zoom = min(max(zoom, SMALLEST * text_scale), LARGEST * text_scale)
    left = area.center().x() - extent.width() * zoom / 2
    return GraphCamera(zoom, left, area.center().y() - extent.height() * zoom / 2)


def readable(extent: QSizeF, area: QRectF, text_scale: float, focus: tuple[float, float]) -> GraphCamera:
    """The whole layout where its words can then be read, else the part around ``focus`` large enough to read."""
    camera = whole(extent, area, text_scale)
    least = FULL_DETAIL * text_scale
    if camera.zoom >= least:
        return camera
    camera = GraphCamera(least, area.center().x() - focus[0] * least, area.center().y() - focus[1] * least)
    width, height = extent.width() * least, extent.height() * least
    left, top = camera.left, camera.top
    left = min(max(left, area.right() - width), area.left()) if width > area.width() else area.center().x() - width / 2
    top = (
        min(max(top, area.bottom() - height), area.top()) if height > area.height() else area.center().y() - height / 2
    )
    return GraphCamera(least, left, top)
