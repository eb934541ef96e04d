"""The Direction panel as a part of the window: its page and two charts below the views."""

from __future__ import annotations

import math
from collections.abc import Callable

from explorer.controller.intents import Intents
from explorer.controller.plots import Plot, PlotAxis
from explorer.controller.studies.direction import DirectionAnswer, turned_to
from explorer.controller.studies.direction_pictures import ANGLE_HANDLE
from explorer.views.charts.plot_view import PlotView
from explorer.views.panels.direction_page import EMPTY, DirectionPage
from explorer.views.panels.panel import Panel, Shown
from explorer.views.theme import Theme

__all__ = ["DirectionPanel"]

_NOTHING = PlotAxis("", 0.0, 1.0)
_BLANK = Plot("Slope over all directions", _NOTHING, _NOTHING, message=EMPTY)


class DirectionPanel(Panel):
    """The slope of f at the probe in the direction u."""

    page: DirectionPage

    def __init__(self) -> None:
        self.page = DirectionPage()
        self.charts = (PlotView(), PlotView())
        self.strip = self.charts
        self._intents: Intents | None = None

    def wire(self, intents: Intents, run_action: Callable[[str], None]) -> None:
        """Dial, boxes, buttons and the handle on the cosine curve."""
        self._intents = intents
        self.page.angle_moved.connect(self._turn)
        self.page.angle_released.connect(intents.settle)
        self.page.angle_entered.connect(self._enter)
        for chart in self.charts:
            chart.handle_moved.connect(self._drag)
            chart.handle_released.connect(lambda _name: intents.settle())

    def show(self, shown: Shown) -> None:
        """Page and charts."""
        self.page.set_letter(shown.letter)
        answer = shown.answer("direction")
        if not isinstance(answer, DirectionAnswer) or not answer.axes:
            sentence = answer.obstacle if isinstance(answer, DirectionAnswer) else shown.failure("direction")
            self.page.show_nothing(sentence or EMPTY)
            self._show_plots((_BLANK,))
            return
        self.page.show_answer(answer)
        self._show_plots(answer.plots)

    def subtitle(self, shown: Shown) -> str:
        """Where u points."""
        answer = shown.answer("direction")
        if not isinstance(answer, DirectionAnswer) or len(answer.axes) < 2:
            return ""
        degrees = f"{answer.angle:.1f}".replace("-", "\N{MINUS SIGN}")
        return f"{degrees}° from the {answer.axes[0]} axis"

    def set_theme(self, theme: Theme, text_scale: float) -> None:
        """Hand the theme to page and charts."""
        self.page.set_theme(theme, text_scale)
        for chart in self.charts:
            chart.set_theme(theme)
            chart.set_text_scale(text_scale)

    def _show_plots(self, plots: tuple[Plot, ...]) -> None:
        for index, chart in enumerate(self.charts):
            chart.setVisible(index < len(plots))
            chart.set_plot(plots[index] if index < len(plots) else None)

    def _turn(self, degrees: float) -> None:
        if self._intents is not None:
            self._intents.change_study("Turn u", "direction", direction=turned_to(math.radians(degrees)))

    def _enter(self, degrees: float) -> None:
        if self._intents is not None:
            # Not rounded: "Steepest up" must meet ‖∇f‖ to the last digit.
            self._intents.change_study("Turn u", direction=math.remainder(degrees, 360.0) + 0.0)

    def _drag(self, handle: str, angle: float, _slope: float) -> None:
        if handle == ANGLE_HANDLE:
            self._turn(float(round(angle)))
