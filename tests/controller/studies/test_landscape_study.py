"""How much of the gradient the drawn plane leaves out, against projections by least squares."""

import numpy as np
import pytest

from explorer.controller.executor import CancelToken
from explorer.controller.studies.landscape import (
    compute_landscape,
    landscape_key,
    outside_sentence,
    told_share,
    wants_landscape,
)
from tests.controller.studies.givens import given_for as given
from tests.controller.studies.network_givens import at_weights, given_network


def outside(gradient, directions):
    """The same share from the residual of a least-squares fit."""
    fitted = directions.T @ np.linalg.lstsq(directions.T, gradient, rcond=None)[0]
    return float(np.sum((gradient - fitted) ** 2) / np.sum(gradient**2))


@pytest.mark.parametrize("step", [0, 1])
def test_the_share_is_that_of_the_gradient_at_the_weights_shown(step):
    studied = given_network()
    weights = np.random.default_rng(step).normal(size=len(studied.whole.variables))
    moved = at_weights(studied, weights)
    answer = compute_landscape(moved, CancelToken())
    gradient = moved.whole.value_and_gradient(weights)[1]
    assert answer.share == pytest.approx(outside(gradient, moved.learned.landscape.plane.directions), abs=1e-12)
    assert answer.sentence == f"{100 * answer.share:.0f}% of ‖∇L‖² at step 0 lies outside this plane"
    assert "step 0" in answer.beside and answer.distance > 0


def test_before_a_run_it_is_told_of_the_first_weights():
    answer = compute_landscape(given_network(), CancelToken())
    assert "at first weights" in answer.sentence and answer.beside == ""


def test_a_formula_of_three_variables_tells_which_one_is_not_drawn():
    studied = given("x^2 + y^2 + 3*z", probe=(1.0, 2.0))
    assert wants_landscape(studied)
    answer = compute_landscape(studied, CancelToken())
    assert answer.share == pytest.approx(9 / (4 + 16 + 9))
    assert answer.sentence.endswith(": along z")


def test_two_variables_hide_nothing():
    assert not wants_landscape(given("x^2 + y^2"))


@pytest.mark.parametrize(
    ("share", "words"),
    [(0.0, "Nothing"), (0.001, "Less than 1%"), (0.57, "57%"), (0.9999, "More than 99%"), (1.0, "100%")],
)
def test_shares_in_words(share, words):
    assert told_share(share) == words


def test_a_flat_and_an_unknown_gradient():
    assert outside_sentence(float("nan"), "step 3", np.zeros(4)) == "∇L = 0 at step 3: nothing lies outside this plane"
    assert outside_sentence(float("nan"), "step 3", np.array([np.nan, 1.0])) == ""


def test_another_place_asks_again():
    studied = given_network()
    other = at_weights(studied, np.zeros(len(studied.whole.variables)))
    assert landscape_key(studied) != landscape_key(other)
