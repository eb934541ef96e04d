"""Planes through the space of a loss's parameters, and the loss on one as a function of two numbers.

A plane shows two of n directions: :meth:`Plane.share_outside` tells how much of the gradient points out of it.
Random filter-normalised directions and the principal plane of a path: Li, Xu, Taylor, Studer and Goldstein,
*Visualizing the loss landscape of neural nets*, 2018, sections 4 and 7.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from explorer.core.learn.fixed_names import FixedNames
from explorer.core.learn.network_layout import Layout
from explorer.core.learn.plane_field import plane_field
from explorer.core.objective import Objective, PlaneRows
from explorer.core.sampling.field import Field, FloatArray

__all__ = ["PLANE_AXES", "Plane", "PlaneObjective", "principal_plane", "random_plane", "weights_plane"]

PLANE_AXES: Final = ("α", "β")
_MOST_PATH_POINTS: Final = 400
_TINY: Final = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class Plane:
    """``origin`` (n,) plus multiples of the two ``directions`` (2, n), which are linearly independent.

    ``titles`` say what the directions are. ``explained`` is the share of a path's variance along each, where the
    plane was made from one. The arrays are read-only.
    """

    kind: Literal["weights", "random", "principal"]
    origin: FloatArray
    directions: FloatArray
    titles: tuple[str, str]
    explained: tuple[float, float] | None = None

    def __post_init__(self) -> None:
        self.origin.setflags(write=False)
        self.directions.setflags(write=False)

    def at(self, coordinates: FloatArray) -> FloatArray:
        """Positions (…, n) of coordinates (…, 2)."""
        return np.asarray(self.origin + np.asarray(coordinates, dtype=np.float64) @ self.directions)

    def coordinates(self, positions: FloatArray) -> FloatArray:
        """Coordinates (…, 2) of the points of the plane nearest to positions (…, n)."""
        away = np.asarray(positions, dtype=np.float64) - self.origin
        return np.asarray(away @ np.linalg.pinv(self.directions))

    def distances(self, positions: FloatArray) -> FloatArray:
        """How far positions (…, n) lie from the plane, shape (…)."""
        away = np.asarray(positions, dtype=np.float64) - self.at(self.coordinates(positions))
        return np.asarray(np.linalg.norm(away, axis=-1))

    def share_outside(self, gradient: FloatArray) -> float:
        """The share of ‖∇L‖² that points out of the plane, 0 to 1; NaN for a gradient of zero.

        1 minus it is the share that can be seen; the square root is the share of the length.
        """
        slope = np.asarray(gradient, dtype=np.float64)
        size = float(np.abs(slope).max(initial=0.0))
        if not (size > 0 and np.isfinite(size)):
            return float("nan")
        slope = slope / size
        basis = np.linalg.qr(self.directions.T)[0]
        rest = slope - basis @ (basis.T @ slope)
        return min(1.0, float(rest @ rest) / float(slope @ slope))

    def window(self, positions: FloatArray, margin: float = 0.25) -> tuple[tuple[float, float], tuple[float, float]]:
        """Ranges of the coordinates that hold ``positions`` (k, n) with a margin; ±1 about a single one."""
        seen = self.coordinates(np.atleast_2d(positions))
        low, high = seen.min(axis=0), seen.max(axis=0)
        room = np.where(high > low, margin * (high - low), 1.0)
        (left, bottom), (right, top) = (low - room).tolist(), (high + room).tolist()
        return (left, right), (bottom, top)


def weights_plane(origin: FloatArray, names: Sequence[str], first: str, second: str) -> Plane:
    """The plane of two parameters by name; its coordinates are their changes. Raises ValueError for other names."""
    places = []
    for name in (first, second):
        if name not in names:
            raise ValueError(f"there is no parameter {name}; choose two among {', '.join(names[:12])}.")
        places.append(names.index(name))
    if places[0] == places[1]:
        raise ValueError(f"a plane needs two different parameters, not {first} twice.")
    directions = np.zeros((2, len(names)))
    directions[0, places[0]] = directions[1, places[1]] = 1.0
    return Plane("weights", np.array(origin, dtype=np.float64), directions, (first, second))


def random_plane(origin: FloatArray, seed: int = 0, layout: Layout | None = None, biases: bool = False) -> Plane:
    """Two random directions decided by ``seed``.

    With the ``layout`` of a network they are filter-normalised: the part of each neuron is as long as the weights that
    enter it, so that the picture does not depend on how the network spreads its scale among layers. Biases do
    not move unless ``biases``, as in the paper. Without a layout, or where all weights are zero, both have length 1.
    """
    here = np.array(origin, dtype=np.float64)
    if len(here) < 2:
        raise ValueError("a plane needs two parameters, and there is only one.")
    directions = np.random.default_rng(seed).normal(size=(2, len(here)))
    if layout is not None:
        raw = directions.copy()
        for direction in directions:
            _normalise(direction, here, layout, biases)
        if np.linalg.matrix_rank(directions) < 2:
            directions, layout = raw, None
    if layout is None:
        directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    title = "random, filter-normalised" if layout is not None else "random"
    return Plane("random", here, directions, (title, title))


def _normalise(direction: FloatArray, origin: FloatArray, layout: Layout, biases: bool) -> None:
    """Rescale each neuron's part of ``direction`` in place."""
    for part, weights in zip(layout.blocks(direction), layout.blocks(origin), strict=True):
        if not biases:
            part[:, -1] = 0.0
        columns = slice(None) if biases else slice(None, -1)
        lengths = np.linalg.norm(part[:, columns], axis=1)
        wanted = np.linalg.norm(weights[:, columns], axis=1)
        part *= (wanted / np.where(lengths > 0, lengths, 1.0))[:, None]


def principal_plane(points: FloatArray) -> Plane:
    """The plane in which a path, (k, n), moved most, through its last point; directions have length 1.

    Raises ValueError for a path that does not move. A path along a line gets any second direction.
    """
    path = np.asarray(points, dtype=np.float64)
    if path.ndim != 2 or path.shape[1] < 2:
        raise ValueError("a principal plane needs a path of two parameters or more.")
    kept = path[np.unique(np.linspace(0, len(path) - 1, _MOST_PATH_POINTS).astype(np.intp))]
    centred = kept - kept.mean(axis=0)
    _, sizes, axes = np.linalg.svd(centred, full_matrices=False)
    total = float(np.sum(sizes**2))
    if not total > 0:
        raise ValueError("the path does not move, so no plane is its own: train some steps first.")
    first = axes[0]
    if len(sizes) > 1 and sizes[1] > _TINY * sizes[0]:
        second, share = axes[1], float(sizes[1] ** 2) / total
    else:
        second, share = _across(first), 0.0
    directions = np.array([_pointing_back(first, kept), _pointing_back(second, kept)])
    explained = (float(sizes[0] ** 2) / total, share)
    titles = ("first principal direction", "second principal direction")
    return Plane("principal", path[-1].copy(), directions, titles, explained)


def _across(direction: FloatArray) -> FloatArray:
    """A unit vector at right angles to another one."""
    other = np.zeros(len(direction))
    other[int(np.argmin(np.abs(direction)))] = 1.0
    other -= (other @ direction) * direction
    return np.asarray(other / np.linalg.norm(other))


def _pointing_back(direction: FloatArray, path: FloatArray) -> FloatArray:
    """With the sign that puts the start at positive coordinates, so that one path always looks the same."""
    return -direction if float((path[0] - path[-1]) @ direction) < 0 else direction


class PlaneObjective(FixedNames):
    """``whole`` on a ``plane``, as a function of the coordinates α and β: surface, contours and descent work on it."""

    variables = PLANE_AXES

    def __init__(self, whole: Objective, plane: Plane) -> None:
        if plane.origin.shape != (len(whole.variables),):
            raise ValueError(f"the plane lies among {len(plane.origin)} parameters, not {len(whole.variables)}.")
        self.whole, self.plane_shown = whole, plane

    @property
    def parameters(self) -> dict[str, float]:
        """None."""
        return {}

    @property
    def names(self) -> tuple[str, ...]:
        """The variables."""
        return self.variables

    @property
    def called(self) -> str:
        """What it is, in words."""
        return str(getattr(self.whole, "called", ""))

    @property
    def gradient_way(self) -> str:
        """What computes the gradient, in words."""
        return str(getattr(self.whole, "gradient_way", "its gradient"))

    @property
    def notes(self) -> tuple[str, ...]:
        """How its partials are computed, a sentence each."""
        return tuple(getattr(self.whole, "notes", ()))

    @property
    def is_quick(self) -> bool:
        """As of the whole."""
        return bool(getattr(self.whole, "is_quick", False))

    @property
    def is_light(self) -> bool:
        """As of the whole."""
        return bool(getattr(self.whole, "is_light", False))

    @property
    def draws_at_once(self) -> bool:
        """As of the whole."""
        return bool(getattr(self.whole, "draws_at_once", self.is_light))

    def value_at(self, position: FloatArray) -> float:
        """The loss at coordinates (2,)."""
        return self.whole.value_at(self.plane_shown.at(position))

    def value_and_gradient(self, position: FloatArray) -> tuple[float, FloatArray]:
        """The loss and its slopes along the directions, shape (2,)."""
        value, gradient = self.whole.value_and_gradient(self.plane_shown.at(position))
        return value, self.plane_shown.directions @ gradient

    def hessian_at(self, position: FloatArray) -> FloatArray:
        """Second partials along the directions, shape (2, 2)."""
        across = self.plane_shown.directions
        return np.asarray(across @ self.whole.hessian_at(self.plane_shown.at(position)) @ across.T)

    def values_at(self, positions: FloatArray) -> FloatArray:
        """The loss at coordinates (m, 2), shape (m,)."""
        return self.whole.values_at(self.plane_shown.at(positions))

    def gradients_at(self, positions: FloatArray) -> FloatArray:
        """Slopes along the directions at coordinates (m, 2), shape (m, 2)."""
        return np.asarray(self.whole.gradients_at(self.plane_shown.at(positions)) @ self.plane_shown.directions.T)

    def sample(
        self,
        axes: tuple[str, str],
        x: tuple[float, float],
        y: tuple[float, float],
        shape: tuple[int, int],
        at: Mapping[str, float],
        dtype: str = "float64",
    ) -> Field:
        """The loss and its slopes along ``axes``, α and β in either order, on a window."""
        del at
        rows, columns = shape
        lines = np.linspace(x[0], x[1], columns), np.linspace(y[0], y[1], rows)
        first, second = self.plane_shown.directions[[self.variables.index(name) for name in axes]]
        return plane_field(self.whole, self.plane_shown.origin, (first, second), axes, lines, dtype)

    def plane(
        self, origin: FloatArray, directions: Sequence[FloatArray], u: FloatArray, v: FloatArray
    ) -> Iterator[PlaneRows]:
        """The loss over a plane within the plane, block by block."""
        within = [np.asarray(direction, dtype=np.float64) @ self.plane_shown.directions for direction in directions]
        return self.whole.plane(self.plane_shown.at(origin), within, u, v)
