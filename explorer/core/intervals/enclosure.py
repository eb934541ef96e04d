"""What an interval evaluation knows of a value over boxes: bounds on it, and where it may break.

Bounds are rounded outwards after every operation by more than the operation's error, so they hold
for the function of real numbers that the tree means. Method: Moore, Kearfott and Cloud,
"Introduction to Interval Analysis" (SIAM 2009), chapters 2 and 5.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "JUMP",
    "KINK",
    "NOWHERE",
    "PARTLY",
    "SMOOTH",
    "Enclosure",
    "Flags",
    "FloatArray",
    "constant",
    "flagged",
    "joined",
    "outward",
    "settled",
]

FloatArray: TypeAlias = NDArray[np.float64]
Flags: TypeAlias = NDArray[np.uint8]

PARTLY: Final = np.uint8(1)  # perhaps undefined in some of the box
NOWHERE: Final = np.uint8(2)  # undefined in all of the box; the bounds say nothing
KINK: Final = np.uint8(4)  # perhaps continuous without being smooth
JUMP: Final = np.uint8(8)  # perhaps not even continuous
SMOOTH: Final = np.zeros(1, dtype=np.uint8)

_LARGEST: Final = np.finfo(np.float64).max
_ROUNDING: Final = 2.0**-52
_AWAY: Final = np.array([[-_ROUNDING], [_ROUNDING]])


class Enclosure(NamedTuple):
    """Lower and upper bounds, shape (2, m) or (2, 1), and flags, shape (m,) or (1,).

    Where a box lies partly outside the domain the bounds hold for the part inside.
    """

    bounds: FloatArray
    flags: Flags

    @property
    def low(self) -> FloatArray:
        """The lower bounds, shape (m,) or (1,)."""
        result: FloatArray = self.bounds[0]
        return result

    @property
    def high(self) -> FloatArray:
        """The upper bounds, shape (m,) or (1,)."""
        result: FloatArray = self.bounds[1]
        return result


def constant(value: float) -> Enclosure:
    """One number, whatever the box."""
    return Enclosure(np.array([[value], [value]]), SMOOTH)


def outward(bounds: FloatArray, errors: float = 1.0) -> FloatArray:
    """``bounds`` moved apart by ``errors`` units of rounding. Zero stays exact."""
    widening: FloatArray = np.minimum(np.abs(bounds), _LARGEST) * (_AWAY if errors == 1.0 else errors * _AWAY)
    widening += bounds
    return widening


def settled(bounds: FloatArray) -> FloatArray:
    """``bounds`` with NaN (∞ − ∞ and the like) replaced by what is always true. Changes its operand."""
    if np.isnan(bounds).any():
        np.copyto(bounds[0], -np.inf, where=np.isnan(bounds[0]))
        np.copyto(bounds[1], np.inf, where=np.isnan(bounds[1]))
    return bounds


def joined(*operands: Enclosure) -> Flags:
    """The flags of a smooth function of ``operands``."""
    flags = operands[0].flags
    for operand in operands[1:]:
        if operand.flags is not SMOOTH:
            flags = flags | operand.flags
    return flags


def flagged(flags: Flags, *reasons: tuple[np.uint8, NDArray[np.bool_]]) -> Flags:
    """``flags``, with each of ``reasons`` set where its condition holds."""
    for flag, where in reasons:
        if where.any():
            flags = flags | np.where(where, flag, np.uint8(0))
    return flags


def of_endpoints(function: Callable[[FloatArray], FloatArray], u: Enclosure, errors: float = 4.0) -> FloatArray:
    """Bounds of an increasing function."""
    return outward(settled(function(u.bounds)), errors)
