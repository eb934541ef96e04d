"""The Fit panel, a triangle: data with the model's curve, the loss over its parameters, every row's share of ∇L."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from explorer.controller.data_picture import DataPicture
from explorer.controller.intents import Intents
from explorer.controller.learning.quick_models import QuickModel, model_changes
from explorer.controller.learning.words import data_words, letter_of
from explorer.controller.plots import Plot, PlotAxis
from explorer.controller.studies.contributions import ContributionsAnswer, Link, link_of
from explorer.controller.studies.fit import FitAnswer, fit_problem
from explorer.controller.studies.optimum import OptimumAnswer
from explorer.core.expression.text import name_text
from explorer.model.learn_settings import MODEL
from explorer.views.charts.loss_chart import LossChart
from explorer.views.charts.plot_view import PlotView
from explorer.views.data.data_plot import DataPlot
from explorer.views.panels.fit_page import FitPage
from explorer.views.panels.panel import Panel, Shown
from explorer.views.theme import Theme

__all__ = ["FitPanel"]

_NOTHING = PlotAxis("", 0.0, 1.0)
EMPTY = "Choose data in the panel Data and write a model; every row’s share of the gradient appears here."
NO_RUN = "No run yet. Descend from P, and its loss is drawn here step by step."
OTHER = "Another function is explored now, so no model is fitted here."
FAINT_SIZE = 0.35


class FitPanel(Panel):
    """Data at the left, the loss beside them, the arrows that add to its gradient below."""

    page: FitPage

    def __init__(self) -> None:
        self.page = FitPage()
        self.stage = self.plot = DataPlot()
        self.beside, self.stage_title = "map", "Data and model"
        self.shares, self.losses = PlotView(), LossChart()
        self.losses.set_empty(NO_RUN)
        self.strip = (self.shares, self.losses)
        self._intents: Intents | None = None
        self._empty = Plot("Each row’s share of the gradient", _NOTHING, _NOTHING, message=EMPTY)
        self._links: tuple[Link, ...] = ()
        self._picture: DataPicture | None = None
        self._made: tuple[tuple[object, ...], DataPicture] | None = None
        self._columns = ("x", "y")
        self._shown: Shown | None = None

    # The way up

    def wire(self, intents: Intents, run_action: Callable[[str], None]) -> None:
        """Connect page, data and chart."""
        self._intents = intents
        page, learning = self.page, intents.learning
        page.axes_chosen.connect(intents.choose_axes)
        page.axes_swapped.connect(intents.swap_axes)
        page.explore_asked.connect(lambda: intents.explore(MODEL))
        page.model.model_typed.connect(intents.type_formula)
        page.model.model_settled.connect(intents.settle)
        page.model.model_reverted.connect(intents.revert_formula)
        page.model.quick_chosen.connect(self._choose_model)
        page.model.loss_chosen.connect(lambda kind: learning.change_fit("Choose loss", None, loss=kind))
        page.model.delta_entered.connect(lambda delta: learning.change_fit("Huber’s δ", None, delta=delta))
        page.data.penalty_moved.connect(
            lambda name, value: learning.change_fit(f"{name.upper()} penalty", f"penalty {name}", **{name: value})
        )
        page.data.penalty_released.connect(learning.settle)
        page.batch.batch_chosen.connect(learning.set_batch)
        page.batch.next_batch.connect(self._next_batch)
        page.numbers.minimum_asked.connect(self._go_to_minimum)
        page.numbers.descent_asked.connect(learning.descend)
        page.data.standardised_chosen.connect(
            lambda on: learning.change_data("Standardise" if on else "Own units", None, standardised=bool(on))
        )
        page.data.aside_moved.connect(
            lambda share: learning.change_data("Set rows aside", "rows aside", validation=share)
        )
        page.data.aside_released.connect(learning.settle)
        self.shares.arrow_hovered.connect(lambda key: intents.show_step(emphasis=key))
        self.losses.scrubbed.connect(intents.go_to_step)
        self.losses.logarithmic_chosen.connect(lambda on: intents.charts.set_logarithmic(0, on))
        self.losses.quantity_chosen.connect(lambda quantity: intents.charts.choose_quantity(0, quantity))
        self._wire_plot(intents)

    def _wire_plot(self, intents: Intents) -> None:
        learning = intents.learning
        self.plot.point_moved.connect(self._move_row)
        self.plot.point_released.connect(lambda _row: learning.settle())
        self.plot.point_added.connect(self._add_row)
        self.plot.point_removed.connect(learning.remove_row)
        self.plot.point_chosen.connect(self._choose_row)

    def _choose_model(self, model: QuickModel) -> None:
        if self._intents is not None and self._shown is not None:
            changes = model_changes(model, self._shown.document.learn.fit)
            self._intents.learning.change_fit(f"Model: {model.word.lower()}", None, **changes)

    def _next_batch(self) -> None:
        if self._intents is not None and self._shown is not None:
            self._intents.learning.show_batch(self._shown.view.batch_step + 1)

    def _go_to_minimum(self) -> None:
        optimum = None if self._shown is None else _optimum(self._shown)
        if self._intents is not None and optimum is not None and optimum.found is not None:
            self._intents.learning.go_to(optimum.found.position)

    def _move_row(self, row: int, x: float, y: float) -> None:
        if self._intents is not None:
            self._intents.learning.move_row(row, dict(zip(self._columns, (x, y), strict=True)))

    def _add_row(self, x: float, y: float, _kind: int) -> None:
        if self._intents is not None:
            self._intents.learning.add_row(dict(zip(self._columns, (x, y), strict=True)))

    def _choose_row(self, row: int) -> None:
        link = link_of(self._links, row)
        if self._intents is not None:
            self._intents.show_step(emphasis="" if link is None else link.key)

    # The way down

    def show(self, shown: Shown) -> None:
        """Page, data and charts."""
        self._shown = shown
        results, learned = shown.results, shown.results.learned
        fit, shares, optimum = shown.answer("fit"), shown.answer("contributions"), _optimum(shown)
        fit = fit if isinstance(fit, FitAnswer) else None
        shares = shares if isinstance(shares, ContributionsAnswer) else None
        problem = fit_problem(learned) or shown.failure("fit") or (fit.note if fit is not None else "")
        elsewhere = shown.document.subject != MODEL
        self.page.message.tell(problem, is_warning=bool(problem))
        self.page.show_axes(results.axes, results.function.variables if results.function is not None else ())
        self.page.model.show_values(shown)
        self.page.numbers.show_values(shown, fit, optimum)
        self.page.optimum.show_values(optimum)
        self.page.batch.show_values(shown, shares)
        self.page.data.show_values(shown, optimum)
        self.page.show_elsewhere(OTHER if elsewhere else "")
        self._show_plot(shown, fit, shares, optimum)
        self._show_charts(shown, shares)

    def _show_plot(
        self, shown: Shown, fit: FitAnswer | None, shares: ContributionsAnswer | None, optimum: OptimumAnswer | None
    ) -> None:
        """Points and curves; while there is nothing new to show, the last picture stays."""
        if shares is not None and not shares.message:
            self._links = shares.links
        picture = fit.picture if fit is not None else None
        if shown.document.subject != MODEL:
            none = np.zeros(0)
            self._picture = DataPicture(none, none, np.zeros(0, dtype=np.intp), message=OTHER)
            self.plot.set_picture(self._picture)
            return
        if picture is None:
            if self._picture is None:
                self.plot.set_picture(None)
            return
        used = shown.results.learned.used
        if used is not None:
            titles = {title: name for name, title in used.data.titles.items()}
            self._columns = (titles.get(picture.x_label, picture.x_label), titles.get(picture.y_label, picture.y_label))
        curves = optimum.curves if optimum is not None else ()
        key = (picture, curves, self._links, shown.view.emphasis)
        if self._made is None or not all(a is b or a == b for a, b in zip(self._made[0], key, strict=True)):
            chosen = next((link for link in self._links if link.key == shown.view.emphasis), None)
            self._made = (key, _emphasised(replace(picture, curves=curves + picture.curves), chosen))
        self._picture = self._made[1]
        self.plot.set_picture(self._picture)

    def _show_charts(self, shown: Shown, shares: ContributionsAnswer | None) -> None:
        plots = shares.plots if shares is not None else ()
        self.shares.set_plot(plots[0] if plots else self._empty)
        self.shares.set_emphasis(shown.view.emphasis)
        specs, view = shown.document.runs, shown.view
        runs = tuple(run for run in shown.results.runs if run.index >= len(specs) or specs[run.index].shown)
        self.losses.set_letter(letter_of(shown.results.learned.subject))
        self.losses.set_quantity(view.quantities[0])
        self.losses.set_logarithmic(view.loss_logarithmic)
        self.losses.set_runs(runs)
        self.losses.set_pins(shown.results.pins)
        self.losses.set_playhead(view.playhead)

    def subtitle(self, shown: Shown) -> str:
        """Which data, and over which parameters."""
        axes = " and ".join(name_text(name) for name in shown.results.axes)
        words = data_words(shown.document.learn.data)
        return f"{words}, loss over {axes}" if axes else words

    def set_theme(self, theme: Theme, text_scale: float) -> None:
        """Hand the theme to page, data and charts."""
        self.page.set_theme(theme, text_scale)
        for view in (self.plot, self.shares, self.losses):
            view.set_theme(theme)
            view.set_text_scale(text_scale)


def _optimum(shown: Shown) -> OptimumAnswer | None:
    """The minimum by whichever of its two studies answered."""
    answers = (shown.answer(name) for name in ("optimum", "optimum search"))
    return next((answer for answer in answers if isinstance(answer, OptimumAnswer)), None)


def _emphasised(picture: DataPicture, link: Link | None) -> DataPicture:
    """The rows of the arrow that stands out: one is ringed, of several the others step back."""
    if link is None:
        return picture
    if len(link.rows) == 1:
        return replace(picture, chosen=int(link.rows[0]))
    return replace(picture, size=np.where(np.isin(picture.rows, link.rows), 1.0, FAINT_SIZE))
