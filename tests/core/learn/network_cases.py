"""Networks of every kind, with samples and targets that their loss takes."""

from __future__ import annotations

import numpy as np

from explorer.core.learn.network import Network

HIDDEN = ("sigmoid", "tanh", "relu", "leaky_relu", "softplus", "linear")
ENDS = (
    ("squared", "linear"),
    ("squared", "tanh"),
    ("squared", "softplus"),
    ("squared", "softmax"),
    ("half-squared", "sigmoid"),
    ("half-squared", "softmax"),
    ("cross-entropy", "sigmoid"),
    ("cross-entropy", "softmax"),
)
KINDS = [(hidden, loss, last) for hidden in HIDDEN for loss, last in ENDS]


def case(hidden, loss, last, sizes=(3, 4, 3, 2), rows=7, seed=3):
    """(network, samples, targets); weights and biases are all different from zero."""
    network = Network(sizes, [hidden] * (len(sizes) - 2) + [last], loss=loss, seed=seed, initialisation="uniform")
    random = np.random.default_rng(seed + 100)
    samples, targets = random.normal(size=(rows, sizes[0])), random.random((rows, sizes[-1]))
    if last == "softmax":
        targets /= targets.sum(axis=1, keepdims=True)
    return network, samples, targets


def flat(weights, biases):
    """Gradients as one vector, in the order of the network's names."""
    return np.concatenate([np.column_stack(layer).ravel() for layer in zip(weights, biases, strict=True)])
