"""The foot of the Fit page: the scale of the inputs, penalties on the parameters, rows set aside."""

from __future__ import annotations

import math
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from explorer.controller.studies.optimum import OptimumAnswer
from explorer.core.numbers import format_value
from explorer.views.panels.panel import Shown
from explorer.views.style import scaled
from explorer.views.theme import Theme
from explorer.views.widgets.basics import hairline, label
from explorer.views.widgets.value_slider import ValueSlider

__all__ = ["FitDataSection", "condition_words"]

MOST_ASIDE: Final = 0.8
MOST_PENALTY: Final = 1.0
ROUND: Final = 1.5
LONG: Final = 30.0
NAME_WIDTH: Final = 78


class FitDataSection(QWidget):
    """Setters down, signals up."""

    standardised_chosen = Signal(bool)
    penalty_moved = Signal(str, float)
    penalty_released = Signal()
    aside_moved = Signal(float)
    aside_released = Signal()

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(label("Scale of the inputs", "section"))
        self.standardised = QCheckBox("Standardise: mean 0, deviation 1")
        self.standardised.clicked.connect(self.standardised_chosen)
        column.addWidget(self.standardised)
        self.condition = label("", "", wraps=True)
        column.addWidget(self.condition)
        column.addWidget(hairline())
        column.addWidget(label("Penalties on large parameters", "section"))
        self.penalties: dict[str, ValueSlider] = {}
        for name, title in (("l1", "L1: λ Σ|p|"), ("l2", "L2: λ Σp²")):
            slider = ValueSlider(title, with_range=False)
            slider.value_changed.connect(lambda value, name=name: self.penalty_moved.emit(name, value))
            slider.released.connect(self.penalty_released)
            self.penalties[name] = slider
            column.addWidget(slider)
        column.addWidget(hairline())
        column.addWidget(label("Rows set aside", "section"))
        self.aside = ValueSlider("Share", with_range=False)
        self.aside.value_changed.connect(self.aside_moved)
        self.aside.released.connect(self.aside_released)
        column.addWidget(self.aside)
        self.parts = label("", "quiet", wraps=True)
        column.addWidget(self.parts)

    def show_values(self, shown: Shown, optimum: OptimumAnswer | None) -> None:
        """The settings, and how round the bowl is."""
        data, fit, used = shown.document.learn.data, shown.document.learn.fit, shown.results.learned.used
        self.standardised.setChecked(data.standardised)
        self.condition.setText("" if optimum is None else condition_words(optimum, data.standardised))
        self.condition.setVisible(bool(self.condition.text()))
        for name, slider in self.penalties.items():
            value = float(getattr(fit, name))
            slider.set_values(value, 0.0, max(MOST_PENALTY, value), 0.001)
        self.aside.set_values(data.validation, 0.0, MOST_ASIDE, 0.01)
        if used is not None:
            aside = 0 if used.validation is None else len(used.validation)
            told = f"{len(used.training):,} rows are fitted, {aside:,} are set aside to judge the fit by."
            self.parts.setText(told if aside else f"All {len(used.training):,} rows are fitted, none is set aside.")

    def set_theme(self, theme: Theme, text_scale: float) -> None:
        """Names of one width."""
        for slider in (*self.penalties.values(), self.aside):
            slider.name_label.setMinimumWidth(scaled(NAME_WIDTH, text_scale))


def condition_words(optimum: OptimumAnswer, standardised: bool) -> str:
    """``Condition number 1 240 → 1.0: the bowl is round.``"""
    raw, scale = optimum.raw, optimum.standardised
    if math.isnan(raw) and math.isnan(scale):
        return optimum.condition_note
    if math.isnan(scale) or math.isnan(raw):
        known = raw if math.isnan(scale) else scale
        return f"Condition number {_told(known)}: {_shape(known)}. {optimum.condition_note}".strip()
    if standardised:
        return f"Condition number {_told(raw)} → {_told(scale)}: {_shape(scale)}."
    return f"Condition number {_told(raw)}: {_shape(raw)}. Standardised it would be {_told(scale)}."


def _told(number: float) -> str:
    if math.isinf(number):
        return "∞"
    if number >= 1e6:
        return format_value(number, 2)
    return f"{number:,.0f}".replace(",", "\N{THIN SPACE}") if number >= 100 else f"{number:.1f}"


def _shape(number: float) -> str:
    if math.isinf(number):
        return "a valley without an end"
    if number < ROUND:
        return "the bowl is round"
    return "the bowl is longer than wide" if number < LONG else "the bowl is a long narrow valley"
