"""Adam and its relatives: a running mean of the slope, divided by how large it has been."""

from __future__ import annotations

from typing import Final

from explorer.core.expression.nodes import Apply, Node, Number, Symbol
from explorer.core.optim.hyperparameters import Hyperparameter
from explorer.core.optim.optimiser import Optimizer
from explorer.core.optim.rule import Assignment, UpdateRule
from explorer.core.optim.vocabulary import (
    BETA_1,
    BETA_2,
    GRADIENT,
    MAXIMIZE,
    MEAN,
    RATE,
    SMALL,
    SQUARE,
    STEP,
    betas,
    decoupled,
    epsilon,
    gradient_changes,
    moved,
    rate,
    sqrt,
    weight_decay,
)

__all__ = ["AMSGrad", "Adam", "AdamW", "Adamax", "NAdam", "RAdam"]

_MEAN_HAT, _SQUARE_HAT = Symbol("m̂"), Symbol("v̂")
_CORRECTION_1, _CORRECTION_2 = Symbol("c_1"), Symbol("c_2")
_MEANS: Final = (
    Assignment("m", BETA_1 * MEAN + (1 - BETA_1) * GRADIENT),
    Assignment("v", BETA_2 * SQUARE + (1 - BETA_2) * GRADIENT ** Number(2.0)),
)
_CORRECTIONS: Final = (Assignment("c_1", 1 - BETA_1**STEP), Assignment("c_2", 1 - BETA_2**STEP))
_MEMORY: Final = (("m", 0.0), ("v", 0.0))


def _largest(default: bool) -> Hyperparameter:
    return Hyperparameter("amsgrad", "Keep the largest", (), default, "Never let the scale of a direction shrink.")


class Adam(Optimizer):
    """Adaptive moments: each component steps at its own scale (``torch.optim.Adam``)."""

    name = "Adam"
    title = "Adam"
    summary = "Momentum, with each direction scaled by how large its slopes have been."
    source = "Kingma and Ba, 2015; amsgrad by Reddi, Kale and Kumar, 2018"
    settings = (rate(1e-3), betas(), epsilon(1e-8), weight_decay(), _largest(False), MAXIMIZE, decoupled())
    __slots__ = ()

    def rule(self) -> UpdateRule:
        """m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², x ← x − η m̂ / (√v̂ + ε)."""
        memory: tuple[tuple[str, float], ...] = _MEMORY
        scale = SQUARE
        steps = [*gradient_changes(self), *_MEANS]
        if self.values["amsgrad"]:
            scale = Symbol("v_max")
            memory = (*memory, ("v_max", 0.0))
            steps.append(Assignment("v_max", Apply("max", (scale, SQUARE))))
        steps += [Assignment("m̂", MEAN / _CORRECTION_1), Assignment("v̂", scale / _CORRECTION_2)]
        steps += moved(-RATE * (_MEAN_HAT / (sqrt(_SQUARE_HAT) + SMALL)), self)
        return UpdateRule(memory, tuple(steps), _CORRECTIONS, held=("v", "v_max", "v̂"))


class AMSGrad(Adam):
    """Adam whose scales never shrink (``torch.optim.Adam`` with ``amsgrad``)."""

    name = "AMSGrad"
    title = "AMSGrad"
    summary = "Adam that never forgets how steep a direction once was."
    source = "Reddi, Kale and Kumar, 2018"
    settings = (rate(1e-3), betas(), epsilon(1e-8), weight_decay(), _largest(True), MAXIMIZE, decoupled())
    __slots__ = ()


class AdamW(Adam):
    """Adam with weight decay apart from the slope (``torch.optim.AdamW``)."""

    name = "AdamW"
    title = "AdamW"
    summary = "Adam with the pull towards zero kept out of its scales."
    source = "Loshchilov and Hutter, 2019"
    settings = (rate(1e-3), betas(), epsilon(1e-8), weight_decay(1e-2), _largest(False), MAXIMIZE, decoupled(True))
    __slots__ = ()


class NAdam(Optimizer):
    """Adam with Nesterov's look ahead (``torch.optim.NAdam``)."""

    name = "NAdam"
    title = "NAdam"
    summary = "Adam that looks one step of its momentum ahead."
    source = "Dozat, 2016"
    settings = (
        rate(2e-3),
        betas(),
        epsilon(1e-8),
        weight_decay(),
        Hyperparameter("momentum_decay", "Momentum decay", ("ψ",), 4e-3, "How fast the momentum warms up.", (0.0, 0.1)),
        decoupled(),
        MAXIMIZE,
    )
    __slots__ = ()

    def rule(self) -> UpdateRule:
        """μₜ = β₁(1 − ½·0.96^(tψ)); x ← x − η((1 − μₜ)g/(1 − Πμ) + μₜ₊₁m/(1 − μₜ₊₁Πμ)) / (√v̂ + ε)."""
        mu, following, product = Symbol("μ_t"), Symbol("μ_n"), Symbol("P")
        shared = (
            Assignment("c_2", 1 - BETA_2**STEP),
            Assignment("μ_t", BETA_1 * (1 - 0.5 * Number(0.96) ** (STEP * Symbol("ψ")))),
            Assignment("μ_n", BETA_1 * (1 - 0.5 * Number(0.96) ** ((STEP + 1) * Symbol("ψ")))),
            Assignment("P", product * mu),
            Assignment("a", (1 - mu) / (1 - product)),
            Assignment("b", following / (1 - product * following)),
        )
        ahead = Symbol("a") * GRADIENT + Symbol("b") * MEAN
        steps = (
            *gradient_changes(self),
            *_MEANS,
            Assignment("m̂", ahead),
            Assignment("v̂", SQUARE / _CORRECTION_2),
            *moved(-RATE * (_MEAN_HAT / (sqrt(_SQUARE_HAT) + SMALL)), self),
        )
        return UpdateRule(_MEMORY, steps, shared, (("P", 1.0),), held=("v", "v̂"))


class RAdam(Optimizer):
    """Adam that trusts its scales only once they are reliable (``torch.optim.RAdam``)."""

    name = "RAdam"
    title = "RAdam"
    summary = "Adam that waits until its scales can be trusted: momentum at first."
    source = "Liu et al., 2020"
    settings = (rate(1e-3), betas(), epsilon(1e-8), weight_decay(), decoupled(), MAXIMIZE)
    __slots__ = ()

    def rule(self) -> UpdateRule:
        """x ← x − η m̂ r √c₂ / (√v + ε) once ρ > 5, before that x ← x − η m̂."""
        limit, rho = Symbol("ρ_∞"), Symbol("ρ")
        reliable = Apply("gt", (rho, Number(5.0)))
        rectified = sqrt((rho - 4) * (rho - 2) * limit / ((limit - 4) * (limit - 2) * rho))
        shared = (
            *_CORRECTIONS,
            Assignment("ρ_∞", 2 / (1 - BETA_2) - 1),
            Assignment("ρ", limit - 2 * STEP * BETA_2**STEP / _CORRECTION_2),
            Assignment("r", Apply("piecewise", (reliable, rectified, Apply("true", ()), Number(0.0)))),
        )
        scaled = Symbol("r") * sqrt(_CORRECTION_2) / (sqrt(SQUARE) + SMALL)
        share: Node = Apply("piecewise", (reliable, scaled, Apply("true", ()), Number(1.0)))
        steps = (
            *gradient_changes(self),
            *_MEANS,
            Assignment("m̂", MEAN / _CORRECTION_1),
            Assignment("s", share),
            *moved(-RATE * (_MEAN_HAT * Symbol("s")), self),
        )
        return UpdateRule(_MEMORY, steps, shared, held=("v", "s"))


class Adamax(Optimizer):
    """Adam scaled by the largest slope instead of the mean square (``torch.optim.Adamax``)."""

    name = "Adamax"
    title = "Adamax"
    summary = "Adam, with each direction scaled by its largest recent slope."
    source = "Kingma and Ba, 2015, section 7"
    settings = (rate(2e-3), betas(), epsilon(1e-8), weight_decay(), MAXIMIZE)
    __slots__ = ()

    def rule(self) -> UpdateRule:
        """u ← max(β₂u, |g| + ε), x ← x − η m̂ / u."""
        largest = Symbol("u")
        steps = (
            *gradient_changes(self),
            _MEANS[0],
            Assignment("u", Apply("max", (BETA_2 * largest, Apply("abs", (GRADIENT,)) + SMALL))),
            Assignment("m̂", MEAN / _CORRECTION_1),
            *moved(-RATE * (_MEAN_HAT / largest), self),
        )
        return UpdateRule((("m", 0.0), ("u", 0.0)), steps, _CORRECTIONS[:1], held=("u",))
