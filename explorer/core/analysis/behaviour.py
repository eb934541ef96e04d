"""What f does around a point of a constraint where derivatives do not tell: it is looked at on a small circle."""

from __future__ import annotations

from typing import Final, Literal

import numpy as np

from explorer.core.analysis.positions import Floats
from explorer.core.objective import Objective

__all__ = ["Behaviour", "behaviour_around"]

Behaviour = Literal["minimum", "maximum", "neither", "isolated", "level"]

_ANGLES: Final = 1440
_HALVINGS: Final = 40


def behaviour_around(f: Objective, g: Objective, position: Floats, widths: Floats) -> Behaviour:
    """What f does along g = 0 near ``position`` (2,), a point of g = 0; two variables only.

    The constraint's branches are followed outwards on circles (ellipses, by ``widths``) that shrink. "isolated": no
    branch leaves the point. "level": f does not change along one of them. "neither": f grows along
    one branch and falls along another.
    """
    here = float(f.value_at(position))
    seen: list[Behaviour] = [_on_circle(f, g, position, here, radius * widths) for radius in (3e-2, 1e-2, 3e-3)]
    # The smallest circle says what is true near the point; the others tell it from rounding.
    return seen[-1] if seen[-1] != "level" else seen[1]


def _on_circle(f: Objective, g: Objective, position: Floats, here: float, radii: Floats) -> Behaviour:
    points = _crossings(g, position, radii)
    if not len(points):
        return "isolated"
    change = f.values_at(points) - here
    # Rounding of f itself; a change below it is none.
    slack = 64 * np.finfo(np.float64).eps * (abs(here) + float(np.abs(change).max(initial=0.0)))
    if np.isnan(change).any():
        return "neither"
    if (change > slack).all():
        return "minimum"
    if (change < -slack).all():
        return "maximum"
    return "neither" if (change > slack).any() and (change < -slack).any() else "level"


def _crossings(g: Objective, position: Floats, radii: Floats) -> Floats:
    """Where g changes sign on the ellipse of ``radii`` around ``position``, (m, 2)."""
    # An offset keeps the symmetric angles, at which g may be exactly 0, off the lattice.
    angles = np.asarray((np.arange(_ANGLES) + 0.317) * (2 * np.pi / _ANGLES), dtype=np.float64)
    values = g.values_at(_ellipse(position, radii, angles))
    after = np.roll(values, -1)
    with np.errstate(invalid="ignore"):
        found = np.flatnonzero((values > 0) & (after <= 0) | (values < 0) & (after >= 0))
    low, high = angles[found], angles[found] + 2 * np.pi / _ANGLES
    sign = np.sign(values[found])
    for _ in range(_HALVINGS if len(found) else 0):
        middle = 0.5 * (low + high)
        same = np.sign(g.values_at(_ellipse(position, radii, middle))) == sign
        low, high = np.where(same, middle, low), np.where(same, high, middle)
    return _ellipse(position, radii, 0.5 * (low + high))


def _ellipse(position: Floats, radii: Floats, angles: Floats) -> Floats:
    return np.asarray(position + radii * np.column_stack((np.cos(angles), np.sin(angles))))
