"""The middle of the Fit page: losses at P, at the optimum and of the run, ∂L by every parameter, and what to do."""

from __future__ import annotations

import math
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from explorer.controller.studies.fit import FitAnswer
from explorer.controller.studies.optimum import OptimumAnswer
from explorer.core.expression.text import name_text
from explorer.core.learn.loss import Loss
from explorer.core.numbers import format_value
from explorer.export.loss_rows import mean_numbers_row, mean_row
from explorer.views.fonts import ui_font
from explorer.views.icons import icon
from explorer.views.panels.panel import Shown
from explorer.views.panels.partials_panel import SlopeCard
from explorer.views.style import scaled
from explorer.views.theme import Theme
from explorer.views.widgets.basics import Card, label

__all__ = ["FitNumbersSection"]

MOST_OTHERS: Final = 6
SHARE: Final = "the mean of every row’s share"


class _LossLine:
    """A word, the loss of the fitted rows and that of the rows set aside, as three cells of a grid."""

    def __init__(self, grid: QGridLayout, row: int, words: str) -> None:
        self.words, self.value, self.aside = label(words, "quiet"), QLabel(), QLabel()
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        grid.addWidget(self.words, row, 0)
        grid.addWidget(self.value, row, 1, right)
        grid.addWidget(self.aside, row, 2, right)

    def show(self, value: float, aside: float, words: str = "") -> None:
        """These numbers; the line is hidden where there is none."""
        known = not math.isnan(value)
        if words:
            self.words.setText(words)
        self.value.setText(format_value(value))
        self.aside.setText("" if math.isnan(aside) else format_value(aside))
        for cell in (self.words, self.value, self.aside):
            cell.setVisible(known)

    def set_look(self, colour: str, size: int, text_scale: float) -> None:
        """Both numbers in a colour."""
        for cell, weight in ((self.value, 600), (self.aside, 500)):
            cell.setFont(ui_font(scaled(size, text_scale), weight))
            cell.setStyleSheet(f"color: {colour};")


class FitNumbersSection(QWidget):
    """Setters down, signals up."""

    minimum_asked = Signal()
    descent_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self._make_losses())
        column.addLayout(self._make_buttons())
        self.slope_x, self.slope_y = SlopeCard("x"), SlopeCard("y")
        column.addWidget(self.slope_x)
        column.addWidget(self.slope_y)
        self.others = label("", "quiet", wraps=True)
        column.addWidget(self.others)
        self._written: dict[int, tuple[object, ...]] = {}

    def _make_losses(self) -> Card:
        self.card = Card()
        grid = QGridLayout()
        self._grid = grid
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(0, 1)
        self._heads = (label("Loss of the fitted rows", "quiet"), label("set aside", "quiet"))
        grid.addWidget(self._heads[0], 0, 0, 1, 2, Qt.AlignmentFlag.AlignLeft)
        grid.addWidget(self._heads[1], 0, 2, Qt.AlignmentFlag.AlignRight)
        self.at_probe = _LossLine(grid, 1, "at P")
        self.at_step = _LossLine(grid, 2, "at the playhead")
        self.at_optimum = _LossLine(grid, 3, "at the optimum")
        self.card.body.addLayout(grid)
        return self.card

    def _make_buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self.descend, self.go = QPushButton("Descend from P"), QPushButton("Go to the minimum")
        self.descend.setProperty("role", "primary")
        self.descend.clicked.connect(self.descent_asked)
        self.go.clicked.connect(self.minimum_asked)
        row.addWidget(self.descend)
        row.addWidget(self.go)
        row.addStretch(1)
        return row

    def show_values(self, shown: Shown, fit: FitAnswer | None, optimum: OptimumAnswer | None) -> None:
        """Numbers at P; without an answer the last ones stay."""
        loss = shown.results.learned.loss
        found = None if optimum is None else optimum.found
        self.descend.setEnabled(loss is not None)
        self.go.setEnabled(found is not None)
        if optimum is None or found is None:
            self.at_optimum.show(math.nan, math.nan)
        else:
            self.at_optimum.show(found.value, optimum.validation)
        if fit is None or fit.message or loss is None:
            return
        self.at_probe.show(fit.value if not math.isnan(fit.value) else math.inf, fit.validation)
        if math.isnan(fit.value):
            self.at_probe.value.setText("undefined")
        self.at_step.show(*fit.run_values, f"run at {fit.run_words}")
        has_aside = not math.isnan(fit.validation)
        self._heads[1].setVisible(has_aside)
        self._grid.setHorizontalSpacing(18 if has_aside else 0)
        self._show_slopes(shown, loss, fit)

    def _show_slopes(self, shown: Shown, loss: Loss, fit: FitAnswer) -> None:
        axes, gradient, place = shown.results.axes, dict(fit.gradient), dict(fit.position)
        for index, (card, name) in enumerate(zip((self.slope_x, self.slope_y), (*axes, "", "")[:2], strict=True)):
            card.setVisible(name in gradient)
            if name not in gradient:
                continue
            key = (loss.trees, loss.kind, loss.l1, loss.l2, loss.delta, name)
            if self._written.get(index) != key:
                self._written[index] = key
                card.sentence.setText(f"Slope along {name_text(name)}: {SHARE}")
                card.formula.set_row(mean_row(loss, name))
            card.numbers.set_row(mean_numbers_row(loss, name, gradient[name], place[name]))
            card.result.setText(format_value(gradient[name]))
        others = [f"∂L/∂{name_text(n)} = {format_value(v)}" for n, v in fit.gradient if n not in axes]
        more = f", and {len(others) - MOST_OTHERS} more" if len(others) > MOST_OTHERS else ""
        self.others.setText("Held: " + ", ".join(others[:MOST_OTHERS]) + more if others else "")
        self.others.setVisible(bool(others))

    def set_theme(self, theme: Theme, text_scale: float) -> None:
        """Recolour cards and buttons."""
        self.card.set_bar_colour(theme.loss)
        self.at_probe.set_look(theme.loss, 20, text_scale)
        self.at_step.set_look(theme.text, 15, text_scale)
        self.at_optimum.set_look(theme.success, 15, text_scale)
        self.slope_x.set_theme(theme, text_scale)
        self.slope_y.set_theme(theme, text_scale)
        self.descend.setIcon(icon("play", theme, scaled(16, text_scale), theme.on_accent))
        self.go.setIcon(icon("target", theme, scaled(16, text_scale), theme.text))
