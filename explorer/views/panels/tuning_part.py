"""The trials of the Sweep panel: their form and table, and what choosing one of them asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from explorer.controller.intents import Intents
from explorer.controller.learning.tuning_intents import has_trial
from explorer.controller.studies.tuning import TuningAnswer
from explorer.controller.studies.tuning_plots import trial_at
from explorer.core.learn.tuning import TrialResult
from explorer.model.learn_settings import NETWORK
from explorer.views.panels.panel import Shown
from explorer.views.panels.tuning_rows import TrialRows, trial_of, trial_sentence
from explorer.views.widgets.value_table import TableRow

if TYPE_CHECKING:
    from explorer.views.panels.sweep_page import SweepPage

__all__ = ["TuningPart"]

SET_ASIDE: Final = "Set aside 25 % of the rows"
TAKE_BEST: Final = "Load the best trial"
HINT: Final = "Click a row or the chart: that trial’s settings are taken and the training plays. A head sorts."


class TuningPart:
    """Shows trials on the page of the Sweep panel."""

    def __init__(self, page: SweepPage) -> None:
        self._page = page
        self._rows = TrialRows()
        self._answer: TuningAnswer | None = None
        self._loaded: TrialResult | None = None
        self._intents: Intents | None = None
        self._is_random = False
        self._listed: tuple[TuningAnswer | None, tuple[str, ...], list[TableRow]] = (None, (), [])

    def wire(self, intents: Intents) -> None:
        """Form and heads."""
        self._intents = intents
        self._page.tuning.changed.connect(
            lambda field, value: intents.learning.change_tuning("Set trials", **{field: value})
        )
        self._page.table.head_chosen.connect(self._sort)

    def show(self, shown: Shown, answer: object) -> None:
        """Remember what is known, and show what the search is set to."""
        settings = shown.document.learn.tuning
        self._answer = answer if isinstance(answer, TuningAnswer) else None
        self._is_random = settings.search == "random"
        self._page.tuning.set_values(settings, shown.document.subject == NETWORK)
        results = () if self._answer is None else self._answer.results
        run = shown.view.run
        self._loaded = next((one for one in results if has_trial(shown.document, one.trial, run)), None)

    def show_found(self) -> None:
        """Table, notes and the button."""
        page, answer = self._page, self._answer
        if answer is None:
            return
        has_trials = bool(answer.results)
        heads = self._rows.heads(answer) if has_trials else ()
        if self._listed[0] is not answer or self._listed[1] != heads:
            self._listed = answer, heads, self._rows.rows(answer) if has_trials else []
        page.set_places(heads, self._listed[2])
        page.table.set_selected("" if self._loaded is None else str(self._loaded.number))
        told = () if self._loaded is None else (trial_sentence(self._loaded, answer),)
        page.set_text(page.notes, "\n".join((*told, *answer.notes)))
        page.set_text(page.hint, HINT if has_trials else "")
        is_over = answer.part >= 1.0 and answer.best is not None and answer.is_good
        page.set_take(SET_ASIDE if answer.needs_rows else TAKE_BEST if is_over else "")

    def take(self) -> None:
        """The button: rows to judge by, or the best trial."""
        answer, intents = self._answer, self._intents
        if answer is None or intents is None:
            return
        if answer.needs_rows:
            intents.tuning.set_rows_aside()
        elif answer.best is not None:
            intents.tuning.load(answer.best.trial)

    def load_row(self, key: str) -> None:
        """The trial of a row."""
        self._load(trial_of(self._answer.results, key) if self._answer is not None else None)

    def load_place(self, x: float, y: float) -> None:
        """The trial behind a place of the chart."""
        answer = self._answer
        if answer is not None:
            self._load(trial_at(answer.results, answer.varied, self._is_random, x, y))

    def _load(self, one: TrialResult | None) -> None:
        if one is not None and self._intents is not None:
            self._intents.tuning.load(one.trial)

    def _sort(self, place: int) -> None:
        if self._answer is not None:
            self._rows.choose_head(place)
            self.show_found()
