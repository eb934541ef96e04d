"""Runs of descent: their paths on the surface and on the floor, the balls at the playhead, the start."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFontMetricsF, QPainter, QPixmap

from explorer.controller.pictures import RunPicture
from explorer.core.projection import Z_HALF, Box
from explorer.views.charts.polylines import thinned_indices
from explorer.views.charts.walked_layer import WalkedLayer, WalkedLine, painted
from explorer.views.fonts import ui_font
from explorer.views.surface.brush import cased_path, cased_text, marker_path, ring, with_opacity
from explorer.views.surface.stage import HIDDEN_OPACITY, Line, Stage, draw_line, probe_points

__all__ = ["ball_place", "draw_run_shadows", "draw_runs", "path_places", "run_points", "start_place"]

Array = NDArray[np.float64]
T = TypeVar("T")
BALL_RADIUS = 7.0
LONGEST_PIECE = 0.05
MOST_POINTS = 1500
MOST_KEPT = 1000  # of a run's own points
PIXELS = 300.0  # of half the box, about
NEAR_PROBE = 22.0
FARTHEST = 2.0  # half heights of the box: where a run in the air is still drawn
LEAST_DROP = 0.03
PATH_WIDTH, SHADOW_WIDTH, SHADOW_OPACITY = 2.6, 1.8, 0.85


def ball_place(run: RunPicture, playhead: float) -> Array:
    """Where a run's ball is on the axes at a fractional step of the playhead, shape (2,)."""
    step = run.place_at(playhead)
    before = int(step)
    after = min(before + 1, run.steps)
    share = step - before
    return np.asarray(run.points[before] * (1 - share) + run.points[after] * share if share else run.points[before])


def start_place(runs: tuple[RunPicture, ...]) -> Array | None:
    """Where the first run starts, on the axes; a fork begins on its way."""
    return next((np.asarray(run.points[0]) for run in runs if run.parent is None), None)


def path_places(stage: Stage, points: Array) -> Array:
    """A path on the axes (n, 2) with points put in, so that it can follow the surface."""
    return _refined(stage.box, points)[0]


@lru_cache(maxsize=16)
def _way(run: RunPicture, box: Box) -> tuple[Array, Array]:
    """A run's path on the axes as it is drawn, and the (fractional) step of each point, counted from its start.

    Of a long run what falls on one pixel is left out, and of a tangle most; kept while only the camera turns.
    """
    points = np.asarray(run.points, dtype=float)
    kept = thinned_indices(box.on_floor(points)[:, :2] * PIXELS, MOST_KEPT)
    places, index = _refined(box, points[kept])
    return places, np.interp(index, np.arange(len(kept)), kept)


def _refined(box: Box, points: Array) -> tuple[Array, Array]:
    """A path on the axes with points put in, and the (fractional) index (m,) of each among the old ones."""
    if len(points) < 2:
        return points, np.arange(len(points), dtype=float)
    steps = np.abs(np.diff(points, axis=0)) * box.scale[:2]
    with np.errstate(invalid="ignore"):
        pieces = np.clip(np.nan_to_num(np.ceil(np.hypot(*steps.T) / LONGEST_PIECE), nan=1.0, posinf=1.0), 1, 64)
    pieces = np.maximum(1, pieces * min(1.0, MOST_POINTS / pieces.sum())).astype(int)
    piece = np.repeat(np.arange(len(pieces)), pieces)
    within = np.arange(len(piece)) - np.repeat(np.cumsum(pieces) - pieces, pieces) + 1
    places = np.concatenate([[0.0], piece + within / pieces[piece]])
    index = np.arange(len(points))
    return np.column_stack([np.interp(places, index, points[:, axis]) for axis in (0, 1)]), places


def run_points(stage: Stage, run: RunPicture, places: Array, steps: Array) -> Array:
    """Places of a run (m, 2), at these steps from its start, as box points: on the surface, or where its value is.

    A run among more variables than are drawn leaves the surface: it stands at the height that its own value tells,
    up to a box's height above and below the range shown.
    """
    points = stage.lifted(places)
    if len(run.variables) <= len([name for name in stage.picture.axes if name]):
        return points
    values = np.interp(steps, np.arange(len(run.values)), run.values)
    heights = stage.box.heights(values)
    inside = (np.abs(points[:, :2]) <= 1.0).all(axis=1)
    with np.errstate(invalid="ignore"):
        points[:, 2] = np.where(inside & (np.abs(heights) <= FARTHEST * Z_HALF), heights, np.nan)
    return points


def _draw_drop(painter: QPainter, stage: Stage, run: RunPicture, place: Array, point: Array) -> None:
    """From a ball in the air to the surface above or below it."""
    foot = stage.lifted(place[None])[0]
    if np.isfinite(foot).all() and abs(foot[2] - point[2]) > LEAST_DROP:
        line = foot + np.linspace(0.0, 1.0, 21)[:, None] * (point - foot)
        draw_line(painter, stage, line, Line(_colour(stage, run), 1.4, dashes=(2, 3), behind=HIDDEN_OPACITY))


def draw_run_shadows(painter: QPainter, stage: Stage) -> None:
    """The played part of every run on the floor."""
    if not stage.runs:
        return
    layer = _kept(stage, "floor", _floor_layer)
    layer.walk(stage.playhead)
    painter.setOpacity(SHADOW_OPACITY)
    layer.paint(painter, [None] * len(stage.runs))
    painter.setOpacity(1.0)


def draw_runs(painter: QPainter, stage: Stage) -> None:
    """Paths on the surface, then the start, then the balls above everything."""
    if not stage.runs:
        return
    coming, layer = _kept(stage, "surface", _surface_layers)
    painter.drawPixmap(0, 0, coming)
    layer.walk(stage.playhead)
    places = np.array([ball_place(run, stage.playhead) for run in stage.runs])
    points = np.array(
        [
            run_points(stage, run, place[None], np.array([run.place_at(stage.playhead)]))[0]
            for run, place in zip(stage.runs, places, strict=True)
        ]
    )
    pixels = np.asarray(stage.projection.project(points))[:, :2]
    begun = np.array([run.has_begun(stage.playhead) for run in stage.runs]) & np.isfinite(pixels).all(axis=1)
    balls = [(x, y) if there else None for (x, y), there in zip(pixels.tolist(), begun, strict=True)]
    layer.paint(painter, balls)
    for run, place, point, is_there in zip(stage.runs, places, points, begun, strict=True):
        if is_there:
            _draw_drop(painter, stage, run, place, point)
    _draw_starts(painter, stage)
    hidden = np.zeros(len(points), dtype=bool)
    hidden[begun] = stage.hidden(points[begun])
    for run, ball, covered in zip(stage.runs, balls, hidden, strict=True):
        if ball is not None:
            _draw_ball(painter, stage, run, QPointF(*ball), HIDDEN_OPACITY if covered else 1.0)


def _kept(stage: Stage, name: str, make: Callable[[Stage], T]) -> T:
    """What was made of the runs for this camera; only that of the runs as they are now: it holds pictures."""
    slot: dict[str, tuple[object, T]] = stage.remembered((stage.memory, "runs"), dict)
    if name not in slot or slot[name][0] is not stage.runs:
        slot[name] = (stage.runs, make(stage))
    return slot[name][1]


def _floor_layer(stage: Stage) -> WalkedLayer:
    lines = []
    for run in stage.runs:
        places, steps = _way(run, stage.box)
        flat = stage.box.on_floor(places)
        flat[(np.abs(flat[:, :2]) > 1).any(axis=1)] = np.nan
        lines.append(_line(stage, run, flat, steps, SHADOW_WIDTH, is_shadow=True))
    return WalkedLayer(lines, (stage.projection.width, stage.projection.height), stage.ratio)


def _surface_layers(stage: Stage) -> tuple[QPixmap, WalkedLayer]:
    """The paths to come, faint where hidden, and the pictures of those walked."""
    size = (stage.projection.width, stage.projection.height)
    ways = [_way(run, stage.box) for run in stage.runs]
    lifted = [run_points(stage, run, places, steps) for run, (places, steps) in zip(stage.runs, ways, strict=True)]

    def draw_coming(painter: QPainter) -> None:
        for run, points in zip(stage.runs, lifted, strict=True):
            line = Line(_colour(stage, run), 1.2, dashes=(1.2, 3.6), opacity=0.55, behind=HIDDEN_OPACITY)
            draw_line(painter, stage, points, line)

    lines = [
        _line(stage, run, points, steps, PATH_WIDTH)
        for run, points, (_, steps) in zip(stage.runs, lifted, ways, strict=True)
    ]
    return painted(size, stage.ratio, draw_coming), WalkedLayer(lines, size, stage.ratio)


def _line(
    stage: Stage, run: RunPicture, points: Array, steps: Array, width: float, is_shadow: bool = False
) -> WalkedLine:
    pixels = np.asarray(stage.projection.project(points))[:, :2]
    good: NDArray[np.bool_] = np.asarray(np.isfinite(pixels).all(axis=1))
    covered = np.zeros(len(points), dtype=bool)
    if not is_shadow:
        covered[good] = stage.hidden(points[good])
    seen = good[:-1] & good[1:] & ~(covered[:-1] & covered[1:])
    colour = _colour(stage, run)
    casing = "" if is_shadow else stage.theme.casing_for(colour)
    return WalkedLine(steps + run.first_step, pixels, seen, colour, casing, width, np.empty(0, dtype=np.intp))


def _colour(stage: Stage, run: RunPicture) -> str:
    return stage.theme.runs[run.colour_index % len(stage.theme.runs)]


def _lifted_starts(stage: Stage) -> Array:
    """The different starts of runs on the surface, box points (k, 3)."""
    first = {tuple(run.points[0].tolist()): run for run in reversed(stage.runs) if run.parent is None}
    found = [run_points(stage, run, np.array([place]), np.zeros(1)) for place, run in first.items()]
    points = np.concatenate([*found, np.empty((0, 3))])
    return np.asarray(points[np.isfinite(points).all(axis=1)])


def _draw_starts(painter: QPainter, stage: Stage) -> None:
    """A ring where runs begin, with its word if there is only one and the probe does not stand there."""
    points, theme = _kept(stage, "starts", _lifted_starts), stage.theme
    for point in points:
        ring(painter, stage.pixel(point), 4.5, theme.casing_dark, theme.casing, 0.0)
    if len(points) != 1:
        return
    at, font = stage.pixel(points[0]), ui_font(13 * stage.text_scale, 600)
    width = QFontMetricsF(font).horizontalAdvance("start")
    place = at + QPointF(-width - 12, -8)
    if not _is_probe(stage, at) and stage.free(QRectF(place.x(), place.y() - 12, width, 16)):
        stage.taken.append(cased_text(painter, place, "start", font, theme.text, theme.casing, 3.5))


def _is_probe(stage: Stage, start: QPointF) -> bool:
    """Whether the probe stands so near that its own letter names the place."""
    head, _ = probe_points(stage)
    if head is None or not np.isfinite(head).all():
        return False
    away = stage.pixel(head) - start
    return math.hypot(away.x(), away.y()) < NEAR_PROBE


def _draw_ball(painter: QPainter, stage: Stage, run: RunPicture, place: QPointF, shown: float) -> None:
    colour = _colour(stage, run)
    casing = with_opacity(stage.theme.casing_for(colour), shown)
    cased_path(painter, marker_path(run.colour_index, place, BALL_RADIUS), with_opacity(colour, shown), casing, 1.6)
