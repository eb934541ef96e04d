"""The top of the Fit page: the model's text with models to begin with, and the loss."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from explorer.controller.learning.learned import Learned
from explorer.controller.learning.quick_models import QuickModel, quick_models
from explorer.export.loss_rows import total_row
from explorer.model.learn_settings import FitSettings
from explorer.views.editor import FormulaEditor
from explorer.views.formula_label import FormulaLabel
from explorer.views.panels.panel import Shown
from explorer.views.style import scaled
from explorer.views.theme import Theme
from explorer.views.widgets.basics import hairline, label
from explorer.views.widgets.number_edit import NumberEdit, stretch_width
from explorer.views.widgets.segments import Segments

__all__ = ["FitModelSection"]

LOSSES: Final = (
    ("squared", "Squared"),
    ("absolute", "Absolute"),
    ("huber", "Huber"),
    ("cross-entropy", "Cross-entropy"),
)
MOST_CHIPS: Final = 4


class FitModelSection(QWidget):
    """Setters down, signals up."""

    model_typed = Signal(str)
    model_settled = Signal()
    model_reverted = Signal()
    quick_chosen = Signal(object)
    loss_chosen = Signal(str)
    delta_entered = Signal(float)

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self._add_model(column)
        column.addWidget(hairline())
        self._add_loss(column)
        self._quick: tuple[QuickModel, ...] = ()
        self._row: tuple[object, ...] = ()

    def _add_model(self, column: QVBoxLayout) -> None:
        column.addWidget(label("Model", "section"))
        line = QHBoxLayout()
        line.setSpacing(8)
        self.head = label("ŷ =", "quiet")
        line.addWidget(self.head)
        self.editor = FormulaEditor("Model", 16)
        self.editor.text_edited.connect(self.model_typed)
        self.editor.committed.connect(self.model_settled)
        self.editor.reverted.connect(self.model_reverted)
        line.addWidget(self.editor, 1)
        column.addLayout(line)
        self.columns = label("", "quiet", wraps=True)
        column.addWidget(self.columns)
        chips = QGridLayout()
        chips.setSpacing(8)
        self.chips: list[QPushButton] = []
        for place in range(MOST_CHIPS):
            chip = QPushButton()
            chip.clicked.connect(lambda _checked=False, place=place: self._choose(place))
            chips.addWidget(chip, 0, place)
            self.chips.append(chip)
        column.addLayout(chips)

    def _add_loss(self, column: QVBoxLayout) -> None:
        column.addWidget(label("Loss", "section"))
        self.losses = Segments(LOSSES, "Loss")
        self.losses.chosen.connect(self.loss_chosen)
        column.addWidget(self.losses)
        line = QHBoxLayout()
        line.setSpacing(8)
        self.formula = FormulaLabel(token="loss")
        line.addWidget(self.formula, 1)
        self._delta_word = label("up to δ", "quiet")
        line.addWidget(self._delta_word)
        self.delta = NumberEdit("Where Huber's loss turns straight", 1e-9, 1e12)
        stretch_width(self.delta, 5)
        self.delta.value_entered.connect(self.delta_entered)
        line.addWidget(self.delta)
        column.addLayout(line)

    def show_values(self, shown: Shown) -> None:
        """The settings as they are."""
        fit, learned = shown.document.learn.fit, shown.results.learned
        self.editor.set_text(fit.model)
        if learned.problem is None:
            self.editor.set_good()
        else:
            self.editor.set_error(learned.problem.start, learned.problem.end)
        self._show_columns(learned)
        self.losses.set_chosen(fit.loss)
        classes = learned.used is not None and learned.used.is_classes
        self.losses.set_enabled_choice(
            "cross-entropy", classes or fit.loss == "cross-entropy", "The target is no class"
        )
        self._show_formula(fit, learned)

    def _show_columns(self, learned: Learned) -> None:
        used = learned.used
        self._quick = quick_models(used) if used is not None else ()
        for place, chip in enumerate(self.chips):
            chip.setVisible(place < len(self._quick))
            if place < len(self._quick):
                model = self._quick[place]
                chip.setText(model.word)
                chip.setEnabled(not model.obstacle)
                chip.setToolTip(model.obstacle or model.text)
        if used is None:
            self.columns.setText("")
            return
        names = ", ".join(used.inputs[:6]) + (", …" if len(used.inputs) > 6 else "")
        what = f"Column {names} predicts" if len(used.inputs) == 1 else f"Columns {names} predict"
        self.columns.setText(f"{what} {used.target}; every other name is a parameter.")

    def _show_formula(self, fit: FitSettings, learned: Learned) -> None:
        is_huber = fit.loss == "huber"
        for widget in (self._delta_word, self.delta):
            widget.setVisible(is_huber)
        self.delta.set_value(fit.delta)
        key = (fit.loss, fit.l1, fit.l2, fit.delta)
        if learned.loss is not None and key != self._row:
            self._row = key
            self.formula.set_row(total_row(learned.loss))

    def set_theme(self, theme: Theme, text_scale: float) -> None:
        """Recolour editor and formula."""
        self.editor.set_theme(theme, text_scale)
        self.formula.set_theme(theme)
        self.formula.set_pixel_size(scaled(18, text_scale))

    def _choose(self, place: int) -> None:
        if place < len(self._quick):
            self.quick_chosen.emit(self._quick[place])
