"""What an optimiser can be told: name, meaning, bounds, and how a slider should show it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final, Literal

__all__ = ["Hyperparameter", "Value", "checked"]

Value = float | bool | tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Hyperparameter:
    """One setting of an optimiser.

    ``name`` is the keyword (PyTorch's), ``label`` what is shown beside the slider, ``symbol`` the
    letter in the formulas (one a component for a pair such as ``betas``). ``slider`` is the range
    worth offering, on a ``scale`` that is linear or logarithmic; ``lowest`` and ``below`` are the
    bounds of what is valid at all: lowest ≤ value < below, or lowest < value where ``open_low``.
    """

    name: str
    label: str
    symbols: tuple[str, ...]
    default: Value
    help: str
    slider: tuple[float, float] = (0.0, 1.0)
    scale: Literal["linear", "log"] = "linear"
    lowest: float = 0.0
    open_low: bool = False
    below: float = math.inf

    @property
    def kind(self) -> Literal["number", "pair", "switch"]:
        """Whether the value is a number, a pair of numbers or a boolean."""
        if isinstance(self.default, bool):
            return "switch"
        return "pair" if isinstance(self.default, tuple) else "number"

    @property
    def symbol(self) -> str:
        """The letters of :attr:`symbols` in one text."""
        return ", ".join(self.symbols)


def checked(setting: Hyperparameter, value: object) -> Value:
    """``value`` as this setting takes it. Raises ValueError or TypeError with a sentence where it is none."""
    if setting.kind == "switch":
        if isinstance(value, bool) or value in (0, 1):
            return bool(value)
        raise ValueError(f"{setting.name} must be True or False, not {value!r}.")
    if setting.kind == "number":
        return _number(setting, setting.name, value)
    if not isinstance(value, (tuple, list)) or len(value) != len(setting.symbols):
        raise ValueError(
            f"{setting.name} must be {len(setting.symbols)} numbers such as {setting.default}, not {value!r}."
        )
    return tuple(_number(setting, f"{setting.name}[{i}]", item) for i, item in enumerate(value))


_WANTED: Final = {
    (0.0, True, math.inf): "a positive number",
    (0.0, False, math.inf): "a number that is zero or more",
    (0.0, False, 1.0): "a number from 0 up to, not including, 1",
}


def _number(setting: Hyperparameter, name: str, value: object) -> float:
    wanted = _WANTED.get((setting.lowest, setting.open_low, setting.below), f"a number from {setting.lowest:g}")
    if isinstance(value, (bool, str, bytes, complex)):
        raise TypeError(f"{name} must be {wanted}, not {value!r}.")
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        raise TypeError(f"{name} must be {wanted}, not {value!r}.") from None
    low_enough = number > setting.lowest if setting.open_low else number >= setting.lowest
    if not (math.isfinite(number) and low_enough and number < setting.below):
        raise ValueError(f"{name} must be {wanted}, not {number:g}.")
    return number
