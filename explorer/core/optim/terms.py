"""The named quantities of one step, as data for a receipt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np

from explorer.core.expression.nodes import Node
from explorer.core.sampling.field import FloatArray

__all__ = ["Part", "Term", "frozen_array"]


def frozen_array(values: object, count: int) -> FloatArray:
    """``values``, a number or an array, as a read-only array of shape (count,)."""
    array = np.array(np.broadcast_to(np.asarray(values, dtype=np.float64), (count,)))
    array.setflags(write=False)
    return array


@dataclass(frozen=True, slots=True, eq=False)
class Term:
    """``symbol`` ← ``formula``, and what it came to.

    ``values`` has shape (n,), one number a component; ``is_shared`` tells that it is one number for
    all. ``inputs`` holds the values, (n,), of the formula's symbols as they were when it was computed
    (an ``m`` at the right is the one before). A symbol that stands for a matrix has no entry there.
    """

    symbol: str
    formula: Node
    values: FloatArray
    inputs: Mapping[str, FloatArray] = field(default_factory=lambda: MappingProxyType({}))
    is_shared: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """One arrow of the step: what it stands for, in words, and its displacement, shape (n,)."""

    symbol: str
    title: str
    values: FloatArray
