"""The picture of a fit: the rows as points, what the model says of each, and the model's curve."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from contourpy import LineType, contour_generator

from explorer.controller.data_picture import DataCurve, DataPicture, Decision
from explorer.controller.learning.learned import Learned, UsedData
from explorer.controller.learning.model_values import model_values
from explorer.core.learn.loss import Loss
from explorer.core.sampling.field import FloatArray

__all__ = ["FitPlane", "fit_curve", "fit_picture", "fit_plane"]

CURVE_POINTS: Final = 301
BEYOND: Final = 0.6  # how far a curve goes on past the data, in widths of the data
MOST_RESIDUALS: Final = 1_000
CELLS: Final = 97


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
    labels = data[used.target]
    is_validation = np.zeros(len(data), dtype=bool)
    if used.validation_rows is not None:
        is_validation[used.validation_rows] = True
    shows_residuals = not plane.is_regions and len(data) <= MOST_RESIDUALS
    words = data.labels.get(used.target, ())
    title = data.titles.get(used.target, used.target)
    return DataPicture(
        data[plane.x],
        data[plane.y],
        used.table_rows,
        data.titles.get(plane.x, plane.x),
        data.titles.get(plane.y, plane.y),
        classes=labels.astype(np.intp) if used.is_classes else None,
        class_words=(words[0], words[1]) if len(words) > 1 else (f"{title} = 0", f"{title} = 1"),
        is_validation=is_validation if is_validation.any() else None,
        is_wrong=(says > 0.5) != (labels > 0.5) if used.is_classes and plane.is_regions else None,
        residuals=says if shows_residuals else None,
        curves=curves,
        decision=_decision(used, loss, position, plane) if plane.is_regions else None,
    )


def fit_curve(
    learned: Learned, position: FloatArray, role: str, label: str = "", run: int = 0
) -> tuple[DataCurve, ...]:
    """The model's curve over the drawn input, none where regions are drawn instead; other inputs at their mean."""
    used, loss = learned.used, learned.loss
    assert used is not None and loss is not None
    plane = fit_plane(used, loss)
    if plane.is_regions:
        return ()
    column = used.data[plane.x]
    low, high = float(column.min()), float(column.max())
    room = BEYOND * ((high - low) or 1.0)
    x = np.linspace(low - room, high + room, CURVE_POINTS)
    y = model_values(loss, used, position, {plane.x: x})
    return (DataCurve(x, np.where(np.isfinite(y), y, np.nan), role, label, run),)


def _decision(used: UsedData, loss: Loss, position: FloatArray, plane: FitPlane) -> Decision:
    """The probability of class 1 over both drawn inputs, the others at their mean, and where it is ½."""
    x, y = (_lattice(used.data[name]) for name in (plane.x, plane.y))
    first, second = np.meshgrid(x, y)
    flat = model_values(loss, used, position, {plane.x: first.ravel(), plane.y: second.ravel()})
    values = flat.reshape(first.shape)
    lines = contour_generator(x, y, np.ma.masked_invalid(values), line_type=LineType.Separate).lines(0.5)
    return Decision(x, y, values, tuple(np.asarray(line) for line in lines))


def _lattice(column: FloatArray) -> FloatArray:
    low, high = float(column.min()), float(column.max())
    room = BEYOND / 4 * ((high - low) or 1.0)
    return np.linspace(low - room, high + room, CELLS)
