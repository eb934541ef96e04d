"""Many descents one after another, for rules that look at all components at once, such as Newton's."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Mapping, Sequence
from typing import Final

import numpy as np

from explorer.core.optim.course import Course
from explorer.core.optim.descent import Descent, begin
from explorer.core.optim.sweeps.ends import CONVERGED, DIVERGED, LEFT, UNFINISHED, Ends
from explorer.core.sampling.field import FloatArray

__all__ = ["OneByOne"]

_KINDS: Final = {"converged": CONVERGED, "diverged": DIVERGED, "left the domain": LEFT}
_PIECE = 32


class OneByOne:
    """Descents from ``starts`` (m, n), each on its own course; :meth:`advance` fills :attr:`ends`."""

    def __init__(self, courses: Sequence[Course] | Course, starts: FloatArray, steps: int, tolerance: float) -> None:
        self.ends = Ends.unknown(len(starts), starts.shape[1])
        self._starts, self._steps, self._tolerance = starts, steps, tolerance
        self._course_of: Callable[[int], Course] = (
            (lambda _index: courses) if isinstance(courses, Course) else courses.__getitem__
        )

    def advance(self, seconds: float = 0.012) -> Generator[float, None, None]:
        """Go on to the end, in pieces of about ``seconds``; yields the part of the work done."""
        begun = time.perf_counter()
        for index, start in enumerate(self._starts):
            course = self._course_of(index)
            descent = begin(course, self._named(course, start), self._steps, self._tolerance)
            while not descent.is_finished:
                descent.advance(_PIECE)
                if time.perf_counter() - begun > seconds:
                    yield index / len(self._starts)
                    begun = time.perf_counter()
            self._put(index, descent)
        yield 1.0

    @staticmethod
    def _named(course: Course, start: FloatArray) -> Mapping[str, float]:
        return dict(zip(course.objective.variables, start.tolist(), strict=True))

    def _put(self, index: int, descent: Descent) -> None:
        run = descent.run()
        kind = _KINDS.get(run.outcome, UNFINISHED)
        end = Ends(run.points[-1:], np.array([len(run)]), np.array([kind], dtype=np.int8), run.losses[-1:])
        self.ends.put(np.array([index]), end)
