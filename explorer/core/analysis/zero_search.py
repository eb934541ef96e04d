"""All zeros of a Lagrange system in a box: subdivision, with a proof for each zero that is regular.

A box is dropped when an equation has no zero in it. In what is left, the Krawczyk operator
K(X) = c − Y F(c) + (I − Y F′(X))(X − c), Y ≈ F′(c)⁻¹, either has no point in common with X (no zero), or
lies inside X (exactly one zero, which Newton's method then finds), or cuts X down; else X is halved
(Moore, Kearfott and Cloud, *Introduction to Interval Analysis*, SIAM 2009, §8.2 and §8.4). Zeros at
which the Jacobian is singular are never proved: their boxes stay, and are told apart afterwards.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from explorer.core.analysis.lagrange_system import LagrangeSystem
from explorer.core.analysis.positions import Floats
from explorer.core.analysis.singular_zeros import on_curves

__all__ = ["Boxes", "Check", "RegularZero", "ZeroSearch", "beside", "search_zeros"]

Check = Callable[[], None]
Mask = NDArray[np.bool_]

MOST_BOXES: Final = 150_000  # evaluated in all
_MANY: Final = 12_000  # waiting at a time
_CHUNK: Final = 1024
_SMALLEST: Final = 2.0**-20  # of the whole box, along each side
_OFF_CENTRE: Final = 0.4871  # zeros like to lie on halves and quarters, where boxes would share them
_MARGIN: Final = 0.03
_FLOOR: Final = 2.0**-26  # of the whole box
_CURVE_TEST: Final = 100  # so many boxes waiting are a reason to look for curves
_CURVE_SAMPLE: Final = 48
_MOST_TESTED: Final = 20_000
_SMALL: Final = 2.0**-5  # of the whole box
_BESIDE: Final = 2.0**-7
_CONTRACTIONS: Final = 12


@dataclass(frozen=True, slots=True, eq=False)
class Boxes:
    """m boxes: ``low`` and ``high`` corners, each (m, n)."""

    low: Floats
    high: Floats

    def __len__(self) -> int:
        return len(self.low)

    def pick(self, which: Any) -> Boxes:
        """The boxes selected by a slice, an index array or a mask."""
        return Boxes(self.low[which], self.high[which])

    @classmethod
    def joined(cls, parts: Sequence[Boxes]) -> Boxes:
        """All boxes of ``parts``, of which there is at least one."""
        return cls(np.concatenate([part.low for part in parts]), np.concatenate([part.high for part in parts]))


@dataclass(frozen=True, slots=True, eq=False)
class RegularZero:
    """An approximation ``position`` (n,) of the one zero that the box from ``low`` to ``high`` has."""

    position: Floats
    low: Floats
    high: Floats


@dataclass
class ZeroSearch:
    """What a search found: regular ``zeros``, boxes along curves of zeros, and boxes left.

    ``is_exhaustive`` is False where the budget ran out; then ``left`` is coarse.
    """

    zeros: list[RegularZero] = field(default_factory=list)
    on_curve: list[Boxes] = field(default_factory=list)
    left: list[Boxes] = field(default_factory=list)
    evaluated: int = 0
    tested_for_curves: int = 0
    is_exhaustive: bool = True


def search_zeros(system: LagrangeSystem, low: Floats, high: Floats, check: Check) -> ZeroSearch:
    """Every zero of ``system`` in the box from ``low`` to ``high``, (n,) each.

    ``check`` is called between pieces of work of some milliseconds and may raise to stop.
    """
    found = ZeroSearch()
    waiting = window = Boxes(low[None].copy(), high[None].copy())
    widths = high - low
    while len(waiting):
        found.evaluated += len(waiting)
        if found.evaluated > MOST_BOXES or len(waiting) > _MANY:
            found.is_exhaustive = False
            found.left.append(waiting)
            break
        pieces = [
            _examined(system, waiting.pick(slice(start, start + _CHUNK)), _FLOOR * widths, found, check)
            for start in range(0, len(waiting), _CHUNK)
        ]
        waiting = Boxes.joined(pieces)
        waiting = _without_curves(system, waiting, found, window, check)
        small = ((waiting.high - waiting.low) <= _SMALLEST * widths).all(axis=1)
        if small.any():
            found.left.append(waiting.pick(small))
        waiting = _halved(waiting.pick(~small), widths)
    return found


def _examined(system: LagrangeSystem, boxes: Boxes, floor: Floats, found: ZeroSearch, check: Check) -> Boxes:
    """What remains of ``boxes``: those without a zero dropped, the others cut down; proved zeros are noted."""
    check()
    # A floor, because a side may have been cut down to a point, in whose inside nothing can lie.
    margin = _MARGIN * (boxes.high - boxes.low) + floor
    wide = Boxes(boxes.low - margin, boxes.high + margin)
    ranges = system.ranges(wide.low, wide.high)
    count = len(system.equations)
    alive = ranges.with_zero[:count].all(axis=0) & ~ranges.nowhere[count:].any(axis=0)
    boxes, wide, smooth = boxes.pick(alive), wide.pick(alive), np.asarray(ranges.smooth[:count].all(axis=0))[alive]
    if not len(boxes):
        return boxes
    check()
    slopes = system.slopes(wide.low, wide.high)
    size = len(system.names)
    smooth &= np.asarray(slopes.smooth.all(axis=0))
    slopes_low, slopes_high = (part.T.reshape(-1, count, size) for part in (slopes.low, slopes.high))
    return _cut_down(system, boxes, wide, smooth, slopes_low, slopes_high, found)


def _cut_down(
    system: LagrangeSystem, boxes: Boxes, wide: Boxes, smooth: Mask, low: Floats, high: Floats, found: ZeroSearch
) -> Boxes:
    centre, radius = 0.5 * (wide.low + wide.high), 0.5 * (wide.high - wide.low)
    _, jacobians = system.values_and_slopes(centre)
    # The value at the centre as a range too: where terms cancel, rounding is all that is left of it.
    at_centre = system.ranges(centre, centre)
    count = len(system.equations)
    value_low, value_high = at_centre.low[:count].T, at_centre.high[:count].T
    with np.errstate(all="ignore"):
        middle, spread = 0.5 * (low + high), 0.5 * (high - low)
        # Mean value form: F(c) + F′(X)(X − c) encloses F(X) tightly where X is small.
        reach = np.einsum("mij,mj->mi", np.abs(middle) + spread, radius)
        values, doubt = 0.5 * (value_low + value_high), 0.5 * (value_high - value_low)
        zero_free = smooth & (np.abs(values) > reach * (1 + 1e-9) + doubt).any(axis=1)
        rows = np.array(system.rows)[system.best_pivots(jacobians)]
        chosen = np.arange(len(rows))[:, None], rows
        inverse, regular = _inverses(middle[chosen])
        regular &= smooth
        target = centre - np.einsum("mij,mj->mi", inverse, values[chosen])
        slack = np.abs(np.eye(centre.shape[1]) - inverse @ middle[chosen]) + np.abs(inverse) @ spread[chosen]
        around = np.einsum("mij,mj->mi", slack, radius) * (1 + 1e-9) + 1e-15 * np.abs(centre)
        around += np.einsum("mij,mj->mi", np.abs(inverse), doubt[chosen])
        regular &= np.isfinite(target).all(axis=1) & np.isfinite(around).all(axis=1)
        proved = regular & ((target - around > wide.low) & (target + around < wide.high)).all(axis=1)
        new_low = np.where(regular[:, None], np.maximum(boxes.low, target - around), boxes.low)
        new_high = np.where(regular[:, None], np.minimum(boxes.high, target + around), boxes.high)
        empty = (new_low > new_high).any(axis=1)
    at_zeros = proved & ~zero_free
    _note_zeros(system, target[at_zeros], inverse[at_zeros], chosen[1][at_zeros], wide.pick(at_zeros), found)
    remaining = ~(zero_free | proved | empty)
    return Boxes(new_low[remaining], new_high[remaining])


def _note_zeros(
    system: LagrangeSystem,
    positions: Floats,
    inverses: Floats,
    rows: NDArray[np.intp],
    boxes: Boxes,
    found: ZeroSearch,
) -> None:
    """The proof's own iteration x − Y F(x) contracts on the box, so it cannot lead to another zero."""
    for _ in range(_CONTRACTIONS if len(positions) else 0):
        values, _ = system.values_and_slopes(positions)
        steps = np.einsum("mij,mj->mi", inverses, np.take_along_axis(values, rows, axis=1))
        positions = np.where(np.isfinite(steps), positions - steps, positions)
    for position, low, high in zip(positions, boxes.low, boxes.high, strict=True):
        found.zeros.append(RegularZero(position, low, high))


def _inverses(matrices: Floats) -> tuple[Floats, Mask]:
    """Inverses (m, n, n) and which of them exist; the others are the unit matrix."""
    usable: Mask = np.asarray(np.isfinite(matrices).all(axis=(1, 2)))
    matrices = np.where(usable[:, None, None], matrices, np.eye(matrices.shape[1]))
    usable &= np.linalg.det(matrices) != 0.0
    matrices = np.where(usable[:, None, None], matrices, np.eye(matrices.shape[1]))
    return np.asarray(np.linalg.inv(matrices), dtype=np.float64), usable


def _halved(boxes: Boxes, widths: Floats) -> Boxes:
    """Each box cut in two across its longest side, measured in widths of the whole."""
    if not len(boxes):
        return boxes
    each = np.arange(len(boxes))
    side = np.argmax((boxes.high - boxes.low) / widths, axis=1)
    cut = boxes.low[each, side] + _OFF_CENTRE * (boxes.high[each, side] - boxes.low[each, side])
    left, right = boxes.high.copy(), boxes.low.copy()
    left[each, side] = cut
    right[each, side] = cut
    return Boxes(np.concatenate((boxes.low, right)), np.concatenate((left, boxes.high)))


def _without_curves(system: LagrangeSystem, boxes: Boxes, found: ZeroSearch, window: Boxes, check: Check) -> Boxes:
    """``boxes`` less those through which a whole curve of zeros runs; these are noted.

    A few are tried first: with isolated zeros, none is. Only small boxes are taken out, for a large one
    may hold other zeros too. Still smaller ones beside a curve go with it: there, and where curves
    cross, zeros are not to be told apart.
    """
    if len(boxes) < _CURVE_TEST:
        return boxes
    shares = ((boxes.high - boxes.low) / (window.high - window.low)).max(axis=1)
    if found.on_curve:
        along = (shares <= _BESIDE) & beside(boxes, Boxes.joined(found.on_curve))
        found.on_curve.append(boxes.pick(along))
        boxes, shares = boxes.pick(~along), shares[~along]
    small = np.flatnonzero(shares <= _SMALL)
    if len(small) < _CURVE_TEST or found.tested_for_curves > _MOST_TESTED:
        return boxes
    sample = small[np.linspace(0, len(small) - 1, _CURVE_SAMPLE).astype(int)]
    found.tested_for_curves += _CURVE_SAMPLE
    if not _on_curves_inside(system, boxes.pick(sample), window, check).any():
        return boxes
    found.tested_for_curves += len(small)
    runs_through = small[_on_curves_inside(system, boxes.pick(small), window, check)]
    found.on_curve.append(boxes.pick(runs_through))
    return boxes.pick(np.setdiff1d(np.arange(len(boxes)), runs_through))


def _on_curves_inside(system: LagrangeSystem, boxes: Boxes, window: Boxes, check: Check) -> Mask:
    return on_curves(system, boxes.low, boxes.high, (window.low[0], window.high[0]), check)


def beside(boxes: Boxes, curve: Boxes) -> Mask:
    """Which of ``boxes`` touch one of ``curve``."""
    result = np.zeros(len(boxes), dtype=bool)
    margin = 0.1 * (curve.high - curve.low)
    low, high = curve.low - margin, curve.high + margin
    for start in range(0, len(curve), _CHUNK):
        part = slice(start, start + _CHUNK)
        apart = (boxes.low[:, None] > high[part]) | (boxes.high[:, None] < low[part])
        result |= np.asarray((~np.asarray(apart.any(axis=2))).any(axis=1))
    return result
