"""Paints a plot that is laid out: title, axes, guide lines, lines, marks, labels."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter

from explorer.controller.figures import Style
from explorer.controller.plots import Plot, PlotMark, PlotRule
from explorer.core.sampling.field import FloatArray
from explorer.views.charts.axis import (
    TICK_PAD,
    TICK_SIZE,
    draw_axis_name,
    draw_bottom_ticks,
    draw_grid,
    draw_left_ticks,
)
from explorer.views.charts.markers import marker_path
from explorer.views.charts.paint import colour, path_of, pen, text_width
from explorer.views.charts.plot_arrows import arrow_ends, draw_legend, draw_plot_arrows
from explorer.views.charts.plot_image import bar_colour, draw_bar, draw_cells
from explorer.views.charts.plot_labels import Wish, beside_mark, inked, near_line, placed
from explorer.views.charts.plot_layout import PlotLayout, stands_alone
from explorer.views.fonts import formula_font, is_formula_text, ui_font
from explorer.views.theme import Theme, contrast

__all__ = ["Label", "draw_message", "draw_plot", "draw_surround", "draw_title", "labels_of"]

DASHES: dict[Style, tuple[float, float] | None] = {"solid": None, "dashed": (7.0, 5.0), "dotted": (2.0, 4.0)}
LABEL_SIZE, FORMULA_LABEL_SIZE = 13, 15
MARK_RADIUS, RING_RADIUS, RING_WIDTH = 5.0, 6.2, 2.2
READABLE = 4.5
_QUIET = ("text2", "held", "disabled")
_SHAPES = {"disc": 0, "square": 1, "maximum": 2, "minimum": 5}


@dataclass(frozen=True, slots=True)
class Label:
    """A text with its centre in pixels, face and meaning."""

    text: str
    centre: QPointF
    font: QFont
    meaning: str


def labels_of(layout: PlotLayout, scale: float) -> tuple[Label, ...]:
    """All labels with their places: marks first, which have the fewest, then lines, then guide lines."""
    texts: list[tuple[str, str, QFont]] = []
    wishes: list[Wish] = []

    def want(text: str, meaning: str, font: QFont, wish: Wish | None) -> None:
        if wish is not None:
            texts.append((text, meaning, font))
            wishes.append(wish)

    for mark in layout.plot.marks:
        at = layout.place(mark)
        if mark.label and at is not None:
            font, width, height = _measured(mark.label, mark.meaning, scale)
            want(mark.label, mark.meaning, font, beside_mark(at, width, height))
    tails, tips = arrow_ends(layout)
    for arrow, tip in zip(layout.plot.arrows, tips.tolist(), strict=True):
        if arrow.label:
            font, width, height = _measured(arrow.label, arrow.meaning, scale)
            want(arrow.label, arrow.meaning, font, beside_mark(QPointF(*tip), width, height))
    lines = [inked(parts) for parts in layout.parts]
    for line, along in zip(layout.plot.lines, lines, strict=True):
        if line.label:
            font, width, height = _measured(line.label, line.meaning, scale)
            want(line.label, line.meaning, font, near_line(along, width, height))
    for rule in layout.plot.rules:
        if rule.label:
            font, width, height = _measured(rule.label, rule.meaning, scale)
            want(rule.label, rule.meaning, font, _near_rule(layout, rule, width, height))
    shafts = tuple(np.array(ends) for ends in zip(tails, tips, strict=True))
    ink = np.vstack([*lines, inked(_rule_lines(layout)), inked(shafts)])
    centres = placed(wishes, ink, _mark_centres(layout), layout.rectangle)
    return tuple(
        Label(text, QPointF(*centre), font, meaning)
        for (text, meaning, font), centre in zip(texts, centres, strict=True)
    )


def draw_title(painter: QPainter, plot: Plot, width: float, theme: Theme, scale: float) -> None:
    """Title with its bar, and quietly beside it the subtitle and whether an axis is logarithmic."""
    left, baseline = 20.0, 26.0 * scale
    if plot.bar:
        painter.fillRect(QRectF(left, baseline - 13 * scale, 3.0, 17 * scale), colour(theme.meaning(plot.bar)))
        left += 10.0
    font = formula_font(16 * scale) if is_formula_text(plot.title) else ui_font(14 * scale, 600)
    metrics = QFontMetricsF(font)
    title = metrics.elidedText(plot.title, Qt.TextElideMode.ElideRight, width - left - 12)
    painter.setFont(font)
    painter.setPen(colour(theme.text))
    painter.drawText(QPointF(left, baseline), title)
    logarithmic = "logarithmic" if plot.bottom.logarithmic or plot.left.logarithmic else ""
    quiet = " · ".join(part for part in (plot.subtitle, logarithmic if not plot.message else "") if part)
    at = left + metrics.horizontalAdvance(title) + 12
    font = formula_font(15 * scale) if is_formula_text(quiet) else ui_font(13 * scale)
    quiet = QFontMetricsF(font).elidedText(quiet, Qt.TextElideMode.ElideRight, max(width - at - 12, 0))
    if len(quiet) > 1:
        painter.setFont(font)
        painter.setPen(colour(theme.text2))
        painter.drawText(QPointF(at, baseline), quiet)


def draw_message(painter: QPainter, text: str, rectangle: QRectF, theme: Theme, scale: float) -> None:
    """A sentence in the place of a plot."""
    painter.setFont(ui_font(13 * scale))
    painter.setPen(colour(theme.text2))
    flags = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)
    painter.drawText(rectangle.adjusted(28, 20, -28, 0), flags, text)


def draw_surround(painter: QPainter, layout: PlotLayout, theme: Theme, scale: float) -> None:
    """What does not follow a handle: the ground, the grid and both axes with their numbers and names."""
    box = layout.rectangle
    painter.fillRect(box, colour(theme.canvas))
    image = layout.plot.image
    if image is None or not image.shares.size:
        draw_grid(painter, box, layout.bottom, layout.left, theme)
    else:
        draw_cells(painter, image, layout.range_box, theme)
    if image is not None:
        draw_bar(painter, image, box, theme, scale)
    _draw_axes(painter, box, theme)
    draw_bottom_ticks(painter, box, layout.bottom, theme, scale, marks=0.0)
    draw_left_ticks(painter, box, layout.left, theme, scale, marks=0.0)
    _draw_names(painter, layout, theme, scale)
    draw_legend(painter, layout, theme, scale)


def draw_plot(
    painter: QPainter,
    layout: PlotLayout,
    labels: tuple[Label, ...],
    theme: Theme,
    grabbed: str = "",
    emphasis: str = "",
) -> None:
    """Everything inside the axes; the handle named ``grabbed`` is drawn larger, the arrow ``emphasis`` wider."""
    box = layout.rectangle
    painter.save()
    painter.setClipRect(box.adjusted(-0.5, -0.5, 0.5, 0.5))
    _draw_rules(painter, layout, theme)
    for line, parts in zip(layout.plot.lines, layout.parts, strict=True):
        dashes = DASHES[line.style]
        cap = Qt.PenCapStyle.RoundCap if dashes is None else Qt.PenCapStyle.FlatCap
        painter.strokePath(path_of(parts), pen(theme.meaning(line.meaning), line.width, dashes=dashes, cap=cap))
    draw_plot_arrows(painter, layout, theme, emphasis)
    painter.restore()
    for mark in layout.plot.marks:
        at = layout.place(mark)
        if at is not None:
            _draw_mark(painter, mark, at, theme, 1.25 if mark.handle and mark.handle == grabbed else 1.0)
    for label in labels:
        _draw_label(painter, label, theme)


def _draw_axes(painter: QPainter, box: QRectF, theme: Theme) -> None:
    """Both axis lines through the middles of pixels, where they are not smeared over two."""
    x, y = math.floor(box.left()) + 0.5, math.floor(box.bottom()) + 0.5
    painter.setPen(pen(theme.border, 1.0, cap=Qt.PenCapStyle.FlatCap))
    painter.drawLines([QLineF(x, box.top(), x, y + 0.5), QLineF(x, y, box.right(), y)])


def _draw_label(painter: QPainter, label: Label, theme: Theme) -> None:
    """A label on a veil of canvas: a stroked halo would take longer than all lines together."""
    core = theme.meaning(label.meaning)
    core = core if contrast(core, theme.canvas) >= READABLE else theme.text
    width, cap = text_width(label.text, label.font), QFontMetricsF(label.font).capHeight()
    left, baseline = label.centre.x() - width / 2, label.centre.y() + cap / 2
    painter.fillRect(QRectF(left - 2, baseline - cap - 3, width + 4, cap + 6), colour(theme.canvas, 0.8))
    painter.setFont(label.font)
    painter.setPen(colour(core))
    painter.drawText(QPointF(left, baseline), label.text)


def _measured(text: str, meaning: str, scale: float) -> tuple[QFont, float, float]:
    if is_formula_text(text):
        font = formula_font(FORMULA_LABEL_SIZE * scale)
    else:
        font = ui_font(LABEL_SIZE * scale, 500 if meaning in _QUIET else 600)
    return font, text_width(text, font), QFontMetricsF(font).ascent()


def _mark_centres(layout: PlotLayout) -> FloatArray:
    places = [layout.place(mark) for mark in layout.plot.marks]
    return np.array([(at.x(), at.y()) for at in places if at is not None]).reshape(-1, 2)


def _rule_lines(layout: PlotLayout) -> tuple[FloatArray, ...]:
    """The guide lines as polylines of two points."""
    found = (layout.rule_ends(rule) for rule in layout.plot.rules)
    return tuple(np.array([(end.x(), end.y()) for end in ends]) for ends in found if ends is not None)


def _near_rule(layout: PlotLayout, rule: PlotRule, width: float, height: float) -> Wish | None:
    ends = layout.rule_ends(rule)
    if ends is None:
        return None
    (start, end), shift = ends, (width / 2 + 5, height / 2 + 5)
    if rule.vertical:
        x = end.x()
        heights = (end.y() + shift[1], start.y() - shift[1], (start.y() + end.y()) / 2)
        centres = [(x + side * shift[0], y) for y in heights for side in (1, -1)]
    else:
        y = end.y()
        places = (end.x() - shift[0], start.x() + shift[0], (start.x() + end.x()) / 2)
        centres = [(x, y + side * shift[1]) for x in places for side in (-1, 1)]
    return Wish(width, height, np.array(centres), np.arange(len(centres)) * 0.5)


def _draw_names(painter: QPainter, layout: PlotLayout, theme: Theme, scale: float) -> None:
    box, bottom, left = layout.rectangle, layout.plot.bottom, layout.plot.left
    font = ui_font(TICK_SIZE * scale)
    baseline = box.bottom() + TICK_PAD + QFontMetricsF(font).ascent()
    if bottom.name and stands_alone(bottom.name):
        past = max(18 * scale, _beyond(layout, font) + 10 * scale)
        centre = QPointF(box.right() + past, box.bottom() + TICK_PAD)
        draw_axis_name(painter, centre, bottom.name, theme.meaning(bottom.meaning), scale)
    elif bottom.name:
        at = QPointF(box.right() - _word_width(bottom.name, scale), baseline + 17 * scale)
        _draw_word(painter, at, bottom.name, theme.meaning(bottom.meaning), scale)
    if left.name and stands_alone(left.name):
        centre = QPointF(box.left() - 9 * scale, box.top() - 15 * scale)
        draw_axis_name(painter, centre, left.name, theme.meaning(left.meaning), scale)
    elif left.name:
        at = QPointF(max(4.0, box.left() - 34 * scale), box.top() - 11 * scale)
        _draw_word(painter, at, left.name, theme.meaning(left.meaning), scale)


def _beyond(layout: PlotLayout, font: QFont) -> float:
    """How far the last number reaches past the right edge, in pixels; below 0 where it does not."""
    axis = layout.bottom
    if not axis.ticks:
        return 0.0
    end = float(axis.fractions((axis.ticks[-1],))[0]) * layout.rectangle.width()
    return end + text_width(axis.labels[-1], font) / 2 - layout.rectangle.width()


def _word_font(text: str, scale: float) -> QFont:
    return formula_font(FORMULA_LABEL_SIZE * scale) if is_formula_text(text) else ui_font(TICK_SIZE * scale)


def _word_width(text: str, scale: float) -> float:
    return text_width(text, _word_font(text, scale))


def _draw_word(painter: QPainter, at: QPointF, text: str, core: str, scale: float) -> None:
    painter.setFont(_word_font(text, scale))
    painter.setPen(colour(core))
    painter.drawText(at, text)


def _draw_rules(painter: QPainter, layout: PlotLayout, theme: Theme) -> None:
    for rule in layout.plot.rules:
        ends = layout.rule_ends(rule)
        if ends is not None:
            dashes = DASHES[rule.style]
            width = 1.2 if dashes is not None else 1.0
            cap = Qt.PenCapStyle.FlatCap
            painter.setPen(pen(theme.meaning(rule.meaning), width, dashes=dashes, cap=cap))
            painter.drawLine(QLineF(*ends))


def _draw_mark(painter: QPainter, mark: PlotMark, at: QPointF, theme: Theme, larger: float) -> None:
    core = theme.meaning(mark.meaning) if math.isnan(mark.share) else bar_colour(mark.share)
    if mark.shape in ("ring", "open"):
        radius = (RING_RADIUS if mark.shape == "ring" else MARK_RADIUS + 0.4) * larger
        painter.setPen(pen(theme.canvas, RING_WIDTH + 3.2))
        painter.setBrush(colour(theme.canvas))
        painter.drawEllipse(at, radius, radius)
        painter.setPen(pen(core, RING_WIDTH))
        painter.drawEllipse(at, radius, radius)
        if mark.shape == "ring":
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour(core))
            painter.drawEllipse(at, 2.6, 2.6)
        painter.setBrush(Qt.BrushStyle.NoBrush)
    elif mark.shape in _SHAPES:
        path = marker_path(_SHAPES[mark.shape], MARK_RADIUS * larger).translated(at)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if math.isnan(mark.share):
            painter.strokePath(path, pen(theme.canvas, 3.2))
        else:
            painter.strokePath(path, pen(theme.text2, 2.0))  # the bar has colours near any ground
        painter.fillPath(path, colour(core))
