"""The study of the slices: one variable moves, the others are held; the secant becomes the tangent."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from explorer.controller.executor import CancelToken
from explorer.controller.figures import Figure, Mark, Place, Stroke
from explorer.controller.plots import Plot, PlotAxis, PlotLine, PlotMark, PlotRule
from explorer.controller.studies.at_probe import NO_VARIABLE, hole_sentence, kink_sentence
from explorer.controller.studies.study import StudyInput
from explorer.core.analysis.slices import Secant, SliceCurve, secant, slice_curve, tangent
from explorer.core.numbers import format_value
from explorer.core.sampling.field import FloatArray

__all__ = ["AxisSlice", "SlicesAnswer", "compute_slices", "handle_of", "slices_key", "snapped", "value_range"]

MEANINGS = ("x", "y")
MOST_NAMED = 5
_MARGIN = 0.04
CONVENTION = "the tangent has no more than that value."


@dataclass(frozen=True, slots=True, eq=False)
class AxisSlice:
    """The slice along the axis ``name`` through the probe at ``at``.

    ``slope`` is that of the tangent, NaN where f has none; ``secant`` is None for h = 0.
    """

    name: str
    at: float
    value: float
    slope: float
    secant: Secant | None

    @property
    def difference(self) -> float:
        """The secant's slope less the tangent's."""
        return self.secant.slope - self.slope if self.secant is not None else math.nan


@dataclass(frozen=True, slots=True, eq=False)
class SlicesAnswer:
    """The slices shown, with a chart for each; ``note`` says what is out of the ordinary at the probe.

    ``reach`` is a round number, about a third of the window: the steps to offer.
    """

    h: float
    reach: float = 1.0
    slices: tuple[AxisSlice, ...] = ()
    note: str = ""
    figures: tuple[Figure, ...] = ()
    plots: tuple[Plot, ...] = ()


def slices_key(given: StudyInput) -> tuple[object, ...]:
    """The probe's key, the window, the step and the padlocks."""
    return (*given.probe_key, given.window, given.choices.secant, given.problem.locked)


def handle_of(name: str) -> str:
    """What the handle at the secant's end along an axis is called."""
    return f"secant:{name}"


def compute_slices(given: StudyInput, _token: CancelToken) -> SlicesAnswer:
    """The slice along every axis that may move: with one of two held, along the other alone."""
    h, reach = given.choices.secant, _reach(given)
    if not given.axes:
        empty = Plot("Slice", PlotAxis("", 0.0, 1.0), PlotAxis("", 0.0, 1.0), message=NO_VARIABLE)
        return SlicesAnswer(h, reach, note=NO_VARIABLE, plots=(empty,))
    value, gradient = given.function.value_and_gradient(given.position)
    held = [name for name in given.axes if name in given.problem.locked]
    slices, plots = [], []
    for number, (name, index) in enumerate(zip(given.axes, given.axis_indices, strict=True)):
        if held == [name] and len(given.axes) > 1:
            continue
        ends = secant(given.function, given.position, index, h) if h != 0.0 else None
        cut = AxisSlice(name, given.problem.probe[number], float(value), float(gradient[index]), ends)
        slices.append(cut)
        plots.append(_plot(given, cut, number, index))
    lifted = _lifted_secant(given, slices[0]) if len(slices) == 1 and len(given.axes) == 2 else ()
    return SlicesAnswer(h, reach, tuple(slices), _note(given, slices, gradient), lifted, tuple(plots))


def snapped(h: float, reach: float) -> float:
    """A dragged step on a lattice of two hundredths of ``reach``, so that 0 can be met."""
    return float(f"{round(h / reach * 200) * reach / 200:.9g}") + 0.0


def value_range(curve: FloatArray, around: float, reach: float, also: float = math.nan) -> tuple[float, float]:
    """The heights to show of a curve: near ``around`` within ``reach``, and the middle 80 % of all.

    A pole or a steep end leaves the picture instead of flattening the rest. ``also`` is a height that
    should be seen if it is not far off.
    """
    known = curve[np.isfinite(curve)]
    if not known.size:
        return 0.0, 1.0
    least, low, high, most = (float(v) for v in np.quantile(known, (0.0, 0.1, 0.9, 1.0)))
    if math.isfinite(around):
        reach = reach if math.isfinite(reach) else 0.0
        low, high = max(least, min(low, around - reach)), min(most, max(high, around + reach))
        low, high = min(low, around), max(high, around)
    span = high - low
    if low - span <= also <= high + span:
        low, high = min(low, also), max(high, also)
    return low - _MARGIN * (high - low), high + _MARGIN * (high - low)


def _plot(given: StudyInput, cut: AxisSlice, number: int, index: int) -> Plot:
    low, high = _window_range(given, number)
    low, high = min(low, cut.at), max(high, cut.at)
    curve = slice_curve(given.function, given.position, index, low, high)
    meaning = MEANINGS[number]
    bottom = PlotAxis(cut.name, low, high, meaning=meaning)
    end = cut.secant.value if cut.secant is not None else math.nan
    heights = value_range(curve.f, cut.value, abs(cut.slope) * (high - low) / 2, end)
    left = PlotAxis("", *heights, widen=True)
    title = f"Slice along {cut.name}: {_called(given, cut.name)}"
    if not np.isfinite(curve.f).any():
        return Plot(title, bottom, left, bar=meaning, message=_nowhere(cut.name))
    marks = (
        PlotMark(cut.at, cut.value, "probe", "ring", "P" if cut.secant is None else ""),
        *_handle(cut),
    )
    rules = (PlotRule(cut.at, until=cut.value),) if math.isfinite(cut.value) else ()
    subtitle = "" if math.isfinite(cut.slope) else "no slope at P"
    return Plot(title, bottom, left, _lines(cut, curve, meaning), marks, rules, subtitle, meaning)


def _lines(cut: AxisSlice, curve: SliceCurve, meaning: str) -> tuple[PlotLine, ...]:
    ends = curve.x[[0, -1]]
    lines = []
    if math.isfinite(cut.value) and math.isfinite(cut.slope):
        points = np.column_stack([ends, tangent(cut.value, cut.slope, cut.at, ends)])
        lines.append(PlotLine(points, "text", 2.0, label=f"tangent, slope {format_value(cut.slope)}"))
    lines.append(PlotLine(np.column_stack([curve.x, curve.f]), meaning))
    chord = cut.secant
    if chord is not None and math.isfinite(chord.slope):
        points = np.column_stack([ends, tangent(cut.value, chord.slope, cut.at, ends)])
        lines.append(PlotLine(points, "text2", 1.5, "dashed", f"secant, slope {format_value(chord.slope)}"))
    return tuple(lines)


def _handle(cut: AxisSlice) -> tuple[PlotMark, ...]:
    """What is dragged: the secant's end, or, for h = 0, the point itself."""
    chord = cut.secant
    if chord is None:
        return (PlotMark(cut.at, cut.value, "probe", "none", handle=handle_of(cut.name)),)
    height = chord.value if math.isfinite(chord.value) else cut.value
    return (PlotMark(chord.x, height, "text2", "open", handle=handle_of(cut.name)),)


def _called(given: StudyInput, name: str) -> str:
    """``f(x, 0.60)``: which variable is free and where the others are."""
    names = given.function.variables
    places = zip(names, given.position.tolist(), strict=True)
    told = [name if variable == name else format_value(value, 2) for variable, value in places]
    if len(told) > MOST_NAMED:
        told = [name, "the others held"]
    return f"f({', '.join(told)})"


def _nowhere(name: str) -> str:
    return f"f is undefined all along this line. Drag P to where the surface is, to see the slice along {name}."


def _window_range(given: StudyInput, number: int) -> tuple[float, float]:
    window = given.window
    return (window.x_min, window.x_max) if number == 0 else (window.y_min, window.y_max)


def _reach(given: StudyInput) -> float:
    """1, 2 or 5 times a power of ten, at most a third of the window's longest side."""
    sides = [high - low for low, high in (_window_range(given, number) for number in range(max(len(given.axes), 1)))]
    third = max(sides) / 3
    power = 10.0 ** math.floor(math.log10(third))
    return float(f"{next(step for step in (5.0, 2.0, 1.0) if step * power <= third * (1 + 1e-9)) * power:.9g}")


def _note(given: StudyInput, slices: list[AxisSlice], gradient: FloatArray) -> str:
    """What is out of the ordinary at P, in one sentence."""
    cut = slices[0]
    known = all(math.isfinite(one.slope) for one in slices)
    hole = hole_sentence(given, cut.value, known)
    if hole:
        return hole
    kink = kink_sentence(given, gradient, CONVENTION, axes_only=True)
    if kink:
        return kink
    if cut.secant is None:
        return "h = 0: the secant has become the tangent. A slope of 0/0 has no value, but its limit has."
    if not all(one.secant is not None and math.isfinite(one.secant.slope) for one in slices):
        return "The secant ends where f is undefined. Choose a smaller h."
    return ""


def _lifted_secant(given: StudyInput, cut: AxisSlice) -> tuple[Figure, ...]:
    """The secant in space, where a single slice leaves room for it."""
    chord = cut.secant
    if chord is None or not math.isfinite(chord.slope):
        return ()
    number = given.axes.index(cut.name)
    x, y = given.problem.probe
    along = np.array([cut.at - 0.4 * chord.h, cut.at + 1.4 * chord.h])
    points = np.empty((2, 3))
    points[:, number], points[:, 1 - number] = along, (y if number == 0 else x)
    points[:, 2] = tangent(cut.value, chord.slope, cut.at, along)
    end = (chord.x, y) if number == 0 else (x, chord.x)
    only: frozenset[Place] = frozenset(("surface",))
    return (
        Stroke(points, "text2", 1.5, "dashed", on=only),
        Mark(*end, "ring", "text2", z=chord.value, on=only),
    )
