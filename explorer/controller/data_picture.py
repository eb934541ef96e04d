"""What a picture of data shows, as a value: points, curves through them, the regions of two classes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.core.sampling.field import FloatArray

__all__ = ["DataCurve", "DataPicture", "Decision"]


@dataclass(frozen=True, slots=True, eq=False)
class DataCurve:
    """A model's curve: ``role`` "probe" (at P), "run" (at the playhead of a run), "minimum" (at the true optimum) or
    "start"; ``label`` stands at its end. NaN breaks it. ``run`` is the run's place for its colour."""

    x: FloatArray
    y: FloatArray
    role: str = "probe"
    label: str = ""
    run: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Decision:
    """What a model says on a lattice over two inputs: probabilities of class 1, or values, shape (len(y), len(x)).

    ``boundary`` are the lines where it is ½ (each (k, 2)), ``levels`` thinner lines beside it. Where ``is_probability``
    is false the values go from ``low`` to ``high``.
    """

    x: FloatArray
    y: FloatArray
    values: FloatArray
    boundary: tuple[FloatArray, ...] = ()
    is_probability: bool = True
    low: float = 0.0
    high: float = 1.0
    levels: tuple[FloatArray, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class DataPicture:
    """Rows as points (x, y), all arrays of one length; ``rows`` are their places in the table.

    ``x_label`` and ``y_label`` name the columns. ``classes`` are 0 or 1 for points that are classes by shape and
    colour (``class_words`` say what they are), None for a curve's points. ``is_validation`` marks rows set aside,
    ``is_wrong`` those on the wrong side. ``residuals`` is what the model says of each row: a line goes from (x, y) to
    (x, residual). ``size`` (0 to 1) scales a point by its share of the gradient. ``chosen`` is the row that stands
    out, -1 for none, and ``chosen_words`` say what it is ("row 12" without). ``can_drag`` tells whether points can be
    moved and drawn; ``snap_y`` are the only values that a moved or added point may have up, where there are any.
    ``message`` stands in place of the picture where there is nothing to show.
    """

    x: FloatArray
    y: FloatArray
    rows: NDArray[np.intp]
    x_label: str = "x"
    y_label: str = "y"
    classes: NDArray[np.intp] | None = None
    class_words: tuple[str, str] = ("class 0", "class 1")
    is_validation: NDArray[np.bool_] | None = None
    is_wrong: NDArray[np.bool_] | None = None
    residuals: FloatArray | None = None
    size: FloatArray | None = None
    chosen: int = -1
    curves: tuple[DataCurve, ...] = ()
    decision: Decision | None = None
    can_drag: bool = True
    chosen_words: str = ""
    snap_y: tuple[float, ...] = ()
    message: str = ""
