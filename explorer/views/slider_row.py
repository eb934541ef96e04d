"""The row of sliders under the formula: parameters, then the variables that are held."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

from explorer.core.expression.text import name_text
from explorer.model.document import Slider
from explorer.views.theme import Theme
from explorer.views.widgets.value_slider import ValueSlider

__all__ = ["SliderRow"]

_LEAST_WIDTH = 250


class _Flow(QLayout):
    """Rows of equally wide cells, as many beside each other as the width allows."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(20, 6, 20, 8)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def height_for(self, width: int) -> int:
        """As many rows as the sliders need at that width."""
        return self._place(QRect(0, 0, width, 0), move=False)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        margins = self.contentsMargins()
        height = max((item.minimumSize().height() for item in self._items), default=0)
        return QSize(_LEAST_WIDTH, height + margins.top() + margins.bottom())

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._place(rect, move=True)

    def _place(self, rect: QRect, move: bool) -> int:
        margins = self.contentsMargins()
        width = rect.width() - margins.left() - margins.right()
        gap = 28
        columns = max(1, min(len(self._items), (width + gap) // (_LEAST_WIDTH + gap), 4))
        cell = min(360, (width - gap * (columns - 1)) // columns)
        y = rect.y() + margins.top()
        for first in range(0, len(self._items), columns):
            row = self._items[first : first + columns]
            height = max(item.sizeHint().height() for item in row)
            for column, item in enumerate(row):
                if move:
                    x = rect.x() + margins.left() + column * (cell + gap)
                    item.setGeometry(QRect(QPoint(x, y), QSize(cell, height)))
            y += height + 4
        return y - rect.y() + margins.bottom()


class SliderRow(QWidget):
    """Emits (name, value) while a slider moves, (name) when it is let go, and range changes."""

    value_changed = Signal(str, float)
    released = Signal(str)
    range_changed = Signal(str, float, float, float)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("sliderRow")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._flow = _Flow(self)
        self._sliders: dict[tuple[str, bool], ValueSlider] = {}
        self.hide()

    def set_sliders(self, parameters: tuple[Slider, ...], held: tuple[Slider, ...]) -> None:
        """Show a slider for each; those that are there already only move."""
        wanted = [((slider.name, False), slider) for slider in parameters]
        wanted += [((slider.name, True), slider) for slider in held]
        if [key for key, _ in wanted] != list(self._sliders):
            self._rebuild([key for key, _ in wanted])
        for key, slider in wanted:
            self._sliders[key].set_values(slider.value, slider.minimum, slider.maximum, slider.step)
        self.setVisible(bool(wanted))

    def slider(self, name: str) -> ValueSlider | None:
        """The slider of that name, if it is shown."""
        return next((widget for (known, _), widget in self._sliders.items() if known == name), None)

    def set_theme(self, theme: Theme, text_scale: float) -> None:
        """The style sheet does it all; the row only lays itself out again."""
        self._flow.invalidate()

    def event(self, event: QEvent) -> bool:
        """As high as its rows: the menu's place in a window asks for no height that depends on the width."""
        answered = super().event(event)
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest, QEvent.Type.Show):
            height = self._flow.height_for(self.width())
            if height != self.minimumHeight():
                self.setFixedHeight(height)
        return answered

    def _rebuild(self, keys: list[tuple[str, bool]]) -> None:
        while self._flow.count():
            item = self._flow.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._sliders = {}
        for name, is_held in keys:
            slider = ValueSlider(f"{name_text(name)} (held)" if is_held else name_text(name))
            slider.value_changed.connect(lambda value, name=name: self.value_changed.emit(name, value))
            slider.released.connect(lambda name=name: self.released.emit(name))
            slider.range_changed.connect(
                lambda low, high, step, name=name: self.range_changed.emit(name, low, high, step)
            )
            self._flow.addWidget(slider)
            self._sliders[name, is_held] = slider
        self._flow.invalidate()
        self.updateGeometry()
