"""What a network says over the plane of its data: the regions of two classes, or the curve through the points."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from explorer.controller.data_picture import DataPicture
from explorer.controller.learning.data_plane import (
    choose_axes,
    curve_of,
    decision_of,
    draws_regions,
    range_of,
    rows_picture,
)
from explorer.controller.learning.learned import UsedData
from explorer.core.sampling.field import FloatArray

if TYPE_CHECKING:
    from explorer.core.learn.network import Network

__all__ = ["decision_picture", "network_says", "wrong_rows"]

LATTICE: Final = 64
LEAST_LATTICE: Final = 24
MOST_WORK: Final = 3_000_000  # products of a lattice that is made within a frame
ROOM: Final = 0.12  # how far regions and curve go on past the data, as a share of their width
HALF: Final = 0.5


def network_says(network: Network, used: UsedData, rows: FloatArray) -> FloatArray:
    """The first output, (m,), for rows (m, inputs) in the data's own units."""
    if used.scaling is None:
        return np.asarray(network.predict(rows)[:, 0])
    means = np.array([used.scaling.means.get(name, 0.0) for name in used.inputs])
    deviations = np.array([used.scaling.deviations.get(name, 1.0) for name in used.inputs])
    return np.asarray(network.predict((rows - means) / deviations)[:, 0])


def wrong_rows(says: FloatArray, labels: FloatArray) -> np.ndarray:
    """Which rows lie on the wrong side of ½."""
    return np.asarray((says > HALF) != (labels > HALF))


def decision_picture(network: Network, used: UsedData, says: FloatArray, sample: int, words: str = "") -> DataPicture:
    """All rows with regions or a curve; ``says`` is the output for each row, ``sample`` the training row ringed.

    Inputs that are not drawn stand at their mean.
    """

    def predict(rows: FloatArray) -> FloatArray:
        return network_says(network, used, rows)

    axes = choose_axes(used)
    reach = [range_of(used.data[name], ROOM) for name in axes]
    drawn = 2 if draws_regions(used) else 1
    others = [float(np.mean(used.data[name])) for name in used.inputs[drawn:]]
    chosen = -1
    if 0 <= sample < len(used.training_rows):
        chosen = int(used.table_rows[used.training_rows[sample]])
    if drawn == 1:
        curve = curve_of(predict, reach[0], others=others, label=words)
        return replace(rows_picture(used, axes, says, (curve,), chosen=chosen), can_drag=False)
    side = int(min(LATTICE, max(LEAST_LATTICE, (MOST_WORK / network.layout.count) ** 0.5)))
    regions = decision_of(predict, reach[0], reach[1], (side, side), others)
    return replace(rows_picture(used, axes, says, (), regions, chosen), can_drag=False)
