"""Every number of a trace is what its formula says, and the slopes on the edges are those of the loss."""

from __future__ import annotations

import numpy as np
import pytest

from explorer.core.expression.evaluate import evaluate
from explorer.core.learn.network_trace import backward_trace, forward_trace, trace_steps
from tests.core.learn.network_cases import KINDS, case, flat
from tests.core.learn.test_network import worked_example


@pytest.mark.parametrize(("hidden", "loss", "last"), KINDS)
def test_every_step_is_what_its_formula_says(hidden, loss, last):
    network, samples, targets = case(hidden, loss, last)
    trace = backward_trace(network, samples[0], targets[0])
    steps = trace_steps(network, trace)
    known = dict(zip(network.names, network.parameters.tolist(), strict=True))
    known |= {f"x_{k}": value for k, value in enumerate(samples[0].tolist(), 1)}
    known |= {f"t_{k}": value for k, value in enumerate(targets[0].tolist(), 1)}
    for step in steps:
        assert step.inputs == {name: known[name] for name in step.inputs}  # nothing is used before it is found
        assert evaluate(step.formula, step.inputs) == pytest.approx(step.value, rel=1e-11, abs=1e-14), step.symbol
        known[step.symbol] = step.value
    assert [step.kind for step in steps].count("delta") == 4 + 3 + 2
    _, weights, biases = network.loss_and_gradients(samples[:1], targets[:1])
    told = {step.symbol: step.value for step in steps}
    slopes = [told[f"∂L/∂{name}"] for name in network.names]
    np.testing.assert_allclose(slopes, flat(weights, biases), rtol=1e-12, atol=1e-15)
    assert told["L"] == pytest.approx(network.loss_at(samples[:1], targets[:1]), rel=1e-12)


@pytest.mark.parametrize(("hidden", "loss", "last"), KINDS[::5])
def test_the_trace_of_a_batch_adds_up_to_the_gradient(hidden, loss, last):
    network, samples, targets = case(hidden, loss, last)
    trace = backward_trace(network, samples, targets)
    value, weights, biases = network.loss_and_gradients(samples, targets)
    assert trace.loss == pytest.approx(value, rel=1e-13)
    np.testing.assert_allclose(
        flat(trace.weight_slopes, trace.bias_slopes), flat(weights, biases), rtol=1e-12, atol=1e-15
    )
    np.testing.assert_allclose(trace.forward.outputs, network.predict(samples), rtol=1e-12)
    assert [delta.shape for delta in trace.deltas] == [(7, 4), (7, 3), (7, 2)]
    step = 1e-6 * np.eye(3)[1]
    moved = [network.loss_at(samples + sign * step, targets) for sign in (1, -1)]
    assert trace.input_slopes[:, 1].sum() == pytest.approx((moved[0] - moved[1]) / 2e-6, abs=1e-8)
    with pytest.raises(ValueError, match="one sample, not of 7"):
        trace_steps(network, trace)


def test_the_worked_example_step_by_step():
    network = worked_example()
    trace = backward_trace(network, [0.05, 0.10], [0.01, 0.99])
    told = {step.symbol: step.value for step in trace_steps(network, trace)}
    published = {
        "z_11": 0.3775,
        "a_11": 0.593269992,
        "a_12": 0.596884378,
        "z_21": 1.105905967,
        "a_21": 0.75136507,
        "a_22": 0.772928465,
        "L": 0.298371109,
        "δ_21": 0.138498562,
        "∂L/∂w_211": 0.082167041,
        "∂L/∂w_111": 0.000438568,
    }
    for symbol, value in published.items():
        assert told[symbol] == pytest.approx(value, abs=1e-9), symbol


def test_a_forward_trace_of_one_sample():
    network, samples, _ = case("relu", "squared", "linear")
    trace = forward_trace(network, samples[2])
    np.testing.assert_allclose(trace.sums[0][0], network.weights[0] @ samples[2] + network.biases[0], rtol=1e-13)
    np.testing.assert_allclose(trace.activations[0], np.maximum(trace.sums[0], 0.0))
