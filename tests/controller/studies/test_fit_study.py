"""The data, the model's curve and both losses at the probe."""

import numpy as np
import pytest

from explorer.controller.executor import CancelToken
from explorer.controller.studies.fit import compute_fit, fit_key
from explorer.model.learn_settings import GeneratorSettings
from tests.controller.studies.learn_givens import given_fit, given_table


def fit(given):
    return compute_fit(given, CancelToken())


def test_points_curve_and_numbers_are_those_of_the_model():
    table = np.array([[0.0, 1.0], [1.0, 3.0], [2.0, 2.0]])
    answer = fit(given_table(table, ("size", "price"), "w*size + b", (2.0, 0.5), ("w", "b")))
    picture = answer.picture
    assert picture.x.tolist() == [0, 1, 2] and picture.y.tolist() == [1, 3, 2]
    assert (picture.x_label, picture.y_label) == ("size", "price")
    assert picture.residuals == pytest.approx(2 * table[:, 0] + 0.5)
    curve = picture.curves[-1]
    assert curve.role == "probe" and curve.y == pytest.approx(2 * curve.x + 0.5)
    residuals = 2 * table[:, 0] + 0.5 - table[:, 1]
    assert answer.value == pytest.approx(np.mean(residuals**2))
    assert dict(answer.gradient) == pytest.approx(
        {"w": 2 * np.mean(residuals * table[:, 0]), "b": 2 * residuals.mean()}
    )


def test_standardised_inputs_are_drawn_in_their_own_units():
    raw, scaled = given_fit(axes=("w", "b")), given_fit(axes=("w", "b"), standardised=True)
    picture = fit(scaled).picture
    assert picture.x.tolist() == fit(raw).picture.x.tolist()
    column = raw.learned.used.data["x"]
    curve = picture.curves[-1]
    assert curve.y == pytest.approx(0.5 * (curve.x - column.mean()) / column.std() - 1.0)
    assert picture.residuals == pytest.approx(0.5 * (column - column.mean()) / column.std() - 1.0)


def test_rows_set_aside_are_marked_and_have_a_loss_of_their_own():
    given = given_fit(axes=("w", "b"), validation=0.25)
    answer = fit(given)
    aside = answer.picture.is_validation
    assert aside.sum() == 10
    x, y = answer.picture.x[aside], answer.picture.y[aside]
    assert answer.validation == pytest.approx(np.mean((0.5 * x - 1.0 - y) ** 2))


def test_classes_of_two_inputs_are_drawn_over_both():
    given = given_fit(
        "σ(w_1 x_1 + w_2 x_2 + b)",
        GeneratorSettings("blobs", 40, 0.1),
        (1.0, 1.0),
        ("w_1", "w_2"),
        (("b", 0.0),),
        loss="cross-entropy",
    )
    picture = fit(given).picture
    says = picture.x + picture.y > 0
    assert (picture.x_label, picture.y_label) == ("x_1", "x_2")
    decision = picture.decision
    assert decision.values[0, 0] == pytest.approx(1 / (1 + np.exp(-decision.x[0] - decision.y[0])))
    assert np.vstack(decision.boundary).sum(axis=1) == pytest.approx(0, abs=1e-3)
    assert picture.is_wrong.tolist() == (says != (picture.classes == 1)).tolist()


def test_a_row_without_a_number_is_named():
    answer = fit(given_table(np.array([[1.0, 2.0], [-1.0, 1.0]]), ("x", "y"), "a*ln(b x)", (1.0, 1.0)))
    assert "row 2" in answer.note and "no number" in answer.note
    assert answer.picture is not None and np.isnan(answer.value)


def test_a_wrong_model_is_a_sentence():
    assert "y" in fit(given_fit("w*y + b")).message
    assert fit_key(given_fit()) != fit_key(given_fit())  # made from data of their own
