"""The learning-rate finder: f after a few steps against the learning rate, and the rates worth marking.

After L. N. Smith, *Cyclical Learning Rates for Training Neural Networks* (2017), section 3.3; here
every rate makes its own descent from the start, so that one rate says nothing about the next.
"""

from __future__ import annotations

import math
from collections.abc import Generator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from explorer.core.optim.bends import affordable_hessian
from explorer.core.optim.course import Course
from explorer.core.optim.sweeps.ends import CONVERGED, DIVERGED, LEFT, UNFINISHED
from explorer.core.optim.sweeps.tuning import changed, tuned
from explorer.core.sampling.field import FloatArray

__all__ = ["RateCurve", "RateFinder", "stability_limit"]

_PLAIN: Final = frozenset({"GD", "Momentum", "Nesterov"})
_SMOOTHING = 5
_LEFT_OVER = 0.01
MOST_RATES: Final = 1000


@dataclass(frozen=True, slots=True, eq=False)
class RateCurve:
    """f after the steps, ``losses`` (m,), for ``rates`` (m,) in rising order; ``kinds`` as in Ends.

    ``losses`` are NaN where the descent diverged or left the domain. ``first`` is f at the start.
    ``suggested`` is where what is left of the fall shrinks fastest against the logarithm of the rate (f alone would
    be ruled by how high the start is), ``best`` where it ended
    lowest, ``blow_up`` the least rate above the best that ends higher than the start; ``limit`` is 2/λ of plain
    descent, by the greatest curvature at the start. None where there is no such rate.
    """

    rates: FloatArray
    losses: FloatArray
    kinds: NDArray[np.int8]
    first: float
    suggested: float | None
    best: float | None
    blow_up: float | None
    limit: float | None


class RateFinder:
    """Descents of ``steps`` steps from ``start`` (n,) for ``count`` rates from ``low`` to ``high``.

    Raises ValueError for a rule without a learning rate, or a range that makes no sense.
    """

    def __init__(
        self, course: Course, start: FloatArray, low: float, high: float, count: int = 160, steps: int = 20
    ) -> None:
        name = course.optimizer.rate
        if name is None:
            raise ValueError(f"{course.optimizer.title} has no learning rate.")
        if not (0 < low < high and math.isfinite(high)):
            raise ValueError("The lowest learning rate must be above zero and below the highest.")
        self._course, self._start, self._keyword = course, start, name
        self._rates = np.geomspace(low, high, max(2, min(count, MOST_RATES)))
        changed(course.optimizer, name, high)
        self._swarm = tuned(course, start, {name: self._rates}, steps, 0.0)

    def advance(self, seconds: float = 0.012) -> Generator[float, None, None]:
        """Go on to the end, in pieces; yields the part of the work done."""
        yield from self._swarm.advance(seconds)

    def curve(self) -> RateCurve:
        """What was found, once :meth:`advance` is through."""
        ends, f = self._swarm.ends, self._course.objective
        first = f.value_at(self._start)
        failed = (ends.kinds == DIVERGED) | (ends.kinds == LEFT)
        losses = np.where(failed, np.nan, ends.losses)
        good = np.isfinite(losses) & ((ends.kinds == UNFINISHED) | (ends.kinds == CONVERGED))
        lower = good & (losses < first)
        best = int(np.argmin(np.where(lower, losses, np.inf))) if lower.any() else None
        return RateCurve(
            self._rates,
            losses,
            ends.kinds,
            first,
            None if best is None else self._steepest(losses, best, first),
            None if best is None else float(self._rates[best]),
            self._blow_up(losses, first, 0 if best is None else best),
            stability_limit(self._course, self._start),
        )

    def _steepest(self, losses: FloatArray, best: int, first: float) -> float:
        """The rate below the best at which what is left of the fall, a little smoothed, shrinks fastest by log η."""
        part = losses[: best + 1]
        if len(part) <= _SMOOTHING or not np.isfinite(part).all():
            return float(self._rates[best])
        part = np.log(part - losses[best] + _LEFT_OVER * (first - losses[best]))
        smooth = np.convolve(part, np.ones(_SMOOTHING) / _SMOOTHING, "valid")
        return float(self._rates[int(np.argmin(np.diff(smooth))) + _SMOOTHING // 2])

    def _blow_up(self, losses: FloatArray, first: float, best: int) -> float | None:
        worse = np.flatnonzero(~(losses[best:] <= first))
        return float(self._rates[best + worse[0]]) if len(worse) else None


def stability_limit(course: Course, start: FloatArray) -> float | None:
    """The rate above which plain descent grows along the direction of greatest curvature λ: 2(1 + μ)/λ.

    Without momentum μ = 0. None for rules that scale the slope, and where f does not bend upwards.
    Nocedal and Wright, *Numerical Optimization*, 3.3; for the heavy ball Polyak, 1964.
    """
    optimizer = course.optimizer
    if optimizer.name not in _PLAIN or optimizer.values.get("nesterov"):
        return None
    hessian = affordable_hessian(course.objective, start)
    if hessian is None or not hessian.size or not np.isfinite(hessian).all():
        return None
    most = float(np.linalg.eigvalsh(hessian)[-1])
    return 2 * (1 + optimizer.number("momentum")) / most if most > 0 else None
