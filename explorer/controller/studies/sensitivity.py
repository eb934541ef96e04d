"""The study of how much each input matters at the probe, and of a small change of all of them."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from explorer.controller.callables import tree_of
from explorer.controller.executor import CancelToken
from explorer.controller.figures import Figure, Vector
from explorer.controller.plots import Plot
from explorer.controller.studies.at_probe import NO_VARIABLE, axis_lengths, hole_sentence, kink_sentence
from explorer.controller.studies.nudge_plot import change_plot
from explorer.controller.studies.study import StudyInput
from explorer.core.analysis.sensitivity import Change, predicted_change, sensitivity, share_outside
from explorer.core.autodiff import reverse_gradient
from explorer.core.sampling.field import FloatArray
from explorer.model.document import Slider

__all__ = ["InputRow", "ParameterRow", "SensitivityAnswer", "compute_sensitivity", "nudge_of", "sensitivity_key"]

DEFAULT_SHARE = 0.05  # of each range
ONE_SIDE = "a prediction from it holds on one side at most."
NO_CHANGE = Change(math.nan, math.nan, math.nan)
FLAT = "∇f = 0 here: to first order no input matters, and the predicted change is 0."


@dataclass(frozen=True, slots=True)
class InputRow:
    """One variable: the meaning that colours it, where it is, its range, its partial raw and scaled, its nudge."""

    name: str
    meaning: str
    value: float
    low: float
    high: float
    slope: float
    scaled: float
    nudge: float


@dataclass(frozen=True, slots=True)
class ParameterRow:
    """One parameter: ∂f by it, and that times the width of its slider's range."""

    name: str
    slope: float
    scaled: float


@dataclass(frozen=True, slots=True, eq=False)
class SensitivityAnswer:
    """Every input in order, every parameter, the share of ‖∇f‖ outside the drawn axes (0 … 1), the change by the nudge.

    Nothing but the ``message`` where there is one. ``nudge_is_default`` tells that every nudge is 5 %
    of its range.
    """

    message: str = ""
    note: str = ""
    inputs: tuple[InputRow, ...] = ()
    parameters: tuple[ParameterRow, ...] = ()
    share_outside: float = math.nan
    norm: float = math.nan
    change: Change = NO_CHANGE
    nudge_is_default: bool = True
    figures: tuple[Figure, ...] = ()
    plots: tuple[Plot, ...] = ()


def sensitivity_key(given: StudyInput) -> tuple[object, ...]:
    """The probe, all ranges and the nudge."""
    names = given.problem.names
    return (*given.probe_key, given.window, names.held, names.parameters, given.choices.nudge)


def nudge_of(given: StudyInput) -> dict[str, float]:
    """The change of every variable: what was chosen, else 5 % of its range."""
    chosen = dict(given.choices.nudge)
    lengths = zip(given.function.variables, axis_lengths(given), strict=True)
    return {name: chosen.get(name, float(f"{DEFAULT_SHARE * length:.3g}")) for name, length in lengths}


def compute_sensitivity(given: StudyInput, token: CancelToken) -> SensitivityAnswer:
    """All partials raw and scaled, and the nudge predicted and in fact."""
    function, position = given.function, given.position
    if not given.axes:
        return SensitivityAnswer(NO_VARIABLE, plots=(change_plot(message=NO_VARIABLE),))
    value, gradient = function.value_and_gradient(position)
    problem = hole_sentence(given, value, bool(np.isfinite(gradient).all()))
    if problem:
        return SensitivityAnswer(problem, plots=(change_plot(message=problem),))
    nudges = nudge_of(given)
    nudge = np.array([nudges[name] for name in function.variables])
    change = predicted_change(function, position, nudge)
    note = kink_sentence(given, gradient, ONE_SIDE) or (FLAT if not gradient.any() else "")
    chosen = {name for name, _ in given.choices.nudge}
    return SensitivityAnswer(
        note=note,
        inputs=_inputs(given, nudges),
        parameters=_parameters(given),
        share_outside=share_outside(gradient, given.axis_indices),
        norm=float(np.hypot.reduce(gradient)),
        change=change,
        nudge_is_default=chosen.isdisjoint(function.variables),
        figures=_arrow(given, nudges),
        plots=(change_plot(function, position, nudge, change),),
    )


def _inputs(given: StudyInput, nudges: dict[str, float]) -> tuple[InputRow, ...]:
    ranges = _ranges(given)
    function, position = given.function, given.position
    found = sensitivity(function, position, [ranges[name] for name in function.variables])
    meanings = dict(zip(given.axes, ("x", "y"), strict=False))
    rows = zip(found, position.tolist(), strict=True)
    return tuple(
        InputRow(
            row.name,
            meanings.get(row.name, "held"),
            at,
            *ranges[row.name],
            row.slope,
            row.scaled,
            nudges[row.name],
        )
        for row, at in rows
    )


def _ranges(given: StudyInput) -> dict[str, tuple[float, float]]:
    window, held = given.window, given.problem.names.held
    ranges = {slider.name: (slider.minimum, slider.maximum) for slider in held}
    drawn = ((window.x_min, window.x_max), (window.y_min, window.y_max))
    return ranges | dict(zip(given.axes, drawn, strict=False))


def _parameters(given: StudyInput) -> tuple[ParameterRow, ...]:
    """By reverse mode, which needs no new kernel: parameters are no variables of the compiled function."""
    function, sliders = given.function, given.problem.names.parameters
    root = tree_of(function)
    if not sliders or root is None:
        return ()
    place: FloatArray = given.position
    values = {**function.parameters, **dict(zip(function.variables, place.tolist(), strict=True))}
    _, slopes, _ = reverse_gradient(root, values, [slider.name for slider in sliders])
    return tuple(ParameterRow(s.name, slopes[s.name], slopes[s.name] * _width(s)) for s in sliders)


def _width(slider: Slider) -> float:
    return slider.maximum - slider.minimum


def _arrow(given: StudyInput, nudges: dict[str, float]) -> tuple[Figure, ...]:
    """The part of the nudge that lies in the drawn plane."""
    if len(given.axes) < 2:
        return ()
    dx, dy = (nudges[name] for name in given.axes)
    x, y = given.problem.probe
    return (Vector(x, y, dx, dy, "text", "δ"),) if dx or dy else ()
