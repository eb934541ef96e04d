"""What a Hessian says: principal curvatures, their directions, and the kind of a critical point."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from explorer.core.analysis.positions import Floats, read_only

__all__ = ["Kind", "classify", "principal_axes"]

Kind = Literal["minimum", "maximum", "saddle", "degenerate"]


def principal_axes(hessian: ArrayLike) -> tuple[Floats, Floats]:
    """Eigenvalues (n,), ascending, and unit eigenvectors (n, n), one a column, of a symmetric matrix.

    Of the two opposite vectors the one is given whose first component that is not 0 is positive, so
    that an arrow drawn along it does not flicker. Both are NaN where the Hessian is not finite.
    Read-only.
    """
    matrix = np.asarray(hessian, dtype=np.float64)
    if not np.isfinite(matrix).all():
        return read_only(np.full(len(matrix), np.nan)), read_only(np.full(matrix.shape, np.nan))
    largest = float(np.abs(matrix).max(initial=0.0))
    scale = largest if largest > 0.0 else 1.0
    values, vectors = np.linalg.eigh(matrix / scale)
    vectors = np.where(np.abs(vectors) < 1e-15, 0.0, vectors)
    leading = vectors[np.argmax(vectors != 0.0, axis=0), np.arange(len(values))]
    return read_only(values * scale), read_only(vectors * np.where(leading < 0.0, -1.0, 1.0))


def classify(hessian: ArrayLike, lengths: ArrayLike | None = None, tolerance: float = 1e-9) -> Kind:
    """The kind of a critical point by the eigenvalues of its Hessian (second-derivative test).

    An eigenvalue counts as zero where it is below ``tolerance`` times the largest, whatever the units
    of f. ``lengths`` (n,) are typical lengths along the variables, such as the window's sides: with
    them the units of the variables do not matter either. A zero eigenvalue makes the point
    "degenerate" unless two others already have opposite signs, which is a saddle for certain. A
    Hessian that is zero or not finite is "degenerate".
    """
    matrix = np.array(hessian, dtype=np.float64)
    if lengths is not None:
        scale = np.asarray(lengths, dtype=np.float64)
        with np.errstate(over="ignore", invalid="ignore"):
            matrix = matrix * scale[:, None] * scale[None, :]
    values, _ = principal_axes(matrix)
    if not values.size or not np.isfinite(values).all():
        return "degenerate"
    small = tolerance * np.abs(values).max()
    if values[0] < -small and values[-1] > small:
        return "saddle"
    if np.abs(values).min() <= small:
        return "degenerate"
    return "minimum" if values[0] > 0.0 else "maximum"
