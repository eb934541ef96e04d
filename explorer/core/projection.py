"""From the camera to pixels and back: the box that the surface stands in, and its perspective.

Three frames meet here. *Axes*: x and y as on the axes, z the value. *Box*: the window spans -1 … 1
along the first two directions and the shown range of values ``-Z_HALF … Z_HALF`` along the third,
with the floor at ``FLOOR_Z``. *Pixels*: x to the right, y down, plus the distance from the eye.
The camera is right-handed and looks along its own third direction; the formulas are the usual
pinhole ones (Hughes et al., Computer Graphics: Principles and Practice, 3rd ed., ch. 13).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from explorer.core.camera import Camera

__all__ = ["FIELD_OF_VIEW", "FLOOR_Z", "Z_HALF", "Box", "Projection"]

Array = NDArray[np.float64]

Z_HALF = 0.55
FLOOR_Z = -Z_HALF - 0.4
FIELD_OF_VIEW = 28.0
BOX_WIDTH = 2.0
WIDEST = 1.15
NEAREST = 0.02


@dataclass(frozen=True, slots=True)
class Box:
    """The map between axes and box: ``window`` is (x least, x most, y least, y most).

    It is affine, but where it is ``logarithmic`` heights tell the logarithms of values; ``low`` is positive then and
    a value that is not has no height.
    """

    window: tuple[float, float, float, float]
    low: float
    high: float
    logarithmic: bool = False

    @property
    def range(self) -> tuple[float, float]:
        """What the ends of the box's height tell: the range of values, or of their decimal logarithms."""
        return (math.log10(self.low), math.log10(self.high)) if self.logarithmic else (self.low, self.high)

    @property
    def scale(self) -> Array:
        """Box units for one unit of x, of y and of what the height tells, shape (3,)."""
        x_min, x_max, y_min, y_max = self.window
        low, high = self.range
        spans = np.array([x_max - x_min, y_max - y_min, (high - low) / Z_HALF])
        return 2.0 / np.where(spans > 0, spans, 1.0)

    @property
    def middle(self) -> Array:
        """x, y and what the height tells at the middle of the box, shape (3,)."""
        x_min, x_max, y_min, y_max = self.window
        return np.array([x_min + x_max, y_min + y_max, sum(self.range)]) / 2.0

    def heights(self, values: ArrayLike) -> Array:
        """Heights in the box of values, same shape."""
        told = np.asarray(values, dtype=float)
        if self.logarithmic:
            with np.errstate(invalid="ignore", divide="ignore"):
                told = np.where(told > 0, np.log10(told), np.nan)
        return np.asarray((told - self.middle[2]) * self.scale[2])

    def rise(self, values: ArrayLike) -> Array:
        """Box units of height for one unit of the value, at these values, same shape."""
        there = np.asarray(values, dtype=float)
        if not self.logarithmic:
            return np.full(there.shape, self.scale[2])
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.asarray(np.where(there > 0, self.scale[2] / (there * math.log(10.0)), np.nan))

    def to_box(self, points: ArrayLike) -> Array:
        """Points (…, 3) on the axes as points of the box."""
        places = np.asarray(points, dtype=float)
        made = (places - self.middle) * self.scale
        if self.logarithmic:
            made[..., 2] = self.heights(places[..., 2])
        return np.asarray(made)

    def from_box(self, points: ArrayLike) -> Array:
        """Points (…, 3) of the box as points on the axes."""
        made = np.asarray(np.asarray(points, dtype=float) / self.scale + self.middle)
        if self.logarithmic:
            made[..., 2] = 10.0 ** made[..., 2]
        return made

    def on_floor(self, points: ArrayLike) -> Array:
        """Points (…, 2) of the axes as points (…, 3) of the box's floor."""
        plane = np.asarray(points, dtype=float)
        flat = (plane - self.middle[:2]) * self.scale[:2]
        return np.concatenate([flat, np.full((*plane.shape[:-1], 1), FLOOR_Z)], axis=-1)


@dataclass(frozen=True)
class Projection:
    """A camera looking at the box through a view of ``width`` × ``height`` pixels.

    The field of view spans the height, or ``width / WIDEST`` where the view is narrower, so that
    the whole box stays in sight in a tall pane.
    """

    camera: Camera
    width: float
    height: float

    @cached_property
    def directions(self) -> Array:
        """Rows: the camera's right, up and forward directions, orthonormal, shape (3, 3)."""
        azimuth, elevation = np.radians(self.camera.azimuth), np.radians(self.camera.elevation)
        cos_a, sin_a, cos_e, sin_e = np.cos(azimuth), np.sin(azimuth), np.cos(elevation), np.sin(elevation)
        return np.array(
            [
                [-sin_a, cos_a, 0.0],
                [-sin_e * cos_a, -sin_e * sin_a, cos_e],
                [-cos_e * cos_a, -cos_e * sin_a, -sin_e],
            ]
        )

    @property
    def reach(self) -> float:
        """Distance from the eye to the point looked at, in box units."""
        return self.camera.distance * BOX_WIDTH

    @cached_property
    def eye(self) -> Array:
        """Where the camera is, in the box, shape (3,)."""
        return np.asarray(np.array(self.camera.centre) - self.reach * self.directions[2])

    @cached_property
    def pixels(self) -> float:
        """Pixels for one box unit at distance 1 (perspective) or anywhere (without)."""
        focal = min(self.height, self.width / WIDEST) / (2.0 * np.tan(np.radians(FIELD_OF_VIEW / 2)))
        return float(focal if self.camera.perspective else focal / self.reach)

    def project(self, points: ArrayLike) -> Array:
        """Box points (…, 3) as (…, 3): pixel x, pixel y, distance along the line of sight.

        A point beside or behind the eye has no picture: NaN.
        """
        seen = (np.asarray(points, dtype=float) - self.eye) @ self.directions.T
        depth = seen[..., 2]
        divisor = np.where(depth > NEAREST, depth, np.nan) if self.camera.perspective else np.ones_like(depth)
        x = self.width / 2 + self.pixels * seen[..., 0] / divisor
        y = self.height / 2 - self.pixels * seen[..., 1] / divisor
        return np.stack([x, y, depth], axis=-1)

    def ray(self, x: float, y: float) -> tuple[Array, Array]:
        """The line of sight through a pixel: a start and a unit direction in the box, each (3,)."""
        right, up = (x - self.width / 2) / self.pixels, (self.height / 2 - y) / self.pixels
        if self.camera.perspective:
            direction = np.array([right, up, 1.0]) @ self.directions
            return self.eye, direction / np.linalg.norm(direction)
        return self.eye + np.array([right, up]) @ self.directions[:2], self.directions[2].copy()

    def towards_eye(self, points: ArrayLike) -> Array:
        """Unit directions from box points (…, 3) to the eye, same shape."""
        seats = np.asarray(points, dtype=float)
        if not self.camera.perspective:
            return np.broadcast_to(-self.directions[2], seats.shape)
        offset = self.eye - seats
        return np.asarray(offset / np.maximum(np.linalg.norm(offset, axis=-1, keepdims=True), 1e-12))

    @cached_property
    def matrix(self) -> Array:
        """The 4 × 4 matrix to OpenGL's clip space: ``clip = matrix @ (x, y, z, 1)``."""
        view = np.eye(4)
        view[:3, :3] = self.directions
        view[:3, 3] = -self.directions @ self.eye
        spread = 3.2 + float(np.linalg.norm(self.camera.centre))
        near, far = max(NEAREST, self.reach - spread), self.reach + spread
        lens = np.zeros((4, 4))
        lens[0, 0], lens[1, 1] = 2 * self.pixels / self.width, 2 * self.pixels / self.height
        if self.camera.perspective:
            lens[2, 2], lens[2, 3], lens[3, 2] = (far + near) / (far - near), -2 * far * near / (far - near), 1.0
        else:
            lens[2, 2], lens[2, 3], lens[3, 3] = 2 / (far - near), -(far + near) / (far - near), 1.0
        return np.asarray(lens @ view)
