"""What a run shows, measured: turns across the steep direction, rises, stillness, flatness, saddles, noise."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from explorer.core.objective import Objective
from explorer.core.optim.run import Run
from explorer.core.optim.survey import Survey
from explorer.core.sampling.field import FloatArray

__all__ = ["SaddlePassed", "Symptoms", "around"]

_PLACES: Final = 96
_MOST_TURNS: Final = 20_000
_NOTABLE: Final = 1e-9


@dataclass(frozen=True, slots=True)
class SaddlePassed:
    """A stretch of a run near a saddle: the step of the least slope there, and the first and last step near it."""

    step: int
    first: int
    last: int
    slope: float
    least: float
    greatest: float


@dataclass(frozen=True, eq=False)
class Symptoms:
    """Measures of one run; ``extent`` is the width of what is looked at, in units of the position."""

    f: Objective
    run: Run
    survey: Survey
    extent: float

    @cached_property
    def lengths(self) -> FloatArray:
        """How far each step went, (k,)."""
        with np.errstate(over="ignore", invalid="ignore"):
            return self.run.step_lengths

    @cached_property
    def span(self) -> int:
        """How many steps it took until x had come within a thousandth of the whole way to its end."""
        with np.errstate(over="ignore", invalid="ignore"):
            off = np.sqrt(np.sum((self.run.points - self.run.points[-1]) ** 2, axis=1))
        away = np.flatnonzero(off > 1e-3 * max(float(np.max(off)), 1e-300))
        return int(away[-1]) + 1 if len(away) else 0

    @cached_property
    def turns(self) -> FloatArray:
        """Which steps, (span − 1,), turn back, as a whole or along the steep direction: 1.0 or 0.0."""
        count = min(self.span, len(self.run), _MOST_TURNS)
        if count < 2 or not np.isfinite(self.survey.steep).all():
            return np.zeros(0)
        places = np.abs(np.arange(count)[:, None] - self.survey.steps[None, :]).argmin(axis=1)
        steep = self.survey.steep[places]
        steps = np.diff(self.run.points[: count + 1], axis=0)
        with np.errstate(over="ignore", invalid="ignore"):
            before, after = np.sum(steps[:-1] * steep[1:], axis=1), np.sum(steps[1:] * steep[1:], axis=1)
            turned = np.sign(before) * np.sign(after) < 0
            mostly = np.abs(after) > 0.5 * np.abs(self.lengths[1:count])
            lengths = np.maximum(self.lengths[:count], 1e-300)
            against = np.sum((steps[:-1] / lengths[:-1, None]) * (steps[1:] / lengths[1:, None]), axis=1) < -0.5
        return np.asarray((turned & mostly) | against, dtype=np.float64)

    @property
    def turning(self) -> float:
        """The share of the whole way that was spent on turning back; 0 where it never did five times in a row."""
        if len(self.turns) < 5 or _longest_row(self.turns) < 5:
            return 0.0
        lengths = self.lengths[1 : len(self.turns) + 1]
        return float(np.sum(lengths * self.turns) / max(float(np.sum(self.lengths)), 1e-300))

    @cached_property
    def rises(self) -> FloatArray:
        """By how much f rose with each step, (k,); 0 where it fell or only trembled."""
        losses = self.run.losses
        with np.errstate(over="ignore", invalid="ignore"):
            change = np.diff(losses)
            notable = _NOTABLE * np.abs(losses[:-1]) + 1e-15 * abs(float(losses[0]))
        return np.where(change > notable, change, 0.0)

    @property
    def rising(self) -> float:
        """The share of the steps until it came to rest that climb."""
        return float(np.mean(self.rises[: max(self.span, 1)] > 0)) if len(self.rises) else 0.0

    @cached_property
    def variation(self) -> float:
        """How much f varies over the ``extent`` around the start: most of its range, poles left out."""
        values = self.f.values_at(around(self.run.points[0], self.extent / 2))
        values = values[np.isfinite(values)]
        if not len(values):
            return 0.0
        low, high = np.quantile(values, [0.03, 0.97])
        return float(high - low)

    @cached_property
    def flatness(self) -> FloatArray:
        """‖∇f‖ over the whole extent as a share of how much f varies there, (k + 1,); small on a plateau."""
        if not self.variation:
            return np.full(len(self.run.points), np.inf)
        with np.errstate(over="ignore"):
            return np.asarray(self.run.gradient_norms * self.extent / self.variation)

    @property
    def bending(self) -> FloatArray:
        """How much f bends over the whole extent as a share of how much it varies there, one a sample."""
        size = np.maximum(np.abs(self.survey.least), np.abs(self.survey.greatest))
        with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
            return np.asarray(size * self.extent**2 / self.variation)

    def saddle(self) -> SaddlePassed | None:
        """Where the run slowed down at a saddle and went on; None where it did not."""
        norms = self.run.gradient_norms
        inner = self.survey.steps[1:-1].astype(int)
        tested = [
            s for s in inner if self._is_between_slopes(norms, s) and self._bends_both_ways(self.survey.nearest(s))
        ]
        if not tested:
            return None
        guess = min(tested, key=lambda s: float(norms[s]))
        low = self._valley_of(norms, guess)
        near = norms < 0.1 * min(float(np.max(norms[: low + 1])), float(np.max(norms[low:])))
        near[low] = True
        first, last = low, low
        while first > 0 and near[first - 1]:
            first -= 1
        while last < len(norms) - 1 and near[last + 1]:
            last += 1
        place = self.survey.nearest(low)
        return SaddlePassed(
            low, first, last, float(norms[low]), float(self.survey.least[place]), float(self.survey.greatest[place])
        )

    def _is_between_slopes(self, norms: FloatArray, step: int) -> bool:
        later = float(np.max(norms[step:]))
        return bool(norms[step] < 0.3 * np.max(norms[: step + 1]) and norms[step] < 0.3 * later)

    def _bends_both_ways(self, place: int) -> bool:
        least, greatest = self.survey.least[place], self.survey.greatest[place]
        return bool(least < -1e-3 * abs(greatest) and greatest > 0)

    def _valley_of(self, norms: FloatArray, step: int) -> int:
        while step > 0 and norms[step - 1] < norms[step]:
            step -= 1
        while step < len(norms) - 1 and norms[step + 1] < norms[step]:
            step += 1
        return step

    def hovers(self) -> bool:
        """Whether f, over the second half, no longer falls but goes up and down as noise makes it."""
        losses = self.run.losses
        if len(losses) < 40:
            return False
        half, quarter = losses[len(losses) // 2 :], losses[-len(losses) // 4 :]
        spread = float(np.std(half))
        return bool(spread > 0 and abs(np.mean(half) - np.mean(quarter)) < 0.5 * spread)


def _longest_row(turns: FloatArray) -> int:
    """The greatest number of turns one right after the other."""
    breaks = np.flatnonzero(np.concatenate([[0.0], turns, [0.0]]) == 0)
    return int(np.max(np.diff(breaks))) - 1


def around(centre: FloatArray, radius: float) -> FloatArray:
    """96 places evenly spread over a box about ``centre``, the same every time, shape (96, n).

    Additive recurrence by powers of the generalised golden ratio (Roberts, 2018).
    """
    count = len(centre)
    ratio = 2.0
    for _ in range(40):
        ratio = (1 + ratio) ** (1 / (count + 1))
    steps = ratio ** -np.arange(1.0, count + 1)
    unit = (0.5 + np.arange(1, _PLACES + 1)[:, None] * steps[None, :]) % 1.0
    places: FloatArray = centre + radius * (2 * unit - 1)
    return places
