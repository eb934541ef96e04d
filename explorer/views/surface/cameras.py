"""The cameras that have a name, and what turning, moving and zooming make of one."""

from __future__ import annotations

import msgspec

from explorer.core.camera import Camera
from explorer.core.projection import Projection

__all__ = ["between", "orbited", "panned", "reset_view", "side_view", "top_view", "zoomed"]

NEAREST, FARTHEST = 1.3, 14.0
LOWEST, HIGHEST = -30.0, 90.0
FURTHEST_CENTRE = 1.6


def reset_view() -> Camera:
    """From above the front corner, the whole box in sight."""
    return Camera()


def top_view() -> Camera:
    """Straight down, x to the right and y up as on the map, without perspective."""
    return Camera(azimuth=-90.0, elevation=90.0, distance=2.9, centre=(0.0, 0.0, 0.0), perspective=False)


def side_view() -> Camera:
    """From the front at the height of the surface, along the second axis."""
    return Camera(azimuth=-90.0, elevation=4.0, distance=3.2, centre=(0.0, 0.0, -0.2))


def orbited(camera: Camera, right: float, up: float) -> Camera:
    """Turned by degrees about the box; perspective returns when a flat view is left."""
    elevation = min(HIGHEST, max(LOWEST, camera.elevation - up))
    return msgspec.structs.replace(
        camera, azimuth=(camera.azimuth - right + 180) % 360 - 180, elevation=elevation, perspective=True
    )


def zoomed(camera: Camera, factor: float, at: tuple[float, float], size: tuple[float, float]) -> Camera:
    """``factor`` times nearer, what lies under the pixel ``at`` staying there as far as it can."""
    distance = min(FARTHEST, max(NEAREST, camera.distance / factor))
    nearer = msgspec.structs.replace(camera, distance=distance)
    before, after = (_held_by(one, at, size) for one in (camera, nearer))
    return _with_centre(nearer, [c + b - a for c, b, a in zip(camera.centre, before, after, strict=True)])


def panned(camera: Camera, right: float, down: float, size: tuple[float, float]) -> Camera:
    """Moved so that the picture shifts by that many pixels."""
    middle = (size[0] / 2, size[1] / 2)
    before = _held_by(camera, middle, size)
    after = _held_by(camera, (middle[0] + right, middle[1] + down), size)
    return _with_centre(camera, [c + b - a for c, b, a in zip(camera.centre, before, after, strict=True)])


def between(start: Camera, end: Camera, fraction: float) -> Camera:
    """The camera a fraction of the way along, turning the short way round."""
    turn = (end.azimuth - start.azimuth + 180) % 360 - 180

    def mix(first: float, last: float) -> float:
        return first + fraction * (last - first)

    if fraction >= 1:
        return end
    x, y, z = (mix(a, b) for a, b in zip(start.centre, end.centre, strict=True))
    return Camera(
        azimuth=start.azimuth + fraction * turn,
        elevation=mix(start.elevation, end.elevation),
        distance=mix(start.distance, end.distance),
        centre=(x, y, z),
        perspective=end.perspective if start.perspective == end.perspective else True,
    )


def _held_by(camera: Camera, at: tuple[float, float], size: tuple[float, float]) -> tuple[float, float, float]:
    """The point under a pixel in the plane through the camera's centre, facing it."""
    projection = Projection(camera, *size)
    origin, direction = projection.ray(*at)
    forward = projection.directions[2]
    reach = ((camera.centre - origin) @ forward) / (direction @ forward)
    x, y, z = origin + reach * direction
    return float(x), float(y), float(z)


def _with_centre(camera: Camera, centre: list[float]) -> Camera:
    x, y, z = (min(FURTHEST_CENTRE, max(-FURTHEST_CENTRE, value)) for value in centre)
    return msgspec.structs.replace(camera, centre=(x, y, z))
