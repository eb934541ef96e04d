"""A box for several numbers, separated by commas, or by semicolons where the comma is a decimal one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

from explorer.views.widgets.number_edit import parse_number, short_number

__all__ = ["NumbersEdit", "parse_numbers"]

MOST = 64


class NumbersEdit(QLineEdit):
    """Emits ``values_entered`` when Enter is pressed or the focus leaves after a change; no number at all is allowed.

    Text that cannot be used is outlined, and ``problem_told`` says why, "" when it is mended. Escape brings back
    the last values.
    """

    values_entered = Signal(tuple)
    problem_told = Signal(str)

    def __init__(self, name: str, minimum: float, maximum: float, whole: bool = False) -> None:
        super().__init__()
        self._name, self._bounds, self._whole = name, (minimum, maximum), whole
        self._values: tuple[float, ...] = ()
        self.setAccessibleName(name)
        self.setMaxLength(1000)
        self.setPlaceholderText("as it is")
        self.textEdited.connect(self._check)
        self.editingFinished.connect(self._commit)

    @property
    def values(self) -> tuple[float, ...]:
        """The last valid values."""
        return self._values

    def set_values(self, values: Sequence[float]) -> None:
        """Show these, unless the user is typing others right now."""
        self._values = tuple(values)
        if not (self.hasFocus() and self.isModified()):
            self._show_values()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape brings back the last values."""
        if event.key() == Qt.Key.Key_Escape and self.isModified():
            self._show_values()
            return
        super().keyPressEvent(event)

    def _show_values(self) -> None:
        text = ", ".join(map(short_number, self._values))
        if text != self.text():
            self.setText(text)
            self.setCursorPosition(0)
        self.setModified(False)
        self._mark("")

    def _problem(self) -> str:
        values, (low, high) = parse_numbers(self.text()), self._bounds
        if values is None:
            return f"{self._name}: type numbers with commas between them, such as 0.01, 0.1."
        if len(values) > MOST:
            return f"{self._name}: {len(values)} values are too many; the most is {MOST}."
        for value in values:
            if not low <= value <= high:
                return f"{self._name}: {short_number(value)} is not from {short_number(low)} to {short_number(high)}."
            if self._whole and value != int(value):
                return f"{self._name}: {short_number(value)} is no whole number."
        return ""

    def _check(self) -> None:
        self._mark(self._problem())

    def _mark(self, problem: str) -> None:
        self.problem_told.emit(problem)
        if self.property("invalid") != bool(problem):
            self.setProperty("invalid", bool(problem))
            self.style().unpolish(self)
            self.style().polish(self)

    def _commit(self) -> None:
        if not self.isModified() or self._problem():
            return
        values = parse_numbers(self.text()) or ()
        self._values = tuple(int(value) for value in values) if self._whole else values
        self._show_values()
        self.values_entered.emit(self._values)


def parse_numbers(text: str) -> tuple[float, ...] | None:
    """The numbers that a person typed, () for none, None where something is no number."""
    parts = text.split(";") if ";" in text else re.split(r",\s*|\s+", text.strip())
    values = [parse_number(part) for part in parts if part.strip()]
    return None if None in values else tuple(value for value in values if value is not None)
