"""Critical points: where the gradient is zero, all of them in a window.

The window is subdivided; interval arithmetic excludes boxes and proves points, Newton's method gives
their digits (see :mod:`.critical_search`). Nothing depends on where a search happens to start, so when
no box is left undecided, what was found is all there is.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np

from explorer.core.analysis.critical_boxes import Window
from explorer.core.analysis.critical_kinds import Judge
from explorer.core.analysis.critical_search import Found, explore
from explorer.core.analysis.critical_system import GradientSystem, gradient_system
from explorer.core.analysis.positions import Floats, read_only
from explorer.core.expression.names import canonical_name
from explorer.core.function import Function
from explorer.core.sampling.sample import drawn_axes

__all__ = ["CriticalPoint", "CriticalSearch", "critical_points", "find_critical_points"]

HELD_AT: Final = 1.0  # where variables stand that are neither drawn nor given, as in the window


@dataclass(frozen=True, slots=True)
class CriticalPoint:
    """A critical point of f (or of f restricted to two axes).

    ``position`` maps every variable to its number; ``kind`` is "minimum", "maximum", "saddle" or
    "degenerate" (the Hessian is singular); ``behaviour`` says what f does around the point also where the
    Hessian does not tell: "minimum", "maximum", "saddle", "flat" or "unclear". ``eigenvalues`` are the
    Hessian's on the axes, ascending, read-only; NaN at a kink. ``note`` says it in a sentence.
    """

    position: Mapping[str, float]
    value: float
    kind: str
    eigenvalues: Floats
    behaviour: str
    note: str
    at_kink: bool = False


@dataclass(frozen=True, slots=True)
class CriticalSearch:
    """All that was found in a window.

    ``points`` are the places where ∇f = 0; ``kinks`` those where f has no gradient and is nevertheless
    stationary, such as the minimum of |x| + |y|. ``curves`` are lines (k, 2) of critical points;
    ``undecided`` boxes (m, 4) are x and y ranges that may hold more. ``complete`` says that there is
    nothing else; ``note`` tells the outcome in a sentence or two.
    """

    points: tuple[CriticalPoint, ...]
    kinks: tuple[CriticalPoint, ...]
    curves: tuple[Floats, ...]
    undecided: Floats
    complete: bool
    note: str


def critical_points(
    f: Function,
    x: Sequence[float] = (-6.0, 6.0),
    y: Sequence[float] = (-6.0, 6.0),
    *,
    at: Mapping[str, float] | None = None,
    axes: tuple[str, str] | None = None,
) -> list[CriticalPoint]:
    """The isolated critical points of f in a window, those on its edge included, by their coordinates.

    ``x`` and ``y`` are the ranges of the two ``axes`` (default: the first two variables); of a function of
    one variable, ``y`` is not used. With more variables the others are held ``at`` their numbers (default 1)
    and the points are those of f as a function of the two axes. Kinks that are an isolated minimum or
    maximum are included, with ``at_kink``; points on curves of critical points are not (see
    :func:`find_critical_points`, which tells these too).

    Raises ValueError, with a sentence, for a window or a name that makes no sense.
    """
    found = find_critical_points(f, axes, (x, y), at)
    extremes = [kink for kink in found.kinks if kink.kind in ("minimum", "maximum")]
    return sorted((*found.points, *extremes), key=lambda point: tuple(point.position.values()))


def find_critical_points(
    f: Function,
    axes: tuple[str, str] | None = None,
    window: tuple[Sequence[float], Sequence[float]] = ((-6.0, 6.0), (-6.0, 6.0)),
    at: Mapping[str, float] | None = None,
    check: Callable[[], None] = lambda: None,
) -> CriticalSearch:
    """Search ``window`` (ranges of the two ``axes``) for all critical points, kinks and curves.

    ``check`` is called between chunks of work of at most 20 ms for usual formulas; it cancels the search
    by raising. See :func:`critical_points` for ``at`` and the errors.
    """
    names = _axes_of(f, axes)
    values = {**f.parameters, **_held(f, names, at or {})}
    system = gradient_system(f, names, values)
    area = _window(window, system.one_variable)
    if system.flat:
        return CriticalSearch((), (), (), np.empty((0, 4)), True, "f is flat everywhere: every point is critical.")
    found = explore(system, area, check)
    held = {name: values[name] for name in f.variables if name not in names}
    return _told(system, area, found, f.variables, held, check)


def _axes_of(f: Function, axes: tuple[str, str] | None) -> tuple[str, str]:
    if axes is None:
        return drawn_axes(f)
    if isinstance(axes, str) or len(axes) != 2:
        raise ValueError(f"axes must be two names, not {axes!r}.")
    first, second = (canonical_name(name) for name in axes)
    if first == second:
        raise ValueError(f"the two axes must differ, both are {first}.")
    unknown = [name for name in (first, second) if name not in f.names]
    if first in unknown or (unknown and len(f.variables) > 1):
        raise ValueError(f"f has no variable {unknown[0]}; it has {', '.join(f.variables) or 'none'}.")
    return first, second


def _held(f: Function, axes: tuple[str, str], at: Mapping[str, float]) -> dict[str, float]:
    held = {name: HELD_AT for name in f.variables if name not in axes}
    for spelling, value in at.items():
        try:
            name = canonical_name(spelling)
        except ValueError:
            continue
        if isinstance(value, (str, bytes)) or not math.isfinite(value):
            raise ValueError(f"{name} must be held at a finite number, not {value!r}.")
        if name in f.names and name not in axes:
            held[name] = float(value)
    return held


def _window(window: tuple[Sequence[float], Sequence[float]], one_variable: bool) -> Window:
    ranges = (
        [_range(role, bounds) for role, bounds in zip("xy", window, strict=True)]
        if not one_variable
        else [
            _range("x", window[0]),
            (-1.0, 1.0),
        ]
    )
    low, high = np.array(ranges).T
    return Window(low, high)


def _range(role: str, bounds: Sequence[float]) -> tuple[float, float]:
    if len(bounds) != 2:
        raise ValueError(f"{role} must be a range of two numbers, not {bounds!r}.")
    low, high = float(bounds[0]), float(bounds[1])
    if not (math.isfinite(low) and math.isfinite(high) and math.isfinite(high - low)):
        raise ValueError(f"{role} must be a finite range, not {low:g} to {high:g}.")
    if not low < high:
        raise ValueError(f"{role} must run from a smaller to a larger number, not from {low:g} to {high:g}.")
    return low, high


def _told(
    system: GradientSystem,
    window: Window,
    found: Found,
    variables: Sequence[str],
    held: Mapping[str, float],
    check: Callable[[], None],
) -> CriticalSearch:
    points: list[CriticalPoint] = []
    kinks: list[CriticalPoint] = []
    for judged in Judge(system, window, check).all(found):
        named = {**dict(zip(system.axes, judged.position.tolist(), strict=True)), **held}
        point = CriticalPoint(
            MappingProxyType({name: named[name] for name in variables}),
            judged.value,
            judged.kind,
            read_only(judged.eigenvalues),
            judged.behaviour,
            judged.note,
            judged.at_kink,
        )
        (kinks if judged.at_kink else points).append(point)
    lines = tuple(read_only(line) for line in (*found.curves, *found.kink_curves))
    complete = not len(found.undecided)
    note = _note(found, len(points), len(kinks))
    return CriticalSearch(tuple(points), tuple(kinks), lines, read_only(found.undecided), complete, note)


def _note(found: Found, points: int, kinks: int) -> str:
    sentences = []
    if points:
        sentences.append(f"{points} critical point{'s' * (points > 1)}.")
    if kinks:
        sentences.append(f"At {kinks} kink{'s' * (kinks > 1)} f is stationary without a gradient.")
    if found.curves:
        sentences.append("Along a curve every point is critical.")
    if found.kink_curves:
        sentences.append("Along a line of kinks f is stationary without a gradient.")
    if found.flat_boxes:
        sentences.append("f is flat in a part of the window: every point there is critical.")
    if found.vanishing_boxes:
        sentences.append("In a part of the window f is so flat that its slopes have no digits.")
    if len(found.undecided):
        sentences.append("Some boxes are undecided: there may be more points in them.")
    elif not sentences:
        sentences.append("f has no critical point in this window: the gradient is nowhere zero.")
    return " ".join(sentences)
