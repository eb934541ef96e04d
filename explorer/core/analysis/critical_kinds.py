"""Which kind each found point is: by the Hessian where it decides, else by what f does around it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

import numpy as np

from explorer.core.analysis.critical_around import behaviour_at, slope_fades
from explorer.core.analysis.critical_boxes import Window
from explorer.core.analysis.critical_curves import projected
from explorer.core.analysis.critical_newton import newton
from explorer.core.analysis.critical_search import Cluster, Found
from explorer.core.analysis.critical_system import GradientSystem
from explorer.core.analysis.positions import Floats

__all__ = ["Judge", "Judged"]

_NEAR: Final = 1e-8  # of the window: within this distance of a degenerate point the Hessian is singular somewhere
_RELATIVE: Final = 1e-9
_NOTES: Final = {
    "minimum": "f rises in every direction.",
    "maximum": "f falls in every direction.",
    "saddle": "f rises in some directions and falls in others.",
    "flat": "f does not change around it as far as rounding shows.",
    "unclear": "what f does around it is not clear.",
}


class Judged(NamedTuple):
    """A point (2,) with what is told of it."""

    position: Floats
    value: float
    kind: str
    eigenvalues: Floats
    behaviour: str
    note: str
    at_kink: bool


class Judge:
    """Turns what the search found into judged points of the window."""

    def __init__(self, system: GradientSystem, window: Window) -> None:
        self.system = system
        self.window = window

    def all(self, found: Found) -> Iterator[Judged]:
        """Every point that lies in the window, each once."""
        if len(found.points):
            points = self._polished(found.points)
            for point in points[self.window.holds(points)]:
                judged = self._smooth(point, _NEAR * self.window.size)
                if judged is not None:
                    yield judged
        for cluster in found.clusters:
            judged = self._clustered(cluster)
            if judged is not None and self.window.holds(judged.position[None])[0]:
                yield judged

    def _polished(self, points: Floats) -> Floats:
        finer = newton(self.system, points, 3)
        better = np.isfinite(finer).all(axis=1) & (np.abs(finer - points) < 1e-6 * self.window.size).all(axis=1)
        return self._rounded(np.where(better[:, None], finer, points))

    def _rounded(self, points: Floats) -> Floats:
        """Zero where a coordinate differs from it by rounding only; onto the edge where it lies on it."""
        tiny = np.abs(points) < 1e-14 * np.maximum(1.0, self.window.size)
        return np.where(tiny, 0.0, points) + 0.0

    def _smooth(self, point: Floats, reach: Floats) -> Judged | None:
        value = float(self.system.gradients(point[None])[0][0])
        if not np.isfinite(value):
            return None
        eigenvalues = self._eigenvalues(point)
        if self._is_singular(point, reach, eigenvalues):
            behaviour = behaviour_at(self.system, point, self.window.size)
            note = f"The Hessian is singular here; {_NOTES[behaviour]}"
            return Judged(point, value, "degenerate", eigenvalues, behaviour, note, False)
        kind = "minimum" if eigenvalues[0] > 0 else "maximum" if eigenvalues[-1] < 0 else "saddle"
        return Judged(point, value, kind, eigenvalues, kind, _by_eigenvalues(kind, len(eigenvalues)), False)

    def _eigenvalues(self, point: Floats) -> Floats:
        hessian = self.system.hessians(point[None])[0]
        if self.system.one_variable:
            return hessian[0, :1]
        if not np.isfinite(hessian).all():
            return np.full(2, np.nan)
        return np.linalg.eigvalsh(hessian)

    def _is_singular(self, point: Floats, reach: Floats, eigenvalues: Floats) -> bool:
        """Whether the Hessian's determinant may be 0 within ``reach`` of the point."""
        if not np.isfinite(eigenvalues).all():
            return True
        sizes = np.abs(eigenvalues)
        if sizes.max() == 0 or sizes.min() <= _RELATIVE * sizes.max():
            return True
        ranges = self.system.curvature_kernel((point - reach)[None], (point + reach)[None], self.system.values)
        low, high = ranges.low[:, 0], ranges.high[:, 0]
        if not (np.isfinite(low).all() and np.isfinite(high).all()):
            return False
        if self.system.one_variable:
            return bool(low[0] <= 0 <= high[0])
        pure = np.array([low[0] * low[2], low[0] * high[2], high[0] * low[2], high[0] * high[2]])
        mixed = np.array([low[1] ** 2, high[1] ** 2])
        least = 0.0 if low[1] <= 0 <= high[1] else mixed.min()
        return bool(pure.min() - mixed.max() <= 0 <= pure.max() - least)

    def _clustered(self, cluster: Cluster) -> Judged | None:
        middle = 0.5 * (cluster.low + cluster.high)
        extent = cluster.high - cluster.low
        point = self._rounded(self._best(middle, extent) if cluster.smooth else middle)
        if cluster.smooth:
            return self._smooth(point, np.maximum(extent, _NEAR * self.window.size))
        value = float(self.system.gradients(point[None])[0][0])
        if not np.isfinite(value):
            return None
        if slope_fades(self.system, point, self.window.size):
            return self._joint(point, np.maximum(extent, _NEAR * self.window.size))
        behaviour = behaviour_at(self.system, point, self.window.size)
        kind = behaviour if behaviour in ("minimum", "maximum", "saddle") else "degenerate"
        note = f"A kink, where f has no gradient; {_NOTES[behaviour]}"
        undefined = np.full(1 if self.system.one_variable else 2, np.nan)
        return Judged(point, value, kind, undefined, behaviour, note, True)

    def _joint(self, point: Floats, reach: Floats) -> Judged | None:
        """A point with a gradient where the second partials jump: the Hessian is one side's."""
        judged = self._smooth(point, reach)
        if judged is None:
            return None
        behaviour = behaviour_at(self.system, point, self.window.size)
        kind = behaviour if judged.kind == behaviour else "degenerate"
        note = f"The second partials jump here; {_NOTES[behaviour]}"
        return judged._replace(kind=kind, behaviour=behaviour, note=note)

    def _best(self, middle: Floats, extent: Floats) -> Floats:
        """The place with the smallest gradient that Newton's method reaches from the middle of a cluster."""
        candidates = [middle]
        slack = extent + 1e-9 * self.window.size
        for steps in (20, 60):
            for method in (newton, projected):
                found = method(self.system, middle[None], steps)[0]
                if np.isfinite(found).all() and (np.abs(found - middle) <= slack).all():
                    candidates.append(found)
        _, slopes = self.system.gradients(np.array(candidates))
        lengths = np.hypot(*slopes)
        return candidates[int(np.nanargmin(lengths))] if np.isfinite(lengths).any() else middle


def _by_eigenvalues(kind: str, count: int) -> str:
    if count == 1:
        return f"The second derivative is {'positive' if kind == 'minimum' else 'negative'}: a {kind}."
    which = {"minimum": "Both eigenvalues are positive", "maximum": "Both eigenvalues are negative"}
    return f"{which.get(kind, 'The eigenvalues differ in sign')}: a {kind}."
