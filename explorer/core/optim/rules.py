"""The optimisers. Each is a few settings and the formulas of its step, exactly as PyTorch computes it."""

from __future__ import annotations

from typing import Final

from explorer.core.expression.nodes import Apply, Node, Number, Symbol
from explorer.core.optim.hyperparameters import Hyperparameter
from explorer.core.optim.optimiser import Optimizer
from explorer.core.optim.rule import Assignment, UpdateRule

__all__ = ["GD", "Adam", "Momentum"]

GRADIENT, POSITION, STEP = Symbol("g"), Symbol("x"), Symbol("t")
RATE, DECAY, SMALL = Symbol("η"), Symbol("λ"), Symbol("ε")
MOMENTUM, DAMPENING, VELOCITY = Symbol("μ"), Symbol("τ_d"), Symbol("v")
BETA_1, BETA_2, MEAN, SQUARE = Symbol("β_1"), Symbol("β_2"), Symbol("m"), Symbol("v")


def _rate(default: float) -> Hyperparameter:
    return Hyperparameter(
        "lr",
        "Learning rate",
        ("η",),
        default,
        "How far a step goes along the slope.",
        (1e-5, 10.0),
        "log",
        open_low=True,
    )


_WEIGHT_DECAY: Final = Hyperparameter(
    "weight_decay", "Weight decay", ("λ",), 0.0, "Pulls the position towards zero.", (0.0, 1.0)
)
_MAXIMIZE: Final = Hyperparameter("maximize", "Climb", (), False, "Go uphill instead of downhill.")
_EPSILON: Final = Hyperparameter(
    "eps", "Epsilon", ("ε",), 1e-8, "Keeps the division finite where the slope is zero.", (1e-12, 1e-2), "log"
)
_BETAS: Final = Hyperparameter(
    "betas",
    "Betas",
    ("β_1", "β_2"),
    (0.9, 0.999),
    "How much of the mean slope, and of the mean square slope, is kept from step to step.",
    (0.0, 0.9999),
    below=1.0,
)


def _momentum(default: float) -> Hyperparameter:
    return Hyperparameter(
        "momentum", "Momentum", ("μ",), default, "How much of the velocity is kept from step to step.", (0.0, 0.999)
    )


_DAMPENING: Final = Hyperparameter(
    "dampening", "Dampening", ("τ_d",), 0.0, "Weakens the slope's share in the velocity.", (0.0, 1.0)
)
_NESTEROV: Final = Hyperparameter("nesterov", "Look ahead", (), False, "Use the slope as seen one velocity ahead.")


def sqrt(node: Node) -> Node:
    """√node."""
    return Apply("sqrt", (node,))


def _gradient_changes(optimiser: Optimizer) -> list[Assignment]:
    """The slope as the rule uses it: turned round to climb, and with weight decay, if these are on."""
    changes = []
    if optimiser.values.get("maximize"):
        changes.append(Assignment("g", -GRADIENT))
    if optimiser.values.get("weight_decay"):
        changes.append(Assignment("g", GRADIENT + DECAY * POSITION))
    return changes


class GD(Optimizer):
    """Gradient descent: step against the slope (``torch.optim.SGD``)."""

    name = "GD"
    title = "Gradient descent"
    summary = "Steps straight downhill, in proportion to the slope."
    source = "Cauchy, 1847"
    settings = (_rate(1e-3), _momentum(0.0), _DAMPENING, _WEIGHT_DECAY, _NESTEROV, _MAXIMIZE)
    __slots__ = ()

    def __init__(self, **keywords: object) -> None:
        super().__init__(**keywords)
        if self.values["nesterov"] and (not self.values["momentum"] or self.values["dampening"]):
            raise ValueError("nesterov needs a momentum above zero and no dampening.")

    def rule(self) -> UpdateRule:
        """v ← μv + (1 − d)g, x ← x − ηv; without momentum x ← x − ηg."""
        changes = _gradient_changes(self)
        if not self.values["momentum"]:
            return UpdateRule((), (*changes, Assignment("x", POSITION - RATE * GRADIENT)))
        velocity: Node = MOMENTUM * VELOCITY + GRADIENT
        if self.values["dampening"]:
            first = Apply("le", (STEP, Number(1.0)))
            later = MOMENTUM * VELOCITY + (1 - DAMPENING) * GRADIENT
            velocity = Apply("piecewise", (first, GRADIENT, Apply("true", ()), later))
        direction = GRADIENT + MOMENTUM * VELOCITY if self.values["nesterov"] else VELOCITY
        steps = (Assignment("v", velocity), Assignment("x", POSITION - RATE * direction))
        return UpdateRule((("v", 0.0),), (*changes, *steps))


class Momentum(GD):
    """Gradient descent with a heavy ball's velocity, v = μv + g."""

    name = "Momentum"
    title = "Momentum"
    summary = "A heavy ball: keeps part of its velocity, so it rolls through dips and smooths zigzags."
    source = "Polyak, 1964"
    settings = (_rate(1e-3), _momentum(0.9), _DAMPENING, _WEIGHT_DECAY, _NESTEROV, _MAXIMIZE)
    __slots__ = ()


class Nesterov(GD):
    """Momentum with the slope seen one velocity ahead, in PyTorch's form."""

    name = "Nesterov"
    title = "Nesterov momentum"
    summary = "Momentum that looks one velocity ahead, so it brakes before it overshoots."
    source = "Nesterov, 1983; in the form of Sutskever et al., 2013"
    settings = (
        _rate(1e-3),
        _momentum(0.9),
        _DAMPENING,
        _WEIGHT_DECAY,
        Hyperparameter("nesterov", "Look ahead", (), True, "Use the slope as seen one velocity ahead."),
        _MAXIMIZE,
    )
    __slots__ = ()


class Adam(Optimizer):
    """Adaptive moments: each component steps at its own scale."""

    name = "Adam"
    title = "Adam"
    summary = "Momentum, with each direction scaled by how large its slopes have been."
    source = "Kingma and Ba, 2015"
    settings = (
        _rate(1e-3),
        _BETAS,
        _EPSILON,
        _WEIGHT_DECAY,
        Hyperparameter("amsgrad", "Keep the largest", (), False, "Never let the scale of a direction shrink."),
        _MAXIMIZE,
    )
    __slots__ = ()

    def rule(self) -> UpdateRule:
        """m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², x ← x − η m̂ / (√v̂ + ε)."""
        memory = [("m", 0.0), ("v", 0.0)]
        scale: Symbol = SQUARE
        steps = [
            Assignment("m", BETA_1 * MEAN + (1 - BETA_1) * GRADIENT),
            Assignment("v", BETA_2 * SQUARE + (1 - BETA_2) * (GRADIENT * GRADIENT)),
        ]
        if self.values["amsgrad"]:
            scale = Symbol("v_max")
            memory.append(("v_max", 0.0))
            steps.append(Assignment("v_max", Apply("max", (scale, SQUARE))))
        correction_1, correction_2 = Symbol("c_1"), Symbol("c_2")
        step = (MEAN / correction_1) / (sqrt(scale / correction_2) + SMALL)
        steps.append(Assignment("x", POSITION - RATE * step))
        shared = (Assignment("c_1", 1 - BETA_1**STEP), Assignment("c_2", 1 - BETA_2**STEP))
        return UpdateRule(tuple(memory), (*self._changes(), *steps), shared)

    def _changes(self) -> list[Assignment]:
        return _gradient_changes(self)
