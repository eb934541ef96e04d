"""The settings of the chosen run: optimiser, schedule, noise, start and length, folded away behind one line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from explorer.controller.optimiser_settings import Setting
from explorer.views.icons import icon
from explorer.views.panels.setting_rows import NAME_WIDTH, SettingRows
from explorer.views.style import scaled
from explorer.views.theme import Theme
from explorer.views.widgets.basics import label
from explorer.views.widgets.number_edit import NumberEdit, stretch_width

__all__ = ["RunSettings", "SettingsShown"]


@dataclass(frozen=True, slots=True)
class SettingsShown:
    """What the section shows of one run; ``schedule`` "" where the rule has no rate to vary."""

    title: str
    optimiser: str
    summary: str
    settings: tuple[Setting, ...]
    schedule: str
    schedule_settings: tuple[Setting, ...]
    warm_up: int
    noise: float
    seed: int
    start_names: tuple[str, ...]
    start: tuple[float, float]
    steps: int
    is_fork: bool
    same_start: bool
    batch: int = 0
    rows: int = 0


class RunSettings(QWidget):
    """Setters down, signals up."""

    optimiser_chosen = Signal(str)
    schedule_chosen = Signal(str)
    warm_up_entered = Signal(float)
    noise_entered = Signal(float)
    batch_entered = Signal(float)
    seed_entered = Signal(float)
    steps_entered = Signal(int)
    start_entered = Signal(float, float)
    same_start_chosen = Signal(bool)

    def __init__(self, optimisers: Sequence[tuple[str, str]], schedules: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self._wanted_open: bool | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(self._make_head())
        self.body = QWidget()
        column.addWidget(self.body)
        inner = QVBoxLayout(self.body)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(10)
        self.optimisers = _combo("Optimiser", optimisers)
        self.optimisers.activated.connect(lambda at: self.optimiser_chosen.emit(str(self.optimisers.itemData(at))))
        inner.addWidget(self.optimisers)
        self._summary = label("", "quiet", wraps=True)
        inner.addWidget(self._summary)
        self.hyperparameters = SettingRows()
        inner.addWidget(self.hyperparameters)
        self._make_schedule(inner, schedules)
        inner.addLayout(self._make_noise())
        inner.addWidget(self._make_batch())
        inner.addWidget(label("Start and length", "section"))
        inner.addLayout(self._make_start())

    # Making

    def _make_head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self.fold = QToolButton()
        self.fold.setAccessibleName("Settings of the chosen run")
        self.fold.setToolTip("Open or close the settings")
        self.fold.setCheckable(True)
        self.fold.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.fold.setText("Settings")
        self.fold.setStyleSheet("QToolButton { font-weight: 600; padding-left: 0px; }")
        self.fold.clicked.connect(self._fold_clicked)
        row.addWidget(self.fold)
        self._title = label("", "quiet")
        row.addWidget(self._title, 1)
        return row

    def _make_schedule(self, inner: QVBoxLayout, schedules: Sequence[tuple[str, str]]) -> None:
        self._schedule_box = QWidget()
        grid = QGridLayout(self._schedule_box)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(8)
        self._schedule_name = label("Schedule")
        grid.addWidget(self._schedule_name, 0, 0)
        self.schedules = _combo("Schedule of the learning rate", schedules)
        self.schedules.activated.connect(lambda at: self.schedule_chosen.emit(str(self.schedules.itemData(at))))
        grid.addWidget(self.schedules, 0, 1)
        grid.addWidget(label("Warm-up"), 0, 2)
        self.warm_up = NumberEdit("Steps of warm-up", 0, 1_000_000)
        stretch_width(self.warm_up, 5)
        self.warm_up.value_entered.connect(self.warm_up_entered)
        grid.addWidget(self.warm_up, 0, 3)
        grid.setColumnStretch(1, 1)
        inner.addWidget(self._schedule_box)
        self.schedule_rows = SettingRows()
        inner.addWidget(self.schedule_rows)

    def _make_batch(self) -> QWidget:
        """How many rows a step sees, for a loss over data."""
        self._batch_row, self._rows = QWidget(), 0
        row = QHBoxLayout(self._batch_row)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(label("Rows a step"))
        self.batch = NumberEdit("Rows a step sees", 1, 1e9)
        stretch_width(self.batch, 5)
        self.batch.value_entered.connect(lambda rows: self.batch_entered.emit(0 if rows >= self._rows else rows))
        row.addWidget(self.batch)
        self._rows_label = label("", "quiet")
        row.addWidget(self._rows_label)
        row.addStretch(1)
        self.batches: dict[int, QToolButton] = {}
        for rows, word in ((0, "all"), (32, "32"), (1, "1")):
            button = QToolButton()
            button.setText(word)
            button.setProperty("role", "outlined")
            button.setAccessibleName(f"Rows a step: {word}")
            button.clicked.connect(lambda _checked=False, rows=rows: self.batch_entered.emit(float(rows)))
            row.addWidget(button)
            self.batches[rows] = button
        return self._batch_row

    def _make_noise(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self._noise_name = label("Noise σ")
        row.addWidget(self._noise_name)
        self.noise = NumberEdit("Noise on the gradient", 0, 1e12)
        stretch_width(self.noise, 7)
        self.noise.value_entered.connect(self.noise_entered)
        row.addWidget(self.noise)
        row.addSpacing(12)
        row.addWidget(label("Seed"))
        self.seed = NumberEdit("Seed of the noise", 0, 1e12)
        stretch_width(self.seed, 7)
        self.seed.value_entered.connect(self.seed_entered)
        row.addWidget(self.seed)
        row.addStretch(1)
        return row

    def _make_start(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(8)
        row = QHBoxLayout()
        row.setSpacing(8)
        self._start_names = (label("x"), label("y"))
        self.start = (NumberEdit("First coordinate of the start"), NumberEdit("Second coordinate of the start"))
        for name, edit in zip(self._start_names, self.start, strict=True):
            stretch_width(edit, 9)
            row.addWidget(name)
            row.addWidget(edit)
            edit.value_entered.connect(lambda _value: self.start_entered.emit(self.start[0].value, self.start[1].value))
        row.addStretch(1)
        column.addLayout(row)
        column.addLayout(self._make_length())  # apart: names of weights are long
        self._fork_note = label("A fork starts where it leaves its run.", "quiet", wraps=True)
        column.addWidget(self._fork_note)
        self.same_start = QCheckBox("Same start and length for all runs")
        self.same_start.clicked.connect(self.same_start_chosen)
        column.addWidget(self.same_start)
        return column

    def _make_length(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(label("Steps"))
        self.steps = NumberEdit("Steps", 1, 1_000_000)
        stretch_width(self.steps, 7)
        self.steps.value_entered.connect(lambda value: self.steps_entered.emit(round(value)))
        row.addWidget(self.steps)
        row.addStretch(1)
        return row

    # Showing

    def set_values(self, shown: SettingsShown, runs: int) -> None:
        """Show a run's settings; with several runs they stay folded until asked for."""
        self._title.setText(shown.title)
        self.optimisers.setCurrentIndex(max(0, self.optimisers.findData(shown.optimiser)))
        self._summary.setText(shown.summary)
        self.hyperparameters.set_settings(shown.settings)
        self._schedule_box.setVisible(bool(shown.schedule))
        if shown.schedule:
            self.schedules.setCurrentIndex(max(0, self.schedules.findData(shown.schedule)))
        self.schedule_rows.set_settings(shown.schedule_settings if shown.schedule else ())
        self.warm_up.set_value(shown.warm_up)
        self.noise.set_value(shown.noise)
        self.seed.set_value(shown.seed)
        self._rows = shown.rows
        self._batch_row.setVisible(shown.rows > 0)
        self.batch.set_value(min(shown.batch or shown.rows, shown.rows))
        for rows, button in self.batches.items():
            button.setVisible(rows < max(shown.rows, 1))
        self._rows_label.setText(f"of {shown.rows:,}")
        for index, (name, edit) in enumerate(zip(self._start_names, self.start, strict=True)):
            present = index < len(shown.start_names)
            name.setVisible(present)
            edit.setVisible(present)
            edit.setEnabled(not shown.is_fork or shown.same_start)
            edit.set_value(shown.start[index])
            if present:
                name.setText(shown.start_names[index])
        self.steps.set_value(shown.steps)
        self._fork_note.setVisible(shown.is_fork)
        self.same_start.setChecked(shown.same_start)
        self.same_start.setVisible(runs > 1)
        self._open(runs <= 1 if self._wanted_open is None else self._wanted_open)

    def set_theme(self, theme: Theme, text_scale: float) -> None:
        """Take colours and type."""
        self._look = (theme, text_scale)
        self.hyperparameters.set_theme(theme, text_scale)
        self.schedule_rows.set_theme(theme, text_scale)
        for name in (self._noise_name, self._schedule_name):
            name.setMinimumWidth(scaled(NAME_WIDTH / 2, text_scale))
        self._show_arrow()

    def open(self, opened: bool = True) -> None:
        """Open or close the section from now on."""
        self._wanted_open = opened
        self._open(opened)

    def _fold_clicked(self, checked: bool) -> None:
        self.open(checked)

    def _open(self, opened: bool) -> None:
        self.fold.setChecked(opened)
        self.body.setVisible(opened)
        self._show_arrow()

    def _show_arrow(self) -> None:
        look = getattr(self, "_look", None)
        if look is not None:
            name = "chevron-down" if self.fold.isChecked() else "chevron-right"
            self.fold.setIcon(icon(name, look[0], scaled(16, look[1]), look[0].text2))


def _combo(name: str, items: Sequence[tuple[str, str]]) -> QComboBox:
    combo = QComboBox()
    combo.setAccessibleName(name)
    combo.setMaxVisibleItems(20)
    for key, title in items:
        combo.addItem(title, key)
    return combo
