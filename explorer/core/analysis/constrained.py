"""Constrained extrema: where f is stationary on g = 0, with multipliers and kinds (Lagrange)."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np

from explorer.core.analysis.behaviour import behaviour_around
from explorer.core.analysis.constrained_search import Found, Special, search_stationary
from explorer.core.analysis.constraint_curves import constraint_curves
from explorer.core.analysis.constraint_text import read_constraint
from explorer.core.analysis.curvature import Kind
from explorer.core.analysis.lagrange_points import Stationary
from explorer.core.analysis.lagrange_system import MOST_VARIABLES, lagrange_system
from explorer.core.analysis.positions import Floats, read_only
from explorer.core.analysis.zero_search import Boxes, Check
from explorer.core.expression.names import canonical_name
from explorer.core.function import Function

__all__ = ["ConstrainedPoint", "ConstrainedSearch", "constrained_extrema", "find_constrained"]

_NO_FREEDOM: Final = "The constraints leave no freedom here: nothing to compare with."
_FLAT: Final = "The second-order test does not decide here."
_BEHAVIOURS: Final = {
    "minimum": "along the constraint f is least here",
    "maximum": "along the constraint f is greatest here",
    "neither": "along the constraint f grows on one side and falls on the other",
    "isolated": "no other point nearby fulfils the constraint",
    "level": "f does not change along the constraint here",
}


@dataclass(frozen=True, slots=True, eq=False)
class ConstrainedPoint:
    """A point where ∇f = Σ λᵢ∇gᵢ on gᵢ = 0.

    ``position`` maps names to numbers; ``multipliers`` (k,) are the λᵢ; ``kind`` is that of the
    bordered Hessian, whose reduced ``eigenvalues`` (n − k,) are those of ∇²f − Σ λᵢ∇²gᵢ on the
    directions in which no constraint changes. "degenerate" where one of them is 0, and where no
    direction is left. ``note`` says in words what there is to add, else it is empty. At a special point
    (∇g = 0 or a kink) multipliers and eigenvalues are NaN.
    """

    position: Mapping[str, float]
    multipliers: Floats
    value: float
    kind: Kind
    eigenvalues: Floats
    note: str


@dataclass(frozen=True, slots=True, eq=False)
class ConstrainedSearch:
    """What a window shows of a constrained problem.

    ``points`` fulfil Lagrange's conditions; ``special`` are points of the constraint to which
    multipliers do not apply (see their notes); ``curves`` are, a constraint each, the polylines (m, 2) of
    g = 0. ``complete`` says that nothing else is there; otherwise ``undecided`` are the boxes in which
    it was not settled, (m, 4): x low, x high, y low, y high. ``note`` says in a sentence what the lists
    do not.
    """

    points: tuple[ConstrainedPoint, ...]
    special: tuple[ConstrainedPoint, ...]
    curves: tuple[tuple[Floats, ...], ...]
    complete: bool
    undecided: Floats
    note: str


def constrained_extrema(
    f: Function, constraints: Sequence[str | Function], box: Mapping[str, tuple[float, float]]
) -> list[ConstrainedPoint]:
    """All points of ``box`` where f is stationary on the constraints, the best first: minima by value, and so on up.

    ``box`` names the variables, two to four, with their ranges; f's other names are parameters at
    their values. A constraint is a text (``x^2+y^2-1`` or ``x^2+y^2=1``) or a function that is to be
    0; there may be as many as variables, one or two as a rule. Points are sorted by value. They are
    found by subdivision with interval arithmetic, not from guesses; the box's border counts, within
    1e-9, but the box itself is no constraint.

    Not in the list, because no multipliers belong to them: points where a constraint's gradient is 0
    (a cusp such as that of y² = x³) or something has a kink; and curves of stationary points
    (x² + y² on a circle), of which there is no first. :func:`find_constrained` tells of these.

    Raises ValueError, with a sentence, for a constraint or a box that makes no sense, and
    NotationError (a ValueError) for a text that cannot be read.
    """
    names, low, high = _checked_box(box)
    f, functions = _over(f, constraints, names)
    found = search_stationary(lagrange_system(f, functions), low, high, lambda: None)
    return _told(f, functions, found.points, high - low)


def find_constrained(
    f: Function,
    constraints: Sequence[str | Function],
    axes: tuple[str, str],
    window: tuple[float, float, float, float],
    at: Mapping[str, float] | None = None,
    check: Check = lambda: None,
) -> ConstrainedSearch:
    """As :func:`constrained_extrema` over the two ``axes``, with all that a picture needs.

    ``window`` is (x least, x most, y least, y most). The other variables of f and of the constraints
    are held ``at`` their values, so the points are those of the restricted problem. ``check`` is
    called every few milliseconds and may raise to stop.
    """
    names = (canonical_name(axes[0]), canonical_name(axes[1]))
    _, low, high = _checked_box(dict(zip(names, (window[:2], window[2:]), strict=True)))
    f, functions = _over(f, constraints, names, at or {})
    curves = tuple(constraint_curves(g, low, high) for g in functions)
    check()
    found = search_stationary(lagrange_system(f, functions), low, high, check)
    points = _told(f, functions, found.points, high - low)
    special = [point for each in found.special if (point := _special(f, functions, each, high - low)) is not None]
    undecided = _as_rows(found.undecided)
    note = _note(found, points, special, any(curves), len(undecided) > 0)
    return ConstrainedSearch(tuple(points), tuple(special), curves, not len(undecided), undecided, note)


def _checked_box(box: Mapping[str, tuple[float, float]]) -> tuple[tuple[str, ...], Floats, Floats]:
    names = tuple(canonical_name(name) for name in box)
    if not 2 <= len(names) <= MOST_VARIABLES or len(set(names)) < len(names):
        raise ValueError(f"The box must name two to {MOST_VARIABLES} different variables, not {len(names)}.")
    for name, bounds in zip(names, box.values(), strict=True):
        if len(bounds) != 2 or not all(map(math.isfinite, bounds)) or not math.isfinite(bounds[1] - bounds[0]):
            raise ValueError(f"{name} must have a finite range (low, high).")
        if not bounds[0] < bounds[1]:
            raise ValueError(f"{name} must run from a smaller to a larger number, not {bounds[0]:g} to {bounds[1]:g}.")
    low, high = np.array([bounds for bounds in box.values()], dtype=np.float64).T
    return names, low, high


def _over(
    f: Function, constraints: Sequence[str | Function], names: tuple[str, ...], at: Mapping[str, float] | None = None
) -> tuple[Function, list[Function]]:
    """f and the constraints as functions of ``names``, all else held."""
    given = [constraints] if isinstance(constraints, str | Function) else list(constraints)
    if not 1 <= len(given) <= len(names):
        most = f"one to {len(names)} constraints" if len(names) > 1 else "one constraint"
        raise ValueError(f"With {len(names)} variables there can be {most}, not {len(given)}.")
    held = {canonical_name(name): float(value) for name, value in (at or {}).items()}
    known = {**f.parameters, **held}
    functions = [_read(g, names, known) if isinstance(g, str) else _held(g, names, held) for g in given]
    return _held(f, names, held), functions


def _read(text: str, names: tuple[str, ...], known: Mapping[str, float]) -> Function:
    """A constraint that is a text: its other names have the values that f's parameters have."""
    g = read_constraint(text, names, known)
    unknown = [name for name in g.parameters if name not in known]
    if unknown:
        able = ", ".join((*names, *known))
        raise ValueError(f"The constraint uses {unknown[0]}, which has no value; it can use {able}.")
    return g.with_parameters({name: known[name] for name in g.parameters})


def _held(f: Function, names: tuple[str, ...], held: Mapping[str, float]) -> Function:
    """f as a function of ``names``; a variable among the rest must be held, a parameter may be."""
    missing = [name for name in f.variables if name in f.root.symbols and name not in names and name not in held]
    if missing:
        raise ValueError(f"{missing[0]} needs a range in the box, or a value to be held at.")
    restricted = f.with_variables(names)
    return restricted.with_parameters({name: held[name] for name in restricted.parameters if name in held})


def _told(
    f: Function, constraints: Sequence[Function], points: Sequence[Stationary], widths: Floats
) -> list[ConstrainedPoint]:
    return [
        ConstrainedPoint(
            _named(f, point.position),
            point.multipliers,
            point.value,
            point.kind,
            point.eigenvalues,
            _remark(f, constraints, point, widths),
        )
        for point in sorted(points, key=lambda point: (point.value, *point.position.tolist()))
    ]


def _named(f: Function, position: Floats) -> Mapping[str, float]:
    return MappingProxyType(dict(zip(f.variables, (position + 0.0).tolist(), strict=True)))


def _remark(f: Function, constraints: Sequence[Function], point: Stationary, widths: Floats) -> str:
    if not point.eigenvalues.size:
        return _NO_FREEDOM
    if point.kind != "degenerate":
        return ""
    if len(constraints) == 1 and len(widths) == 2:
        seen = behaviour_around(f, constraints[0], point.position, widths)
        return f"{_FLAT[:-1]}; {_BEHAVIOURS[seen]}."
    return _FLAT


def _special(f: Function, constraints: Sequence[Function], special: Special, widths: Floats) -> ConstrainedPoint | None:
    """A point without multipliers, its kind by what f does around it; a kink that f passes through is none."""
    value = float(f.value_at(special.position))
    if not math.isfinite(value):
        return None
    seen = None
    if len(constraints) == 1 and len(widths) == 2:
        seen = behaviour_around(f, constraints[0], special.position, widths)
    if special.reason == "kink" and seen not in ("minimum", "maximum"):
        return None
    kind: Kind = seen if seen in ("minimum", "maximum") else "degenerate"
    why = "The constraint's gradient is zero here" if special.reason == "singular" else "There is a kink here"
    note = f"{why}, so there are no multipliers" + (f"; {_BEHAVIOURS[seen]}." if seen is not None else ".")
    nothing = read_only(np.full(len(constraints), np.nan))
    free = read_only(np.full(len(widths) - len(constraints), np.nan))
    return ConstrainedPoint(_named(f, special.position), nothing, value, kind, free, note)


def _as_rows(boxes: Sequence[Boxes]) -> Floats:
    if not boxes:
        return read_only(np.empty((0, 4)))
    every = Boxes.joined(boxes)
    return read_only(np.stack((every.low, every.high), axis=2).reshape(len(every), -1))


def _note(
    found: Found, points: Sequence[ConstrainedPoint], special: Sequence[ConstrainedPoint], drawn: bool, open_: bool
) -> str:
    sentences = []
    if found.singular_curve:
        sentences.append("Along a curve the constraint's gradient is zero, so nothing can be told: drop its square.")
    elif found.on_curve is not None:
        sentences.append("Along a curve of the constraint every point is stationary: f does not change there.")
    elif not points and not special and not open_:
        sentences.append(
            "No point of the constraint is stationary here." if drawn else "The constraint is never met in this window."
        )
    if open_:
        sentences.append("In the marked boxes it could not be settled whether a point is stationary.")
    return " ".join(sentences)
