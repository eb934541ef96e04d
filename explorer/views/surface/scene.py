"""What the body of the surface is drawn from: one frozen value, so that two frames can be compared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from explorer.controller.pictures import FieldPicture
from explorer.core.projection import FLOOR_Z, Z_HALF, Box, Projection
from explorer.views.theme import Theme

__all__ = ["BodyRenderer", "BodyScene", "Quality", "Sheet", "SurfaceFailure", "box_of", "drawing_order"]

Array = NDArray[np.float64]


class SurfaceFailure(RuntimeError):
    """OpenGL could not be set up or failed while drawing; the message is one sentence."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A translucent parallelogram of the box: four corners in order, a colour, an opacity."""

    corners: tuple[tuple[float, float, float], ...]
    colour: str
    opacity: float = 0.07

    @property
    def middle(self) -> Array:
        """The mean of its corners."""
        return np.asarray(np.mean(self.corners, axis=0))


@dataclass(frozen=True, slots=True)
class Quality:
    """How finely a frame is drawn: every ``stride``-th lattice line, edges smoothed or not."""

    stride: int = 1
    smooth: bool = True


@dataclass(frozen=True, slots=True)
class BodyScene:
    """Everything that the picture of surface, floor and sheets depends on.

    The projection is in drawn (device) pixels; ``pixel`` tells how many of them make one pixel of
    the look.
    """

    picture: FieldPicture
    projection: Projection
    theme: Theme
    pixel: float
    contours: bool
    floor: bool
    sheets: tuple[Sheet, ...]
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
        scale = 2 * Z_HALF / (self.picture.high - self.picture.low)
        middle = (self.picture.high + self.picture.low) / 2
        return float((levels[0] - middle) * scale), float(self.picture.step * scale)


class BodyRenderer(Protocol):
    """Draws surface, floor and sheets into an image of ``projection.width`` × ``projection.height``."""

    def render(self, scene: BodyScene, quality: Quality) -> QImage:
        """The finished picture; raises :class:`SurfaceFailure`."""
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
    return Box(picture.field.window, picture.low, picture.high)


def drawing_order(sheets: tuple[Sheet, ...], projection: Projection) -> list[Sheet]:
    """The sheets from the farthest to the nearest."""
    return sorted(sheets, key=lambda sheet: -float(projection.project(sheet.middle)[2]))
