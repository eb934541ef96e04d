"""Small pictures of the gallery's functions, as shades 0 … 255 of the colour map."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from explorer.core.function import parse
from explorer.core.sampling.levels import robust_range
from explorer.core.sampling.sample import sample
from explorer.model.gallery import GalleryEntry

__all__ = ["SHAPE", "thumbnail"]

SHAPE = (72, 96)


def thumbnail(entry: GalleryEntry) -> NDArray[np.uint8]:
    """Shades (72, 96) of an entry on its own window, first row lowest; holes are shade 0.

    One variable is drawn as the area under its curve.
    """
    function = parse(entry.formula)
    values = {slider.name: slider.value for slider in entry.parameters}
    function = function.with_parameters(values) if values else function
    x_min, x_max, y_min, y_max = entry.window
    field = sample(function, x=(x_min, x_max), y=(y_min, y_max), shape=SHAPE, at={s.name: s.value for s in entry.held})
    found = robust_range(field.f)
    span = found.high - found.low or 1.0
    with np.errstate(invalid="ignore", over="ignore"):
        share = np.clip((field.f - found.low) / span, 0.0, 1.0)
    share = np.where(np.isfinite(share), share, 0.0)
    if len(function.variables) == 1:
        share = _area(share)
    return np.asarray(np.rint(share * 255), dtype=np.uint8)


def _area(share: NDArray[np.floating]) -> NDArray[np.floating]:
    rows = np.linspace(0.0, 1.0, SHAPE[0])[:, None]
    return np.where(rows <= 0.1 + 0.8 * share[:1], 0.75 - 0.35 * rows, 0.98)
