"""How f bends along a run, and the learning rates up to which its rule is stable there.

On a quadratic with curvature λ plain descent is stable below 2/λ; with momentum μ below 2(1 + μ)/λ
(Polyak, 1964), in Nesterov's form as PyTorch has it below 2(1 + μ)/((1 + 2μ)λ); with a mean slope of
share β, as in Adam, below 2(1 + β)/((1 − β)λ), λ then being the curvature in coordinates stretched by the
rule's scales (Cohen et al., 2022, *Adaptive Gradient Methods at the Edge of Stability*).
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import Final

import numpy as np

from explorer.core.objective import Objective
from explorer.core.optim.bends import affordable_hessian
from explorer.core.optim.receipt import Receipt, receipt
from explorer.core.optim.rule import UpdateRule
from explorer.core.optim.run import Run
from explorer.core.sampling.field import FloatArray

__all__ = ["MOST_VARIABLES", "Survey", "bend_at", "stable_rate", "survey_chunks"]

MOST_VARIABLES: Final = 60
_SAMPLES: Final = 49
_SAMPLES_OF_MANY: Final = 17
_MANY: Final = 12
_SCALED_BY: Final = {"AdaGrad": "G", "RMSProp": "r", "Adam": "v̂", "NAdam": "v̂", "Adamax": "u"}


@dataclass(frozen=True, slots=True, eq=False)
class Survey:
    """What was found at ``steps`` (m,) of a run, in rising order, the first and last among them.

    ``least`` and ``greatest`` (m,) are the extreme eigenvalues of the Hessian, ``steep`` (m, n) the
    unit eigenvectors of the one that is larger in size. ``limits`` (m,) are the learning rates above
    which the rule is not stable with this curvature: infinite where f bends down everywhere, NaN for
    a rule that finds the length of its steps itself; ``rates`` (m,) are those used, NaN where there are none.
    """

    steps: FloatArray
    least: FloatArray
    greatest: FloatArray
    steep: FloatArray
    limits: FloatArray
    rates: FloatArray

    @property
    def conditions(self) -> FloatArray:
        """The larger eigenvalue in size over the smaller, shape (m,); infinite where that is 0."""
        high = np.maximum(np.abs(self.least), np.abs(self.greatest))
        low = np.minimum(np.abs(self.least), np.abs(self.greatest))
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            found: FloatArray = np.where(low > 0, high / low, np.where(high > 0, np.inf, np.nan))
        return found

    @property
    def shares(self) -> FloatArray:
        """The learning rate as a share of the limit, shape (m,); above 1 the step is too long."""
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            found: FloatArray = self.rates / self.limits
        return found

    def nearest(self, step: int) -> int:
        """The place of the sample nearest to a step."""
        return int(np.argmin(np.abs(self.steps - step)))


def survey_chunks(f: Objective, run: Run) -> Generator[None, None, Survey]:
    """Look at up to 49 places of a run, denser at its start and end; yields between them."""
    rows = []
    rates = run.learning_rates
    for step in _sampled(len(run), len(run.variables)):
        rows.append((step, *bend_at(f, run, step), _rate(rates, step)))
        yield
    steps, least, greatest, steep, limits, used = zip(*rows, strict=True)
    numbers = (np.array(column, dtype=np.float64) for column in (steps, least, greatest, steep, limits, used))
    return Survey(*numbers)


def bend_at(f: Objective, run: Run, step: int) -> tuple[float, float, FloatArray, float]:
    """Least and greatest eigenvalue, the steep eigenvector and the highest stable rate at one point of a run."""
    count = len(run.variables)
    nothing = (np.nan, np.nan, np.full(count, np.nan), np.nan)
    if count > MOST_VARIABLES:
        return nothing
    hessian = affordable_hessian(f, run.points[step])
    if hessian is None or not np.isfinite(hessian).all():
        return nothing
    bends, directions = np.linalg.eigh(hessian)
    steep = directions[:, int(np.argmax(np.abs(bends)))]
    return float(bends[0]), float(bends[-1]), steep, stable_rate(run, step, hessian)


def stable_rate(run: Run, step: int, hessian: FloatArray) -> float:
    """The learning rate above which the run's rule overshoots ever further on this curvature; NaN if not known."""
    course = run.course
    if course is None or course.optimizer.rate != "lr" or not isinstance(course.rule, UpdateRule):
        return np.nan
    kind, numbers = course.optimizer.family().name, course.optimizer.numbers
    momentum = numbers.get("μ", 0.0)
    if kind == "GD":
        factor = 1 + momentum
        if course.optimizer.values["nesterov"]:
            factor /= 1 + 2 * momentum
        elif momentum:
            factor /= 1 - numbers.get("τ_d", 0.0) if numbers.get("τ_d", 0.0) < 1 else 1.0
        return _limit(factor, float(np.linalg.eigvalsh(hessian)[-1]))
    if kind not in _SCALED_BY or not len(run):
        return np.nan
    made = receipt(run, min(max(step, 1), len(run)))
    scales = _scales(made, _SCALED_BY[kind])
    if not (np.isfinite(scales).all() and (scales > 0).all()):
        return np.nan
    with np.errstate(over="ignore", under="ignore"):
        stretched = hessian / np.sqrt(np.outer(scales, scales))
    if not np.isfinite(stretched).all():
        return np.nan
    beta = numbers.get("β_1", 0.0)
    return _limit((1 + beta) / (1 - beta) * (1 + momentum), float(np.linalg.eigvalsh(stretched)[-1]))


def _limit(factor: float, curvature: float) -> float:
    if curvature <= 0 or 2 * factor / np.finfo(float).max > curvature:
        return np.inf
    return 2 * factor / curvature


def _scales(made: Receipt, name: str) -> FloatArray:
    """What the rule divides each component of the mean slope by."""
    values = made.term(name).values
    if name in ("r", "u"):
        return values
    root: FloatArray = np.sqrt(values) + made.numbers["ε"]
    return root


def _rate(rates: FloatArray | None, step: int) -> float:
    if rates is None or not len(rates):
        return np.nan
    return float(rates[min(step, len(rates) - 1)])


def _sampled(last: int, variables: int) -> list[int]:
    """Steps 0 … last: evenly, and more closely after the start and before the end."""
    if last == 0:
        return [0]
    count = _SAMPLES if variables <= _MANY else _SAMPLES_OF_MANY
    even = np.linspace(0, last, count // 2 + 1)
    near = np.geomspace(1, last, count // 4 + 1) - 1
    steps: list[int] = np.unique(np.round(np.concatenate([even, near, last - near])).astype(int)).tolist()
    return steps
