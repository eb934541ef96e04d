"""The coloured ground of the map: clamped to the range shown, empty where the function is undefined."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from explorer.controller.pictures import FieldPicture
from explorer.core.sampling.field import FloatArray
from explorer.views.theme import colour_map

__all__ = ["bar_image", "field_image", "is_dark_at"]

DARK_LIGHTNESS = 46.0
GROWTH = 3


def field_image(picture: FieldPicture) -> QImage:
    """One pixel a lattice point, north up; holes are transparent but for a rim, to be clipped at their border."""
    shades = _shades(picture)
    rows, columns = shades.shape
    table = np.zeros((257, 4), dtype=np.uint8)
    table[:256, :3] = colour_map(picture.colour_map)
    table[:256, 3] = 255
    pixels = np.ascontiguousarray(table[shades[::-1]])
    image = QImage(pixels.data, columns, rows, 4 * columns, QImage.Format.Format_RGBA8888_Premultiplied)
    return image.copy()


def bar_image(name: str) -> QImage:
    """The colour map from top (high) to bottom (low), one pixel wide."""
    pixels = np.ascontiguousarray(colour_map(name)[::-1])
    return QImage(pixels.data, 1, len(pixels), 3, QImage.Format.Format_RGB888).copy()


def is_dark_at(picture: FieldPicture, value: float) -> bool:
    """Whether the ground at that value is so dark (lightness under 46) that lines on it are drawn light."""
    share = float(picture.share(value))
    entry = colour_map(picture.colour_map)[int(np.clip(255 * share, 0, 255))] / 255
    linear = np.where(entry <= 0.04045, entry / 12.92, ((entry + 0.055) / 1.055) ** 2.4)
    luminance = float(linear @ [0.2126, 0.7152, 0.0722])
    return 116 * float(np.cbrt(luminance)) - 16 < DARK_LIGHTNESS


def _grown(values: FloatArray) -> FloatArray:
    """The values carried a few lattice points into holes: their border is drawn by a smooth line, not by pixels."""
    holes = np.isnan(values)
    if not holes.any() or holes.all():
        return values
    grown = values.copy()
    for _ in range(GROWTH):
        before = np.pad(grown, 1, constant_values=np.nan)
        for neighbour in (before[1:-1, :-2], before[1:-1, 2:], before[:-2, 1:-1], before[2:, 1:-1]):
            np.copyto(grown, neighbour, where=np.isnan(grown))
    return grown


def _shades(picture: FieldPicture) -> NDArray[np.int16]:
    """Entry of the colour table for each lattice point, 256 in holes."""
    values = _grown(np.asarray(picture.field.f))
    with np.errstate(invalid="ignore", over="ignore"):
        share = picture.share(values)
        entries = np.clip(np.nan_to_num(share * 255, nan=0.0, posinf=255, neginf=0), 0, 255)
    shades: NDArray[np.int16] = np.rint(entries).astype(np.int16)
    shades[np.isnan(values)] = 256
    return shades
