"""What is told of the plane on which a network's loss is drawn."""

from __future__ import annotations

from explorer.controller.learning.learned import Landscape
from explorer.core.expression.text import name_text

__all__ = ["plane_title", "plane_words"]

_TITLES = {"random": "two random directions", "principal": "plane of the training path"}


def plane_title(landscape: Landscape) -> str:
    """``plane of the training path``."""
    plane = landscape.plane
    if plane.kind == "weights":
        first, second = map(name_text, plane.titles)
        return f"over {first} and {second}"
    return _TITLES[plane.kind]


def plane_words(landscape: Landscape) -> str:
    """What the axes are, and why they are no others."""
    plane = landscape.plane
    if landscape.note:
        return landscape.note
    if plane.kind == "weights":
        others = len(plane.origin) - 2
        held = f"the other {others:,} stay as they are there" if others > 1 else "the other one stays as it is there"
        return f"Two of {len(plane.origin):,} weights move, {held}." if others else "Both weights are shown."
    if plane.kind == "random":
        return (
            "α and β are steps along two random directions; each neuron’s part of them is as long as the weights that "
            "enter it, biases stay."
        )
    first, second = plane.explained or (0.0, 0.0)
    return (
        f"The plane in which the path moved most: it holds {_percent(first + second)} of the path’s variance, "
        f"{_percent(first)} along α and {_percent(second)} along β."
    )


def _percent(share: float) -> str:
    return "under 1%" if 0 < share < 0.005 else f"{100 * share:.0f}%"
