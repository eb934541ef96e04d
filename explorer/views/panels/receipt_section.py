"""The section of the Descent panel called Receipt: the step at the playhead, taken apart."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from explorer.controller.intents import Intents
from explorer.controller.studies.lettering import row_in_letter, said_in
from explorer.controller.studies.receipt import ReceiptAnswer
from explorer.core.expression.text import name_text
from explorer.core.optim.finding_words import number_words
from explorer.export.receipt_rows import named_number, step_with_numbers, term_row
from explorer.views.formula_label import FormulaLabel
from explorer.views.panels.panel import Shown
from explorer.views.panels.receipt_table import ReceiptTable
from explorer.views.style import scaled
from explorer.views.theme import Theme
from explorer.views.widgets.basics import Card, label

__all__ = ["ReceiptSection"]

EMPTY = "Drop a ball: its steps appear here."
RESTS_AFTER = 120  # milliseconds without another step, then numbers are put into the formula
MOST_LINES = 3
RATES = ("η", "τ")
SMALL_LETTERS = {"t": "ₜ", "n": "ₙ", "∞": "∞"}


class ReceiptSection(QWidget):
    """Values by :meth:`show_values`, wishes through the intents."""

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(label("Receipt", "section"))
        self.step = label("", "quiet")
        head.addWidget(self.step)
        head.addStretch(1)
        column.addLayout(head)
        self.message = label(EMPTY, "quiet", wraps=True)
        column.addWidget(self.message)
        self._body = QWidget()
        body = QVBoxLayout(self._body)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(8)
        column.addWidget(self._body)
        body.addWidget(self._make_card())
        self.table = ReceiptTable()
        body.addWidget(self.table)
        self.others = label("", "quiet", wraps=True)
        body.addWidget(self.others)
        reason = QHBoxLayout()
        reason.setSpacing(10)
        reason.addWidget(label("Why", "section"), 0, Qt.AlignmentFlag.AlignTop)
        self.why = label("", "", wraps=True)
        reason.addWidget(self.why, 1)
        body.addLayout(reason)
        self.scale = label("", "quiet", wraps=True)
        body.addWidget(self.scale)
        self._body.hide()
        self._answer: ReceiptAnswer | None = None
        self._formula: tuple[object, ...] = ()
        self._colours: dict[str, str] = {}
        self._theme: Theme | None = None
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(RESTS_AFTER)
        self._rest.timeout.connect(self._put_numbers_in)

    def _make_card(self) -> Card:
        self.card = Card()
        self.card.body.setSpacing(6)
        line = QHBoxLayout()
        line.setSpacing(16)
        self.formula, self.rate = FormulaLabel(), FormulaLabel()
        line.addStretch(1)
        line.addWidget(self.formula)
        line.addSpacing(8)
        line.addWidget(self.rate)
        line.addStretch(1)
        self.card.body.addLayout(line)
        self.lines = tuple(FormulaLabel() for _ in range(MOST_LINES))
        for formula in self.lines:
            formula.set_token("text2")
            self.card.body.addWidget(formula)
        return self.card

    def wire(self, intents: Intents, run_action: Callable[[str], None]) -> None:
        """Connect what it emits; called once."""
        del run_action
        self.table.hovered.connect(lambda key: intents.show_step(emphasis=key))

    def show_values(self, shown: Shown) -> None:
        """Show the step, or the sentence why there is none."""
        answer = shown.answer("receipt")
        if isinstance(answer, ReceiptAnswer) and self._theme is not None:
            colours = _colours(self._theme, answer, shown)
            if answer is not self._answer or colours != self._colours:
                self._show_answer(answer, colours)
        else:
            self._answer = None
            self._show_message(shown.failure("receipt") or EMPTY)
        self.table.set_emphasis(shown.view.emphasis)

    def set_theme(self, theme: Theme, text_scale: float) -> None:
        """Take colours and type."""
        self._theme = theme
        for formula, size in ((self.formula, 21), (self.rate, 18), *((line, 15) for line in self.lines)):
            formula.set_theme(theme)
            formula.set_pixel_size(scaled(size, text_scale))
        self.table.set_theme(theme, text_scale)
        self._colours = {}

    def _show_message(self, message: str) -> None:
        self.step.setText("")
        self.message.setText(message)
        self.message.show()
        self._body.hide()

    def _show_answer(self, answer: ReceiptAnswer, colours: dict[str, str]) -> None:
        self._answer, recoloured = answer, colours != self._colours
        self._colours = colours
        if answer.formula is None or self._theme is None:
            self._show_message(answer.message)
            return
        self.message.hide()
        self.step.setText(f"{answer.title}, step {answer.step - 1} → {answer.step}")
        self.card.set_bar_colour(self._theme.meaning(answer.colour))
        numbers = dict(answer.numbers)
        rate = next((name for name in RATES if name in numbers), "")
        formula = (answer.formula, rate, numbers.get(rate, ""), answer.letter)
        if formula != self._formula or recoloured:
            self._formula = formula
            self.formula.set_formula(row_in_letter(term_row("Δ", answer.formula), answer.letter), colours)
            self.rate.set_formula(named_number(rate, numbers[rate]) if rate else (), colours)
            self.rate.setVisible(bool(rate))
        self.table.set_rows(answer.variables, answer.rows, colours)
        told = [f"{_written(name)} = {number}" for name, number in answer.numbers if name != rate]
        self.others.setText(f"With {', '.join(told)}." if told else "")
        self.others.setVisible(bool(told))
        self.why.setText(answer.why)
        self.scale.setText(said_in(_scale_words(answer), answer.letter))
        self._body.show()
        self._rest.start()

    def _put_numbers_in(self) -> None:
        """The formula of the step once more, with this step's numbers; typeset only while the playhead rests."""
        answer = self._answer
        if answer is None or answer.formula is None:
            return
        for index, formula in enumerate(self.lines):
            formula.setVisible(index < len(answer.variables))
            if index < len(answer.variables):
                name = answer.variables[index]
                row = step_with_numbers("Δ", name, answer.formula, answer.inputs[index], answer.results[index])
                formula.set_formula(row_in_letter(row, answer.letter), self._colours)


def _colours(theme: Theme, answer: ReceiptAnswer, shown: Shown) -> dict[str, str]:
    """The axes' colours for their names, the gradient's for ∇f, the run's for the step, held grey for the rest."""
    found = dict.fromkeys(answer.variables, theme.held)
    found |= dict(zip(shown.results.axes, (theme.x, theme.y), strict=False))
    found = {name: colour for name, colour in found.items() if name in answer.variables}
    return found | {"∇f": theme.gradient, "Δ": theme.meaning(answer.colour)}


def _written(name: str) -> str:
    """A symbol in a line of text, its index below the line where there is such a letter."""
    letter, _, index = name.partition("_")
    return letter + SMALL_LETTERS[index] if index in SMALL_LETTERS else name_text(name)


def _scale_words(answer: ReceiptAnswer) -> str:
    if not answer.figures:
        return "Arrows are drawn on the map of a function of two variables."
    what = "the step and its parts" if len(answer.figures) > 2 else "the step"
    drawn = "true to scale" if answer.magnified == 1 else f"{number_words(answer.magnified)} times as long"
    return f"On the map {what}, {drawn}; −∇f shows a direction only. Point at a row or at an arrow."
