"""What the three sweeps have in common: whose settings they take, and from where."""

from __future__ import annotations

import math
from collections.abc import Generator
from typing import Final

from explorer.controller.executor import CancelToken
from explorer.controller.run_settings import course_of
from explorer.controller.studies.study import StudyInput
from explorer.core.optim.batches import HasRows
from explorer.core.optim.course import Course, checked_course
from explorer.core.optim.registry import OPTIMIZERS
from explorer.core.sampling.field import FloatArray
from explorer.model.document import RunSpec, SweepSettings

__all__ = [
    "follow",
    "held_of",
    "is_plane",
    "limit_words",
    "rate_words",
    "spec_of",
    "start_of",
    "sweep_course",
    "sweep_of",
    "title_of",
]

COUNTED: Final = 0.02  # of the work between two tellings of the progress


def sweep_of(given: StudyInput) -> SweepSettings:
    """What the panel is set to."""
    return given.choices.sweep


def spec_of(given: StudyInput) -> RunSpec:
    """The settings of the chosen run, or of the next one where there is none."""
    runs = given.problem.runs
    return runs[min(max(given.chosen, 0), len(runs) - 1)] if runs else given.problem.next_run


def start_of(given: StudyInput) -> FloatArray:
    """Where the chosen run starts (a fork: where the run that it leaves does), without runs the probe."""
    runs, spec = given.problem.runs, spec_of(given)
    while spec.parent is not None and 0 <= spec.parent < len(runs):
        spec = runs[spec.parent]
    if not runs and given.problem.first is None:
        return given.position
    return given.problem.position_of(dict(spec.start))


def held_of(given: StudyInput) -> tuple[tuple[str, float], ...]:
    """Where variables are held; none of a network's, whose runs descend among all weights."""
    return given.problem.held if given.problem.first is None else ()


def sweep_course(given: StudyInput, start: FloatArray) -> Course:
    """The chosen run's course; a learning rate that is not given is proposed at ``start``.

    Raises ValueError or TypeError with a sentence where a setting makes no sense.
    """
    spec, function = spec_of(given), given.whole
    place = dict(zip(function.variables, start.tolist(), strict=True))
    optimiser, schedule = course_of(function, place, spec, None)
    batch = spec.batch if isinstance(function, HasRows) else None
    return checked_course(function, optimiser, schedule, spec.noise, spec.seed, batch)


def rate_words(course: Course) -> str:
    """The learning rate in words, "" for a rule without one."""
    name = course.optimizer.rate
    if name is None:
        return ""
    word = "time step" if name == "time_step" else "learning rate"
    return f"{word} {course.optimizer.number(name):g}"


def limit_words(tolerance: float) -> str:
    """A tolerance of ‖∇f‖ in words: 10⁻⁴ where it is a power of ten."""
    exponent = round(math.log10(tolerance)) if tolerance > 0 else 0
    if exponent < -2 and math.isclose(tolerance, 10.0**exponent, rel_tol=1e-9):
        return "10⁻" + str(-exponent).translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))
    return f"{tolerance:g}"


def title_of(given: StudyInput) -> str:
    """The optimiser's name as it is shown."""
    kind = OPTIMIZERS.get(spec_of(given).optimiser.name)
    return kind.title if kind is not None else spec_of(given).optimiser.name


def follow(chunks: Generator[tuple[float, bool], None, None], token: CancelToken) -> Generator[None, None, None]:
    """Carry a search on, tell how far it is, and pause wherever there is something new to look at."""
    told = 0.0
    for part, is_new in chunks:
        if part >= told:
            token.check(min(part, 1.0))
            told = part + COUNTED
        else:
            token.check()
        if is_new:
            yield


def is_plane(given: StudyInput) -> bool:
    """Whether there are two axes to spread starts over."""
    return len(given.axes) == 2
