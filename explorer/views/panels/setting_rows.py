"""Sliders and switches for the settings of an optimiser or a schedule, each with a way back to its default."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from explorer.controller.optimiser_settings import Setting
from explorer.views.icons import icon
from explorer.views.style import scaled
from explorer.views.theme import Theme
from explorer.views.widgets.value_slider import ValueSlider

__all__ = ["SettingRows"]

NAME_WIDTH = 122


class SettingRows(QWidget):
    """``changed`` follows every move, ``released`` ends a drag, ``reset`` asks for the default."""

    changed = Signal(str, float)
    released = Signal()
    reset = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._theme: Theme | None = None
        self._scale = 1.0
        self._kinds: list[tuple[str, str, bool]] = []
        self._resets: dict[str, QToolButton] = {}
        self.rows: dict[str, ValueSlider | QCheckBox] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)

    def set_settings(self, settings: Sequence[Setting]) -> None:
        """Show these, with their values."""
        kinds = [(setting.keyword, setting.title, setting.logarithmic) for setting in settings]
        if kinds != self._kinds:
            self._kinds = kinds
            self._rebuild(settings)
        for setting in settings:
            row = self.rows[setting.keyword]
            if isinstance(row, QCheckBox):
                row.setChecked(bool(setting.value))
            else:
                row.set_values(setting.value, setting.minimum, setting.maximum, setting.step)
            self._resets[setting.keyword].setEnabled(not setting.is_default)
        self.setVisible(bool(settings))

    def set_theme(self, theme: Theme, text_scale: float) -> None:
        """Recolour the signs; names are as wide as the type asks."""
        self._theme, self._scale = theme, text_scale
        for button in self._resets.values():
            button.setIcon(icon("refresh", theme, scaled(16, text_scale), theme.text2))
        for row in self.rows.values():
            if isinstance(row, ValueSlider):
                row.name_label.setMinimumWidth(scaled(NAME_WIDTH, text_scale))

    def _rebuild(self, settings: Sequence[Setting]) -> None:
        while self._column.count():
            item = self._column.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.rows, self._resets = {}, {}
        for setting in settings:
            self._column.addWidget(self._row(setting))
        if self._theme is not None:
            self.set_theme(self._theme, self._scale)

    def _row(self, setting: Setting) -> QWidget:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(2)
        control = self._switch(setting) if setting.is_switch else self._slider(setting)
        back = QToolButton()
        back.setToolTip(f"Back to the default of {setting.title}")
        back.setAccessibleName(f"Back to the default of {setting.title}")
        back.clicked.connect(lambda _checked=False, key=setting.keyword: self.reset.emit(key))
        line.addWidget(control, 1)
        line.addWidget(back)
        self.rows[setting.keyword] = control
        self._resets[setting.keyword] = back
        return row

    def _switch(self, setting: Setting) -> QCheckBox:
        box = QCheckBox(setting.title)
        box.setToolTip(setting.help)
        box.clicked.connect(lambda on, key=setting.keyword: self._switched(key, on))
        return box

    def _slider(self, setting: Setting) -> ValueSlider:
        slider = ValueSlider(setting.title, logarithmic=setting.logarithmic, with_range=False)
        slider.setToolTip(setting.help)
        slider.value_changed.connect(lambda value, key=setting.keyword: self.changed.emit(key, value))
        slider.released.connect(self.released)
        return slider

    def _switched(self, keyword: str, on: bool) -> None:
        self.changed.emit(keyword, float(on))
        self.released.emit()
