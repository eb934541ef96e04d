"""What an optimiser or a schedule can be told: name, meaning, bounds, and how a slider should show it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final, Literal

__all__ = ["Hyperparameter", "Value", "checked"]

Value = float | bool | str | None | tuple[float, ...]

_UP_TO_ONE: Final = math.nextafter(1.0, 2.0)


@dataclass(frozen=True, slots=True)
class Hyperparameter:
    """One setting of an optimiser or a schedule.

    ``name`` is the keyword (PyTorch's), ``label`` what is shown beside the slider, ``symbols`` the
    letters in the formulas (one a component for a pair such as ``betas``; none for what stands in no
    formula). ``slider`` is the range worth offering, on a ``scale`` that is linear or logarithmic;
    ``lowest`` and ``below`` are the bounds of what is valid at all: lowest ≤ value < below, or
    lowest < value where ``open_low``. ``whole`` numbers are integers; ``optional`` ones may be None.
    A setting with ``choices`` takes one of these words, or its place among them.
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
    whole: bool = False
    optional: bool = False
    choices: tuple[str | None, ...] = ()

    @property
    def kind(self) -> Literal["number", "pair", "switch", "choice"]:
        """Whether the value is a number, a pair of numbers, a boolean or one of some words."""
        if self.choices:
            return "choice"
        if isinstance(self.default, bool):
            return "switch"
        return "pair" if isinstance(self.default, tuple) else "number"

    @property
    def symbol(self) -> str:
        """The letters of :attr:`symbols` in one text."""
        return ", ".join(self.symbols)


def checked(setting: Hyperparameter, value: object) -> Value:
    """``value`` as this setting takes it. Raises ValueError or TypeError with a sentence where it is none."""
    if setting.kind == "choice":
        return _choice(setting, value)
    if setting.kind == "switch":
        if isinstance(value, bool) or value in (0, 1):
            return bool(value)
        raise ValueError(f"{setting.name} must be True or False, not {value!r}.")
    if value is None and setting.optional:
        return None
    if setting.kind == "number":
        return _number(setting, setting.name, value)
    if not isinstance(value, (tuple, list)) or len(value) != len(setting.symbols):
        raise ValueError(
            f"{setting.name} must be {len(setting.symbols)} numbers such as {setting.default}, not {value!r}."
        )
    return tuple(_number(setting, f"{setting.name}[{i}]", item) for i, item in enumerate(value))


def _choice(setting: Hyperparameter, value: object) -> str | None:
    if value is None or isinstance(value, str):
        if value in setting.choices:
            return value
    elif isinstance(value, (int, float)) and value in range(len(setting.choices)):
        return setting.choices[int(value)]
    words = " or ".join(repr(choice) for choice in setting.choices)
    raise ValueError(f"{setting.name} must be {words}, not {value!r}.")


_WANTED: Final = {
    (0.0, True, math.inf): "a positive number",
    (0.0, False, math.inf): "a number that is zero or more",
    (0.0, False, 1.0): "a number from 0 up to, not including, 1",
    (0.0, True, 1.0): "a number between 0 and 1",
    (0.0, False, _UP_TO_ONE): "a number from 0 to 1",
    (0.0, True, _UP_TO_ONE): "a number above 0 and at most 1",
}


def _number(setting: Hyperparameter, name: str, value: object) -> float:
    wanted = _WANTED.get((setting.lowest, setting.open_low, setting.below), f"a number from {setting.lowest:g}")
    if setting.whole:
        wanted = f"a whole number from {setting.lowest:g}"
    if isinstance(value, (bool, str, bytes, complex)):
        raise TypeError(f"{name} must be {wanted}, not {value!r}.")
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        raise TypeError(f"{name} must be {wanted}, not {value!r}.") from None
    low_enough = number > setting.lowest if setting.open_low else number >= setting.lowest
    if not (math.isfinite(number) and low_enough and number < setting.below):
        raise ValueError(f"{name} must be {wanted}, not {number:g}.")
    if setting.whole and not number.is_integer():
        raise ValueError(f"{name} must be {wanted}, not {number:g}.")
    return int(number) if setting.whole else number
