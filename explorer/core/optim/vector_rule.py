"""Rules that need more than one component at a time: curvature, line searches, integration."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol, runtime_checkable

import numpy as np

from explorer.core.expression.nodes import Node
from explorer.core.optim.terms import Part, Term, frozen_array
from explorer.core.sampling.field import FloatArray

__all__ = ["Place", "Sloped", "StepFailed", "Tilted", "VectorRule", "VectorStep", "term"]


class Sloped(Protocol):
    """What a rule may ask of the function that it descends."""

    def value_and_gradient(self, position: FloatArray) -> tuple[float, FloatArray]:
        """f and its gradient, shape (n,), at one position."""
        ...

    def hessian_at(self, position: FloatArray) -> FloatArray:
        """Second partials at one position, shape (n, n)."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """A position with f and ∇f there."""

    position: FloatArray
    value: float
    gradient: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class VectorStep:
    """One step: its displacement Δ, what is kept for the next one, and how it came about.

    ``place`` is where it leads if f was evaluated there anyway; its position is that of the start
    plus ``delta``. ``parts`` add up to ``delta``.
    """

    delta: FloatArray
    state: Any
    terms: tuple[Term, ...]
    parts: tuple[Part, ...]
    place: Place | None = None


class StepFailed(Exception):
    """There is no such step; the message is the run's reason, ``word`` its outcome."""

    def __init__(self, reason: str, word: Literal["stalled", "diverged", "left the domain"] = "stalled") -> None:
        super().__init__(reason)
        self.word = word


@runtime_checkable
class VectorRule(Protocol):
    """A pure step: the same arguments give the same step, and a state is never changed in place."""

    def begin(self, count: int) -> Any:
        """What is kept between the steps of a run over ``count`` variables, before the first."""
        ...

    def step(self, f: Sloped, here: Place, state: Any, rate: float) -> VectorStep:
        """The step from ``here``, where f and its gradient are finite. Raises StepFailed where there is none."""
        ...


class Tilted:
    """f with a plane through ``here`` added: its gradient is off by ``tilt`` everywhere.

    So a noisy gradient stays the gradient of something, and a line search is not misled by it.
    """

    def __init__(self, f: Sloped, here: FloatArray, tilt: FloatArray) -> None:
        self._f, self._here, self._tilt = f, here, tilt

    def value_and_gradient(self, position: FloatArray) -> tuple[float, FloatArray]:
        """f and its gradient with the plane's added."""
        value, gradient = self._f.value_and_gradient(position)
        return value + float(self._tilt @ (position - self._here)), gradient + self._tilt

    def hessian_at(self, position: FloatArray) -> FloatArray:
        """f's own: a plane does not bend."""
        return self._f.hessian_at(position)


def term(symbol: str, formula: Node, values: object, count: int, inputs: Mapping[str, object] | None = None) -> Term:
    """A term of a vector rule; a single number is one for all components."""
    given = {name: frozen_array(value, count) for name, value in (inputs or {}).items()}
    return Term(symbol, formula, frozen_array(values, count), given, np.ndim(values) == 0)  # type: ignore[arg-type]
