"""Calls of a Python function at many points: with arrays where it takes them, else one by one; never an exception."""

from __future__ import annotations

import inspect
import threading
from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np

from explorer.core.sampling.field import FloatArray

__all__ = ["Calls"]

_LONGEST_MESSAGE: Final = 160
_TRIALS: Final = 16


class Calls:
    """A function of ``names``, or of one array that holds them all, with ``outputs`` numbers a point.

    ``trial`` (m, n) are points at which it is tried, to learn how it wants to be called: ``takes_arrays`` tells
    that the same numbers come from arrays, ``precision`` in which type. Calls are made one after the other,
    whichever threads ask. A function that has never given a number is asked for the first few of many points only.
    """

    def __init__(self, function: Callable[..., Any], names: Sequence[str], trial: FloatArray, outputs: int = 1) -> None:
        self._function = function
        self._names = tuple(names)
        self._outputs = outputs
        self._lock = threading.Lock()
        self._takes_point = len(self._names) > 1 and _takes_one(function)
        self.name = getattr(function, "__name__", "") or type(function).__name__
        self.trouble = ""
        self._has_worked = False
        self.precision: np.dtype[Any] = np.dtype(np.float64)
        self.takes_arrays = self._agrees(trial)

    def rows(self, positions: FloatArray) -> FloatArray:
        """The numbers at m positions of shape (m, n), shape (m, outputs); NaN where it raises or is not real."""
        if self.takes_arrays:
            found = self._at_once(positions)
            if found is not None:
                return found
        return self._one_by_one(positions)

    def _agrees(self, trial: FloatArray) -> bool:
        """Whether arrays give what single points give; that the function must not fail everywhere is the caller's."""
        singly = self._one_by_one(trial)
        at_once = self._at_once(trial)
        if at_once is None:
            return False
        tolerance = 1e-4 if self.precision == np.float32 else 1e-9
        agrees = bool(np.allclose(at_once, singly, rtol=tolerance, atol=tolerance, equal_nan=True))
        if agrees and not np.isnan(singly).all():
            self.trouble = ""
        return agrees

    def _at_once(self, positions: FloatArray) -> FloatArray | None:
        """All points in one call; None where that fails or gives something of another shape."""
        columns = [np.ascontiguousarray(column) for column in positions.T]
        try:
            result = np.asarray(self._called(columns))
            kind = result.dtype
            numbers = _real(result)
        except Exception:
            return None
        count = len(positions)
        wanted = (self._outputs, count) if self._outputs > 1 else (count,)
        if numbers.shape == (self._outputs,) and self._outputs > 1 and count != self._outputs:
            numbers = numbers[:, None]
        try:
            spread = np.broadcast_to(numbers, wanted)
        except ValueError:
            return None
        self._has_worked = True
        if kind == np.float32:
            self.precision = np.dtype(np.float32)
        return np.array(spread.reshape(self._outputs, count).T, dtype=np.float64)

    def _one_by_one(self, positions: FloatArray) -> FloatArray:
        found = np.full((len(positions), self._outputs), np.nan)
        failed: tuple[Exception, list[float]] | None = None
        asked = positions.tolist()
        for index in range(len(asked)):
            if index >= _TRIALS and not self._has_worked:
                break  # it has never given a number: asking on would only take time
            try:
                result = np.asarray(self._called(asked[index]))
                found[index] = _real(result).reshape(self._outputs)
                self._has_worked = True
            except Exception as error:
                failed = error, asked[index]
        if failed is not None:
            self.trouble = self._sentence(*failed)
        return found

    def _called(self, values: Sequence[Any]) -> Any:
        with self._lock, np.errstate(all="ignore"):
            if self._takes_point:
                return self._function(np.array(values))
            return self._function(*values)

    def _sentence(self, error: Exception, position: Sequence[float]) -> str:
        place = ", ".join(f"{name} = {value:.4g}" for name, value in zip(self._names, position, strict=True))
        told = " ".join(str(error).split())
        told = told if len(told) <= _LONGEST_MESSAGE else told[: _LONGEST_MESSAGE - 1] + "…"
        what = f"{type(error).__name__}: {told}" if told else type(error).__name__
        return f"The Python function {self.name} failed at {place}: {what}."


def _real(result: np.ndarray[Any, Any]) -> FloatArray:
    """Real numbers; NaN where a result is complex. Raises TypeError or ValueError for what is no number."""
    if result.dtype.kind == "O":
        return np.array([float(value) for value in result.ravel()]).reshape(result.shape)
    if result.dtype.kind not in "biufc":
        raise TypeError(f"its result is no number but {result.dtype}")
    if np.iscomplexobj(result):
        return np.where(result.imag == 0.0, result.real, np.nan).astype(np.float64)
    return result.astype(np.float64)


def _takes_one(function: Callable[..., Any]) -> bool:
    """Whether a function must have one positional argument and cannot have two."""
    try:
        parameters = list(inspect.signature(function).parameters.values())
    except (TypeError, ValueError):
        return False
    if any(each.kind is inspect.Parameter.VAR_POSITIONAL for each in parameters):
        return False
    kinds = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    return sum(each.kind in kinds for each in parameters) == 1
