"""What a model says of columns that are not those of its own rows: curves through data, regions of two classes."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from explorer.controller.learning.learned import UsedData
from explorer.core.learn.dataset import Floats
from explorer.core.learn.loss import Loss
from explorer.core.sampling.field import FloatArray

__all__ = ["model_values", "others_at"]


def model_values(loss: Loss, used: UsedData, position: FloatArray, columns: Mapping[str, FloatArray]) -> FloatArray:
    """The model at ``position`` on rows of ``columns`` (in the data's own units, arrays of one length), (rows,).

    A column that the model uses and that is not given stands at its mean.
    """
    count = len(next(iter(columns.values())))
    trees, scaling = loss.trees, used.scaling
    given: dict[str, Floats] = {trees.target: np.zeros(count)}
    for name in trees.columns:
        values = (
            np.asarray(columns[name], dtype=np.float64) if name in columns else np.full(count, others_at(used, name))
        )
        if scaling is not None and name in scaling.means:
            values = (values - scaling.means[name]) / scaling.deviations[name]
        given[name] = values
    made = np.empty(count)
    for rows, (output,) in trees.prediction_rows.bound(given).at(position.tolist()):
        made[rows] = output
    return made


def others_at(used: UsedData, name: str) -> float:
    """Where a column stands that is not drawn: at its mean."""
    return float(np.mean(used.data[name]))
