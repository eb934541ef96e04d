"""The study of the gradient by layer: norms against differences, what vanishes, what explodes, what stays equal."""

import numpy as np
import pytest

from explorer.controller.executor import CancelToken
from explorer.controller.studies.layer_norms import compute_layer_norms, layers_sentence
from tests.controller.studies.network_givens import at_weights, given_network


def norms_of(given):
    return compute_layer_norms(given, CancelToken())


def test_norms_are_those_of_central_differences():
    given = given_network(hidden=(3, 2), activations=("tanh", "sigmoid"), seed=3)
    position, step = np.asarray(given.problem.first), 1e-5
    slopes = {}
    for place, name in enumerate(given.whole.variables):
        move = np.zeros(len(position))
        move[place] = step
        difference = given.whole.value_at(position + move) - given.whole.value_at(position - move)
        slopes[name] = difference / (2 * step)
    for name, layer, norm in norms_of(given).norms:
        letter = name[0].lower()
        expected = np.hypot.reduce([s for n, s in slopes.items() if n.startswith(f"{letter}_{layer}")])
        assert norm == pytest.approx(expected, rel=1e-6)


def test_four_sigmoid_layers_vanish_and_one_tanh_layer_does_not():
    deep = norms_of(given_network(hidden=(4,) * 4, activations=("sigmoid",) * 4))
    assert "vanishes" in deep.sentence and deep.is_warning
    norms = [norm for name, _layer, norm in deep.norms if name.startswith("W")]
    assert norms[0] < 0.05 * norms[-1]
    shallow = norms_of(given_network())
    assert "nothing vanishes" in shallow.sentence and not shallow.is_warning


@pytest.mark.parametrize(
    ("norms", "word"),
    [
        ([1.0, 1.0], "nothing vanishes"),
        ([1e-4, 1.0], "10⁻⁴ of the last’s: it vanishes"),
        ([0.0499, 1.0], "vanishes"),
        ([0.0501, 1.0], "nothing vanishes"),
        ([20.1, 1.0], "explodes"),
        ([0.0, 1.0], "nothing reaches it"),
        ([0.0, 0.0], "nothing moves"),
        ([float("nan"), 1.0], "not finite"),
        ([2.0], "One layer"),
    ],
)
def test_the_sentence_says_what_the_thresholds_say(norms, word):
    assert word in layers_sentence(norms)[0]


@pytest.mark.parametrize("kind", ["zeros", "ones"])
def test_neurons_that_begin_equal_are_told_to_stay_equal(kind):
    answer = norms_of(given_network(initialisation=kind, hidden=(3,)))
    assert "stay equal" in answer.twins
    assert norms_of(given_network(hidden=(3,))).twins == ""


def test_equal_neurons_are_equal_after_descent_too():
    given = given_network(initialisation="ones", hidden=(3,))
    position = np.array(given.problem.first)
    for _step in range(20):
        position -= 0.3 * given.whole.value_and_gradient(position)[1]
    assert "stay equal" in norms_of(at_weights(given, position)).twins
    position[0] += 0.1
    assert norms_of(at_weights(given, position)).twins == ""
