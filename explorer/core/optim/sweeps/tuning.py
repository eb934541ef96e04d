"""Descents from one start that differ in their hyperparameters: two against each other, or one."""

from __future__ import annotations

import math
from collections.abc import Generator, Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from explorer.core.optim.course import Course
from explorer.core.optim.hyperparameters import Hyperparameter
from explorer.core.optim.optimiser import Optimizer
from explorer.core.optim.rule import UpdateRule
from explorer.core.optim.sweeps.ends import CONVERGED, UNKNOWN, Ends
from explorer.core.optim.sweeps.one_by_one import OneByOne
from explorer.core.optim.sweeps.swarm import Swarm
from explorer.core.sampling.field import FloatArray

__all__ = [
    "MOST_CELLS_A_SIDE",
    "SettingMap",
    "SettingSearch",
    "Swept",
    "best_cell",
    "changed",
    "numeric_settings",
    "tuned",
]

MOST_CELLS_A_SIDE: Final = 128
_STRIDES: Final = (8, 2, 1)


@dataclass(frozen=True, slots=True)
class Swept:
    """A hyperparameter by its keyword (``betas.0``: the first of a pair) and the range in which it varies."""

    keyword: str
    low: float
    high: float
    logarithmic: bool = False

    def values(self, count: int) -> FloatArray:
        """``count`` values from ``low`` to ``high``."""
        if self.logarithmic:
            return np.geomspace(self.low, self.high, count)
        return np.linspace(self.low, self.high, count)


@dataclass(frozen=True, slots=True, eq=False)
class SettingMap:
    """Descents by two hyperparameters: ``first`` (columns,) along the rows, ``second`` (rows,) along the columns.

    ``kinds``, ``steps``, ``losses`` (rows, columns) as in :class:`~explorer.core.optim.sweeps.ends.Ends`; what
    is not computed yet is as its neighbour on the coarser lattice, and ``part`` is computed.
    """

    first: FloatArray
    second: FloatArray
    kinds: NDArray[np.int8]
    steps: NDArray[np.int64]
    losses: FloatArray
    part: float


class SettingSearch:
    """The descents from ``start`` (n,) for every pair of values of two hyperparameters.

    Raises ValueError where a range holds a value that the optimiser does not take.
    """

    def __init__(
        self,
        course: Course,
        start: FloatArray,
        swept: tuple[Swept, Swept],
        shape: tuple[int, int],
        steps: int,
        tolerance: float,
    ) -> None:
        if swept[0].keyword == swept[1].keyword:
            raise ValueError("Choose two different settings.")
        rows, columns = (max(2, min(side, MOST_CELLS_A_SIDE)) for side in shape)
        self._course, self._start, self._swept = course, start, swept
        self._steps, self._tolerance = steps, tolerance
        self._first, self._second = swept[0].values(columns), swept[1].values(rows)
        for one, values in zip(swept, (self._first, self._second), strict=True):
            for value in (values[0], values[-1]):
                changed(course.optimizer, one.keyword, float(value))
        self._shape = (rows, columns)
        self._ends = Ends.unknown(rows * columns, len(start))

    def advance(self, seconds: float = 0.012) -> Generator[tuple[float, bool], None, None]:
        """As :meth:`~explorer.core.optim.sweeps.basins.BasinSearch.advance`."""
        total, done = len(self._ends.kinds), 0
        for stride in _STRIDES:
            wanted = np.zeros(self._shape, dtype=bool)
            wanted[::stride, ::stride] = True
            which = np.flatnonzero(wanted.ravel() & (self._ends.kinds == UNKNOWN))
            if not len(which):
                continue
            columns = self._shape[1]
            values = {
                self._swept[0].keyword: self._first[which % columns],
                self._swept[1].keyword: self._second[which // columns],
            }
            swarm = tuned(self._course, self._start, values, self._steps, self._tolerance)
            for part in swarm.advance(seconds):
                yield (done + part * len(which)) / total, False
            self._ends.put(which, swarm.ends)
            done += len(which)
            yield done / total, True

    def map(self) -> SettingMap:
        """All that is known so far."""
        known = (self._ends.kinds != UNKNOWN).reshape(self._shape)
        rows, columns = np.indices(self._shape)
        for stride in _STRIDES[::-1]:
            if known[::stride, ::stride].all():
                rows, columns = rows - rows % stride, columns - columns % stride
                break
        ends, where = self._ends, rows * self._shape[1] + columns
        part = float(known.mean())
        return SettingMap(self._first, self._second, ends.kinds[where], ends.steps[where], ends.losses[where], part)


def tuned(
    course: Course, start: FloatArray, values: Mapping[str, FloatArray], steps: int, tolerance: float
) -> Swarm | OneByOne:
    """Descents from one start, each with its own values of some hyperparameters, all arrays (m,)."""
    count = len(next(iter(values.values())))
    starts = np.tile(start, (count, 1))
    symbols = {keyword: _symbol(course.optimizer, keyword) for keyword in values}
    together = isinstance(course.rule, UpdateRule) and not set(symbols.values()) & {*course.varying, ""}
    if together:
        # A switch of the rule, such as "no momentum", must not be thrown for all by the value of one.
        optimizer = course.optimizer
        for keyword, own in values.items():
            optimizer = changed(optimizer, keyword, float(np.max(own)))
        alike = replace(course, optimizer=optimizer)
        return Swarm(alike, starts, steps, tolerance, {symbols[keyword]: own for keyword, own in values.items()})
    courses = []
    for index in range(count):
        optimizer = course.optimizer
        for keyword, own in values.items():
            optimizer = changed(optimizer, keyword, float(own[index]))
        courses.append(replace(course, optimizer=optimizer))
    return OneByOne(courses, starts, steps, tolerance)


def changed(optimizer: Optimizer, keyword: str, value: float) -> Optimizer:
    """The optimiser with another value for one number. Raises ValueError where it cannot have it."""
    name, _, place = keyword.partition(".")
    if not place:
        setting = _setting(optimizer, name)
        return optimizer.changed(**{name: round(value) if setting.whole else value})
    pair = optimizer.values[name]
    assert isinstance(pair, tuple)
    numbers = list(pair)
    numbers[int(place)] = value
    return optimizer.changed(**{name: tuple(numbers)})


def numeric_settings(optimizer: Optimizer) -> tuple[tuple[str, str, Hyperparameter], ...]:
    """(keyword, words for it, setting) of every number that can be varied, the learning rate first."""
    rows = []
    for setting in optimizer.settings:
        if setting.kind == "number" and not setting.optional:
            rows.append((setting.name, f"{setting.label} {setting.symbol}".strip(), setting))
        elif setting.kind == "pair":
            rows += [(f"{setting.name}.{i}", f"{setting.label} {s}", setting) for i, s in enumerate(setting.symbols)]
    return tuple(sorted(rows, key=lambda row: row[0] != optimizer.rate))


def _setting(optimizer: Optimizer, name: str) -> Hyperparameter:
    return next(setting for setting in optimizer.settings if setting.name == name)


def _symbol(optimizer: Optimizer, keyword: str) -> str:
    """The letter of a number in the rule's formula, "" where it stands in none or must be whole."""
    name, _, place = keyword.partition(".")
    setting = _setting(optimizer, name)
    if setting.whole or not setting.symbols:
        return ""
    return setting.symbols[int(place or 0)]


def best_cell(map_: SettingMap, by_loss: bool) -> tuple[int, int] | None:
    """(row, column) of the fewest steps to the tolerance, or of the least loss; None where all failed."""
    good = map_.kinds == CONVERGED
    scores = np.where(good, map_.steps.astype(float), math.inf)
    if by_loss:
        scores = np.where((map_.kinds == CONVERGED) | (map_.kinds == 1), map_.losses, math.inf)
    if not np.isfinite(scores).any():
        return None
    row, column = np.unravel_index(int(np.argmin(scores)), scores.shape)
    return int(row), int(column)
