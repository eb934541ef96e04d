"""What pictures of data are made of: which columns stand on the axes, curves, regions, points."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
from contourpy import LineType, contour_generator

from explorer.controller.data_picture import DataCurve, DataPicture, Decision
from explorer.controller.learning.learned import UsedData
from explorer.core.sampling.field import FloatArray

__all__ = ["Predict", "choose_axes", "curve_of", "decision_of", "draws_regions", "range_of", "rows_picture"]

Predict = Callable[[FloatArray], FloatArray]

CELLS: Final = (96, 96)
CURVE_POINTS: Final = 301
MOST_RESIDUALS: Final = 1_000
MOST_CELLS: Final = 1 << 20
BOUNDARY, BESIDE = 0.5, (0.25, 0.75)
LEVELS_OF_VALUES: Final = 5


def draws_regions(used: UsedData) -> bool:
    """Whether a plane of two inputs is drawn: of classes by two inputs or more."""
    return used.is_classes and len(used.inputs) > 1


def choose_axes(used: UsedData) -> tuple[str, str]:
    """The columns across and up: of classes by two inputs or more the first two inputs, else input and target."""
    first = used.inputs[0]
    return (first, used.inputs[1]) if draws_regions(used) else (first, used.target)


def range_of(values: FloatArray, room: float = 0.05) -> tuple[float, float]:
    """From least to largest finite value with ``room`` at both ends, as a share of their distance; (0, 1) for none."""
    finite = np.asarray(values)[np.isfinite(values)]
    if not len(finite):
        return 0.0, 1.0
    low, high = float(finite.min()), float(finite.max())
    margin = room * (high - low) if high > low else 0.5 * abs(low) or 1.0
    return low - margin, high + margin


def decision_of(
    predict: Predict,
    x_range: tuple[float, float],
    y_range: tuple[float, float],
    shape: tuple[int, int] = CELLS,
    others: Sequence[float] = (),
    is_probability: bool = True,
) -> Decision:
    """What ``predict`` says over a rectangle of the first two inputs, the ``others`` held.

    ``predict`` takes rows (m, 2 + len(others)) and gives (m,) or (m, 1). ``shape`` is (rows, columns) of the lattice.
    Of probabilities the line of ½ is the boundary and those of ¼ and ¾ stand beside it; of other values round levels.

    :raises ValueError: for a lattice of fewer than 2 × 2 or more than 1,048,576 places.
    """
    if min(shape) < 2 or shape[0] * shape[1] > MOST_CELLS:
        raise ValueError(f"{shape[0]} × {shape[1]} places are no lattice; ask for 2 × 2 to {MOST_CELLS:,} places")
    x, y = np.linspace(*x_range, shape[1]), np.linspace(*y_range, shape[0])
    first, second = np.meshgrid(x, y)
    values = _said(predict, (first.ravel(), second.ravel()), others).reshape(shape)
    finite = values[np.isfinite(values)]
    if is_probability or not len(finite):
        return Decision(x, y, values, _lines(x, y, values, (BOUNDARY,)), levels=_lines(x, y, values, BESIDE))
    low, high = float(finite.min()), float(finite.max())
    levels = np.linspace(low, high, LEVELS_OF_VALUES + 2)[1:-1].tolist() if high > low else []
    return Decision(x, y, values, (), False, low, high, _lines(x, y, values, levels))


def curve_of(
    predict: Predict,
    x_range: tuple[float, float],
    n: int = CURVE_POINTS,
    others: Sequence[float] = (),
    role: str = "probe",
    label: str = "",
    run: int = 0,
) -> DataCurve:
    """What ``predict`` (of rows (m, 1 + len(others))) says along its first input; NaN where it is not finite."""
    x = np.linspace(*x_range, n)
    return DataCurve(x, _said(predict, (x,), others), role, label, run)


def rows_picture(
    used: UsedData,
    axes: tuple[str, str],
    says: FloatArray,
    curves: tuple[DataCurve, ...] = (),
    decision: Decision | None = None,
    chosen: int = -1,
) -> DataPicture:
    """All rows over the columns ``axes`` in their own units, with what a model ``says`` of each, (rows of the data,).

    ``chosen`` is a row of the table.
    """
    data, (x, y) = used.data, axes
    labels, words = data[used.target], data.labels.get(used.target, ())
    title = data.titles.get(used.target, used.target)
    is_validation = np.zeros(len(data), dtype=bool)
    if used.validation_rows is not None:
        is_validation[used.validation_rows] = True
    over_inputs = y != used.target
    return DataPicture(
        data[x],
        data[y],
        used.table_rows,
        data.titles.get(x, x),
        data.titles.get(y, y),
        classes=labels.astype(np.intp) if used.is_classes else None,
        class_words=(words[0], words[1]) if len(words) > 1 else (f"{title} = 0", f"{title} = 1"),
        is_validation=is_validation if is_validation.any() else None,
        is_wrong=(says > BOUNDARY) != (labels > BOUNDARY) if used.is_classes and over_inputs else None,
        residuals=None if over_inputs or len(data) > MOST_RESIDUALS else says,
        chosen=chosen,
        curves=curves,
        decision=decision,
        snap_y=(0.0, 1.0) if used.is_classes and not over_inputs else (),
    )


def _said(predict: Predict, columns: tuple[FloatArray, ...], others: Sequence[float]) -> FloatArray:
    rows = np.empty((len(columns[0]), len(columns) + len(others)))
    for place, column in enumerate(columns):
        rows[:, place] = column
    rows[:, len(columns) :] = np.asarray(others, dtype=np.float64)
    with np.errstate(all="ignore"):
        said = np.array(predict(rows), dtype=np.float64).reshape(len(rows))
    said[~np.isfinite(said)] = np.nan
    return said


def _lines(x: FloatArray, y: FloatArray, values: FloatArray, levels: Sequence[float]) -> tuple[FloatArray, ...]:
    """The level lines of several levels, none through places without a value."""
    tracer = contour_generator(x, y, np.ma.masked_invalid(values), name="serial", line_type=LineType.Separate)
    return tuple(np.asarray(line) for level in levels for line in tracer.lines(level) if len(line) > 1)
