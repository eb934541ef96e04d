"""Which of two variables is held constant: a row of padlocks, the closed one chosen."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton

from explorer.views.icons import icon
from explorer.views.style import scaled
from explorer.views.theme import Theme, theme

__all__ = ["Padlocks"]


class Padlocks(QFrame):
    """``y | x | both`` for the axes x and y; a click on the closed one lets go.

    ``held_wanted`` carries the names to hold from now on.
    """

    held_wanted = Signal(tuple)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("segments")
        self.setAccessibleName("Hold constant")
        self._names: tuple[str, ...] = ()
        self._theme, self._scale = theme("light"), 1.0
        self._shown: list[bool] = []
        row = QHBoxLayout(self)
        row.setContentsMargins(1, 1, 1, 1)
        row.setSpacing(0)
        self._buttons = tuple(QToolButton() for _ in range(3))
        for index, button in enumerate(self._buttons):
            button.setCheckable(True)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(lambda checked, index=index: self._clicked(index, checked))
            row.addWidget(button)
        self.set_names(("x", "y"))

    def set_names(self, names: Sequence[str]) -> None:
        """The two axes; with fewer there is nothing to choose and the row is disabled."""
        self.setEnabled(len(names) == 2)
        if len(names) != 2 or tuple(names) == self._names:
            return
        self._names = tuple(names)
        first, second = names
        for button, text in zip(self._buttons, (second, first, "both"), strict=True):
            button.setText(text)
            button.setAccessibleName(f"Hold {text} constant")

    def set_held(self, held: Sequence[str]) -> None:
        """Show which names are held, without a signal."""
        wanted = [self._choice(index) == set(held) for index in range(len(self._buttons))]
        for button, is_held in zip(self._buttons, wanted, strict=True):
            button.setChecked(is_held)
        if wanted != self._shown:
            self._show_icons()

    def set_theme(self, new_theme: Theme, text_scale: float) -> None:
        """Recolour the locks."""
        self._theme, self._scale = new_theme, text_scale
        self._show_icons()

    def button(self, index: int) -> QToolButton:
        """The button that holds the second axis (0), the first (1) or both (2)."""
        return self._buttons[index]

    def _choice(self, index: int) -> set[str]:
        first, second = self._names
        return ({second}, {first}, {first, second})[index]

    def _clicked(self, index: int, checked: bool) -> None:
        wanted = self._choice(index) if checked else set()
        self.held_wanted.emit(tuple(name for name in self._names if name in wanted))

    def _show_icons(self) -> None:
        self._shown = [button.isChecked() for button in self._buttons]
        size = scaled(16, self._scale)
        for button in self._buttons:
            name = "lock" if button.isChecked() else "unlock"
            button.setIcon(icon(name, self._theme, size, self._theme.text2))
            button.setIconSize(QSize(size, size))
