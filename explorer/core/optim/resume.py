"""Going back into a run: the state at any of its steps, and another way on from there."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Generator
from typing import Literal

import numpy as np

from explorer.core.optim.course import Snapshot, carried, checked_course
from explorer.core.optim.descent import Descent, checked_steps, finished, in_chunks
from explorer.core.optim.optimiser import Optimizer
from explorer.core.optim.run import Run
from explorer.core.optim.schedule import Schedule
from explorer.core.optim.steppers import stepper_for

__all__ = ["resume", "resume_chunks", "state_at"]

Kept = Literal["kept"]


def state_at(run: Run, step: int) -> Snapshot:
    """The state after ``step`` of the run's steps (0 is its start), made again from the checkpoint before.

    Raises ValueError for a step that the run does not have, or a run that knows nothing of its course.
    """
    if run.course is None or not run.checkpoints:
        raise ValueError("this run was not made by descend, so its steps cannot be made again.")
    if isinstance(step, bool) or not isinstance(step, (int, np.integer)) or not 0 <= step <= len(run):
        raise ValueError(f"the run has steps 0 to {len(run)}, not {step!r}.")
    goal = run.first_step + int(step)
    checkpoint = run.checkpoints[bisect_right(run.checkpoints, goal, key=lambda known: known.step) - 1]
    if checkpoint.step == goal:
        return checkpoint
    stepper = stepper_for(run.course, checkpoint, 0.0)
    stepper.advance(goal - checkpoint.step)
    return stepper.snapshot()


def resume(
    run: Run,
    step: int,
    optimizer: Optimizer | None = None,
    steps: int | None = None,
    tolerance: float = 0.0,
    *,
    schedule: Schedule | Kept | None = "kept",
    noise: float | None = None,
    seed: int | None = None,
    batch_size: int | Kept | None = "kept",
) -> Run:
    """Another way on from ``step`` of ``run``: its start is ``run.points[step]``.

    What is not given stays as in ``run``; ``steps`` is how many to make, by default those that it
    made after ``step``. The optimiser goes on with the memory (m, v, …) it had if both are forms of one
    rule, such as Adam and AMSGrad, and begins afresh if not. Schedule and noise are counted on, so
    that with the same seed both branches meet the same noise; nothing changed gives the same points.
    Raises ValueError or TypeError for an argument that makes no sense.
    """
    return finished(
        resume_chunks(
            run,
            step,
            optimizer,
            steps,
            tolerance,
            1.0,
            schedule=schedule,
            noise=noise,
            seed=seed,
            batch_size=batch_size,
        )
    )


def resume_chunks(
    run: Run,
    step: int,
    optimizer: Optimizer | None = None,
    steps: int | None = None,
    tolerance: float = 0.0,
    seconds: float = 0.012,
    *,
    schedule: Schedule | Kept | None = "kept",
    noise: float | None = None,
    seed: int | None = None,
    batch_size: int | Kept | None = "kept",
) -> Generator[int, None, Run]:
    """:func:`resume` in pieces of about ``seconds``: yields the steps made so far, returns the run."""
    here, old = state_at(run, step), run.course
    assert old is not None
    course = checked_course(
        old.objective,
        old.optimizer if optimizer is None else optimizer,
        old.schedule if schedule == "kept" else schedule,
        old.noise if noise is None else noise,
        old.seed if seed is None else seed,
        old.batch if batch_size == "kept" else batch_size,
    )
    count = checked_steps(course.objective, len(run) - step if steps is None else steps, tolerance)
    descent = Descent(course, carried(here, old.optimizer, course), count, tolerance)
    return (yield from in_chunks(descent, seconds))
