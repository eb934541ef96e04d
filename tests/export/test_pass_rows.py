"""Steps through a network as they are written: in the names on screen, and with numbers."""

import numpy as np
import pytest

from explorer.controller.studies.network_pass import network_pass
from explorer.core.learn.network import Network
from explorer.core.learn.network_trace import StepPlace, step_places
from explorer.export.pass_rows import mean_slope_row, step_numbers_row, step_row
from tests.core.learn.test_network import worked_example


def told(network, place, row=0):
    """The step of a place, and the names on screen."""
    inputs = tuple(f"x_{k}" for k in range(1, network.sizes[0] + 1))
    samples, targets = np.full((1, network.sizes[0]), 0.5), np.zeros((1, network.sizes[-1]))
    step = step_places(network.sizes).index(place) + 1
    answer = network_pass(network, samples, targets, (row, step, ""), inputs)
    return answer.steps[-1], answer.names


def written(network, *place):
    return step_row(*told(network, StepPlace(*place))).text


@pytest.mark.parametrize(
    ("activation", "slope"),
    [
        ("tanh", "(1 − h₁²)"),
        ("sigmoid", "h₁(1 − h₁)"),
        ("softplus", "(1 − e^(−h₁))"),
        ("linear", ""),
        ("relu", "[h₁ > 0]"),
        ("leaky_relu", " {h₁ > 0: 1, 0.01}"),
    ],
)
def test_a_hidden_neurons_blame_has_its_activations_slope(activation, slope):
    network = Network([2, 2, 1], activation, loss="squared", seed=1)
    assert written(network, "delta", 1, 1) == f"δ₁₁ = w₂₁₁δ₂₁{slope}"


@pytest.mark.parametrize(
    ("loss", "last", "delta"),
    [
        ("cross-entropy", "sigmoid", "ŷ − y"),
        ("squared", "linear", "2(ŷ − y)"),
        ("half-squared", "linear", "ŷ − y"),
    ],
)
def test_where_the_way_back_begins(loss, last, delta):
    network = Network([2, 2, 1], ["tanh", last], loss=loss)
    assert written(network, "delta", 2, 1).replace("y\u0302", "ŷ") == f"δ₂₁ = {delta}"


def test_a_sum_an_activation_and_both_slopes():
    network = worked_example()
    assert written(network, "sum", 1, 1) == "z₁₁ = w₁₁₁x₁ + w₁₁₂x₂ + b₁₁"
    assert written(network, "weight slope", 1, 2, 1) == "∂L/∂w₁₂₁ = δ₁₂x₁"
    assert written(network, "bias slope", 2, 1) == "∂L/∂b₂₁ = δ₂₁"
    assert written(network, "delta", 1, 1) == "δ₁₁ = (w₂₁₁δ₂₁ + w₂₂₁δ₂₂)h₁(1 − h₁)"


def test_the_loss_is_written_as_it_is_read():
    network = Network([2, 2, 1], loss="cross-entropy")
    assert written(network, "loss").replace("y\u0302", "ŷ") == "L = −(y ln(ŷ) + (1 − y) ln(1 − ŷ))"


def test_a_long_sum_is_shortened():
    network = Network([9, 2, 9, 1])
    assert written(network, "sum", 1, 1) == "z₁₁ = w₁₁₁x₁ + ⋯ + w₁₁₉x₉ + b₁₁"
    text = written(network, "delta", 1, 1)
    assert text == "δ₁₁ = (w₂₁₁δ₂₁ + ⋯ + w₂₉₁δ₂₉) (1 − h₁₁²)"


def test_numbers_stand_in_place_of_names():
    step, names = told(worked_example(), StepPlace("sum", 1, 1))
    markup = step_numbers_row(step, names).markup
    assert [number in markup for number in ("0.150", "0.200", "0.350", "0.500", "0.525")] == [True] * 5
    without = step_numbers_row(step, names, with_result=False)
    assert without.text.startswith(" = ")
    assert "0.525" not in without.markup


def test_the_batchs_slope_is_a_mean():
    assert mean_slope_row("w_112", "δ_11", "x_2").text == "∂L/∂w₁₁₂ = 1/n Σ δ₁₁x₂"
    assert mean_slope_row("b_11", "δ_11", "").text == "∂L/∂b₁₁ = 1/n Σ δ₁₁"
