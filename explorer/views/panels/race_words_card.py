"""How the race ended, in a headline and a sentence, and what one click would mend."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from explorer.controller.race_words import RaceWords
from explorer.controller.results import Advice
from explorer.views.icons import icon
from explorer.views.style import scaled
from explorer.views.theme import Theme
from explorer.views.widgets.basics import label, set_role

__all__ = ["RaceWordsCard"]

_ICONS = {"success": "check", "warning": "warning", "error": "warning"}


class RaceWordsCard(QWidget):
    """Hidden while there is nothing to say."""

    advice_taken = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._theme: Theme | None = None
        self._scale = 1.0
        self._tone = "warning"
        self._action = ""
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        self._sign = QLabel()
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(4)
        row.addLayout(column, 1)
        self.headline = label("", "section", wraps=True)
        self.text = label("", "quiet", wraps=True)
        self.advice = label("", "", wraps=True)
        self.button = QPushButton()
        self.button.clicked.connect(lambda: self.advice_taken.emit(self._action))
        for widget in (self.headline, self.text, self.advice):
            column.addWidget(widget)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)

    def set_words(self, words: RaceWords | None, advice: Advice | None) -> None:
        """Tell how it ended and what may be done about it."""
        self.setVisible(words is not None or advice is not None)
        self.headline.setVisible(words is not None)
        self.text.setVisible(words is not None and bool(words.text))
        if words is not None:
            self.headline.setText(words.headline)
            self.text.setText(words.text)
            self._tone = words.tone
            set_role(self.headline, "error" if words.tone == "error" else "section")
        self.advice.setVisible(advice is not None)
        self.button.setVisible(advice is not None)
        if advice is not None:
            self.advice.setText(advice.sentence)
            self.button.setText(advice.button)
            self._action = advice.action
        self._show_sign()

    def set_theme(self, theme: Theme, text_scale: float) -> None:
        """Take colours and type."""
        self._theme, self._scale = theme, text_scale
        self._show_sign()

    def _show_sign(self) -> None:
        if self._theme is None:
            return
        size = scaled(18, self._scale)
        colour = str(getattr(self._theme, self._tone))
        picture = icon(_ICONS[self._tone], self._theme, size, colour)
        self._sign.setPixmap(picture.pixmap(QSize(size, size), self.devicePixelRatioF()))
