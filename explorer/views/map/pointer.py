"""What a press, a drag and a release mean on the map: probe, start or pan."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum, auto

__all__ = ["Gesture", "Pointer", "gesture_for"]

GRAB = 14.0
CLICK_SLIP = 4.0


class Gesture(Enum):
    """What the pressed button does."""

    NONE = auto()
    PROBE = auto()
    START = auto()
    PAN = auto()


@dataclass(slots=True)
class Pointer:
    """One press: what it does, where it began, where it is, and whether it has become a drag."""

    gesture: Gesture = Gesture.NONE
    origin: tuple[float, float] = (0.0, 0.0)
    last: tuple[float, float] = (0.0, 0.0)
    grip: tuple[float, float] = (0.0, 0.0)
    dragged: bool = False

    def move(self, x: float, y: float) -> tuple[float, float]:
        """Note a new place; the step since the last one, (0, 0) while it may still be a click."""
        if not self.dragged and math.dist(self.origin, (x, y)) <= CLICK_SLIP:
            return 0.0, 0.0
        self.dragged = True
        step = (x - self.last[0], y - self.last[1])
        self.last = (x, y)
        return step


def gesture_for(
    place: tuple[float, float],
    probe: tuple[float, float] | None,
    starts: list[tuple[float, float]],
    shift: bool,
    in_plot: bool,
) -> tuple[Gesture, tuple[float, float]]:
    """What a press at ``place`` begins, and the offset to what it grabs; all in pixels.

    The probe wins over a start handle under the same pixel; Shift drops a new start anywhere.
    """
    if shift:
        return (Gesture.START, (0.0, 0.0)) if in_plot else (Gesture.NONE, (0.0, 0.0))
    if probe is not None and math.dist(place, probe) <= GRAB:
        return Gesture.PROBE, (probe[0] - place[0], probe[1] - place[1])
    for start in starts:
        if math.dist(place, start) <= GRAB:
            return Gesture.START, (start[0] - place[0], start[1] - place[1])
    return (Gesture.PAN, (0.0, 0.0)) if in_plot else (Gesture.NONE, (0.0, 0.0))
