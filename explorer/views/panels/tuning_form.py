"""What the search for hyperparameters tries: lists of values, how they are combined, how long each trial trains."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from explorer.core.learn.network_layout import MOST_WIDTH
from explorer.core.learn.tuning_trials import MOST_TRIALS
from explorer.model.learn_settings import TuningSettings
from explorer.views.widgets.basics import label
from explorer.views.widgets.number_edit import NumberEdit, stretch_width
from explorer.views.widgets.numbers_edit import NumbersEdit
from explorer.views.widgets.segments import Segments

__all__ = ["TuningForm"]

LARGEST: Final = 1e9
SEARCHES: Final = (("grid", "Every combination"), ("random", "Drawn at random"))
GRID: Final = "An empty box leaves that setting as it is."
RANDOM: Final = "Drawn between least and greatest of each box, rows a step among those named. " + GRID
LISTS: Final = (
    ("rates", "Learning rates", 1e-12, LARGEST, False),
    ("penalties", "L2 penalties λ", 0.0, LARGEST, False),
    ("widths", "Neurons a layer", 1, MOST_WIDTH, True),
    ("batches", "Rows a step, 0 for all", 0, LARGEST, True),
)


class TuningForm(QWidget):
    """``changed`` tells a field of TuningSettings and its new value."""

    changed = Signal(str, object)

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnStretch(1, 1)
        self.search = Segments(SEARCHES, "Search")
        self.search.chosen.connect(lambda key: self.changed.emit("search", key))
        self._grid.addWidget(self.search, 0, 0, 1, 2)
        self.lists: dict[str, NumbersEdit] = {}
        self._words: dict[str, QLabel] = {}
        for row, (field, words, least, most, whole) in enumerate(LISTS, 1):
            self._list(row, field, words, least, most, whole)
        self.numbers: dict[str, NumberEdit] = {}
        for row, (field, words, least, most) in enumerate(
            (
                ("steps", "Steps of each trial", 1, 100_000),
                ("trials", "Trials", 1, MOST_TRIALS),
                ("seed", "Seed of the draws", 0, 2**31),
            ),
            len(LISTS) + 1,
        ):
            self._number(row, field, words, least, most)
        self.problem = label("", "error", wraps=True)
        self.problem.hide()
        self._grid.addWidget(self.problem, 20, 0, 1, 2)
        self.hint = label(GRID, "quiet", wraps=True)
        self._grid.addWidget(self.hint, 21, 0, 1, 2)

    def _list(self, row: int, field: str, words: str, least: float, most: float, whole: bool) -> None:
        edit = NumbersEdit(words, least, most, whole)
        edit.values_entered.connect(lambda values: self.changed.emit(field, values))
        edit.problem_told.connect(self._tell)
        self._words[field], self.lists[field] = label(words), edit
        self._grid.addWidget(self._words[field], row, 0)
        self._grid.addWidget(edit, row, 1)

    def _number(self, row: int, field: str, words: str, least: float, most: float) -> None:
        edit = NumberEdit(words, least, most)
        edit.value_entered.connect(lambda value: self.changed.emit(field, round(value)))
        self._words[field], self.numbers[field] = label(words), edit
        self._grid.addWidget(self._words[field], row, 0)
        self._grid.addWidget(edit, row, 1, Qt.AlignmentFlag.AlignRight)

    def _tell(self, problem: str) -> None:
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))

    def set_values(self, tuning: TuningSettings, is_network: bool) -> None:
        """Show these settings; only a network has layers to make wider."""
        is_random = tuning.search == "random"
        self.search.set_chosen(tuning.search)
        for field, numbers in self.lists.items():
            numbers.set_values(getattr(tuning, field))
        for field, number in self.numbers.items():
            number.set_value(getattr(tuning, field))
        shown = {"widths": is_network, "trials": is_random, "seed": is_random}
        for field, is_shown in shown.items():
            box = self.lists[field] if field in self.lists else self.numbers[field]
            box.setVisible(is_shown)
            self._words[field].setVisible(is_shown)
        hint = RANDOM if is_random else GRID
        if self.hint.text() != hint:
            self.hint.setText(hint)

    def set_text_scale(self, scale: float) -> None:
        """Boxes as wide as their numbers."""
        for edit in self.numbers.values():
            stretch_width(edit, 8)
