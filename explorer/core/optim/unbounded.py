"""Whether f seems to have no minimum: a hint for a sentence, not a proof."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from explorer.core.expression.names import canonical_name
from explorer.core.numbers import format_value
from explorer.core.objective import Objective
from explorer.core.sampling.field import FloatArray

__all__ = ["unbounded_below_hint"]

_DIRECTIONS = 64
_REACHES = 10.0 ** np.arange(1.0, 9.0)


def unbounded_below_hint(objective: Objective, start: Mapping[str, float] | None = None) -> str | None:
    """A sentence if f falls ever faster along some ray from ``start``, else None.

    Looks along 64 directions of the first two variables (both of one variable), out to 10⁸: f counts
    as unbounded below where it falls from each decade to the next by at least as much as before.
    """
    n = len(objective.variables)
    if n == 0:
        return None
    given = {canonical_name(name): float(value) for name, value in (start or {}).items()}
    origin = np.array([given.get(name, 0.0) for name in objective.variables], dtype=np.float64)
    directions = _unit_directions(n)
    positions = origin + _REACHES[None, :, None] * directions[:, None, :]
    values = objective.values_at(positions.reshape(-1, n)).reshape(len(directions), len(_REACHES))
    values = np.where(np.isnan(values), np.inf, np.clip(values, -1e300, 1e300))
    falls = values[:, :-1] - values[:, 1:]
    # Values that overflowed stay equal from decade to decade, hence the second clause.
    steeper = (falls[:, 1:] >= 0.99 * falls[:, :-1]) & (falls[:, :-1] > 0) | (values[:, 2:] <= -1e300)
    unbounded = np.isfinite(values).all(axis=1) & (values[:, -1] < -1.0) & steeper.all(axis=1)
    if not unbounded.any():
        return None
    # The direction in which it shows earliest.
    best = int(np.argmin(np.where(unbounded, values[:, 1], np.inf)))
    return _sentence(objective, origin + _REACHES[1] * directions[best], float(values[best, 1]))


def _unit_directions(n: int) -> FloatArray:
    if n == 1:
        return np.array([[1.0], [-1.0]])
    angles = 2 * np.pi * np.arange(_DIRECTIONS) / _DIRECTIONS
    directions = np.zeros((_DIRECTIONS, n))
    directions[:, 0], directions[:, 1] = np.cos(angles), np.sin(angles)
    directions[np.abs(directions) < 1e-12] = 0.0
    return directions


def _sentence(objective: Objective, place: FloatArray, value: float) -> str:
    shown = ", ".join(f"{name} = {format_value(x, 0)}" for name, x in zip(objective.variables[:2], place, strict=False))
    return f"f has no minimum: it falls without bound, for example to {format_value(value)} at {shown}."
