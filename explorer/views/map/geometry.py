"""Where the map's plot lies in its view, and the way from axes to pixels and back."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from explorer.core.sampling.field import FloatArray

__all__ = ["MapGeometry", "Window", "fit_plot", "panned", "zoomed"]

Window = tuple[float, float, float, float]
"""x least, x most, y least, y most."""

LONGEST_SIDE = 3.0  # a plot is never longer than this times its height (or the reverse) for equal scales
SMALLEST_SPAN = 1e-9  # of the window's distance from 0, so that neighbouring pixels stay different numbers
LARGEST = 1e12


@dataclass(frozen=True, slots=True)
class MapGeometry:
    """The plot's rectangle in pixels (y down) and the window it shows."""

    left: float
    top: float
    width: float
    height: float
    window: Window

    @property
    def scale_x(self) -> float:
        """Pixels for one unit of x."""
        return self.width / (self.window[1] - self.window[0])

    @property
    def scale_y(self) -> float:
        """Pixels for one unit of y, positive though pixels count downwards."""
        return self.height / (self.window[3] - self.window[2])

    @property
    def equal_scales(self) -> bool:
        """Whether a right angle on the axes is one on the screen (within 1 %)."""
        return abs(self.scale_x / self.scale_y - 1) < 0.01

    def to_pixels(self, points: FloatArray) -> FloatArray:
        """Points (n, 2) on the axes as pixels."""
        scale = np.array([self.scale_x, -self.scale_y])
        origin = np.array([self.window[0], self.window[3]])
        with np.errstate(over="ignore", invalid="ignore"):
            return np.asarray((points - origin) * scale + np.array([self.left, self.top]))

    def pixel(self, x: float, y: float) -> tuple[float, float]:
        """One point on the axes as a pixel."""
        return (
            self.left + (x - self.window[0]) * self.scale_x,
            self.top + (self.window[3] - y) * self.scale_y,
        )

    def point(self, pixel_x: float, pixel_y: float) -> tuple[float, float]:
        """One pixel as a point on the axes."""
        return (
            self.window[0] + (pixel_x - self.left) / self.scale_x,
            self.window[3] - (pixel_y - self.top) / self.scale_y,
        )

    def contains(self, pixel_x: float, pixel_y: float) -> bool:
        """Whether a pixel is in the plot."""
        return 0 <= pixel_x - self.left <= self.width and 0 <= pixel_y - self.top <= self.height

    def clamped(self, x: float, y: float) -> tuple[float, float]:
        """The nearest point of the window."""
        x_min, x_max, y_min, y_max = self.window
        return min(max(x, x_min), x_max), min(max(y, y_min), y_max)


def fit_plot(area: tuple[float, float, float, float], window: Window) -> MapGeometry:
    """The plot for ``window`` in ``area`` (left, top, width, height).

    Scales are equal, and the plot as large as fits and horizontally centred, unless the window is
    much longer one way than the other: then it fills the area. The rectangle lies on whole pixels,
    so that what is painted once and copied stays sharp.
    """
    left, top, width, height = map(math.floor, area)
    ratio = (window[1] - window[0]) / (window[3] - window[2])
    if not 1 / LONGEST_SIDE <= ratio <= LONGEST_SIDE:
        return MapGeometry(left, top, width, height, window)
    plot_width = round(min(width, height * ratio))
    plot_height = round(plot_width / ratio)
    return MapGeometry(left + (width - plot_width) // 2, top, plot_width, plot_height, window)


def zoomed(window: Window, x: float, y: float, factor: float) -> Window:
    """The window shrunk (factor < 1) or grown about a fixed point; as it was where that is out of bounds."""
    x_min, x_max, y_min, y_max = window
    wanted = (x + (x_min - x) * factor, x + (x_max - x) * factor, y + (y_min - y) * factor, y + (y_max - y) * factor)
    return wanted if _is_sound(wanted) else window


def panned(window: Window, shift_x: float, shift_y: float) -> Window:
    """The window moved along the axes; as it was where that is out of bounds."""
    wanted = (window[0] + shift_x, window[1] + shift_x, window[2] + shift_y, window[3] + shift_y)
    return wanted if _is_sound(wanted) else window


def _is_sound(window: Window) -> bool:
    if not np.isfinite(window).all() or max(map(abs, window)) > LARGEST:
        return False
    spans = ((high - low, max(abs(low), abs(high), 1e-3)) for low, high in (window[:2], window[2:]))
    return all(span > SMALLEST_SPAN * distance for span, distance in spans)
