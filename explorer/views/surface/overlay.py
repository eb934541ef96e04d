"""Everything over the surface's body, in drawing order: axes, arrows, slices, runs, probe, legend."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap

from explorer.core.projection import Z_HALF
from explorer.views.fonts import ui_font
from explorer.views.surface.arrows_layer import arrow_scale, draw_floor_arrows, draw_surface_arrows
from explorer.views.surface.axes_layer import draw_axes, draw_frame
from explorer.views.surface.curves_layer import Array, draw_cut_edges, draw_sheet_outlines, draw_slices
from explorer.views.surface.figures_layer import draw_figure_labels, draw_figures_on_floor, draw_figures_on_surface
from explorer.views.surface.legend_layer import draw_legend, draw_scales
from explorer.views.surface.marks_layer import draw_mark_labels, draw_marks
from explorer.views.surface.probe_layer import draw_probe, draw_probe_on_floor
from explorer.views.surface.runs_layer import draw_run_shadows, draw_runs
from explorer.views.surface.stage import Stage, probe_points
from explorer.views.theme import Theme

__all__ = ["draw_message", "draw_overlay"]


def draw_overlay(painter: QPainter, stage: Stage, edges: tuple[Array, ...]) -> None:
    """Lines and labels of one frame."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    layers, scale = stage.layers, arrow_scale(stage)
    still, taken = stage.remembered((stage.memory, "still"), lambda: _still_part(stage, edges))
    painter.drawPixmap(0, 0, still)
    stage.taken.extend(taken)
    if layers.floor:
        if layers.floor_arrows:
            draw_floor_arrows(painter, stage, scale)
        draw_run_shadows(painter, stage)
    draw_figures_on_floor(painter, stage)
    draw_sheet_outlines(painter, stage)
    if layers.surface_arrows:
        draw_surface_arrows(painter, stage, scale)
    head, _ = probe_points(stage)
    if head is not None:
        at = stage.pixel(head)
        stage.taken.append(QRectF(at.x() - 12, at.y() - 12, 24, 24))
    draw_probe_on_floor(painter, stage, scale)
    draw_slices(painter, stage)
    draw_figures_on_surface(painter, stage)
    draw_runs(painter, stage)
    draw_marks(painter, stage)
    draw_probe(painter, stage, scale)
    draw_legend(painter, stage)
    draw_scales(painter, stage, scale)
    draw_mark_labels(painter, stage)
    draw_figure_labels(painter, stage)


def _still_part(stage: Stage, edges: tuple[Array, ...]) -> tuple[QPixmap, tuple[QRectF, ...]]:
    """What does not follow the probe: frame, axes and the edge of the cut, and where their numbers stand."""
    width, height = (round(length * stage.ratio) for length in (stage.projection.width, stage.projection.height))
    pixmap = QPixmap(width, height)
    pixmap.setDevicePixelRatio(stage.ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    draw_frame(painter, stage)
    before = len(stage.taken)
    draw_axes(painter, stage)
    draw_cut_edges(painter, stage, tuple(sorted(edges, key=lambda edge: float(edge[0, 2]) > -Z_HALF)))
    painter.end()
    taken = tuple(stage.taken[before:])
    del stage.taken[before:]
    return pixmap, taken


def draw_message(painter: QPainter, theme: Theme, text: str, area: QRectF, text_scale: float) -> None:
    """One sentence in the middle."""
    painter.setFont(ui_font(13 * text_scale))
    painter.setPen(QColor(theme.text2))
    flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
    painter.drawText(area.adjusted(40, 20, -40, -20), int(flags), text)
