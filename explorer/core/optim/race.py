"""Several descents in lockstep."""

from __future__ import annotations

import time
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass

from explorer.core.objective import Objective
from explorer.core.optim.course import checked_course
from explorer.core.optim.descent import Descent, begin
from explorer.core.optim.optimiser import Optimizer
from explorer.core.optim.run import Run
from explorer.core.optim.schedule import Schedule

__all__ = ["MOST_RUNNERS", "Runner", "race", "race_chunks"]

MOST_RUNNERS = 64
_FIRST_CHUNK = 16


@dataclass(frozen=True, slots=True)
class Runner:
    """One of a race: where it starts, and all that :func:`~explorer.core.optim.descent.descend` takes."""

    start: Mapping[str, float]
    optimizer: Optimizer
    schedule: Schedule | None = None
    noise: float = 0.0
    seed: int = 0
    batch_size: int | None = None


def race(f: Objective, runners: Sequence[Runner], steps: int = 200, tolerance: float = 0.0) -> tuple[Run, ...]:
    """The runs of all ``runners`` on ``f``, each the same as by itself. Raises as descend does."""
    chunks = race_chunks(f, runners, steps, tolerance, seconds=1.0)
    while True:
        try:
            next(chunks)
        except StopIteration as end:
            runs: tuple[Run, ...] = end.value
            return runs


def race_chunks(
    f: Objective,
    runners: Sequence[Runner],
    steps: int = 200,
    tolerance: float = 0.0,
    seconds: float = 0.012,
) -> Generator[tuple[Descent, ...], None, tuple[Run, ...]]:
    """:func:`race` in pieces of about ``seconds``: yields the descents, which all stand at the same step.

    One that has ended earlier stays where it ended. Stop iterating to cancel.
    """
    if not 1 <= len(runners) <= MOST_RUNNERS:
        raise ValueError(f"a race has 1 to {MOST_RUNNERS} runners, not {len(runners)}.")
    descents = tuple(
        begin(
            checked_course(f, one.optimizer, one.schedule, one.noise, one.seed, one.batch_size),
            one.start,
            steps,
            tolerance,
        )
        for one in runners
    )
    count = _FIRST_CHUNK
    while not all(descent.is_finished for descent in descents):
        begun = time.perf_counter()
        for descent in descents:
            descent.advance(count)
        elapsed = max(time.perf_counter() - begun, 1e-6)
        count = max(1, min(int(count * seconds / elapsed), 8 * count, 1 << 18))
        yield descents
    return tuple(descent.run() for descent in descents)
