"""A small network's loss written out as one expression tree: what backpropagation is checked against, and drawn as."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from explorer.core.expression.nodes import Apply, Node, Number, Symbol
from explorer.core.learn.activations import SOFTMAX
from explorer.core.learn.network_losses import CrossEntropy, Squared
from explorer.core.learn.passes import Structure
from explorer.core.sampling.field import FloatArray

__all__ = ["MOST_UNROLLED", "loss_tree", "output_trees"]

MOST_UNROLLED: Final = 5_000


def output_trees(structure: Structure, inputs: Sequence[Node]) -> list[Node]:
    """The outputs as trees over the names of the weights and whatever ``inputs`` are made of."""
    return _layers(structure, inputs)[1]


def loss_tree(structure: Structure, inputs: FloatArray, targets: FloatArray) -> Node:
    """The loss over samples (m, in) with targets (m, out) as a tree over the names of the weights.

    Raises ValueError where weights times samples are more than MOST_UNROLLED: it is for looking, not for training.
    """
    if structure.layout.count * len(inputs) > MOST_UNROLLED:
        raise ValueError(f"{len(inputs)} samples of this network are too many to write out.")
    terms = []
    for sample, wanted in zip(inputs, targets, strict=True):
        sums, outputs = _layers(structure, [Number(float(value)) for value in sample])
        terms.append(_sample_loss(structure, sums, outputs, [float(value) for value in wanted]))
    share = structure.loss.share(len(inputs), structure.layout.sizes[-1], structure.activations[-1])
    return Number(share) * _sum(terms)


def _layers(structure: Structure, inputs: Sequence[Node]) -> tuple[list[Node], list[Node]]:
    """The weighted sums and the activations of the last layer."""
    names = iter(structure.layout.names)
    values, sums = list(inputs), list(inputs)
    for (out, _), kind in zip(structure.layout.shapes, structure.activations, strict=True):
        sums = []
        for _ in range(out):
            products = [Symbol(next(names)) * value for value in values]
            sums.append(_sum([*products, Symbol(next(names))]))
        if kind.node is None:
            powers = [Apply("exp", (total,)) for total in sums]
            values = [power / _sum(powers) for power in powers]
        else:
            values = [kind.node(total) for total in sums]
    return sums, values


def _sample_loss(structure: Structure, sums: list[Node], outputs: list[Node], wanted: list[float]) -> Node:
    if isinstance(structure.loss, Squared):
        return _sum([(a - t) ** Number(2.0) for a, t in zip(outputs, wanted, strict=True)])
    assert isinstance(structure.loss, CrossEntropy)
    if structure.activations[-1].name == SOFTMAX:
        whole: Node = Apply("log", (_sum([Apply("exp", (z,)) for z in sums]),))
        return whole - _sum([Number(t) * z for z, t in zip(sums, wanted, strict=True)])
    return _sum([Apply("softplus", (z,)) - Number(t) * z for z, t in zip(sums, wanted, strict=True)])


def _sum(terms: Sequence[Node]) -> Node:
    return terms[0] if len(terms) == 1 else Apply("add", tuple(terms))
