"""A box for one number: typed with a hyphen or a minus sign, shown with a minus sign."""

from __future__ import annotations

import math

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

__all__ = ["NumberEdit"]


class NumberEdit(QLineEdit):
    """Emits ``value_entered`` when Enter is pressed or the focus leaves after a change.

    Text that is no number, or one out of bounds, is outlined as an error with the reason as
    its tooltip; Escape brings back the last value.
    """

    value_entered = Signal(float)

    def __init__(self, name: str, minimum: float = -1e12, maximum: float = 1e12) -> None:
        super().__init__()
        self._value = 0.0
        self._bounds = (minimum, maximum)
        self._name = name
        self.setAccessibleName(name)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setMaxLength(24)
        self.textEdited.connect(self._check)
        self.editingFinished.connect(self._commit)

    @property
    def value(self) -> float:
        """The last valid value."""
        return self._value

    def set_value(self, value: float) -> None:
        """Show a value, unless the user is typing another one right now."""
        self._value = value
        if not (self.hasFocus() and self.isModified()):
            self._show_value()

    def set_bounds(self, minimum: float, maximum: float) -> None:
        """Accept only values in this closed range."""
        self._bounds = (minimum, maximum)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape brings back the last value."""
        if event.key() == Qt.Key.Key_Escape and self.isModified():
            self._show_value()
            return
        super().keyPressEvent(event)

    def _show_value(self) -> None:
        text = short_number(self._value)
        if text != self.text():
            self.setText(text)
            self.setCursorPosition(0)
        self.setModified(False)
        self._mark(None)

    def _problem(self) -> str | None:
        value = parse_number(self.text())
        low, high = self._bounds
        if value is None:
            return f"{self._name} must be a number, such as 0.5 or 1e-3."
        if not low <= value <= high:
            return f"{self._name} must be from {short_number(low)} to {short_number(high)}."
        return None

    def _check(self) -> None:
        self._mark(self._problem())

    def _mark(self, problem: str | None) -> None:
        invalid = problem is not None
        self.setToolTip(problem or "")
        if self.property("invalid") != invalid:
            self.setProperty("invalid", invalid)
            self.style().unpolish(self)
            self.style().polish(self)

    def _commit(self) -> None:
        if not self.isModified() or self._problem() is not None:
            return
        value = parse_number(self.text())
        assert value is not None
        self._value = value
        self._show_value()
        self.value_entered.emit(value)


def parse_number(text: str) -> float | None:
    """The finite number that a person typed, or None."""
    cleaned = text.strip().replace("\N{MINUS SIGN}", "-").replace("\N{NO-BREAK SPACE}", "").replace("_", "?")
    if "," in cleaned and "." not in cleaned:
        cleaned = cleaned.replace(",", ".", 1)
    try:
        value = float(cleaned)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def short_number(value: float) -> str:
    """At most six significant digits, with a minus sign."""
    return f"{value:.6g}".replace("-", "\N{MINUS SIGN}")


def stretch_width(edit: QWidget, characters: int) -> None:
    """Make a box as wide as that many figures."""
    edit.setFixedWidth(edit.fontMetrics().horizontalAdvance("0") * characters + 22)
