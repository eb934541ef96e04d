"""The page of the Approximate panel: both equations, the radius, and both errors at it."""

from __future__ import annotations

import math
from typing import Literal

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from explorer.controller.studies.approximation import ApproximationAnswer
from explorer.controller.studies.approximation_plots import order_text
from explorer.controller.studies.lettering import row_in_letter, said_in
from explorer.core.numbers import format_value
from explorer.export.approximation_rows import (
    linear_numbers_row,
    linear_row,
    quadratic_numbers_row,
    quadratic_row,
    second_partials_row,
)
from explorer.export.formula_rows import FormulaRow
from explorer.views.formula_label import FormulaLabel
from explorer.views.status_row import position
from explorer.views.style import scaled
from explorer.views.theme import Theme
from explorer.views.widgets.basics import Card, hairline, label
from explorer.views.widgets.notice import Notice
from explorer.views.widgets.value_slider import ValueSlider

__all__ = ["ApproximationPage", "EquationCard"]

EMPTY = "Type a function above; its tangent plane and its quadratic approximation appear here."
ERRORS = (("|f − L|, tangent", "linear"), ("|f − Q|, quadratic", "quadratic"))
PLANE, LINE = "Tangent plane L: value and slopes agree", "Tangent line L: value and slope agree"
ON_CIRCLE, ON_BOTH_SIDES = "largest error on the circle", "larger error of both sides"
Meaning = Literal["gradient", "loss"]


class EquationCard(Card):
    """A sentence with a switch, the equation in letters, the same with numbers, and a line more."""

    def __init__(self, meaning: Meaning, sentence: str, switch: str) -> None:
        super().__init__()
        self._meaning = meaning
        row = QHBoxLayout()
        row.setSpacing(8)
        self.sentence = label(sentence, "quiet", wraps=True)
        row.addWidget(self.sentence, 1)
        self.switch = QCheckBox("Draw")
        self.switch.setAccessibleName(switch)
        row.addWidget(self.switch, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(row)
        self.letters, self.numbers = FormulaLabel(), FormulaLabel()
        for formula in (self.letters, self.numbers):
            formula.set_wrapping(True)
            formula.settled.connect(self.fit)
            self.body.addWidget(formula)
        self.partials = FormulaLabel()
        self.bending = label("", "quiet", wraps=True)
        for line in (self.partials, self.bending):
            line.hide()
            self.body.addWidget(line)
        self.body.setSpacing(8)

    def fit(self) -> None:
        """Give both equations the height that they have when broken to the width there is."""
        for formula in (self.letters, self.numbers):
            formula.setFixedHeight(formula.heightForWidth(formula.width()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width breaks the equations elsewhere."""
        super().resizeEvent(event)
        QTimer.singleShot(0, self, self.fit)

    def set_bending(self, text: str) -> None:
        """The last line, "" for none."""
        if self.bending.text() != text:
            self.bending.setText(text)
        self.bending.setVisible(bool(text))

    def set_theme(self, theme: Theme, text_scale: float) -> None:
        """The bar in the colour of what is drawn."""
        self.set_bar_colour(theme.meaning(self._meaning))
        for formula, size in ((self.letters, 18), (self.numbers, 16), (self.partials, 16)):
            formula.set_theme(theme)
            formula.set_pixel_size(scaled(size, text_scale))


class ApproximationPage(QWidget):
    """Setters down, signals up."""

    drawn = Signal(str, bool)
    radius_moved = Signal(float)
    radius_released = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("page")
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 8, 20, 20)
        column.setSpacing(12)
        self.message, self.note = Notice(EMPTY), Notice()
        column.addWidget(self.message)
        column.addWidget(self.note)
        self.linear = EquationCard("gradient", PLANE, "Draw the tangent plane")
        self.quadratic = EquationCard(
            "loss", "Quadratic Q: second partials agree too", "Draw the quadratic approximation"
        )
        for name, card in (("linear", self.linear), ("quadratic", self.quadratic)):
            card.switch.clicked.connect(lambda on, name=name: self.drawn.emit(name, on))
            column.addWidget(card)
        self.errors = self._make_errors()
        column.addWidget(self.errors)
        column.addStretch(1)
        self._answer: ApproximationAnswer | None = None
        self._written: tuple[tuple[str, ...], str] = ((), "")
        self.letter = "f"

    def _make_errors(self) -> QWidget:
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(hairline())
        column.addWidget(label("How wrong, how far from P", "section"))
        self.radius = ValueSlider("r", logarithmic=True, with_range=False)
        self.radius.slider.setAccessibleName("Radius of the circle around P")
        self.radius.value_changed.connect(self._move_radius)
        self.radius.released.connect(self.radius_released)
        column.addWidget(self.radius)
        self._table = QGridLayout()
        self._table.setHorizontalSpacing(16)
        self._table.setVerticalSpacing(6)
        self._table.setColumnStretch(0, 1)
        self._where = label(ON_CIRCLE, "quiet")
        self._table.addWidget(self._where, 0, 0)
        self._table.addWidget(label("at r", "quiet"), 0, 1, Qt.AlignmentFlag.AlignRight)
        self._table.addWidget(label("grows", "quiet"), 0, 2, Qt.AlignmentFlag.AlignRight)
        self._table.addWidget(hairline(), 1, 0, 1, 3)
        self.cells: dict[str, tuple[QLabel, QLabel]] = {}
        self.titles: list[QLabel] = []
        for row, (title, name) in enumerate(ERRORS, 2):
            self.titles.append(label(title))
            self._table.addWidget(self.titles[-1], row, 0)
            cells = label("", "value"), label("", "value")
            for at, cell in enumerate(cells, 1):
                cell.setAccessibleName(f"{title}: {('error at r', 'order')[at - 1]}")
                self._table.addWidget(cell, row, at, Qt.AlignmentFlag.AlignRight)
            self.cells[name] = cells
        column.addLayout(self._table)
        self.halving = label("", "quiet", wraps=True)
        column.addWidget(self.halving)
        return part

    def _move_radius(self, value: float) -> None:
        if self._answer is not None:
            low, high = self._answer.radii
            self.radius_moved.emit(min(max(value, low), high))

    def show_switches(self, linear: bool, quadratic: bool) -> None:
        """What is drawn."""
        self.linear.switch.setChecked(linear)
        self.quadratic.switch.setChecked(quadratic)

    def show_answer(self, answer: ApproximationAnswer | None, sentence: str = "") -> None:
        """The equations and errors, or a sentence in their place."""
        if answer is not None and answer is self._answer:
            return
        self._answer = answer
        message = answer.message if answer is not None else sentence or EMPTY
        for part in (self.linear, self.quadratic, self.errors):
            part.setVisible(not message)
        self.message.tell(message, is_warning=answer is not None or bool(sentence))
        self.note.tell(answer.note if answer is not None else "", is_warning=True)
        if answer is not None and not message:
            self._show_equations(answer)
            self._show_errors(answer)

    def _show_equations(self, answer: ApproximationAnswer) -> None:
        axes = answer.axes
        if (axes, self.letter) != self._written:
            self._written = axes, self.letter
            self.linear.letters.set_row(_lettered(linear_row(axes), self.letter))
            self.quadratic.letters.set_row(_lettered(quadratic_row(axes), self.letter))
            self.linear.sentence.setText(said_in(PLANE if len(axes) > 1 else LINE, self.letter, has_plane=True))
            for title, (text, _cells) in zip(self.titles, ERRORS, strict=True):
                title.setText(said_in(text, self.letter, has_plane=True))
            self._where.setText(ON_CIRCLE if len(axes) > 1 else ON_BOTH_SIDES)
        place = [position(at) for at in answer.place]
        slopes = [format_value(slope) for slope in answer.slopes]
        self.linear.numbers.set_row(
            _lettered(linear_numbers_row(axes, format_value(answer.value), slopes, place), self.letter)
        )
        self.quadratic.set_bending(answer.bending)
        for formula in (self.quadratic.numbers, self.quadratic.partials):
            formula.setVisible(answer.has_quadratic)
        if answer.has_quadratic:
            self.quadratic.numbers.set_row(_lettered(_quadratic_numbers(answer, place), self.letter))
            bends = [[format_value(bend) for bend in row] for row in answer.bends]
            self.quadratic.partials.set_row(_lettered(second_partials_row(axes, bends), self.letter))

    def _show_errors(self, answer: ApproximationAnswer) -> None:
        self.radius.set_values(answer.radius, *answer.radii, 0.01)
        for name, error, order, exact in (
            ("linear", answer.linear, answer.linear_order, answer.linear_is_exact),
            ("quadratic", answer.quadratic, answer.quadratic_order, answer.quadratic_is_exact),
        ):
            told = "0, exact" if exact else format_value(error)
            for cell, text in zip(self.cells[name], (told, "" if exact else order_text(order)), strict=True):
                if cell.text() != text:
                    cell.setText(text)
        self.halving.setText(said_in(_halving(answer), self.letter, has_plane=True))
        self.halving.setVisible(bool(self.halving.text()))

    def set_colours(self, colours: dict[str, str]) -> None:
        """Colour the letters of the axes in all equations."""
        for card in (self.linear, self.quadratic):
            for formula in (card.letters, card.numbers, card.partials):
                formula.set_colours(colours)

    def set_theme(self, theme: Theme, text_scale: float) -> None:
        """Recolour the cards."""
        for part in (self.message, self.note):
            part.set_theme(theme, text_scale)
        self.linear.set_theme(theme, text_scale)
        self.quadratic.set_theme(theme, text_scale)


def _lettered(row: FormulaRow, letter: str) -> FormulaRow:
    return row_in_letter(row, letter, has_plane=True)


def _quadratic_numbers(answer: ApproximationAnswer, place: list[str]) -> FormulaRow:
    coefficients = [
        [format_value(bend * (0.5 if row == column else 1.0)) for column, bend in enumerate(bends)]
        for row, bends in enumerate(answer.bends)
    ]
    return quadratic_numbers_row(answer.axes, coefficients, place)


def _halving(answer: ApproximationAnswer) -> str:
    """What the orders mean, in numbers."""
    known = (
        ("L", answer.linear_order, answer.linear_is_exact),
        ("Q", answer.quadratic_order, answer.quadratic_is_exact),
    )
    parts = [
        f"the error of {letter} {_factor(order)} times smaller"
        for letter, order, exact in known
        if math.isfinite(order) and not exact
    ]
    return f"Close to P, half of r makes {' and '.join(parts)}." if parts else ""


def _factor(order: float) -> str:
    """2 to an order that was fitted, which is a whole number where it is near one."""
    whole = round(order)
    return f"{2.0 ** (whole if abs(order - whole) <= 0.1 else order):.3g}"
