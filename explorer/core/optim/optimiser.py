"""What every optimiser has: checked hyperparameters, a formula, a source, and one of two kinds of step."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Final

from explorer.core.optim.configured import Configured
from explorer.core.optim.hyperparameters import Value
from explorer.core.optim.rule import UpdateRule
from explorer.core.optim.vector_rule import VectorRule

__all__ = ["Optimizer"]


class Optimizer(Configured):
    """An update rule with its hyperparameters, an immutable value.

    Subclasses give ``name``, ``settings`` and :meth:`rule`. Keywords and their defaults are those
    of ``torch.optim`` where it has the rule. ``watched`` holds the values that a window takes where
    nothing is said, so that each iteration is a step to be seen. ``rate`` is the setting that says
    how far a step goes, None where there is none. Raises TypeError for an unknown keyword,
    ValueError or TypeError for a value out of bounds, each with a sentence.
    """

    source: ClassVar[str]
    watched: ClassVar[Mapping[str, Value]] = {}
    rate: ClassVar[str | None] = "lr"

    __slots__ = ()

    def rule(self) -> UpdateRule | VectorRule:
        """The step that these settings make (switches decide its form, numbers stay symbols)."""
        raise NotImplementedError

    @property
    def numbers(self) -> dict[str, float]:
        """Symbol → number of every numeric hyperparameter, pairs taken apart."""
        found: dict[str, float] = {}
        for setting in self.settings:
            value = self.values[setting.name]
            if setting.symbols and not isinstance(value, (bool, str)) and value is not None:
                found.update(zip(setting.symbols, value if isinstance(value, tuple) else (value,), strict=True))
        return found

    @property
    def momentum_symbol(self) -> str | None:
        """The symbol that a schedule which cycles momentum moves: μ, or β₁, or None."""
        return next((symbol for symbol in _MOMENTA if symbol in self.numbers), None)

    @classmethod
    def family(cls) -> type[Optimizer]:
        """The rule that this one is a form of: AMSGrad and AdamW are forms of Adam."""
        return next(kind for kind in reversed(cls.__mro__) if issubclass(kind, Optimizer) and hasattr(kind, "name"))


_MOMENTA: Final = ("μ", "β_1")
