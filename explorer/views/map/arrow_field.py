"""Gradient arrows on an even lattice: where they stand, how long they are, which are left out."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from explorer.core.sampling.field import Field, FloatArray
from explorer.views.charts.arrows import draw_arrows
from explorer.views.charts.sprites import Sprites
from explorer.views.map.geometry import MapGeometry
from explorer.views.theme import Theme

__all__ = ["ArrowField", "ArrowSprites", "arrow_field", "nice_length", "slope_unit"]

MOST_ACROSS = 8  # an even number keeps the lattice off the axes of a symmetric window
SPACING = 49.0
UNIT_LENGTH = 22.0
LONGEST = 2.2 * SPACING  # a longer one would hide its neighbours; it is left out rather than shortened
SHAFT = 1.6
CASING = 1.3
_SHORTEST = 5.0
_FLAT = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class ArrowField:
    """Lattice points (n, 2) on the axes, the partials there (n, 2), and pixels for a slope of 1.

    ``slope_pixels`` None tells that arrows show direction only.
    """

    points: FloatArray
    slopes: FloatArray
    slope_pixels: float | None


def arrow_field(field: Field, geometry: MapGeometry, true_length: bool) -> ArrowField:
    """Arrows for a plot: at most nine across, none where the gradient is undefined or zero."""
    columns, rows = _count(geometry.width), _count(geometry.height)
    shares_x, shares_y = (np.arange(columns) + 0.5) / columns, (np.arange(rows) + 0.5) / rows
    x, y = _at_shares(field.x, shares_x), _at_shares(field.y, shares_y)
    slopes = np.stack([_bilinear(values, shares_x, shares_y) for values in (field.fx, field.fy)], axis=-1)
    points = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    slopes = slopes.reshape(-1, 2)
    norms = np.hypot(slopes[:, 0], slopes[:, 1])
    drawn = np.isfinite(norms)
    largest = _largest(norms[drawn])
    drawn[drawn] = norms[drawn] > _FLAT * largest
    pixels = None
    if true_length and largest > 0:
        pixels = 0.9 * min(geometry.width / columns, geometry.height / rows) / largest
    return ArrowField(points[drawn], slopes[drawn], pixels)


@dataclass(frozen=True, slots=True, eq=False)
class ArrowSprites:
    """The arrows of a field in one plot; ``centres`` and ``halves`` (n, 2) are in pixels.

    They are drawn once into ``sprites``; of a field that lasts for one frame these are None.
    """

    geometry: MapGeometry
    centres: FloatArray
    halves: FloatArray
    theme: Theme
    sprites: Sprites | None

    @classmethod
    def of(
        cls, arrows: ArrowField, geometry: MapGeometry, theme: Theme, ratio: float, lasting: bool = True
    ) -> ArrowSprites:
        """Draw the arrows but for those too short or too long."""
        centres, halves = arrow_pixels(arrows, geometry)
        lengths = 2 * np.hypot(halves[:, 0], halves[:, 1])
        kept = (lengths >= _SHORTEST) & (lengths <= LONGEST)
        centres, halves = centres[kept], halves[kept]
        if not lasting:
            return cls(geometry, centres, halves, theme, None)

        def paint(painter: QPainter, number: int) -> None:
            _draw(painter, centres[number : number + 1], halves[number : number + 1], theme)

        reach = np.abs(halves) + (0.42 * max(4 * SHAFT, 6.0) + CASING + 2)
        areas = [QRectF(x - w, y - h, 2 * w, 2 * h) for (x, y), (w, h) in zip(centres, reach, strict=True)]
        return cls(geometry, centres, halves, theme, Sprites(areas, paint, ratio))

    def draw(self, painter: QPainter, left_out: NDArray[np.bool_]) -> None:
        """The arrows but for those left out, centred on their lattice points."""
        if self.sprites is None:
            _draw(painter, self.centres[~left_out], self.halves[~left_out], self.theme)
        else:
            self.sprites.draw(painter, (~left_out).tolist())


def _draw(painter: QPainter, centres: FloatArray, halves: FloatArray, theme: Theme) -> None:
    core, casing = theme.gradient, theme.casing_for(theme.gradient)
    draw_arrows(painter, centres - halves, centres + halves, SHAFT, core, casing, CASING)


def arrow_pixels(arrows: ArrowField, geometry: MapGeometry) -> tuple[FloatArray, FloatArray]:
    """Centres and half vectors in pixels, both (n, 2); a vector is the image of the gradient on the axes."""
    centres = geometry.to_pixels(arrows.points)
    vectors = arrows.slopes * [geometry.scale_x, -geometry.scale_y]
    with np.errstate(over="ignore", invalid="ignore"):
        lengths = np.hypot(vectors[:, 0], vectors[:, 1])
        unit = vectors / np.where(lengths > 0, lengths, 1.0)[:, None]
        wanted = np.full(len(unit), UNIT_LENGTH)
        if arrows.slope_pixels is not None:
            norms = np.hypot(arrows.slopes[:, 0], arrows.slopes[:, 1])
            wanted = norms * arrows.slope_pixels
    return centres, unit * wanted[:, None] / 2


def nice_length(slope_pixels: float, shortest: float = 18.0) -> tuple[float, float]:
    """A round slope (1, 2 or 5 times a power of ten) whose arrow is at least ``shortest`` long, and that length."""
    smallest = shortest / slope_pixels
    power = 10.0 ** math.floor(math.log10(smallest))
    slope = next(mantissa * power for mantissa in (1, 2, 5, 10) if mantissa * power >= smallest * (1 - 1e-9))
    return slope, slope * slope_pixels


def slope_unit(norm: float, reference: float, previous: float | None = None) -> float:
    """Pixels for a slope of 1 in the arrow at the probe, so that ``norm`` is readable.

    The slope that ``reference`` pixels stand for is 1, 2 or 5 times a power of ten; ``previous`` is
    kept while the arrow stays between a third of the reference and 2½ times it, so that a dragged
    arrow does not change its scale at every turn.
    """
    if previous is not None and 0.33 * reference <= norm * previous <= 2.5 * reference:
        return previous
    if not (math.isfinite(norm) and norm > 1e-300):
        return previous if previous is not None else reference
    power = 10.0 ** math.floor(math.log10(norm))
    told = max(mantissa * power for mantissa in (0.5, 1, 2, 5) if mantissa * power <= norm / 0.8)
    return reference / told


def _count(length: float) -> int:
    return int(np.clip(2 * round(length / SPACING / 2), 2, MOST_ACROSS))


def _largest(norms: FloatArray) -> float:
    """The slope that sets the scale: the largest, unless a few tower over the rest."""
    if not norms.size:
        return 0.0
    high = float(np.quantile(norms, 0.9))
    return min(float(norms.max()), 2 * high) if high > 0 else float(norms.max())


def _at_shares(axis: FloatArray, shares: FloatArray) -> FloatArray:
    return np.asarray(axis[0] + (axis[-1] - axis[0]) * shares)


def _bilinear(values: FloatArray, shares_x: FloatArray, shares_y: FloatArray) -> FloatArray:
    """Values at shares of an evenly spaced lattice, shape (len(shares_y), len(shares_x))."""
    rows, columns = values.shape
    i, u = np.divmod(shares_x * (columns - 1), 1.0)
    j, v = np.divmod(shares_y * (rows - 1), 1.0)
    left, bottom = i.astype(int), j.astype(int)
    right, top = np.minimum(left + 1, columns - 1), np.minimum(bottom + 1, rows - 1)
    with np.errstate(invalid="ignore", over="ignore"):
        low = values[np.ix_(bottom, left)] * (1 - u) + values[np.ix_(bottom, right)] * u
        high = values[np.ix_(top, left)] * (1 - u) + values[np.ix_(top, right)] * u
        return np.asarray(low * (1 - v)[:, None] + high * v[:, None])
