"""Which rows of the data a step sees: decided by the seed and the number of the step alone."""

from __future__ import annotations

from functools import lru_cache
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from explorer.core.objective import Objective
from explorer.core.sampling.field import FloatArray

__all__ = ["HasRows", "batch_rows", "checked_batch"]


@runtime_checkable
class HasRows(Protocol):
    """An objective that is a mean over rows, and knows its slope over some of them."""

    @property
    def rows(self) -> int:
        """How many there are."""
        ...

    def batch_gradient(self, rows: NDArray[np.intp], position: FloatArray) -> FloatArray:
        """The slope (n,) of the mean over these rows alone."""
        ...

    def batch(self, rows: NDArray[np.intp]) -> Objective:
        """The mean over these rows alone."""
        ...


@lru_cache(maxsize=16)
def _order(rows: int, seed: int, epoch: int) -> NDArray[np.intp]:
    order = np.random.default_rng((seed, epoch)).permutation(rows)
    order.setflags(write=False)
    return order


def batch_rows(rows: int, size: int, seed: int, step: int) -> NDArray[np.intp]:
    """The rows that step ``step``, counted from 0, sees: each once an epoch, the last of one may see fewer.

    A run that branches off at a step, or is made again, so meets the same rows as the one that it left.
    """
    epoch, place = divmod(step, -(-rows // size))
    return _order(rows, seed, epoch)[place * size : (place + 1) * size]


def checked_batch(objective: object, batch: object) -> int:
    """How many rows a step takes, 0 for all. Raises TypeError or ValueError where that makes no sense."""
    if batch is None:
        return 0
    if isinstance(batch, bool) or not isinstance(batch, (int, np.integer)):
        raise TypeError(f"batch_size must be a whole number or None, not {batch!r}.")
    if batch < 0:
        raise ValueError(f"batch_size must be 1 or more, or None for all rows, not {batch}.")
    if not batch:
        return 0
    if not isinstance(objective, HasRows):
        raise ValueError("batch_size is for a loss over data; this function has no rows to choose among.")
    return 0 if batch >= objective.rows else int(batch)
