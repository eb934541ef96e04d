"""Nonlinear least squares to as many digits as the numbers allow, from starts that may be far off.

Goal: the minimum that reference fits have certified, from the harder of their two starts. No single method gets there
from everywhere, so several descend from the same start, and the lowest is polished: Levenberg–Marquardt with
different reach and scaling, and, where some parameters enter linearly, the projection that eliminates these (Golub and
Pereyra, 1973, with Kaufman's Jacobian).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import numpy as np

from explorer.core.learn.dataset import Floats
from explorer.core.learn.trust_region import Squares, minimise_squares
from explorer.core.learn.twins import nearest_twin

if TYPE_CHECKING:
    from explorer.core.learn.loss import Loss

__all__ = ["least_squares_optimum", "linear_parameters"]

_SETTINGS: Final = ((100.0, True), (1.0, True), (0.1, True), (1.0, False), (0.01, False))
_MOST_WORK: Final = 200_000  # rows × parameters up to which every method is tried
_POLISHING: Final = 40


def least_squares_optimum(loss: Loss, start: Floats) -> tuple[Floats, bool]:
    """The lowest minimum of a squared loss (l2 penalty included) found from ``start``, and whether it settled."""
    best, least = start, np.inf
    for position, cost in _tried(loss, start):
        if cost < least * (1.0 - 1e-12):
            best, least = position, cost
    if not np.isfinite(least):
        return start, False
    position, settled = _polished(loss, best)
    twin = nearest_twin(loss, position, start)
    return (position, settled) if twin is position else _polished(loss, twin)


def _tried(loss: Loss, start: Floats) -> Iterator[tuple[Floats, float]]:
    squares = _squares(loss)
    every = len(loss) * len(start) <= _MOST_WORK
    linear = linear_parameters(loss) if not loss.l2 else ()
    if linear:
        for reach in (100.0, 1.0, 0.1) if every else (100.0,):
            reduced = _projected(loss, start, linear, reach)
            yield minimise_squares(squares, reduced)
    for reach, adaptive in _SETTINGS if every else _SETTINGS[:1]:
        yield minimise_squares(squares, start, 500, reach, adaptive)


def _squares(loss: Loss) -> Squares:
    """Residuals and Jacobian whose sum of squares is the loss times the number of rows."""
    weight = np.sqrt(len(loss) * loss.l2)

    def squares(position: Floats) -> tuple[Floats, Floats]:
        output, jacobian = loss.output_and_slopes(position)
        residual = output - loss.target
        if not loss.l2:
            return residual, jacobian
        n = len(position)
        return np.concatenate([residual, weight * position]), np.vstack([jacobian, weight * np.eye(n)])

    return squares


def linear_parameters(loss: Loss) -> tuple[int, ...]:
    """Parameters in which the model is linear together, as many as are found; () where that is none or all of them."""
    bends = loss.trees.bends
    n = len(loss.variables)
    rivals = {i: {a + b - i for a, b in bends if i in (a, b)} for i in range(n)}
    chosen: list[int] = []
    for index in sorted((i for i in range(n) if (i, i) not in bends), key=lambda i: len(rivals[i])):
        if rivals[index].isdisjoint(chosen):
            chosen.append(index)
    return tuple(sorted(chosen)) if len(chosen) < n else ()


def _projected(loss: Loss, start: Floats, linear: tuple[int, ...], reach: float) -> Floats:
    """The position to which the other parameters descend, the linear ones being at their best throughout."""
    first = list(linear)
    others = [index for index in range(len(start)) if index not in linear]

    def completed(free: Floats) -> tuple[Floats, Floats]:
        position = np.zeros(len(start))
        position[others] = free
        output, jacobian = loss.output_and_slopes(position)
        basis = jacobian[:, first]
        if np.isfinite(basis).all() and np.isfinite(output).all():
            scale = np.sqrt(np.square(basis).sum(axis=0))
            scale[scale == 0] = 1.0
            position[first] = np.linalg.lstsq(basis / scale, loss.target - output, rcond=1e-14)[0] / scale
        else:
            position[first] = np.nan
        return position, basis

    def squares(free: Floats) -> tuple[Floats, Floats]:
        position, basis = completed(free)
        if not np.isfinite(position).all():
            return np.full(len(loss), np.inf), np.zeros((len(loss), len(others)))
        output, jacobian = loss.output_and_slopes(position)
        orthogonal = np.linalg.qr(basis)[0]
        slopes = jacobian[:, others]
        with np.errstate(all="ignore"):
            return output - loss.target, slopes - orthogonal @ (orthogonal.T @ slopes)

    with np.errstate(all="ignore"):
        free, cost = minimise_squares(squares, start[others], 300, reach)
    return completed(free)[0] if np.isfinite(cost) else start


def _polished(loss: Loss, position: Floats) -> tuple[Floats, bool]:
    """Newton steps until they no longer shrink, each from a QR factorisation so that the condition is not squared."""
    squares = _squares(loss)
    best, least, stuck = position, np.inf, 0
    for _ in range(_POLISHING):
        residual, jacobian = squares(position)
        scale = np.sqrt(np.square(jacobian).sum(axis=0))
        if not (np.isfinite(jacobian).all() and np.isfinite(residual).all() and (scale > 0).all()):
            break
        orthogonal, upper = np.linalg.qr(jacobian / scale)
        along = orthogonal.T @ residual
        size = float(np.linalg.norm(along))
        if size < least:
            best, least, stuck = position, size, 0
        else:
            stuck += 1
        if stuck > 3 or size == 0.0:
            break
        try:
            step = _newton_from(loss, position, upper, along, scale)
        except np.linalg.LinAlgError:
            break
        if step is None or not np.isfinite(step).all():
            break
        position = position + step
    return best, bool(least <= 1e-6 * np.sqrt(loss.value_at(best) * len(loss)) or stuck > 3)


def _newton_from(loss: Loss, position: Floats, upper: Floats, along: Floats, scale: Floats) -> Floats | None:
    """Solve (RᵀR + B)s = −RᵀQᵀr as (1 + R⁻ᵀBR⁻¹)y = −Qᵀr, s = R⁻¹y, with B the residuals' second-order part."""
    sizes = np.abs(np.diag(upper))
    if sizes.min() <= 1e-15 * sizes.max():
        return None
    outer = np.outer(scale, scale)
    second = 0.5 * len(loss) * loss.hessian_at(position) / outer - upper.T @ upper
    inner = np.linalg.solve(upper.T, np.linalg.solve(upper.T, second).T)
    bowl = np.eye(len(along)) + 0.5 * (inner + inner.T)
    if not np.isfinite(bowl).all() or np.linalg.eigvalsh(bowl).min() <= 1e-8:
        bowl = np.eye(len(along))
    step: Floats = np.linalg.solve(upper, np.linalg.solve(bowl, -along)) / scale
    return step
