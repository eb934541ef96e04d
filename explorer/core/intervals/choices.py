"""Enclosures of comparisons, of choices between values, and of the remaining functions of two operands.

A condition is an enclosure of its truth value: [1, 1] holds in the whole box, [0, 0] nowhere in it,
[0, 1] is undecided. Ends that only touch count as undecided, so that the values on both sides of a
border belong to a box at the border.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

import numpy as np

from explorer.core.intervals.arithmetic import add, divide, multiply, negate
from explorer.core.intervals.enclosure import (
    JUMP,
    KINK,
    NOWHERE,
    PARTLY,
    SMOOTH,
    Enclosure,
    FloatArray,
    flagged,
    joined,
    outward,
)

__all__ = ["CHOICES", "IntervalOperator"]

IntervalOperator = Callable[..., Enclosure]

_DOMAIN_ONLY: Final = PARTLY | NOWHERE


def _truth(false: FloatArray, true: FloatArray, *operands: Enclosure) -> Enclosure:
    """A condition from where it certainly fails and where it certainly holds."""
    bounds = np.stack(np.broadcast_arrays(np.asarray(true, dtype=np.float64), 1.0 - np.asarray(false)))
    return Enclosure(bounds, joined(*operands) & _DOMAIN_ONLY if operands else SMOOTH)


def _less(a: Enclosure, b: Enclosure) -> Enclosure:
    return _truth(a.bounds[0] > b.bounds[1], a.bounds[1] < b.bounds[0], a, b)


def _at_most(a: Enclosure, b: Enclosure) -> Enclosure:
    """As _less, and certain where both are the same number in the whole box."""
    same = (a.bounds[0] == a.bounds[1]) & (b.bounds[0] == b.bounds[1]) & (a.bounds[0] == b.bounds[0])
    return _truth(a.bounds[0] > b.bounds[1], (a.bounds[1] < b.bounds[0]) | same, a, b)


def _equal(a: Enclosure, b: Enclosure) -> Enclosure:
    apart = (a.bounds[0] > b.bounds[1]) | (a.bounds[1] < b.bounds[0])
    same = (a.bounds[0] == a.bounds[1]) & (b.bounds[0] == b.bounds[1]) & (a.bounds[0] == b.bounds[0])
    return _truth(apart, same, a, b)


def _negation(condition: Enclosure) -> Enclosure:
    return Enclosure(1.0 - condition.bounds[::-1], condition.flags)


def _conjunction(*conditions: Enclosure) -> Enclosure:
    bounds = conditions[0].bounds
    for condition in conditions[1:]:
        bounds = np.minimum(bounds, condition.bounds)
    return Enclosure(bounds, joined(*conditions))


def _disjunction(*conditions: Enclosure) -> Enclosure:
    return _negation(_conjunction(*map(_negation, conditions)))


def _piecewise(*operands: Enclosure) -> Enclosure:
    """The values of all branches that some point of the box may take."""
    pairs = [(operands[index], operands[index + 1]) for index in range(0, len(operands) - 1, 2)]
    otherwise = operands[-1] if len(operands) % 2 else Enclosure(np.zeros((2, 1)), SMOOTH | NOWHERE)
    pairs.append((Enclosure(np.ones((2, 1)), SMOOTH), otherwise))
    size = max(operand.bounds.shape[1] for operand in operands)
    low, high = np.full(size, np.inf), np.full(size, -np.inf)
    flags = np.zeros(size, dtype=np.uint8)
    taken = np.zeros(size, dtype=np.int64)
    nowhere = np.ones(size, dtype=bool)
    reached = np.ones(size, dtype=bool)  # whether some point may come to this branch
    for condition, value in pairs:
        possible = reached & (condition.bounds[1] > 0)
        defined = possible & ((value.flags & NOWHERE) == 0)
        low = np.where(defined, np.minimum(low, value.bounds[0]), low)
        high = np.where(defined, np.maximum(high, value.bounds[1]), high)
        flags |= np.where(possible, value.flags, np.uint8(0))
        unclear = reached & ((condition.flags & (PARTLY | NOWHERE)) != 0)
        flags |= np.where(unclear, PARTLY, np.uint8(0))
        nowhere &= ~defined
        taken += possible
        reached &= condition.bounds[0] < 1
    partly = np.where((flags & NOWHERE) != 0, PARTLY, np.uint8(0))
    flags = ((flags & ~NOWHERE) | partly | np.where(nowhere, NOWHERE, np.uint8(0))).astype(np.uint8)
    return Enclosure(np.stack((low, high)), flagged(flags, (JUMP, taken > 1)))


def _extreme(choose: Callable[[FloatArray, FloatArray], FloatArray], *, largest: bool) -> IntervalOperator:
    def enclose(first: Enclosure, *others: Enclosure) -> Enclosure:
        result, flags = first.bounds, first.flags
        for other in others:
            overlap = (result[0] <= other.bounds[1]) & (other.bounds[0] <= result[1])
            first_wins = (result[0] > other.bounds[1]) if largest else (result[1] < other.bounds[0])
            domain = (flags | other.flags) & _DOMAIN_ONLY
            shape = np.where(first_wins, flags, np.where(overlap, flags | other.flags | KINK, other.flags))
            flags = ((shape & ~_DOMAIN_ONLY) | domain).astype(np.uint8)
            result = choose(result, other.bounds)
        return Enclosure(result, flags)

    return enclose


def _mod(u: Enclosure, v: Enclosure) -> Enclosure:
    """u − v·⌊u/v⌋: exact where the quotient stays between whole numbers, else anything from 0 to v."""
    quotient = divide(u, v)
    floors = np.floor(quotient.bounds)
    whole = (np.ceil(quotient.bounds[0]) <= quotient.bounds[1]) | ~np.isfinite(quotient.bounds).all(axis=0)
    turns = np.where(whole, 0.0, floors)
    inside = add(u, negate(multiply(v, Enclosure(turns, SMOOTH))))
    low = np.where(whole, np.minimum(v.bounds[0], 0.0), inside.bounds[0])
    high = np.where(whole, np.maximum(v.bounds[1], 0.0), inside.bounds[1])
    return Enclosure(np.stack((low, high)), flagged(quotient.flags, (JUMP, whole)))


def _atan2(y: Enclosure, x: Enclosure) -> Enclosure:
    """The angle of the corners, or every angle where the box meets the cut left of the origin."""
    cut = (x.bounds[0] <= 0) & (y.bounds[0] <= 0) & (y.bounds[1] >= 0)
    corners = np.arctan2(y.bounds[:, None, :], x.bounds[None, :, :]).reshape(4, -1)
    low = np.where(cut, -math.pi, corners.min(axis=0))
    high = np.where(cut, math.pi, corners.max(axis=0))
    return Enclosure(outward(np.stack((low, high)), 4.0), flagged(joined(y, x), (JUMP, cut)))


CHOICES: Final[dict[str, IntervalOperator]] = {
    "lt": _less,
    "le": _at_most,
    "gt": lambda a, b: _less(b, a),
    "ge": lambda a, b: _at_most(b, a),
    "eq": _equal,
    "ne": lambda a, b: _negation(_equal(a, b)),
    "and": _conjunction,
    "or": _disjunction,
    "not": _negation,
    "true": lambda: Enclosure(np.ones((2, 1)), SMOOTH),
    "false": lambda: Enclosure(np.zeros((2, 1)), SMOOTH),
    "piecewise": _piecewise,
    "min": _extreme(np.minimum, largest=False),
    "max": _extreme(np.maximum, largest=True),
    "mod": _mod,
    "atan2": _atan2,
}
