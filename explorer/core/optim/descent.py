"""Gradient descent and its relatives: from a start, under an update rule, to a :class:`Run`."""

from __future__ import annotations

import math
import time
from collections.abc import Generator, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from explorer.core.expression.names import canonical_name
from explorer.core.objective import Objective
from explorer.core.optim.optimiser import Optimizer
from explorer.core.optim.outcome import at_the_end, at_the_start, at_the_stop
from explorer.core.optim.steppers import stepper_for
from explorer.core.sampling.field import FloatArray

__all__ = ["MOST_STEPS", "Run", "descend", "descend_chunks"]

MOST_STEPS = 1_000_000
_MOST_NUMBERS = 30_000_000
_FIRST_CHUNK = 64


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """What a descent did: k ≤ steps steps of n ``variables``, all recorded numbers finite.

    ``points`` has shape (k + 1, n), ``losses`` and ``gradient_norms`` (k + 1,), the start first.
    ``outcome`` is one word and ``reason`` one sentence with numbers. Only a start at which f or its
    slope is undefined is recorded with NaN. The arrays are read-only.
    """

    variables: tuple[str, ...]
    points: FloatArray
    losses: FloatArray
    gradient_norms: FloatArray
    outcome: Literal["converged", "diverged", "stalled", "left the domain", "out of steps"]
    reason: str

    def __post_init__(self) -> None:
        for array in (self.points, self.losses, self.gradient_norms):
            array.setflags(write=False)

    def __len__(self) -> int:
        """How many steps were made."""
        return len(self.points) - 1

    @property
    def step_lengths(self) -> FloatArray:
        """How far each step went, shape (k,)."""
        lengths: FloatArray = np.sqrt(np.sum(np.diff(self.points, axis=0) ** 2, axis=1))
        return lengths

    @property
    def position(self) -> dict[str, float]:
        """Where it ended, by name."""
        return dict(zip(self.variables, self.points[-1].tolist(), strict=True))

    def __repr__(self) -> str:
        return f"<Run of {len(self)} steps, {self.outcome}: {self.reason}>"


def descend(
    f: Objective,
    start: Mapping[str, float],
    optimizer: Optimizer,
    steps: int = 200,
    tolerance: float = 0.0,
) -> Run:
    """Follow ``optimizer`` on ``f`` from ``start`` (name → value of every variable).

    Makes ``steps`` steps, and fewer only where f or its gradient is not finite, or where
    ‖∇f‖ ≤ ``tolerance`` if that is above zero. How it ended is told by :attr:`Run.outcome`; the
    criteria are in :mod:`explorer.core.optim.outcome`. Raises ValueError or TypeError for a start,
    optimiser, number of steps or tolerance that makes no sense.
    """
    chunks = descend_chunks(f, start, optimizer, steps, tolerance, seconds=1.0)
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
) -> Generator[int, None, Run]:
    """:func:`descend` in pieces of about ``seconds``: yields the steps made so far, returns the run.

    Stop iterating to cancel. Inputs are checked at the first piece.
    """
    position = _checked(f, start, optimizer, steps, tolerance)
    value, gradient = f.value_and_gradient(position)
    norm = math.hypot(*gradient.tolist())
    points, losses, norms = [position[None, :]], [np.array([value])], [np.array([norm])]
    outcome = at_the_start(f, position, value, norm, tolerance)
    if outcome is None:
        stepper = stepper_for(f, optimizer, position, gradient, tolerance)
        done, count = 0, _FIRST_CHUNK
        while outcome is None and done < steps:
            begun = time.perf_counter()
            chunk = stepper.advance(min(count, steps - done))
            count = _next_count(count, time.perf_counter() - begun, seconds)
            points.append(chunk.points)
            losses.append(chunk.losses)
            norms.append(chunk.gradient_norms)
            done += len(chunk.points)
            if chunk.stop is not None:
                outcome = at_the_stop(f, chunk.stop, _joined(points, losses, norms), tolerance)
            yield done
    all_points, all_losses, all_norms = _joined(points, losses, norms)
    outcome = outcome or at_the_end(f, optimizer, all_points, all_losses, all_norms)
    return Run(f.variables, all_points, all_losses, all_norms, outcome.word, outcome.reason)


def _joined(*parts: list[FloatArray]) -> tuple[FloatArray, ...]:
    return tuple(np.concatenate(part) for part in parts)


def _next_count(count: int, elapsed: float, seconds: float) -> int:
    """As many steps as fit the time, at most eight times as many as before."""
    ideal = count * seconds / max(elapsed, 1e-6)
    return max(1, min(int(ideal), 8 * count, 1 << 18))


def _checked(
    f: Objective, start: Mapping[str, float], optimizer: object, steps: object, tolerance: float
) -> FloatArray:
    """The start as an array, once everything else makes sense."""
    if not isinstance(optimizer, Optimizer):
        hint = (
            "call the class first, as in OPTIMIZERS['Adam'](lr=0.1)"
            if isinstance(optimizer, type)
            else "see OPTIMIZERS"
        )
        raise TypeError(f"the optimizer must be one of explorer's, not {optimizer!r}: {hint}.")
    if isinstance(steps, bool) or not isinstance(steps, (int, np.integer)):
        raise TypeError(f"steps must be a whole number, not {steps!r}.")
    most = min(MOST_STEPS, _MOST_NUMBERS // (len(f.variables) + 2))
    if not 0 <= steps <= most:
        raise ValueError(f"steps must be from 0 to {most:,}, not {steps:,}.")
    if not (math.isfinite(tolerance) and tolerance >= 0):
        raise ValueError(f"tolerance must be zero or more, not {tolerance}.")
    if not f.variables:
        raise ValueError("f has no variables, so there is nowhere to descend.")
    return _start_position(f.variables, start)


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
