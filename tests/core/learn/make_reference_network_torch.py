"""Write ``reference_network_torch.json``: losses and gradients of networks by torch.autograd, in double precision.

Run by hand in an environment that has PyTorch, never by the tests:
``python tests/core/learn/make_reference_network_torch.py``.
"""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import torch
from torch import nn

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)

KINDS = {
    "sigmoid": nn.Sigmoid,
    "tanh": nn.Tanh,
    "relu": nn.ReLU,
    "leaky_relu": nn.LeakyReLU,
    "softplus": nn.Softplus,
    "linear": nn.Identity,
    "softmax": lambda: nn.Softmax(dim=1),
}
CASES = [
    ([2, 4, 1], ["tanh", "sigmoid"], "squared"),
    ([2, 4, 1], ["tanh", "sigmoid"], "cross-entropy"),
    ([1, 5, 5, 1], ["relu", "softplus", "linear"], "squared"),
    ([3, 6, 2], ["leaky_relu", "tanh"], "half-squared"),
    ([2, 16, 16, 16, 16, 3], ["tanh", "relu", "sigmoid", "softplus", "softmax"], "cross-entropy"),
    ([4, 3, 3], ["softplus", "softmax"], "squared"),
    ([3, 4, 2], ["sigmoid", "sigmoid"], "cross-entropy"),
    ([5, 8, 8, 1], ["linear", "leaky_relu", "sigmoid"], "cross-entropy"),
]


def loss_of(kind, last, sums, outputs, targets):
    """The loss, from PyTorch's own functions."""
    functional = nn.functional
    if kind == "squared":
        return functional.mse_loss(outputs, targets)
    if kind == "half-squared":
        return 0.5 * ((outputs - targets) ** 2).sum(dim=1).mean()
    if last == "softmax":
        return functional.cross_entropy(sums, targets)
    return functional.binary_cross_entropy_with_logits(sums, targets)


def case(index, sizes, activations, kind):
    """One row of the table."""
    torch.manual_seed(index)
    layers = [nn.Linear(into, out) for into, out in itertools.pairwise(sizes)]
    samples = torch.randn(9, sizes[0])
    if activations[-1] == "softmax":
        targets = nn.functional.one_hot(torch.randint(sizes[-1], (9,)), sizes[-1]).to(torch.float64)
    elif kind == "cross-entropy":
        targets = torch.randint(2, (9, sizes[-1])).to(torch.float64)
    else:
        targets = torch.randn(9, sizes[-1])
    values = samples
    for layer, activation in zip(layers, activations, strict=True):
        sums = layer(values)
        values = KINDS[activation]()(sums)
    loss = loss_of(kind, activations[-1], sums, values, targets)
    loss.backward()
    row = {"sizes": sizes, "activations": activations, "loss": kind, "X": samples.tolist(), "T": targets.tolist()}
    row |= {"weights": [layer.weight.tolist() for layer in layers], "biases": [layer.bias.tolist() for layer in layers]}
    row |= {"value": loss.item(), "outputs": values.tolist()}
    row |= {
        "dW": [layer.weight.grad.tolist() for layer in layers],
        "db": [layer.bias.grad.tolist() for layer in layers],
    }
    return row


def main():
    """Write the table beside this file."""
    rows = ",\n".join(json.dumps(case(index, *settings)) for index, settings in enumerate(CASES))
    head = json.dumps({"torch": torch.__version__.split("+")[0]})[:-1]
    Path(__file__).with_name("reference_network_torch.json").write_text(f'{head}, "cases": [\n{rows}\n]}}\n')


if __name__ == "__main__":
    main()
