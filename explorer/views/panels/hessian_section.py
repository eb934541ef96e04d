"""The section of the Hessian at the probe: matrix, test, eigenvalues with their directions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from explorer.controller.studies.curvature import Bend, CurvatureAnswer
from explorer.core.expression.nodes import Node
from explorer.core.expression.printing import ExpressionTooLong
from explorer.core.expression.text import to_text
from explorer.core.numbers import format_value
from explorer.export.formula_rows import FormulaRow, join_rows
from explorer.export.matrix_rows import hessian_head, matrix_row, numbers_matrix
from explorer.views.formula_label import FormulaLabel
from explorer.views.style import scaled
from explorer.views.theme import Theme
from explorer.views.widgets.basics import Card, label

__all__ = ["HessianSection"]

WIDEST_COLUMN, WIDEST = 26, 40
EMPTY = "Type a function above; its Hessian at P appears here."
LOOKS = {"bends up": "solid", "bends down": "dashed", "does not bend": "dotted"}


class HessianSection(QWidget):
    """Setters down, ``eigenvectors_wanted`` up."""

    eigenvectors_wanted = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        self.title = label("Hessian at P", "section")
        column.addWidget(self.title)
        self.message = label(EMPTY, "quiet", wraps=True)
        column.addWidget(self.message)
        self.card = Card()
        self.card.body.setSpacing(8)
        self.symbols, self.numbers = FormulaLabel(), FormulaLabel()
        self.sentence = label("", "", wraps=True)
        self.aside = label("", "quiet", wraps=True)
        for widget in (self.symbols, self.numbers, self.sentence, self.aside):
            self.card.body.addWidget(widget)
        column.addWidget(self.card)
        self.bends = (label("", "", wraps=True), label("", "", wraps=True))
        for line in self.bends:
            column.addWidget(line)
        self.eigenvectors = QCheckBox("Eigenvectors at P")
        self.eigenvectors.clicked.connect(self.eigenvectors_wanted)
        column.addWidget(self.eigenvectors)
        self._entries: tuple[object, ...] = ()

    def set_answer(self, answer: CurvatureAnswer | None, message: str, colours: Mapping[str, str]) -> None:
        """Show how f bends at P, or the sentence why that is not known."""
        matrix = answer.hessian if answer is not None else None
        told = answer.message if answer is not None else message or EMPTY
        self.message.setText(told)
        self.message.setVisible(matrix is None)
        for widget in (self.card, self.eigenvectors, *self.bends):
            widget.setVisible(matrix is not None)
        if answer is None or matrix is None:
            return
        one = len(answer.axes) == 1
        self.title.setText("Second derivative at P" if one else "Hessian at P")
        self._show_symbols(answer, colours)
        numbers = [[format_value(value) for value in line] for line in matrix.tolist()]
        self.numbers.setVisible(not one)
        self.numbers.set_formula(join_rows((hessian_head(("P",)), numbers_matrix(numbers))), colours)
        self.sentence.setText(answer.sentence)
        self.aside.setText(answer.aside)
        self.eigenvectors.setVisible(not one)
        for number, line in enumerate(self.bends):
            line.setVisible(number < len(answer.bends) and not one)
            if number < len(answer.bends):
                line.setText(_bend_text(number, answer.bends[number]))

    def set_eigenvectors(self, shown: bool) -> None:
        """Whether the eigenvectors are drawn."""
        self.eigenvectors.setChecked(shown)

    def set_theme(self, theme: Theme, text_scale: float) -> None:
        """Recolour and resize the formulas."""
        self.card.set_bar_colour(theme.text2)
        for formula in (self.symbols, self.numbers):
            formula.set_theme(theme)
            formula.set_pixel_size(scaled(16, text_scale))

    def _show_symbols(self, answer: CurvatureAnswer, colours: Mapping[str, str]) -> None:
        state = (answer.entries, answer.axes, tuple(colours.items()))
        if state == self._entries:
            return
        self._entries = state
        row = symbolic_hessian(answer.axes, answer.entries)
        self.symbols.setVisible(row is not None)
        self.symbols.set_formula(row if row is not None else (), colours)


def symbolic_hessian(axes: Sequence[str], entries: Sequence[Node]) -> FormulaRow | None:
    """``H(x, y) = (…)`` where it fits the panel, else None."""
    size = len(axes)
    if size != 2 or len(entries) != size * size:
        return None
    try:
        lengths = [len(to_text(entry, WIDEST)) for entry in entries]
    except ExpressionTooLong:
        return None
    columns = [max(lengths[column::size]) for column in range(size)]
    if max(columns) > WIDEST_COLUMN or sum(columns) > WIDEST:
        return None
    rows = [entries[start : start + size] for start in range(0, len(entries), size)]
    return join_rows((hessian_head(axes), matrix_row(rows)))


def _bend_text(number: int, bend: Bend) -> str:
    direction = ", ".join(format_value(value, 2) for value in bend.direction)
    name = "λ₁λ₂"[2 * number : 2 * number + 2]
    return f"{name} = {format_value(bend.eigenvalue)} along ({direction}): {bend.word} ({LOOKS[bend.word]})"
