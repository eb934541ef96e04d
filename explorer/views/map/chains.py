"""Chains of arrows at the probe, whose sum is the gradient: on the scale of the gradient's own arrow."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter

from explorer.controller.figures import Chain, Figure
from explorer.core.sampling.field import FloatArray, ProbeReading
from explorer.views.charts.arrows import arrow_outlines, draw_arrows
from explorer.views.charts.paint import colour, draw_halo_text, path_of, pen
from explorer.views.fonts import ui_font
from explorer.views.map.geometry import MapGeometry
from explorer.views.theme import Theme

__all__ = ["chain_at", "chain_ends", "chains_of", "draw_chains", "merged", "slope_pixels"]

CASING = 1.2
SHORTEST = 11.0  # pixels of an arrow that is drawn by itself
EMPHASIS, FAINT = 2.2, 0.4
HOVER_RADIUS = 6.0
LABEL_GAP = 14.0


def chains_of(figures: Sequence[Figure]) -> tuple[Chain, ...]:
    """The chains among figures."""
    return tuple(figure for figure in figures if isinstance(figure, Chain))


def slope_pixels(geometry: MapGeometry, reading: ProbeReading, unit: float) -> FloatArray:
    """How long slopes of 1 along both axes are in pixels, (2,): so that ∇f is as long as its arrow is drawn."""
    scales = np.array([geometry.scale_x, -geometry.scale_y])
    slopes = np.array([reading.slope_x, reading.slope_y])
    image = float(np.hypot(*(slopes * scales)))
    if not image > 0:
        return np.asarray(scales * unit / np.sqrt(geometry.scale_x * geometry.scale_y))
    return np.asarray(scales * float(np.hypot(*slopes)) * unit / image)


def chain_ends(chain: Chain, geometry: MapGeometry, per_slope: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Tails and tips (m, 2) in pixels."""
    start = np.array(geometry.pixel(chain.x, chain.y))
    ends = start + np.cumsum(chain.links, axis=0) * per_slope
    return np.vstack((start[None, :], ends[:-1])), ends


def draw_chains(
    painter: QPainter, chains: Sequence[Chain], geometry: MapGeometry, per_slope: FloatArray, theme: Theme, chosen: str
) -> None:
    """Faint links first, then the others, then the one that is ``chosen``, wider."""
    for chain in chains:
        tails, tips = chain_ends(chain, geometry, per_slope)
        if not np.isfinite(tips).all() or np.abs(tips).max() > 1e5:
            continue
        if chain.hollow:
            _draw_hollow(painter, chain, tails, tips, theme)
            continue
        starts = merged(chain, tips - tails)
        ends = np.append(starts[1:], len(tips)) - 1
        for place, end in zip(starts.tolist(), ends.tolist(), strict=True):
            faint = chain.faint[place]
            painter.setOpacity(FAINT if faint else 1.0)
            _draw(painter, tails[place], tips[end], chain.width, chain.meanings[place], 0.0 if faint else CASING, theme)
        painter.setOpacity(1.0)
        for place in (place for place, key in enumerate(chain.keys) if chosen and key == chosen):
            wide = chain.width * EMPHASIS
            _draw(painter, tails[place], tips[place], wide, chain.meanings[place], 1.5 * CASING, theme)


def merged(chain: Chain, along: FloatArray) -> NDArray[np.intp]:
    """The places at which drawn arrows begin: links too short to be seen go on with the next of their kind."""
    starts, reached = [0], np.zeros(2)
    for place, step in enumerate(along):
        before = starts[-1]
        same = (chain.meanings[place], chain.faint[place]) == (chain.meanings[before], chain.faint[before])
        if place > before and (not same or np.hypot(*reached) >= SHORTEST):
            starts.append(place)
            reached = np.zeros(2)
        reached = reached + step
    return np.array(starts)


def chain_at(chains: Sequence[Chain], geometry: MapGeometry, per_slope: FloatArray, x: float, y: float) -> str:
    """The key of the link nearest to a pixel within reach, "" for none."""
    best, reach, here = "", HOVER_RADIUS, np.array([x, y])
    for chain in chains:
        tails, tips = chain_ends(chain, geometry, per_slope)
        along = tips - tails
        length = np.maximum(np.sum(along * along, axis=1), 1e-12)
        share = np.clip(np.sum((here - tails) * along, axis=1) / length, 0.0, 1.0)
        distance = np.hypot(*(here - tails - share[:, None] * along).T)
        for place in np.argsort(distance)[:1].tolist():
            if distance[place] <= reach and chain.keys[place]:
                best, reach = chain.keys[place], float(distance[place])
    return best


def _draw(
    painter: QPainter, tail: FloatArray, tip: FloatArray, width: float, meaning: str, casing: float, theme: Theme
) -> None:
    if np.hypot(*(tip - tail)) >= 0.5:
        core = theme.meaning(meaning)
        draw_arrows(painter, tail[None, :], tip[None, :], width, core, theme.casing_for(core), casing)


def _draw_hollow(painter: QPainter, chain: Chain, tails: FloatArray, tips: FloatArray, theme: Theme) -> None:
    core = theme.meaning(chain.meanings[0])
    casing = theme.casing_for(core)
    path = path_of(list(arrow_outlines(tails, tips, chain.width + 2.0)), closed=True)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.strokePath(path, pen(casing, 3.6))
    painter.fillPath(path, colour(casing))
    painter.strokePath(path, pen(core, 1.5))
    if chain.label:
        along = tips[-1] - tails[-1]
        beyond = tips[-1] + along / max(float(np.hypot(*along)), 1.0) * LABEL_GAP
        draw_halo_text(painter, QPointF(*beyond.tolist()), chain.label, ui_font(13, 600), core, casing)
