"""The symbols of the update rules, and the settings that several of them share."""

from __future__ import annotations

import math
from typing import Final

from explorer.core.expression.nodes import Apply, Node, Symbol
from explorer.core.optim.hyperparameters import Hyperparameter
from explorer.core.optim.optimiser import Optimizer
from explorer.core.optim.rule import Assignment

SLOPE = Symbol("∇f")
GRADIENT, POSITION, STEP = Symbol("g"), Symbol("x"), Symbol("t")
RATE, DECAY, SMALL = Symbol("η"), Symbol("λ"), Symbol("ε")
MOMENTUM, DAMPENING, VELOCITY = Symbol("μ"), Symbol("τ_d"), Symbol("v")
BETA_1, BETA_2, MEAN, SQUARE = Symbol("β_1"), Symbol("β_2"), Symbol("m"), Symbol("v")
MOVE = Symbol("Δ")

AT_MOST_ONE: Final = math.nextafter(1.0, 2.0)


def rate(default: float, help_text: str = "How far a step goes along the slope.") -> Hyperparameter:
    """The learning rate."""
    return Hyperparameter("lr", "Learning rate", ("η",), default, help_text, (1e-5, 10.0), "log")


def weight_decay(default: float = 0.0) -> Hyperparameter:
    """The pull towards zero."""
    return Hyperparameter(
        "weight_decay", "Weight decay", ("λ",), default, "Pulls the position towards zero.", (0.0, 1.0)
    )


def decoupled(default: bool = False) -> Hyperparameter:
    """Whether weight decay acts on the position itself."""
    return Hyperparameter(
        "decoupled_weight_decay",
        "Decay apart",
        (),
        default,
        "Weight decay acts on the position, not through the slope.",
    )


def momentum(default: float) -> Hyperparameter:
    """The share of the velocity that is kept."""
    return Hyperparameter(
        "momentum", "Momentum", ("μ",), default, "How much of the velocity is kept from step to step.", (0.0, 0.999)
    )


def epsilon(default: float) -> Hyperparameter:
    """The summand that keeps a division finite."""
    return Hyperparameter(
        "eps", "Epsilon", ("ε",), default, "Keeps the division finite where the slope is zero.", (1e-12, 1e-2), "log"
    )


def betas(second: float = 0.999) -> Hyperparameter:
    """The shares of two running means that are kept."""
    return Hyperparameter(
        "betas",
        "Betas",
        ("β_1", "β_2"),
        (0.9, second),
        "How much of the mean slope, and of the mean square slope, is kept from step to step.",
        (0.0, 0.9999),
        below=1.0,
    )


MAXIMIZE: Final = Hyperparameter("maximize", "Climb", (), False, "Go uphill instead of downhill.")


def sqrt(node: Node) -> Node:
    """√node."""
    return Apply("sqrt", (node,))


def is_decoupled(optimiser: Optimizer) -> bool:
    """Whether weight decay is on and acts on the position itself."""
    return bool(optimiser.values.get("decoupled_weight_decay")) and bool(optimiser.values["weight_decay"])


def gradient_changes(optimiser: Optimizer) -> tuple[Assignment, ...]:
    """The slope as the rule uses it: turned round to climb, and with weight decay, if these are on."""
    changes = []
    if optimiser.values.get("maximize"):
        changes.append(Assignment("g", -GRADIENT))
    if optimiser.values.get("weight_decay") and not is_decoupled(optimiser):
        changes.append(Assignment("g", GRADIENT + DECAY * POSITION))
    return tuple(changes)


def moved(delta: Node, optimiser: Optimizer) -> tuple[Assignment, Assignment]:
    """The step Δ, with the weight decay that is apart from the slope, and the position after it."""
    if is_decoupled(optimiser):
        delta = delta - RATE * DECAY * POSITION
    return Assignment("Δ", delta), Assignment("x", POSITION + MOVE)
