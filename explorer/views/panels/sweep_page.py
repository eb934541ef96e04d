"""The page of the Sweep panel: which sweep, what was found, its settings, places, notes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from explorer.views.panels.sweep_forms import BasinForm, RateForm, SettingsForm
from explorer.views.panels.tuning_form import TuningForm
from explorer.views.theme import Theme
from explorer.views.widgets.basics import hairline, label
from explorer.views.widgets.search_state import SearchState
from explorer.views.widgets.segments import Segments
from explorer.views.widgets.value_table import TableRow, ValueTable

__all__ = ["SweepPage"]

KINDS = (("basins", "Basins"), ("settings", "Two settings"), ("rate", "Learning rate"), ("tuning", "Trials"))
EMPTY = "Type a function above; sweeps of it appear here."
FOLLOWING = "Following many descents …"
STOPPED = "Stopped before its end; what is shown is what was known."


class SweepPage(QWidget):
    """Setters down, signals up."""

    kind_chosen = Signal(str)
    place_chosen = Signal(str)
    taken = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("page")
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 8, 20, 20)
        column.setSpacing(12)
        self.kinds = Segments(KINDS, "Sweep")
        self.kinds.chosen.connect(self.kind_chosen)
        column.addWidget(self.kinds)
        self.whose = label("", "quiet", wraps=True)
        column.addWidget(self.whose)
        self.message = label(EMPTY, "quiet", wraps=True)
        column.addWidget(self.message)
        self.state = SearchState(FOLLOWING, FOLLOWING, STOPPED)
        column.addWidget(self.state)
        self.take = QPushButton("")
        self.take.clicked.connect(self.taken)
        column.addWidget(self.take)
        self.table = ValueTable("Places where descents end, or trials", sortable=True)
        self.table.row_chosen.connect(self.place_chosen)
        column.addWidget(self.table)
        self.notes = label("", "quiet", wraps=True)
        column.addWidget(self.notes)
        self.hint = label("", "", wraps=True)
        column.addWidget(self.hint)
        column.addWidget(hairline())
        column.addWidget(label("Settings of the sweep", "section"))
        self.forms: dict[str, BasinForm | SettingsForm | RateForm | TuningForm] = {
            "basins": BasinForm(),
            "settings": SettingsForm(),
            "rate": RateForm(),
            "tuning": TuningForm(),
        }
        for form in self.forms.values():
            column.addWidget(form)
        column.addStretch(1)

    @property
    def basins(self) -> BasinForm:
        """The settings of the basin map."""
        form = self.forms["basins"]
        assert isinstance(form, BasinForm)
        return form

    @property
    def settings(self) -> SettingsForm:
        """The settings of the map of two settings."""
        form = self.forms["settings"]
        assert isinstance(form, SettingsForm)
        return form

    @property
    def rate(self) -> RateForm:
        """The settings of the learning-rate finder."""
        form = self.forms["rate"]
        assert isinstance(form, RateForm)
        return form

    @property
    def tuning(self) -> TuningForm:
        """The settings of the search for hyperparameters."""
        form = self.forms["tuning"]
        assert isinstance(form, TuningForm)
        return form

    def set_kind(self, kind: str) -> None:
        """Which sweep is shown."""
        self.kinds.set_chosen(kind)
        for name, form in self.forms.items():
            form.setVisible(name == kind)

    def set_places(self, heads: tuple[str, ...], rows: Sequence[TableRow]) -> None:
        """The places, or no table at all."""
        self.table.set_rows(heads, rows)
        self.table.setVisible(bool(rows))

    def set_take(self, words: str) -> None:
        """The button that takes what was found best, "" for none."""
        self.take.setText(words)
        self.take.setVisible(bool(words))

    @staticmethod
    def set_text(line: QLabel, text: str) -> None:
        """A line that is there only when it says something."""
        if line.text() != text or line.isHidden() == bool(text):
            line.setText(text)
            line.setVisible(bool(text))

    def set_theme(self, theme: Theme, text_scale: float) -> None:
        """Recolour."""
        self.state.set_theme(theme, text_scale)
        self.table.set_theme(theme, text_scale)
        for form in self.forms.values():
            form.set_text_scale(text_scale)
