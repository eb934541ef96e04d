"""Names at the ends of lines, moved apart as little as it takes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from explorer.core.sampling.field import FloatArray

__all__ = ["beside_ends", "spread"]


def spread(wanted: Sequence[float], distance: float, low: float, high: float) -> FloatArray:
    """Places in [low, high] at least ``distance`` apart, in the order wanted, with least squared displacement.

    Pooling of neighbours (isotonic regression by pool-adjacent-violators; Barlow et al., 1972). Where
    there is no room for all, the distance shrinks.
    """
    count = len(wanted)
    if not count:
        return np.empty(0)
    if count > 1:
        distance = min(distance, (high - low) / (count - 1))
    order = np.argsort(np.asarray(wanted, dtype=float), kind="stable")
    ideal = np.asarray(wanted, dtype=float)[order] - distance * np.arange(count)
    placed = np.clip(_rising(ideal), low, max(high - distance * (count - 1), low))
    result = np.empty(count)
    result[order] = placed + distance * np.arange(count)
    return result


def beside_ends(ends: Sequence[float], height: float, low: float, high: float) -> FloatArray:
    """Where names go for lines ending at ``ends`` (pixels, y down): above the line, or below where another is near."""
    wanted = np.asarray(ends, dtype=float) - 0.7 * height
    above_is_taken, previous = False, -np.inf
    for index in np.argsort(ends, kind="stable"):
        end = ends[index]
        above_is_taken = end - previous < 1.4 * height and not above_is_taken
        wanted[index] += 1.4 * height if above_is_taken else 0.0
        previous = end
    return spread(list(wanted), height, low, high)


def _rising(values: FloatArray) -> FloatArray:
    """The nearest non-decreasing sequence."""
    pools: list[tuple[float, int]] = []
    for value in values:
        pools.append((float(value), 1))
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            (mean, size), (last, extra) = pools[-2], pools[-1]
            pools[-2:] = [((mean * size + last * extra) / (size + extra), size + extra)]
    return np.concatenate([np.full(size, mean) for mean, size in pools])
