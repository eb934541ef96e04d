"""The line at the foot: the probe's numbers, the outcome in words, progress and Cancel."""

from __future__ import annotations

import math

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QSizePolicy, QWidget

from explorer.core.expression.text import name_text
from explorer.core.numbers import format_value
from explorer.core.sampling.field import ProbeReading
from explorer.views.fonts import formula_font, is_formula_text, ui_font
from explorer.views.style import scaled
from explorer.views.theme import Theme
from explorer.views.widgets.basics import label, set_role

__all__ = ["StatusRow"]

HEIGHT = 32


class _Readout(QWidget):
    """A coloured dot, a name and a value whose width never jumps."""

    def __init__(self, name: str, token: str | None) -> None:
        super().__init__()
        self._token = token
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        self._dot = QLabel("●")
        self._dot.setVisible(token is not None)
        row.addWidget(self._dot)
        self.name = label(name, "quiet")
        row.addWidget(self.name)
        self.value = label("", "value")
        row.addWidget(self.value)

    def set_theme(self, theme: Theme, text_scale: float) -> None:
        size = scaled(13, text_scale)
        if self._token is not None:
            self._dot.setStyleSheet(f"color: {getattr(theme, self._token)}; font-size: {scaled(9, text_scale)}px;")
        self.name.setFont(formula_font(size + 1) if is_formula_text(self.name.text()) else ui_font(size))
        self.value.setFont(ui_font(size, 500))
        self.name.setFixedHeight(scaled(HEIGHT - 2, text_scale))  # the formula face asks for three lines' height

    def set_value(self, text: str, template: str) -> None:
        self.value.setText(text)
        self.value.setMinimumWidth(self.value.fontMetrics().horizontalAdvance(template))


class StatusRow(QWidget):
    """Shows; asks for nothing but Cancel."""

    cancelled = Signal()
    advice_taken = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._advice_action = ""
        self.setObjectName("statusRow")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 0, 16, 0)
        row.setSpacing(20)
        self._point = _Readout("P", "probe")
        self._value = _Readout("f", None)
        self._slope_x = _Readout("∂f/∂x", "x")
        self._slope_y = _Readout("∂f/∂y", "y")
        self._norm = _Readout("‖∇f‖", "gradient")
        self._readouts = (self._point, self._value, self._slope_x, self._slope_y, self._norm)
        self._loss, self._loss_norm = _Readout("L", "loss"), _Readout("‖∇L‖", "gradient")
        self._accuracy, self._count = _Readout("validation accuracy", None), _Readout("parameters", None)
        self._of_network = (self._loss, self._loss_norm, self._accuracy, self._count)
        self._at_probe: tuple[_Readout, ...] = ()
        self._has_network = self._accuracy_known = False
        for readout in (*self._readouts, *self._of_network):
            row.addWidget(readout)
            readout.hide()
        self._outcome = label("")
        self._outcome.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        row.addWidget(self._outcome, 1)
        self._advice = QPushButton()
        set_role(self._advice, "slim")
        self._advice.clicked.connect(lambda: self.advice_taken.emit(self._advice_action))
        self._advice.hide()
        row.addWidget(self._advice)
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._progress.setFixedWidth(120)
        row.addWidget(self._progress)
        self._cancel = QPushButton("Cancel")
        set_role(self._cancel, "slim")
        self._cancel.clicked.connect(self.cancelled)
        row.addWidget(self._cancel)
        self._window = label("", "quiet")
        row.addWidget(self._window)
        self._state = label("Ready", "quiet")
        row.addWidget(self._state)
        self.set_progress(None, "")

    def set_reading(self, reading: ProbeReading | None, axes: tuple[str, str], letter: str = "f") -> None:
        """Tell the probe's numbers; ``letter`` is what the function is called."""
        two = bool(axes[1])
        hidden = () if two else (self._slope_y, self._norm)
        self._at_probe = tuple(readout for readout in self._readouts if reading is not None and readout not in hidden)
        self._show_readouts()
        if reading is None:
            return
        first, second = name_text(axes[0]), name_text(axes[1])
        self._value.name.setText(letter)
        self._norm.name.setText(f"‖∇{letter}‖")
        self._slope_x.name.setText(f"∂{letter}/∂{first}" if two else f"d{letter}/d{first}")
        self._slope_y.name.setText(f"∂{letter}/∂{second}")
        point = f"({position(reading.x)}, {position(reading.y)})" if two else position(reading.x)
        self._point.set_value(point, "(−0.00, −0.00)" if two else "−0.00")
        for readout, number in (
            (self._value, reading.value),
            (self._slope_x, reading.slope_x),
            (self._slope_y, reading.slope_y),
            (self._norm, reading.norm),
        ):
            readout.set_value(format_value(number), "−88.888")

    def set_network(self, numbers: tuple[float, float, tuple[str, float], int] | None) -> None:
        """Tell loss, ‖∇L‖, a share of right answers by name (NaN for none) and how many weights there are.

        They stand in place of the probe's numbers; None brings those back.
        """
        self._has_network = numbers is not None
        self._accuracy_known = False
        if numbers is not None:
            loss, norm, (name, accuracy), count = numbers
            self._accuracy_known = not math.isnan(accuracy)
            self._loss.set_value(format_value(loss), "−88.888")
            self._loss_norm.set_value(format_value(norm), "−88.888")
            self._accuracy.name.setText(name)
            self._accuracy.set_value(f"{accuracy:.0%}" if self._accuracy_known else "", "100%")
            self._count.set_value(f"{count:,}", "17")
        self._show_readouts()

    def _show_readouts(self) -> None:
        for readout in self._readouts:
            readout.setVisible(readout in self._at_probe and not self._has_network)
        for readout in self._of_network:
            readout.setVisible(self._has_network and (readout is not self._accuracy or self._accuracy_known))

    def set_outcome(self, text: str, role: str = "") -> None:
        """Say in words what happened; the whole sentence is the tooltip as well."""
        self._outcome.setText(text)
        self._outcome.setToolTip(text)
        if role != self._outcome.property("role"):
            self._outcome.setProperty("role", role)
            self._outcome.style().unpolish(self._outcome)
            self._outcome.style().polish(self._outcome)

    def set_advice(self, action: str, button: str) -> None:
        """Offer what mends it in one click, "" for nothing."""
        self._advice_action = action
        self._advice.setText(button)
        self._advice.setVisible(bool(button))

    def set_window(self, text: str) -> None:
        """Tell the window's ranges and the lattice."""
        self._window.setText(text)

    def set_progress(self, fraction: float | None, what: str) -> None:
        """Show long work (a fraction, or a negative number where unknown), or None when there is none."""
        busy = fraction is not None
        self._progress.setVisible(busy)
        self._cancel.setVisible(busy)
        self._state.setText(what or ("Working" if busy else "Ready"))
        if fraction is not None:
            self._progress.setRange(0, 1000 if fraction >= 0 else 0)
            self._progress.setValue(round(max(0.0, fraction) * 1000))

    def set_theme(self, theme: Theme, text_scale: float) -> None:
        """Take the theme's dots and the scaled type."""
        for readout in (*self._readouts, *self._of_network):
            readout.set_theme(theme, text_scale)
        self.setFixedHeight(scaled(HEIGHT, text_scale))


def position(value: float) -> str:
    """A coordinate with two decimals, or four significant digits where that hides it."""
    if (value != 0 and abs(value) < 0.1) or abs(value) >= 1e5:
        return f"{value:.4g}".replace("-", "\N{MINUS SIGN}")
    return f"{value:.2f}".replace("-", "\N{MINUS SIGN}")
