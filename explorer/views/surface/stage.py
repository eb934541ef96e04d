"""Where the lines and labels over the surface are placed: projection, heights and what is hidden."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPainterPath, Qt

from explorer.controller.figures import Figure
from explorer.controller.pictures import FieldPicture, RunPicture
from explorer.core.projection import Z_HALF, Box, Projection
from explorer.core.sampling.field import ProbeReading
from explorer.core.sampling.picking import HeightMap, hidden
from explorer.model.document import Layers
from explorer.views.charts.polylines import straightened
from explorer.views.surface.brush import pen_of, polyline, with_opacity
from explorer.views.theme import Theme

__all__ = [
    "Line",
    "Memory",
    "PlacedLine",
    "Stage",
    "cut_to_box",
    "draw_line",
    "draw_placed",
    "placed_lines",
    "probe_points",
]

Array = NDArray[np.float64]
HIDDEN_STEPS = 64
HIDDEN_OPACITY = 0.35
DOTTED = (1.5, 4.0)
EDGE = 1e-6
MOST_REMEMBERED = 400
MOST_EXACT = 40  # points: a shorter line is stroked as it is
MOVING_STRIDE = 3  # in motion, each so-manieth point of a line is asked whether it is hidden
T = TypeVar("T")


class Memory:
    """Answers kept by the identity of what they were made from, the oldest forgotten first."""

    def __init__(self) -> None:
        self._kept: dict[tuple[int, ...], tuple[tuple[object, ...], Any]] = {}

    def get(self, key: tuple[object, ...], work: Callable[[], T]) -> T:
        """The kept answer, or that of ``work``."""
        numbers = tuple(map(id, key))
        found = self._kept.get(numbers)
        if found is None:
            if len(self._kept) >= MOST_REMEMBERED:
                self._kept.pop(next(iter(self._kept)))
            found = self._kept[numbers] = (key, work())  # the key is held, so that its identity stays its own
        answer: T = found[1]
        return answer


@dataclass(frozen=True, slots=True, eq=False)
class Stage:
    """One frame of lines and labels; the projection is in the widget's own pixels.

    ``heights`` is the whole field, ``coarse`` enough of it to tell what is hidden. ``held`` tells which
    of the two axes' padlocks are closed. ``ratio`` is the screen's pixels to the widget's. ``moving`` tells that
    something is being dragged: lines may be a little coarser. ``taken`` collects rectangles that labels occupy,
    ``noted`` what several layers of this one frame ask for, ``words`` what is to be written once everything is
    drawn: text, colour, wished-for places.
    """

    picture: FieldPicture
    box: Box
    projection: Projection
    heights: HeightMap
    coarse: HeightMap
    theme: Theme
    layers: Layers
    text_scale: float
    probe: ProbeReading | None
    runs: tuple[RunPicture, ...]
    playhead: float
    figures: tuple[Figure, ...] = ()
    held: tuple[bool, bool] = (False, False)
    ratio: float = 1.0
    moving: bool = False
    memory: Memory = field(default_factory=lambda: Memory())
    taken: list[QRectF] = field(default_factory=list)
    noted: dict[str, Any] = field(default_factory=dict)
    words: list[tuple[str, str, Iterable[tuple[QPointF, float, float]]]] = field(default_factory=list)

    @property
    def followed(self) -> tuple[bool, bool]:
        """Whether slices along the first and along the second axis are told: not along an axis held alone."""
        first, second = self.held
        return (second or not first), (first or not second)

    def hidden(self, points: Array) -> NDArray[np.bool_]:
        """Which box points (n, 3) the surface hides."""
        return hidden(self.coarse, points, self.projection.towards_eye(points), HIDDEN_STEPS)

    def pixel(self, point: Array) -> QPointF:
        """A box point's place in the widget."""
        x, y, _ = self.projection.project(point)
        return QPointF(float(x), float(y))

    def lifted(self, places: Array) -> Array:
        """Axes places (n, 2) as box points (n, 3) on the drawn surface; NaN beside it, in holes and where cut."""
        flat = self.box.on_floor(places)
        inside = np.clip(flat[:, :2], -1.0, 1.0)
        flat[:, :2] = np.where(np.abs(flat[:, :2] - inside) < EDGE, inside, flat[:, :2])
        heights = self.heights.at(flat[:, 0], flat[:, 1])
        with np.errstate(invalid="ignore"):
            flat[:, 2] = np.where(np.abs(heights) <= 1.002 * Z_HALF, heights, np.nan)
        return flat

    def remembered(self, key: tuple[object, ...], work: Callable[[], T]) -> T:
        """What ``work`` gives, kept while only the probe and the playhead move; keys are compared by identity."""
        return self.memory.get(key, work)

    def free(self, area: QRectF) -> bool:
        """Whether no label covers the rectangle."""
        return not any(area.intersects(other) for other in self.taken)


def probe_points(stage: Stage) -> tuple[Array | None, Array | None]:
    """The probe on the surface and its foot on the floor, box points; None where it has no place."""
    if "probe points" not in stage.noted:
        stage.noted["probe points"] = _probe_points(stage)
    found: tuple[Array | None, Array | None] = stage.noted["probe points"]
    return found


def _probe_points(stage: Stage) -> tuple[Array | None, Array | None]:
    if stage.probe is None:
        return None, None
    place = np.array([[stage.probe.x, stage.probe.y]])
    foot = stage.box.on_floor(place)[0]
    if (np.abs(foot[:2]) > 1 + 1e-9).any():
        return None, None
    head = stage.lifted(place)[0]
    return (head if np.isfinite(head).all() else None), foot


@dataclass(frozen=True, slots=True)
class Line:
    """How a line is drawn: colour, width, casing ("" for none), dashes, and how much shows behind the surface.

    ``kept`` is for lines whose array of points is itself kept from frame to frame.
    """

    colour: str
    width: float
    casing: str = ""
    dashes: tuple[float, ...] = ()
    opacity: float = 1.0
    behind: float = HIDDEN_OPACITY
    casing_width: float = 1.6
    kept: bool = False


PlacedLine: TypeAlias = tuple[QPainterPath, QPainterPath, Line]
"""What is seen and what is hidden of a line, in pixels, and how it is drawn."""


def draw_line(painter: QPainter, stage: Stage, points: Array, line: Line) -> None:
    """A polyline of box points (n, 3): solid where seen, dotted and faint where the surface hides it."""
    if line.kept:
        _stroke(painter, *stage.remembered((points,), lambda: _parts(stage, (points,), False)[0]), line)
    else:
        _stroke(painter, *_parts(stage, (points,), stage.moving)[0], line)


def placed_lines(stage: Stage, lines: Sequence[tuple[Array, Line]]) -> list[PlacedLine]:
    """Several such lines, to be drawn in any order; what is hidden of them is found at once, which is quicker."""
    behind = tuple(line.behind > 0 for _, line in lines)
    parts = _parts(stage, tuple(points for points, _ in lines), stage.moving, behind)
    return [(seen, behind, line) for (seen, behind), (_, line) in zip(parts, lines, strict=True)]


def draw_placed(painter: QPainter, lines: Iterable[PlacedLine]) -> None:
    """Lines with their places, in their order."""
    for seen, behind, line in lines:
        _stroke(painter, seen, behind, line)


def _stroke(painter: QPainter, seen: QPainterPath, behind: QPainterPath, line: Line) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if line.behind and not behind.isEmpty():
        painter.strokePath(behind, pen_of(with_opacity(line.colour, line.behind), max(1.0, line.width * 0.5), DOTTED))
    if line.casing:
        casing = QColor(line.casing)
        casing.setAlphaF(line.opacity)
        painter.strokePath(seen, pen_of(casing, line.width + 2 * line.casing_width))
    painter.strokePath(seen, pen_of(with_opacity(line.colour, line.opacity), line.width, line.dashes))


def cut_to_box(points: Array) -> Array:
    """A polyline of box points (n, 3) with NaN outside the range shown; steps across its edge end exactly there."""
    half = np.array([1.0, 1.0, Z_HALF]) * (1 + 1e-6)
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        beyond = np.abs(points) / half
        worst = beyond.max(axis=1)
        inside = worst <= 1
        result = np.where(inside[:, None], points, np.nan)
        for step in (1, -1):
            for index in np.flatnonzero(inside & ~np.roll(inside, -step)):
                other = index + step
                if 0 <= other < len(points) and np.isfinite(points[other]).all():
                    change = points[other] - points[index]
                    room = np.where(change != 0, (np.sign(change) * half - points[index]) / change, np.inf)
                    result[other] = points[index] + change * min(1.0, float(room.min()))
    return np.asarray(result)


def _parts(
    stage: Stage, lines: Sequence[Array], rough: bool, behind: tuple[bool, ...] = ()
) -> list[tuple[QPainterPath, QPainterPath]]:
    """The seen and the hidden pieces of each polyline, broken where a point has no place."""
    if not lines:
        return []
    points = np.concatenate(lines)
    pixels = stage.projection.project(points)
    good: NDArray[np.bool_] = np.asarray(np.isfinite(pixels).all(axis=1))
    covered = _covered(stage, points, good, MOVING_STRIDE if rough else 1)
    ends = np.cumsum([len(line) for line in lines])
    found = []
    for start, end, wanted in zip([0, *ends[:-1]], ends, behind or (True,) * len(lines), strict=True):
        found.append(_pieces(pixels[start:end], good[start:end], covered[start:end], rough, wanted))
    return found


def _covered(stage: Stage, points: Array, good: NDArray[np.bool_], stride: int) -> NDArray[np.bool_]:
    """Which of the good points (n, 3) are hidden; each ``stride``-th is asked, those after it answer alike."""
    covered: NDArray[np.bool_] = np.zeros(len(points), dtype=bool)
    places = np.flatnonzero(good)
    covered[places] = np.repeat(stage.hidden(points[places[::stride]]), stride)[: len(places)]
    return covered


def _pieces(
    pixels: Array, good: NDArray[np.bool_], covered: NDArray[np.bool_], rough: bool, behind: bool
) -> tuple[QPainterPath, QPainterPath]:
    """One polyline as the path of what is seen and, if that is wanted, that of what is hidden."""
    kind = np.where(good[:-1] & good[1:], np.where(covered[:-1] & covered[1:], 1, 0), -1)
    paths = QPainterPath(), QPainterPath()
    borders = np.flatnonzero(np.diff(kind)) + 1
    for start, end in zip([0, *borders], [*borders, len(kind)], strict=True):
        if len(kind) and kind[start] >= 0 and (behind or kind[start] == 0):
            piece: Array = pixels[start : end + 1, :2]
            if rough and len(piece) > MOST_EXACT:
                piece = np.asarray(straightened(piece), dtype=float)
            paths[kind[start]].addPath(polyline(piece))
    return paths
