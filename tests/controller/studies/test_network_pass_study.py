"""The study of a network's passes: the published worked example, one number explained, the batch, and no network."""

import numpy as np
import pytest
from msgspec.structs import replace

from explorer.controller.core_mathematics import core_mathematics
from explorer.controller.edits import synchronise
from explorer.controller.executor import CancelToken
from explorer.controller.learning.network_picture import reached
from explorer.controller.learning.resolver import LearningResolver
from explorer.controller.problem import Resolver
from explorer.controller.studies.network_pass import compute_network_pass, is_quick_pass, network_pass, network_pass_key
from explorer.controller.studies.study import StudyInput
from explorer.core.expression.evaluate import evaluate
from explorer.core.learn.network_trace import step_places
from explorer.model.data_store import DataStore
from explorer.model.document import Document
from explorer.model.learn_settings import DataSettings, GeneratorSettings, LearnSettings, NetworkSettings
from explorer.model.view_state import ViewState
from tests.core.learn.network_cases import KINDS, case
from tests.core.learn.test_network import worked_example

EXAMPLE = np.array([[0.05, 0.10]]), np.array([[0.01, 0.99]])


def given(view=None, hidden=(4,), rows=40, origin="generated", **network):
    settings = LearnSettings(
        data=DataSettings(origin, generator=GeneratorSettings("moons", rows, 0.1)),
        network=NetworkSettings(hidden, ("tanh",) * len(hidden), **network),
    )
    document = Document(subject="network", learn=settings)
    resolver = Resolver(core_mathematics().parse, LearningResolver(DataStore()))
    function = resolver.resolve(document).function
    if function is not None:
        document = synchronise(document, function.variables, function.parameters)
    return StudyInput(resolver.resolve(document), view=view or ViewState())


def test_the_worked_example_appears_with_its_numbers_as_steps():
    published = {
        "z_11": 0.3775,
        "a_11": 0.593269992,
        "a_22": 0.772928465,
        "L": 0.298371109,
        "δ_21": 0.138498562,
        "∂L/∂w_211": 0.082167041,
        "∂L/∂w_111": 0.000438568,
    }
    told = {}
    for step in range(1, len(step_places((2, 2, 2))) + 1):
        answer = network_pass(worked_example(), *EXAMPLE, (0, step, ""), ("x_1", "x_2"))
        told[answer.steps[-1].symbol] = answer.steps[-1].value
    for symbol, value in published.items():
        assert told[symbol] == pytest.approx(value, abs=1e-9), symbol


@pytest.mark.parametrize(("hidden", "loss", "last"), KINDS[::3])
def test_every_formula_that_is_told_gives_its_number(hidden, loss, last):
    network, samples, targets = case(hidden, loss, last, sizes=(2, 3, 2))
    for step in range(1, len(step_places(network.sizes)) + 1):
        answer = network_pass(network, samples, targets, (2, step, ""), ("x_1", "x_2"))
        for told in answer.steps:
            assert evaluate(told.formula, told.inputs) == pytest.approx(told.value, rel=1e-9, abs=1e-13), told.symbol


def test_the_chosen_weight_is_explained_by_its_delta_and_its_slope():
    answer = network_pass(worked_example(), *EXAMPLE, (0, -1, "w_121"), ("x_1", "x_2"))
    assert [step.symbol for step in answer.steps] == ["δ_12", "∂L/∂w_121"]
    assert answer.edge == "w_121"
    assert answer.batch_slope == pytest.approx(answer.steps[-1].value, rel=1e-12)  # a batch of one
    assert network_pass(worked_example(), *EXAMPLE, (0, -1, "nothing"), ("x_1", "x_2")).edge == "w_111"
    bias = network_pass(worked_example(), *EXAMPLE, (0, -1, "b_21"), ("x_1", "x_2"))
    assert [step.symbol for step in bias.steps] == ["δ_21", "∂L/∂b_21"]


def test_the_batch_is_the_mean_of_its_samples():
    network, samples, targets = case("tanh", "squared", "linear")
    inputs = ("x_1", "x_2", "x_3")
    batch = network_pass(network, samples, targets, (-1, -1, "w_112"), inputs)
    each = [network_pass(network, samples, targets, (row, -1, "w_112"), inputs) for row in range(len(samples))]
    assert batch.steps == ()
    mean = np.mean([answer.picture.weight_slopes[0] for answer in each], axis=0)
    np.testing.assert_allclose(batch.picture.weight_slopes[0], mean, rtol=1e-12)
    np.testing.assert_allclose(
        batch.picture.deltas[0], np.mean([answer.picture.deltas[0] for answer in each], axis=0), rtol=1e-12
    )
    assert each[3].batch_slope == pytest.approx(batch.picture.weight_slopes[0][0, 1], rel=1e-12)


def test_the_study_shows_the_first_weights_of_the_document():
    asked = given(ViewState(sample=5, pass_step=4))
    answer = compute_network_pass(asked, CancelToken())
    network, used = asked.learned.network, asked.learned.used
    np.testing.assert_array_equal(answer.picture.weights[0], network.weights[0])
    assert answer.picture.words == "first weights"
    assert answer.picture.values[0][0] == used.training[used.inputs[0]][5]
    assert answer.reached == reached((2, 4, 1), 4)
    assert is_quick_pass(asked)


def test_what_is_shown_is_asked_for_anew():
    view = ViewState()
    keys = {network_pass_key(given(replace(view, **changed)))[2:] for changed in ({}, {"sample": 1}, {"edge": "b_11"})}
    assert len({key[-3:] for key in keys}) == 3
    assert not is_quick_pass(given(hidden=(16, 16, 16, 16), rows=5000))


def test_without_data_a_sentence_says_so():
    answer = compute_network_pass(given(origin="none"), CancelToken())
    assert answer.picture is None
    assert answer.message
