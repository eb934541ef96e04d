"""What a descent leaves behind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from explorer.core.optim.chunks import lengths_between
from explorer.core.optim.course import Course, Snapshot
from explorer.core.sampling.field import FloatArray

__all__ = ["Run"]


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """What a descent did: k ≤ steps steps of n ``variables``, all recorded numbers finite.

    ``points`` has shape (k + 1, n), ``losses`` and ``gradient_norms`` (k + 1,), the start first.
    ``outcome`` is one word and ``reason`` one sentence with numbers. Only a start at which f or its
    slope is undefined is recorded with NaN. The arrays are read-only.

    ``course`` is what made it, and ``checkpoints`` states on the way, the start first, from which any
    step can be made again (:func:`~explorer.core.optim.resume.state_at`). ``first_step`` is how many
    steps lie before the start: above zero where the run branched off another one.
    """

    variables: tuple[str, ...]
    points: FloatArray
    losses: FloatArray
    gradient_norms: FloatArray
    outcome: Literal["converged", "diverged", "stalled", "left the domain", "out of steps"]
    reason: str
    course: Course | None = None
    checkpoints: tuple[Snapshot, ...] = ()

    def __post_init__(self) -> None:
        for array in (self.points, self.losses, self.gradient_norms):
            array.setflags(write=False)

    def __len__(self) -> int:
        """How many steps were made."""
        return len(self.points) - 1

    @property
    def first_step(self) -> int:
        """How many steps lie before the start."""
        return self.checkpoints[0].step if self.checkpoints else 0

    @property
    def step_lengths(self) -> FloatArray:
        """How far each step went, shape (k,)."""
        return lengths_between(self.points)

    @property
    def learning_rates(self) -> FloatArray | None:
        """The learning rate (or time step) of each step, shape (k,); None for a rule without one."""
        if self.course is None or self.course.optimizer.rate is None:
            return None
        if self.course.schedule is None:
            return np.full(len(self), self.course.optimizer.number(self.course.optimizer.rate))
        rates: FloatArray = self.course.values_at(self.first_step, len(self))[0]
        return rates

    @property
    def position(self) -> dict[str, float]:
        """Where it ended, by name."""
        return dict(zip(self.variables, self.points[-1].tolist(), strict=True))

    def __repr__(self) -> str:
        return f"<Run of {len(self)} steps, {self.outcome}: {self.reason}>"
