"""The page of the Direction panel: dial, angle and components, and both formulas of the slope along u."""

from __future__ import annotations

import math

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from explorer.controller.studies.direction import DirectionAnswer
from explorer.controller.studies.direction_pictures import MEANING
from explorer.controller.studies.lettering import row_in_letter
from explorer.core.analysis.direction import SpecialDirections
from explorer.core.numbers import format_value
from explorer.export.direction_rows import (
    DIRECTION,
    cosine_numbers_row,
    cosine_row,
    slope_numbers_row,
    slope_row,
)
from explorer.views.panels.partials_panel import SlopeCard
from explorer.views.theme import Theme
from explorer.views.widgets.basics import label
from explorer.views.widgets.dial import Dial
from explorer.views.widgets.number_edit import NumberEdit, stretch_width
from explorer.views.widgets.segments import Segments

__all__ = ["DirectionPage"]

EMPTY = "Type a function above; its slope in any direction appears here."
ONE = "With one variable there are two directions, forwards and back: the slope with either sign."
ZERO = "The direction (0, 0) points nowhere; give it a component that is not 0."
READING = "The tangent in the direction u lies in the tangent plane, however u is turned: the plane holds all of them."
CHOICES = (("up", "Steepest up"), ("down", "Steepest down"), ("level", "Along the level curve"))


class DirectionPage(QWidget):
    """Setters down, signals up. ``angle_entered`` ends at once what ``angle_moved`` follows."""

    angle_moved = Signal(float)
    angle_released = Signal()
    angle_entered = Signal(float)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("page")
        self._theme: Theme | None = None
        self._special = SpecialDirections(None, None, None, None)
        self._angle = 0.0
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 8, 20, 20)
        column.setSpacing(12)
        self.sentence = label(EMPTY, "quiet", wraps=True)
        column.addWidget(self.sentence)
        column.addWidget(self._make_dial_row())
        column.addWidget(self._make_entry())
        self.problem = label("", "error", wraps=True)
        self.problem.hide()
        column.addWidget(self.problem)
        self.both_ways = Segments((("0", "u = +1"), ("180", "u = −1")), "Direction")
        self.both_ways.chosen.connect(lambda key: self.angle_entered.emit(float(key)))
        column.addWidget(self.both_ways, 0, Qt.AlignmentFlag.AlignLeft)
        self.slope, self.cosine = SlopeCard(MEANING), SlopeCard("gradient")
        for card in (self.slope, self.cosine):
            column.addWidget(card)
        self.set_letter("f")
        self.reading = label(READING, "quiet", wraps=True)
        column.addWidget(self.reading)
        column.addStretch(1)

    def _make_dial_row(self) -> QWidget:
        self._dial_row = QWidget()
        row = QHBoxLayout(self._dial_row)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        self.dial = Dial()
        self.dial.angle_moved.connect(self.angle_moved)
        self.dial.released.connect(self.angle_released)
        row.addWidget(self.dial)
        buttons = QVBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        self.buttons = {key: QPushButton(text) for key, text in CHOICES}
        for key, button in self.buttons.items():
            button.clicked.connect(lambda _checked=False, key=key: self._choose(key))
            buttons.addWidget(button)
        buttons.addStretch(1)
        row.addLayout(buttons, 1)
        return self._dial_row

    def _make_entry(self) -> QWidget:
        self._entry = QWidget()
        row = QHBoxLayout(self._entry)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(label("angle", "quiet"))
        self.angle_edit = NumberEdit("Angle in degrees", -1e6, 1e6)
        row.addWidget(self.angle_edit)
        row.addWidget(label("°", "quiet"))
        row.addSpacing(14)
        row.addWidget(label("u = ("))
        self.components = (NumberEdit("First component of u"), NumberEdit("Second component of u"))
        for edit, after in zip(self.components, (",", ")"), strict=True):
            row.addWidget(edit)
            row.addWidget(label(after))
        row.addStretch(1)
        self.angle_edit.value_entered.connect(lambda value: self._enter(value))
        for edit in self.components:
            edit.value_entered.connect(lambda _value: self._enter_components())
        return self._entry

    def _enter(self, degrees: float) -> None:
        self._complain("")
        self.angle_entered.emit(degrees)

    def _enter_components(self) -> None:
        x, y = (edit.value for edit in self.components)
        if x == 0.0 and y == 0.0:
            self._complain(ZERO)
            return
        self._enter(math.degrees(math.atan2(y, x)))

    def _choose(self, key: str) -> None:
        special = self._special
        levels = [level for level in (special.level_1, special.level_2) if level is not None]
        near = sorted(levels, key=lambda level: -math.cos(level - math.radians(self._angle)))
        radians = {"up": special.ascent, "down": special.descent, "level": near[0] if near else None}[key]
        if radians is not None:
            self._enter(math.degrees(radians))

    def _complain(self, text: str) -> None:
        self.problem.setText(text)
        self.problem.setVisible(bool(text))

    # Setters

    def set_letter(self, letter: str) -> None:
        """What the function is called in the formulas."""
        self.slope.formula.set_row(row_in_letter(slope_row(), letter))
        self.cosine.formula.set_row(row_in_letter(cosine_row(), letter))

    def show_nothing(self, sentence: str) -> None:
        """No direction to show, and why."""
        self.sentence.setText(sentence)
        self.sentence.show()
        for widget in (self._dial_row, self._entry, self.both_ways, self.slope, self.cosine, self.reading):
            widget.hide()
        self._complain("")

    def show_answer(self, answer: DirectionAnswer) -> None:
        """Dial, boxes and both formulas."""
        two, told = len(answer.axes) == 2, not answer.obstacle
        sentence = " ".join(part for part in (answer.obstacle, answer.note, "" if two else ONE) if part)
        self.sentence.setText(sentence)
        self.sentence.setVisible(bool(sentence))
        for widget, shown in (
            (self._dial_row, two),
            (self._entry, two),
            (self.both_ways, not two),
            (self.slope, told),
            (self.cosine, told and two),
            (self.reading, told and two),
        ):
            widget.setVisible(shown)
        if answer.angle != self._angle:
            self._complain("")
        self._angle, self._special = answer.angle, answer.special
        self.both_ways.set_chosen("0" if answer.unit[0] > 0 else "180")
        if two:
            self._show_direction(answer)
        if told:
            self._show_slopes(answer)

    def _show_direction(self, answer: DirectionAnswer) -> None:
        special = answer.special
        angles = (special.ascent, special.descent, special.level_1, special.level_2)
        self.dial.set_axes(*answer.axes)
        self.dial.set_angle(answer.angle)
        catches = tuple(math.degrees(angle) for angle in angles if angle is not None)
        self.dial.set_gradient(catches[0] if catches else None, catches)
        self.angle_edit.set_value(round(answer.angle, 4))
        for edit, part in zip(self.components, answer.unit, strict=True):
            edit.set_value(round(part, 4) + 0.0)
        for button in self.buttons.values():
            button.setEnabled(special.ascent is not None)

    def _show_slopes(self, answer: DirectionAnswer) -> None:
        result = format_value(answer.slope)
        self.slope.sentence.setText(_meaning(answer))
        self.slope.result.setText(result)
        parts = zip(answer.axes, answer.gradient, answer.unit, strict=True)
        terms = [(name, format_value(slope), format_value(part, 2)) for name, slope, part in parts]
        self.slope.numbers.set_row(slope_numbers_row(terms, result))
        flat = math.isnan(answer.between)
        between = f"{answer.between:.1f}°"
        self.cosine.sentence.setText(
            "The gradient is zero, so there is no angle to it"
            if flat
            else f"φ is the angle from the gradient to u: {between}"
        )
        self.cosine.result.setText(result)
        self.cosine.numbers.setVisible(not flat)
        self.cosine.numbers.set_row(cosine_numbers_row(format_value(answer.norm), between, result))
        self._colour(answer)

    def _colour(self, answer: DirectionAnswer) -> None:
        if self._theme is not None:
            colours = dict(zip(answer.axes, (self._theme.x, self._theme.y), strict=False))
            colours[DIRECTION] = self._theme.meaning(MEANING)
            for card in (self.slope, self.cosine):
                card.formula.set_colours(colours)
                card.numbers.set_colours(colours)

    def set_theme(self, theme: Theme, text_scale: float) -> None:
        """Take the theme."""
        self._theme = theme
        self.dial.set_theme(theme, text_scale, MEANING)
        for card in (self.slope, self.cosine):
            card.set_theme(theme, text_scale)
        for edit in (self.angle_edit, *self.components):
            stretch_width(edit, 6)


def _meaning(answer: DirectionAnswer) -> str:
    """What one step along u does, in words."""
    if answer.slope == 0.0 or abs(answer.slope) < 1e-9 * answer.norm:
        return "Slope along u: level, f stays as it is for a short step"
    way = "uphill" if answer.slope > 0 else "downhill"
    most = abs(abs(answer.slope) - answer.norm) <= 1e-9 * answer.norm and len(answer.axes) == 2
    return f"Slope along u: {way}{', as steep as it gets' if most else ''}"
