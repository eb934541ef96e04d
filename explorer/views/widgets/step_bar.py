"""First, back, play, forward, last, a timeline and "step 7 of 23": the transport of whatever goes step by step."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QSlider, QWidget

from explorer.views.style import scaled
from explorer.views.theme import Theme
from explorer.views.widgets.basics import IconButton, label, set_role

__all__ = ["StepBar", "StepPlayer", "wire_steps"]

_NARROWEST_TIMELINE = 56
_BUTTONS = (
    ("first", "First step"),
    ("back", "One step back"),
    ("play", "Play step by step"),
    ("forward", "One step forward"),
    ("last", "Last step"),
)


class StepBar(QWidget):
    """Asks for a step by ``step_chosen`` and for playing or pausing by ``play_toggled``; shows what it is told.

    Step 0 stands before the first of ``count`` steps; with ``least=1`` there is nothing before the first.
    Where the bar is narrow the timeline gives way first.
    """

    step_chosen = Signal(int)
    play_toggled = Signal()

    def __init__(self, least: int = 0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._least = least
        self._count = self._current = 0
        self._playing = False
        self._theme: Theme | None = None
        self._scale = 1.0
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 4, 0, 4)
        row.setSpacing(4)
        self._buttons: dict[str, IconButton] = {}
        for name, tooltip in _BUTTONS:
            button = IconButton(name, tooltip, colour_token="on_accent" if name == "play" else "text")
            button.clicked.connect(lambda _checked=False, name=name: self._pressed(name))
            self._buttons[name] = button
            row.addWidget(button)
        self._buttons["play"].setProperty("role", "play")
        row.addSpacing(8)
        self.timeline = QSlider(Qt.Orientation.Horizontal)
        self.timeline.setAccessibleName("Step")
        self.timeline.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.timeline.valueChanged.connect(self.step_chosen)
        row.addWidget(self.timeline, 1)
        row.addSpacing(6)
        self._told = label("", "quiet")
        self._told.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._told)
        self.set_steps(0, 0)

    def button(self, name: str) -> IconButton:
        """The button called first, back, play, forward or last."""
        return self._buttons[name]

    @property
    def told(self) -> str:
        """What the label says."""
        return self._told.text()

    def set_steps(self, count: int, current: int) -> None:
        """Show step ``current`` of ``count``; 0 steps disable the bar. No signal is emitted."""
        least = self._lowest(count)
        self._count, self._current = count, min(max(current, least), count)
        self.timeline.blockSignals(True)
        self.timeline.setRange(least, max(count, least + 1))
        self.timeline.setValue(self._current)
        self.timeline.blockSignals(False)
        self.timeline.setEnabled(count > least)
        for name, button in self._buttons.items():
            button.setEnabled(self._can(name))
        self._told.setText(f"step {self._current} of {count}" if count else "no steps")
        set_role(self._told, "value" if count else "quiet")
        self._keep_width()

    def set_playing(self, playing: bool) -> None:
        """Show the pause sign where it plays, else the play sign."""
        if playing != self._playing:
            self._playing = playing
            self._show_play_sign()

    def set_theme(self, theme: Theme, text_scale: float) -> None:
        """Recolour the icons and follow the text scale."""
        self._theme, self._scale = theme, text_scale
        for name, button in self._buttons.items():
            if name != "play":
                button.set_theme(theme, text_scale)
        self._show_play_sign()
        self._buttons["play"].setMinimumSize(scaled(40, text_scale), scaled(34, text_scale))
        self._keep_width()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show the timeline where there is room for it."""
        self._give_way()
        super().resizeEvent(event)

    def minimumSizeHint(self) -> QSize:
        """Buttons and label; the timeline may go."""
        hint = super().minimumSizeHint()
        return QSize(self._width_without_timeline(), hint.height())

    def _pressed(self, name: str) -> None:
        if name == "play":
            self.play_toggled.emit()
            return
        targets = {
            "first": self._lowest(self._count),
            "back": self._current - 1,
            "forward": self._current + 1,
            "last": self._count,
        }
        self.step_chosen.emit(targets[name])

    def _can(self, name: str) -> bool:
        if name == "play":
            return self._count > self._lowest(self._count)
        ahead = self._current < self._count
        return ahead if name in ("forward", "last") else self._current > self._lowest(self._count)

    def _lowest(self, count: int) -> int:
        return min(self._least, count)

    def _show_play_sign(self) -> None:
        button = self._buttons["play"]
        words = "Pause" if self._playing else "Play step by step"
        button.setToolTip(words)
        button.setAccessibleName(words)
        if self._theme is not None:
            button.set_icon("pause" if self._playing else "play", self._theme, self._scale)

    def _keep_width(self) -> None:
        """As wide as the widest step, so that nothing jumps while it counts."""
        self._told.ensurePolished()
        widest = f"step {'8' * len(str(self._count))} of {self._count}" if self._count else "no steps"
        self._told.setMinimumWidth(self._told.fontMetrics().horizontalAdvance(widest) + 4)
        self._give_way()

    def _give_way(self) -> None:
        room = self.width() - self._width_without_timeline()
        self.timeline.setVisible(room >= scaled(_NARROWEST_TIMELINE, self._scale))

    def _width_without_timeline(self) -> int:
        buttons = sum(
            button.sizeHint().expandedTo(button.minimumSize()).width() + 4 for button in self._buttons.values()
        )
        return buttons + 8 + 6 + 8 + self._told.minimumWidth()


class StepPlayer(QTimer):
    """Ticks while it plays and only then; ``advance`` asks its owner for the next step."""

    advance = Signal()
    playing_changed = Signal(bool)

    def __init__(self, interval: int = 1200, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setInterval(interval)
        self.timeout.connect(self.advance)

    def play(self, plays: bool) -> None:
        """Start or stop; tells by ``playing_changed``."""
        if plays == self.isActive():
            return
        if plays:
            self.start()
        else:
            self.stop()
        self.playing_changed.emit(plays)


def wire_steps(
    bar: StepBar, player: StepPlayer, shown: Callable[[], tuple[int, int]], show: Callable[[int], None]
) -> Callable[[int], None]:
    """Let a bar and its player go through steps; gives the function that goes to one, within those there are.

    ``shown`` tells the step shown and how many there are; ``show`` shows a step.
    """

    def go(step: int) -> None:
        show(max(0, min(step, shown()[1])))

    def at_end() -> bool:
        current, count = shown()
        return current >= count

    def advance() -> None:
        go(shown()[0] + 1)
        if at_end():
            player.play(False)

    def toggle_playing() -> None:
        if not player.isActive() and at_end():
            go(0)
        player.play(not player.isActive())

    bar.step_chosen.connect(go)
    bar.play_toggled.connect(toggle_playing)
    player.advance.connect(advance)
    player.playing_changed.connect(bar.set_playing)
    return go
