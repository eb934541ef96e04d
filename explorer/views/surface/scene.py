"""What the body of the surface is drawn from: one frozen value, so that two frames can be compared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage

from explorer.controller.pictures import FieldPicture
from explorer.core.projection import FLOOR_Z, Z_HALF, Box, Projection
from explorer.views.theme import Theme

__all__ = [
    "SHEET_EDGE_OPACITY",
    "SHEET_LINE_OPACITY",
    "BodyRenderer",
    "BodyScene",
    "Quality",
    "Sheet",
    "SurfaceFailure",
    "box_of",
    "covered_by",
    "drawing_order",
]

Array = NDArray[np.float64]
SHEET_LIGHT = np.array([-0.45, -0.35, 0.82])
SHEET_EDGE_OPACITY = 0.55
SHEET_LINE_OPACITY = 0.42


class SurfaceFailure(RuntimeError):
    """OpenGL could not be set up or failed while drawing; the message is one sentence."""


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """A translucent second surface in the box: a lattice of points (rows, columns, 3), a colour, an opacity.

    Points may be NaN: their cells are left out. What lies outside the range shown is cut off. A sheet
    with ``lines`` shows its lattice, that many lines each way, and its light, so that its bend is seen.
    """

    points: Array
    colour: str
    opacity: float = 0.07
    lines: int = 0

    @property
    def middle(self) -> Array:
        """The mean of its defined points, (3,); the origin where there is none."""
        points = self.points[np.isfinite(self.points).all(axis=-1)]
        return np.asarray(points.mean(axis=0)) if len(points) else np.zeros(3)

    @property
    def light(self) -> Array:
        """How bright each point is, (rows, columns): 1 where nothing is told by light."""
        if not self.lines:
            return np.ones(self.points.shape[:2])
        with np.errstate(invalid="ignore", over="ignore"):
            across, along = (np.gradient(self.points, axis=axis) for axis in (1, 0))
            normal = np.cross(across, along)
            facing = normal @ SHEET_LIGHT / np.maximum(np.linalg.norm(normal, axis=-1), 1e-12)
        return np.asarray(np.nan_to_num(0.62 + 0.38 * np.abs(facing), nan=1.0))


@dataclass(frozen=True, slots=True)
class Quality:
    """How finely a frame is drawn: every ``stride``-th lattice line, edges smoothed or not."""

    stride: int = 1
    smooth: bool = True


@dataclass(frozen=True, slots=True)
class BodyScene:
    """Everything that the picture of surface and floor depends on.

    The projection is in drawn (device) pixels; ``pixel`` tells how many of them make one pixel of
    the look.
    """

    picture: FieldPicture
    projection: Projection
    theme: Theme
    pixel: float
    contours: bool
    floor: bool
    colour_map: str

    @property
    def shows_floor(self) -> bool:
        """Whether the floor is on and seen from above."""
        return self.floor and bool(self.projection.towards_eye(np.array([0.0, 0.0, FLOOR_Z]))[2] > 0)

    @property
    def levels(self) -> tuple[float, float]:
        """Height of one level curve in the box and the distance between two; distance 0 for none."""
        levels = self.picture.levels
        if not self.contours or not len(levels) or not self.picture.step > 0:
            return 0.0, 0.0
        box = box_of(self.picture)
        return float(box.heights(levels[0])), float(self.picture.step * box.scale[2])


class BodyRenderer(Protocol):
    """Draws surface, floor and sheets into images of ``projection.width`` × ``projection.height``."""

    def render(self, scene: BodyScene, quality: Quality) -> QImage:
        """Surface and floor as an opaque picture; raises :class:`SurfaceFailure`."""
        ...

    def render_sheets(self, scene: BodyScene, sheets: tuple[Sheet, ...], quality: Quality) -> QImage:
        """What is seen of sheets around the surface, translucent, to be laid over the picture of :meth:`render`.

        Apart from it because sheets follow the probe while surface and floor stay. It may be a part of the
        whole only: the image's ``offset()`` tells where it belongs.
        """
        ...

    @property
    def is_slow(self) -> bool:
        """Whether frames in motion should be drawn coarsely."""
        ...

    def release(self) -> None:
        """Give back what is held outside Python; the renderer is not used again."""
        ...


def box_of(picture: FieldPicture) -> Box:
    """The box in which a picture stands."""
    return Box(picture.field.window, picture.low, picture.high, picture.logarithmic)


def covered_by(sheets: tuple[Sheet, ...], projection: Projection) -> QRect:
    """The pixels that sheets may cover, within the picture, at least one."""
    size = QRect(0, 0, round(projection.width), round(projection.height))
    points = np.concatenate([sheet.points.reshape(-1, 3) for sheet in sheets])
    with np.errstate(invalid="ignore", over="ignore"):
        points = np.clip(points, [-np.inf, -np.inf, -Z_HALF], [np.inf, np.inf, Z_HALF])
        pixels = projection.project(points)[:, :2]
    if not np.isfinite(pixels).any():
        return size
    if np.isnan(pixels).any() and np.isfinite(points[np.isnan(pixels).any(axis=1)]).all(axis=1).any():
        return size  # beside or behind the eye: anywhere
    limit = max(size.width(), size.height())
    left, top = (int(value) for value in np.clip(np.floor(np.nanmin(pixels, axis=0)) - 2, -limit, 2 * limit))
    right, bottom = (int(value) for value in np.clip(np.ceil(np.nanmax(pixels, axis=0)) + 2, -limit, 2 * limit))
    found = QRect(left, top, right - left, bottom - top).intersected(size)
    return found if not found.isEmpty() else QRect(0, 0, 1, 1)


def drawing_order(sheets: tuple[Sheet, ...], projection: Projection) -> list[Sheet]:
    """The sheets from the farthest to the nearest."""
    distances = projection.project(np.stack([sheet.middle for sheet in sheets]))[:, 2]
    return [sheets[index] for index in np.argsort(-distances, kind="stable")]
