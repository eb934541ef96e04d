"""The page of the Descent panel: table of runs, what they came to, settings, receipt, doctor."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from explorer.core.optim import OPTIMIZERS
from explorer.core.optim.schedules import SCHEDULES
from explorer.views.icons import icon
from explorer.views.panels.doctor_section import DoctorSection
from explorer.views.panels.race_words_card import RaceWordsCard
from explorer.views.panels.receipt_section import ReceiptSection
from explorer.views.panels.run_settings import RunSettings
from explorer.views.panels.run_table import RunTable
from explorer.views.style import scaled
from explorer.views.theme import Theme
from explorer.views.widgets.basics import IconButton, hairline, label
from explorer.views.widgets.number_edit import NumberEdit, stretch_width

__all__ = ["DescentPage"]

EMPTY = "No run yet. Shift+click the map to drop a ball there; Alt+Shift+click adds another from its own start."
MARGIN, BLEED = 20, 8


class DescentPage(QWidget):
    """Lays out the parts; the panel fills them."""

    run_from_probe = Signal()
    race_asked = Signal()
    add_asked = Signal()
    fork_asked = Signal()
    duplicate_asked = Signal()
    remove_asked = Signal()
    clear_asked = Signal()
    tolerance_entered = Signal(float)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("page")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(MARGIN - BLEED, 8, MARGIN - BLEED, 20)
        outer.setSpacing(8)
        self.table = RunTable()
        outer.addWidget(self.table)
        column = QVBoxLayout()
        column.setContentsMargins(BLEED, 0, BLEED, 0)
        column.setSpacing(12)
        outer.addLayout(column)
        self.empty = label(EMPTY, "quiet", wraps=True)
        column.addWidget(self.empty)
        column.addWidget(self._make_tolerance())
        self.words = RaceWordsCard()
        column.addWidget(self.words)
        column.addWidget(self._make_buttons())
        column.addLayout(self._make_starts())
        column.addWidget(hairline())
        self.settings = RunSettings(
            [(name, OPTIMIZERS[name].title) for name in OPTIMIZERS],
            [(name, kind.title) for name, kind in SCHEDULES.items() if name != "WarmUp"],
        )
        column.addWidget(self.settings)
        column.addWidget(hairline())
        self.receipt = ReceiptSection()
        column.addWidget(self.receipt)
        self.doctor = DoctorSection()
        column.addWidget(self.doctor)
        outer.addStretch(1)

    def _make_tolerance(self) -> QWidget:
        self._tolerance_row = QWidget()
        row = QHBoxLayout(self._tolerance_row)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addStretch(1)
        row.addWidget(label("Last column: first step with slope at most", "quiet"))
        self.tolerance = NumberEdit("Tolerance of the slope", 0, 1e12)
        stretch_width(self.tolerance, 6)
        self.tolerance.value_entered.connect(self.tolerance_entered)
        row.addWidget(self.tolerance)
        return self._tolerance_row

    def _make_buttons(self) -> QWidget:
        self._buttons = QWidget()
        row = QHBoxLayout(self._buttons)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.add = QPushButton("Add run")
        self.add.setToolTip("The same start, by the next optimiser (Ctrl+Alt+N)")
        self.add.clicked.connect(self.add_asked)
        self.fork = QPushButton("Fork at step 0")
        self.fork.setToolTip("A new run that goes another way from here (Ctrl+Alt+F)")
        self.fork.clicked.connect(self.fork_asked)
        self.duplicate = IconButton("copy", "Duplicate the chosen run (Ctrl+Alt+C)")
        self.duplicate.clicked.connect(self.duplicate_asked)
        self.remove = IconButton("trash", "Remove the chosen run (Ctrl+Shift+Delete)")
        self.remove.clicked.connect(self.remove_asked)
        for button in (self.add, self.fork):
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self.duplicate)
        row.addWidget(self.remove)
        return self._buttons

    def _make_starts(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self.from_probe = QPushButton("Run from P")
        self.from_probe.setToolTip("Let the runs begin at the probe, and play (Ctrl+B)")
        self.from_probe.clicked.connect(self.run_from_probe)
        self.race = QPushButton("Race: GD, Momentum, RMSProp, Adam")
        self.race.setToolTip("Four optimisers from one start instead of the runs there are (Ctrl+Alt+R)")
        self.race.clicked.connect(self.race_asked)
        row.addWidget(self.from_probe)
        row.addWidget(self.race)
        row.addStretch(1)
        return row

    def set_state(self, runs: int, step: int, removal: str, full: bool) -> None:
        """Which buttons are there: ``step`` is where a fork would leave, ``removal`` what goes with the chosen run."""
        self.empty.setVisible(not runs)
        self.table.setVisible(bool(runs))
        self._tolerance_row.setVisible(bool(runs))
        self._buttons.setVisible(bool(runs))
        self.set_step(step)
        for button in (self.add, self.fork, self.duplicate):
            button.setEnabled(not full)
        self.remove.setToolTip(removal)
        self.remove.setAccessibleName(removal)

    def set_step(self, step: int) -> None:
        """Where a fork would leave."""
        text = f"Fork at step {step}"
        if self.fork.text() != text:
            self.fork.setText(text)

    def set_theme(self, theme: Theme, text_scale: float) -> None:
        """Hand the theme to every part."""
        for part in (self.table, self.words, self.settings, self.receipt, self.doctor, self.duplicate, self.remove):
            part.set_theme(theme, text_scale)
        size = scaled(16, text_scale)
        for button, name in ((self.add, "plus"), (self.fork, "fork")):
            button.setIcon(icon(name, theme, size))
