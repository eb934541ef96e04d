"""The charts of a study in the strip below the views: as many as it answers with, a sentence where it has none."""

from __future__ import annotations

from collections.abc import Callable

from explorer.controller.plots import Plot, PlotAxis
from explorer.views.charts.plot_view import PlotView
from explorer.views.panels.panel import Shown
from explorer.views.theme import Theme

__all__ = ["StudyCharts"]

_NOTHING = PlotAxis("", 0.0, 1.0)


class StudyCharts:
    """``views`` go into the strip; :meth:`show` puts the plots of a study into them."""

    def __init__(self, study: str, title: str, count: int) -> None:
        self.views = tuple(PlotView() for _ in range(count))
        self._study = study
        self._empty = Plot(title, _NOTHING, _NOTHING, message="Type a function above; its chart appears here.")

    def choose(self, study: str) -> None:
        """Show the plots of another study from now on."""
        self._study = study

    def on_handle(self, moved: Callable[[float], None], released: Callable[[], None]) -> None:
        """Tell where on the lower axis a handle is dragged to, and when it is let go."""
        for view in self.views:
            view.handle_moved.connect(lambda _name, x, _y: moved(x))
            view.handle_released.connect(lambda _name: released())

    def show(self, shown: Shown) -> None:
        """The plots of the study's answer, one a view; views without one are hidden."""
        answer, failure = shown.answer(self._study), shown.failure(self._study)
        if answer is not None and answer.plots:
            plots = answer.plots
        else:
            if failure and failure != self._empty.message:
                self._empty = Plot(self._empty.title, _NOTHING, _NOTHING, message=failure)
            plots = (self._empty,)
        for index, view in enumerate(self.views):
            view.setVisible(index < len(plots))
            view.set_plot(plots[index] if index < len(plots) else None)

    def set_theme(self, theme: Theme, text_scale: float) -> None:
        """Recolour the charts."""
        for view in self.views:
            view.set_theme(theme)
            view.set_text_scale(text_scale)
