"""What every learning-rate schedule has, and how two follow one another."""

from __future__ import annotations

import itertools
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from explorer.core.optim.configured import Configured
from explorer.core.sampling.field import FloatArray

__all__ = ["Schedule", "Sequence", "Steps"]

Steps: TypeAlias = NDArray[np.int64]


class Schedule(Configured):
    """A pure function from the number of a step to its learning rate, an immutable value.

    Keywords are those of ``torch.optim.lr_scheduler``. Steps are counted from 0, as its epochs are:
    the first step of a run is number 0.
    """

    __slots__ = ()

    def rates(self, base: float, steps: Steps) -> FloatArray:
        """The learning rates of ``steps``, of whatever shape, where the optimiser's own is ``base``."""
        raise NotImplementedError

    def momenta(self, steps: Steps) -> FloatArray | None:
        """The momentum μ (or β₁) of ``steps``; None where this schedule leaves it alone."""
        del steps
        return None

    def rate(self, base: float, step: int) -> float:
        """The learning rate of one step."""
        return float(self.rates(base, np.array([step]))[0])

    def warmed_up(self, total_iters: int = 5, start_factor: float = 1.0 / 3.0) -> Schedule:
        """This schedule after a linear warm-up of ``total_iters`` steps from ``start_factor``."""
        from explorer.core.optim.schedules import WarmUp

        return Sequence((WarmUp(start_factor=start_factor, total_iters=total_iters), self), (total_iters,))


class Sequence(Schedule):
    """One schedule after the other: each from its milestone on, counting from 0 again.

    As ``torch.optim.lr_scheduler.SequentialLR``. Raises ValueError unless there is one milestone
    fewer than schedules, in rising order.
    """

    name = "Sequence"
    title = "One after the other"
    summary = "Changes from one schedule to the next at given steps."
    settings = ()
    __slots__ = ()

    def __init__(self, schedules: tuple[Schedule, ...], milestones: tuple[int, ...]) -> None:
        if not schedules or not all(isinstance(part, Schedule) for part in schedules):
            raise TypeError(f"a sequence needs schedules, not {schedules!r}.")
        starts = (0, *milestones)
        if len(starts) != len(schedules) or any(a >= b for a, b in itertools.pairwise(starts)):
            raise ValueError(f"{len(schedules)} schedules need {len(schedules) - 1} rising milestones above 0.")
        values: dict[str, Any] = {"schedules": tuple(schedules), "milestones": tuple(int(m) for m in milestones)}
        object.__setattr__(self, "values", values)

    def _parts(self, steps: Steps) -> list[tuple[Schedule, NDArray[np.bool_], int]]:
        schedules: Any = self.values["schedules"]
        milestones: Any = self.values["milestones"]
        starts = (0, *milestones)
        which = np.searchsorted(np.array(milestones), steps, side="right")
        return [(part, which == index, starts[index]) for index, part in enumerate(schedules)]

    def rates(self, base: float, steps: Steps) -> FloatArray:
        """See :meth:`Schedule.rates`."""
        result = np.empty(np.shape(steps))
        for part, here, start in self._parts(steps):
            result[here] = part.rates(base, steps[here] - start)
        return result

    def momenta(self, steps: Steps) -> FloatArray | None:
        """See :meth:`Schedule.momenta`; NaN where a part leaves it alone."""
        result = np.full(np.shape(steps), np.nan)
        for part, here, start in self._parts(steps):
            momenta = part.momenta(steps[here] - start)
            if momenta is not None:
                result[here] = momenta
        return None if np.isnan(result).all() else result
