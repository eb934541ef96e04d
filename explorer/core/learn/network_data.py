"""Samples and targets as a network takes them, each fault told with its row and column."""

from __future__ import annotations

from typing import Final

import numpy as np

from explorer.core.learn.activations import SOFTMAX, Activation
from explorer.core.learn.network_losses import CrossEntropy, NetworkLoss
from explorer.core.sampling.field import FloatArray

__all__ = ["MOST_CELLS", "checked_inputs", "checked_targets"]

MOST_CELLS: Final = 10_000_000
_NEAR_ONE: Final = 1e-6


def checked_inputs(inputs: object, features: int) -> FloatArray:
    """``inputs`` as (m, features): rows are samples. Raises TypeError or ValueError with row and column."""
    return _table(inputs, features, "X", "input")


def checked_targets(targets: object, samples: int, outputs: int, loss: NetworkLoss, last: Activation) -> FloatArray:
    """``targets`` as (m, outputs), fit for ``loss``. Raises TypeError or ValueError with row and column."""
    table = _table(targets, outputs, "T", "output")
    if len(table) != samples:
        raise ValueError(f"X has {samples:,} rows and T has {len(table):,}: each sample needs its target.")
    if isinstance(loss, CrossEntropy):
        outside = (table < 0) | (table > 1)
        if outside.any():
            row, column = (int(place) for place in np.argwhere(outside)[0])
            raise ValueError(
                f"T has {table[row, column]:g} in row {row}, column {column}: "
                "cross-entropy needs class labels 0 or 1, or probabilities between them."
            )
        if last.name == SOFTMAX:
            _check_distributions(table)
    return table


def _check_distributions(table: FloatArray) -> None:
    wrong = np.abs(table.sum(axis=1) - 1.0) > _NEAR_ONE
    if wrong.any():
        row = int(np.argmax(wrong))
        raise ValueError(
            f"row {row} of T adds up to {table[row].sum():g}: with softmax each row is one-hot, 1 at its class."
        )


def _table(values: object, columns: int, name: str, what: str) -> FloatArray:
    try:
        table = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise _told(values, name) from error
    if table.size > MOST_CELLS:
        raise ValueError(f"{name} has {table.size:,} numbers; at most {MOST_CELLS:,} are taken at a time.")
    if table.ndim == 1:
        table = table[:, None] if columns == 1 else table[None, :]
    if table.ndim != 2 or table.shape[1] != columns:
        raise ValueError(f"{name} needs a column for each of the {columns} {what}s, not the shape {table.shape}.")
    if not len(table):
        raise ValueError(f"{name} has no rows.")
    if not np.isfinite(table).all():
        row, column = (int(place) for place in np.argwhere(~np.isfinite(table))[0])
        raise ValueError(
            f"{name} has {table[row, column]:g} in row {row}, column {column}: every number must be finite."
        )
    return table


def _told(values: object, name: str) -> Exception:
    """What is wrong with a table that is none: the first ragged row, or the first cell that is no number."""
    if not isinstance(values, (list, tuple)):
        return TypeError(f"{name} must be a table of numbers, not {type(values).__name__}.")
    widths = [len(row) if isinstance(row, (list, tuple, np.ndarray)) else -1 for row in values]
    for row, width in enumerate(widths):
        if width != widths[0]:
            return ValueError(f"row {row} of {name} has {max(width, 1)} numbers and row 0 has {max(widths[0], 1)}.")
    for row, cells in enumerate(values):
        for column, cell in enumerate(cells if widths[0] >= 0 else [cells]):
            try:
                float(cell)
            except (TypeError, ValueError):
                return ValueError(f"{name} has {cell!r} in row {row}, column {column}, which is no number.")
    return ValueError(f"{name} must be a table of numbers.")
