"""The walked parts of many paths, kept as two pictures that grow with the playhead.

Goal: while runs are played, a frame strokes only what was walked since the frame before. Casings lie in
one picture and cores in another, so that a piece added later has no seam; the price is that where
two paths cross there is no casing between them. Going back draws anew.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPixmap

from explorer.core.sampling.field import FloatArray
from explorer.views.charts.paint import colour, path_of, pen

__all__ = ["WalkedLayer", "WalkedLine", "painted"]

CASING = 1.6
DOT_RADIUS = 2.6


@dataclass(frozen=True, slots=True, eq=False)
class WalkedLine:
    """One path: the playhead's step (m,) at each vertex, rising, its pixels (m, 2), which segments (m − 1,) are seen.

    ``dots`` are the vertices that have a step dot. Without a ``casing`` colour there is none.
    """

    steps: FloatArray
    pixels: FloatArray
    seen: NDArray[np.bool_]
    core: str
    casing: str
    width: float
    dots: NDArray[np.intp]

    def reached(self, playhead: float) -> int:
        """How many vertices have been walked past."""
        return int(np.searchsorted(self.steps, playhead, side="right"))

    def pieces(self, first: int, end: int) -> list[FloatArray]:
        """The seen polylines through vertices ``first`` … ``end`` − 1."""
        seen = self.seen[first : max(end - 1, first)]
        edges = np.flatnonzero(np.diff(np.concatenate([[False], seen, [False]]).astype(np.int8)))
        return [self.pixels[first + start : first + stop + 1] for start, stop in edges.reshape(-1, 2)]


class WalkedLayer:
    """Pictures of ``size`` at a screen's ``ratio``; :meth:`walk` to a playhead, then :meth:`paint`."""

    def __init__(self, lines: Sequence[WalkedLine], size: tuple[float, float], ratio: float) -> None:
        self.lines = tuple(lines)
        self._casings = painted(size, ratio)
        self._cores = painted(size, ratio)
        self._drawn = [0] * len(self.lines)

    def walk(self, playhead: float) -> None:
        """Bring the pictures to a playhead."""
        goals = [line.reached(playhead) for line in self.lines]
        if any(goal < drawn for goal, drawn in zip(goals, self._drawn, strict=True)):
            self._casings.fill(Qt.GlobalColor.transparent)
            self._cores.fill(Qt.GlobalColor.transparent)
            self._drawn = [0] * len(self.lines)
        if goals == self._drawn:
            return
        casings, cores = QPainter(self._casings), QPainter(self._cores)
        for painter in (casings, cores):
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for place, (line, goal) in enumerate(zip(self.lines, goals, strict=True)):
            if goal > self._drawn[place]:
                _extend(casings, cores, line, self._drawn[place], goal)
                self._drawn[place] = goal
        casings.end()
        cores.end()

    def paint(self, painter: QPainter, balls: Sequence[tuple[float, float] | None]) -> None:
        """The walked paths, each as far as its ball; None for a run without one."""
        tails = [self._tail(place, ball) for place, ball in enumerate(balls)]
        painter.drawPixmap(0, 0, self._casings)
        for line, tail in zip(self.lines, tails, strict=True):
            if line.casing and not tail.isEmpty():
                painter.strokePath(tail, pen(line.casing, line.width + 2 * CASING))
        painter.drawPixmap(0, 0, self._cores)
        for line, tail in zip(self.lines, tails, strict=True):
            if not tail.isEmpty():
                painter.strokePath(tail, pen(line.core, line.width))

    def _tail(self, place: int, ball: tuple[float, float] | None) -> QPainterPath:
        """From the last vertex walked past to the ball."""
        line, drawn = self.lines[place], self._drawn[place]
        path = QPainterPath()
        hidden = drawn == 0 or (drawn <= len(line.seen) and not line.seen[drawn - 1])
        if ball is not None and not hidden and drawn < len(line.pixels):
            x, y = line.pixels[drawn - 1].tolist()
            path.moveTo(x, y)
            path.lineTo(*ball)
        return path


def painted(size: tuple[float, float], ratio: float, draw: Callable[[QPainter], None] | None = None) -> QPixmap:
    """A transparent picture of that size, with what ``draw`` puts there."""
    pixmap = QPixmap(max(1, round(size[0] * ratio)), max(1, round(size[1] * ratio)))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    if draw is not None:
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw(painter)
        painter.end()
    return pixmap


def _extend(casings: QPainter, cores: QPainter, line: WalkedLine, drawn: int, goal: int) -> None:
    path = path_of(line.pieces(max(drawn - 1, 0), goal))
    if line.casing:
        casings.strokePath(path, pen(line.casing, line.width + 2 * CASING))
    cores.strokePath(path, pen(line.core, line.width))
    # The dot before is drawn again, over the line that now leaves it.
    first = max(int(np.searchsorted(line.dots, drawn)) - 1, 0)
    dots = QPainterPath()
    for vertex in line.dots[first : int(np.searchsorted(line.dots, goal))]:
        x, y = line.pixels[vertex].tolist()
        dots.addEllipse(QPointF(x, y), DOT_RADIUS, DOT_RADIUS)
    if not dots.isEmpty():
        cores.strokePath(dots, pen(line.casing or line.core, CASING))
        cores.fillPath(dots, colour(line.core))
