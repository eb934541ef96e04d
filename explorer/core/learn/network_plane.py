"""The loss of a network over a plane of its weights, made from what moves alone.

Goal: a landscape of 128² costs a fraction of 128² losses. With weights W + uD + vE a weighted sum in the first layer
that moves is Z + uZ′ + vZ″. So neurons that only u (or only v) reaches are activated once for a line, not for the
plane; and for the rest e^z falls into a factor of u and a factor of v, of which tanh and sigmoid are made by
a product and a quotient. After that layer, one product of matrices a line of constant v.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from explorer.core.interruption import checkpoint
from explorer.core.learn.passes import Structure
from explorer.core.objective import PlaneRows
from explorer.core.sampling.field import FloatArray

__all__ = ["plane_rows"]

_CHUNK_NUMBERS: Final = 1 << 18
_RUN_OF_SAMPLES: Final = 1024
_KEPT_NUMBERS: Final = 1 << 22
_NUMBERS_A_BLOCK: Final = 1 << 22
_LARGEST_EXPONENT: Final = {4: 40.0, 8: 300.0}
_EXPONENTIAL: Final = {"sigmoid": (-1.0, 1.0, 0.0), "tanh": (-2.0, 2.0, -1.0)}
"""c, s, t of f(z) = t + s/(1 + e^(cz))."""


def plane_rows(
    structure: Structure,
    samples: tuple[FloatArray, FloatArray],
    origin: FloatArray,
    directions: tuple[FloatArray, FloatArray],
    lines: tuple[FloatArray, FloatArray],
    dtype: str = "float64",
) -> Iterator[PlaneRows]:
    """The loss over ``origin + u·directions[0] + v·directions[1]`` for u and v in ``lines``, in blocks of rows of v.

    ``samples`` are inputs (in + 1, m) and targets (out, m). Infinite values are NaN. With ``dtype`` float32 it takes
    half the time and is good to six digits. Stop iterating to cancel.
    """
    u, v = lines
    weights = [structure.layout.blocks(np.asarray(flat, dtype=np.float64)) for flat in (origin, *directions)]
    count, widest = samples[0].shape[1], max(structure.layout.sizes[1:])
    # long runs of samples make fast inner loops, so that a line of u is cut rather than the samples
    columns = max(1, _CHUNK_NUMBERS // (widest * min(count, _RUN_OF_SAMPLES)))
    keeps = count * widest * len(u) <= _KEPT_NUMBERS
    parts = [u[start : start + columns] for start in range(0, len(u), columns)]
    planes = [_Plane(structure, samples, weights, part, dtype, keeps) for part in parts]
    share = structure.loss.share(samples[0].shape[1], structure.layout.sizes[-1], structure.activations[-1])
    work = max(1, samples[0].shape[1] * sum(structure.layout.sizes[1:]) * len(u))
    block = max(1, _NUMBERS_A_BLOCK // work)
    for start in range(0, len(v), block):
        with np.errstate(all="ignore"):
            values = share * np.hstack([plane.sums(v[start : start + block]) for plane in planes])
        values[~np.isfinite(values)] = np.nan
        yield PlaneRows(start, values)


@dataclass(frozen=True, slots=True)
class _Chunk:
    """Some samples: the activations that enter the first layer that moves, and parts of its weighted sums.

    ``still`` are the activations (neurons, samples) that neither u nor v reaches; ``lines`` is a buffer (neurons,
    len(u), samples) whose first rows hold what u alone reaches; ``along`` (neurons, len(u), samples) and ``across``
    (neurons, samples) are parts by u and by v of those that both reach, as factors or as summands. ``settled`` is what
    the lines add to the next layer's sums where that is the same for every v.
    """

    targets: FloatArray
    still: FloatArray
    columns: tuple[FloatArray, FloatArray]
    lines: FloatArray
    along: FloatArray
    across: FloatArray
    is_factored: bool
    settled: FloatArray | None = None


class _Plane:
    """All that does not depend on v."""

    def __init__(
        self,
        structure: Structure,
        samples: tuple[FloatArray, FloatArray],
        weights: list[list[FloatArray]],
        u: FloatArray,
        dtype: str,
        keeps: bool,
    ) -> None:
        self._structure, self._u = structure, np.asarray(u, dtype=np.float64)
        self._dtype: np.dtype[Any] = np.dtype(dtype)
        self._limit = _LARGEST_EXPONENT[self._dtype.itemsize]
        self._inputs, self._targets = samples
        self._weights, self._by_u, self._by_v = weights
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
        self._keeps = keeps
        self._kept: dict[int, _Chunk] = {}

    def sums(self, v: FloatArray) -> FloatArray:
        """The loss's sum over all samples, shape (len(v), len(u))."""
        totals = np.zeros((len(v), len(self._u)))
        # exp(c·vZ″) must not overflow: the factors are told apart by the largest v
        reach = float(np.max(np.abs(v), initial=0.0))
        for start in range(0, self._inputs.shape[1], self._width):
            checkpoint()
            chunk = self._kept.get(start) or self._made(slice(start, start + self._width))
            if self._keeps:
                self._kept[start] = chunk
            factored = chunk.is_factored and reach * float(np.max(np.abs(chunk.across), initial=0.0)) < self._limit
            for row, value in enumerate(v.tolist()):
                checkpoint()
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
            if c * c * float(np.max(np.square(parts), initial=0.0)) < self._limit**2:
                parts, turned, is_factored = np.exp(c * parts), c * turned, True
            np.subtract(own, t, own)
            np.divide(own, s, own)
        kept = (self._targets[:, part], still, base[across], by_v[across], lines, parts, turned)
        targets, still, base, by_v, lines, parts, turned = (values.astype(self._dtype, copy=False) for values in kept)
        settled = None
        if first < len(kinds) - 1 and not len(both) and not self._by_v[first + 1][:, along].any():
            scale, shift = _EXPONENTIAL.get(kind.name, (0.0, 1.0, 0.0))[1:]
            settled = self._product(first + 1, 0.0, lines, along, scale, shift)
        return _Chunk(targets, still, (base, by_v), lines, parts, turned, is_factored, settled)

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
                sums = self._product(layer, v, sums, np.arange(len(sums)), 1.0, 0.0, self._bias(layer, v))
        return self._structure.loss.sums(np.moveaxis(sums, 0, -2), chunk.targets, kinds[-1])

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
        extra = self._bias(layer, v)
        for which, activated in ((none, chunk.still), (across, column)):
            if len(which):
                extra = extra + self._product(layer, v, activated[:, None, :], which, 1.0, 0.0)
        if chunk.settled is not None:
            return np.asarray(chunk.settled + extra.astype(self._dtype))
        return self._product(layer, v, values, np.concatenate((along, both)), scale, shift, extra)

    def _product(
        self,
        layer: int,
        v: float,
        values: FloatArray,
        which: NDArray[np.intp],
        scale: float,
        shift: float,
        extra: FloatArray | None = None,
    ) -> FloatArray:
        """Σ weight·(shift + scale·value) over the neurons ``which`` of ``values`` (neurons, 1 or len(u), samples).

        ``extra``, which broadcasts to the result, is added.
        """
        weights = self._weights[layer][:, which] + v * self._by_v[layer][:, which]
        by_u = self._by_u[layer][:, which]
        flat = values.reshape(len(values), values.shape[1] * values.shape[2])
        sums = ((scale * weights).astype(self._dtype) @ flat).reshape(-1, *values.shape[1:])
        added = shift * weights.sum(axis=1)[:, None, None] + (0.0 if extra is None else extra)
        if by_u.any():
            added = added + self._u[:, None] * (shift * by_u.sum(axis=1)[:, None, None])
            turned = ((scale * by_u).astype(self._dtype) @ flat).reshape(-1, *values.shape[1:])
            sums = sums + self._u[:, None].astype(self._dtype) * turned
        if np.broadcast_shapes(sums.shape, np.shape(added)) == sums.shape:
            np.add(sums, np.asarray(added, dtype=self._dtype), sums)
            return sums
        return np.asarray(sums + added)

    def _bias(self, layer: int, v: float) -> FloatArray:
        """Biases along the line, (neurons, len(u), 1)."""
        fixed = (self._weights[layer][:, -1] + v * self._by_v[layer][:, -1])[:, None, None]
        by_u = self._by_u[layer][:, -1][:, None, None]
        return np.asarray(fixed + self._u[:, None] * by_u if by_u.any() else fixed)
