"""The study of the critical points in the window: found by subdivision, told in words, drawn as marks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from time import monotonic
from typing import Final

import numpy as np

from explorer.controller.executor import CancelToken
from explorer.controller.figures import Boxes, Figure, Mark, MarkShape, Stroke
from explorer.controller.plots import Plot
from explorer.controller.results import ExploredFunction
from explorer.controller.studies.point_words import count_of, point_words
from explorer.controller.studies.study import StudyInput
from explorer.core.analysis.critical import CriticalPoint, CriticalSearch, find_critical_points
from explorer.core.analysis.sampled_search import sampled_critical_points
from explorer.core.expression.text import name_text
from explorer.core.function import Function
from explorer.core.numbers import format_value
from explorer.core.restricted import Restricted

__all__ = ["PointRow", "PointsAnswer", "compute_points", "held_note", "patient", "points_key"]

NO_VARIABLE = "f has no variable: there is no critical point to look for."
UNDEFINED = "f is undefined in this whole window: there is no point to look for. Move the window."
UNDECIDED = "Some boxes are undecided: there may be more points in them."
LABELLED, MARKED = 16, 300
LATTICE = 65
PATIENCE = 0.3
SHAPES: Final[Mapping[str, MarkShape]] = {
    "minimum": "minimum",
    "maximum": "maximum",
    "saddle": "saddle",
    "degenerate": "degenerate",
}
ORDER = tuple(SHAPES)


@dataclass(frozen=True, slots=True)
class PointRow:
    """One line of a table of points.

    ``key`` and ``shape`` are its mark's, ``word`` its kind, ``numbers`` its eigenvalues or multipliers,
    and ``sentence`` says why it is of that kind.
    """

    key: str
    shape: MarkShape
    word: str
    x: float
    y: float
    value: float
    numbers: tuple[float, ...]
    sentence: str


@dataclass(frozen=True, slots=True, eq=False)
class PointsAnswer:
    """All points of the window as ``rows``; ``state`` is the one sentence about them, ``notes`` tell the rest.

    ``complete`` says that no box of the subdivision is left undecided.
    """

    rows: tuple[PointRow, ...] = ()
    state: str = ""
    notes: tuple[str, ...] = ()
    complete: bool = True
    axes: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()
    plots: tuple[Plot, ...] = ()


def points_key(given: StudyInput) -> tuple[object, ...]:
    """Function, axes, held values and window."""
    return given.problem.picture_key


def compute_points(given: StudyInput, token: CancelToken) -> PointsAnswer:
    """All critical points on the axes; the other variables are held."""
    function, axes = given.function, given.axes
    if not axes:
        return PointsAnswer(state=NO_VARIABLE)
    found = _search(function, given, patient(token))
    rows = _rows(found, axes)
    notes = _notes(found)
    nothing_left = found.complete or not isinstance(function, Function)
    if not rows and nothing_left and not len(found.curves) and not _is_defined_somewhere(function, given):
        notes = (UNDEFINED,)
    notes = (*notes, *filter(None, (held_note(given),)))
    return PointsAnswer(rows, _state(found), notes, found.complete, axes, _figures(found, rows))


def patient(token: CancelToken) -> Callable[..., None]:
    """What a long search looks at: stops it, and says once, after a while, that it is at work."""
    told, start = False, monotonic()

    def check(*progress: float) -> None:
        nonlocal told
        if progress:
            token.check(progress[0])
        elif not told and monotonic() - start > PATIENCE:
            told = True
            token.check(-1.0)
        else:
            token.check()

    return check


def _search(function: ExploredFunction, given: StudyInput, check: Callable[..., None]) -> CriticalSearch:
    window = given.window
    if not isinstance(function, Function):
        return _sampled(function, given, check)
    limits = (window.x_min, window.x_max), (window.y_min, window.y_max)
    axes = (given.axes[0], given.axes[1]) if len(given.axes) == 2 else None
    return find_critical_points(function, axes, limits, dict(given.problem.held), check)


def _sampled(function: ExploredFunction, given: StudyInput, check: Callable[..., None]) -> CriticalSearch:
    """Of a function without a formula: nothing can be proved, but much can be found."""
    window, count = given.window, len(given.axes)
    low, high = np.array([window.x_min, window.y_min])[:count], np.array([window.x_max, window.y_max])[:count]
    return sampled_critical_points(Restricted(function, given.axes, given.problem.held), low, high, check)


def _is_defined_somewhere(function: ExploredFunction, given: StudyInput) -> bool:
    window = given.window
    lattice = np.tile(given.position, (LATTICE * LATTICE, 1))
    x, y = np.linspace(window.x_min, window.x_max, LATTICE), np.linspace(window.y_min, window.y_max, LATTICE)
    for index, values in zip(given.axis_indices, np.meshgrid(x, y), strict=False):
        lattice[:, index] = values.ravel()
    return bool(np.isfinite(function.values_at(lattice)).any())


def _rows(found: CriticalSearch, axes: tuple[str, ...]) -> tuple[PointRow, ...]:
    smooth = sorted(found.points, key=lambda point: (ORDER.index(point.kind), point.value))
    kinks = sorted(found.kinks, key=lambda point: point.value)
    rows = [_row(number, point, axes, False) for number, point in enumerate(smooth)]
    return (*rows, *(_row(number, point, axes, True) for number, point in enumerate(kinks, len(rows))))


def _row(number: int, point: CriticalPoint, axes: tuple[str, ...], kink: bool) -> PointRow:
    place = [float(point.position[name]) for name in axes]
    eigenvalues = () if kink else tuple(float(value) for value in point.eigenvalues)[: len(axes)]
    shape: MarkShape = "kink" if kink else SHAPES[point.kind]
    word, sentence = point_words(point.kind, point.behaviour, point.note, len(axes), kink)
    x, y = (*place, 0.0)[:2]
    value = _without_noise(float(point.value), eigenvalues, place)
    return PointRow(f"point {number}", shape, word, x, y, value, eigenvalues, sentence)


def _without_noise(value: float, eigenvalues: tuple[float, ...], place: Iterable[float]) -> float:
    """0 where the value is no more than the rounding of the position lets it be."""
    reach = max(1.0, *map(abs, place))
    return 0.0 if abs(value) <= 1e-14 * max((abs(each) for each in eigenvalues), default=0.0) * reach**2 else value


def _state(found: CriticalSearch) -> str:
    points, kinks, open_ = len(found.points), len(found.kinks), len(found.undecided)
    thing = "isolated critical point" if found.curves else "critical point"
    parts = [count_of(points, thing)] if points else []
    parts += [count_of(kinks, "kink")] if kinks else []
    told = " and ".join(parts)
    if not found.complete and not open_:
        return f"{told or 'No critical point'} found; not proven to be all"
    if not found.complete:
        boxes = "1 small box is undecided" if open_ == 1 else f"{open_} small boxes are undecided"
        return f"{told or 'No critical point'} found; {boxes}"
    if not told:
        return ""
    return f"{told} in this window: all found"


def _notes(found: CriticalSearch) -> tuple[str, ...]:
    counted = count_of(len(found.points), "critical point") + "."
    note = found.note.removeprefix(counted).replace(UNDECIDED, "").strip()
    notes = [note] if note else []
    if not found.complete and len(found.undecided):
        notes.append("The outlined boxes may hold more points. A smaller window around one can settle it.")
    if len(found.points) + len(found.kinks) > MARKED:
        notes.append(f"The first {MARKED} are marked on map and surface.")
    return tuple(notes)


MOST_HELD = 8


def held_note(given: StudyInput) -> str:
    """That the points belong to the variables drawn alone, "" where no other is held."""
    held = given.problem.held
    if not held:
        return ""
    told = ", ".join(f"{name_text(name)} = {format_value(value, 2)}" for name, value in held[:MOST_HELD])
    if len(held) > MOST_HELD:
        told += f" and {len(held) - MOST_HELD:,} more"
    names = " and ".join(given.axes)
    return f"Held: {told}. The points are those over {names} alone."


def _figures(found: CriticalSearch, rows: Iterable[PointRow]) -> tuple[Figure, ...]:
    rows = tuple(rows)
    labelled = len(rows) <= LABELLED
    rows = rows[:MARKED]
    curves = [Stroke(curve, "text", 2.6, "solid", "∇f = 0" if not i else "") for i, curve in enumerate(found.curves)]
    boxes = [Boxes(found.undecided, "warning", "undecided")] if len(found.undecided) else []
    marks = [
        Mark(row.x, row.y, row.shape, "text", format_value(row.value, 2) if labelled else "", row.value, row.key)
        for row in rows
    ]
    return (*boxes, *curves, *marks)
