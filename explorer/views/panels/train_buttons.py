"""The two buttons of training: from the first weights on, and back to them."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from explorer.views.icons import icon
from explorer.views.style import scaled
from explorer.views.theme import Theme
from explorer.views.widgets.basics import set_role

__all__ = ["TrainButtons"]


class TrainButtons(QWidget):
    """Setters down, signals up."""

    train_asked = Signal()
    again_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        self.train, self.again = QPushButton("Train"), QPushButton("Same start again")
        set_role(self.train, "primary")
        self.again.setToolTip("Back to the same first weights")
        self.train.clicked.connect(self.train_asked)
        self.again.clicked.connect(self.again_asked)
        row.addWidget(self.train)
        row.addWidget(self.again)
        row.addStretch(1)

    def set_values(self, steps: int, can_train: bool, can_rewind: bool) -> None:
        """How many steps will be made, and what is possible now."""
        self.train.setText(f"Train {steps:,} steps" if steps > 1 else "Train 1 step")
        self.train.setEnabled(can_train)
        self.again.setEnabled(can_rewind)

    def set_theme(self, theme: Theme, text_scale: float) -> None:
        """Recolour the signs."""
        size = scaled(16, text_scale)
        self.train.setIcon(icon("play", theme, size, theme.on_accent))
        self.again.setIcon(icon("refresh", theme, size, theme.text))
