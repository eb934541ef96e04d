"""A run's settings as core's values: the optimiser with its rate, and how the rate varies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from explorer.core.objective import Objective
from explorer.core.optim import OPTIMIZERS, Optimizer, Run, propose_learning_rate
from explorer.core.optim.schedules import SCHEDULES, Schedule
from explorer.model.document import RunSpec, ScheduleSettings

__all__ = ["course_of", "schedule_of"]


def course_of(
    function: Objective, place: Mapping[str, float], spec: RunSpec, parent: Run | None
) -> tuple[Optimizer, Schedule | None]:
    """The optimiser and the schedule of a run; a rate that is not given is the parent's, or proposed at the start.

    Raises ValueError or TypeError with a sentence where a setting makes no sense.
    """
    kind = OPTIMIZERS.get(spec.optimiser.name)
    if kind is None:
        raise ValueError(f"There is no optimiser called {spec.optimiser.name}.")
    values: dict[str, Any] = {**kind.watched, **dict(spec.optimiser.hyperparameters)}
    if kind.rate is not None and kind.rate not in values:
        before = parent.course.optimizer if parent is not None and parent.course is not None else None
        if before is not None and type(before) is kind:
            values[kind.rate] = before.number(kind.rate)
        else:
            at = place if parent is None else _place_on(parent, (spec.fork_step or 0) - parent.first_step)
            values[kind.rate] = propose_learning_rate(function, at, spec.optimiser.name)
    optimiser = kind(**values)
    return optimiser, schedule_of(spec.schedule) if "lr" in optimiser.values else None


def schedule_of(chosen: ScheduleSettings) -> Schedule | None:
    """The schedule that the settings state, None where the rate stays as it is."""
    if chosen.name not in SCHEDULES:
        raise ValueError(f"There is no schedule called {chosen.name}.")
    if chosen == ScheduleSettings():
        return None
    schedule = SCHEDULES[chosen.name](**dict(chosen.keywords))
    return schedule.warmed_up(chosen.warm_up) if chosen.warm_up else schedule


def _place_on(run: Run, step: int) -> dict[str, float]:
    return dict(zip(run.variables, run.points[min(max(step, 0), len(run))].tolist(), strict=True))
