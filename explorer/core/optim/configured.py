"""A value made of checked keywords: what optimisers and schedules have in common."""

from __future__ import annotations

from typing import Any, ClassVar, TypeVar

from explorer.core.optim.hyperparameters import Hyperparameter, Value, checked

__all__ = ["Configured"]

Kind = TypeVar("Kind", bound="Configured")


class Configured:
    """An immutable value whose keywords are its ``settings``, compared by kind and values.

    Raises TypeError for an unknown keyword, ValueError or TypeError for a value out of bounds, each
    with a sentence. Every setting is an attribute as well.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    summary: ClassVar[str]
    settings: ClassVar[tuple[Hyperparameter, ...]]

    __slots__ = ("values",)
    values: dict[str, Value]

    def __init__(self, **keywords: Any) -> None:
        known = {setting.name: setting for setting in self.settings}
        for keyword in keywords:
            if keyword not in known:
                raise TypeError(f"{self.name} has no setting {keyword}; it has {', '.join(known) or 'none'}.")
        values = {name: checked(setting, keywords.get(name, setting.default)) for name, setting in known.items()}
        object.__setattr__(self, "values", values)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{self.name} is immutable; make another one")

    def __getattr__(self, name: str) -> Value:
        if name != "values" and name in self.values:
            return self.values[name]
        raise AttributeError(f"{type(self).__name__} has no attribute {name!r}")

    def changed(self: Kind, **keywords: Any) -> Kind:
        """The same with other values for some of its settings."""
        return type(self)(**{**self.values, **keywords})

    def number(self, name: str) -> float:
        """The value of a setting that is a single number."""
        value = self.values[name]
        assert isinstance(value, (int, float))
        return float(value)

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and isinstance(other, Configured) and self.values == other.values

    def __hash__(self) -> int:
        return hash((type(self), tuple(self.values.items())))

    def __reduce__(self) -> tuple[object, ...]:
        return (_remade, (type(self), self.values))

    def __repr__(self) -> str:
        return f"{self.name}({', '.join(f'{name}={value!r}' for name, value in self.values.items())})"


def _remade(kind: type[Configured], values: dict[str, Value]) -> Configured:
    return kind(**values)
