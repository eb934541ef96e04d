"""The exact Hessian of a network's loss: the slope of every slope, by differentiating backpropagation forward.

Pearlmutter, *Fast exact multiplication by the Hessian*, 1994: R{·} is the derivative along a direction of the
weights. All n unit directions go together, some at a time.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from explorer.core.learn.activations import SOFTMAX, Activation
from explorer.core.learn.network_losses import CrossEntropy
from explorer.core.learn.passes import Structure
from explorer.core.sampling.field import FloatArray

__all__ = ["hessian", "hessian_products"]

_BLOCK_NUMBERS: Final = 1 << 18


def hessian(structure: Structure, inputs: FloatArray, targets: FloatArray, position: FloatArray) -> FloatArray:
    """Second partials (n, n) over ``inputs`` (in + 1, m) and ``targets`` (out, m), made symmetric."""
    found = hessian_products(structure, inputs, targets, position, np.eye(len(position)))
    symmetric: FloatArray = 0.5 * (found + found.T)
    return symmetric


def hessian_products(
    structure: Structure, inputs: FloatArray, targets: FloatArray, position: FloatArray, directions: FloatArray
) -> FloatArray:
    """H·d for each of ``directions`` (k, n), shape (k, n)."""
    samples, widest = inputs.shape[1], max(structure.layout.sizes)
    width = min(samples, max(64, _BLOCK_NUMBERS // (8 * widest)))
    many = max(1, _BLOCK_NUMBERS // (width * widest))
    share = structure.loss.share(samples, structure.layout.sizes[-1], structure.activations[-1])
    result = np.zeros(directions.shape)
    for first in range(0, samples, width):
        part = slice(first, first + width)
        sweep = _Sweep(structure, inputs[:, part], targets[:, part], position, share)
        for start in range(0, len(directions), many):
            result[start : start + many] += sweep.products(directions[start : start + many])
    return result


class _Sweep:
    """Activations and deltas of some samples, and the products made from them."""

    def __init__(
        self, structure: Structure, inputs: FloatArray, targets: FloatArray, position: FloatArray, share: float
    ) -> None:
        self._layout, self._kinds, self._loss = structure.layout, structure.activations, structure.loss
        self._share, self._targets = share, targets
        self._blocks = structure.layout.blocks(position)
        self._padded = [inputs]
        for block, kind in zip(self._blocks, self._kinds, strict=True):
            rows = np.ones((len(block) + 1, inputs.shape[1]))
            rows[:-1] = block @ self._padded[-1]
            kind.apply(rows[:-1])
            self._padded.append(rows)
        self._deltas = self._backwards()

    def _backwards(self) -> list[FloatArray]:
        """∂L/∂a and ∂L/∂z: the former of each layer is kept for the bend, the latter of each for the weights."""
        last, outputs = self._kinds[-1], self._padded[-1][:-1]
        self._blame = [np.empty(0)] * len(self._kinds)
        if isinstance(self._loss, CrossEntropy):
            delta = self._share * (outputs - self._targets)
        else:
            self._blame[-1] = 2.0 * self._share * (outputs - self._targets)
            delta = self._blame[-1].copy()
            last.times_slope(delta, outputs, np.empty_like(delta))
        deltas: list[FloatArray] = [delta]
        for layer in range(len(self._kinds) - 2, -1, -1):
            self._blame[layer] = self._blocks[layer + 1][:, :-1].T @ deltas[0]
            delta = self._blame[layer].copy()
            self._kinds[layer].times_slope(delta, self._padded[layer + 1][:-1], np.empty_like(delta))
            deltas.insert(0, delta)
        return deltas

    def products(self, directions: FloatArray) -> FloatArray:
        """H·d over these samples, for directions (k, n)."""
        moved = self._layout.blocks(directions)
        sums, activations = self._forward(moved)
        result = np.empty(directions.shape)
        slopes = self._layout.blocks(result)
        delta = self._last(sums[-1])
        for layer in range(len(self._kinds) - 1, -1, -1):
            slopes[layer][...] = delta @ self._padded[layer].T
            if layer:
                slopes[layer][..., :-1] += self._deltas[layer] @ activations[layer - 1].swapaxes(-1, -2)
                blame = moved[layer][..., :-1].swapaxes(-1, -2) @ self._deltas[layer]
                blame += self._blocks[layer][:, :-1].T @ delta
                kind, a = self._kinds[layer - 1], self._padded[layer][:-1]
                delta = blame * kind.slope(a) + self._blame[layer - 1] * kind.bend(a) * sums[layer - 1]
        return result

    def _forward(self, moved: list[FloatArray]) -> tuple[list[FloatArray], list[FloatArray]]:
        """R{z} of every layer and R{a} of the hidden ones, shapes (k, out, m)."""
        sums: list[FloatArray] = [moved[0] @ self._padded[0]]
        activations: list[FloatArray] = []
        for layer in range(1, len(self._kinds)):
            activations.append(sums[-1] * self._kinds[layer - 1].slope(self._padded[layer][:-1]))
            both = moved[layer] @ self._padded[layer]
            both += self._blocks[layer][:, :-1] @ activations[-1]
            sums.append(both)
        return sums, activations

    def _last(self, sums: FloatArray) -> FloatArray:
        """R{δ} of the last layer."""
        last, outputs = self._kinds[-1], self._padded[-1][:-1]
        turned = _turned(last, outputs, sums)
        if isinstance(self._loss, CrossEntropy):
            return self._share * turned
        blame = 2.0 * self._share * turned
        if last.name == SOFTMAX:
            mean = (self._blame[-1] * outputs).sum(axis=-2, keepdims=True)
            change = (blame * outputs + self._blame[-1] * turned).sum(axis=-2, keepdims=True)
            return np.asarray(turned * (self._blame[-1] - mean) + outputs * (blame - change))
        return np.asarray(blame * last.slope(outputs) + self._blame[-1] * last.bend(outputs) * sums)


def _turned(last: Activation, outputs: FloatArray, sums: FloatArray) -> FloatArray:
    """R{a} from R{z}."""
    if last.name == SOFTMAX:
        return np.asarray(outputs * (sums - (outputs * sums).sum(axis=-2, keepdims=True)))
    return np.asarray(sums * last.slope(outputs))
