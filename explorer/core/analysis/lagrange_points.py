"""From an approximate zero to a stationary point: position to full precision, multipliers, kind.

The kind is that of the bordered Hessian test: the Hessian of the Lagrangian f − Σ λᵢgᵢ on the plane of
directions in which no constraint changes (Nocedal and Wright, *Numerical Optimization*, §12.5). Its
signs there are what the leading minors of the bordered Hessian count.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from explorer.core.analysis.curvature import Kind
from explorer.core.analysis.positions import Floats, read_only
from explorer.core.objective import Objective

__all__ = ["Stationary", "bordered_hessian", "free_directions", "multipliers_at", "polished", "stationary_at"]

_NEWTON_STEPS: Final = 12
_REGULAR: Final = 1e-11  # eigenvalues below this part of the largest count as zero, where a zero was proved regular
_SINGULAR: Final = 1e-4  # … and where it was not, so that it is near a point whose curvature is 0
_NEAR: Final = 0.03  # of the window: f's changes over such a step tell how large its curvature might be


@dataclass(frozen=True, slots=True, eq=False)
class Stationary:
    """A point with ∇f = Σ λᵢ∇gᵢ: ``position`` (n,), ``multipliers`` (k,), ``value``, ``kind``.

    ``eigenvalues`` (n − k,), ascending, are those of the Lagrangian's Hessian on the free directions.
    """

    position: Floats
    multipliers: Floats
    value: float
    kind: Kind
    eigenvalues: Floats


def multipliers_at(f: Objective, constraints: Sequence[Objective], position: Floats) -> tuple[Floats, Floats, Floats]:
    """λ (k,) that brings Σ λᵢ∇gᵢ nearest to ∇f, with ∇f (n,) and the ∇gᵢ (k, n)."""
    slope = np.asarray(f.value_and_gradient(position)[1], dtype=np.float64)
    normals = np.array([g.value_and_gradient(position)[1] for g in constraints], dtype=np.float64)
    if not (np.isfinite(slope).all() and np.isfinite(normals).all()):
        return np.full(len(constraints), np.nan), slope, normals
    return np.asarray(np.linalg.lstsq(normals.T, slope, rcond=None)[0]), slope, normals


def _lagrangian_hessian(
    f: Objective, constraints: Sequence[Objective], position: Floats, multipliers: Floats
) -> tuple[Floats, float]:
    """∇²f − Σ λᵢ∇²gᵢ, and the size of what it is made of."""
    hessian = np.array(f.hessian_at(position), dtype=np.float64)
    size = float(np.abs(hessian).max(initial=0.0))
    for multiplier, g in zip(multipliers.tolist(), constraints, strict=True):
        term = multiplier * np.asarray(g.hessian_at(position))
        hessian -= term
        size = max(size, float(np.abs(term).max(initial=0.0)))
    return hessian, size


def polished(f: Objective, constraints: Sequence[Objective], start: Floats, widths: Floats) -> Floats:
    """Newton's method on ∇f − Σ λᵢ∇gᵢ = 0, g = 0, from ``start`` (n,), which must be near.

    ``widths`` (n,) are the sides of the window. Gives back ``start`` if the way leads elsewhere.
    """
    position, n = start.copy(), len(start)
    multipliers, _, _ = multipliers_at(f, constraints, position)
    for _ in range(_NEWTON_STEPS):
        slope = np.asarray(f.value_and_gradient(position)[1], dtype=np.float64)
        told = [g.value_and_gradient(position) for g in constraints]
        normals = np.array([gradient for _, gradient in told], dtype=np.float64)
        hessian, _ = _lagrangian_hessian(f, constraints, position, multipliers)
        k = len(constraints)
        matrix = np.block([[hessian, -normals.T], [normals, np.zeros((k, k))]])
        wrong = np.concatenate([slope - multipliers @ normals, [value for value, _ in told]])
        if not (np.isfinite(matrix).all() and np.isfinite(wrong).all()):
            return start
        step = np.linalg.lstsq(matrix, wrong, rcond=1e-13)[0]
        position, multipliers = position - step[:n], multipliers - step[n:]
        if (np.abs(step[:n]) <= 1e-16 * widths).all():
            break
    return position if (np.abs(position - start) <= 0.05 * widths).all() else start


def stationary_at(
    f: Objective, constraints: Sequence[Objective], position: Floats, widths: Floats, *, regular: bool
) -> Stationary | None:
    """The stationary point at ``position`` (n,), or None where none is: the conditions are verified here.

    ``regular`` says that the zero was proved to be one of a regular system, whose curvature is not 0.
    """
    tidy = np.where(np.abs(position) <= 1e-15 * widths, 0.0, position)
    multipliers, slope, normals = multipliers_at(f, constraints, tidy)
    values = np.array([g.value_at(tidy) for g in constraints])
    value = float(f.value_at(tidy))
    if not (np.isfinite(multipliers).all() and np.isfinite(values).all() and np.isfinite(value)):
        return None
    hessian, size = _lagrangian_hessian(f, constraints, tidy, multipliers)
    reach = float(widths.max())
    parts = np.abs(slope).max() + np.abs(multipliers) @ np.abs(normals).max(axis=1)
    if np.abs(slope - multipliers @ normals).max() > (1e-8 if regular else 1e-5) * parts + 1e-10 * size * reach:
        return None
    if (np.abs(values) > 1e-9 * np.abs(normals).max(axis=1) * reach).any():
        return None
    free = free_directions(normals)
    eigenvalues = _eigenvalues(free.T @ hessian @ free)
    scaled = free_directions(normals * widths) * widths[:, None]
    bent = _eigenvalues(scaled.T @ hessian @ scaled)
    scale = max(size * reach**2, float(parts) * reach)
    if not regular:
        scale = max(scale, _variation(f, tidy, widths) / _NEAR**2)
    kind = _kind(bent, scale * (_REGULAR if regular else _SINGULAR))
    return Stationary(read_only(tidy), read_only(multipliers + 0.0), value + 0.0, kind, read_only(eigenvalues))


def free_directions(normals: Floats) -> Floats:
    """Orthonormal columns (n, n − k) that span what is perpendicular to the k ``normals`` (k, n)."""
    _, _, rows = np.linalg.svd(normals, full_matrices=True)
    return np.asarray(rows[len(normals) :].T)


def _variation(f: Objective, position: Floats, widths: Floats) -> float:
    """The most that f changes over a small step along a variable."""
    steps = np.diag(_NEAR * widths)
    values = f.values_at(np.concatenate((position + steps, position - steps)))
    return float(np.nanmax(np.abs(values - f.value_at(position)), initial=0.0))


def _eigenvalues(matrix: Floats) -> Floats:
    return np.asarray(np.linalg.eigvalsh(matrix), dtype=np.float64) if matrix.size else np.empty(0)


def _kind(eigenvalues: Floats, small: float) -> Kind:
    if not eigenvalues.size:
        return "degenerate"
    if eigenvalues[0] < -small and eigenvalues[-1] > small:
        return "saddle"
    if np.abs(eigenvalues).min() <= small:
        return "degenerate"
    return "minimum" if eigenvalues[0] > 0 else "maximum"


def bordered_hessian(f: Objective, constraints: Sequence[Objective], position: Floats, multipliers: Floats) -> Floats:
    """The bordered Hessian at a stationary point, (k + n, k + n): 0, ∇g; ∇gᵀ, ∇²f − Σ λᵢ∇²gᵢ. Read-only."""
    k = len(constraints)
    normals = np.array([g.value_and_gradient(position)[1] for g in constraints], dtype=np.float64)
    hessian, _ = _lagrangian_hessian(f, constraints, position, np.asarray(multipliers, dtype=np.float64))
    return read_only(np.block([[np.zeros((k, k)), normals], [normals.T, hessian]]))
