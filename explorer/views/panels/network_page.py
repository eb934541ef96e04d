"""The page of the Network panel: what it says of the data, one number explained, its shape, first weights, training."""

from __future__ import annotations

import math

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from explorer.controller.studies.network_decision import NetworkDecisionAnswer
from explorer.core.numbers import format_value
from explorer.views.data.data_plot import DataPlot
from explorer.views.panels.edge_card import EdgeCard
from explorer.views.panels.landscape_section import LandscapeSection
from explorer.views.panels.network_shape import NetworkShape
from explorer.views.panels.network_start import NetworkStart
from explorer.views.panels.network_training import NetworkTraining
from explorer.views.panels.panel import Shown
from explorer.views.panels.train_buttons import TrainButtons
from explorer.views.style import scaled
from explorer.views.theme import Theme
from explorer.views.widgets.basics import hairline, label
from explorer.views.widgets.notice import Notice

__all__ = ["NetworkPage", "right_words"]

PLOT_HEIGHT = 310


class NetworkPage(QWidget):
    """Setters down, signals up; the sections have their own."""

    row_chosen = Signal(int)
    mend_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("page")
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 8, 20, 20)
        column.setSpacing(12)
        self.message = Notice()
        column.addWidget(self.message)
        self.mend = QPushButton()
        self.mend.clicked.connect(self.mend_asked)
        column.addWidget(self.mend, 0, Qt.AlignmentFlag.AlignLeft)
        self.plot = DataPlot()
        self.plot.setAccessibleName("Data and decision")
        self.plot.point_chosen.connect(self.row_chosen)
        column.addWidget(self.plot)
        self.right = label("", "quiet", wraps=True)
        column.addWidget(self.right)
        self.buttons = TrainButtons()
        column.addWidget(self.buttons)
        self.edge, self.training = EdgeCard(), NetworkTraining()
        self.shape, self.start = NetworkShape(), NetworkStart()
        self.landscape = LandscapeSection()
        for section in (self.edge, self.training, self.landscape, self.shape, self.start):
            column.addWidget(hairline())
            column.addWidget(section)
        self._column = column
        column.addStretch(1)

    def add_section(self, section: QWidget) -> None:
        """One more section at the foot."""
        self._column.insertWidget(self._column.count() - 1, hairline())
        self._column.insertWidget(self._column.count() - 1, section)

    def tell_problem(self, sentence: str, mend: str, is_warning: bool = True) -> None:
        """Why there is no network, "" if there is one, and the words of the button that mends it ("" for none)."""
        self.message.tell(sentence, is_warning=bool(sentence) and is_warning)
        self.mend.setText(mend)
        self.mend.setVisible(bool(sentence and mend))

    def show_decision(self, answer: NetworkDecisionAnswer | None) -> None:
        """Picture and counts; while there is nothing new to show, the last picture stays."""
        if answer is None or answer.picture is None:
            if self.plot.picture is None:
                self.plot.set_picture(None)
            return
        self.plot.set_picture(answer.picture)
        self.right.setText(right_words(answer))

    def show_edge(self, shown: Shown) -> None:
        """The number explained."""
        self.edge.show_values(shown)

    def set_theme(self, theme: Theme, text_scale: float) -> None:
        """Hand the theme to the parts."""
        self.message.set_theme(theme, text_scale)
        self.plot.set_theme(theme)
        self.plot.set_text_scale(text_scale)
        self.plot.setFixedHeight(scaled(PLOT_HEIGHT, text_scale))
        for section in (self.buttons, self.edge, self.training, self.landscape, self.shape, self.start):
            section.set_theme(theme, text_scale)


def right_words(answer: NetworkDecisionAnswer) -> str:
    """``Training: L = 0.165, wrong 9 of 120. Set aside: L = 0.320, wrong 8 of 60.``"""
    told = f"Training: {_part(answer.loss, answer.wrong, answer.rows)}"
    if math.isnan(answer.validation):
        return told
    return f"{told} Set aside: {_part(answer.validation, answer.wrong_aside, answer.rows_aside)}"


def _part(loss: float, wrong: int, rows: int) -> str:
    counted = f"wrong {wrong:,} of {rows:,}" if wrong >= 0 else "1 row" if rows == 1 else f"{rows:,} rows"
    return f"L = {format_value(loss)}, {counted}."
