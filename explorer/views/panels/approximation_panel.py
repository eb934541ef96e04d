"""The Approximate panel: tangent plane and quadratic at the probe, their errors below the views."""

from __future__ import annotations

from collections.abc import Callable

from explorer.controller.intents import Intents
from explorer.controller.studies.approximation import ApproximationAnswer
from explorer.views.panels.approximation_page import ApproximationPage
from explorer.views.panels.panel import Panel, Shown
from explorer.views.panels.study_charts import StudyCharts
from explorer.views.status_row import position
from explorer.views.theme import Theme

__all__ = ["ApproximationPanel"]

STUDY = "approximation"


class ApproximationPanel(Panel):
    """What the plane and the parabola that touch f at the probe say, and where they stop being true."""

    page: ApproximationPage

    def __init__(self) -> None:
        self.page = ApproximationPage()
        self.charts = StudyCharts(STUDY, "Error against distance", 2)
        self.strip = self.charts.views
        self._theme: Theme | None = None
        self._axes: tuple[str, ...] = ()

    def wire(self, intents: Intents, run_action: Callable[[str], None]) -> None:
        """Switches, the radius on its slider and on the chart."""

        def draw(name: str, on: bool) -> None:
            intents.change_study("Draw approximation", None, **{name: on})

        def move(radius: float) -> None:
            if radius > 0:
                intents.change_study("Change radius", "radius", radius=radius)

        self.page.drawn.connect(draw)
        self.page.radius_moved.connect(move)
        self.page.radius_released.connect(intents.settle)
        self.charts.on_handle(lambda radius: move(float(f"{radius:.3g}")), intents.settle)

    def show(self, shown: Shown) -> None:
        """Equations, errors and charts."""
        answer = shown.answer(STUDY)
        studies = shown.document.studies
        self.page.show_switches(studies.linear, studies.quadratic)
        self._colour(shown.results.axes)
        self.page.letter = shown.letter
        self.page.show_answer(answer if isinstance(answer, ApproximationAnswer) else None, shown.failure(STUDY))
        self.charts.show(shown)

    def subtitle(self, shown: Shown) -> str:
        """Where the variables that do not take part are held."""
        held = [f"{slider.name} = {position(slider.value)}" for slider in shown.results.held]
        return f"held: {', '.join(held)}" if held else ""

    def set_theme(self, theme: Theme, text_scale: float) -> None:
        """Hand the theme to page and charts."""
        self._theme = theme
        self.page.set_theme(theme, text_scale)
        self.charts.set_theme(theme, text_scale)
        self._axes, axes = (), self._axes
        self._colour(axes)

    def _colour(self, axes: tuple[str, ...]) -> None:
        if self._theme is not None and axes != self._axes:
            self._axes = axes
            self.page.set_colours(dict(zip(axes, (self._theme.x, self._theme.y), strict=False)))
