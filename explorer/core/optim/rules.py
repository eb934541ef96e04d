"""Gradient descent and its forms with momentum, exactly as PyTorch computes them."""

from __future__ import annotations

from explorer.core.expression.nodes import Apply, Node, Number
from explorer.core.optim.hyperparameters import Hyperparameter
from explorer.core.optim.optimiser import Optimizer
from explorer.core.optim.rule import Assignment, UpdateRule
from explorer.core.optim.vocabulary import (
    DAMPENING,
    GRADIENT,
    MAXIMIZE,
    MOMENTUM,
    RATE,
    STEP,
    VELOCITY,
    gradient_changes,
    momentum,
    moved,
    rate,
    weight_decay,
)

__all__ = ["GD", "Momentum", "Nesterov"]

_DAMPENING = Hyperparameter(
    "dampening", "Dampening", ("τ_d",), 0.0, "Weakens the slope's share in the velocity.", (0.0, 1.0)
)


def _look_ahead(default: bool) -> Hyperparameter:
    return Hyperparameter("nesterov", "Look ahead", (), default, "Use the slope as seen one velocity ahead.")


class GD(Optimizer):
    """Gradient descent: step against the slope (``torch.optim.SGD``)."""

    name = "GD"
    title = "Gradient descent"
    summary = "Steps straight downhill, in proportion to the slope."
    source = "Cauchy, 1847"
    settings = (rate(1e-3), momentum(0.0), _DAMPENING, weight_decay(), _look_ahead(False), MAXIMIZE)
    __slots__ = ()

    def __init__(self, **keywords: object) -> None:
        super().__init__(**keywords)
        if self.values["nesterov"] and (not self.values["momentum"] or self.values["dampening"]):
            raise ValueError("nesterov needs a momentum above zero and no dampening.")

    def rule(self) -> UpdateRule:
        """v ← μv + (1 − d)g, x ← x − ηv; without momentum x ← x − ηg."""
        changes = gradient_changes(self)
        if not self.values["momentum"]:
            return UpdateRule((), (*changes, *moved(-RATE * GRADIENT, self)))
        velocity: Node = MOMENTUM * VELOCITY + GRADIENT
        if self.values["dampening"]:
            first = Apply("le", (STEP, Number(1.0)))
            later = MOMENTUM * VELOCITY + (1 - DAMPENING) * GRADIENT
            velocity = Apply("piecewise", (first, GRADIENT, Apply("true", ()), later))
        direction = GRADIENT + MOMENTUM * VELOCITY if self.values["nesterov"] else VELOCITY
        return UpdateRule((("v", 0.0),), (*changes, Assignment("v", velocity), *moved(-RATE * direction, self)))


class Momentum(GD):
    """Gradient descent with a heavy ball's velocity, v = μv + g."""

    name = "Momentum"
    title = "Momentum"
    summary = "A heavy ball: keeps part of its velocity, so it rolls through dips and smooths zigzags."
    source = "Polyak, 1964"
    settings = (rate(1e-3), momentum(0.9), _DAMPENING, weight_decay(), _look_ahead(False), MAXIMIZE)
    __slots__ = ()


class Nesterov(GD):
    """Momentum with the slope seen one velocity ahead, in PyTorch's form."""

    name = "Nesterov"
    title = "Nesterov momentum"
    summary = "Momentum that looks one velocity ahead, so it brakes before it overshoots."
    source = "Nesterov, 1983; in the form of Sutskever et al., 2013"
    settings = (rate(1e-3), momentum(0.9), _DAMPENING, weight_decay(), _look_ahead(True), MAXIMIZE)
    __slots__ = ()
