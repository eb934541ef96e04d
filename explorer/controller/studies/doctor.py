"""The doctor: how f bends along the chosen run, what went wrong where, and a change that helps."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.controller.executor import CancelToken
from explorer.controller.figures import Figure, Mark, Stroke
from explorer.controller.pictures import RunPicture
from explorer.controller.plots import Plot, PlotAxis, PlotLine, PlotRule
from explorer.controller.studies.receipt import chosen_run
from explorer.controller.studies.study import StudyInput
from explorer.core.optim.diagnosis import Change, Finding, Kind
from explorer.core.optim.doctor import Diagnosis, diagnose_chunks
from explorer.core.optim.finding_words import number_words
from explorer.core.optim.run import Run
from explorer.core.sampling.field import FloatArray

__all__ = ["DoctorAnswer", "compute_doctor", "doctor_key"]

REACH = 0.13  # of the window, how far a principal direction is drawn to each side
TONES = {"converged": "success", "unfinished": "text2", "slow valley": "warning", "noise floor": "warning"}
SEVERE = ("blow-up", "unbounded", "left the domain")
STEEP_KINDS = ("zigzag", "overshoot", "blow-up", "slow valley")
MARK_WORDS = {
    "zigzag": "zigzag",
    "overshoot": "overshoot",
    "blow-up": "blow-up",
    "unbounded": "runs away",
    "plateau": "plateau",
    "saddle": "saddle",
    "maximum": "maximum",
    "left the domain": "last inside",
    "noise floor": "noise floor",
    "slow valley": "valley",
    "tiny rate": "",
    "unfinished": "",
    "converged": "",
}


@dataclass(frozen=True, slots=True, eq=False)
class DoctorAnswer:
    """The diagnosis of run ``run`` of the document, or ``message`` why there is none.

    ``step`` is where it shows, in steps of the playhead; None for nowhere. ``tone`` is the meaning of its
    sign: "success", "warning", "error" or "text2". ``plots`` belong into its section.
    """

    message: str = ""
    run: int = 0
    name: str = ""
    title: str = ""
    sentence: str = ""
    also: str = ""
    tone: str = "text2"
    step: int | None = None
    change: Change | None = None
    promise: str = ""
    charts: tuple[Plot, ...] = ()
    figures: tuple[Figure, ...] = ()
    plots: tuple[Plot, ...] = ()


def doctor_key(given: StudyInput) -> tuple[object, ...]:
    """The run and the window; not the playhead."""
    picture = chosen_run(given)
    if picture is None:
        return (len(given.problem.runs), given.function.variables)
    return (picture, given.axes, given.window)


def compute_doctor(given: StudyInput, token: CancelToken) -> DoctorAnswer:
    """Examine the run; its pieces look at the token."""
    picture = chosen_run(given)
    if picture is None:
        told = "The run is being computed." if given.problem.runs else "Drop a ball: the doctor looks at its run here."
        return DoctorAnswer(told)
    if picture.run is None:
        return DoctorAnswer(f"{picture.label} could not begin. {picture.reason}".strip())
    found = _examined(given, picture, picture.run, token)
    finding = found.finding
    shows = next((one for one in (finding, *found.others) if MARK_WORDS[one.kind] and one.step is not None), None)
    tone = "error" if finding.kind in SEVERE else TONES.get(finding.kind, "warning")
    return DoctorAnswer(
        "",
        picture.index,
        picture.label,
        finding.title,
        finding.sentence,
        " ".join(f"{other.title}: {other.sentence}" for other in found.others),
        tone,
        None if shows is None or shows.step is None or not picture.steps else picture.first_step + shows.step,
        found.suggestion,
        found.promise,
        _charts(found, picture, shows),
        () if shows is None else _figures(given, picture.run, shows, tone),
    )


def _examined(given: StudyInput, picture: RunPicture, run: Run, token: CancelToken) -> Diagnosis:
    window, spec = given.window, given.problem.runs[picture.index]
    extent = 0.5 * (window.x_max - window.x_min + window.y_max - window.y_min)
    steps = max(spec.steps - picture.first_step, 1)
    f = run.course.objective if run.course is not None else given.function
    chunks = diagnose_chunks(f, run, steps, extent)
    while True:
        token.check()
        try:
            next(chunks)
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]


def _figures(given: StudyInput, run: Run, shows: Finding, tone: str) -> tuple[Figure, ...]:
    """A ring where it shows, and the principal direction that matters there."""
    step = shows.step or 0
    if len(given.axes) < 2:
        return ()
    across = list(given.axis_indices)
    x, y = (float(value) for value in run.points[step][across])
    ring = Mark(x, y, "ring", tone, f"{MARK_WORDS[shows.kind]}, step {run.first_step + step}", key="doctor")
    direction = _direction(run, shows.kind, step)
    if direction is None:
        return (ring,)
    axis, value = direction
    window = given.window
    reach = REACH * min(window.x_max - window.x_min, window.y_max - window.y_min)
    ends = np.array([x, y]) + reach * np.array([-axis[across], axis[across]])
    return (Stroke(ends, "text", 1.8, "dashed", f"λ = {number_words(value)}"), ring)


def _direction(run: Run, kind: Kind, step: int) -> tuple[FloatArray, float] | None:
    """The steep direction, or at a saddle the one in which f bends down."""
    if run.course is None or not (kind in STEEP_KINDS or kind == "saddle"):
        return None
    hessian = run.course.objective.hessian_at(run.points[step])
    if not np.isfinite(hessian).all():
        return None
    bends, directions = np.linalg.eigh(hessian)
    place = 0 if kind == "saddle" else int(np.argmax(np.abs(bends)))
    return directions[:, place], float(bends[place])


def _charts(found: Diagnosis, picture: RunPicture, shows: Finding | None) -> tuple[Plot, ...]:
    """The learning rate against its limit, and the condition number, along the run."""
    steps = found.survey.steps + picture.first_step
    step = None if shows is None or shows.step is None else shows.step + picture.first_step
    rates = [
        (found.survey.limits, "text", "dashed", "limit"),
        (found.survey.rates, f"run{picture.colour_index + 1}", "solid", "η"),
    ]
    conditions = [(found.survey.conditions, "text", "solid", "")]
    charts = [
        _chart("Learning rate η", "limit dashed", steps, rates, step),
        _chart("Condition number", "across ÷ along", steps, conditions, step),
    ]
    return tuple(chart for chart in charts if chart is not None)


def _chart(
    title: str, subtitle: str, steps: FloatArray, lines: list[tuple[FloatArray, str, str, str]], step: int | None
) -> Plot | None:
    known = [values[np.isfinite(values) & (values > 0)] for values, *_ in lines]
    if any(not len(values) for values in known) or len(steps) < 2:
        return None
    together = np.concatenate(known)
    low, high = float(np.min(together)), float(np.max(together))
    low, high = max(low, high * 1e-12) / 1.6, high * 1.6
    drawn = []
    for values, meaning, style, label in lines:
        shown = np.where(np.isfinite(values) & (values > 0), values, np.nan)
        drawn.append(PlotLine(np.column_stack([steps, shown]), meaning, 2.2, style, label))  # type: ignore[arg-type]
    rules = () if step is None else (PlotRule(float(step), True, "text2", "dotted"),)
    return Plot(
        title,
        PlotAxis("step", float(steps[0]), float(steps[-1])),
        PlotAxis("", low, high, True, widen=True),
        tuple(drawn),
        rules=rules,
        subtitle=subtitle,
    )
