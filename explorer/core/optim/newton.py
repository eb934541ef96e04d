"""Newton's method: step to where the slope would vanish if f went on bending as it does here."""

from __future__ import annotations

from typing import Final

import numpy as np

from explorer.core.expression.nodes import Number, Symbol
from explorer.core.numbers import format_value
from explorer.core.optim.hyperparameters import Hyperparameter
from explorer.core.optim.optimiser import Optimizer
from explorer.core.optim.terms import Part, Term
from explorer.core.optim.vector_rule import Place, Sloped, StepFailed, VectorStep, term
from explorer.core.optim.vocabulary import GRADIENT, RATE, SLOPE, rate
from explorer.core.sampling.field import FloatArray

__all__ = ["Newton"]

_SINGULAR: Final = 1e-15
_NO_SLOPE: Final = 1e-14


class Newton(Optimizer):
    """x ← x − η(H + δI)⁻¹g, with the true Hessian H.

    Damped twice over: ``lr`` below 1 shortens the step, ``damping`` δ bends f upwards, so that the
    step turns towards the slope (Levenberg, 1944). Undamped it goes to any critical point, saddles
    too. Nocedal and Wright, *Numerical Optimization*, 2.2 and 3.4.
    """

    name = "Newton"
    title = "Newton"
    summary = "Aims at the bottom, or the saddle, of the bowl that fits f here."
    source = "Newton, 1669; damped by Levenberg, 1944"
    settings = (
        rate(1.0, "The share of the whole step that is made."),
        Hyperparameter(
            "damping", "Damping", ("δ",), 0.0, "Turns the step from Newton's towards the slope.", (0.0, 100.0)
        ),
    )
    __slots__ = ()

    def rule(self) -> Newton:
        """x ← x − η(H + δI)⁻¹g."""
        return self

    def begin(self, count: int) -> None:
        """Nothing is kept."""
        del count

    def step(self, f: Sloped, here: Place, state: None, rate: float) -> VectorStep:
        """One arrow a principal direction of H. Raises StepFailed at a singular Hessian."""
        del state
        hessian, count = f.hessian_at(here.position), len(here.gradient)
        if not np.isfinite(hessian).all():
            raise StepFailed("f has no finite second derivatives here, so Newton's step does not exist.")
        bends, directions = np.linalg.eigh(hessian)
        bends = bends + self.number("damping")
        slopes = directions.T @ here.gradient
        lengths = _quotients(slopes, bends, max(1.0, float(np.max(np.abs(here.position)))))
        moves = -rate * directions * lengths
        delta: FloatArray = moves.sum(axis=1)
        return VectorStep(delta, None, _terms(here, directions @ lengths, delta, rate), _parts(moves, bends, count))


def _quotients(slopes: FloatArray, bends: FloatArray, size: float) -> FloatArray:
    """Slope over curvature along each principal direction; 0 along one that is flat in both."""
    greatest = float(np.max(np.abs(bends)))
    flat = np.abs(bends) <= _SINGULAR * greatest
    if bool((flat & (np.abs(slopes) > _NO_SLOPE * greatest * size)).any()):
        raise StepFailed(
            "The Hessian is singular here: f slopes in a direction in which it does not bend, "
            "so Newton's step has no length; set damping above zero."
        )
    with np.errstate(over="ignore"):
        lengths: FloatArray = np.where(flat, 0.0, slopes / np.where(flat, 1.0, bends))
    return lengths


def _terms(here: Place, whole: FloatArray, delta: FloatArray, rate_now: float) -> tuple[Term, ...]:
    count = len(delta)
    bent = Symbol("H") + Symbol("δ") * Symbol("I")
    return (
        term("g", SLOPE, here.gradient, count, {"∇f": here.gradient}),
        term("p", bent ** Number(-1.0) * GRADIENT, whole, count, {"g": here.gradient}),
        term("Δ", -RATE * Symbol("p"), delta, count, {"η": rate_now, "p": whole}),
    )


def _parts(moves: FloatArray, bends: FloatArray, count: int) -> tuple[Part, ...]:
    return tuple(
        Part(f"Δ_{index + 1}", f"along the curvature {format_value(float(bends[index]))}", moves[:, index])
        for index in range(count)
    )
