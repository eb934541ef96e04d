"""Minima with corners: absolute losses and l1 penalties, by smooth losses that approach them.

|r| is replaced by √(r² + δ²), and δ shrinks from round to round; |p| of a penalty likewise. Where the model is linear,
the corners on which the minimum sits are then taken as equations, which gives the last digits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from explorer.core.learn.dataset import Floats
from explorer.core.learn.trust_region import minimise_smooth
from explorer.core.sampling.field import FloatArray

if TYPE_CHECKING:
    from explorer.core.learn.loss import Loss

__all__ = ["nonsmooth_optimum"]

_SHRINKING: Final = 10.0
_ROUNDS: Final = 11


def nonsmooth_optimum(loss: Loss, start: Floats) -> Floats:
    """The minimum (n,) that is reached from ``start``."""
    position, best = start, loss.value_at(start)
    result = start
    size = max(float(np.max(np.abs(loss.target - loss.predict(start)), initial=0.0)), 1e-3)
    for number in range(_ROUNDS):
        position, _ = minimise_smooth(_Smoothed(loss, size * _SHRINKING**-number), position, 100)
        value = loss.value_at(position)
        if value <= best or not np.isfinite(best):
            result, best = position, value
    for candidate in _on_corners(loss, result) if loss.is_linear else ():
        value = loss.value_at(candidate)
        if value <= best * (1.0 + 1e-15):
            result, best = candidate, value
    return result


class _Smoothed:
    """The loss with every corner rounded within δ: value, gradient and Hessian of a position."""

    def __init__(self, loss: Loss, delta: float) -> None:
        self._delta = delta
        self._penalty = loss.l1
        if loss.kind == "absolute":
            self._loss = type(loss)(loss.trees, loss.data, "rounded", 0.0, loss.l2, delta)
        else:
            self._loss = type(loss)(loss.trees, loss.data, loss.kind, 0.0, loss.l2, loss.delta)

    def __call__(self, position: Floats) -> tuple[float, FloatArray, FloatArray]:
        value, gradient = self._loss.value_and_gradient(position)
        hessian = self._loss.hessian_at(position)
        if self._penalty:
            root = np.sqrt(np.square(position) + self._delta**2)
            value += self._penalty * float(np.sum(root))
            gradient = gradient + self._penalty * position / root
            hessian = hessian + np.diag(self._penalty * self._delta**2 / root**3)
        return value, gradient, hessian


def _on_corners(loss: Loss, position: Floats) -> list[Floats]:
    """Positions near ``position`` at which the corners closest to it are met exactly."""
    if loss.kind == "absolute":
        return _through_rows(loss, position)
    if loss.kind == "squared":
        return [_with_zeros(loss, position, size) for size in (1e-9, 1e-7, 1e-5, 1e-3)]
    return []


def _through_rows(loss: Loss, position: Floats) -> list[Floats]:
    """The model through as many rows as it has parameters, those that it misses by least and that determine it."""
    output, design = loss.output_and_slopes(position)
    wanted = loss.target - output
    chosen: list[int] = []
    basis: list[Floats] = []
    scale = np.sqrt(np.square(design).sum(axis=0))
    scaled = design / np.where(scale > 0, scale, 1.0)
    for row in np.argsort(np.abs(wanted), kind="stable")[:2000].tolist():
        direction = scaled[row].copy()
        for known in basis:
            direction -= (known @ direction) * known
        length = float(np.linalg.norm(direction))
        if length > 1e-9 * float(np.linalg.norm(scaled[row])) and length > 0:
            chosen.append(row)
            basis.append(direction / length)
        if len(chosen) == len(position):
            return [position + np.linalg.solve(design[chosen], wanted[chosen])]
    return []


def _with_zeros(loss: Loss, position: Floats, size: float) -> Floats:
    """The least squares with an l1 penalty where parameters below ``size`` are zero and the others keep their sign."""
    output, design = loss.output_and_slopes(position)
    free = np.abs(position) > size * max(float(np.abs(position).max()), 1e-300)
    made = np.where(free, position, 0.0)
    if not free.any():
        return made
    active = design[:, free]
    wanted = loss.target - (output - design @ position)
    matrix = active.T @ active + len(loss) * loss.l2 * np.eye(int(free.sum()))
    right = active.T @ wanted - 0.5 * len(loss) * loss.l1 * np.sign(position[free])
    made[free] = np.linalg.lstsq(matrix, right, rcond=None)[0]
    return made
