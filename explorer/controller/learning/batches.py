"""Which rows a step of stochastic descent takes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from explorer.core.optim.batches import batch_rows

__all__ = ["next_batch"]


def next_batch(count: int, size: int, seed: int, step: int) -> NDArray[np.intp]:
    """The rows of step ``step``: every epoch is a new order of all rows, cut into batches of ``size``."""
    return np.sort(batch_rows(count, min(max(size, 1), count), seed, step))
