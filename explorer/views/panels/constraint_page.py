"""The page of the Constraint panel: fields, how ∇f stands to ∇g at P, the stationary points."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from explorer.views.panels.constraint_field import ConstraintField
from explorer.views.theme import Theme
from explorer.views.widgets.basics import Card, hairline, label, set_formula_line
from explorer.views.widgets.search_state import SearchState
from explorer.views.widgets.value_table import TableRow, ValueTable

__all__ = ["ConstraintPage", "set_text"]

MOST = 2


def set_text(line: QLabel, text: str) -> None:
    """A line that is there only when it says something."""
    if line.text() != text:
        line.setText(text)
    if line.isHidden() == bool(text):
        line.setVisible(bool(text))


class ConstraintPage(QWidget):
    """Setters down, signals up."""

    example_chosen = Signal(str)
    add_asked = Signal()
    move_asked = Signal()
    follow_wanted = Signal(bool)
    point_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("page")
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 8, 20, 20)
        column.setSpacing(12)
        column.addWidget(label("f is looked at only where g = 0.", "quiet", wraps=True))
        self.fields = tuple(ConstraintField(index) for index in range(MOST))
        for field in self.fields:
            column.addWidget(field)
        column.addLayout(self._make_buttons())
        self.message = label("", "", wraps=True)
        column.addWidget(self.message)
        column.addWidget(self._make_card())
        self.follow = QCheckBox("Keep P on the constraint")
        self.follow.clicked.connect(self.follow_wanted)
        column.addWidget(self.follow)
        self._line = hairline()
        column.addWidget(self._line)
        self.state = SearchState()
        column.addWidget(self.state)
        self.table = ValueTable("Stationary points on the constraint")
        self.table.row_chosen.connect(self.point_chosen)
        column.addWidget(self.table)
        self.sentence = label("", "", wraps=True)
        column.addWidget(self.sentence)
        self.notes = label("", "quiet", wraps=True)
        column.addWidget(self.notes)
        column.addStretch(1)

    def _make_buttons(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(6)
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(label("Try", "quiet"))
        self.examples = tuple(QPushButton() for _ in range(3))
        for button in self.examples:
            button.clicked.connect(lambda _checked=False, button=button: self.example_chosen.emit(button.text()))
            row.addWidget(button)
        row.addStretch(1)
        column.addLayout(row)
        line = QHBoxLayout()
        self.add = QPushButton("Add constraint")
        self.add.clicked.connect(self.add_asked)
        line.addWidget(self.add)
        line.addStretch(1)
        column.addLayout(line)
        return column

    def _make_card(self) -> Card:
        self.card = Card()
        row = QHBoxLayout()
        row.setSpacing(12)
        self.relation = label("")
        row.addWidget(self.relation, 1)
        self.multiplier = label("")
        row.addWidget(self.multiplier)
        self.card.body.addLayout(row)
        self.meaning = label("", "quiet", wraps=True)
        self.card.body.addWidget(self.meaning)
        self.place = label("", "warning", wraps=True)
        self.card.body.addWidget(self.place)
        line = QHBoxLayout()
        self.move_button = QPushButton("Move P onto it")
        self.move_button.clicked.connect(self.move_asked)
        line.addWidget(self.move_button)
        line.addStretch(1)
        self.card.body.addLayout(line)
        return self.card

    def set_examples(self, texts: Sequence[str]) -> None:
        """What the buttons type."""
        for button, text in zip(self.examples, texts, strict=True):
            button.setText(text)

    def set_alignment(self, relation: str, multiplier: str, meaning: str, place: str) -> None:
        """How ∇f stands to ∇g at P; all of it empty hides the card."""
        self.card.setVisible(bool(relation or meaning))
        for line, text in (
            (self.relation, relation),
            (self.multiplier, multiplier),
            (self.meaning, meaning),
            (self.place, place),
        ):
            set_text(line, text)
        self.move_button.setVisible(bool(place))

    def set_points(self, heads: tuple[str, ...], rows: Sequence[TableRow], notes: Sequence[str]) -> None:
        """The table, and what it does not tell."""
        self.table.set_rows(heads, rows)
        self.table.setVisible(bool(rows))
        self._line.setVisible(bool(rows))
        set_text(self.notes, "\n".join(notes))

    def set_theme(self, theme: Theme, text_scale: float) -> None:
        """Recolour."""
        for field in self.fields:
            field.set_theme(theme, text_scale)
        self.card.set_bar_colour(theme.held)
        set_formula_line(self.relation, 18, text_scale)
        set_formula_line(self.multiplier, 20, text_scale)
        self.state.set_theme(theme, text_scale)
        self.table.set_theme(theme, text_scale)
