"""The study of basins: every point of the window as a start, told by where it ends and how fast."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from explorer.controller.executor import CancelToken
from explorer.controller.figures import Figure, Mark, MarkShape, Raster
from explorer.controller.plots import Plot, PlotAxis, PlotLine
from explorer.controller.results import ExploredFunction
from explorer.controller.studies.study import StudyInput
from explorer.controller.studies.sweeping import (
    follow,
    is_plane,
    limit_words,
    rate_words,
    spec_of,
    sweep_course,
    sweep_of,
    title_of,
)
from explorer.core.optim.course import Course
from explorer.core.optim.sweeps import BasinMap, BasinSearch
from explorer.core.optim.sweeps.attractors import Attractor
from explorer.core.optim.sweeps.basins import lattice_side
from explorer.core.optim.sweeps.ends import CONVERGED, DIVERGED, LEFT, UNFINISHED
from explorer.core.sampling.field import FloatArray
from explorer.model.document import SweepSettings

__all__ = ["BasinsAnswer", "PlaceRow", "basins_key", "compute_basins", "wants_basins"]

NEEDS_TWO = "Basins need two variables on the axes; this function has fewer."
NEEDS_WEIGHTS = (
    "Descents leave the plane that is drawn; show two of the weights in the panel Network for basins of these."
)
LISTED: Final = 12
MARKED: Final = 60
MOST_WORK: Final = 5_000_000_000  # simple operations: some ten seconds
COLOURS: Final = 8
_NEUTRAL: Final = {UNFINISHED: "held", DIVERGED: "error", LEFT: "text2"}
_WORDS: Final = {UNFINISHED: "are not there yet", DIVERGED: "diverge", LEFT: "leave the domain"}
MENTIONED: Final = 0.05
_SHAPES: Final[dict[str, MarkShape]] = {
    "minimum": "minimum",
    "maximum": "maximum",
    "saddle": "saddle",
    "degenerate": "degenerate",
}


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """One place where descents end: its ``number`` on the map, its ``share`` of the starts, steps on average."""

    key: str
    number: int
    shape: MarkShape
    meaning: str
    x: float
    y: float
    value: float
    share: float
    steps: float


@dataclass(frozen=True, slots=True, eq=False)
class BasinsAnswer:
    """The basin map as far as it is known.

    ``state`` is the one sentence about it, ``is_good`` whether something was found; ``others`` are (what, share) of
    the starts that end nowhere. ``rate`` is the learning rate (keyword, value) that was used, ``part`` is computed.
    """

    rows: tuple[PlaceRow, ...] = ()
    state: str = ""
    is_good: bool = True
    others: tuple[tuple[str, float], ...] = ()
    notes: tuple[str, ...] = ()
    rate: tuple[str, float] | None = None
    part: float = 1.0
    figures: tuple[Figure, ...] = ()
    plots: tuple[Plot, ...] = ()


def wants_basins(given: StudyInput) -> bool:
    """Whether the panel is set to basins."""
    return sweep_of(given).kind == "basins"


def basins_key(given: StudyInput) -> tuple[object, ...]:
    """Function, axes, held values and window; the chosen run's settings; how far each start is followed."""
    sweep, spec = sweep_of(given), spec_of(given)
    settings = spec.optimiser, spec.schedule, spec.noise, spec.seed, spec.batch
    start = spec.start if given.problem.runs else ()
    return (*given.problem.picture_key, settings, start, sweep.side, sweep.steps, sweep.tolerance)


def compute_basins(given: StudyInput, token: CancelToken) -> BasinsAnswer:
    """The map, published lattice by lattice."""
    if not is_plane(given):
        return BasinsAnswer(state=NEEDS_TWO, is_good=False)
    if given.problem.plane is not None:
        return BasinsAnswer(state=NEEDS_WEIGHTS, is_good=False)
    sweep, window = sweep_of(given), given.window
    try:
        course = sweep_course(given, _place(given))
    except (ValueError, TypeError) as error:
        return BasinsAnswer(state=str(error), is_good=False)
    first, second = given.axis_indices
    ranges = (window.x_min, window.x_max), (window.y_min, window.y_max)
    side = affordable_side(given.function, sweep)
    search = BasinSearch(course, (first, second), ranges, given.position, side, sweep.steps, sweep.tolerance)
    answer = BasinsAnswer()
    for _ in follow(search.advance(), token):
        answer = _answer(given, course, search.map())
        if answer.part < 1.0:
            token.publish(answer)
    return answer


def affordable_side(function: ExploredFunction, sweep: SweepSettings) -> int:
    """How many starts a side are followed: as many as were chosen, fewer where each step passes over many rows."""
    work = int(getattr(function, "work_a_gradient", 0)) * sweep.steps
    return sweep.side if not work else max(2, min(sweep.side, math.isqrt(MOST_WORK // work)))


def _place(given: StudyInput) -> FloatArray:
    """Where a learning rate is proposed: at the chosen run's start, else in the middle of the window."""
    if given.problem.runs:
        return given.problem.position_of(dict(spec_of(given).start))
    window = given.window
    return given.problem.position((window.x_min + window.x_max) / 2, (window.y_min + window.y_max) / 2)


def _answer(given: StudyInput, course: Course, found: BasinMap) -> BasinsAnswer:
    total = sum(found.counts)
    rows = tuple(_row(place, index, given, total) for index, place in enumerate(found.attractors, 1))
    shares = {kind: found.counts[kind] / total for kind in (UNFINISHED, DIVERGED, LEFT)}
    arriving = sum(row.share for row in rows) - found.counts[CONVERGED] / total
    shares[UNFINISHED] = max(0.0, shares[UNFINISHED] - arriving)
    others = tuple((_WORDS[kind], share) for kind, share in shares.items() if share > 0)
    name = course.optimizer.rate
    state, is_good = _state(given, course, rows, shares)
    return BasinsAnswer(
        rows,
        state,
        is_good,
        others,
        _notes(given, course, found, rows),
        None if name is None else (name, course.optimizer.number(name)),
        found.part,
        (_raster(given, found), *_marks(rows)),
        (_arrivals(found, rows, given),) if rows else (),
    )


def _row(place: Attractor, number: int, given: StudyInput, total: int) -> PlaceRow:
    x, y = (float(place.position[index]) for index in given.axis_indices)
    largest = max(1.0, abs(x), abs(y))
    return PlaceRow(
        f"place {place.number}",
        number,
        _SHAPES[place.kind],
        f"run{place.number % COLOURS + 1}",
        x,
        y,
        0.0 if abs(place.value) < 1e-13 * largest**2 else place.value,
        place.count / total,
        place.mean_steps,
    )


def _state(given: StudyInput, course: Course, rows: tuple[PlaceRow, ...], shares: dict[int, float]) -> tuple[str, bool]:
    if rows:
        places = "1 place" if len(rows) == 1 else f"{len(rows)} places"
        arrived = sum(row.share for row in rows)
        if arrived > 1 - 1e-12:
            return f"All starts end at {places}", True
        most = max(shares, key=lambda kind: shares[kind])
        rest = f", {_percent(shares[most])} {_WORDS[most]}" if shares[most] > MENTIONED else ""
        return f"{_percent(arrived)} of the starts end at {places}{rest}", arrived > MENTIONED
    at = f" at {rate_words(course)}" if rate_words(course) else ""
    most = max(shares, key=lambda kind: shares[kind])
    every = "Every start" if shares[most] == 1 else "No start arrives; most"
    s = "s" if shares[most] == 1 else ""
    if most == DIVERGED:
        advice = "choose a smaller one" if at else "choose another optimiser"
        return f"{every} diverge{s}{at}; {advice}, or a function with a minimum in this window.", False
    if most == LEFT:
        leave = "leaves" if s else "leave"
        return f"{every} {leave} the domain of f; move the window to where f is defined, or step more carefully.", False
    steps = sweep_of(given).steps
    limit = limit_words(sweep_of(given).tolerance)
    return f"No start has come to ‖∇f‖ ≤ {limit} in {steps} steps{at}; give it more steps, or larger ones.", False


def _notes(given: StudyInput, course: Course, found: BasinMap, rows: tuple[PlaceRow, ...]) -> tuple[str, ...]:
    notes = []
    side, chosen = affordable_side(given.function, sweep_of(given)), sweep_of(given).side
    if side < chosen:
        notes.append(f"{side} starts along each axis instead of {chosen}: every step of each passes over all rows.")
    asked, side = sweep_of(given).side, lattice_side(course, sweep_of(given).side)
    if side < asked:
        notes.append(
            f"{title_of(given)} is followed start by start, so {side} × {side} starts are shown, not {asked}²."
        )
    window = given.window
    size = np.array([window.x_max - window.x_min, window.y_max - window.y_min])
    long = [
        number
        for number, place in enumerate(found.attractors, 1)
        if (place.extent[list(given.axis_indices)] > 0.05 * size).any()
    ]
    if long:
        one = "Place" if len(long) == 1 else "Places"
        told = f"{one} {', '.join(map(str, long[:LISTED]))}"
        notes.append(f"{told}: not one point, the ends lie along a curve or in a flat region.")
    if len(rows) > LISTED:
        notes.append(f"The {LISTED} places with the largest basins are listed; colours come again after {COLOURS}.")
    return tuple(notes)


def _raster(given: StudyInput, found: BasinMap) -> Raster:
    numbers = np.array([place.number % COLOURS for place in found.attractors] + [0])
    classes = np.where(found.places >= 0, numbers[found.places], COLOURS - 1 + found.kinds).astype(np.int16)
    steps = found.steps.astype(float)
    counted = steps[found.places >= 0]
    least, most = np.quantile(counted, (0.02, 0.98)) if len(counted) else (0.0, 1.0)
    shades = np.clip((steps - least) / max(most - least, 1.0), 0.0, 1.0)
    window = given.window
    meanings = (*(f"run{index + 1}" for index in range(COLOURS)), *_NEUTRAL.values())
    return Raster(
        (window.x_min, window.x_max, window.y_min, window.y_max),
        classes,
        np.where(found.places >= 0, shades, 0.6),
        meanings,
        frozenset((COLOURS + 1, COLOURS + 2)),
    )


def _marks(rows: tuple[PlaceRow, ...]) -> list[Mark]:
    largest = sorted(rows, key=lambda row: -row.share)[:MARKED]
    return [Mark(row.x, row.y, row.shape, row.meaning, str(row.number), None, row.key) for row in largest]


def _arrivals(found: BasinMap, rows: tuple[PlaceRow, ...], given: StudyInput) -> Plot:
    """How many of all starts have arrived at each place after so many steps."""
    steps = sweep_of(given).steps
    total = found.kinds.size
    largest = sorted(range(len(rows)), key=lambda index: -rows[index].share)[:COLOURS]
    lines = []
    for index in sorted(largest):
        own = (found.places == index) & (found.kinds == CONVERGED)
        counts = np.bincount(found.steps[own], minlength=steps + 1)[: steps + 1]
        points = np.column_stack([np.arange(steps + 1), 100.0 * np.cumsum(counts) / total])
        lines.append(PlotLine(points, rows[index].meaning, 2.2, "solid", str(rows[index].number)))
    high = max((float(line.points[-1, 1]) for line in lines), default=1.0)
    return Plot(
        "Starts that have arrived",
        PlotAxis("step", 0.0, float(max(steps, 1))),
        PlotAxis("% of all starts", 0.0, max(1.05 * high, 1.0), widen=True),
        tuple(lines),
        subtitle=f"‖∇f‖ ≤ {limit_words(sweep_of(given).tolerance)}",
    )


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %" if share < 0.995 else f"{min(99.9, 100 * share):.1f} %"
