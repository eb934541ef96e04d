"""A sentence about what is out of the ordinary, with a triangle before it; or a quiet one about what to do."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from explorer.views.icons import icon
from explorer.views.style import scaled
from explorer.views.theme import Theme
from explorer.views.widgets.basics import label, set_role

__all__ = ["Notice"]

SIGN_SIZE = 18


class Notice(QWidget):
    """Hidden while it has nothing to say."""

    def __init__(self, text: str = "") -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self._sign = QLabel()
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        self._label = label("", "quiet", wraps=True)
        row.addWidget(self._label, 1)
        self.tell(text)

    @property
    def text(self) -> str:
        """What it says."""
        return self._label.text()

    def tell(self, text: str, is_warning: bool = False) -> None:
        """Say this, "" for nothing; a warning has the triangle and its colour."""
        if text != self._label.text():
            self._label.setText(text)
        set_role(self._label, "warning" if is_warning else "quiet")
        self._sign.setVisible(is_warning)
        self.setVisible(bool(text))

    def set_theme(self, theme: Theme, text_scale: float) -> None:
        """Recolour the triangle."""
        size = scaled(SIGN_SIZE, text_scale)
        picture = icon("warning", theme, size, theme.warning)
        self._sign.setPixmap(picture.pixmap(QSize(size, size), self.devicePixelRatioF()))
