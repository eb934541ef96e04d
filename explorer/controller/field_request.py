"""The request for a field picture: all its inputs, and the pure function that answers it."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from explorer.controller.executor import CancelToken
from explorer.controller.learning.words import letter_of
from explorer.controller.pictures import FieldPicture
from explorer.controller.problem import Problem
from explorer.controller.results import ExploredFunction
from explorer.core.numbers import format_value
from explorer.core.sampling.field import Field, FloatArray
from explorer.core.sampling.levels import nice_levels, robust_range
from explorer.model.document import Window

__all__ = ["COARSE", "FINE", "FieldRequest", "Fineness", "Verdict", "compute_picture"]

LEVELS = 13
Verdict: TypeAlias = Callable[[Field], str | None]


@dataclass(frozen=True, slots=True)
class Fineness:
    """How finely a window is sampled: (rows, columns) and the number type."""

    shape: tuple[int, int]
    dtype: str

    @property
    def points(self) -> int:
        """How many samples that are."""
        return self.shape[0] * self.shape[1]


COARSE = Fineness((64, 64), "float32")
FINE = Fineness((256, 256), "float64")


@dataclass(frozen=True, slots=True)
class FieldRequest:
    """A function over its axes on a window, the other variables held."""

    function: ExploredFunction
    axes: tuple[str, ...]
    held: tuple[tuple[str, float], ...]
    window: Window
    fineness: Fineness
    colour_map: str
    letter: str = "f"

    @classmethod
    def of(cls, problem: Problem, fineness: Fineness) -> FieldRequest | None:
        """The request of a problem, None while there is no function."""
        if problem.function is None:
            return None
        letter = letter_of(problem.learned.subject)
        chosen = problem.window, fineness, problem.colour_map, letter
        return cls(problem.function, problem.names.axes, problem.held, *chosen)


def compute_picture(request: FieldRequest, verdict: Verdict, token: CancelToken) -> FieldPicture:
    """Sample the field, choose its range and its levels.

    ``verdict`` gives the sentence for a field that shows little or nothing.
    """
    token.check()
    field = _SAMPLERS[len(request.axes)](request)
    token.check()
    shown = robust_range(field.f)
    levels, step = nice_levels(shown.low, shown.high, LEVELS)
    return FieldPicture(
        field,
        shown.low,
        shown.high,
        shown.cut,
        levels,
        step,
        request.colour_map,
        _message(request, field, verdict),
        len(request.axes),
        request.letter,
    )


def _message(request: FieldRequest, field: Field, verdict: Verdict) -> str | None:
    if request.axes:
        return verdict(field)
    value = float(field.f[0, 0])
    if math.isnan(value):
        return "This has no variable and is undefined: there is nothing to draw."
    return f"This has no variable: it is {format_value(value)} everywhere. Type x and y to see a surface."


def _plane(request: FieldRequest) -> Field:
    window = request.window
    return request.function.sample(
        (request.axes[0], request.axes[1]),
        (window.x_min, window.x_max),
        (window.y_min, window.y_max),
        request.fineness.shape,
        dict(request.held),
        request.fineness.dtype,
    )


def _lattice(request: FieldRequest) -> tuple[FloatArray, FloatArray]:
    window, (rows, columns) = request.window, request.fineness.shape
    return np.linspace(window.x_min, window.x_max, columns), np.linspace(window.y_min, window.y_max, rows)


def _curve(request: FieldRequest) -> Field:
    """One variable: its curve, the same along a second axis that has no name."""
    xs, ys = _lattice(request)
    positions = xs[:, np.newaxis]
    values = request.function.values_at(positions)
    slopes = request.function.gradients_at(positions)[:, 0]
    shape = (len(ys), 1)
    across = np.where(np.isnan(slopes), np.nan, 0.0)
    return _field(request, xs, ys, np.tile(values, shape), np.tile(slopes, shape), np.tile(across, shape))


def _constant(request: FieldRequest) -> Field:
    """No variable: one value everywhere."""
    xs, ys = _lattice(request)
    value = request.function.value_at(np.empty(0))
    plane = np.full((len(ys), len(xs)), value if math.isfinite(value) else math.nan)
    flat = np.where(np.isnan(plane), np.nan, 0.0)
    return _field(request, xs, ys, plane, flat, flat.copy())


def _field(
    request: FieldRequest, xs: FloatArray, ys: FloatArray, f: FloatArray, fx: FloatArray, fy: FloatArray
) -> Field:
    first, second = (*request.axes, "", "")[:2]
    number = np.dtype(request.fineness.dtype)
    with np.errstate(over="ignore"):
        return Field((first, second), xs, ys, f.astype(number), fx.astype(number), fy.astype(number))


_SAMPLERS: dict[int, Callable[[FieldRequest], Field]] = {0: _constant, 1: _curve, 2: _plane}
