"""How a prediction answers to its features: ∂ŷ/∂feature at a row in the features' own units, and over many rows.

A model and a network are asked alike, through :class:`Predictor`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from explorer.core.autodiff import partials
from explorer.core.learn.dataset import Floats
from explorer.core.learn.loss import Loss
from explorer.core.learn.network import Network
from explorer.core.learn.network_measures import jacobians
from explorer.core.learn.row_program import RowTrees
from explorer.core.learn.scaling import Scaling
from explorer.core.sampling.field import FloatArray

__all__ = [
    "FeatureSensitivity",
    "ModelPredictor",
    "NetworkPredictor",
    "Predictor",
    "feature_importance",
    "feature_sensitivity",
    "prediction_along",
]


class Predictor(Protocol):
    """What gives a prediction for rows of features, in their own units."""

    @property
    def features(self) -> tuple[str, ...]:
        """The names of the k features, in the order of the columns of rows."""
        ...

    def predict(self, rows: FloatArray) -> FloatArray:
        """ŷ (m,) for rows (m, k)."""
        ...

    def slopes(self, rows: FloatArray) -> FloatArray:
        """∂ŷ/∂feature (m, k) at rows (m, k)."""
        ...


class _Scaled:
    """Rows in their own units to those that were learned from, and slopes back."""

    def __init__(self, features: Sequence[str], scaling: Scaling | None) -> None:
        self.features = tuple(features)
        means = {} if scaling is None else scaling.means
        deviations = {} if scaling is None else scaling.deviations
        self._means = np.array([means.get(name, 0.0) for name in features])
        self._deviations = np.array([deviations.get(name, 1.0) for name in features])

    def _inward(self, rows: FloatArray) -> Floats:
        given = np.asarray(rows, dtype=np.float64)
        if given.ndim != 2 or given.shape[1] != len(self.features):
            raise ValueError(f"Rows need the shape (m, {len(self.features)}), not {given.shape}.")
        return np.ascontiguousarray((given - self._means) / self._deviations)


class ModelPredictor(_Scaled):
    """A model at values of its parameters, ``position`` (n,); ``scaling`` is how its columns were standardised."""

    def __init__(
        self, loss: Loss, position: FloatArray, features: Sequence[str], scaling: Scaling | None = None
    ) -> None:
        super().__init__(features, scaling)
        root = loss.trees.root
        outputs = (root, *partials(root, self.features))
        self._trees = RowTrees(outputs, loss.variables, self.features)
        self._value = RowTrees((root,), loss.variables, self.features)
        self._position = np.asarray(position, dtype=np.float64).tolist()

    def predict(self, rows: FloatArray) -> FloatArray:
        """ŷ (m,) for rows (m, k)."""
        values: Floats = self._at(self._value, rows)[0]
        return values

    def slopes(self, rows: FloatArray) -> FloatArray:
        """∂ŷ/∂feature (m, k) at rows (m, k); NaN where there is no prediction."""
        output, *slopes = self._at(self._trees, rows)
        made = np.ascontiguousarray(np.reshape(slopes, (len(self.features), -1)).T / self._deviations)
        made[np.isnan(output)] = np.nan
        return made

    def _at(self, trees: RowTrees, rows: FloatArray) -> Floats:
        """Every output (outputs, m)."""
        inward = self._inward(rows)
        made = np.empty((len(trees.roots), len(inward)))
        if len(inward):
            bound = trees.bound({name: inward[:, place] for place, name in enumerate(self.features)})
            for part, outputs in bound.at(self._position):
                for row, output in enumerate(outputs):
                    made[row, part] = output
        return made


class NetworkPredictor(_Scaled):
    """A network with the weights ``position`` (n,), one of its outputs; ``scaling`` as of a model."""

    def __init__(
        self,
        network: Network,
        position: FloatArray,
        features: Sequence[str],
        scaling: Scaling | None = None,
        output: int = 0,
    ) -> None:
        super().__init__(features, scaling)
        self._network, self._output = network.copy(), output
        self._network.parameters = position

    def predict(self, rows: FloatArray) -> FloatArray:
        """ŷ (m,) for rows (m, k)."""
        return np.ascontiguousarray(self._network.predict(self._inward(rows))[:, self._output])

    def slopes(self, rows: FloatArray) -> FloatArray:
        """∂ŷ/∂feature (m, k) at rows (m, k), by backpropagation to the inputs."""
        found = jacobians(self._network, self._inward(rows))[:, self._output]
        return np.ascontiguousarray(found / self._deviations)


@dataclass(frozen=True, slots=True, eq=False)
class FeatureSensitivity:
    """How ŷ answers to each of k features at one row; all arrays (k,), in the features' own units.

    ``slopes`` are ∂ŷ/∂feature, ``scaled`` slopes times ``deviations``: the change for one standard deviation.
    ``predicted`` are slopes times ``nudges``, ``actual`` what one nudge at a time really changes; ``together`` is
    the change of all nudges at once.
    """

    prediction: float
    row: FloatArray
    slopes: FloatArray
    deviations: FloatArray
    nudges: FloatArray
    actual: FloatArray
    together: float

    @property
    def scaled(self) -> FloatArray:
        """Slope times deviation."""
        return np.asarray(self.slopes * self.deviations)

    @property
    def predicted(self) -> FloatArray:
        """Slope times nudge."""
        return np.asarray(self.slopes * self.nudges)


def feature_sensitivity(
    predictor: Predictor, row: FloatArray, deviations: FloatArray, nudges: FloatArray
) -> FeatureSensitivity:
    """The sensitivity at a ``row`` (k,) for features that vary by ``deviations`` (k,) and are changed by ``nudges``."""
    here = np.asarray(row, dtype=np.float64)
    moved = np.vstack((here, here + np.diag(nudges), here + nudges))
    with np.errstate(all="ignore"):
        predictions = predictor.predict(moved)
        slopes = predictor.slopes(here[None, :])[0]
        changes = predictions[1:] - predictions[0]
    return FeatureSensitivity(
        float(predictions[0]),
        here,
        slopes,
        np.asarray(deviations),
        np.asarray(nudges),
        changes[:-1],
        float(changes[-1]),
    )


def feature_importance(predictor: Predictor, rows: FloatArray, deviations: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Mean and mean size over ``rows`` (m, k) of ∂ŷ/∂feature times the feature's deviation, each (k,).

    It tells what this predictor answers to near these rows, one feature at a time. It does not tell causes, splits
    what correlated features do together arbitrarily, and misses what only a joint or a large change would do.
    Rows at which a slope is undefined are left out of that feature's mean.
    """
    with np.errstate(all="ignore"):
        slopes = predictor.slopes(rows) * deviations
    is_known = np.isfinite(slopes)
    count = is_known.sum(axis=0)
    kept = np.where(is_known, slopes, 0.0)
    with np.errstate(all="ignore"):
        return kept.sum(axis=0) / count, np.abs(kept).sum(axis=0) / count


def prediction_along(predictor: Predictor, row: FloatArray, feature: int, values: FloatArray) -> FloatArray:
    """ŷ (m,) where one feature of a ``row`` (k,) takes ``values`` (m,) and the others stay."""
    rows = np.tile(np.asarray(row, dtype=np.float64), (len(values), 1))
    rows[:, feature] = values
    with np.errstate(all="ignore"):
        return predictor.predict(rows)
