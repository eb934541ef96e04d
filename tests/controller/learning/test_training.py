"""How a network is trained and shaped, as edits: the run from the first weights, rows a step, layers, defaults."""

import numpy as np
import pytest
from msgspec.structs import replace

from explorer.controller.learning.beginnings import TRAINED_BY, begun
from explorer.controller.learning.network_defaults import (
    MOST_LAYERS,
    MOST_NEURONS,
    network_defaults,
    with_activation,
    with_layers,
    with_width,
)
from explorer.controller.learning.resolver import LearningResolver
from explorer.controller.learning.subject_edits import with_subject
from explorer.controller.learning.training import next_training, trained, with_batch
from explorer.model.document import Document, OptimiserSettings, RunSpec, ScheduleSettings
from explorer.model.learn_settings import DataSettings, GeneratorSettings, NetworkSettings
from explorer.model.validation import validate
from tests.controller.studies.network_givens import given_network

DOCUMENT = Document(
    subject="network", optimiser=OptimiserSettings("RMSProp"), schedule=ScheduleSettings("Cosine"), steps=70, batch=16
)


def test_the_first_run_has_the_settings_of_the_next_and_begins_at_the_first_weights():
    changed, place = trained(DOCUMENT, None)
    (run,) = changed.runs
    assert place == 0 and run.start == () and run == next_training(DOCUMENT, None)
    assert (run.optimiser.name, run.schedule.name, run.steps, run.batch) == ("RMSProp", "Cosine", 70, 16)


def test_the_chosen_run_is_put_back_and_the_others_stay():
    elsewhere = RunSpec((("w_111", 1.0),), OptimiserSettings("Adam"))
    fork = replace(elsewhere, parent=0, fork_step=3, shown=False)
    document = replace(DOCUMENT, runs=(elsewhere, fork), same_start=True)
    changed, place = trained(document, 1)
    assert place == 1 and changed.runs[0] == elsewhere and not changed.same_start
    assert changed.runs[1] == replace(fork, start=(), parent=None, fork_step=None, shown=True)
    assert trained(document, 99)[1] == 1
    assert next_training(document, 0) == elsewhere
    validate(changed)


def test_rows_a_step_are_those_of_the_chosen_run_and_of_the_next():
    document = replace(DOCUMENT, runs=(RunSpec(()), RunSpec(())))
    changed = with_batch(document, 32, 0)
    assert (changed.batch, changed.runs[0].batch, changed.runs[1].batch) == (32, 32, 0)
    assert with_batch(DOCUMENT, -5, None).batch == 0


def test_layers_keep_their_bounds_and_new_ones_are_like_the_last():
    network = NetworkSettings((3, 7), ("relu", "tanh"))
    assert with_layers(network, 4) == replace(
        network, hidden=(3, 7, 7, 7), activations=("relu", "tanh", "tanh", "tanh")
    )
    assert with_layers(network, 1) == replace(network, hidden=(3,), activations=("relu",))
    assert with_layers(network, 99).hidden == (3, 7) + (7,) * (MOST_LAYERS - 2)
    assert with_layers(with_layers(network, -1), 1).hidden == (4,)
    assert with_width(network, 1, 99).hidden == (3, MOST_NEURONS) and with_width(network, 0, 0).hidden == (1, 7)
    assert with_activation(network, 0, "linear").activations == ("linear", "tanh")


@pytest.mark.parametrize(
    ("name", "output", "loss"), [("moons", "sigmoid", "cross-entropy"), ("curve", "linear", "squared")]
)
def test_output_and_loss_suit_classes_and_numbers(name, output, loss):
    used = given_network(name, output="linear", loss="squared").learned.used
    suited = network_defaults(used, NetworkSettings((5, 2), ("relu", "relu")))
    assert (suited.output, suited.loss, suited.hidden) == (output, loss, (5, 2))
    assert set(np.unique(used.data[used.target])) == {0.0, 1.0} or name == "curve"


def test_a_subject_keeps_the_settings_of_its_next_run():
    data = DataSettings("generated", generator=GeneratorSettings("moons", 40, 0.1))
    formula = Document(steps=33, optimiser=OptimiserSettings("GD", (("lr", 0.7),)))
    formula = replace(formula, learn=replace(formula.learn, data=data))
    network = begun(with_subject(formula, "network"), LearningResolver().resolve)
    assert network.optimiser == TRAINED_BY and network.steps == 200
    back = with_subject(replace(network, steps=500), "formula")
    assert (back.steps, back.optimiser) == (33, formula.optimiser)
    again = with_subject(back, "network")
    assert again.steps == 500 and again.optimiser == TRAINED_BY
    validate(again)
