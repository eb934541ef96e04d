"""BFGS: the curvature learnt from how the slope changes along the steps."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.core.expression.nodes import Number, Symbol
from explorer.core.optim.hyperparameters import Hyperparameter
from explorer.core.optim.optimiser import Optimizer
from explorer.core.optim.terms import Part
from explorer.core.optim.vector_rule import Place, Sloped, VectorStep, term
from explorer.core.optim.vocabulary import GRADIENT, SLOPE, rate
from explorer.core.optim.wolfe import Trial, strong_wolfe
from explorer.core.sampling.field import FloatArray

__all__ = ["BFGS", "LINE_SEARCH", "TOLERANCE_CHANGE", "along_line", "first_length", "line_terms"]

LINE_SEARCH = Hyperparameter(
    "line_search_fn",
    "Search along the line",
    (),
    None,
    "Go as far along each direction as Wolfe's conditions ask.",
    choices=(None, "strong_wolfe"),
)
ROUNDING = 1e-14  # of a mean over rows: some sixty units in the last place
TOLERANCE_CHANGE = Hyperparameter(
    "tolerance_change", "Least change", (), 1e-9, "The search ends where less would change.", (1e-12, 1e-3), "log"
)


def first_length(gradient: FloatArray, rate_now: float) -> float:
    """The first trial length, as PyTorch's L-BFGS takes it: at most ``rate_now`` in the 1-norm."""
    total = float(np.abs(gradient).sum())
    return min(1.0, 1.0 / total if total > 0 else 1.0) * rate_now


def along_line(
    optimiser: Optimizer, f: Sloped, here: Place, direction: FloatArray, length: float
) -> tuple[float, Place | None]:
    """How far to go along ``direction``: ``length``, or what the line search finds."""
    if optimiser.values["line_search_fn"] is None:
        return length, None
    trial, _ = strong_wolfe(
        f, here, direction, length, tolerance_change=optimiser.number("tolerance_change"), rounding=ROUNDING
    )
    return trial.length, place_of(here, direction, trial)


def place_of(here: Place, direction: FloatArray, trial: Trial) -> Place:
    """Where a trial of a line search lies."""
    return Place(here.position + trial.length * direction, trial.value, trial.gradient)


def line_terms(here: Place, direction: FloatArray, length: float, bends: str) -> VectorStep:
    """The step Δ = s·d along d = −(bends)⁻¹·g, or −g where nothing is known of the bends; without its state."""
    count = len(direction)
    way, reach = Symbol("d"), Symbol("s")
    downhill = -(Symbol(bends) ** Number(-1.0) * GRADIENT) if bends else -GRADIENT
    delta = length * direction
    terms = (
        term("g", SLOPE, here.gradient, count, {"∇f": here.gradient}),
        term("d", downhill, direction, count, {"g": here.gradient}),
        term("s", reach, length, count),
        term("Δ", reach * way, delta, count, {"s": length, "d": direction}),
    )
    return VectorStep(delta, None, terms, (Part("d", "along the direction", delta),))


@dataclass(frozen=True, slots=True, eq=False)
class _State:
    """The inverse Hessian as known, and the step and slope of the last step."""

    inverse: FloatArray | None = None
    step: FloatArray | None = None
    gradient: FloatArray | None = None


class BFGS(Optimizer):
    """Quasi-Newton: an inverse Hessian built up from the slopes met.

    Nocedal and Wright, *Numerical Optimization*, algorithm 6.1 and (6.17), first scaled by (6.20);
    an update is left out where sᵀy is not positive, so that every direction leads downhill.
    """

    name = "BFGS"
    title = "BFGS"
    summary = "Learns how f bends from its own steps, and aims at the bottom of that bowl."
    source = "Broyden, Fletcher, Goldfarb and Shanno, 1970"
    settings = (
        rate(1.0, "The length that is tried first, as a share of the whole step."),
        Hyperparameter(
            LINE_SEARCH.name,
            LINE_SEARCH.label,
            (),
            "strong_wolfe",
            LINE_SEARCH.help,
            choices=LINE_SEARCH.choices,
        ),
        TOLERANCE_CHANGE,
    )
    __slots__ = ()

    def rule(self) -> BFGS:
        """d = −B⁻¹g, x ← x + s·d."""
        return self

    def begin(self, count: int) -> _State:
        """Nothing is known yet."""
        del count
        return _State()

    def step(self, f: Sloped, here: Place, state: _State, rate: float) -> VectorStep:
        """The step along −B⁻¹g."""
        inverse = _updated(state, here.gradient)
        direction = -here.gradient if inverse is None else -(inverse @ here.gradient)
        length = first_length(here.gradient, rate) if state.step is None else rate
        length, place = along_line(self, f, here, direction, length)
        told = line_terms(here, direction, length, "" if inverse is None else "B")
        return VectorStep(told.delta, _State(inverse, told.delta, here.gradient), told.terms, told.parts, place)


def _updated(state: _State, gradient: FloatArray) -> FloatArray | None:
    if state.step is None or state.gradient is None:
        return None
    step, change = state.step, gradient - state.gradient
    bend = float(step @ change)
    if not bend > 1e-10 * float(change @ change):
        return state.inverse
    identity = np.eye(len(step))
    inverse = identity * (bend / float(change @ change)) if state.inverse is None else state.inverse
    left = identity - np.outer(step, change) / bend
    result: FloatArray = left @ inverse @ left.T + np.outer(step, step) / bend
    return result
