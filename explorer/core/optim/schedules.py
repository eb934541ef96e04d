"""The schedules, by PyTorch's formulas in closed form (``torch.optim.lr_scheduler``)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import numpy as np

from explorer.core.optim.hyperparameters import Hyperparameter
from explorer.core.optim.schedule import Schedule, Sequence, Steps
from explorer.core.optim.vocabulary import AT_MOST_ONE
from explorer.core.sampling.field import FloatArray

__all__ = ["SCHEDULES", "Constant", "Cosine", "Exponential", "OneCycle", "Schedule", "Sequence", "Step", "WarmUp"]


def _factor(name: str, label: str, default: float, text: str, open_low: bool = False) -> Hyperparameter:
    return Hyperparameter(name, label, (), default, text, (0.0, 1.0), open_low=open_low, below=AT_MOST_ONE)


def _count(name: str, label: str, default: float, text: str) -> Hyperparameter:
    return Hyperparameter(name, label, (), default, text, (1.0, 1000.0), "log", 1.0, whole=True)


class Constant(Schedule):
    """``factor`` times the rate for ``total_iters`` steps, then the rate itself (ConstantLR).

    Unlike there, the factor is 1 unless given: the rate never changes.
    """

    name = "Constant"
    title = "Constant"
    summary = "The learning rate stays as it is."
    settings = (
        _factor("factor", "Factor", 1.0, "The share of the learning rate used at first."),
        _count("total_iters", "Steps", 5, "For how many steps."),
    )
    __slots__ = ()

    def rates(self, base: float, steps: Steps) -> FloatArray:
        """η·(factor if t < total_iters else 1)."""
        return np.where(steps < self.number("total_iters"), base * self.number("factor"), base)


class Step(Schedule):
    """``gamma`` times less every ``step_size`` steps (StepLR; ``step_size`` is 30 unless given)."""

    name = "Step"
    title = "Steps"
    summary = "Lowers the learning rate at once, every so many steps."
    settings = (
        _count("step_size", "Every", 30, "How many steps lie between two drops."),
        Hyperparameter("gamma", "Factor", (), 0.1, "What the rate is multiplied by at a drop.", (0.01, 1.0)),
    )
    __slots__ = ()

    def rates(self, base: float, steps: Steps) -> FloatArray:
        """η·γ^⌊t/step_size⌋."""
        with np.errstate(over="ignore", under="ignore"):
            rates: FloatArray = base * self.number("gamma") ** (steps // int(self.number("step_size")))
        return rates


class Exponential(Schedule):
    """``gamma`` times less with every step (ExponentialLR; ``gamma`` is 0.99 unless given)."""

    name = "Exponential"
    title = "Exponential"
    summary = "Lowers the learning rate by the same share at every step."
    settings = (Hyperparameter("gamma", "Factor", (), 0.99, "What each step multiplies the rate by.", (0.9, 1.0)),)
    __slots__ = ()

    def rates(self, base: float, steps: Steps) -> FloatArray:
        """η·γᵗ."""
        with np.errstate(over="ignore", under="ignore"):
            rates: FloatArray = base * self.number("gamma") ** np.asarray(steps, dtype=np.float64)
        return rates


class Cosine(Schedule):
    """Half a cosine wave from the rate to ``eta_min`` in ``T_max`` steps, and back (CosineAnnealingLR).

    ``T_max`` is 100 unless given.
    """

    name = "Cosine"
    title = "Cosine"
    summary = "Lowers the learning rate along half a cosine wave."
    settings = (
        _count("T_max", "Steps", 100, "How many steps the half wave takes."),
        Hyperparameter("eta_min", "Lowest", (), 0.0, "The learning rate at its end.", (0.0, 1.0)),
    )
    __slots__ = ()

    def rates(self, base: float, steps: Steps) -> FloatArray:
        """η_min + (η − η_min)(1 + cos(πt/T_max))/2."""
        least = self.number("eta_min")
        rates: FloatArray = least + (base - least) * (1 + np.cos(math.pi * steps / self.number("T_max"))) / 2
        return rates


class WarmUp(Schedule):
    """A straight line from ``start_factor`` to ``end_factor`` times the rate (LinearLR)."""

    name = "WarmUp"
    title = "Warm-up"
    summary = "Raises the learning rate from a share of it to the whole, then keeps it."
    settings = (
        _factor("start_factor", "From", 1.0 / 3.0, "The share of the learning rate at the first step.", True),
        _factor("end_factor", "To", 1.0, "The share of the learning rate at the end."),
        _count("total_iters", "Steps", 5, "How many steps it takes."),
    )
    __slots__ = ()

    def rates(self, base: float, steps: Steps) -> FloatArray:
        """η·(start + (end − start)·min(t, total_iters)/total_iters)."""
        first, last, total = self.number("start_factor"), self.number("end_factor"), self.number("total_iters")
        rates: FloatArray = base * (first + (last - first) * np.minimum(steps, total) / total)
        return rates


class OneCycle(Schedule):
    """Up to ``max_lr``, then far below where it began (OneCycleLR; Smith and Topin, 2017).

    ``max_lr`` is the optimiser's own rate unless given, ``total_steps`` 200. After its last step the
    rate stays where it is. With ``cycle_momentum`` the momentum, or β₁, falls while the rate rises.
    """

    name = "OneCycle"
    title = "One cycle"
    summary = "Raises the learning rate to its greatest value, then lowers it far below the first."
    settings = (
        Hyperparameter(
            "max_lr", "Greatest", (), None, "The greatest learning rate.", (1e-5, 10.0), "log", optional=True
        ),
        _count("total_steps", "Steps", 200, "How many steps the cycle takes."),
        _factor("pct_start", "Rise", 0.3, "The share of the steps in which it rises."),
        Hyperparameter(
            "anneal_strategy",
            "Straight",
            (),
            "cos",
            "Along straight lines instead of cosines.",
            choices=("cos", "linear"),
        ),
        Hyperparameter("cycle_momentum", "Move momentum", (), True, "Lower the momentum while the rate rises."),
        Hyperparameter("base_momentum", "Least momentum", (), 0.85, "The momentum at the top.", below=1.0),
        Hyperparameter("max_momentum", "Most momentum", (), 0.95, "The momentum at both ends.", below=1.0),
        Hyperparameter(
            "div_factor",
            "First divisor",
            (),
            25.0,
            "How far below the top it begins.",
            (1.0, 100.0),
            "log",
            open_low=True,
        ),
        Hyperparameter(
            "final_div_factor", "Last divisor", (), 1e4, "How far below that it ends.", (1.0, 1e6), "log", open_low=True
        ),
        Hyperparameter("three_phase", "Three phases", (), False, "Down as fast as up, and then out."),
    )
    __slots__ = ()

    def rates(self, base: float, steps: Steps) -> FloatArray:
        """Between the first, the greatest and the last rate, along half cosine waves or straight lines."""
        top = base if self.values["max_lr"] is None else self.number("max_lr")
        first = top / self.number("div_factor")
        last = first / self.number("final_div_factor")
        if self.values["three_phase"]:
            return self._along(steps, [(first, top), (top, first), (first, last)])
        return self._along(steps, [(first, top), (top, last)])

    def momenta(self, steps: Steps) -> FloatArray | None:
        """Down from the most momentum to the least and back, if it moves."""
        if not self.values["cycle_momentum"]:
            return None
        most, least = self.number("max_momentum"), self.number("base_momentum")
        phases = [(most, least), (least, most), (most, most)]
        return self._along(steps, phases if self.values["three_phase"] else phases[:2])

    def _along(self, steps: Steps, phases: list[tuple[float, float]]) -> FloatArray:
        total, rise = self.number("total_steps"), self.number("pct_start")
        now = np.minimum(np.asarray(steps, dtype=np.float64), total - 1)
        ends = (
            [rise * total - 1, 2 * rise * total - 2, total - 1] if len(phases) == 3 else [rise * total - 1, total - 1]
        )
        between = _cosine if self.values["anneal_strategy"] == "cos" else _straight
        result, begun, missing = np.empty(now.shape), 0.0, np.ones(now.shape, dtype=bool)
        for index, ((start, stop), end) in enumerate(zip(phases, ends, strict=True)):
            here = missing & ((now <= end) | (index == len(phases) - 1))
            # A phase of no length is left at its start: PyTorch divides by zero there.
            share = (now[here] - begun) / (end - begun) if end != begun else np.zeros(int(here.sum()))
            result[here] = between(start, stop, share)
            missing &= ~here
            begun = end
        return result


def _cosine(start: float, stop: float, share: FloatArray) -> FloatArray:
    between: FloatArray = stop + (start - stop) / 2.0 * (np.cos(math.pi * share) + 1)
    return between


def _straight(start: float, stop: float, share: FloatArray) -> FloatArray:
    return (stop - start) * share + start


SCHEDULES: Final[Mapping[str, type[Schedule]]] = MappingProxyType(
    {kind.name: kind for kind in (Constant, Step, Exponential, Cosine, WarmUp, OneCycle)}
)
"""Every schedule by its name."""
