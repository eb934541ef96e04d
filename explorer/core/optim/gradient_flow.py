"""Gradient flow: the path that ever smaller steps straight downhill approach."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from explorer.core.expression.nodes import Symbol
from explorer.core.optim.hyperparameters import Hyperparameter
from explorer.core.optim.optimiser import Optimizer
from explorer.core.optim.terms import Part
from explorer.core.optim.vector_rule import Place, Sloped, StepFailed, VectorStep, term
from explorer.core.optim.vocabulary import SLOPE

__all__ = ["GradientFlow"]

_MOST_LEGS: Final = 5_000
_LEAST_SHARE: Final = 1e-12
_FAR: Final = 1e4

# Dormand and Prince, A family of embedded Runge-Kutta formulae, 1980: the weights of each stage, and
# of the difference between the results of orders 5 and 4.
_STAGES: Final = tuple(
    np.array(row)
    for row in (
        (1 / 5,),
        (3 / 40, 9 / 40),
        (44 / 45, -56 / 15, 32 / 9),
        (19372 / 6561, -25360 / 2187, 64448 / 6561, -212 / 729),
        (9017 / 3168, -355 / 33, 46732 / 5247, 49 / 176, -5103 / 18656),
        (35 / 384, 0.0, 500 / 1113, 125 / 192, -2187 / 6784, 11 / 84),
    )
)
_ERROR: Final = np.array((71 / 57600, 0.0, -71 / 16695, 71 / 1920, -17253 / 339200, 22 / 525, -1 / 40))


@dataclass(frozen=True, slots=True, eq=False)
class _Leg:
    """One attempt of the integrator: where it leads, with f and ∇f there, and its error over the tolerance."""

    place: Place
    error: float


def _tolerance(name: str, label: str, default: float, text: str) -> Hyperparameter:
    return Hyperparameter(name, label, (), default, text, (1e-13, 1e-3), "log", open_low=True)


class GradientFlow(Optimizer):
    """The curve x′ = −∇f, followed for ``time_step`` a step.

    Integrated by Dormand and Prince's pair of orders 5 and 4 with its own adaptive steps, each with
    an error below ``atol`` + ``rtol``·|x| a component. Gradient descent with the learning rate η is
    Euler's method for it with the time step η.
    """

    name = "GradientFlow"
    title = "Gradient flow"
    summary = "The smooth path downhill that small steps approach."
    source = "Cauchy, 1847; integrated by Dormand and Prince, 1980"
    rate = "time_step"
    settings = (
        Hyperparameter(
            "time_step", "Time step", ("τ",), 0.01, "How long the flow is followed a step.", (1e-5, 10.0), "log"
        ),
        _tolerance("rtol", "Relative tolerance", 1e-9, "The error allowed, relative to the position."),
        _tolerance("atol", "Absolute tolerance", 1e-12, "The error allowed in any case."),
    )
    __slots__ = ()

    def rule(self) -> GradientFlow:
        """x ← x(τ) with x′ = −∇f(x)."""
        return self

    def begin(self, count: int) -> float:
        """The share of a time step that the integrator tries at first."""
        del count
        return 1.0

    def step(self, f: Sloped, here: Place, state: float, rate: float) -> VectorStep:
        """Follow the flow for ``rate``. Raises StepFailed where it leaves every bound or is too stiff."""
        place, share = self._followed(f, here, state, rate) if rate > 0 else (here, state)
        delta = place.position - here.position
        mean = -delta / rate if rate > 0 else here.gradient
        count, average = len(delta), Symbol("ḡ")
        terms = (
            term("g", SLOPE, here.gradient, count, {"∇f": here.gradient}),
            term("ḡ", average, mean, count),
            term("Δ", -Symbol("τ") * average, delta, count, {"τ": rate, "ḡ": mean}),
        )
        return VectorStep(delta, share, terms, (Part("ḡ", "the mean slope along the flow", delta),), place)

    def _followed(self, f: Sloped, here: Place, share: float, duration: float) -> tuple[Place, float]:
        place, gone = here, 0.0
        for _ in range(_MOST_LEGS):
            ahead = min(share, 1.0 - gone)
            leg = self._leg(f, place, ahead * duration)
            if leg.error <= 1.0:
                place, gone = leg.place, gone + ahead
                if gone >= 1.0 - _LEAST_SHARE:
                    return place, share
            # A last leg that was cut short says little about the length that the tolerance allows.
            if leg.error > 1.0 or ahead == share:
                share = min(ahead * _growth(leg.error), 1.0)
            if share < _LEAST_SHARE:
                break
        raise _failure(here, place)

    def _leg(self, f: Sloped, here: Place, duration: float) -> _Leg:
        slopes = np.empty((7, len(here.gradient)))
        slopes[0] = -here.gradient
        value, position = here.value, here.position
        with np.errstate(over="ignore", invalid="ignore"):
            for index, weights in enumerate(_STAGES, 1):
                position = here.position + duration * (weights @ slopes[:index])
                value, gradient = f.value_and_gradient(position)
                slopes[index] = -gradient
            allowed = np.maximum(np.abs(here.position), np.abs(position)) * self.number("rtol") + self.number("atol")
            error = float(np.max(np.abs(duration * (_ERROR @ slopes)) / allowed))
        undefined = not (np.isfinite(error) and np.isfinite(value))
        return _Leg(Place(position, value, -slopes[6]), np.inf if undefined else error)


def _growth(error: float) -> float:
    """How much longer the next leg may be (Hairer, Nørsett and Wanner, *Solving ODEs I*, II.4)."""
    if error == 0:
        return 5.0
    return float(min(max(0.9 * error**-0.2, 0.1), 5.0)) if np.isfinite(error) else 0.1


def _failure(here: Place, place: Place) -> StepFailed:
    far = float(np.max(np.abs(place.position))) > _FAR * max(1.0, float(np.max(np.abs(here.position))))
    steep = float(np.max(np.abs(place.gradient))) > _FAR * max(1.0, float(np.max(np.abs(here.gradient))))
    if far or (steep and place.value < here.value):
        return StepFailed("f falls without bound: the flow runs away within a single time step.", "diverged")
    return StepFailed("The flow is too stiff to be followed for a whole time step: make time_step smaller.")
