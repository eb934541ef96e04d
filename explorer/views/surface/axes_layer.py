"""The floor's frame and the vertical axis, with ticks at nice numbers on the edges that face the camera."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from explorer.core.numbers import short_value
from explorer.core.projection import FLOOR_Z, Z_HALF
from explorer.core.sampling.levels import logarithmic_ticks, nice_ticks
from explorer.views.fonts import MINUS, formula_font, math_italic, ui_font
from explorer.views.surface.brush import pen_of
from explorer.views.surface.stage import Line, Stage, draw_line

__all__ = ["draw_axes", "draw_frame", "tick_texts"]

Array = NDArray[np.float64]
TICK_LENGTH = 6.0
TICK_GAP = 5.0
SHORTEST_AXIS = 46.0
SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


@dataclass(frozen=True, slots=True)
class _Axis:
    """A drawn axis: its ends in the box, its outward direction, its numbers and its name."""

    start: Array
    end: Array
    outward: Array
    low: float
    high: float
    name: str
    colour: str
    along_end: bool = False


def tick_texts(ticks: NDArray[np.floating]) -> list[str]:
    """Numbers with equal decimals and a true minus; 0 stays 0; powers of ten where very large or small."""
    step = float(np.min(np.diff(ticks))) if len(ticks) > 1 else abs(float(ticks[0])) or 1.0
    largest = float(np.max(np.abs(ticks)))
    if largest >= 1e5 or largest < 1e-3:
        return [_scientific(float(tick)) for tick in ticks]
    decimals = max(0, int(np.ceil(-np.log10(step) - 1e-9))) if step > 0 else 0
    if round(step, decimals) != round(step, decimals + 2):
        decimals += 1
    return ["0" if tick == 0 else f"{tick:.{decimals}f}".replace("-", MINUS) for tick in map(float, ticks)]


def draw_frame(painter: QPainter, stage: Stage) -> None:
    """The border of the floor."""
    corners = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1], [-1, -1]], dtype=float)
    line = Line(stage.theme.border, 1.0, opacity=0.9, behind=0.22)
    for start, end in itertools.pairwise(corners):
        share = np.linspace(0, 1, 33)[:, None]
        flat = start * (1 - share) + end * share
        draw_line(painter, stage, np.column_stack([flat, np.full(len(flat), FLOOR_Z)]), line)


def draw_axes(painter: QPainter, stage: Stage) -> None:
    """Ticks, numbers and letters."""
    for axis in _axes(stage):
        if _length(stage, axis) >= SHORTEST_AXIS:
            _draw_axis(painter, stage, axis)


def _axes(stage: Stage) -> list[_Axis]:
    x_min, x_max, y_min, y_max = stage.box.window
    near_x, near_y = np.where(stage.projection.towards_eye(np.array([0.0, 0.0, FLOOR_Z]))[:2] >= 0, 1.0, -1.0)
    theme, (first, second) = stage.theme, stage.picture.axes
    along_x = _Axis(
        np.array([-1, near_y, FLOOR_Z]),
        np.array([1, near_y, FLOOR_Z]),
        np.array([0, near_y, 0]),
        x_min,
        x_max,
        first,
        theme.x,
    )
    along_y = _Axis(
        np.array([near_x, -1, FLOOR_Z]),
        np.array([near_x, 1, FLOOR_Z]),
        np.array([near_x, 0, 0]),
        y_min,
        y_max,
        second,
        theme.y,
    )
    corners = np.array([[x, y, 0.0] for x in (-1, 1) for y in (-1, 1)])
    left = corners[np.argmin(stage.projection.project(corners)[:, 0])]
    rise = np.array([0, 0, Z_HALF])
    side = -stage.projection.directions[0]
    letter = stage.picture.letter
    name = "z" if letter == "f" and "z" not in (first, second) else letter
    upright = _Axis(left - rise, left + rise, side, stage.box.low, stage.box.high, name, theme.text2, True)
    return [along_x, along_y, upright]


def _length(stage: Stage, axis: _Axis) -> float:
    ends = stage.projection.project(np.stack([axis.start, axis.end]))[:, :2]
    return float(np.hypot(*(ends[1] - ends[0])))


def _draw_axis(painter: QPainter, stage: Stage, axis: _Axis) -> None:
    count = int(min(5, max(2, _length(stage, axis) / (44 * stage.text_scale))))
    if axis.along_end and stage.picture.logarithmic:
        ticks = logarithmic_ticks(axis.low, axis.high, count)
        share, texts = stage.picture.share(ticks), [short_value(tick) for tick in ticks.tolist()]
    else:
        ticks = nice_ticks(axis.low, axis.high, count)
        ticks = ticks[(ticks >= axis.low) & (ticks <= axis.high)]
        share = (ticks - axis.low) / (axis.high - axis.low)
        texts = tick_texts(ticks) if len(ticks) else []
    points = axis.start + share[:, None] * (axis.end - axis.start)
    away = _outward(stage, axis)
    painter.setPen(pen_of(stage.theme.border, 1.2))
    if axis.along_end:
        painter.drawLine(stage.pixel(axis.start), stage.pixel(axis.end))
    covered = stage.hidden(points) if len(points) else np.zeros(0, dtype=bool)
    font = ui_font(13 * stage.text_scale)
    for point, text, behind in zip(points, texts, covered, strict=True):
        if not behind:
            _draw_tick(painter, stage, stage.pixel(point), away, text, font)
    _draw_letter(painter, stage, axis, points, away)


def _outward(stage: Stage, axis: _Axis) -> QPointF:
    """The unit pixel direction away from the box, at the axis' middle."""
    middle = (axis.start + axis.end) / 2
    step = stage.pixel(middle + 0.05 * axis.outward) - stage.pixel(middle)
    length = float(np.hypot(step.x(), step.y()))
    return step / length if length > 1e-6 else QPointF(0, 1)


def _draw_tick(painter: QPainter, stage: Stage, at: QPointF, away: QPointF, text: str, font: object) -> None:
    from PySide6.QtGui import QFont

    assert isinstance(font, QFont)
    painter.setPen(pen_of(stage.theme.border, 1.0))
    tip = at + away * TICK_LENGTH
    painter.drawLine(at, tip)
    metrics = QFontMetricsF(font)
    width, height = metrics.horizontalAdvance(text), metrics.capHeight()
    reach = TICK_GAP + abs(away.x()) * width / 2 + abs(away.y()) * height / 2
    centre = tip + away * reach
    painter.setFont(font)
    painter.setPen(QColor(stage.theme.text2))
    painter.drawText(QPointF(centre.x() - width / 2, centre.y() + height / 2), text)
    stage.taken.append(QRectF(centre.x() - width / 2 - 2, centre.y() - height / 2 - 2, width + 4, height + 4))


def _draw_letter(painter: QPainter, stage: Stage, axis: _Axis, ticks: Array, away: QPointF) -> None:
    base, _, index = axis.name.partition("_")
    letter = math_italic(base)
    font = formula_font(19 * stage.text_scale)
    metrics = QFontMetricsF(font)
    if axis.along_end:
        place = stage.pixel(axis.end) + QPointF(-metrics.horizontalAdvance(letter) / 2, -10 * stage.text_scale)
    else:
        middle = (axis.start + axis.end) / 2
        if len(ticks) > 1:
            nearest = np.argsort(np.linalg.norm(ticks - middle, axis=1), kind="stable")[:2]
            middle = ticks[nearest].mean(axis=0)
        centre = stage.pixel(middle) + away * (34 * stage.text_scale)
        place = centre + QPointF(-metrics.horizontalAdvance(letter) / 2, metrics.xHeight() / 2)
    painter.setFont(font)
    painter.setPen(QColor(axis.colour))
    painter.drawText(place, letter)
    if index:
        small = formula_font(13 * stage.text_scale)
        painter.setFont(small)
        painter.drawText(place + QPointF(metrics.horizontalAdvance(letter), 5 * stage.text_scale), index)


def _scientific(value: float) -> str:
    if value == 0:
        return "0"
    mantissa, exponent = f"{value:.1e}".split("e")
    mantissa = mantissa.removesuffix(".0").replace("-", MINUS)
    return f"{mantissa}·10{str(int(exponent)).translate(SUPERSCRIPTS)}"
