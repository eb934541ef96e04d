"""∂ŷ/∂feature of models and networks against closed forms and finite differences, in the features' own units."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.core.learn.dataset import DataSet
from explorer.core.learn.feature_sensitivity import (
    ModelPredictor,
    NetworkPredictor,
    feature_importance,
    feature_sensitivity,
    prediction_along,
)
from explorer.core.learn.loss import loss
from explorer.core.learn.network import Network
from explorer.core.learn.scaling import standardise


@pytest.fixture(scope="module")
def data():
    generator = np.random.default_rng(1)
    u, v = generator.normal(50, 12, 30), generator.uniform(0, 2, 30)
    return DataSet({"u": u, "v": v, "y": (u + v > 51).astype(float)})


def numerical(predictor, row):
    found = []
    for place in range(len(row)):
        step = 1e-5 * max(1.0, abs(row[place]))
        more, less = row.copy(), row.copy()
        more[place] += step
        less[place] -= step
        found.append((predictor.predict(more[None])[0] - predictor.predict(less[None])[0]) / (2 * step))
    return np.array(found)


def test_the_slope_of_a_logistic_model_is_w_times_p_times_1_minus_p(data):
    model = loss("σ(w*u + c*v + b)", data, "y", "cross-entropy")
    assert model.variables == ("b", "c", "w")
    predictor = ModelPredictor(model, np.array([-5.0, 0.7, 0.1]), ("u", "v"))
    rows = data.matrix(["u", "v"])
    p = 1 / (1 + np.exp(-(0.1 * rows[:, 0] + 0.7 * rows[:, 1] - 5)))
    np.testing.assert_allclose(predictor.predict(rows), p, rtol=1e-13)
    np.testing.assert_allclose(predictor.slopes(rows), (p * (1 - p))[:, None] * [0.1, 0.7], rtol=1e-12)


def test_standardised_features_are_told_in_their_own_units(data):
    scaled, scaling = standardise(data, ["u", "v"])
    model = loss("w*u + c*v + b", scaled, "y")
    predictor = ModelPredictor(model, np.array([0.5, 2.0, 3.0]), ("u", "v"), scaling)
    rows = data.matrix(["u", "v"])
    expected = [3.0 / rows[:, 0].std(), 2.0 / rows[:, 1].std()]
    np.testing.assert_allclose(predictor.slopes(rows[:3]), np.tile(expected, (3, 1)), rtol=1e-12)
    np.testing.assert_allclose(predictor.predict(rows), scaled.matrix(["u", "v"]) @ [3.0, 2.0] + 0.5, rtol=1e-12)


def test_a_feature_that_the_model_leaves_out_has_no_slope(data):
    predictor = ModelPredictor(loss("w*u + b", data, "y"), np.array([1.0, 2.0]), ("u", "v"))
    np.testing.assert_array_equal(predictor.slopes(np.array([[3.0, 1.0]])), [[2.0, 0.0]])
    constant = ModelPredictor(loss("b", data, "y"), np.array([4.0]), ("u", "v"))
    np.testing.assert_array_equal(constant.predict(np.ones((5, 2))), np.full(5, 4.0))
    assert not constant.slopes(np.ones((5, 2))).any()


@settings(max_examples=25, deadline=None)
@given(
    st.sampled_from(["tanh", "sigmoid", "softplus"]),
    st.integers(0, 1000),
    st.floats(20, 80),
    st.floats(0, 2),
    st.booleans(),
)
def test_slopes_of_a_network_are_those_of_finite_differences(kind, seed, u, v, is_scaled):
    generator = np.random.default_rng(2)
    table = DataSet({"u": generator.normal(50, 12, 20), "v": generator.uniform(0, 2, 20)})
    scaling = standardise(table)[1] if is_scaled else None
    network = Network([2, 5, 3, 1], [kind, kind, "sigmoid"], "cross-entropy", seed)
    network.parameters *= 1.0 if is_scaled else 0.2
    predictor = NetworkPredictor(network, network.parameters * 1.1, ("u", "v"), scaling)
    row = np.array([u, v])
    np.testing.assert_allclose(predictor.slopes(row[None])[0], numerical(predictor, row), rtol=2e-5, atol=1e-8)


def test_a_predictor_keeps_its_weights_while_the_network_is_trained_on():
    network = Network([1, 2, 1], seed=3)
    predictor = NetworkPredictor(network, network.parameters, ("u",))
    before = predictor.predict(np.array([[0.4]]))
    network.parameters = np.zeros(7)
    assert predictor.predict(np.array([[0.4]])) == before and before != 0


def test_predicted_and_actual_changes(data):
    predictor = ModelPredictor(loss("a*u^2 + c*v", data, "y"), np.array([2.0, 3.0]), ("u", "v"))
    found = feature_sensitivity(predictor, np.array([5.0, 1.0]), np.array([2.0, 0.5]), np.array([0.1, 0.2]))
    assert found.prediction == 53.0
    np.testing.assert_allclose(found.slopes, [20.0, 3.0])
    np.testing.assert_allclose(found.scaled, [40.0, 1.5])
    np.testing.assert_allclose(found.predicted, [2.0, 0.6])
    np.testing.assert_allclose(found.actual, [2 * (5.1**2 - 25), 0.6])
    assert found.together == pytest.approx(found.actual.sum())


def test_a_joint_change_of_an_interaction_is_more_than_both_alone(data):
    predictor = ModelPredictor(loss("a*u*v", data, "y"), np.array([1.0]), ("u", "v"))
    found = feature_sensitivity(predictor, np.array([2.0, 3.0]), np.ones(2), np.array([0.5, 0.5]))
    assert found.together == pytest.approx(2.5 * 3.5 - 6)
    assert found.actual.sum() == pytest.approx(2.5)


def test_importance_is_the_mean_size_of_slope_times_deviation(data):
    predictor = ModelPredictor(loss("a*u^2 + c*v", data, "y"), np.array([1.0, -3.0]), ("u", "v"))
    rows = np.array([[-1.0, 0.0], [1.0, 0.0], [3.0, 0.0]])
    signed, size = feature_importance(predictor, rows, np.array([2.0, 0.5]))
    np.testing.assert_allclose(signed, [2 * 2 * (-1 + 1 + 3) / 3, -1.5])
    np.testing.assert_allclose(size, [2 * 2 * 5 / 3, 1.5])


def test_undefined_predictions_are_nan_and_left_out_of_the_mean(data):
    predictor = ModelPredictor(loss("a*ln(u) + c*v", data, "y"), np.array([1.0, 1.0]), ("u", "v"))
    rows = np.array([[-1.0, 0.0], [2.0, 0.0]])
    assert np.isnan(predictor.predict(rows)[0])
    _, size = feature_importance(predictor, rows, np.ones(2))
    np.testing.assert_allclose(size, [0.5, 1.0])
    found = feature_sensitivity(predictor, rows[0], np.ones(2), np.ones(2))
    assert np.isnan(found.prediction) and np.isnan(found.actual).all()


def test_predictions_along_a_feature_hold_the_others(data):
    predictor = ModelPredictor(loss("a*u*v", data, "y"), np.array([2.0]), ("u", "v"))
    np.testing.assert_allclose(
        prediction_along(predictor, np.array([1.0, 5.0]), 0, np.array([0.0, 1.0, 2.0])), [0, 10, 20]
    )
    with pytest.raises(ValueError, match="shape"):
        predictor.predict(np.ones((2, 3)))
