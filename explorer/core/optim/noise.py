"""Seeded noise on the gradient that depends on the number of the step alone.

Goal: a run that branches off at step k meets the same noise as the one it left, and two optimisers
with one seed meet the same noise, whatever each did before. So nothing is drawn from a stream: each
step owns a block of the counter of Philox (Salmon et al., *Parallel random numbers: as easy as 1, 2,
3*, 2011), turned into normal numbers by Box and Muller's method (1958).
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from explorer.core.sampling.field import FloatArray

__all__ = ["MOST_SEED", "checked_noise", "checked_seed", "gradient_noise"]

MOST_SEED: Final = 2**63 - 1
_WORDS_A_BLOCK: Final = 4


def gradient_noise(seed: int, first: int, count: int, size: int, deviation: float) -> FloatArray:
    """Independent normal numbers of standard ``deviation`` for steps ``first`` … ``first + count − 1``.

    Shape (count, size). A step's row is the same whichever steps are asked for with it.
    """
    blocks = -(-size // _WORDS_A_BLOCK)
    words = _WORDS_A_BLOCK * blocks
    philox = np.random.Philox(key=seed, counter=first * blocks)
    raw = philox.random_raw(count * words).reshape(count, words // 2, 2)
    uniform = (raw >> np.uint64(11)).astype(np.float64) * 2.0**-53
    radius = np.sqrt(-2.0 * np.log1p(-uniform[..., 0]))
    angle = 2.0 * math.pi * uniform[..., 1]
    normal = np.stack((radius * np.cos(angle), radius * np.sin(angle)), axis=-1).reshape(count, words)
    noise: FloatArray = deviation * normal[:, :size]
    return noise


def checked_noise(noise: object) -> float:
    """The standard deviation of the noise. Raises TypeError or ValueError where it is none."""
    if isinstance(noise, bool) or not isinstance(noise, (int, float, np.integer, np.floating)):
        raise TypeError(f"noise must be a number that is zero or more, not {noise!r}.")
    if not (math.isfinite(noise) and noise >= 0):
        raise ValueError(f"noise must be a number that is zero or more, not {noise}.")
    return float(noise)


def checked_seed(seed: object) -> int:
    """The seed. Raises TypeError or ValueError where it is none."""
    if isinstance(seed, bool) or not isinstance(seed, (int, np.integer)):
        raise TypeError(f"the seed must be a whole number, not {seed!r}.")
    if not 0 <= seed <= MOST_SEED:
        raise ValueError(f"the seed must be from 0 to 2⁶³ − 1, not {seed}.")
    return int(seed)
