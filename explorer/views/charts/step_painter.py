"""Paints a :class:`~explorer.views.charts.step_plot.StepPlot`: lines with their names, the cursor, the readout."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter

from explorer.controller.pictures import RunPicture
from explorer.controller.step_series import Told, told_aside, told_at
from explorer.views.charts.axis import TICK_PAD, TICK_SIZE, draw_bottom_ticks, draw_grid, draw_left_ticks
from explorer.views.charts.line_labels import beside_ends
from explorer.views.charts.loss_labels import draw_open_marker
from explorer.views.charts.markers import draw_marker
from explorer.views.charts.paint import colour, draw_halo_text, path_of, pen, text_width
from explorer.views.charts.step_plot import Charted, StepLine, StepPlot
from explorer.views.fonts import ui_font
from explorer.views.theme import Theme, contrast

__all__ = ["draw_cursor", "draw_readout", "draw_step_plot"]

LINE_WIDTH, PIN_WIDTH, CURSOR_WIDTH, MARKER_RADIUS = 2.0, 1.6, 1.2, 5.5
RAW_OPACITY = 0.3
PIN_DASHES = ASIDE_DASHES = (6.0, 4.0)
ASIDE_WORD = "validation"
READABLE = 4.5
READOUT_SIZE, ROW_HEIGHT, PADDING, GAP = 13, 19, 9, 12


def draw_step_plot(painter: QPainter, plot: StepPlot, theme: Theme, scale: float) -> None:
    """Ground, axes and every line with its name at its end; pinned ones below the others."""
    box = plot.rectangle
    painter.fillRect(box, colour(theme.canvas))
    draw_grid(painter, box, plot.bottom, plot.left, theme)
    painter.setPen(pen(theme.border, 1.0))
    painter.drawLines([QLineF(box.topLeft(), box.bottomLeft()), QLineF(box.bottomLeft(), box.bottomRight())])
    draw_bottom_ticks(painter, box, plot.bottom, theme, scale, marks=0.0)
    draw_left_ticks(painter, box, plot.left, theme, scale, marks=0.0)
    font = ui_font(TICK_SIZE * scale)
    metrics = QFontMetricsF(font)
    past = box.right() + metrics.horizontalAdvance(plot.bottom.labels[-1]) / 2 + 6
    painter.setFont(font)
    painter.drawText(QPointF(past, box.bottom() + TICK_PAD + metrics.ascent()), "step")
    painter.save()
    painter.setClipRect(box)
    _draw_lines(painter, plot, theme)
    painter.restore()
    if plot.charted.pair is None:
        _draw_names(painter, plot, theme, scale)
        if plot.charted.has_aside:
            _draw_key(painter, box, theme, scale)


def _draw_lines(painter: QPainter, plot: StepPlot, theme: Theme) -> None:
    """Raw lines below, those of rows set aside dashed, all others over them."""
    for line in plot.lines:
        core = _core(line, plot.charted, theme)
        if line.raw:
            painter.strokePath(path_of(line.raw), pen(core, 1.0, RAW_OPACITY))
        if line.aside:
            cap = Qt.PenCapStyle.FlatCap
            painter.strokePath(path_of(line.aside), pen(core, PIN_WIDTH, dashes=ASIDE_DASHES, cap=cap))
    for line in plot.lines:
        width, dashes = (PIN_WIDTH, PIN_DASHES) if line.pinned else (LINE_WIDTH, None)
        painter.strokePath(path_of(line.parts), pen(_core(line, plot.charted, theme), width, dashes=dashes))


def _draw_key(painter: QPainter, box: QRectF, theme: Theme, scale: float) -> None:
    """What dashes mean where several runs have such a line."""
    font = ui_font(READOUT_SIZE * scale)
    width, y = text_width(ASIDE_WORD, font), box.top() + 12 * scale
    draw_halo_text(painter, QPointF(box.right() - 8 - width / 2, y), ASIDE_WORD, font, theme.text2, theme.canvas)
    painter.setPen(pen(theme.text2, PIN_WIDTH, dashes=ASIDE_DASHES, cap=Qt.PenCapStyle.FlatCap))
    end = box.right() - 16 - width
    painter.drawLine(QLineF(end - 26, y, end, y))


def _draw_names(painter: QPainter, plot: StepPlot, theme: Theme, scale: float) -> None:
    """Names above the lines' ends, apart from each other, in the run's colour where that can be read."""
    shown = [(line, line.end) for line in plot.lines if line.end is not None and line.run.label]
    box, height = plot.rectangle, 16 * scale
    places = beside_ends([end[1] for _, end in shown], height, box.top() + 8, box.bottom() - 8)
    font = ui_font(TICK_SIZE * scale, 600)
    for (line, end), y in zip(shown, places, strict=True):
        width = text_width(line.run.label, font)
        right = min(max(end[0], box.left() + width + 30), box.right())
        centre = QPointF(right - 8 - width / 2, float(y))
        core = _core(line, plot.charted, theme)
        if contrast(core, theme.canvas) < READABLE:
            core = theme.text
        draw_halo_text(painter, centre, line.run.label, font, core, theme.canvas)
        if not line.pinned:
            draw_marker(painter, QPointF(centre.x() - width / 2 - 10, float(y)), line.run.colour_index, 3.6, theme)


def draw_cursor(painter: QPainter, plot: StepPlot, playhead: float, theme: Theme) -> None:
    """The line at the playhead with its grip, and each run's marker on it."""
    box, x = plot.rectangle, plot.pixel_x(playhead)
    painter.setPen(pen(theme.text, CURSOR_WIDTH))
    painter.drawLine(QLineF(x, box.top(), x, box.bottom()))
    grip = QRectF(x - 3.5, box.top() - 3, 7, 9)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour(theme.text))
    painter.drawRoundedRect(grip, 2, 2)
    for run in plot.charted.runs:
        place, other = plot.marker(run, playhead), plot.marker_aside(run, playhead)
        core = _run_core(run, plot.charted, theme)
        if other is not None:
            draw_open_marker(painter, QPointF(*other), run.colour_index, core, theme)
        if place is not None:
            draw_marker(painter, QPointF(*place), run.colour_index, MARKER_RADIUS, theme, core)


def draw_readout(painter: QPainter, plot: StepPlot, step: int, theme: Theme, scale: float) -> None:
    """A thin line at a step and, beside it, a box with the quantity of every run there."""
    box, x = plot.rectangle, plot.pixel_x(step)
    painter.setPen(pen(theme.text2, 1.0, dashes=(2, 3)))
    painter.drawLine(QLineF(x, box.top(), x, box.bottom()))
    rows = [(told, False) for run in plot.charted.runs for told in _told_of(run, plot.charted.quantity, step)]
    rows += [(told_at(run, plot.charted.quantity, step), True) for run in plot.charted.pins]
    rows = rows[: max(1, int((box.height() - 2 * PADDING) / (ROW_HEIGHT * scale)) - 1)]
    font, strong = ui_font(READOUT_SIZE * scale), ui_font(READOUT_SIZE * scale, 600)
    heading = f"step {step:,}".replace(",", " ")
    names = max((text_width(_name(told, plot.charted), font) for told, _ in rows), default=0.0) + 22 * scale
    numbers = max((text_width(told.text, strong) for told, _ in rows), default=0.0)
    width = max(names + 14 * scale + numbers, text_width(heading, strong)) + 2 * PADDING
    height = ROW_HEIGHT * scale * (len(rows) + 1) + 2 * PADDING - 4
    left = x + GAP if x + GAP + width <= box.right() else x - GAP - width
    frame = QRectF(max(left, box.left() + 2), box.top() + 4, width, height)
    painter.setPen(pen(theme.border, 1.0))
    painter.setBrush(colour(theme.raised))
    painter.drawRoundedRect(frame, 6, 6)
    _draw_rows(painter, frame, heading, rows, plot.charted, theme, scale)


def _told_of(run: RunPicture, quantity: str, step: int) -> list[Told]:
    """What a run tells at a step, of its rows and of those set aside."""
    other = told_aside(run, quantity, step)
    return [told_at(run, quantity, step), *([] if other is None else [other])]


def _name(told: Told, charted: Charted) -> str:
    """Whose number it is: the run's, or of the only one's training and validation."""
    if charted.pair is told.run:
        return ASIDE_WORD if told.is_aside else "training"
    return f"{told.run.label}, {ASIDE_WORD}" if told.is_aside else told.run.label


def _draw_rows(
    painter: QPainter,
    frame: QRectF,
    heading: str,
    rows: Sequence[tuple[Told, bool]],
    charted: Charted,
    theme: Theme,
    scale: float,
) -> None:
    font, strong = ui_font(READOUT_SIZE * scale), ui_font(READOUT_SIZE * scale, 600)
    rise = QFontMetricsF(font).capHeight() / 2
    y = frame.top() + PADDING - 2 + ROW_HEIGHT * scale / 2
    painter.setFont(strong)
    painter.setPen(colour(theme.text))
    painter.drawText(QPointF(frame.left() + PADDING, y + rise), heading)
    for told, pinned in rows:
        y += ROW_HEIGHT * scale
        mark = QPointF(frame.left() + PADDING + 5 * scale, y)
        _draw_sign(painter, mark, told, pinned, charted, theme)
        painter.setFont(font)
        painter.setPen(colour(theme.text2))
        painter.drawText(QPointF(mark.x() + 15 * scale, y + rise), _name(told, charted))
        painter.setFont(strong if told.is_value else font)
        painter.setPen(colour(theme.text if told.is_value else theme.text2))
        at = frame.right() - PADDING - text_width(told.text, strong if told.is_value else font)
        painter.drawText(QPointF(at, y + rise), told.text)


def _draw_sign(painter: QPainter, centre: QPointF, told: Told, pinned: bool, charted: Charted, theme: Theme) -> None:
    """A run's marker, open for its rows set aside, or a piece of the dashed line of a pinned one."""
    core = _run_core(told.run, charted, theme)
    if told.is_aside:
        draw_open_marker(painter, centre, told.run.colour_index, core, theme)
    elif not pinned:
        draw_marker(painter, centre, told.run.colour_index, 4.4, theme, core)
    else:
        painter.setPen(pen(theme.text2, PIN_WIDTH))
        for start in (-7.0, 1.0):
            painter.drawLine(QLineF(centre.x() + start, centre.y(), centre.x() + start + 5, centre.y()))


def _core(line: StepLine, charted: Charted, theme: Theme) -> str:
    return theme.text2 if line.pinned else _run_core(line.run, charted, theme)


def _run_core(run: RunPicture, charted: Charted, theme: Theme) -> str:
    """A run's colour; that of losses where it is the only one."""
    return theme.loss if charted.pair is run else theme.runs[run.colour_index % len(theme.runs)]
