"""Data sets made from a seed: a line, a noisy curve, and the shapes that classifiers are shown on.

Features are ``x`` (curves) or ``x_1`` and ``x_2`` (classes); the target is ``y``, for classes 0 or 1.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from types import MappingProxyType
from typing import Final

import numpy as np

from explorer.core.learn.dataset import DataSet, Floats

__all__ = ["GENERATORS", "MOST_GENERATED", "generate"]

MOST_GENERATED: Final = 100_000

Generator = np.random.Generator


def generate(name: str, rows: int = 200, noise: float = 0.1, seed: int = 0) -> DataSet:
    """``rows`` rows of one of :data:`GENERATORS`; the same seed gives the same numbers.

    ``noise`` is the standard deviation of what is added to the target of a curve, or to the features of classes.
    Raises ValueError for an unknown name, a number of rows outside 2 … 100,000 or a negative noise.
    """
    if name not in GENERATORS:
        raise ValueError(f"There is no generator {name!r}; there are {', '.join(GENERATORS)}.")
    if not 2 <= rows <= MOST_GENERATED:
        raise ValueError(f"The number of rows must be from 2 to {MOST_GENERATED:,}, not {rows:,}.")
    if not (math.isfinite(noise) and noise >= 0):
        raise ValueError(f"The noise must be a number from 0 on, not {noise:g}.")
    return DataSet(GENERATORS[name](int(rows), float(noise), np.random.default_rng(seed)))


def _line(rows: int, noise: float, random: Generator) -> dict[str, Floats]:
    x = np.sort(random.uniform(-3.0, 3.0, rows))
    return {"x": x, "y": 2.0 * x + 1.0 + noise * random.standard_normal(rows)}


def _curve(rows: int, noise: float, random: Generator) -> dict[str, Floats]:
    x = np.sort(random.uniform(-3.0, 3.0, rows))
    return {"x": x, "y": np.sin(2.0 * x) + 0.3 * x + noise * random.standard_normal(rows)}


def _classes(points: Floats, labels: Floats, noise: float, random: Generator) -> dict[str, Floats]:
    """Points (rows, 2) with noise added, in an order that tells nothing of their class."""
    noisy = points + noise * random.standard_normal(points.shape)
    order = random.permutation(len(points))
    return {"x_1": noisy[order, 0], "x_2": noisy[order, 1], "y": labels[order]}


def _halves(rows: int) -> Floats:
    return (np.arange(rows) % 2).astype(np.float64)


def _blobs(rows: int, noise: float, random: Generator) -> dict[str, Floats]:
    labels = _halves(rows)
    centres = np.where(labels[:, None] > 0, [1.5, 1.0], [-1.5, -1.0])
    return _classes(centres + 0.5 * random.standard_normal((rows, 2)), labels, noise, random)


def _xor(rows: int, noise: float, random: Generator) -> dict[str, Floats]:
    points = random.uniform(-1.0, 1.0, (rows, 2))
    return _classes(points, (points[:, 0] * points[:, 1] < 0).astype(np.float64), noise, random)


def _circles(rows: int, noise: float, random: Generator) -> dict[str, Floats]:
    labels, angle = _halves(rows), random.uniform(0.0, math.tau, rows)
    radius = np.where(labels > 0, 0.5, 1.0)
    return _classes(radius[:, None] * np.column_stack([np.cos(angle), np.sin(angle)]), labels, noise, random)


def _moons(rows: int, noise: float, random: Generator) -> dict[str, Floats]:
    labels, angle = _halves(rows), random.uniform(0.0, math.pi, rows)
    upper = np.column_stack([np.cos(angle), np.sin(angle)])
    lower = np.column_stack([1.0 - np.cos(angle), 0.5 - np.sin(angle)])
    return _classes(np.where(labels[:, None] > 0, lower, upper), labels, noise, random)


def _spiral(rows: int, noise: float, random: Generator) -> dict[str, Floats]:
    labels = _halves(rows)
    radius = np.sqrt(random.uniform(0.01, 1.0, rows))
    angle = 3.5 * math.pi * radius / 2.0 + math.pi * labels
    return _classes(radius[:, None] * np.column_stack([np.cos(angle), np.sin(angle)]), labels, 0.3 * noise, random)


GENERATORS: Final = MappingProxyType[str, Callable[[int, float, Generator], dict[str, Floats]]](
    {
        "line": _line,
        "curve": _curve,
        "blobs": _blobs,
        "xor": _xor,
        "circles": _circles,
        "moons": _moons,
        "spiral": _spiral,
    }
)
"""Name → generator."""
