"""First, back, play, forward, last; the timeline; the step told; the speed. One bar for all playback."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSizePolicy, QSlider, QWidget

from explorer.views.style import scaled
from explorer.views.theme import Theme
from explorer.views.widgets.basics import IconButton, label, set_role

__all__ = ["SPEEDS", "Transport"]

SPEEDS = (1.0, 2.5, 5.0, 10.0, 25.0, 50.0, 100.0, 250.0)
_NORMAL_SPEED = 10.0
EMPTY_SENTENCE = "No run yet. Shift+click the map to drop a ball there."


class Transport(QWidget):
    """Emits what the user asks of the playback; shows where it is."""

    first = Signal()
    back = Signal()
    play_pause = Signal()
    forward = Signal()
    last = Signal()
    scrubbed = Signal(float)
    speed_chosen = Signal(float)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("transport")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._theme: Theme | None = None
        self._scale = 1.0
        self._playing = False
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 16, 8)
        row.setSpacing(4)
        self._buttons = {
            "first": IconButton("first", "First step (Alt+Home)"),
            "back": IconButton("back", "One step back (Ctrl+Left)"),
            "play": IconButton("play", "Play (F5)", colour_token="on_accent"),
            "forward": IconButton("forward", "One step forward (Ctrl+Right)"),
            "last": IconButton("last", "Last step (Alt+End)"),
        }
        self._buttons["play"].setProperty("role", "play")
        signals = {
            "first": self.first,
            "back": self.back,
            "play": self.play_pause,
            "forward": self.forward,
            "last": self.last,
        }
        for name, button in self._buttons.items():
            button.clicked.connect(signals[name])
            row.addWidget(button)
        row.addSpacing(12)
        self.timeline = QSlider(Qt.Orientation.Horizontal)
        self.timeline.setAccessibleName("Timeline")
        self.timeline.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.timeline.valueChanged.connect(self._moved)
        row.addWidget(self.timeline, 1)
        row.addSpacing(10)
        self._step = label(EMPTY_SENTENCE, "quiet")
        row.addWidget(self._step)
        row.addSpacing(16)
        self._speed_label = label("Speed", "quiet")
        row.addWidget(self._speed_label)
        self.speed = QComboBox()
        self.speed.setAccessibleName("Speed")
        for speed in SPEEDS:
            self.speed.addItem(f"{speed / _NORMAL_SPEED:g}×", speed)
        self.speed.setCurrentIndex(SPEEDS.index(_NORMAL_SPEED))
        self.speed.activated.connect(lambda index: self.speed_chosen.emit(SPEEDS[index]))
        row.addWidget(self.speed)
        self._updating = False
        self.set_steps(0, 0.0)

    def button(self, name: str) -> IconButton:
        """The button called first, back, play, forward or last."""
        return self._buttons[name]

    def set_steps(self, steps: int, playhead: float) -> None:
        """``steps`` is the last step of the longest run, 0 where there is no run."""
        self._updating = True
        self.timeline.setRange(0, max(1, steps))
        if not self.timeline.isSliderDown():
            self.timeline.setValue(round(playhead))
        self._updating = False
        present = steps > 0
        self.timeline.setEnabled(present)
        for name, button in self._buttons.items():
            button.setEnabled(present or name == "play")
        self._speed_label.setVisible(present)
        self.speed.setVisible(present)
        text = f"step {int(playhead)} of {steps}" if present else EMPTY_SENTENCE
        if self._step.text() != text:
            self._step.setText(text)
            set_role(self._step, "value" if present else "quiet")
        if present:
            widest = f"step {'8' * len(str(steps))} of {steps}"
            self._step.setMinimumWidth(self._step.fontMetrics().horizontalAdvance(widest) + 4)
        else:
            self._step.setMinimumWidth(0)

    def set_playing(self, playing: bool) -> None:
        """Show the play or the pause sign."""
        if playing != self._playing and self._theme is not None:
            self._playing = playing
            button = self._buttons["play"]
            button.set_icon("pause" if playing else "play", self._theme, self._scale)
            button.setToolTip("Pause (F5)" if playing else "Play (F5)")

    def set_speed(self, speed: float) -> None:
        """Show a speed in steps a second."""
        nearest = min(range(len(SPEEDS)), key=lambda index: abs(SPEEDS[index] - speed))
        if self.speed.currentIndex() != nearest:
            self.speed.setCurrentIndex(nearest)

    def set_theme(self, theme: Theme, text_scale: float) -> None:
        """Recolour the icons."""
        self._theme, self._scale = theme, text_scale
        for button in self._buttons.values():
            button.set_theme(theme, text_scale)
        self._buttons["play"].setMinimumSize(scaled(40, text_scale), scaled(34, text_scale))
        self.setMinimumHeight(scaled(56, text_scale))

    def _moved(self, step: int) -> None:
        if not self._updating:
            self.scrubbed.emit(float(step))
