"""A loss at many positions at once: positions × rows in blocks that stay in cache, summed as they come."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from explorer.core.interruption import checkpoint
from explorer.core.learn.dataset import Floats
from explorer.core.learn.row_program import RowTrees
from explorer.core.sampling.field import FloatArray

if TYPE_CHECKING:
    from explorer.core.learn.loss import Loss

__all__ = ["lattice", "plane_blocks"]

_CELLS: Final = 1 << 22  # positions × rows between two chances to cancel: about 20 ms
_LEAST_ROWS: Final = 32


def lattice(loss: Loss, positions: Floats, slopes: tuple[int, ...]) -> Floats:
    """L and its partials by the parameters ``slopes`` at m positions (m, n), shape (1 + number of slopes, m)."""
    names = loss.variables
    if not len(positions):
        return np.empty((1 + len(slopes), 0))
    bowl = loss.shortcut()[0]
    if bowl is not None and np.isfinite(positions).all():
        return _finished(loss, bowl.at(positions, slopes), positions, slopes)
    varies = [index for index in range(len(names)) if (positions[:, index] != positions[0, index]).any()]
    along = varies or ([0] if names else [])
    sums = _summed(
        loss, _trees(loss, slopes), {i: positions[:, i] for i in along}, positions[0], len(positions), slopes
    )
    return _finished(loss, sums / len(loss), positions, slopes)


def plane_blocks(
    loss: Loss,
    origin: FloatArray,
    directions: Sequence[FloatArray],
    u: FloatArray,
    v: FloatArray,
    slopes: tuple[int, ...],
) -> Iterator[tuple[int, Floats]]:
    """(first row, L and partials by ``slopes``, shape (1 + number of slopes, rows, len(u))), rows of constant v.

    Where a parameter depends on one of u and v alone, what is made of it and the columns is made once for all values
    of the other: of the two orders the one that leaves less to be done for every cell is taken.
    """
    first, second = (np.asarray(direction, dtype=np.float64) for direction in directions)
    start = np.asarray(origin, dtype=np.float64)
    trees = _trees(loss, slopes)
    swapped = _is_cheaper_swapped(loss, trees, first, second)
    size = max(1, _CELLS // max(1, len(u) * len(loss)))
    size = max(size, _LEAST_ROWS) if swapped else size
    for begin in range(0, len(v), size):
        part = np.asarray(v[begin : begin + size], dtype=np.float64)
        quick = _quick_plane(loss, start, (first, second), np.asarray(u), part, slopes)
        if quick is not None:
            yield begin, quick
        elif swapped:
            lines = [_line(loss, trees, start + a * first, second, part, slopes) for a in u]
            yield begin, np.stack(lines, axis=2)
        else:
            lines = [_line(loss, trees, start + b * second, first, np.asarray(u), slopes) for b in part]
            yield begin, np.stack(lines, axis=1)


def _quick_plane(
    loss: Loss, origin: Floats, directions: tuple[Floats, Floats], u: FloatArray, v: Floats, slopes: tuple[int, ...]
) -> Floats | None:
    """L and partials on rows of a plane where the model's linearity spares most of the work, or None."""
    bowl, logistic = loss.shortcut()
    if bowl is None and logistic is None:
        return None
    first, second = directions
    positions = (origin + np.multiply.outer(v, second)[:, None, :]) + np.multiply.outer(u, first)[None, :, :]
    flat = positions.reshape(-1, len(origin))
    if bowl is not None:
        means = bowl.at(flat, slopes) if np.isfinite(flat).all() else None
    else:
        assert logistic is not None
        sums = logistic.plane(origin, first, second, u, v, slopes)
        means = None if sums is None else (sums / len(loss)).reshape(1 + len(slopes), -1)
    return None if means is None else _finished(loss, means, flat, slopes).reshape(-1, len(v), len(u))


def _trees(loss: Loss, slopes: tuple[int, ...]) -> RowTrees:
    """The compiled output with the partials that are asked for."""
    if not slopes:
        return loss.trees.value_rows
    if slopes == tuple(range(len(loss.variables))):
        return loss.trees.gradient_rows
    known = loss.trees.chosen_rows
    if slopes not in known:
        known[slopes] = loss.trees.rows_of(loss.trees.output, *(loss.trees.slopes[index] for index in slopes))
    return known[slopes]


def _is_cheaper_swapped(loss: Loss, trees: RowTrees, first: Floats, second: Floats) -> bool:
    bound = loss.rows_bound(trees)
    u_names, v_names = (
        frozenset(name for name, step in zip(loss.variables, direction, strict=True) if step)
        for direction in (first, second)
    )
    return bool(v_names) and bool(u_names) and bound.cost(v_names) < bound.cost(u_names)


def _line(
    loss: Loss, trees: RowTrees, origin: Floats, direction: Floats, steps: FloatArray, slopes: tuple[int, ...]
) -> Floats:
    """L and partials along a line, shape (1 + number of slopes, len(steps))."""
    positions = origin + np.multiply.outer(np.asarray(steps, dtype=np.float64), direction)
    along = [index for index in range(len(direction)) if direction[index]] or ([0] if len(direction) else [])
    sums = _summed(loss, trees, {i: positions[:, i] for i in along}, origin, len(positions), slopes)
    return _finished(loss, sums / len(loss), positions, slopes)


def _summed(
    loss: Loss, trees: RowTrees, along: dict[int, Floats], held: Floats, count: int, slopes: tuple[int, ...]
) -> Floats:
    """Sums over the rows: of the losses, and of the losses' partials."""
    names, bound = loss.variables, loss.rows_bound(trees)
    sums = np.zeros((1 + len(slopes), count))
    if not along:
        sums[0] = loss.value_at(held) * len(loss)
        return sums
    fixed = {name: float(held[index]) for index, name in enumerate(names) if index not in along}
    for at, rows, outputs in bound.lattice({names[i]: values for i, values in along.items()}, fixed):
        checkpoint()
        _add(loss, sums[:, at], outputs, loss.target[rows])
    return sums


def _add(loss: Loss, sums: Floats, outputs: Sequence[Any], target: Floats) -> None:
    """Add what some rows give. The first output is overwritten. Called where floating-point warnings are off."""
    output = outputs[0]
    if len(outputs) == 1:
        sums[0] += loss.pointwise.quick(output, target)
        return
    if loss.kind == "squared":
        np.subtract(output, target, out=output)
        sums[0] += np.vecdot(output, output)
        for index, slope in enumerate(outputs[1:], 1):
            sums[index] += 2.0 * _weighted(output, slope)
        return
    weights = loss.pointwise.slope(output, target)
    for index, slope in enumerate(outputs[1:], 1):
        sums[index] += _weighted(weights, slope)
    sums[0] += loss.pointwise.quick(output, target)


def _weighted(weights: Floats, slope: Any) -> Floats:
    """Σ over the rows of weights (positions, rows) times a slope that may not vary along one of them, or along both."""
    if np.ndim(slope) == 1:
        product: Floats = weights @ slope
        return product
    if np.ndim(slope) == 2 and slope.shape == weights.shape:
        return np.asarray(np.vecdot(weights, slope))
    return np.asarray(weights.sum(axis=-1) * (slope[:, 0] if np.ndim(slope) else slope))


def _finished(loss: Loss, means: Floats, positions: Floats, slopes: tuple[int, ...]) -> Floats:
    """Means with the penalty, NaN throughout where L is."""
    if loss.l1 or loss.l2:
        means[0] += loss.l1 * np.abs(positions).sum(axis=1) + loss.l2 * np.square(positions).sum(axis=1)
        for row, index in enumerate(slopes, 1):
            means[row] += loss.l1 * np.sign(positions[:, index]) + 2.0 * loss.l2 * positions[:, index]
    means[1:, np.isnan(means[0])] = np.nan
    return means
