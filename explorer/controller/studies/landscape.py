"""The study of what the two axes do not show: how much of the gradient points out of the plane that is drawn."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from explorer.controller.executor import CancelToken
from explorer.controller.figures import Figure
from explorer.controller.learning.place import current_key, current_position
from explorer.controller.panels import PANELS
from explorer.controller.plots import Plot
from explorer.controller.studies.study import StudyInput
from explorer.core.expression.text import name_text
from explorer.core.numbers import format_value
from explorer.core.sampling.field import FloatArray

__all__ = [
    "EVERY_PANEL",
    "LandscapeAnswer",
    "compute_landscape",
    "is_quick_landscape",
    "landscape_key",
    "outside_sentence",
    "wants_landscape",
]

EVERY_PANEL = frozenset({"", *(row.identity for row in PANELS)})
MOST_NAMES = 3
BESIDE = 0.005


@dataclass(frozen=True, slots=True, eq=False)
class LandscapeAnswer:
    """``share`` of ‖∇‖² points out of the plane (NaN where the gradient is 0 or undefined), told by ``sentence``.

    ``words`` say where ("step 60", "P"); ``distance`` is how far that place lies beside the plane.
    """

    sentence: str = ""
    share: float = math.nan
    words: str = ""
    distance: float = 0.0
    figures: tuple[Figure, ...] = ()
    plots: tuple[Plot, ...] = ()

    @property
    def beside(self) -> str:
        """Where the weights themselves lie, if that is beside the plane."""
        if not (math.isfinite(self.distance) and self.distance > BESIDE):
            return ""
        return f"The weights at {self.words} lie {format_value(self.distance, 2)} away from the plane."


def wants_landscape(given: StudyInput) -> bool:
    """Whether there are more than two variables, of which two are drawn."""
    return len(given.axes) == 2 and len(given.whole.variables) > 2


def is_quick_landscape(given: StudyInput) -> bool:
    """Whether one gradient takes less than a frame bears."""
    return bool(getattr(given.whole, "is_quick", False))


def landscape_key(given: StudyInput) -> tuple[object, ...]:
    """The place, and the plane it is seen on."""
    return (*current_key(given), given.problem.projection, given.learned.landscape)


def compute_landscape(given: StudyInput, token: CancelToken) -> LandscapeAnswer:
    """The share at the numbers that are shown: of a network at the playhead, else at P."""
    position, at = current_position(given)
    words = at.removeprefix("at ")
    gradient = given.whole.value_and_gradient(position)[1]
    landscape = given.learned.landscape
    if landscape is not None:
        share = landscape.plane.share_outside(gradient)
        distance = float(landscape.plane.distances(position))
        sentence = outside_sentence(share, words, gradient)
        return LandscapeAnswer(sentence, share, words, distance)
    share = _off_axes(gradient, given.axis_indices)
    return LandscapeAnswer(_held_sentence(share, words, gradient, given), share, words)


def outside_sentence(share: float, words: str, gradient: FloatArray, symbol: str = "L") -> str:
    """``57% of ‖∇L‖² at step 60 lies outside this plane``; "" where the gradient is not finite."""
    if not np.isfinite(gradient).all():
        return ""
    if not gradient.any() or math.isnan(share):
        return f"∇{symbol} = 0 at {words}: nothing lies outside this plane"
    return f"{told_share(share)} of ‖∇{symbol}‖² at {words} lies outside this plane"


def told_share(share: float) -> str:
    """A share 0 … 1 in whole per cent, but never 0% of something or 100% of less than all."""
    if share < 1e-12:
        return "Nothing"
    if share < 0.005:
        return "Less than 1%"
    if 0.995 <= share < 1.0 - 1e-12:
        return "More than 99%"
    return f"{100 * share:.0f}%"


def _off_axes(gradient: FloatArray, axes: tuple[int, ...]) -> float:
    size = float(np.abs(gradient).max(initial=0.0))
    if not (size > 0 and math.isfinite(size)):
        return math.nan
    squares = np.square(gradient / size)
    return max(0.0, 1.0 - float(squares[list(axes)].sum() / squares.sum()))


def _held_sentence(share: float, words: str, gradient: FloatArray, given: StudyInput) -> str:
    symbol = "f" if given.learned.loss is None else "L"
    told = outside_sentence(share, words, gradient, symbol)
    if not told or math.isnan(share) or share < 1e-12:
        return told
    held = [name_text(name) for name in given.whole.variables if name not in given.axes]
    more = " …" if len(held) > MOST_NAMES else ""
    return f"{told}: along {', '.join(held[:MOST_NAMES])}{more}"
