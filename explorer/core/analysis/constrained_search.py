"""All stationary points of f under constraints in a box, and what else was met on the way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

import numpy as np

from explorer.core.analysis.lagrange_points import Stationary, polished, stationary_at
from explorer.core.analysis.lagrange_system import LagrangeSystem
from explorer.core.analysis.positions import Floats
from explorer.core.analysis.singular_zeros import clusters, least_squares_zeros, on_curves
from explorer.core.analysis.zero_search import Boxes, Check, beside, search_zeros
from explorer.core.objective import Objective

__all__ = ["Found", "Special", "search_stationary"]

_AT_BORDER: Final = 1e-9
_SAME: Final = 1e-7  # of the box: nearer zeros are one
_SAME_SINGULAR: Final = 1e-4  # the same, where both are singular and known less well
_AROUND: Final = 1e-3  # of the box: so near an isolated zero there is no other
_MOST_CLUSTERED: Final = 4000
_FEW: Final = 12
_STEPS: Final = 70


@dataclass(frozen=True, slots=True, eq=False)
class Special:
    """A point of the constraint at which multipliers do not apply: its gradient is 0, or something has a kink."""

    position: Floats
    reason: Literal["singular", "kink"]


@dataclass
class Found:
    """``points`` that fulfil Lagrange's conditions, ``special`` ones, boxes on curves of zeros, boxes undecided.

    ``singular_curve`` says that the constraints' gradients are dependent all along such a curve.
    """

    points: list[Stationary] = field(default_factory=list)
    special: list[Special] = field(default_factory=list)
    singular_curve: bool = False
    on_curve: Boxes | None = None
    undecided: list[Boxes] = field(default_factory=list)


def search_stationary(system: LagrangeSystem, low: Floats, high: Floats, check: Check) -> Found:
    """Everything stationary in the box from ``low`` to ``high`` (n,), its border included within 1e-9."""
    widths = high - low
    border = np.maximum(_AT_BORDER, _AT_BORDER * widths)
    zeros = search_zeros(system, low - border, high + border, check)
    found = Found(on_curve=Boxes.joined(zeros.on_curve) if zeros.on_curve else None)
    for zero in zeros.zeros:
        check()
        position = polished(system.f, system.constraints, zero.position, widths)
        if not ((position >= zero.low) & (position <= zero.high)).all():
            position = zero.position
        point = stationary_at(system.f, system.constraints, position, widths, regular=True)
        inside = ((position >= low - border) & (position <= high + border)).all()
        if point is not None and inside and _is_new(position, found, widths):
            found.points.append(point)
    if zeros.left:
        _resolve(system, Boxes.joined(zeros.left), found, (low, high), zeros.is_exhaustive, check)
    found.singular_curve = found.on_curve is not None and _is_singular_along(system, found.on_curve, widths)
    return found


def _is_new(position: Floats, found: Found, widths: Floats, size: Floats | None = None) -> bool:
    """Whether nothing is noted at ``position`` yet; ``size`` (n,) is that of the boxes around a singular zero."""
    regular = [point.position for point in found.points if point.kind != "degenerate" or size is None]
    near = _SAME * widths + (0.0 if size is None else 2.0 * size)
    if any((np.abs(position - other) <= near).all() for other in regular):
        return False
    singular = [point.position for point in found.points if point.kind == "degenerate"]
    singular += [special.position for special in found.special]
    far = _SAME_SINGULAR * widths if size is not None else near
    return not any((np.abs(position - other) <= far).all() for other in singular)


def _resolve(
    system: LagrangeSystem, boxes: Boxes, found: Found, window: tuple[Floats, Floats], small: bool, check: Check
) -> None:
    """Tell what the boxes that the search left over hold; ``small`` says that they are small."""
    if not small or len(boxes) > _MOST_CLUSTERED:
        found.undecided.append(boxes)
        return
    for group in clusters(boxes.low, boxes.high):
        check()
        _resolve_group(system, boxes.pick(group), found, window, check)


def _resolve_group(
    system: LagrangeSystem, group: Boxes, found: Found, window: tuple[Floats, Floats], check: Check
) -> None:
    low, high = group.low.min(axis=0), group.high.max(axis=0)
    widths = window[1] - window[0]
    if found.on_curve is not None and beside(Boxes(low[None], high[None]), found.on_curve).any():
        return
    position = _singular_zero(system, group, widths, check)
    if position is not None:
        around = Boxes(position[None] - _AROUND * widths, position[None] + _AROUND * widths)
        if on_curves(system, around.low, around.high, window, check).any():
            found.on_curve = around if found.on_curve is None else Boxes.joined((found.on_curve, around))
            return
        slack = 1e-5 * widths
        if not ((position >= window[0] - slack) & (position <= window[1] + slack)).all():
            return
        position = np.clip(position, *window)
        if not _is_new(position, found, widths, high - low):
            return
        if _is_singular(system.constraints, position, widths):
            found.special.append(Special(_sharper(system.constraints, position, widths), "singular"))
            return
        point = stationary_at(system.f, system.constraints, position, widths, regular=False)
        if point is not None:
            found.points.append(point)
            return
    _without_zero(system, group, found, window, check)


def _is_singular_along(system: LagrangeSystem, boxes: Boxes, widths: Floats) -> bool:
    some = boxes.pick(slice(None, None, max(1, len(boxes) // _FEW)))
    ends, _ = least_squares_zeros(system, 0.5 * (some.low + some.high), 40)
    return all(_is_singular(system.constraints, end, widths) for end in ends)


def _singular_zero(system: LagrangeSystem, group: Boxes, widths: Floats, check: Check) -> Floats | None:
    """The zero that a group of small boxes surrounds, or None."""
    few = np.linspace(0, len(group) - 1, min(_FEW, len(group))).astype(int)
    starts = 0.5 * (group.low[few] + group.high[few])
    ends, residuals = least_squares_zeros(system, starts, _STEPS, check)
    low, high = group.low.min(axis=0), group.high.max(axis=0)
    margin = (high - low) + 1e-3 * widths
    near = ((ends >= low - margin) & (ends <= high + margin)).all(axis=1) & np.isfinite(residuals).all(axis=1)
    if not near.any():
        return None
    ends, residuals = ends[near], np.abs(residuals[near])
    middle = np.median(ends, axis=0)
    # All must agree: several answers would be several zeros, or none.
    if (np.abs(ends - middle) > margin).any():
        return None
    best = np.argmin((residuals / np.maximum(residuals.max(axis=0), 1e-300)).sum(axis=1))
    return np.asarray(ends[best])


def _is_singular(constraints: Sequence[Objective], position: Floats, widths: Floats) -> bool:
    """Whether the constraints' gradients are dependent here, or one of them is 0."""
    normals = np.array([g.value_and_gradient(position)[1] for g in constraints]) * widths
    bends = np.array([np.abs(g.hessian_at(position)).max() for g in constraints]) * widths.max() ** 2
    sizes = np.linalg.norm(normals, axis=1)
    if (sizes <= 1e-4 * bends).any() or (sizes == 0.0).any() or not np.isfinite(sizes).all():
        return True
    return bool(np.linalg.svd(normals / sizes[:, None], compute_uv=False)[-1] < 1e-4)


def _sharper(constraints: Sequence[Objective], position: Floats, widths: Floats) -> Floats:
    """A singular point of one constraint as a zero of its gradient, which pins it down better than g does."""
    if len(constraints) > 1:
        return position
    g, start = constraints[0], position
    for _ in range(50):
        _, slope = g.value_and_gradient(position)
        hessian = g.hessian_at(position)
        if not (np.isfinite(slope).all() and np.isfinite(hessian).all()):
            return start
        step = np.linalg.lstsq(hessian, slope, rcond=1e-12)[0]
        position = position - step
        if (np.abs(step) <= 1e-15 * widths).all():
            break
    near = (np.abs(position - start) <= 1e-3 * widths).all()
    return np.where(np.abs(position) <= 1e-13 * widths, 0.0, position) if near else start


def _without_zero(
    system: LagrangeSystem, group: Boxes, found: Found, window: tuple[Floats, Floats], check: Check
) -> None:
    """A group about no zero: at a pole there is nothing, at a kink of f or of the constraint perhaps an extremum."""
    low, high = group.low.min(axis=0), group.high.max(axis=0)
    ranges = system.ranges(group.low, group.high)
    if ranges.smooth.all():
        found.undecided.append(group)
        return
    widths = window[1] - window[0]
    if not ranges.continuous[len(system.equations) :].all():
        # Between 1/x and −1/x there is no zero, and where f jumps or ends it has no derivative.
        return
    inner = search_zeros(system, low, high, check)
    rest = Boxes.joined(inner.left) if inner.left and inner.is_exhaustive else group
    position = 0.5 * (rest.low + rest.high).mean(axis=0)
    position = np.where(np.abs(position) <= 1e-8 * widths, 0.0, position)
    slack = 1e-8 * widths
    inside = ((position >= window[0] - slack) & (position <= window[1] + slack)).all()
    if inside and _is_new(position, found, widths, high - low):
        found.special.append(Special(position, "kink"))
