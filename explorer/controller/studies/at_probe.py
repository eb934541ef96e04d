"""What several studies say about the probe's place: a hole, a kink, no function of enough variables."""

from __future__ import annotations

import math

from explorer.controller.studies.study import StudyInput
from explorer.core.analysis.kinks import Kink, kinks_at
from explorer.core.expression.text import name_text
from explorer.core.numbers import format_value
from explorer.core.sampling.field import FloatArray

__all__ = ["NO_VARIABLE", "axis_lengths", "hole_sentence", "kink_sentence", "kinks_of"]

NO_VARIABLE = "f has no variable: it is the same everywhere. Type a function of x and y."


def hole_sentence(given: StudyInput, value: float, slopes_known: bool = True) -> str:
    """Why nothing can be told at the probe, "" if something can."""
    if not math.isfinite(value):
        return f"f is undefined at P ({_place(given)}). Drag P to where the surface is."
    if not slopes_known:
        return f"f has no finite slope at P ({_place(given)}). Drag P a little to the side."
    return ""


def axis_lengths(given: StudyInput) -> tuple[float, ...]:
    """A typical length along every variable: a window's side, or the range of a slider."""
    window = given.window
    sides = (window.x_max - window.x_min, window.y_max - window.y_min)
    known = {slider.name: slider.maximum - slider.minimum for slider in given.problem.names.held}
    known |= dict(zip(given.axes, sides, strict=False))
    return tuple(known.get(name, 1.0) for name in given.function.variables)


def kinks_of(given: StudyInput) -> tuple[Kink, ...]:
    """The variables along which f has a kink or a jump at the probe."""
    return kinks_at(given.function, given.position, axis_lengths(given))


def kink_sentence(given: StudyInput, slopes: FloatArray, consequence: str, axes_only: bool = False) -> str:
    """A sentence about the first kink at the probe that ends with what follows from it, "" where there is none.

    ``slopes`` (n,) are the ones told there, which are no more than a convention at a kink.
    """
    kinks = [kink for kink in kinks_of(given) if kink.name in given.axes or not axes_only]
    if not kinks:
        return ""
    kink = kinks[0]
    if kink.is_jump:
        return f"f jumps at P along {kink.name}: {consequence}"
    told = format_value(float(slopes[given.function.variables.index(kink.name)]))
    sides = f"slope {format_value(kink.left)} before it, {format_value(kink.right)} after it"
    return f"f has a kink at P along {kink.name} ({sides}; the value told is {told}): {consequence}"


def _place(given: StudyInput) -> str:
    coordinates = zip(given.axes, given.problem.probe, strict=False)
    return ", ".join(f"{name_text(name)} = {format_value(value, 2)}" for name, value in coordinates)
