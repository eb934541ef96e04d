"""A vector rule under way on an objective."""

from __future__ import annotations

import numpy as np

from explorer.core.optim.chunks import Chunk, Record, Stop
from explorer.core.optim.course import Course, Snapshot
from explorer.core.optim.rule import UpdateRule
from explorer.core.optim.vector_rule import Place, Sloped, StepFailed, Tilted, VectorStep
from explorer.core.sampling.field import FloatArray

__all__ = ["VectorStepper", "vector_step"]


def vector_step(course: Course, here: Snapshot, noise: FloatArray | None, rate: float) -> VectorStep:
    """The step that the course's vector rule makes from ``here``. Raises StepFailed where there is none."""
    rule = course.rule
    assert not isinstance(rule, UpdateRule)
    f: Sloped = course.objective
    gradient = here.gradient
    if noise is not None:
        f, gradient = Tilted(f, here.position, noise), gradient + noise
    try:
        with np.errstate(all="ignore"):
            return rule.step(f, Place(here.position, here.value, gradient), here.state, rate)
    except (ArithmeticError, np.linalg.LinAlgError):
        raise StepFailed("The numbers of the next step leave the range of double precision.") from None


class VectorStepper:
    """A rule that looks at all components at once, step by step."""

    def __init__(self, course: Course, begun: Snapshot, limit: float) -> None:
        self._course, self._here, self._limit = course, begun, limit

    def advance(self, count: int) -> Chunk:
        """See :class:`~explorer.core.optim.chunks.Stepper`."""
        record = Record(len(self._here.position))
        for _ in range(count):
            before = self._here
            noise = self._course.disturbance_at(before.step, before.position, before.gradient)
            try:
                made = vector_step(self._course, before, noise, self._course.rate_at(before.step) or 0.0)
            except StepFailed as failure:
                return record.stopped(Stop("update", before.position, before.value, str(failure), failure.word))
            there = self._reached(before.position + made.delta, made.place if noise is None else None)
            stop = record.add(there.position, there.value, there.gradient, self._limit)
            if stop is None or stop.kind == "tolerance":
                arrived = (there.position, there.value, there.gradient)
                self._here = Snapshot(before.step + 1, before.tick + 1, *arrived, state=made.state)
            if stop is not None:
                return record.stopped(stop)
        return record.stopped(None)

    def _reached(self, position: FloatArray, known: Place | None) -> Place:
        """f and its slope at ``position``, as known already where it is the same to the last bit."""
        if known is not None and np.array_equal(known.position, position):
            return known
        return Place(position, *self._course.objective.value_and_gradient(position))

    def snapshot(self) -> Snapshot:
        """See :class:`~explorer.core.optim.chunks.Stepper`."""
        return self._here
