"""The picture of a raster: a colour for each class, paler by its shade, some classes hatched."""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QImage

from explorer.controller.figures import Raster
from explorer.views.theme import Theme, rgb

__all__ = ["raster_image"]

STRONGEST, PALEST = 0.86, 0.2
HATCHES = 40  # lines of a hatch across the picture, at most


def raster_image(raster: Raster, theme: Theme) -> QImage:
    """One pixel a cell, north up; cells without a class are transparent."""
    colours = np.array([rgb(theme.meaning(meaning)) for meaning in raster.meanings], dtype=np.float32)
    canvas = np.array(rgb(theme.canvas), dtype=np.float32)
    classes, shades = raster.classes[::-1], raster.shades[::-1].astype(np.float32)
    share = (STRONGEST + (PALEST - STRONGEST) * shades)[..., None]
    rows, columns = classes.shape
    if raster.hatched:
        period = max(4, round(max(rows, columns) / HATCHES))
        stripe = (np.add.outer(np.arange(rows), np.arange(columns)) % period) < max(1, period // 4)
        hatched = np.isin(classes, list(raster.hatched))
        share[hatched] = np.where(stripe[hatched], 0.75, 0.16)[:, None]
    pixels = np.empty((rows, columns, 4), dtype=np.uint8)
    pixels[..., :3] = np.rint(canvas + share * (colours[classes] - canvas))
    pixels[..., 3] = 255
    pixels[classes < 0] = 0
    image = QImage(pixels.data, columns, rows, 4 * columns, QImage.Format.Format_RGBA8888_Premultiplied)
    return image.copy()
