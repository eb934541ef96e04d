"""Features on one scale, and rows set aside: what is done to data before a fit."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from explorer.core.expression.names import canonical_name
from explorer.core.learn.dataset import DataSet
from explorer.core.learn.errors import DataError

__all__ = ["Scaling", "condition_number", "split", "standardise"]


@dataclass(frozen=True, slots=True, eq=False)
class Scaling:
    """How columns were standardised: (value − mean) / deviation. Both mappings have the names that were scaled."""

    means: Mapping[str, float]
    deviations: Mapping[str, float]

    def apply(self, data: DataSet) -> DataSet:
        """Other data on the same scale (validation data on that of the training data)."""
        return data.with_columns({n: (data[n] - self.means[n]) / self.deviations[n] for n in self.means})

    def invert(self, data: DataSet) -> DataSet:
        """Standardised data back in their own units."""
        return data.with_columns({n: data[n] * self.deviations[n] + self.means[n] for n in self.means})

    def value(self, name: str, standardised: float) -> float:
        """One standardised value of a column in its own units."""
        known = canonical_name(name)
        return standardised * self.deviations.get(known, 1.0) + self.means.get(known, 0.0)


def standardise(data: DataSet, names: Sequence[str] | None = None) -> tuple[DataSet, Scaling]:
    """``data`` with the columns ``names`` (default: all) at mean 0 and standard deviation 1, and how to come back.

    The deviation is that of the rows themselves (divided by their number). Raises :class:`DataError` for a constant
    column, which has no scale, and KeyError for a name that is no column.
    """
    chosen = data.names if names is None else tuple(canonical_name(name) for name in names)
    means = {name: float(np.mean(data[name])) for name in chosen}
    deviations = {name: float(np.std(data[name])) for name in chosen}
    for name, deviation in deviations.items():
        if not (deviation > 0 and np.any(data[name] != data[name][0])):
            title = data.titles.get(name, name)
            raise DataError(f"Column {title} is the same in every row, so it has no scale; leave it out.", None, title)
    scaling = Scaling(MappingProxyType(means), MappingProxyType(deviations))
    return scaling.apply(data), scaling


def split(data: DataSet, validation: float = 0.25, seed: int = 0) -> tuple[DataSet, DataSet]:
    """(training, validation) rows, each in their old order; ``validation`` is the share set aside.

    Raises ValueError where a part would be empty.
    """
    count = round(validation * len(data)) if math.isfinite(validation) else 0
    if not 0 < count < len(data):
        raise ValueError(
            f"A share of {validation:g} of {len(data):,} rows leaves one part empty; choose another share."
        )
    order = np.random.default_rng(seed).permutation(len(data))
    return data.rows(np.sort(order[count:])), data.rows(np.sort(order[:count]))


def condition_number(hessian: np.ndarray) -> float:
    """Largest over smallest curvature of a loss: 1 is a round bowl, inf a valley that is flat along its floor.

    NaN where the Hessian is not finite; the absolute values of the eigenvalues are compared.
    """
    if hessian.size == 0 or not np.isfinite(hessian).all():
        return math.nan
    curvatures = np.abs(np.linalg.eigvalsh(hessian))
    least, most = float(curvatures.min()), float(curvatures.max())
    return most / least if least > most * np.finfo(np.float64).eps * len(curvatures) else math.inf
