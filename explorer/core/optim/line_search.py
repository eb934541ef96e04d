"""Steepest descent with a line search: the length of each step is looked for, not set."""

from __future__ import annotations

from typing import Final

from explorer.core.optim.hyperparameters import Hyperparameter
from explorer.core.optim.optimiser import Optimizer
from explorer.core.optim.quasi_newton import line_terms, place_of
from explorer.core.optim.vector_rule import Place, Sloped, VectorStep
from explorer.core.optim.vocabulary import rate
from explorer.core.optim.wolfe import backtrack, strong_wolfe

__all__ = ["LineSearch"]

_INSIDE: Final = 1.0


class LineSearch(Optimizer):
    """Straight downhill, as far as a condition asks.

    ``condition`` "armijo": ``lr``, then ``shrink`` times less, until f falls by ``c1`` of what its
    slope promises. "wolfe": Wolfe's strong conditions with ``c1`` and ``c2``. Nocedal and Wright,
    *Numerical Optimization*, algorithms 3.1, 3.5 and 3.6.
    """

    name = "LineSearch"
    title = "Line search"
    summary = "Steps straight downhill, as far as it pays."
    source = "Armijo, 1966; Wolfe, 1969"
    settings = (
        rate(1.0, "The length that is tried first, in units of the slope."),
        Hyperparameter(
            "condition", "Wolfe's conditions", (), "armijo", "Also ask that the slope has flattened.",
            choices=("armijo", "wolfe"),
        ),
        Hyperparameter(
            "c1", "Least fall", ("c_1",), 1e-4, "The share of the promised fall that is asked for.", (1e-5, 0.5), "log",
            open_low=True, below=_INSIDE,
        ),
        Hyperparameter(
            "c2", "Flattening", ("c_2",), 0.9, "The share of the slope that may remain, with Wolfe.",
            open_low=True, below=_INSIDE,
        ),
        Hyperparameter(
            "shrink", "Shrinking", ("σ",), 0.5, "What a trial that is too long is multiplied by.", (0.05, 0.95),
            open_low=True, below=_INSIDE,
        ),
    )  # fmt: skip
    __slots__ = ()

    def __init__(self, **keywords: object) -> None:
        super().__init__(**keywords)
        if not self.number("c1") < self.number("c2"):
            raise ValueError(f"c1 must be less than c2, not {self.number('c1'):g} and {self.number('c2'):g}.")

    def rule(self) -> LineSearch:
        """d = −g, x ← x + s·d."""
        return self

    def begin(self, count: int) -> None:
        """Nothing is kept."""
        del count

    def step(self, f: Sloped, here: Place, state: None, rate: float) -> VectorStep:
        """The step along −g. Length 0 where f falls nowhere along it."""
        del state
        direction, c1 = -here.gradient, self.number("c1")
        if rate == 0 or not here.gradient.any():
            return line_terms(here, direction, 0.0, "")
        if self.values["condition"] == "wolfe":
            trial, _ = strong_wolfe(f, here, direction, rate, c1, self.number("c2"))
        else:
            trial = backtrack(f, here, direction, rate, c1, self.number("shrink"))
        told = line_terms(here, direction, trial.length, "")
        return VectorStep(told.delta, None, told.terms, told.parts, place_of(here, direction, trial))
