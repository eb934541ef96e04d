"""Which rows a step of stochastic descent takes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["next_batch"]


def next_batch(count: int, size: int, seed: int, step: int) -> NDArray[np.intp]:
    """The rows of step ``step``: every epoch is a new order of all rows, cut into batches of ``size``."""
    size = min(max(size, 1), count)
    epoch, place = divmod(step, -(-count // size))
    order = np.random.default_rng((seed, epoch)).permutation(count)
    return np.sort(order[place * size : (place + 1) * size])
