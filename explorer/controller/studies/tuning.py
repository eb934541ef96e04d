"""The study of hyperparameters: trials judged by the rows set aside, as a table and a map."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from msgspec.structs import replace

from explorer.controller.executor import CancelToken
from explorer.controller.figures import Figure
from explorer.controller.learning.contenders import Contenders
from explorer.controller.plots import Plot
from explorer.controller.studies.study import StudyInput
from explorer.controller.studies.sweeping import COUNTED, spec_of, start_of, sweep_of
from explorer.controller.studies.tuning_plots import tuning_plot
from explorer.controller.studies.tuning_words import Varied, trial_words, varied_settings
from explorer.core.learn.tuning import TrialResult, ranked, tune
from explorer.core.learn.tuning_trials import Trial, tuning_trials
from explorer.core.numbers import format_value
from explorer.core.optim.registry import OPTIMIZERS
from explorer.model.document import RunSpec
from explorer.model.learn_settings import MODEL, NETWORK, LearnSettings, TuningSettings

__all__ = ["TuningAnswer", "compute_tuning", "search_settings", "tuning_key", "wants_tuning"]

NOT_LEARNED: Final = "Trials are judged on data: open Fit or Network, and the settings of its training are tried here."
NO_ASIDE: Final = (
    "No rows are set aside, so nothing could judge a trial: the fitted rows flatter whatever fits them best."
)
TRY: Final = "try other learning rates, or more steps"
ALL_FAIL: Final = "Every trial diverges; try lower learning rates."


@dataclass(frozen=True, slots=True, eq=False)
class TuningAnswer:
    """All trials that have ended, the best first.

    ``varied`` are the settings that differ between trials. ``needs_rows`` tells that rows must be set aside first.
    ``state`` is the one sentence, ``part`` the share of the work that is done.
    """

    results: tuple[TrialResult, ...] = ()
    varied: tuple[Varied, ...] = ()
    state: str = ""
    is_good: bool = True
    needs_rows: bool = False
    is_classes: bool = False
    notes: tuple[str, ...] = ()
    part: float = 1.0
    count: int = 0
    figures: tuple[Figure, ...] = ()
    plots: tuple[Plot, ...] = ()

    @property
    def best(self) -> TrialResult | None:
        """The trial with the least validation loss, None while there is none."""
        return self.results[0] if self.results and not math.isnan(self.results[0].validation) else None


def wants_tuning(given: StudyInput) -> bool:
    """Whether the panel is set to trials."""
    return sweep_of(given).kind == "tuning"


def search_settings(settings: TuningSettings, spec: RunSpec, subject: str) -> tuple[TuningSettings, tuple[str, ...]]:
    """The settings without lists that this optimiser, or this subject, has no use for, and a sentence about each."""
    kind = OPTIMIZERS.get(spec.optimiser.name)
    notes: list[str] = []
    if subject == NETWORK and settings.penalties and kind is not None and not _decays(spec):
        settings = replace(settings, penalties=())
        notes.append(f"{kind.title} has no weight decay, so the penalty is not varied.")
    if subject == MODEL and settings.widths:
        settings = replace(settings, widths=())
    return settings, tuple(notes)


def tuning_key(given: StudyInput) -> tuple[object, ...]:
    """Rows, what is trained and how, without what the trials themselves vary: to load one of them asks for nothing."""
    learned, spec = given.learned, spec_of(given)
    settings, _ = search_settings(learned.settings.tuning, spec, learned.subject)
    trained = _without_varied(learned.settings, settings, learned.subject)
    kind = OPTIMIZERS.get(spec.optimiser.name)
    varied = {
        kind.rate if kind is not None and settings.rates else "",
        "weight_decay" if _decay(given, settings) else "",
    }
    own = tuple(pair for pair in spec.optimiser.hyperparameters if pair[0] not in varied)
    chosen = (spec.optimiser.name, own, spec.schedule, spec.noise, spec.seed, None if settings.batches else spec.batch)
    start = tuple(start_of(given).tolist()) if learned.subject == MODEL else ()
    return (learned.subject, learned.used, trained, settings, chosen, start)


def compute_tuning(given: StudyInput, token: CancelToken) -> TuningAnswer:
    """All trials, published as they end."""
    learned, spec = given.learned, spec_of(given)
    used = learned.used
    if learned.subject not in (MODEL, NETWORK):
        return TuningAnswer(state=NOT_LEARNED, is_good=False)
    if used is None:
        return TuningAnswer(state=learned.data_problem, is_good=False)
    if used.validation is None:
        return TuningAnswer(state=NO_ASIDE, is_good=False, needs_rows=True)
    settings, notes = search_settings(learned.settings.tuning, spec, learned.subject)
    try:
        trials = tuning_trials(
            settings.search,
            settings.rates,
            settings.batches,
            settings.widths,
            settings.penalties,
            settings.trials,
            settings.seed,
        )
    except ValueError as error:
        return TuningAnswer(state=str(error), is_good=False)
    return _searched(given, settings, trials, notes, token)


def _searched(
    given: StudyInput,
    settings: TuningSettings,
    trials: tuple[Trial, ...],
    notes: tuple[str, ...],
    token: CancelToken,
) -> TuningAnswer:
    used, is_network = given.learned.used, given.learned.subject == NETWORK
    assert used is not None
    varied = varied_settings(trials)
    make = Contenders(given.learned, spec_of(given), start_of(given))
    results: list[TrialResult] = []
    told = 0.0
    answer = TuningAnswer(varied=varied, part=0.0, count=len(trials))
    for part, result in tune(trials, make, settings.steps):
        is_due = part >= told
        token.check(min(part, 1.0)) if is_due else token.check()
        if result is not None:
            results.append(result)
        if is_due or part >= 1.0:
            told = part + COUNTED
            order = ranked(results)
            state, is_good = _state(order, varied, len(trials))
            plots = (tuning_plot(order, varied, settings.search == "random"),) if order else ()
            classes = used.is_classes
            told_notes = (*notes, *_notes(settings, is_network))
            answer = TuningAnswer(
                order, varied, state, is_good, False, classes, told_notes, part, len(trials), (), plots
            )
            if part < 1.0 and result is not None:
                token.publish(answer)
    return answer


def _state(order: tuple[TrialResult, ...], varied: tuple[Varied, ...], count: int) -> tuple[str, bool]:
    best = order[0] if order else None
    if best is None or math.isnan(best.validation):
        reasons = {one.reason for one in order if one.outcome == "not started"}
        return (reasons.pop() if len(reasons) == 1 and len(order) == count else ALL_FAIL), False
    if not best.validation < best.first:
        return f"No trial comes below the validation loss at the start, {format_value(best.first)}; {TRY}.", False
    words = trial_words(best.trial, varied)
    told = f", with {words}" if words else ""
    return f"Least validation loss {format_value(best.validation)} at step {best.best_step}{told}", True


def _notes(settings: TuningSettings, is_network: bool) -> tuple[str, ...]:
    notes = [f"Validation is the least loss of the rows set aside in {settings.steps:,} steps, without the penalty."]
    if settings.penalties:
        notes.append(
            "The L2 penalty λ is the optimiser’s weight decay: each slope gets λ·w."
            if is_network
            else "The L2 penalty λ adds λ·Σp² to the loss that is descended."
        )
    return tuple(notes)


def _decay(given: StudyInput, settings: TuningSettings) -> bool:
    return given.learned.subject == NETWORK and bool(settings.penalties)


def _decays(spec: RunSpec) -> bool:
    kind = OPTIMIZERS.get(spec.optimiser.name)
    return kind is not None and any(setting.name == "weight_decay" for setting in kind.settings)


def _without_varied(learn: LearnSettings, settings: TuningSettings, subject: str) -> object:
    """The settings of what is trained, with a fixed value for each that the trials vary."""
    if subject == MODEL:
        return replace(learn.fit, l2=0.0) if settings.penalties else learn.fit
    if not settings.widths:
        return learn.network
    return replace(learn.network, hidden=(1,) * max(1, len(learn.network.hidden)))
