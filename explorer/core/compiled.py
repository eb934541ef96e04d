"""The kernels of one expression, each compiled when first asked for."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from explorer.core.autodiff import hessian, partials
from explorer.core.expression.nodes import Node, Number
from explorer.core.kernels import compile_grid, compile_points, compile_scalar

if TYPE_CHECKING:
    from explorer.core.kernels import GridKernel, PointsKernel

__all__ = ["Compiled"]

Scalar = Callable[..., tuple[float, ...]]


class Compiled:
    """Value, gradient and Hessian of ``root`` as compiled functions.

    The scalar functions take ``variables`` then ``parameters`` as positional floats. Functions that
    differ only in parameter values share one of these, so a slider never recompiles.
    """

    def __init__(self, root: Node, variables: tuple[str, ...], parameters: tuple[str, ...]) -> None:
        self.root = root
        self.variables = variables
        self.names = (*variables, *parameters)
        self._grids: dict[tuple[str, str], GridKernel] = {}

    @cached_property
    def gradient_nodes(self) -> tuple[Node, ...]:
        """∂f/∂v for each variable, in order."""
        return tuple(partials(self.root, self.variables))

    @cached_property
    def value(self) -> Scalar:
        """→ (f,)."""
        return compile_scalar((self.root,), self.names)

    @cached_property
    def value_and_gradient(self) -> Scalar:
        """→ (f, ∂f/∂v₁, …)."""
        return compile_scalar((self.root, *self.gradient_nodes), self.names)

    @cached_property
    def hessian(self) -> Scalar:
        """→ (f, upper triangle of the Hessian row by row)."""
        rows = hessian(self.root, self.variables)
        upper = [rows[i][j] for i in range(len(rows)) for j in range(i, len(rows))]
        return compile_scalar((self.root, *upper), self.names)

    @cached_property
    def value_points(self) -> PointsKernel:
        """(m, n) positions → (1, m)."""
        return compile_points((self.root,), self.variables)

    @cached_property
    def gradient_points(self) -> PointsKernel:
        """(m, n) positions → (1 + n, m): f, then its partials."""
        return compile_points((self.root, *self.gradient_nodes), self.variables)

    def grid(self, axes: tuple[str, str]) -> GridKernel:
        """f and its partials along ``axes`` on a lattice over these two."""
        if axes not in self._grids:
            slopes = tuple(self._slope(name) for name in axes)
            self._grids[axes] = compile_grid((self.root, *slopes), *axes)
        return self._grids[axes]

    def _slope(self, name: str) -> Node:
        if name not in self.root.symbols:
            return Number(0.0)
        if name in self.variables:
            return self.gradient_nodes[self.variables.index(name)]
        return partials(self.root, (name,))[0]
