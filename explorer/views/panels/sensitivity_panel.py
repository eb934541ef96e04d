"""The Sensitivity panel: how much every input matters at the probe, drawn or held."""

from __future__ import annotations

from collections.abc import Callable

from explorer.controller.intents import Intents
from explorer.controller.studies.sensitivity import SensitivityAnswer
from explorer.views.panels.panel import Panel, Shown
from explorer.views.panels.sensitivity_page import SensitivityPage
from explorer.views.panels.study_charts import StudyCharts
from explorer.views.theme import Theme

__all__ = ["SensitivityPanel"]

STUDY = "sensitivity"


class SensitivityPanel(Panel):
    """All partials side by side, the share of the gradient that is not drawn, and a nudge of everything."""

    page: SensitivityPage

    def __init__(self) -> None:
        self.page = SensitivityPage()
        self.charts = StudyCharts(STUDY, "Change along the nudge", 1)
        self.strip = self.charts.views
        self._nudge: tuple[tuple[str, float], ...] = ()

    def wire(self, intents: Intents, run_action: Callable[[str], None]) -> None:
        """Axes, scaling and nudges."""

        def nudge(name: str, value: float) -> None:
            others = tuple(pair for pair in self._nudge if pair[0] != name)
            intents.change_study(f"Nudge {name}", f"nudge {name}", nudge=(*others, (name, value)))

        self.page.axes_chosen.connect(intents.choose_axes)
        self.page.axes_swapped.connect(intents.swap_axes)
        self.page.scaling_chosen.connect(
            lambda scaled: intents.change_study("Scale sensitivities", None, sensitivity_scaled=scaled)
        )
        self.page.nudge.nudged.connect(nudge)
        self.page.nudge.released.connect(intents.settle)
        self.page.nudge.reset_asked.connect(lambda: intents.change_study("Reset nudge", None, nudge=()))

    def show(self, shown: Shown) -> None:
        """Axes, bars, nudges and the chart."""
        answer, studies = shown.answer(STUDY), shown.document.studies
        function = shown.results.function
        variables = function.variables if function is not None else ()
        self._nudge = tuple(pair for pair in studies.nudge if pair[0] in variables)
        self.page.show_axes(shown.results.axes, variables)
        known = answer if isinstance(answer, SensitivityAnswer) else None
        self.page.show_answer(known, studies.sensitivity_scaled, shown.failure(STUDY))
        self.charts.show(shown)

    def subtitle(self, shown: Shown) -> str:
        """How many inputs there are, and how many are not drawn."""
        function, held = shown.results.function, len(shown.results.held)
        count = len(function.variables) if function is not None else 0
        inputs = "one input" if count == 1 else f"{count} inputs"
        return f"{inputs}, {held} held" if held else inputs if count else ""

    def set_theme(self, theme: Theme, text_scale: float) -> None:
        """Hand the theme to page and chart."""
        self.page.set_theme(theme, text_scale)
        self.charts.set_theme(theme, text_scale)
