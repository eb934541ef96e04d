"""Runs of descent: their paths on the surface and on the floor, the balls at the playhead, the start."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from explorer.controller.pictures import RunPicture
from explorer.views.fonts import ui_font
from explorer.views.surface.brush import cased_path, cased_text, marker_path, ring, with_opacity
from explorer.views.surface.stage import HIDDEN_OPACITY, Line, Stage, draw_line

__all__ = ["ball_place", "draw_run_shadows", "draw_runs", "path_places", "start_place"]

Array = NDArray[np.float64]
BALL_RADIUS = 7.0
LONGEST_PIECE = 0.05
MOST_POINTS = 1500
NEAR_PROBE = 22.0


def ball_place(run: RunPicture, playhead: float) -> Array:
    """Where a run's ball is on the axes at a fractional step, shape (2,)."""
    last = len(run.points) - 1
    step = min(max(playhead, 0.0), float(last))
    before = int(step)
    after = min(before + 1, last)
    share = step - before
    return np.asarray(run.points[before] * (1 - share) + run.points[after] * share if share else run.points[before])


def start_place(runs: tuple[RunPicture, ...]) -> Array | None:
    """Where the first run starts, on the axes."""
    return np.asarray(runs[0].points[0]) if runs and len(runs[0].points) else None


def path_places(stage: Stage, points: Array) -> Array:
    """A path on the axes (n, 2) with points put in, so that it can follow the surface."""
    if len(points) < 2:
        return points
    steps = np.abs(np.diff(points, axis=0)) * stage.box.scale[:2]
    with np.errstate(invalid="ignore"):
        pieces = np.clip(np.nan_to_num(np.ceil(np.hypot(*steps.T) / LONGEST_PIECE), nan=1.0, posinf=1.0), 1, 64)
    pieces = np.maximum(1, pieces * min(1.0, MOST_POINTS / pieces.sum())).astype(int)
    places = np.concatenate([[0.0], *(k + np.arange(1, n + 1) / n for k, n in enumerate(pieces))])
    index = np.arange(len(points))
    return np.column_stack([np.interp(places, index, points[:, axis]) for axis in (0, 1)])


def draw_run_shadows(painter: QPainter, stage: Stage) -> None:
    """The played part of every run on the floor."""
    for run in stage.runs:
        played, _ = _split(run, stage.playhead)
        flat = stage.box.on_floor(path_places(stage, played))
        flat[(np.abs(flat[:, :2]) > 1).any(axis=1)] = np.nan
        colour = _colour(stage, run)
        draw_line(painter, stage, flat, Line(colour, 1.8, opacity=0.85, behind=0.0))


def draw_runs(painter: QPainter, stage: Stage) -> None:
    """Paths on the surface, then the start, then the balls above everything."""
    for run in stage.runs:
        colour = _colour(stage, run)
        played, coming = _split(run, stage.playhead)
        ahead = Line(colour, 1.2, dashes=(1.2, 3.6), opacity=0.55, behind=0.25)
        draw_line(painter, stage, stage.lifted(path_places(stage, coming)), ahead)
        line = Line(colour, 2.6, stage.theme.casing_for(colour))
        draw_line(painter, stage, stage.lifted(path_places(stage, played)), line)
    _draw_start(painter, stage)
    for run in stage.runs:
        _draw_ball(painter, stage, run)


def _split(run: RunPicture, playhead: float) -> tuple[Array, Array]:
    """The played and the coming part of a path, both with the ball's place."""
    points = np.asarray(run.points, dtype=float)
    played = int(min(max(playhead, 0.0), len(points) - 1))
    ball = ball_place(run, playhead)[None]
    return np.concatenate([points[: played + 1], ball]), np.concatenate([ball, points[played + 1 :]])


def _colour(stage: Stage, run: RunPicture) -> str:
    return stage.theme.runs[run.colour_index % len(stage.theme.runs)]


def _draw_start(painter: QPainter, stage: Stage) -> None:
    place = start_place(stage.runs)
    if place is None:
        return
    point = stage.lifted(place[None])[0]
    if not np.isfinite(point).all():
        return
    at, theme = stage.pixel(point), stage.theme
    ring(painter, at, 4.5, theme.casing_dark, theme.casing, 0.0)
    font = ui_font(13 * stage.text_scale, 600)
    width = QFontMetricsF(font).horizontalAdvance("start")
    place_of_text = at + QPointF(-width - 12, -8)
    if not _is_probe(stage, place) and stage.free(QRectF(place_of_text.x(), place_of_text.y() - 12, width, 16)):
        stage.taken.append(cased_text(painter, place_of_text, "start", font, theme.text, theme.casing, 3.5))


def _is_probe(stage: Stage, place: Array) -> bool:
    """Whether the probe stands so near that its own letter names the place."""
    if stage.probe is None:
        return False
    both = stage.lifted(np.array([place, (stage.probe.x, stage.probe.y)]))
    if not np.isfinite(both).all():
        return False
    start, probe = (stage.pixel(point) for point in both)
    return math.hypot(start.x() - probe.x(), start.y() - probe.y()) < NEAR_PROBE


def _draw_ball(painter: QPainter, stage: Stage, run: RunPicture) -> None:
    point = stage.lifted(ball_place(run, stage.playhead)[None])[0]
    if not np.isfinite(point).all():
        return
    colour = _colour(stage, run)
    shown = HIDDEN_OPACITY if stage.hidden(point[None])[0] else 1.0
    casing = with_opacity(stage.theme.casing_for(colour), shown)
    shape = marker_path(run.colour_index, stage.pixel(point), BALL_RADIUS)
    fill = QColor(colour)
    fill.setAlphaF(shown)
    cased_path(painter, shape, fill, casing, 1.6)
