"""The page of the Sensitivity panel: axes, what lies outside them, a bar for every input."""

from __future__ import annotations

import math

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from explorer.controller.studies.lettering import said_in
from explorer.controller.studies.sensitivity import SensitivityAnswer
from explorer.core.expression.text import name_text
from explorer.core.numbers import format_value
from explorer.views.charts.bar_chart import Bar, BarChart
from explorer.views.icons import icon
from explorer.views.panels.nudge_section import NudgeSection
from explorer.views.panels.prediction_section import PredictionSection
from explorer.views.style import scaled
from explorer.views.theme import Theme
from explorer.views.widgets.basics import hairline, label, set_formula_line
from explorer.views.widgets.notice import Notice
from explorer.views.widgets.segments import Segments

__all__ = ["SensitivityPage"]

EMPTY = "Type a function above; how much each of its inputs matters appears here."
RAW = "Slope of f by each input at P."
SCALED = "Slope times the width of the input's range: by how much f would change across all of it."
KINDS = (("prediction", "ŷ by the features"), ("parameters", "L by the parameters"))
HELD = "The other variables are held at their sliders under the formula."


class SensitivityPage(QWidget):
    """Setters down, signals up."""

    axes_chosen = Signal(str, str)
    axes_swapped = Signal()
    scaling_chosen = Signal(bool)
    kind_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.letter = "f"
        self.setObjectName("page")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(20, 8, 20, 20)
        outer.setSpacing(12)
        self.kinds = Segments(KINDS, "Sensitivity of what")
        self.kinds.chosen.connect(self.kind_chosen)
        outer.addWidget(self.kinds)
        self.prediction = PredictionSection()
        outer.addWidget(self.prediction)
        self._function = QWidget()
        outer.addWidget(self._function)
        outer.addStretch(1)
        column = QVBoxLayout(self._function)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        self.message, self.note = Notice(EMPTY), Notice()
        column.addWidget(self.message)
        column.addWidget(self.note)
        column.addLayout(self._make_axes())
        self.held = label(HELD, "quiet", wraps=True)
        column.addWidget(self.held)
        self._body = QWidget()
        body = QVBoxLayout(self._body)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(12)
        body.addWidget(self._make_meter())
        body.addWidget(hairline())
        self._add_bars(body)
        body.addWidget(hairline())
        self.nudge = NudgeSection()
        body.addWidget(self.nudge)
        column.addWidget(self._body)
        self._answer: SensitivityAnswer | None = None
        self._is_scaled = False
        self.set_kind("", False)

    def set_kind(self, kind: str, has_choice: bool) -> None:
        """Whether the prediction is shown or the function, and whether there is a choice."""
        self.kinds.setVisible(has_choice)
        self.kinds.set_chosen(kind)
        shows_prediction = has_choice and kind == "prediction"
        self.prediction.setVisible(shows_prediction)
        self._function.setVisible(not shows_prediction)

    def _make_axes(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self.first, self.second = QComboBox(), QComboBox()
        for words, box, name in (("Drawn across", self.first, "First axis"), ("up", self.second, "Second axis")):
            box.setAccessibleName(name)
            box.activated.connect(self._choose_axes)
            row.addWidget(label(words, "quiet"))
            row.addWidget(box, 1)
        self.swap = QPushButton("Swap")
        self.swap.setToolTip("Exchange the two axes")
        self.swap.clicked.connect(self.axes_swapped)
        row.addWidget(self.swap)
        return row

    def _make_meter(self) -> QFrame:
        self._pill = QFrame()
        self._pill.setObjectName("card")
        column = QVBoxLayout(self._pill)
        column.setContentsMargins(14, 10, 14, 10)
        column.setSpacing(6)
        row = QHBoxLayout()
        row.setSpacing(8)
        self._eye = QLabel()
        row.addWidget(self._eye)
        self.share = label("")
        row.addWidget(self.share, 1)
        column.addLayout(row)
        self.meter = BarChart("Share of the gradient outside the drawn plane")
        column.addWidget(self.meter)
        self.norm = label("", "quiet")
        column.addWidget(self.norm)
        return self._pill

    def _add_bars(self, column: QVBoxLayout) -> None:
        row = QHBoxLayout()
        row.addWidget(label("Sensitivity at P", "section"))
        row.addStretch(1)
        self.scaling = Segments((("raw", "raw"), ("scaled", "scaled by range")), "Sensitivity")
        self.scaling.chosen.connect(lambda key: self.scaling_chosen.emit(key == "scaled"))
        row.addWidget(self.scaling)
        column.addLayout(row)
        self.meaning = label(RAW, "quiet", wraps=True)
        column.addWidget(self.meaning)
        self.bars = BarChart("Sensitivity to every variable")
        column.addWidget(self.bars)
        self._parameters_title = label("Parameters", "quiet")
        column.addWidget(self._parameters_title)
        self.parameters = BarChart("Sensitivity to every parameter")
        column.addWidget(self.parameters)

    def show_axes(self, axes: tuple[str, ...], variables: tuple[str, ...]) -> None:
        """Which variables are drawn and which could be."""
        for box, name in zip((self.first, self.second), (*axes, "", "")[:2], strict=True):
            if [box.itemData(index) for index in range(box.count())] != list(variables):
                box.clear()
                for variable in variables:
                    box.addItem(name_text(variable), variable)
            box.setCurrentIndex(box.findData(name))
            box.setEnabled(len(variables) > 1)
        self.swap.setEnabled(len(axes) == 2)
        self.held.setVisible(len(variables) > 2)

    def show_answer(self, answer: SensitivityAnswer | None, is_scaled: bool, sentence: str = "") -> None:
        """Bars and numbers, or a sentence in their place."""
        if answer is not None and answer is self._answer and is_scaled == self._is_scaled:
            return
        self._answer, self._is_scaled = answer, is_scaled
        message = answer.message if answer is not None else sentence or EMPTY
        self._body.setVisible(not message)
        self.message.tell(message, is_warning=answer is not None or bool(sentence))
        self.note.tell(answer.note if answer is not None else "", is_warning=True)
        if answer is not None and not message:
            self._show_share(answer)
            self._show_bars(answer, is_scaled)
            self.nudge.show_answer(answer, self.letter)

    def _show_share(self, answer: SensitivityAnswer) -> None:
        share = answer.share_outside
        percent = f"{100 * share:.0f} %"
        if answer.norm == 0:
            told = "‖∇f‖ = 0"
        elif share == 0:
            told = f"All of ‖∇f‖ lies {'in the drawn plane' if len(answer.inputs) > 1 else 'along the drawn axis'}"
        else:
            told = f"{percent} of ‖∇f‖ lies outside the drawn plane"
        self.share.setText(said_in(told, self.letter))
        inside = answer.norm * math.sqrt(max(0.0, 1 - share * share))
        self.norm.setText(f"‖∇{self.letter}‖ = {format_value(answer.norm)}, in the drawn plane {format_value(inside)}")
        self.norm.setVisible(share > 0)
        self.meter.set_bars((Bar("outside", share, "gradient", percent),), (0.0, 1.0))

    def _show_bars(self, answer: SensitivityAnswer, is_scaled: bool) -> None:
        self.scaling.set_chosen("scaled" if is_scaled else "raw")
        self.meaning.setText(said_in(SCALED if is_scaled else RAW, self.letter))
        rows = [(row.name, row.scaled if is_scaled else row.slope, row.meaning) for row in answer.inputs]
        others = [(row.name, row.scaled if is_scaled else row.slope, "held") for row in answer.parameters]
        # One scale for both groups, so that bars can be compared.
        values = [0.0, *(value for _, value, _ in (*rows, *others) if value == value)]
        limits = (min(values), max(values))
        bars, others_bars = (
            tuple(Bar(_bar_name(name, is_scaled, self.letter), value, what) for name, value, what in group)
            for group in (rows, others)
        )
        self.bars.set_bars(bars, limits, others_bars)
        self.parameters.set_bars(others_bars, limits, bars)
        self._parameters_title.setVisible(bool(others))
        self.parameters.setVisible(bool(others))

    def set_theme(self, theme: Theme, text_scale: float) -> None:
        """Recolour what the style sheet cannot."""
        for part in (self.message, self.note):
            part.set_theme(theme, text_scale)
        for chart in (self.meter, self.bars, self.parameters):
            chart.set_theme(theme, text_scale)
        set_formula_line(self.share, 16, text_scale)
        set_formula_line(self.norm, 15, text_scale)
        size = scaled(18, text_scale)
        picture = icon("eye", theme, size, theme.text2).pixmap(QSize(size, size), self.devicePixelRatioF())
        self._eye.setPixmap(picture)
        self.nudge.set_theme(theme, text_scale)
        self.prediction.set_theme(theme, text_scale)

    def _choose_axes(self) -> None:
        first, second = str(self.first.currentData() or ""), str(self.second.currentData() or "")
        if first == second:
            self.axes_swapped.emit()
        else:
            self.axes_chosen.emit(first, second)


def _bar_name(name: str, is_scaled: bool, letter: str = "f") -> str:
    symbol = f"∂{letter}/∂{name_text(name)}"
    return f"{symbol} · range" if is_scaled else symbol
