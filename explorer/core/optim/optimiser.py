"""What every optimiser has: checked hyperparameters and the update rule that they make."""

from __future__ import annotations

from typing import Any, ClassVar

from explorer.core.optim.hyperparameters import Hyperparameter, Value, checked
from explorer.core.optim.rule import UpdateRule

__all__ = ["Optimizer"]


class Optimizer:
    """An update rule with its hyperparameters, an immutable value.

    Subclasses give ``name``, ``settings`` and :meth:`rule`. Keywords and their defaults are those
    of ``torch.optim``. Raises TypeError for an unknown keyword, ValueError or TypeError for a value
    out of bounds, each with a sentence.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    summary: ClassVar[str]
    source: ClassVar[str]
    settings: ClassVar[tuple[Hyperparameter, ...]]

    __slots__ = ("values",)
    values: dict[str, Value]

    def __init__(self, **keywords: Any) -> None:
        known = {setting.name: setting for setting in self.settings}
        for keyword in keywords:
            if keyword not in known:
                raise TypeError(f"{self.name} has no setting {keyword}; it has {', '.join(known)}.")
        values = {name: checked(setting, keywords.get(name, setting.default)) for name, setting in known.items()}
        object.__setattr__(self, "values", values)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("an optimiser is immutable; make another one")

    def __getattr__(self, name: str) -> Value:
        if name != "values" and name in self.values:
            return self.values[name]
        raise AttributeError(f"{type(self).__name__} has no attribute {name!r}")

    def rule(self) -> UpdateRule:
        """The step that these settings make (switches decide its form, numbers stay symbols)."""
        raise NotImplementedError

    @property
    def numbers(self) -> dict[str, float]:
        """Symbol → number of every numeric hyperparameter, pairs taken apart."""
        found: dict[str, float] = {}
        for setting in self.settings:
            value = self.values[setting.name]
            if not isinstance(value, bool):
                found.update(zip(setting.symbols, value if isinstance(value, tuple) else (value,), strict=True))
        return found

    def number(self, name: str) -> float:
        """The value of a setting that is a single number."""
        value = self.values[name]
        assert not isinstance(value, tuple)
        return float(value)

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and isinstance(other, Optimizer) and self.values == other.values

    def __hash__(self) -> int:
        return hash((type(self), tuple(self.values.items())))

    def __reduce__(self) -> tuple[object, ...]:
        return (_remade, (type(self), self.values))

    def __repr__(self) -> str:
        return f"{self.name}({', '.join(f'{name}={value!r}' for name, value in self.values.items())})"


def _remade(kind: type[Optimizer], values: dict[str, Value]) -> Optimizer:
    return kind(**values)
