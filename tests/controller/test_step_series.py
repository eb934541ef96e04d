"""What charts show of a run: quantities, averages, logarithms, readings at a step."""

from dataclasses import replace

import numpy as np
import pytest

from explorer.controller.pictures import RunPicture
from explorer.controller.step_series import (
    GRADIENT_NORM,
    LEARNING_RATE,
    QUANTITIES,
    STEP_LENGTH,
    VALUE,
    aside,
    log_obstacle,
    missing_sentence,
    moving_average,
    quantity_name,
    series,
    told_aside,
    told_at,
)


def run_of(values, first_step=0, rates=None, label="GD"):
    values = np.asarray(values, dtype=float)
    lengths = np.abs(np.diff(values))
    points = np.zeros((len(values), 2))
    return RunPicture(
        points, values, values**2, 0, label, "", step_lengths=lengths, first_step=first_step, learning_rates=rates
    )


@pytest.mark.parametrize("window", [2, 5, 20, 100])
def test_the_average_is_the_mean_of_the_last_values(window):
    values = np.random.default_rng(3).normal(size=70) * 10.0 ** np.linspace(6, -9, 70)
    expected = [np.mean(values[max(0, k - window + 1) : k + 1]) for k in range(70)]
    np.testing.assert_allclose(moving_average(values, window), expected, rtol=1e-10)


def test_the_small_end_of_a_series_is_not_drowned_in_its_beginning():
    values = np.concatenate([np.full(500, 1e12), np.full(500, 1e-12)])
    assert moving_average(values, 20)[-1] == pytest.approx(1e-12, rel=1e-12)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_a_window_with_an_undefined_value_is_undefined(bad):
    values = np.arange(30.0)
    values[10] = bad
    undefined = np.isnan(moving_average(values, 5))
    assert np.flatnonzero(undefined).tolist() == [10, 11, 12, 13, 14]


def test_no_smoothing_is_the_series_itself():
    values = np.arange(5.0)
    assert moving_average(values, 0) is values and len(moving_average(np.empty(0), 5)) == 0


def test_every_quantity_has_its_series():
    run = run_of([5.0, 2.0, 1.0], rates=np.array([0.1, 0.2]))
    assert [series(run, quantity).tolist() for quantity in QUANTITIES] == [[5, 2, 1], [25, 4, 1], [3, 1], [0.1, 0.2]]
    assert series(run_of([5.0, 2.0]), LEARNING_RATE).size == 0


@pytest.mark.parametrize(
    ("values", "quantity", "possible"),
    [
        ([3.0, 1.0], VALUE, True),
        ([3.0, 0.0], VALUE, False),
        ([3.0, -1.0], VALUE, False),
        ([3.0, 0.0], GRADIENT_NORM, True),
        ([0.0, 0.0], GRADIENT_NORM, False),
        ([2.0, 2.0, 1.0], STEP_LENGTH, True),
    ],
)
def test_where_a_logarithm_exists(values, quantity, possible):
    obstacle = log_obstacle((run_of([4.0, 2.0, 1.0]), run_of(values)) if possible else (run_of(values),), quantity)
    assert (obstacle is None) is possible
    assert possible or f"{quantity} reaches" in obstacle


def test_a_step_is_told_in_the_playheads_count():
    run = run_of([5.0, 2.0, 1.0], first_step=10)
    told = {step: told_at(run, VALUE, step) for step in (9, 10, 12, 13)}
    assert [told[step].is_value for step in told] == [False, True, True, False]
    assert (told[9].text, told[10].text, told[13].text) == ("forks at step 10", "5.000", "ended at step 12")


def test_a_rule_without_a_rate_says_so():
    sentence = missing_sentence((run_of([5.0, 2.0], label="Newton"),), LEARNING_RATE)
    assert sentence.startswith("Newton chooses its steps itself and has no learning rate.")
    assert "No step was made" in missing_sentence((run_of([5.0]),), STEP_LENGTH)
    assert missing_sentence((run_of([5.0]),), VALUE) is None and missing_sentence((), VALUE) is None


def test_only_the_loss_has_a_series_over_rows_set_aside():
    run = replace(run_of([5.0, 2.0, 1.0]), validation=np.array([6.0, 3.0, 4.0]))
    assert aside(run, VALUE).tolist() == [6, 3, 4] and aside(run, GRADIENT_NORM).size == 0
    assert told_aside(run, VALUE, 1).text == "3.000" and told_aside(run, VALUE, 1).is_aside
    assert told_aside(run_of([5.0, 2.0]), VALUE, 1) is None
    assert told_aside(run, VALUE, 7).text == "ended at step 2"


def test_a_logarithm_needs_the_rows_set_aside_too():
    run = replace(run_of([5.0, 2.0]), validation=np.array([6.0, -1.0]))
    assert log_obstacle((run,), VALUE, "L") == "Loss reaches −1.000; a logarithmic axis needs values above 0"


def test_quantities_of_a_loss_are_called_as_its_own():
    assert [quantity_name(quantity, "L") for quantity in QUANTITIES] == ["Loss", "‖∇L‖", STEP_LENGTH, LEARNING_RATE]
    assert [quantity_name(quantity) for quantity in QUANTITIES] == list(QUANTITIES)
