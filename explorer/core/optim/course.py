"""Everything that decides how a descent goes on from a position, and the state in which it does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

import numpy as np

from explorer.core.objective import Objective
from explorer.core.optim.batches import HasRows, batch_rows, checked_batch
from explorer.core.optim.noise import checked_noise, checked_seed, gradient_noise
from explorer.core.optim.optimiser import Optimizer
from explorer.core.optim.rule import UpdateRule, with_noise
from explorer.core.optim.schedule import Schedule
from explorer.core.optim.vector_rule import VectorRule
from explorer.core.sampling.field import FloatArray

__all__ = ["Course", "Snapshot", "carried", "checked_course", "fresh"]


@dataclass(frozen=True, slots=True, eq=False)
class Course:
    """An objective, an optimiser, how its learning rate varies, and the noise on the gradient.

    ``noise`` is the standard deviation of the normal numbers added to each component of the gradient
    that the rule sees. With a ``batch`` above 0 the gradient is that of so many rows of the data. Both are decided by
    ``seed`` and the number of the step alone.
    """

    objective: Objective
    optimizer: Optimizer
    schedule: Schedule | None = None
    noise: float = 0.0
    seed: int = 0
    batch: int = 0

    @property
    def is_noisy(self) -> bool:
        """Whether the rule sees another gradient than that of the objective."""
        return bool(self.noise) or self.batch > 0

    @property
    def rule(self) -> UpdateRule | VectorRule:
        """The update, on the noisy gradient if there is noise."""
        rule = self.optimizer.rule()
        return with_noise(rule) if self.is_noisy and isinstance(rule, UpdateRule) else rule

    @property
    def varying(self) -> tuple[str, ...]:
        """The symbols of hyperparameters that change from step to step."""
        if self.schedule is None:
            return ()
        momentum = self.optimizer.momentum_symbol
        moves = momentum is not None and self.schedule.momenta(np.arange(1)) is not None
        return ("η", momentum) if moves and momentum is not None else ("η",)

    def values_at(self, first: int, count: int) -> FloatArray:
        """The varying hyperparameters of steps ``first`` … of the run, counted from 0, shape (symbols, count)."""
        if self.schedule is None:
            return np.empty((0, count))
        steps = np.arange(first, first + count)
        rows = [self.schedule.rates(self.optimizer.number("lr"), steps)]
        for symbol in self.varying[1:]:
            own = self.optimizer.numbers[symbol]
            momenta = self.schedule.momenta(steps)
            rows.append(np.full(count, own) if momenta is None else np.where(np.isnan(momenta), own, momenta))
        return np.array(rows, dtype=np.float64)

    def rate_at(self, step: int) -> float | None:
        """The learning rate (or time step) of step ``step``, counted from 0; None for a rule without one."""
        name = self.optimizer.rate
        if name is None:
            return None
        return self.optimizer.number(name) if self.schedule is None else float(self.values_at(step, 1)[0, 0])

    def noise_at(self, first: int, count: int) -> FloatArray:
        """The noise of steps ``first`` … of the run, shape (count, n)."""
        return gradient_noise(self.seed, first, count, len(self.objective.variables), self.noise)

    def disturbance_at(self, step: int, position: FloatArray, gradient: FloatArray) -> FloatArray | None:
        """What the rule sees of step ``step`` beyond ``gradient``, (n,): noise and what the batch differs by."""
        if not self.is_noisy:
            return None
        noise = self.noise_at(step, 1)[0] if self.noise else np.zeros(len(gradient))
        if self.batch:
            objective = cast(HasRows, self.objective)  # as was checked once: asking at each step takes a tenth of it
            rows = batch_rows(objective.rows, self.batch, self.seed, step)
            noise = noise + (objective.batch_gradient(rows, position) - gradient)
        return noise

    def disturbances_at(self, step: int, positions: FloatArray, gradients: FloatArray) -> FloatArray:
        """:meth:`disturbance_at` for many positions (m, n) at once, shape (m, n)."""
        noise = self.noise_at(step, 1) if self.noise else np.zeros((1, gradients.shape[1]))
        if not self.batch:
            return np.broadcast_to(noise, gradients.shape)
        objective = cast(HasRows, self.objective)
        seen = objective.batch(batch_rows(objective.rows, self.batch, self.seed, step))
        return noise + (seen.gradients_at(positions) - gradients)


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """A descent between two steps: enough to go on from there exactly as if it had never stopped.

    ``step`` counts the steps of the run, ``tick`` those that the rule has made since it was fresh.
    ``memory`` and ``schedule`` are what an :class:`UpdateRule` keeps, ``state`` what a vector rule does.
    """

    step: int
    tick: int
    position: FloatArray
    value: float
    gradient: FloatArray
    memory: Mapping[str, FloatArray] = field(default_factory=dict)
    schedule: Mapping[str, float] = field(default_factory=dict)
    state: Any = None


def fresh(course: Course, position: FloatArray, value: float, gradient: FloatArray, step: int = 0) -> Snapshot:
    """The state of a rule that has made no step yet."""
    rule = course.rule
    if isinstance(rule, UpdateRule):
        memory = {name: np.full(len(position), first) for name, first in rule.memory}
        return Snapshot(step, 0, position, value, gradient, memory, dict(rule.schedule))
    return Snapshot(step, 0, position, value, gradient, state=rule.begin(len(position)))


def carried(snapshot: Snapshot, old: Optimizer, course: Course) -> Snapshot:
    """``snapshot`` as another optimiser takes it over: with its memory if both are forms of one rule, else fresh."""
    begun = fresh(course, snapshot.position, snapshot.value, snapshot.gradient, snapshot.step)
    if old.family() is not course.optimizer.family():
        return begun
    memory = {name: snapshot.memory.get(name, first) for name, first in begun.memory.items()}
    schedule = {name: snapshot.schedule.get(name, first) for name, first in begun.schedule.items()}
    place = (snapshot.position, snapshot.value, snapshot.gradient)
    return Snapshot(snapshot.step, snapshot.tick, *place, memory, schedule, snapshot.state)


def checked_course(
    f: Objective,
    optimizer: object,
    schedule: object = None,
    noise: object = 0.0,
    seed: object = 0,
    batch: object = None,
) -> Course:
    """The course, once everything makes sense. Raises TypeError or ValueError with a sentence."""
    if not isinstance(optimizer, Optimizer):
        hint = (
            "call the class first, as in OPTIMIZERS['Adam'](lr=0.1)"
            if isinstance(optimizer, type)
            else "see OPTIMIZERS"
        )
        raise TypeError(f"the optimizer must be one of explorer's, not {optimizer!r}: {hint}.")
    if schedule is not None and not isinstance(schedule, Schedule):
        raise TypeError(f"the schedule must be one of explorer's or None, not {schedule!r}: see SCHEDULES.")
    if schedule is not None and "lr" not in optimizer.values:
        raise ValueError(f"{optimizer.name} has no learning rate that a schedule could change.")
    if not f.variables:
        raise ValueError("f has no variables, so there is nowhere to descend.")
    return Course(f, optimizer, schedule, checked_noise(noise), checked_seed(seed), checked_batch(f, batch))
