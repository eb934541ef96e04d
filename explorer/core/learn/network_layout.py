"""Where the weights of a network stand in its one flat vector, what they are called, and what they begin with.

A layer is a block of shape (out, in + 1), row by row: a neuron's weights, then its bias. So one product with the
activations and a row of ones under them makes all weighted sums, and one product makes all slopes.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, SupportsIndex

import numpy as np
from numpy.typing import NDArray

from explorer.core.sampling.field import FloatArray

__all__ = ["INITIALISATIONS", "MOST_HIDDEN", "MOST_INPUTS", "MOST_WIDTH", "Layout", "Views", "initial_parameters"]

MOST_HIDDEN: Final = 4
MOST_WIDTH: Final = 16
MOST_INPUTS: Final = 1024
INITIALISATIONS: Final = ("xavier", "he", "zeros", "ones", "normal", "uniform")
"""xavier: uniform in ±√(6/(in + out)); he: normal of variance 2/in; normal: standard; uniform: in ±1/√in, biases
too, as torch.nn.Linear. All but uniform begin with zero biases (ones: weights 1)."""


@dataclass(frozen=True)
class Layout:
    """Shapes of the layers, ``sizes`` (inputs, …, outputs), in one vector of ``count`` numbers."""

    sizes: tuple[int, ...]

    @cached_property
    def shapes(self) -> tuple[tuple[int, int], ...]:
        """(out, in + 1) of every layer."""
        return tuple((out, into + 1) for into, out in zip(self.sizes, self.sizes[1:], strict=False))

    @cached_property
    def offsets(self) -> tuple[int, ...]:
        """Where each layer begins, and the end."""
        ends = np.cumsum([rows * columns for rows, columns in self.shapes]).tolist()
        return (0, *ends)

    @property
    def count(self) -> int:
        """How many weights and biases there are."""
        return self.offsets[-1]

    @cached_property
    def names(self) -> tuple[str, ...]:
        """w_123 is the weight of layer 1 to neuron 2 from input 3, b_12 the bias of neuron 2 in layer 1.

        Commas part the numbers (``w_1,12,3``) in a network with more than nine of anything.
        """
        mark = "" if max(self.sizes) <= 9 else ","
        found = []
        for layer, (rows, columns) in enumerate(self.shapes, 1):
            for to in range(1, rows + 1):
                places = [(layer, to, origin) for origin in range(1, columns)]
                found += [f"w_{mark.join(map(str, place))}" for place in places]
                found.append(f"b_{layer}{mark}{to}")
        return tuple(found)

    def blocks(self, flat: FloatArray) -> list[FloatArray]:
        """Views (…, out, in + 1) of the layers in vectors of shape (…, count)."""
        bounds = zip(self.offsets, self.offsets[1:], self.shapes, strict=False)
        return [flat[..., start:end].reshape(*flat.shape[:-1], *shape) for start, end, shape in bounds]

    def layer_slices(self) -> list[slice]:
        """The part of a flat vector that is each layer."""
        return [slice(start, end) for start, end in zip(self.offsets, self.offsets[1:], strict=False)]

    def is_bias(self) -> NDArray[np.bool_]:
        """Which numbers of the flat vector are biases."""
        marks = np.zeros(self.count)
        for block in self.blocks(marks):
            block[:, -1] = 1.0
        return marks.astype(np.bool_)


class Views(list[FloatArray]):
    """Arrays that are views of the flat vector; setting an item writes its numbers there."""

    def __setitem__(self, index: SupportsIndex | slice, value: Any) -> None:
        if isinstance(index, slice):
            places = range(len(self))[index]
            items = list(value)
            if len(items) != len(places):
                raise ValueError(f"{len(places)} layers cannot take {len(items)} arrays.")
            for place, item in zip(places, items, strict=True):
                self[place] = item
            return
        target = self[index]
        given = np.asarray(value, dtype=np.float64)
        if given.shape != target.shape:
            raise ValueError(f"layer {index} takes an array of shape {target.shape}, not {given.shape}.")
        target[...] = given

    def set_all(self, values: Iterable[object]) -> None:
        """Write every layer's numbers, or none where one does not fit."""
        before = [array.copy() for array in self]
        try:
            self[:] = list(values)
        except (TypeError, ValueError):
            for array, old in zip(self, before, strict=True):
                array[...] = old
            raise


def initial_parameters(layout: Layout, kind: str, seed: int) -> FloatArray:
    """What a network begins with, decided by ``seed``.

    Glorot and Bengio, *Understanding the difficulty of training deep feedforward neural networks*, 2010;
    He et al., *Delving deep into rectifiers*, 2015. Raises ValueError for a kind that there is not.
    """
    if kind not in INITIALISATIONS:
        raise ValueError(f"there is no initialisation {kind!r}; choose among {', '.join(INITIALISATIONS)}.")
    random = np.random.default_rng(seed)
    flat = np.zeros(layout.count)
    for block in layout.blocks(flat):
        out, into = block.shape[0], block.shape[1] - 1
        weights = block[:, :-1]
        if kind == "xavier":
            bound = math.sqrt(6.0 / (into + out))
            weights[...] = random.uniform(-bound, bound, weights.shape)
        elif kind == "he":
            weights[...] = random.normal(0.0, math.sqrt(2.0 / into), weights.shape)
        elif kind == "normal":
            weights[...] = random.normal(0.0, 1.0, weights.shape)
        elif kind == "ones":
            weights[...] = 1.0
        elif kind == "uniform":
            block[...] = random.uniform(-1.0, 1.0, block.shape) / math.sqrt(into)
    return flat
