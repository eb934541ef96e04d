"""What a style sheet draws badly: sliders, check boxes and the keyboard's focus ring."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QProxyStyle, QStyle, QStyleOption, QStyleOptionComplex, QStyleOptionSlider, QWidget

from explorer.views.theme import Theme

__all__ = ["ExplorerStyle"]


class ExplorerStyle(QProxyStyle):
    """Fusion with the theme's slider, check mark and focus ring."""

    def __init__(self, theme: Theme, text_scale: float) -> None:
        super().__init__("Fusion")
        self._theme = theme
        self._scale = text_scale

    def set_theme(self, theme: Theme, text_scale: float) -> None:
        """Draw with this theme from the next paint on."""
        self._theme = theme
        self._scale = text_scale

    def pixelMetric(
        self, metric: QStyle.PixelMetric, option: QStyleOption | None = None, widget: QWidget | None = None
    ) -> int:
        """Sizes of the parts drawn here."""
        own = {
            QStyle.PixelMetric.PM_IndicatorWidth: 17,
            QStyle.PixelMetric.PM_IndicatorHeight: 17,
            QStyle.PixelMetric.PM_SliderLength: 18,
            QStyle.PixelMetric.PM_SliderThickness: 28,
            QStyle.PixelMetric.PM_SliderControlThickness: 18,
            QStyle.PixelMetric.PM_CheckBoxLabelSpacing: 9,
        }.get(metric)
        if own is not None:
            return round(own * self._scale)
        return super().pixelMetric(metric, option, widget)

    def styleHint(
        self,
        hint: QStyle.StyleHint,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
        returnData: object = None,
    ) -> int:
        """A click on a slider's track moves the knob there."""
        if hint == QStyle.StyleHint.SH_Slider_AbsoluteSetButtons:
            return int(Qt.MouseButton.LeftButton.value)
        return super().styleHint(hint, option, widget, returnData)  # type: ignore[arg-type]

    def drawPrimitive(
        self,
        element: QStyle.PrimitiveElement,
        option: QStyleOption,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        """Check boxes and the focus ring by us, the rest by Fusion."""
        if element == QStyle.PrimitiveElement.PE_IndicatorCheckBox:
            self._draw_check_box(option, painter)
        elif element == QStyle.PrimitiveElement.PE_FrameFocusRect:
            self._draw_focus_ring(QRectF(option.rect), painter)
        else:
            super().drawPrimitive(element, option, painter, widget)

    def drawComplexControl(
        self,
        control: QStyle.ComplexControl,
        option: QStyleOptionComplex,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        """Horizontal sliders by us, the rest by Fusion."""
        horizontal = (
            control == QStyle.ComplexControl.CC_Slider
            and isinstance(option, QStyleOptionSlider)
            and option.orientation == Qt.Orientation.Horizontal
        )
        if horizontal and isinstance(option, QStyleOptionSlider):
            self._draw_slider(option, painter, widget)
        else:
            super().drawComplexControl(control, option, painter, widget)

    def _draw_check_box(self, option: QStyleOption, painter: QPainter) -> None:
        state = option.state
        rect = QRectF(option.rect).adjusted(1, 1, -1, -1)
        checked = bool(state & QStyle.StateFlag.State_On)
        enabled = bool(state & QStyle.StateFlag.State_Enabled)
        fill = self._theme.accent if checked else self._theme.canvas
        border = self._theme.accent if checked else self._theme.border
        if not enabled:
            fill, border = (self._theme.disabled if checked else self._theme.panel), self._theme.disabled
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(border), 1.4))
        painter.setBrush(QColor(fill))
        painter.drawRoundedRect(rect, 4, 4)
        if checked:
            width, height = rect.width(), rect.height()
            ticks = [(0.24, 0.52), (0.43, 0.71), (0.77, 0.31)]
            points = [QPointF(rect.x() + width * x, rect.y() + height * y) for x, y in ticks]
            pen = QPen(QColor(self._theme.on_accent), 2)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPolyline(QPolygonF(points))
        painter.restore()

    def _draw_focus_ring(self, rect: QRectF, painter: QPainter) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(self._theme.focus), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), 5, 5)
        painter.restore()

    def _draw_slider(self, option: QStyleOptionSlider, painter: QPainter, widget: QWidget | None) -> None:
        handle = self.subControlRect(QStyle.ComplexControl.CC_Slider, option, QStyle.SubControl.SC_SliderHandle, widget)  # type: ignore[arg-type]
        area: QRect = option.rect
        state = option.state
        enabled = bool(state & QStyle.StateFlag.State_Enabled)
        focused = bool(state & QStyle.StateFlag.State_HasFocus)
        knob = QPointF(QRectF(handle).center())
        middle = knob.y()
        radius = 7.0 * self._scale
        accent = self._theme.accent if enabled else self._theme.disabled
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._theme.hairline))
        inset = radius + 1
        painter.drawRoundedRect(QRectF(area.x() + inset, middle - 2, area.width() - 2 * inset, 4), 2, 2)
        painter.setBrush(QColor(accent))
        if enabled:
            painter.drawRoundedRect(QRectF(area.x() + inset, middle - 2, knob.x() - area.x() - inset, 4), 2, 2)
        if focused:
            painter.setPen(QPen(QColor(self._theme.focus), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(knob, radius + 3.2, radius + 3.2)
        painter.setPen(QPen(QColor(accent), 2))
        painter.setBrush(QColor(self._theme.raised))
        painter.drawEllipse(knob, radius, radius)
        painter.restore()
