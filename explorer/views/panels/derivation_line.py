"""One step of a derivation, large: its rule, its sentence, the line before and the line after."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from explorer.export.formula_rows import FormulaRow
from explorer.views.fonts import ui_font
from explorer.views.formula_label import FormulaLabel
from explorer.views.style import scaled
from explorer.views.theme import Theme
from explorer.views.widgets.basics import label

__all__ = ["DerivationLine"]

FORMULA_SIZE, SENTENCE_SIZE = 23, 16


class _Lines(QWidget):
    """Lines as high as they are when broken to the width there is: a scroll area asks for no such height itself."""

    def __init__(self) -> None:
        super().__init__()
        self.labels: list[FormulaLabel] = []

    def fit(self) -> None:
        """Give every line its height."""
        for line in self.labels:
            line.setFixedHeight(line.heightForWidth(self.width()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width breaks the lines elsewhere."""
        self.fit()
        super().resizeEvent(event)


class DerivationLine(QWidget):
    """Setters down; ``numbers_toggled`` asks for the lines with the probe's numbers or without."""

    numbers_toggled = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(20, 10, 20, 8)
        outer.setSpacing(6)
        outer.addLayout(self._make_head())
        self.sentence = label("", wraps=True)
        self.sentence.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        outer.addWidget(self.sentence)
        lines = self._lines = _Lines()
        lines.setObjectName("page")
        column = QVBoxLayout(lines)
        column.setContentsMargins(0, 4, 0, 4)
        column.setSpacing(12)
        self.before, self.after = FormulaLabel(), FormulaLabel()
        for line in (self.before, self.after):
            line.set_wrapping(True)
            line.settled.connect(lines.fit)
            lines.labels.append(line)
            column.addWidget(line)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(lines)
        outer.addWidget(area, 1)

    def _make_head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(12)
        self.rule = label("", "section")
        self.held = label("", "quiet")
        self.numbers = QCheckBox("With the numbers at P")
        self.numbers.clicked.connect(self.numbers_toggled)
        row.addWidget(self.rule)
        row.addWidget(self.held)
        row.addStretch(1)
        row.addWidget(self.numbers)
        return row

    def set_texts(self, rule: str, held: str, sentence: str) -> None:
        """The rule's name, what is held constant, and what was done."""
        self.rule.setText(rule)
        self.held.setText(held)
        self.sentence.setText(sentence)
        self.sentence.setVisible(bool(sentence))

    def set_lines(self, before: FormulaRow | None, after: FormulaRow | None) -> None:
        """The line before the step and the line after it; None hides one."""
        for shown, row in ((self.before, before), (self.after, after)):
            shown.setVisible(row is not None)
            if row is not None:
                shown.set_row(row)

    def set_numbers(self, shown: bool, possible: bool) -> None:
        """Whether the numbers at P are put in, and whether they can be."""
        self.numbers.setChecked(shown)
        self.numbers.setEnabled(possible)

    def set_colours(self, colours: Mapping[str, str]) -> None:
        """The colour of each name."""
        for line in (self.before, self.after):
            line.set_colours(colours)

    def set_theme(self, theme: Theme, text_scale: float) -> None:
        """Recolour and resize."""
        self.setStyleSheet(f"QWidget#page {{ background: {theme.panel}; }}")
        self.sentence.setFont(ui_font(scaled(SENTENCE_SIZE, text_scale)))
        self.sentence.setStyleSheet(f"font-size: {scaled(SENTENCE_SIZE, text_scale)}px;")
        for line in (self.before, self.after):
            line.set_theme(theme)
            line.set_pixel_size(scaled(FORMULA_SIZE, text_scale))
