"""Frozen values that views draw: made by the engine from results, never changed by a view."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from explorer.core.optim import Run
from explorer.core.sampling.field import Field, FloatArray

__all__ = ["FieldPicture", "RunPicture"]


@dataclass(frozen=True, slots=True, eq=False)
class FieldPicture:
    """A sampled field with what both views must agree on.

    ``low`` and ``high`` are the range of values shown (the robust range; ``cut`` tells that values
    lie outside it), ``levels`` the values of the level curves, ``step`` their distance.
    ``message`` is the sentence for a window on which little or nothing can be drawn.

    ``letter`` is what the function is called, f or L. ``dimension`` is how many variables are drawn: with one, f is
    constant along the second axis, which has no name; with none, f is constant along both. Where
    it is ``logarithmic``, heights and colours tell logarithms; ``levels`` are powers of ten then and ``step`` is the
    distance of their exponents.
    """

    field: Field
    low: float
    high: float
    cut: bool
    levels: FloatArray
    step: float
    colour_map: str = "strata"
    message: str | None = None
    dimension: int = 2
    letter: str = "f"
    logarithmic: bool = False

    @property
    def axes(self) -> tuple[str, str]:
        """Names of the first and second axis."""
        return self.field.axes

    def share(self, values: FloatArray | float) -> FloatArray:
        """Where values stand between ``low`` (0) and ``high`` (1), which height and colour tell."""
        told = np.asarray(values, dtype=np.float64)
        low, high = self.low, self.high
        with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
            if self.logarithmic:
                low, high, told = math.log10(low), math.log10(high), np.where(told > 0, np.log10(told), np.nan)
            return np.asarray((told - low) / (high - low) if high > low else 0.0 * told + 0.5)


@dataclass(frozen=True, slots=True, eq=False)
class RunPicture:
    """One run on the axes: ``points`` (k+1, 2), ``values`` (k+1,), ``gradient_norms`` (k+1,).

    ``colour_index`` picks colour and marker 0 … 7; ``outcome`` is the word of the run's end and
    ``reason`` its sentence. ``positions`` (k+1, n) are the same points over all ``variables``, ``step_lengths``
    (k,) how far each step went, ``learning_rate`` what was used (None where the rule has none) and
    ``learning_rates`` (k,) what each step was made with, ``run`` the descent itself, from which any step can be
    made again; ``validation`` (k+1,) is the loss over the rows set aside, None where there are none. ``index`` is the
    run's place in the document. A fork of run ``parent`` begins at step ``first_step`` of the playhead's count. A run
    that could not begin has its start alone and the outcome "not started".
    """

    points: FloatArray
    values: FloatArray
    gradient_norms: FloatArray
    colour_index: int
    label: str
    outcome: str
    reason: str = ""
    variables: tuple[str, ...] = ()
    positions: FloatArray | None = None
    step_lengths: FloatArray | None = None
    learning_rate: float | None = None
    run: Run | None = None
    index: int = 0
    first_step: int = 0
    parent: int | None = None
    learning_rates: FloatArray | None = None
    validation: FloatArray | None = None

    @property
    def steps(self) -> int:
        """How many steps were taken."""
        return len(self.points) - 1

    @property
    def last_step(self) -> int:
        """The playhead's step at which it ends."""
        return self.first_step + self.steps

    @property
    def bytes(self) -> int:
        """How much memory its numbers take."""
        arrays = (
            self.points,
            self.values,
            self.gradient_norms,
            self.positions,
            self.step_lengths,
            self.learning_rates,
            self.validation,
        )
        return sum({id(array): array.nbytes for array in arrays if array is not None}.values())

    def place_at(self, playhead: float) -> float:
        """The (fractional) index into its arrays at a playhead: its start before it begins, its end after it."""
        return min(max(playhead - self.first_step, 0.0), float(self.steps))

    def has_begun(self, playhead: float) -> bool:
        """Whether it is there at a playhead: a fork is not before it leaves its parent."""
        return playhead >= self.first_step
