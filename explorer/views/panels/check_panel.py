"""The Check panel: every partial in four ways side by side, and the V of the finite differences' error."""

from __future__ import annotations

from collections.abc import Callable

from explorer.controller.intents import Intents
from explorer.controller.studies.gradient_check import CheckAnswer
from explorer.views.panels.check_page import LEAST_STEP, MOST_STEP, CheckPage
from explorer.views.panels.panel import Panel, Shown
from explorer.views.panels.study_charts import StudyCharts
from explorer.views.theme import Theme

__all__ = ["CheckPanel"]

STUDY = "check"


class CheckPanel(Panel):
    """Symbolic, reverse, forward and difference values of the gradient, with the step h to be dragged."""

    page: CheckPage

    def __init__(self) -> None:
        self.page = CheckPage()
        self.charts = StudyCharts(STUDY, "Error against h", 2)
        self.strip = self.charts.views

    def wire(self, intents: Intents, run_action: Callable[[str], None]) -> None:
        """The step, on its slider and on the charts."""

        def move(h: float) -> None:
            step = min(max(float(f"{h:.3g}"), LEAST_STEP), MOST_STEP)
            intents.change_study("Change step", "difference step", difference_step=step)

        self.page.step_moved.connect(move)
        self.page.step_released.connect(intents.settle)
        self.charts.on_handle(move, intents.settle)

    def show(self, shown: Shown) -> None:
        """Tables and charts."""
        answer = shown.answer(STUDY)
        self.page.letter = shown.letter
        self.page.show_answer(answer if isinstance(answer, CheckAnswer) else None, shown.failure(STUDY))
        self.charts.show(shown)

    def subtitle(self, shown: Shown) -> str:
        """What is compared."""
        answer = shown.answer(STUDY)
        if isinstance(answer, CheckAnswer) and answer.message:
            return ""
        count = len(shown.results.function.variables) if shown.results.function is not None else 0
        return "one partial, five values" if count == 1 else f"{count} partials, five values each" if count else ""

    def set_theme(self, theme: Theme, text_scale: float) -> None:
        """Hand the theme to page and charts."""
        self.page.set_theme(theme, text_scale)
        self.charts.set_theme(theme, text_scale)
