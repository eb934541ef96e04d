"""The loss of a network over a plane of its weights, made from what moves alone.

Goal: a landscape of 128² costs a fraction of 128² losses. With weights W + uD + vE a weighted sum in the first layer
that moves is Z + uZ′ + vZ″. So neurons that only u (or only v) reaches are activated once for a line, not for the
plane; and for the rest e^z falls into a factor of u and a factor of v, of which tanh and sigmoid are made by
a product and a quotient. After that layer, one product of matrices a line of constant v.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from explorer.core.learn.passes import Structure
from explorer.core.objective import PlaneRows
from explorer.core.sampling.field import FloatArray

__all__ = ["plane_rows"]

_CHUNK_NUMBERS: Final = 1 << 16
_KEPT_NUMBERS: Final = 1 << 22
_NUMBERS_A_BLOCK: Final = 1 << 22
_LARGEST_EXPONENT: Final = 300.0
_EXPONENTIAL: Final = {"sigmoid": (-1.0, 1.0, 0.0), "tanh": (-2.0, 2.0, -1.0)}
"""c, s, t of f(z) = t + s/(1 + e^(cz))."""


def plane_rows(
    structure: Structure,
    samples: tuple[FloatArray, FloatArray],
    origin: FloatArray,
    directions: tuple[FloatArray, FloatArray],
    lines: tuple[FloatArray, FloatArray],
) -> Iterator[PlaneRows]:
    """The loss over ``origin + u·directions[0] + v·directions[1]`` for u and v in ``lines``, in blocks of rows of v.

    ``samples`` are inputs (in + 1, m) and targets (out, m). Infinite values are NaN. Stop iterating to cancel.
    """
    u, v = lines
    plane = _Plane(structure, samples, origin, directions, u)
    share = structure.loss.share(samples[0].shape[1], structure.layout.sizes[-1], structure.activations[-1])
    work = max(1, samples[0].shape[1] * sum(structure.layout.sizes[1:]) * len(u))
    block = max(1, _NUMBERS_A_BLOCK // work)
    for start in range(0, len(v), block):
        with np.errstate(all="ignore"):
            values = share * plane.sums(v[start : start + block])
        values[~np.isfinite(values)] = np.nan
        yield PlaneRows(start, values)


@dataclass(frozen=True, slots=True)
class _Chunk:
    """Some samples: the activations that enter the first layer that moves, and parts of its weighted sums.

    ``still`` are the activations (neurons, samples) that neither u nor v reaches; ``lines`` is a buffer (neurons,
    len(u), samples) whose first rows hold what u alone reaches; ``along`` (neurons, len(u), samples) and ``across``
    (neurons, samples) are parts by u and by v of those that both reach, as factors or as summands.
    """

    targets: FloatArray
    still: FloatArray
    columns: tuple[FloatArray, FloatArray]
    lines: FloatArray
    along: FloatArray
    across: FloatArray
    is_factored: bool


class _Plane:
    """All that does not depend on v."""

    def __init__(
        self,
        structure: Structure,
        samples: tuple[FloatArray, FloatArray],
        origin: FloatArray,
        directions: tuple[FloatArray, FloatArray],
        u: FloatArray,
    ) -> None:
        self._structure, self._u = structure, np.asarray(u, dtype=np.float64)
        self._inputs, self._targets = samples
        blocks = [structure.layout.blocks(np.asarray(flat, dtype=np.float64)) for flat in (origin, *directions)]
        self._weights, self._by_u, self._by_v = blocks
        moving = [bool(d.any() or e.any()) for d, e in zip(self._by_u, self._by_v, strict=True)]
        self._first = moving.index(True) if any(moving) else len(moving) - 1
        reached_by_u = self._by_u[self._first].any(axis=1)
        reached_by_v = self._by_v[self._first].any(axis=1)
        self._groups: list[NDArray[np.intp]] = [
            np.flatnonzero((reached_by_u == by_u) & (reached_by_v == by_v))
            for by_u, by_v in ((False, False), (True, False), (False, True), (True, True))
        ]
        if self._first == len(moving) - 1:  # its weighted sums go to the loss as they are
            self._groups = [np.empty(0, dtype=np.intp)] * 3 + [np.arange(structure.layout.sizes[-1])]
        width = max(structure.layout.sizes[self._first + 1 :])
        self._width = max(1, min(self._inputs.shape[1], _CHUNK_NUMBERS // max(1, width * len(self._u))))
        self._keeps = self._inputs.shape[1] * width * len(self._u) <= _KEPT_NUMBERS
        self._kept: dict[int, _Chunk] = {}

    def sums(self, v: FloatArray) -> FloatArray:
        """The loss's sum over all samples, shape (len(v), len(u))."""
        totals = np.zeros((len(v), len(self._u)))
        # exp(c·vZ″) must not overflow: the factors are told apart by the largest v
        reach = float(np.max(np.abs(v), initial=0.0))
        for start in range(0, self._inputs.shape[1], self._width):
            chunk = self._kept.get(start) or self._made(slice(start, start + self._width))
            if self._keeps:
                self._kept[start] = chunk
            factored = (
                chunk.is_factored and reach * float(np.max(np.abs(chunk.across), initial=0.0)) < _LARGEST_EXPONENT
            )
            for row, value in enumerate(v.tolist()):
                totals[row] += self._row(chunk, value, factored)
        return totals

    def _made(self, part: slice) -> _Chunk:
        """What is the same for every v."""
        first, kinds = self._first, self._structure.activations
        entering = self._inputs[:, part]
        for weights, kind in zip(self._weights[:first], kinds, strict=False):
            rows = np.ones((len(weights) + 1, entering.shape[1]))
            rows[:-1] = weights @ entering
            kind.apply(rows[:-1])
            entering = rows
        base, by_u, by_v = (w[first] @ entering for w in (self._weights, self._by_u, self._by_v))
        none, along, across, both = self._groups
        kind = kinds[first]
        still = base[none]
        if len(none):
            kind.apply(still)
        lines = np.empty((len(along) + len(both), len(self._u), entering.shape[1]))
        summed = base[:, None, :] + self._u[:, None] * by_u[:, None, :]
        own = lines[: len(along)]
        own[...] = summed[along]
        if len(along):
            kind.apply(own)
        parts, turned, is_factored = summed[both], by_v[both], False
        if kind.name in _EXPONENTIAL and first < len(kinds) - 1:
            c, s, t = _EXPONENTIAL[kind.name]
            if c * c * float(np.max(np.square(parts), initial=0.0)) < _LARGEST_EXPONENT**2:
                parts, turned, is_factored = np.exp(c * parts), c * turned, True
            np.subtract(own, t, own)
            np.divide(own, s, own)
        return _Chunk(self._targets[:, part], still, (base[across], by_v[across]), lines, parts, turned, is_factored)

    def _row(self, chunk: _Chunk, v: float, factored: bool) -> FloatArray:
        """The loss's sum over the chunk's samples along the line of constant v, shape (len(u),)."""
        first, kinds = self._first, self._structure.activations
        if first == len(kinds) - 1:
            sums = chunk.along + v * chunk.across[:, None, :]
        else:
            values, scale, shift = self._activated(chunk, v, factored)
            sums = self._second(chunk, v, values, scale, shift)
            for layer in range(first + 2, len(kinds)):
                kinds[layer - 1].apply(np.moveaxis(sums, 0, -2))
                sums = self._product(layer, v, sums, np.arange(len(sums)), 1.0, 0.0)
                sums += self._bias(layer, v)
        terms = self._structure.loss.terms(np.moveaxis(sums, 0, -2), chunk.targets, kinds[-1])
        return np.asarray(terms.sum(axis=-1))

    def _activated(self, chunk: _Chunk, v: float, factored: bool) -> tuple[FloatArray, float, float]:
        """q, s, t with activations t + s·q of the neurons that move along the line, (neurons, len(u), samples)."""
        kind = self._structure.activations[self._first]
        own = chunk.lines[len(self._groups[1]) :]
        scale, shift = _EXPONENTIAL.get(kind.name, (0.0, 1.0, 0.0))[1:]
        if factored:
            np.multiply(chunk.along, np.exp(v * chunk.across)[:, None, :], own)
            np.add(own, 1.0, own)
            np.reciprocal(own, own)
            return chunk.lines, scale, shift
        summed = chunk.along
        if chunk.is_factored:
            summed = np.log(summed) / _EXPONENTIAL[kind.name][0]
            turned = chunk.across / _EXPONENTIAL[kind.name][0]
        else:
            turned = chunk.across
        np.add(summed, (v * turned)[:, None, :], own)
        kind.apply(own)
        if kind.name in _EXPONENTIAL:
            np.subtract(own, shift, own)
            np.divide(own, scale, own)
        return chunk.lines, scale, shift

    def _second(self, chunk: _Chunk, v: float, values: FloatArray, scale: float, shift: float) -> FloatArray:
        """Weighted sums of the layer after the first that moves, (neurons, len(u), samples)."""
        none, along, across, both = self._groups
        layer = self._first + 1
        column = chunk.columns[0] + v * chunk.columns[1]
        if len(across):
            self._structure.activations[self._first].apply(column)
        sums = self._product(layer, v, values, np.concatenate((along, both)), scale, shift)
        for which, activated in ((none, chunk.still), (across, column)):
            if len(which):
                sums += self._product(layer, v, activated[:, None, :], which, 1.0, 0.0)
        sums += self._bias(layer, v)
        return sums

    def _product(
        self, layer: int, v: float, values: FloatArray, which: NDArray[np.intp], scale: float, shift: float
    ) -> FloatArray:
        """Σ weight·(shift + scale·value) over the neurons ``which`` of ``values`` (neurons, 1 or len(u), samples)."""
        weights = self._weights[layer][:, which] + v * self._by_v[layer][:, which]
        by_u = self._by_u[layer][:, which]
        flat = values.reshape(len(values), values.shape[1] * values.shape[2])
        sums = ((scale * weights) @ flat).reshape(-1, *values.shape[1:])
        if shift:
            sums += shift * weights.sum(axis=1)[:, None, None]
        if by_u.any():
            turned = ((scale * by_u) @ flat).reshape(-1, *values.shape[1:])
            turned += shift * by_u.sum(axis=1)[:, None, None]
            sums = sums + self._u[:, None] * turned
        return sums

    def _bias(self, layer: int, v: float) -> FloatArray:
        """Biases along the line, (neurons, len(u), 1)."""
        fixed = self._weights[layer][:, -1] + v * self._by_v[layer][:, -1]
        return np.asarray(fixed[:, None, None] + self._u[:, None] * self._by_u[layer][:, -1][:, None, None])
