"""The Derivation panel: one partial worked out rule by rule, a step at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from explorer.controller.intents import Intents
from explorer.controller.learning.words import letter_of
from explorer.controller.results import Results
from explorer.controller.studies.derivation import DerivationAnswer
from explorer.core.derivation import Derivation, Step
from explorer.core.expression.text import name_text, to_text
from explorer.core.numbers import format_value
from explorer.export.derivation_rows import line_row
from explorer.views.panels.derivation_line import DerivationLine
from explorer.views.panels.derivation_list import StepList, StepRow
from explorer.views.panels.panel import Panel, Shown
from explorer.views.status_row import position
from explorer.views.theme import Theme
from explorer.views.widgets.basics import label
from explorer.views.widgets.segments import Segments
from explorer.views.widgets.step_bar import StepBar, StepPlayer, wire_steps

__all__ = ["DerivationPanel"]

EMPTY = "Type a function above; its partial derivative is worked out here rule by rule."
BEGIN = "Step forward to apply the first rule."
_LONGEST_PIECE = 200


class DerivationPage(QWidget):
    """Variable, step bar, the steps revealed so far."""

    variable_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("page")
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 8, 20, 20)
        column.setSpacing(12)
        self.message = label(EMPTY, "quiet", wraps=True)
        column.addWidget(self.message)
        self._choice = QWidget()
        self._row = QHBoxLayout(self._choice)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(label("Derive by", "quiet"))
        self._row.addStretch(1)
        column.addWidget(self._choice)
        self._segments: Segments | None = None
        self._names: tuple[str, ...] = ()
        self.bar = StepBar()
        column.addWidget(self.bar)
        self.steps = StepList()
        column.addWidget(self.steps, 1)
        self._rest = QWidget()
        column.addWidget(self._rest, 1)

    def set_variables(self, names: tuple[str, ...], chosen: str) -> None:
        """Offer these variables, one of them chosen."""
        self._choice.setVisible(bool(names))
        if names != self._names:
            self._names = names
            if self._segments is not None:
                self._row.removeWidget(self._segments)
                self._segments.hide()
                self._segments.deleteLater()
            self._segments = Segments([(name, name_text(name)) for name in names], "Derive by")
            self._segments.chosen.connect(self.variable_chosen)
            self._row.insertWidget(1, self._segments)
        if self._segments is not None:
            self._segments.set_chosen(chosen)

    def set_message(self, text: str) -> None:
        """A sentence instead of steps, "" for none."""
        self.message.setText(text)
        for widget, shown in ((self.message, bool(text)), (self.steps, not text), (self._rest, bool(text))):
            widget.setVisible(shown)

    def set_theme(self, theme: Theme, text_scale: float) -> None:
        """Recolour."""
        self.bar.set_theme(theme, text_scale)
        self.steps.set_theme(theme, text_scale)


class DerivationPanel(Panel):
    """The steps at the right, the step at work below the views."""

    def __init__(self) -> None:
        self.page: DerivationPage = DerivationPage()
        self.line = DerivationLine()
        self.strip = (self.line,)
        self._player = StepPlayer(parent=self.page)
        self._theme: Theme | None = None
        self._shown: tuple[object, ...] = ()
        self._count = self._step = 0

    def wire(self, intents: Intents, run_action: Callable[[str], None]) -> None:
        """Connect the signals."""

        go = wire_steps(
            self.page.bar,
            self._player,
            lambda: (self._step, self._count),
            lambda step: intents.show_step(derivation_step=step),
        )

        def choose(name: str) -> None:
            self._player.play(False)
            intents.change_study("Derive by", derive_by=name)
            go(0)

        self.page.steps.step_chosen.connect(go)
        self.page.variable_chosen.connect(choose)
        self.line.numbers_toggled.connect(lambda on: intents.show_step(derivation_numbers=on))

    def show(self, shown: Shown) -> None:
        """Show the derivation as far as it is revealed."""
        answer = shown.answer("derivation")
        results = shown.results
        variables = results.function.variables if results.function is not None else ()
        if not isinstance(answer, DerivationAnswer) or answer.derivation is None:
            known = answer.message if isinstance(answer, DerivationAnswer) else ""
            self._show_nothing(variables, known or shown.failure("derivation") or EMPTY)
            return
        derivation = answer.derivation
        self._count = len(derivation.steps)
        self._step = min(shown.view.derivation_step, self._count)
        numbers = _numbers(results) if shown.view.derivation_numbers else ()
        state = (derivation, self._step, numbers, self._theme, results.axes, answer.simplifying)
        if state == self._shown:
            return
        self._shown = state
        self.page.set_message("")
        self.page.set_variables(variables, answer.name)
        self.page.bar.set_steps(self._count, self._step)
        self.page.steps.set_rows([_row(step) for step in derivation.steps], self._step)
        self.line.set_numbers(shown.view.derivation_numbers, results.reading is not None)
        self._show_line(derivation, dict(numbers), results, answer.simplifying)

    def set_theme(self, theme: Theme, text_scale: float) -> None:
        """Recolour page and strip."""
        self._theme = theme
        self.page.set_theme(theme, text_scale)
        self.line.set_theme(theme, text_scale)

    def _show_nothing(self, variables: tuple[str, ...], sentence: str) -> None:
        self._count, self._shown = 0, ()
        self._player.play(False)
        self.page.set_message(sentence)
        self.page.set_variables(variables, "")
        self.page.bar.set_steps(0, 0)
        self.line.set_texts("", "", sentence)
        self.line.set_lines(None, None)
        self.line.set_numbers(False, False)

    def _show_line(self, derivation: Derivation, numbers: dict[str, str], results: Results, simplifying: bool) -> None:
        steps, at = derivation.steps, self._step
        self._colour(derivation, results)
        held = _held_words(derivation.held)
        if at == 0:
            self.line.set_texts(f"∂{letter_of(results.learned.subject)}/∂{name_text(derivation.name)}", held, BEGIN)
            self.line.set_lines(line_row(steps[0], "before", numbers), None)
            return
        step = steps[at - 1]
        last = at == len(steps)
        note = f"{step.note} The simplified form is being worked out." if last and simplifying else step.note
        self.line.set_texts(f"Step {at}: {step.rule}", held, note)
        value = _slope(results, derivation.name) if last and numbers else ""
        self.line.set_lines(line_row(step, "before", numbers), line_row(step, "after", numbers, value))

    def _colour(self, derivation: Derivation, results: Results) -> None:
        """The variable at work in its own colour, all that is held in grey."""
        if self._theme is None:
            return
        colours = dict.fromkeys(derivation.held, self._theme.held)
        colours |= dict.fromkeys((slider.name for slider in results.parameters), self._theme.held)
        second = len(results.axes) > 1 and derivation.name == results.axes[1]
        colours[derivation.name] = self._theme.y if second else self._theme.x
        self.line.set_colours(colours)


def _row(step: Step) -> StepRow:
    try:
        piece = to_text(step.before.root, _LONGEST_PIECE)
    except ValueError:
        piece = "a long expression"
    return StepRow(step.rule, piece, step.depth)


def _held_words(held: Sequence[str]) -> str:
    if not held:
        return ""
    names = ", ".join(name_text(name) for name in held)
    return f"{names} held constant"


def _numbers(results: Results) -> tuple[tuple[str, str], ...]:
    """What stands for each name at the probe."""
    reading = results.reading
    if reading is None:
        return ()
    pairs = list(zip(results.axes, (position(reading.x), position(reading.y)), strict=False))
    pairs += [(slider.name, position(slider.value)) for slider in (*results.held, *results.parameters)]
    return tuple(pairs)


def _slope(results: Results, name: str) -> str:
    return format_value(dict(results.gradient).get(name, float("nan")))
