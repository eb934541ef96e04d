"""The window in which a fit begins: it holds the bowl around the minimum, and P on its slope.

The window's half widths are those of the ellipse ½ dᵀHd = Δ about the minimum, H the curvature of the loss on the drawn
axes and Δ what the fit gains over saying the same number for every row. Where the loss grows faster than its curvature
says, as with exponentials, the window shrinks until most of it is within reach of Δ.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

import numpy as np

from explorer.core.learn.loss import Loss
from explorer.core.sampling.field import FloatArray
from explorer.model.document import Window

__all__ = ["fit_window", "is_attained"]

MARGIN: Final = 1.3  # of the ellipse, so that its outline closes inside the window
EQUAL: Final = 6.0  # up to this ratio both axes have one scale, on which a long bowl looks long
LONGEST: Final = 12.0  # a valley is followed so many times its width
STEEP, SHRINKS, SHRINK = 30.0, 12, 0.75
LATTICE: Final = 9
REACH: Final = 3.0
NO_LOSS: Final = 1e-4
P_RADIUS: Final = 0.62
P_ANGLES: Final = (205, 155, 245, 25, 335, 115, 65, 295, 180, 270, 0, 90)  # degrees; the first that serves is taken
P_HEIGHT: Final = 0.7  # of Δ, where P had best stand


def fit_window(
    loss: Loss, axes: tuple[str, ...], best: Mapping[str, float], held: Mapping[str, float] | None = None
) -> tuple[Window, tuple[float, float]]:
    """Ranges of up to two ``axes`` of a loss, and where P is to begin.

    ``best`` is the minimum by name, {} where none is known; parameters that are not drawn are at ``held``, else at
    the minimum, else at 0.
    """
    if not axes:
        return Window(), (0.0, 0.0)
    with np.errstate(all="ignore"):
        known = best if is_attained(loss, best) else {}
        bowl = _Bowl(loss, axes, {**known, **(held or {})}, known)
        middle, half = bowl.middle, bowl.halves()
        probe = bowl.slope_place(half)
    low, high = _rounded(middle - half, half), _rounded(middle + half, half)
    (x_min, y_min), (x_max, y_max) = (*low, -REACH)[:2], (*high, REACH)[:2]
    first, second = (*probe, 0.0)[:2]
    return Window(x_min, x_max, y_min, y_max), (first, second)


def is_attained(loss: Loss, best: Mapping[str, float]) -> bool:
    """Whether the minimum is a place: where classes are apart, cross-entropy falls for ever towards 0."""
    if not best or loss.kind != "cross-entropy":
        return bool(best)
    return loss.value_at(loss.position(best)) > NO_LOSS


class _Bowl:
    """A loss on its axes about the minimum, or about 0 where none is known."""

    def __init__(
        self, loss: Loss, axes: tuple[str, ...], values: Mapping[str, float], best: Mapping[str, float]
    ) -> None:
        self._loss = loss
        self._places = [loss.variables.index(name) for name in axes]
        self._origin = np.array([values.get(name, 0.0) for name in loss.variables])
        for place, name in zip(self._places, axes, strict=True):
            self._origin[place] = best.get(name, 0.0)
        self.middle: FloatArray = self._origin[self._places]
        self._least = loss.value_at(self._origin)
        self._gain = self._known_gain(bool(best))

    def _known_gain(self, is_minimum: bool) -> float:
        """Δ: what the minimum gains over one number for all rows, or what the loss is where no minimum is known."""
        usual = max(abs(self._least), 1e-6) if math.isfinite(self._least) else 1.0
        if not is_minimum:
            return usual
        loss = self._loss
        constant = np.full(len(loss), np.median(loss.target) if loss.kind == "absolute" else np.mean(loss.target))
        if loss.trees.is_logit:
            constant = np.log(constant / (1.0 - constant))
        gain = float(loss.pointwise.total(constant, loss.target)) / len(loss) - self._least
        return gain if math.isfinite(gain) and gain > 1e-3 * usual else 0.5 * usual

    def values(self, steps: FloatArray) -> FloatArray:
        """L at steps (m, axes) from the middle."""
        positions = np.tile(self._origin, (len(steps), 1))
        positions[:, self._places] += steps
        return self._loss.values_at(positions)

    def halves(self) -> FloatArray:
        """Half widths of the window, (axes,)."""
        usual = np.maximum(REACH, 1.5 * np.abs(self.middle))
        half = self._ellipse(usual)
        if len(half) == 2 and half.max() <= EQUAL * half.min():
            half = np.full(2, half.max())
        for _ in range(SHRINKS):
            if self._is_moderate(half):
                break
            half = half * SHRINK
        return half

    def _ellipse(self, usual: FloatArray) -> FloatArray:
        curvature = self._loss.hessian_at(self._origin)[np.ix_(self._places, self._places)]
        own = np.diag(curvature)
        if not (np.isfinite(curvature).all() and (own > 0).all()):
            return usual
        scale = np.sqrt(own)
        unit = curvature / np.outer(scale, scale)
        strengths, directions = np.linalg.eigh(unit)
        strengths = np.maximum(strengths, 1.0 / LONGEST**2)
        spread = np.sqrt(np.sum(np.square(directions) / strengths, axis=1))
        half = MARGIN * math.sqrt(2.0 * self._gain) * spread / scale
        return np.asarray(half) if np.isfinite(half).all() and (half > 0).all() else usual

    def _is_moderate(self, half: FloatArray) -> bool:
        """Whether the loss stays within some Δ on three quarters of the window."""
        side = np.linspace(-1.0, 1.0, LATTICE)
        lattice = np.stack(np.meshgrid(*[side] * len(half)), axis=-1).reshape(-1, len(half))
        rises = self.values(lattice * half) - self._least
        return bool(np.mean(rises < STEEP * self._gain) >= 0.75)

    def slope_place(self, half: FloatArray) -> tuple[float, ...]:
        """Where P begins: away from the middle, about as high as at 0."""
        angles = np.radians(P_ANGLES)
        directions = np.stack((np.cos(angles), np.sin(angles)), axis=1)[:, : len(half)]
        steps = P_RADIUS * half * directions
        rises = self.values(steps) - self._least
        misses = np.abs(np.log(np.maximum(rises, 1e-300) / (P_HEIGHT * self._gain)))
        misses = np.where(np.isfinite(misses), misses + 0.25 * np.arange(len(steps)), np.inf)
        chosen = steps[int(np.argmin(misses))]
        return _rounded(self.middle + chosen, half, 2)


def _rounded(values: FloatArray, half: FloatArray, digits: int = 1) -> tuple[float, ...]:
    """Numbers that are read easily, to some digits of the window's size."""
    places = (digits - math.floor(math.log10(width)) for width in half.tolist())
    return tuple(round(value, place) + 0.0 for value, place in zip(values.tolist(), places, strict=True))
