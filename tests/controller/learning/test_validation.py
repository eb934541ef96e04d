"""The validation loss along a run: the loss over the rows set aside, spread where a run is long, cancellable."""

from dataclasses import replace

import numpy as np
import pytest

from explorer.controller.core_mathematics import core_mathematics
from explorer.controller.executor import Cancelled, CancelToken
from explorer.controller.learning.validation import validation_along, validation_of
from explorer.controller.run_request import RunRequest, compute_run
from explorer.model.document import OptimiserSettings, RunSpec
from tests.controller.studies.network_givens import given_network

SPEC = RunSpec((), OptimiserSettings("Adam"), 30)


def trained(**settings):
    problem = replace(given_network(**settings).problem, runs=(SPEC,))
    return problem, compute_run(RunRequest.of(problem, 0), core_mathematics().descend, CancelToken())


def test_it_is_the_loss_over_the_rows_set_aside_at_every_point():
    problem, run = trained()
    aside = problem.learned.used.validation
    inputs, targets = aside.matrix(problem.learned.used.inputs), aside[problem.learned.used.target]
    expected = []
    assert problem.learned.network.names[:3] == ("w_111", "w_112", "b_11")
    for weights in run.positions:
        hidden = weights[:12].reshape(4, 3)  # of each neuron two weights and a bias
        first, bias, second, last = hidden[:, :2], hidden[:, 2], weights[12:16], weights[16]
        said = 1 / (1 + np.exp(-(np.tanh(inputs @ first.T + bias) @ second + last)))
        expected.append(-np.mean(targets * np.log(said) + (1 - targets) * np.log(1 - said)))
    assert run.validation.shape == run.values.shape == (31,)
    np.testing.assert_allclose(run.validation, expected, rtol=1e-12)


def test_without_rows_set_aside_there_is_none():
    problem, run = trained(validation=0.0)
    assert validation_of(problem) is None and run.validation is None


def test_a_long_run_is_evaluated_at_some_of_its_points_and_its_ends():
    problem, run = trained()
    validation = validation_of(problem)
    whole = validation_along(validation, run.positions, CancelToken())
    some = validation_along(validation, run.positions, CancelToken(), most=11)
    np.testing.assert_array_equal(some[::3], whole[::3])
    assert 0 < np.abs(some - whole).max() < 0.06 * np.ptp(whole)


def test_points_without_a_loss_have_none_and_spoil_no_other():
    problem, run = trained()
    positions = run.positions.copy()
    positions[12] = np.nan
    some = validation_along(validation_of(problem), positions, CancelToken(), most=11)
    assert np.isnan(some[10:15]).all() and np.isfinite(some[:10]).all() and np.isfinite(some[15:]).all()


def test_work_that_nobody_waits_for_ends():
    problem, run = trained()
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        validation_along(validation_of(problem), run.positions, token)
