"""Which settings differ between trials, and how they are called."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from explorer.core.learn.tuning_trials import Trial

__all__ = ["Varied", "number_words", "trial_words", "varied_settings"]

_NAMES = (
    ("rate", "learning rate", "rate"),
    ("penalty", "L2 penalty λ", "λ"),
    ("width", "neurons a layer", "width"),
    ("batch", "rows a step", "rows"),
)


@dataclass(frozen=True, slots=True)
class Varied:
    """A setting that differs between trials: a field of :class:`Trial`, its words, a short head, all its values."""

    field: str
    title: str
    head: str
    values: tuple[float, ...]

    def of(self, trial: Trial) -> float:
        """The trial's value."""
        return float(getattr(trial, self.field))

    def told(self, value: float) -> str:
        """A value of it in words."""
        return "all" if self.field == "batch" and value == 0 else number_words(value)


def varied_settings(trials: Sequence[Trial]) -> tuple[Varied, ...]:
    """The settings with more than one value; those with the most come first, "all" rows after every number of them."""
    found = []
    for name, title, head in _NAMES:
        values = {getattr(trial, name) for trial in trials} - {None}
        if len(values) > 1:
            ordered = sorted(values, key=lambda value: (name == "batch" and value == 0, value))
            found.append(Varied(name, title, head, tuple(map(float, ordered))))
    return tuple(sorted(found, key=lambda one: -len(one.values)))


def trial_words(trial: Trial, varied: Sequence[Varied]) -> str:
    """``learning rate 0.1, L2 penalty λ 0.01``."""
    return ", ".join(f"{one.title} {one.told(one.of(trial))}" for one in varied)


def number_words(value: float) -> str:
    """A setting as one would type it."""
    return f"{value:.3g}".replace("e-0", "e-").replace("-", "\N{MINUS SIGN}")
