"""The table of trials: heads that sort, a row for each, its mark telling how it went."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from explorer.controller.studies.tuning import TuningAnswer
from explorer.controller.studies.tuning_words import trial_words
from explorer.core.learn.tuning import TrialResult
from explorer.core.numbers import format_value
from explorer.views.widgets.value_table import TableRow

__all__ = ["TrialRows", "trial_of", "trial_sentence"]

RANK, VALIDATION, TRAINING, ACCURACY = "#", "valid.", "train.", "right"
UP, DOWN = " \N{BLACK UP-POINTING SMALL TRIANGLE}", " \N{BLACK DOWN-POINTING SMALL TRIANGLE}"
MOST_COLUMNS: Final = 5  # besides the rank
ENDS: Final = {"diverged": "diverges", "not started": "cannot begin"}


class TrialRows:
    """The rows of an answer in the order of one column; a second choice of that column turns it round."""

    def __init__(self) -> None:
        self._column, self._is_turned = RANK, False
        self._heads: tuple[str, ...] = ()

    def choose_head(self, place: int) -> None:
        """Sort by the column at ``place``."""
        if 0 <= place < len(self._heads):
            column = self._heads[place]
            self._is_turned = column == self._column and not self._is_turned
            self._column = column

    def heads(self, answer: TuningAnswer) -> tuple[str, ...]:
        """The titles of the columns, the sorted one with its sign."""
        varied = tuple(one.head for one in answer.varied)
        self._heads = (RANK, *varied, VALIDATION, *_further(answer))
        if self._column not in self._heads:
            self._column, self._is_turned = RANK, False
        sign = DOWN if self._is_turned else UP
        return tuple(head + sign if head == self._column else head for head in self._heads)

    def rows(self, answer: TuningAnswer) -> list[TableRow]:
        """A row for every trial that has ended."""
        ranks = {one.number: rank for rank, one in enumerate(answer.results, 1)}
        known = [one for one in answer.results if not math.isnan(self._value(one, answer, ranks))]
        others = [one for one in answer.results if math.isnan(self._value(one, answer, ranks))]
        known.sort(key=lambda one: self._value(one, answer, ranks), reverse=self._is_turned)
        return [_row(one, answer, ranks[one.number]) for one in (*known, *others)]

    def _value(self, one: TrialResult, answer: TuningAnswer, ranks: dict[int, int]) -> float:
        for varied in answer.varied:
            if varied.head == self._column:
                return varied.of(one.trial)
        found = {VALIDATION: one.validation, TRAINING: one.training, ACCURACY: one.accuracy}
        return found.get(self._column, float(ranks[one.number]))


def trial_sentence(one: TrialResult, answer: TuningAnswer) -> str:
    """How the trial that is loaded went."""
    words = trial_words(one.trial, answer.varied)
    lead = f"Loaded: {words}. " if words else ""
    if one.reason:
        return lead + one.reason
    ways = {
        "no gain": "it never comes below its start.",
        "still falling": f"still falling at step {one.steps}: more steps may help.",
        "settled": f"least at step {one.best_step} and about as low at the end.",
    }
    rises = f"least at step {one.best_step}, rising to {format_value(one.last)} at step {one.steps}: it overfits."
    right = "" if math.isnan(one.accuracy) else f", {100 * one.accuracy:.0f} % right"
    losses = f"Validation loss {format_value(one.validation)}{right}; training loss {format_value(one.training)}."
    return f"{lead}{losses} Validation {ways.get(one.outcome, rises)}"


def _row(one: TrialResult, answer: TuningAnswer, rank: int) -> TableRow:
    is_best = answer.best is one
    settings = tuple(varied.told(varied.of(one.trial)) for varied in answer.varied)
    validation = ENDS.get(one.outcome, one.outcome) if one.reason else _loss(one.validation)
    right = "" if math.isnan(one.accuracy) else f"{100 * one.accuracy:.0f} %"
    told = {TRAINING: "" if one.reason else _loss(one.training), ACCURACY: right}
    cells = (str(rank), *settings, validation, *(told[head] for head in _further(answer)))
    if one.reason:
        return TableRow(str(one.number), "saddle", cells, "error")
    return TableRow(str(one.number), "minimum" if is_best else "point", cells, "success" if is_best else "held")


def _further(answer: TuningAnswer) -> tuple[str, ...]:
    """The columns after the validation loss that there is room for; the loaded trial's sentence tells the others."""
    wanted = (ACCURACY, TRAINING) if answer.is_classes else (TRAINING,)
    kept = wanted[: max(MOST_COLUMNS - 1 - len(answer.varied), 0)]
    return tuple(head for head in (TRAINING, ACCURACY) if head in kept)


def _loss(value: float) -> str:
    """To three digits, two of a small one: a table of many is compared at a glance."""
    if not 1e-3 <= abs(value) < 1e4:
        return format_value(value, 2)
    return f"{value:.3g}" if value >= 0.1 else f"{value:.2g}"


def trial_of(results: Sequence[TrialResult], key: str) -> TrialResult | None:
    """The trial of a row's key."""
    return next((one for one in results if str(one.number) == key), None)
