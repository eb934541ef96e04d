"""The Descent panel: one run or a race of up to eight, their settings, and what they came to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from explorer.controller.intents import Intents
from explorer.controller.optimiser_settings import has_schedule, schedule_rows, settings_of
from explorer.controller.pictures import RunPicture
from explorer.controller.race_table import RaceRow, numbers_at, race_rows, tolerance_text
from explorer.controller.race_words import RaceWords, race_words
from explorer.controller.run_edits import fork_source, forks_of, has_room
from explorer.controller.studies.lettering import said_in
from explorer.core.expression.text import name_text
from explorer.core.optim import OPTIMIZERS
from explorer.model.document import Document, RunSpec
from explorer.model.learn_settings import FORMULA
from explorer.views.panels.descent_page import DescentPage
from explorer.views.panels.panel import Panel, Shown
from explorer.views.panels.run_settings import SettingsShown
from explorer.views.theme import Theme

__all__ = ["DescentPanel"]
TOLD_MEGABYTES = 5.0  # what long runs keep in memory is told from here on


class DescentPanel(Panel):
    """While the playhead moves, only the numbers at it are told anew."""

    def __init__(self) -> None:
        self.page = self.descent = DescentPage()
        self._known: tuple[object, ...] = ()
        self._rows: tuple[RaceRow, ...] = ()

    def wire(self, intents: Intents, run_action: Callable[[str], None]) -> None:
        """Connect the page."""
        page, settings = self.descent, self.descent.settings
        page.table.chosen_changed.connect(intents.choose_run)
        page.table.shown_toggled.connect(intents.show_run)
        page.table.removal_asked.connect(intents.remove_run)
        page.run_from_probe.connect(intents.start_at_probe)
        page.race_asked.connect(intents.start_race)
        page.add_asked.connect(intents.add_run)
        page.fork_asked.connect(lambda: intents.fork_run())
        page.duplicate_asked.connect(intents.duplicate_run)
        page.remove_asked.connect(intents.remove_run)
        page.tolerance_entered.connect(intents.set_tolerance)
        page.words.advice_taken.connect(run_action)
        settings.optimiser_chosen.connect(intents.choose_optimiser)
        settings.hyperparameters.changed.connect(intents.set_hyperparameter)
        settings.hyperparameters.released.connect(intents.settle)
        settings.hyperparameters.reset.connect(intents.reset_hyperparameter)
        settings.schedule_chosen.connect(intents.choose_schedule)
        settings.schedule_rows.changed.connect(intents.set_schedule_keyword)
        settings.schedule_rows.released.connect(intents.settle)
        settings.schedule_rows.reset.connect(intents.reset_schedule_keyword)
        settings.warm_up_entered.connect(intents.set_warm_up)
        settings.noise_entered.connect(intents.set_noise)
        settings.batch_entered.connect(intents.set_batch)
        settings.seed_entered.connect(intents.set_seed)
        settings.steps_entered.connect(intents.set_steps)
        settings.start_entered.connect(intents.place_start)
        settings.same_start_chosen.connect(intents.set_same_start)
        page.receipt.wire(intents, run_action)
        page.doctor.wire(intents, run_action)

    def show(self, shown: Shown) -> None:
        """Show the runs, the chosen one's settings and the numbers at the playhead."""
        document, results, view = shown.document, shown.results, shown.view
        known = (document, results.runs, results.advice, results.axes, view.run)
        changed = len(self._known) != len(known) or any(
            new is not old and new != old for new, old in zip(known, self._known, strict=True)
        )
        if changed:
            self._known = known
            self._show_document(shown)
        pictures = {run.index: run for run in results.runs}
        numbers = [
            numbers_at(pictures[row.index], view.playhead) if row.index in pictures else ("", "") for row in self._rows
        ]
        self.descent.table.set_rows(self._rows, numbers, tolerance_text(document.tolerance))
        self.descent.set_step(_fork_step(shown))
        self.descent.receipt.show_values(shown)
        self.descent.doctor.show_values(shown)

    def subtitle(self, shown: Shown) -> str:
        """How many runs from how many starts."""
        runs = shown.document.runs
        if not runs:
            return ""
        starts = len({run.start for run in runs if run.parent is None})
        many = f"{len(runs)} run{'s' if len(runs) > 1 else ''}"
        told = f"{many}, one start" if starts == 1 else f"{many}, {starts} starts"
        size = sum(run.bytes for run in (*shown.results.runs, *shown.results.pins)) / 1e6
        return f"{told}, {size:.0f} MB" if size >= TOLD_MEGABYTES else told

    def set_theme(self, theme: Theme, text_scale: float) -> None:
        """Hand the theme on."""
        self.descent.set_theme(theme, text_scale)

    def _show_document(self, shown: Shown) -> None:
        document, results = shown.document, shown.results
        page, chosen = self.descent, _chosen(shown)
        self._rows = race_rows(document, results.runs)
        page.table.set_letter(shown.letter)
        page.table.set_rows(self._rows, [("", "")] * len(self._rows), tolerance_text(document.tolerance))
        page.table.set_chosen(chosen)
        page.tolerance.set_value(document.tolerance)
        page.words.set_words(_lettered(race_words(document, results.runs), shown.letter), results.advice)
        page.set_state(len(document.runs), _fork_step(shown), _removal(document, chosen), not has_room(document))
        page.settings.set_values(_settings_shown(shown, chosen), len(document.runs))


def _lettered(words: RaceWords | None, letter: str) -> RaceWords | None:
    if words is None:
        return None
    return replace(words, headline=said_in(words.headline, letter), text=said_in(words.text, letter))


def _chosen(shown: Shown) -> int:
    return max(0, min(shown.view.run, len(shown.document.runs) - 1))


def _fork_step(shown: Shown) -> int:
    picture = shown.results.run_at(_chosen(shown))
    step = int(shown.view.playhead)
    return step if picture is None else min(step, picture.last_step)


def _removal(document: Document, chosen: int) -> str:
    forks = forks_of(document, chosen) if document.runs else ()
    more = "" if not forks else " and its fork" if len(forks) == 1 else f" and its {len(forks)} forks"
    return f"Remove the chosen run{more} (Ctrl+Shift+Delete)"


def _settings_shown(shown: Shown, chosen: int) -> SettingsShown:
    document, axes = shown.document, shown.results.axes
    spec = document.runs[chosen] if document.runs else _next_run(document)
    picture: RunPicture | None = shown.results.run_at(chosen) if document.runs else None
    kind = OPTIMIZERS.get(spec.optimiser.name)
    title = "of the next run" if not document.runs else f"of run {chosen + 1}, {spec.optimiser.name}"
    return SettingsShown(
        title,
        spec.optimiser.name,
        kind.summary if kind is not None else "",
        settings_of(spec.optimiser, None if picture is None else picture.learning_rate),
        spec.schedule.name if has_schedule(spec.optimiser.name) else "",
        schedule_rows(spec.schedule),
        spec.schedule.warm_up,
        spec.noise,
        spec.seed,
        tuple(name_text(name) for name in axes),
        _start_shown(shown, chosen),
        spec.steps,
        spec.parent is not None,
        document.same_start,
        spec.batch,
        _rows_of(shown),
    )


def _start_shown(shown: Shown, chosen: int) -> tuple[float, float]:
    """Where the run, or the one that it forks from, starts on the axes; what it leaves open is where it began."""
    document, axes = shown.document, shown.results.axes
    place: dict[str, float] = {}
    began: tuple[float, ...] = document.probe
    if document.runs:
        source = fork_source(document, chosen, 0)
        place, picture = dict(document.runs[source].start), shown.results.run_at(source)
        began = began if picture is None else tuple(picture.points[0].tolist())
    found = [place.get(name, default) for name, default in zip(axes, began, strict=False)]
    first, second, *_ = (*found, 0.0, 0.0)
    return first, second


def _rows_of(shown: Shown) -> int:
    """How many rows the loss that is explored is a mean over, 0 for a function without data."""
    learned = shown.results.learned
    return 0 if learned.used is None or learned.subject == FORMULA else len(learned.used.training)


def _next_run(document: Document) -> RunSpec:
    return RunSpec(
        (),
        document.optimiser,
        document.steps,
        document.seed,
        schedule=document.schedule,
        noise=document.noise,
        batch=document.batch,
    )
