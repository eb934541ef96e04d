"""The study of a prediction against closed forms: slopes in own units, nudges, importance, the chart, what is told."""

from dataclasses import replace as changed

import numpy as np
import pytest
from msgspec.structs import replace

from explorer.controller.core_mathematics import core_mathematics
from explorer.controller.executor import CancelToken
from explorer.controller.learning.resolver import LearningResolver
from explorer.controller.problem import Resolver
from explorer.controller.studies.prediction import (
    UNDEFINED,
    compute_prediction,
    prediction_key,
    wants_function,
    wants_prediction,
)
from explorer.controller.studies.study import StudyInput
from explorer.core.learn.network import Network
from explorer.model.document import Document
from explorer.model.errors import SessionError
from explorer.model.learn_settings import DataSettings, GeneratorSettings, LearnSettings, NetworkSettings
from explorer.model.validation import validate
from explorer.model.view_state import ViewState
from tests.controller.studies.learn_givens import given_fit, given_table

SIZES = np.array([[50.0, 1.0, 120.0], [70.0, 2.0, 150.0], [90.0, 2.0, 210.0], [120.0, 4.0, 260.0]])
TITLES = ("size", "rooms", "price")
ROOF = "a*size^2 + w*rooms"


def answer_of(given, **choices):
    studies = replace(given.problem.studies, **choices)
    return compute_prediction(changed(given, problem=changed(given.problem, studies=studies)), CancelToken())


def given_roof(sample=1, **settings):
    return given_table(SIZES, TITLES, ROOF, probe=(0.02, 3.0), view=ViewState(sample=sample), **settings)


def test_slopes_of_a_model_at_a_row_are_those_of_its_formula():
    answer = answer_of(given_roof())
    size, rooms = answer.features
    assert (size.name, rooms.name, answer.where, answer.row, answer.count) == ("size", "rooms", "at P", 1, 4)
    assert answer.prediction == pytest.approx(0.02 * 70**2 + 3 * 2) and answer.target == 150.0
    assert size.slope == pytest.approx(2 * 0.02 * 70) and rooms.slope == pytest.approx(3.0)
    assert size.scaled == pytest.approx(size.slope * SIZES[:, 0].std()) and rooms.deviation == SIZES[:, 1].std()
    assert size.importance == pytest.approx(0.04 * SIZES[:, 0].mean() * SIZES[:, 0].std())
    assert answer.feature == "size"


def test_standardised_columns_are_told_in_their_own_units():
    plain = answer_of(given_roof())
    scaled = answer_of(given_roof(standardised=True))
    spread, middle = SIZES[:, 0].std(), SIZES[:, 0].mean()
    z = (70 - middle) / spread
    assert scaled.features[0].value == 70.0 and scaled.features[0].deviation == plain.features[0].deviation
    assert scaled.features[0].slope == pytest.approx(2 * 0.02 * z / spread)


def test_a_nudge_is_promised_by_the_slope_and_made_by_the_model():
    answer = answer_of(given_roof(), feature_nudge=(("size", 10.0),))
    size, rooms = answer.features
    assert size.predicted == pytest.approx(28.0) and size.actual == pytest.approx(0.02 * (80**2 - 70**2))
    assert rooms.actual == pytest.approx(3 * rooms.nudge) and not answer.nudge_is_default
    assert answer.together == pytest.approx(size.actual + rooms.actual)
    assert answer_of(given_roof()).nudge_is_default


def test_the_mean_row_stands_for_all_of_them():
    answer = answer_of(given_roof(sample=-1))
    assert answer.row == -1 and answer.target == SIZES[:, 2].mean()
    assert answer.features[0].value == SIZES[:, 0].mean()
    assert answer_of(given_roof(sample=99)).row == -1


def test_rows_set_aside_are_not_counted_and_rows_keep_their_own_numbers():
    answer = answer_of(given_roof(sample=0, validation=0.25, split_seed=3))
    given = given_roof(sample=0, validation=0.25, split_seed=3)
    first = given.learned.used.training_rows[0]
    assert answer.count == 3 and answer.features[0].value == SIZES[first, 0] and answer.target == SIZES[first, 2]


def test_the_chart_touches_its_tangent_at_the_row_and_ends_at_the_nudge():
    (plot,) = answer_of(given_roof(), feature_nudge=(("size", 10.0),)).plots
    dots, tangent, curve, gap = (line.points for line in plot.lines)
    ring = next(mark for mark in plot.marks if mark.shape == "ring")
    handle = next(mark for mark in plot.marks if mark.handle)
    assert (ring.x, ring.y) == pytest.approx((70.0, 104.0)) and handle.x == 80.0
    assert handle.y == pytest.approx(0.02 * 80**2 + 6) and gap[:, 1].tolist() == pytest.approx([132.0, 134.0])
    np.testing.assert_allclose(curve[:, 1], 0.02 * curve[:, 0] ** 2 + 6)
    assert (curve[:, 1] >= tangent[:, 1] - 1e-9).all()
    assert plot.bottom.low < 50 and plot.bottom.high > 120
    np.testing.assert_allclose(dots[0::3, 1], 0.02 * SIZES[:, 0] ** 2 + 3 * SIZES[:, 1])
    np.testing.assert_allclose(dots[0::3, 0], SIZES[:, 0], atol=0.01)


def test_another_feature_can_be_charted():
    (plot,) = answer_of(given_roof(), feature="rooms").plots
    assert plot.bottom.name == "rooms" and answer_of(given_roof(), feature="gone").feature == "size"


def given_network(sample=3, probabilities=True, **network):
    data = DataSettings("generated", generator=GeneratorSettings("moons", 30, 0.1), standardised=True)
    learn = LearnSettings(data, network=NetworkSettings((3,), ("tanh",), **network))
    document = Document(subject="network", learn=learn)
    return StudyInput(
        Resolver(core_mathematics().parse, LearningResolver()).resolve(document), view=ViewState(sample=sample)
    )


def test_a_network_is_asked_with_its_first_weights_before_a_run():
    given = given_network(seed=5)
    answer, used = answer_of(given), given.learned.used
    network = Network([2, 3, 1], ["tanh", "sigmoid"], "cross-entropy", 5)
    row = used.data.matrix(used.inputs)[3]
    scaled = used.training.matrix(used.inputs)[3]
    assert answer.where == "first weights" and answer.is_classes
    assert answer.prediction == pytest.approx(network.predict(scaled[None])[0, 0], rel=1e-13)
    for place, one in enumerate(answer.features):
        step = 1e-5 * one.deviation
        ends = []
        for sign in (1, -1):
            moved = row.copy()
            moved[place] += sign * step
            inward = [
                (value - used.scaling.means[n]) / used.scaling.deviations[n]
                for n, value in zip(used.inputs, moved, strict=True)
            ]
            ends.append(network.predict(np.array([inward]))[0, 0])
        assert one.slope == pytest.approx((ends[0] - ends[1]) / (2 * step), rel=1e-6)
    (plot,) = answer.plots
    assert plot.left.low == 0.0 and plot.left.high == 1.0


def test_a_column_of_words_keeps_its_labels():
    table = np.column_stack((SIZES[:, 0], [0, 1, 1, 0], SIZES[:, 2]))
    answer = answer_of(given_table(table, TITLES, ROOF, labels=((1, ("few", "some")),)))
    assert answer.features[1].labels == ("few", "some") and answer.features[0].labels == ()


def test_what_has_no_prediction_is_told():
    answer = answer_of(given_table(SIZES, TITLES, "a*ln(w*size) + c*rooms", probe=(1.0, 1.0), held={"w": -1.0}.items()))
    assert answer.message == UNDEFINED and answer.plots[0].message == UNDEFINED


def test_the_panel_shows_one_of_both_studies():
    given = given_fit()
    assert wants_prediction(given) and not wants_function(given)
    studies = replace(given.problem.studies, sensitivity_of="parameters")
    other = changed(given, problem=changed(given.problem, studies=studies))
    assert wants_function(other) and not wants_prediction(other)


def test_the_key_follows_row_probe_feature_and_nudge():
    given = given_roof()
    keys = {prediction_key(given), prediction_key(changed(given, view=ViewState(sample=2)))}
    for choice in ({"feature": "rooms"}, {"feature_nudge": (("size", 1.0),)}):
        studies = replace(given.problem.studies, **choice)
        keys.add(prediction_key(changed(given, problem=changed(given.problem, studies=studies))))
    keys.add(prediction_key(changed(given, problem=changed(given.problem, probe=(0.5, 0.5)))))
    assert len(keys) == 5


@pytest.mark.parametrize(
    "bad", [{"sensitivity_of": "nothing"}, {"feature_nudge": (("x", float("inf")),)}, {"feature": "x" * 1000}]
)
def test_settings_from_outside_are_checked(bad):
    with pytest.raises(SessionError):
        validate(replace(Document(), studies=replace(Document().studies, **bad)))
