"""What the painters of a diagram share: theme, geometry, faces, and how strong a line or a circle is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from PySide6.QtGui import QFont

from explorer.core.sampling.field import FloatArray
from explorer.views.fonts import formula_font, ui_font
from explorer.views.network.geometry import DiagramGeometry
from explorer.views.theme import Theme, colour_map

__all__ = ["DiagramLook"]

SMALLEST_TEXT: Final = 12.0
_THINNEST, _WIDEST = 1.2, 7.0


@dataclass(frozen=True, slots=True)
class DiagramLook:
    """Theme and geometry, and what follows from them. All text has the size of the window's, however large the zoom."""

    theme: Theme
    geometry: DiagramGeometry

    @property
    def scale(self) -> float:
        """What all type is multiplied by."""
        return self.geometry.scale

    def number_font(self, bold: bool = False) -> QFont:
        """The face of numbers on edges."""
        size = SMALLEST_TEXT if self.geometry.is_compact else 13.0
        return ui_font(size * self.scale, 700 if bold else 500)

    def value_font(self, layer: int) -> QFont:
        """The face of values in neurons."""
        roomy = self.geometry.radius(layer) >= 21 * self.scale
        return ui_font((13 if roomy else SMALLEST_TEXT) * self.scale, 600)

    def name_font(self) -> QFont:
        """The face of the neurons' names."""
        return formula_font(16 * self.scale)

    def word_font(self, weight: int = 400) -> QFont:
        """The face of words."""
        return ui_font(13 * self.scale, weight)

    def widths(self, layer: int, weights: FloatArray, largest: float) -> FloatArray:
        """How wide the edges into a layer are drawn: |w| against the largest of all, thinner where they crowd."""
        room = min(self.geometry.spacing(layer), self.geometry.spacing(layer - 1))
        widest = min(_WIDEST, max(0.09 * room, 2.2)) * min(self.scale, 1.3)
        shares = np.abs(weights) / largest if largest > 0 else np.zeros_like(weights)
        clipped: FloatArray = np.clip(np.nan_to_num(shares, nan=0.0), 0.0, 1.0)
        return _THINNEST + (widest - _THINNEST) * clipped

    def fill(self, value: float, reach: float) -> str:
        """A neuron's colour: the diverging map, 0 in its middle, ``reach`` at its ends."""
        share = min(max(value / reach if reach > 0 else 0.0, -1.0), 1.0) if value == value else 0.0
        red, green, blue = colour_map("tide")[round(127.5 * (1.0 + 0.92 * share))].tolist()
        return f"#{red:02X}{green:02X}{blue:02X}"
