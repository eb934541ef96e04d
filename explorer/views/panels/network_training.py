"""How a network is trained: optimiser, its settings, rows a step, steps."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from explorer.controller.optimiser_settings import has_schedule, schedule_rows, settings_of
from explorer.core.optim import OPTIMIZERS
from explorer.core.optim.schedules import SCHEDULES
from explorer.model.document import RunSpec
from explorer.views.panels.network_shape import NAME_WIDTH, combo
from explorer.views.panels.setting_rows import SettingRows
from explorer.views.style import scaled
from explorer.views.theme import Theme
from explorer.views.widgets.basics import label
from explorer.views.widgets.number_edit import NumberEdit, stretch_width
from explorer.views.widgets.segments import Segments

__all__ = ["NetworkTraining"]

BATCHES: Final = (("0", "All"), ("32", "32"), ("1", "1"), ("other", "Other"))
OTHER: Final = 8
LEARNING_RATE: Final = "lr"


class NetworkTraining(QWidget):
    """Setters down, signals up."""

    optimiser_chosen = Signal(str)
    schedule_chosen = Signal(str)
    batch_chosen = Signal(int)
    steps_entered = Signal(int)
    descent_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._rows_known = 0
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(label("Training", "section"))
        self.optimisers = combo("Optimiser", tuple((name, OPTIMIZERS[name].title) for name in OPTIMIZERS))
        self.optimisers.setMaxVisibleItems(20)
        self.optimisers.activated.connect(lambda at: self.optimiser_chosen.emit(str(self.optimisers.itemData(at))))
        self.schedules = combo(
            "Schedule of the learning rate", tuple((name, SCHEDULES[name].title) for name in SCHEDULES)
        )
        self.schedules.activated.connect(lambda at: self.schedule_chosen.emit(str(self.schedules.itemData(at))))
        self.settings, self.schedule_rows = SettingRows(), SettingRows()
        self._names = (label("Optimiser"), label("Schedule"), label("Rows a step"), label("Steps"))
        self._schedule_line = _line(self._names[1], self.schedules)
        column.addWidget(_line(self._names[0], self.optimisers))
        column.addWidget(self.settings)
        column.addWidget(self._schedule_line)
        column.addWidget(self.schedule_rows)
        column.addWidget(self._make_batch())
        column.addWidget(self._make_steps())
        self.descent = QPushButton("All settings and runs: open Descent")
        self.descent.clicked.connect(self.descent_asked)
        column.addWidget(self.descent)

    def _make_batch(self) -> QWidget:
        self.batches = Segments(BATCHES, "Rows a step")
        self.batches.chosen.connect(self._choose_batch)
        self.batch = NumberEdit("Rows a step", 1, 1e9)
        stretch_width(self.batch, 5)
        self.batch.value_entered.connect(lambda value: self.batch_chosen.emit(round(value)))
        return _line(self._names[2], self.batches, self.batch, fills=False)

    def _make_steps(self) -> QWidget:
        self.steps = NumberEdit("Steps of training", 1, 1_000_000)
        stretch_width(self.steps, 7)
        self.steps.value_entered.connect(lambda value: self.steps_entered.emit(round(value)))
        return _line(self._names[3], self.steps, fills=False)

    def set_values(self, spec: RunSpec, rate: float | None, rows: int) -> None:
        """Show a run's settings; ``rate`` is the learning rate in use, ``rows`` how many rows there are to train on."""
        self._rows_known = rows
        self.optimisers.setCurrentIndex(max(self.optimisers.findData(spec.optimiser.name), 0))
        shown = settings_of(spec.optimiser, rate)
        first = [setting for setting in shown if setting.keyword == LEARNING_RATE]
        self.settings.set_settings(first or shown[:1])
        varies = has_schedule(spec.optimiser.name)
        self._schedule_line.setVisible(varies)
        self.schedules.setCurrentIndex(max(self.schedules.findData(spec.schedule.name), 0))
        self.schedule_rows.set_settings(schedule_rows(spec.schedule) if varies else ())
        whole = spec.batch <= 0 or spec.batch >= rows
        key = "0" if whole else str(spec.batch)
        self.batches.set_chosen(key if key in dict(BATCHES) else "other")
        self.batch.set_value(rows if whole else spec.batch)
        self.steps.set_value(spec.steps)

    def set_theme(self, theme: Theme, text_scale: float) -> None:
        """Recolour the signs; names of one width."""
        self.settings.set_theme(theme, text_scale)
        self.schedule_rows.set_theme(theme, text_scale)
        for name in self._names:
            name.setMinimumWidth(scaled(NAME_WIDTH, text_scale))

    def _choose_batch(self, key: str) -> None:
        if key != "other":
            self.batch_chosen.emit(int(key))
            return
        self.batch_chosen.emit(min(OTHER, max(1, self._rows_known // 2)))
        self.batch.setFocus()
        self.batch.selectAll()


def _line(name: QWidget, *widgets: QWidget, fills: bool = True) -> QWidget:
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    row.addWidget(name)
    for widget in widgets:
        row.addWidget(widget, 1 if fills else 0)
    if not fills:
        row.addStretch(1)
    return holder
