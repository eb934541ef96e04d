"""The Descent panel: optimiser and its settings, the start, the runs, and how they ended."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from explorer.controller.optimiser_settings import Setting
from explorer.controller.pictures import RunPicture
from explorer.core.numbers import format_value
from explorer.views.icons import icon
from explorer.views.style import scaled
from explorer.views.theme import RUN_MARKERS, Theme
from explorer.views.widgets.basics import Card, hairline, label, set_role
from explorer.views.widgets.number_edit import NumberEdit, stretch_width
from explorer.views.widgets.value_slider import ValueSlider

__all__ = ["DescentPanel"]

_GOOD, _BAD = ("converged",), ("diverged", "left the domain")


class DescentPanel(QWidget):
    """Setters down, signals up."""

    optimiser_chosen = Signal(str)
    setting_changed = Signal(str, float)
    setting_released = Signal()
    setting_reset = Signal(str)
    steps_entered = Signal(int)
    start_entered = Signal(float, float)
    run_from_probe = Signal()
    clear_asked = Signal()
    advice_taken = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("page")
        self._theme: Theme | None = None
        self._scale = 1.0
        self._rows: dict[str, ValueSlider | QCheckBox] = {}
        self._resets: dict[str, QToolButton] = {}
        self._advice_action = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 8, 20, 20)
        column.setSpacing(12)
        column.addLayout(self._make_runs())
        column.addWidget(self._make_outcome())
        column.addLayout(self._make_buttons())
        column.addWidget(hairline())
        column.addWidget(label("Optimiser", "section"))
        self.optimisers = QComboBox()
        self.optimisers.setAccessibleName("Optimiser")
        self.optimisers.activated.connect(
            lambda index: self.optimiser_chosen.emit(str(self.optimisers.itemData(index)))
        )
        column.addWidget(self.optimisers)
        self._summary = label("", "quiet", wraps=True)
        column.addWidget(self._summary)
        self._settings = QVBoxLayout()
        self._settings.setSpacing(6)
        column.addLayout(self._settings)
        column.addWidget(hairline())
        column.addWidget(label("Start and length", "section"))
        column.addLayout(self._make_start())
        column.addStretch(1)

    # Building

    def _make_runs(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(4)
        self._table = QGridLayout()
        self._table.setHorizontalSpacing(14)
        self._table.setVerticalSpacing(6)
        for index, title in enumerate(("", "Run", "f", "‖∇f‖", "step")):
            head = label(title, "quiet")
            if index >= 2:
                head.setAlignment(Qt.AlignmentFlag.AlignRight)
            self._table.addWidget(head, 0, index)
        self._table.setColumnStretch(1, 1)
        self._cells: list[tuple[QLabel, ...]] = []
        column.addLayout(self._table)
        self._empty = label("No run yet. Shift+click the map to drop a ball there.", "quiet", wraps=True)
        column.addWidget(self._empty)
        return column

    def _make_outcome(self) -> Card:
        self._card = Card()
        row = QHBoxLayout()
        row.setSpacing(8)
        self._sign = QLabel()
        row.addWidget(self._sign)
        self._outcome = label("", "section")
        row.addWidget(self._outcome, 1)
        self._card.body.addLayout(row)
        self._reason = label("", "quiet", wraps=True)
        self._card.body.addWidget(self._reason)
        self._advice = label("", "", wraps=True)
        self._card.body.addWidget(self._advice)
        self._advice_button = QPushButton()
        self._advice_button.clicked.connect(lambda: self.advice_taken.emit(self._advice_action))
        line = QHBoxLayout()
        line.addWidget(self._advice_button)
        line.addStretch(1)
        self._card.body.addLayout(line)
        return self._card

    def _make_buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self._from_probe = QPushButton("Run from P")
        self._from_probe.setProperty("role", "primary")
        self._from_probe.setToolTip("Drop a ball at the probe and play (Ctrl+Return)")
        self._from_probe.clicked.connect(self.run_from_probe)
        row.addWidget(self._from_probe)
        self._clear = QPushButton("Clear runs")
        self._clear.clicked.connect(self.clear_asked)
        row.addWidget(self._clear)
        row.addStretch(1)
        return row

    def _make_start(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        self._start_names = (label("x"), label("y"))
        self._start = (NumberEdit("First coordinate of the start"), NumberEdit("Second coordinate of the start"))
        for index in (0, 1):
            grid.addWidget(self._start_names[index], 0, 2 * index)
            stretch_width(self._start[index], 8)
            grid.addWidget(self._start[index], 0, 2 * index + 1)
            self._start[index].value_entered.connect(
                lambda _value: self.start_entered.emit(self._start[0].value, self._start[1].value)
            )
        grid.addWidget(label("steps"), 1, 0)
        self._steps = NumberEdit("Steps", 1, 1_000_000)
        stretch_width(self._steps, 8)
        self._steps.value_entered.connect(lambda value: self.steps_entered.emit(round(value)))
        grid.addWidget(self._steps, 1, 1)
        grid.setColumnStretch(4, 1)
        return grid

    # Setters

    def set_optimisers(self, names: Sequence[tuple[str, str]]) -> None:
        """Offer these: (public name, what it is called)."""
        self.optimisers.clear()
        for name, title in names:
            self.optimisers.addItem(title, name)

    def set_optimiser(self, name: str, summary: str, settings: Sequence[Setting]) -> None:
        """Show the chosen optimiser and its hyperparameters."""
        self.optimisers.setCurrentIndex(max(0, self.optimisers.findData(name)))
        self._summary.setText(summary)
        self._summary.setVisible(bool(summary))
        if [setting.keyword for setting in settings] != list(self._rows):
            self._rebuild(settings)
        for setting in settings:
            row = self._rows[setting.keyword]
            if isinstance(row, QCheckBox):
                row.setChecked(bool(setting.value))
            else:
                row.set_values(setting.value, setting.minimum, setting.maximum, setting.step)
            self._resets[setting.keyword].setEnabled(not setting.is_default)

    def set_start(self, names: tuple[str, ...], start: tuple[float, float] | None, steps: int) -> None:
        """Show where the run starts and how long it is."""
        for index in (0, 1):
            shown = index < len(names)
            self._start_names[index].setVisible(shown)
            self._start[index].setVisible(shown)
            if shown:
                self._start_names[index].setText(names[index])
            if start is not None:
                self._start[index].set_value(start[index])
        self._steps.set_value(steps)

    def set_runs(self, runs: Sequence[RunPicture], playhead: float) -> None:
        """Tell each run's numbers at the playhead and how the last one ended."""
        while len(self._cells) < len(runs):
            self._add_row()
        for index, cells in enumerate(self._cells):
            for cell in cells:
                cell.setVisible(index < len(runs))
            if index < len(runs):
                self._fill_row(cells, runs[index], playhead)
        self._empty.setVisible(not runs)
        self._clear.setEnabled(bool(runs))
        self._card.setVisible(bool(runs))
        if runs:
            self._show_outcome(runs[-1])

    def set_advice(self, sentence: str, action: str, button: str) -> None:
        """Offer a mend in one click, "" for none."""
        self._advice.setText(sentence)
        self._advice.setVisible(bool(sentence))
        self._advice_action = action
        self._advice_button.setText(button)
        self._advice_button.setVisible(bool(button))
        if sentence:
            self._card.show()

    def set_theme(self, theme: Theme, text_scale: float) -> None:
        """Recolour what the style sheet cannot."""
        self._theme, self._scale = theme, text_scale
        self._card.set_bar_colour(theme.loss)
        for index, cells in enumerate(self._cells):
            cells[0].setStyleSheet(f"color: {theme.runs[index % len(theme.runs)]};")
        for button in self._resets.values():
            button.setIcon(icon("refresh", theme, scaled(16, text_scale), theme.text2))

    # Helpers

    def _rebuild(self, settings: Sequence[Setting]) -> None:
        while self._settings.count():
            item = self._settings.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._rows, self._resets = {}, {}
        for setting in settings:
            row = QWidget()
            line = QHBoxLayout(row)
            line.setContentsMargins(0, 0, 0, 0)
            line.setSpacing(2)
            control = self._make_switch(setting) if setting.is_switch else self._make_slider(setting)
            reset = QToolButton()
            reset.setToolTip(f"Back to the default of {setting.title}")
            reset.setAccessibleName(f"Back to the default of {setting.title}")
            reset.clicked.connect(lambda _checked=False, key=setting.keyword: self.setting_reset.emit(key))
            line.addWidget(control, 1)
            line.addWidget(reset)
            self._settings.addWidget(row)
            self._rows[setting.keyword] = control
            self._resets[setting.keyword] = reset
        if self._theme is not None:
            self.set_theme(self._theme, self._scale)

    def _make_switch(self, setting: Setting) -> QCheckBox:
        box = QCheckBox(setting.title)
        box.setToolTip(setting.help)
        box.clicked.connect(lambda on, key=setting.keyword: self._switch(key, on))
        return box

    def _make_slider(self, setting: Setting) -> ValueSlider:
        slider = ValueSlider(setting.title, logarithmic=setting.logarithmic, with_range=False)
        slider.name_label.setMinimumWidth(scaled(112, self._scale))
        slider.setToolTip(setting.help)
        slider.value_changed.connect(lambda value, key=setting.keyword: self.setting_changed.emit(key, value))
        slider.released.connect(self.setting_released)
        return slider

    def _switch(self, keyword: str, on: bool) -> None:
        self.setting_changed.emit(keyword, float(on))
        self.setting_released.emit()

    def _add_row(self) -> None:
        row = len(self._cells) + 1
        cells = tuple(label("", role) for role in ("", "value", "value", "value", "value"))
        for column, cell in enumerate(cells):
            if column >= 2:
                cell.setAlignment(Qt.AlignmentFlag.AlignRight)
            self._table.addWidget(cell, row, column)
        self._cells.append(cells)
        if self._theme is not None:
            cells[0].setStyleSheet(f"color: {self._theme.runs[(row - 1) % len(self._theme.runs)]};")

    @staticmethod
    def _fill_row(cells: tuple[QLabel, ...], run: RunPicture, playhead: float) -> None:
        step = min(int(playhead), len(run.values) - 1)
        texts = (
            RUN_MARKERS[run.colour_index % len(RUN_MARKERS)],
            run.label,
            format_value(float(run.values[step])),
            format_value(float(run.gradient_norms[step])),
            f"{step} of {len(run.values) - 1}",
        )
        for cell, text in zip(cells, texts, strict=True):
            if cell.text() != text:
                cell.setText(text)

    def _show_outcome(self, run: RunPicture) -> None:
        good, bad = run.outcome in _GOOD, run.outcome in _BAD
        word = run.outcome[:1].upper() + run.outcome[1:]
        if self._outcome.text() != word:
            self._outcome.setText(word)
        set_role(self._outcome, "error" if bad else "section")
        self._reason.setText(run.reason)
        if self._theme is not None:
            name = "check" if good else "warning"
            colour = self._theme.success if good else self._theme.error if bad else self._theme.warning
            size = scaled(18, self._scale)
            picture = icon(name, self._theme, size, colour).pixmap(QSize(size, size), self.devicePixelRatioF())
            self._sign.setPixmap(picture)
            self._card.set_bar_colour(colour)
