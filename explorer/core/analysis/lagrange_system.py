"""Lagrange's conditions as equations without multipliers, ready for boxes and for points.

∇f = Σ λᵢ∇gᵢ holds for some λ exactly where the (k + 1) × n matrix of ∇f, ∇g₁, … ∇g_k has rank k (as
long as the ∇gᵢ are independent), that is where its (k + 1) × (k + 1) minors vanish. So the unknowns
are the n coordinates alone, and a box in them is all that must be searched. Where k columns of the
∇gᵢ, the *pivot*, have a determinant that is not zero, the n − k minors that contain these columns
imply the others: with the k constraints they make a square system.

Rejected: multipliers as further unknowns. They have no natural bounds to subdivide.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

import numpy as np

from explorer.core.analysis.critical_signs import same_zeros
from explorer.core.analysis.numerator import numerator
from explorer.core.analysis.positions import Floats
from explorer.core.autodiff import partials
from explorer.core.autodiff.algebra import negated, product, total
from explorer.core.expression.nodes import Apply, Node, Number, Symbol, postorder
from explorer.core.function import Function
from explorer.core.intervals import IntervalKernel, compile_intervals
from explorer.core.kernels import compile_points
from explorer.core.kernels.points import PointsKernel

__all__ = ["MOST_VARIABLES", "LagrangeSystem", "lagrange_system", "with_numbers"]

MOST_VARIABLES: Final = 4


@dataclass(frozen=True, slots=True, eq=False)
class LagrangeSystem:
    """The e equations of f under k constraints in n variables, the k constraints first, then the minors.

    Each is without the denominators of what it stands for, and a minor without factors that are never
    0: it has the same zeros, no poles, and does not fade far out as e^(−x²) does. On g = N/D = 0 the
    gradients of g and N are parallel, so the minors may be those of N.

    ``pivots`` are the sets of k columns, and ``rows[p]`` the n equations that pivot p selects.
    ``ranges`` encloses the equations, then f and the constraints; ``slopes`` the equations' Jacobian,
    e·n rows; ``at_points`` gives equations and Jacobian at points, (e + e·n, m).
    """

    f: Function
    constraints: tuple[Function, ...]
    equations: tuple[Node, ...]
    pivots: tuple[tuple[int, ...], ...]
    rows: tuple[tuple[int, ...], ...]
    ranges: IntervalKernel
    slopes: IntervalKernel
    at_points: PointsKernel

    @property
    def names(self) -> tuple[str, ...]:
        """The n variables."""
        return self.f.variables

    def values_and_slopes(self, positions: Floats) -> tuple[Floats, Floats]:
        """Equations (m, e) and their Jacobians (m, e, n) at positions (m, n); NaN outside the domain."""
        count, size = len(self.equations), len(self.names)
        outputs = self.at_points(positions)
        jacobians = np.ascontiguousarray(outputs[count:].T).reshape(-1, count, size)
        return np.ascontiguousarray(outputs[:count].T), jacobians

    def best_pivots(self, jacobians: Floats) -> np.ndarray[tuple[int, ...], np.dtype[np.intp]]:
        """For each Jacobian (m, e, n) the number of the pivot with the largest determinant, (m,)."""
        k = len(self.constraints)
        sizes = [
            np.abs(np.linalg.det(np.nan_to_num(jacobians[:, :k, columns], posinf=0.0, neginf=0.0)))
            for columns in map(list, self.pivots)
        ]
        return np.asarray(np.argmax(sizes, axis=0))


def lagrange_system(f: Function, constraints: Sequence[Function]) -> LagrangeSystem:
    """The system of f under ``constraints``, all functions of the same variables."""
    names = f.variables
    f, *constraints = (Function(with_numbers(g.root, g.parameters), names) for g in (f, *constraints))
    roots = [numerator(g.root) for g in constraints]
    k, n = len(roots), len(names)
    gradients = [partials(root, names) for root in (f.root, *roots)]
    choices = tuple(combinations(range(n), k + 1))
    minors = same_zeros(
        [numerator(_determinant([[row[column] for column in columns] for row in gradients])) for columns in choices]
    )
    pivots = tuple(combinations(range(n), k))
    rows = tuple(
        (*range(k), *(k + index for index, columns in enumerate(choices) if set(pivot) <= set(columns)))
        for pivot in pivots
    )
    equations = (*roots, *minors)
    slopes = [slope for equation in equations for slope in partials(equation, names)]
    # Undefined where any of the equations is.
    domain = Apply("add", equations) if len(equations) > 1 else equations[0]
    return LagrangeSystem(
        f,
        tuple(constraints),
        equations,
        pivots,
        rows,
        compile_intervals((*equations, f.root, *(g.root for g in constraints)), names),
        compile_intervals(slopes, names),
        compile_points((*equations, *slopes), names, domain),
    )


def _determinant(matrix: list[list[Node]]) -> Node:
    """By the first row; matrices here are at most 4 × 4."""
    if len(matrix) == 1:
        return matrix[0][0]
    terms = []
    for column, entry in enumerate(matrix[0]):
        minor = _determinant([row[:column] + row[column + 1 :] for row in matrix[1:]])
        term = product((entry, minor))
        terms.append(negated(term) if column % 2 else term)
    return total(terms)


def with_numbers(root: Node, values: Mapping[str, float]) -> Node:
    """``root`` with the names in ``values`` replaced by their numbers."""
    if root.symbols.isdisjoint(values):
        return root
    made: dict[Node, Node] = {}
    for node in postorder(root):
        if isinstance(node, Symbol) and node.name in values:
            made[node] = Number(values[node.name])
        elif isinstance(node, Apply) and not node.symbols.isdisjoint(values):
            made[node] = Apply(node.operator, [made[arg] for arg in node.args])
        else:
            made[node] = node
    return made[root]
