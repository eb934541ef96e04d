"""The study of the probe on a constraint: how ∇f stands to ∇g there, and f along the curve."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from explorer.controller.constraints import Constraint, restricted
from explorer.controller.executor import CancelToken
from explorer.controller.figures import EVERYWHERE, Figure, Stroke, Vector
from explorer.controller.plots import Plot
from explorer.controller.studies.constraint import NOTHING_TYPED, constraint_functions, two_axes_message
from explorer.controller.studies.sliding_plot import empty_plot, sliding_plot
from explorer.controller.studies.study import StudyInput
from explorer.controller.studies.tracks import Footing, Track, footing, is_never_met, tracks_of
from explorer.core.analysis.sliding import Alignment, multiplier_at
from explorer.core.function import Function
from explorer.core.numbers import MINUS, format_value
from explorer.core.sampling.field import FloatArray

__all__ = ["CURVE", "MultiplierAnswer", "compute_multiplier", "multiplier_key"]

CURVE = "held"  # a constraint holds g constant, so its curve has the colour of what is held
ARROW = 64.0
PARALLEL = math.radians(0.05)
ON_CURVE, NEAR = 1e-7, 1e-2  # of the window
WORDS = ("g", "g₁", "g₂")


@dataclass(frozen=True, slots=True, eq=False)
class MultiplierAnswer:
    """How the probe stands to the constraints as typed.

    ``alignments`` are those of the constraints that can be read. ``relation`` says how ∇f stands to
    ∇g, ``multiplier`` λ where they are parallel, ``meaning`` what that means, ``place`` that P is off
    the constraint. ``footing`` is the nearest place of the curve, None
    where there is no curve, with the reason in ``message``. ``slope`` is df/ds along the curve.
    """

    constraints: tuple[Constraint, ...] = ()
    axes: tuple[str, ...] = ()
    alignments: tuple[Alignment, ...] = ()
    relation: str = ""
    multiplier: str = ""
    meaning: str = ""
    place: str = ""
    footing: Footing | None = None
    slope: float = math.nan
    message: str = ""
    figures: tuple[Figure, ...] = ()
    plots: tuple[Plot, ...] = ()


def multiplier_key(given: StudyInput) -> tuple[object, ...]:
    """The probe's key, the window and the constraints as typed."""
    return (*given.probe_key, given.window, given.problem.constraints)


def compute_multiplier(given: StudyInput, token: CancelToken) -> MultiplierAnswer:
    """The curves, ∇g at the probe, and f along the curve nearest to it."""
    constraints, axes = given.problem.constraints, given.axes
    message = two_axes_message(given)
    constrained = constraint_functions(given) if not message else ()
    if not constrained:
        message = message or NOTHING_TYPED
        return MultiplierAnswer(constraints, axes, message=message, plots=(empty_plot(message),))
    f = restricted(given.function, axes, given.problem.held)
    tracks = tuple(tracks_of(f, g, given.window) for g in constrained)
    probe = given.problem.probe
    alignments = tuple(multiplier_at(f, g, np.array(probe)) for g in constrained)
    gradients = [np.asarray(h.value_and_gradient(np.array(probe))[1]) for h in (f, *constrained)]
    foot = footing(tracks[0], probe, _sizes(given))
    message = "" if foot is not None else _no_curve(given, constrained[0])
    is_on = foot is not None and _is_on(constrained[0], probe, foot, _sizes(given))
    slope = math.nan if foot is None else _slope_along(gradients[0], gradients[1], foot.along)
    return MultiplierAnswer(
        constraints,
        axes,
        alignments,
        *_told(alignments, is_on, slope),
        "" if is_on or foot is None else _off_sentence(constrained[0].value_at(np.array(probe))),
        foot,
        slope,
        message,
        (*_curves(tracks), *(_arrows(probe, gradients[1:]) if foot is not None else ())),
        (empty_plot(message) if foot is None else sliding_plot(foot, is_on, slope),),
    )


def _is_on(g: Function, probe: tuple[float, float], foot: Footing, sizes: FloatArray) -> bool:
    """The tracks are polylines, so P, on the curve, may lie a little beside them: g itself decides."""
    value, gradient = g.value_and_gradient(np.array(probe))
    across = float(np.hypot(*(np.asarray(gradient) * sizes)))
    return foot.distance <= NEAR and (abs(value) <= ON_CURVE * across or foot.distance <= ON_CURVE)


def _slope_along(slope: FloatArray, normal: FloatArray, along: FloatArray) -> float:
    """df/ds at P across ∇g, the way that the track goes; what is nothing but rounding is 0."""
    length = float(np.hypot(*normal))
    if not math.isfinite(length) or length == 0.0:
        return math.nan
    tangent = np.array([-normal[1], normal[0]]) / length
    told = float(slope @ tangent) * math.copysign(1.0, float(tangent @ along))
    return 0.0 if abs(told) <= 1e-9 * float(np.hypot(*slope)) else told


def _sizes(given: StudyInput) -> FloatArray:
    window = given.window
    return np.array([window.x_max - window.x_min, window.y_max - window.y_min])


def _no_curve(given: StudyInput, g: Function) -> str:
    text = next(c.drawn_text for c in given.problem.constraints if c.function is not None)
    told = " ".join(text.replace("-", MINUS).split())
    told = told if len(told) <= 60 else told[:59] + "…"
    if is_never_met(g, given.window):
        return f"The constraint {told} is never met in this window."
    return f"The constraint {told} shows no curve in this window: g does not change its sign."


def _off_sentence(value: float) -> str:
    told = f"there g = {format_value(value)}" if math.isfinite(value) else "there g is undefined"
    return f"P is not on the constraint: {told}, not 0."


def _deviation(alignment: Alignment) -> float:
    return min(alignment.angle, math.pi - alignment.angle)


def _told(alignments: tuple[Alignment, ...], is_on: bool, slope: float) -> tuple[str, str, str]:
    """Relation, multiplier and meaning."""
    if len(alignments) > 1:
        return "", "", "Two constraints leave single points, where both curves cross: there is no way left to move."
    angle, multiplier = alignments[0]
    if math.isnan(multiplier):
        return "", "", "The gradient of g is zero or undefined at P: the constraint has no direction here."
    if math.isnan(angle):
        return "∇f = 0", "λ = 0", "f is stationary at P without any constraint."
    if _deviation(alignments[0]) <= PARALLEL:
        meaning = "Along the curve f is stationary here." if is_on else "But P is off the curve."
        return "∇f ∥ ∇g", f"λ = {format_value(multiplier)}", meaning
    meaning = f"Moving along the curve still changes f: slope {format_value(slope)}." if is_on else ""
    return f"∇f and ∇g are {math.degrees(angle):.1f}° apart", "", meaning


@lru_cache(maxsize=4)
def _curves(tracks: tuple[tuple[Track, ...], ...]) -> tuple[Figure, ...]:
    """The curves as lines; the same values while only the probe moves, so that views need not prepare them anew."""
    strokes = []
    for number, pieces in enumerate(tracks, 1):
        name = WORDS[number if len(tracks) > 1 else 0]
        style = "solid" if number == 1 else "dashed"
        for index, track in enumerate(pieces):
            label = f"{name} = 0" if index == 0 else ""
            strokes.append(Stroke(track.points, CURVE, 3.2, style, label, EVERYWHERE))  # type: ignore[arg-type]
    return tuple(strokes)


def _arrows(probe: tuple[float, float], gradients: list[FloatArray]) -> tuple[Figure, ...]:
    arrows = []
    for number, gradient in enumerate(gradients, 1):
        length = float(np.hypot(*gradient))
        if math.isfinite(length) and length > 0:
            dx, dy = (gradient / length).tolist()
            name = WORDS[number if len(gradients) > 1 else 0]
            arrows.append(Vector(*probe, dx, dy, CURVE, f"∇{name}", 3.0, ARROW))
    return tuple(arrows)
