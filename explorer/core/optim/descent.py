"""Gradient descent and its relatives: from a start, under an update rule, to a :class:`Run`."""

from __future__ import annotations

import math
import time
from collections.abc import Generator, Mapping
from typing import Final

import numpy as np

from explorer.core.expression.names import canonical_name
from explorer.core.objective import Objective
from explorer.core.optim.course import Course, Snapshot, checked_course, fresh
from explorer.core.optim.optimiser import Optimizer
from explorer.core.optim.outcome import at_the_end, at_the_start, at_the_stop
from explorer.core.optim.run import Run
from explorer.core.optim.schedule import Schedule
from explorer.core.optim.steppers import is_fused, stepper_for
from explorer.core.sampling.field import FloatArray

__all__ = ["CHECKPOINT", "MOST_STEPS", "Descent", "Run", "begin", "descend", "descend_chunks", "finished", "in_chunks"]

MOST_STEPS = 1_000_000
CHECKPOINT: Final = 1024
_CHECKPOINT_OF_SLOW_STEPS: Final = 64
_MOST_NUMBERS = 30_000_000
_FIRST_CHUNK = 64


class Descent:
    """A descent under way: :meth:`advance` it, then take its :meth:`run`.

    Its result does not depend on how the steps are divided among calls.
    """

    def __init__(self, course: Course, begun: Snapshot, steps: int, tolerance: float) -> None:
        norm = math.hypot(*begun.gradient.tolist())
        self.course = course
        self.done = 0
        self._steps, self._tolerance = steps, tolerance
        self._parts = ([begun.position[None, :]], [np.array([begun.value])], [np.array([norm])])
        self._checkpoints = [begun]
        self._spacing = CHECKPOINT if is_fused(course) else _CHECKPOINT_OF_SLOW_STEPS
        self._outcome = at_the_start(course.objective, begun.position, begun.value, norm, tolerance)
        self._stepper = stepper_for(course, begun, tolerance) if self._outcome is None else None

    @property
    def is_finished(self) -> bool:
        """Whether it has made all its steps, or ended before."""
        return self._outcome is not None or self.done >= self._steps

    def advance(self, count: int) -> None:
        """Make ``count`` steps, or as many as there are to make."""
        goal = min(self.done + count, self._steps)
        while self.done < goal and not self.is_finished:
            self._block(min(goal - self.done, self._spacing - self.done % self._spacing))

    def _block(self, count: int) -> None:
        assert self._stepper is not None
        chunk = self._stepper.advance(count)
        for part, new in zip(self._parts, (chunk.points, chunk.losses, chunk.gradient_norms), strict=True):
            part.append(new)
        self.done += len(chunk.points)
        if chunk.stop is not None:
            self._outcome = at_the_stop(self.course.objective, chunk.stop, self._joined(), self._tolerance)
        elif self.done % self._spacing == 0:
            self._checkpoints.append(self._stepper.snapshot())

    def _joined(self) -> tuple[FloatArray, FloatArray, FloatArray]:
        for part in self._parts:
            part[:] = [np.concatenate(part)]
        points, losses, norms = (part[0] for part in self._parts)
        return points, losses, norms

    def run(self) -> Run:
        """The run so far; how it ended is judged as if these were all its steps."""
        points, losses, norms = self._joined()
        f, optimizer = self.course.objective, self.course.optimizer
        outcome = self._outcome or at_the_end(f, optimizer, points, losses, norms)
        return Run(
            f.variables, points, losses, norms, outcome.word, outcome.reason, self.course, tuple(self._checkpoints)
        )


def descend(
    f: Objective,
    start: Mapping[str, float],
    optimizer: Optimizer,
    steps: int = 200,
    tolerance: float = 0.0,
    *,
    schedule: Schedule | None = None,
    noise: float = 0.0,
    seed: int = 0,
    batch_size: int | None = None,
) -> Run:
    """Follow ``optimizer`` on ``f`` from ``start`` (name → value of every variable).

    Makes ``steps`` steps, and fewer only where f or its gradient is not finite, where the rule has no
    next step, or where ‖∇f‖ ≤ ``tolerance`` if that is above zero. How it ended is told by
    :attr:`Run.outcome`; the criteria are in :mod:`explorer.core.optim.outcome`. ``schedule`` varies the
    learning rate; ``noise`` is the standard deviation of what is added to each component of the
    gradient that the rule sees (not to what is recorded), decided by ``seed`` and the number of the
    step. With a ``batch_size``, for a loss over data, the gradient that the rule sees is that of so many rows,
    each once an epoch in an order that ``seed`` decides; losses and slopes are recorded over all rows.
    Raises ValueError or TypeError for an argument that makes no sense.
    """
    return finished(
        descend_chunks(
            f,
            start,
            optimizer,
            steps,
            tolerance,
            seconds=1.0,
            schedule=schedule,
            noise=noise,
            seed=seed,
            batch_size=batch_size,
        )
    )


def finished(chunks: Generator[int, None, Run]) -> Run:
    """The run at the end of its chunks."""
    while True:
        try:
            next(chunks)
        except StopIteration as end:
            run: Run = end.value
            return run


def descend_chunks(
    f: Objective,
    start: Mapping[str, float],
    optimizer: Optimizer,
    steps: int = 200,
    tolerance: float = 0.0,
    seconds: float = 0.012,
    *,
    schedule: Schedule | None = None,
    noise: float = 0.0,
    seed: int = 0,
    batch_size: int | None = None,
) -> Generator[int, None, Run]:
    """:func:`descend` in pieces of about ``seconds``: yields the steps made so far, returns the run.

    Stop iterating to cancel. Inputs are checked at the first piece.
    """
    course = checked_course(f, optimizer, schedule, noise, seed, batch_size)
    return (yield from in_chunks(begin(course, start, steps, tolerance), seconds))


def in_chunks(descent: Descent, seconds: float) -> Generator[int, None, Run]:
    """A descent in pieces of about ``seconds``."""
    count = _FIRST_CHUNK
    while not descent.is_finished:
        begun = time.perf_counter()
        descent.advance(count)
        count = _next_count(count, time.perf_counter() - begun, seconds)
        yield descent.done
    return descent.run()


def begin(course: Course, start: Mapping[str, float], steps: object, tolerance: float) -> Descent:
    """A descent that has made no step. Raises ValueError or TypeError for input that makes no sense."""
    count = checked_steps(course.objective, steps, tolerance)
    position = _start_position(course.objective.variables, start)
    value, gradient = course.objective.value_and_gradient(position)
    return Descent(course, fresh(course, position, value, gradient), count, tolerance)


def _next_count(count: int, elapsed: float, seconds: float) -> int:
    """As many steps as fit the time, at most eight times as many as before."""
    ideal = count * seconds / max(elapsed, 1e-6)
    return max(1, min(int(ideal), 8 * count, 1 << 18))


def checked_steps(f: Objective, steps: object, tolerance: float) -> int:
    """The number of steps, once it and the tolerance make sense."""
    if isinstance(steps, bool) or not isinstance(steps, (int, np.integer)):
        raise TypeError(f"steps must be a whole number, not {steps!r}.")
    most = min(MOST_STEPS, _MOST_NUMBERS // (len(f.variables) + 2))
    if most < steps <= MOST_STEPS:
        raise ValueError(
            f"steps must be at most {most:,} among {len(f.variables):,} variables, so that every position can be kept; "
            f"choose {most:,} or fewer."
        )
    if not 0 <= steps <= most:
        raise ValueError(f"steps must be from 0 to {most:,}, not {steps:,}.")
    if not (math.isfinite(tolerance) and tolerance >= 0):
        raise ValueError(f"tolerance must be zero or more, not {tolerance}.")
    return int(steps)


def _start_position(variables: tuple[str, ...], start: Mapping[str, float]) -> FloatArray:
    given = {}
    for spelling, value in start.items():
        try:
            given[canonical_name(spelling)] = float(value)
        except (TypeError, ValueError):
            if spelling in variables:
                raise ValueError(f"the start's {spelling} must be a number, not {value!r}.") from None
    missing = [name for name in variables if name not in given]
    if missing:
        raise ValueError(f"the start needs a value for {', '.join(missing)}.")
    position = np.array([given[name] for name in variables], dtype=np.float64)
    if not np.isfinite(position).all():
        raise ValueError(f"the start must be finite, not {dict(zip(variables, position.tolist(), strict=True))}.")
    return position
