"""The Sensitivity panel: how much every input matters at the probe, drawn or held."""

from __future__ import annotations

from collections.abc import Callable

from explorer.controller.intents import Intents
from explorer.controller.studies.prediction import FeatureRow, PredictionAnswer
from explorer.controller.studies.sensitivity import SensitivityAnswer
from explorer.model.learn_settings import MODEL, NETWORK
from explorer.views.panels.panel import Panel, Shown
from explorer.views.panels.sensitivity_page import SensitivityPage
from explorer.views.panels.study_charts import StudyCharts
from explorer.views.theme import Theme

__all__ = ["SensitivityPanel"]

STUDY, PREDICTION = "sensitivity", "prediction"


class SensitivityPanel(Panel):
    """All partials side by side, the share of the gradient that is not drawn, and a nudge of everything."""

    page: SensitivityPage

    def __init__(self) -> None:
        self.page = SensitivityPage()
        self.charts = StudyCharts(STUDY, "Change along the nudge", 1)
        self.strip = self.charts.views
        self._nudge: tuple[tuple[str, float], ...] = ()
        self._feature_nudge: tuple[tuple[str, float], ...] = ()
        self._charted: FeatureRow | None = None
        self._intents: Intents | None = None

    def wire(self, intents: Intents, run_action: Callable[[str], None]) -> None:
        """Axes, scaling and nudges; row, feature and nudges of a prediction."""
        self._intents = intents
        self._wire_prediction(intents)

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

    def _wire_prediction(self, intents: Intents) -> None:
        page, section = self.page, self.page.prediction
        page.kind_chosen.connect(lambda kind: intents.change_study("Choose sensitivity", None, sensitivity_of=kind))
        section.row_chosen.connect(lambda row: intents.show_step(sample=row))
        section.scaling_chosen.connect(
            lambda scaled: intents.change_study("Scale sensitivities", None, sensitivity_scaled=scaled)
        )
        section.feature_chosen.connect(lambda name: intents.change_study("Chart feature", None, feature=name))
        section.nudges.nudged.connect(self._nudge_feature)
        section.nudges.nudged.connect(lambda _name, _value: intents.settle())
        section.nudges.reset_asked.connect(lambda: intents.change_study("Reset nudge", None, feature_nudge=()))
        self.charts.on_handle(self._drag_nudge, intents.settle)

    def _nudge_feature(self, name: str, value: float) -> None:
        if self._intents is not None:
            others = tuple(pair for pair in self._feature_nudge if pair[0] != name)
            self._intents.change_study(f"Nudge {name}", f"nudge {name}", feature_nudge=(*others, (name, value)))

    def _drag_nudge(self, x: float) -> None:
        one = self._charted
        if one is not None:
            self._nudge_feature(one.name, float(f"{x - one.value:.3g}"))

    def show(self, shown: Shown) -> None:
        """The sensitivity that is chosen, and its chart."""
        studies = shown.document.studies
        predicts = shown.document.subject in (MODEL, NETWORK)
        self.page.set_kind(studies.sensitivity_of, predicts)
        if predicts and studies.sensitivity_of == "prediction":
            self.charts.choose(PREDICTION)
            self._show_prediction(shown)
        else:
            self.charts.choose(STUDY)
            self._show_function(shown)
        self.charts.show(shown)

    def _show_prediction(self, shown: Shown) -> None:
        answer, studies = shown.answer(PREDICTION), shown.document.studies
        known = answer if isinstance(answer, PredictionAnswer) else None
        self._feature_nudge = studies.feature_nudge
        features = () if known is None else known.features
        self._charted = next((one for one in features if known is not None and one.name == known.feature), None)
        learned = shown.results.learned
        problem = learned.problem.message if learned.problem is not None else ""
        sentence = shown.failure(PREDICTION) or learned.data_problem or problem
        self.page.prediction.show_answer(known, studies.sensitivity_scaled, sentence)

    def _show_function(self, shown: Shown) -> None:
        """Axes, bars and nudges."""
        answer, studies = shown.answer(STUDY), shown.document.studies
        function = shown.results.function
        variables = function.variables if function is not None else ()
        self._nudge = tuple(pair for pair in studies.nudge if pair[0] in variables)
        self.page.show_axes(shown.results.axes, variables)
        known = answer if isinstance(answer, SensitivityAnswer) else None
        self.page.letter = shown.letter
        self.page.show_answer(known, studies.sensitivity_scaled, shown.failure(STUDY))

    def subtitle(self, shown: Shown) -> str:
        """How many inputs there are, and how many are not drawn."""
        if shown.document.subject in (MODEL, NETWORK) and shown.document.studies.sensitivity_of == "prediction":
            used = shown.results.learned.used
            return "" if used is None else f"{len(used.inputs)} features" if len(used.inputs) > 1 else "one feature"
        function, held = shown.results.function, len(shown.results.held)
        count = len(function.variables) if function is not None else 0
        inputs = "one input" if count == 1 else f"{count} inputs"
        return f"{inputs}, {held} held" if held else inputs if count else ""

    def set_theme(self, theme: Theme, text_scale: float) -> None:
        """Hand the theme to page and chart."""
        self.page.set_theme(theme, text_scale)
        self.charts.set_theme(theme, text_scale)
