"""The study of the learning rate: f after a few steps for every rate, with the rates worth marking."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.controller.executor import CancelToken
from explorer.controller.figures import Figure
from explorer.controller.plots import Plot, PlotAxis, PlotLine, PlotMark, PlotRule
from explorer.controller.studies.study import StudyInput
from explorer.controller.studies.sweeping import held_of, spec_of, start_of, sweep_course, sweep_of
from explorer.core.numbers import format_value
from explorer.core.optim.course import Course
from explorer.core.optim.sweeps import RateCurve, RateFinder
from explorer.model.document import SweepSettings

__all__ = ["RateAnswer", "compute_rate", "rate_key", "wants_rate"]

NO_VARIABLE = "f has no variable, so there is nowhere to descend."
NONE_HELPS = "No rate in this range brings f down from the start; lower the range, or start elsewhere."
HEADROOM = 4.0


@dataclass(frozen=True, slots=True, eq=False)
class RateAnswer:
    """The curve as a plot; ``keyword`` is the setting it is about, ``suggested`` the rate to take."""

    keyword: str = ""
    curve: RateCurve | None = None
    suggested: float | None = None
    state: str = ""
    is_good: bool = True
    notes: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()
    plots: tuple[Plot, ...] = ()


def wants_rate(given: StudyInput) -> bool:
    """Whether the panel is set to the learning rate."""
    return sweep_of(given).kind == "rate"


def rate_key(given: StudyInput) -> tuple[object, ...]:
    """Function, held values, start, the chosen run's settings, and the range."""
    sweep, spec = sweep_of(given), spec_of(given)
    start = tuple(start_of(given).tolist())
    chosen = (spec.optimiser, spec.schedule, spec.noise, spec.seed, spec.batch)
    return (given.whole, held_of(given), start, chosen, sweep.rates, sweep.rate_steps)


def compute_rate(given: StudyInput, token: CancelToken) -> RateAnswer:
    """A descent for every rate of the range."""
    if not given.whole.variables:
        return RateAnswer(state=NO_VARIABLE, is_good=False)
    sweep, start = sweep_of(given), start_of(given)
    try:
        course = sweep_course(given, start)
        finder = RateFinder(course, start, *sweep.rates, steps=sweep.rate_steps)
    except (ValueError, TypeError) as error:
        return RateAnswer(state=str(error), is_good=False)
    for part in finder.advance():
        token.check(part)
    return _answer(course, finder.curve(), sweep)


def _answer(course: Course, curve: RateCurve, sweep: SweepSettings) -> RateAnswer:
    keyword = course.optimizer.rate or ""
    if not np.isfinite(curve.first):
        return RateAnswer(keyword, curve, state="f is undefined at the start; move it.", is_good=False)
    plots = (_plot(course, curve, sweep),)
    if curve.suggested is None:
        return RateAnswer(keyword, curve, None, NONE_HELPS, False, (), (), plots)
    state = f"f falls steepest at the rate {curve.suggested:.2g}"
    return RateAnswer(keyword, curve, curve.suggested, state, True, _notes(curve), (), plots)


def _notes(curve: RateCurve) -> tuple[str, ...]:
    notes = [f"It ends lowest at {curve.best:.2g}." if curve.best is not None else ""]
    if curve.blow_up is not None:
        notes.append(f"From {curve.blow_up:.2g} on it ends above the start, or diverges.")
    if curve.limit is not None:
        notes.append(f"Plain descent grows along the sharpest direction at the start from 2/λ = {curve.limit:.2g} on.")
    return tuple(note for note in notes if note)


def _plot(course: Course, curve: RateCurve, sweep: SweepSettings) -> Plot:
    shown = curve.losses[np.isfinite(curve.losses)]
    low = float(shown.min()) if len(shown) else curve.first - 1.0
    top = curve.first + 0.35 * (curve.first - low) if curve.first > low else curve.first + 1.0
    logarithmic = low > 0 and curve.first / low > 100
    left = PlotAxis("f", low / 2, HEADROOM * curve.first, True) if logarithmic else PlotAxis("f", low, top, widen=True)
    name = course.optimizer.rate or ""
    now = course.optimizer.number(name)
    rules = [PlotRule(curve.first, False, "text2", "dotted", "f at the start")]
    if curve.limit is not None:
        rules.append(PlotRule(curve.limit, True, "warning", "dashed", "2/λ"))
    marks = []
    inside = curve.rates[0] <= now <= curve.rates[-1]
    if inside:
        marks.append(PlotMark(now, _height(curve, now), "probe", "ring", "now"))
    if curve.suggested is not None:
        marks.append(PlotMark(curve.suggested, _height(curve, curve.suggested), "success", "maximum", "suggested"))
    steps = "1 step" if sweep.rate_steps == 1 else f"{sweep.rate_steps} steps"
    return Plot(
        "f after the steps",
        PlotAxis("time step" if name == "time_step" else "learning rate", *sweep.rates, logarithmic=True),
        left,
        (PlotLine(np.column_stack([curve.rates, curve.losses]), "loss", 2.4),),
        tuple(marks),
        tuple(rules),
        subtitle=f"{steps} from f = {format_value(curve.first)}",
        clickable=True,
    )


def _height(curve: RateCurve, rate: float) -> float:
    nearest = int(np.argmin(np.abs(np.log(curve.rates / rate))))
    return float(curve.losses[nearest])
