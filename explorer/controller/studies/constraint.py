"""The study of a constrained problem: all points of g = 0 at which f is stationary, with multipliers and kinds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from explorer.controller.constraints import on_axes
from explorer.controller.executor import CancelToken
from explorer.controller.figures import Boxes, Figure, Mark, MarkShape
from explorer.controller.plots import Plot
from explorer.controller.studies.point_words import count_of
from explorer.controller.studies.points import LABELLED, PointRow, held_note, patient
from explorer.controller.studies.study import StudyInput
from explorer.core.analysis.constrained import ConstrainedPoint, ConstrainedSearch, find_constrained
from explorer.core.analysis.sampled_search import sampled_constrained
from explorer.core.function import Function
from explorer.core.numbers import format_value
from explorer.core.restricted import Restricted

__all__ = ["ConstraintAnswer", "compute_constraint", "constraint_functions", "constraint_key", "two_axes_message"]

NOTHING_TYPED = "Type a constraint such as x² + y² = 1: its curve appears on map and surface."
ORDER = ("minimum", "maximum", "saddle", "degenerate")


@dataclass(frozen=True, slots=True, eq=False)
class ConstraintAnswer:
    """All stationary points as ``rows``, whose ``numbers`` are the multipliers; see :class:`PointsAnswer`."""

    rows: tuple[PointRow, ...] = ()
    state: str = ""
    notes: tuple[str, ...] = ()
    complete: bool = True
    axes: tuple[str, ...] = ()
    count: int = 0
    figures: tuple[Figure, ...] = ()
    plots: tuple[Plot, ...] = ()


def constraint_functions(given: StudyInput) -> tuple[Function, ...]:
    """The constraints that can be read, as functions of the drawn axes."""
    held = given.problem.held
    found = (constraint.function for constraint in given.problem.constraints)
    return tuple(on_axes(g, given.axes, held) for g in found if g is not None)


def constraint_key(given: StudyInput) -> tuple[object, ...]:
    """What the picture depends on, and the constraints."""
    return (*given.problem.picture_key, tuple(constraint.function for constraint in given.problem.constraints))


def two_axes_message(given: StudyInput) -> str:
    """Why there is nothing to constrain, "" if there is."""
    if len(given.axes) == 2:
        return ""
    only = f"f has only {given.axes[0]}" if given.axes else "f has none"
    return f"A constraint needs two variables; {only}. Begin the formula with f(x, y) = to name two."


def compute_constraint(given: StudyInput, token: CancelToken) -> ConstraintAnswer:
    """All points of the constraints at which f is stationary, over the drawn axes."""
    message = two_axes_message(given)
    if message:
        return ConstraintAnswer(state=message)
    function, axes = given.function, given.axes
    constraints = constraint_functions(given)
    if not constraints:
        return ConstraintAnswer(state=NOTHING_TYPED, axes=axes)
    window = given.window
    if isinstance(function, Function):
        limits = (window.x_min, window.x_max, window.y_min, window.y_max)
        f = on_axes(function, axes, given.problem.held)
        found = find_constrained(f, constraints, (axes[0], axes[1]), limits, None, patient(token))
    else:
        low, high = np.array([window.x_min, window.y_min]), np.array([window.x_max, window.y_max])
        alone = Restricted(function, axes, given.problem.held)
        found = sampled_constrained(alone, constraints, low, high, patient(token))
    rows = _rows(found, axes, len(constraints))
    notes = tuple(note for note in (found.note, held_note(given)) if note)
    return ConstraintAnswer(rows, _state(found), notes, found.complete, axes, len(constraints), _figures(found, rows))


def _rows(found: ConstrainedSearch, axes: tuple[str, ...], count: int) -> tuple[PointRow, ...]:
    points = sorted((*found.points, *found.special), key=lambda point: (ORDER.index(point.kind), point.value))
    return tuple(_row(number, point, axes, count) for number, point in enumerate(points))


def _row(number: int, point: ConstrainedPoint, axes: tuple[str, ...], count: int) -> PointRow:
    x, y = (float(point.position[name]) for name in axes)
    known = bool(np.isfinite(point.multipliers).all())
    numbers = tuple(map(float, point.multipliers)) if known else ()
    is_crossing = count == len(axes)
    shape: MarkShape = "point" if is_crossing else point.kind if known else "kink"
    word = "crossing" if is_crossing else point.kind
    return PointRow(f"stationary {number}", shape, word, x, y, point.value, numbers, _sentence(point, known))


def _sentence(point: ConstrainedPoint, known: bool) -> str:
    if point.note or not known:
        return point.note
    told = f"∇f = λ∇g with λ = {format_value(float(point.multipliers[0]))}"
    ends = {"minimum": "least", "maximum": "greatest"}
    if point.kind in ends:
        return f"{told}: along the constraint f is {ends[point.kind]} here, compared with nearby."
    return f"{told}."


def _state(found: ConstrainedSearch) -> str:
    number, open_ = len(found.points) + len(found.special), len(found.undecided)
    told = count_of(number, "stationary point")
    if not found.complete and not open_:
        return f"{told} found; not proven to be all" if number else ""
    if not found.complete:
        boxes = "1 small box is undecided" if open_ == 1 else f"{open_} small boxes are undecided"
        return f"{told} found; {boxes}"
    return f"{told} on the constraint: all found" if number else ""


def _figures(found: ConstrainedSearch, rows: Sequence[PointRow]) -> tuple[Figure, ...]:
    labelled = len(rows) <= LABELLED
    boxes = [Boxes(found.undecided, "warning", "undecided")] if len(found.undecided) else []
    marks = [
        Mark(row.x, row.y, row.shape, "text", format_value(row.value, 2) if labelled else "", key=row.key)
        for row in rows
    ]
    return (*boxes, *marks)
