"""The study of a prediction: how ŷ answers to each feature at one row of the data, and over all of them."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from typing import Final

import numpy as np

from explorer.controller.executor import CancelToken
from explorer.controller.figures import Figure
from explorer.controller.learning.learned import Learned, UsedData
from explorer.controller.learning.place import current_key, current_position
from explorer.controller.plots import Plot, PlotAxis
from explorer.controller.studies.prediction_plot import along_plot
from explorer.controller.studies.study import StudyInput
from explorer.core.expression.text import name_text
from explorer.core.learn.feature_sensitivity import (
    FeatureSensitivity,
    ModelPredictor,
    NetworkPredictor,
    Predictor,
    feature_importance,
    feature_sensitivity,
)
from explorer.core.sampling.field import FloatArray
from explorer.model.learn_settings import MODEL, NETWORK

__all__ = [
    "FeatureRow",
    "PredictionAnswer",
    "compute_prediction",
    "prediction_key",
    "wants_function",
    "wants_prediction",
]

MOST_ROWS: Final = 2_000  # of which importance is the mean
MOST_FEATURES: Final = 12
DEFAULT_NUDGE: Final = 0.1  # of a deviation
UNDEFINED: Final = "There is no prediction at this row with these numbers; choose another row, or move P."
NO_DATA: Final = "There are no rows to predict: make or open data in the panel Data."
_NOTHING: Final = PlotAxis("", 0.0, 1.0)


@dataclass(frozen=True, slots=True)
class FeatureRow:
    """One feature at the row: all in its own units.

    ``slope`` is ∂ŷ/∂feature, ``scaled`` that times the feature's ``deviation``, ``predicted`` the slope times the
    ``nudge``, ``actual`` the change that this nudge alone makes. ``importance`` is the mean size of ``scaled`` over
    the rows, ``lean`` its mean with signs. ``labels`` are the words for 0, 1, … of a column of words.
    """

    name: str
    title: str
    value: float
    deviation: float
    slope: float
    scaled: float
    nudge: float
    predicted: float
    actual: float
    importance: float
    lean: float
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class PredictionAnswer:
    """The features in their order (of many the most important); nothing but the ``message`` where there is one.

    ``where`` says which numbers the model or network has, ``row`` is the row's place among the training rows (-1:
    their mean) of ``count``, ``target`` what was measured there. ``together`` is the change that all nudges make
    at once. ``feature`` is the one that is charted, ``left_out`` how many are not listed, ``sampled`` of how many rows
    importance is the mean.
    """

    message: str = ""
    where: str = ""
    row: int = -1
    count: int = 0
    prediction: float = math.nan
    target: float = math.nan
    is_classes: bool = False
    features: tuple[FeatureRow, ...] = ()
    together: float = math.nan
    feature: str = ""
    left_out: int = 0
    sampled: int = 0
    nudge_is_default: bool = True
    figures: tuple[Figure, ...] = ()
    plots: tuple[Plot, ...] = ()


def wants_prediction(given: StudyInput) -> bool:
    """Whether the panel is set to the prediction, and there is something that predicts."""
    return given.learned.subject in (MODEL, NETWORK) and given.choices.sensitivity_of == "prediction"


def wants_function(given: StudyInput) -> bool:
    """Whether the panel is set to the function itself."""
    return not wants_prediction(given)


def prediction_key(given: StudyInput) -> tuple[object, ...]:
    """The data, the numbers of the model or network, the row, the charted feature and the nudges."""
    choices = given.choices
    return (given.learned.used, *current_key(given), given.view.sample, choices.feature, choices.feature_nudge)


def compute_prediction(given: StudyInput, token: CancelToken) -> PredictionAnswer:
    """Slopes and nudges at the row, importance over the rows, ŷ along one feature."""
    used = given.learned.used
    if used is None:
        return _message(given.learned.data_problem or NO_DATA)
    position, where = current_position(given)
    predictor = _predictor(given.learned, used, position)
    if predictor is None:
        return _message(NO_DATA)
    rows = used.data.matrix(used.inputs)[used.training_rows]
    place = given.view.sample if 0 <= given.view.sample < len(rows) else -1
    row = rows.mean(axis=0) if place < 0 else rows[place]
    deviations = rows.std(axis=0)
    chosen = dict(given.choices.feature_nudge)
    nudges = np.array([chosen.get(name, _nudge(d)) for name, d in zip(used.inputs, deviations.tolist(), strict=True)])
    found = feature_sensitivity(predictor, row, deviations, nudges)
    if not math.isfinite(found.prediction):
        return _message(UNDEFINED, where, place, len(rows))
    token.check()
    seen = rows[np.linspace(0, len(rows) - 1, min(len(rows), MOST_ROWS)).astype(np.intp)]
    lean, importance = feature_importance(predictor, seen, deviations)
    features = _rows(used, found, importance, lean)
    listed = sorted(features, key=lambda one: -np.nan_to_num(one.importance))[:MOST_FEATURES]
    charted = given.choices.feature if given.choices.feature in used.inputs else listed[0].name
    at = used.inputs.index(charted)
    target = used.data[used.target][used.training_rows]
    return PredictionAnswer(
        where=where,
        row=place,
        count=len(rows),
        prediction=found.prediction,
        target=float(target.mean() if place < 0 else target[place]),
        is_classes=used.is_classes,
        features=tuple(one for one in features if one in listed),
        together=found.together,
        feature=charted,
        left_out=len(features) - len(listed),
        sampled=len(seen),
        nudge_is_default=chosen.keys().isdisjoint(used.inputs),
        plots=(along_plot(predictor, found, at, seen, features[at].title, place, used.is_classes),),
    )


def _predictor(learned: Learned, used: UsedData, position: FloatArray) -> Predictor | None:
    if learned.network is not None:
        return NetworkPredictor(learned.network, position, used.inputs, used.scaling)
    if learned.loss is not None:
        return ModelPredictor(learned.loss, position, used.inputs, used.scaling)
    return None


def _rows(
    used: UsedData, found: FeatureSensitivity, importance: FloatArray, lean: FloatArray
) -> tuple[FeatureRow, ...]:
    columns = (found.row, found.deviations, found.slopes, found.scaled, found.nudges, found.predicted, found.actual)
    table = np.column_stack([*columns, importance, lean]).tolist()
    numbered = tuple(field.name for field in fields(FeatureRow) if field.type == "float")
    return tuple(
        FeatureRow(name, _title(used, name), **dict(zip(numbered, numbers, strict=True)), labels=words)
        for name, numbers in zip(used.inputs, table, strict=True)
        for words in (tuple(used.data.labels.get(name, ())),)
    )


def _title(used: UsedData, name: str) -> str:
    """A column as it is headed; a name in letters has its subscript."""
    title = used.data.titles.get(name, name)
    return name_text(name) if title == name else title


def _nudge(deviation: float) -> float:
    return float(f"{DEFAULT_NUDGE * deviation:.2g}") or DEFAULT_NUDGE


def _message(sentence: str, where: str = "", row: int = -1, count: int = 0) -> PredictionAnswer:
    plot = Plot("Prediction along a feature", _NOTHING, _NOTHING, message=sentence)
    return PredictionAnswer(sentence, where, row, count, plots=(plot,))
