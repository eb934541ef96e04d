"""What each of the three sweeps is set to: numbers in boxes, two settings with their ranges."""

from __future__ import annotations

import re
from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from explorer.model.document import SweepSettings
from explorer.model.validation import MOST_CELLS, MOST_STARTS, MOST_SWEEP_STEPS
from explorer.views.fonts import formula_font, is_formula_text
from explorer.views.style import scaled
from explorer.views.widgets.basics import label
from explorer.views.widgets.number_edit import NumberEdit, stretch_width
from explorer.views.widgets.segments import Segments

__all__ = ["BasinForm", "Choice", "RateForm", "SettingsForm"]

LARGEST = 1e9
NORM_OF = re.compile("‖∇.‖")
GOALS = (("steps", "Steps to tolerance"), ("loss", "f at the end"))
Choice = tuple[str, str]
"""Keyword and words of a setting."""


class _Form(QWidget):
    """Boxes with a word before each; ``changed`` tells the field of SweepSettings and its new value."""

    changed = Signal(str, object)

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnStretch(0, 1)
        self._labels: list[QLabel] = []
        self.edits: dict[str, NumberEdit] = {}

    def _number(self, field: str, words: str, least: float, most: float, whole: bool = False) -> None:
        edit = self._edit(field, words, least, most)
        edit.value_entered.connect(lambda value: self.changed.emit(field, round(value) if whole else value))
        row = self._grid.rowCount()
        self._grid.addWidget(self._words(words), row, 0)
        self._grid.addWidget(edit, row, 1, Qt.AlignmentFlag.AlignRight)

    def _edit(self, name: str, words: str, least: float, most: float) -> NumberEdit:
        edit = NumberEdit(words, least, most)
        self.edits[name] = edit
        return edit

    def _words(self, words: str) -> QLabel:
        line = label(words)
        self._labels.append(line)
        return line

    def set_letter(self, letter: str) -> None:
        """What the function is called."""
        for line in self._labels:
            if (text := NORM_OF.sub(f"‖∇{letter}‖", line.text())) != line.text():
                line.setText(text)

    def set_text_scale(self, scale: float) -> None:
        """Boxes as wide as their numbers, mathematics in its own face."""
        for edit in self.edits.values():
            stretch_width(edit, 8)
        for line in self._labels:
            if is_formula_text(line.text()):
                line.setFont(formula_font(scaled(15, scale)))
                line.setFixedHeight(scaled(22, scale))


class BasinForm(_Form):
    """How fine the lattice is and how far each start is followed."""

    def __init__(self) -> None:
        super().__init__()
        self._number("side", "Starts along each axis", 2, MOST_STARTS, whole=True)
        self._number("steps", "Steps at most", 1, MOST_SWEEP_STEPS, whole=True)
        self._number("tolerance", "Arrived when ‖∇f‖ ≤", 0, LARGEST)

    def set_values(self, sweep: SweepSettings) -> None:
        """Show these settings."""
        self.edits["side"].set_value(sweep.side)
        self.edits["steps"].set_value(sweep.steps)
        self.edits["tolerance"].set_value(sweep.tolerance)


class RateForm(_Form):
    """The range of rates and how many steps are made at each."""

    def __init__(self) -> None:
        super().__init__()
        self._number("rate_low", "Lowest rate", 1e-12, LARGEST)
        self._number("rate_high", "Highest rate", 1e-12, LARGEST)
        self._number("rate_steps", "Steps at each", 1, MOST_SWEEP_STEPS, whole=True)

    def set_values(self, sweep: SweepSettings) -> None:
        """Show these settings."""
        self.edits["rate_low"].set_value(sweep.rates[0])
        self.edits["rate_high"].set_value(sweep.rates[1])
        self.edits["rate_steps"].set_value(sweep.rate_steps)


class SettingsForm(_Form):
    """Which two settings vary from where to where, and what is told of each pair."""

    setting_chosen = Signal(str, str)
    range_entered = Signal(str, float, float)

    def __init__(self) -> None:
        super().__init__()
        self.boxes: dict[str, QComboBox] = {}
        for role, words in (("first", "Across"), ("second", "Up")):
            self._grid.addLayout(self._setting(role, words), self._grid.rowCount(), 0, 1, 2)
        self.goal = Segments(GOALS, "What is told")
        self.goal.chosen.connect(lambda goal: self.changed.emit("goal", goal))
        self._grid.addWidget(self.goal, self._grid.rowCount(), 0, 1, 2)
        self._number("cells", "Values of each", 2, MOST_CELLS, whole=True)
        self._number("steps", "Steps at most", 1, MOST_SWEEP_STEPS, whole=True)
        self._number("tolerance", "Arrived when ‖∇f‖ ≤", 0, LARGEST)

    def _setting(self, role: str, words: str) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(6)
        box = QComboBox()
        box.setAccessibleName(f"{words}: setting")
        box.activated.connect(lambda index: self.setting_chosen.emit(role, box.itemData(index)))
        self.boxes[role] = box
        head = QHBoxLayout()
        head.addWidget(label(words, "section"))
        head.addWidget(box, 1)
        column.addLayout(head)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addStretch(1)
        for end, word in (("low", "from"), ("high", "to")):
            edit = self._edit(f"{role}_{end}", f"{words} {word}", -LARGEST, LARGEST)
            edit.value_entered.connect(lambda _value, role=role: self._range_entered(role))
            line.addWidget(label(word, "quiet"))
            line.addWidget(edit)
        column.addLayout(line)
        return column

    def set_values(self, sweep: SweepSettings) -> None:
        """Show these settings."""
        self.goal.set_chosen(sweep.goal)
        self.edits["cells"].set_value(sweep.cells)
        self.edits["steps"].set_value(sweep.steps)
        self.edits["tolerance"].set_value(sweep.tolerance)

    def set_choices(self, choices: Sequence[Choice]) -> None:
        """The settings that can be varied."""
        for box in self.boxes.values():
            if [(box.itemData(index), box.itemText(index)) for index in range(box.count())] != list(choices):
                box.clear()
                for keyword, words in choices:
                    box.addItem(words, keyword)

    def set_setting(self, role: str, keyword: str, low: float, high: float) -> None:
        """Which setting one of the two is, and its range."""
        self.boxes[role].setCurrentIndex(max(0, self.boxes[role].findData(keyword)))
        self.edits[f"{role}_low"].set_value(low)
        self.edits[f"{role}_high"].set_value(high)

    def _range_entered(self, role: str) -> None:
        self.range_entered.emit(role, self.edits[f"{role}_low"].value, self.edits[f"{role}_high"].value)
