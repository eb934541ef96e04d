"""The Partials panel as a part of the window: its page and the charts of the slices below the views."""

from __future__ import annotations

from collections.abc import Callable

from explorer.controller.intents import Intents
from explorer.controller.plots import Plot, PlotAxis
from explorer.controller.studies.lettering import said_in
from explorer.controller.studies.slices import SlicesAnswer, handle_of, snapped
from explorer.core.numbers import format_value
from explorer.views.charts.plot_view import PlotView
from explorer.views.panels.panel import Panel, Shown
from explorer.views.panels.partials_panel import PartialsPanel
from explorer.views.theme import Theme

__all__ = ["PartialsPart"]

_NOTHING = PlotAxis("", 0.0, 1.0)
_EMPTY = Plot("Slices", _NOTHING, _NOTHING, message="Type a function above; its slices appear here.")
_ONE = "With one variable there is nothing to hold constant."
_NONE = "f has no variable, so there is nothing to hold constant."


class PartialsPart(Panel):
    """Both slopes and the gradient at the probe, with a slice along each variable that may move."""

    page: PartialsPanel

    def __init__(self) -> None:
        self.page = PartialsPanel()
        self.charts = (PlotView(), PlotView())
        self.strip = self.charts
        self._intents: Intents | None = None
        self._answer: SlicesAnswer | None = None
        self._held: tuple[str, ...] = ()
        self._failed: tuple[str, Plot] = ("", _EMPTY)

    def wire(self, intents: Intents, run_action: Callable[[str], None]) -> None:
        """Padlocks, the slider of h, and the handles at the secants' ends."""
        self._intents = intents
        self.page.padlocks.held_wanted.connect(self._hold)
        self.page.secant.h_moved.connect(self._move_step)
        self.page.secant.h_released.connect(intents.settle)
        for chart in self.charts:
            chart.handle_moved.connect(self._drag)
            chart.handle_released.connect(lambda _name: intents.settle())

    def show(self, shown: Shown) -> None:
        """Padlocks, table and charts."""
        axes = shown.results.axes
        self._held = tuple(name for name in axes if name in shown.document.locked)
        none = said_in(_NONE, shown.letter)
        self.page.show_hold(axes, self._held, "" if len(axes) == 2 else (_ONE if axes else none))
        answer = shown.answer("slices")
        self._answer = answer if isinstance(answer, SlicesAnswer) else None
        self._show_answer(shown)

    def subtitle(self, shown: Shown) -> str:
        """What is held, and where."""
        reading = shown.results.reading
        if reading is None or not self._held:
            return ""
        places = dict(zip(shown.results.axes, (reading.x, reading.y), strict=False))
        return ", ".join(f"{name} held at {format_value(places[name], 2)}" for name in self._held)

    def set_theme(self, theme: Theme, text_scale: float) -> None:
        """Hand the theme to page and charts."""
        self.page.set_theme(theme, text_scale)
        for chart in self.charts:
            chart.set_theme(theme)
            chart.set_text_scale(text_scale)

    def _show_answer(self, shown: Shown) -> None:
        answer = self._answer
        plots = answer.plots if answer is not None else (self._sentence(shown),)
        for index, chart in enumerate(self.charts):
            chart.setVisible(index < len(plots))
            chart.set_plot(plots[index] if index < len(plots) else None)
        self.page.secant.setVisible(answer is not None and bool(answer.slices))
        if answer is not None:
            self.page.secant.show_step(answer.h, answer.reach)
            self.page.secant.show_slices(answer.slices, answer.note)

    def _sentence(self, shown: Shown) -> Plot:
        """A chart that says why there is none; one value a sentence, so that it is not laid out anew."""
        message = shown.failure("slices")
        if not message:
            return _EMPTY
        if self._failed[0] != message:
            self._failed = message, Plot("Slices", _NOTHING, _NOTHING, message=message)
        return self._failed[1]

    def _hold(self, wanted: tuple[str, ...]) -> None:
        if self._intents is not None:
            self._intents.hold_only(wanted)

    def _move_step(self, h: float) -> None:
        if self._intents is not None:
            self._intents.change_study("Move secant", "secant", secant=h)

    def _drag(self, handle: str, x: float, _y: float) -> None:
        for cut in self._answer.slices if self._answer is not None else ():
            if self._answer is not None and handle == handle_of(cut.name):
                self._move_step(snapped(x - cut.at, self._answer.reach))
