"""Kernels at scattered positions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from explorer.core.expression.nodes import Node
from explorer.core.kernels.execution import BoundPlan, Plan
from explorer.core.kernels.folding import prepare
from explorer.core.kernels.grid import given_values
from explorer.core.kernels.instructions import EVERYWHERE
from explorer.core.kernels.plain import lower_plainly
from explorer.core.kernels.scalar import domain_of

__all__ = ["PointsKernel", "compile_points"]


def compile_points(outputs: Sequence[Node], names: Sequence[str], domain: Node | bool | None = True) -> PointsKernel:
    """Compile ``outputs`` as functions of positions whose coordinates are the symbols ``names``.

    ``domain`` is as in :func:`~explorer.core.kernels.grid.compile_grid`.
    """
    return _compiled(tuple(outputs), tuple(names), domain_of(outputs, domain))


@lru_cache(maxsize=64)
def _compiled(outputs: tuple[Node, ...], names: tuple[str, ...], domain: Node | None) -> PointsKernel:
    return PointsKernel(outputs, names, domain)


class PointsKernel:
    """``kernel(positions, values)``: every output at m positions of shape (m, n), shape (k, m)."""

    def __init__(self, outputs: Sequence[Node], names: Sequence[str], domain: Node | None) -> None:
        self.outputs = tuple(outputs)
        self.names = tuple(names)
        roots = prepare((*self.outputs, domain) if domain is not None else self.outputs)
        program, results = lower_plainly(roots, dict.fromkeys(self.names, EVERYWHERE))
        has_domain = domain is not None
        self._plan = Plan(program, results[: len(self.outputs)], results[-1] if has_domain else None)
        self._others = frozenset().union(*(root.symbols for root in roots)) - set(self.names)

    def __call__(self, positions: ArrayLike, values: Mapping[str, float] | None = None) -> NDArray[np.float64]:
        """Evaluate with ``values`` for all symbols that are no coordinates (further names are ignored).

        Undefined is NaN. Raises ValueError for positions of another shape or a symbol without a value.
        """
        points = np.asarray(positions, dtype=np.float64)
        if points.ndim != 2 or points.shape[1] != len(self.names):
            raise ValueError(f"Positions need the shape (m, {len(self.names)}), not {points.shape}.")
        inputs: dict[str, Any] = given_values(self._others, values or {})
        inputs.update(zip(self.names, np.ascontiguousarray(points.T), strict=True))
        result = np.empty((len(self.outputs), len(points)))
        with np.errstate(all="ignore"):
            BoundPlan(self._plan, inputs, 0, result.dtype).blocks(len(points), result)
        return result
