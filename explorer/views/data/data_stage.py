"""The stage of the Data panel: which two columns are drawn, what a click draws, and the picture."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QComboBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from explorer.views.data.data_plot import DataPlot
from explorer.views.theme import Theme
from explorer.views.widgets.basics import label
from explorer.views.widgets.segments import Segments

__all__ = ["DataStage"]

# In larger type what a click does and what is drawn stand below each other.
LARGE_TYPE = 1.2
DRAWING = (("", "Move"), ("point", "Draw points"))
DRAWING_CLASSES = (("", "Move"), ("1", "● Draw class 1"), ("0", "■ Draw class 0"))


class DataStage(QWidget):
    """Setters down, signals up."""

    columns_chosen = Signal(str, str)
    begin_asked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._head = QWidget()
        self._lines = QBoxLayout(QBoxLayout.Direction.LeftToRight, self._head)
        self._lines.setContentsMargins(20, 4, 20, 4)
        self._lines.setSpacing(8)
        row, columns = QHBoxLayout(), QHBoxLayout()
        for line in (row, columns):
            line.setSpacing(8)
            self._lines.addLayout(line)
        self._lines.setStretch(0, 1)
        self.points, self.classes = (
            Segments(DRAWING, "What a click does"),
            Segments(DRAWING_CLASSES, "What a click does"),
        )
        for segments in (self.points, self.classes):
            segments.set_chosen("")
            segments.chosen.connect(self._draw)
            row.addWidget(segments)
        row.addStretch(1)
        self.across, self.up = QComboBox(), QComboBox()
        for words, box in (("across", self.across), ("up", self.up)):
            box.setAccessibleName(f"Column {words}")
            box.activated.connect(self._choose)
            columns.addWidget(label(words, "quiet"))
            columns.addWidget(box)
        columns.addStretch(1)
        column.addWidget(self._head)
        self.plot = DataPlot()
        column.addWidget(self.plot, 1)
        column.addWidget(self._make_beginnings())

    def _make_beginnings(self) -> QWidget:
        self._beginnings = QWidget()
        row = QHBoxLayout(self._beginnings)
        row.setContentsMargins(20, 0, 20, 160)
        row.setSpacing(8)
        row.addStretch(1)
        self.beginnings: dict[str, QPushButton] = {}
        for key, text in (("line", "Make a line"), ("moons", "Make two moons"), ("open", "Open a file…")):
            button = QPushButton(text)
            button.clicked.connect(lambda _checked=False, key=key: self.begin_asked.emit(key))
            row.addWidget(button)
            self.beginnings[key] = button
        row.addStretch(1)
        return self._beginnings

    def set_columns(self, names: Sequence[str], titles: Sequence[str], drawn: tuple[str, str]) -> None:
        """The columns to choose among, and those that are drawn."""
        for box, name in zip((self.across, self.up), drawn, strict=True):
            if [box.itemData(place) for place in range(box.count())] != list(names):
                box.clear()
                for one, title in zip(names, titles, strict=True):
                    box.addItem(title, one)
            box.setCurrentIndex(max(box.findData(name), 0))

    def set_kind(self, there_are: bool, is_classes: bool, is_plane: bool) -> None:
        """Whether there are data, and whether a click draws classes or points of a curve."""
        self._head.setVisible(there_are)
        self._beginnings.setVisible(not there_are)
        shown, hidden = (self.classes, self.points) if is_classes and is_plane else (self.points, self.classes)
        hidden.hide()
        if shown.isHidden():
            shown.show()
            shown.set_chosen("")
            self.plot.set_draw(None)

    def set_theme(self, theme: Theme, text_scale: float) -> None:
        """Recolour."""
        ways = QBoxLayout.Direction
        self._lines.setDirection(ways.TopToBottom if text_scale > LARGE_TYPE else ways.LeftToRight)
        self.plot.set_theme(theme)
        self.plot.set_text_scale(text_scale)

    def _draw(self, key: str) -> None:
        self.plot.set_draw({"": None, "0": 0, "1": 1, "point": 0}[key])

    def _choose(self) -> None:
        self.columns_chosen.emit(str(self.across.currentData()), str(self.up.currentData()))
