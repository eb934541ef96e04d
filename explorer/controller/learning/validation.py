"""The loss over the rows set aside, at the places of a run: what its dashed line shows beside the training loss."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from explorer.controller.executor import CancelToken
from explorer.controller.results import ExploredFunction
from explorer.core.optim.batches import HasRows
from explorer.core.sampling.field import FloatArray

if TYPE_CHECKING:
    from explorer.controller.problem import Problem

__all__ = ["MOST_PLACES", "validation_along", "validation_of"]

MOST_PLACES = 2_000  # more than a chart has columns of pixels
_ROWS_A_LOOK = 100_000  # rows times places between two looks at the token: a few milliseconds
_MOST_A_LOOK = 128


def validation_of(problem: Problem) -> ExploredFunction | None:
    """The loss of ``problem.whole`` over the rows set aside, None where there are none."""
    learned, whole = problem.learned, problem.whole
    found: ExploredFunction | None = learned.validation_objective
    if found is None:
        found = learned.validation_loss
    return found if found is not None and whole is not None and found.variables == whole.variables else None


def validation_along(
    validation: ExploredFunction, positions: FloatArray, token: CancelToken, most: int = MOST_PLACES
) -> FloatArray:
    """The validation loss at positions (k+1, n), shape (k+1,); raises Cancelled where ``token`` says so.

    Of more than ``most`` positions it is evaluated at as many spread evenly, the first and the last among them,
    and interpolated linearly between; NaN between two places of which one has no finite loss.
    """
    count = len(positions)
    places = np.unique(np.linspace(0, count - 1, min(count, most)).round().astype(np.intp))
    rows = validation.rows if isinstance(validation, HasRows) else 1
    stride = int(np.clip(_ROWS_A_LOOK // max(rows, 1), 1, _MOST_A_LOOK))
    found = np.empty(len(places))
    for start in range(0, len(places), stride):
        token.check()
        part = places[start : start + stride]
        found[start : start + stride] = validation.values_at(positions[part])
    if len(places) == count:
        return found
    return np.interp(np.arange(count), places, np.where(np.isfinite(found), found, np.nan))
