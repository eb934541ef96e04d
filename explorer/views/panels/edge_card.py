"""One number of a network's passes explained: its formula, the same with numbers, and what it comes to."""

from __future__ import annotations

import math

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from explorer.controller.learning.network_picture import NetworkPicture, plain_name
from explorer.controller.studies.network_pass import NetworkPassAnswer
from explorer.core.learn.network_trace import StepPlace
from explorer.core.numbers import format_value
from explorer.export.formula_rows import FormulaRow
from explorer.export.pass_rows import mean_slope_row, step_numbers_row, step_row
from explorer.views.fonts import ui_font
from explorer.views.formula_label import FormulaLabel
from explorer.views.panels.panel import Shown
from explorer.views.style import scaled
from explorer.views.theme import Theme
from explorer.views.widgets.basics import Card, label

__all__ = ["EdgeCard"]

EMPTY = "Choose a weight in the diagram; its gradient is worked out here."
TITLES = {
    "sum": "One neuron, forward: the weighted sum",
    "activation": "One neuron, forward: the activation",
    "loss": "The loss",
    "delta": "One neuron, backward",
    "weight slope": "One edge, backward",
    "bias slope": "One bias, backward",
}
RESTS_AFTER = 60  # numbers are typeset once the playhead has stood still for so many milliseconds
_COLOURS = {"sum": "text", "activation": "text", "loss": "loss"}


class EdgeCard(QWidget):
    """A section title over a card; ``show_values`` with what the network's study knows."""

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.title = label(TITLES["weight slope"], "section")
        self.message = label(EMPTY, "quiet", wraps=True)
        column.addWidget(self.title)
        column.addWidget(self.message)
        column.addWidget(self._make_card())
        self._answer: NetworkPassAnswer | None = None
        self._formulas: tuple[object, ...] = ()
        self._theme: Theme | None = None
        self._scale = 1.0
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(RESTS_AFTER)
        self._rest.timeout.connect(self._put_numbers_in)
        self.card.hide()

    def _make_card(self) -> Card:
        self.card = Card()
        self.card.body.setSpacing(4)
        self.place = label("", "quiet", wraps=True)
        self.before, self.before_numbers = FormulaLabel(), FormulaLabel(token="text2")
        self.formula, self.numbers = FormulaLabel(), FormulaLabel(token="text2")
        self.result = QLabel()
        self.foot = label("", "quiet", wraps=True)
        for part in (self.place, self.before, self.before_numbers, self.formula):
            self.card.body.addWidget(part)
        line = QHBoxLayout()
        line.setSpacing(12)
        line.addWidget(self.numbers, 1)
        line.addWidget(self.result, 0, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.card.body.addLayout(line)
        self.card.body.addWidget(self.foot)
        return self.card

    def show_values(self, shown: Shown) -> None:
        """Explain the step at work or the chosen weight, or say why nothing is."""
        answer = shown.answer("network_pass")
        if not isinstance(answer, NetworkPassAnswer) or answer.picture is None or answer.place is None:
            self._answer, self._formulas = None, ()
            told = answer.message if isinstance(answer, NetworkPassAnswer) else shown.failure("network_pass")
            self._show_message(told or EMPTY)
        elif answer is not self._answer:
            first = self._answer is None
            self._answer = answer
            self._show_answer(answer, answer.picture, answer.place, first)

    def set_theme(self, theme: Theme, text_scale: float) -> None:
        """Take colours and type."""
        self._theme, self._scale = theme, text_scale
        for formula, size in ((self.before, 21), (self.formula, 21), (self.before_numbers, 15), (self.numbers, 15)):
            formula.set_theme(theme)
            formula.set_pixel_size(scaled(size, text_scale))
        self.result.setFont(ui_font(scaled(22, text_scale), 600))
        self._colour()

    # Showing

    def _show_message(self, message: str) -> None:
        self.title.setText(TITLES["weight slope"])
        self.message.setText(message)
        self.message.show()
        self.card.hide()

    def _show_answer(self, answer: NetworkPassAnswer, picture: NetworkPicture, place: StepPlace, first: bool) -> None:
        self.message.hide()
        self.title.setText(TITLES[place.kind])
        self.place.setText(_place_words(picture, place))
        self.foot.setText(_foot_words(answer, picture, place))
        self.foot.setVisible(bool(self.foot.text()))
        value = _value(answer, picture, place)
        self.result.setText("" if math.isnan(value) else format_value(value))
        self.result.setVisible(not math.isnan(value))
        formulas = (place, picture.sizes, picture.activations, picture.loss_name, picture.inputs, picture.is_batch)
        if formulas != self._formulas:
            self._formulas = formulas
            self._write(answer, picture, place)
            self._put_numbers_in()
        elif first:
            self._put_numbers_in()
        else:
            self._rest.start()
        self._colour()
        self.card.show()

    def _write(self, answer: NetworkPassAnswer, picture: NetworkPicture, place: StepPlace) -> None:
        """The formulas in letters."""
        *before, last = (*(step_row(step, answer.names) for step in answer.steps),) or (_of_batch(picture, place),)
        _set(self.before, before[0] if before else None)
        _set(self.formula, last)

    def _put_numbers_in(self) -> None:
        answer = self._answer
        steps = answer.steps if answer is not None else ()
        self.before_numbers.setVisible(len(steps) > 1)
        self.numbers.setVisible(bool(steps))
        if answer is None or not steps:
            return
        if len(steps) > 1:
            self.before_numbers.set_row(step_numbers_row(steps[0], answer.names))
        self.numbers.set_row(step_numbers_row(steps[-1], answer.names, with_result=False))

    def _colour(self) -> None:
        place = self._answer.place if self._answer is not None else None
        if self._theme is not None and place is not None:
            core = getattr(self._theme, _COLOURS.get(place.kind, "gradient"))
            self.card.set_bar_colour(core)
            self.result.setStyleSheet(f"color: {core};")


def _set(shown: FormulaLabel, row: FormulaRow | None) -> None:
    shown.setVisible(row is not None)
    if row is not None:
        shown.set_row(row)


def _of_batch(picture: NetworkPicture, place: StepPlace) -> FormulaRow | None:
    """The mean that a gradient of the batch is; None for other numbers, whose formulas hold for one sample alone."""
    if "slope" not in place.kind:
        return None
    delta = f"δ_{place.layer}{',' if max(picture.sizes) > 9 else ''}{place.neuron}"
    origin = place.origin - 1 if place.origin else picture.sizes[place.layer - 1]
    name = picture.edge_name(place.layer, place.neuron - 1, origin)
    return mean_slope_row(name, delta, picture.node_name(place.layer - 1, origin) if place.origin else "")


def _value(answer: NetworkPassAnswer, picture: NetworkPicture, place: StepPlace) -> float:
    if answer.steps:
        return answer.steps[-1].value
    layer, neuron = place.layer - 1, place.neuron - 1
    if place.kind == "loss":
        return picture.loss
    if place.kind == "weight slope":
        return float(picture.weight_slopes[layer][neuron, place.origin - 1])
    found = {
        "sum": picture.sums,
        "activation": picture.values[1:],
        "delta": picture.deltas,
        "bias slope": picture.bias_slopes,
    }[place.kind]
    return float(found[layer][neuron])


def _place_words(picture: NetworkPicture, place: StepPlace) -> str:
    whose = f"Mean of {picture.samples:,} samples" if picture.is_batch else "This sample"
    if place.kind == "loss":
        return f"{whose}: how far off the network is"
    name = plain_name(picture.node_name(place.layer, place.neuron - 1))
    if place.kind == "weight slope":
        origin = plain_name(picture.node_name(place.layer - 1, place.origin - 1))
        return f"{whose}, edge {origin} → {name}"
    return f"{whose}, " + ("bias of " if place.kind == "bias slope" else "neuron ") + name


def _foot_words(answer: NetworkPassAnswer, picture: NetworkPicture, place: StepPlace) -> str:
    if picture.is_batch:
        return "" if "slope" in place.kind else "Choose One above the diagram to see it with its formula."
    if "slope" not in place.kind or picture.samples < 2:
        return ""
    told = "" if math.isnan(answer.batch_slope) else f", {format_value(answer.batch_slope)},"
    return f"The batch gradient{told} is the mean of {picture.samples:,} of these."
