"""The one thing that probe, descent, race, sweeps and landscapes consume.

A formula, a loss over data, a network and a Python callable all implement :class:`Objective`;
no consumer asks which it has.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np

from explorer.core.sampling.field import Field, FloatArray

__all__ = ["Objective", "PlaneRows", "plane_of_points"]

_BLOCK = 1 << 14  # positions evaluated at a time where the work must be cancellable


@dataclass(frozen=True, slots=True, eq=False)
class PlaneRows:
    """A finished block of rows of a plane being evaluated: rows ``first`` … ``first + len(values)``."""

    first: int
    values: FloatArray


@runtime_checkable
class Objective(Protocol):
    """A real function of n named variables with derivatives.

    Positions are float arrays of shape (n,) in the order of ``variables``. Outside the domain a
    value is NaN; nothing raises or warns for that reason.
    """

    @property
    def variables(self) -> tuple[str, ...]:
        """The n names, in order."""
        ...

    def value_at(self, position: FloatArray) -> float:
        """f at one position."""
        ...

    def value_and_gradient(self, position: FloatArray) -> tuple[float, FloatArray]:
        """f and its gradient, shape (n,), at one position."""
        ...

    def hessian_at(self, position: FloatArray) -> FloatArray:
        """Second partials at one position, shape (n, n)."""
        ...

    def values_at(self, positions: FloatArray) -> FloatArray:
        """f at m positions of shape (m, n), shape (m,)."""
        ...

    def gradients_at(self, positions: FloatArray) -> FloatArray:
        """Gradients at m positions of shape (m, n), shape (m, n)."""
        ...

    def sample(
        self,
        axes: tuple[str, str],
        x: tuple[float, float],
        y: tuple[float, float],
        shape: tuple[int, int],
        at: Mapping[str, float],
        dtype: str = "float64",
    ) -> Field:
        """f and its partials along ``axes`` on a window; ``at`` holds the other variables."""
        ...

    def plane(
        self, origin: FloatArray, directions: Sequence[FloatArray], u: FloatArray, v: FloatArray
    ) -> Iterator[PlaneRows]:
        """f over ``origin + u·directions[0] + v·directions[1]``, block by block (stop iterating to cancel)."""
        ...


def plane_of_points(
    values_at: Callable[[FloatArray], FloatArray],
    origin: FloatArray,
    directions: Sequence[FloatArray],
    u: FloatArray,
    v: FloatArray,
) -> Iterator[PlaneRows]:
    """What :meth:`Objective.plane` asks for, from values at scattered positions, in blocks of some 16,000."""
    first, second = (np.asarray(direction, dtype=np.float64) for direction in directions)
    along = np.asarray(origin, dtype=np.float64) + np.multiply.outer(np.asarray(u, dtype=np.float64), first)
    block = max(1, _BLOCK // max(1, len(u)))
    for start in range(0, len(v), block):
        across = np.multiply.outer(np.asarray(v[start : start + block], dtype=np.float64), second)
        positions = along[None, :, :] + across[:, None, :]
        yield PlaneRows(start, values_at(positions.reshape(-1, along.shape[1])).reshape(-1, len(u)))
