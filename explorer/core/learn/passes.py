"""Forward and backward through a network over given samples, in buffers made once.

Goal: a training step costs a dozen calls of NumPy and allocates nothing. Samples lie along the last axis, so that a
neuron's activations are contiguous; a row of ones under them takes the biases along. Many samples go in blocks that
stay in cache. Backpropagation: Rumelhart, Hinton and Williams, *Learning representations by back-propagating
errors*, 1986.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from explorer.core.learn.activations import Activation
from explorer.core.learn.network_layout import Layout
from explorer.core.learn.network_losses import NetworkLoss
from explorer.core.sampling.field import FloatArray

__all__ = ["Passes", "Structure", "with_ones"]

_BLOCK_NUMBERS: Final = 1 << 17
_FEWEST_SAMPLES: Final = 512


@dataclass(frozen=True)
class Structure:
    """A network without its weights: shapes, activations, loss."""

    layout: Layout
    activations: tuple[Activation, ...]
    loss: NetworkLoss


def with_ones(columns: FloatArray) -> FloatArray:
    """Samples (m, in) as (in + 1, m) with ones in the last row."""
    rows = np.empty((columns.shape[1] + 1, columns.shape[0]))
    rows[:-1] = columns.T
    rows[-1] = 1.0
    return rows


@dataclass(frozen=True, slots=True)
class _Block:
    """Views for some samples: activations of every layer (ones below), deltas, and scratch."""

    samples: slice
    padded: list[FloatArray]
    bare: list[FloatArray]
    turned: list[FloatArray]
    deltas: list[FloatArray]
    scratch: list[FloatArray]
    targets: FloatArray


class Passes:
    """Loss and slopes of a ``structure`` over ``inputs`` (in + 1, m) and ``targets`` (out, m).

    ``parameters`` and ``gradient``, shape (count,), may be shared with others; what is in the former when a method is
    called decides, and the latter is written by :meth:`value_and_gradient`.
    """

    def __init__(
        self,
        structure: Structure,
        inputs: FloatArray,
        targets: FloatArray,
        parameters: FloatArray | None = None,
        gradient: FloatArray | None = None,
    ) -> None:
        layout = structure.layout
        self.structure, self.inputs, self.targets = structure, inputs, targets
        self.parameters = np.empty(layout.count) if parameters is None else parameters
        self.gradient = np.empty(layout.count) if gradient is None else gradient
        self._blocks_of_weights = layout.blocks(self.parameters)
        self._turned = [block[:, :-1].T for block in self._blocks_of_weights]
        self._slopes = layout.blocks(self.gradient)
        self._part = np.empty(layout.count)
        self._part_slopes = layout.blocks(self._part)
        samples = inputs.shape[1]
        self._share = structure.loss.share(samples, layout.sizes[-1], structure.activations[-1])
        self._blocks = self._made_blocks(samples)
        self._inner = list(enumerate(zip(self._blocks_of_weights, structure.activations, strict=True)))[:-1]

    def _made_blocks(self, samples: int) -> list[_Block]:
        sizes = self.structure.layout.sizes
        size = min(samples, max(_FEWEST_SAMPLES, _BLOCK_NUMBERS // max(sizes[1:])))
        hidden, deltas, scratch = _buffers(sizes[1:], size)
        blocks = []
        for start in range(0, samples, max(size, 1)):
            count = min(size, samples - start)
            here = slice(start, start + count)
            if count < size:
                hidden, deltas, scratch = _buffers(sizes[1:], count)
            padded = [self.inputs[:, here], *hidden]
            bare = [rows[:-1] for rows in padded]
            turned = [rows.T for rows in padded]
            blocks.append(_Block(here, padded, bare, turned, deltas, scratch, self.targets[:, here]))
        return blocks

    def value(self) -> float:
        """The loss at the parameters."""
        loss, last = self.structure.loss, self.structure.activations[-1]
        total = 0.0
        for block in self._blocks:
            self._forward(block)
            total += float(loss.terms(block.bare[-1], block.targets, last).sum())
        return total * self._share

    def value_and_gradient(self) -> float:
        """The loss at the parameters; its slopes are in ``gradient``."""
        if len(self._blocks) == 1:
            return self._both(self._blocks[0], self._slopes)
        total = self._both(self._blocks[0], self._slopes)
        for block in self._blocks[1:]:
            total += self._both(block, self._part_slopes)
            np.add(self.gradient, self._part, self.gradient)
        return total

    def outputs(self) -> FloatArray:
        """The activations of the last layer, shape (m, out)."""
        result = np.empty((self.inputs.shape[1], self.structure.layout.sizes[-1]))
        for block in self._blocks:
            self._forward(block)
            self.structure.activations[-1].apply(block.bare[-1])
            result[block.samples] = block.bare[-1].T
        return result

    def _forward(self, block: _Block) -> None:
        """Activations of all layers, weighted sums alone in the last."""
        padded, bare = block.padded, block.bare
        for index, (weights, activation) in self._inner:
            np.matmul(weights, padded[index], bare[index + 1])
            activation.apply(bare[index + 1])
        np.matmul(self._blocks_of_weights[-1], padded[-2], bare[-1])

    def _both(self, block: _Block, slopes: list[FloatArray]) -> float:
        self._forward(block)
        structure, bare, deltas, scratch = self.structure, block.bare, block.deltas, block.scratch
        total = structure.loss.delta(
            bare[-1], block.targets, structure.activations[-1], deltas[-1], scratch[-1], self._share
        )
        for layer in range(len(deltas) - 1, 0, -1):
            delta, back = deltas[layer], self._turned[layer]
            np.matmul(delta, block.turned[layer], slopes[layer])
            if back.shape[1] == 1:
                np.multiply(back, delta, deltas[layer - 1])
            else:
                np.matmul(back, delta, deltas[layer - 1])
            structure.activations[layer - 1].times_slope(deltas[layer - 1], bare[layer], scratch[layer - 1])
        np.matmul(deltas[0], block.turned[0], slopes[0])
        return total


def _buffers(widths: tuple[int, ...], samples: int) -> tuple[list[FloatArray], list[FloatArray], list[FloatArray]]:
    """Activations with ones below, deltas, scratch."""
    hidden: list[FloatArray] = [np.ones((width + 1, samples)) for width in widths]
    deltas: list[FloatArray] = [np.empty((width, samples)) for width in widths]
    scratch: list[FloatArray] = [np.empty((width, samples)) for width in widths]
    return hidden, deltas, scratch
