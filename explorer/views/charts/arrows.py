"""Arrows as filled outlines: any number of them is one path and one casing."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter

from explorer.core.sampling.field import FloatArray
from explorer.views.charts.paint import colour, path_of, pen

__all__ = ["arrow_outlines", "draw_arrows"]

_CAP_TURNS = np.radians(np.linspace(90, 270, 7))
_CAP_ALONG, _CAP_ACROSS = np.cos(_CAP_TURNS), np.sin(_CAP_TURNS)


def arrow_outlines(tails: FloatArray, tips: FloatArray, shaft: float) -> FloatArray:
    """Closed outlines of n arrows from ``tails`` to ``tips``, both (n, 2), shape (n, 12, 2).

    A head is four times as long as the shaft is wide, at least 6 px and at most 60 % of the arrow;
    the tail is round.
    """
    along = tips - tails
    length = np.hypot(along[:, 0], along[:, 1])
    unit = along / np.where(length > 0, length, 1.0)[:, None]
    across = np.column_stack([-unit[:, 1], unit[:, 0]])
    head = np.minimum(max(4 * shaft, 6.0), 0.6 * length)
    half_head, half_shaft = 0.42 * head, np.minimum(shaft / 2, 0.3 * head)
    neck, zero = length - head, np.zeros_like(head)
    front = np.stack([neck, neck, length, neck, neck], axis=1)
    sides = np.stack([-half_shaft, -half_head, zero, half_head, half_shaft], axis=1)
    ahead = np.hstack([half_shaft[:, None] * (1.0 + _CAP_ALONG), front])[..., None]
    aside = np.hstack([half_shaft[:, None] * _CAP_ACROSS, sides])[..., None]
    return np.asarray(tails[:, None] + ahead * unit[:, None] + aside * across[:, None])


def draw_arrows(
    painter: QPainter, tails: FloatArray, tips: FloatArray, shaft: float, core: str, casing: str, casing_width: float
) -> None:
    """Arrows as one filled path over one casing path; ``casing_width`` is what shows on each side."""
    if len(tails):
        path = path_of(list(arrow_outlines(tails, tips, shaft)), closed=True)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.strokePath(path, pen(casing, 2 * casing_width))
        painter.fillPath(path, colour(core))
