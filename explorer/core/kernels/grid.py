"""Kernels on a lattice: f and its partials over a window, as fast as NumPy allows.

Rejected: three compiled functions, one an output (they share most of their work), and whole-array
steps (every intermediate goes through memory).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from explorer.core.expression.nodes import Node
from explorer.core.kernels.execution import BoundPlan, Plan
from explorer.core.kernels.folding import prepare
from explorer.core.kernels.fused import FusedLowering
from explorer.core.kernels.instructions import ALONG_X, ALONG_Y
from explorer.core.kernels.plain import lower_plainly
from explorer.core.kernels.scalar import domain_of

__all__ = ["GridKernel", "compile_grid", "given_values"]

_LARGEST_EXPONENT: Final = {"float64": 300.0, "float32": 40.0}


def compile_grid(outputs: Sequence[Node], x: str, y: str, domain: Node | bool | None = True) -> GridKernel:
    """Compile ``outputs`` as functions on a lattice along the symbols ``x`` and ``y``.

    Where ``domain`` is NaN every output is (a derivative has the holes of its function). By default
    that is the first output; False means none. Compiled kernels are remembered.
    """
    return _compiled(tuple(outputs), x, y, domain_of(outputs, domain))


@lru_cache(maxsize=64)
def _compiled(outputs: tuple[Node, ...], x: str, y: str, domain: Node | None) -> GridKernel:
    return GridKernel(outputs, x, y, domain)


class GridKernel:
    """``kernel(xs, ys, values)``: every output on the lattice xs × ys, shape (k, len(ys), len(xs))."""

    def __init__(self, outputs: Sequence[Node], x: str, y: str, domain: Node | None) -> None:
        self.outputs = tuple(outputs)
        self.axes = (x, y)
        self._roots = prepare((*self.outputs, domain) if domain is not None else self.outputs)
        self._has_domain = domain is not None
        self._extents = {y: ALONG_Y, x: ALONG_X}
        self.names = frozenset().union(*(root.symbols for root in self._roots)) - {x, y}

    def __call__(
        self, xs: ArrayLike, ys: ArrayLike, values: Mapping[str, float], dtype: str = "float64"
    ) -> NDArray[Any]:
        """Evaluate with ``values`` for all other symbols (further names are ignored).

        The result is a fresh array of ``dtype`` ("float64" or "float32"): NaN where undefined, ±inf at
        poles. Raises ValueError if a symbol has no value.
        """
        rows = len(np.asarray(ys))
        return next(iter(self.rows(xs, ys, values, dtype, max(1, rows))))[1]

    def rows(
        self, xs: ArrayLike, ys: ArrayLike, values: Mapping[str, float], dtype: str = "float64", block: int = 64
    ) -> Iterator[tuple[int, NDArray[Any]]]:
        """The same in blocks of rows: (index of the first row, array (k, at most ``block``, len(xs)))."""
        along_x, along_y = np.asarray(xs, dtype=np.float64), np.asarray(ys, dtype=np.float64)
        with np.errstate(all="ignore"):
            bound = self._bound(along_x, along_y, values, np.dtype(dtype))
        for first in range(0, max(1, len(along_y)), block):
            count = min(block, len(along_y) - first)
            result = np.empty((len(self.outputs), count, len(along_x)), dtype=dtype)
            with np.errstate(all="ignore"):
                bound.blocks(count, result, first)
            yield first, result

    def _bound(
        self, xs: NDArray[Any], ys: NDArray[Any], values: Mapping[str, float], dtype: np.dtype[Any]
    ) -> BoundPlan:
        x, y = self.axes
        inputs: dict[str, Any] = {**given_values(self.names, values), y: ys[:, None], x: xs}
        plan, lowering = self._fused
        bound = BoundPlan(plan, inputs, len(xs), dtype)
        if bound.factors_are_finite(lowering.guarded, lowering.bounded, _LARGEST_EXPONENT[dtype.name]):
            return bound
        return BoundPlan(self._plain, inputs, len(xs), dtype)

    @cached_property
    def _fused(self) -> tuple[Plan, FusedLowering]:
        lowering = FusedLowering(self._roots, self._extents)
        return self._planned(lowering.program, lowering.results), lowering

    @cached_property
    def _plain(self) -> Plan:
        return self._planned(*lower_plainly(self._roots, self._extents))

    def _planned(self, program: Any, results: Sequence[int]) -> Plan:
        if self._has_domain:
            return Plan(program, results[:-1], results[-1])
        return Plan(program, results, None)


def given_values(names: frozenset[str], values: Mapping[str, float]) -> dict[str, float]:
    """Those of ``values`` that ``names`` ask for. Raises ValueError if one is missing."""
    missing = sorted(name for name in names if name not in values)
    if missing:
        raise ValueError(f"The kernel needs a value for {', '.join(missing)}.")
    return {name: float(values[name]) for name in names}
