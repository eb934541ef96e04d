"""Gradient arrows: the lattice on the floor and on the surface, and the one at the probe, with their scale."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath

from explorer.core.projection import FLOOR_Z
from explorer.core.sampling.levels import nice_ticks
from explorer.views.charts.sprites import Sprites
from explorer.views.surface.brush import arrow_path, cased_path, with_opacity
from explorer.views.surface.stage import Stage, probe_points

__all__ = [
    "ArrowScale",
    "arrow_scale",
    "draw_floor_arrows",
    "draw_scale",
    "draw_surface_arrows",
    "gradient_vectors",
    "lifted_vector",
    "nice_slope",
    "pixels_at_the_middle",
]

Array = NDArray[np.float64]
ACROSS = 7
FIELD_PIXELS = 22.0
FIELD_WIDTH = 1.6
CASING = 1.3
TYPICAL_LENGTH, LONGEST, STEEPEST_LIFT = 0.42, 0.8, 0.75
CLEAR_OF_PROBE = 20.0


@dataclass(frozen=True, slots=True)
class ArrowScale:
    """Box units for one unit of slope: of the field's arrows (0: all equally long) and of the probe's."""

    field: float
    unit: float
    probe: float


@dataclass(frozen=True, slots=True, eq=False)
class _Arrows:
    """Arrows of one camera: the pixels of their middles (n, 2), and their drawings."""

    middles: Array
    sprites: Sprites


def arrow_scale(stage: Stage) -> ArrowScale:
    """From the slopes in the window, so that it stays while the probe moves unless its arrow would be too long."""
    usual = stage.remembered((stage.memory, "usual slope"), lambda: _usual_slope(stage))
    probe = TYPICAL_LENGTH / usual
    if stage.probe is not None and stage.probe.norm * probe > LONGEST:
        probe = LONGEST / stage.probe.norm
    unit = min(FIELD_PIXELS * stage.projection.reach / pixels_at_the_middle(stage), 1.7 / (ACROSS - 1))
    if stage.layers.arrow_length == "true":
        return ArrowScale(unit / _round_up(usual), unit, probe)
    return ArrowScale(0.0, unit, probe)


def gradient_vectors(stage: Stage, scale: float) -> tuple[Array, Array] | None:
    """The probe's gradient in the plane and lifted into the tangent plane, as box vectors (3,)."""
    reading = stage.probe
    if reading is None or not reading.defined or reading.norm == 0:
        return None
    slopes = np.array([reading.slope_x, reading.slope_y])
    flat = slopes * stage.box.scale[:2]
    flat *= reading.norm * scale / math.hypot(*flat)
    return np.array([*flat, 0.0]), lifted_vector(stage, flat, slopes, reading.value)


def lifted_vector(stage: Stage, flat: Array, slopes: Array, value: float) -> Array:
    """A box vector (2,) of the floor's plane as one (3,) in the tangent plane; a very steep one is shortened."""
    rise = float(slopes @ (flat / stage.box.scale[:2])) * float(stage.box.rise(value))
    lifted = np.array([*flat, rise])
    length = math.hypot(*lifted)
    if length > STEEPEST_LIFT:
        lifted *= max(STEEPEST_LIFT, math.hypot(*flat) * 0.3) / length
    return lifted


def draw_floor_arrows(painter: QPainter, stage: Stage, scale: ArrowScale) -> None:
    """Small quiet arrows in the floor's plane."""
    if stage.projection.towards_eye(np.array([0.0, 0.0, FLOOR_Z]))[2] > 0:
        _draw(painter, stage, stage.remembered((stage.memory, "floor arrows"), lambda: _floor_arrows(stage, scale)))


def draw_surface_arrows(painter: QPainter, stage: Stage, scale: ArrowScale) -> None:
    """Arrows lifted into the tangent plane, cased, left out where the surface hides them."""
    _draw(painter, stage, stage.remembered((stage.memory, "surface arrows"), lambda: _surface_arrows(stage, scale)))


def _floor_arrows(stage: Stage, scale: ArrowScale) -> _Arrows:
    places, slopes, _ = _lattice(stage)
    feet = stage.box.on_floor(places)
    vectors = np.column_stack([_directions(stage, slopes), np.zeros(len(slopes))]) * _lengths(scale, slopes)[:, None]
    fill = with_opacity(stage.theme.gradient, 0.78)

    def paint(painter: QPainter, path: QPainterPath) -> None:
        painter.fillPath(path, fill)

    return _arrows(stage, feet, vectors, paint)


def _surface_arrows(stage: Stage, scale: ArrowScale) -> _Arrows:
    places, slopes, values = _lattice(stage)
    feet = stage.lifted(places)
    flat = _directions(stage, slopes)
    rise = np.vecdot(slopes, flat / stage.box.scale[:2]) * stage.box.rise(values)
    vectors = np.column_stack([flat, rise])
    vectors *= (_lengths(scale, slopes) / np.maximum(np.hypot.reduce(vectors, axis=1), 1e-12))[:, None]
    core, casing = QColor(stage.theme.gradient), QColor(stage.theme.casing_for(stage.theme.gradient))

    def paint(painter: QPainter, path: QPainterPath) -> None:
        cased_path(painter, path, core, casing, CASING)

    return _arrows(stage, feet, vectors, paint)


def draw_scale(painter: QPainter, at: QPointF, length: float, width: float, colour: str) -> None:
    """A sample arrow lying to the right of ``at``."""
    path = arrow_path((at.x(), at.y()), (at.x() + length, at.y()), width)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    painter.drawPath(path)


def nice_slope(stage: Stage, box_units: float, most_pixels: float = 60.0) -> tuple[float, float]:
    """A round slope and its arrow's length in pixels, as seen at the box's middle."""
    per_pixel = stage.projection.reach / pixels_at_the_middle(stage)
    most = most_pixels * per_pixel / box_units
    slope = float(nice_ticks(0.0, most, 2)[-1]) or most
    return slope, slope * box_units / per_pixel


def pixels_at_the_middle(stage: Stage) -> float:
    """Pixels for one box unit at distance 1."""
    projection = stage.projection
    return projection.pixels if projection.camera.perspective else projection.pixels * projection.reach


def _usual_slope(stage: Stage) -> float:
    norms = np.hypot(stage.picture.field.fx[::8, ::8], stage.picture.field.fy[::8, ::8])
    norms = norms[np.isfinite(norms)]
    usual = float(np.quantile(norms, 0.8)) if norms.size else 1.0
    return usual if usual > 0 else 1.0


def _round_up(value: float) -> float:
    ticks = nice_ticks(0.0, value, 2)
    return float(ticks[-1]) if ticks[-1] > 0 else value


def _lattice(stage: Stage) -> tuple[Array, Array, Array]:
    """Places on the axes, gradients and values there, at lattice points near an even lattice; no undefined ones."""
    field = stage.picture.field
    share = (np.arange(ACROSS) + 0.5) / ACROSS
    columns = np.rint(share * (len(field.x) - 1)).astype(int)
    rows = np.rint(share * (len(field.y) - 1)).astype(int)
    x, y = np.meshgrid(field.x[columns], field.y[rows])
    pick = np.ix_(rows, columns)
    slopes = np.stack([field.fx[pick].ravel(), field.fy[pick].ravel()], axis=1).astype(float)
    places = np.stack([x.ravel(), y.ravel()], axis=1).astype(float)
    with np.errstate(over="ignore"):
        norms = np.hypot.reduce(slopes, axis=1)
    good = np.isfinite(norms) & np.isfinite(field.f[pick].ravel())
    good[good] = norms[good] > 1e-9 * float(norms[good].max(initial=0.0))
    return places[good], slopes[good], field.f[pick].ravel().astype(float)[good]


def _directions(stage: Stage, slopes: Array) -> Array:
    """Unit directions of steepest ascent in the box's plane."""
    flat = slopes * stage.box.scale[:2]
    return np.asarray(flat / np.maximum(np.hypot(flat[:, :1], flat[:, 1:2]), 1e-300))


def _lengths(scale: ArrowScale, slopes: Array) -> Array:
    if scale.field == 0:
        return np.full(len(slopes), scale.unit)
    lengths: Array = np.minimum(np.hypot.reduce(slopes, axis=1) * scale.field, 2.2 * scale.unit)
    return lengths


def _arrows(stage: Stage, feet: Array, vectors: Array, paint: Callable[[QPainter, QPainterPath], None]) -> _Arrows:
    """Arrows centred on their places, without the hidden ones, drawn once for this camera."""
    good = np.isfinite(feet).all(axis=1)
    feet, vectors = feet[good], vectors[good]
    seen = ~stage.hidden(feet + np.array([0, 0, 0.004]))
    tails = stage.projection.project(feet - vectors / 2)[seen, :2]
    tips = stage.projection.project(feet + vectors / 2)[seen, :2]
    finite = np.isfinite(tails).all(axis=1) & np.isfinite(tips).all(axis=1)
    tails, tips = tails[finite], tips[finite]
    paths = [arrow_path(tail.tolist(), tip.tolist(), FIELD_WIDTH) for tail, tip in zip(tails, tips, strict=True)]
    reach = CASING + 1
    areas = [path.boundingRect().adjusted(-reach, -reach, reach, reach) for path in paths]
    sprites = Sprites(areas, lambda painter, number: paint(painter, paths[number]), stage.ratio)
    return _Arrows((tails + tips) / 2, sprites)


def _draw(painter: QPainter, stage: Stage, arrows: _Arrows) -> None:
    """All but those under P and its foot."""
    shown = np.ones(len(arrows.middles), dtype=bool)
    for place in _probe_places(stage):
        shown &= np.hypot(*(arrows.middles - place).T) > CLEAR_OF_PROBE
    arrows.sprites.draw(painter, shown.tolist())


def _probe_places(stage: Stage) -> list[Array]:
    """P and its foot in pixels."""
    if "probe places" not in stage.noted:
        points = [point for point in probe_points(stage) if point is not None]
        pixels = stage.projection.project(np.array(points).reshape(-1, 3))[:, :2]
        stage.noted["probe places"] = [pixel for pixel in pixels if np.isfinite(pixel).all()]
    found: list[Array] = stage.noted["probe places"]
    return found
