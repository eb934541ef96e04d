"""A picture whose heights and colours tell logarithms: what a loss that falls by powers of ten needs to be seen."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np

from explorer.controller.pictures import FieldPicture
from explorer.core.sampling.levels import logarithmic_levels, robust_range

__all__ = ["LOGARITHMIC", "can_be_logarithmic", "on_scale"]

LOGARITHMIC: Final = "logarithmic"
LEVELS: Final = 13
SMALLEST: Final = 1e-300


def can_be_logarithmic(picture: FieldPicture) -> bool:
    """Whether every value of a plane's picture is positive."""
    values = picture.field.f[np.isfinite(picture.field.f)]
    return picture.dimension == 2 and bool(values.size) and float(values.min()) > SMALLEST


def on_scale(picture: FieldPicture, heights: str) -> FieldPicture:
    """The picture on a scale of heights; on the linear one where a value has no logarithm."""
    if heights != LOGARITHMIC or not can_be_logarithmic(picture):
        return picture
    with np.errstate(invalid="ignore"):
        shown = robust_range(np.log10(np.asarray(picture.field.f, dtype=np.float64)))
    levels, step = logarithmic_levels(shown.low, shown.high, LEVELS)
    low, high = 10.0**shown.low, 10.0**shown.high
    return replace(picture, low=low, high=high, cut=shown.cut, levels=levels, step=step, logarithmic=True)
