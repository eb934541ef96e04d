"""The loss of a network at many weights at once, in blocks that stay in cache."""

from __future__ import annotations

from typing import Final

import numpy as np

from explorer.core.interruption import checkpoint
from explorer.core.learn.passes import Structure
from explorer.core.sampling.field import FloatArray

__all__ = ["values_of_many"]

_BLOCK_NUMBERS: Final = 1 << 15


def values_of_many(structure: Structure, inputs: FloatArray, targets: FloatArray, positions: FloatArray) -> FloatArray:
    """The loss at positions (p, count) over ``inputs`` (in + 1, m) and ``targets`` (out, m), shape (p,); ∞ is NaN."""
    layout, samples = structure.layout, inputs.shape[1]
    widest = max(layout.sizes[1:])
    width = min(samples, max(256, _BLOCK_NUMBERS // widest))
    many = max(1, _BLOCK_NUMBERS // (width * widest))
    totals = np.zeros(len(positions))
    for start in range(0, len(positions), many):
        blocks = layout.blocks(np.ascontiguousarray(positions[start : start + many]))
        for first in range(0, samples, width):
            checkpoint()
            part = slice(first, first + width)
            totals[start : start + many] += _sums(structure, inputs[:, part], targets[:, part], blocks)
    totals *= structure.loss.share(samples, layout.sizes[-1], structure.activations[-1])
    totals[~np.isfinite(totals)] = np.nan
    return totals


def _sums(structure: Structure, inputs: FloatArray, targets: FloatArray, blocks: list[FloatArray]) -> FloatArray:
    """The loss's sum over some samples for each of some positions."""
    many, samples = len(blocks[0]), inputs.shape[1]
    first = blocks[0]
    sums = (first.reshape(-1, first.shape[-1]) @ inputs).reshape(many, -1, samples)
    for block, activation in zip(blocks[1:], structure.activations[:-1], strict=True):
        activation.apply(sums)
        sums = np.matmul(block[..., :-1], sums)
        sums += block[..., -1:]
    return np.asarray(structure.loss.terms(sums, targets, structure.activations[-1]).sum(axis=-1))
