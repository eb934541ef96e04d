"""The page beside a computation graph: where P is, the two passes, the step in words, the partials so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from explorer.views.fonts import ui_font
from explorer.views.graph.words import FormulaText
from explorer.views.style import scaled
from explorer.views.theme import Theme
from explorer.views.widgets.basics import Card, hairline, label
from explorer.views.widgets.probe_row import ProbeRow
from explorer.views.widgets.segments import Segments
from explorer.views.widgets.step_bar import StepBar

__all__ = ["GraphPage", "PartialLine", "StepWords"]

EMPTY = "Type a function above; its computation graph appears here."
_MOST_PARTIALS = 8


@dataclass(frozen=True, slots=True)
class StepWords:
    """One step as it is told; empty texts are not shown."""

    title: str
    formula: str = ""
    local: str = ""
    numbers: str = ""
    sentence: str = ""
    backward: bool = False


@dataclass(frozen=True, slots=True)
class PartialLine:
    """``∂f/∂x`` with what is known of it; ``token`` is the theme's colour of the variable."""

    formula: str
    value: str
    token: str
    complete: bool


class GraphPage(QWidget):
    """Setters down, signals up."""

    probe_entered = Signal(float, float)
    pass_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("page")
        self._theme: Theme | None = None
        self._scale = 1.0
        self._words = StepWords("")
        self._partials: tuple[PartialLine, ...] = ()
        self._coloured: tuple[object, ...] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 8, 20, 20)
        column.setSpacing(12)
        self.message = label(EMPTY, "quiet", wraps=True)
        column.addWidget(self.message)
        self._body = QWidget()
        body = QVBoxLayout(self._body)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(12)
        column.addWidget(self._body)
        column.addStretch(1)
        self._position = ProbeRow()
        self._position.entered.connect(self.probe_entered)
        body.addWidget(self._position)
        self.passes = Segments((("forward", "Forward: values"), ("backward", "Backward: adjoints")), "Pass")
        self.passes.chosen.connect(self.pass_chosen)
        row = QHBoxLayout()
        row.addWidget(self.passes)
        row.addStretch(1)
        body.addLayout(row)
        self.bar = StepBar()
        body.addWidget(self.bar)
        body.addWidget(self._make_step())
        body.addWidget(hairline())
        body.addWidget(label("Partial derivatives at P", "section"))
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnStretch(1, 1)
        self._lines = [(FormulaText(18), QLabel()) for _ in range(_MOST_PARTIALS)]
        for index, (formula, value) in enumerate(self._lines):
            self._grid.addWidget(formula, index, 0)
            self._grid.addWidget(value, index, 1)
        body.addLayout(self._grid)
        self.more = label("", "quiet", wraps=True)
        body.addWidget(self.more)
        body.addWidget(hairline())
        self.note = label("", "quiet", wraps=True)
        body.addWidget(self.note)

    def _make_step(self) -> Card:
        self.card = Card()
        self.card.body.setSpacing(6)
        self.title = label("", "section")
        self.formula, self.local, self.numbers = FormulaText(21), FormulaText(18), FormulaText(18)
        self.sentence = label("", "quiet", wraps=True)
        for part in (self.title, self.formula, self.local, self.numbers, self.sentence):
            self.card.body.addWidget(part)
        return self.card

    # Setters

    def set_message(self, text: str) -> None:
        """A sentence instead of everything, "" for none."""
        self.message.setText(text)
        self.message.setVisible(bool(text))
        self._body.setVisible(not text)

    def set_position(self, axes: Sequence[str], place: tuple[float, float]) -> None:
        """Where the probe is, on up to two axes."""
        self._position.setVisible(bool(axes))
        self._position.set_position(axes, place)

    def set_words(self, words: StepWords) -> None:
        """The step at work."""
        self._words = words
        self.title.setText(words.title)
        self.formula.set_formula(words.formula)
        self.local.set_formula(words.local)
        self.numbers.set_formula(words.numbers)
        self.sentence.setText(words.sentence)
        self.sentence.setVisible(bool(words.sentence))
        self.passes.set_chosen("backward" if words.backward else "forward")
        self._colour()

    def set_partials(self, partials: Sequence[PartialLine]) -> None:
        """What is known of the partials."""
        self._partials = tuple(partials[:_MOST_PARTIALS])
        for index, (formula, value) in enumerate(self._lines):
            line = self._partials[index] if index < len(self._partials) else None
            formula.set_formula(line.formula if line is not None else "")
            value.setText(line.value if line is not None else "")
            value.setVisible(line is not None)
        hidden = len(partials) - len(self._partials)
        self.more.setText(f"{hidden} more are in Partials.")
        self.more.setVisible(hidden > 0)
        self._colour()

    def set_note(self, text: str) -> None:
        """About the size of the graph."""
        self.note.setText(text)

    def set_theme(self, theme: Theme, text_scale: float) -> None:
        """Recolour."""
        self._theme, self._scale = theme, text_scale
        self.bar.set_theme(theme, text_scale)
        self._colour()

    def _colour(self) -> None:
        theme, scale = self._theme, self._scale
        backward = self._words.backward
        look = (theme, scale, backward, tuple((line.token, line.complete) for line in self._partials))
        if theme is None or look == self._coloured:
            return
        self._coloured = look
        self.card.set_bar_colour(theme.gradient if backward else theme.text)
        self.formula.set_colour(theme.gradient if backward else theme.text, scale)
        self.local.set_colour(theme.text, scale)
        self.numbers.set_colour(theme.text2, scale)
        for line, (formula, value) in zip(self._partials, self._lines, strict=False):
            core = getattr(theme, line.token)
            formula.set_colour(core, scale)
            value.setFont(ui_font(scaled(22 if line.complete else 13, scale), 600 if line.complete else 400))
            value.setStyleSheet(f"color: {core if line.complete else theme.text2};")
            value.setMinimumHeight(scaled(30, scale))
