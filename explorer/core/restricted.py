"""An objective of some of its variables alone, the others held at numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from explorer.core.objective import Objective, PlaneRows
from explorer.core.sampling.field import Field, FloatArray

__all__ = ["Restricted"]


@dataclass(frozen=True, slots=True)
class Restricted:
    """``whole`` as a function of ``variables``, every other one of its variables at its number in ``held``."""

    whole: Objective
    variables: tuple[str, ...]
    held: tuple[tuple[str, float], ...] = ()

    @property
    def _places(self) -> list[int]:
        return [self.whole.variables.index(name) for name in self.variables]

    def lifted(self, positions: FloatArray) -> FloatArray:
        """Positions (m, k) over ``variables`` as positions (m, n) of the whole."""
        numbers = dict(self.held)
        row = np.array([numbers.get(name, 0.0) for name in self.whole.variables], dtype=np.float64)
        every = np.tile(row, (len(positions), 1))
        every[:, self._places] = positions
        return every

    def value_at(self, position: FloatArray) -> float:
        """f at one position of shape (k,)."""
        return self.whole.value_at(self.lifted(np.asarray(position)[None])[0])

    def value_and_gradient(self, position: FloatArray) -> tuple[float, FloatArray]:
        """f and its partials by ``variables``, shape (k,)."""
        value, gradient = self.whole.value_and_gradient(self.lifted(np.asarray(position)[None])[0])
        return value, np.asarray(gradient)[self._places]

    def hessian_at(self, position: FloatArray) -> FloatArray:
        """Second partials by ``variables``, shape (k, k)."""
        hessian = np.asarray(self.whole.hessian_at(self.lifted(np.asarray(position)[None])[0]))
        return hessian[np.ix_(self._places, self._places)]

    def values_at(self, positions: FloatArray) -> FloatArray:
        """f at m positions of shape (m, k), shape (m,)."""
        return self.whole.values_at(self.lifted(np.asarray(positions)))

    def gradients_at(self, positions: FloatArray) -> FloatArray:
        """Gradients at m positions of shape (m, k), shape (m, k)."""
        return self.whole.gradients_at(self.lifted(np.asarray(positions)))[:, self._places]

    def sample(
        self,
        axes: tuple[str, str],
        x: tuple[float, float],
        y: tuple[float, float],
        shape: tuple[int, int],
        at: Mapping[str, float],
        dtype: str = "float64",
    ) -> Field:
        """f and its partials along ``axes`` on a window."""
        return self.whole.sample(axes, x, y, shape, {**dict(self.held), **at}, dtype)

    def plane(
        self, origin: FloatArray, directions: Sequence[FloatArray], u: FloatArray, v: FloatArray
    ) -> Iterator[PlaneRows]:
        """f over ``origin + u·directions[0] + v·directions[1]``, block by block."""
        start = self.lifted(np.asarray(origin, dtype=np.float64)[None])[0]
        across = []
        for direction in directions:
            whole = np.zeros(len(self.whole.variables))
            whole[self._places] = direction
            across.append(whole)
        return self.whole.plane(start, across, u, v)
