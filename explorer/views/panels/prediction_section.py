"""How a prediction answers to its features: the row, ŷ, a bar for each slope, nudges, importance over the rows."""

from __future__ import annotations

import math
from typing import Final

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from explorer.controller.studies.prediction import FeatureRow, PredictionAnswer
from explorer.core.numbers import format_value
from explorer.views.charts.bar_chart import Bar, BarChart
from explorer.views.fonts import ui_font
from explorer.views.panels.feature_nudges import FeatureNudges
from explorer.views.style import scaled
from explorer.views.theme import Theme
from explorer.views.widgets.basics import Card, IconButton, hairline, label
from explorer.views.widgets.notice import Notice
from explorer.views.widgets.number_edit import NumberEdit, stretch_width
from explorer.views.widgets.segments import Segments

__all__ = ["PredictionSection"]

RAW: Final = "By how much ŷ changes for one unit more of the feature, in its own unit."
SCALED: Final = "Slope times the feature’s standard deviation: comparable whatever the units are."
LIMITS: Final = (
    "What it does not mean: no cause, only what this fit answers to. Features that move together share their "
    "importance in no fixed way. Where ŷ is saturated its slope is small however much the feature decides. What two "
    "features do only together is missed, and so is a kink far from the rows."
)


class PredictionSection(QWidget):
    """Setters down, signals up; ``row_chosen`` tells a place among the rows, -1 for their mean."""

    row_chosen = Signal(int)
    scaling_chosen = Signal(bool)
    feature_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        self._row, self._count = -1, 0
        column.addLayout(self._make_picker())
        self.message = Notice()
        column.addWidget(self.message)
        self._body = QWidget()
        body = QVBoxLayout(self._body)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(12)
        self._add_prediction(body)
        self._add_bars(body)
        body.addWidget(hairline())
        self.nudges = FeatureNudges()
        body.addWidget(self.nudges)
        body.addWidget(hairline())
        self._add_importance(body)
        column.addWidget(self._body)
        self._shown: tuple[PredictionAnswer, bool] | None = None

    def _make_picker(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(label("Row", "section"))
        self.back, self.next = IconButton("chevron-left", "Row before"), IconButton("chevron-right", "Row after")
        self.number = NumberEdit("Row", 1, 1e9)
        self.back.clicked.connect(lambda: self._step(-1))
        self.next.clicked.connect(lambda: self._step(1))
        self.number.value_entered.connect(lambda value: self.row_chosen.emit(round(value) - 1))
        self.of = label("", "quiet")
        self.mean = QPushButton("Mean row")
        self.mean.setCheckable(True)
        self.mean.clicked.connect(lambda: self.row_chosen.emit(-1 if self._row >= 0 else 0))
        for part in (self.back, self.number, self.next, self.of):
            row.addWidget(part)
        row.addStretch(1)
        row.addWidget(self.mean)
        return row

    def _add_prediction(self, column: QVBoxLayout) -> None:
        self.card = Card()
        row = QHBoxLayout()
        self.prediction, self.target = QLabel(), label("", "quiet")
        row.addWidget(self.prediction)
        row.addStretch(1)
        row.addWidget(self.target)
        self.card.body.addLayout(row)
        self.where = label("", "quiet", wraps=True)
        self.card.body.addWidget(self.where)
        column.addWidget(self.card)

    def _add_bars(self, column: QVBoxLayout) -> None:
        row = QHBoxLayout()
        row.addWidget(label("Slopes of ŷ", "section"))
        row.addStretch(1)
        self.scaling = Segments((("raw", "raw"), ("scaled", "per deviation")), "Slopes of the prediction")
        self.scaling.chosen.connect(lambda key: self.scaling_chosen.emit(key == "scaled"))
        row.addWidget(self.scaling)
        column.addLayout(row)
        self.meaning = label(RAW, "quiet", wraps=True)
        column.addWidget(self.meaning)
        self.bars = BarChart("Slope of the prediction by every feature")
        column.addWidget(self.bars)
        self.labels = label("", "quiet", wraps=True)
        column.addWidget(self.labels)
        charted = QHBoxLayout()
        charted.addWidget(label("Charted below along", "quiet"))
        self.feature = QComboBox()
        self.feature.setAccessibleName("Charted feature")
        self.feature.activated.connect(lambda place: self.feature_chosen.emit(self.feature.itemData(place)))
        charted.addWidget(self.feature, 1)
        column.addLayout(charted)

    def _add_importance(self, column: QVBoxLayout) -> None:
        column.addWidget(label("Importance over the rows", "section"))
        self.over = label("", "quiet", wraps=True)
        column.addWidget(self.over)
        self.importance = BarChart("Importance of every feature")
        column.addWidget(self.importance)
        self.limits = label(LIMITS, "quiet", wraps=True)
        column.addWidget(self.limits)

    def show_answer(self, answer: PredictionAnswer | None, is_scaled: bool, sentence: str = "") -> None:
        """Numbers and bars, or a sentence in their place."""
        if answer is None:
            self.message.tell(sentence)
            self._body.setVisible(False)
            self._shown = None
            return
        if self._shown is not None and self._shown[0] is answer and self._shown[1] == is_scaled:
            return
        self._shown = answer, is_scaled
        self._show_row(answer)
        self.message.tell(answer.message, is_warning=bool(answer.message))
        self._body.setVisible(not answer.message)
        if not answer.message:
            self._show_prediction(answer)
            self._show_bars(answer, is_scaled)
            self.nudges.show_answer(answer)

    def _show_row(self, answer: PredictionAnswer) -> None:
        self._row, self._count = answer.row, answer.count
        self.number.set_bounds(1, max(answer.count, 1))
        self.number.set_value(max(answer.row, 0) + 1)
        self.of.setText(f"of {answer.count:,}" if answer.count else "")
        self.mean.setChecked(answer.row < 0)
        self.back.setEnabled(answer.row > 0)
        self.next.setEnabled(answer.row + 1 < answer.count)

    def _show_prediction(self, answer: PredictionAnswer) -> None:
        self.prediction.setText(f"ŷ = {format_value(answer.prediction)}")
        self.target.setText(f"{'mean' if answer.row < 0 else 'measured'}: {format_value(answer.target)}")
        kind = "the probability of class 1, " if answer.is_classes and 0 <= answer.prediction <= 1 else ""
        self.where.setText(f"{kind}with the {_numbers_words(answer.where)}")

    def _show_bars(self, answer: PredictionAnswer, is_scaled: bool) -> None:
        self.scaling.set_chosen("scaled" if is_scaled else "raw")
        self.meaning.setText(SCALED if is_scaled else RAW)
        suffix = " · σ" if is_scaled else ""
        self.bars.set_bars(
            [Bar(f"{one.title}{suffix}", one.scaled if is_scaled else one.slope, _sign(one)) for one in answer.features]
        )
        self.importance.set_bars([Bar(one.title, one.importance, "gradient") for one in answer.features])
        rows = f"{answer.sampled:,} of the {answer.count:,} rows" if answer.sampled < answer.count else "all rows"
        self.over.setText(f"Mean size of slope times deviation over {rows}{_more(answer)}.")
        self.labels.setText(" ".join(filter(None, map(_label_words, answer.features))))
        self.labels.setVisible(bool(self.labels.text()))
        self._show_features(answer)

    def _show_features(self, answer: PredictionAnswer) -> None:
        choices = [(one.title, one.name) for one in answer.features]
        with QSignalBlocker(self.feature):
            if [(self.feature.itemText(i), self.feature.itemData(i)) for i in range(self.feature.count())] != choices:
                self.feature.clear()
                for title, name in choices:
                    self.feature.addItem(title, name)
            self.feature.setCurrentIndex(max(self.feature.findData(answer.feature), 0))
        self.feature.setEnabled(len(choices) > 1)

    def _step(self, step: int) -> None:
        self.row_chosen.emit(min(max(self._row + step, 0), max(self._count - 1, 0)))

    def set_theme(self, theme: Theme, text_scale: float) -> None:
        """Recolour what the style sheet cannot."""
        self.message.set_theme(theme, text_scale)
        self.card.set_bar_colour(theme.text)
        self.prediction.setFont(ui_font(scaled(20, text_scale), 600))
        for chart in (self.bars, self.importance):
            chart.set_theme(theme, text_scale)
        for button in (self.back, self.next):
            button.set_theme(theme, text_scale)
        stretch_width(self.number, 6)
        self.nudges.set_theme(theme, text_scale)


def _numbers_words(where: str) -> str:
    """``parameters at P``, ``first weights``, ``weights at step 60``."""
    if where == "at P":
        return f"parameters {where}"
    return where if where == "first weights" else f"weights at {where}"


def _sign(one: FeatureRow) -> str:
    """The colours of signs; what has no slope is grey."""
    return "held" if not math.isfinite(one.slope) or one.slope == 0 else "positive" if one.slope > 0 else "negative"


def _more(answer: PredictionAnswer) -> str:
    return f"; {answer.left_out} less important features are not listed" if answer.left_out else ""


def _label_words(one: FeatureRow) -> str:
    if not one.labels:
        return ""
    known = ", ".join(f"{place} {word}" for place, word in enumerate(one.labels[:4]))
    more = ", …" if len(one.labels) > 4 else ""
    return f"{one.title} is a column of labels ({known}{more}): between two of them its slope has no meaning."
