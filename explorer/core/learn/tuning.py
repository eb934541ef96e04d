"""The search for hyperparameters: every trial trains on the training rows and is judged by the validation rows."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from explorer.core.learn.network_training import Batches
from explorer.core.learn.tuning_trials import Trial
from explorer.core.objective import Objective
from explorer.core.optim.course import checked_course
from explorer.core.optim.in_place import InPlaceUpdate
from explorer.core.optim.optimiser import Optimizer
from explorer.core.optim.rule import UpdateRule
from explorer.core.optim.schedule import Schedule
from explorer.core.optim.vector_rule import Place, StepFailed, VectorRule
from explorer.core.sampling.field import FloatArray

__all__ = ["MOST_JUDGED", "Contender", "RowObjective", "TrialResult", "ranked", "tune"]

MOST_JUDGED: Final = 200  # times that a trial is judged on its way
_FIRST_CHUNK: Final = 1


class RowObjective(Objective, Protocol):
    """A mean over rows, which can be taken over some of them: a model's loss, or a network's."""

    def batch(self, rows: NDArray[np.intp], /) -> Objective:
        """The same over these rows."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Contender:
    """What one trial trains and how it is judged.

    ``objective`` (with its penalty) is descended from ``start`` (n,); it has ``rows`` rows, of which a step takes
    ``batch`` (0: all), in an order that ``seed`` decides. ``training`` and ``validation`` are the losses without
    a penalty, ``accuracy`` the share of validation rows whose class is named rightly at a position, None where
    there are no classes.
    """

    objective: RowObjective
    start: FloatArray
    optimizer: Optimizer
    rows: int
    training: Objective
    validation: Objective
    batch: int = 0
    schedule: Schedule | None = None
    noise: float = 0.0
    seed: int = 0
    accuracy: Callable[[FloatArray], float] | None = None


@dataclass(frozen=True, slots=True)
class TrialResult:
    """How a trial went: ``number`` is its place among the trials, from 0.

    ``validation`` is the least loss on the validation rows, at step ``best_step``; ``training`` and ``accuracy`` are
    those of the same step, ``last`` is the validation loss at the last step, ``first`` that at the start. ``reason``
    says why it ended early, "" where it did not: one that diverges has no numbers (NaN), it is nothing to choose.
    """

    number: int
    trial: Trial
    validation: float = math.nan
    last: float = math.nan
    best_step: int = 0
    steps: int = 0
    training: float = math.nan
    accuracy: float = math.nan
    reason: str = ""
    first: float = math.nan

    @property
    def outcome(self) -> str:
        """In a word or two: "diverged", "no gain", "best at 12" (it rose from there), "still falling" or "settled"."""
        if self.reason:
            return "not started" if math.isnan(self.first) else "diverged"
        if not self.validation < self.first:
            return "no gain"
        if self.last > self.validation + 0.05 * (self.first - self.validation):
            return f"best at {self.best_step}"
        return "still falling" if self.best_step >= self.steps else "settled"


def ranked(results: Sequence[TrialResult]) -> tuple[TrialResult, ...]:
    """The best first: by validation loss, those without one at the end, equals in the order of the trials."""
    return tuple(sorted(results, key=lambda one: (math.isnan(one.validation), one.validation, one.number)))


def tune(
    trials: Sequence[Trial],
    make: Callable[[Trial], Contender],
    steps: int,
    seconds: float = 0.012,
) -> Generator[tuple[float, TrialResult | None], None, tuple[TrialResult, ...]]:
    """Train every trial for ``steps`` steps, in pieces of about ``seconds``; returns all results.

    Yields the share of the work that is done, with the result of a trial when it has ended, else None. Stop
    iterating to cancel. ``make`` may raise ValueError or TypeError with a sentence: that trial could not begin.
    """
    results: list[TrialResult] = []
    for number, trial in enumerate(trials):
        try:
            way = _Way(make(trial), steps)
        except (ValueError, TypeError) as error:
            results.append(TrialResult(number, trial, reason=str(error)))
            yield (number + 1) / len(trials), results[-1]
            continue
        count = _FIRST_CHUNK
        while not way.is_over:
            begun = time.perf_counter()
            way.advance(count)
            elapsed = max(time.perf_counter() - begun, 1e-6)
            count = max(1, min(int(count * seconds / elapsed), 4 * count))
            if not way.is_over:
                yield (number + way.step / steps) / len(trials), None
        results.append(way.result(number, trial))
        yield (number + 1) / len(trials), results[-1]
    return tuple(results)


class _Way:
    """One descent, judged on its way; it keeps the best position and no others."""

    def __init__(self, contender: Contender, steps: int) -> None:
        one = contender
        self._one, self._steps, self.step, self.reason = one, steps, 0, ""
        self._course = checked_course(one.objective, one.optimizer, one.schedule, one.noise, one.seed)
        self._position = np.array(one.start, dtype=np.float64)
        self._gradient = np.empty(len(self._position))
        whole = one.batch <= 0 or one.batch >= one.rows
        self._batches = None if whole else Batches(one.rows, one.batch, self._course.seed)
        rule = one.optimizer.rule()
        self._update = (
            InPlaceUpdate(self._course, self._position, self._gradient) if isinstance(rule, UpdateRule) else None
        )
        self._rule: VectorRule | None = None if isinstance(rule, UpdateRule) else rule
        self._state = None if self._rule is None else self._rule.begin(len(self._position))
        self._every = max(1, -(-steps // MOST_JUDGED))
        self._best, self._best_step, self._best_at = math.inf, 0, self._position.copy()
        self._first = self._last = math.nan
        with np.errstate(all="ignore"):
            self._judge()
        self._first = self._last

    @property
    def is_over(self) -> bool:
        """Whether no step is left."""
        return bool(self.reason) or self.step >= self._steps

    def advance(self, count: int) -> None:
        """Make ``count`` steps, or as many as are left."""
        with np.errstate(all="ignore"):
            for _ in range(count):
                if self.is_over:
                    return
                self._one_step()

    def result(self, number: int, trial: Trial) -> TrialResult:
        """What came of it."""
        if self.reason:
            return TrialResult(number, trial, steps=self.step, reason=self.reason, first=self._first)
        with np.errstate(all="ignore"):
            training = self._one.training.value_at(self._best_at)
            accuracy = math.nan if self._one.accuracy is None else self._one.accuracy(self._best_at)
        judged = (self._best, self._last, self._best_step, self.step, training, accuracy)
        return TrialResult(number, trial, *judged, first=self._first)

    def _one_step(self) -> None:
        objective: Objective = self._one.objective
        if self._batches is not None:
            objective = self._one.objective.batch(np.sort(self._batches.at(self.step)))
        value, gradient = objective.value_and_gradient(self._position)
        if not (math.isfinite(value) and np.isfinite(gradient).all()):
            self._end("stops being a number")
            return
        np.copyto(self._gradient, gradient)
        if self._course.noise and self._update is not None:
            self._gradient += self._course.noise_at(self.step, 1)[0]
        if self._update is not None:
            self._update.step(self._course.values_at(self.step, 1)[:, 0].tolist())
        elif not self._vector_step(objective, value):
            return
        self.step += 1
        if self.step % self._every == 0 or self.step == self._steps:
            self._judge()

    def _vector_step(self, objective: Objective, value: float) -> bool:
        assert self._rule is not None
        here = Place(self._position.copy(), value, self._gradient.copy())
        try:
            made = self._rule.step(objective, here, self._state, self._course.rate_at(self.step) or 0.0)
        except (StepFailed, ArithmeticError, np.linalg.LinAlgError):
            self._steps = self.step  # a rule that is at its minimum has no further step: that is no failure
            self._judge()
            return False
        self._state = made.state
        np.add(self._position, made.delta, self._position)
        return True

    def _judge(self) -> None:
        self._last = self._one.validation.value_at(self._position)
        if not math.isfinite(self._last):
            self._end("on the validation rows stops being a number")
        elif self._last < self._best:
            self._best, self._best_step = self._last, self.step
            np.copyto(self._best_at, self._position)

    def _end(self, words: str) -> None:
        self.reason = f"The loss {words} at step {self.step + 1}: lower the learning rate."
