"""A Python function as an :class:`~explorer.core.objective.Objective`: its derivatives from differences if need be.

The function runs in this process and is handed over by the program that asks; nothing of it ever comes from a file.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

import numpy as np

from explorer.core.callable_calls import Calls
from explorer.core.expression.names import canonical_name
from explorer.core.objective import PlaneRows, plane_of_points
from explorer.core.sampling.field import Field, FloatArray

__all__ = ["CallableObjective"]

MOST_VARIABLES: Final = 64
_LIGHT_SECONDS: Final = 0.004  # for a coarse picture, which is made in one frame
_COARSE: Final = 64 * 64
_OFFSETS: Final = np.array([-2.0, -1.0, 1.0, 2.0])


class CallableObjective:
    """``function(*values)`` of n real ``variables``, called with n arrays of one shape or with n numbers.

    A function that takes one array instead, the point itself, is called with that: shape (n, m) or (n,). One that
    cannot take arrays is called point by point, which :attr:`notes` tells. Where it raises, the value is NaN
    and :attr:`trouble` says what happened and where; no exception of it gets out of here.

    ``gradient``, of the same arguments, gives the n partials. Without it they are central differences of fourth
    order (Abramowitz and Stegun 25.3.6) with a step of ε^(1/5) times the larger of |x| and ``scale``; where f is
    undefined on one side, one-sided ones. Second partials are differences of the gradient.

    Raises TypeError or ValueError, with a sentence, where there is nothing that could be called.
    """

    def __init__(
        self,
        function: Callable[..., Any],
        variables: Sequence[str] = ("x", "y"),
        gradient: Callable[..., Any] | None = None,
        title: str | None = None,
        around: Sequence[tuple[float, float]] | None = None,
    ) -> None:
        """Take a function; it is tried in the ranges ``around``, which set the scale of the steps."""
        if not callable(function):
            raise TypeError(f"show needs a function to call, not {type(function).__name__}.")
        if gradient is not None and not callable(gradient):
            raise TypeError(f"gradient must be a function or None, not {type(gradient).__name__}.")
        self.variables = _checked_names(variables)
        ranges = [(-3.0, 3.0)] * len(self.variables) if around is None else list(around)
        low, high = np.array(ranges, dtype=np.float64).reshape(-1, 2).T
        self.title = title or getattr(function, "__name__", "") or type(function).__name__
        self.scale: FloatArray = (high - low) / 6.0
        trial = low + (high - low) * np.array([[0.31], [0.5], [0.77]])
        self._values = Calls(function, self.variables, trial)
        self._slopes = None if gradient is None else Calls(gradient, self.variables, trial, len(self.variables))
        self._epsilon = float(np.finfo(self._values.precision).eps)
        self.is_light = self._is_quick(low, high)

    # What it is

    @property
    def names(self) -> tuple[str, ...]:
        """The variables; there are no parameters."""
        return self.variables

    @property
    def parameters(self) -> dict[str, float]:
        """None: what the function closes over is its own."""
        return {}

    @property
    def has_gradient(self) -> bool:
        """Whether the partials are the program's own, rather than differences."""
        return self._slopes is not None

    @property
    def trouble(self) -> str:
        """The last exception of the function or its gradient in a sentence, "" where there was none."""
        return self._values.trouble or (self._slopes.trouble if self._slopes is not None else "")

    @property
    def notes(self) -> tuple[str, ...]:
        """What a person should know about how it is computed, a sentence each."""
        told = ["The partials are the gradient function's." if self.has_gradient else "The partials are differences."]
        if not self._values.takes_arrays:
            told.append("The function takes no arrays, so it is called point by point, which is slower.")
        if self._values.precision == np.float32:
            told.append("It computes in single precision: differences are good to about five digits.")
        return tuple(told)

    def with_parameters(self, **values: float) -> CallableObjective:
        """Itself. Raises ValueError for any name: there are no parameters."""
        if values:
            raise ValueError(f"{self.title} has no parameter {next(iter(values))}.")
        return self

    def with_variables(self, variables: Sequence[str]) -> CallableObjective:
        """Itself for its own variables. Raises ValueError for others: a Python function has those that it has."""
        if tuple(variables) != self.variables:
            raise ValueError(f"{self.title} is a function of {', '.join(self.variables)}.")
        return self

    # Numbers

    def value_at(self, position: FloatArray) -> float:
        """f at one position of shape (n,)."""
        return float(self.values_at(np.asarray(position, dtype=np.float64)[None, :])[0])

    def value_and_gradient(self, position: FloatArray) -> tuple[float, FloatArray]:
        """f and its gradient, shape (n,), at one position."""
        at = np.asarray(position, dtype=np.float64)[None, :]
        if self._slopes is not None:
            value = self.values_at(at)
            return float(value[0]), _masked(value, self._slopes.rows(at))[0]
        values, gradients = self._differences(at, self._step(0.2))
        return float(values[0]), gradients[0]

    def values_at(self, positions: FloatArray) -> FloatArray:
        """f at m positions of shape (m, n), shape (m,)."""
        return self._values.rows(np.asarray(positions, dtype=np.float64))[:, 0]

    def gradients_at(self, positions: FloatArray) -> FloatArray:
        """Gradients at m positions of shape (m, n), shape (m, n)."""
        at = np.asarray(positions, dtype=np.float64)
        return self._gradients(at, self._step(0.2))

    def hessian_at(self, position: FloatArray) -> FloatArray:
        """Second partials at one position, shape (n, n): differences of gradients, made symmetric."""
        at, n = np.asarray(position, dtype=np.float64), len(self.variables)
        share = (
            0.2 if self._slopes is not None else 1 / 6
        )  # of a difference of differences, rounding wants a larger step
        steps = self._steps_at(at[None, :], self._step(share))[0]
        moved = at + np.einsum("k,ij->kij", _OFFSETS, np.diag(steps))
        slopes = self._gradients(moved.reshape(-1, n), self._step(share)).reshape(len(_OFFSETS), n, n)
        second = _slope(slopes.transpose(1, 0, 2)) / steps[:, None]
        hessian: FloatArray = 0.5 * (second + second.T)
        return hessian if np.isfinite(self.value_at(at)) else np.full((n, n), np.nan)

    def sample(
        self,
        axes: tuple[str, str],
        x: tuple[float, float],
        y: tuple[float, float],
        shape: tuple[int, int],
        at: Mapping[str, float],
        dtype: str = "float64",
    ) -> Field:
        """f and its partials along ``axes`` on a window.

        The partials are differences of the samples themselves where the function is slow; they are then good for
        arrows and shading, not for digits.
        """
        rows, columns = shape
        xs, ys = np.linspace(x[0], x[1], columns), np.linspace(y[0], y[1], rows)
        positions = np.empty((rows, columns, len(self.variables)))
        for index, name in enumerate(self.variables):
            along = {axes[0]: xs[None, :], axes[1]: ys[:, None]}.get(name)
            positions[..., index] = at.get(name, 0.0) if along is None else along
        flat = positions.reshape(-1, len(self.variables))
        f = self.values_at(flat).reshape(shape)
        if self.has_gradient or self.is_light:
            slopes = _masked(f.reshape(-1), self.gradients_at(flat)).reshape(rows, columns, -1)
            parts = [self._along(slopes, name) for name in axes]
        else:
            parts = [np.asarray(np.gradient(f, xs, axis=1)), np.asarray(np.gradient(f, ys, axis=0))]
        with np.errstate(over="ignore"):
            fx, fy = (part.astype(dtype) for part in parts)
            return Field(axes, xs, ys, f.astype(dtype), fx, fy)

    def plane(
        self, origin: FloatArray, directions: Sequence[FloatArray], u: FloatArray, v: FloatArray
    ) -> Iterator[PlaneRows]:
        """f over ``origin + u·directions[0] + v·directions[1]`` in blocks of rows of constant v."""
        return plane_of_points(self.values_at, origin, directions, u, v)

    def __repr__(self) -> str:
        return f"<CallableObjective {self.title}({', '.join(self.variables)})>"

    # Details

    def _along(self, slopes: FloatArray, name: str) -> FloatArray:
        if name in self.variables:
            part: FloatArray = slopes[..., self.variables.index(name)]
            return part
        return np.where(np.isnan(slopes[..., 0]), np.nan, 0.0)

    def _step(self, share: float) -> FloatArray:
        """The step of differences at the origin, shape (n,)."""
        return np.asarray(self._epsilon**share * self.scale)

    def _steps_at(self, positions: FloatArray, step: FloatArray) -> FloatArray:
        """Steps (m, n) that are exact: x + h − x is h."""
        larger = np.maximum(np.abs(positions) / self.scale, 1.0) * step
        with np.errstate(invalid="ignore", over="ignore"):
            steps: FloatArray = (positions + larger) - positions
        return np.where(steps > 0, steps, larger)

    def _gradients(self, positions: FloatArray, step: FloatArray) -> FloatArray:
        if self._slopes is not None:
            return _masked(self.values_at(positions), self._slopes.rows(positions))
        return self._differences(positions, step)[1]

    def _differences(self, positions: FloatArray, step: FloatArray) -> tuple[FloatArray, FloatArray]:
        """f (m,) and its partials (m, n) from 4n + 1 values a position, asked for in one call."""
        m, n = positions.shape
        steps = self._steps_at(positions, step)
        moved = np.repeat(positions[None, :, :], 4 * n + 1, axis=0)
        for index in range(n):
            moved[1 + 4 * index : 5 + 4 * index, :, index] += _OFFSETS[:, None] * steps[:, index]
        values = self.values_at(moved.reshape(-1, n)).reshape(4 * n + 1, m)
        here, around = values[0], values[1:].reshape(n, 4, m)
        with np.errstate(all="ignore"):
            slopes = _slope(around).T / steps
            bad = ~np.isfinite(slopes) & np.isfinite(here)[:, None]
            if bad.any():
                slopes[bad] = _fallback(here, around, steps)[bad]
        return here, _masked(here, slopes)

    def _is_quick(self, low: FloatArray, high: FloatArray) -> bool:
        """Whether a coarse picture with its partials takes no longer than a frame bears."""
        if not self._values.takes_arrays or (self._slopes is not None and not self._slopes.takes_arrays):
            return False
        positions = low + (high - low) * np.random.default_rng(1).random((_COARSE, len(self.variables)))
        begun = time.perf_counter()
        self.values_at(positions)
        factor = 2 if self._slopes is not None else 4 * len(self.variables) + 1
        return factor * (time.perf_counter() - begun) <= 4 * _LIGHT_SECONDS


def _slope(around: FloatArray) -> FloatArray:
    """f′·h ≈ (8(f₊₁ − f₋₁) − (f₊₂ − f₋₂)) / 12, with an error of h⁵f⁽⁵⁾/30; the four stand on the second axis."""
    result: FloatArray = (8.0 * (around[:, 2] - around[:, 1]) - (around[:, 3] - around[:, 0])) / 12.0
    return result


def _fallback(here: FloatArray, around: FloatArray, steps: FloatArray) -> FloatArray:
    """Differences where a point of the stencil is undefined: of the nearest two points, else one-sided."""
    before, after = around[:, 1].T, around[:, 2].T
    centre = here[:, None]
    found = (after - before) / (2 * steps)
    for slope in ((after - centre) / steps, (centre - before) / steps):
        found = np.where(np.isfinite(found), found, slope)
    return np.where(np.isfinite(found), found, np.nan)


def _masked(values: FloatArray, gradients: FloatArray) -> FloatArray:
    """Gradients with NaN wherever f is undefined."""
    gradients[~np.isfinite(values)] = np.nan
    return gradients


def _checked_names(variables: Sequence[str]) -> tuple[str, ...]:
    names = tuple(canonical_name(name) for name in ((variables,) if isinstance(variables, str) else variables))
    if not 1 <= len(names) <= MOST_VARIABLES:
        raise ValueError(f"names must hold from 1 to {MOST_VARIABLES} names, not {len(names)}.")
    if len(set(names)) < len(names):
        raise ValueError(f"each of the names must differ from the others, not {', '.join(names)}.")
    return names
