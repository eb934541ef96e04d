"""A row of choices in one outline, one of which is chosen."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QToolButton

__all__ = ["Segments"]


class Segments(QFrame):
    """Choices side by side; ``chosen`` carries the key of the one that was clicked."""

    chosen = Signal(str)

    def __init__(self, choices: Sequence[tuple[str, str]], accessible_name: str) -> None:
        super().__init__()
        self.setObjectName("segments")
        self.setAccessibleName(accessible_name)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.setSpacing(0)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._buttons: dict[str, QToolButton] = {}
        for key, text in choices:
            button = QToolButton()
            button.setText(text)
            button.setCheckable(True)
            button.setAccessibleName(f"{accessible_name}: {text}")
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(lambda _checked=False, key=key: self.chosen.emit(key))
            self._group.addButton(button)
            self._buttons[key] = button
            layout.addWidget(button)

    def set_chosen(self, key: str) -> None:
        """Show which one is chosen, without a signal."""
        button = self._buttons.get(key)
        if button is not None:
            button.setChecked(True)

    def set_enabled_choice(self, key: str, enabled: bool, reason: str = "") -> None:
        """Enable one choice, or disable it and say why."""
        self._buttons[key].setEnabled(enabled)
        self._buttons[key].setToolTip("" if enabled else reason)

    def choice(self, key: str) -> QToolButton:
        """The button of one choice."""
        return self._buttons[key]
