"""Of minima that are equally low because the model has a symmetry, the one that lies nearest to the start.

Σ aᵢe^(−kᵢx) does not change if its terms change places, nor (a/c)·e^(−(x/c)²) if a and c change sign. Which of these a
solver arrives at is chance; a person who starts at (a₁, k₁) with the slow term expects it to stay the slow one.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import TYPE_CHECKING, Final

import numpy as np

from explorer.core.learn.dataset import Floats

if TYPE_CHECKING:
    from explorer.core.learn.loss import Loss

__all__ = ["nearest_twin"]

_MOST_PARAMETERS: Final = 10
_MOST_EXCHANGES: Final = 3
_ROUNDS: Final = 4
_OTHER_SIGN: Final = 25.0


def nearest_twin(loss: Loss, position: Floats, start: Floats) -> Floats:
    """``position`` or what equals it by a change of signs or places, whichever is nearest to ``start``.

    Changes of at most two signs and of three pairs of places are looked at, several after one another; with more
    than ten parameters none.
    """
    if len(position) > _MOST_PARAMETERS:
        return position
    for _ in range(_ROUNDS):
        distance = _distance(position, start)
        changed = np.array([made for made in _changed(position) if _distance(made, start) < distance - 1e-9])
        if not len(changed):
            return position
        value = loss.value_at(position)
        allowed = 1e-9 * value + 1e-24 * float(np.mean(np.square(loss.target)))
        equal = np.flatnonzero(np.abs(loss.values_at(changed) - value) <= allowed)
        if not len(equal):
            return position
        position = min(changed[equal], key=lambda made: _distance(made, start))
    return position


def _distance(position: Floats, start: Floats) -> float:
    """Σ (log |p/s|)², which keeps an order (small to small, large to large), and more where a sign differs."""
    comparable = (position != 0.0) & (start != 0.0)
    ratio = position[comparable] / start[comparable]
    return float(np.sum(np.square(np.log(np.abs(ratio)))) + _OTHER_SIGN * np.count_nonzero(ratio < 0.0))


def _changed(position: Floats) -> Iterator[Floats]:
    indices = range(len(position))
    for count in (1, 2):
        for chosen in combinations(indices, count):
            made = position.copy()
            made[list(chosen)] *= -1.0
            yield made
    for count in range(1, _MOST_EXCHANGES + 1):
        for pairs in combinations(list(combinations(indices, 2)), count):
            touched = [index for pair in pairs for index in pair]
            if len(set(touched)) == len(touched):
                made = position.copy()
                made[touched] = position[[index for a, b in pairs for index in (b, a)]]
                yield made
