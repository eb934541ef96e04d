"""Which kind each found point is: by the Hessian where it decides, else by what f does around it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from explorer.core.analysis.critical_around import around, behaviour_at, has_limit, slope_fades
from explorer.core.analysis.critical_boxes import Window
from explorer.core.analysis.critical_curves import projected
from explorer.core.analysis.critical_newton import newton
from explorer.core.analysis.critical_search import Cluster, Found
from explorer.core.analysis.critical_system import GradientSystem
from explorer.core.analysis.positions import Floats

__all__ = ["Judge", "Judged"]

_NEAR: Final = 1e-8  # of the window: within this distance of a degenerate point the Hessian is singular somewhere
_RELATIVE: Final = 1e-9
_CHUNK: Final = 128
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

    def __init__(self, system: GradientSystem, window: Window, check: Callable[[], None]) -> None:
        self.check = check
        self.system = system
        self.window = window

    def all(self, found: Found) -> Iterator[Judged]:
        """Every point that lies in the window, each once."""
        for start in range(0, len(found.points), _CHUNK):
            self.check()
            points = self._polished(found.points[start : start + _CHUNK])
            points = points[self.window.holds(points)]
            yield from self._smooth(points, np.broadcast_to(_NEAR * self.window.size, points.shape))
        for cluster in found.clusters:
            self.check()
            judged = self._clustered(cluster)
            if judged is not None and self.window.holds(judged.position[None])[0]:
                yield judged

    def _polished(self, points: Floats) -> Floats:
        finer = newton(self.system, points, 3)
        better = np.all(np.isfinite(finer), axis=1) & (np.abs(finer - points) < 1e-6 * self.window.size).all(axis=1)
        return self._rounded(np.where(better[:, None], finer, points))

    def _rounded(self, points: Floats) -> Floats:
        """Zero where a coordinate differs from it by rounding only; onto the edge where it lies on it."""
        tiny = np.abs(points) < 1e-14 * np.maximum(1.0, self.window.size)
        return np.where(tiny, 0.0, points) + 0.0

    def _smooth(self, points: Floats, reach: Floats) -> Iterator[Judged]:
        """The points (m, 2) by their Hessians; what is undefined is left out."""
        if not len(points):
            return
        values, _ = self.system.gradients(points)
        hessians = self.system.hessians(points)
        for index in np.flatnonzero(~np.all(np.isfinite(hessians), axis=(1, 2))):
            hessians[index] = self._limit_of_hessian(points[index])
        singular = self._may_be_singular(points, reach)
        for point, value, hessian, uncertain in zip(points, values, hessians, singular, strict=True):
            if np.isfinite(value):
                yield self._by_hessian(point, float(value), hessian, bool(uncertain))

    def _by_hessian(self, point: Floats, value: float, hessian: Floats, uncertain: bool) -> Judged:
        eigenvalues = self._eigenvalues(hessian)
        sizes = np.abs(eigenvalues)
        if uncertain or not sizes.min() > _RELATIVE * sizes.max():
            behaviour = behaviour_at(self.system, point, self.window.size)
            note = f"The Hessian is singular here; {_NOTES[behaviour]}"
            return Judged(point, value, "degenerate", eigenvalues, behaviour, note, False)
        kind = "minimum" if eigenvalues[0] > 0 else "maximum" if eigenvalues[-1] < 0 else "saddle"
        return Judged(point, value, kind, eigenvalues, kind, _by_eigenvalues(kind, len(eigenvalues)), False)

    def _eigenvalues(self, hessian: Floats) -> Floats:
        if self.system.one_variable:
            return hessian[0, :1]
        if not np.isfinite(hessian).all():
            return np.full(2, np.nan)
        values: Floats = np.linalg.eigvalsh(hessian).astype(np.float64)
        return values

    def _limit_of_hessian(self, point: Floats) -> Floats:
        """The Hessian where its formula reads 0/0, from around, if it is the same on all sides."""
        ring = around(point, 1e-4 * self.window.size, 12, self.system.one_variable)
        hessians = self.system.hessians(ring)
        spread, size = np.ptp(hessians, axis=0).max(), np.abs(hessians).max()
        agree = bool(np.isfinite(size)) and spread <= 1e-3 * size
        return hessians.mean(axis=0) if agree else np.full((2, 2), np.nan)

    def _may_be_singular(self, points: Floats, reach: Floats) -> NDArray[np.bool_]:
        """Whether the Hessian's determinant may be 0 within ``reach`` of points (m, 2)."""
        ranges = self.system.curvature_kernel(points - reach, points + reach, self.system.values)
        low, high = ranges.low, ranges.high
        known = np.all(np.isfinite(low), axis=0) & np.all(np.isfinite(high), axis=0)
        if self.system.one_variable:
            touches: NDArray[np.bool_] = known & (low[0] <= 0) & (high[0] >= 0)
            return touches
        with np.errstate(invalid="ignore", over="ignore"):
            pure = np.stack([a * b for a in (low[0], high[0]) for b in (low[2], high[2])])
            mixed = np.stack((low[1] ** 2, high[1] ** 2))
        least = np.where((low[1] <= 0) & (high[1] >= 0), 0.0, mixed.min(axis=0))
        result: NDArray[np.bool_] = (pure.min(axis=0) <= mixed.max(axis=0)) & (pure.max(axis=0) >= least)
        result &= known
        return result

    def _clustered(self, cluster: Cluster) -> Judged | None:
        middle = 0.5 * (cluster.low + cluster.high)
        extent = cluster.high - cluster.low
        point = self._rounded(self._best(cluster, middle, extent)) if cluster.smooth else _plainest(cluster)
        reach = np.maximum(extent, _NEAR * self.window.size)
        if cluster.smooth:
            return next(self._smooth(point[None], reach[None]), None)
        value = float(self.system.gradients(point[None])[0][0])
        if not np.isfinite(value) or not has_limit(self.system, point, self.window.size):
            return None
        if slope_fades(self.system, point, self.window.size):
            return self._joint(point, reach)
        behaviour = behaviour_at(self.system, point, self.window.size)
        kind = behaviour if behaviour in ("minimum", "maximum", "saddle") else "degenerate"
        note = f"A kink, where f has no gradient; {_NOTES[behaviour]}"
        undefined = np.full(1 if self.system.one_variable else 2, np.nan)
        return Judged(point, value, kind, undefined, behaviour, note, True)

    def _joint(self, point: Floats, reach: Floats) -> Judged | None:
        """A point with a gradient where the second partials jump: the Hessian is one side's."""
        judged = next(self._smooth(point[None], reach[None]), None)
        if judged is None:
            return None
        behaviour = behaviour_at(self.system, point, self.window.size)
        kind = behaviour if judged.kind == behaviour else "degenerate"
        note = f"The second partials jump here; {_NOTES[behaviour]}"
        return judged._replace(kind=kind, behaviour=behaviour, note=note)

    def _best(self, cluster: Cluster, middle: Floats, extent: Floats) -> Floats:
        """The place with the smallest gradient of those that Newton's method reaches from the middle of a cluster."""
        candidates = [_plainest(cluster), middle]
        slack = extent + 1e-9 * self.window.size
        for steps in (20, 60):
            for method in (newton, projected):
                found = method(self.system, middle[None], steps)[0]
                if np.isfinite(found).all() and (np.abs(found - middle) <= slack).all():
                    candidates.append(found)
        _, slopes = self.system.gradients(np.array(candidates))
        lengths = np.hypot(*slopes)
        return candidates[int(np.nanargmin(lengths))] if np.isfinite(lengths).any() else middle


def _plainest(cluster: Cluster) -> Floats:
    """The position inside a tiny cluster that is written with the fewest decimals."""
    middle = 0.5 * (cluster.low + cluster.high)
    for decimals in range(15):
        rounded = np.round(middle, decimals) + 0.0
        if ((rounded >= cluster.low) & (rounded <= cluster.high)).all():
            return rounded
    return middle


def _by_eigenvalues(kind: str, count: int) -> str:
    if count == 1:
        return f"The second derivative is {'positive' if kind == 'minimum' else 'negative'}: a {kind}."
    which = {"minimum": "Both eigenvalues are positive", "maximum": "Both eigenvalues are negative"}
    return f"{which.get(kind, 'The eigenvalues differ in sign')}: a {kind}."
