"""A line at the foot of a view that tells what the picture above cannot show."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from explorer.views.icons import icon
from explorer.views.style import scaled
from explorer.views.theme import Theme
from explorer.views.widgets.basics import label

__all__ = ["FootLine"]


class FootLine(QWidget):
    """An eye and a sentence on a quiet ground; not there at all while there is nothing to tell."""

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 0, 16, 10)
        self._ground = QFrame()
        self._ground.setObjectName("footLine")
        row = QHBoxLayout(self._ground)
        row.setContentsMargins(8, 4, 8, 4)
        row.setSpacing(8)
        self._sign = label("")
        row.addWidget(self._sign)
        self._text = label("")
        self._text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._text.setWordWrap(True)
        row.addWidget(self._text, 1)
        column.addWidget(self._ground)
        self.hide()

    def text(self) -> str:
        """What is told."""
        return self._text.text()

    def tell(self, sentence: str) -> None:
        """Tell that; nothing for ""."""
        if sentence == self._text.text():
            return
        self._text.setText(sentence)
        self._ground.setAccessibleName(sentence)
        if bool(sentence) == self.isHidden():
            self.setVisible(bool(sentence))

    def set_theme(self, theme: Theme, text_scale: float) -> None:
        """Recolour ground and sign."""
        self._ground.setStyleSheet(f"QFrame#footLine {{ background: {theme.held_background}; border-radius: 4px; }}")
        size = scaled(18, text_scale)
        self._sign.setPixmap(icon("eye", theme, size, theme.text2).pixmap(size, size))
