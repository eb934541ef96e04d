"""Rules that scale each component by its own slopes, and Lion, which keeps only their signs."""

from __future__ import annotations

from explorer.core.expression.nodes import Apply, Number, Symbol
from explorer.core.optim.hyperparameters import Hyperparameter
from explorer.core.optim.optimiser import Optimizer
from explorer.core.optim.rule import Assignment, UpdateRule
from explorer.core.optim.vocabulary import (
    AT_MOST_ONE,
    BETA_1,
    BETA_2,
    DECAY,
    GRADIENT,
    MAXIMIZE,
    MEAN,
    MOMENTUM,
    POSITION,
    RATE,
    SMALL,
    SQUARE,
    STEP,
    betas,
    epsilon,
    gradient_changes,
    momentum,
    moved,
    rate,
    sqrt,
    weight_decay,
)

__all__ = ["AdaGrad", "Adadelta", "Lion", "RMSProp"]


class AdaGrad(Optimizer):
    """Each component's steps shrink with the slopes it has met (``torch.optim.Adagrad``)."""

    name = "AdaGrad"
    title = "AdaGrad"
    summary = "Shortens the steps in each direction by all the slopes met there so far."
    source = "Duchi, Hazan and Singer, 2011"
    settings = (
        rate(1e-2),
        Hyperparameter("lr_decay", "Rate decay", ("δ",), 0.0, "How fast the learning rate shrinks.", (0.0, 1.0)),
        weight_decay(),
        Hyperparameter(
            "initial_accumulator_value", "First sum", ("G_0",), 0.0, "What the sum of squares begins with.", (0.0, 1.0)
        ),
        epsilon(1e-10),
        MAXIMIZE,
    )
    __slots__ = ()

    def rule(self) -> UpdateRule:
        """G ← G + g², x ← x − η/(1 + (t − 1)δ) · g / (√G + ε)."""
        total = Symbol("G")
        shared = (Assignment("η_t", RATE / (1 + (STEP - 1) * Symbol("δ"))),)
        steps = (
            *gradient_changes(self),
            Assignment("G", total + GRADIENT ** Number(2.0)),
            *moved(-Symbol("η_t") * GRADIENT / (sqrt(total) + SMALL), self),
        )
        return UpdateRule((("G", self.number("initial_accumulator_value")),), steps, shared, held=("G",))


class RMSProp(Optimizer):
    """The slope divided by its root mean square (``torch.optim.RMSprop``)."""

    name = "RMSProp"
    title = "RMSProp"
    summary = "Divides the slope in each direction by its recent size."
    source = "Tieleman and Hinton, 2012, lecture 6.5; centred by Graves, 2013"
    settings = (
        rate(1e-2),
        Hyperparameter(
            "alpha",
            "Alpha",
            ("α",),
            0.99,
            "How much of the mean square slope is kept from step to step.",
            (0.0, 0.9999),
        ),
        epsilon(1e-8),
        weight_decay(),
        momentum(0.0),
        Hyperparameter("centered", "Centred", (), False, "Take the mean slope out of the scale."),
        MAXIMIZE,
    )
    __slots__ = ()

    def rule(self) -> UpdateRule:
        """v ← αv + (1 − α)g², x ← x − η g / (√v + ε); centred √(v − ḡ²); with momentum b ← μb + that quotient."""
        alpha, centre, buffer = Symbol("α"), Symbol("ḡ"), Symbol("b")
        memory, square = [("v", 0.0)], Assignment("v", alpha * SQUARE + (1 - alpha) * GRADIENT ** Number(2.0))
        steps = [*gradient_changes(self), square]
        if self.values["centered"]:
            memory.append(("ḡ", 0.0))
            steps.append(Assignment("ḡ", centre + (1 - alpha) * (GRADIENT - centre)))
            steps.append(Assignment("r", sqrt(SQUARE - centre ** Number(2.0)) + SMALL))
        else:
            steps.append(Assignment("r", sqrt(SQUARE) + SMALL))
        direction = GRADIENT / Symbol("r")
        if self.values["momentum"]:
            memory.append(("b", 0.0))
            steps.append(Assignment("b", MOMENTUM * buffer + direction))
            steps += moved(-RATE * buffer, self)
        else:
            steps += moved(-RATE * GRADIENT / Symbol("r"), self)
        return UpdateRule(tuple(memory), tuple(steps), held=("v", "ḡ", "r"))


class Adadelta(Optimizer):
    """Steps in the units of the position: scaled by its own recent steps (``torch.optim.Adadelta``)."""

    name = "Adadelta"
    title = "Adadelta"
    summary = "Scales the slope by recent steps over recent slopes, so it needs no learning rate."
    source = "Zeiler, 2012"
    settings = (
        rate(1.0),
        Hyperparameter(
            "rho", "Rho", ("ρ",), 0.9, "How much of both mean squares is kept from step to step.", below=AT_MOST_ONE
        ),
        epsilon(1e-6),
        weight_decay(),
        MAXIMIZE,
    )
    __slots__ = ()

    def rule(self) -> UpdateRule:
        """v ← ρv + (1 − ρ)g², d = g √(u + ε)/√(v + ε), u ← ρu + (1 − ρ)d², x ← x − ηd."""
        rho, moves, step = Symbol("ρ"), Symbol("u"), Symbol("d")
        steps = (
            *gradient_changes(self),
            Assignment("v", rho * SQUARE + (1 - rho) * GRADIENT ** Number(2.0)),
            Assignment("s", sqrt(moves + SMALL) / sqrt(SQUARE + SMALL)),
            Assignment("d", Symbol("s") * GRADIENT),
            Assignment("u", rho * moves + (1 - rho) * step ** Number(2.0)),
            *moved(-RATE * step, self),
        )
        return UpdateRule((("v", 0.0), ("u", 0.0)), steps, held=("v", "s", "u"))


class Lion(Optimizer):
    """Only the sign of an interpolated momentum: every component steps by the learning rate.

    Reference implementation: google/automl, ``lion/lion_pytorch.py``.
    """

    name = "Lion"
    title = "Lion"
    summary = "Steps by the learning rate in every direction, whichever way its momentum points."
    source = "Chen et al., 2023, Symbolic Discovery of Optimization Algorithms"
    settings = (rate(1e-4), betas(0.99), weight_decay(), MAXIMIZE)
    __slots__ = ()

    def rule(self) -> UpdateRule:
        """c = β₁m + (1 − β₁)g, x ← x − η(sign c + λx), m ← β₂m + (1 − β₂)g."""
        steps = [Assignment("g", -GRADIENT)] if self.values["maximize"] else []
        step = -RATE * Symbol("s")
        if self.values["weight_decay"]:
            step = step - RATE * DECAY * POSITION
        steps += [
            Assignment("c", BETA_1 * MEAN + (1 - BETA_1) * GRADIENT),
            Assignment("s", Apply("sign", (Symbol("c"),))),
            Assignment("m", BETA_2 * MEAN + (1 - BETA_2) * GRADIENT),
            *moved(step, self),
        ]
        return UpdateRule((("m", 0.0),), tuple(steps), held=("s",))
