"""The state of a long search: one sentence with its sign, a thin line of progress, Cancel or Search again."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from explorer.views.icons import icon
from explorer.views.style import scaled
from explorer.views.theme import Theme
from explorer.views.widgets.basics import label

__all__ = ["SearchState"]

SEARCHING = "Searching the window …"
ANEW = "Searching anew; what is listed is from before."
STOPPED = "The search was stopped before its end."


class SearchState(QWidget):
    """Setters down; ``stop_asked`` and ``again_asked`` up."""

    stop_asked = Signal()
    again_asked = Signal()

    def __init__(self, searching: str = SEARCHING, anew: str = ANEW, stopped: str = STOPPED) -> None:
        super().__init__()
        self._words = searching, anew, stopped
        self._theme: Theme | None = None
        self._scale = 1.0
        self._text = ""
        self._is_good = True
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        row = QHBoxLayout()
        row.setSpacing(8)
        self._sign = QLabel()
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        self.sentence = label("", "section", wraps=True)
        row.addWidget(self.sentence, 1)
        self.button = QPushButton("Cancel")
        self.button.clicked.connect(self._pressed)
        row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(row)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 0)
        column.addWidget(self.bar)
        self._busy = self._stopped = False
        self._refresh()

    def set_state(self, sentence: str, is_good: bool, busy: bool, stopped: bool) -> None:
        """What was found, and whether a search is on its way or was stopped.

        ``is_good`` marks the sentence with a check mark, else with a triangle; "" hides it.
        """
        state = (self._words[2] if stopped else sentence, is_good and not stopped, busy, stopped)
        if state != (self._text, self._is_good, self._busy, self._stopped):
            self._text, self._is_good, self._busy, self._stopped = state
            self._refresh()

    def set_theme(self, theme: Theme, text_scale: float) -> None:
        """Recolour the sign."""
        self._theme, self._scale = theme, text_scale
        self._refresh()

    def _refresh(self) -> None:
        text = (self._words[1] if self._text else self._words[0]) if self._busy else self._text
        self.sentence.setText(text)
        self.bar.setVisible(self._busy)
        self.button.setVisible(self._busy or self._stopped)
        self.button.setText("Cancel" if self._busy else "Search again")
        self._sign.setVisible(bool(text) and not self._busy)
        self.setVisible(bool(text))
        if self._theme is not None:
            name, colour = ("check", self._theme.success) if self._is_good else ("warning", self._theme.warning)
            size = scaled(18, self._scale)
            picture = icon(name, self._theme, size, colour).pixmap(QSize(size, size), self.devicePixelRatioF())
            self._sign.setPixmap(picture)

    def _pressed(self) -> None:
        (self.stop_asked if self._busy else self.again_asked).emit()
