"""The study of what a network says: counts against predictions made by hand, the line of ½, numbers, no network."""

import math

import numpy as np
import pytest
from msgspec.structs import replace

from explorer.controller.executor import CancelToken
from explorer.controller.learning.learned import UsedData
from explorer.controller.studies.network_decision import compute_network_decision, network_decision_key
from explorer.model.data_store import DataStore
from explorer.model.learn_settings import DataSettings
from explorer.model.view_state import ViewState
from tests.controller.studies.network_givens import at_weights, given_network


def by_hand(position, rows):
    """A 2–1–1 network of tanh and σ, written out."""
    w1, w2, b, v, c = position
    hidden = np.tanh(w1 * rows[:, 0] + w2 * rows[:, 1] + b)
    return 1.0 / (1.0 + np.exp(-(v * hidden + c)))


POSITION = (0.7, -2.0, 0.3, 1.5, -0.2)


@pytest.mark.parametrize("standardised", [False, True])
def test_counts_losses_and_gradient_are_those_of_the_rows(standardised):
    given = given_network(hidden=(1,))
    data = replace(given.learned.settings.data, standardised=standardised)
    given = at_weights(given_network(hidden=(1,), data=data), POSITION)
    used = given.learned.used
    assert isinstance(used, UsedData)
    answer = compute_network_decision(given, CancelToken())
    rows = used.data.matrix(used.inputs)
    if standardised:
        train = rows[used.training_rows]
        rows = (rows - train.mean(axis=0)) / train.std(axis=0)
    says, labels = by_hand(POSITION, rows), used.data[used.target]
    wrong = (says > 0.5) != (labels > 0.5)
    losses = -(labels * np.log(says) + (1 - labels) * np.log(1 - says))
    assert answer.wrong == wrong[used.training_rows].sum() and answer.rows == len(used.training_rows)
    assert answer.wrong_aside == wrong[used.validation_rows].sum() and answer.rows_aside == len(used.validation_rows)
    assert answer.accuracy == pytest.approx(1 - wrong[used.training_rows].mean())
    assert answer.loss == pytest.approx(losses[used.training_rows].mean(), rel=1e-12)
    assert answer.validation == pytest.approx(losses[used.validation_rows].mean(), rel=1e-12)
    np.testing.assert_array_equal(answer.picture.is_wrong, wrong)
    step = 1e-6
    slopes = [
        (given.whole.value_at(np.add(POSITION, move)) - given.whole.value_at(np.subtract(POSITION, move))) / (2 * step)
        for move in step * np.eye(5)
    ]
    assert answer.norm == pytest.approx(float(np.linalg.norm(slopes)), rel=1e-6)
    assert answer.words == "step 0" and answer.count == 5


def test_on_the_line_between_the_regions_the_network_says_one_half():
    answer = compute_network_decision(at_weights(given_network(hidden=(1,)), POSITION), CancelToken())
    line = np.vstack(answer.picture.decision.boundary)
    assert len(line) > 10
    np.testing.assert_allclose(by_hand(POSITION, line), 0.5, atol=2e-3)


def test_the_sample_shown_is_ringed_and_a_whole_batch_rings_none():
    given = given_network(view=ViewState(sample=3))
    used = given.learned.used
    picture = compute_network_decision(given, CancelToken()).picture
    assert picture.chosen == used.table_rows[used.training_rows[3]] and not picture.can_drag
    batch = given_network(view=ViewState(sample=-1))
    assert compute_network_decision(batch, CancelToken()).picture.chosen == -1


def test_numbers_have_a_curve_and_no_right_or_wrong():
    given = at_weights(given_network("curve", hidden=(1,), output="linear", loss="squared"), (1.2, -0.4, 2.0, 0.5))
    answer = compute_network_decision(given, CancelToken())
    (curve,) = answer.picture.curves
    np.testing.assert_allclose(curve.y, 2.0 * np.tanh(1.2 * curve.x - 0.4) + 0.5, rtol=1e-12)
    assert answer.picture.decision is None and answer.wrong == -1 and math.isnan(answer.accuracy)


def test_without_data_or_with_numbers_and_cross_entropy_there_is_a_sentence():
    nothing = compute_network_decision(given_network(data=DataSettings()), CancelToken())
    assert "No data yet" in nothing.message and nothing.picture is None
    store = DataStore()
    ref = store.add(np.array([[0.0, 1.5], [1.0, 2.5], [2.0, 7.0]]), ("x", "y"))
    mixed = compute_network_decision(given_network(data=DataSettings("table", "t", ref), store=store), CancelToken())
    assert mixed.message and mixed.picture is None


def test_the_key_changes_with_weights_sample_and_data():
    given = given_network()
    assert network_decision_key(given) == network_decision_key(given)
    keys = {
        str(network_decision_key(other))
        for other in (given, at_weights(given, given.problem.first), given_network(view=ViewState(sample=2)))
    }
    assert len(keys) == 3
