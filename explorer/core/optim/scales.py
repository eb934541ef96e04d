"""Whether a small slope means the bottom: where variables are of very different size, it may be that of a valley."""

from __future__ import annotations

from typing import Final

import numpy as np

from explorer.core.sampling.field import FloatArray

__all__ = ["hidden_fall"]

_UNLIKE: Final = 1e6  # between the curvatures along two variables
_RESOLVED: Final = 1e-13


def hidden_fall(hessian: FloatArray, gradient: FloatArray) -> float:
    """How far f would still fall by its curvature, measured with every variable in a unit of its own.

    ½·gᵀH⁻¹g, with H and g scaled so that H has ones along its diagonal: in the variables' own units the flat
    directions of badly scaled ones drown in the rounding of the steep ones (Jacobi scaling: van der Sluis,
    Numer. Math. 14, 1969). 0 where the curvatures along the variables are alike, or not all positive, or H is not
    that of a bowl; directions that rounding does not resolve are left out.
    """
    curvatures = np.diagonal(hessian)
    if not (np.isfinite(hessian).all() and np.isfinite(gradient).all() and len(curvatures)):
        return 0.0
    least, most = float(curvatures.min()), float(curvatures.max())
    if not (least > 0 and most > _UNLIKE * least):
        return 0.0
    units = 1.0 / np.sqrt(curvatures)
    bends, directions = np.linalg.eigh(hessian * np.outer(units, units))
    if bends[0] < -_RESOLVED * bends[-1]:
        return 0.0
    seen = bends > _RESOLVED * bends[-1]
    slopes = directions.T @ (units * gradient)
    return float(0.5 * np.sum(slopes[seen] ** 2 / bends[seen]))
