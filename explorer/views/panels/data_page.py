"""The page of the Data panel: source, columns, preparation, and what to do with the data next."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from explorer.views.panels.data_columns_section import DataColumnsSection
from explorer.views.panels.data_source_section import DataSourceSection
from explorer.views.theme import Theme
from explorer.views.widgets.basics import hairline
from explorer.views.widgets.notice import Notice

__all__ = ["DataPage"]


class DataPage(QWidget):
    """Setters down, signals up; the sections have their own."""

    fit_asked = Signal()
    network_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("page")
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 8, 20, 20)
        column.setSpacing(12)
        self.source, self.columns, self.message = DataSourceSection(), DataColumnsSection(), Notice()
        column.addWidget(self.source)
        column.addWidget(self.message)
        self._line = hairline()
        column.addWidget(self._line)
        column.addWidget(self.columns)
        column.addWidget(hairline())
        row = QHBoxLayout()
        row.setSpacing(8)
        self.fit, self.network = QPushButton("Fit a model"), QPushButton("Train a network")
        self.fit.setProperty("role", "primary")
        self.fit.clicked.connect(self.fit_asked)
        self.network.clicked.connect(self.network_asked)
        row.addWidget(self.fit)
        row.addWidget(self.network)
        row.addStretch(1)
        column.addLayout(row)
        column.addStretch(1)

    def show_data(self, there_are: bool, problem: str) -> None:
        """Whether there are columns to choose among; what is wrong with the data."""
        self.message.tell(problem, is_warning=True)
        for widget in (self._line, self.columns):
            widget.setVisible(there_are)
        for button in (self.fit, self.network):
            button.setEnabled(there_are and not problem)

    def set_theme(self, theme: Theme, text_scale: float) -> None:
        """Hand the theme to the sections."""
        self.message.set_theme(theme, text_scale)
        self.source.set_theme(theme, text_scale)
        self.columns.set_theme(theme, text_scale)
