"""The camera of the surface view as a value; its matrices are in :mod:`explorer.core.projection`."""

from __future__ import annotations

import msgspec

__all__ = ["Camera"]


class Camera(msgspec.Struct, frozen=True):
    """Where the surface is seen from.

    Angles in degrees: ``azimuth`` is turned about the vertical axis, ``elevation`` is above the
    floor (90 looks straight down). ``distance`` is in multiples of the box's width; ``centre`` is
    the point looked at, in box coordinates (each axis of the window spans -1 … 1).
    """

    azimuth: float = -50.0
    elevation: float = 32.0
    distance: float = 3.4
    centre: tuple[float, float, float] = (0.0, 0.0, -0.2)
    perspective: bool = True
