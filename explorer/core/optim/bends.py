"""How f bends at a place, as far as that can be had in a fraction of a second."""

from __future__ import annotations

from typing import Final

import numpy as np

from explorer.core.objective import Objective
from explorer.core.sampling.field import FloatArray

__all__ = ["affordable_hessian", "greatest_bend"]

_MOST_WORK: Final = 2e8  # simple operations: about half a second
_ITERATIONS: Final = 20
_REACH: Final = 1e-5


def affordable_hessian(f: Objective, position: FloatArray) -> FloatArray | None:
    """Second partials (n, n), None where f is a loss of so many weights over so many rows that they take too long."""
    work = float(getattr(f, "work_a_gradient", 0)) * len(position)
    return f.hessian_at(position) if work <= _MOST_WORK else None


def greatest_bend(f: Objective, position: FloatArray) -> float:
    """The eigenvalue of the Hessian that is largest in size, without its sign; 0 where there is none.

    Of a heavy loss it is found by power iteration on differences of slopes, to a few hundredths (Golub and Van Loan,
    *Matrix Computations*, 8.2).
    """
    hessian = affordable_hessian(f, position)
    if hessian is None:
        return _by_power_iteration(f, position)
    if not hessian.size or not np.isfinite(hessian).all():
        return 0.0
    return float(np.max(np.abs(np.linalg.eigvalsh(hessian))))


def _by_power_iteration(f: Objective, position: FloatArray) -> float:
    direction = np.random.default_rng(0).normal(size=len(position))
    reach = _REACH * max(1.0, float(np.max(np.abs(position))))
    bend = 0.0
    for _ in range(_ITERATIONS):
        direction /= np.linalg.norm(direction)
        ahead = f.value_and_gradient(position + reach * direction)[1]
        behind = f.value_and_gradient(position - reach * direction)[1]
        direction = (ahead - behind) / (2.0 * reach)
        bend = float(np.linalg.norm(direction))
        if not np.isfinite(bend) or bend == 0.0:
            return 0.0
    return bend
