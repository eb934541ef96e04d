"""Very many points as one picture: every pixel that holds a point is coloured, the more the stronger."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from explorer.core.sampling.field import FloatArray

__all__ = ["dense_pixels"]

LEAST_OPACITY = 0.45


def dense_pixels(
    points: FloatArray, kinds: NDArray[np.intp], colours: NDArray[np.uint8], size: tuple[int, int], dot: int
) -> NDArray[np.uint8]:
    """Premultiplied RGBA (height, width, 4) of points (n, 2) in pixels of the picture, each a square of ``dot`` pixels.

    ``kinds`` (n,) choose among ``colours`` (k, 3); a pixel shared by several kinds gets their mean colour by number.
    Opacity grows with the logarithm of the number of points, to 1 where there are most.
    """
    width, height = size
    inside = np.asarray(np.isfinite(points).all(axis=1))
    places = np.floor(np.where(inside[:, None], points, -1.0)).astype(np.int64)
    inside = np.asarray(inside & (places >= 0).all(axis=1) & (places < (width, height)).all(axis=1))
    flat = places[inside, 1] * width + places[inside, 0]
    chosen = kinds[inside]
    counts = [
        _spread(np.bincount(flat[chosen == kind], minlength=width * height), size, dot) for kind in range(len(colours))
    ]
    total = np.sum(counts, axis=0)
    lit = np.flatnonzero(total)
    many = total[lit].astype(np.float32)
    mixed = sum(
        (count[lit, None] / many[:, None]) * colours[kind].astype(np.float32) for kind, count in enumerate(counts)
    )
    strength = np.log1p(many) / np.log1p(many.max(initial=1.0))
    opacity = LEAST_OPACITY + (1.0 - LEAST_OPACITY) * strength
    picture = np.zeros((width * height, 4), dtype=np.uint8)
    picture[lit, :3] = np.rint(mixed * opacity[:, None])
    picture[lit, 3] = np.rint(255 * opacity)
    return picture.reshape(height, width, 4)


def _spread(counts: NDArray[np.intp], size: tuple[int, int], dot: int) -> NDArray[np.int32]:
    """Each point on a square of ``dot`` pixels that reaches right and down from its own, one side after the other."""
    plane = counts.astype(np.int32).reshape(size[1], size[0])
    for axis in (0, 1):
        source = plane.copy()
        for shift in range(1, dot):
            if axis == 0:
                plane[shift:] += source[:-shift]
            else:
                plane[:, shift:] += source[:, :-shift]
    return plane.reshape(-1)
