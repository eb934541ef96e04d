"""Which settings a search for hyperparameters tries: every combination, or some drawn at random."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

import numpy as np

__all__ = ["MOST_TRIALS", "Trial", "tuning_trials"]

MOST_TRIALS: Final = 1000
_Number = TypeVar("_Number", int, float)


@dataclass(frozen=True, slots=True)
class Trial:
    """One choice of settings; None leaves a setting as it is.

    ``rate`` is the learning rate, ``batch`` the rows a step (0: all), ``width`` the neurons of every hidden layer,
    ``penalty`` the L2 penalty.
    """

    rate: float | None = None
    batch: int | None = None
    width: int | None = None
    penalty: float | None = None


def tuning_trials(
    search: str = "grid",
    rates: Sequence[float] = (),
    batches: Sequence[int] = (),
    widths: Sequence[int] = (),
    penalties: Sequence[float] = (),
    trials: int = 24,
    seed: int = 0,
) -> tuple[Trial, ...]:
    """The trials of a ``search``: "grid" for every combination of the values given, "random" for ``trials`` draws.

    An empty list leaves its setting as it is. Drawn at random, rates and penalties are log-uniform from the least
    to the greatest of theirs (a penalty of 0 is drawn as often as it stands in its list), widths uniform whole
    numbers between theirs, batches any of those that are named: rows a step that lie close together differ
    by little. The draws of a smaller number of trials begin those of a larger one.

    Raises ValueError with a sentence for values that make no sense, and for more than 1,000 trials.
    """
    _check(rates, "A learning rate", lambda value: value > 0, "above 0")
    _check(batches, "The rows of a step", lambda value: value >= 0, "from 0 (all rows) on")
    _check(widths, "The neurons of a layer", lambda value: value >= 1, "from 1 on")
    _check(penalties, "A penalty", lambda value: value >= 0, "from 0 on")
    lists = (_distinct(rates), _distinct(batches), _distinct(widths), _distinct(penalties))
    count = trials if search == "random" else math.prod(len(values) or 1 for values in lists)
    if not 1 <= count <= MOST_TRIALS:
        raise ValueError(f"That makes {count:,} trials, and the most is {MOST_TRIALS:,}; take fewer values.")
    if search == "random":
        return _drawn(count, seed, *lists, share=_zeros(penalties))
    if search != "grid":
        raise ValueError(f"There is no search called {search!r}; there are grid and random.")
    by_rate, by_batch, by_width, by_penalty = lists
    combinations = itertools.product(
        by_rate or (None,), by_batch or (None,), by_width or (None,), by_penalty or (None,)
    )
    return tuple(Trial(*chosen) for chosen in combinations)


def _drawn(
    count: int,
    seed: int,
    rates: tuple[float, ...],
    batches: tuple[int, ...],
    widths: tuple[int, ...],
    penalties: tuple[float, ...],
    share: float,
) -> tuple[Trial, ...]:
    """Each trial takes four draws whatever is varied, so that one list does not decide the others' values."""
    draws = np.random.default_rng(seed).random((count, 5)).tolist()
    return tuple(
        Trial(
            _between(rates, first),
            batches[min(int(second * len(batches)), len(batches) - 1)] if batches else None,
            _whole_between(widths, third),
            None if not penalties else 0.0 if fourth < share else _between(tuple(p for p in penalties if p), fifth),
        )
        for first, second, third, fourth, fifth in draws
    )


def _between(values: tuple[float, ...], share: float) -> float | None:
    """A number on the logarithmic way from the least to the greatest, to two digits that one can type."""
    if not values:
        return None
    low, high = min(values), max(values)
    return float(f"{low * (high / low) ** share:.2g}")


def _whole_between(values: tuple[int, ...], share: float) -> int | None:
    return min(values) + int(share * (max(values) - min(values) + 1)) if values else None


def _zeros(penalties: Sequence[float]) -> float:
    return sum(1 for value in penalties if value == 0) / len(penalties) if penalties else 0.0


def _distinct(values: Iterable[_Number]) -> tuple[_Number, ...]:
    return tuple(sorted(set(values)))


def _check(values: Sequence[float], what: str, is_good: Callable[[float], bool], words: str) -> None:
    for value in values:
        if not (math.isfinite(value) and is_good(value)):
            raise ValueError(f"{what} must be a number {words}, not {value:g}.")
