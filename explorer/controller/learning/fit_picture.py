"""The picture of a fit: the rows as points, what the model says of each, and the model's curve."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Final

from explorer.controller.data_picture import DataCurve, DataPicture
from explorer.controller.learning.data_plane import curve_of, decision_of, range_of, rows_picture
from explorer.controller.learning.learned import Learned, UsedData
from explorer.controller.learning.model_values import model_values
from explorer.core.learn.loss import Loss
from explorer.core.sampling.field import FloatArray

__all__ = ["FitPlane", "fit_curve", "fit_picture", "fit_plane"]

BEYOND: Final = 0.6  # how far a curve goes on past the data, in widths of the data
ROUND: Final = 0.15  # and regions


@dataclass(frozen=True, slots=True)
class FitPlane:
    """Which columns the data are drawn over: an input across; the target, or with classes a second input, up."""

    x: str
    y: str
    is_regions: bool = False


def fit_plane(used: UsedData, loss: Loss | None = None) -> FitPlane:
    """The first input and the target; of classes by two inputs, both inputs. Inputs that the model uses come first."""
    known = loss.trees.columns if loss is not None else ()
    inputs = sorted(used.inputs, key=lambda name: name not in known)
    if used.is_classes and len(inputs) > 1:
        return FitPlane(inputs[0], inputs[1], True)
    return FitPlane(inputs[0], used.target)


def fit_picture(learned: Learned, position: FloatArray, curves: tuple[DataCurve, ...]) -> DataPicture:
    """All rows in their own units with what the model at ``position`` says of them."""
    used, loss = learned.used, learned.loss
    assert used is not None and loss is not None
    plane, data = fit_plane(used, loss), used.data
    says = model_values(loss, used, position, {name: data[name] for name in used.inputs})
    decision = None
    if plane.is_regions:
        ranges = range_of(data[plane.x], ROUND), range_of(data[plane.y], ROUND)
        decision = decision_of(partial(_says, loss, used, position, (plane.x, plane.y)), *ranges)
    return rows_picture(used, (plane.x, plane.y), says, curves, decision)


def fit_curve(
    learned: Learned, position: FloatArray, role: str, label: str = "", run: int = 0
) -> tuple[DataCurve, ...]:
    """The model's curve over the drawn input, none where regions are drawn instead; other inputs at their mean."""
    used, loss = learned.used, learned.loss
    assert used is not None and loss is not None
    plane = fit_plane(used, loss)
    if plane.is_regions:
        return ()
    reach = range_of(used.data[plane.x], BEYOND)
    says = partial(_says, loss, used, position, (plane.x,))
    return (curve_of(says, reach, role=role, label=label, run=run),)


def _says(loss: Loss, used: UsedData, position: FloatArray, names: tuple[str, ...], rows: FloatArray) -> FloatArray:
    """The model's value for rows (m, len(names)) of the drawn inputs, the others at their mean."""
    return model_values(loss, used, position, {name: rows[:, place] for place, name in enumerate(names)})
