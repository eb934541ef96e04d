"""All stationary points of f under constraints in a box, and what else was met on the way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

import numpy as np

from explorer.core.analysis.lagrange_points import Stationary, polished, stationary_at
from explorer.core.analysis.lagrange_system import LagrangeSystem
from explorer.core.analysis.positions import Floats
from explorer.core.analysis.singular_zeros import clusters, has_singular_jacobian, least_squares_zeros, on_curves
from explorer.core.analysis.zero_search import Boxes, Check, ZeroSearch, beside, search_zeros
from explorer.core.objective import Objective

Window = tuple[Floats, Floats]

__all__ = ["Found", "Special", "search_stationary"]

_AT_BORDER: Final = 1e-9
_SAME: Final = 1e-7  # of the box: nearer zeros are one
_SAME_SINGULAR: Final = 1e-4  # the same, where both are singular and known less well
_AROUND: Final = 1e-3  # of the box: so near an isolated zero there is no other
_NO_SLOPE: Final = 1e-4
_DEEPEST: Final = 2
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

    def add_curve(self, *boxes: Boxes) -> None:
        """Note further boxes on curves of zeros."""
        known = () if self.on_curve is None else (self.on_curve,)
        if boxes:
            self.on_curve = Boxes.joined((*known, *boxes))


def search_stationary(system: LagrangeSystem, low: Floats, high: Floats, check: Check) -> Found:
    """Everything stationary in the box from ``low`` to ``high`` (n,), its border included within 1e-9."""
    widths = high - low
    border = np.maximum(_AT_BORDER, _AT_BORDER * widths)
    found = Found()
    _collect(system, search_zeros(system, low - border, high + border, check), found, (low, high), 0, check)
    found.singular_curve = found.on_curve is not None and _is_singular_along(system, found.on_curve, widths)
    return found


def _collect(system: LagrangeSystem, zeros: ZeroSearch, found: Found, window: Window, depth: int, check: Check) -> None:
    """Note what a search brought; ``depth`` counts the searches within what a search left over."""
    low, high = window
    widths = high - low
    border = np.maximum(_AT_BORDER, _AT_BORDER * widths)
    for zero in zeros.zeros:
        check()
        position = polished(system.f, system.constraints, zero.position, widths)
        if not ((position >= zero.low) & (position <= zero.high)).all():
            position = zero.position
        point = stationary_at(system.f, system.constraints, position, widths, regular=True)
        inside = ((position >= low - border) & (position <= high + border)).all()
        if point is not None and inside and _is_new(position, found, widths):
            found.points.append(point)
    found.add_curve(*zeros.on_curve)
    if zeros.left:
        _resolve(system, Boxes.joined(zeros.left), found, window, zeros.is_exhaustive, depth, check)


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
    system: LagrangeSystem, boxes: Boxes, found: Found, window: Window, small: bool, depth: int, check: Check
) -> None:
    """Tell what the boxes that the search left over hold; ``small`` says that they are small."""
    if not small or len(boxes) > _MOST_CLUSTERED:
        found.undecided.append(boxes)
        return
    for group in clusters(boxes.low, boxes.high):
        check()
        _resolve_group(system, boxes.pick(group), found, window, depth, check)


def _resolve_group(
    system: LagrangeSystem, group: Boxes, found: Found, window: Window, depth: int, check: Check
) -> None:
    low, high = group.low.min(axis=0), group.high.max(axis=0)
    widths = window[1] - window[0]
    if found.on_curve is not None and beside(Boxes(low[None], high[None]), found.on_curve).any():
        return
    ends, residuals = _nearest_zeros(system, group, widths, check)
    if depth < _DEEPEST and _any_regular(system, ends, high - low):
        # Boxes small in a large window, and still large against what is in them.
        margin = 0.1 * (high - low) + 1e-9 * widths
        inner = search_zeros(system, low - margin, high + margin, check)
        _collect(system, inner, found, window, depth + 1, check)
        return
    position = _common(ends, residuals, (high - low) + _AROUND * widths)
    if position is not None and _note_singular(system, position, high - low, found, window, check):
        return
    _without_zero(system, group, found, window, check)


def _is_singular_along(system: LagrangeSystem, boxes: Boxes, widths: Floats) -> bool:
    some = boxes.pick(slice(None, None, max(1, len(boxes) // _FEW)))
    ends, _ = least_squares_zeros(system, 0.5 * (some.low + some.high), 40)
    return all(_is_singular(system.constraints, end, widths) for end in ends)


def _nearest_zeros(system: LagrangeSystem, group: Boxes, widths: Floats, check: Check) -> tuple[Floats, Floats]:
    """Zeros (m, n) in or beside a group of small boxes, found from some of them, and residuals (m, e)."""
    few = np.linspace(0, len(group) - 1, min(_FEW, len(group))).astype(int)
    starts = 0.5 * (group.low[few] + group.high[few])
    ends, residuals = least_squares_zeros(system, starts, _STEPS, check)
    low, high = group.low.min(axis=0), group.high.max(axis=0)
    margin = (high - low) + _AROUND * widths
    near = ((ends >= low - margin) & (ends <= high + margin)).all(axis=1) & np.isfinite(residuals).all(axis=1)
    return ends[near], np.abs(residuals[near])


def _any_regular(system: LagrangeSystem, positions: Floats, size: Floats) -> bool:
    """Whether one of the zeros is a regular one, and farther than ``size`` (n,) from where ∇g is 0."""
    regular = ~has_singular_jacobian(system, positions) if len(positions) else np.zeros(0, dtype=bool)
    return any(not _is_singular(system.constraints, position, 4.0 * size, 1.0) for position in positions[regular])


def _common(ends: Floats, residuals: Floats, margin: Floats) -> Floats | None:
    """The one zero that all ``ends`` stand for; several answers would be several zeros, or none."""
    if not len(ends) or (np.abs(ends - np.median(ends, axis=0)) > margin).any():
        return None
    best = np.argmin((residuals / np.maximum(residuals.max(axis=0), 1e-300)).sum(axis=1))
    return np.asarray(ends[best])


def _note_singular(
    system: LagrangeSystem, position: Floats, size: Floats, found: Found, window: Window, check: Check
) -> bool:
    """Note what the singular zero at ``position`` is, in boxes of ``size`` (n,) in all; False where it is none."""
    widths = window[1] - window[0]
    around = Boxes(position[None] - _AROUND * widths, position[None] + _AROUND * widths)
    if on_curves(system, around.low, around.high, window, check).any():
        found.add_curve(around)
        return True
    slack = 1e-5 * widths
    if not ((position >= window[0] - slack) & (position <= window[1] + slack)).all():
        return True
    position = np.clip(position, *window)
    if not _is_new(position, found, widths, size):
        return True
    if _is_singular(system.constraints, position, widths):
        found.special.append(Special(_sharper(system.constraints, position, widths), "singular"))
        return True
    point = stationary_at(system.f, system.constraints, position, widths, regular=False)
    if point is not None:
        found.points.append(point)
    return point is not None


def _is_singular(constraints: Sequence[Objective], position: Floats, widths: Floats, share: float = _NO_SLOPE) -> bool:
    """Whether the constraints' gradients are dependent here, or one of them is 0.

    A gradient counts as 0 where, by the second derivatives, it is 0 within about ``share`` of ``widths``.
    """
    normals = np.array([g.value_and_gradient(position)[1] for g in constraints]) * widths
    bends = np.array([np.abs(g.hessian_at(position)).max() for g in constraints]) * widths.max() ** 2
    sizes = np.linalg.norm(normals, axis=1)
    if (sizes <= share * bends).any() or (sizes == 0.0).any() or not np.isfinite(sizes).all():
        return True
    return bool(np.linalg.svd(normals / sizes[:, None], compute_uv=False)[-1] < _NO_SLOPE)


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


def _without_zero(system: LagrangeSystem, group: Boxes, found: Found, window: Window, check: Check) -> None:
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
    inner = search_zeros(system, low - 1e-9 * widths, high + 1e-9 * widths, check)
    rest = Boxes.joined(inner.left) if inner.left and inner.is_exhaustive else group
    position = 0.5 * (rest.low + rest.high).mean(axis=0)
    position = np.where(np.abs(position) <= 1e-8 * widths, 0.0, position)
    slack = 1e-8 * widths
    inside = ((position >= window[0] - slack) & (position <= window[1] + slack)).all()
    if inside and _is_new(position, found, widths, high - low):
        found.special.append(Special(position, "kink"))
